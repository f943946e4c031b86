"""The one place work runs: tables of columns, files of SQL, transactions, and nothing left over."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from accompany.engines.duck import Duck, file_list, filled, literal, read_sql

TWO = pa.table({"a": [1, 2], "b": ["x", "ñ"]})


@pytest.fixture
def duck() -> Iterator[Duck]:
    with Duck() as made:
        yield made


def test_columns_become_a_table_and_more_are_added_by_name(duck: Duck) -> None:
    duck.take("two", TWO)
    duck.add("two", pa.table({"b": ["y"], "a": [3]}))
    assert sorted(duck.rows("FROM two")) == [(1, "x"), (2, "ñ"), (3, "y")]
    duck.take("two", TWO)
    assert duck.value("SELECT count(*) FROM two") == 2


def test_columns_may_be_streamed(duck: Duck) -> None:
    duck.take("two", pa.RecordBatchReader.from_batches(TWO.schema, TWO.to_batches()))
    assert duck.value("SELECT sum(a) FROM two") == 3


@pytest.mark.parametrize("name", ["two; DROP TABLE two", "", "a b", "2", 'a"'])
def test_a_name_that_is_no_name_is_refused(duck: Duck, name: str) -> None:
    with pytest.raises(ValueError, match="not a table name"):
        duck.take(name, TWO)
    with pytest.raises(ValueError, match="not a table name"):
        duck.add(name, TWO)


def test_no_row_is_no_value(duck: Duck) -> None:
    assert duck.value("SELECT 1 WHERE FALSE") is None
    assert duck.value("SELECT $n + 1", {"n": 1}) == 2
    assert duck.rows("SELECT $1", ["x"]) == [("x",)]


def test_rows_come_by_name(duck: Duck) -> None:
    duck.run("CREATE TABLE many AS SELECT range AS n FROM range(10001)")
    found = list(duck.dicts("SELECT n, n + 1 AS next FROM many ORDER BY n"))
    assert len(found) == 10_001
    assert found[-1] == {"n": 10_000, "next": 10_001}


def test_a_transaction_is_kept_whole_or_not_at_all(duck: Duck) -> None:
    duck.run("CREATE TABLE t (n INTEGER)")
    with duck.transaction():
        duck.run("INSERT INTO t VALUES (1)")
    with pytest.raises(RuntimeError, match="made up"), duck.transaction():
        duck.run("INSERT INTO t VALUES (2)")
        raise RuntimeError("made up")
    assert duck.rows("FROM t") == [(1,)]


def test_instants_are_utc_whatever_the_machine_says(duck: Duck) -> None:
    assert duck.value(
        "SELECT CAST(TIMESTAMPTZ '2024-06-11 12:00:00-04' AS TIMESTAMP)"
    ) == datetime.fromisoformat("2024-06-11T16:00")


def test_the_same_rows_give_the_same_bytes(duck: Duck, tmp_path: Path) -> None:
    duck.take("two", TWO)
    files = [tmp_path / "it's one.parquet", tmp_path / "two.parquet"]
    for file in files:
        duck.write_parquet("SELECT * FROM two ORDER BY a", file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert pq.read_table(files[0]).to_pylist() == TWO.to_pylist()
    assert duck.value(f"SELECT count(*) FROM read_parquet({file_list(files)})") == 4


@pytest.mark.parametrize("name", ["a*b.parquet", "a?b.parquet", "a[1]b.parquet"])
def test_no_character_of_a_files_name_is_a_wildcard(duck: Duck, tmp_path: Path, name: str) -> None:
    for one in (name, "axb.parquet", "a1b.parquet"):
        pq.write_table(pa.table({"name": [one]}), tmp_path / one)
    found = duck.rows(f"SELECT * FROM read_parquet({file_list([tmp_path / name])})")
    assert found == [(name,)]


def test_a_word_without_a_value_stops_the_whole_file(duck: Duck) -> None:
    assert filled("a {{one}} {{two}}", one="1", two="2") == "a 1 2"
    with pytest.raises(KeyError, match="told"):
        duck.script("accompany.duties", "gather.sql")
    assert "{{known_by}}" in read_sql("accompany.duties", "gather.sql")


@pytest.mark.parametrize("text", ["it's", "'; DROP TABLE x; --", "", "ñ", "''"])
def test_a_quoted_text_comes_back_as_it_was(duck: Duck, text: str) -> None:
    assert duck.value(f"SELECT {literal(text)}") == text


def test_nothing_is_fetched_from_elsewhere(duck: Duck) -> None:
    with pytest.raises(duckdb.Error):
        duck.rows("SELECT * FROM read_csv('https://example.invalid/x.csv')")


def test_what_it_wrote_is_gone_when_closed() -> None:
    duck = Duck()
    folder = Path(duck.value("SELECT current_setting('temp_directory')")).parent
    assert folder.exists()
    duck.close()
    assert not folder.parent.exists()


def test_it_works_within_the_folder_it_is_given(tmp_path: Path) -> None:
    with Duck(within=tmp_path / "work") as duck:
        stands = Path(duck.value("SELECT current_setting('temp_directory')"))
        assert stands.is_relative_to(tmp_path / "work")
        assert stands.parent.stat().st_mode & 0o077 == 0, "for its owner alone"
    assert list((tmp_path / "work").iterdir()) == []


def test_what_a_killed_program_left_is_removed_and_what_another_holds_is_not(
    tmp_path: Path,
) -> None:
    for name in ("killed", "working"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "work.duckdb").write_text("rows", "utf-8")
        (tmp_path / f"{name}.lock").touch()
    with (tmp_path / "working.lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        Duck(within=tmp_path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["working", "working.lock"]


def test_where_nothing_may_be_written_it_works_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Duck(within=tmp_path / "file") as duck:
        stands = duck.value("SELECT current_setting('temp_directory')")
        assert not Path(stands).is_relative_to(tmp_path)
    assert not Path(stands).parent.parent.exists()


def test_the_engine_prints_no_progress_of_its_own() -> None:
    with Duck() as duck:
        assert duck.value("SELECT current_setting('enable_progress_bar')") is False
