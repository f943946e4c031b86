"""The page's date function says of every due what judge.py says: the cases, and made-up ones."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reckoned import Row, as_given, by_chromium, by_definition, by_node, by_script, chromium
from rule_histories import DUTIES, ZONES, told

from accompany.core.fact import Fact
from accompany.core.when import DEFAULT_ZONE
from accompany.duties.cases import cases_of, read_fact
from accompany.duties.judge import known
from accompany.duties.rules import Duty, rulebook
from accompany.figures.owed.tables import tables

COUNT = int(os.environ.get("EXAMPLES", "1200"))  # noqa: TID251 - how many, by make's word
IN_BROWSER = COUNT if "EXAMPLES" in os.environ else 150  # noqa: TID251
SHAPES_OF_STEPS = {
    "stood_still", "roll_forward", "roll_back", "skipped", "not_before", "hour_unknown",
    "opened_again", "opened_between", "before_step", "no_time", "no_last_day", "or_later",
}  # fmt: skip
Runner = Callable[[Any, Path], Any]
Case = tuple[Sequence[Fact], datetime]
EPOCH, TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def compared(
    duties: Sequence[Duty], cases: Sequence[Case], folder: Path, *runs: tuple[Runner, int]
) -> tuple[Counter[Row], list[Any]]:
    """Return the dues of the definition, and the first few that differ in any run.

    Each runner is given as many of the cases as it says.
    """
    zones = sorted({*ZONES, *(fact.zone for facts, _ in cases for fact in facts)})
    given = [{"facts": as_given(facts), "asOf": (as_of - EPOCH) // TICK} for facts, as_of in cases]
    rights = [by_definition(duties, facts, as_of) for facts, as_of in cases]
    differ: list[Any] = []
    for run, count in runs:
        found = run({"tables": tables(duties, zones), "cases": given[:count]}, folder)
        for right, rows in zip(rights, found, strict=len(given) <= count):
            differ += [("judge.py", row) for row in right - by_script(rows)]
            differ += [("reckon.js", row) for row in by_script(rows) - right]
    dues: Counter[Row] = Counter()
    for right in rights:
        dues.update(right)  # a sum of counters copies all it has so far, each time
    return dues, differ[:4]


def test_the_script_agrees_on_all_cases_of_the_rulebook(tmp_path: Path) -> None:
    duties = list(rulebook().values())
    cases = [
        (known(case.facts, known_by=case.known_by), case.as_of)
        for duty in duties
        for case in cases_of(duty)
    ]
    dues, differ = compared(duties, cases, tmp_path, (by_node, len(cases)))
    assert differ == []
    assert {row[0] for row in dues} == set(rulebook())


def test_the_script_agrees_on_made_up_histories(tmp_path: Path) -> None:
    """In Node, and in a browser where there is one; every duty opens, every count is met."""
    cases = [(one.facts, one.as_of) for one in told(COUNT, 11)]
    runs = [(by_node, COUNT), *([(by_chromium, IN_BROWSER)] if chromium() else [])]
    dues, differ = compared(DUTIES, cases, tmp_path, *runs)
    assert differ == []
    assert {row[0] for row in dues} == {duty.id for duty in DUTIES}
    said = {step for row in dues for step in SHAPES_OF_STEPS if f'"{step}"' in row[7]}
    assert said == SHAPES_OF_STEPS
    assert any(row[1] is None for row in dues)


TOLLED = "2022-05-02 relief-filed form=I-360"
SEAMS = [
    ["2016-02-29 offence statute=8-usc-1324-a"],
    ["2016-02-28 offence statute=8-usc-1324-a"],
    ["2012-02-29 found-in-country"],
    # ended in the very moment, and a tick before, in which the duty falls again
    ["2024-08-01 restrictive-placement-began",
     "2024-08-31T00:00-04:00 restrictive-placement-ended"],
    ["2024-08-01 restrictive-placement-began",
     "2024-08-30T23:59:59.999999-04:00 restrictive-placement-ended"],
    # a toll that begins in the last moment of the time, and one just after it
    [TOLLED, "2022-10-29T23:59:59.999999-04:00 evidence-requested form=I-360",
     "2022-11-20 evidence-received form=I-360"],
    [TOLLED, "2022-10-30T00:00-04:00 evidence-requested form=I-360",
     "2022-11-20 evidence-received form=I-360"],
    # two ends of one toll at one time, whose local days differ; in either order
    [TOLLED, "2022-06-01 evidence-requested form=I-360",
     "2022-06-11T10:00-04:00 evidence-received form=I-360 zone=Pacific/Guam",
     "2022-06-11T10:00-04:00 evidence-received form=I-360"],
    [TOLLED, "2022-06-01 evidence-requested form=I-360",
     "2022-06-11T10:00-04:00 evidence-received form=I-360",
     "2022-06-11T10:00-04:00 evidence-received form=I-360 zone=Pacific/Guam"],
    # in the moment in which clocks change, and beside it
    ["2024-03-10T07:00Z determined-unaccompanied"],
    ["2024-11-03T05:59:59.999999Z determined-unaccompanied"],
]  # fmt: skip


def test_the_script_agrees_at_the_seams(tmp_path: Path) -> None:
    as_of = datetime(2025, 1, 1, 5, tzinfo=UTC)
    cases = [([read_fact(line, DEFAULT_ZONE) for line in lines], as_of) for lines in SEAMS]
    dues, differ = compared(list(rulebook().values()), cases, tmp_path, (by_node, len(cases)))
    assert differ == []
    assert dues.total() > 2 * len(SEAMS)
