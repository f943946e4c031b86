"""Tab-separated lines without quotes: whole blocks by columns, odd lines one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from accompany.sources.gate import KEPT_BYTES, LINE_BYTES
from accompany.sources.release import letters
from accompany.sources.shifted import LARGEST, Column, closed_up, slipped

BLOCK_BYTES = 4 << 20
MOST_JOINED = 8
"""A cell with more line breaks than this is not put together again."""
DATE_LENGTH = 23
"""``2024-06-11 00:00:00.000``: as every date of the publisher is written."""

TAB, NEWLINE, DIGITS = 9, 10, 10
_ORDINARY = bytes([TAB, NEWLINE, *range(32, 127)])
_BLANKED = bytes(32 if (b < 32 and b not in (TAB, NEWLINE)) or b == 127 else b for b in range(256))
_ODD = np.array([b not in _ORDINARY for b in range(256)])

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_ASK = "Ask the publisher for the row; what stood in it is kept as it came."


class Misread(NamedTuple):
    """One fault of one line; of a line set aside also its row's key and case, where readable."""

    line: int
    outcome: str
    what: str
    advice: str
    raw: str
    key: str = ""
    case: str = ""


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
            np.bitwise_or.at(self._bits, numbers >> 3, np.uint8(1) << (numbers & 7).astype(np.uint8))

    def hold(self, numbers: Numbers) -> Bools:
        place = np.minimum(numbers >> 3, len(self._bits) - 1)
        found = (self._bits[place] >> (numbers & 7).astype(np.uint8)) & 1
        return found.astype(np.bool_) & (numbers >> 3 < len(self._bits))


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
            yield Block(faults=[_too_long(line, pending)], rows=1, lines=1)
            pending, done = _past_line(opened)
            line += 1


def _too_long(line: int, start: bytes) -> Misread:
    what = "the line is longer than a megabyte; only its first 4,096 bytes were kept"
    raw = letters(start[:KEPT_BYTES].replace(b"\0", b""))
    return Misread(line, "set aside", what, _ASK, raw)


def _past_line(opened: IO[bytes]) -> tuple[bytes, bool]:
    while fresh := opened.read(BLOCK_BYTES):
        at = fresh.find(b"\n")
        if at >= 0:
            return fresh[at + 1 :], False
    return b"", True


class _Gate:
    def __init__(self, layout: Layout, cases: Cases | None) -> None:
        self.layout, self.cases = layout, cases
        self.dated = np.array([column.form == "date" for column in layout.columns])
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
        if b"\r\n" in body:
            body = body.replace(b"\r\n", b"\n")
        lines = _Lines(body, self.layout)
        block = Block(lines=len(lines.ends), used=len(came))
        odd = self._odd(lines)
        ours = self._ours(lines)
        plain = ours & ~odd & ~lines.doubtful
        block.others = int((~ours & ~lines.doubtful & lines.right).sum())
        table = self._columns(lines, plain, first)
        careful = _Careful(self, lines, block, first, done=done, cut=cut)
        rows = careful.read(np.flatnonzero(~lines.right | lines.doubtful | (odd & ours)))
        if careful.left_at is not None:
            block.lines = careful.left_at
            block.used = _begins(came, careful.left_at)
        block.table = pa.concat_tables([table, rows]) if rows is not None else table
        block.rows = block.table.num_rows + block.others + block.blank + careful.aside
        return block

    @staticmethod
    def _odd(lines: _Lines) -> Bools:
        odd = np.zeros(len(lines.ends), np.bool_)
        strange = lines.body.translate(None, _ORDINARY)
        if strange:
            high = min(strange) > 126
            where = np.flatnonzero(lines.bytes > 126 if high else _ODD[lines.bytes])
            odd[np.searchsorted(lines.ends, where)] = True
        return odd

    def _ours(self, lines: _Lines) -> Bools:
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

    def _columns(self, lines: _Lines, chosen: Bools, first: int) -> pa.Table:
        """Return the wanted cells of lines that need no care."""
        whole: Any = lines.whole().filter(pa.array(chosen))
        numbers = pa.array(np.flatnonzero(chosen) + first)
        if not len(whole):
            return self.table([], [], [])
        size = whole.offset + len(whole)
        ends = np.frombuffer(whole.buffers()[1], np.int32, size + 1)
        data = whole.buffers()[2].slice(int(ends[whole.offset]), int(ends[size] - ends[whole.offset]))
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


class _Lines:
    """A block's lines as arrays: where each begins and ends, and where its cells do."""

    def __init__(self, body: bytes, layout: Layout) -> None:
        self.body = body
        self.bytes: Bytes = np.frombuffer(body, np.uint8)
        marks = np.flatnonzero((self.bytes - np.uint8(TAB)) < 2)
        last = np.flatnonzero(self.bytes[marks] == NEWLINE)
        counts = np.diff(last, prepend=-1)
        self.ends: Numbers = marks[last]
        self.begins: Numbers = np.concatenate(([0], self.ends[:-1] + 1))
        self.right: Bools = (counts == layout.width) & (self.ends - self.begins < LINE_BYTES)
        whole = bool(self.right.all())
        self.grid = (marks if whole else marks[np.repeat(self.right, counts)]).reshape(
            -1, layout.width
        )
        self._spread = None if whole else np.flatnonzero(self.right)
        self.cases, self.doubtful = self._examined(layout)

    def _examined(self, layout: Layout) -> tuple[Numbers, Bools]:
        """Return each line's case number, and whether its cells may be another column's."""
        begins = self.begins[self.right]
        lengths = np.diff(self.grid, axis=1) - 1
        dated = np.array([column.form == "date" for column in layout.columns[1:]])
        doubtful = ((lengths == DATE_LENGTH) ^ ((lengths > 0) & dated)).any(axis=1)
        head = self.grid[:, 0] - begins
        doubtful |= (head > DIGITS) | ((head > 0) & (self.bytes[begins] - np.uint8(48) > 9))
        start = begins if layout.case == 0 else self.grid[:, layout.case - 1] + 1
        number, fault = self._numbers(start, self.grid[:, layout.case] - start)
        return self._over_lines(number), self._over_lines(doubtful | fault)

    def _numbers(self, start: Numbers, length: Numbers) -> tuple[Numbers, Bools]:
        fault = (length == 0) | (length > DIGITS)
        value = np.zeros(len(start), np.int64)
        for place in range(min(int(length.max(initial=0)), DIGITS)):
            there = length > place
            digit = self.bytes[np.where(there, start + place, 0)] - np.uint8(48)
            fault |= there & (digit > 9)
            value = np.where(there, value * 10 + digit, value)
        fault |= value > LARGEST
        return np.where(fault, 0, value), fault

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
        length = self.grid[:, column] - start
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
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(self.body)]
        made: pa.Array[Any] = pa.Array.from_buffers(pa.binary(), len(self.ends), buffers)
        return made

    def text(self, line: int) -> bytes:
        return self.body[int(self.begins[line]) : int(self.ends[line])]


class _Careful:
    """Reads lines one by one: put together, mended, or set aside."""

    def __init__(
        self, gate: _Gate, lines: _Lines, block: Block, first: int, *, done: bool, cut: bool
    ) -> None:
        self.gate, self.lines, self.block, self.first = gate, lines, block, first
        self.done, self.cut = done, cut
        self.columns = gate.layout.columns
        self.left_at: int | None = None
        """The line from which reading must go on with the next block."""
        self.aside = 0
        self._kept: tuple[list[int], list[str], list[list[str]]] = ([], [], [])
        self._last_short: Misread | None = None

    def read(self, odd: Numbers) -> pa.Table | None:
        at, places = 0, [int(place) for place in odd]
        while at < len(places):
            took = self._one(places, at)
            if not took:
                self.left_at = places[at]
                break
            at += took
        return self.gate.table(*self._kept) if self._kept[0] else None

    def _one(self, places: Sequence[int], at: int) -> int:
        """Read the record that begins at ``places[at]``; return how many lines it takes."""
        place = places[at]
        raw, text, mended = self._text(place)
        if len(raw) > LINE_BYTES:
            self._set_aside(_too_long(self.first + place, self.lines.text(place)))
            return 1
        cells = text.split("\t")
        if not text.strip():
            self.block.blank += 1
            return 1
        if len(cells) < len(self.columns):
            return self._short(places, at)
        if len(cells) > len(self.columns):
            row = closed_up(self.columns, cells)
            self._take(place, raw, cells, row, _TAB)
        elif slipped(self.columns, cells):
            self._fault(place, raw, cells, _of_slipped(self.columns, cells))
        else:
            row = [cell.strip() for cell in cells]
            self._keep(place, raw, row, _CONTROLS if mended else None)
        return 1

    def _text(self, place: int) -> tuple[str, str, bool]:
        """Return a line as it came less its NULs, as it is read, and if it had strange bytes."""
        came = self.lines.text(place)
        read = came.translate(_BLANKED)
        return letters(came.replace(b"\0", b"")), letters(read), read != came

    def _short(self, places: Sequence[int], at: int) -> int:
        """Put a line that is too short together with those after it, or set it aside."""
        place = places[at]
        run = 1
        while (
            run < MOST_JOINED
            and at + run < len(places)
            and places[at + run] == place + run
            and not self.lines.right[place + run]
        ):
            run += 1
        texts = [self._text(place + more) for more in range(run)]
        for many in range(2, run + 1):
            cells = " ".join(text for _, text, _ in texts[:many]).split("\t")
            row = closed_up(self.columns, cells) if len(cells) >= len(self.columns) else None
            if row is not None:
                self._keep(place, "\n".join(raw for raw, _, _ in texts[:many]), row, _BREAK)
                return many
        if not self.done and run < MOST_JOINED and place + run == len(self.lines.ends):
            return 0
        last = self.cut and place + 1 == len(self.lines.ends)
        cells = texts[0][1].split("\t")
        self._fault(place, texts[0][0], cells, _CUT if last and run == 1 else _SHORT)
        return 1

    def _take(
        self, place: int, raw: str, cells: Sequence[str], row: list[str] | None, mend: _Said
    ) -> None:
        if row is None:
            self._fault(place, raw, cells, _LONG)
        else:
            self._keep(place, raw, row, mend)

    def _keep(self, place: int, raw: str, row: list[str], mend: _Said | None) -> None:
        if mend is not None:
            self.block.faults.append(Misread(self.first + place, "repaired", *mend, raw))
        if self.gate.mine(row):
            for values, value in zip(self._kept, (self.first + place, raw, row), strict=True):
                values.append(value)  # type: ignore[arg-type]
        else:
            self.block.others += 1

    def _fault(self, place: int, raw: str, cells: Sequence[str], said: _Said) -> None:
        """Set a line aside. The rest of a broken row belongs to the key of its beginning."""
        key, case = _number(cells, 0), _number(cells, self.gate.layout.case)
        before = self._last_short
        if not key and before and before.line == self.first + place - 1:
            key, case = before.key, before.case
        fault = Misread(self.first + place, "set aside", *said, raw, key, case)
        self._last_short = fault if len(cells) < len(self.columns) else None
        self._set_aside(fault)

    def _set_aside(self, fault: Misread) -> None:
        self.block.faults.append(fault)
        self.aside += 1


def _number(cells: Sequence[str], place: int) -> str:
    cell = cells[place].strip() if place < len(cells) else ""
    return cell if cell.isascii() and cell.isdigit() and len(cell) <= DIGITS else ""


class _Said(NamedTuple):
    what: str
    advice: str


_TAB = _Said(
    "a tab typed inside a cell had moved the cells after it; they were put back",
    "Nothing needs doing; compare the row with the publisher's if it matters.",
)
_BREAK = _Said(
    "a line break inside a cell had cut the row in two; it was put together",
    "Nothing needs doing; compare the row with the publisher's if it matters.",
)
_CONTROLS = _Said(
    "control characters inside the line became blanks",
    "Nothing needs doing: they are accidents of old systems.",
)
_LONG = _Said("the row has too many cells, and no one way to put them back fits", _ASK)
_SHORT = _Said("the row has too few cells", _ASK)
_CUT = _Said("the file ends in the middle of this line", "Get the whole file: its end was lost.")
_MOVED = _Said("a cell holds what belongs in another column, so the row has slipped", _ASK)
_NO_CASE = _Said("the row names no case", _ASK)


def _of_slipped(columns: Sequence[Column], cells: Sequence[str]) -> _Said:
    bare = [
        column for column, cell in zip(columns, cells, strict=True)
        if column.form == "case" and not cell.strip()
    ]  # fmt: skip
    return _NO_CASE if bare else _MOVED
