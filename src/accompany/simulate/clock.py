"""Days and instants as whole numbers: days from 1970-01-01, instants in microseconds of UTC."""

from __future__ import annotations

from functools import cache

import numpy as np

from accompany.simulate.chance import Ints

NEVER = -(10**18)
"""What has no day or instant: it did not happen."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
FIRST_YEAR, LAST_YEAR = 2015, 2035


def on(iso: str) -> int:
    """Return a day, written 2024-05-31, as a number."""
    return int(np.datetime64(iso, "D").astype(np.int64))


@cache
def _summers() -> tuple[Ints, Ints]:
    """Return when summer time begins and ends in New York, in UTC, by year (15 U.S.C. 260a)."""
    begins, ends = [], []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        march = np.busday_offset(f"{year}-03", 1, roll="forward", weekmask="Sun")
        november = np.busday_offset(f"{year}-11", 0, roll="forward", weekmask="Sun")
        begins.append(int(march.astype(np.int64)) * DAY + 7 * HOUR)
        ends.append(int(november.astype(np.int64)) * DAY + 6 * HOUR)
    return np.array(begins), np.array(ends)


def local_day(instant: Ints) -> Ints:
    """Return the day it is in New York; NEVER stays NEVER."""
    shifted: Ints = (instant - _behind(instant)) // DAY
    return np.where(instant == NEVER, NEVER, shifted)


def on_the_wall(instant: Ints) -> Ints:
    """Return instants as a clock in New York shows them; NEVER stays NEVER."""
    return np.where(instant == NEVER, NEVER, instant - _behind(instant))


def instant_on(day: Ints, seconds: Ints) -> Ints:
    """Return the instant ``seconds`` into a day in New York, for hours when no clock changes."""
    guess = day * DAY + seconds * SECOND + 5 * HOUR
    found = guess - 5 * HOUR + _behind(guess)
    return np.where(day == NEVER, NEVER, found)


def _behind(instant: Ints) -> Ints:
    begins, ends = _summers()
    year = (np.clip(instant, 0, None).astype("datetime64[us]").astype("datetime64[Y]")).astype(
        np.int64
    ) + (1970 - FIRST_YEAR)
    year = np.clip(year, 0, len(begins) - 1)
    summer = (instant >= begins[year]) & (instant < ends[year])
    return np.where(summer, 4, 5) * HOUR
