"""The dated examples the rulebook was built against, each through the real rules.

Every fact is made up. Each example is judged with everybody heard, a little inside and a little
outside its day, so that an error of one day or one hour would show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.unit.facts_table import fact

from accompany.core.fact import Fact
from accompany.core.when import MICROSECOND, day_ends, day_starts, instant
from accompany.duties.calendars import calendars
from accompany.duties.hearing import Hearing, Period
from accompany.duties.judge import Due, judge
from accompany.duties.rules import Duty, named

CHILD, SOURCE = "plain/case:1", "plain/case"
ALL_TIME = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2190, 1, 1, tzinfo=UTC))
LONG_AFTER = datetime(2031, 1, 1, tzinfo=UTC)
EASTERN = "America/New_York"


def dues(duty: Duty, facts: Sequence[Fact], as_of: datetime = LONG_AFTER) -> list[Due]:
    kinds = sorted(duty.needs_to_hear)
    periods = [Period(SOURCE, kind, *ALL_TIME, True, ALL_TIME[0]) for kind in kinds]
    hearing = Hearing(periods, known_by=LONG_AFTER)
    return list(judge(duty, facts, as_of=as_of, hearing=hearing, calendars=calendars()))


def due(name: str, *facts: Fact) -> Due:
    (found,) = dues(named(name), facts)
    return found


def last_day(found: Due) -> date:
    """Return the day whose last microsecond in Eastern time ends the time allowed."""
    assert found.due is not None and found.due.exact
    day = (found.due.latest.astimezone(ZoneInfo(EASTERN))).date()
    assert found.due.latest == day_ends(day, EASTERN)
    return day


def first_day(found: Due) -> date:
    assert found.not_before is not None
    day = found.not_before.astimezone(ZoneInfo(EASTERN)).date()
    assert found.not_before == day_starts(day, EASTERN)
    return day


def test_72_hours_pass_over_a_change_of_clocks() -> None:
    central = ZoneInfo("America/Chicago")
    determined = datetime(2024, 3, 9, 22, tzinfo=central)
    opening = fact(CHILD, "determined-unaccompanied", determined, zone="America/Chicago")
    end = datetime(2024, 3, 12, 23, tzinfo=central)
    found = due("transfer-to-hhs", opening)
    assert found.due == instant(end)
    assert end.utcoffset() == timedelta(hours=-5)
    for late, state in ((timedelta(0), "kept"), (MICROSECOND, "late")):
        handed = fact(CHILD, "custody-began", end.astimezone(UTC) + late, "hhs-orr")
        assert due("transfer-to-hhs", opening, handed).state == state


@pytest.mark.parametrize(
    ("received", "first", "last", "version"),
    [
        (date(2015, 4, 1), date(2015, 4, 11), date(2015, 4, 22), date(2015, 3, 24)),
        (date(2016, 3, 1), date(2016, 3, 31), date(2016, 5, 27), date(2016, 2, 8)),
    ],
)
def test_the_first_hearing_of_a_child_has_its_window(
    received: date, first: date, last: date, version: date
) -> None:
    found = due("first-hearing-window", filed(received))
    assert (first_day(found), last_day(found), found.version) == (first, last, version)


def test_after_the_memoranda_were_rescinded_there_is_no_window() -> None:
    assert dues(named("first-hearing-window"), [filed(date(2017, 2, 1))]) == []


def filed(on: date) -> Fact:
    return fact(CHILD, "nta-filed", on, "ice-opla")


def test_memorial_day_is_why_the_ninetieth_day_rolls_back() -> None:
    ninetieth = date(2016, 3, 1) + timedelta(days=90)
    calendar = calendars()["us-eoir"]
    assert ninetieth == date(2016, 5, 30)
    assert not calendar.is_business(ninetieth)


def test_legal_rights_are_presented_within_ten_business_days() -> None:
    admitted = fact(CHILD, "custody-began", date(2024, 7, 1), "hhs-orr")
    assert last_day(due("rights-presentation", admitted)) == date(2024, 7, 16)


@pytest.mark.parametrize(
    ("called", "state"),
    [
        (date(2021, 4, 18), "overdue"),
        (date(2021, 4, 19), "kept"),
        (date(2021, 4, 26), "kept"),
        (date(2021, 4, 27), "late"),
    ],
)
def test_the_thirty_day_call_is_timely_from_day_30_to_day_37(called: date, state: str) -> None:
    call = fact(CHILD, "call-reached-child", called)
    found = due("follow-up-call", released(date(2021, 3, 20)), call)
    assert (first_day(found), last_day(found)) == (date(2021, 4, 19), date(2021, 4, 26))
    assert found.state == state


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("check-in-7", date(2024, 2, 12)),
        ("check-in-14", date(2024, 2, 22)),
        ("check-in-30", date(2024, 3, 15)),
    ],
)
def test_check_ins_count_business_days(name: str, last: date) -> None:
    assert last_day(due(name, released(date(2024, 2, 1)))) == last


def released(on: date) -> Fact:
    return fact(CHILD, "released", on, "hhs-orr", "sponsor")


def test_an_order_made_in_absence_may_be_rescinded_for_180_days() -> None:
    order = fact(CHILD, "in-absentia-order", date(2024, 9, 1))
    assert last_day(due("rescind-missed-hearing-order", order)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("decided", "last", "version"),
    [
        (date(2026, 3, 6), date(2026, 4, 6), date(1997, 4, 1)),
        (date(2026, 3, 8), date(2026, 4, 7), date(1997, 4, 1)),
        (date(2026, 3, 9), date(2026, 3, 19), date(2026, 3, 9)),
    ],
)
def test_an_appeal_has_the_days_of_the_day_of_decision(
    decided: date, last: date, version: date
) -> None:
    decision = fact(CHILD, "judge-decided", decided, decision="removal")
    found = due("appeal-to-board", decision)
    assert (last_day(found), found.version) == (last, version)


def test_a_juvenile_petition_is_decided_within_180_days() -> None:
    petition = fact(CHILD, "relief-filed", date(2025, 1, 15), form="I-360")
    assert last_day(due("decide-sij-petition", petition)) == date(2025, 7, 14)
