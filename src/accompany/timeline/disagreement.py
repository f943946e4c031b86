"""Where records of one person say different things: all kept in sight, and one named as used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from accompany.core.fact import Fact
from accompany.timeline.order import place

DESCRIBED = ("given_names", "surnames", "sex", "born_on", "country", "a_number")
"""What a person has one of, whichever record says it."""

ONCE = (
    "apprehended",
    "custody-began",
    "custody-ended",
    "determined-unaccompanied",
    "died",
    "entered",
    "nta-filed",
    "nta-issued",
    "nta-served",
    "released",
)
"""Kinds that two sources told of within ``NEAR`` are taken to be one happening."""

NEAR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing, what each record says of it, and which answer is used and why."""

    what: str
    said: tuple[tuple[str, Fact], ...]
    used: str
    why: str


def disagreements_of(facts: Iterable[Fact]) -> list[Disagreement]:
    """Return the disagreements between records, of one person's facts."""
    whole = sorted(facts, key=place)
    return [*_of_person(whole), *_of_happenings(whole)]


def _of_person(facts: Sequence[Fact]) -> Iterator[Disagreement]:
    for name in DESCRIBED:
        last: dict[str, tuple[str, Fact]] = {}
        for fact in sorted(facts, key=lambda one: (one.known_at, place(one))):
            if fact.details.get(name) and fact.kind in ("person-described", "released"):
                last[fact.about] = (fact.details[name], fact)
        said = tuple(last[about] for about in sorted(last))
        if len({value for value, _ in said}) > 1:
            yield Disagreement(name, said, *_choose(said))


def _of_happenings(facts: Sequence[Fact]) -> Iterator[Disagreement]:
    for kind in ONCE:
        told = [fact for fact in facts if fact.kind == kind]
        for one, other in combinations(told, 2):
            if _same_happening(one, other):
                yield from _between(one, other)


def _same_happening(one: Fact, other: Fact) -> bool:
    apart = other.when.earliest - one.when.latest
    return one.source != other.source and one.party == other.party and apart <= NEAR


def _between(one: Fact, other: Fact) -> Iterator[Disagreement]:
    if one.when.latest < other.when.earliest or other.when.latest < one.when.earliest:
        said = ((one.day_earliest.isoformat(), one), (other.day_earliest.isoformat(), other))
        yield Disagreement(f"{one.kind}: day", said, said[0][0], "the earlier of the two")
    for name in sorted(one.details.keys() & other.details.keys()):
        if one.details[name] != other.details[name] and name not in DESCRIBED:
            said = ((one.details[name], one), (other.details[name], other))
            yield Disagreement(f"{one.kind}: {name}", said, *_choose(said))


def _choose(said: Sequence[tuple[str, Fact]]) -> tuple[str, str]:
    """Return the value most records state, and among equals the one told first; and why."""
    counts = Counter(value for value, _ in said)
    most = max(counts.values())
    favoured = sorted((fact.known_at, value) for value, fact in said if counts[value] == most)
    told, value = favoured[0]
    if list(counts.values()).count(most) == 1:
        return value, f"{most} of {len(said)} records say so"
    tied = {other for at, other in favoured if at == told}
    return value, "it was told first" if len(tied) == 1 else "told together, first in order"
