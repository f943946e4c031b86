"""Made-up histories for the real rules: facts with the words that open them, around their days."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from histories import DAY_ENDS, HOUR, KNOWN_BY, TICK, History
from shapes import SHAPES

from accompany.core.fact import Fact
from accompany.core.when import When, day_starts
from accompany.duties.judge import known
from accompany.duties.rules import DATED, Duty, Pattern, rulebook

ZONES = ("America/Chicago", "America/New_York", "Pacific/Guam", "UTC")
DUTIES: Sequence[Duty] = (*rulebook().values(), *SHAPES)
"""The whole rulebook, and a made-up duty of every shape a rule can have."""


@dataclass(frozen=True, slots=True)
class Told:
    """One history as it was known, and the moment it is looked at."""

    duty: Duty
    facts: Sequence[Fact]
    as_of: datetime


class OfRule(History):
    """A history of a real rule: its facts carry the words and the party its patterns ask for."""

    def base(self) -> datetime:
        draw, place = self.draw, self.draw.random()
        if place < 0.5:
            return self.as_of - draw.randrange(24 * 120) * HOUR
        if place < 0.75:
            since = draw.choice([version.since for version in self.duty.versions[1:]])
            at = draw.choice((-1, 0, 0, 0, 1, 24, 24 * draw.randrange(400)))
            return day_starts(since, self.zone) + at * HOUR
        return super().base()

    def tell(self, kind: str, happened: When, zone: str = "") -> None:
        super().tell(kind, happened, zone)
        patterns = [pattern for pattern in _asked(self.duty) if pattern.fact == kind]
        if patterns and self.draw.random() < 0.9:
            asked, last = self.draw.choice(patterns), self.facts[-1]
            words = {**last.details, **dict(asked.values)}
            party = asked.party or last.party
            self.facts[-1] = replace(last, party=party, details=words)


def _asked(duty: Duty) -> tuple[Pattern, ...]:
    dated = () if duty.dated_by == "opening" else DATED[duty.dated_by]
    until = duty.every.until if duty.every else ()
    return (*duty.starts, *duty.before, *duty.toll_from, *duty.toll_to, *until, *dated)


def told(count: int, seed: int) -> Iterator[Told]:
    """Yield ``count`` histories, each made around the moments at which one duty turns."""
    draw = random.Random(seed)
    intricate = [d for d in DUTIES if d.toll_from or d.every or d.dated_by != "opening"]
    turns = [*DUTIES, *intricate, *intricate]
    for subject in range(count):
        duty = turns[subject % len(turns)]
        as_of = DAY_ENDS
        if draw.random() < 0.7:
            since = draw.choice([version.since for version in duty.versions[1:]])
            days = timedelta(days=draw.choice((0, 1, 30, 100, 100, 400, 400)))
            later = datetime(since.year, since.month, since.day, 5, tzinfo=UTC) + days
            as_of = later - TICK * draw.choice((0, 1))
        for _ in range(draw.choice((1, 6))):
            facts = known(OfRule(subject, duty, as_of, draw).told(), known_by=KNOWN_BY)
            if _opens(duty, facts, as_of):
                break
        yield Told(duty, facts, as_of)


def _opens(duty: Duty, facts: Sequence[Fact], as_of: datetime) -> bool:
    return any(
        fact.when.earliest <= as_of
        and any(pattern.fits(fact) for pattern in duty.starts)
        and duty.version_on(fact.day_latest).clock
        for fact in facts
    )
