"""judge.sql says of every due what judge.py says, on histories made where states turn."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from accompany.duties.calendars import calendars
from accompany.duties.everyone import gather, judge_everyone, rules_and_hearing
from accompany.duties.hearing import Hearing
from accompany.duties.judge import State, judge, known
from accompany.duties.rules import Duty, rulebook
from accompany.engines.duck import Duck
from histories import AS_OF, KNOWN_BY, SHAPES, World, load, load_holders, row_of, world

Rows = Counter[tuple[Any, ...]]


def by_definition(made_up: World, duties: list[Duty]) -> Rows:
    hearing = Hearing(made_up.periods, known_by=KNOWN_BY)
    return Counter(
        row_of(subject, due)
        for subject, told in made_up.facts.items()
        for facts in [known(told, known_by=KNOWN_BY)]
        for duty in duties
        for due in judge(
            duty,
            facts,
            as_of=AS_OF,
            hearing=hearing,
            calendars=calendars(),
            holders=made_up.holders[subject],
        )
    )


def by_query(duck: Duck, made_up: World, duties: list[Duty]) -> Rows:
    load(duck, made_up)
    hearing = Hearing(made_up.periods, known_by=KNOWN_BY)
    numbered = rules_and_hearing(duck, duties, hearing)
    gather(duck, known_by=KNOWN_BY)
    load_holders(duck, made_up)
    judge_everyone(duck, numbered, calendars(), as_of=AS_OF, known_by=KNOWN_BY)
    return Counter(
        duck.rows(
            "SELECT CAST(s.subject AS INTEGER), u.duty, r.since, d.opened_earliest,"
            " d.opened_latest, d.not_before, d.due_earliest, d.due_latest, d.kept_earliest,"
            " d.kept_latest, d.state, d.owed_by FROM due AS d"
            " INNER JOIN subject AS s USING (subject_no) INNER JOIN duty AS u USING (duty_no)"
            " LEFT JOIN rule AS r ON d.rule_no = r.rule_no"
        )
    )


def differences(left: Rows, right: Rows) -> list[tuple[str, tuple[Any, ...]]]:
    return [("judge.py", row) for row in left - right] + [
        ("judge.sql", row) for row in right - left
    ]


@pytest.mark.parametrize("seed", range(3))
def test_the_query_equals_the_definition_on_every_shape_of_rule(seed: int) -> None:
    made_up = world(SHAPES, 1_500, seed)
    with Duck() as duck:
        found = by_query(duck, made_up, list(SHAPES))
    expected = by_definition(made_up, list(SHAPES))
    assert differences(expected, found)[:6] == []
    assert {row[10] for row in expected} == {str(state) for state in State}


def test_the_query_equals_the_definition_with_the_whole_rulebook() -> None:
    duties = list(rulebook().values())
    made_up = world(duties, 1_000, 7)
    with Duck() as duck:
        found = by_query(duck, made_up, duties)
    assert differences(by_definition(made_up, duties), found)[:6] == []
