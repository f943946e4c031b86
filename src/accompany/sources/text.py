"""Delimited text, read in bounded memory: every line becomes cells, a problem, or a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources.extract import head
from accompany.sources.gate import LINE_BYTES, Block, Fault, Form, Gate, too_long

BLOCK_BYTES = 4 << 20
MOST_COLUMNS = 2000

_DELIMITERS = ",\t;|"
_BOM = b"\xef\xbb\xbf"
_ORDINARY = bytes(set(range(32, 256)) | {9, 10, 13})
_NO_TABLE = "Check that this is the file you meant: a table with column names on its first line."
_SAVE_AGAIN = "Save it again as CSV UTF-8."


@dataclass(slots=True)
class Counts:
    """What became of the lines after the header."""

    lines: int = 0
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """The first record of a file: column names as written, and where the rows begin."""

    names: Sequence[str]
    form: Form
    bytes: int
    lines: int


def read(duck: Duck, path: Path, table: str, header: Header) -> Counts:
    """Fill ``table`` (``line, raw, c0, c1, ...``) with what follows the header.

    Lines are numbered as an editor numbers them, the header being line 1; a record whose quoted
    cells hold line breaks stands at its first line. What is wrong goes to ``problem``.
    """
    cells = ", ".join(f"c{place} VARCHAR" for place in range(len(header.names)))
    duck.run(f"CREATE OR REPLACE TABLE {table} (line BIGINT, raw VARCHAR, {cells})")
    counts = Counts()
    for block in _blocks(path, header):
        counts.lines += block.records
        counts.blank += block.blank
        if block.table is not None:
            duck.add(table, block.table)
        complain(duck, block.faults)
    return counts


def complain(duck: Duck, faults: Sequence[Fault]) -> None:
    """Add faults to the table ``problem``."""
    if faults:
        columns: dict[str, pa.Array[pa.Scalar[pa.DataType]]] = {
            name: pa.array(values)
            for name, values in zip(Fault._fields, zip(*faults, strict=True), strict=True)
        }
        duck.add("problem", pa.table({**columns, "column_name": pa.array([""] * len(faults))}))


def header_of(path: Path, form: Form | None = None) -> Header:
    """Return the header, with the form sniffed unless given."""
    first = head(path)
    _refuse_if_no_text(path.name, first)
    start = len(_BOM) if first.startswith(_BOM) else 0
    body = _first_bytes(path, start)
    form = form or Form(delimiter=_delimiter(body))
    lines = body.split(b"\n")
    cells, took, _ = Gate(form, 0).record(lines, 0, done=True)
    if cells is None:
        raise InputFault(
            path.name,
            "the header cannot be read: a quote in it is not closed, or in the wrong place",
            "Write the column names on the first line, without quotes.",
            line=1,
        )
    if len(cells) > MOST_COLUMNS:
        raise InputFault(path.name, "the header has too many columns", _NO_TABLE, line=1)
    taken = sum(len(line) + 1 for line in lines[:took])
    return Header([cell.strip() for cell in cells], form, start + taken, took)


def _first_bytes(path: Path, start: int) -> bytes:
    with path.open("rb") as opened:
        opened.seek(start)
        body = opened.read(LINE_BYTES)
    if b"\n" not in body and len(body) == LINE_BYTES:
        raise InputFault(path.name, "the first line is longer than a megabyte", _NO_TABLE, line=1)
    if b"\n" not in body and b"\r" in body.rstrip(b"\r"):
        what = "its lines end in a lone carriage return, as on an old Macintosh"
        raise InputFault(path.name, what, _SAVE_AGAIN, line=1)
    return body


def _refuse_if_no_text(name: str, first: bytes) -> None:
    if not first.strip(b"\r\n\t " + _BOM):
        raise InputFault(name, "the file is empty", "Ask the sender for the file again.", line=1)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or first.count(0) > len(first) * 0.4:
        raise InputFault(name, "the file is written in UTF-16", _SAVE_AGAIN, line=1)
    if len(first.translate(None, _ORDINARY)) > max(16, len(first) // 20):
        what = "this is not a text file, whatever its name says"
        advice = "Send it as CSV, XLSX or Parquet, under its right name."
        raise InputFault(name, what, advice, line=1)


def _delimiter(body: bytes) -> str:
    line = body.split(b"\n", 1)[0].decode("latin-1")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


def _blocks(path: Path, header: Header) -> Iterator[Block]:
    gate = Gate(header.form, len(header.names))
    line = header.lines + 1
    with path.open("rb") as opened:
        opened.seek(header.bytes)
        pending, done = b"", False
        while not done or pending:
            fresh = b"" if done else opened.read(BLOCK_BYTES)
            done = done or len(fresh) < BLOCK_BYTES
            pending += fresh
            cut = len(pending) if done else pending.rfind(b"\n") + 1
            if cut:
                block = gate.block(pending[:cut], line, done=done)
                pending = pending[block.used :]
            elif len(pending) > LINE_BYTES:
                block = Block(faults=[too_long(line, pending)], records=1, lines=1)
                pending, done = _past_line(opened)
            else:
                continue
            line += block.lines
            yield block


def _past_line(opened: BinaryIO) -> tuple[bytes, bool]:
    """Skip to behind the next line end; return what was read beyond it, and if that was all."""
    while fresh := opened.read(BLOCK_BYTES):
        at = fresh.find(b"\n")
        if at >= 0:
            return fresh[at + 1 :], False
    return b"", True
