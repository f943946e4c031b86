"""Check and explain: persons and the rulebook give dues; one due gives its story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from accompany.core.cite import Checked, Strength
from accompany.duties.calendars import calendars
from accompany.duties.everyone import gather, judge_everyone, name_dues, rules_and_hearing
from accompany.duties.explain import Told, tell
from accompany.duties.hearing import Hearing, Period
from accompany.duties.judge import Due, Holder, State, judge
from accompany.duties.rules import Duty, named, rulebook
from accompany.identity.persons import resolve
from accompany.jobs.names import behind
from accompany.jobs.opened import Opened
from accompany.timeline.custody import spans_of, take_custody
from accompany.timeline.derive import derive
from accompany.timeline.order import facts_of
from accompany.walls.purpose import sees_pseudonyms

DOUBTFUL = {str(Checked.REMEMBERED), str(Checked.DISPUTED)}
STATES = tuple(str(state) for state in State)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many dues of one duty stand how."""

    duty: Duty
    owed_by: str
    states: Mapping[str, int]
    checked: Sequence[str]
    """How the versions that these dues stand on were checked, the weakest first."""

    @property
    def rests_on(self) -> str:
        """Say what holds it: *statute*, or with a doubt, *policy, remembered*."""
        doubts = [mark for mark in self.checked if mark in DOUBTFUL]
        return ", ".join([str(self.duty.strength).replace("-", " "), *doubts])

    @property
    def solid(self) -> bool:
        """Say whether anybody can be held to it: no proposal, and no rule merely remembered."""
        return self.duty.strength is not Strength.PROPOSED and not DOUBTFUL & set(self.checked)


class NoSuchSubject(Exception):
    """Nobody, or more than one, is called that."""


def hearing_of(opened: Opened) -> Hearing:
    """Return every declared period, as known by the ledger's moment."""
    rows = opened.duck.rows(
        "SELECT source, kind, first_at, end_at, everyone, known_at FROM heard_kept"
    )
    periods = [
        Period(source, kind, _utc(first), _utc(end), everyone, _utc(known_at))
        for source, kind, first, end, everyone, known_at in rows
    ]
    return Hearing(periods, known_by=opened.known_by)


def duties_like(pattern: str) -> list[Duty]:
    """Return the duties whose id or short name fits a pattern such as ``*/follow-up-*``."""
    found = [
        duty
        for duty in rulebook().values()
        if fnmatchcase(duty.id, pattern) or fnmatchcase(duty.name, pattern)
    ]
    return found or [named(pattern)]


def check(
    opened: Opened,
    *,
    as_of: datetime,
    duties: Sequence[Duty],
    judged: Callable[[int], None] = lambda subjects: None,
) -> None:
    """Make the table ``dues`` of every due there is as of a moment, and ``unreported``."""
    duck = opened.duck
    derive(duck)
    present = {row[0] for row in duck.rows("SELECT DISTINCT kind FROM told_and_derived")}
    asked = [duty for duty in duties if any(p.fact in present for p in duty.starts)]
    numbered = rules_and_hearing(duck, asked, hearing_of(opened))
    if any(duty.owed_by == "holding-agency" for duty in asked):
        take_custody(duck, as_of=as_of)
    gather(duck, known_by=opened.known_by, told="told_and_derived")
    judge_everyone(
        duck, numbered, calendars(), as_of=as_of, known_by=opened.known_by, judged=judged
    )
    name_dues(duck, known_by=opened.known_by)


def counted(opened: Opened) -> list[Counted]:
    """Count the dues of ``check`` by duty, office and state."""
    rows = opened.duck.rows(
        "SELECT duty, owed_by, coalesce(checked, ''), state, count(*)"
        " FROM dues GROUP BY ALL ORDER BY ALL"
    )
    states: dict[tuple[str, str], Counter[str]] = {}
    marks: dict[tuple[str, str], set[str]] = {}
    for duty, owed_by, checked, state, count in rows:
        states.setdefault((duty, owed_by), Counter())[state] += count
        marks.setdefault((duty, owed_by), set()).add(checked)
    found = [
        Counted(rulebook()[duty], office, states[duty, office], sorted(marks[duty, office]))
        for duty, office in states
    ]
    return sorted(found, key=lambda one: not one.solid)


def duty_table(rows: Sequence[Counted], *, shown: Callable[[int], str]) -> Iterator[str]:
    """Yield the lines of a table: what can be held against somebody first, the rest below."""
    used = [state for state in STATES if any(row.states.get(state) for row in rows)]
    names = [f"{short_name(row.duty)} ({row.owed_by})" for row in rows]
    wide = max(map(len, names), default=4)
    stands = max((len(row.rests_on) for row in rows), default=8)
    head = "  ".join(f"{state:>10}" for state in used)
    yield f"{'duty (owed by)':<{wide}}  {'rests on':<{stands}}  {head}"
    doubts = False
    for row, name in zip(rows, names, strict=True):
        if not row.solid and not doubts:
            doubts = True
            yield "\nProposed, remembered or disputed: nobody is held to these"
        cells = "  ".join(f"{shown(row.states.get(state, 0)):>10}" for state in used)
        yield f"{name:<{wide}}  {row.rests_on:<{stands}}  {cells}"
    for state in ("unclear", "gap"):
        if state in used:
            yield f"{'' if state == 'gap' and 'unclear' in used else chr(10)}{_LEGEND[state]}"


_LEGEND = {
    "unclear": "unclear: nobody who would know was heard from until the time was up",
    "gap": "gap: open, and law sets no time for it",
}


def short_name(duty: Duty) -> str:
    """Return the duty's own name, with its instrument where another has the same."""
    alike = [one for one in rulebook().values() if one.name == duty.name]
    return duty.name if len(alike) == 1 else "/".join(duty.id.split("/")[-2:])


def subject_called(opened: Opened, name: str) -> str:
    """Return the subject ``name`` means now; raises ``NoSuchSubject``."""
    subject = resolve(opened.duck, name)
    if subject is None:
        raise NoSuchSubject(
            "no one record or person has that name in this ledger. Give a record's full name"
            " (source:record) or a person's id (p-...)"
        )
    return subject


def revealed(opened: Opened, name: str, purpose: str) -> str:
    """Return the subject behind a pseudonym, for a purpose that knows people only by those."""
    if not sees_pseudonyms(purpose):
        return name
    subject = behind(opened.duck, "subject", name, opened.ledger.salt)
    if subject is None:
        raise NoSuchSubject("nobody has that pseudonym in this ledger. Take one from check --out")
    return subject


def explain(opened: Opened, subject: str, duty: Duty, *, as_of: datetime) -> list[Told]:
    """Tell the story of each due of one duty for one subject, in order of opening."""
    derive(opened.duck, only=subject)
    facts = facts_of(opened.duck, subject, facts="known_and_derived")
    hearing = hearing_of(opened)
    holders = [Holder(span.party, span.possible) for span in spans_of(facts)]
    dues = judge(duty, facts, as_of=as_of, hearing=hearing, calendars=calendars(), holders=holders)
    names: dict[str, str] = dict(
        opened.duck.rows("SELECT DISTINCT extract, name FROM extracts_kept")
    )
    return [tell(due, duty, facts, hearing, names) for due in sorted(dues, key=_by_opening)]


def _by_opening(due: Due) -> tuple[datetime, datetime]:
    return due.opened.earliest, due.opened.latest


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
