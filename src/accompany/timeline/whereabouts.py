"""What custody leaves open: gaps nobody claims, time two parties claim, and who held a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from accompany.core.fact import Fact
from accompany.core.span import Span, gaps
from accompany.core.when import MICROSECOND
from accompany.timeline.custody import Custody, is_under

LEAVING = ("released", "departed", "died")
"""After these no custody is expected, so the time that follows is not a gap."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Time after a custody ended in which no party says it held the child."""

    span: Span
    after: str
    handed_to: str
    """The party the last holder says it handed the child to, if it says so."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Time that two parties, neither under the other, both certainly claim."""

    span: Span
    parties: tuple[str, str]
    used: str
    why: str = "its custody began later"


def gaps_of(spans: Sequence[Custody], facts: Iterable[Fact]) -> list[Gap]:
    """Return the holes in ``spans``, the last one open; none where the child had left."""
    holes = gaps([one.possible for one in spans])
    ends = [one.possible.end for one in spans]
    if ends and None not in ends:
        holes.append(Span(max(end for end in ends if end), None))
    left = [fact for fact in facts if fact.kind in LEAVING]
    return [
        Gap(hole, last.party, last.ended.to_party if last.ended else "")
        for hole in holes
        if not any(_inside(fact, hole) for fact in left)
        for last in [_ending_at(spans, hole.start)]
    ]


def overlaps_of(spans: Sequence[Custody]) -> list[Overlap]:
    found = []
    for one, other in combinations(spans, 2):
        shared = one.certain and other.certain and one.certain.overlap(other.certain)
        if shared and not _one_chain(one.party, other.party):
            later = max((one, other), key=_began)
            found.append(Overlap(shared, (one.party, other.party), later.party))
    return found


def holder_at(spans: Iterable[Custody], moment: datetime) -> Custody | None:
    """Return who held the child then: of several who may have, the one who took over last."""
    return max((one for one in spans if one.possible.holds(moment)), key=_began, default=None)


def _began(custody: Custody) -> tuple[datetime, datetime, str]:
    return custody.began.when.earliest, custody.began.when.latest, custody.party


def _inside(fact: Fact, hole: Span) -> bool:
    last = hole.start - MICROSECOND
    return fact.when.latest >= last and (hole.end is None or fact.when.earliest < hole.end)


def _ending_at(spans: Iterable[Custody], end: datetime) -> Custody:
    return max((one for one in spans if one.possible.end == end), key=_began)


def _one_chain(party: str, other: str) -> bool:
    return is_under(party, other) or is_under(other, party)
