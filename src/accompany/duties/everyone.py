"""Judging everyone at once: the tables made, then judge.sql run over ranges of subjects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from accompany.core.calendar import Calendar
from accompany.duties.hearing import Hearing
from accompany.duties.rules import Duty
from accompany.duties.tables import Numbered, OpenedDays, load_days, load_hearing, load_rules
from accompany.engines.duck import Duck, filled, read_sql

FACTS_AT_A_TIME = 1_000_000
"""Enough to keep both cores busy, little enough to stay under 1 GB."""

PACKAGE = "accompany.duties"


def judge_everyone(
    duck: Duck,
    duties: Sequence[Duty],
    calendars: Mapping[str, Calendar],
    hearing: Hearing,
    *,
    as_of: datetime,
    known_by: datetime,
    into: str = "INSERT INTO due {{judged}}",
    judged: Callable[[int], None] = lambda subjects: None,
) -> Numbered:
    """Judge every subject of ``facts``, a range at a time; return how duties are numbered.

    The Duck holds ``zone`` (zone_no, zone), ``facts`` (``subject_no`` from 0 on without holes),
    ``listed`` and ``holder``. ``into`` is the statement each range's dues go through: by default
    into the table ``due``; it may as well count them. ``judged`` is told how many subjects a
    range held.
    """
    numbered = Numbered.of(duties)
    load_rules(duck, numbered)
    load_hearing(duck, numbered, hearing)
    load_days(duck, numbered, calendars, opened=_opened(duck), as_of=as_of.date())
    duck.script(PACKAGE, "check.sql")
    sql = filled(into, judged=read_sql(PACKAGE, "judge.sql"))
    last = duck.value("SELECT max(subject_no) FROM facts")
    step = _step(duck)
    for first in range(0, (last if last is not None else -1) + 1, step):
        reach = min(first + step - 1, last)
        clocks = {"as_of": _plain(as_of), "known_by": _plain(known_by)}
        duck.run(sql, {**clocks, "first": first, "last": reach})
        judged(reach - first + 1)
    return numbered


def _step(duck: Duck) -> int:
    """Return how many subjects together have about ``FACTS_AT_A_TIME`` facts."""
    subjects, facts = duck.rows("SELECT max(subject_no) + 1, count(*) FROM facts")[0]
    return max(1, int(FACTS_AT_A_TIME * (subjects or 1) / max(facts, 1)))


def _opened(duck: Duck) -> list[OpenedDays]:
    days: dict[int, list[date]] = {}
    for zone_no, on in duck.rows(read_sql(PACKAGE, "opened.sql")):
        days.setdefault(zone_no, []).append(on)
    zones: dict[int, str] = dict(duck.rows("SELECT zone_no, zone FROM zone"))
    return [OpenedDays(zones[number], number, found) for number, found in days.items()]


def _plain(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
