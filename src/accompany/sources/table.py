"""A table as it came, laid out as text: ``arrived(line, raw, c0, c1, ...)``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck, file_list, literal
from accompany.sources import sheet, text
from accompany.sources.extract import Heard, Reading, head
from accompany.sources.gate import Form

_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ORDERS = {"(day/month/year)": "day_first", "(month/day/year)": "month_first"}
_MAPPED = re.compile(r"\w+(?: \((?:day/month|month/day)/year\))?")
_APOSTROPHES = re.compile("[\u2018\u2019\u0060\u00b4']")


@dataclass(frozen=True, slots=True)
class Arrived:
    """The table ``arrived`` of the Duck: its columns by plain name, and its lines counted."""

    columns: Mapping[str, str]
    """The plain name of each column, such as ``date_of_entry``, and the SQL that reads it."""
    lines: int
    blank: int

    @property
    def theirs(self) -> list[str]:
        """The columns that were in the file; the others give every row the same value."""
        return [name for name, sql in self.columns.items() if not sql.startswith("'")]

    def lay_out(self, duck: Duck, name: str, wanted: Mapping[str, Sequence[str]]) -> None:
        """Make a table of ``line``, ``raw`` and the wanted columns, tidied; NULL where absent."""
        cells = []
        for column, spellings in wanted.items():
            place = next((self.columns[s] for s in spellings if s in self.columns), None)
            cells.append(f'{f"tidy({place})" if place else "NULL::VARCHAR"} AS "{column}"')
        named = ", ".join(["line", "raw", *cells])
        duck.run(f"CREATE OR REPLACE TABLE {name} AS SELECT {named} FROM arrived")
        duck.run("DROP TABLE IF EXISTS arrived_line CASCADE")


def plain_name(header: str) -> str:
    """Return a column's name as it is compared: small, apostrophes gone, the rest underscores."""
    bare = _APOSTROPHES.sub("", header.strip().lower())
    return re.sub(r"[^\w]+", "_", bare).strip("_")


def renaming(path: Path, mapping: Mapping[str, str]) -> dict[str, str]:
    """Return a saved mapping (their column as written: plain column) by plain name.

    A key like ``=child`` is no column of theirs but a value that every row gets.
    """
    renamed = {}
    for theirs, ours in mapping.items():
        if not _MAPPED.fullmatch(ours.strip()):
            raise InputFault(
                path.name,
                "the mapping names a column that cannot be one",
                "Write a plain column, such as happened or happened (day/month/year).",
            )
        renamed[theirs if theirs.startswith("=") else plain_name(theirs)] = ours.strip()
    return renamed


def columns_of(path: Path) -> list[str]:
    """Return the plain names of a file's columns, from its beginning only; a folder has none."""
    if path.is_dir():
        return []
    found = path.stat()
    return list(_columns(path, found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=64)
def _columns(path: Path, _changed: int, _size: int) -> Sequence[str]:
    """Several sources look at the same file before one knows it."""
    first = head(path)
    if first.startswith(_PARQUET):
        names: Sequence[str] = _schema(path).names
    elif first.startswith(_ZIP):
        names = [] if sheet.is_other_zip(path) else sheet.header_of(path)
    else:
        _refuse_old_office(path, first)
        names = text.header_of(path).names
    return tuple(plain_name(name) for name in names)


def arrive(
    duck: Duck, path: Path, form: Form | None = None, *, renamed: Mapping[str, str] | None = None
) -> Arrived:
    """Make ``stated`` and ``problem`` anew and lay the file out as ``arrived``.

    ``renamed`` gives other names to columns; one that ends in ``(day/month/year)`` or
    ``(month/day/year)`` says how dates are written in it.
    """
    duck.script("accompany.sources", "stated.sql")
    duck.script("accompany.sources", "reading.sql")
    first = head(path)
    if first.startswith(_PARQUET):
        return _parquet(duck, path, renamed or {})
    if first.startswith(_ZIP):
        names, counts = sheet.read(duck, path, "arrived_line")
        places = _places(path, names, renamed or {})
    else:
        _refuse_old_office(path, first)
        header = text.header_of(path, form)
        places = _places(path, header.names, renamed or {})
        counts = text.read(duck, path, "arrived_line", header)
    duck.run("CREATE OR REPLACE VIEW arrived AS SELECT * FROM arrived_line")
    return Arrived(places, counts.lines, counts.blank)


def books(
    duck: Duck, arrived: Arrived, *, not_for_us: int = 0, heard: Sequence[Heard] = ()
) -> Reading:
    """Return the books from the tables themselves; ``Reading`` refuses them unless they balance."""
    facts_rows, set_aside, repaired = duck.rows(
        """SELECT (SELECT count(DISTINCT line) FROM stated),
                  (SELECT count(DISTINCT line) FROM problem WHERE outcome = 'set aside'),
                  (SELECT count(DISTINCT line) FROM problem WHERE outcome = 'repaired'
                      AND line IN (SELECT line FROM stated))"""
    )[0]
    return Reading(
        lines=arrived.lines,
        facts_rows=facts_rows,
        repaired=repaired,
        set_aside=set_aside,
        not_for_us=arrived.blank + not_for_us,
        heard=heard,
    )


def _places(path: Path, names: Sequence[str], renamed: Mapping[str, str]) -> dict[str, str]:
    """Return where each column stands; the message names none, for a name may be a person's."""
    places: dict[str, str] = {}
    stands: dict[str, int] = {}
    for place, name in enumerate(names):
        plain = plain_name(name) or f"column_{place + 1}"
        plain, _, order = renamed.get(plain, plain).partition(" ")
        if plain in places:
            raise InputFault(
                path.name,
                f"columns {stands[plain] + 1} and {place + 1} have the same name",
                "Give every column a name of its own on the first line.",
                line=1,
            )
        stands[plain] = place
        places[plain] = f"{_ORDERS[order]}(c{place})" if order else f"c{place}"
    places.update((ours, literal(word[1:])) for word, ours in renamed.items() if word[:1] == "=")
    return places


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputFault(
            path.name,
            "the Parquet file is damaged or cut off",
            "Ask the sender for the whole file: its end, where the columns are listed, is missing.",
        ) from error


def _parquet(duck: Duck, path: Path, renamed: Mapping[str, str]) -> Arrived:
    names = _schema(path).names
    places = _places(path, names, renamed)
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    cells = ", ".join(f"{name}::VARCHAR AS c{place}" for place, name in enumerate(quoted))
    raw = "concat_ws(',', " + ", ".join(f"coalesce({name}::VARCHAR, '')" for name in quoted) + ")"
    duck.run(
        f"CREATE OR REPLACE VIEW arrived AS SELECT file_row_number + 1 AS line, {raw} AS raw, "
        f"{cells} FROM read_parquet({file_list([path])}, file_row_number = true)"
    )
    lines = duck.value("SELECT count(*) FROM arrived")
    return Arrived(places, lines, 0)


def _refuse_old_office(path: Path, first: bytes) -> None:
    if first.startswith(_OLD_OFFICE):
        raise InputFault(
            path.name,
            "this is an old Excel file (.xls) or one with a password",
            "Open it in a spreadsheet program and save it as XLSX without a password, or as CSV.",
        )
