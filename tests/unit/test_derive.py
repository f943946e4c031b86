"""Facts that follow from other facts, on the days that decide; the query equals the definition.

Everyone here is made up.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from tests.unit.facts_table import TOLD, ZONE, fact, fill

from accompany.core.fact import Fact
from accompany.core.when import When, day, day_ends, day_starts, instant
from accompany.duties.calendars import calendars
from accompany.duties.hearing import Hearing, Period
from accompany.duties.judge import judge
from accompany.duties.rules import named
from accompany.engines.duck import Duck
from accompany.timeline.derive import birthday, derive, derived_of, read_birth

CHILD, BROTHER, SPONSOR = "plain/orr:1", "plain/orr:2", "plain/orr:77"
HHS = "hhs-orr"
LATER = TOLD + timedelta(days=9)


def described(on: str, about: str = CHILD, kind: str = "child", told: datetime = TOLD) -> Fact:
    plain = fact(about, "person-described", date(2024, 1, 1), told=told, born_on=on)
    return replace(plain, details={"kind": kind, "born_on": on})


def care(on: date | datetime | When, about: str = CHILD, party: str = HHS) -> Fact:
    return fact(about, "custody-began", on, party)


def left(on: date | datetime | When, about: str = CHILD, party: str = HHS) -> Fact:
    return fact(about, "custody-ended", on, party)


def released(
    on: date | datetime | When, about: str = CHILD, sponsor: str = "", **more: str
) -> Fact:
    details = {"relationship": "Unrelated Sponsor", "category": "3", **more}
    details |= {"sponsor": sponsor} if sponsor else {}
    return fact(about, "released", on, HHS, "sponsor", **details)


@cache
def one_duck() -> Duck:
    return Duck(memory="300MB", threads=1)


@pytest.fixture(scope="module", autouse=True)
def closed_afterwards() -> Iterator[None]:
    yield
    one_duck().close()
    one_duck.cache_clear()


def derived(*facts: Fact, people: Mapping[str, str] | None = None) -> list[Fact]:
    """Derive both ways, see that they agree, and return what was derived."""
    found = derived_of(by_person(facts, people or {}))
    fill(one_duck(), facts, persons=people)
    derive(one_duck())
    assert rows(found) == told(one_duck())
    return [one for _, one in found]


def by_person(facts: Iterable[Fact], people: Mapping[str, str]) -> dict[str, list[Fact]]:
    whole: dict[str, list[Fact]] = {}
    for one in facts:
        whole.setdefault(people.get(one.about, one.about), []).append(one)
    return whole


def rows(found: Iterable[tuple[str, Fact]]) -> list[tuple[object, ...]]:
    return sorted(
        (
            one.id, subject, one.about, one.kind, one.party, dict(one.details), one.zone,
            one.when.earliest, one.when.latest, one.day_earliest, one.day_latest, one.known_at,
            one.extract, one.line,
        )
        for subject, one in found
    )  # fmt: skip


def told(duck: Duck) -> list[tuple[object, ...]]:
    return sorted(
        (
            bytes(row[0]), *row[1:5], json.loads(row[5]), row[6],
            *(moment.replace(tzinfo=UTC) for moment in row[7:9]), *row[9:11],
            row[11].replace(tzinfo=UTC), *row[12:],
        )
        for row in duck.rows(
            "SELECT fact_id, subject, about, kind, party, details, zone, happened_earliest,"
            " happened_latest, day_earliest, day_latest, known_at, extract, line FROM derived"
        )
    )  # fmt: skip


# ---------------------------------------------------------------- turning 18


def test_a_child_turns_18_on_the_whole_of_the_birthday() -> None:
    (found,) = derived(described("2006-05-10"))
    assert (found.kind, found.when, found.party) == ("turned-18", day(date(2024, 5, 10)), "")
    assert (found.about, found.extract, found.line) == (CHILD, "ab" * 32, 1)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2006-05-10", date(2006, 5, 10)),
        ("5/10/2006", date(2006, 5, 10)),
        ("05/10/2006", date(2006, 5, 10)),
        ("13/10/2006", None),
        ("2006-02-30", None),
        ("2006-05", None),
        ("5/10/06", None),
        ("1899-12-31", None),
        ("", None),
    ],
)
def test_a_birth_date_that_cannot_be_read_derives_nothing(written: str, read: date | None) -> None:
    assert read_birth(written) == read
    assert len(derived(described(written))) == (read is not None)


def test_29_february_comes_of_age_on_1_march() -> None:
    assert birthday(date(2004, 2, 29), 18) == date(2022, 3, 1)
    assert birthday(date(2004, 2, 29), 20) == date(2024, 2, 29)
    (found,) = derived(described("2/29/2004"))
    assert found.day_earliest == found.day_latest == date(2022, 3, 1)


def test_records_that_disagree_make_the_day_a_span_and_each_record_has_its_last_word() -> None:
    people = {CHILD: "p-1", BROTHER: "p-1"}
    (found,) = derived(
        described("2006-05-10"),
        described("2005-05-10", told=LATER),
        described("2006-06-01", BROTHER),
        people=people,
    )
    assert (found.day_earliest, found.day_latest) == (date(2023, 5, 10), date(2024, 6, 1))
    assert found.known_at == LATER


def test_nobody_but_a_child_turns_18() -> None:
    assert not derived(described("1980-05-10", kind="sponsor"))


def test_the_dead_do_not_turn_18() -> None:
    death = fact(CHILD, "died", date(2024, 5, 9))
    assert not derived(described("2006-05-10"), death)
    assert derived(described("2006-05-10"), fact(CHILD, "died", date(2024, 5, 10)))


@pytest.mark.parametrize(
    ("ends", "party"),
    [
        (None, HHS),
        (left(date(2024, 5, 9)), ""),
        (left(date(2024, 5, 10)), HHS),
        (left(instant(day_starts(date(2024, 5, 10), "America/New_York"))), HHS),
        (
            left(
                instant(
                    day_starts(date(2024, 5, 10), "America/New_York") - timedelta(microseconds=1)
                )
            ),
            "",
        ),
        (released(date(2024, 5, 10)), HHS),
        (released(date(2024, 5, 9)), ""),
        (left(date(2024, 5, 9), party="provider:Example"), HHS),
    ],
)
def test_who_had_the_child_as_the_birthday_began_is_its_party(
    ends: Fact | None, party: str
) -> None:
    facts = [described("2006-05-10"), care(date(2024, 3, 1)), *([ends] if ends else [])]
    (found,) = derived(*facts)
    assert found.party == party


def test_care_of_a_provider_is_care_of_hhs_and_care_that_began_that_day_is_not() -> None:
    (found,) = derived(described("2006-05-10"), care(date(2024, 3, 1), party="provider:Example"))
    assert found.party == HHS
    (found,) = derived(described("2006-05-10"), care(date(2024, 5, 10)))
    assert found.party == ""
    (found,) = derived(described("2006-05-10"), care(date(2024, 3, 1), party="ice-ero"))
    assert found.party == ""


def test_what_was_reported_is_not_derived_again() -> None:
    with_party = fact(CHILD, "turned-18", date(2024, 5, 11), HHS)
    assert not derived(described("2006-05-10"), with_party)
    bare = fact(CHILD, "turned-18", date(2024, 5, 11))
    assert not derived(described("2006-05-10"), bare)
    (found,) = derived(described("2006-05-10"), bare, care(date(2024, 3, 1)))
    assert (found.day_earliest, found.party) == (date(2024, 5, 11), HHS)


# ---------------------------------------------------------------- home studies


CARE = care(date(2024, 8, 1))


def grounds(*facts: Fact, people: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    found = derived(*facts, people=people)
    return sorted(
        (one.about, one.details["ground"]) for one in found if one.kind == "home-study-required"
    )


@pytest.mark.parametrize(("on", "asked"), [(date(2024, 9, 9), True), (date(2024, 9, 10), False)])
def test_twelve_or_younger_ends_on_the_eve_of_the_thirteenth_birthday(
    on: date, asked: bool
) -> None:
    found = grounds(described("2011-09-10"), CARE, released(on))
    assert found == ([(CHILD, "twelve-or-younger")] if asked else [])


def test_a_child_who_may_have_been_thirteen_is_not_called_twelve() -> None:
    people = {CHILD: "p-1", BROTHER: "p-1"}
    assert not grounds(
        described("2011-09-10"),
        described("2011-09-09", BROTHER),
        CARE,
        released(date(2024, 9, 9)),
        people=people,
    )


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, True),
        ({"relationship": "  Family   FRIEND "}, True),
        ({"category": ""}, True),
        ({"category": "1"}, False),
        ({"relationship": "Other Distant Relative"}, False),
        ({"relationship": "Godmother"}, False),
        ({"relationship": ""}, False),
    ],
)
def test_only_who_is_certainly_no_relative_is_a_non_relative(
    said: dict[str, str], asked: bool
) -> None:
    found = grounds(described("2014-09-10"), CARE, released(date(2024, 9, 9), **said))
    assert bool(found) is asked


def test_the_requirement_spans_from_the_care_to_the_release() -> None:
    release = released(date(2024, 9, 9))
    found = derived(described("2014-09-10", told=LATER), CARE, release)
    study = next(one for one in found if one.kind == "home-study-required")
    assert study.when == When(CARE.when.earliest, release.when.latest)
    assert (study.about, study.known_at) == (CHILD, LATER)


def test_without_a_known_beginning_nothing_is_required() -> None:
    release = released(date(2024, 9, 9))
    assert not grounds(described("2014-09-10"), release)
    step = fact(CHILD, "sponsor-identified", date(2024, 8, 20))
    assert grounds(described("2014-09-10"), release, step)


def test_the_beginning_of_an_earlier_stay_is_not_the_beginning_of_this_one() -> None:
    first = released(date(2023, 3, 1), relationship="Mother", category="1")
    again = care(date(2024, 8, 1))
    found = derived(
        described("2014-09-10"), care(date(2023, 1, 1)), first, again, released(date(2024, 9, 9))
    )
    study = next(one for one in found if one.kind == "home-study-required")
    assert study.when.earliest == again.when.earliest


def test_one_earlier_child_is_enough_and_a_later_one_is_none() -> None:
    before = released(date(2024, 9, 8), BROTHER, SPONSOR, relationship="Uncle", category="2")
    mine = released(date(2024, 9, 9), CHILD, "77")
    assert grounds(CARE, before, mine) == [(CHILD, "earlier-children")]
    after = released(date(2024, 9, 10), BROTHER, SPONSOR)
    assert grounds(CARE, after, mine) == []


def test_two_children_on_one_day_are_several() -> None:
    both = [released(date(2024, 9, 9), about, SPONSOR) for about in (CHILD, BROTHER)]
    found = grounds(CARE, care(date(2024, 8, 1), BROTHER), *both)
    assert found == [(CHILD, "several-children"), (BROTHER, "several-children")]


def test_one_child_twice_is_one_child_and_linked_sponsors_are_one_sponsor() -> None:
    twice = [released(on, CHILD, SPONSOR) for on in (date(2024, 9, 9), date(2023, 9, 9))]
    assert not grounds(care(date(2023, 8, 1)), *twice)
    other = released(date(2023, 9, 9), BROTHER, "plain/cbp:5")
    mine = released(date(2024, 9, 9), CHILD, SPONSOR)
    sponsors = [
        described("1980-01-01", SPONSOR, "sponsor"),
        described("1980-01-01", "plain/cbp:5", "sponsor"),
    ]
    assert not grounds(CARE, other, mine, *sponsors)
    people = {SPONSOR: "p-9", "plain/cbp:5": "p-9"}
    assert grounds(CARE, other, mine, *sponsors, people=people) == [(CHILD, "earlier-children")]


def test_a_home_study_reported_as_required_is_not_required_twice() -> None:
    said = fact(CHILD, "home-study-required", date(2024, 8, 20), ground="twelve-or-younger")
    assert not grounds(described("2014-09-10"), CARE, released(date(2024, 9, 9)), said)
    past = fact(CHILD, "home-study-required", date(2024, 7, 31), ground="twelve-or-younger")
    assert grounds(described("2014-09-10"), CARE, released(date(2024, 9, 9)), past)


# ---------------------------------------------------------------- apprehended when 18


def arrested(on: date | datetime | When, about: str = CHILD, **more: str) -> Fact:
    return fact(about, "apprehended", on, "ice-ero", **more)


def of_age(*facts: Fact, people: Mapping[str, str] | None = None) -> list[Fact]:
    return [one for one in derived(*facts, people=people) if one.kind == "apprehended-of-age"]


def test_who_is_apprehended_on_the_18th_birthday_is_of_age_and_on_its_eve_is_not() -> None:
    born = described("2006-06-01")
    (on_it,) = of_age(born, arrested(date(2024, 6, 1)))
    assert (on_it.day_earliest, on_it.party) == (date(2024, 6, 1), "ice-ero")
    assert of_age(born, arrested(date(2024, 5, 31))) == []
    midnight = day_starts(date(2024, 6, 1), ZONE)
    assert of_age(born, arrested(instant(midnight)))
    assert not of_age(born, arrested(instant(midnight - timedelta(microseconds=1))))
    assert not of_age(born, arrested(When(midnight - timedelta(days=1), midnight)))


def test_who_may_have_been_17_is_not_of_age() -> None:
    arrest = arrested(date(2024, 6, 1))
    assert of_age(arrest) == []
    assert of_age(described("?"), arrest) == []
    people = dict.fromkeys((CHILD, BROTHER), "p-1")
    assert of_age(described("2006-06-01"), described("2006-06-02", BROTHER), arrest,
                  people=people) == []  # fmt: skip


@pytest.mark.parametrize("kind", ["age-claimed", "determined-unaccompanied"])
def test_who_is_taken_for_a_child_from_then_on_is_not_of_age(kind: str) -> None:
    def of_age_if_said(on: date | When) -> bool:
        said = fact(CHILD, kind, on, "ice-ero")
        return bool(of_age(described("1999-06-01"), arrested(date(2024, 6, 1)), said))

    assert not of_age_if_said(date(2024, 6, 1))
    assert not of_age_if_said(date(2024, 6, 9))
    assert of_age_if_said(date(2024, 5, 31))
    midnight = day_starts(date(2024, 6, 1), ZONE)
    assert not of_age_if_said(instant(midnight))
    assert of_age_if_said(instant(midnight - timedelta(microseconds=1)))


def test_a_birthday_that_was_reported_counts_in_whosever_charge_it_fell() -> None:
    reported = fact(CHILD, "turned-18", date(2024, 6, 1), HHS)
    (found,) = of_age(reported, arrested(date(2024, 6, 2)))
    assert found.about == CHILD
    assert of_age(reported, arrested(date(2024, 5, 31))) == []


def test_what_is_derived_is_known_when_both_its_premises_are() -> None:
    born = described("2006-06-01", told=LATER)
    (found,) = of_age(born, arrested(date(2024, 6, 2)))
    assert found.known_at == LATER
    late = replace(arrested(date(2024, 6, 2)), known_at=LATER)
    (found,) = of_age(described("2006-06-01"), late)
    assert found.known_at == LATER


def test_two_rows_on_one_arrest_are_one_and_two_arrests_are_two() -> None:
    born = described("2006-06-01")
    told = [arrested(date(2024, 6, 2), state=state) for state in ("TX", "LA")]
    assert len(of_age(born, *told)) == 1
    assert len(of_age(born, *told, arrested(date(2024, 6, 3)))) == 2


# ---------------------------------------------------------------- both ways, on many histories


CENTRE = date(2024, 6, 1)


def histories(seed: int) -> tuple[list[Fact], dict[str, str]]:
    """Make small families around the birthdays and handovers that decide."""
    some = random.Random(seed)
    facts: list[Fact] = []
    people: dict[str, str] = {}
    for child in range(120):
        about = f"plain/orr:{child}"
        if child % 5 == 1:
            people[about] = people[f"plain/orr:{child - 1}"] = f"p-{child}"
        facts += [*births(some, about), *stay(some, about), *reports(some, about)]
        facts += arrests(some, about)
    facts += [described("1980-01-01", one, "sponsor") for one in (SPONSOR, "plain/cbp:5")]
    people |= {SPONSOR: "p-s", "plain/cbp:5": "p-s"} if seed % 2 else {}
    return list({one.id: one for one in facts}.values()), people


def births(some: random.Random, about: str) -> Iterator[Fact]:
    age = some.choice((13, 13, 18))
    for _ in range(some.choice((0, 1, 1, 1, 2))):
        on = CENTRE + timedelta(days=some.randint(-1, 1))
        written = on.replace(year=on.year - age).isoformat()
        said = some.choice((written, written, written, "6/1/2006", "?"))
        kind = some.choice(("child", "child", "sponsor"))
        yield described(said, about, kind, TOLD + timedelta(days=some.randint(0, 2)))


def when(some: random.Random) -> When:
    on = CENTRE + timedelta(days=some.randint(-2, 2))
    if some.random() < 0.5:
        return day(on, ZONE)
    edge = some.choice((day_starts(on, ZONE), day_ends(on, ZONE)))
    return instant(edge + timedelta(microseconds=some.randint(-1, 1)))


def stay(some: random.Random, about: str) -> Iterator[Fact]:
    began = day(CENTRE - timedelta(days=some.choice((1, 2, 30))), ZONE)
    yield care(began, about, some.choice((HHS, "provider:Example", "ice-ero")))
    if some.random() < 0.3:
        yield left(when(some), about, some.choice((HHS, "provider:Example")))
    if some.random() < 0.2:
        yield fact(about, "transferred", when(some), HHS, "provider:Example")
    for _ in range(some.choice((0, 1, 1, 2))):
        to = some.choice(("", "77", "78", SPONSOR, "plain/cbp:5"))
        word = some.choice(("Unrelated Sponsor", "friend", "Mother"))
        category = some.choice(("", "3", "1"))
        yield released(when(some), about, to, relationship=word, category=category)


def arrests(some: random.Random, about: str) -> Iterator[Fact]:
    for state in ("TX", "LA"):
        if some.random() < 0.4:
            yield fact(about, "apprehended", when(some), "ice-ero", state=state)
    for kind in ("age-claimed", "determined-unaccompanied"):
        if some.random() < 0.1:
            yield fact(about, kind, when(some), "ice-ero")


def reports(some: random.Random, about: str) -> Iterator[Fact]:
    for kind, chance in (("died", 0.1), ("turned-18", 0.1), ("sponsor-identified", 0.3)):
        if some.random() < chance:
            yield fact(about, kind, when(some), some.choice(("", "", HHS)))
    if some.random() < 0.1:
        ground = some.choice(("twelve-or-younger", "earlier-children"))
        yield fact(about, "home-study-required", when(some), ground=ground)


def test_the_query_equals_the_definition() -> None:
    seen: Counter[str] = Counter()
    for seed in range(8):
        facts, people = histories(seed)
        found = derived_of(by_person(facts, people))
        fill(one_duck(), facts, persons=people)
        derive(one_duck())
        assert rows(found) == told(one_duck()), seed
        seen.update(one.kind + one.party + one.details.get("ground", "") for _, one in found)
    assert min(seen.values()) > 20 and len(seen) == 6, seen


def test_views_hold_what_was_told_and_what_was_derived() -> None:
    with Duck(memory="200MB", threads=1) as duck:
        fill(duck, [described("2006-05-10"), CARE])
        duck.run(
            "CREATE TABLE told AS SELECT * EXCLUDE (subject, replaces), 1 AS batch,"
            " NULL::TIMESTAMP AS replaced_at FROM known_facts"
        )
        derive(duck)
        for view in ("known_and_derived", "told_and_derived"):
            assert duck.value(f"SELECT count(*) FROM {view}") == 3
        assert not duck.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'custody'")


def test_one_subject_alone_gives_what_it_gives_among_all() -> None:
    facts, people = histories(3)
    whole = rows(derived_of(by_person(facts, people)))
    fill(one_duck(), facts, persons=people)
    for subject in sorted({str(row[1]) for row in whole})[::20]:
        derive(one_duck(), only=subject)
        assert told(one_duck()) == [row for row in whole if row[1] == subject]


# ---------------------------------------------------------------- the rules they are for


def states(name: str, *facts: Fact) -> list[str]:
    """Judge one duty on told and derived facts, all kinds heard of everyone."""
    ever = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2190, 1, 1, tzinfo=UTC))
    heard = sorted(named(name).needs_to_hear)
    periods = [Period("plain/orr", kind, *ever, True, ever[0]) for kind in heard]
    hearing = Hearing(periods, known_by=ever[1])
    both = [*facts, *derived(*facts)]
    as_of = datetime(2025, 1, 1, tzinfo=UTC)
    found = judge(named(name), both, as_of=as_of, hearing=hearing, calendars=calendars())
    return [str(due.state) for due in found]


def test_who_turns_18_in_care_is_owed_a_decision_before_ice_takes_custody() -> None:
    child = described("2006-05-10"), care(date(2024, 3, 1))
    taken = care(date(2024, 5, 11), party="ice-ero")
    decided = fact(CHILD, "age-out-decided", date(2024, 5, 10), "ice-ero")
    name = "decide-custody-at-18"
    assert states(name, *child, taken) == ["overdue"]
    assert states(name, *child, decided, taken) == ["kept"]
    assert states(name, *child, released(date(2024, 4, 1)), taken) == []


def test_a_young_child_goes_to_a_non_relative_only_after_a_home_study() -> None:
    child = described("2014-09-10"), CARE, released(date(2024, 9, 9))
    done = fact(CHILD, "home-study-done", date(2024, 8, 20))
    assert states("home-study-for-nonrelative", *child) == ["overdue"]
    assert states("home-study-for-nonrelative", *child, done) == ["kept"]
    early = described("2014-09-10"), care(date(2024, 6, 20)), released(date(2024, 9, 9))
    assert states("home-study-for-nonrelative", *early) == ["unclear"]


def test_nobody_has_to_be_told_of_an_arrest_of_somebody_who_is_18() -> None:
    arrest = arrested(date(2024, 6, 2))
    assert states("us/tvpra/notify-hhs", described("2006-06-01"), arrest) == ["excused"]
    assert states("us/tvpra/notify-hhs", described("2006-06-03"), arrest) == ["overdue"]
