"""When something happened: a span between the earliest and the latest it can have been."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_ZONE = "America/New_York"
"""The zone of a record that names none: the agencies' headquarters keep Eastern time."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years outside these are typing errors, not history, and are set aside."""

MICROSECOND = timedelta(microseconds=1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, order=True, slots=True)
class When:
    """A closed span of UTC instants, to the microsecond; an exact instant has both ends equal.

    Records carry dates more often than times. Keeping both ends stops a duty of 72 hours
    from being decided by a noon that somebody invented.
    """

    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        if self.earliest.tzinfo is None or self.latest.tzinfo is None:
            raise ValueError("a When needs instants with a zone")
        if self.earliest > self.latest:
            raise ValueError("a When cannot end before it begins")

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest


def zone_of(name: str) -> ZoneInfo:
    """Return the named zone, or raise ``ValueError`` that says what a zone looks like."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name!r}; write it like America/Chicago") from error


def instant(moment: datetime) -> When:
    """Return an exactly known moment as a span of no width."""
    utc = moment.astimezone(UTC)
    return When(utc, utc)


def day(on: date, zone: str = DEFAULT_ZONE) -> When:
    """Return the whole day ``on`` in ``zone``: first to last microsecond, both included.

    A day with a change of clocks in it lasts 23 or 25 hours.
    """
    return When(day_starts(on, zone), day_ends(on, zone))


def day_starts(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(0), zone_of(zone)).astimezone(UTC)


def day_ends(on: date, zone: str) -> datetime:
    """Return the last microsecond of ``on``: where a deadline counted in days ends."""
    return day_starts(on + timedelta(days=1), zone) - MICROSECOND


def local_day(moment: datetime, zone: str) -> date:
    """Return the calendar day on which ``moment`` falls in ``zone``."""
    return moment.astimezone(zone_of(zone)).date()


def shown(moment: datetime) -> str:
    """Write a clock as a day where it stands at the end of one."""
    after = moment + MICROSECOND
    on = local_day(after, DEFAULT_ZONE)
    if day_starts(on, DEFAULT_ZONE) == after:
        return (on - timedelta(days=1)).isoformat()
    return moment.replace(tzinfo=None).isoformat() + "Z"


def read_day(text: str) -> date:
    """Read an ISO date; ``ValueError`` outside the years 1900 to 2199."""
    if not _DAY.fullmatch(text):
        raise ValueError("not a date written YYYY-MM-DD")
    found = date.fromisoformat(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"the year is not between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def read_when(text: str, zone: str = DEFAULT_ZONE) -> When:
    """Read an ISO date or instant; a time without an offset is a wall-clock time in ``zone``.

    A wall-clock time that the autumn change of clocks repeats is a span over both; one that
    the spring change skips raises ``ValueError``, as does anything that is neither.
    """
    text = text.strip()
    if _DAY.fullmatch(text):
        return day(read_day(text), zone)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            "not a date (2024-06-11) or an instant with its offset (2024-06-11T09:20-05:00)"
        ) from error
    read_day(found.date().isoformat())
    return instant(found) if found.tzinfo else _wall_clock(found, zone)


def _wall_clock(found: datetime, zone: str) -> When:
    place = zone_of(zone)
    first = found.replace(tzinfo=place, fold=0).astimezone(UTC)
    second = found.replace(tzinfo=place, fold=1).astimezone(UTC)
    if first > second:
        raise ValueError(f"the clocks in {zone} skipped this time")
    return When(first, second)
