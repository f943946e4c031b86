"""A duty's cases, tried: what each was to give and what it gave, and which states have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accompany.core.when import DEFAULT_ZONE
from accompany.duties.calendars import calendars
from accompany.duties.cases import Case, cases_of, reachable
from accompany.duties.judge import Due, State, judge, known
from accompany.duties.rules import Duty


@dataclass(frozen=True, slots=True)
class Tried:
    """One case, judged; ``wrong`` says how it differs from what was written, or is empty."""

    case: Case
    dues: Sequence[Due]
    wrong: Sequence[str]


def tried(case: Case) -> Tried:
    """Judge one case and hold the result against what its author wrote."""
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
    return Tried(case, dues, list(_wrong(case, dues)))


def _wrong(case: Case, dues: Sequence[Due]) -> Iterator[str]:
    states = [due.state for due in dues]
    if states != list(case.expect):
        yield f"expected {_states(case.expect)}, judged {_states(states)}"
    if not dues:
        if case.due or case.not_before or case.version:
            yield "no due came of it, so none of `due`, `not_before`, `version` can hold"
        return
    first = dues[0]
    if case.due:
        last = first.due.latest if first.due else None
        if last is None or not case.due.earliest <= last <= case.due.latest:
            yield f"the time allowed ends {_moment(last)}"
    if case.not_before and first.not_before != case.not_before.earliest:
        yield f"it may be kept from {_moment(first.not_before)}"
    if case.version and first.version != case.version:
        yield f"judged by the version from {first.version or 'no day that is known'}"


def _states(states: Sequence[State]) -> str:
    return ", ".join(states) or "none"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "never"
    return f"{moment.astimezone(ZoneInfo(DEFAULT_ZONE)):%Y-%m-%d %H:%M %Z}"


def missing(duty: Duty) -> list[State]:
    """Return the states a duty can reach that no case of its expects."""
    written = {state for case in cases_of(duty) for state in case.expect}
    return [state for state in State if state in reachable(duty) - written]


def unsaid(duty: Duty) -> list[date]:
    """Return the first days of versions that no case names: a newcomer's likeliest gap."""
    named = {case.version for case in cases_of(duty)}
    return [version.since for version in duty.in_force if version.since not in named]


def page(duty: Duty) -> tuple[str, bool]:
    """Lay a trial out for a terminal, and say whether all is well."""
    found = [tried(case) for case in cases_of(duty)]
    lines: list[str] = []
    for one in found:
        lines.append(f"{'ok   ' if not one.wrong else 'WRONG'}  {one.case.name}")
        lines += (f"       {wrong}" for wrong in one.wrong)
    lacking = missing(duty)
    if lacking:
        lines.append(f"No case yet expects: {', '.join(lacking)}")
    lines += (
        f"No case yet has `version: {since}`: add one on that day and one on the day before"
        for since in unsaid(duty)
    )
    right = sum(not one.wrong for one in found)
    lines.append(f"{right} of {len(found)} cases as written.")
    return "\n".join(lines), right == len(found) and not lacking
