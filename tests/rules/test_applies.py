"""Which version applies and why, who an order is about, and who may tell whom what. All made up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from itertools import product

import pytest
import yaml
from tests.unit.facts_table import fact, fill

from accompany.core.cite import Checked
from accompany.core.fact import Fact
from accompany.core.when import When, day, day_ends, day_starts, instant
from accompany.duties import applies as module
from accompany.duties.applies import (
    May,
    applies,
    chosen,
    may_tell,
    orders,
    requirements,
    tellings,
)
from accompany.duties.calendars import calendars
from accompany.duties.cases import cases_of
from accompany.duties.judge import judge, known
from accompany.duties.rules import Duty, RuleFault, named, rulebook
from accompany.engines.duck import Duck
from accompany.timeline.derive_classes import Class, Member, member_of, take_classes

CHILD = "plain/orr:1"
AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
ZONE = "America/New_York"


def care(on: date | datetime | When, party: str = "hhs-orr") -> Fact:
    return fact(CHILD, "custody-began", on, party)


def filed(on: date | datetime | When, form: str = "I-589") -> Fact:
    return fact(CHILD, "relief-filed", on, form=form)


# ---------------------------------------------------------------- which version, and why


@pytest.mark.parametrize("duty", rulebook().values(), ids=lambda duty: duty.id)
def test_the_version_named_is_the_version_judged_by(duty: Duty) -> None:
    for case in cases_of(duty):
        facts = known(case.facts, known_by=case.known_by)
        past = [one for one in facts if one.when.earliest <= case.as_of]
        by_id = {one.id: one for one in past}
        dues = judge(duty, facts, as_of=case.as_of, hearing=case.hearing, calendars=calendars())
        for due in dues:
            if duty.every and due.opened != by_id[due.opened_by].when:
                continue
            found = chosen(duty, by_id[due.opened_by], past)
            assert (found.version.since if found.version else None) == due.version, case.name


def test_the_answer_names_the_day_and_the_fact() -> None:
    appeal = named("appeal-to-board")
    decision = fact(CHILD, "judge-decided", date(2026, 3, 9), decision="removal")
    found = chosen(appeal, decision, [decision])
    assert found.version and found.version.since == date(2026, 3, 9)
    assert found.why == "judge-decided happened on 2026-03-09: the version from 2026-03-09 applies"


def test_a_day_on_both_sides_of_a_change_picks_nothing() -> None:
    wide = When(day_starts(date(2026, 3, 8), ZONE), day_ends(date(2026, 3, 9), ZONE))
    decision = fact(CHILD, "judge-decided", wide, decision="removal")
    found = chosen(named("appeal-to-board"), decision, [decision])
    assert found.version is None
    assert found.why.endswith("between 2026-03-08 and 2026-03-09, and the rule changed in between")


def test_without_the_fact_that_dates_it_no_version_is_named() -> None:
    call = named("first-hearing-window")
    opening = fact(CHILD, "custody-began", date(2016, 1, 1))
    found = chosen(call, opening, [])
    assert (found.version, found.days) == (None, None)
    assert "no fact on file tells its day" in found.why


def test_a_day_before_any_law_is_said_to_be_so() -> None:
    decision = fact(CHILD, "judge-decided", date(1990, 1, 1), decision="removal")
    found = chosen(named("appeal-to-board"), decision, [decision])
    assert found.why.endswith("no version was in force")


# ---------------------------------------------------------------- classes and requirements


@pytest.mark.parametrize(
    ("entered", "answer"),
    [
        (date(2025, 4, 20), "no"),
        (date(2025, 4, 22), "no"),
        (instant(day_ends(date(2025, 4, 22), ZONE)), "no"),
        (instant(day_starts(date(2025, 4, 23), ZONE)), "yes"),
        (date(2025, 4, 25), "yes"),
        (
            When(day_starts(date(2025, 4, 22), ZONE), day_ends(date(2025, 4, 23), ZONE)),
            "unclear",
        ),
    ],
)
def test_the_new_documents_are_not_asked_for_of_the_class(
    entered: date | When, answer: str
) -> None:
    found = applies("sponsor-documents-of-2025", [care(entered)], on=date(2025, 6, 15), as_of=AS_OF)
    assert found.answer == answer
    assert found.checked is Checked.SECONDHAND
    assert bool(found.also) is (answer != "yes")


def test_before_the_order_the_new_documents_were_asked_for_of_all() -> None:
    facts = [care(date(2025, 4, 20))]
    name = "sponsor-documents-of-2025"
    assert applies(name, facts, on=date(2025, 6, 8), as_of=AS_OF).answer == "yes"
    assert applies(name, facts, on=date(2025, 3, 6), as_of=AS_OF).answer == "no"
    assert applies(name, [], on=date(2025, 6, 15), as_of=AS_OF).answer == "unclear"


def test_a_new_stay_in_care_is_a_new_beginning_and_another_provider_is_none() -> None:
    first = [care(date(2024, 1, 1)), fact(CHILD, "released", date(2024, 2, 1))]
    moved = fact(CHILD, "transferred", date(2025, 5, 20), "hhs-orr", "provider:Example")
    name, on = "sponsor-documents-of-2025", date(2025, 6, 15)
    again = [*first, care(date(2025, 4, 25)), moved]
    assert applies(name, again, on=on, as_of=AS_OF).answer == "yes"
    kept = [care(date(2025, 4, 20)), moved]
    assert applies(name, kept, on=on, as_of=AS_OF).answer == "no"
    assert applies(name, [care(date(2025, 4, 20), "ice-ero")], on=on, as_of=AS_OF).answer == (
        "unclear"
    )


@pytest.mark.parametrize(
    ("on", "answer"),
    [(date(2025, 2, 20), "yes"), (date(2025, 2, 24), "yes"), (date(2025, 2, 25), "no"),
     (date(2025, 3, 1), "no")],
)  # fmt: skip
def test_asylum_filed_after_18_is_the_class_by_the_day_of_filing(on: date, answer: str) -> None:
    found = applies("uscis-decides-first-after-18", [filed(on)], on=on, as_of=AS_OF)
    assert found.answer == answer
    assert ("2025-02-24 is reported" in found.why) is (answer == "no")


def test_one_filing_in_time_is_enough_and_another_form_is_none() -> None:
    jop = orders()["jop"].rule
    facts = [filed(date(2025, 3, 1)), filed(date(2025, 2, 1)), filed(date(2024, 1, 1), "I-360")]
    assert member_of(jop, facts, as_of=AS_OF) == (
        Member.YES, date(2025, 2, 1), date(2025, 2, 1)
    )  # fmt: skip
    assert member_of(jop, facts[2:], as_of=AS_OF) is None
    assert member_of(jop, facts, as_of=datetime(2025, 1, 31, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("on", "member"), [(date(2026, 3, 8), Member.NO), (date(2026, 3, 9), Member.YES)]
)
def test_the_last_decision_draws_the_class_of_the_board(on: date, member: Member) -> None:
    facts = [fact(CHILD, "judge-decided", one) for one in (date(2020, 1, 1), on)]
    found = member_of(orders()["board-ten-days"].rule, facts, as_of=AS_OF)
    assert found and found[0] is member


def test_every_requirement_covers_time_and_says_what_would_verify_it() -> None:
    for asked in requirements().values():
        days = [version.since for version in asked.versions]
        assert days == sorted(days) and asked.verify
        for earlier, later in zip(asked.versions, asked.versions[1:], strict=False):
            assert earlier.until == later.since


# ---------------------------------------------------------------- classes, both ways


def moments() -> Iterator[When]:
    for on in (date(2025, 4, 22), date(2025, 2, 24), date(2026, 3, 9)):
        for shift in (-1, 0, 1):
            yield day(on + timedelta(days=shift), ZONE)
            yield instant(day_ends(on, ZONE) + timedelta(microseconds=shift))
            yield When(day_starts(on, ZONE), day_ends(on + timedelta(days=abs(shift)), ZONE))


def test_the_query_for_everyone_equals_the_definition() -> None:
    classes = [one.rule for one in orders().values()]
    classes.append(Class("all-time", "relief-filed", "any"))
    kinds = ("custody-began", "relief-filed", "judge-decided", "released", "transferred")
    facts: list[Fact] = []
    for place, (kind, one, other) in enumerate(product(kinds, moments(), list(moments())[::5])):
        about = f"plain/orr:{place}"
        party = "provider:Example" if place % 3 else "hhs-orr"
        for when in (one, other):
            facts.append(fact(about, kind, when, party, party, form="I-589"))
        facts.append(fact(about, "custody-began", other, "hhs-orr"))
    whole = {one.id: one for one in facts}.values()
    people: dict[str, list[Fact]] = {}
    for made in whole:
        people.setdefault(made.about, []).append(made)
    as_of = day_ends(date(2026, 3, 9), ZONE)
    expected = sorted(
        (subject, one.name, str(found[0]), *found[1:])
        for subject, told in people.items()
        for one in classes
        if (found := member_of(one, told, as_of=as_of))
    )
    with Duck(memory="300MB", threads=1) as duck:
        fill(duck, whole)
        take_classes(duck, classes, as_of=as_of)
        assert sorted(duck.rows("SELECT * FROM class_member")) == expected
    assert {row[2] for row in expected} == {"yes", "no", "unclear"}
    assert len(expected) > 500


# ---------------------------------------------------------------- who may tell whom what


def test_orr_may_not_tell_ice_a_sponsors_status_while_the_regulation_barred_it() -> None:
    found = may_tell("hhs-orr", "sponsor-status", "ice-ero", on=date(2024, 7, 15))
    assert found.may is May.NO
    assert found.because[0].cite == "45 CFR 410.1201(b)"
    assert found.checked is Checked.READ


def test_after_the_bar_was_taken_out_the_rider_must_be_checked() -> None:
    found = may_tell("hhs-orr", "sponsor-status", "ice-ero", on=date(2025, 4, 1))
    assert found.may is May.CHECK
    assert "rider-on-sponsors" in [one.name for one in found.because]
    assert "regulation-bars-status" in [one.name for one in found.other_days]


@pytest.mark.parametrize(
    ("on", "may"),
    [(date(2024, 6, 30), May.CHECK), (date(2024, 7, 1), May.NO), (date(2025, 3, 24), May.NO),
     (date(2025, 3, 25), May.CHECK), (date(1975, 9, 26), May.NO)],
)  # fmt: skip
def test_the_day_decides(on: date, may: May) -> None:
    assert may_tell("hhs-orr", "sponsor-status", "ice-ero", on=on).may is may


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2018, 5, 12), ""),
        (date(2018, 5, 13), "agreement-of-2018"),
        (date(2021, 3, 10), "agreement-of-2018"),
        (date(2021, 3, 11), "agreement-of-2021"),
    ],
)
def test_one_agreement_follows_the_other(on: date, name: str) -> None:
    found = may_tell("hhs-orr", "sponsor-identity", "ice-ero", on=on)
    names = [one.name for one in found.because if one.name.startswith("agreement")]
    assert names == ([name] if name else [])


def test_silence_is_no_and_says_that_nothing_speaks() -> None:
    found = may_tell("eoir", "clinical", "ice-ero", on=date(2024, 7, 15))
    assert (found.may, found.because, found.checked) == (May.NO, (), None)


def test_a_body_stands_for_those_under_it_but_a_permission_does_not_reach_above() -> None:
    on = date(2024, 7, 15)
    assert may_tell("hhs-orr", "sponsor-status", "dhs", on=on).may is May.NO
    assert may_tell("hhs", "sponsor-status", "ice-ero", on=on).may is May.NO
    assert may_tell("cbp-usbp", "concerns", "hhs-otip", on=on).may is May.YES
    assert may_tell("cbp-usbp", "concerns", "hhs", on=on).may is May.NO


def test_relief_of_victims_is_told_to_nobody_outside_and_checked_inside() -> None:
    on = date(2024, 7, 15)
    assert may_tell("uscis", "protected-relief", "sponsor", on=on).may is May.NO
    assert may_tell("uscis", "protected-relief", "ice-ero", on=on).may is May.CHECK
    assert may_tell("uscis", "protected-relief", "police", on=on).may is May.NO


def test_every_class_of_data_is_one_the_walls_know() -> None:
    text = resources.files("accompany.walls").joinpath("purposes.toml").read_text("utf-8")
    known_classes = set(tomllib.loads(text)["class"])
    assert {what for one in tellings() for what in one.what} <= known_classes


BAD = [
    ("by: stay", "by: moon", orders, "class angelica-s: no such fact"),
    ("fact: relief-filed", "fact: filed", orders, "class jop: no such fact"),
    ('applies: "no"', "applies: perhaps", requirements, "`applies:`. yes, no or only"),
    ("only: jop", "sole: jop", requirements, "`applies:`. yes, no or only"),
    ("unless: angelica-s", "unless: nobody", requirements, "no class nobody"),
    ("who: [hhs-orr]", "who: [orr]", tellings, "`orr` is no office"),
]


@pytest.mark.parametrize(("right", "wrong", "read", "said"), BAD, ids=lambda one: str(one)[:24])
def test_a_fault_in_the_file_is_named(
    monkeypatch: pytest.MonkeyPatch,
    right: str,
    wrong: str,
    read: Callable[[], object],
    said: str,
) -> None:
    path = resources.files("accompany").joinpath("rulebook", "us", "applicability.yaml")
    text = path.read_text("utf-8")
    assert right in text
    book = yaml.safe_load(text.replace(right, wrong, 1))
    monkeypatch.setattr(module, "_book", lambda: book)
    with pytest.raises(RuleFault, match=re.escape(said)):
        read.__wrapped__()  # type: ignore[attr-defined]


def test_an_unknown_office_is_not_answered_as_a_question() -> None:
    with pytest.raises(KeyError, match="orr is no office"):
        may_tell("orr", "sponsor-status", "ice-ero", on=date(2024, 7, 15))


def test_what_was_not_read_says_what_would_verify_it() -> None:
    for one in tellings():
        read = one.checked is Checked.READ
        assert bool(one.text and one.law) is read, one.name
        assert read or one.verify, one.name
