"""What was heard: holes, who is listed, and three ways of asking that must agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accompany.duties.hearing import Ear, Hearing, Period, best_until

START = datetime(2024, 1, 1, tzinfo=UTC)
NORTH, SOUTH = "plain/north", "plain/south"
CALL, VISIT, TRY = "call-reached-child", "visit-made", "call-attempted"
TICK = timedelta(microseconds=1)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def period(
    first: int, end: int, kind: str = CALL, source: str = NORTH, *, everyone: bool = True,
    known: int = 0,
) -> Period:  # fmt: skip
    return Period(source, kind, at(first), at(end), everyone, at(known))


def hears(
    periods: list[Period], first: int, last: int, kinds: tuple[str, ...] = (CALL,),
    listed: tuple[str, ...] = (), known_by: int = 100,
) -> bool:  # fmt: skip
    hearing = Hearing(periods, known_by=at(known_by))
    return hearing.covers(kinds, at(first), at(last), listed_by=listed)


def test_a_hole_of_one_microsecond_is_a_hole() -> None:
    whole = [period(0, 5), period(5, 10)]
    holed = [period(0, 5), Period(NORTH, CALL, at(5) + TICK, at(10), True, at(0))]
    assert hears(whole, 0, 9)
    assert not hears(holed, 0, 9)
    assert hears(holed, 0, 4)


def test_a_period_hears_its_first_moment_and_not_its_end() -> None:
    assert hears([period(0, 5)], 0, 4)
    assert not hears([period(0, 5)], 0, 5)
    assert not hears([period(1, 5)], 0, 4)


def test_periods_of_two_sources_are_not_joined() -> None:
    assert not hears([period(0, 5), period(5, 10, source=SOUTH)], 0, 9)


def test_a_caseload_tells_only_of_those_listed() -> None:
    caseload = [period(0, 10, everyone=False)]
    assert hears(caseload, 0, 9, listed=(NORTH, SOUTH))
    assert not hears(caseload, 0, 9, listed=(SOUTH,))
    assert not hears(caseload, 0, 9)


def test_a_caseload_and_a_period_for_everyone_are_joined_for_those_listed() -> None:
    both = [period(0, 5, everyone=False), period(5, 10)]
    assert hears(both, 0, 9, listed=(NORTH,))
    assert not hears(both, 0, 9)
    assert hears(both, 5, 9)


def test_every_kind_must_have_been_heard_though_by_different_sources() -> None:
    both = [period(0, 10), period(2, 8, VISIT, SOUTH)]
    assert hears(both, 2, 7, (CALL, VISIT))
    assert not hears(both, 1, 7, (CALL, VISIT))
    assert not hears([period(0, 10)], 2, 7, (CALL, VISIT))


def test_only_what_had_been_declared_by_then_counts() -> None:
    assert hears([period(0, 5, known=50)], 0, 4, known_by=50)
    assert not hears([period(0, 5, known=51)], 0, 4, known_by=50)
    assert Hearing([period(0, 5, known=51)], known_by=at(50)).kinds == frozenset()
    assert Hearing([period(0, 5)], known_by=at(50)).kinds == {CALL}


def test_periods_apart_are_never_heard_together() -> None:
    apart = [period(0, 4), period(4, 8, VISIT)]
    assert Hearing(apart, known_by=at(9)).together((CALL, VISIT)) == []
    three = [*apart, period(0, 8, TRY)]
    assert Hearing(three, known_by=at(9)).together((CALL, VISIT, TRY)) == []


def test_a_kind_nobody_reports_is_heard_by_no_ear() -> None:
    assert Hearing([period(0, 4)], known_by=at(9)).together((VISIT,)) == []


def test_a_period_of_no_width_hears_nothing() -> None:
    empty = [period(5, 5)]
    assert not hears(empty, 5, 5)
    assert best_until(Hearing(empty, known_by=at(9)).together((CALL,))) == {frozenset(): []}


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(st.integers(0, 12))
    return period(
        first,
        first + draw(st.integers(1, 8)),
        draw(st.sampled_from((CALL, VISIT))),
        draw(st.sampled_from((NORTH, SOUTH))),
        everyone=draw(st.booleans()),
    )


@pytest.mark.parametrize("kinds", [(CALL,), (CALL, VISIT)])
@pytest.mark.parametrize("listed", [(), (NORTH,), (SOUTH,), (NORTH, SOUTH)])
@settings(deadline=None, max_examples=60)
@given(declared=st.lists(periods(), max_size=7))
@example(declared=[period(0, 5, everyone=False), period(5, 9), period(0, 9, VISIT)])
def test_three_ways_of_asking_agree(
    kinds: tuple[str, ...], listed: tuple[str, ...], declared: list[Period]
) -> None:
    hearing = Hearing(declared, known_by=at(0))
    together = hearing.together(kinds)
    until = best_until(together)
    for first in range(-1, 22):
        for last in range(first, 22):
            said = hearing.covers(kinds, at(first), at(last), listed_by=listed)
            assert by_ears(together, listed, first, last) is said
            assert by_look_up(until, listed, first, last) is said


def by_ears(ears: list[Ear], listed: tuple[str, ...], first: int, last: int) -> bool:
    return any(
        ear.listed_by <= set(listed) and ear.span.covers(at(first), at(last)) for ear in ears
    )


def by_look_up(until: object, listed: tuple[str, ...], first: int, last: int) -> bool:
    """Ask as judge.sql does: at most one stretch per listing holds the opening."""
    found = []
    for needs, steps in until.items():  # type: ignore[attr-defined]
        if needs <= set(listed):
            holding = [end for span, end in steps if span.holds(at(first))]
            assert len(holding) <= 1
            found += holding
    return any(end > at(last) for end in found)
