"""Files sent in bad faith or badly broken: each ends in a clear refusal or in balanced books."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources import known, plain, sheet, table
from accompany.sources.extract import Extract, Reading

EVENTS = b"record_id,kind,happened,party,to_party\n"
ROW = b"1,nta-served,2024-06-11,ice-ero,\n"


def read(path: Path) -> Reading:
    with Duck() as duck:
        return plain.read(duck, Extract(path, "plain/north"))


def workbook(path: Path, far: str = "") -> None:
    book = openpyxl.Workbook()
    book.active.append(["record_id", "kind"])
    if far:
        book.active[far] = "x"
    book.save(path)


def cut_parquet(path: Path) -> None:
    pq.write_table(pa.table({"record_id": ["1"], "kind": ["child"]}), path)
    path.write_bytes(path.read_bytes()[:-20])


def only_magic_parquet(path: Path) -> None:
    path.write_bytes(b"PAR1" + b"\xff" * 200 + b"PAR1")


def cut_workbook(path: Path) -> None:
    workbook(path)
    path.write_bytes(path.read_bytes()[:-100])


def spoilt_workbook(path: Path) -> None:
    workbook(path)
    body = bytearray(path.read_bytes())
    body[200:400] = b"\x55" * 200
    path.write_bytes(body)


def empty_workbook(path: Path) -> None:
    openpyxl.Workbook().save(path)


def swollen_workbook(path: Path) -> None:
    workbook(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"<row>" * (4 << 20))


def lying_workbook(path: Path) -> None:
    """Declare a small size for an entry that unpacks to much more."""
    swollen_workbook(path)
    body = path.read_bytes()
    size = (5 * (4 << 20)).to_bytes(4, "little")
    path.write_bytes(body.replace(size, (100).to_bytes(4, "little")))


def far_workbook(path: Path) -> None:
    workbook(path, far="XFD1048576")


def locked_workbook(path: Path) -> None:
    """Set the mark of a password on every entry."""
    workbook(path)
    body = bytearray(path.read_bytes())
    for at in [at for at in range(len(body) - 4) if body[at : at + 4] == b"PK\x01\x02"]:
        body[at + 8] |= 1
    path.write_bytes(body)


def wide_workbook(path: Path) -> None:
    workbook(path, far="DDD1")


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")


def bytes_of(body: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(body) and None


REFUSED: list[tuple[str, Callable[[Path], object], str]] = [
    ("empty.csv", bytes_of(b""), "empty"),
    ("blank.csv", bytes_of(b"\n \r\n\n"), "empty"),
    ("mark-only.csv", bytes_of(b"\xef\xbb\xbf"), "empty"),
    ("utf16.csv", bytes_of(EVENTS.decode().encode("utf-16")), "UTF-16"),
    ("utf16-unmarked.csv", bytes_of(EVENTS.decode().encode("utf-16-le")), "UTF-16"),
    ("picture.csv", bytes_of(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20), "not a text file"),
    ("program.csv", bytes_of(b"\x7fELF" + bytes(range(64)) * 20), "not a text file"),
    ("old.xls", bytes_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "old Excel"),
    ("renamed.csv", bytes_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "password"),
    ("macintosh.csv", bytes_of(b"record_id,kind\r1,child\r"), "carriage return"),
    ("open-quote.csv", bytes_of(b'record_id,"kind\n1,child\n'), "quote"),
    ("long-header.csv", bytes_of(b"a" * (2 << 20)), "megabyte"),
    ("wide-header.csv", bytes_of(b"," * 5000 + b"\n"), "too many columns"),
    ("doubled.csv", bytes_of(b"record_id,kind,kind\n1,child,child\n"), "same name"),
    ("headless.csv", bytes_of(b"1,child,Ana\n2,child,Eva\n"), "needs the columns"),
    ("cut.parquet", cut_parquet, "damaged"),
    ("magic.parquet", only_magic_parquet, "damaged"),
    ("cut.xlsx", cut_workbook, "damaged"),
    ("spoilt.xlsx", spoilt_workbook, "damaged"),
    ("empty.xlsx", empty_workbook, "empty"),
    ("swollen.xlsx", swollen_workbook, "unpack to far more"),
    ("lying.xlsx", lying_workbook, "damaged"),
    ("locked.xlsx", locked_workbook, "locked"),
    ("wide.xlsx", wide_workbook, "too many columns"),
    ("far.xlsx", far_workbook, "so far off"),
    ("other.zip", other_zip, "zip archive"),
]


@pytest.mark.parametrize(("name", "make", "what"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    tmp_path: Path, name: str, make: Callable[[Path], object], what: str
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(InputFault) as caught:
        read(path)
    assert what in caught.value.what
    assert caught.value.advice
    assert caught.value.path == name


def test_recognising_a_broken_file_refuses_it_too(tmp_path: Path) -> None:
    path = tmp_path / "cut.parquet"
    cut_parquet(path)
    with pytest.raises(InputFault):
        known.recognise(path)


def test_a_workbook_that_unpacks_to_more_than_half_a_gigabyte_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(tmp_path / "x.xlsx")
    monkeypatch.setattr(sheet, "MOST_BYTES", 1000)
    with pytest.raises(InputFault, match="unpack to far more"):
        table.columns_of(tmp_path / "x.xlsx")


@pytest.mark.parametrize(
    ("body", "lines", "facts"),
    [
        (EVENTS, 0, 0),
        (EVENTS + b"\n\n,,,,\n", 3, 0),
        (EVENTS + ROW.replace(b"2024-06-11", b"0001-01-01"), 1, 0),
        (EVENTS + ROW.replace(b"2024-06-11", b"9999-12-31T23:59:59Z"), 1, 0),
        (EVENTS + ROW + b'"' + ROW * 2000, 2001, 2000),
        (EVENTS + ROW * 30 + b"\x00" * 20 + b"\n" + ROW, 32, 31),
        (EVENTS + (b'"' * 101 + b"\n") * 50 + ROW, 26, 1),
        (EVENTS + b"x" * (3 << 20) + b"\n" + ROW, 2, 1),
        (EVENTS + ROW.strip() + b",extra\n" + ROW, 2, 1),
        (EVENTS + ROW * 3 + ROW[:-10], 4, 3),
    ],
    ids=[
        "only-header", "only-blanks", "year-1", "year-9999", "stray-quote", "zeros",
        "quotes", "long-line", "extra-cell", "cut",
    ],
)  # fmt: skip
def test_books_balance_whatever_the_rows(
    tmp_path: Path, body: bytes, lines: int, facts: int
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(body)
    reading = read(path)
    assert (reading.lines, reading.facts_rows) == (lines, facts)


def test_a_table_in_parquet_with_odd_types_is_read_as_text(tmp_path: Path) -> None:
    odd = pa.table(
        {
            "record_id": pa.array([1, 2]),
            "kind": ["child", "child"],
            "nested": [[1, 2], None],
            'quo"te; DROP': [b"\xff", None],
        }
    )
    pq.write_table(odd, tmp_path / "x.parquet")
    reading = read(tmp_path / "x.parquet")
    assert (reading.lines, reading.facts_rows) == (2, 2)
