"""From the day a duty opened to the moments between which it can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accompany.core.calendar import Calendar, Roll
from accompany.core.when import day_ends, day_starts
from accompany.duties.rules import Clock, Unit


@dataclass(frozen=True, slots=True)
class Allowed:
    """The first and last moment (UTC, both included) at which a duty can be kept in time.

    ``last_day`` is the local day ``last`` ends, before which nothing is late.
    """

    first: datetime | None
    last: datetime | None
    last_day: date | None


def count(on: date, unit: Unit, number: int, calendar: Calendar) -> date:
    """Return the day ``number`` units after ``on``, which itself is not counted.

    Years keep the date; 29 February becomes the 28th. Hours have no day of their own.
    """
    if unit == "days":
        return on + timedelta(days=number)
    if unit == "business days":
        return calendar.add_business_days(on, number)
    if unit != "years":
        raise ValueError(f"{unit} are not counted in days")
    last = 28 if (on.month, on.day) == (2, 29) and not _leap(on.year + number) else on.day
    return on.replace(year=on.year + number, day=last)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def allowed(on: date, zone: str, clock: Clock, roll: Roll, calendar: Calendar) -> Allowed:
    """Return what a clock counted in days allows a duty opened on ``on`` in ``zone``.

    A last day that is not a working day rolls as the rule says; a first day never does.
    """
    first = None if clock.first is None else count(on, clock.unit, clock.first, calendar)
    last = None if clock.last is None else count(on, clock.unit, clock.last, calendar)
    last = None if last is None else calendar.roll(last, roll)
    return Allowed(
        None if first is None else day_starts(first, zone),
        None if last is None else day_ends(last, zone),
        last,
    )
