"""Pairs: which records are worth comparing, with blocks that tighten as records grow many.

Where more records share a key than its family allows, each also needs a second sign in common;
what is then still too many is not paired by that key, and the report says how many records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from accompany.identity.match.columns import Columns, Ints, Longs
from accompany.identity.match.keys import RARE, Family, Signs, for_pairs, keys, tightened
from accompany.identity.match.order import firsts, ordered
from accompany.identity.match.reference import Reference
from accompany.identity.match.words import Hashes

OUTGROWN = 4
"""How many times a family's most a key that the reference found uncrowded may grow to."""


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
    crowded: dict[str, Hashes] = field(default_factory=dict)
    hopeless: dict[str, Hashes] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.packed)

    def split(self, first: int, last: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        chosen = self.packed[first:last]
        return (chosen >> 32).astype(np.intp), (chosen & 0xFFFFFFFF).astype(np.intp)


def candidates(records: Columns, reference: Reference | None = None, size: int = 0) -> Candidates:
    """Return every pair that shares a key, once; ``reference`` says which keys are too common.

    ``size`` is how many records there are where not all of them are paired.
    """
    found: list[Longs] = []
    made = Candidates(np.empty(0, np.int64))
    signs = Signs(records)
    for family in for_pairs(reference.records if reference else size or len(records)):
        blocks = family_blocks(family, signs, reference)
        packed = distinct(list(within(blocks.kept)))
        made.yields.append(
            Yield(family.name, len(packed), len(blocks.crowded), blocks.dropped)
        )  # fmt: skip
        made.crowded[family.name], made.hopeless[family.name] = blocks.crowded, blocks.hopeless
        found.append(packed)
    made.packed = distinct(found)
    return made


@dataclass(slots=True)
class FamilyBlocks:
    """A family's blocks, with keys too common tightened, and what had to be dropped."""

    kept: Blocks
    crowded: Hashes
    hopeless: Hashes
    dropped: int


def family_blocks(family: Family, signs: Signs, reference: Reference | None = None) -> FamilyBlocks:
    """Lay records in blocks by the keys of a family."""
    blocks = _sorted(keys(family, signs))
    known_crowded = reference.crowded[family.name] if reference else None
    known_hopeless = reference.hopeless[family.name] if reference else None
    blocks, crowd, crowded = _parted(blocks, family.most, known_crowded)
    if not len(crowd.keys):
        return FamilyBlocks(blocks, crowded, np.empty(0, np.uint64), 0)
    if family in RARE:
        return FamilyBlocks(blocks, crowded, np.empty(0, np.uint64), 0)
    second, lost, hopeless = _parted(_tighter(family, signs, crowd), family.most, known_hopeless)
    joined = Blocks(
        np.concatenate([blocks.keys, second.keys]), np.concatenate([blocks.records, second.records])
    )
    return FamilyBlocks(joined, crowded, hopeless, len(np.unique(lost.records)))


def _parted(blocks: Blocks, most: int, known: Hashes | None) -> tuple[Blocks, Blocks, Hashes]:
    """Part blocks at keys too many share from the others; return those keys too.

    Where it is known which keys are crowded, others may have grown somewhat beyond ``most``.
    """
    first = np.flatnonzero(np.append(True, blocks.keys[1:] != blocks.keys[:-1]))[: len(blocks.keys)]
    counts = np.diff(np.append(first, len(blocks.keys)))
    there = blocks.keys[first]
    crowd = counts > most if known is None else among(there, known) | (counts > OUTGROWN * most)
    mask = np.repeat(crowd, counts)
    crowded = there[crowd] if known is None else np.union1d(known, there[crowd])
    kept, left = ~mask, mask
    return (
        Blocks(blocks.keys[kept], blocks.records[kept]),
        Blocks(blocks.keys[left], blocks.records[left]),
        crowded,
    )


def _tighter(family: Family, signs: Signs, crowd: Blocks) -> Blocks:
    """Lay records that stand at a crowded key by that key mixed with each second sign."""
    found = [tightened(crowd.keys, signs[name][crowd.records]) for name in family.tighter]
    return in_blocks(
        np.concatenate(found or [np.empty(0, np.uint64)]),
        np.concatenate([crowd.records] * len(found) or [np.empty(0, np.int32)]),
    )


def within(blocks: Blocks, most: int = 1 << 30) -> Iterator[Longs]:
    """Give the pairs of each block, all blocks at once, one distance after the other."""
    first = np.flatnonzero(np.append(True, blocks.keys[1:] != blocks.keys[:-1]))[: len(blocks.keys)]
    counts = np.diff(np.append(first, len(blocks.keys)))
    after = np.repeat(first + counts, counts) - np.arange(1, len(blocks.keys) + 1)
    left, distance = np.flatnonzero(after), 1
    while len(left) and distance < most:
        yield packed(blocks.records[left], blocks.records[left + distance])
        left = left[after[left] > distance]
        distance += 1


def packed(one: Ints, other: Ints) -> Longs:
    """Pack pairs of rows; a record beside itself is no pair."""
    apart = one != other
    if not apart.all():
        one, other = one[apart], other[apart]
    made = np.minimum(one, other).astype(np.int64)
    made <<= 32
    made |= np.maximum(one, other)
    return made


def distinct(found: list[Longs]) -> Longs:
    """Return the distinct numbers of several arrays, in order."""
    if not found:
        return np.empty(0, np.int64)
    whole = np.concatenate(found)
    found.clear()
    whole.sort()
    return whole[firsts(whole)]


def _sorted(slots: Iterable[Hashes]) -> Blocks:
    """Lay the keys of all slots in order, without those that nobody shares."""
    found = [(slot[slot != 0], np.flatnonzero(slot).astype(np.int32)) for slot in slots]
    return in_blocks(
        np.concatenate([key for key, _ in found]), np.concatenate([where for _, where in found])
    )


def in_blocks(keys: Hashes, where: Ints) -> Blocks:
    there = keys != 0
    if not there.all():
        keys, where = keys[there], where[there]
    keys, places = ordered(keys)
    where = where[places]
    equal = keys[1:] == keys[:-1]
    shared = np.zeros(len(keys), np.bool_)
    shared[1:] |= equal
    shared[:-1] |= equal
    return Blocks(keys[shared], where[shared])


def among(keys: Hashes | Longs, chosen: Hashes | Longs) -> npt.NDArray[np.bool_]:
    """Say of each key whether it is among ``chosen``, which is in order."""
    if not len(chosen):
        return np.zeros(len(keys), np.bool_)
    at = np.minimum(np.searchsorted(chosen, keys), len(chosen) - 1)
    found: npt.NDArray[np.bool_] = chosen[at] == keys
    return found
