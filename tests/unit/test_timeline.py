"""One made-up child's timeline: order, custody, gaps, overlaps, disagreements, last seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.facts_table import fact, fill, utc

from accompany.core.fact import Fact
from accompany.core.span import Span
from accompany.core.when import When, day
from accompany.engines.duck import Duck
from accompany.timeline.custody import (
    Custody,
    above,
    in_care_on,
    is_under,
    spans_of,
    take_custody,
    take_in_care,
)
from accompany.timeline.order import facts_of, in_order
from accompany.timeline.page import page
from accompany.timeline.seen import best, last_seen
from accompany.timeline.story import Story, as_document, happened, story_of
from accompany.timeline.whereabouts import holder_at

CHILD, OTHER = "us/uc_portal:17", "plain/cbp-south:9"
NOW = utc("2024-12-31T00:00")
HHS, CBP = "hhs-orr", "cbp-usbp"


def began(on: date | datetime, party: str = HHS, about: str = CHILD, **details: str) -> Fact:
    return fact(about, "custody-began", on, party, **details)


def ended(on: date | datetime, party: str = HHS, to_party: str = "", about: str = CHILD) -> Fact:
    return fact(about, "custody-ended", on, party, to_party)


def told(facts: Iterable[Fact], as_of: datetime = NOW) -> Story:
    return story_of("p-made-up", facts, as_of=as_of)


def lengths(spans: Iterable[Custody]) -> list[tuple[str, date, date | None]]:
    return [
        (one.party, one.began.day_earliest, one.ended.day_earliest if one.ended else None)
        for one in spans
    ]


def test_facts_stand_in_the_order_they_happened() -> None:
    hour = fact(CHILD, "apprehended", utc("2024-06-11T09:00"))
    whole_day = fact(CHILD, "age-claimed", date(2024, 6, 11))
    earlier = fact(CHILD, "entered", date(2024, 6, 10))
    assert in_order([hour, whole_day, earlier], as_of=NOW) == [earlier, whole_day, hour]


def test_what_happens_after_as_of_is_not_shown_and_a_day_begun_is() -> None:
    later = fact(CHILD, "apprehended", utc("2024-06-11T09:00:00.000001"))
    begun = fact(CHILD, "age-claimed", date(2024, 6, 11))
    assert in_order([later, begun], as_of=utc("2024-06-11T09:00")) == [begun]


def test_a_published_number_is_on_nobodys_timeline() -> None:
    series = fact(CHILD, "published-count", date(2024, 6, 11), n="7")
    assert in_order([series], as_of=NOW) == []


def test_facts_come_back_from_the_table_as_they_went_in() -> None:
    facts = [
        fact(CHILD, "apprehended", utc("2024-06-11T09:20:00.000001"), CBP, state="TX", line=7),
        fact(CHILD, "released", date(2024, 7, 1), HHS, "sponsor"),
    ]
    correction = fact(CHILD, "released", date(2024, 7, 2), HHS, replaces=facts[1])
    with Duck() as duck:
        fill(duck, [*facts, correction, fact(OTHER, "died", date(2024, 1, 1))])
        assert facts_of(duck, CHILD) == [facts[0], correction]


def test_custody_ends_once_and_what_is_said_twice_makes_one_span() -> None:
    facts = [
        began(date(2024, 1, 2)),
        began(date(2024, 1, 3), about=OTHER),
        ended(date(2024, 1, 9)),
        ended(date(2024, 1, 10), about=OTHER),
        began(date(2024, 3, 1)),
    ]
    assert lengths(spans_of(facts)) == [
        (HHS, date(2024, 1, 2), date(2024, 1, 9)),
        (HHS, date(2024, 3, 1), None),
    ]


def test_in_and_out_on_one_day_is_a_span_that_ended() -> None:
    (span,) = spans_of([began(date(2024, 1, 2)), ended(date(2024, 1, 2))])
    assert span.ended is not None
    assert span.certain is None
    assert span.possible.end is not None
    assert span.possible.end - span.possible.start == timedelta(days=1)
    assert not span.held_at_end_of(date(2024, 1, 2))


def test_out_and_in_again_on_one_day_leaves_the_child_held() -> None:
    day = date(2024, 1, 9)
    first, second = spans_of([began(date(2024, 1, 2)), ended(day), began(day)])
    assert first.ended is not None
    assert first.ended.day_earliest == day
    assert second.ended is None


def test_an_hour_and_a_day_are_set_together_by_day() -> None:
    came, left = began(utc("2024-01-02T15:00")), ended(date(2024, 1, 2))
    (span,) = spans_of([came, left])
    assert (span.began, span.ended) == (came, left)


def test_hours_written_the_wrong_way_round_make_a_span_of_no_length() -> None:
    facts = [
        began(utc("2024-01-02T15:00")),
        ended(utc("2024-01-02T14:00")),
        ended(date(2024, 1, 2)),
    ]
    (span,) = spans_of([facts[0], facts[1], fact(CHILD, "released", date(2024, 1, 2))])
    assert span.ended is not None
    assert span.possible.end is not None
    assert span.possible.end >= span.possible.start


def test_release_ends_every_custody_and_an_end_without_party_too() -> None:
    both = [began(date(2024, 1, 2), CBP), began(date(2024, 1, 4))]
    out = fact(CHILD, "released", date(2024, 2, 1), "care-provider", "sponsor")
    assert [span.ended for span in spans_of([*both, out])] == [out, out]
    unnamed = ended(date(2024, 2, 1), "")
    assert [span.ended for span in spans_of([*both, unnamed])] == [unnamed, unnamed]


def test_an_end_by_the_body_ends_the_custody_of_those_under_it_and_not_the_reverse() -> None:
    facts = [began(date(2024, 1, 2)), began(date(2024, 1, 3), "provider:casa made up")]
    up = spans_of([*facts, ended(date(2024, 1, 9))])
    assert all(span.ended for span in up)
    down = spans_of([*facts, ended(date(2024, 1, 9), "provider:casa made up")])
    assert [span.ended is None for span in down] == [True, False]


def test_a_transfer_ends_one_custody_and_begins_the_next() -> None:
    moved = fact(CHILD, "transferred", date(2024, 1, 5), CBP, HHS)
    spans = spans_of([began(date(2024, 1, 2), CBP), moved])
    assert lengths(spans) == [
        (CBP, date(2024, 1, 2), date(2024, 1, 5)),
        (HHS, date(2024, 1, 5), None),
    ]
    nowhere = fact(CHILD, "transferred", date(2024, 1, 5))
    assert spans_of([nowhere]) == []


def test_an_end_alone_and_a_beginning_by_nobody_make_no_span() -> None:
    assert spans_of([ended(date(2024, 1, 2)), began(date(2024, 1, 1), "")]) == []
    assert told([ended(date(2024, 1, 2))]).gaps == []


def test_parties_stand_under_their_bodies() -> None:
    assert above("provider:casa") == ("provider:casa", "hhs-orr", "hhs")
    assert above("") == ()
    assert is_under("cbp-usbp", "dhs")
    assert not is_under("dhs", "cbp-usbp")
    assert above("ngo:made up") == ("ngo:made up",)


def test_a_gap_says_who_let_go_and_to_whom() -> None:
    story = told([began(date(2024, 6, 1), CBP), ended(date(2024, 6, 3), CBP, HHS)])
    (gap,) = story.gaps
    assert (gap.after, gap.handed_to, gap.span.end) == (CBP, HHS, None)
    closed = told([*story.facts, began(date(2024, 6, 6))])
    assert closed.gaps[0].span == Span(utc("2024-06-04T04:00"), utc("2024-06-06T04:00"))


def test_a_day_of_hand_over_is_neither_gap_nor_overlap() -> None:
    story = told(
        [began(date(2024, 6, 1), CBP), ended(date(2024, 6, 3), CBP), began(date(2024, 6, 3))]
    )
    assert (story.gaps, story.overlaps) == ([], [])


def test_after_a_release_nobody_is_asked_for() -> None:
    facts = [
        began(date(2024, 6, 1)),
        ended(utc("2024-06-09T15:00")),
        fact(CHILD, "released", date(2024, 6, 9), HHS, "sponsor"),
        began(date(2024, 9, 1)),
    ]
    assert told(facts).gaps == []


def test_two_parties_claiming_one_time_are_shown_and_the_later_is_used() -> None:
    facts = [
        began(utc("2024-06-01T00:00"), CBP),
        began(utc("2024-06-03T00:00")),
        ended(utc("2024-06-05T00:00"), CBP),
    ]
    (overlap,) = told(facts).overlaps
    assert overlap.span == Span(utc("2024-06-03T00:00"), utc("2024-06-05T00:00"))
    assert (overlap.parties, overlap.used) == ((CBP, HHS), HHS)


def test_a_provider_within_orr_is_no_overlap() -> None:
    facts = [began(date(2024, 6, 1)), began(date(2024, 6, 2), "provider:casa")]
    assert told(facts).overlaps == []


@pytest.mark.parametrize(
    ("moment", "party"),
    [
        ("2024-06-01T00:00", CBP),
        ("2024-05-31T23:59:59.999999", None),
        ("2024-06-02T23:59:59.999999", CBP),
        ("2024-06-03T00:00", HHS),
        ("2024-06-08T23:59:59.999999", HHS),
        ("2024-06-09T00:00", None),
    ],
)
def test_who_held_the_child_at_a_moment(moment: str, party: str | None) -> None:
    spans = spans_of(
        [
            began(utc("2024-06-01T00:00"), CBP),
            ended(utc("2024-06-03T00:00"), CBP),
            began(utc("2024-06-03T00:00")),
            ended(utc("2024-06-09T00:00")),
        ]
    )
    holder = holder_at(spans, utc(moment))
    assert (holder.party if holder else None) == party


def three_children() -> list[Fact]:
    """A child since discharged, one who arrived 16 months later, and one there all along."""
    return [
        began(date(2014, 1, 10), about="us/uc_portal:1"),
        ended(date(2014, 3, 1), about="us/uc_portal:1"),
        began(date(2015, 6, 1), about="us/uc_portal:2"),
        began(date(2013, 12, 1), about="us/uc_portal:3"),
    ]


@pytest.mark.parametrize(
    ("on", "there"),
    [
        (date(2013, 11, 30), set()),
        (date(2013, 12, 1), {"3"}),
        (date(2014, 1, 9), {"3"}),
        (date(2014, 1, 10), {"1", "3"}),
        (date(2014, 2, 1), {"1", "3"}),
        (date(2014, 2, 28), {"1", "3"}),
        (date(2014, 3, 1), {"3"}),
        (date(2015, 5, 31), {"3"}),
        (date(2015, 6, 1), {"2", "3"}),
    ],
)
def test_in_care_on_a_date_is_answered_for_that_date(on: date, there: set[str]) -> None:
    facts = three_children()
    children = {about: spans_of(f for f in facts if f.about == about) for about in abouts(facts)}
    expected = {f"us/uc_portal:{number}" for number in there}
    assert in_care_on(children, on) == expected
    assert in_care_on(children, on, party="hhs") == expected
    assert in_care_on(children, on, party=CBP) == set()
    with Duck() as duck:
        fill(duck, facts)
        take_custody(duck)
        assert set(take_in_care(duck, on)) == expected


def test_a_late_entry_changes_the_answer_only_for_those_who_know_it() -> None:
    late = utc("2014-06-01T00:00")
    facts = [
        *three_children(),
        fact("us/uc_portal:4", "custody-began", date(2014, 1, 20), HHS, told=late),
    ]
    facts = [f if f.known_at == late else known_then(f) for f in facts]
    on = date(2014, 2, 1)
    with Duck() as duck:
        fill(duck, facts, known_by=utc("2014-05-31T00:00"))
        take_custody(duck)
        assert take_in_care(duck, on) == ["us/uc_portal:1", "us/uc_portal:3"]
        fill(duck, facts, known_by=late)
        take_custody(duck)
        assert take_in_care(duck, on) == ["us/uc_portal:1", "us/uc_portal:3", "us/uc_portal:4"]


def known_then(one: Fact) -> Fact:
    return fact(one.about, one.kind, one.when, one.party, told=utc("2014-01-31T00:00"))


def abouts(facts: Iterable[Fact]) -> list[str]:
    return sorted({one.about for one in facts})


FIRST = utc("2024-03-01T00:00")
MOMENTS = st.integers(0, 40).map(lambda n: FIRST + timedelta(hours=6 * n))
WHENS = st.one_of(
    MOMENTS,
    MOMENTS.map(lambda moment: moment.date()),
    st.tuples(MOMENTS, st.integers(1, 90)).map(
        lambda pair: When(pair[0], pair[0] + timedelta(hours=pair[1]))
    ),
)
PARTIES = st.sampled_from([CBP, HHS, HHS, "provider:casa", ""])
HISTORIES = st.lists(
    st.builds(
        fact,
        st.sampled_from([CHILD, CHILD, CHILD, OTHER]),
        st.sampled_from(
            ["custody-began", "custody-began", "custody-ended", "transferred", "released", "moved"]
        ),
        WHENS,
        PARTIES,
        PARTIES,
    ),
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(HISTORIES, min_size=8, max_size=8), MOMENTS)
def test_the_query_equals_the_definition(histories: list[list[Fact]], as_of: datetime) -> None:
    numbered = [
        fact(f"us/uc_portal:{n}-{one.about[-1]}", one.kind, one.when, one.party, one.to_party)
        for n, history in enumerate(histories)
        for one in history
    ]
    with Duck() as duck:
        fill(duck, numbered)
        take_custody(duck, as_of=as_of)
        found = duck.rows("SELECT * FROM custody ORDER BY ALL")
        nights = {on: take_in_care(duck, on) for on in (as_of.date(), date(2024, 3, 4))}
    ordered = in_order(numbered, as_of=as_of)
    defined = {
        about: spans_of(one for one in ordered if one.about == about) for about in abouts(ordered)
    }
    expected = sorted(
        (columns(about, span) for about, spans in defined.items() for span in spans), key=repr
    )
    assert sorted(found, key=repr) == expected
    for on, there in nights.items():
        assert set(there) == in_care_on(defined, on)


def columns(about: str, span: Custody) -> tuple[object, ...]:
    start, end = span.began.when, span.ended.when if span.ended else None
    moments = (
        span.possible.start,
        span.possible.end,
        start.latest,
        max(start.earliest, end.earliest) if end else None,
    )
    return (about, span.party, *(m.replace(tzinfo=None) if m else None for m in moments))


def test_last_seen_keeps_the_ways_apart_and_names_the_best() -> None:
    facts = [
        fact(CHILD, "visit-made", date(2024, 3, 1), "prs-provider", state="TX"),
        fact(CHILD, "call-reached-child", date(2024, 4, 1), HHS),
        fact(CHILD, "call-reached-child", date(2024, 2, 1), HHS),
        fact(CHILD, "call-reached-adult", date(2024, 5, 1), HHS),
        fact(CHILD, "nta-filed", date(2024, 6, 1)),
        fact(CHILD, "judged-same", date(2024, 6, 1), other=OTHER),
    ]
    seen = last_seen(facts)
    assert {way: one.fact.day_earliest for way, one in seen.items()} == {
        "in person": date(2024, 3, 1),
        "by voice": date(2024, 4, 1),
        "adult only": date(2024, 5, 1),
        "on paper": date(2024, 6, 1),
    }
    found = best(seen)
    assert found is not None
    assert found.way == "by voice"
    assert seen["in person"].where == {"state": "TX"}
    assert seen["in person"].by == "prs-provider"
    assert seen["on paper"].by == "us/uc_portal"


def test_without_meeting_the_child_an_adult_is_better_than_paper() -> None:
    paper = fact(CHILD, "nta-filed", date(2024, 6, 1))
    adult = fact(CHILD, "call-reached-adult", date(2024, 5, 1), HHS)
    found = best(last_seen([paper, adult]))
    assert found is not None
    assert found.way == "adult only"
    assert best({}) is None


def described(about: str, told_on: int, **details: str) -> Fact:
    at = utc(f"2024-01-{told_on:02d}T00:00")
    return fact(about, "person-described", date(2024, 1, 1), told=at, **details)


def test_two_birth_dates_stay_visible_and_most_records_win() -> None:
    facts = [
        described(CHILD, 1, born_on="2010-02-01"),
        described(OTHER, 2, born_on="2010-01-02"),
        described("us/case:5", 3, born_on="2010-01-02"),
    ]
    (one,) = told(facts).disagreements
    assert (one.what, one.used, one.why) == (
        "born_on",
        "2010-01-02",
        "2 of 3 records say so",
    )
    assert {value for value, _ in one.said} == {"2010-02-01", "2010-01-02"}


def test_among_equals_the_first_told_is_used() -> None:
    first = described(OTHER, 1, sex="F")
    (one,) = told([described(CHILD, 2, sex="M"), first]).disagreements
    assert (one.used, one.why) == ("F", "it was told first")
    (tie,) = told([described(CHILD, 1, sex="M"), first]).disagreements
    assert (tie.used, tie.why) == ("F", "told together, first in order")


def test_a_record_that_corrected_itself_does_not_disagree_with_itself() -> None:
    assert told([described(CHILD, 1, sex="M"), described(CHILD, 2, sex="F")]).disagreements == []


def test_two_agencies_dating_one_happening_differently_disagree() -> None:
    ours = fact(CHILD, "released", date(2024, 5, 2), HHS, state="TX", county="Harris")
    theirs = fact(OTHER, "released", date(2024, 5, 1), HHS, state="OK", county="Harris")
    day, state = told([ours, theirs]).disagreements
    assert (day.what, day.used) == ("released: day", "2024-05-01")
    assert (state.what, len(state.said)) == ("released: state", 2)
    months_later = fact(OTHER, "released", date(2024, 9, 1), HHS)
    assert told([ours, months_later]).disagreements == []


def test_a_day_and_an_hour_within_it_agree() -> None:
    ours = fact(CHILD, "released", date(2024, 5, 2), HHS)
    theirs = fact(OTHER, "released", utc("2024-05-02T15:00"), HHS)
    assert told([ours, theirs]).disagreements == []


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (date(2024, 6, 1), "2024-06-01"),
        (utc("2024-06-01T09:20"), "2024-06-01T09:20Z"),
        (utc("2024-06-01T09:20:00.000001"), "2024-06-01T09:20:00.000001Z"),
        (
            When(utc("2024-06-01T09:00"), utc("2024-06-01T10:00")),
            "2024-06-01T09:00Z..2024-06-01T10:00Z",
        ),
        (When(utc("2024-06-01T09:00"), utc("2024-06-03T10:00")), "2024-06-01..2024-06-03"),
    ],
)
def test_a_time_is_written_as_exactly_as_it_is_known(
    when: When | date | datetime, text: str
) -> None:
    assert happened(fact(CHILD, "apprehended", when)) == text


def whole_story() -> Story:
    facts = [
        fact(OTHER, "apprehended", utc("2024-06-11T04:10"), CBP, state="TX"),
        began(utc("2024-06-11T04:30"), CBP, OTHER),
        ended(utc("2024-06-13T09:20"), CBP, HHS, OTHER),
        began(date(2024, 6, 15)),
        fact(CHILD, "custody-began", date(2024, 6, 20), "ice-ero"),
        ended(date(2024, 6, 25), "ice-ero"),
        described(CHILD, 1, born_on="2010-01-02", surnames="Made Up"),
        described(OTHER, 2, born_on="2010-02-01", surnames="Made Up"),
    ]
    return story_of("p-1", facts, as_of=utc("2024-07-01T00:00"), known_by=utc("2024-07-02T00:00"))


def test_the_page_shows_every_part_and_lines_up() -> None:
    text = page(whole_story(), names={"ab" * 32: "june.csv"})
    for words in (
        "as of 2024-07-01T00:00:00Z, as known by 2024-07-02T00:00:00Z",
        "by voice    never",
        "says it handed over to hhs-orr",
        "hhs-orr and ice-ero",
        "still held",
        "june.csv line 1",
        "used: it was told first",
    ):
        assert words in text
    facts = text.split("\nfacts\n")[1].split("\n\n")[0].splitlines()
    assert len(facts) == 8
    assert len({re.search(r"\S+ \(june.csv", line).start() for line in facts}) == 1  # type: ignore[union-attr]
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_an_empty_story_says_who_and_when() -> None:
    text = page(told([]))
    assert text.startswith("p-made-up\nas of 2024-12-31T00:00:00Z\n")
    assert text.count("never") == 4
    assert "custody" not in text


def test_the_document_carries_the_same_and_the_veil_hides_values() -> None:
    story = whole_story()
    document = as_document(story)
    assert document["custody"][0] == {
        "party": CBP,
        "began": "2024-06-11T04:30Z",
        "ended": "2024-06-13T09:20Z",
        "ended_by": "custody-ended",
    }
    assert document["gaps"][0]["handed_to"] == HHS
    assert document["overlaps"][0]["used"] == "ice-ero"
    assert document["overlaps"][0]["ends_at"] == "2024-06-25T04:00Z"
    assert document["disagreements"][0]["used"] == "2010-01-02"
    assert document["best_seen"] == "in person"
    hidden = as_document(story, veil=lambda kind, details: {})
    assert hidden["disagreements"] == []
    assert all(row["values"] == {} for row in hidden["facts"])
    assert "2010-01-02" not in page(story, veil=lambda kind, details: {})


def test_a_pseudonym_takes_the_place_of_every_record_id() -> None:
    story = whole_story()
    document = as_document(story, name=lambda subject: "s-0")
    assert document["subject"] == "s-0"
    assert CHILD not in str(document)
    text = page(story, name=lambda subject: "s-0")
    assert text.startswith("s-0\n")
    assert CHILD not in text


def test_an_undated_description_never_outranks_a_dated_sighting_and_says_so() -> None:
    zone = "America/New_York"
    ever = When(day(date(1900, 1, 1), zone).earliest, day(date(2199, 12, 31), zone).latest)
    described = Fact("plain/made-up", "plain/made-up:1", "person-described", ever, zone)
    told = Fact("plain/made-up", "plain/made-up:1", "nta-issued", day(date(2024, 5, 1), zone), zone)
    assert happened(described) == "undated"
    assert last_seen([described, told])["on paper"].fact is told
