"""When each child was found, admitted and released, once or again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from accompany.simulate.chance import Bools, Ints, stream
from accompany.simulate.people import YEAR, Children
from accompany.simulate.rates import rate


@dataclass(frozen=True, slots=True)
class Stays:
    """One row for each time a child was found and taken in, in order of children."""

    child: Ints
    again: Bools
    found: Ints
    admitted: Ints
    released: Ints


def stays(seed: int, chunk: int, made: Children) -> Stays:
    """Lay out each child's stays; whoever came together was admitted and released together."""
    rng = stream(seed, chunk, "stays")
    n = len(made)
    back = np.flatnonzero(rng.random(n) < rate("children", "reentry"))
    child = np.concatenate([np.arange(n), back])
    order = np.argsort(child, kind="stable")
    child = child[order]
    again = np.concatenate([np.zeros(n, bool), np.ones(len(back), bool)])[order]
    travelled = made.travelled[child]
    found = made.arrived[child]
    admitted = found + 1 + _shared(rng.integers(0, 3, n), travelled)
    typical = rate("stays", "days")
    year = np.clip(1970 + ((found + 92) / YEAR).astype(np.int64), min(typical), max(typical))
    middle = np.array([typical[one] for one in range(min(typical), max(typical) + 1)])
    spread = np.exp(rate("stays", "spread") * _shared(rng.standard_normal(n), travelled))
    length = np.maximum(2, middle[year - min(typical)] * spread).astype(np.int64)
    released = admitted + length
    away = rng.integers(90, 700, len(child))
    shift = np.where(again, length + away, 0)
    return Stays(child, again, found + shift, admitted + shift, released + shift)


def _shared(drawn: npt.NDArray[Any], group: Ints) -> npt.NDArray[Any]:
    return drawn[group]
