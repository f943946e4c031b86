"""A made-up `known_facts` in a Duck, as the ledger gives it: for tests of what reads facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from accompany.core.fact import Fact, canonical
from accompany.core.record import split
from accompany.core.when import DEFAULT_ZONE, When, day, instant
from accompany.engines.duck import Duck

ZONE = DEFAULT_ZONE
TOLD = datetime(2024, 1, 1, tzinfo=UTC)
SHAPE = pa.schema(
    [
        ("fact_id", pa.binary()),
        ("source", pa.string()),
        ("about", pa.string()),
        ("subject", pa.string()),
        ("kind", pa.string()),
        ("happened_earliest", pa.timestamp("us")),
        ("happened_latest", pa.timestamp("us")),
        ("day_earliest", pa.date32()),
        ("day_latest", pa.date32()),
        ("zone", pa.string()),
        ("party", pa.string()),
        ("to_party", pa.string()),
        ("details", pa.string()),
        ("reported_by", pa.string()),
        ("known_at", pa.timestamp("us")),
        ("replaces", pa.binary()),
        ("extract", pa.string()),
        ("part", pa.string()),
        ("line", pa.int64()),
    ]
)


def fact(
    about: str,
    kind: str,
    happened: date | datetime | When,
    party: str = "",
    to_party: str = "",
    /,
    *,
    told: datetime = TOLD,
    replaces: Fact | None = None,
    line: int = 1,
    zone: str = ZONE,
    **details: str,
) -> Fact:
    """Make one made-up fact; a date is a whole day, a datetime an instant."""
    if isinstance(happened, When):
        when = happened
    elif isinstance(happened, datetime):
        when = instant(happened)
    else:
        when = day(happened, zone)
    named = split(about)
    assert named is not None, "a made-up record needs its full name"
    return Fact(
        source=named[0],
        about=about,
        kind=kind,
        when=when,
        zone=zone,
        party=party,
        to_party=to_party,
        details=details,
        reported_by=party,
        known_at=told,
        replaces=replaces.id if replaces else None,
        extract="ab" * 32,
        line=line,
    )


def known(facts: Iterable[Fact], *, known_by: datetime | None = None) -> list[Fact]:
    """Return what was known by then: told by then, and not replaced by then."""
    told = [one for one in facts if known_by is None or one.known_at <= known_by]
    gone = {one.replaces for one in told if one.replaces}
    return [one for one in told if one.id not in gone]


def fill(
    duck: Duck,
    facts: Iterable[Fact],
    *,
    known_by: datetime | None = None,
    persons: Mapping[str, str] | None = None,
    name: str = "known_facts",
) -> None:
    """Make the table ``name`` of what was known by ``known_by``."""
    rows = [_row(one, persons or {}) for one in known(facts, known_by=known_by)]
    duck.take(name, pa.Table.from_pylist(rows, schema=SHAPE))


def _row(one: Fact, persons: Mapping[str, str]) -> dict[str, object]:
    return {
        "fact_id": one.id,
        "source": one.source,
        "about": one.about,
        "subject": persons.get(one.about, one.about),
        "kind": one.kind,
        "happened_earliest": one.when.earliest.replace(tzinfo=None),
        "happened_latest": one.when.latest.replace(tzinfo=None),
        "day_earliest": one.day_earliest,
        "day_latest": one.day_latest,
        "zone": one.zone,
        "party": one.party,
        "to_party": one.to_party,
        "details": canonical(one.details),
        "reported_by": one.reported_by,
        "known_at": one.known_at.replace(tzinfo=None),
        "replaces": one.replaces,
        "extract": one.extract,
        "part": one.part,
        "line": one.line,
    }


def utc(text: str) -> datetime:
    """Read an instant in UTC, such as ``2024-06-11T09:20``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]
