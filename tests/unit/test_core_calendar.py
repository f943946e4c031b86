"""Working days: federal holidays against a second opinion, rolling, and counting."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accompany.core.calendar import Calendar, Holiday, nth_weekday, observed
from accompany.duties.calendars import calendars

YEARS = range(1990, 2046)
PLAIN = Calendar("made-up", (Holiday("Midsummer", 6, day=20),), {date(2024, 6, 27): "Flood"})
DAYS = st.dates(date(1990, 1, 1), date(2045, 12, 31))

CLOSED = {
    date(2001, 12, 24), date(2003, 12, 26), date(2004, 6, 11), date(2007, 1, 2),
    date(2007, 12, 24), date(2008, 12, 26), date(2012, 12, 24), date(2014, 12, 26),
    date(2018, 12, 5), date(2018, 12, 24), date(2019, 12, 24), date(2020, 12, 24),
    date(2024, 12, 24), date(2025, 1, 9), date(2025, 12, 24), date(2025, 12, 26),
}  # fmt: skip


def by_second_opinion(year: int) -> set[date]:
    """Weekdays on which PyPI ``holidays`` says federal offices are closed."""
    told = holidays.US(years=(year, year + 1), observed=True)
    return {on for on in told if on.year == year and on.weekday() < 5}


@pytest.mark.parametrize("year", YEARS)
def test_federal_holidays_are_those_another_library_works_out(year: int) -> None:
    calendar = calendars()["us-federal"]
    ours = {on for on in calendar.days_off(year) if on.weekday() < 5}
    assert ours - CLOSED == by_second_opinion(year)


def test_closings_are_these_and_no_others() -> None:
    assert set(calendars()["us-federal"].closings) == CLOSED


def test_the_immigration_courts_keep_the_federal_calendar() -> None:
    federal, court = calendars()["us-federal"], calendars()["us-eoir"]
    assert court.name == "us-eoir"
    assert (court.holidays, court.closings) == (federal.holidays, federal.closings)


@pytest.mark.parametrize(
    ("on", "kept"),
    [
        (date(2026, 7, 4), date(2026, 7, 3)),  # Saturday
        (date(2027, 7, 4), date(2027, 7, 5)),  # Sunday
        (date(2025, 7, 4), date(2025, 7, 4)),  # Friday
    ],
)
def test_a_holiday_at_the_weekend_is_kept_beside_it(on: date, kept: date) -> None:
    assert observed(on) == kept


def test_new_years_day_may_be_kept_in_the_old_year() -> None:
    calendar = calendars()["us-federal"]
    assert date(2021, 12, 31) in calendar.days_off(2021)
    assert date(2022, 1, 1) not in calendar.days_off(2022)


@pytest.mark.parametrize(("nth", "on"), [(1, 1), (2, 8), (5, 29), (-1, 29), (-2, 22), (-5, 1)])
def test_weekdays_are_counted_from_either_end_of_a_month(nth: int, on: int) -> None:
    assert nth_weekday(2024, 7, 0, nth) == date(2024, 7, on)


def test_the_last_weekday_of_december_needs_no_next_month() -> None:
    assert nth_weekday(2024, 12, 1, -1) == date(2024, 12, 31)


def test_a_holiday_begins_and_returns_in_its_years() -> None:
    fourth = Holiday("Every fourth", 1, day=20, first_year=1937, every=4)
    kept = [year for year in range(1930, 1950) if fourth.in_year(year)]
    assert kept == [1937, 1941, 1945, 1949]


def test_a_holiday_without_day_or_weekday_is_a_fault() -> None:
    with pytest.raises(ValueError, match="Midsummer has neither a day nor a weekday"):
        Holiday("Midsummer", 6).in_year(2024)


def test_a_last_day_rolls_over_weekend_holiday_and_closing() -> None:
    # 2024-06-20 is a Thursday and a holiday, the 27th a Thursday and a closing
    assert PLAIN.roll(date(2024, 6, 20), "forward") == date(2024, 6, 21)
    assert PLAIN.roll(date(2024, 6, 20), "back") == date(2024, 6, 19)
    assert PLAIN.roll(date(2024, 6, 22), "forward") == date(2024, 6, 24)
    assert PLAIN.roll(date(2024, 6, 23), "back") == date(2024, 6, 21)
    assert PLAIN.roll(date(2024, 6, 27), "forward") == date(2024, 6, 28)
    assert PLAIN.roll(date(2024, 6, 22), "none") == date(2024, 6, 22)


def test_working_days_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="counted forward"):
        PLAIN.add_business_days(date(2024, 6, 3), -1)


@settings(deadline=None)
@given(DAYS, st.sampled_from(("forward", "back")))
def test_rolling_ends_on_the_nearest_working_day(on: date, how: str) -> None:
    calendar = calendars()["us-federal"]
    rolled = calendar.roll(on, "forward" if how == "forward" else "back")
    assert calendar.is_business(rolled)
    first, last = sorted((on, rolled))
    assert list(calendar.business_days(first, last)) == [rolled]


@settings(deadline=None)
@given(DAYS, st.integers(0, 60))
def test_adding_working_days_passes_just_so_many(on: date, count: int) -> None:
    calendar = calendars()["us-federal"]
    reached = calendar.add_business_days(on, count)
    passed = list(calendar.business_days(on + timedelta(days=1), reached))
    assert len(passed) == count
    assert reached == (passed[-1] if count else on)


@settings(deadline=None)
@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(on: date, one: int, other: int) -> None:
    add = calendars()["us-federal"].add_business_days
    assert add(add(on, one), other) == add(on, one + other)


def test_calendars_of_different_closings_are_told_apart() -> None:
    other = Calendar(PLAIN.name, PLAIN.holidays)
    assert hash(PLAIN) != hash(other)
    assert not PLAIN.is_business(date(2024, 6, 27))
    assert other.is_business(date(2024, 6, 27))
