"""What a due is and how it stands: the plain definition that judge.sql must equal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from accompany.core.calendar import Calendar
from accompany.core.fact import Fact, kinds
from accompany.core.span import Span
from accompany.core.when import When, day_ends, day_starts
from accompany.duties.clock import allowed
from accompany.duties.hearing import Hearing
from accompany.duties.rules import DATED, Clock, Duty, Patterns, Version

ALWAYS, NEVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


class State(StrEnum):
    """How a due stands. *Breached* is not one: it is a word chosen at display."""

    WAITING = "waiting"
    KEPT = "kept"
    LATE = "late"
    OVERDUE = "overdue"
    EXCUSED = "excused"
    PAUSED = "paused"
    SUPERSEDED = "superseded"
    UNCLEAR = "unclear"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Due:
    """One duty falling once: opened by a fact, owed by an office, and how it stands.

    ``due`` spans the moments at which the time allowed can have ended; ``kept`` those at which
    the first act that may count can have happened, and ``kept_by`` the first such act on file
    that ended when it did. ``version`` is the first day of the version
    judged by, None where the day that picks it is not known well enough.
    """

    duty: str
    opened: When
    not_before: datetime | None
    due: When | None
    kept: When | None
    state: State
    owed_by: str
    version: date | None
    opened_by: bytes
    kept_by: bytes | None


@dataclass(frozen=True, slots=True)
class Holder:
    """A party and a span of time in which the child was in its charge."""

    party: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Limits:
    """Between which moments a due can be kept; each end as early and as late as it can be."""

    first_earliest: datetime | None
    first_latest: datetime | None
    last_earliest: datetime
    last_latest: datetime
    day_earliest: date | None = None
    day_latest: date | None = None


def known(facts: Sequence[Fact], *, known_by: datetime) -> list[Fact]:
    """Return the facts as they were known by a moment: told by then, and not yet replaced.

    ``facts`` stand in the order in which they were taken in. A fact replaced and later told
    again stands again: a replacement ends only what was told before it. ``ledger/known.sql``
    does the same in columns.
    """
    told = sorted(
        (place for place, fact in enumerate(facts) if fact.known_at <= known_by),
        key=lambda place: (facts[place].known_at, place),
    )
    last_replaced = {facts[place].replaces: turn for turn, place in enumerate(told)}
    standing = {
        facts[place].id: facts[place]
        for turn, place in enumerate(told)
        if facts[place].kind != "withdrawn" and last_replaced.get(facts[place].id, -1) <= turn
    }
    return list(standing.values())


def judge(
    duty: Duty,
    facts: Sequence[Fact],
    *,
    as_of: datetime,
    hearing: Hearing,
    calendars: Mapping[str, Calendar],
    holders: Sequence[Holder] = (),
) -> Iterator[Due]:
    """Yield each due a duty gives rise to for one person, as it stands at ``as_of``.

    ``facts`` are all the person's facts that were known; those that can only have happened
    after ``as_of`` are not looked at. Silence is held against nobody unless ``hearing`` says
    that a source would have told us.
    """
    past = [fact for fact in facts if fact.when.earliest <= as_of]
    case = _Case(
        duty=duty,
        facts=past,
        as_of=as_of,
        hearing=hearing,
        listed_by={fact.source for fact in facts},
        calendar=calendars[duty.calendar],
        holders=holders,
    )
    for opening in _told_best(past, duty.starts):
        yield from case.dues(opening)


def _left_open(fact: Fact) -> tuple[timedelta, datetime, str, bytes]:
    return fact.when.latest - fact.when.earliest, fact.when.earliest, fact.zone, fact.id


def _told_best(facts: Sequence[Fact], patterns: Patterns) -> Iterator[Fact]:
    """Yield what opens a duty; of a kind that befalls a child once a day, a day's best telling."""
    best: dict[tuple[str, date], Fact] = {}
    for fact in facts:
        if _fits(fact, patterns):
            if kinds()[fact.kind].once and fact.day_earliest == fact.day_latest:
                event = fact.kind, fact.day_earliest
                best[event] = min(best.get(event, fact), fact, key=_left_open)
            else:
                yield fact
    yield from best.values()


def _fits(fact: Fact, patterns: Patterns) -> bool:
    return any(pattern.fits(fact) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class _Opening:
    fact: Fact
    when: When
    days: tuple[date, date]


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One duty and one person's facts."""

    duty: Duty
    facts: Sequence[Fact]
    as_of: datetime
    hearing: Hearing
    listed_by: Collection[str]
    calendar: Calendar
    holders: Sequence[Holder]

    def from_(self, moment: datetime, patterns: Patterns) -> list[Fact]:
        """Return the facts that fit and can have happened at or after ``moment``."""
        return [f for f in self.facts if _fits(f, patterns) and f.when.latest >= moment]

    def dues(self, fact: Fact) -> Iterator[Due]:
        for opening in self.openings(fact):
            days = self.version_days(opening)
            if days is None:
                yield self.due(opening, None, None)
                continue
            early, late = (self.duty.version_on(day) for day in days)
            if early != late:
                yield self.due(opening, None, None)
            elif late.clock is not None:
                yield self.due(opening, late, late.clock)

    def openings(self, fact: Fact) -> Iterator[_Opening]:
        """Yield the opening, and for a duty that falls again every later one by ``as_of``."""
        days = (fact.day_earliest, fact.day_latest)
        yield _Opening(fact, fact.when, days)
        every = self.duty.every
        if every is None:
            return
        enders = self.from_(fact.when.earliest, every.until)
        stop = min((end.when.latest for end in enders), default=NEVER)
        step = timedelta(days=every.days)
        while True:
            days = (days[0] + step, days[1] + step)
            when = When(day_starts(days[0], fact.zone), day_ends(days[1], fact.zone))
            if when.earliest > self.as_of or when.earliest > stop:
                return
            yield _Opening(fact, when, days)

    def version_days(self, opening: _Opening) -> tuple[date, date] | None:
        """Return the first and last day that can pick the version, or None if no fact tells."""
        if self.duty.dated_by == "opening":
            return opening.days
        dated = [
            fact
            for fact in self.facts
            if _fits(fact, DATED[self.duty.dated_by]) and fact.when.earliest <= opening.when.latest
        ]
        if not dated:
            return None
        return max(f.day_earliest for f in dated), max(f.day_latest for f in dated)

    def due(self, opening: _Opening, version: Version | None, clock: Clock | None) -> Due:
        limits = self.limits(opening, version, clock) if version and clock else None
        first = limits.first_earliest if limits else None
        paused = None
        if limits:
            paused, limits = self.tolled(opening, limits)
        acts = _Acts.of(self, opening, limits)
        if clock and clock.unit == "none":
            state = self.gap_state(opening, acts)
        elif limits:
            state = self.state(opening, limits, acts, paused)
        else:
            state = State.UNCLEAR
        ends = limits and limits.last_latest < NEVER
        return Due(
            duty=self.duty.id,
            opened=opening.when,
            not_before=first,
            due=When(limits.last_earliest, limits.last_latest) if limits and ends else None,
            kept=acts.when,
            state=state,
            owed_by=self.owed_by(opening),
            version=version.since if version else None,
            opened_by=opening.fact.id,
            kept_by=acts.by,
        )

    def limits(self, opening: _Opening, version: Version, clock: Clock) -> _Limits:
        if clock.unit in ("none", "before"):
            return self.before(opening)
        if clock.unit == "hours":
            return _hours(opening.when, clock)
        early, late = (
            allowed(day, opening.fact.zone, clock, version.roll, self.calendar)
            for day in opening.days
        )
        return _Limits(
            early.first,
            late.first,
            early.last or NEVER,
            late.last or NEVER,
            early.last_day,
            late.last_day,
        )

    def before(self, opening: _Opening) -> _Limits:
        """Return the moment of the first fact this must come before; never, if none happened."""
        found = self.from_(opening.when.earliest, self.duty.before)
        return _Limits(
            None,
            None,
            min((fact.when.earliest for fact in found), default=NEVER),
            min((fact.when.latest for fact in found), default=NEVER),
        )

    def tolled(self, opening: _Opening, limits: _Limits) -> tuple[State | None, _Limits]:
        """Let the clock stand still: return the limits moved on, and whether it stands still now.

        A toll begins with the first beginning fact after the last end; one that can only have
        begun once the time was up no longer counts, nor does any after it.
        """
        for start, end in self.tolls(opening):
            if start.when.earliest > limits.last_latest:
                break
            if end is None:
                certain = start.when.latest <= limits.last_earliest
                return (State.PAUSED if certain else State.UNCLEAR), limits
            limits = _moved(limits, start, end, opening.fact.zone)
        return None, limits

    def tolls(self, opening: _Opening) -> Iterator[tuple[Fact, Fact | None]]:
        both = self.from_(opening.when.earliest, (*self.duty.toll_from, *self.duty.toll_to))
        start: Fact | None = None

        def begins_first(fact: Fact) -> tuple[datetime, datetime, bool, date, date]:
            begins = _fits(fact, self.duty.toll_from)
            return *_order(fact)[:2], not begins, fact.day_earliest, fact.day_latest

        for fact in sorted(both, key=begins_first):
            begins = _fits(fact, self.duty.toll_from)
            if begins and start is None:
                start = fact
            elif not begins and start is not None:
                yield start, fact
                start = None
        if start is not None:
            yield start, None

    def gap_state(self, opening: _Opening, acts: _Acts) -> State:
        if acts.when:
            return State.KEPT
        if self.from_(opening.when.earliest, self.duty.excused):
            return State.EXCUSED
        if self.from_(opening.when.earliest, self.enders):
            return State.SUPERSEDED
        return State.GAP

    @property
    def enders(self) -> Patterns:
        return (*self.duty.ends, *(self.duty.every.until if self.duty.every else ()))

    def state(self, opening: _Opening, limits: _Limits, acts: _Acts, paused: State | None) -> State:
        if acts.in_time(limits):
            return State.KEPT
        reasons = (
            self.reason(opening, limits, self.duty.excused, State.EXCUSED),
            self.reason(opening, limits, self.enders, State.SUPERSEDED),
            paused,
        )
        sure = [reason for reason in reasons if reason and reason is not State.UNCLEAR]
        if sure:
            return sure[0]
        if State.UNCLEAR in reasons:
            return State.UNCLEAR
        if acts.out_of_time(limits):
            return State.LATE
        return State.UNCLEAR if acts.when else self.silence(opening, limits)

    def reason(
        self, opening: _Opening, limits: _Limits, patterns: Patterns, state: State
    ) -> State | None:
        """Say whether a fact took the duty away before its time was up; it may be unclear."""
        found = self.from_(opening.when.earliest, patterns)
        if any(fact.when.latest <= limits.last_earliest for fact in found):
            return state
        possible = any(fact.when.earliest <= limits.last_latest for fact in found)
        return State.UNCLEAR if possible else None

    def silence(self, opening: _Opening, limits: _Limits) -> State:
        """Say what it means that nobody told us of the duty being kept."""
        if self.as_of <= limits.last_earliest:
            return State.WAITING
        if self.as_of <= limits.last_latest:
            return State.UNCLEAR
        heard = self.hearing.covers(
            self.duty.needs_to_hear,
            opening.when.earliest,
            limits.last_latest,
            listed_by=self.listed_by,
        )
        return State.OVERDUE if heard else State.UNCLEAR

    def owed_by(self, opening: _Opening) -> str:
        if self.duty.owed_by != "holding-agency":
            return self.duty.owed_by
        held = {
            holder.party
            for holder in self.holders
            if holder.span.start <= opening.when.latest
            and (holder.span.end is None or holder.span.end > opening.when.earliest)
        }
        return held.pop() if len(held) == 1 else "unclear"


def _order(fact: Fact) -> tuple[datetime, datetime, bytes]:
    return fact.when.latest, fact.when.earliest, fact.id


def _hours(opened: When, clock: Clock) -> _Limits:
    """Return limits in elapsed hours: a change of clocks in between makes no difference."""
    last = None if clock.last is None else timedelta(hours=clock.last)
    first = None if clock.first is None else timedelta(hours=clock.first)
    return _Limits(
        None if first is None else opened.earliest + first,
        None if first is None else opened.latest + first,
        NEVER if last is None else opened.earliest + last,
        NEVER if last is None else opened.latest + last,
    )


def _moved(limits: _Limits, start: Fact, end: Fact, zone: str) -> _Limits:
    """Return the limits later by how long a toll lasted: at least, and at most."""
    if limits.day_earliest is None or limits.day_latest is None:
        least = max(end.when.earliest - start.when.latest, timedelta(0))
        most = max(end.when.latest - start.when.earliest, timedelta(0))
        return _Limits(None, None, limits.last_earliest + least, limits.last_latest + most)
    fewest = max(end.day_earliest - start.day_latest, timedelta(0))
    utmost = max(end.day_latest - start.day_earliest, timedelta(0))
    early, late = limits.day_earliest + fewest, limits.day_latest + utmost
    return _Limits(None, None, day_ends(early, zone), day_ends(late, zone), early, late)


@dataclass(frozen=True, slots=True)
class _Acts:
    """What was done that may keep a due: the span of the first act, and the surest in time."""

    when: When | None
    certain_latest: datetime | None
    by: bytes | None
    first_decides: bool

    @classmethod
    def of(cls, case: _Case, opening: _Opening, limits: _Limits | None) -> _Acts:
        """Gather the acts that can have happened since the opening, and inside the window.

        Where the first act decides, those before the window count as well.
        """
        first = limits and limits.first_earliest
        sure = (limits and limits.first_latest) or ALWAYS
        since = opening.when.earliest
        if first and not case.duty.first_decides:
            since = max(since, first)
        acts = case.from_(since, case.duty.kept)
        spans = [act.when for act in acts]
        if (nth := _nth_attempt(case, since)) is not None:
            spans.append(nth)
        if not spans:
            return cls(None, None, None, case.duty.first_decides)
        whole = When(min(span.earliest for span in spans), min(span.latest for span in spans))
        certain = [span.latest for span in spans if span.earliest >= sure]
        tries = case.duty.attempts.patterns if case.duty.attempts else ()
        done = case.from_(since, (*case.duty.kept, *tries))
        by = min((act for act in done if act.when.latest == whole.latest), key=_order).id
        return cls(whole, min(certain, default=None), by, case.duty.first_decides)

    def in_time(self, limits: _Limits) -> bool:
        if self.certain_latest is None or self.when is None:
            return False
        if self.first_decides and limits.first_latest and self.when.earliest < limits.first_latest:
            return False
        return self.certain_latest <= limits.last_earliest

    def out_of_time(self, limits: _Limits) -> bool:
        if self.when is None:
            return False
        too_early = (
            self.first_decides
            and limits.first_earliest is not None
            and self.when.latest < limits.first_earliest
        )
        return too_early or self.when.earliest > limits.last_latest


def _nth_attempt(case: _Case, since: datetime) -> When | None:
    """Return the span of the attempt that makes them enough.

    Where attempts must be on different days, only the first one of a day counts; a day is the
    last local day on which the attempt can have been made.
    """
    asked = case.duty.attempts
    if asked is None:
        return None
    found = sorted(case.from_(since, asked.patterns), key=_order)
    if asked.different_days:
        by_day: dict[date, Fact] = {}
        for fact in found:
            by_day.setdefault(fact.day_latest, fact)
        found = [by_day[day] for day in sorted(by_day)]
    return found[asked.times - 1].when if len(found) >= asked.times else None
