"""What a case's facts give rise to: every due with its clock, and what has no clock at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from accompany.core.cite import Checked, Strength
from accompany.core.fact import Fact
from accompany.core.when import day_ends, local_day
from accompany.duties.applies import Applies, applies
from accompany.duties.calendars import calendars
from accompany.duties.hearing import Hearing
from accompany.duties.judge import Due, State, judge
from accompany.duties.rules import Duty, Pattern, Patterns, Version, rulebook
from accompany.figures.owed.steps import Step, steps

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Owed:
    """One due of the case, with all that its day rests on."""

    due: Due
    duty: Duty
    version: Version | None
    opened: Fact
    kept: Fact | None
    steps: Sequence[Step]
    touched: Sequence[Fact]
    """What was told that may stop or move the clock."""

    @property
    def day(self) -> date | None:
        """Return the last day, as the case counts days; the earlier one where it is not certain."""
        return local_day(self.due.due.earliest, self.opened.zone) if self.due.due else None

    @property
    def last_day(self) -> date | None:
        return local_day(self.due.due.latest, self.opened.zone) if self.due.due else None

    @property
    def from_day(self) -> date | None:
        found = self.due.not_before
        return local_day(found, self.opened.zone) if found else None

    @property
    def is_gap(self) -> bool:
        return bool(self.version and self.version.clock and self.version.clock.unit == "none")


@dataclass(frozen=True, slots=True)
class Bare:
    """A rule without a clock that the case makes worth knowing."""

    name: str
    about: Patterns
    says: str
    es: str
    strength: Strength
    cite: str
    checked: Checked
    text: str
    but: str


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A duty that these facts would open, and of which no version was in force that day."""

    duty: Duty
    version: Version
    opened: Fact
    on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything owed in one case, as of one day."""

    today: date
    zone: str
    facts: Sequence[Fact]
    dated: Sequence[Owed]
    """With a day, soonest last day first; those without one at the end."""
    gaps: Sequence[Owed]
    bare: Sequence[Bare]
    lapsed: Sequence[Lapsed]
    turns: Sequence[tuple[str, Applies]]
    """Requirements that turn on a date, by name."""
    ask: Sequence[tuple[Duty, Pattern]]
    """Duties that a word more about a fact would open."""


def answer(
    facts: Sequence[Fact], *, today: date, zone: str, duties: Sequence[Duty] | None = None
) -> Answer:
    """Judge every duty for one case at the end of ``today``. Nobody was heard; silence is no proof.

    A due whose time is up is *unclear*: what was told does not say that it was done.
    """
    asked = list(rulebook().values()) if duties is None else duties
    as_of = day_ends(today, zone)
    found = [owed for duty in asked for owed in _of_duty(duty, facts, as_of)]
    dated = sorted((o for o in found if not o.is_gap), key=lambda o: (o.day or date.max, o.duty.id))
    past = [fact for fact in facts if fact.when.earliest <= as_of]
    return Answer(
        today=today,
        zone=zone,
        facts=facts,
        dated=dated,
        gaps=sorted((o for o in found if o.is_gap), key=lambda o: o.duty.id),
        bare=[one for one in bare_rules() if any(_fits(fact, one.about) for fact in past)],
        lapsed=[one for duty in asked for one in _lapsed(duty, past, found)],
        turns=list(_turns(past, as_of)),
        ask=[pair for duty in asked for pair in _unasked(duty, past)],
    )


def _of_duty(duty: Duty, facts: Sequence[Fact], as_of: datetime) -> Iterator[Owed]:
    by_id = {fact.id: fact for fact in facts}
    nobody = Hearing((), known_by=as_of)
    for due in judge(duty, facts, as_of=as_of, hearing=nobody, calendars=calendars()):
        opened = by_id[due.opened_by]
        version = next((v for v in duty.in_force if v.since == due.version), None)
        calendar = calendars()[duty.calendar]
        moving = (*duty.excused, *duty.ends, *duty.toll_from)
        yield Owed(
            due,
            duty,
            version,
            opened,
            by_id.get(due.kept_by) if due.kept_by else None,
            steps(due, duty, version, opened, calendar) if version else (),
            [f for f in facts if f.when.latest >= opened.when.earliest and _fits(f, moving)],
        )


def _fits(fact: Fact, patterns: Patterns) -> bool:
    return any(pattern.fits(fact) for pattern in patterns)


def _lapsed(duty: Duty, past: Sequence[Fact], found: Sequence[Owed]) -> Iterator[Lapsed]:
    opened = {(owed.duty.id, owed.opened.id) for owed in found}
    for fact in past:
        if _fits(fact, duty.starts) and (duty.id, fact.id) not in opened:
            yield Lapsed(duty, duty.version_on(fact.day_latest), fact, fact.day_latest)


def _unasked(duty: Duty, past: Sequence[Fact]) -> Iterator[tuple[Duty, Pattern]]:
    """Yield a duty that one of the facts would open if a word it lacks were told."""
    if any(_fits(fact, duty.starts) for fact in past):
        return
    for pattern in duty.starts:
        lacking = [f for f in past if f.kind == pattern.fact and pattern.party in ("", f.party)]
        if any(name not in fact.details for fact in lacking for name, _ in pattern.values):
            yield duty, pattern


def _turns(past: Sequence[Fact], as_of: datetime) -> Iterator[tuple[str, Applies]]:
    for fact in past:
        if fact.kind == "relief-filed" and fact.details.get("form") == "I-589":
            name = "uscis-decides-first-after-18"
            yield name, applies(name, past, on=fact.day_latest, as_of=as_of)


@cache
def bare_rules() -> tuple[Bare, ...]:
    """Return the rules of ``rulebook/us/without-clock.yaml``."""
    book = resources.files("accompany").joinpath("rulebook", "us", "without-clock.yaml")
    return tuple(_bare(row) for row in yaml.safe_load(book.read_text("utf-8")))


def _bare(row: Mapping[str, Any]) -> Bare:
    about = tuple(
        Pattern(one["fact"], "", tuple(one.get("with", {}).items())) for one in row["about"]
    )
    lines = {name: " ".join(row.get(name, "").split()) for name in ("says", "es", "text", "but")}
    strength, checked = Strength(row["strength"]), Checked(row["checked"])
    return Bare(row["rule"], about, strength=strength, cite=row["cite"], checked=checked, **lines)


def standing(owed: Owed, today: date) -> str:
    """Return the word of the list for how a due stands, for somebody with nothing but the dates."""
    state = owed.due.state
    if state is not State.UNCLEAR or owed.due.kept:
        return str(state)
    if owed.version is None:
        return "which_version"
    return "time_is_up" if owed.last_day and today > owed.last_day else str(state)
