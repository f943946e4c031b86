"""How many people nobody has seen: two kinds of source, and who is in both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from accompany.network.ties import Floats

LEAST, MOST = 0.3, 0.9


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of the people in the network whom any statement names, and how sure that is."""

    share: float
    spread: float
    basis: str
    """``two sources``, ``stated`` by whoever asked, or ``assumed`` where neither can be had."""
    unseen: tuple[float, float, float] | None = None
    """People not seen: the estimate, and its 80 % interval."""

    def draws(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw shares from a Beta with this mean and spread."""
        spread = max(self.spread, 1e-4)
        weight = max(self.share * (1 - self.share) / spread**2 - 1, 2.0)
        return rng.beta(self.share * weight, (1 - self.share) * weight, count)


ASSUMED = Coverage(0.7, 0.1, "assumed")
"""Where two sources cannot be compared: three in ten unseen, give or take one."""


def stated(share: float, spread: float = 0.05) -> Coverage:
    return Coverage(share, spread, "stated")


def estimated(first: Collection[str], second: Collection[str]) -> Coverage:
    """Estimate coverage from who is in one kind of source, in the other, and in both.

    N = (n1+1)(n2+1)/(m+1) - 1, variance (n1+1)(n2+1)(n1-m)(n2-m) / ((m+1)^2 (m+2)) (Chapman
    1951). Unlike sources miss different people only in part, and those whom no source can reach
    are in neither: the true number is larger, seldom smaller.
    """
    n1, n2, m = len(set(first)), len(set(second)), len(set(first) & set(second))
    seen = n1 + n2 - m
    if m < 3 or min(n1, n2) < 5:
        return ASSUMED
    whole = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    error = ((n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))) ** 0.5
    unseen = [max(0.0, whole + z * error - seen) for z in (0.0, -1.2816, 1.2816)]
    share = min(MOST, max(LEAST, seen / whole))
    spread = max(0.02, share * error / whole)
    return Coverage(share, spread, "two sources", (unseen[0], unseen[1], unseen[2]))
