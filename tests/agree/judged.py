"""A made-up world judged both ways: by the definition, and by the query over its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from histories import AS_OF, KNOWN_BY, World, load, load_holders, row_of

from accompany.duties.calendars import calendars
from accompany.duties.everyone import gather, judge_everyone, rules_and_hearing
from accompany.duties.hearing import Hearing
from accompany.duties.judge import Due, judge, known
from accompany.duties.rules import Duty
from accompany.duties.tables import Numbered
from accompany.engines.duck import Duck, filled

Rows = Counter[tuple[Any, ...]]

DUES = """
SELECT
    CAST(s.subject AS INTEGER) AS subject, u.duty, r.since, d.opened_earliest, d.opened_latest,
    d.not_before, d.due_earliest, d.due_latest, d.kept_earliest, d.kept_latest, d.state,
    d.owed_by, o.fact_id AS opened_by
FROM {{judged}} AS d
LEFT JOIN subject AS s ON d.subject_no = s.subject_no
LEFT JOIN duty AS u ON d.duty_no = u.duty_no
LEFT JOIN rule AS r ON d.rule_no = r.rule_no
LEFT JOIN facts AS o ON d.opened_by = o.fact_no
"""


def judged(made_up: World, duties: Sequence[Duty]) -> Iterator[tuple[int, Due]]:
    hearing = Hearing(made_up.periods, known_by=KNOWN_BY)
    for subject, told in made_up.facts.items():
        facts = known(told, known_by=KNOWN_BY)
        for duty in duties:
            for due in judge(
                duty,
                facts,
                as_of=AS_OF,
                hearing=hearing,
                calendars=calendars(),
                holders=made_up.holders[subject],
            ):
                yield subject, due


def by_definition(made_up: World, duties: Sequence[Duty]) -> Rows:
    return Counter(row_of(subject, due) for subject, due in judged(made_up, duties))


def make_tables(duck: Duck, made_up: World, duties: Sequence[Duty]) -> Numbered:
    """Make every table judge.sql reads but those of the days, which ``judge_everyone`` makes."""
    load(duck, made_up)
    hearing = Hearing(made_up.periods, known_by=KNOWN_BY)
    numbered = rules_and_hearing(duck, duties, hearing)
    gather(duck, known_by=KNOWN_BY)
    load_holders(duck, made_up)
    return numbered


def by_query(duck: Duck, made_up: World, duties: Sequence[Duty]) -> Rows:
    numbered = make_tables(duck, made_up, duties)
    judge_everyone(duck, numbered, calendars(), as_of=AS_OF, known_by=KNOWN_BY)
    return Counter(duck.rows(filled(DUES, judged="due")))


def differences(left: Rows, right: Rows) -> list[tuple[str, tuple[Any, ...]]]:
    return [("judge.py", row) for row in left - right] + [
        ("judge.sql", row) for row in right - left
    ]
