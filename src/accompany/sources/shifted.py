"""Rows whose cells slipped: putting back together a cell that somebody typed a tab into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache


class Fit(IntEnum):
    """How well a cell's text suits its column."""

    GOOD = 0
    ODD = 1
    """Not how the column is written, but a mistyped value could look so."""
    WRONG = 2
    """A date where a code belongs, a code where a date belongs: the cell is another column's."""


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_FORMS = {
    "case": r"\d{1,10}",
    "key": r"(\d{1,10})?",
    "number": r"(-?\d{1,10}(\.0)?)?",
    "date": rf"({_DATE.pattern})?",
    "month": r"(\d{1,2}/\d{4})?",
    "state": r"([A-Za-z]{2})?",
    "zip": r"((?=.*\d)[^\t]{1,10})?",
    "time": r"(\d{1,4})?",
    "flag": r"[01YN]?",
    "uuid": r"([0-9A-Fa-f-]{36})?",
}
LARGEST = 2**31 - 1
"""The largest number the publisher's columns can hold."""
_STRICT = {"case", "key", "date"}
"""A column of these forms holds nothing else, ever: what does not fit there has slipped."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its publisher declares it: a form of ``_FORMS``, ``code``, ``text``, ``any``.

    ``length`` bounds codes and texts.
    """

    name: str
    form: str
    length: int = 0

    def fit(self, cell: str) -> Fit:
        """Say how well a cell without blanks around it suits the column."""
        if self.form == "any" or not cell:
            return Fit.WRONG if self.form == "case" else Fit.GOOD
        if _pattern(self.form, self.length).fullmatch(cell):
            large = self.form in ("case", "key") and int(cell) > LARGEST
            return Fit.WRONG if large else Fit.GOOD
        if self.form in _STRICT or _DATE.fullmatch(cell):
            return Fit.WRONG
        return Fit.ODD

    @property
    def merge_cost(self) -> int:
        """A tab is typed into words far more often than into a code."""
        return 1 if self.form in ("text", "any") else 3


@cache
def _pattern(form: str, length: int) -> re.Pattern[str]:
    if form == "code":
        return re.compile(rf"(?!{_DATE.pattern}$)[^\t ]{{1,{length}}}")
    if form == "text":
        return re.compile(rf"(?!{_DATE.pattern}$)[^\t]{{1,{length}}}")
    return re.compile(_FORMS[form])


def slipped(columns: Sequence[Column], cells: Sequence[str]) -> bool:
    """Say whether a row with the right number of cells has one that is another column's."""
    pairs = zip(columns, cells, strict=True)
    return any(column.fit(cell.strip()) is Fit.WRONG for column, cell in pairs)


def closed_up(columns: Sequence[Column], cells: Sequence[str]) -> list[str] | None:
    """Return the row with its surplus cells joined where every cell then suits its column.

    None where no way fits, or where two ways give different rows at the same cost: a guess would
    put one child's court in another's place. A joined cell gets a blank where the tab was.
    """
    surplus = len(cells) - len(columns)
    if surplus < 0:
        return None
    bare = [cell.strip() for cell in cells]
    ways = _Ways(columns, bare)
    best = ways.from_(0, 0)
    return list(best.row) if best is not None and best.only else None


@dataclass(frozen=True, slots=True)
class _Way:
    cost: int
    row: tuple[str, ...]
    only: bool


class _Ways:
    """The cheapest way to lay the cells from one place on over the columns from one on."""

    def __init__(self, columns: Sequence[Column], cells: Sequence[str]) -> None:
        self.columns, self.cells = columns, cells
        self.surplus = len(cells) - len(columns)
        self.known: dict[tuple[int, int], _Way | None] = {}

    def from_(self, column: int, slip: int) -> _Way | None:
        """``slip`` cells more than columns were used up before ``column``."""
        if column == len(self.columns):
            return _Way(0, (), True) if slip == self.surplus else None
        place = (column, slip)
        if place not in self.known:
            self.known[place] = self._best(column, slip)
        return self.known[place]

    def _best(self, column: int, slip: int) -> _Way | None:
        best: _Way | None = None
        for more in range(self.surplus - slip + 1):
            at = column + slip
            pieces = [piece for piece in self.cells[at : at + more + 1] if piece]
            cell = " ".join(pieces)
            if self.columns[column].fit(cell) is not Fit.GOOD:
                continue
            rest = self.from_(column + 1, slip + more)
            if rest is None:
                continue
            # words torn apart are likelier than a tab typed beside nothing
            beside = more + 1 - max(len(pieces), 1)
            cost = rest.cost + more * self.columns[column].merge_cost + beside
            best = _cheaper(best, _Way(cost, (cell, *rest.row), rest.only))
        return best


def _cheaper(one: _Way | None, other: _Way) -> _Way:
    if one is None or other.cost < one.cost:
        return other
    if other.cost > one.cost:
        return one
    return _Way(one.cost, one.row, one.only and other.only and one.row == other.row)
