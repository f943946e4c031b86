"""Odd tab-separated lines, one by one: put together, mended, or set aside with what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from accompany.sources.gate import KEPT_BYTES, LINE_BYTES
from accompany.sources.lines import DIGITS, NEWLINE, TAB, Layout, Lines, Numbers
from accompany.sources.release import letters
from accompany.sources.shifted import Column, closed_up, slipped

MOST_JOINED = 8
"""A cell with more line breaks than this is not put together again."""
_BLANKED = bytes(32 if b < 32 and b not in (TAB, NEWLINE) else b for b in range(256))

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


def too_long(line: int, start: bytes) -> Misread:
    what = "the line is longer than a megabyte; only its first 4,096 bytes were kept"
    raw = letters(start[:KEPT_BYTES].replace(b"\0", b""))
    return Misread(line, "set aside", what, _ASK, raw)


class Mender:
    """Reads the odd lines of one block; ``mine`` says of a row whether it is of our cases.

    ``done`` says that no block follows, ``cut`` that the last line lacks its end.
    """

    def __init__(
        self,
        layout: Layout,
        mine: Callable[[Sequence[str]], bool],
        lines: Lines,
        first: int,
        *,
        done: bool,
        cut: bool,
    ) -> None:
        self.layout, self.mine, self.lines, self.first = layout, mine, lines, first
        self.done, self.cut = done, cut
        self.columns = layout.columns
        self.left_at: int | None = None
        """The line from which reading must go on with the next block."""
        self.blank = self.others = self.aside = 0
        self.faults: list[Misread] = []
        self.numbers: list[int] = []
        self.raws: list[str] = []
        self.rows: list[list[str]] = []
        self._last_short: Misread | None = None

    def read(self, odd: Numbers) -> None:
        at, places = 0, [int(place) for place in odd]
        while at < len(places):
            took = self._one(places, at)
            if not took:
                self.left_at = places[at]
                break
            at += took

    def _one(self, places: Sequence[int], at: int) -> int:
        """Read the record that begins at ``places[at]``; return how many lines it takes."""
        place = places[at]
        raw, text, mended = self._text(place)
        if len(raw) > LINE_BYTES:
            self._set_aside(too_long(self.first + place, self.lines.text(place)))
            return 1
        cells = text.split("\t")
        if not text.strip():
            self.blank += 1
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
            self.faults.append(Misread(self.first + place, "repaired", *mend, raw))
        if self.mine(row):
            self.numbers.append(self.first + place)
            self.raws.append(raw)
            self.rows.append(row)
        else:
            self.others += 1

    def _fault(self, place: int, raw: str, cells: Sequence[str], said: _Said) -> None:
        """Set a line aside. The rest of a broken row belongs to the key of its beginning."""
        key, case = _number(cells, 0), _number(cells, self.layout.case)
        before = self._last_short
        if not key and before and before.line == self.first + place - 1:
            key, case = before.key, before.case
        fault = Misread(self.first + place, "set aside", *said, raw, key, case)
        self._last_short = fault if len(cells) < len(self.columns) else None
        self._set_aside(fault)

    def _set_aside(self, fault: Misread) -> None:
        self.faults.append(fault)
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
