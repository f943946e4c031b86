"""Count: figures of a ledger, the dues behind them judged first where a figure needs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accompany.figures.book import Figure
from accompany.figures.cell import Answer
from accompany.figures.count import count as count_figures
from accompany.figures.which import drill
from accompany.jobs.check import check, duties_like
from accompany.jobs.opened import Opened


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
