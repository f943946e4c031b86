"""Hundred-thousand-person networks: the measures that stay exact, and the one that is sampled."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from accompany.network.ties import Floats, Ints, Ties

BATCH = 32


def components(ties: Ties) -> Ints:
    """Return each node's component number."""
    _, found = connected_components(ties.undirected.matrix, directed=False)
    return np.asarray(found, dtype=np.int64)


def pagerank(ties: Ties, *, damping: float = 0.85, tolerance: float = 1e-10) -> Floats:
    """Return PageRank over undirected ties by power iteration (Brin & Page 1998)."""
    adjacency = ties.symmetric
    degree = np.asarray(adjacency.sum(axis=1)).ravel()
    share = np.divide(1.0, degree, out=np.zeros(ties.n), where=degree > 0)
    rank = np.full(ties.n, 1 / ties.n)
    while True:
        stuck = rank[degree == 0].sum() / ties.n
        after = (1 - damping) / ties.n + damping * (adjacency @ (rank * share) + stuck)
        if np.abs(after - rank).sum() < tolerance:
            return np.asarray(after, dtype=np.float64)
        rank = after


def sampled_betweenness(ties: Ties, *, pivots: int, seed: int) -> Floats:
    """Estimate normalised betweenness from ``pivots`` starting people drawn without replacement.

    Brandes' accumulation from each pivot, scaled by n / pivots (Brandes & Pich 2007). With
    pivots = n it is exact. Sampled: say so wherever it is shown.
    """
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(ties.n, size=min(pivots, ties.n), replace=False))
    adjacency = ties.symmetric
    total = np.zeros(ties.n)
    for start in range(0, len(chosen), BATCH):
        total += _dependencies(adjacency, chosen[start : start + BATCH])
    scale = ties.n / len(chosen) / max((ties.n - 1) * (ties.n - 2), 1)
    return total * scale


def _dependencies(adjacency: sparse.csr_matrix, pivots: Ints) -> Floats:
    """Return the sum over pivots of each node's dependency, one level of the search at a time."""
    n, k = adjacency.shape[0], len(pivots)
    paths = np.zeros((n, k))
    paths[pivots, np.arange(k)] = 1.0
    level = np.full((n, k), -1, dtype=np.int16)
    level[pivots, np.arange(k)] = 0
    front, depth = paths.copy(), 0
    while front.any():
        depth += 1
        front = adjacency @ front
        front[level >= 0] = 0.0
        fresh = front > 0
        level[fresh] = depth
        paths[fresh] = front[fresh]
    owed = np.zeros((n, k))
    for back in range(depth - 1, 0, -1):
        below = np.divide(1 + owed, paths, out=np.zeros((n, k)), where=level == back)
        received = adjacency @ below
        above = level == back - 1
        owed[above] = (received * paths)[above]
    owed[pivots, np.arange(k)] = 0.0
    return np.asarray(owed.sum(axis=1), dtype=np.float64)
