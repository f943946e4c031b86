"""XLSX workbooks, looked over before they are opened: a small file can hold a very large one."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import pyarrow as pa
import python_calamine

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources.gate import Fault
from accompany.sources.text import MOST_COLUMNS, Counts, complain

MOST_BYTES = 500 << 20
MOST_RATIO = 200
MOST_CELLS = 20_000_000
"""A workbook is laid out as a full rectangle, so one far cell may cost more than its bytes."""

WIDE, MOST_OF_TITLE = 6, 2
"""Sheets with as many columns may have titles above their header: rows with so few cells."""

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError)
_SMALL = 1 << 20
_BATCH = 20_000
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_SPLIT_BYTES = 64
_SEND_CSV = "Save the sheet as CSV UTF-8 and send that."


def read(duck: Duck, path: Path, table: str) -> tuple[Sequence[str], Counts]:
    """Fill ``table`` (``line, raw, c0, ...``) from the first sheet that holds anything.

    Lines are the sheet's own rows. Formulas give the value saved with them; none is run.
    """
    rows, others = _opened(path)
    header, first = _header(path, rows)
    cells = ", ".join(f"c{place} VARCHAR" for place in range(len(header)))
    duck.run(f"CREATE OR REPLACE TABLE {table} (line BIGINT, raw VARCHAR, {cells})")
    counts = Counts()
    numbered = enumerate(rows, first + 1)
    while batch := list(islice(numbered, _BATCH)):
        _keep(duck, table, batch, counts)
    if others:
        what = "the workbook has more sheets with rows in them; only the first was read"
        complain(duck, [Fault(0, "noted", what, "Send each sheet as a file of its own.", "")])
    return header, counts


def is_other_zip(path: Path) -> bool:
    """Say whether a zip is what its name says, a folder packed up, and no workbook."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as packed:
            return not any(name.startswith("xl/") for name in packed.namelist())
    except _BROKEN:
        return False


def header_of(path: Path) -> list[str]:
    """Return the first row that holds anything."""
    return _header(path, _opened(path)[0])[0]


def _header(path: Path, rows: Iterator[list[str]]) -> tuple[list[str], int]:
    """Return the first row that holds anything, but for titles above a table, and its line."""
    for line, cells in enumerate(rows, 1):
        if any(cells):
            if len(cells) > MOST_COLUMNS:
                raise InputFault(path.name, "the sheet has too many columns", _SEND_CSV, line=line)
            if _is_title(cells):
                continue
            return cells, line
    raise InputFault(path.name, "the workbook is empty", "Ask the sender for the file again.")


def _is_title(cells: Sequence[str]) -> bool:
    """Say whether a row of a wide sheet is a title: one or two cells where a table has many."""
    return len(cells) >= WIDE and sum(1 for cell in cells if cell) <= MOST_OF_TITLE


def _keep(duck: Duck, table: str, batch: Sequence[tuple[int, list[str]]], counts: Counts) -> None:
    filled = [(line, cells) for line, cells in batch if any(cells)]
    counts.lines += len(batch)
    counts.blank += len(batch) - len(filled)
    if not filled:
        return
    columns: dict[str, pa.Array[pa.Scalar[pa.DataType]]] = {
        f"c{place}": pa.array(values, pa.string())
        for place, values in enumerate(zip(*(cells for _, cells in filled), strict=True))
    }
    columns["line"] = pa.array([line for line, _ in filled], pa.int64())
    columns["raw"] = pa.array([_raw(cells) for _, cells in filled], pa.string())
    duck.add(table, pa.table(columns))


def _raw(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def _opened(path: Path) -> tuple[Iterator[list[str]], bool]:
    """Return the rows of the first sheet with any, as text, and whether another has some too."""
    _look_over(path)
    try:
        book = python_calamine.load_workbook(path)
        sheets = [book.get_sheet_by_index(place) for place in range(len(book.sheet_names))]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(path) from error
    full = [sheet for sheet in sheets if sheet.height]
    rows = ([_text(cell) for cell in row] for row in full[0].iter_rows()) if full else iter(())
    return rows, len(full) > 1


def _look_over(path: Path) -> None:
    """Refuse an archive that is no workbook, is locked, or would swell beyond measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_bomb(path, entries)
            if "xl/workbook.xml" not in archive.namelist():
                raise InputFault(path.name, "this is a zip archive, not XLSX", "Unpack it first.")
            for entry in entries:
                _refuse_far_cells(path, archive, entry)
    except _BROKEN as error:
        raise _damaged(path) from error


def _refuse_bomb(path: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    swollen = any(
        entry.file_size > _SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if swollen or sum(entry.file_size for entry in entries) > MOST_BYTES:
        what = "the workbook would unpack to far more than a table of persons needs"
        raise InputFault(path.name, what, _SEND_CSV)
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputFault(path.name, "the workbook is locked", "Save it without a password.")


def _refuse_far_cells(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read an entry to its end, which also proves its size; measure the rectangle of a sheet."""
    last_row, last_column, rest = 0, 0, b""
    with archive.open(entry) as opened:
        while fresh := opened.read(_SMALL):
            if not entry.filename.startswith("xl/worksheets/"):
                continue
            found = _CELL.findall(rest + fresh)
            rest = fresh[-_SPLIT_BYTES:]
            last_row = max(last_row, *(int(row) for _, row in found), 0)
            last_column = max(last_column, *map(_column, {letters for letters, _ in found}), 0)
    if last_row * last_column > MOST_CELLS:
        what = "a cell stands so far off that the sheet would have too many rows and columns"
        raise InputFault(path.name, what, _SEND_CSV)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged(path: Path) -> InputFault:
    what = "the workbook is damaged or cut off"
    return InputFault(path.name, what, "Ask the sender for the whole file.")


def _text(cell: object) -> str:
    """Return a cell as it would be written in a CSV file; a whole number without its ``.0``."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell).strip()
