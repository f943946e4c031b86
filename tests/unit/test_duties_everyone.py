"""Judging everyone: persons of many records, who had charge, and dues in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from histories import DAY_ENDS, KNOWN_BY, World
from judged import load
from made_up import SOURCE, happened
from shapes import made

from accompany.core.fact import Fact
from accompany.duties.calendars import calendars
from accompany.duties.everyone import gather, judge_everyone, name_dues, rules_and_hearing
from accompany.duties.hearing import Hearing
from accompany.duties.rules import Clock, Duty
from accompany.engines.duck import Duck

HOLDING = made("holding", Clock("days", 3), owed_by="holding-agency")
OPENED = happened("2024-06-11T12:00", "released", known="2024-06-12")
CALL = happened("2024-06-12T12:00", "call-reached-child", known="2024-06-12")


@pytest.fixture
def duck() -> Iterator[Duck]:
    with Duck() as one:
        yield one


def judged(duck: Duck, facts: dict[int, list[Fact]], *duties: Duty) -> list[int]:
    """Judge these; return how many subjects each range held."""
    ranges: list[int] = []
    if not duck.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'person'"):
        load(duck, World(facts, [], {}))
    numbered = rules_and_hearing(duck, duties, Hearing([], known_by=KNOWN_BY))
    gather(duck, known_by=KNOWN_BY)
    judge_everyone(
        duck, numbered, calendars(), as_of=DAY_ENDS, known_by=KNOWN_BY, judged=ranges.append
    )
    name_dues(duck, known_by=KNOWN_BY)
    return ranges


def test_who_had_charge_is_taken_from_custody(duck: Duck) -> None:
    duck.run(
        "CREATE TABLE custody AS SELECT * FROM (VALUES"
        " ('000000001', 'cbp-usbp', TIMESTAMP '2024-06-01', TIMESTAMP '2024-06-11'),"
        " ('000000001', 'hhs-orr', TIMESTAMP '2024-06-11', NULL),"
        " ('000000009', 'ice-ero', TIMESTAMP '2024-06-01', NULL)"
        ") AS t (subject, party, starts_at, ends_at)"
    )
    judged(duck, {1: [OPENED], 2: [OPENED]}, HOLDING)
    assert duck.rows("SELECT subject, owed_by FROM dues ORDER BY subject") == [
        ("000000001", "hhs-orr"),
        ("000000002", "unclear"),
    ]


def test_facts_of_linked_records_are_one_persons(duck: Duck) -> None:
    load(duck, World({1: [OPENED], 2: [CALL]}, [], {}))
    duck.run("INSERT INTO person VALUES ('000000001', 'p-1'), ('000000002', 'p-1')")
    assert judged(duck, {}, HOLDING) == [1]
    found = duck.rows("SELECT subject, state, opened_by_fact, kept_by_fact FROM dues")
    assert found == [("p-1", "kept", OPENED.id.hex(), CALL.id.hex())]


def test_a_due_in_words_carries_what_the_rule_says_of_itself(duck: Duck) -> None:
    judged(duck, {1: [OPENED]}, made("days", Clock("days", 3)))
    assert list(
        duck.dicts(
            "SELECT duty, owed_by, owed_to, strength, checked, rule_version, kept_by_fact FROM dues"
        )
    ) == [
        {
            "duty": "made/days",
            "owed_by": "hhs-orr",
            "owed_to": "child",
            "strength": "policy",
            "checked": "read in the text",
            "rule_version": HOLDING.versions[1].since,
            "kept_by_fact": None,
        }
    ]


def test_nobody_to_judge_gives_no_dues(duck: Duck) -> None:
    assert judged(duck, {}, HOLDING) == []
    assert duck.value("SELECT count(*) FROM dues") == 0


def test_a_fact_no_rule_asks_about_makes_no_subject(duck: Duck) -> None:
    other = happened("2024-06-11", "nta-served", known="2024-06-12")
    assert other.source == SOURCE
    assert judged(duck, {1: [other], 2: [OPENED]}, HOLDING) == [1]
    assert duck.rows("SELECT subject FROM dues") == [("000000002",)]
