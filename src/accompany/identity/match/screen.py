"""Screening: one record against all known ones, by the same keys, comparisons and weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from accompany.identity.match.asked import Asked, row_of
from accompany.identity.match.columns import Columns, Ints
from accompany.identity.match.compare import FIELDS, compared, patterns
from accompany.identity.match.explain import Part, waterfall
from accompany.identity.match.grades import Grades
from accompany.identity.match.index import Index
from accompany.identity.match.keys import CONTACTS, Own
from accompany.identity.match.model import Floats, Model
from accompany.identity.match.reference import VALUES


@dataclass(frozen=True, slots=True)
class Match:
    """A known person who may be the one asked about, by the record of theirs that says so most."""

    record: str
    person: str
    probability: float
    weight: float
    levels: Mapping[str, int]
    parts: tuple[Part, ...]
    also: int
    """How many more of their records were near enough to be compared."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Who is known by an address, a phone or an e-mail, whatever their names."""

    what: str
    records: tuple[str, ...]
    persons: int


class Screen:
    """An open index with a model: asked many times, each time in milliseconds."""

    def __init__(self, index: Index, model: Model) -> None:
        self.index = index
        self.model = model.sized(index.reference.records)
        self._grades = Grades(index.vocabulary)

    def matches(self, asked: Asked, limit: int = 10, least: float = 0.0) -> list[Match]:
        """Return the persons most likely meant, the likeliest first."""
        own = Own(row_of(asked, self.index.vocabulary))
        rows = self.index.candidates(own)
        if not len(rows):
            return []
        known = self.index.columns(rows)
        levels = compared(np.repeat(own.record.rows, len(rows), axis=0), known.rows, self._grades)
        pattern = patterns(levels)
        rare = self._rare(levels, known)
        sure = self.model.weights[pattern] + rare + self.model.joint[pattern]
        chance = self.model.probability(sure)
        return [
            Match(
                self.index.name(int(rows[n])), person, float(chance[n]), float(sure[n]),
                {name: int(levels[name][n]) for name in FIELDS},
                waterfall(self.model, int(pattern[n]), float(rare[n])), also,
            )
            for person, n, also in self._best(rows, sure, limit)
            if chance[n] >= least
        ]  # fmt: skip

    def _best(self, rows: Ints, sure: Floats, limit: int) -> list[tuple[str, int, int]]:
        """Return each person, where the likeliest of their records stands, and how many more."""
        first: dict[str, int] = {}
        also: dict[str, int] = {}
        for n in np.lexsort((rows, -sure)).tolist():
            person = self.index.person(int(rows[n]))
            if person in first:
                also[person] = also.get(person, 0) + 1
            elif len(first) < limit:
                first[person] = n
        return [(person, n, also.get(person, 0)) for person, n in first.items()]

    def _rare(self, levels: Mapping[str, Any], known: Columns) -> Floats:
        made = np.zeros(len(known))
        for column, adjusted in self.model.adjusted.items():
            for name, level, bits in adjusted:
                chosen = np.flatnonzero(levels[name] == level)
                if len(chosen):
                    some = Columns(known.rows[chosen], known.vocabulary)
                    values = VALUES[column](some)
                    made[chosen] += bits - self.index.reference.shares[column].of(values)
        return made

    def shared(self, asked: Asked) -> list[Shared]:
        """Return the records known by each contact asked about."""
        own = Own(row_of(asked, self.index.vocabulary))
        made = []
        for family in CONTACTS:
            if own.keys(family):
                made.append(self._shared(family.name, self.index.at(family, own)))
        return made

    def _shared(self, what: str, rows: Ints) -> Shared:
        names = tuple(self._ordered(rows))
        return Shared(what, names, len({self.index.person(int(row)) for row in rows}))

    def _ordered(self, rows: Ints) -> Iterator[str]:
        return (self.index.name(int(row)) for row in rows)
