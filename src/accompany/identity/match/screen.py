"""Screening: one record against all known ones, by the same keys, comparisons and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from accompany.identity.match.asked import Asked, row_of
from accompany.identity.match.columns import Ints
from accompany.identity.match.compare import FIELDS, Levels, compared, patterns
from accompany.identity.match.explain import Part, waterfall
from accompany.identity.match.grades import Grades
from accompany.identity.match.index import Index
from accompany.identity.match.keys import CONTACTS, Own
from accompany.identity.match.model import Floats, Model
from accompany.identity.match.reference import VALUES
from accompany.identity.match.values import One


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
class Known:
    """Some records, whose they are, and over what time they were told of."""

    records: tuple[str, ...]
    persons: tuple[str, ...]
    first: date | None
    last: date | None


class Screen:
    """An open index with a model: asked many times, each time in milliseconds."""

    def __init__(self, index: Index, model: Model) -> None:
        self.index = index
        self.model = model.sized(index.reference.records)
        self._grades = Grades(index.vocabulary, kept=False)

    def matches(self, asked: Asked, limit: int = 10, least: float = 0.0) -> list[Match]:
        """Return the persons most likely meant, the likeliest first."""
        own = Own(One(row_of(asked, self.index.vocabulary), self.index.vocabulary))
        rows = self.index.candidates(own)
        if not len(rows):
            return []
        alone = np.tile(np.array(own.record.row, np.int32), (len(rows), 1))
        levels = compared(alone, self.index.columns(rows).rows, self._grades)
        pattern = patterns(levels)
        rare = self._rare(levels, rows, own.record)
        sure = self.model.weights[pattern] + rare + self.model.joint[pattern]
        best = self._best(rows, sure, limit)
        chosen = [n for _, n, _ in best]
        names = dict(zip(sorted(chosen), self.index.names(np.sort(rows[chosen])), strict=True))
        chance = self.model.probability(sure[chosen]).tolist()
        told = np.stack([levels[name][chosen] for name in FIELDS]).T.tolist()
        return [
            Match(
                str(names[n]), person, likely, float(sure[n]),
                dict(zip(FIELDS, by_field, strict=True)),
                waterfall(self.model, int(pattern[n]), float(rare[n])), also,
            )
            for (person, n, also), likely, by_field in zip(best, chance, told, strict=True)
            if likely >= least
        ]  # fmt: skip

    def _best(self, rows: Ints, sure: Floats, limit: int) -> list[tuple[str, int, int]]:
        """Return each person, where the likeliest of their records stands, and how many more."""
        first: dict[str, int] = {}
        also: dict[str, int] = {}
        persons = self.index.persons(rows)
        for n in np.argsort(-sure, kind="stable").tolist():
            person = persons[n]
            if person in first:
                also[person] = also.get(person, 0) + 1
            elif len(first) < limit:
                first[person] = n
        return [(person, n, also.get(person, 0)) for person, n in first.items()]

    def _rare(self, levels: Mapping[str, Levels], rows: Ints, own: One) -> Floats:
        """Return what the rarity of what agrees adds, as ``Scorer`` reckons it of a pair."""
        shares, known = self.index.reference.shares, self.index.rare(rows)
        made = np.zeros(len(rows))
        for at, (column, value) in enumerate(VALUES.items()):
            share = shares[column].share
            commoner = np.maximum(share[known[:, at]], share[shares[column].place(value(own))])
            for name, level, bits in self.model.adjusted[column]:
                made += np.where(levels[name] == level, bits - commoner, 0.0)
        return made

    def shared(self, asked: Asked) -> dict[str, Known]:
        """Return who is known by each phone, e-mail or address asked about, whatever the name."""
        own = Own(One(row_of(asked, self.index.vocabulary), self.index.vocabulary))
        return {
            family.name: self.known(self.index.at(family, own))
            for family in CONTACTS
            if own.keys(family)
        }

    def known(self, rows: Ints) -> Known:
        first, last = (_DAY_0 + timedelta(day) if day else None for day in self.index.days(rows))
        names = tuple(str(name) for name in self.index.names(rows))
        return Known(names, tuple(sorted(set(self.index.persons(rows)))), first, last)

    def related(self, persons: Sequence[str]) -> dict[str, set[str]]:
        """Return the records of whom each person stands in a relationship to, by any record of
        theirs, and whom those do in turn: of a household member the sponsor, and of the sponsor
        children."""
        near: dict[str, set[str]] = {person: set() for person in persons}
        rows = self.index.of_persons(persons)
        for person, of in zip(self.index.persons(rows), self.index.others(rows), strict=True):
            near[person].update(of)
        known = self.index.known(pa.array(sorted(set().union(*near.values())), pa.string()))
        names = self.index.names(known).to_pylist()
        theirs = dict(zip(names, self.index.others(known), strict=True))
        return {
            person: found.union(*(theirs.get(one, ()) for one in found))
            for person, found in near.items()
        }


_DAY_0 = date(1900, 1, 1)
