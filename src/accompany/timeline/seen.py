"""Who last saw a child, when and how: in person, by voice, an adult only, on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accompany.core.fact import Fact, kinds

WAYS = ("in person", "by voice", "adult only", "on paper")
"""From the strongest to the weakest; in the first two the child was met."""

PLACES = ("facility", "program", "place", "court", "city", "county", "state")


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting: the fact that shows it and what it shows."""

    way: str
    fact: Fact

    @property
    def by(self) -> str:
        return self.fact.party or self.fact.reported_by or self.fact.source

    @property
    def where(self) -> Mapping[str, str]:
        """Return what the fact says of the place, from the house to the state."""
        return {name: self.fact.details[name] for name in PLACES if name in self.fact.details}


def last_seen(facts: Iterable[Fact]) -> dict[str, Seen]:
    """Return the last sighting of each way there was one, strongest way first."""
    latest: dict[str, Fact] = {}
    for fact in facts:
        way = kinds()[fact.kind].seen
        if way and (way not in latest or _order(fact) > _order(latest[way])):
            latest[way] = fact
    return {way: Seen(way, latest[way]) for way in WAYS if way in latest}


def best(seen: Mapping[str, Seen]) -> Seen | None:
    """Return the sighting that says most: the last time the child was met, else what there is."""
    met = [seen[way] for way in WAYS[:2] if way in seen]
    if met:
        return max(met, key=lambda one: _order(one.fact))
    return next((seen[way] for way in WAYS[2:] if way in seen), None)


def _order(fact: Fact) -> tuple[object, ...]:
    return not fact.undated, fact.when.latest, fact.when.earliest, fact.known_at, fact.id
