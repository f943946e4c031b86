"""judge.sql says of every due what judge.py says, on histories made where states turn."""

from __future__ import annotations

from collections import Counter

import pytest
from histories import KNOWN_BY, world
from judged import by_definition, by_query, differences, judged, plain
from shapes import SHAPES

from accompany.duties import everyone
from accompany.duties.everyone import name_dues
from accompany.duties.judge import State
from accompany.duties.rules import rulebook
from accompany.engines.duck import Duck


@pytest.mark.parametrize("seed", range(3))
def test_the_query_equals_the_definition_on_every_shape_of_rule(seed: int) -> None:
    made_up = world(SHAPES, 400, seed)
    with Duck() as duck:
        found = by_query(duck, made_up, SHAPES)
    expected = by_definition(made_up, SHAPES)
    assert differences(expected, found)[:6] == []
    assert {row[10] for row in expected} == {str(state) for state in State}


def test_the_query_equals_the_definition_with_the_whole_rulebook() -> None:
    duties = list(rulebook().values())
    made_up = world(duties, 150, 7)
    with Duck() as duck:
        found = by_query(duck, made_up, duties)
    assert differences(by_definition(made_up, duties), found)[:6] == []


def test_the_query_names_the_facts_the_definition_names() -> None:
    made_up = world(SHAPES, 250, 5)
    with Duck() as duck:
        by_query(duck, made_up, SHAPES)
        name_dues(duck, known_by=KNOWN_BY)
        found = Counter(
            duck.rows(
                "SELECT CAST(subject AS INTEGER), duty, opened_by_fact, opened_earliest,"
                " kept_by_fact FROM dues"
            )
        )
    expected = Counter(
        (
            subject, due.duty, due.opened_by.hex(), plain(due.opened.earliest),
            due.kept_by and due.kept_by.hex(),
        )
        for subject, due in judged(made_up, SHAPES)
    )  # fmt: skip
    assert differences(expected, found)[:6] == []


def test_subjects_judged_a_few_at_a_time_are_judged_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    duties = [duty for duty in SHAPES if duty.name in ("days", "every", "holding")]
    made_up = world(duties, 40, 3)
    with Duck() as duck:
        whole = by_query(duck, made_up, duties)
        monkeypatch.setattr(everyone, "FACTS_AT_A_TIME", 30)
        parts = by_query(duck, made_up, duties)
    assert differences(whole, parts)[:6] == []
