"""judge.sql says of every due what judge.py says, on histories made where states turn."""

from __future__ import annotations

import pytest

from accompany.duties import everyone
from accompany.duties.judge import State
from accompany.duties.rules import rulebook
from accompany.engines.duck import Duck
from histories import SHAPES, world
from judged import by_definition, by_query, differences


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
