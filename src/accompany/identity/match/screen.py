"""Screening: one record against all known ones, by the same keys, comparisons and weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from accompany.identity.match import columns as at
from accompany.identity.match.asked import Asked, row_of
from accompany.identity.match.compare import FIELDS, compared, patterns
from accompany.identity.match.explain import Part, waterfall
from accompany.identity.match.grades import Grades
from accompany.identity.match.index import Index
from accompany.identity.match.model import Model


@dataclass(frozen=True, slots=True)
class Match:
    """A known record that may be of the person asked about."""

    record: str
    person: str
    probability: float
    weight: float
    levels: Mapping[str, int]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """Who is known by an address, a phone or an e-mail, whatever their names."""

    what: str
    records: tuple[str, ...]


class Screen:
    """An open index with a model: asked many times, each time in milliseconds."""

    def __init__(self, index: Index, model: Model) -> None:
        self.index = index
        self.model = model.sized(len(index.columns))
        self._grades = Grades(index.columns.vocabulary)

    def matches(self, asked: Asked, limit: int = 10, least: float = 0.0) -> list[Match]:
        """Return the most likely known records, the likeliest first."""
        query = row_of(asked, self.index.columns.vocabulary)
        rows = self.index.rows_at(query)
        if not len(rows):
            return []
        known = np.asarray(self.index.columns.rows[rows])
        levels = compared(np.repeat(query.rows, len(rows), axis=0), known, self._grades)
        pattern = patterns(levels)
        rare = np.zeros(len(rows))
        for name in FIELDS:
            for level in np.unique(levels[name]).tolist():
                if base := self.model.frequency_base(name, level):
                    column, bits = base
                    chosen = np.flatnonzero(levels[name] == level)
                    rare[chosen] += bits - self.index.rarity[column][rows[chosen]]
        weight = self.model.weights[pattern] + rare
        sure = weight + self.model.joint[pattern]
        chance = self.model.probability(sure)
        best = np.lexsort((rows, -sure))[:limit]
        made = []
        for n in best[chance[best] >= least].tolist():
            own = {name: int(levels[name][n]) for name in FIELDS}
            made.append(
                Match(
                    str(self.index.names[int(rows[n])]),
                    str(self.index.persons[int(rows[n])]),
                    float(chance[n]),
                    float(sure[n]),
                    own,
                    waterfall(self.model, own, float(rare[n])),
                )
            )
        return made

    def shared(self, asked: Asked) -> list[Shared]:
        """Return the records known by each contact asked about."""
        query = row_of(asked, self.index.columns.vocabulary)
        made = []
        for column, what in ((at.PHONE, "phone"), (at.EMAIL, "email"), (at.ADDRESS, "address")):
            if value := int(query.rows[0, column]):
                rows = np.flatnonzero(self.index.columns.rows[:, column] == value)
                names = tuple(str(self.index.names[int(row)]) for row in rows)
                made.append(Shared(what, names))
        return made
