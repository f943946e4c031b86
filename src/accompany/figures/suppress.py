"""Small counts stay: which cells are withheld, and when a table is too fine to give at all.

A cell that would give away a count of one to ten persons or events is withheld whole; zero is
not a person. ``protect`` withholds more beside it, over all the tables given together: by whatever
cut, of whichever figures count the same rows, and their totals. What this does **not** stop:

- tables that were not given together, such as two answers of ``count`` to two questions;
- the same table at two known-by dates, which gives away how few were added in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from accompany.figures.cell import Cell, Place, Value
from accompany.figures.complement import SMALLEST_SHOWN, Sums, withheld

MOST_WITHHELD = 10
"""A table is not given where more than one in this many of its cells, or on the public site of what
they count, would be withheld."""

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


# ---------------------------------------------------------------- tables that stand together


@dataclass(frozen=True, slots=True)
class Table:
    """One figure under one cut, as it would be without any wall; the total is a table of one."""

    figure: str
    measure: str
    by: tuple[str, ...]
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Kin:
    """Figures of the same rows: what ``whole`` counts, ``parts`` count, and perhaps a rest."""

    whole: str
    parts: tuple[str, ...]
    rest: bool = False
    """Whether rows are left over that no figure counts, and that a subtraction would give."""


def protect(
    tables: Sequence[Table], kin: Iterable[Kin] = (), *, complement: bool = True
) -> list[list[Cell]]:
    """Return the cells of each table with all taken out that would give a small count away."""
    system = _System(tables)
    for one in kin:
        system.relate(one)
    hidden = withheld(system.sums, complement=complement)
    return [
        [system.shown(place, cell, hidden) for cell in table.cells]
        for place, table in enumerate(tables)
    ]


Key = tuple[Place, ...]

MAIN = {
    "count": ("rows",),
    "difference": ("releases",),
    "mean": ("known",),
    "portion": ("holds", "holds not", "unclear"),
    "share": ("numerator", "unclear", "kept"),
    "sum": ("rows",),
}
"""What the guarded counts of each measure are; together with what is unclear, all its rows."""


@dataclass(slots=True)
class _System:
    """The numbers of all tables, and every sum that must hold among them."""

    tables: Sequence[Table]
    sums: Sums = field(default_factory=Sums)
    units: dict[tuple[int, Key, str], int] = field(default_factory=dict)
    numbers: dict[tuple[int, Key], dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, table in enumerate(self.tables):
            for cell in table.cells:
                self._take(place, table, cell)
        for fine, inner in enumerate(self.tables):
            for coarse, outer in enumerate(self.tables):
                if inner.figure == outer.figure and fine != coarse:
                    self._nest(fine, coarse)

    def _take(self, place: int, table: Table, cell: Cell) -> None:
        key = tuple(cell.by.values())
        main = self._unit(place, key, "")
        told = dict(zip(MAIN[table.measure], cell.guarded, strict=True))
        found = {name: self.sums.add(main, count) for name, count in told.items()}
        for name, count in _beside(table, cell):
            unit = self._unit(place, key, name)
            found[name] = self.sums.add(unit, count)
            self.sums.inside.setdefault(main, []).append(unit)
        if table.measure == "share" and {"late", "overdue"} <= set(found):
            self.sums.equal(found["numerator"], [found["late"], found["overdue"]])
        self.numbers[place, key] = found

    def _unit(self, place: int, key: Key, name: str) -> int:
        return self.units.setdefault((place, key, name), len(self.units))

    def _nest(self, fine: int, coarse: int) -> None:
        """Keep that each number of a coarser table is the sum of the finer table's."""
        inner, outer = self.tables[fine], self.tables[coarse]
        parts: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for cell in inner.cells:
            key = within(cell.by, outer.by)
            if key is None:
                return
            for name, number in self.numbers[fine, tuple(cell.by.values())].items():
                parts[key][name].append(number)
        for cell in outer.cells:
            key = tuple(cell.by.values())
            for name, number in self.numbers[coarse, key].items():
                self.sums.equal(number, parts[key][name])

    def relate(self, kin: Kin) -> None:
        """Keep that figures of the same rows add up, cut by cut."""
        places = {(one.figure, one.by): place for place, one in enumerate(self.tables)}
        for (figure, by), place in places.items():
            others = [places.get((part, by)) for part in kin.parts]
            if figure == kin.whole and None not in others:
                for cell in self.tables[place].cells:
                    key = tuple(cell.by.values())
                    self._add_up(place, [other for other in others if other is not None], key, kin)

    def _add_up(self, place: int, others: Sequence[int], key: Key, kin: Kin) -> None:
        (whole,) = self.numbers[place, key].values()
        parts = [number for one in others for number in self.numbers.get((one, key), {}).values()]
        if kin.rest:
            unit = self._unit(place, key, f"rest of {kin.whole} beside {kin.parts}")
            self.sums.implied.add(unit)
            left = self.sums.values[whole] - sum(self.sums.values[one] for one in parts)
            parts.append(self.sums.add(unit, left))
        self.sums.equal(whole, parts)

    def shown(self, place: int, cell: Cell, hidden: frozenset[int]) -> Cell:
        key = tuple(cell.by.values())
        if self.units[place, key, ""] in hidden:
            return _withheld(cell)
        out = {
            name
            for name, _ in _beside(self.tables[place], cell)
            if self.units[place, key, name] in hidden
        }
        more = {name: None if name in out else value for name, value in cell.more.items()}
        return replace(cell, unclear=None if "unclear" in out else cell.unclear, more=more)


def _beside(table: Table, cell: Cell) -> Iterator[tuple[str, int]]:
    """Yield the counts that stand in a row and may be withheld without the rest of it."""
    main = MAIN[table.measure]
    if "unclear" not in main and table.measure == "mean":
        yield "unclear", cell.unclear or 0
    for name, count in cell.more.items():
        if name in PARTS and name not in main and isinstance(count, int):
            yield name, count


def within(by: Mapping[str, Place], coarser: Sequence[str]) -> Key | None:
    """Return the cell of a coarser cut that a cell lies in; None where it lies in none alone."""
    key: list[Place] = []
    for dim in coarser:
        if dim in by:
            key.append(by[dim])
        elif dim == "fiscal_year" and "month" in by:
            year, month = map(int, str(by["month"]).split("-"))
            key.append(year + (month >= 10))
        else:
            return None
    return tuple(key)
