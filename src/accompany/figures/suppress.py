"""Small counts stay: which cells are withheld, and when a table is too fine to give at all.

A cell that would give away a count of one to ten persons or events is withheld whole; zero is
not a person. What this does **not** yet stop, and what complementary suppression is for:

- a table with its total gives away the one cell withheld, by subtraction, and of several the sum;
- two tables cut differently, or one figure beside another of the same children, do the same;
- the same table at two known-by dates gives away how few were added in between.

Until then the rule that no more than a tenth of the cells may be withheld keeps tables coarse,
and whoever publishes looks at what stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from accompany.figures.cell import Cell, Value

SMALLEST_SHOWN = 11
"""Counts below it are withheld, as federal health agencies do; zero is shown."""

MOST_WITHHELD = 10
"""A table is refused where more than one cell in this many would be withheld."""


PARTS = frozenset(
    {
        "kept",
        "late",
        "overdue",
        "waiting",
        "excused",
        "paused",
        "gap",
        "remembered_late",
        "remembered_judged",
    }
)
"""What stands beside a value and counts dues; days and published numbers are nobody's."""


class TooFine(Exception):
    """A table of which more than a tenth would be withheld; the message offers a coarser one."""

    def __init__(
        self, figure: str, by: Sequence[str], small: int, cells: int, coarser: Sequence[str] | None
    ) -> None:
        self.figure, self.by, self.small, self.cells = figure, tuple(by), small, cells
        self.coarser = None if coarser is None else tuple(coarser)
        offer = f"--by {','.join(coarser)}" if coarser else "the total alone"
        super().__init__(
            f"{figure} by {', '.join(by)}: {small} of {cells} cells are below {SMALLEST_SHOWN},"
            f" more than a tenth, so the table is not given. Ask for {offer},"
            f" or state a purpose that may see cases"
        )


def is_small(count: Value) -> bool:
    return count is not None and 0 < count < SMALLEST_SHOWN


def gives_away(cell: Cell) -> bool:
    """Say whether ``cell`` would show a count that is too small."""
    return any(is_small(count) for count in cell.guarded)


def too_fine(cells: Sequence[Cell]) -> bool:
    return sum(map(gives_away, cells)) * MOST_WITHHELD > len(cells)


def withhold(cells: Iterable[Cell]) -> list[Cell]:
    """Return the cells with every small count taken out."""
    return [_withheld(cell) if gives_away(cell) else _trimmed(cell) for cell in cells]


def _withheld(cell: Cell) -> Cell:
    return replace(
        cell,
        value=None,
        numerator=None,
        denominator=None,
        unclear=None,
        more=dict.fromkeys(cell.more),
        withheld=True,
    )


def _trimmed(cell: Cell) -> Cell:
    """Take out the small counts that stand beside a value which may itself be shown."""
    unclear = None if is_small(cell.unclear) else cell.unclear
    return replace(cell, unclear=unclear, more=_without_small(cell.more))


def _without_small(more: Mapping[str, Value]) -> dict[str, Value]:
    """Take out small counts, and with one of two that add up to a number shown, the other."""
    kept: dict[str, Value] = {
        name: None if name in PARTS and is_small(count) else count for name, count in more.items()
    }
    if "late" in kept and None in (kept["late"], kept["overdue"]):
        kept["late"] = kept["overdue"] = None
    return kept
