"""Pairs: which records are worth comparing, with blocks that tighten as records grow many.

Where more records share a key than its family allows, each also needs a second sign in common;
what is then still too many is not paired by that key, and the report says how many records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from accompany.identity.match.columns import Columns, Ints, Longs
from accompany.identity.match.keys import FAMILIES, Family, tightened
from accompany.identity.match.words import Hashes


@dataclass(frozen=True, slots=True)
class Yield:
    """What one family of keys gave, for the report."""

    family: str
    pairs: int
    tightened: int
    """Keys that too many records shared."""
    dropped: int
    """Records left without a pair by a key that is too common even when tightened."""


@dataclass(slots=True)
class Blocks:
    """Records in the order of the key they share; a record may stand at several keys."""

    keys: Hashes
    records: Ints


@dataclass(slots=True)
class Candidates:
    """Distinct pairs, each as one number: the smaller row in the upper half."""

    packed: Longs
    yields: list[Yield] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.packed)

    def split(self, first: int, last: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        chosen = self.packed[first:last]
        return (chosen >> 32).astype(np.intp), (chosen & 0xFFFFFFFF).astype(np.intp)


def candidates(records: Columns) -> Candidates:
    """Return every pair that shares a key, once."""
    found: list[Longs] = []
    yields = []
    for family in FAMILIES:
        blocks, dropped, tight = family_blocks(family, records)
        packed = distinct(list(within(blocks, family.most)))
        yields.append(Yield(family.name, len(packed), tight, dropped))
        found.append(packed)
    return Candidates(distinct(found), yields)


def family_blocks(family: Family, records: Columns) -> tuple[Blocks, int, int]:
    """Return a family's blocks, with keys too common tightened, and what had to be dropped."""
    slots, most = family.keys(records), family.most
    blocks = _sorted(slots)
    crowded = _crowded(blocks, most)
    if not len(crowded):
        return blocks, 0, 0
    tight = []
    for slot in slots:
        again = np.flatnonzero(_among(slot, crowded))
        some = Columns(records.rows[again], records.vocabulary)
        for sign in family.tighter(some):
            fresh = np.zeros(len(records), np.uint64)
            fresh[again] = tightened(slot[again], sign)
            tight.append(fresh)
    second = _sorted(tight)
    hopeless = _among(second.keys, _crowded(second, most))
    kept = ~_among(blocks.keys, crowded)
    joined = Blocks(
        np.concatenate([blocks.keys[kept], second.keys[~hopeless]]),
        np.concatenate([blocks.records[kept], second.records[~hopeless]]),
    )
    return joined, len(np.unique(second.records[hopeless])), len(crowded)


def within(blocks: Blocks, most: int) -> Iterator[Longs]:
    """Give the pairs of each block, all blocks at once, one distance after the other."""
    left, distance = np.arange(len(blocks.keys) - 1), 1
    while len(left) and distance < most:
        left = left[left + distance < len(blocks.keys)]
        left = left[blocks.keys[left] == blocks.keys[left + distance]]
        yield packed(blocks.records[left], blocks.records[left + distance])
        distance += 1


def packed(one: Ints, other: Ints) -> Longs:
    """Pack pairs of rows; a record beside itself is no pair."""
    apart = one != other
    one, other = one[apart], other[apart]
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other)
    return (low << 32) | high


def distinct(found: list[Longs]) -> Longs:
    """Return the distinct numbers of several arrays, in order."""
    if not found:
        return np.empty(0, np.int64)
    whole = np.concatenate(found)
    found.clear()
    whole.sort()
    if len(whole) == 0:
        return whole
    first = np.empty(len(whole), np.bool_)
    first[0] = True
    np.not_equal(whole[1:], whole[:-1], out=first[1:])
    return whole[first]


def _sorted(slots: list[Hashes]) -> Blocks:
    """Lay the keys of all slots in order, without those that nobody shares."""
    keys = np.concatenate(slots)
    where = np.concatenate([np.arange(len(slot), dtype=np.int32) for slot in slots])
    there = keys != 0
    keys, where = keys[there], where[there]
    order = np.argsort(keys)
    keys, where = keys[order], where[order]
    equal = keys[1:] == keys[:-1]
    shared = np.zeros(len(keys), np.bool_)
    shared[1:] |= equal
    shared[:-1] |= equal
    return Blocks(keys[shared], where[shared])


def _crowded(blocks: Blocks, most: int) -> Hashes:
    """Return the keys that more than ``most`` records stand at."""
    if len(blocks.keys) <= most:
        return np.empty(0, np.uint64)
    return np.unique(blocks.keys[most:][blocks.keys[most:] == blocks.keys[:-most]])


def _among(keys: Hashes, chosen: Hashes) -> npt.NDArray[np.bool_]:
    """Say of each key whether it is among ``chosen``, which is in order."""
    if not len(chosen):
        return np.zeros(len(keys), np.bool_)
    at = np.minimum(np.searchsorted(chosen, keys), len(chosen) - 1)
    found: npt.NDArray[np.bool_] = chosen[at] == keys
    return found
