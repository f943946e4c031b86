"""A person's facts in the order in which they happened, as known by a moment."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from accompany.core.fact import Fact, kinds
from accompany.core.when import When
from accompany.engines.duck import Duck, Row, filled, read_sql


def facts_of(duck: Duck, subject: str, *, facts: str = "known_facts") -> list[Fact]:
    """Read what was known of ``subject``; published series and withdrawals are nobody's."""
    sql = filled(read_sql("accompany.timeline", "facts_of.sql"), facts=facts)
    return [_fact(row) for row in duck.rows(sql, [subject])]


def in_order(facts: Iterable[Fact], *, as_of: datetime) -> list[Fact]:
    """Return the facts that can have happened by ``as_of``, in order.

    Of two that can have happened at the same time, the one known more exactly comes after: a day
    begins before any hour of it. Then the one told first comes first.
    """
    vocabulary = kinds()
    happened = (
        one
        for one in facts
        if one.when.earliest <= as_of and one.kind in vocabulary and vocabulary[one.kind].timeline
    )
    return sorted(happened, key=place)


def place(fact: Fact) -> tuple[datetime, float, datetime, str, bytes]:
    """Return what a timeline is sorted by."""
    width = (fact.when.latest - fact.when.earliest).total_seconds()
    return fact.when.earliest, -width, fact.known_at, fact.kind, fact.id


def _fact(row: Row) -> Fact:
    source, about, kind, earliest, latest, zone, party, to_party, details, *told = row
    reported_by, known_at, replaces, extract, part, line = told
    return Fact(
        source=source,
        about=about,
        kind=kind,
        when=When(earliest.replace(tzinfo=UTC), latest.replace(tzinfo=UTC)),
        zone=zone,
        party=party,
        to_party=to_party,
        details=json.loads(details),
        reported_by=reported_by,
        known_at=known_at.replace(tzinfo=UTC),
        replaces=bytes(replaces) if replaces else None,
        extract=extract,
        part=part,
        line=line,
    )
