"""The clock of one due, step by step: from the day that opened it to the day it falls due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accompany.core.calendar import SATURDAY, Calendar, Roll
from accompany.core.fact import Fact
from accompany.core.when import When, local_day
from accompany.duties.clock import count
from accompany.duties.judge import Due
from accompany.duties.rules import Clock, Duty, Unit, Version


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the reckoning: a sentence of the word list, and what is put into it."""

    say: str
    put: Mapping[str, str | int]


def steps(due: Due, duty: Duty, version: Version, opened: Fact, calendar: Calendar) -> list[Step]:
    """Return how a due's day was reached; the page's script writes the same steps."""
    return list(_steps(due, duty, version, opened, calendar))


def _steps(
    due: Due, duty: Duty, version: Version, opened: Fact, calendar: Calendar
) -> Iterator[Step]:
    clock = version.clock
    if clock is None:
        return
    first, last = (local_day(end, opened.zone) for end in (due.opened.earliest, due.opened.latest))
    repeated = due.opened != opened.when
    opening = "opened_again" if repeated else "opened" if first == last else "opened_between"
    yield Step(opening, {"kind": opened.kind, "day": str(first), "last": str(last)})
    if duty.dated_by != "opening":
        yield Step("dated_by", {"by": duty.dated_by})
    yield Step("version", {"since": str(version.since), "cite": version.cite})
    if clock.unit in ("none", "before"):
        say = "no_time" if clock.unit == "none" else "before_step"
        yield Step(say, {"kinds": ",".join(p.fact for p in duty.before)})
    elif clock.unit == "hours":
        yield from _hours(due.opened, clock)
    else:
        yield from _days(first, clock, version.roll, calendar)
    if first != last and clock.unit not in ("none", "before", "hours"):
        yield Step("or_later", {"day": str(last)})
    yield from _moved(due, duty, first, version, opened.zone, calendar)


def _hours(opened: When, clock: Clock) -> Iterator[Step]:
    if clock.last is not None:
        yield Step("hours", {"n": clock.last})
        if not opened.exact:
            yield Step("hour_unknown", {"n": clock.last})


def _days(first: date, clock: Clock, roll: Roll, calendar: Calendar) -> Iterator[Step]:
    if clock.first is not None:
        opens = count(first, clock.unit, clock.first, calendar)
        yield Step("not_before", {"n": clock.first, "unit": clock.unit, "day": str(opens)})
    if clock.last is None:
        yield Step("no_last_day", {})
        return
    ends = count(first, clock.unit, clock.last, calendar)
    yield Step("count", {"n": clock.last, "unit": clock.unit, "day": str(ends)})
    yield from _skipped(first, ends, clock.unit, calendar)
    moved = calendar.roll(ends, roll)
    if moved != ends:
        why = calendar.why_off(ends) or ("saturday" if ends.weekday() == SATURDAY else "sunday")
        yield Step(f"roll_{roll}", {"why": why, "day": str(moved)})


def _skipped(first: date, ends: date, unit: Unit, calendar: Calendar) -> Iterator[Step]:
    if unit != "business days":
        return
    on = first
    while (on := on + timedelta(days=1)) <= ends:
        why = calendar.why_off(on)
        if why and on.weekday() < SATURDAY:
            yield Step("skipped", {"why": why, "day": str(on)})


def _moved(
    due: Due, duty: Duty, first: date, version: Version, zone: str, calendar: Calendar
) -> Iterator[Step]:
    """Say that a clock stood still, where the due lies later than the rule alone would have it."""
    clock = version.clock
    if not duty.toll_from or due.due is None or clock is None or clock.last is None:
        return
    if clock.unit == "hours":
        plain: datetime | date = due.opened.earliest + timedelta(hours=clock.last)
        found: datetime | date = due.due.earliest
    else:
        plain = count(first, clock.unit, clock.last, calendar)
        found = local_day(due.due.earliest, zone)
    if found != plain:
        yield Step("stood_still", {"kinds": ",".join(p.fact for p in duty.toll_from)})
