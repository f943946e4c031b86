"""A block of tab-separated lines as arrays: where cells begin and end, whose case each line is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accompany.sources.gate import LINE_BYTES
from accompany.sources.shifted import LARGEST, Column

DATE_LENGTH = 23
"""``2024-06-11 00:00:00.000``: as every date of the publisher is written."""
LONGEST = 255
"""All that is longer is as long: no code, number or date is."""
TAB, NEWLINE, DIGITS = 9, 10, 10

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one file as they stand in it, and which of them are wanted."""

    columns: Sequence[Column]
    case: int
    """Where the number of the case stands."""
    wanted: Mapping[str, int]
    mark: int = -1
    """Where a code stands that alone makes the row one of ours; -1 for none."""
    marked: bytes = b""

    @property
    def width(self) -> int:
        return len(self.columns)


class Cases:
    """Numbers of cases, as bits: a look-up takes nanoseconds however many there are."""

    def __init__(self) -> None:
        self._bits = np.zeros(1 << 16, np.uint8)

    def add(self, numbers: Numbers) -> None:
        if len(numbers):
            top = int(numbers.max()) // 8 + 1
            if top > len(self._bits):
                grown = np.zeros(max(top, 2 * len(self._bits)), np.uint8)
                grown[: len(self._bits)] = self._bits
                self._bits = grown
            np.bitwise_or.at(
                self._bits, numbers >> 3, np.uint8(1) << (numbers & 7).astype(np.uint8)
            )

    def hold(self, numbers: Numbers) -> Bools:
        place = np.minimum(numbers >> 3, len(self._bits) - 1)
        found = (self._bits[place] >> (numbers & 7).astype(np.uint8)) & 1
        held: Bools = found.astype(np.bool_) & (numbers >> 3 < len(self._bits))
        return held


class Lines:
    """A block's lines as arrays: where each begins and ends, and where its cells do."""

    def __init__(self, body: bytes, layout: Layout) -> None:
        self.body = body
        self.bytes: Bytes = np.frombuffer(body, np.uint8)
        marks = np.flatnonzero((self.bytes - np.uint8(TAB)) < 2)
        last = self._line_ends(marks, layout.width)
        counts = np.diff(last, prepend=-1)
        self.ends: Numbers = marks[last]
        self.begins: Numbers = np.concatenate(([0], self.ends[:-1] + 1))
        self.right: Bools = (counts == layout.width) & (self.ends - self.begins < LINE_BYTES)
        whole = bool(self.right.all())
        self.marks = len(marks)
        kept = None if whole else np.repeat(self.right, counts)
        self.grid = (marks if kept is None else marks[kept]).reshape(-1, layout.width)
        lengths = _lengths(marks)
        self.lengths = (lengths if kept is None else lengths[kept]).reshape(-1, layout.width)
        self._spread = None if whole else np.flatnonzero(self.right)
        self.cases, self.doubtful = self._examined(layout)

    def _line_ends(self, marks: Numbers, width: int) -> Numbers:
        """Return which marks end a line. That every line is as long as the header is soon seen."""
        regular = np.arange(width - 1, len(marks), width)
        lines = np.count_nonzero(self.bytes == NEWLINE)
        if lines * width == len(marks) and (self.bytes[marks[regular]] == NEWLINE).all():
            return regular
        return np.flatnonzero(self.bytes[marks] == NEWLINE)

    def _examined(self, layout: Layout) -> tuple[Numbers, Bools]:
        """Return each line's case number, and whether its cells may be another column's."""
        begins = self.begins[self.right]
        dated = np.array([column.form == "date" for column in layout.columns])
        unlike = (self.lengths == DATE_LENGTH) ^ ((self.lengths > 0) & dated)
        doubtful = unlike.any(axis=1) if unlike.any() else np.zeros(len(begins), np.bool_)
        head = self.lengths[:, 0]
        doubtful |= (head > DIGITS) | ((head > 0) & (self.bytes[begins] - np.uint8(48) > 9))
        start: Numbers = begins if layout.case == 0 else self.grid[:, layout.case - 1] + 1
        number, fault = self._numbers(start, self.lengths[:, layout.case])
        return self._over_lines(number), self._over_lines(doubtful | fault)

    def _numbers(self, start: Numbers, length: Bytes) -> tuple[Numbers, Bools]:
        value = np.zeros(len(start), np.int64)
        fault: Bools = (length == 0) | (length > DIGITS)
        for long in np.unique(length[~fault]).tolist():
            alike = np.flatnonzero(length == long)
            value[alike], fault[alike] = self._number(start[alike], long)
        fault |= value > LARGEST
        return np.where(fault, 0, value), fault

    def _number(self, start: Numbers, long: int) -> tuple[Numbers, Bools]:
        """Read numbers of ``long`` digits each."""
        value = np.zeros(len(start), np.int64)
        fault = np.zeros(len(start), np.bool_)
        for place in range(long):
            digit = self.bytes[start + place] - np.uint8(48)
            fault |= digit > 9
            value *= 10
            value += digit
        return value, fault

    def _over_lines(self, of_right: npt.NDArray[Any]) -> Any:
        """Spread what is known of lines with the right number of cells over all lines."""
        if self._spread is None:
            return of_right
        spread = np.zeros(len(self.ends), of_right.dtype)
        spread[self._spread] = of_right
        return spread

    def starts_with(self, column: int, word: bytes) -> Bools:
        """Say of which lines the cell is ``word``, blanks behind it apart."""
        start = self.grid[:, column - 1] + 1
        length = self.lengths[:, column]
        same = length >= len(word)
        for place, letter in enumerate(word):
            same &= self.bytes[np.where(same, start + place, 0)] == letter
        after = self.bytes[np.where(length > len(word), start + len(word), 0)]
        same &= (length == len(word)) | (after == 32)
        found: Bools = self._over_lines(same)
        return found

    def whole(self) -> pa.Array[Any]:
        """Return every line with its line end, without copying one."""
        offsets = np.concatenate((self.begins, [len(self.body)])).astype(np.int32)
        buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(self.body)]
        made: pa.Array[Any] = pa.Array.from_buffers(pa.binary(), len(self.ends), buffers)
        return made

    def text(self, line: int) -> bytes:
        return self.body[int(self.begins[line]) : int(self.ends[line])]


def _lengths(marks: Numbers) -> Bytes:
    """Return how long the cell before each mark is: it ends there, one mark after the last.

    Reckoned in single bytes, where a cell of more than ``LONGEST`` would come out shorter; if
    lengths and marks then do not add up to the block, there is one, and all are reckoned whole.
    """
    low = marks.astype(np.uint8)
    lengths = np.empty_like(low)
    np.subtract(low[1:], low[:-1], out=lengths[1:])
    lengths[:1] = low[:1] + np.uint8(1)
    lengths -= np.uint8(1)
    if len(marks) and int(lengths.sum(dtype=np.int64)) + len(marks) != int(marks[-1]) + 1:
        lengths = np.minimum(np.diff(marks, prepend=-1) - 1, LONGEST).astype(np.uint8)
    return lengths
