"""Made-up facts of one made-up child, and a duty judged over them: for tests of duties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accompany.core.fact import Fact
from accompany.core.when import DEFAULT_ZONE, read_when
from accompany.duties.calendars import calendars
from accompany.duties.hearing import Hearing, Period
from accompany.duties.judge import Due, Holder, judge
from accompany.duties.rules import Duty

SOURCE = "plain/made-up"
CHILD = f"{SOURCE}:1"


def moment(text: str, zone: str = DEFAULT_ZONE) -> datetime:
    return read_when(text, zone).earliest


def happened(
    when: str,
    kind: str,
    party: str = "",
    /,
    *,
    zone: str = DEFAULT_ZONE,
    known: str | None = None,
    source: str = SOURCE,
    **details: str,
) -> Fact:
    span = read_when(when, zone)
    return Fact(
        source=source,
        about=CHILD,
        kind=kind,
        when=span,
        zone=zone,
        party=party,
        details=details,
        known_at=moment(known) if known else span.latest,
        extract="ab" * 32,
        line=7,
    )


def heard(*kinds: str, everyone: bool = True, source: str = SOURCE) -> list[Period]:
    """Return periods in which these kinds were heard at all times."""
    first, end = moment("1990-01-01"), moment("2100-01-01")
    return [Period(source, kind, first, end, everyone, first) for kind in kinds]


def dues(
    duty: Duty,
    facts: Sequence[Fact],
    *,
    as_of: str,
    periods: Sequence[Period] = (),
    holders: Sequence[Holder] = (),
) -> list[Due]:
    found = judge(
        duty,
        facts,
        as_of=read_when(as_of).latest,
        hearing=Hearing(periods, known_by=moment("2150-01-01")),
        calendars=calendars(),
        holders=holders,
    )
    return list(found)
