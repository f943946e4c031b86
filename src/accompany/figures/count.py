"""Counting: a figure's rows found once, then measured under a cut and as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from accompany.core.place import ice_area
from accompany.core.when import DEFAULT_ZONE, local_day
from accompany.engines.duck import Duck, filled, literal, read_sql
from accompany.figures.book import COARSER, PACKAGE, Figure
from accompany.figures.cell import Answer, Cell, order_of
from accompany.figures.suppress import Table, TooFine, gives_away, protect, too_fine
from accompany.figures.windows import take_windows

_PLAIN = ("value", "numerator", "denominator", "unclear", "guarded")


def count(
    duck: Duck,
    figures: Iterable[Figure],
    *,
    as_of: datetime,
    known_by: datetime | None = None,
    by: Sequence[str] | None = None,
    cases: bool = False,
    facts: str = "known_facts",
) -> list[Answer]:
    """Count each figure of ``facts``, which are already what was known by ``known_by``.

    ``by`` cuts every figure; without it each is cut as its book page says, or coarser where that
    would give small counts away. ``cases`` says that the purpose may see counts below eleven.
    Raises ``TooFine`` for a cut asked for that would, and ``UnknownFigure`` for one there is not.
    """
    answers, found = [], ""
    for one in figures:
        if found != one.base:
            find(duck, one, as_of=as_of, facts=facts)
            found = one.base
        answers.append(_answer(duck, one, as_of=as_of, known_by=known_by, by=by, cases=cases))
    return answers


def find(
    duck: Duck, figure: Figure, *, as_of: datetime, facts: str, counted: str = "counted"
) -> None:
    """Make the view ``counted`` of the rows that ``figure`` counts."""
    moment = literal(as_of.replace(tzinfo=None).isoformat())
    last_day = literal(local_day(as_of, DEFAULT_ZONE).isoformat())
    names = {"facts": facts, "as_of": f"TIMESTAMP {moment}", "last_day": f"DATE {last_day}"}
    if "dues" in figure.needs:
        names["opened_by"] = _opened_by(duck)
    if "windows" in figure.needs:
        take_windows(duck)
    duck.script(PACKAGE, "ages.sql")
    base = filled(figure.base, **names)
    duck.script(PACKAGE, "counted.sql", counted=counted, base=base)
    if "ice_area" in figure.dims:
        _take_areas(duck, counted)
        duck.script(PACKAGE, "placed.sql", counted=counted)


def measure(
    duck: Duck, figure: Figure, by: Sequence[str], *, counted: str = "counted"
) -> list[Cell]:
    """Return the cells of ``figure`` under the cut ``by``, in order, nothing withheld."""
    dims = "".join(f"{dim}, " for dim in by)
    sql = filled(read_sql(PACKAGE, f"measure/{figure.measure}.sql"), dims=dims, counted=counted)
    return sorted((_cell(row, by) for row in duck.dicts(sql)), key=order_of)


def _answer(
    duck: Duck,
    figure: Figure,
    *,
    as_of: datetime,
    known_by: datetime | None,
    by: Sequence[str] | None,
    cases: bool,
) -> Answer:
    wanted = figure.cut(figure.by if by is None else by)
    guard = not (cases or figure.public)
    cut, cells = _cells(duck, figure, wanted, guard=guard, insist=by is not None)
    whole = measure(duck, figure, ())
    if guard:
        whole, cells = _guarded(figure, cut, whole, cells)
    return Answer(
        figure=figure,
        by=cut,
        total=whole[0],
        cells=cells,
        as_of=as_of,
        known_by=known_by,
        inputs=duck.value(filled(read_sql(PACKAGE, "inputs.sql"), counted="counted")),
        rules=_rules(duck) if "dues" in figure.needs else None,
        unreported=_unreported(duck) if "dues" in figure.needs else (),
        note="" if cut == wanted else f"cut by {', '.join(wanted)}, small counts would show",
    )


def _guarded(
    figure: Figure, cut: tuple[str, ...], whole: list[Cell], cells: list[Cell]
) -> tuple[list[Cell], list[Cell]]:
    """Withhold every small count, and what would give one away beside the total."""
    tables = [
        Table(figure.figure, figure.measure, by, of) for by, of in (((), whole), (cut, cells))
    ]
    kept = protect(tables if cut else tables[:1])
    return kept[0], kept[1] if cut else []


def _cells(
    duck: Duck, figure: Figure, by: tuple[str, ...], *, guard: bool, insist: bool
) -> tuple[tuple[str, ...], list[Cell]]:
    """Return the cut given and its cells; with ``insist`` no coarser cut is given instead."""
    cells = measure(duck, figure, by) if by else []
    if not guard or not too_fine(cells):
        return by, cells
    for coarser in coarser_cuts(by):
        found = measure(duck, figure, coarser)
        if not too_fine(found):
            break
    else:
        coarser, found = (), []
    if insist:
        raise TooFine(figure.figure, by, sum(map(gives_away, cells)), len(cells), coarser)
    return coarser, found


def coarser_cuts(by: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield coarser cuts than ``by``, the least coarse first; the total is not among them.

    Of cuts one step away, a cut made coarser comes before one left out.
    """
    seen, level = {tuple(by)}, [tuple(by)]
    while level:
        steps = [cut for step in (_replaced, _dropped) for before in level for cut in step(before)]
        level = [cut for cut in dict.fromkeys(steps) if cut and cut not in seen]
        seen.update(level)
        yield from level


def _replaced(cut: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for place in reversed(range(len(cut))):
        instead = COARSER.get(cut[place])
        if instead:
            kept = (instead if dim == cut[place] else dim for dim in cut)
            yield tuple(dict.fromkeys(kept))


def _dropped(cut: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for place in reversed(range(len(cut))):
        if not (cut[place] == "state" and "county" in cut):
            yield (*cut[:place], *cut[place + 1 :])


def _cell(row: Mapping[str, Any], by: Sequence[str]) -> Cell:
    more = {name: row[name] for name in row if name not in _PLAIN and name not in by}
    return Cell(
        by={dim: row[dim] for dim in by},
        value=row["value"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        unclear=row["unclear"],
        more=more,
        guarded=tuple(row["guarded"]),
    )


def _take_areas(duck: Duck, counted: str) -> None:
    """Make ``area_of`` of the places there are: a few thousand, however many rows."""
    places = duck.rows(
        f"SELECT DISTINCT state, coalesce(county, '') FROM {counted}_row WHERE state IS NOT NULL"
    )
    rows = [
        {"state": state, "county": county, "area": ice_area(state, county) or None}
        for state, county in places
    ]
    shape = pa.schema([(name, pa.string()) for name in ("state", "county", "area")])
    duck.take("area_of", pa.Table.from_pylist(rows, schema=shape))


def _opened_by(duck: Duck) -> str:
    """Return how to read the opening fact's id, which a table of dues may hold as bytes or hex."""
    kind = duck.value("SELECT typeof(opened_by_fact) FROM dues LIMIT 1")
    return "unhex(opened_by_fact)" if kind == "VARCHAR" else "opened_by_fact"


def _rules(duck: Duck) -> str:
    """Return one hash over every version of a rule that a due was judged by."""
    return str(
        duck.value(
            "SELECT sha256(coalesce(string_agg(rule, chr(31) ORDER BY rule), '')) FROM"
            " (SELECT DISTINCT concat_ws(' ', duty, rule_version) AS rule FROM dues)"
        )
    )


def _unreported(duck: Duck) -> list[tuple[str, str]]:
    present = duck.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'unreported'")
    if not present:
        return []
    rows = duck.rows("SELECT DISTINCT duty, kind FROM unreported ORDER BY duty, kind")
    return [(duty, kind) for duty, kind in rows]
