"""Made-up histories that start from the moments that decide, for judge.sql against judge.py."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from shapes import CHANGE, KINDS

from accompany.core.fact import Fact
from accompany.core.span import Span
from accompany.core.when import When, day, day_starts, instant, local_day
from accompany.duties.calendars import calendars
from accompany.duties.clock import allowed
from accompany.duties.hearing import Period
from accompany.duties.judge import Holder
from accompany.duties.rules import DATED, Clock, Duty

ZONES = ("America/New_York", "America/Chicago", "UTC", "Pacific/Guam")
TICK = timedelta(microseconds=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KNOWN_BY = datetime(2024, 7, 10, tzinfo=UTC)
DAY_ENDS = datetime(2024, 6, 30, 23, 59, 59, 999_999, tzinfo=UTC)
DAY_STARTS = datetime(2024, 7, 1, 4, tzinfo=UTC)
"""When a day ends in UTC, and when one starts in New York: worlds are judged as of either."""

ACTS = ("call-reached-child", "visit-made", "call-attempted")
SOURCES = ("plain/north", "plain/south")


@dataclass(frozen=True)
class World:
    """Many subjects' facts, what was heard, who had charge, and when all is judged."""

    facts: dict[int, list[Fact]]
    periods: list[Period]
    holders: dict[int, list[Holder]]
    as_of: datetime = DAY_ENDS


def world(shapes: Sequence[Duty], count: int, seed: int) -> World:
    """Make ``count`` histories, each for a shape of rule; intricate shapes get more."""
    draw = random.Random(seed)
    as_of = (DAY_ENDS, DAY_STARTS)[seed % 2]
    intricate = [d for d in shapes if d.toll_from or d.attempts or d.dated_by != "opening"]
    told_of = [*shapes, *intricate, *intricate]
    facts = {
        subject: History(subject, told_of[subject % len(told_of)], as_of, draw).told()
        for subject in range(count)
    }
    holders = {subject: list(held(told, draw)) for subject, told in facts.items()}
    periods = list(listening(as_of, draw))
    facts |= dict(enumerate(pinned(shapes, count, periods), count))
    return World(facts, periods, {subject: holders.get(subject, []) for subject in facts}, as_of)


class History:
    """One subject's facts, made around the moments at which one duty turns."""

    def __init__(self, subject: int, duty: Duty, as_of: datetime, draw: random.Random) -> None:
        self.subject, self.duty, self.as_of, self.draw = subject, duty, as_of, draw
        self.zone = draw.choice(ZONES)
        self.facts: list[Fact] = []
        self.moments: list[datetime] = []

    def told(self) -> list[Fact]:
        opened = self.when(self.base())
        self.moments += self.deciding(opened)
        self.tell(self.draw.choice(self.duty.starts).fact, opened)
        if self.duty.toll_from:
            self.tell_tolls(opened)
        kinds = self.kinds()
        for _ in range(self.draw.randrange(0, 7)):
            kind = self.draw.choice(kinds if self.draw.random() < 0.9 else KINDS)
            self.tell(kind, self.again() or self.when(self.draw.choice(self.moments)))
        return corrected(self.facts, self.draw)

    def kinds(self) -> list[str]:
        """Return the kinds of fact this duty asks about, the deciding ones more than once."""
        duty = self.duty
        kinds = [p.fact for p in (*duty.starts, *duty.kept, *duty.kept, *duty.excused, *duty.ends,
                                  *duty.before)]  # fmt: skip
        if duty.attempts:
            kinds += [pattern.fact for pattern in duty.attempts.patterns] * 6
        if duty.every:
            kinds += [pattern.fact for pattern in duty.every.until] * 2
        if duty.dated_by != "opening":
            kinds += [p.fact for p in DATED[duty.dated_by] if p.fact in KINDS] * 4
        return kinds

    def base(self) -> datetime:
        """Return when a due opens: anywhere, at a change of law, or so that it turns at as-of."""
        draw, place = self.draw, self.draw.random()
        clocks = [version.clock for version in self.duty.in_force if version.clock]
        clock = draw.choice(clocks)
        number = clock.last or clock.first or 0
        if place < 0.2:
            return day_starts(CHANGE, self.zone) + draw.choice((0, 0, 0, -1, 1, 24)) * HOUR
        if self.duty.every and place < 0.4:
            return self.as_of - draw.randrange(1, 4) * self.duty.every.days * DAY
        if place < 0.4 or clock.unit == "years":
            if clock.unit == "hours":
                return self.as_of - number * HOUR
            days = number * 365 if clock.unit == "years" else number
            return self.as_of - (days + draw.choice((0, 0, 0, 1, -1, 2))) * DAY - 2 * HOUR
        if place < 0.5:
            return self.as_of - draw.randrange(200) * HOUR
        return datetime(2024, 3, 8, 4, tzinfo=UTC) + draw.randrange(24 * 16) * HOUR

    def deciding(self, opened: When) -> Iterator[datetime]:
        """Yield the moments at which a due turns, seen from its opening."""
        yield from (opened.earliest, opened.latest, self.as_of)
        if self.duty.dated_by != "opening":
            yield from (opened.latest, day_starts(CHANGE, self.zone))
        if self.duty.every:
            first = local_day(opened.earliest, self.zone)
            for turn in (1, 2, 3):
                yield day_starts(first + turn * self.duty.every.days * DAY, self.zone)
        calendar = calendars()[self.duty.calendar]
        for version in self.duty.in_force:
            clock = version.clock
            if clock is None or clock.unit in ("none", "before"):
                continue
            for end in (opened.earliest, opened.latest):
                if clock.unit == "hours":
                    hours = (clock.first, clock.last)
                    yield from (end + n * HOUR for n in hours if n is not None)
                else:
                    on = local_day(end, self.zone)
                    found = allowed(on, self.zone, clock, version.roll, calendar)
                    yield from (one for one in (found.first, found.last) if one is not None)

    def when(self, moment: datetime) -> When:
        """Return a record of about that moment: at it, a tick beside it, its day, or longer."""
        draw = self.draw
        moment += TICK * draw.choice((-1, 0, 0, 1))
        shape = draw.randrange(20)
        if shape < 9:
            return instant(moment)
        if shape < 14:
            on = local_day(moment, self.zone) + DAY * draw.choice((-1, 0, 0, 0, 1))
            return day(on, self.zone)
        width = draw.choice((1, 5, 20, 24, 30, 47, 60, 200)) * HOUR
        return When(moment - width, moment) if shape < 17 else When(moment, moment + width)

    def again(self) -> When | None:
        """Return, now and then, a time that ties with one already told."""
        if self.draw.random() > 0.25:
            return None
        last = self.draw.choice(self.facts[-2:]).when
        return self.draw.choice(
            (
                last,
                When(last.latest, last.latest),
                When(last.earliest, last.earliest),
                When(last.earliest - 5 * HOUR, last.latest),
                When(last.earliest + (last.latest - last.earliest) / 2, last.latest),
                When(last.earliest, last.latest + 5 * HOUR),
            )
        )

    def tell_tolls(self, opened: When) -> None:
        """Tell beginnings and ends in turn, mostly; each moves the moments that decide."""
        draw, begins_at = self.draw, opened.latest + self.draw.randrange(30) * HOUR
        due = self.moments[-1]
        for _ in range(draw.randrange(0, 4)):
            begin = self.again() or self.when(begins_at)
            end = self.again() or self.when(begin.latest + draw.choice((0, 1, 24, 30, 75)) * HOUR)
            self.tell(self.duty.toll_from[0].fact, begin)
            for _ in range(draw.choice((0, 1, 1, 1, 1, 2))):
                self.tell(self.duty.toll_to[0].fact, end, draw.choice(ZONES))
            due += max(end.earliest - begin.latest, timedelta(0))
            longest = due + (end.latest - end.earliest) + (begin.latest - begin.earliest)
            self.moments += [due, longest]
            begins_at = max(begin.latest, end.latest) + draw.choice((0, 0, 1, 10, 40)) * HOUR
        if draw.random() < 0.6:
            at = draw.choice((due, self.moments[-1], begins_at))
            self.tell(self.duty.toll_from[0].fact, self.when(at))

    def tell(self, kind: str, happened: When, zone: str = "") -> None:
        draw, values = self.draw, {}
        if kind == "released":
            values = {"category": draw.choice("122")}
        if kind == "call-reached-child":
            values = {"safe": draw.choice(("yes", "yes", "no"))}
            values |= {"in_school": draw.choice(("no", ""))}
        one = Fact(
            source=draw.choice(SOURCES),
            about=f"made/up:{self.subject}",
            kind=kind,
            when=happened,
            zone=zone or draw.choice((*[self.zone] * 15, *ZONES)),
            party=draw.choice(("cbp-usbp", "hhs-orr", "hhs-orr", "hhs-orr", "sponsor", "")),
            details={name: value for name, value in values.items() if value},
            known_at=known_at(draw),
        )
        self.facts.append(one)
        self.moments += [happened.earliest, happened.latest]


def pinned(shapes: Sequence[Duty], count: int, periods: Sequence[Period]) -> Iterator[list[Fact]]:
    """Yield the histories that chance seldom makes, for subjects from ``count`` on."""
    subject = count
    for duty in shapes:
        yield [pin(subject, kind, when) for kind, when in tellings_of_one_day(duty)]
        subject += 1
        for clock in (version.clock for version in duty.in_force if version.clock):
            for told in (
                *due_as_hearing_ends(duty, clock, periods),
                *acts_one_inside_the_other(duty, clock),
                *tolls_that_may_have_ended_together(duty, clock),
            ):
                yield [pin(subject, kind, when) for kind, when in told]
                subject += 1


Pinned = list[tuple[str, When]]


def pin(subject: int, kind: str, when: When) -> Fact:
    return Fact(
        source=SOURCES[0], about=f"made/up:{subject}", kind=kind, when=when, zone="UTC",
        party="hhs-orr", details={}, known_at=datetime(2024, 7, 1, tzinfo=UTC),
    )  # fmt: skip


def tellings_of_one_day(duty: Duty) -> Pinned:
    """A telling of a day, and shorter ones that may be of the day before or after."""
    midnight, kind = datetime(2024, 3, 26, tzinfo=UTC), duty.starts[0].fact
    return [
        (kind, day(date(2024, 3, 26), "UTC")),
        (kind, When(midnight - HOUR, midnight + 2 * HOUR)),
        (kind, When(midnight + 22 * HOUR, midnight + 25 * HOUR)),
    ]


def due_as_hearing_ends(duty: Duty, clock: Clock, periods: Sequence[Period]) -> Iterator[Pinned]:
    """A time that is up at the very moment up to which, and not at which, all was heard."""
    if clock.unit == "hours" and clock.last:
        ends = {p.end for p in periods if p.kind in duty.needs_to_hear}
        for end in sorted(ends):
            yield [(duty.starts[0].fact, instant(end - clock.last * HOUR))]


def acts_one_inside_the_other(duty: Duty, clock: Clock) -> Iterator[Pinned]:
    """Three acts of which the last to have begun certainly ended first."""
    if clock.first and clock.last and clock.unit in ("hours", "days"):
        opened, unit = datetime(2024, 3, 25, 15, tzinfo=UTC), HOUR if clock.unit == "hours" else DAY
        first, last = opened + clock.first * unit + DAY, opened + clock.last * unit
        ends = (last + 50 * HOUR, last + 40 * HOUR, first + 3 * HOUR)
        yield [
            (duty.starts[0].fact, instant(opened)),
            *((duty.kept[0].fact, When(first + n * HOUR, end)) for n, end in enumerate(ends, 1)),
        ]


def tolls_that_may_have_ended_together(duty: Duty, clock: Clock) -> Iterator[Pinned]:
    """One toll that began and ended, and one that began after it, all perhaps at one moment."""
    if duty.toll_from and clock.last:
        opened = datetime(2024, 3, 25, 15, tzinfo=UTC)
        due = opened + clock.last * (HOUR if clock.unit == "hours" else DAY)
        end = due + 6 * DAY
        yield [
            (duty.starts[0].fact, instant(opened)),
            (duty.toll_from[0].fact, When(opened + HOUR, end)),
            (duty.toll_to[0].fact, When(opened + 2 * HOUR, end)),
            (duty.toll_from[0].fact, When(due + 2 * DAY, end)),
        ]


def known_at(draw: random.Random) -> datetime:
    if draw.random() < 0.1:
        return KNOWN_BY + draw.choice((-TICK, TICK * 0, TICK))
    return datetime(2024, 7, 1, tzinfo=UTC) + draw.randrange(100) * HOUR


def corrected(facts: list[Fact], draw: random.Random) -> list[Fact]:
    """Let some facts be withdrawn or replaced, at, just before or just after the known-by."""
    told = list({one.id: one for one in facts}.values())  # a ledger keeps what is told again once
    for one in list(told):
        if draw.random() < 0.12:
            moment = KNOWN_BY + TICK * draw.choice((-1, 0, 1))
            new = replace(one, kind="withdrawn", replaces=one.id, known_at=moment, details={})
            told.append(new)
            if draw.random() < 0.2 and moment >= one.known_at:
                told.append(replace(one, known_at=moment + TICK * draw.choice((0, 1))))
    return told


def listening(as_of: datetime, draw: random.Random) -> Iterator[Period]:
    """Yield periods that begin and end at, or a tick beside, a midnight at which dues turn."""

    def midnight() -> datetime:
        on = date(2024, 3, 6) + timedelta(days=draw.randrange(30))
        return day_starts(on, draw.choice(ZONES)) + TICK * draw.choice((-1, 0, 0, 1))

    for source in SOURCES:
        for kind in KINDS:
            for _ in range(draw.randrange(2, 6) if kind in ACTS else draw.randrange(0, 2)):
                first, other = sorted((midnight(), midnight()))
                end = draw.choice((as_of, as_of + TICK, as_of + TICK, other, other))
                told = KNOWN_BY + TICK * draw.choice((-1, -1, 0, 0, 1))
                yield Period(source, kind, first, end, draw.random() < 0.5, told)


def held(told: list[Fact], draw: random.Random) -> Iterator[Holder]:
    """Yield who had charge: from or until a moment at, or a tick beside, something's happening."""
    ends = [end for one in told for end in (one.when.earliest, one.when.latest)]
    for _ in range(draw.randrange(0, 4)):
        first, last = sorted(
            draw.choice(ends) + draw.choice((-TICK, TICK * 0, TICK, timedelta(days=2)))
            for _ in range(2)
        )
        end = draw.choice((None, last))
        yield Holder(draw.choice(("cbp-usbp", "hhs-orr", "hhs-orr")), Span(first, end))
