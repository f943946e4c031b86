"""Chance, to compare with: the same degrees rewired, and independent contractors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from accompany.network.ties import Bools, Floats, Ints, Ties

ROUNDS = 12
TABLED_UP_TO = 1000
ORGANISERS = 0.15
SAME_STAGE = 7.0
BETWEEN_ORGANISERS = 1 / 3
STAGES = 5
TURNED, FALSE = 0.03, 0.08
"""Campana 2018 (292 actors): 15 % organisers, same-stage ties 7 times likelier, two organisers
3 times less likely. The number of stages is ours: recruiting, route, crossing, holding, onward;
so are the shares of orders that evidence turns round or makes up."""


class _Tabled:
    """Says which of several new ties are on nobody's place yet and wanted once, by a table."""

    def __init__(self, n: int) -> None:
        self.taken = np.zeros(n * n, dtype=np.bool_)
        self.wanted = np.empty(n * n, dtype=np.int32)

    def __call__(self, fresh: Ints, present: Ints) -> Bools:
        numbers = np.arange(len(fresh), dtype=np.int32)
        self.taken[present] = True
        self.wanted[fresh] = numbers
        found: Bools = ~self.taken[fresh] & (self.wanted[fresh] == numbers)
        self.taken[present] = False
        return found


def _sorted_out(fresh: Ints, present: Ints) -> Bools:
    """Say the same where a table of all pairs would be too large."""
    _, first, count = np.unique(fresh, return_index=True, return_counts=True)
    single = np.zeros(len(fresh), dtype=np.bool_)
    single[first[count == 1]] = True
    return single & ~np.isin(fresh, present)


def rewired(ties: Ties, rng: np.random.Generator) -> Ties:
    """Return ties swapped end for end at random, everybody's arrows in and out as before.

    Double swaps (Maslov & Sneppen 2002), all ties paired at once and pairs that would make a
    loop or a repeat left as they are; near enough uniform after ``ROUNDS`` for a z-score.
    """
    tail, head = ties.tail.copy(), ties.head.copy()
    half = len(tail) // 2
    free = _Tabled(ties.n) if ties.n <= TABLED_UP_TO else _sorted_out
    for _ in range(ROUNDS if half else 0):
        order = rng.permutation(len(tail))
        one, two = order[:half], order[half : 2 * half]
        fresh = np.concatenate([tail[one] * ties.n + head[two], tail[two] * ties.n + head[one]])
        good = free(fresh, tail * ties.n + head)
        swap = good[:half] & good[half:] & (tail[one] != head[two]) & (tail[two] != head[one])
        head[one[swap]], head[two[swap]] = head[two[swap]], head[one[swap]]
    return Ties.from_arrays(ties.n, tail, head)


def rewired_undirected(ties: Ties, rng: np.random.Generator) -> Ties:
    """Return undirected ties rewired; which end of a tie is swapped is drawn anew each time."""
    once = ties.undirected
    turn = rng.random(once.m) < 0.5
    tail, head = np.where(turn, once.head, once.tail), np.where(turn, once.tail, once.head)
    swapped = rewired(Ties(once.n, tail, head), rng)
    return swapped.undirected


@dataclass(frozen=True, eq=False)
class Contractors:
    """Independent contractors: who organises, in which stage each works, and how they are tied."""

    organiser: Bools
    stage: Ints
    ties: Ties
    """Undirected."""
    orders: Ties
    """From organisers to aides they are tied to; nobody commands an organiser."""


def contractors(n: int, m: int, orders: int, rng: np.random.Generator) -> Contractors:
    """Draw a network of ``n`` people, ``m`` ties and up to ``orders`` orders with no boss over it.

    Parameters as published by Campana 2018, and propensities that differ between people as
    widely as ties do in covert networks (a gamma with shape 1).
    """
    organiser = np.zeros(n, dtype=np.bool_)
    organiser[rng.permutation(n)[: max(2, round(ORGANISERS * n))]] = True
    stage = rng.integers(0, STAGES, n)
    low, high = _pairs(n)
    busy = rng.gamma(1.0, 1.0, n) + 0.2
    weight = busy[low] * busy[high] * np.where(stage[low] == stage[high], SAME_STAGE, 1.0)
    weight *= np.where(organiser[low] & organiser[high], BETWEEN_ORGANISERS, 1.0)
    # The m smallest of exponentials divided by weight are a weighted draw without replacement.
    chosen = _smallest(rng.exponential(size=len(low)) / weight, m)
    low, high = low[chosen], high[chosen]
    return Contractors(
        organiser, stage, Ties.from_arrays(n, low, high),
        _commands(organiser, low, high, orders, rng),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _pairs(n: int) -> tuple[Ints, Ints]:
    low, high = np.triu_indices(n, 1)
    return low, high


def _smallest(values: Floats, count: int) -> Ints:
    """Return where the smallest are, in order, without sorting the rest."""
    if count >= len(values):
        return np.argsort(values)
    found = np.argpartition(values, count)[:count]
    return np.asarray(found[np.argsort(values[found])], dtype=np.int64)


def _commands(
    organiser: Bools, low: Ints, high: Ints, orders: int, rng: np.random.Generator
) -> Ties:
    commands = organiser[low] != organiser[high]
    boss = np.where(organiser[low], low, high)[commands]
    aide = np.where(organiser[low], high, low)[commands]
    false = rng.binomial(orders, FALSE)
    kept = rng.permutation(len(boss))[: orders - false]
    turned = rng.random(len(kept)) < TURNED
    made_up = rng.integers(0, len(organiser), (2, false))
    tail = np.where(turned, aide[kept], boss[kept])
    head = np.where(turned, boss[kept], aide[kept])
    return Ties.from_arrays(
        len(organiser), np.concatenate([tail, made_up[0]]), np.concatenate([head, made_up[1]])
    )


def turned_at_random(ties: Ties, rng: np.random.Generator) -> Ties:
    """Return the same pairs with each arrow's direction drawn: tied as before, no chain meant."""
    once = ties.undirected
    turn = rng.random(once.m) < 0.5
    return Ties.from_arrays(
        once.n, np.where(turn, once.head, once.tail), np.where(turn, once.tail, once.head)
    )
