"""Delimited text: every line becomes cells, a problem or a blank, and none is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources import gate, text


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    with Duck() as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made-up.csv"


def arrived(duck: Duck, file: Path, body: bytes, form: gate.Form | None = None) -> text.Counts:
    file.write_bytes(body)
    duck.script("accompany.sources", "stated.sql")
    return text.read(duck, file, "arrived_line", text.header_of(file, form))


def rows(duck: Duck) -> list[tuple[object, ...]]:
    return duck.rows("SELECT * EXCLUDE (raw) FROM arrived_line ORDER BY line")


def problems(duck: Duck) -> list[tuple[object, ...]]:
    return duck.rows("SELECT line, outcome, what FROM problem ORDER BY line, what")


def test_lines_are_numbered_as_an_editor_numbers_them(duck: Duck, file: Path) -> None:
    counts = arrived(duck, file, b'a,b\n1,"x\ny"\n\n2,z\n')
    assert rows(duck) == [(2, "1", "x\ny"), (5, "2", "z")]
    assert (counts.lines, counts.blank) == (3, 1)


def test_na_is_a_code_and_not_an_absence(duck: Duck, file: Path) -> None:
    arrived(duck, file, b"a,b\nNA,null\n")
    assert rows(duck) == [(2, "NA", "null")]


def test_too_few_and_too_many_cells_are_set_aside_with_the_line_as_it_came(
    duck: Duck, file: Path
) -> None:
    counts = arrived(duck, file, b'a,b\n1\n1,2\n1,2,3\n"1,2",3\n"1,2"\n')
    assert rows(duck) == [(3, "1", "2"), (5, "1,2", "3")]
    assert [line for line, *_ in problems(duck)] == [2, 4, 6]
    assert duck.rows("SELECT raw FROM problem ORDER BY line") == [("1",), ("1,2,3",), ('"1,2"',)]
    assert counts.lines == 5


def test_rows_of_separators_only_are_blank_whatever_their_number(duck: Duck, file: Path) -> None:
    counts = arrived(duck, file, b"a,b\n,\n,,,,\n\n1,2\n")
    assert (counts.lines, counts.blank) == (4, 3)
    assert problems(duck) == []


def test_trailing_empty_rows_among_broken_lines_are_blank_too(duck: Duck, file: Path) -> None:
    counts = arrived(duck, file, b"a,b\n\x00,\n,\n,,,\n1,2\n")
    assert (counts.lines, counts.blank) == (4, 3)


def test_one_stray_quote_does_not_swallow_the_file(duck: Duck, file: Path) -> None:
    arrived(duck, file, b'a,b\n1,"two\n3,four\n5,six\n')
    assert rows(duck) == [(3, "3", "four"), (4, "5", "six")]
    assert problems(duck)[0][0] == 2


def test_a_quote_inside_an_unquoted_cell_is_a_letter(duck: Duck, file: Path) -> None:
    arrived(duck, file, b"a,b\n5' 2\" tall,x\n")
    assert rows(duck) == [(2, "5' 2\" tall", "x")]


def test_windows_letters_are_read_and_said(duck: Duck, file: Path) -> None:
    arrived(duck, file, "a,b\nPérez,“x”\n".encode("cp1252"))
    assert rows(duck) == [(2, "Pérez", "“x”")]
    assert problems(duck) == [(2, "repaired", "the line is not UTF-8; it was read as Windows-1252")]


def test_a_byte_windows_does_not_have_is_kept(duck: Duck, file: Path) -> None:
    arrived(duck, file, b"a,b\n\x81,x\n")
    assert rows(duck) == [(2, "\x81", "x")]


def test_windows_letters_are_no_repair_where_they_were_expected(duck: Duck, file: Path) -> None:
    form = gate.Form(delimiter="\t", quoted=False, encoding="cp1252")
    arrived(duck, file, b'a\tb\nP\xe9rez\t"x\n', form)
    assert rows(duck) == [(2, "Pérez", '"x')]
    assert problems(duck) == []


def test_zero_bytes_and_lone_returns_are_mended_and_said(duck: Duck, file: Path) -> None:
    arrived(duck, file, b"a,b\r\n1\x00,x\r\n2\r,y\r\n")
    assert rows(duck) == [(2, "1", "x"), (3, "2 ", "y")]
    assert [outcome for _, outcome, _ in problems(duck)] == ["repaired", "repaired"]


def test_a_byte_order_mark_is_no_part_of_the_first_name(duck: Duck, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfa,b\n1,2\n")
    assert list(text.header_of(file).names) == ["a", "b"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_header(duck: Duck, file: Path, mark: str) -> None:
    arrived(duck, file, f"a{mark}b\n1{mark}2\n".encode())
    assert rows(duck) == [(2, "1", "2")]


def test_a_header_may_hold_a_line_break_in_quotes(duck: Duck, file: Path) -> None:
    arrived(duck, file, b'"first\nname",b\n1,2\n')
    assert rows(duck) == [(3, "1", "2")]


def test_a_last_line_without_its_end_is_read_if_whole(duck: Duck, file: Path) -> None:
    counts = arrived(duck, file, b"a,b\n1,2\n3,4")
    assert rows(duck) == [(2, "1", "2"), (3, "3", "4")]
    assert counts.lines == 2


def test_a_last_line_cut_off_is_set_aside_as_that(duck: Duck, file: Path) -> None:
    arrived(duck, file, b"a,b\n1,2\n3")
    assert problems(duck) == [(3, "set aside", "the file ends in the middle of this line")]


@pytest.mark.parametrize("ends", [b"\n9,9\n", b""])
def test_a_line_over_a_megabyte_is_set_aside_with_its_beginning(
    duck: Duck, file: Path, ends: bytes
) -> None:
    counts = arrived(duck, file, b"a,b\n1,2\n" + b"x" * (13 << 20) + ends)
    found = duck.rows("SELECT line, outcome, length(raw) FROM problem")
    assert found == [(3, "set aside", gate.KEPT_BYTES)]
    assert [row[0] for row in rows(duck)] == ([2, 4] if ends else [2])
    assert counts.lines == (3 if ends else 2)


def test_a_long_line_inside_a_block_is_set_aside(duck: Duck, file: Path) -> None:
    arrived(duck, file, b"a,b\n1," + b"x" * (2 << 20) + b"\n3,4\n")
    assert rows(duck) == [(3, "3", "4")]
    assert duck.rows("SELECT line, length(raw) FROM problem") == [(2, gate.KEPT_BYTES)]


def test_a_message_never_names_a_column_for_it_may_be_a_person(file: Path) -> None:
    file.write_bytes(b"Casasola," * 3000 + b"x\n")
    with pytest.raises(InputFault) as caught:
        text.header_of(file)
    assert "Casasola" not in str(caught.value)
    assert caught.value.line == 1


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=8)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    table=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=30),
    block=st.sampled_from([16, 64, 1 << 20]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_csv_writer_wrote_is_read_back_however_it_is_cut_into_blocks(
    duck: Duck,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    table: list[tuple[str, str, str]],
    block: int,
    quoting: int,
) -> None:
    monkeypatch.setattr(text, "BLOCK_BYTES", block)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n", quoting=quoting)
    writer.writerow(["a", "b", "c"])
    writer.writerows(table)
    counts = arrived(duck, tmp_path / "x.csv", written.getvalue().encode())
    kept = [row[1:] for row in rows(duck) if any(str(cell).strip() for cell in row[1:])]
    assert kept == [row for row in table if any(cell.strip() for cell in row)]
    assert counts.lines == len(table)
    assert problems(duck) == []


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.lists(st.sampled_from(list(b'ab,"\n\r\x00\xe9 ')), max_size=120).map(bytes))
def test_whatever_the_bytes_every_line_is_counted_once(
    duck: Duck, tmp_path: Path, body: bytes
) -> None:
    counts = arrived(duck, tmp_path / "x.csv", b"a,b\n" + b"1,2\n" * 200 + body)
    read = len(rows(duck))
    aside = duck.value("SELECT count(DISTINCT line) FROM problem WHERE outcome = 'set aside'")
    assert counts.lines == read + aside + counts.blank
    assert duck.value("SELECT count(DISTINCT line) FROM arrived_line") == read
