"""Specialised, durable, paid? Roles, tenure, repeats and money."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from accompany.network.ties import Floats, Ties


def role_entropy(roles: Iterable[str]) -> float | None:
    """Return H = -sum p_r ln p_r over roles held: 0 is one role for all (Shannon 1948)."""
    counts = Counter(roles)
    whole = sum(counts.values())
    if not whole:
        return None
    return -sum(n / whole * math.log(n / whole) for n in counts.values()) + 0.0


def repeat_rate(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Return the share of pairs who dealt with each other more than once."""
    counts = Counter(pairs)
    return sum(n > 1 for n in counts.values()) / len(counts) if counts else None


def gini(amounts: Floats) -> float | None:
    """Return the Gini coefficient of what each received: 0 equal, near 1 all to one (Gini 1912)."""
    whole = float(amounts.sum())
    if len(amounts) < 2 or whole <= 0:
        return None
    ordered = np.sort(amounts)
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * whole))


def upward_share(payments: Ties, orders: Ties) -> tuple[int, int]:
    """Return (payments that go up, payments between people of known rank).

    Up is from somebody to one who reaches them along orders.
    """
    up = orders.reach[payments.head, payments.tail]
    down = orders.reach[payments.tail, payments.head]
    judged = up ^ down
    return int((up & judged).sum()), int(judged.sum())


def concentration(receivers: Sequence[str]) -> float:
    """Return the share of payments that go to whoever receives most."""
    counts = Counter(receivers)
    return max(counts.values()) / len(receivers) if receivers else 0.0
