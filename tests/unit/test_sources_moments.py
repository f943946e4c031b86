"""The columns' reading of moments equals the plain definition, ``core.when.read_when``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accompany.core.when import day, read_when
from accompany.engines.duck import Duck
from accompany.sources import moments

ZONES = ["America/New_York", "America/Chicago", "America/Phoenix", "America/Mexico_City", "UTC"]


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    with Duck() as opened:
        opened.script("accompany.sources", "reading.sql")
        yield opened


def read(duck: Duck, texts: list[str], zone: str) -> list[tuple[datetime, datetime] | None]:
    lines = pa.array(range(len(texts)), pa.int64())
    duck.take("said_when", pa.table({"line": lines, "said": pa.array(texts, pa.string())}))
    moments.read(duck, "said_when", "said", zone)
    found = duck.rows("SELECT * EXCLUDE (line) FROM moment ORDER BY line")
    return [_span(row, zone) for row in found]


def _span(row: tuple[object, ...], zone: str) -> tuple[datetime, datetime] | None:
    day_earliest, day_latest, at_earliest, at_latest, fault = row
    if fault is not None:
        assert day_earliest is None and at_earliest is None
        return None
    if isinstance(day_earliest, date) and isinstance(day_latest, date):
        return day(day_earliest, zone).earliest, day(day_latest, zone).latest
    assert isinstance(at_earliest, datetime) and isinstance(at_latest, datetime)
    return at_earliest.replace(tzinfo=UTC), at_latest.replace(tzinfo=UTC)


def plainly(text: str, zone: str) -> tuple[datetime, datetime] | None:
    try:
        found = read_when(text, zone)
    except ValueError:
        return None
    return found.earliest, found.latest


moment = st.datetimes(datetime.fromisoformat("1890-01-01"), datetime.fromisoformat("2210-01-01"))
forms = st.sampled_from(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"])
offsets = st.sampled_from(["", "Z", "+00:00", "-05:00", "+05:30", "-14:00", "+1:00", "-0500"])
written = st.builds(lambda at, form, offset: at.strftime(form) + offset, moment, forms, offsets)
odd = st.sampled_from(
    ["2024-02-30", "2024-13-01T00:00", "2024-06-11T24:00", "6/11/2024", "20240611T0920", "x",
     "2024-W24-2", "0001-01-01", "9999-12-31T23:59:59Z", "2024-06-11T09:20:00.1Z", "2024-06-11T09"]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(texts=st.lists(written | odd, min_size=1, max_size=20), zone=st.sampled_from(ZONES))
def test_columns_read_moments_as_the_definition_does(
    duck: Duck, texts: list[str], zone: str
) -> None:
    assert read(duck, texts, zone) == [plainly(text, zone) for text in texts]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "turn", [datetime.fromisoformat(on) for on in ("2024-03-10", "2024-11-03", "2022-04-03")]
)
def test_every_minute_around_a_change_of_clocks(duck: Duck, zone: str, turn: datetime) -> None:
    minutes = [turn + timedelta(minutes=7 * step) for step in range(-60, 300)]
    texts = [f"{at:%Y-%m-%dT%H:%M}" for at in minutes]
    assert read(duck, texts, zone) == [plainly(text, zone) for text in texts]


def test_nothing_said_is_no_fault(duck: Duck) -> None:
    duck.run("CREATE OR REPLACE TABLE said_when AS SELECT 1::BIGINT AS line, NULL::VARCHAR AS said")
    moments.read(duck, "said_when", "said", "UTC")
    assert duck.rows("SELECT * FROM moment") == [(1, None, None, None, None, None)]
