"""Every case beside every rule is judged as written, and every reachable state has one."""

from __future__ import annotations

import pytest

from accompany.duties.calendars import calendars
from accompany.duties.cases import Case, cases_of, reachable
from accompany.duties.judge import judge, known
from accompany.duties.rules import Duty, rulebook

DUTIES = list(rulebook().values())
CASES = [case for duty in DUTIES for case in cases_of(duty)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.duty.id}: {case.name}")
def test_case(case: Case) -> None:
    dues = sorted(
        judge(
            case.duty,
            known(case.facts, known_by=case.known_by),
            as_of=case.as_of,
            hearing=case.hearing,
            calendars=calendars(),
        ),
        key=lambda due: (due.opened.earliest, due.opened.latest),
    )
    assert [due.state for due in dues] == list(case.expect)
    if case.due:
        assert dues[0].due is not None
        last = dues[0].due.latest
        assert case.due.earliest <= last <= case.due.latest, last.isoformat()
    if case.not_before:
        assert dues[0].not_before == case.not_before.earliest
    if case.version:
        assert dues[0].version == case.version


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_every_state_a_duty_can_reach_has_a_case(duty: Duty) -> None:
    written = {state for case in CASES if case.duty is duty for state in case.expect}
    assert reachable(duty) <= written


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_versions_leave_no_hole_and_do_not_overlap(duty: Duty) -> None:
    for earlier, later in zip(duty.versions, duty.versions[1:], strict=False):
        assert earlier.until == later.since


def test_case_names_are_told_apart() -> None:
    names = [(case.duty.id, case.name) for case in CASES]
    assert len(names) == len(set(names))
