"""Does one person hold it? Freeman's centralisations, and the person measures under them."""

from __future__ import annotations

import numpy as np
import rustworkx as rx

from accompany.network.ties import Floats, Ties


def betweenness(ties: Ties) -> Floats:
    """Return the share of shortest paths that run through each node.

    b_i = sum over s<t of paths(s,t through i) / paths(s,t), divided by (n-1)(n-2)/2
    (Freeman 1977; computed as in Brandes 2001).
    """
    # One thread: several would add up in any order, and the same input must give the same bytes.
    found = rx.graph_betweenness_centrality(ties.graph, normalized=True, parallel_threshold=1 << 40)
    return np.array([found[i] for i in range(ties.n)], dtype=np.float64)


def closeness(ties: Ties) -> Floats:
    """Return (n_c-1) / sum of distances within each node's own component (Freeman 1979)."""
    far = np.where(np.isfinite(ties.distances), ties.distances, 0.0).sum(axis=1)
    size = np.isfinite(ties.distances).sum(axis=1)
    found: Floats = np.divide(size - 1, far, out=np.zeros(ties.n), where=far > 0)
    return found


def harmonic(ties: Ties) -> Floats:
    """Return (1/(n-1)) sum over others of 1/d: the undirected local reach of Mones et al. 2012."""
    near = np.divide(1.0, ties.distances, out=np.zeros((ties.n, ties.n)), where=ties.distances > 0)
    return np.asarray(near.sum(axis=1) / max(ties.n - 1, 1), dtype=np.float64)


def pagerank(ties: Ties, damping: float = 0.85) -> Floats:
    """Return PageRank over undirected ties (Brin & Page 1998)."""
    found = rx.pagerank(ties.graph.to_directed(), alpha=damping, tol=1e-12, max_iter=1000)
    return np.array([found[i] for i in range(ties.n)], dtype=np.float64)


def degree_centralisation(ties: Ties) -> float | None:
    """Return sum_i (d_max - d_i) / ((n-1)(n-2)): 1 is a star (Freeman 1979)."""
    if ties.n < 3:
        return None
    degree = ties.degree
    return float((degree.max() - degree).sum() / ((ties.n - 1) * (ties.n - 2)))


def betweenness_centralisation(ties: Ties) -> float | None:
    """Return sum_i (b_max - b_i) / (n-1) with b normalised: 1 is a star (Freeman 1979)."""
    if ties.n < 3:
        return None
    found = betweenness(ties)
    return float((found.max() - found).sum() / (ties.n - 1))


def closeness_centralisation(ties: Ties) -> float | None:
    """Return sum_i (c_max - c_i) (2n-3) / ((n-1)(n-2)): 1 is a star (Freeman 1979).

    Distances are defined only inside a component, so it is taken over the largest one.
    """
    largest = ties.among(ties.component == 0)
    n = largest.n
    if n < 3:
        return None
    found = closeness(largest)
    return float((found.max() - found).sum() * (2 * n - 3) / ((n - 1) * (n - 2)))


def density(ties: Ties) -> float | None:
    """Return ties / possible ties: secrecy is sparse (Morselli, Giguere & Petit 2007)."""
    pairs = ties.n * (ties.n - 1) / 2
    return ties.undirected.m / pairs if pairs else None


def mean_distance(ties: Ties) -> float | None:
    """Return the mean steps between people who can reach each other at all."""
    joined = np.isfinite(ties.distances) & (ties.distances > 0)
    return float(ties.distances[joined].mean()) if joined.any() else None
