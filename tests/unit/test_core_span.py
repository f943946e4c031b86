"""Half-open spans: what they hold, share, cover together, and leave open between them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accompany.core.span import Span, gaps, merged

START = datetime(2024, 1, 1, tzinfo=UTC)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def span(first: int, last: int | None) -> Span:
    return Span(at(first), None if last is None else at(last))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = draw(st.integers(0, 20))
    width = draw(st.one_of(st.none(), st.integers(0, 8)))
    return span(first, None if width is None else first + width)


HOURS = range(-1, 32)


def held(many: list[Span], hour: int) -> bool:
    return any(one.holds(at(hour)) for one in many)


@settings(deadline=None)
@given(st.lists(spans(), max_size=6))
def test_merging_holds_the_same_moments(many: list[Span]) -> None:
    whole = merged(many)
    assert [held(whole, hour) for hour in HOURS] == [held(many, hour) for hour in HOURS]


@settings(deadline=None)
@given(st.lists(spans(), max_size=6))
def test_merged_spans_lie_apart_in_order(many: list[Span]) -> None:
    whole = merged(many)
    for left, right in pairwise(whole):
        assert left.end is not None
        assert left.end < right.start


@settings(deadline=None)
@given(spans(), spans())
def test_the_overlap_is_what_both_hold(one: Span, other: Span) -> None:
    shared = one.overlap(other)
    both = [one.holds(at(hour)) and other.holds(at(hour)) for hour in HOURS]
    assert [shared is not None and shared.holds(at(hour)) for hour in HOURS] == both
    assert one.overlap(other) == other.overlap(one)


@settings(deadline=None)
@given(st.lists(spans(), min_size=1, max_size=6))
def test_gaps_are_what_no_span_holds_in_between(many: list[Span]) -> None:
    holes = gaps(many)
    first = min(one.start for one in many)
    open_ended = any(one.end is None for one in many)
    last = at(31) if open_ended else max(one.end for one in many if one.end)
    for hour in HOURS:
        inside = first <= at(hour) < last
        assert held(holes, hour) == (inside and not held(many, hour))


def test_a_span_holds_its_start_and_not_its_end() -> None:
    day = span(0, 24)
    assert [day.holds(moment) for moment in (at(-1), at(0), at(23), at(24))] == [
        False, True, True, False,
    ]  # fmt: skip
    assert day.covers(at(0), at(23))
    assert not day.covers(at(0), at(24))
    assert not day.covers(at(-1), at(3))


def test_an_open_span_never_ends() -> None:
    assert span(3, None).covers(at(3), at(1_000_000))
    assert span(3, None).overlap(span(5, None)) == span(5, None)


def test_spans_that_touch_are_joined_and_leave_no_gap() -> None:
    assert merged([span(4, 6), span(0, 4)]) == [span(0, 6)]
    assert merged([span(0, 9), span(2, 3)]) == [span(0, 9)]
    assert merged([span(0, None), span(2, 3)]) == [span(0, None)]
    assert gaps([span(4, 6), span(0, 4)]) == []
    assert gaps([span(0, 2), span(4, 6), span(9, None)]) == [span(2, 4), span(6, 9)]


def test_spans_that_only_touch_share_nothing() -> None:
    assert span(0, 4).overlap(span(4, 6)) is None


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end before it starts"):
        span(4, 3)
