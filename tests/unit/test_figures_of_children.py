"""Figures of children whom several agencies know, on made-up facts counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.unit.facts_table import fact, fill, utc

from accompany.core.fact import Fact
from accompany.engines.duck import Duck
from accompany.figures.book import figures
from accompany.figures.cell import Cell
from accompany.figures.count import count

AS_OF = utc("2024-01-01T04:59:59.999999")
"""The end of 2023 in Washington."""
HHS = "plain/hhs:1"
SERVED = fact("plain/ice:9", "nta-served", date(2021, 1, 1), "ice-ero")
"""Of another child: service is a thing that somebody reports."""


@pytest.fixture
def duck() -> Iterator[Duck]:
    with Duck() as one:
        yield one


def named(about: str = HHS) -> Fact:
    return fact(about, "person-described", date(2020, 1, 1), given_names="Ana")


def came(about: str = HHS, on: date = date(2020, 3, 1)) -> Fact:
    return fact(about, "custody-began", on, "hhs-orr")


def released(about: str = HHS, on: date = date(2020, 6, 1)) -> Fact:
    return fact(about, "released", on, "hhs-orr")


def total(duck: Duck, figure: str, *facts: Fact) -> Cell:
    fill(duck, facts)
    return count(duck, figures([figure]), as_of=AS_OF, cases=True)[0].total


def share(duck: Duck, figure: str, *facts: Fact) -> tuple[object, object, int]:
    found = total(duck, figure, *facts)
    return found.numerator, found.denominator, found.unclear


def test_a_child_who_came_twice_is_one_child(duck: Duck) -> None:
    again = came(on=date(2021, 5, 1))
    assert total(duck, "children-in-hhs-care", named(), came(), again).value == 1
    assert share(duck, "in-care-again", named(), came(), again) == (1, 1, 0)
    assert share(duck, "in-care-again", named(), came()) == (0, 1, 0)


def test_a_row_that_says_of_nobody_who_they_are_is_left_out(duck: Duck) -> None:
    assert total(duck, "children-in-hhs-care", named(), came(), came("plain/hhs:2")).value == 1


def test_custody_of_another_office_is_not_hhs_custody(duck: Duck) -> None:
    held = fact(HHS, "custody-began", date(2020, 2, 28), "cbp-usbp")
    assert total(duck, "children-in-hhs-care", named(), held).value == 0


def test_a_child_is_never_served_until_somebody_tells_of_service(duck: Duck) -> None:
    there = (named(), came(), SERVED)
    own = fact(HHS, "nta-served", date(2022, 2, 2), "ice-ero")
    later = fact(HHS, "nta-served", date(2024, 2, 2), "ice-ero")
    assert share(duck, "never-served", *there) == (1, 1, 0)
    assert share(duck, "never-served", *there, own) == (0, 1, 0)
    assert share(duck, "never-served", *there, later) == (1, 1, 0)


def test_where_nobody_reports_service_every_child_is_unclear(duck: Duck) -> None:
    assert share(duck, "never-served", named(), came()) == (0, 0, 1)


def test_a_hearing_missed_is_counted_once_by_either_signal(duck: Duck) -> None:
    missed = fact(HHS, "hearing-missed", date(2022, 4, 4), "child", signal="in-absentia-order")
    order = fact(HHS, "in-absentia-order", date(2022, 4, 4), "eoir")
    own = fact(HHS, "nta-served", date(2021, 2, 2), "ice-ero")
    both = (named(), came(), own, missed, order)
    assert share(duck, "missed-hearing", *both) == (1, 1, 0)
    assert share(duck, "served-and-missed", *both, named("plain/ice:9"), SERVED) == (1, 2, 0)


@pytest.mark.parametrize(
    ("figure", "kind"),
    [
        ("missed-not-looked-for", "location-attempted"),
        ("missed-hhs-not-told", "missed-hearing-told"),
    ],
)
def test_what_came_before_a_hearing_was_missed_does_not_answer_it(
    duck: Duck, figure: str, kind: str
) -> None:
    missed = fact(HHS, "hearing-missed", date(2022, 4, 4), "child")
    for on, unanswered in ((date(2022, 4, 3), 1), (date(2022, 4, 4), 0), (date(2023, 1, 1), 0)):
        done = fact(HHS, kind, on, "ice-ero")
        assert share(duck, figure, named(), missed, done) == (unanswered, 1, 0)


def test_a_release_of_last_month_is_too_young_to_ask_for_a_call(duck: Duck) -> None:
    there = (named(), fact("plain/hhs:7", "call-reached-child", date(2023, 1, 1)))
    for on, asked in ((date(2023, 11, 24), 1), (date(2023, 11, 25), 0)):
        found = share(duck, "released-never-reached", *there, released(on=on))
        assert found == (asked, asked, 0)


def test_a_call_that_an_adult_answered_reached_somebody(duck: Duck) -> None:
    adult = fact(HHS, "call-reached-adult", date(2020, 7, 2), "care-provider")
    unanswered = fact(HHS, "call-attempted", date(2020, 7, 1), "care-provider")
    assert share(duck, "released-never-reached", named(), released(), unanswered, adult) == (
        0,
        1,
        0,
    )


def test_any_office_since_release_is_an_office(duck: Duck) -> None:
    there = (named(), released(), SERVED)
    hearing = fact(HHS, "hearing-set", date(2021, 1, 1), "eoir")
    before = fact(HHS, "hearing-set", date(2020, 5, 1), "eoir")
    assert share(duck, "no-office-since-release", *there) == (1, 1, 0)
    assert share(duck, "no-office-since-release", *there, before) == (1, 1, 0)
    assert share(duck, "no-office-since-release", *there, hearing) == (0, 1, 0)


def test_an_outcome_counts_only_if_it_came_within_three_years(duck: Duck) -> None:
    for on, none in ((date(2023, 3, 2), 0), (date(2023, 3, 3), 1)):
        decided = fact(HHS, "judge-decided", on, "eoir")
        assert share(duck, "no-outcome-in-three-years", named(), came(), decided) == (none, 1, 0)


def test_an_address_is_told_to_some_until_all_three_know_it(duck: Duck) -> None:
    told = [
        fact(HHS, "address-told", date(2022, 1, day), "child", office=office)
        for day, office in enumerate(("eoir", "uscis", "hhs-orr"), 1)
    ]
    other = fact("plain/uscis:2", "address-told", date(2022, 1, 1), "child", office="uscis")
    assert share(duck, "move-told-to-some", *told) == (0, 1, 0)
    assert share(duck, "move-told-to-some", *told, other) == (1, 2, 0)
    assert share(duck, "move-told-to-some", *told[:2]) == (0, 0, 1)
