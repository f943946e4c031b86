"""Which days count: weekends, holidays by rule, and where a last day off rolls to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

Roll = Literal["none", "forward", "back"]

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday stated as law states it: a fixed day, or the n-th weekday of a month.

    ``nth`` counts weekdays from 1; -1 is the last one of the month. A fixed day that falls on
    a Saturday is kept on the Friday before, on a Sunday on the Monday after (5 U.S.C. 6103(b)
    and Executive Order 11582).
    """

    name: str
    month: int
    day: int | None = None
    weekday: int | None = None
    nth: int = 1
    first_year: int = 1
    every: int = 1
    """In years: 4 for Inauguration Day-like rules; 1 for every year."""

    def in_year(self, year: int) -> date | None:
        """Return the day it is kept on in ``year``, or None where it is not a holiday then."""
        if year < self.first_year or (year - self.first_year) % self.every:
            return None
        if self.day is not None:
            return observed(date(year, self.month, self.day))
        if self.weekday is None:
            raise ValueError(f"{self.name} has neither a day nor a weekday")
        return nth_weekday(year, self.month, self.weekday, self.nth)


def observed(on: date) -> date:
    if on.weekday() == SATURDAY:
        return on - _ONE
    return on + _ONE if on.weekday() == SUNDAY else on


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the ``nth`` (1, 2, ...) or last (-1) ``weekday`` (Monday is 0) of a month."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    after = date(year + month // 12, month % 12 + 1, 1)
    last = after - _ONE
    return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))


@dataclass(frozen=True)
class Calendar:
    """A way of telling working days: Monday to Friday less holidays and extra closings."""

    name: str
    holidays: tuple[Holiday, ...] = ()
    closings: Mapping[date, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.name, self.holidays, tuple(sorted(self.closings))))

    def days_off(self, year: int) -> frozenset[date]:
        """Return the holidays and closings kept in ``year``, wherever their own date lies."""
        return _days_off(self, year)

    def why_off(self, on: date) -> str:
        """Return the name of the holiday or closing kept on a day; empty on any other day."""
        if on in self.closings:
            return self.closings[on]
        kept = (h.name for h in self.holidays if on in (h.in_year(on.year), h.in_year(on.year + 1)))
        return next(kept, "")

    def is_business(self, on: date) -> bool:
        return on.weekday() < SATURDAY and on not in self.days_off(on.year)

    def roll(self, on: date, how: Roll) -> date:
        """Move ``on`` to the next or the last working day if it is not one itself."""
        step = {"none": timedelta(0), "forward": _ONE, "back": -_ONE}[how]
        while step and not self.is_business(on):
            on += step
        return on

    def add_business_days(self, on: date, count: int) -> date:
        """Return the ``count``-th working day after ``on``, which itself is not counted."""
        if count < 0:
            raise ValueError("working days are counted forward")
        while count:
            on += _ONE
            count -= self.is_business(on)
        return on

    def business_days(self, first: date, last: date) -> Iterator[date]:
        on = first
        while on <= last:
            if self.is_business(on):
                yield on
            on += _ONE


@cache
def _days_off(calendar: Calendar, year: int) -> frozenset[date]:
    kept: Iterable[date | None] = (
        # New Year's Day of the next year may be kept on 31 December of this one
        holiday.in_year(near)
        for holiday in calendar.holidays
        for near in (year, year + 1)
    )
    days = {on for on in kept if on is not None and on.year == year}
    return frozenset(days | {on for on in calendar.closings if on.year == year})
