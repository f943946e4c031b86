"""What weights are measured against: how many records, how common each value, which keys crowd.

It is taken of all records by a full run and kept, so that records that come later are weighed
like those before them and a batch of new ones links as a full run would link it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from accompany.identity.match import columns as at
from accompany.identity.match.columns import Columns
from accompany.identity.match.order import ordered
from accompany.identity.match.values import Many, Sign
from accompany.identity.match.words import Hashes

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shares:
    """How common each value of one column is, as log2 of its share; the values in order."""

    values: Hashes
    share: Floats

    def of(self, values: Hashes) -> Floats:
        """Return the share of each value; one that was never seen counts as seen once."""
        found = self.share[self.places(values)]
        return np.asarray(found)

    def place(self, value: int) -> int:
        """Return where the share of one value stands."""
        place = int(self.values.searchsorted(np.uint64(value)))
        there = place < len(self.values) and int(self.values[place]) == value
        return place if there else len(self.values)

    def places(self, values: Hashes) -> npt.NDArray[np.int32]:
        """Return where in ``share`` each value's share stands; the last place is *never seen*."""
        if not len(self.values):
            return np.zeros(len(values), np.int32)
        place = np.minimum(np.searchsorted(self.values, values), len(self.values) - 1)
        place[self.values[place] != values] = len(self.values)
        return np.asarray(place.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Reference:
    """The records that weights are measured against, as counts."""

    records: int
    shares: Mapping[str, Shares]
    crowded: Mapping[str, Hashes] = field(default_factory=dict)
    """By family, the keys that too many records share, in order."""
    hopeless: Mapping[str, Hashes] = field(default_factory=dict)
    """By family, the tightened keys that too many still share, in order."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare the values of a set of records are, one number each a record."""

    places: Mapping[str, npt.NDArray[np.int32]]
    shares: Mapping[str, Shares]

    def rarest(self, column: str, one: Any, other: Any) -> Floats:
        """Return, for pairs of rows, the share of the commoner of the two values."""
        place, share = self.places[column], self.shares[column].share
        return np.asarray(np.maximum(share[place[one]], share[place[other]]))


def referred(records: Columns) -> Reference:
    """Take the counts of a set of records, without their crowded keys."""
    return taken(records)[0]


def taken(records: Columns) -> tuple[Reference, Rarity]:
    """Take the counts of a set of records, and how rare each record's values are by them."""
    shares, places = {}, {}
    for name, value in VALUES.items():
        shares[name], places[name] = _counted(value(Many(records)))
    return Reference(len(records), shares), Rarity(places, shares)


def rarity(records: Columns, reference: Reference) -> Rarity:
    """Return how rare each record's values are among those a reference was taken of."""
    shares = reference.shares
    places = {name: shares[name].places(value(Many(records))) for name, value in VALUES.items()}
    return Rarity(places, shares)


def _pair(first: int) -> Sign:
    """Return two words, by their letters, in any order as one number; 0 where there is no first."""

    def value(of: Any) -> Any:
        one, other = of.spelt(first), of.spelt(first + 1)
        return of.where(one > 0, of.mixed(of.least(one, other), of.most(one, other)))

    return value


VALUES: Mapping[str, Sign] = {
    "given1": lambda of: of.spelt(at.GIVEN1),
    "given_pair": _pair(at.GIVEN1),
    "surname1": lambda of: of.spelt(at.SURNAME1),
    "surname_pair": _pair(at.SURNAME1),
    "born": lambda of: of.value(at.BORN),
}
"""What a weight is adjusted for the frequency of."""


def _counted(values: Hashes) -> tuple[Shares, npt.NDArray[np.int32]]:
    """Return how common each value is, and where each record's own stands among them."""
    found = ordered(values)
    first = np.flatnonzero(found.firsts())
    counts = np.diff(np.append(first, len(values)))
    given = max(int(np.count_nonzero(values)), 1)
    return Shares(
        found.numbers[first], np.log2(np.append(counts, 1) / given)
    ), found.kinds().astype(np.int32)
