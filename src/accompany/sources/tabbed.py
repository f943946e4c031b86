"""Tab-separated lines without quotes: whole blocks by columns, odd lines one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from accompany.sources.gate import LINE_BYTES
from accompany.sources.lines import NEWLINE, TAB, Bools, Cases, Layout, Lines
from accompany.sources.mend import Mender, Misread, too_long

BLOCK_BYTES = 1 << 22
_CONTROL = np.array([b < 32 and b not in (TAB, NEWLINE) for b in range(256)])


@dataclass(slots=True)
class Block:
    """What one block of lines gave. ``rows = kept + others + blank + set aside``."""

    table: pa.Table | None = None
    """``line``, ``raw`` and the wanted columns of the rows of our cases."""
    faults: list[Misread] = field(default_factory=list)
    rows: int = 0
    others: int = 0
    """Rows of cases that are not ours."""
    blank: int = 0
    lines: int = 0
    used: int = 0


def blocks(opened: IO[bytes], layout: Layout, cases: Cases | None) -> Iterator[Block]:
    """Read what follows the header, in bounded memory; without ``cases`` every row is kept.

    Lines are numbered as an editor numbers them, the header being line 1.
    """
    gate = _Gate(layout, cases)
    line, pending, done = 2, b"", False
    while not done or pending:
        fresh = b"" if done else opened.read(BLOCK_BYTES)
        done = done or not fresh
        pending += fresh
        cut = len(pending) if done else pending.rfind(b"\n") + 1
        if cut:
            block = gate.block(pending[:cut], line, done=done)
            pending = pending[block.used :]
            line += block.lines
            yield block
        elif len(pending) > LINE_BYTES:
            yield Block(faults=[too_long(line, pending)], rows=1, lines=1)
            pending, done = _past_line(opened)
            line += 1


def _past_line(opened: IO[bytes]) -> tuple[bytes, bool]:
    while fresh := opened.read(BLOCK_BYTES):
        at = fresh.find(b"\n")
        if at >= 0:
            return fresh[at + 1 :], False
    return b"", True


class _Gate:
    def __init__(self, layout: Layout, cases: Cases | None) -> None:
        self.layout, self.cases = layout, cases
        names = [f"c{place}" for place in range(layout.width)]
        reader: Any = pyarrow.csv
        self.read_options = reader.ReadOptions(use_threads=False, column_names=names)
        self.parse_options = reader.ParseOptions(delimiter="\t", quote_char=False)
        wanted = [f"c{place}" for place in layout.wanted.values()]
        self.convert_options = reader.ConvertOptions(
            include_columns=wanted,
            column_types=dict.fromkeys(wanted, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            check_utf8=False,
        )

    def block(self, body: bytes, first: int, *, done: bool) -> Block:
        """Read whole lines, whose first is line ``first``; the last may be cut off if ``done``."""
        came, cut = body, not body.endswith(b"\n")
        if cut:
            body += b"\n"
        if b"\r" in body:
            body = body.replace(b"\r\n", b"\n")
        lines = Lines(body, self.layout)
        block = Block(lines=len(lines.ends), used=len(came))
        odd = self._odd(lines)
        ours = self._ours(lines)
        plain = ours & ~odd & ~lines.doubtful
        block.others = int((~ours & ~lines.doubtful & lines.right).sum())
        table = self._columns(lines, plain, first)
        mender = Mender(self.layout, self.mine, lines, first, done=done, cut=cut)
        mender.read(np.flatnonzero(~lines.right | lines.doubtful | (odd & ours)))
        if mender.left_at is not None:
            block.lines = mender.left_at
            block.used = _begins(came, mender.left_at)
        mended = self.table(mender.numbers, mender.raws, mender.rows)
        block.table = pa.concat_tables([table, mended]) if mender.rows else table
        block.faults, block.blank = mender.faults, mender.blank
        block.others += mender.others
        block.rows = block.table.num_rows + block.others + block.blank + mender.aside
        return block

    @staticmethod
    def _odd(lines: Lines) -> Bools:
        odd = np.zeros(len(lines.ends), np.bool_)
        if not lines.body.isascii():
            odd[np.searchsorted(lines.ends, np.flatnonzero(lines.bytes > 126))] = True
        if np.count_nonzero(lines.bytes < 32) != lines.marks:
            odd[np.searchsorted(lines.ends, np.flatnonzero(_CONTROL[lines.bytes]))] = True
        return odd

    def _ours(self, lines: Lines) -> Bools:
        if self.cases is None:
            return lines.right.copy()
        ours = lines.right & self.cases.hold(lines.cases)
        if self.layout.mark >= 0:
            ours |= lines.right & lines.starts_with(self.layout.mark, self.layout.marked)
        return ours

    def mine(self, cells: Sequence[str]) -> bool:
        """Say whether a row read with care is one of ours."""
        if self.cases is None:
            return True
        if self.layout.mark >= 0 and cells[self.layout.mark] == self.layout.marked.decode():
            return True
        return bool(self.cases.hold(np.array([int(cells[self.layout.case])]))[0])

    def _columns(self, lines: Lines, chosen: Bools, first: int) -> pa.Table:
        """Return the wanted cells of lines that need no care."""
        whole: Any = lines.whole().filter(pa.array(chosen))
        numbers = pa.array(np.flatnonzero(chosen) + first)
        if not len(whole):
            return self.table([], [], [])
        size = whole.offset + len(whole)
        ends = np.frombuffer(whole.buffers()[1], np.int32, size + 1)
        data = whole.buffers()[2].slice(
            int(ends[whole.offset]), int(ends[size] - ends[whole.offset])
        )
        self.read_options.block_size = data.size + 1
        reader: Any = pyarrow.csv
        found = reader.read_csv(
            pa.BufferReader(data), self.read_options, self.parse_options, self.convert_options
        )
        table: pa.Table = found.rename_columns(list(self.layout.wanted))
        return table.append_column("line", numbers).append_column("raw", whole.cast(pa.string()))

    def table(
        self, numbers: Sequence[int], raws: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> pa.Table:
        columns: dict[str, Any] = {
            name: pa.array([row[place] or None for row in rows], pa.string())
            for name, place in self.layout.wanted.items()
        }
        columns["line"] = pa.array(numbers, pa.int64())
        columns["raw"] = pa.array(raws, pa.string())
        return pa.table(columns)


def _begins(body: bytes, line: int) -> int:
    """Return how many bytes stand before ``line``, the first being 0."""
    if line == 0:
        return 0
    return int(np.flatnonzero(np.frombuffer(body, np.uint8) == NEWLINE)[line - 1]) + 1
