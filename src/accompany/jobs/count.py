"""Count: figures of a ledger, the dues behind them judged first where a figure needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from accompany.figures.book import Figure, UnknownFigure
from accompany.figures.cell import Answer
from accompany.figures.complement import SMALLEST_SHOWN
from accompany.figures.count import count as count_figures
from accompany.figures.which import TooFew, difference, drill
from accompany.jobs.check import check, duties_like
from accompany.jobs.opened import Opened, see_as_known
from accompany.timeline.custody import take_custody


def count(
    opened: Opened,
    figures: Sequence[Figure],
    *,
    as_of: datetime,
    known_by: datetime | None,
    by: Sequence[str] | None = None,
    cases: bool = False,
) -> list[Answer]:
    """Count each figure; small counts are withheld unless the purpose may see cases."""
    _prepare(opened, figures, as_of)
    return count_figures(opened.duck, figures, as_of=as_of, known_by=known_by, by=by, cases=cases)


def drilled(
    opened: Opened, figures: Sequence[Figure], *, as_of: datetime, cases: bool
) -> list[dict[str, Any]]:
    """Return what each figure counts, row by row."""
    _prepare(opened, figures, as_of)
    return [
        {"figure": figure.figure, "subject": row.subject, "on": row.on.isoformat(),
         "evidence": row.evidence}
        for figure in figures
        for row in drill(opened.duck, figure, as_of=as_of, cases=cases)
    ]  # fmt: skip


def _prepare(opened: Opened, figures: Sequence[Figure], as_of: datetime) -> None:
    if any("dues" in figure.needs for figure in figures):
        check(opened, as_of=as_of, duties=duties_like("*"))
    if any("custody" in figure.needs for figure in figures):
        take_custody(opened.duck, as_of=as_of)


def changed(
    opened: Opened,
    figures: Sequence[Figure],
    *,
    as_of: datetime,
    since: datetime,
    cases: bool,
) -> list[dict[str, Any]]:
    """Return who is counted now and was not as known by ``since``, and the reverse.

    The world's clock is held still: only what was told since then makes the difference. Raises
    ``UnknownFigure`` for a figure made of tables beside the facts, which are as known now, and
    ``TooFew`` for fewer than eleven changes without ``cases``.
    """
    for figure in figures:
        if figure.needs:
            raise UnknownFigure(f"{figure.figure}: only figures of facts alone can be compared")
    see_as_known(opened.duck, since)
    opened.duck.run("CREATE OR REPLACE TABLE known_before AS FROM known_facts")
    see_as_known(opened.duck, opened.known_by)
    found = [
        {"figure": figure.figure, **asdict(change)}
        for figure in figures
        for change in difference(
            opened.duck, figure, as_of=as_of, before="known_before", after="known_facts"
        )
    ]
    if found and len(found) < SMALLEST_SHOWN and not cases:
        raise TooFew(
            f"fewer than {SMALLEST_SHOWN} changed; state a purpose that may see cases, or look"
            " further back"
        )
    return found
