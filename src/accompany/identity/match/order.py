"""Order: many 64-bit numbers sorted together with where they stood.

A number's upper bits and its place are packed into one number and sorted without a look at anything
else, which is several times as quick as sorting places by what they point at. Numbers alike in
their upper bits alone are few, and put right after.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from accompany.identity.match.words import Hashes

Places = npt.NDArray[np.intp]


_PIECE = 1 << 16
"""Numbers packed at once, so that of many no second column of places is made."""


class Ordered(NamedTuple):
    """Numbers in order of size, and where each stood; equal ones as they stood."""

    numbers: Hashes
    places: Places

    def firsts(self) -> npt.NDArray[np.bool_]:
        """Say which numbers are the first of their kind."""
        return firsts(self.numbers)

    def kinds(self) -> Places:
        """Return, of each number as it stood, which of the distinct ones it is."""
        made = np.empty(len(self.numbers), np.intp)
        made[self.places] = np.cumsum(self.firsts()) - 1
        return made


def firsts(numbers: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Say which of numbers in order are the first of their kind."""
    made = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=made[1:])
    return made


def ordered(numbers: Hashes) -> Ordered:
    """Sort numbers, and say where each stood."""
    if not len(numbers):
        return Ordered(numbers, np.empty(0, np.intp))
    room = 64 - int(numbers.max()).bit_length()
    held = np.uint64(len(numbers).bit_length())
    lower = (np.uint64(1) << held) - np.uint64(1)
    packed = numbers << np.uint64(room)
    packed &= ~lower
    for first in range(0, len(packed), _PIECE):
        some = packed[first : first + _PIECE]
        some |= np.arange(first, first + len(some), dtype=np.uint64)
    packed.sort()
    places = (packed & lower).view(np.intp)
    packed >>= held
    made = Ordered(numbers[places], places)
    if room < int(held):
        _put_right(made, packed)
    return made


def _put_right(made: Ordered, upper: Hashes) -> None:
    """Sort again, in place, each run of different numbers that are alike in their upper bits."""
    numbers, places = made
    wrong = np.flatnonzero((upper[1:] == upper[:-1]) & (numbers[1:] != numbers[:-1]))
    runs = np.unique(upper[wrong])
    begins, ends = (np.searchsorted(upper, runs, side).tolist() for side in ("left", "right"))
    for begin, end in zip(begins, ends, strict=True):
        again = np.argsort(numbers[begin:end], kind="stable")
        numbers[begin:end] = numbers[begin:end][again]
        places[begin:end] = places[begin:end][again]
