"""Whole lines of bytes in, cells out: by columns where a block is clean, else record by record."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

LINE_BYTES = 1 << 20
"""A longer line is set aside unread: no record of a person is a megabyte."""
KEPT_BYTES = 4096
"""How much of a line that is too long is kept as it came."""
CELL_LINES = 1000
"""A quoted cell over more lines than this is a quote that was never closed."""

_SAVE_AS_UTF8 = "Ask the sender to save the file as CSV UTF-8."

pc: Any = pyarrow.compute
"""Typed stubs of the kernels do not know which kind of array comes back."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a text file writes its cells; ``quoted`` is False where a quote is only a letter."""

    delimiter: str = ","
    quoted: bool = True
    encoding: str = "utf-8"
    """``utf-8``, with lines that are not read as Windows-1252 and reported; or ``cp1252``."""


class Fault(NamedTuple):
    """One row for the table ``problem``, without a column."""

    line: int
    outcome: str
    what: str
    advice: str
    raw: str


@dataclass(slots=True)
class Block:
    """What one block of bytes gave, and how far it was understood."""

    table: pa.Table | None = None
    """Columns ``line, raw, c0, c1, ...``."""
    faults: list[Fault] = field(default_factory=list)
    records: int = 0
    blank: int = 0
    lines: int = 0
    used: int = 0


class NeedsMore(Exception):
    """A record goes on beyond the bytes at hand."""


def too_long(line: int, start: bytes) -> Fault:
    raw = start[:KEPT_BYTES].replace(b"\0", b"").decode("cp1252", "replace")
    return Fault(
        line,
        "set aside",
        "the line is longer than a megabyte; only its first 4,096 bytes were kept",
        "Ask the sender for the file again: a line break is missing.",
        raw,
    )


class Gate:
    """Splits lines into ``width`` cells."""

    def __init__(self, form: Form, width: int) -> None:
        self.form, self.width = form, width
        mark = re.escape(form.delimiter)
        cell = rf'(?:[^"{mark}]*|"(?:[^"]|"")*")'
        self._well_formed = f"^{cell}(?:{mark}{cell})*$"
        self._names = [f"c{place}" for place in range(width)]

    def block(self, body: bytes, first: int, *, done: bool) -> Block:
        """Read whole lines of ``body``, whose first is line ``first`` of the file.

        ``done`` says that nothing follows; then the last line may lack its end.
        """
        if not body.endswith(b"\n"):
            return self._carefully(body + b"\n", first, done=True, cut=True)
        clean = body.replace(b"\r\n", b"\n") if b"\r" in body else body
        block = None if b"\0" in clean or b"\r" in clean else self._by_columns(clean, first)
        if block is None:
            return self._carefully(body, first, done=done)
        block.used = len(body)
        return block

    def _by_columns(self, body: bytes, first: int) -> Block | None:
        """Read a block by columns; None where only a careful reading will do."""
        try:
            text = body.decode(self.form.encoding)
        except UnicodeDecodeError:
            return None
        lines = pc.split_pattern(pa.array([text[:-1]]), pattern="\n").flatten()
        bare = lines
        if self.form.quoted and '"' in text:
            if not pc.all(pc.match_substring_regex(lines, self._well_formed)).as_py():
                return None
            bare = pc.replace_substring_regex(lines, r'"(?:[^"]|"")*"', "")
        marks = pc.count_substring(bare, self.form.delimiter)
        empty = pc.equal(marks, pc.utf8_length(lines))
        short = pc.less_equal(pc.binary_length(lines), LINE_BYTES)
        right = pc.and_(pc.equal(marks, self.width - 1), short)
        numbers = pa.array(range(first, first + len(lines)), pa.int64())
        block = Block(records=len(lines), blank=pc.sum(empty).as_py(), lines=len(lines))
        wrong = pc.and_not(pc.invert(right), empty)
        block.faults = self._faults(numbers.filter(wrong), marks.filter(wrong), lines.filter(wrong))
        kept = pc.and_not(right, empty)
        block.table = self._columns(lines.filter(kept), numbers.filter(kept))
        return block if block.table is not None else None

    def _faults(self, numbers: Any, marks: Any, raw: Any) -> list[Fault]:
        rows = zip(numbers.to_pylist(), marks.to_pylist(), raw.to_pylist(), strict=True)
        return [
            too_long(number, line.encode())
            if len(line.encode()) > LINE_BYTES
            else self._miscounted(number, mark + 1, line)
            for number, mark, line in rows
        ]

    def _miscounted(self, line: int, cells: int, raw: str) -> Fault:
        what = f"the line has {cells} cells, the header {self.width}"
        advice = "Look for a separator typed inside a cell, or a cell left out."
        return Fault(line, "set aside", what, advice, raw)

    def _columns(self, lines: Any, numbers: Any) -> pa.Table | None:
        """Return the cells of well-formed lines; None if the reader sees other lines than we."""
        if not len(lines):
            return self._table([], [], [])
        reader: Any = pyarrow.csv
        lists: Any = pa.ListArray
        body = pc.binary_join(lists.from_arrays([0, len(lines)], lines), "\n")[0].as_buffer()
        table: pa.Table = reader.read_csv(
            pa.BufferReader(body),
            reader.ReadOptions(
                use_threads=False, column_names=self._names, block_size=body.size + 1
            ),
            reader.ParseOptions(
                delimiter=self.form.delimiter, quote_char='"' if self.form.quoted else False
            ),
            reader.ConvertOptions(column_types=dict.fromkeys(self._names, pa.string())),
        )
        if table.num_rows != len(lines):
            return None
        return table.append_column("line", numbers).append_column("raw", lines)

    def _table(self, lines: list[int], raw: list[str], cells: list[list[str]]) -> pa.Table:
        columns: dict[str, Any] = {
            "line": pa.array(lines, pa.int64()),
            "raw": pa.array(raw, pa.string()),
        }
        for place, name in enumerate(self._names):
            columns[name] = pa.array([row[place] for row in cells], pa.string())
        return pa.table(columns)

    def _carefully(self, body: bytes, first: int, *, done: bool, cut: bool = False) -> Block:
        """Read record by record: broken letters, stray marks, line breaks inside quotes."""
        lines = body.split(b"\n")[:-1]
        block = Block()
        numbers: list[int] = []
        raws: list[str] = []
        rows: list[list[str]] = []
        at = 0
        while at < len(lines):
            try:
                cells, took, mends = self.record(lines, at, done=done)
            except NeedsMore:
                break
            raw = "\n".join(_letters(line)[0] for line in lines[at : at + took]).replace("\0", "")
            fault = self._fault(cells, first + at, raw, lines[at])
            block.records += 1
            if fault:
                ends = cut and at + took == len(lines)
                block.faults.append(_cut_off(fault) if ends else fault)
            elif not any(cell.strip() for cell in cells or ()):
                block.blank += 1
            else:
                numbers.append(first + at)
                raws.append(raw)
                rows.append(cells or [])
                block.faults += [
                    Fault(first + at, "repaired", mend, _SAVE_AS_UTF8, raw)
                    for mend in dict.fromkeys(mends)
                ]
            at += took
        block.table = self._table(numbers, raws, rows)
        block.lines = at
        block.used = sum(len(line) + 1 for line in lines[:at]) - (1 if cut else 0)
        return block

    def _fault(self, cells: list[str] | None, line: int, raw: str, first: bytes) -> Fault | None:
        if len(first) > LINE_BYTES:
            return too_long(line, first)
        if cells is None:
            what = "a quote is opened and never closed, or closed in the middle of a cell"
            return Fault(line, "set aside", what, "Inside a cell, write a quote twice.", raw)
        if len(cells) != self.width and any(cell.strip() for cell in cells):
            return self._miscounted(line, len(cells), raw)
        return None

    def record(
        self, lines: Sequence[bytes], at: int, *, done: bool
    ) -> tuple[list[str] | None, int, list[str]]:
        """Return the cells of the record at ``at``, how many lines it takes, and its mends.

        No cells for a quote gone wrong: then the first line alone is taken, and reading goes on
        with the next, so that one stray quote does not swallow the file. ``NeedsMore`` where
        the record goes on beyond ``lines``.
        """
        mends: list[str] = []
        if len(lines[at]) > LINE_BYTES:
            return None, 1, mends
        text = self._mended(lines[at], mends)
        if not self.form.quoted or '"' not in text:
            return text.split(self.form.delimiter), 1, mends
        csv.field_size_limit(LINE_BYTES)
        last = min(at + CELL_LINES, len(lines))
        more = (self._mended(lines[place], mends) + "\n" for place in range(at + 1, last))
        feed: Iterator[str] = chain([text + "\n"], more)
        reader = csv.reader(feed, delimiter=self.form.delimiter, strict=True)
        try:
            return next(reader), reader.line_num, mends
        except csv.Error:
            ran_out = next(feed, None) is None and reader.line_num < CELL_LINES
            if ran_out and not done and sum(map(len, lines[at:])) < LINE_BYTES:
                raise NeedsMore from None
            return None, 1, []

    def _mended(self, line: bytes, mends: list[str]) -> str:
        text, foreign = _letters(line.removesuffix(b"\r"), self.form.encoding)
        if foreign:
            mends.append("the line is not UTF-8; it was read as Windows-1252")
        if "\0" in text:
            text = text.replace("\0", "")
            mends.append("zero bytes inside the line were taken out")
        if "\r" in text:
            text = text.replace("\r", " ")
            mends.append("a lone carriage return inside the line became a space")
        return text


def _cut_off(fault: Fault) -> Fault:
    """A last line that is wrong and lacks its line end was cut off on its way."""
    return fault._replace(
        what="the file ends in the middle of this line",
        advice="Ask the sender for the whole file: the end was lost on its way.",
    )


def _letters(line: bytes, encoding: str = "utf-8") -> tuple[str, bool]:
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
