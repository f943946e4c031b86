"""Who had charge of a child and when: the plain definition that custody.sql must equal.

A span begins with the first statement that a party's custody began, and ends with the first that
it ended; the same said again, by whomever, makes no second span. What is known only to the day
keeps that day as its width: ``possible`` is the longest the span can have been, ``certain`` the
shortest. On one day with a beginning and an end in unknown order, a child already held has left
and come back, and a child not held has come and left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import pyarrow as pa

from accompany.core.fact import Fact, kinds
from accompany.core.party import parties
from accompany.core.span import Span
from accompany.core.when import DEFAULT_ZONE, MICROSECOND, When, day_ends
from accompany.engines.duck import Duck

_NAMED_UNDER = {"provider": "hhs-orr", "court": "eoir"}


@dataclass(frozen=True, slots=True)
class Custody:
    """One party's charge of one child; ``ended`` is None while it lasts."""

    party: str
    began: Fact
    ended: Fact | None = None

    @property
    def possible(self) -> Span:
        """The longest it can have been, half-open."""
        start = self.began.when.earliest
        if self.ended is None:
            return Span(start, None)
        when = self.ended.when
        return Span(start, max(start, when.latest if when.exact else when.latest + MICROSECOND))

    @property
    def certain(self) -> Span | None:
        """The shortest it can have been; None where it may have been no time at all."""
        start = self.began.when.latest
        if self.ended is None:
            return Span(start, None)
        return Span(start, self.ended.when.earliest) if start < self.ended.when.earliest else None

    def held_at_end_of(self, on: date, zone: str = DEFAULT_ZONE) -> bool:
        """Say whether the child is in this custody as the day ends.

        A child who came that day is counted, one who left that day is not, whether or not the
        hour is known.
        """
        night = day_ends(on, zone)
        start = self.began.when.earliest
        return start <= night and (
            self.ended is None or max(start, self.ended.when.earliest) > night
        )


def spans_of(facts: Iterable[Fact]) -> list[Custody]:
    """Return every custody span of one subject, in order of beginning."""
    whole = list(facts)
    begins = [(party, fact) for fact in whole for party in _begins(fact)]
    held = sorted({party for party, _ in begins})
    found: list[Custody] = []
    for party in held:
        comes = [fact for named, fact in begins if named == party]
        goes = [fact for fact in whole if _ends(fact, party)]
        found.extend(_spans(party, comes, goes))
    return sorted(found, key=lambda one: (one.began.when, one.party))


def in_care_on(
    children: Mapping[str, Iterable[Custody]],
    on: date,
    *,
    party: str = "hhs-orr",
    zone: str = DEFAULT_ZONE,
) -> set[str]:
    """Return who is in the custody of ``party``, or of a party under it, as the day ends."""
    return {
        child
        for child, spans in children.items()
        if any(is_under(one.party, party) and one.held_at_end_of(on, zone) for one in spans)
    }


def is_under(party: str, over: str) -> bool:
    """Say whether ``party`` is ``over`` or belongs to it: a care provider acts for ORR."""
    return over in above(party)


def above(party: str) -> tuple[str, ...]:
    """Return ``party`` and every body it belongs to, nearest first."""
    found = [party]
    while found[-1]:
        office = parties().get(found[-1])
        found.append(office.under if office else _NAMED_UNDER.get(found[-1].split(":")[0], ""))
    return tuple(found[:-1])


def take_custody(duck: Duck, *, facts: str = "known_facts", as_of: datetime | None = None) -> None:
    """Make ``custody(subject, party, starts_at, ends_at, starts_by, ends_from)`` for everyone.

    ``starts_at`` to ``ends_at`` is the longest a span can have been, ``starts_by`` to
    ``ends_from`` the shortest; half-open, the ends NULL while it lasts. With ``as_of`` only what
    can have happened by then counts.
    """
    until = as_of.replace(tzinfo=None).isoformat() if as_of else "infinity"
    named = [row[0] for row in duck.rows(f"SELECT DISTINCT party FROM {facts}")]
    named += [row[0] for row in duck.rows(f"SELECT DISTINCT to_party FROM {facts}")]
    rows = [{"party": p, "over": over} for p in sorted(set(named)) for over in above(p)]
    shape = pa.schema([("party", pa.string()), ("over", pa.string())])
    duck.take("party_under", pa.Table.from_pylist(rows, schema=shape))
    duck.script("accompany.timeline", "custody.sql", facts=facts, as_of=f"TIMESTAMP '{until}'")


def take_in_care(
    duck: Duck, on: date, *, party: str = "hhs-orr", zone: str = DEFAULT_ZONE
) -> list[str]:
    """Return who is in care as the day ends, of the table ``custody``; see ``in_care_on``."""
    night = day_ends(on, zone).replace(tzinfo=None)
    rows = duck.rows(
        "SELECT DISTINCT subject FROM custody JOIN party_under USING (party) WHERE over = ?"
        " AND starts_at <= ? AND (ends_from IS NULL OR ends_from > ?) ORDER BY subject",
        [party, night, night],
    )
    return [row[0] for row in rows]


def _begins(fact: Fact) -> Iterator[str]:
    if fact.kind == "transferred" and fact.to_party:
        yield fact.to_party
    elif kinds()[fact.kind].custody == "begins" and fact.party:
        yield fact.party


def _ends(fact: Fact, party: str) -> bool:
    """Say whether ``fact`` ends the custody of ``party``.

    A release ends everyone's, and so does an end that names no party; an end by a body is the
    end for those under it.
    """
    if fact.kind == "transferred":
        return bool(fact.party) and is_under(party, fact.party)
    if kinds()[fact.kind].custody != "ends":
        return False
    return fact.kind == "released" or not fact.party or is_under(party, fact.party)


def _spans(party: str, comes: Sequence[Fact], goes: Sequence[Fact]) -> Iterator[Custody]:
    held: Fact | None = None
    for began, ended in _steps(comes, goes):
        if held is None and began and ended:
            yield Custody(party, began, ended)
        elif held is None:
            held = began
        elif ended:
            yield Custody(party, held, ended)
            held = began
    if held:
        yield Custody(party, held)


def _steps(
    comes: Sequence[Fact], goes: Sequence[Fact]
) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Yield what began and what ended at each moment, or on each day whose hours are not known."""
    blurred = {fact.day_earliest for fact in (*comes, *goes) if not fact.when.exact}

    def moment(step: tuple[Fact, bool]) -> tuple[date, datetime | None]:
        on = step[0].day_earliest
        return on, None if on in blurred else step[0].when.earliest

    steps = [(fact, True) for fact in comes] + [(fact, False) for fact in goes]
    for _, together in groupby(
        sorted(steps, key=lambda s: (s[0].day_earliest, *_rank(s[0]))), moment
    ):
        same = list(together)
        yield (
            _first(f for f, begins in same if begins),
            _first(f for f, begins in same if not begins),
        )


def _first(facts: Iterable[Fact]) -> Fact | None:
    return min(facts, key=_rank, default=None)


def _rank(fact: Fact) -> tuple[When, bytes]:
    return fact.when, fact.id
