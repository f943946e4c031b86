"""Which ones: the subjects of a cell, and what changed between two knowledges of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from accompany.engines.duck import Duck, read_sql
from accompany.figures.book import PACKAGE, Figure
from accompany.figures.cell import Place
from accompany.figures.complement import SMALLEST_SHOWN
from accompany.figures.count import find


class TooFew(Exception):
    """A cell of fewer than eleven, asked for with a purpose that may not see cases."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One row that a figure counts."""

    subject: str
    on: date
    evidence: str
    """The id of the fact counted, in hex; for a due its opening fact, duty and state."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one row of a figure between two knowledges.

    ``added`` and ``withdrawn`` move a count by one; ``corrected`` is still counted, by another
    fact and perhaps in another cell.
    """

    change: str
    subject: str
    before: str | None
    after: str | None


def drill(
    duck: Duck,
    figure: Figure,
    *,
    as_of: datetime,
    by: Mapping[str, Place] | None = None,
    cases: bool = False,
    facts: str = "known_facts",
) -> list[Counted]:
    """Return what is counted in the cell ``by``, or in the total, in order of day and subject.

    A published number has no subjects. Raises ``TooFew`` for a small cell without ``cases``.
    """
    where = by or {}
    figure.cut(tuple(where))
    find(duck, figure, as_of=as_of, facts=facts)
    test = "".join(f" AND {dim} IS NOT DISTINCT FROM ${dim}" for dim in where)
    rows = duck.rows(
        f"SELECT subject, on_day, evidence FROM counted WHERE subject <> ''{test}"
        " ORDER BY on_day, subject, evidence",
        dict(where) if where else (),
    )
    if rows and len(rows) < SMALLEST_SHOWN and not cases:
        raise TooFew(
            f"{figure.figure}: the cell holds fewer than {SMALLEST_SHOWN};"
            " state a purpose that may see cases, or ask for a larger one"
        )
    return [Counted(*row) for row in rows]


def difference(
    duck: Duck, figure: Figure, *, as_of: datetime, before: str, after: str
) -> list[Change]:
    """Return what ``figure`` counts of the facts ``after`` and not of ``before``, and the reverse.

    Each is a table or view of what was known by a moment: the two clocks, the world's held still.
    """
    find(duck, figure, as_of=as_of, facts=before, counted="counted_before")
    find(duck, figure, as_of=as_of, facts=after, counted="counted_after")
    return [Change(*row) for row in duck.rows(read_sql(PACKAGE, "difference.sql"))]
