"""How time is counted: the worked examples of the rules, and the counting itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import dues, happened, moment

from accompany.core.fact import Fact
from accompany.core.when import day_ends, day_starts, local_day
from accompany.duties.calendars import calendars
from accompany.duties.clock import allowed, count
from accompany.duties.rules import Clock, named

EAST = "America/New_York"
DAYS = st.dates(date(1990, 1, 1), date(2045, 12, 31))

WORKED = [
    ("first-hearing-window", "nta-filed", "", {}, "2015-04-01", "2015-04-11", "2015-04-22"),
    # day 90 is Memorial Day: back to the Friday before
    ("first-hearing-window", "nta-filed", "", {}, "2016-03-01", "2016-03-31", "2016-05-27"),
    # 4 July is no working day
    ("rights-presentation", "custody-began", "hhs-orr", {}, "2024-07-01", None, "2024-07-16"),
    ("follow-up-call", "released", "", {}, "2021-03-20", "2021-04-19", "2021-04-26"),
    # 19 February is no working day; each check-in opens the day after the one before it ends
    ("check-in-7", "released", "", {}, "2024-02-01", None, "2024-02-12"),
    ("check-in-14", "released", "", {}, "2024-02-01", "2024-02-13", "2024-02-22"),
    ("check-in-30", "released", "", {}, "2024-02-01", "2024-02-23", "2024-03-15"),
    ("rescind-missed-hearing-order", "in-absentia-order", "", {}, "2024-09-01", None, "2025-02-28"),
    # day 30 is a Sunday; three days later the law is another
    ("appeal-to-board", "judge-decided", "", {}, "2026-03-06", None, "2026-04-06"),
    ("appeal-to-board", "judge-decided", "", {}, "2026-03-09", None, "2026-03-19"),
    ("decide-sij-petition", "relief-filed", "", {"form": "I-360"}, "2025-01-15", None,
     "2025-07-14"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("duty", "kind", "party", "values", "opened", "first", "last"),
    WORKED,
    ids=[f"{row[0]} opened {row[4]}" for row in WORKED],
)
def test_worked_example(
    duty: str, kind: str, party: str, values: dict[str, str], opened: str, first: str | None,
    last: str,
) -> None:  # fmt: skip
    (due,) = dues(named(duty), [happened(opened, kind, party, **values)], as_of=opened)
    assert due.due is not None
    assert due.due.exact
    assert due.due.latest == day_ends(date.fromisoformat(last), EAST)
    assert due.not_before == (first and day_starts(date.fromisoformat(first), EAST))


def test_72_hours_are_elapsed_time_over_a_change_of_clocks() -> None:
    found = happened("2024-03-09T22:00", "determined-unaccompanied", zone="America/Chicago")
    (due,) = dues(named("transfer-to-hhs"), [found], as_of="2024-03-10")
    assert due.due is not None
    assert due.due.exact
    assert due.due.latest == moment("2024-03-12T23:00", "America/Chicago")


def test_there_is_no_window_for_a_first_hearing_once_it_was_repealed() -> None:
    filed: Fact = happened("2017-02-01", "nta-filed")
    assert dues(named("first-hearing-window"), [filed], as_of="2018-01-01") == []


@settings(deadline=None)
@given(DAYS, st.integers(0, 400))
def test_days_are_calendar_days(on: date, number: int) -> None:
    assert count(on, "days", number, calendars()["us-federal"]) - on == timedelta(days=number)


@settings(deadline=None)
@given(DAYS, st.integers(1, 40))
def test_business_days_leave_out_the_day_itself(on: date, number: int) -> None:
    federal = calendars()["us-federal"]
    reached = count(on, "business days", number, federal)
    assert len(list(federal.business_days(on + timedelta(days=1), reached))) == number


@pytest.mark.parametrize(
    ("on", "number", "reached"),
    [
        (date(2024, 6, 11), 5, date(2029, 6, 11)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(1896, 2, 29), 4, date(1900, 2, 28)),
        (date(1996, 2, 29), 4, date(2000, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
    ],
)
def test_years_keep_the_date_where_there_is_one(on: date, number: int, reached: date) -> None:
    assert count(on, "years", number, calendars()["us-federal"]) == reached


def test_hours_have_no_day_of_their_own() -> None:
    with pytest.raises(ValueError, match="hours are not counted in days"):
        count(date(2024, 6, 11), "hours", 72, calendars()["us-federal"])


@settings(deadline=None)
@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_a_window_opens_with_its_first_day_and_closes_with_its_last(
    on: date, first: int, more: int
) -> None:
    clock = Clock("days", first + more, first)
    found = allowed(on, EAST, clock, "none", calendars()["us-federal"])
    assert found.first is not None
    assert found.last is not None
    assert found.first == day_starts(on + timedelta(days=first), EAST)
    assert found.last_day == local_day(found.last, EAST) == on + timedelta(days=first + more)


@settings(deadline=None)
@given(DAYS, st.integers(0, 30))
def test_only_the_last_day_rolls(on: date, number: int) -> None:
    federal = calendars()["us-federal"]
    for how in ("forward", "back"):
        found = allowed(
            on, EAST, Clock("days", number, number), "forward" if how == "forward" else "back",
            federal,
        )  # fmt: skip
        assert found.first == day_starts(on + timedelta(days=number), EAST)
        assert found.last_day is not None
        assert federal.is_business(found.last_day)


def test_an_open_window_has_no_last_moment() -> None:
    found = allowed(date(2024, 6, 11), EAST, Clock("days", None, 4), "back",
                    calendars()["us-federal"])  # fmt: skip
    assert (found.last, found.last_day) == (None, None)
    assert found.first == day_starts(date(2024, 6, 15), EAST)
