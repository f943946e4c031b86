"""Complementary suppression: what else must be withheld so that no small count can be worked out.

Counts, and the sums that hold among them, are a system of linear equations. Whoever has the shown
numbers can bound each withheld one from below and above: the least and the greatest it can be,
given that no count is below zero. A withheld number is *found* where those bounds lie closer than
``WIDTH`` and leave only a small count possible; then more is withheld, as little as a linear
programme can do it with, until nothing is found.

The programme is the one of Kelly, Golden and Assad ("Cell suppression: disclosure protection for
sensitive tabular data", Networks 22, 1992) and Fischetti and Salazar-Gonzalez ("Models and
algorithms for optimizing cell suppression in tabular data with linear constraints", JASA 95, 2000);
that bounds are what an attacker has is from Cox ("Suppression methodology and statistical
disclosure control", JASA 75, 1980). See Willenborg and de Waal, Elements of Statistical Disclosure
Control (2001), chapters 6 and 8. It is a heuristic: safe, not always the fewest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]

SMALLEST_SHOWN = 11
"""Counts below it are withheld, as federal health agencies do; zero is shown."""

WIDTH = 11.0
"""How far apart the bounds of a withheld number must lie: as far as the rule itself hides."""

_NEAR = 1e-6


@dataclass(slots=True)
class Sums:
    """Counts, each in a unit that is shown or withheld whole, and the sums that hold among them."""

    values: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    implied: set[int] = field(default_factory=set)
    """Units no table has, which a reader could still work out."""
    inside: dict[int, list[int]] = field(default_factory=dict)
    """The units that are withheld with another, because they stand in its row."""

    def add(self, unit: int, value: int) -> int:
        self.values.append(value)
        self.units.append(unit)
        return len(self.values) - 1

    def equal(self, whole: int, parts: Sequence[int]) -> None:
        """Keep that ``whole`` is the sum of ``parts``."""
        if self.values[whole] != sum(self.values[part] for part in parts):
            raise ValueError("a whole that is not the sum of its parts")
        self.sums.append((whole, tuple(parts)))


def is_found(low: float, high: float) -> bool:
    """Say whether somebody who knows these bounds has found a small count."""
    return low < SMALLEST_SHOWN - _NEAR and high > _NEAR and high - low < WIDTH - _NEAR


def withheld(sums: Sums, *, complement: bool = True) -> frozenset[int]:
    """Return the units to withhold: those with a small count, and what those need beside them.

    ``complement`` is left out only to test that an attack finds what it should.
    """
    small = {
        unit
        for unit, value in zip(sums.units, sums.values, strict=True)
        if 0 < value < SMALLEST_SHOWN
    }
    hidden = _with_rows(sums, small | sums.implied)
    attack = _Attack(sums)
    safe: set[int] = set()  # for good: withholding more never brings the bounds nearer
    while complement and small:
        targets = [one for one in attack.targets(hidden) if one not in safe]
        if not targets:
            break
        for one in targets:
            if attack.finds(one, hidden):
                hidden = _with_rows(sums, hidden | attack.cover(one, hidden))
            safe.add(one)
    return frozenset(hidden)


def _with_rows(sums: Sums, units: set[int]) -> set[int]:
    return units.union(*(sums.inside.get(unit, ()) for unit in units))


class _Attack:
    """What can be worked out of a withheld number, and what would stop it."""

    def __init__(self, sums: Sums) -> None:
        self.values = np.array(sums.values, np.float64)
        self.units = np.array(sums.units)
        self.implied = sums.implied
        size = len(sums.values)
        rows, columns, signs = [], [], []
        for row, (whole, parts) in enumerate(sums.sums):
            rows += [row] * (1 + len(parts))
            columns += [whole, *parts]
            signs += [1.0] + [-1.0] * len(parts)
        self.sums = csr_array((signs, (rows, columns)), shape=(len(sums.sums), size))
        self.weight = np.sqrt(self.values + 1)

    def targets(self, hidden: set[int]) -> Iterator[int]:
        """Yield the withheld numbers that could be found, the largest first.

        An implied one matters only where it is small; a number of twice the width cannot be found.
        """
        order = np.argsort(-self.values, kind="stable")
        for one in order[self.values[order] < 2 * WIDTH]:
            unit = int(self.units[one])
            if unit in hidden and (
                unit not in self.implied or 0 < self.values[one] < SMALLEST_SHOWN
            ):
                yield int(one)

    def finds(self, one: int, hidden: set[int]) -> bool:
        """Say whether the shown numbers give the withheld ``one`` away."""
        free = np.flatnonzero(np.isin(self.units, list(hidden)))
        place = int(np.searchsorted(free, one))
        matrix = self.sums[:, free]
        down = -self.values[free]
        up = self._furthest(matrix, place, down, 1.0)
        if up >= WIDTH - _NEAR:
            return False
        fall = self._furthest(matrix, place, down, -1.0)
        return is_found(self.values[one] - fall, self.values[one] + up)

    def _furthest(self, matrix: csr_array, place: int, down: Floats, sign: float) -> float:
        """Return how far a number can be from what it is, upwards or downwards."""
        bounds = np.column_stack([down, np.full(len(down), np.inf)])
        bounds[place] = (max(down[place], -WIDTH), WIDTH)
        cost = np.zeros(len(down))
        cost[place] = -sign
        return abs(float(_solved(cost, matrix, bounds).fun))

    def cover(self, one: int, hidden: set[int]) -> set[int]:
        """Return the units that, withheld too, let ``one`` be greater by the width.

        Every number may move from what it is as long as all sums hold and none falls below zero;
        moving a withheld one is free, moving a shown one costs more the larger it is. Nothing
        that is zero all through hides anything, so none such is withheld.
        """
        shown = ~np.isin(self.units, list(hidden))
        empty = shown & ~np.isin(self.units, self.units[self.values > 0])
        up = np.where(empty, 0.0, np.inf)
        down = np.where(empty, 0.0, self.values)
        up_bounds, down_bounds = (np.column_stack([np.zeros(len(up)), end]) for end in (up, down))
        up_bounds[one], down_bounds[one] = (WIDTH, WIDTH), (0.0, 0.0)
        cost = np.where(shown, self.weight, 0.0)
        size = len(cost)
        both = csr_array(self.sums @ _sides(size))
        done = _solved(np.concatenate([cost, cost]), both, np.concatenate([up_bounds, down_bounds]))
        moved = done.x[:size] + done.x[size:] > _NEAR
        return {int(unit) for unit in self.units[moved & shown]}


@dataclass(frozen=True, slots=True)
class _Solution:
    fun: float
    x: Floats


def _sides(size: int) -> csr_array:
    """Return the matrix that lays moves up beside moves down."""
    one = np.arange(size)
    signs = np.concatenate([np.ones(size), -np.ones(size)])
    places = (np.concatenate([one, one]), np.arange(2 * size))
    return csr_array((signs, places), shape=(size, 2 * size))


def _solved(cost: Floats, matrix: csr_array, bounds: Floats) -> _Solution:
    done = linprog(cost, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds, method="highs")
    if done.status != 0:
        raise ArithmeticError(
            f"a linear programme that must have an answer has none: {done.message}"
        )
    return _Solution(float(done.fun), np.asarray(done.x))
