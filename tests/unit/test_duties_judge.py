"""The definition of a due at the moments that decide it, and what was known by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from histories import World
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judged import load, plain
from made_up import dues, happened, heard, moment
from shapes import DEATH, EXCUSE, FROM, TO, VISIT, changed, made

from accompany.core.fact import Fact
from accompany.core.span import Span
from accompany.duties.judge import Due, Holder, State, known
from accompany.duties.rules import Attempts, Clock, Duty, Every, Pattern
from accompany.engines.duck import Duck

EAST = "America/New_York"
LATER = "2024-12-31"
HEARD = heard("call-reached-child", "call-attempted", "visit-made")
DAYS = made("days", Clock("days", 3), excused=EXCUSE, ends=DEATH)
OPENED = happened("2024-06-11", "released")
"""Open-ended by a day: due at the end of 14 June."""


def only(duty: Duty, *facts: Fact, as_of: str = LATER, **more: object) -> Due:
    given: dict[str, object] = {"periods": HEARD, **more}
    (due,) = dues(duty, facts, as_of=as_of, **given)  # type: ignore[arg-type]
    return due


def state(duty: Duty, *facts: Fact, as_of: str = LATER, **more: object) -> State:
    return only(duty, *facts, as_of=as_of, **more).state


def call(when: str) -> Fact:
    return happened(when, "call-reached-child")


# ---------------------------------------------------------------- one event, told of by several


def test_of_several_tellings_of_one_event_the_one_that_leaves_least_open_stands() -> None:
    hour = happened("2024-06-11T15:00", "released")
    elsewhere = replace(hour, source="plain/south", party="cbp-usbp")
    due = only(DAYS, OPENED, hour, elsewhere)
    assert due.opened == hour.when
    assert due.opened_by == min(hour.id, elsewhere.id)
    earlier = happened("2024-06-11T14:00", "released")
    assert only(DAYS, hour, OPENED, earlier).opened == earlier.when


def test_tellings_of_two_days_or_of_no_one_day_are_events_of_their_own() -> None:
    other = happened("2024-06-12", "released")
    either = replace(OPENED, when=replace(OPENED.when, latest=moment("2024-06-12T09:00:00")))
    assert len(dues(DAYS, (OPENED, other, either), as_of=LATER, periods=HEARD)) == 3


def test_what_may_befall_a_child_twice_a_day_opens_a_duty_each_time() -> None:
    duty = made("days", Clock("days", 3), starts=(Pattern("reopened"), Pattern("moved")))
    told = [happened(f"2024-06-11T{hour}:00", kind) for hour in (10, 11)
            for kind in ("reopened", "moved")]  # fmt: skip
    found = dues(duty, told, as_of=LATER, periods=HEARD)
    kinds = sorted(fact.kind for one in found for fact in told if fact.id == one.opened_by)
    assert kinds == ["moved", "reopened", "reopened"]


def test_a_telling_that_does_not_fit_the_duty_stands_for_none_that_does() -> None:
    duty = made("days", Clock("days", 3), starts=(Pattern("released", "hhs-orr"),))
    closer = replace(happened("2024-06-11T15:00", "released"), party="cbp-usbp")
    day = replace(OPENED, party="hhs-orr")
    assert only(duty, closer, day).opened_by == day.id


# ---------------------------------------------------------------- kept, late, unclear


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2024-06-14T23:59:59.999999", "kept"),
        ("2024-06-15T00:00:00", "late"),
        ("2024-06-14", "kept"),
        ("2024-06-15", "late"),
        ("2024-06-11", "kept"),
        ("2024-06-10T23:59:59.999999", "overdue"),
    ],
)
def test_an_act_keeps_until_the_last_microsecond_of_the_last_day(when: str, expected: str) -> None:
    assert state(DAYS, OPENED, call(when)) == expected


def test_an_act_that_may_lie_on_either_side_is_unclear() -> None:
    both = replace(call("2024-06-14"), when=replace(call("2024-06-14").when,
                   latest=moment("2024-06-15T00:00:00")))  # fmt: skip
    assert state(DAYS, OPENED, both) == "unclear"


def test_hours_from_a_day_are_due_within_a_span() -> None:
    duty = made("hours", Clock("hours", 72))
    due = only(duty, OPENED)
    assert due.due is not None
    assert due.due.earliest == moment("2024-06-14T00:00:00")
    assert due.due.latest == moment("2024-06-14T23:59:59.999999")
    assert state(duty, OPENED, call("2024-06-14T00:00:00")) == "kept"
    assert state(duty, OPENED, call("2024-06-14T00:00:00.000001")) == "unclear"
    assert state(duty, OPENED, as_of="2024-06-14T00:00:00") == "waiting"
    assert state(duty, OPENED, as_of="2024-06-14T12:00") == "unclear"
    assert state(duty, OPENED, as_of="2024-06-15T00:00:00") == "overdue"


def test_the_first_act_and_who_did_it_are_named() -> None:
    first, second = call("2024-06-12"), call("2024-06-13")
    due = only(DAYS, OPENED, second, first)
    assert (due.kept, due.kept_by, due.opened_by) == (first.when, first.id, OPENED.id)
    assert due.version is not None
    assert due.version.isoformat() == "2020-01-01"


def test_nothing_after_as_of_is_looked_at() -> None:
    assert state(DAYS, OPENED, call("2024-06-13"), as_of="2024-06-12") == "waiting"
    assert dues(DAYS, [OPENED], as_of="2024-06-10") == []


# ---------------------------------------------------------------- silence


def test_silence_is_overdue_only_where_it_was_heard() -> None:
    assert state(DAYS, OPENED) == "overdue"
    assert state(DAYS, OPENED, periods=()) == "unclear"
    assert state(DAYS, OPENED, periods=heard("visit-made")) == "unclear"
    caseload = heard("call-reached-child", everyone=False)
    assert state(DAYS, OPENED, periods=caseload) == "overdue"
    other = heard("call-reached-child", everyone=False, source="plain/other")
    assert state(DAYS, OPENED, periods=other) == "unclear"


# ---------------------------------------------------------------- excused, superseded, paused


@pytest.mark.parametrize(
    ("kind", "when", "expected"),
    [
        ("contact-declined", "2024-06-14", "excused"),
        ("contact-declined", "2024-06-15", "overdue"),
        ("died", "2024-06-14", "superseded"),
        ("died", "2024-06-15", "overdue"),
        ("died", "2024-06-10", "overdue"),
    ],
)
def test_a_reason_counts_until_the_time_is_up(kind: str, when: str, expected: str) -> None:
    assert state(DAYS, OPENED, happened(when, kind)) == expected


def test_kept_comes_before_excused_and_excused_before_superseded() -> None:
    declined, died = happened("2024-06-12", "contact-declined"), happened("2024-06-12", "died")
    assert state(DAYS, OPENED, declined, died) == "excused"
    assert state(DAYS, OPENED, declined, died, call("2024-06-14")) == "kept"
    assert state(DAYS, OPENED, declined, call("2024-06-15")) == "excused"


TOLLED = made("tolled", Clock("days", 3), toll_from=FROM, toll_to=TO)
AWAY, BACK = "absent-without-leave", "located"


def test_a_clock_stands_still_between_two_facts() -> None:
    away, back = happened("2024-06-12", AWAY), happened("2024-06-17", BACK)
    assert state(TOLLED, OPENED, away) == "paused"
    assert state(TOLLED, OPENED, away, back, call("2024-06-19")) == "kept"
    assert state(TOLLED, OPENED, away, back, call("2024-06-20")) == "late"
    assert state(TOLLED, OPENED, back, call("2024-06-15")) == "late"


def test_a_toll_once_the_time_was_up_no_longer_counts() -> None:
    assert state(TOLLED, OPENED, happened("2024-06-15", AWAY)) == "overdue"
    span = replace(happened("2024-06-14", AWAY).when, latest=moment("2024-06-15T01:00"))
    perhaps = replace(happened("2024-06-14", AWAY), when=span)
    assert state(TOLLED, OPENED, perhaps) == "unclear"


def test_the_earlier_day_ends_a_toll_where_two_zones_tell_of_one_time() -> None:
    away, back = happened("2024-06-12", AWAY), happened("2024-06-17", BACK, zone="UTC")
    also = replace(back, zone=EAST, source="plain/other")
    assert (back.when, also.day_earliest < back.day_earliest) == (also.when, True)
    for ends in ([back, also], [also, back]):
        due = only(TOLLED, OPENED, away, *ends)
        assert due.due is not None
        assert due.due.earliest == moment("2024-06-18T23:59:59.999999")


def test_a_toll_in_hours_lasts_at_least_and_at_most() -> None:
    duty = made("tolled-hours", Clock("hours", 72), toll_from=FROM, toll_to=TO)
    opened = happened("2024-06-11T00:00", "released")
    away, back = happened("2024-06-12T06:00", AWAY), happened("2024-06-13", BACK)
    due = only(duty, opened, away, back)
    assert due.due is not None
    assert due.due.earliest == moment("2024-06-14T18:00")
    assert due.due.latest == moment("2024-06-15T17:59:59.999999")


# ---------------------------------------------------------------- windows, attempts, repeats


def test_before_the_window_does_not_count_unless_the_first_act_decides() -> None:
    window = made("window", Clock("days", 6, 3))
    first = made("first", Clock("days", 6, 3), first_decides=True)
    early, good = call("2024-06-13"), call("2024-06-15")
    assert state(window, OPENED, early) == "overdue"
    assert state(window, OPENED, early, good) == "kept"
    assert state(first, OPENED, early, good) == "late"
    assert state(first, OPENED, good) == "kept"
    assert state(first, OPENED, call("2024-06-18")) == "late"
    assert only(window, OPENED).not_before == moment("2024-06-14T00:00")


def test_a_first_act_perhaps_before_the_window_is_unclear() -> None:
    first = made("first", Clock("hours", 96, 48), first_decides=True)
    opened = happened("2024-06-11T00:00", "released")
    assert state(first, opened, happened("2024-06-12", "call-reached-child")) == "late"
    span = replace(call("2024-06-12").when, latest=moment("2024-06-13T12:00"))
    assert state(first, opened, replace(call("2024-06-12"), when=span)) == "unclear"


def test_an_open_window_is_never_overdue() -> None:
    duty = made("open", Clock("days", None, 4), first_decides=True)
    due = only(duty, OPENED)
    assert (due.state, due.due) == ("waiting", None)


def tries(*when: str) -> list[Fact]:
    return [happened(one, "call-attempted", n=str(place)) for place, one in enumerate(when)]


def test_attempts_keep_a_duty_on_days_of_their_own() -> None:
    apart = made("apart", Clock("days", 3),
                 attempts=Attempts((Pattern("call-attempted"),), 2, True))  # fmt: skip
    any_day = made("any", Clock("days", 3),
                   attempts=Attempts((Pattern("call-attempted"),), 2, False))  # fmt: skip
    same = tries("2024-06-12T09:00", "2024-06-12T10:00")
    assert state(apart, OPENED, *same) == "overdue"
    assert state(any_day, OPENED, *same) == "kept"
    other = tries("2024-06-12T09:00", "2024-06-12T10:00", "2024-06-13T09:00")
    due = only(apart, OPENED, *other)
    assert (due.state, due.kept_by) == ("kept", other[2].id)


def test_a_repeated_duty_falls_on_its_schedule_until_it_ends() -> None:
    duty = made("every", Clock("days", 2), every=Every(10, DEATH))
    due_on = [due.opened.earliest for due in dues(duty, [OPENED], as_of="2024-07-01T00:00:00")]
    assert due_on == [moment("2024-06-11"), moment("2024-06-21"), moment("2024-07-01")]
    died = happened("2024-06-21T00:00", "died")
    assert len(dues(duty, [OPENED, died], as_of=LATER)) == 2
    before = happened("2024-06-20T23:59:59.999999", "died")
    assert len(dues(duty, [OPENED, before], as_of=LATER)) == 1


# ---------------------------------------------------------------- what must come before, gaps


def test_a_duty_due_before_another_fact() -> None:
    duty = made("before", Clock("before"), before=VISIT)
    visit = happened("2024-06-13", "visit-made")
    assert state(duty, OPENED) == "waiting"
    assert only(duty, OPENED).due is None
    assert state(duty, OPENED, visit) == "overdue"
    assert state(duty, OPENED, visit, call("2024-06-12")) == "kept"
    assert state(duty, OPENED, visit, call("2024-06-14")) == "late"


def test_a_duty_without_deadline_is_a_gap_until_done() -> None:
    duty = made("gap", Clock("none"), excused=EXCUSE, ends=DEATH)
    assert state(duty, OPENED) == "gap"
    assert state(duty, OPENED, call("2030-01-01"), as_of="2031-01-01") == "kept"
    assert state(duty, OPENED, happened("2024-07-01", "died")) == "superseded"
    declined = happened("2024-07-02", "contact-declined")
    assert state(duty, OPENED, happened("2024-07-01", "died"), declined) == "excused"


# ---------------------------------------------------------------- versions, offices


def test_a_version_is_picked_by_the_day_that_is_said_to_pick_it() -> None:
    duty = made("dated", None, versions=changed(Clock("days", 2), None), dated_by="custody-began")
    entered = happened("2024-01-01", "custody-began", "hhs-orr")
    assert state(duty, OPENED, entered) == "overdue"
    assert dues(duty, [OPENED, happened("2024-04-01", "custody-began", "hhs-orr")],
                as_of=LATER) == []  # fmt: skip
    unknown = only(duty, OPENED, happened("2024-01-01", "custody-began", "cbp-usbp"))
    assert (unknown.state, unknown.version, unknown.due) == ("unclear", None, None)


def test_a_day_on_either_side_of_a_change_of_law_is_unclear() -> None:
    duty = made("changed", None, versions=changed(Clock("days", 2), Clock("days", 4)))
    span = replace(happened("2024-03-19", "released").when, latest=moment("2024-03-20T00:00"))
    perhaps = replace(happened("2024-03-19", "released"), when=span)
    assert only(duty, perhaps).version is None
    assert state(duty, perhaps) == "unclear"


def test_the_holding_agency_is_who_had_charge_at_the_opening() -> None:
    duty = made("holding", Clock("days", 3), owed_by="holding-agency")
    cbp = Holder("cbp-usbp", Span(moment("2024-06-01"), moment("2024-06-11")))
    hhs = Holder("hhs-orr", Span(moment("2024-06-11"), None))
    assert only(duty, OPENED, holders=[cbp, hhs]).owed_by == "hhs-orr"
    over = Holder("cbp-usbp", Span(moment("2024-06-01"), moment("2024-06-11T00:00:00.000001")))
    assert only(duty, OPENED, holders=[over, hhs]).owed_by == "unclear"
    assert only(duty, OPENED).owed_by == "unclear"
    tomorrow = Holder("hhs-orr", Span(moment("2024-06-12"), None))
    assert only(duty, OPENED, holders=[tomorrow]).owed_by == "unclear"
    assert only(DAYS, OPENED, holders=[cbp]).owed_by == "hhs-orr"


# ---------------------------------------------------------------- what was known

TELLINGS = st.lists(
    st.tuples(
        st.integers(0, 2),  # which fact is told, withdrawn or replaced
        st.sampled_from(("told", "told", "withdrawn", "replaced")),
        st.integers(0, 3),  # when
    ),
    max_size=9,
)
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


def told(tellings: list[tuple[int, str, int]]) -> Iterator[Fact]:
    facts = [happened(f"2024-06-1{number}", "released") for number in range(3)]
    for place, (number, how, when) in enumerate(tellings):
        at = EPOCH + timedelta(days=when)
        if how == "told":
            yield replace(facts[number], known_at=at)
        elif how == "withdrawn":
            yield replace(facts[number], kind="withdrawn", known_at=at, replaces=facts[number].id)
        else:
            new = happened(f"2024-07-{place + 1:02}", "released")
            yield replace(new, known_at=at, replaces=facts[number].id)


@pytest.fixture(scope="module")
def duck() -> Iterator[Duck]:
    with Duck() as one:
        yield one


@settings(max_examples=60, deadline=None)
@given(tellings=TELLINGS, known_by=st.integers(0, 3))
@example(tellings=[(0, "told", 1), (0, "withdrawn", 1), (0, "told", 1)], known_by=1)
@example(tellings=[(0, "withdrawn", 1), (0, "told", 1)], known_by=1)
@example(tellings=[(0, "told", 2), (0, "withdrawn", 1)], known_by=3)
def test_the_ledger_knows_what_the_definition_knows(
    duck: Duck, tellings: list[tuple[int, str, int]], known_by: int
) -> None:
    facts = list(told(tellings))
    by = EPOCH + timedelta(days=known_by)
    load(duck, World({0: facts}, [], {}))
    found = duck.rows(
        "SELECT DISTINCT fact_id FROM told WHERE kind <> 'withdrawn' AND known_at <= $by"
        " AND (replaced_at IS NULL OR replaced_at > $by)",
        {"by": plain(by)},
    )
    assert {row[0] for row in found} == {fact.id for fact in known(facts, known_by=by)}


def test_a_fact_told_again_after_it_was_withdrawn_stands_again() -> None:
    one = happened("2024-06-11", "released", known="2024-07-01")
    gone = replace(one, kind="withdrawn", known_at=moment("2024-07-02"), replaces=one.id)
    again = replace(one, known_at=moment("2024-07-03"))
    on = [moment(f"2024-0{month}-0{day}") for month, day in ((6, 1), (7, 1), (7, 2), (7, 3))]
    counts = [len(known([one, gone, again], known_by=by)) for by in on]
    assert counts == [0, 1, 0, 1]
