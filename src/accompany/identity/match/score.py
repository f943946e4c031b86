"""Scores: the weight of each pair, looked up by pattern and adjusted for what is rare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from accompany.identity.match.columns import Columns, Ints, Longs
from accompany.identity.match.compare import Levels, compared, patterns
from accompany.identity.match.grades import Grades
from accompany.identity.match.model import Floats, Model
from accompany.identity.match.pairs import Candidates
from accompany.identity.match.reference import Rarity

CHUNK = 65_536
"""Pairs scored at once: as many as stay in the processor's cache."""

Places = npt.NDArray[np.intp]


@dataclass(slots=True)
class Scored:
    """Pairs, the smaller row first, with what they weigh; ``weight`` is Splink's, ``sure`` has the
    joint terms too."""

    one: Places
    other: Places
    pattern: Ints
    weight: Floats
    sure: Floats

    def __len__(self) -> int:
        return len(self.one)

    @property
    def packed(self) -> Longs:
        """Return each pair as one number."""
        return (self.one.astype(np.int64) << 32) | self.other

    def where(self, chosen: Any) -> Scored:
        return Scored(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(slots=True)
class Scorer:
    """Scores pairs of one set of records; token pairs once compared stay known."""

    records: Columns
    model: Model
    rarity: Rarity
    grades: Grades = field(init=False)

    def __post_init__(self) -> None:
        self.grades = Grades(self.records.vocabulary)

    def pairs(self, one: Places, other: Places) -> Scored:
        """Score pairs given as two columns of rows."""
        rows = self.records.rows
        levels = compared(rows[one], rows[other], self.grades)
        pattern = patterns(levels)
        weight = self.model.weights[pattern] + self._rare(levels, one, other)
        return Scored(one, other, pattern, weight, weight + self.model.joint[pattern])

    def all(
        self,
        pairs: Candidates,
        least: float,
        step: Callable[[int], None] = lambda pairs: None,
    ) -> Scored:
        """Score every candidate in pieces and keep those that weigh ``least`` or more."""
        kept = []
        for first in range(0, max(len(pairs), 1), CHUNK):
            scored = self.pairs(*pairs.split(first, first + CHUNK))
            kept.append(scored.where(np.flatnonzero(scored.sure >= least)))
            step(len(scored))
        return together(kept)

    def _rare(self, levels: dict[str, Levels], one: Places, other: Places) -> Floats:
        """Return the bits by which agreeing on something rare says more, or less where common."""
        made = np.zeros(len(one))
        for column, adjusted in self.model.adjusted.items():
            for name, level, bits in adjusted:
                chosen = np.flatnonzero(levels[name] == level)
                made[chosen] += bits - self.rarity.rarest(column, one[chosen], other[chosen])
        return made


def together(parts: list[Scored]) -> Scored:
    return Scored(
        *(np.concatenate([getattr(one, name) for one in parts]) for name in Scored.__slots__)
    )
