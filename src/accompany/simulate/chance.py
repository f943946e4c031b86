"""Chance that repeats: the same seed gives the same draws, chunk by chunk, on every machine."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


def stream(seed: int, chunk: int, what: str) -> np.random.Generator:
    """Return the draws for one purpose in one chunk; no other purpose moves them."""
    return np.random.default_rng([seed, chunk, zlib.crc32(what.encode())])


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, n: int) -> Ints:
    """Draw ``n`` places of ``weights``, each as often as its weight says."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.searchsorted(edges / edges[-1], rng.random(n), side="right").astype(np.int64)


def pick_named(rng: np.random.Generator, weights: Mapping[Any, float], n: int) -> Texts:
    names = np.array(list(weights), dtype=object)
    drawn: Texts = names[pick(rng, list(weights.values()), n)]
    return drawn


def mixed(*numbers: Ints | int) -> npt.NDArray[np.uint64]:
    """Mix whole numbers into one of 64 bits, the same for the same numbers (SplitMix64)."""
    state = np.zeros(1, dtype=np.uint64)
    for number in numbers:
        state = state ^ np.asarray(number, dtype=np.int64).astype(np.uint64)
        state = state + np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state = state ^ (state >> np.uint64(31))
    return state


def even(*numbers: Ints | int) -> Floats:
    """Return a number from 0 to 1 that hangs on ``numbers`` alone: a clerk keeps one for life."""
    return (mixed(*numbers) >> np.uint64(11)).astype(np.float64) * 2.0**-53
