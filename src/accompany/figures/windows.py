"""The windows the courts once set for a child's first hearing, day by day, from the rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pyarrow as pa

from accompany.core.calendar import Calendar
from accompany.duties.calendars import calendars
from accompany.duties.rules import Clock, Version, named
from accompany.engines.duck import Duck

DUTY = "us/eoir-memo/first-hearing-window"
COLUMNS: dict[str, pa.DataType] = {
    "opened_on": pa.date32(), "period": pa.string(), "not_before": pa.date32(),
    "not_after": pa.date32(),
}  # fmt: skip


def take_windows(duck: Duck) -> None:
    """Make ``docket_window``: for each day a case can have been opened, between which days the
    first hearing had to be."""
    duty = named(DUTY)
    windows = [(one, one.clock) for one in duty.versions if one.clock is not None]
    rows = [
        row
        for (version, clock), period in zip(windows, duty.rows, strict=False)
        for row in _days(version, clock, period, calendars()[duty.calendar])
    ]
    duck.take("docket_window", pa.Table.from_pylist(rows, schema=pa.schema(list(COLUMNS.items()))))


def _days(
    version: Version, clock: Clock, period: str, calendar: Calendar
) -> Iterator[dict[str, date | str]]:
    on = version.since
    while on < version.until:
        last = calendar.roll(on + timedelta(days=clock.last or 0), version.roll)
        first = on + timedelta(days=clock.first or 0)
        yield {"opened_on": on, "period": period, "not_before": first, "not_after": last}
        on += timedelta(days=1)
