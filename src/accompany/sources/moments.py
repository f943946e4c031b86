"""When many rows at once say something happened: as ``core.when.read_when``, in columns."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa

from accompany.core.when import FIRST_YEAR, LAST_YEAR, read_when, zone_of
from accompany.engines.duck import Duck

_ODD: dict[str, pa.DataType] = {
    "written": pa.string(),
    "at_earliest": pa.timestamp("us"),
    "at_latest": pa.timestamp("us"),
    "fault": pa.string(),
}
_MOST_ODD = 200_000
"""More different unreadable texts than this is no column of dates at all."""


def read(duck: Duck, rows: str, column: str, zone: str) -> None:
    """Make ``moment(line, day_*, at_*, fault)`` of what ``column`` of ``rows`` says.

    A date is a day in ``zone``; a time without an offset is a wall-clock time in ``zone``. Rows
    where the column is NULL have no fault and no moment.
    """
    place = zone_of(zone)
    days = duck.rows(
        f"SELECT DISTINCT {column}[1:10] FROM {rows} WHERE moment_form({column}) = 'wall'"
    )
    duck.take("wall_day", _wall_days([day for (day,) in days], place))
    odd = duck.rows(
        f"""SELECT DISTINCT {column} FROM {rows} LEFT JOIN wall_day
            ON {column}[1:10] = wall_day.written WHERE CASE moment_form({column})
                WHEN 'day' THEN sane_day({column}) IS NULL
                WHEN 'wall' THEN wall_day.written IS NULL
                WHEN 'offset' THEN sane_day({column}[1:10]) IS NULL ELSE {column} IS NOT NULL END
            LIMIT {_MOST_ODD}"""
    )
    duck.take("odd_moment", _odd_moments([text for (text,) in odd], zone))
    duck.script("accompany.sources", "moments.sql", rows=rows, column=column)


def _wall_days(days: list[str], zone: ZoneInfo) -> pa.Table:
    """Return the offset in seconds of each day on which ``zone`` keeps one offset throughout."""
    steady = [(text, offset) for text in days if (offset := _offset(text, zone)) is not None]
    return pa.table(
        {
            "written": pa.array([text for text, _ in steady], pa.string()),
            "seconds": pa.array([offset for _, offset in steady], pa.int64()),
        }
    )


def _offset(text: str, zone: ZoneInfo) -> int | None:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return None
    hours = [
        datetime(on.year, on.month, on.day, hour, 59 * (hour > 0), tzinfo=zone, fold=fold)
        for hour in range(24)
        for fold in (0, 1)
    ]
    offsets = {moment.utcoffset() for moment in hours}
    (first, *others) = offsets
    return None if others or first is None else int(first.total_seconds())


def _odd_moments(texts: list[str], zone: str) -> pa.Table:
    return pa.Table.from_pylist([_odd_moment(text, zone) for text in texts], schema=pa.schema(_ODD))


def _odd_moment(text: str, zone: str) -> dict[str, datetime | str | None]:
    try:
        found = read_when(text, zone)
    except (ValueError, OverflowError) as error:
        return {"written": text, "at_earliest": None, "at_latest": None, "fault": str(error)}
    ends = (found.earliest.replace(tzinfo=None), found.latest.replace(tzinfo=None))
    return {"written": text, "at_earliest": ends[0], "at_latest": ends[1], "fault": None}
