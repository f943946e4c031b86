"""When something happened: days as spans, changes of clocks, and what cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accompany.core.when import (
    MICROSECOND,
    When,
    day,
    day_ends,
    day_starts,
    instant,
    local_day,
    read_day,
    read_when,
    zone_of,
)

EAST = "America/New_York"
ZONES = st.sampled_from((EAST, "America/Chicago", "America/Phoenix", "UTC", "Asia/Kathmandu"))
DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(
    datetime.fromisoformat("1950-01-01"),
    datetime.fromisoformat("2100-01-01"),
    timezones=st.just(UTC),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@settings(deadline=None)
@given(DAYS, ZONES)
def test_a_day_is_all_moments_of_that_day_and_no_others(on: date, zone: str) -> None:
    span = day(on, zone)
    assert local_day(span.earliest, zone) == local_day(span.latest, zone) == on
    assert local_day(span.earliest - MICROSECOND, zone) == on - timedelta(days=1)
    assert local_day(span.latest + MICROSECOND, zone) == on + timedelta(days=1)


@settings(deadline=None)
@given(DAYS, ZONES)
def test_days_follow_each_other_without_hole(on: date, zone: str) -> None:
    assert day_ends(on, zone) + MICROSECOND == day_starts(on + timedelta(days=1), zone)


@settings(deadline=None)
@given(MOMENTS, ZONES)
def test_a_moment_lies_in_its_local_day(moment: datetime, zone: str) -> None:
    span = day(local_day(moment, zone), zone)
    assert span.earliest <= moment <= span.latest


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2024, 3, 10), 23), (date(2024, 11, 3), 25), (date(2024, 6, 11), 24)]
)
def test_a_day_with_a_change_of_clocks_is_shorter_or_longer(on: date, hours: int) -> None:
    span = day(on, EAST)
    assert span.latest - span.earliest + MICROSECOND == timedelta(hours=hours)


@settings(deadline=None)
@given(MOMENTS)
def test_an_instant_is_exact_and_reads_back(moment: datetime) -> None:
    span = instant(moment)
    assert span.exact
    assert read_when(moment.isoformat(), "America/Denver") == span


@settings(deadline=None)
@given(DAYS, ZONES)
def test_a_written_day_reads_back_as_its_span(on: date, zone: str) -> None:
    assert read_day(on.isoformat()) == on
    assert read_when(f" {on.isoformat()} ", zone) == day(on, zone)
    assert not day(on, zone).exact


def test_an_offset_decides_and_the_zone_does_not() -> None:
    assert read_when("2024-06-11T09:20-05:00", "Asia/Kathmandu") == instant(utc("2024-06-11T14:20"))
    other = datetime(2024, 6, 11, 9, 20, tzinfo=timezone(timedelta(hours=-5)))
    assert instant(other).earliest.tzinfo is UTC


def test_a_wall_clock_time_is_of_its_zone() -> None:
    assert read_when("2024-06-11T09:20", EAST) == instant(utc("2024-06-11T13:20"))


def test_a_time_that_autumn_repeats_is_a_span_over_both() -> None:
    assert read_when("2024-11-03T01:30", EAST) == When(
        utc("2024-11-03T05:30"), utc("2024-11-03T06:30")
    )


def test_a_time_that_spring_skips_is_refused() -> None:
    with pytest.raises(ValueError, match="skipped this time"):
        read_when("2024-03-10T02:30", EAST)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("11/06/2024", "not a date"),
        ("2024-13-01", "month must be"),
        ("yesterday", "instant with its offset"),
        ("1899-12-31", "year is not between"),
        ("2200-01-01T00:00Z", "year is not between"),
        ("0024-06-11T09:20", "year is not between"),
    ],
)
def test_what_is_no_moment_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_when(text)


@pytest.mark.parametrize("text", ["1900-01-01", "2199-12-31"])
def test_the_first_and_last_day_of_history_can_be_read(text: str) -> None:
    assert read_day(text).isoformat() == text


@pytest.mark.parametrize("text", ["2024-6-11", "20240611", "2024-06-11T00:00", ""])
def test_a_day_is_written_one_way(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        read_day(text)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "America"])
def test_an_unknown_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(ValueError, match="write it like America/Chicago"):
        zone_of(name)


def test_a_span_cannot_run_backward_or_lack_a_zone() -> None:
    first, last = utc("2024-06-11T00:00"), utc("2024-06-12T00:00")
    with pytest.raises(ValueError, match="cannot end before"):
        When(last, first)
    for pair in ((first.replace(tzinfo=None), last), (first, last.replace(tzinfo=None))):
        with pytest.raises(ValueError, match="with a zone"):
            When(*pair)
