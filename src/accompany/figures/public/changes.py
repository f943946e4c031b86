"""What changed between two editions and why, without a change of one to ten being told.

Both totals are public, so their difference is too: what came less what went. Where the count of
one reason is withheld, one of the other direction is withheld beside it. Then each of the two can
be as great as one likes, and the difference says nothing of either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accompany.core.when import DEFAULT_ZONE, zone_of
from accompany.engines.duck import Duck, filled, literal, read_sql
from accompany.figures.cell import Value
from accompany.figures.complement import SMALLEST_SHOWN
from accompany.figures.count import find
from accompany.figures.public.edition import PACKAGE, Edition, Extract, Shown, edition
from accompany.figures.suppress import is_small

CAME, WENT = ("happened_since", "told_late"), ("withdrawn", "counts_no_longer")
WHY = (*CAME, "corrected", *WENT)


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure in two editions: its totals, and how many rows moved for which reason."""

    figure: str
    before: Value
    now: Value
    why: Mapping[str, int | None]
    """None where it is withheld; empty for a figure made of published numbers."""


@dataclass(frozen=True, slots=True)
class Download:
    """One source in two editions: its lines, and the facts that were new, corrected, withdrawn."""

    source: str
    before: int | None
    now: int
    new: int | None
    corrected: int | None
    withdrawn: int | None


@dataclass(frozen=True, slots=True)
class Code:
    """A code that an edition has and the other has not, or that means something else."""

    list: str
    code: str
    before: str | None
    """What it meant; None where the edition does not have it, or in too few facts to say so."""
    now: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The page of what changed."""

    as_of: datetime
    """Of the edition before: the last day of any of its downloads."""
    moved: Sequence[Moved]
    downloads: Sequence[Download]
    codes: Sequence[Code]


def changes(
    duck: Duck, now: Edition, earlier: Sequence[Extract], *, ends: Mapping[str, datetime]
) -> Changes:
    """Compare ``now`` with what the tables ``known_before`` and ``known_now`` hold."""
    then = edition(duck, earlier, ends=ends, facts="known_before")
    before = {one.name: one for one in then.figures}
    return Changes(
        as_of=then.as_of,
        moved=[_moved(duck, one, before[one.name], now, then.as_of_of(one)) for one in now.figures
               if one.name in before],
        downloads=_downloads(duck, now.extracts, earlier),
        codes=_codes(duck),
    )  # fmt: skip


def _moved(duck: Duck, one: Shown, was: Shown, now: Edition, as_of: datetime) -> Moved:
    why: Mapping[str, int | None] = {}
    if not one.planned.figure.public:
        figure, day = one.planned.figure, as_of.astimezone(zone_of(DEFAULT_ZONE)).date()
        find(duck, figure, as_of=as_of, facts="known_before", counted="counted_before")
        find(duck, figure, as_of=now.as_of_of(one), facts="known_now", counted="counted_after")
        counted = _counted(duck, day)
        shown = None not in (was.total.value, one.total.value)  # else a total could be made of them
        why = reasons(counted) if shown else dict.fromkeys(WHY)
    return Moved(one.name, was.total.value, one.total.value, why)


def _counted(duck: Duck, last: date) -> Mapping[str, int]:
    day = f"DATE {literal(last.isoformat())}"
    sql = filled(read_sql(PACKAGE, "changes.sql"), now="known_now", last_day=day)
    return next(duck.dicts(sql))


def reasons(counted: Mapping[str, int]) -> dict[str, int | None]:
    """Withhold small counts, and beside one of what came one of what went, or the reverse."""
    hidden = {name for name in WHY if is_small(counted[name])}
    for one, other in ((CAME, WENT), (WENT, CAME)):
        if hidden & set(one) and not hidden & set(other):
            hidden.add(min(other, key=lambda name: (counted[name], name)))
    return {name: None if name in hidden else counted[name] for name in WHY}


def _downloads(duck: Duck, now: Sequence[Extract], earlier: Sequence[Extract]) -> list[Download]:
    before = {one.source: one for one in earlier}
    rows = {
        row[0]: row[1:] for row in duck.rows(
            "SELECT source, facts - replaced, replaced, withdrawn FROM extracts_kept QUALIFY"
            " row_number() OVER (PARTITION BY source ORDER BY known_at DESC, batch DESC) = 1"
        )
    }  # fmt: skip
    found = []
    for one in now:
        was = before.get(one.source)
        same = was is not None and was.sha256 == one.sha256
        told = [0, 0, 0] if same else [None if is_small(n) else n for n in rows[one.source]]
        found.append(Download(one.source, was.lines if was else None, one.lines, *told))
    return found


def _codes(duck: Duck) -> list[Code]:
    was, now = (_listed(duck, facts) for facts in ("known_before", "known_now"))
    return [
        Code(*key, was.get(key), now.get(key))
        for key in sorted({*was, *now})
        if (key in was) != (key in now) or was.get(key) != now.get(key)
    ]


def _listed(duck: Duck, facts: str) -> dict[tuple[str, str], str]:
    sql = filled(read_sql(PACKAGE, "codes.sql"), facts=facts, fewest=str(SMALLEST_SHOWN))
    return {(row[0], row[1]): row[2] for row in duck.rows(sql)}
