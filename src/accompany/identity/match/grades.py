"""How near two tokens are, worked out once for each pair of tokens however often it comes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from accompany.identity.match.columns import Ints, Numbers, Vocabulary
from accompany.identity.match.words import formal

Grade = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]

DIFFERS, ALIKE, NEAR, SAME = range(4)
NEAR_FROM, ALIKE_FROM = 0.92, 0.84
"""Jaro-Winkler similarity; ``settings`` writes the same two numbers into its SQL."""

_PROBES = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)


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
        made = np.zeros(len(one), np.uint8)
        equal = one == other
        made[equal & (one > 0)] = SAME
        asked = np.flatnonzero(~equal & (one > 0) & (other > 0))
        if len(asked):
            low = np.minimum(one[asked], other[asked]).astype(np.uint64)
            high = np.maximum(one[asked], other[asked]).astype(np.uint64)
            made[asked] = self._looked_up((low << np.uint64(32)) | high)
        return made

    def _looked_up(self, keys: Keys) -> Grade:
        if not self._kept:
            distinct, place = np.unique(keys, return_inverse=True)
            return self._compare(distinct)[place]
        found, missing = self._probe(keys)
        if len(missing):
            distinct = np.unique(keys[missing])
            grades = self._compare(distinct)
            found[missing] = grades[np.searchsorted(distinct, keys[missing])]
            self._keep(distinct, grades)
        return found

    def _probe(self, keys: Keys) -> tuple[Grade, npt.NDArray[np.intp]]:
        """Return the grades of known pairs, and the places of those not known."""
        made = np.zeros(len(keys), np.uint8)
        left = np.arange(len(keys))
        slot = self._slot(keys)
        for _ in range(_PROBES):
            there = self._keys[slot]
            hit = there == keys[left]
            made[left[hit]] = self._grades[slot[hit]]
            left, slot = left[~hit], slot[~hit]
            if not len(left):
                break
            slot = (slot + np.uint64(1)) & self._mask
        return made, left

    def _keep(self, keys: Keys, grades: Grade) -> None:
        if 2 * (self._held + len(keys)) > len(self._keys):
            self._grow(len(keys))
        slot, left = self._slot(keys), np.arange(len(keys))
        for _ in range(_PROBES):
            free = self._keys[slot] == 0
            self._keys[slot[free]] = keys[left[free]]
            won = self._keys[slot] == keys[left]
            self._grades[slot[won]] = grades[left[won]]
            left, slot = left[~won], (slot[~won] + np.uint64(1)) & self._mask
        self._held += len(keys) - len(left)

    def _grow(self, more: int) -> None:
        held = self._keys != 0
        keys, grades = self._keys[held], self._grades[held]
        bits = int(self._bits)
        while 2 * (len(keys) + more) > 1 << bits:
            bits += 1
        self._empty(bits)
        self._keep(keys, grades)

    def _empty(self, bits: int) -> None:
        self._bits = bits
        self._mask = np.uint64((1 << bits) - 1)
        self._keys: Keys = np.zeros(1 << bits, np.uint64)
        self._grades: Grade = np.zeros(1 << bits, np.uint8)
        self._held = 0

    def _slot(self, keys: Keys) -> Keys:
        with np.errstate(over="ignore"):
            return (keys * _MIX) >> np.uint64(64 - self._bits)

    def _compare(self, keys: Keys) -> Grade:
        """Compare tokens by their letters, their sound, and what a short form stands for."""
        from rapidfuzz.distance import JaroWinkler
        from rapidfuzz.process import cpdist

        self.compared += len(keys)
        texts, sounds = self._vocabulary.texts, self._vocabulary.heard()
        low, high = (keys >> np.uint64(32)).tolist(), (keys & np.uint64(0xFFFFFFFF)).tolist()
        one, other = [texts[n] for n in low], [texts[n] for n in high]
        close: Any = cpdist(one, other, scorer=JaroWinkler.similarity, dtype=np.float64)
        grades = np.where(close >= NEAR_FROM, NEAR, np.where(close >= ALIKE_FROM, ALIKE, DIFFERS))
        grades[sounds[low] == sounds[high]] = NEAR
        short, may_be_short = formal(), self._shortened.of(texts)
        for n in np.flatnonzero(may_be_short[low] | may_be_short[high]).tolist():
            a, b = one[n], other[n]
            if (a in short or b in short) and short.get(a, {a}) & short.get(b, {b}):
                grades[n] = NEAR
            if grades[n] == DIFFERS and (len(a) == 1 or len(b) == 1) and a[0] == b[0]:
                grades[n] = ALIKE
        return grades.astype(np.uint8)


def _may_be_short(text: str) -> int:
    """Say whether a token is a short form of a name, or an initial."""
    return int(len(text) == 1 or text in formal())
