"""Delimited text, read in bounded memory: every line becomes cells, a problem, or a blank."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources.extract import head

BLOCK_BYTES = 4 << 20
LINE_BYTES = 1 << 20
"""A longer line is set aside unread: no record of a person is a megabyte."""
KEPT_BYTES = 4096
"""How much of a line that is too long is kept as it came."""
CELL_LINES = 1000
"""A quoted cell over more lines than this is a quote that was never closed."""
MOST_COLUMNS = 2000

_DELIMITERS = ",\t;|"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Form:
    """How a text file writes its cells; ``quoted`` is False where a quote is only a letter."""

    delimiter: str = ","
    quoted: bool = True
    encoding: str = "utf-8"
    """``utf-8``, with lines that are not read as Windows-1252 and reported; or ``cp1252``."""


@dataclass(slots=True)
class Counts:
    """What became of the lines after the header."""

    lines: int = 0
    blank: int = 0


@dataclass(slots=True)
class _Block:
    """What one block of bytes gave: rows, problems, and how far it was understood."""

    rows: list[tuple[int, str, list[str]]] = field(default_factory=list)
    table: pa.Table | None = None
    problems: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    records: int = 0
    blank: int = 0
    lines: int = 0
    used: int = 0


class _NeedsMore(Exception):
    """A record goes on beyond the bytes at hand."""


def header_of(path: Path, form: Form | None = None) -> tuple[list[str], Form]:
    """Return the column names as written, and the form, sniffed unless given."""
    names, form, _, _ = _opened(path, form)
    return names, form


def read(duck: Duck, path: Path, table: str, form: Form | None = None) -> tuple[list[str], Counts]:
    """Fill ``table`` (``line, raw, c0, c1, ...``) and add to ``problem``; return names, counts.

    Lines are numbered as an editor numbers them, the header being line 1; a record whose quoted
    cells hold line breaks stands at its first line.
    """
    names, form, skip, lines = _opened(path, form)
    duck.run(_create(table, len(names)))
    gate = _Gate(form, len(names))
    counts = Counts()
    for block in _blocks(path, gate, skip, lines + 1):
        counts.lines += block.records
        counts.blank += block.blank
        _keep(duck, table, block, len(names))
    return names, counts


def _create(table: str, width: int) -> str:
    cells = ", ".join(f"c{place} VARCHAR" for place in range(width))
    return f"CREATE OR REPLACE TABLE {table} (line BIGINT, raw VARCHAR, {cells})"


def _opened(path: Path, form: Form | None) -> tuple[list[str], Form, int, int]:
    """Return header names, form, bytes and lines the header takes."""
    first = head(path)
    refuse_if_no_text(path.name, first)
    start = len(_BOM) if first.startswith(_BOM) else 0
    body = _first_record(path, start)
    form = form or Form(delimiter=_delimiter(body))
    gate = _Gate(form, 0)
    try:
        cells, took, _ = gate.record(body.split(b"\n"), 0, done=True)
    except (csv.Error, _NeedsMore) as error:
        raise InputFault(
            path.name,
            "the header cannot be read: a quote in it is never closed",
            "Write the column names on the first line, without quotes.",
            line=1,
        ) from error
    if len(cells) > MOST_COLUMNS:
        raise InputFault(path.name, "the header has too many columns", _NO_TABLE, line=1)
    used = sum(len(line) + 1 for line in body.split(b"\n")[:took])
    return [cell.strip() for cell in cells], form, start + used, took


_NO_TABLE = "Check that this is the file you meant: a table with column names on its first line."


def _first_record(path: Path, start: int) -> bytes:
    with path.open("rb") as opened:
        opened.seek(start)
        body = opened.read(LINE_BYTES)
    if b"\n" not in body and len(body) == LINE_BYTES:
        raise InputFault(path.name, "the first line is longer than a megabyte", _NO_TABLE, line=1)
    if b"\n" not in body and b"\r" in body.rstrip(b"\r"):
        raise InputFault(
            path.name,
            "its lines end in a lone carriage return, as on an old Macintosh",
            "Save it again as CSV UTF-8.",
            line=1,
        )
    return body


def refuse_if_no_text(name: str, first: bytes) -> None:
    """Raise ``InputFault`` for bytes that are not text a table could be read from."""
    if not first.strip(b"\r\n\t " + _BOM):
        raise InputFault(name, "the file is empty", "Ask the sender for the file again.", line=1)
    nuls = first.count(0)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or nuls > len(first) * 0.4:
        raise InputFault(
            name, "the file is written in UTF-16", "Save it again as CSV UTF-8.", line=1
        )
    odd = len(first.translate(None, _ORDINARY))
    if odd > max(4, len(first) // 50):
        raise InputFault(
            name,
            "this is not a text file, whatever its name says",
            "Send it as CSV, XLSX or Parquet, under its right name.",
            line=1,
        )


_ORDINARY = bytes(set(range(32, 256)) | {9, 10, 13})


def _delimiter(body: bytes) -> str:
    line = body.split(b"\n", 1)[0].decode("latin-1")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


def _blocks(path: Path, gate: _Gate, skip: int, line: int) -> Iterator[_Block]:
    with path.open("rb") as opened:
        opened.seek(skip)
        pending, done = b"", False
        while not done or pending:
            fresh = opened.read(BLOCK_BYTES) if not done else b""
            done = done or len(fresh) < BLOCK_BYTES
            pending += fresh
            cut = len(pending) if done else pending.rfind(b"\n") + 1
            if not cut:
                if len(pending) > LINE_BYTES:
                    yield _too_long(line, pending)
                    pending, done = _past_line(opened)
                    line += 1
                continue
            block = gate.block(pending[:cut], line, done=done)
            pending = pending[block.used :]
            line += block.lines
            yield block


def _past_line(opened: object) -> tuple[bytes, bool]:
    """Skip to behind the next line end; return what was read beyond it."""
    while fresh := opened.read(BLOCK_BYTES):  # type: ignore[attr-defined]
        at = fresh.find(b"\n")
        if at >= 0:
            return fresh[at + 1 :], False
    return b"", True


_LONG = (
    "the line is longer than a megabyte; only its first 4,096 bytes were kept",
    "Ask the sender for the file again: a line break is missing.",
)


def _too_long(line: int, start: bytes) -> _Block:
    raw = start[:KEPT_BYTES].replace(b"\0", b"").decode("cp1252", "replace")
    return _Block(problems=[(line, "set aside", *_LONG, raw)], records=1, lines=1)


class _Gate:
    """Splits whole lines into cells, columns at a time where a block is clean."""

    def __init__(self, form: Form, width: int) -> None:
        self.form, self.width = form, width
        mark = re.escape(form.delimiter)
        cell = rf'(?:[^"{mark}]*|"(?:[^"]|"")*")'
        self._well_formed = f"^{cell}(?:{mark}{cell})*$"
        self._names = [f"c{place}" for place in range(width)]

    def block(self, body: bytes, first: int, *, done: bool) -> _Block:
        """Read whole lines from ``body``, whose first is line ``first`` of the file."""
        used = len(body)
        if not body.endswith(b"\n"):
            body = b"" if not body else body + b"\n"
            return self._slow(body, first, done=done, ends_short=True)
        clean = body.replace(b"\r\n", b"\n") if b"\r" in body else body
        if b"\0" in clean or b"\r" in clean:
            return self._slow(body, first, done=done)
        try:
            block = self._fast(clean, first)
        except (UnicodeDecodeError, pa.ArrowInvalid):
            block = None
        if block is None:
            return self._slow(body, first, done=done)
        block.used = used
        return block

    def _fast(self, body: bytes, first: int) -> _Block | None:
        """Read a block by columns; None where only a careful reading will do."""
        text = body.decode(self.form.encoding)
        lines = pc.split_pattern(pa.array([text[:-1]]), pattern="\n").flatten()
        bare = lines
        if self.form.quoted and '"' in text:
            if not pc.all(pc.match_substring_regex(lines, self._well_formed)).as_py():
                return None
            bare = pc.replace_substring_regex(lines, r'"(?:[^"]|"")*"', "")
        marks = pc.count_substring(bare, self.form.delimiter)
        empty = pc.equal(marks, pc.cast(pc.utf8_length(lines), marks.type))
        long = pc.greater(pc.binary_length(lines), LINE_BYTES)
        right = pc.and_not(pc.and_not(pc.equal(marks, self.width - 1), empty), long)
        numbers = pa.array(range(first, first + len(lines)), pa.int64())
        block = _Block(records=len(lines), blank=pc.sum(empty).as_py() or 0, lines=len(lines))
        wrong = pc.and_not(pc.invert(right), empty)
        self._complain(block, numbers.filter(wrong), marks.filter(wrong), lines.filter(wrong))
        block.table = self._parsed(lines.filter(right), numbers.filter(right))
        return block

    def _complain(self, block: _Block, numbers: pa.Array, marks: pa.Array, raw: pa.Array) -> None:
        for number, mark, line in zip(
            numbers.to_pylist(), marks.to_pylist(), raw.to_pylist(), strict=True
        ):
            if len(line.encode()) > LINE_BYTES:
                block.problems.append((number, "set aside", *_LONG, line[:KEPT_BYTES]))
            else:
                block.problems.append((number, "set aside", *self._miscount(mark + 1), line))

    def _miscount(self, cells: int) -> tuple[str, str]:
        return (
            f"the line has {cells} cells, the header {self.width}",
            "Look for a separator typed inside a cell, or a cell left out.",
        )

    def _parsed(self, lines: pa.Array, numbers: pa.Array) -> pa.Table | None:
        if not len(lines):
            return None
        joined = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")
        body = joined[0].as_buffer()
        table = arrow_csv.read_csv(
            pa.BufferReader(body),
            arrow_csv.ReadOptions(
                use_threads=False, column_names=self._names, block_size=body.size + 1
            ),
            arrow_csv.ParseOptions(
                delimiter=self.form.delimiter, quote_char='"' if self.form.quoted else False
            ),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(self._names, pa.string())),
        )
        if table.num_rows != len(lines):
            raise pa.ArrowInvalid("columns and lines disagree")
        raw = pa.chunked_array([lines])
        return table.append_column("line", [numbers]).append_column("raw", raw)

    def _slow(self, body: bytes, first: int, *, done: bool, ends_short: bool = False) -> _Block:
        """Read record by record: broken letters, stray marks, line breaks inside quotes."""
        lines = body.split(b"\n")[:-1]
        block = _Block()
        at = 0
        while at < len(lines):
            try:
                took = self._one(block, lines, at, first + at, done=done)
            except _NeedsMore:
                break
            at += took
        block.lines = at
        block.used = sum(len(line) + 1 for line in lines[:at])
        if ends_short and at == len(lines):
            block.used -= 1
            _say_if_cut(block, first + at - 1)
        return block

    def _one(self, block: _Block, lines: Sequence[bytes], at: int, line: int, *, done: bool) -> int:
        if len(lines[at]) > LINE_BYTES:
            block.problems += _too_long(line, lines[at]).problems
            block.records += 1
            return 1
        try:
            cells, took, mends = self.record(lines, at, done=done)
        except csv.Error:
            cells, took, mends = [], 1, []
        raw = "\n".join(_letters(piece, "utf-8")[0] for piece in lines[at : at + took])
        raw = raw.replace("\0", "")
        block.records += 1
        if not cells:
            what = (
                "a quote is opened and never closed, or closed in the middle of a cell",
                "Ask the sender to write a quote inside a cell twice.",
            )
            block.problems.append((line, "set aside", *what, raw))
        elif not any(cell.strip() for cell in cells):
            block.blank += 1
        elif len(cells) != self.width:
            block.problems.append((line, "set aside", *self._miscount(len(cells)), raw))
        else:
            block.rows.append((line, raw, cells))
            block.problems += [(line, "repaired", *mend, raw) for mend in mends]
        return took

    def record(
        self, lines: Sequence[bytes], at: int, *, done: bool
    ) -> tuple[list[str], int, list[tuple[str, str]]]:
        """Return the cells of the record at ``at``, how many lines it takes, and what was mended.

        Raises ``csv.Error`` for a quote gone wrong, ``_NeedsMore`` where the record goes on.
        """
        mends: list[tuple[str, str]] = []
        text = self._mended(lines[at], mends)
        if not self.form.quoted or '"' not in text:
            return text.split(self.form.delimiter), 1, mends
        csv.field_size_limit(LINE_BYTES)
        more = islice(lines, at + 1, at + CELL_LINES)
        feed = (self._mended(line, mends) + "\n" for line in more)
        reader = csv.reader(_chain(text + "\n", feed), delimiter=self.form.delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            ran_out = at + reader.line_num == len(lines) and reader.line_num < CELL_LINES
            held = sum(len(line) + 1 for line in lines[at:]) if ran_out else LINE_BYTES
            if ran_out and not done and held < LINE_BYTES:
                raise _NeedsMore from None
            raise
        return cells, reader.line_num, mends

    def _mended(self, line: bytes, mends: list[tuple[str, str]]) -> str:
        line = line.removesuffix(b"\r")
        text, foreign = _letters(line, self.form.encoding)
        if foreign:
            mends.append(("the line is not UTF-8; it was read as Windows-1252", _AS_UTF8))
        if "\0" in text:
            text = text.replace("\0", "")
            mends.append(("zero bytes inside the line were taken out", _AS_UTF8))
        if "\r" in text:
            text = text.replace("\r", " ")
            mends.append(("a lone carriage return inside the line became a space", _AS_UTF8))
        return text


_AS_UTF8 = "Ask the sender to save the file as CSV UTF-8."


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _letters(line: bytes, encoding: str) -> tuple[str, bool]:
    """Return the text of ``line``, and whether it was not in the encoding expected."""
    if encoding == "utf-8":
        try:
            return line.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    try:
        return line.decode("cp1252"), encoding == "utf-8"
    except UnicodeDecodeError:
        return line.decode("latin-1"), encoding == "utf-8"


def _say_if_cut(block: _Block, line: int) -> None:
    """A last line that is short and lacks its line end was cut off on its way."""
    if block.problems and block.problems[-1][:2] == (line, "set aside"):
        *_, raw = block.problems[-1]
        block.problems[-1] = (
            line,
            "set aside",
            "the file ends in the middle of this line",
            "Ask the sender for the whole file: the end was lost on its way.",
            raw,
        )


def _keep(duck: Duck, table: str, block: _Block, width: int) -> None:
    if block.table is not None:
        duck.add(table, block.table)
    if block.rows:
        columns = {
            "line": pa.array([row[0] for row in block.rows], pa.int64()),
            "raw": pa.array([row[1] for row in block.rows], pa.string()),
        }
        for place in range(width):
            columns[f"c{place}"] = pa.array([row[2][place] for row in block.rows], pa.string())
        duck.add(table, pa.table(columns))
    if block.problems:
        duck.add("problem", problem_columns(block.problems))


def problem_columns(problems: Sequence[tuple[int, str, str, str, str]]) -> pa.Table:
    """Return ``(line, outcome, what, advice, raw)`` rows as columns of the table ``problem``."""
    line, outcome, what, advice, raw = zip(*problems, strict=True)
    return pa.table(
        {
            "line": pa.array(line, pa.int64()),
            "column_name": pa.array([""] * len(problems), pa.string()),
            "outcome": pa.array(outcome, pa.string()),
            "what": pa.array(what, pa.string()),
            "advice": pa.array(advice, pa.string()),
            "raw": pa.array(raw, pa.string()),
        }
    )
