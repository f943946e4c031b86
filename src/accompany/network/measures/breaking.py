"""What breaks it? Fragmentation after removal, with and without somebody stepping in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accompany.network.ties import Bools, Ties


def fragmentation(ties: Ties) -> float | None:
    """Return F = 1 - 2 sum_{i<j} 1/d_ij / (n(n-1)): 0 all tied, 1 all apart (Borgatti 2006)."""
    if ties.n < 2:
        return None
    far = ties.distances
    near = np.divide(1.0, far, out=np.zeros_like(far), where=far > 0)
    return float(1 - near.sum() / (ties.n * (ties.n - 1)))


@dataclass(frozen=True, slots=True)
class Removal:
    """How broken a network is before and after somebody is taken out."""

    before: float
    after: float
    replaced: float
    """After the nearest person of the same role has taken over the ties left behind."""

    @property
    def strengthens(self) -> bool:
        """Say whether those left are closer to each other once the gap is filled.

        Duijn, Kashirin & Sloot 2014: disruption may leave a network more efficient.
        """
        return self.replaced < self.before


def remove(ties: Ties, gone: Sequence[int], roles: Sequence[str]) -> Removal | None:
    """Take people (or houses, phones, accounts) out, and let others replace them (Diviák 2023).

    The replacement is the nearest person left of the same role, else nobody.
    """
    before = fragmentation(ties)
    kept = np.ones(ties.n, dtype=np.bool_)
    kept[list(gone)] = False
    after = fragmentation(ties.among(kept))
    if before is None or after is None:
        return None
    replaced = fragmentation(_taken_over(ties, gone, roles, kept).among(kept))
    return Removal(before, after, replaced if replaced is not None else after)


def _taken_over(ties: Ties, gone: Sequence[int], roles: Sequence[str], kept: Bools) -> Ties:
    tail, head = ties.undirected.tail.copy(), ties.undirected.head.copy()
    for person in gone:
        other = _nearest(ties, person, roles, kept)
        if other is not None:
            tail[tail == person] = other
            head[head == person] = other
    return Ties.from_arrays(ties.n, tail, head)


def _nearest(ties: Ties, person: int, roles: Sequence[str], kept: Bools) -> int | None:
    alike = [i for i in np.flatnonzero(kept).tolist() if roles[i] == roles[person]]
    near = [i for i in alike if np.isfinite(ties.distances[person, i])]
    return min(near, key=lambda i: (float(ties.distances[person, i]), i), default=None)
