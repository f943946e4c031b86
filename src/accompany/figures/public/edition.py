"""An edition: every figure of the site counted under each of its cuts, small counts withheld."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from accompany.engines.duck import Duck, filled, literal, read_sql
from accompany.figures.book import PACKAGE as BOOK
from accompany.figures.cell import Answer, Cell
from accompany.figures.count import find, measure
from accompany.figures.public.plan import Planned, kin, planned, together
from accompany.figures.suppress import MOST_WITHHELD, Table, protect

PACKAGE = "accompany.figures.public"

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Extract:
    """One download an edition is made of."""

    source: str
    name: str
    sha256: str
    lines: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as the site shows it: its tables, and the cuts that are too fine to show."""

    planned: Planned
    total: Cell
    inputs: str
    tables: Sequence[Answer]
    too_fine: Sequence[tuple[str, ...]]

    @property
    def name(self) -> str:
        return self.planned.figure.figure

    @property
    def withheld(self) -> tuple[int, int]:
        """Return how many cells are withheld, and of how many."""
        cells = [cell for table in self.tables for cell in table.cells]
        return sum(cell.withheld for cell in cells), len(cells)


@dataclass(frozen=True, slots=True)
class Edition:
    """All that one state of the downloads gives."""

    ends: Mapping[str, datetime]
    """As of when, by source: each download speaks of the days up to its own last."""
    extracts: Sequence[Extract]
    figures: Sequence[Shown]
    absent: Sequence[Planned]
    simulated: bool = False

    @property
    def as_of(self) -> datetime:
        return max(self.ends[one.source] for one in self.extracts)

    def as_of_of(self, one: Shown) -> datetime:
        return self.ends[one.planned.source]

    def of(self, source: str) -> Sequence[Shown]:
        return [one for one in self.figures if one.planned.source == source]


def extracts(duck: Duck, known_by: datetime) -> list[Extract]:
    """Return the downloads that a ledger had been told by a moment, the last of each source."""
    moment = literal(known_by.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" "))
    rows = duck.rows(filled(read_sql(PACKAGE, "told.sql"), known_by=moment))
    return [Extract(*row[:4]) for row in rows]


def last_days(duck: Duck, facts: str = "known_facts") -> dict[str, date]:
    """Return the last day each source's download speaks of; a source of none is not in it."""
    rows = duck.rows(filled(read_sql(PACKAGE, "as_of.sql"), facts=facts))
    found: dict[str, date] = {}
    for source, last in rows:
        found[source] = max(last, found.get(source, last))
    return found


def edition(
    duck: Duck,
    told: Sequence[Extract],
    *,
    ends: Mapping[str, datetime],
    facts: str = "known_facts",
    simulated: bool = False,
    step: Step = lambda name: None,
) -> Edition:
    """Count every figure whose source was told of, each under all its cuts."""
    present = {one.source for one in told}
    shown: dict[str, Shown] = {}
    for group in together([one for one in planned() if one.source in present]):
        answers = {}
        for one in group:
            step(one.figure.figure)
            answers[one.figure.figure] = _counted(duck, one, ends[one.source], facts)
        for made in _protected(group, answers):
            shown[made.name] = made
    counted = [shown[one.figure.figure] for one in planned() if one.figure.figure in shown]
    return Edition(
        ends=ends,
        extracts=told,
        figures=[one for one in counted if not _empty(one)],
        absent=[one for one in planned() if one.source not in present],
        simulated=simulated,
    )


def _empty(shown: Shown) -> bool:
    return not (shown.total.withheld or any(table.cells for table in shown.tables))


def _counted(duck: Duck, one: Planned, as_of: datetime, facts: str) -> list[Answer]:
    """Return the figure under each cut, nothing withheld yet."""
    find(duck, one.figure, as_of=as_of, facts=facts)
    inputs = duck.value(filled(read_sql(BOOK, "inputs.sql"), counted="counted"))
    (total,) = measure(duck, one.figure, ())
    return [
        Answer(
            figure=one.figure, by=by, total=total, cells=measure(duck, one.figure, by),
            as_of=as_of, known_by=None, inputs=inputs, rules=None,
        )
        for by in one.tables
    ]  # fmt: skip


def _protected(group: Sequence[Planned], answers: Mapping[str, Sequence[Answer]]) -> list[Shown]:
    """Withhold across all tables of figures that count the same rows."""
    tables: list[Table] = []
    for one in group:
        if not one.figure.public:
            name, how = one.figure.figure, one.figure.measure
            mine = answers[name]
            tables.append(Table(name, how, (), [mine[0].total]))
            tables += [Table(name, how, table.by, table.cells) for table in mine]
    kept = {
        (table.figure, table.by): cells
        for table, cells in zip(tables, protect(tables, kin()), strict=True)
    }
    return [_shown(one, answers[one.figure.figure], kept) for one in group]


def _shown(
    one: Planned, tables: Sequence[Answer], kept: Mapping[tuple[str, tuple[str, ...]], list[Cell]]
) -> Shown:
    name = one.figure.figure
    total = kept.get((name, ()), [tables[0].total])[0]
    shown, fine = [], []
    for table in tables:
        cells = kept.get((name, table.by), list(table.cells))
        if too_fine(table.cells, cells):
            fine.append(table.by)
        else:
            shown.append(replace(table, total=total, cells=cells))
    return Shown(one, total, tables[0].inputs, shown, fine)


def too_fine(before: Sequence[Cell], after: Sequence[Cell]) -> bool:
    """Say whether a table withholds too much of what it counts to be of use."""
    hidden = sum(sum(was.guarded) for was, cell in zip(before, after, strict=True) if cell.withheld)
    return hidden * MOST_WITHHELD > sum(sum(was.guarded) for was in before)
