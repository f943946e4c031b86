"""Values of one record or of many: read alike, so that a key and a rarity have one definition.

A sign is written once, over either; in a look-up the numbers are single ones, and in a batch
whole columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from accompany.identity.match.columns import Columns, Vocabulary
from accompany.identity.match.words import Hashes, mixed, mixed_one


@dataclass(frozen=True, slots=True)
class Many:
    """Every record of a set: each value is a column."""

    records: Columns

    def value(self, column: int) -> Hashes:
        return self.records.rows[:, column].astype(np.uint64)

    def heard(self, column: int) -> Hashes:
        return self.records.vocabulary.heard()[self.records.rows[:, column]]

    def spelt(self, column: int) -> Hashes:
        return self.records.vocabulary.spelt()[self.records.rows[:, column]]

    def initial(self, column: int) -> Hashes:
        return self.records.vocabulary.initials()[self.records.rows[:, column]]

    def mixed(self, *parts: Any) -> Hashes:
        return mixed(*parts)

    def least(self, one: Any, other: Any) -> Hashes:
        return np.asarray(np.minimum(one, other))

    def most(self, one: Any, other: Any) -> Hashes:
        return np.asarray(np.maximum(one, other))

    def where(self, there: Any, value: Any) -> Hashes:
        return np.where(there, value, np.uint64(0))


@dataclass(frozen=True, slots=True)
class One:
    """A single record: each value is a number of Python's, which is quicker than a column of 1."""

    row: list[int]
    vocabulary: Vocabulary

    def value(self, column: int) -> int:
        return self.row[column]

    def heard(self, column: int) -> int:
        return self.vocabulary.heard_one(self.row[column])

    def spelt(self, column: int) -> int:
        return self.vocabulary.spelt_one(self.row[column])

    def initial(self, column: int) -> int:
        return int(self.vocabulary.initials()[self.row[column]])

    def mixed(self, *parts: int) -> int:
        return mixed_one(*parts)

    def least(self, one: int, other: int) -> int:
        return min(one, other)

    def most(self, one: int, other: int) -> int:
        return max(one, other)

    def where(self, there: bool, value: int) -> int:
        return value if there else 0


Sign = Callable[[Any], Any]
"""What one record, or each of many, has as a number; 0 is *not given*."""
