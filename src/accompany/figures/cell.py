"""A cell of a figure: one value, what it was made of, and whether it may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accompany.figures.book import Figure

Value = int | float | None
Place = str | int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One number under one cut; the total is the cell with an empty cut.

    ``guarded`` holds the counts of persons or events it would give away.
    """

    by: Mapping[str, Place]
    value: Value
    numerator: int | None
    denominator: int | None
    unclear: int | None
    more: Mapping[str, Value] = field(default_factory=dict)
    guarded: tuple[int, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure counted: its total, its cells, and all that is needed to count it again."""

    figure: Figure
    by: tuple[str, ...]
    total: Cell
    cells: Sequence[Cell]
    as_of: datetime
    known_by: datetime | None
    inputs: str
    """The hash of every fact counted."""
    rules: str | None
    """The hash of the rule versions judged by, for a figure made of dues."""
    unreported: Sequence[tuple[str, str]] = ()
    """Duties, and the kind of fact that would keep them and that nobody reports."""
    note: str = ""


def order_of(cell: Cell) -> tuple[tuple[bool, Place], ...]:
    """Return what cells are sorted by: each cut in turn, the unknown last."""
    return tuple((value is None, "" if value is None else value) for value in cell.by.values())
