"""How near two tokens are, worked out once for each pair of tokens however often it comes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from accompany.identity.match.columns import Ints, Numbers, Vocabulary
from accompany.identity.match.order import ordered
from accompany.identity.match.words import formal

Grade = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]

DIFFERS, ALIKE, NEAR, SAME = range(4)
NEAR_FROM, ALIKE_FROM = 0.92, 0.84
"""Jaro-Winkler similarity; ``settings`` writes the same two numbers into its SQL."""

_PROBES = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)
_LOW, _HIGH, _ID, _GRADE = np.uint64(33), np.uint64(2), np.uint64(0x7FFFFFFF), np.uint64(3)
"""A pair of tokens in one number: the smaller id, the greater, and room for their grade."""


class Grades:
    """A table of token pairs already compared, searched and filled a whole column at a time.

    Where few are asked for at once, as in a look-up, comparing them again is quicker than a table:
    with ``kept`` false nothing is kept, and what stays open for days does not grow.
    """

    def __init__(self, vocabulary: Vocabulary, bits: int = 20, *, kept: bool = True) -> None:
        self._kept = kept
        self._vocabulary = vocabulary
        self._shortened = Numbers(_may_be_short)
        self._empty(bits)
        self.compared = 0
        """How many pairs of tokens were compared by their letters."""

    def of(self, one: Ints, other: Ints) -> Grade:
        """Return how near the tokens are, by their ids; a token that is not there is DIFFERS."""
        low, high = np.minimum(one, other), np.maximum(one, other)
        there = low > 0
        equal = low == high
        made: Grade = (there & equal).astype(np.uint8) * np.uint8(SAME)
        asked = np.flatnonzero(there & ~equal)
        if len(asked):
            keys = low[asked].astype(np.uint64) << _LOW
            keys |= high[asked].astype(np.uint64) << _HIGH
            made[asked] = self._looked_up(keys)
        return made

    def _looked_up(self, keys: Keys) -> Grade:
        if not self._kept:
            return self._compared_once(keys)
        found, missing = self._probe(keys)
        if len(missing):
            distinct = np.unique(keys[missing])
            grades = self._compare(distinct)
            found[missing] = grades[np.searchsorted(distinct, keys[missing])]
            self._keep(distinct | grades)
        return found

    def _compared_once(self, keys: Keys) -> Grade:
        found = ordered(keys)
        return self._compare(found.numbers[found.firsts()])[found.kinds()]

    def _probe(self, keys: Keys) -> tuple[Grade, npt.NDArray[np.intp]]:
        """Return the grades of known pairs, and the places of those not known."""
        slot = self._slot(keys)
        differing = self._table[slot] ^ keys
        made = (differing & _GRADE).astype(np.uint8)
        left = np.flatnonzero(differing > _GRADE)
        slot = slot[left]
        for _ in range(_PROBES - 1):
            if not len(left):
                break
            slot = (slot + 1) & self._mask
            differing = self._table[slot] ^ keys[left]
            hit = differing <= _GRADE
            made[left[hit]] = differing[hit]
            left, slot = left[~hit], slot[~hit]
        return made, left

    def _keep(self, entries: Keys) -> None:
        """Keep pairs with their grades, each where its key alone would be looked for."""
        if 2 * (self._held + len(entries)) > len(self._table):
            self._grow(len(entries))
        slot, left = self._slot(entries & ~_GRADE), entries
        for _ in range(_PROBES):
            free = self._table[slot] == 0
            self._table[slot[free]] = left[free]
            lost = self._table[slot] != left
            left, slot = left[lost], (slot[lost] + 1) & self._mask
        self._held += len(entries) - len(left)

    def _grow(self, more: int) -> None:
        held = self._table[self._table != 0]
        bits = int(self._bits)
        while 2 * (len(held) + more) > 1 << bits:
            bits += 1
        self._empty(bits)
        self._keep(held)

    def _empty(self, bits: int) -> None:
        self._bits = bits
        self._mask = (1 << bits) - 1
        self._table: Keys = np.zeros(1 << bits, np.uint64)
        """Token pairs, each with its grade in the two lowest bits."""
        self._held = 0

    def _slot(self, keys: Keys) -> npt.NDArray[np.intp]:
        with np.errstate(over="ignore"):
            slot = keys * _MIX
        slot >>= np.uint64(64 - self._bits)
        return slot.view(np.intp)

    def _compare(self, keys: Keys) -> Grade:
        """Compare tokens by their letters, their sound, and what a short form stands for."""
        from rapidfuzz.distance import JaroWinkler
        from rapidfuzz.process import cpdist

        self.compared += len(keys)
        texts, sounds = self._vocabulary.texts, self._vocabulary.heard()
        low, high = (keys >> _LOW).view(np.intp), (keys >> _HIGH & _ID).view(np.intp)
        one, other = [texts[n] for n in low.tolist()], [texts[n] for n in high.tolist()]
        close: Any = cpdist(one, other, scorer=JaroWinkler.similarity, dtype=np.float64)
        grades = np.where(close >= NEAR_FROM, NEAR, np.where(close >= ALIKE_FROM, ALIKE, DIFFERS))
        grades[sounds[low] == sounds[high]] = NEAR
        short, may_be_short = formal(), self._shortened.of(texts)
        for n in (may_be_short[low] | may_be_short[high]).nonzero()[0].tolist():
            a, b = one[n], other[n]
            if (a in short or b in short) and short.get(a, {a}) & short.get(b, {b}):
                grades[n] = NEAR
            if grades[n] == DIFFERS and (len(a) == 1 or len(b) == 1) and a[0] == b[0]:
                grades[n] = ALIKE
        return grades.astype(np.uint8)


def _may_be_short(text: str) -> int:
    """Say whether a token is a short form of a name, or an initial."""
    return int(len(text) == 1 or text in formal())
