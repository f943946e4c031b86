"""Whatever is altered in a ledger or its access log is named; everything in them is made up."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from told import records, release, take, utc

from accompany.jobs.verify import verify
from accompany.ledger.chain import Garbled, Link, append, read_chain
from accompany.ledger.folder import TABLES, Ledger
from accompany.ledger.verify import altered
from accompany.walls.access import Access, log_head, record_access

AT = datetime(2024, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of three batches and four reads."""
    path = tmp_path_factory.mktemp("verify") / "l"
    period = [("released", utc("2015-01-01"), utc("2023-06-01"), True)]
    take(path, [release("1"), release("2")], "2024-01-05", heard=period)
    take(path, [release("1")], "2024-02-05")
    take(path, [release("1"), release("3")], "2024-03-05")
    ledger = Ledger(path)
    for case in "abcd":
        record_access(
            ledger.access_path.parent, Access("made up", "explain", "care", True, "ok", case),
            at=AT, salt=ledger.salt,
        )  # fmt: skip
    return path


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "l"))


def _change(path: Path, edit: Callable[[list[str]], list[str]]) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(edit(lines)), "utf-8")


def test_nothing_is_said_of_a_ledger_as_written(written: Path) -> None:
    faults, head = verify(written)
    assert faults == []
    assert head == Ledger(written).head


@pytest.mark.parametrize("batch", [1, 2, 3])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_an_altered_byte_is_named_by_its_file(
    copy: Path, batch: int, table: str, place: float
) -> None:
    name = f"batches/{batch:06d}/{table}.parquet"
    content = bytearray((copy / name).read_bytes())
    content[int(place * len(content))] ^= 1
    (copy / name).write_bytes(content)
    assert verify(copy)[0] == [f"{name}: altered since it was written"]


def test_a_missing_or_an_added_file_is_named(copy: Path) -> None:
    (copy / "batches/000002/facts.parquet").unlink()
    (copy / "batches/000003/more.parquet").write_bytes(b"made up")
    shutil.rmtree(copy / "batches/000001")
    faults = list(altered(Ledger(copy)))
    assert "batches/000002/facts.parquet: missing" in faults
    assert "batches/000003/more.parquet: not written by accompany" in faults
    assert sum(fault.startswith("batches/000001/") for fault in faults) == 4


@pytest.mark.parametrize(
    ("number", "old", "new", "says"),
    [
        (1, '"batch":1', '"batch":7', "line 1: names batch 7"),
        (2, '"batch":2', '"batch":1', "line 2: its hash does not fit"),
        (3, "facts.parquet", "farts.parquet", "line 3: its hash does not fit"),
    ],
)
def test_a_changed_line_of_the_chain_is_named(
    copy: Path, number: int, old: str, new: str, says: str
) -> None:
    def edit(lines: list[str]) -> list[str]:
        return [*lines[: number - 1], lines[number - 1].replace(old, new), *lines[number:]]

    _change(copy / "chain.jsonl", edit)
    assert any(fault.startswith("chain.jsonl") and says in fault for fault in verify(copy)[0])


def test_a_chain_line_written_anew_with_its_hash_does_not_follow(copy: Path) -> None:
    ledger = Ledger(copy)
    first, second, third = ledger.links()
    forged = Link.after(first.hash, 2, {**second.files, "facts.parquet": "0" * 64})
    _change(ledger.chain_path, lambda lines: [lines[0], forged.line(), lines[2]])
    faults = list(altered(ledger))
    assert "chain.jsonl line 3: does not follow the line before it" in faults
    assert "batches/000002/facts.parquet: altered since it was written" in faults
    again = Link.after(forged.hash, 3, third.files)
    _change(ledger.chain_path, lambda lines: [*lines[:2], again.line()])
    assert any("cut short or rewritten" in fault for fault in altered(ledger))


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_removed_line_of_the_chain_is_named(copy: Path, gone: int) -> None:
    _change(copy / "chain.jsonl", lambda lines: [*lines[:gone], *lines[gone + 1 :]])
    faults = verify(copy)[0]
    if gone < 2:
        assert any(f"line {gone + 1}: names batch {gone + 2}" in fault for fault in faults)
    else:
        assert faults == [
            "chain.jsonl: cut short or rewritten, for batch 3 is not in it as written"
        ]


def test_a_chain_cut_in_its_last_line_or_gone_altogether_is_named(copy: Path) -> None:
    written = (copy / "chain.jsonl").read_bytes()
    (copy / "chain.jsonl").write_bytes(written[:-1])
    assert any("cut short" in fault for fault in verify(copy)[0])
    (copy / "chain.jsonl").unlink()
    assert any("cut short" in fault for fault in verify(copy)[0])


@pytest.mark.parametrize(
    "line", ["made up", "[]", "{}", '{"batch":4,"previous":"","files":7,"hash":""}', "\udcff"]
)
def test_a_garbled_line_of_the_chain_is_named(copy: Path, line: str) -> None:
    with (copy / "chain.jsonl").open("ab") as chain:
        chain.write(line.encode("utf-8", "surrogateescape") + b"\n")
    assert verify(copy)[0][0].startswith("chain.jsonl line 4 is not what was written")


@pytest.mark.parametrize("said", ["made up", "[]", '{"batch":3}', '{"batch":"x","hash":""}'])
def test_a_garbled_head_is_named(copy: Path, said: str) -> None:
    (copy / "head.json").write_text(said)
    assert verify(copy)[0] == ["head.json: not what was written"]


def test_a_missing_head_is_named_unless_a_kill_explains_it(copy: Path, tmp_path: Path) -> None:
    (copy / "head.json").unlink()
    assert verify(copy)[0] == ["head.json: missing"]
    take(tmp_path / "one", [release("1")], "2024-01-05")
    (tmp_path / "one" / "head.json").unlink()
    assert verify(tmp_path / "one")[0] == []


def test_a_head_older_than_the_chain_is_what_a_kill_leaves(copy: Path) -> None:
    first = Ledger(copy).links()[0]
    (copy / "head.json").write_text(f'{{"batch":1,"hash":"{first.hash}"}}')
    assert verify(copy)[0] == []


def test_a_batch_beyond_the_chain_is_no_fault(copy: Path) -> None:
    shutil.copytree(copy / "batches/000003", copy / "batches/000004")
    assert verify(copy)[0] == []
    assert records(copy) == ["1", "2", "3"]


# ---------- the access log


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_changed_line_of_the_log_is_named(copy: Path, number: int) -> None:
    _change(
        copy / "access/log.jsonl",
        lambda lines: [
            line.replace('"purpose":"care"', '"purpose":"court"') if at == number else line
            for at, line in enumerate(lines, 1)
        ],
    )
    faults = verify(copy)[0]
    assert faults == [f"access log: log.jsonl, line {number}: it was changed after it was written"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_removed_line_of_the_log_is_named(copy: Path, number: int) -> None:
    _change(copy / "access/log.jsonl", lambda lines: [*lines[: number - 1], *lines[number:]])
    assert any(f"line {number}: it does not follow" in fault for fault in verify(copy)[0])


def test_a_log_cut_short_emptied_or_gone_is_named(copy: Path) -> None:
    log = copy / "access/log.jsonl"
    _change(log, lambda lines: lines[:-1])
    assert "access log: log.jsonl is cut short: line with sequence 4 is missing" in verify(copy)[0]
    log.write_bytes(b"")
    assert "access log: log.jsonl is cut short: line with sequence 4 is missing" in verify(copy)[0]
    log.unlink()
    assert verify(copy)[0] == ["access log: log.jsonl is missing: 4 lines were written"]


@pytest.mark.parametrize("said", ["made up", "[]", "{}", '{"sequence":1,"hash":"","size":"x"}'])
def test_a_garbled_head_of_the_log_is_named_and_the_log_goes_on(copy: Path, said: str) -> None:
    ledger = Ledger(copy)
    (copy / "access/head.json").write_text(said)
    assert verify(copy)[0] == ["access log: head.json is not what was written"]
    again = Access("made up", "explain", "care", True, "ok", "e")
    record_access(ledger.access_path.parent, again, at=AT, salt=ledger.salt)
    assert log_head(ledger.access_path.parent).sequence == 5
    assert verify(copy)[0] == []


def test_a_missing_head_of_the_log_is_named(copy: Path) -> None:
    (copy / "access/head.json").unlink()
    assert verify(copy)[0] == ["access log: head.json is missing"]


# ---------- the chain itself


def test_a_line_cut_short_is_not_a_link_and_the_next_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "chain.jsonl"
    first = Link.after("0" * 64, 1, {"facts.parquet": "ab"})
    append(path, first)
    with path.open("a") as chain:
        chain.write('{"batch":2,"previous":"half of a line')
    assert read_chain(path) == [first]
    second = Link.after(first.hash, 2, {})
    append(path, second)
    assert read_chain(path) == [first, second]
    assert path.read_text() == first.line() + second.line()


def test_a_garbled_line_says_which(tmp_path: Path) -> None:
    path = tmp_path / "chain.jsonl"
    append(path, Link.after("0" * 64, 1, {}))
    with path.open("a") as chain:
        chain.write("{}\n")
    with pytest.raises(Garbled, match="line 2") as fault:
        read_chain(path)
    assert fault.value.line == 2
