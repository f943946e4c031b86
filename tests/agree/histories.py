"""Made-up histories that start from the moments that decide, for judge.sql against judge.py."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from accompany.core.cite import Checked, Strength
from accompany.core.fact import Fact, canonical
from accompany.core.span import Span
from accompany.core.when import When, day, day_starts, instant, local_day
from accompany.duties.calendars import calendars
from accompany.duties.clock import allowed
from accompany.duties.hearing import Period
from accompany.duties.judge import Due, Holder
from accompany.duties.rules import (
    AFTER_LAW,
    BEFORE_LAW,
    DATED,
    Attempts,
    Clock,
    Duty,
    Every,
    Pattern,
    Version,
)
from accompany.engines.duck import Duck

ZONES = ("America/New_York", "America/Chicago", "UTC", "Pacific/Guam")
TICK = timedelta(microseconds=1)
AS_OF = datetime(2024, 6, 30, 23, 59, 59, 999_999, tzinfo=UTC)
KNOWN_BY = datetime(2024, 7, 10, tzinfo=UTC)
CHANGE = date(2024, 3, 20)


def made(name: str, clock: Clock | None, **more: Any) -> Duty:
    """A duty of made-up kinds: opened by ``released``, kept by ``call-reached-child``."""
    versions = more.pop("versions", None) or (
        Version(BEFORE_LAW, date(2020, 1, 1), None),
        Version(date(2020, 1, 1), AFTER_LAW, clock, more.pop("roll", "none"), checked=Checked.READ),
    )
    given: dict[str, Any] = {
        "says": name, "rows": (), "owed_by": "hhs-orr", "owed_to": "child",
        "strength": Strength.POLICY, "starts": (Pattern("released"),),
        "kept": (Pattern("call-reached-child"),), "excused": (), "ends": (), "before": (),
        "attempts": None, "every": None, "toll_from": (), "toll_to": (),
        "first_decides": False, "dated_by": "opening", "calendar": "us-federal", "notes": {},
    }  # fmt: skip
    return Duty(id=f"made/{name}", versions=versions, **{**given, **more})


def changed(earlier: Clock | None, later: Clock | None) -> tuple[Version, ...]:
    return (
        Version(BEFORE_LAW, date(2020, 1, 1), None),
        Version(date(2020, 1, 1), CHANGE, earlier, checked=Checked.READ),
        Version(CHANGE, AFTER_LAW, later, checked=Checked.READ),
    )


CALL, VISIT = (Pattern("call-reached-child"),), (Pattern("visit-made"),)
EXCUSE, DEATH = (Pattern("contact-declined"),), (Pattern("died"),)
FROM, TO = (Pattern("absent-without-leave"),), (Pattern("located"),)

SHAPES: Sequence[Duty] = (
    made("hours", Clock("hours", 72), excused=EXCUSE),
    made("days", Clock("days", 3), excused=EXCUSE, ends=DEATH),
    made("simple-days", Clock("days", 3)),
    made("simple-hours", Clock("hours", 48)),
    made("simple-business", Clock("business days", 2), roll="forward"),
    made("years", Clock("years", 1)),
    made("rolled-forward", Clock("days", 5), roll="forward", calendar="us-eoir"),
    made("rolled-back", Clock("days", 9, 4), roll="back", ends=DEATH),
    made("window", Clock("days", 6, 3), excused=EXCUSE),
    made("hour-window", Clock("hours", 72, 24)),
    made("open-window", Clock("days", None, 4), first_decides=True),
    made("first-decides", Clock("days", 8, 4), first_decides=True, ends=DEATH),
    made("business-window", Clock("business days", 5, 2)),
    made("gap", Clock("none"), excused=EXCUSE, ends=DEATH),
    made("before", Clock("before"), before=VISIT, excused=EXCUSE, ends=DEATH),
    made("attempts", Clock("days", 6), attempts=Attempts((Pattern("call-attempted"),), 2, True)),
    made("tries", Clock("hours", 60), attempts=Attempts((Pattern("call-attempted"),), 3, False)),
    made(
        "window-tries",
        Clock("days", 8, 2),
        attempts=Attempts((Pattern("call-attempted"),), 2, True),
    ),
    made("every", Clock("days", 5), every=Every(12, DEATH), excused=EXCUSE),
    made("every-window", Clock("days", 6, 1), every=Every(17, ())),
    made("tolled-hours", Clock("hours", 72), toll_from=FROM, toll_to=TO, excused=EXCUSE),
    made("tolled-days", Clock("days", 4), toll_from=TO, toll_to=FROM),
    made("changed", None, versions=changed(Clock("days", 2), Clock("hours", 30))),
    made("repealed", None, versions=changed(Clock("days", 3), None), excused=EXCUSE),
    made("began", None, versions=changed(None, Clock("days", 3, 1))),
    made("gap-then-law", None, versions=changed(Clock("none"), Clock("days", 2))),
    made(
        "dated",
        None,
        versions=changed(Clock("days", 2), Clock("days", 4)),
        dated_by="custody-began",
    ),
    made("dated-repealed", None, versions=changed(Clock("hours", 50), None), dated_by="decision"),
    made("dated-own", None, versions=changed(Clock("days", 2), Clock("days", 4)),
         dated_by="release"),
    made("holding", Clock("days", 3), owed_by="holding-agency"),
    made(
        "valued",
        Clock("days", 3),
        starts=(Pattern("released", "", (("category", "1"),)), Pattern("reopened")),
        kept=(Pattern("call-reached-child", "hhs-orr", (("safe", "yes"), ("in_school", "no"))),
              Pattern("visit-made")),
    ),
)  # fmt: skip

KINDS = (
    "released", "call-reached-child", "visit-made", "contact-declined", "died",
    "absent-without-leave", "located", "call-attempted", "custody-began", "judge-decided",
    "reopened",
)  # fmt: skip
ACTS = ("call-reached-child", "visit-made", "call-attempted")
SOURCES = ("plain/north", "plain/south")


@dataclass(frozen=True)
class World:
    """Many subjects' facts, what was heard, and who had charge."""

    facts: dict[int, list[Fact]]
    periods: list[Period]
    holders: dict[int, list[Holder]]


def deciding(duty: Duty, opened: When, zone: str) -> Iterator[datetime]:
    """Yield the moments at which a due of this shape turns, seen from its opening."""
    yield from (opened.earliest, opened.latest, AS_OF)
    calendar = calendars()[duty.calendar]
    for version in duty.in_force:
        clock = version.clock
        if clock is None or clock.unit in ("none", "before"):
            continue
        for end in (opened.earliest, opened.latest):
            if clock.unit == "hours":
                hours = (clock.first, clock.last)
                yield from (end + timedelta(hours=n) for n in hours if n is not None)
            else:
                found = allowed(local_day(end, zone), zone, clock, version.roll, calendar)
                yield from (one for one in (found.first, found.last) if one is not None)


def when(moment: datetime, zone: str, draw: random.Random) -> When:
    """Return a record of about that moment: at it, a tick beside it, its day, or a longer span."""
    moment += TICK * draw.choice((-1, 0, 0, 1))
    shape = draw.randrange(20)
    if shape < 9:
        return instant(moment)
    if shape < 14:
        return day(local_day(moment, zone) + timedelta(days=draw.choice((-1, 0, 0, 0, 1))), zone)
    width = timedelta(hours=draw.choice((1, 5, 20, 24, 30, 47, 60, 200)))
    return When(moment - width, moment) if shape < 17 else When(moment, moment + width)


def base(duty: Duty, zone: str, draw: random.Random) -> datetime:
    """Return when a due opens: anywhere, at a change of law, or so that it turns at AS_OF."""
    place = draw.random()
    if place < 0.2:
        return day_starts(CHANGE, zone) + timedelta(hours=draw.choice((0, 0, 0, -1, 1, 24)))
    units = {v.clock.unit: v.clock.last or v.clock.first or 0 for v in duty.in_force if v.clock}
    unit, number = draw.choice(list(units.items()))
    if place < 0.4 or unit == "years":
        if unit == "hours":
            return AS_OF - timedelta(hours=number)
        days = number * 365 if unit == "years" else number
        return AS_OF - timedelta(days=days + draw.choice((0, 0, 0, 1, -1, 2)), hours=2)
    if place < 0.5:
        return AS_OF - timedelta(hours=draw.randrange(200))
    return datetime(2024, 3, 8, 4, tzinfo=UTC) + timedelta(hours=draw.randrange(24 * 16))


def history(subject: int, duty: Duty, draw: random.Random) -> list[Fact]:
    zone = draw.choice(ZONES)
    opened = when(base(duty, zone, draw), zone, draw)
    moments = list(deciding(duty, opened, zone))
    mine = [p.fact for p in (*duty.starts, *duty.kept, *duty.kept, *duty.excused, *duty.ends,
                             *duty.before)]  # fmt: skip
    if duty.attempts:
        mine += ["call-attempted"] * 6
    if duty.dated_by != "opening":
        dating = [pattern.fact for pattern in DATED[duty.dated_by]]
        mine += [kind for kind in dating if kind in KINDS] * 4
        moments += [opened.latest, day_starts(CHANGE, zone)]
    facts = [fact(subject, draw.choice(duty.starts).fact, opened, zone, draw)]
    if duty.toll_from:
        facts += tolls(subject, duty, moments, zone, draw)
    for _ in range(draw.randrange(0, 7)):
        kind = draw.choice(mine if draw.random() < 0.9 else KINDS)
        facts.append(fact(subject, kind, when(draw.choice(moments), zone, draw), zone, draw))
        moments += [facts[-1].when.earliest, facts[-1].when.latest]
    return corrected(facts, draw)


def tolls(
    subject: int, duty: Duty, moments: list[datetime], zone: str, draw: random.Random
) -> Iterator[Fact]:
    """Yield beginnings and ends in turn, mostly; each moves the moments that decide."""
    moved = [moment for moment in moments if moment < AS_OF]
    last: When | None = None
    for turn in range(draw.randrange(0, 7)):
        begins = (turn % 2 == 0) != (draw.random() < 0.15)
        kind = (duty.toll_from if begins else duty.toll_to)[0].fact
        at = draw.choice(moved) - timedelta(hours=draw.choice((0, 0, 0, 1, 30)))
        span = when(at, zone, draw)
        if last and draw.random() < 0.4:
            span = draw.choice((last, When(last.latest, last.latest), sooner(last), later(last)))
        one = fact(subject, kind, span, zone, draw)
        yield one
        if last and not begins:
            lasted = (span.earliest - last.latest, span.latest - last.earliest)
            moved += [moment + width for moment in moved[-4:] for width in lasted if width > TICK]
            moments += moved[-4:]
        last = span


def sooner(span: When) -> When:
    return When(span.earliest - timedelta(hours=5), span.latest)


def later(span: When) -> When:
    return When(span.latest + timedelta(hours=7), span.latest + timedelta(hours=31))


def fact(subject: int, kind: str, happened: When, zone: str, draw: random.Random) -> Fact:
    values = {}
    if kind == "released":
        values = {"category": draw.choice("122")}
    if kind == "call-reached-child":
        values = {"safe": draw.choice(("yes", "yes", "no")), "in_school": draw.choice(("no", ""))}
    late = draw.random() < 0.1
    return Fact(
        source=draw.choice(SOURCES),
        about=f"made/up:{subject}",
        kind=kind,
        when=happened,
        zone=zone,
        party=draw.choice(("cbp-usbp", "hhs-orr", "hhs-orr", "hhs-orr", "sponsor", "")),
        details={name: value for name, value in values.items() if value},
        known_at=KNOWN_BY + draw.choice((-TICK, TICK * 0, TICK)) if late else base_known(draw),
    )


def base_known(draw: random.Random) -> datetime:
    return datetime(2024, 7, 1, tzinfo=UTC) + timedelta(hours=draw.randrange(100))


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


def world(shapes: Sequence[Duty], count: int, seed: int) -> World:
    draw = random.Random(seed)
    intricate = [d for d in shapes if d.toll_from or d.attempts or d.dated_by != "opening"]
    told_of = [*shapes, *intricate, *intricate]
    facts = {
        subject: history(subject, told_of[subject % len(told_of)], draw) for subject in range(count)
    }
    holders = {subject: list(held(told, draw)) for subject, told in facts.items()}
    return World(facts, list(listening(draw)), holders)


def listening(draw: random.Random) -> Iterator[Period]:
    """Yield periods that begin and end at, or a tick beside, a midnight at which dues turn."""

    def midnight() -> datetime:
        on = date(2024, 3, 6) + timedelta(days=draw.randrange(30))
        return day_starts(on, draw.choice(ZONES)) + TICK * draw.choice((-1, 0, 0, 1))

    for source in SOURCES:
        for kind in KINDS:
            for _ in range(draw.randrange(2, 6) if kind in ACTS else draw.randrange(0, 2)):
                first, other = sorted((midnight(), midnight()))
                end = draw.choice((AS_OF, AS_OF + TICK, AS_OF + TICK, other, other))
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


_FACTS = pa.schema(
    [
        pa.field("fact_id", pa.binary()), pa.field("source", pa.string()),
        pa.field("about", pa.string()), pa.field("kind", pa.string()),
        pa.field("happened_earliest", pa.timestamp("us")),
        pa.field("happened_latest", pa.timestamp("us")),
        pa.field("day_earliest", pa.date32()), pa.field("day_latest", pa.date32()),
        pa.field("zone", pa.string()), pa.field("party", pa.string()),
        pa.field("details", pa.string()), pa.field("known_at", pa.timestamp("us")),
        pa.field("known_until", pa.timestamp("us")), pa.field("replaces", pa.binary()),
        pa.field("batch", pa.int32()),
    ]
)  # fmt: skip


def load(duck: Duck, made_up: World) -> None:
    """Put a world where the ledger would: told in order, a batch each, then replaced."""
    rows = [
        {
            "fact_id": one.id, "source": one.source, "about": f"{subject:09d}",
            "kind": one.kind, "happened_earliest": plain(one.when.earliest),
            "happened_latest": plain(one.when.latest), "day_earliest": one.day_earliest,
            "day_latest": one.day_latest, "zone": one.zone, "party": one.party,
            "details": canonical(one.details), "known_at": plain(one.known_at),
            "known_until": None, "replaces": one.replaces, "batch": place,
        }
        for subject, facts in made_up.facts.items()
        for place, one in enumerate(facts)
    ]  # fmt: skip
    duck.take("facts_kept", pa.Table.from_pylist(rows, schema=_FACTS))
    duck.run("CREATE OR REPLACE TABLE person (about VARCHAR, person VARCHAR)")
    duck.script("accompany.ledger", "told.sql")


def load_holders(duck: Duck, made_up: World) -> None:
    numbers = {
        int(name): number for number, name in duck.rows("SELECT subject_no, subject FROM subject")
    }
    duck.run("DELETE FROM holder")
    for subject, held in made_up.holders.items():
        for one in held:
            if subject in numbers:
                end = one.span.end
                duck.run(
                    "INSERT INTO holder VALUES ($1, $2, $3, $4)",
                    [numbers[subject], one.party, plain(one.span.start), end and plain(end)],
                )


def plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def row_of(subject: int, due: Due) -> tuple[Any, ...]:
    """Return a due as judge.sql would write it."""
    span = due.due
    return (
        subject, due.duty, due.version,
        plain(due.opened.earliest), plain(due.opened.latest),
        due.not_before and plain(due.not_before),
        span and plain(span.earliest), span and plain(span.latest),
        due.kept and plain(due.kept.earliest), due.kept and plain(due.kept.latest),
        str(due.state), due.owed_by, due.opened_by,
    )  # fmt: skip
