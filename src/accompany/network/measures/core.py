"""A core and hangers-on? K-cores, the fit of a core, and groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import graspologic_native as native
import numpy as np
import rustworkx as rx

from accompany.network.ties import Bools, Ints, Ties


def coreness(ties: Ties) -> Ints:
    """Return each node's largest k such that it is in a part all tied k times (Seidman 1983)."""
    found = cast(Mapping[int, int], rx.core_number(ties.graph))  # its stub says int
    return np.array([found[i] for i in range(ties.n)], dtype=np.int64)


def core_fit(ties: Ties, core: Bools) -> float | None:
    """Return the correlation of ties with the ideal core-periphery pattern.

    The ideal has a tie wherever either end is in the core (Borgatti & Everett 1999).
    """
    upper = np.triu_indices(ties.n, 1)
    actual = ties.symmetric.toarray()[upper]
    ideal = (core[:, None] | core[None, :])[upper].astype(np.float64)
    if not actual.std() or not ideal.std():
        return None
    return float(np.corrcoef(actual, ideal)[0, 1])


def best_core(ties: Ties) -> tuple[Bools, float | None]:
    """Return the core that fits best among the first k people by ties, and its fit."""
    order = np.argsort(-ties.degree, kind="stable")
    best: tuple[Bools, float | None] = (np.zeros(ties.n, dtype=np.bool_), None)
    for k in range(1, ties.n):
        core = np.zeros(ties.n, dtype=np.bool_)
        core[order[:k]] = True
        fit = core_fit(ties, core)
        if fit is not None and (best[1] is None or fit > best[1]):
            best = (core, fit)
    return best


def groups(ties: Ties, *, seed: int, trials: int = 1) -> tuple[Ints, float]:
    """Return each node's group by Leiden and the modularity Q of the grouping.

    Q = sum_g (ties in g / m - (degree of g / 2m)^2) (Newman & Girvan 2004); Traag, Waltman &
    van Eck 2019 for Leiden. Somebody without ties is a group of their own.
    """
    if not ties.m:
        return np.arange(ties.n, dtype=np.int64), 0.0
    both = ties.symmetric
    _, found = native.leiden_csr(
        both.indptr.astype(np.int64), both.indices.astype(np.int32), both.data, ties.n,
        seed=seed, trials=trials,
    )  # fmt: skip
    group = np.array([found.get(i, ties.n + i) for i in range(ties.n)], dtype=np.int64)
    group = np.unique(group, return_inverse=True)[1].astype(np.int64)
    return group, modularity(ties, group)


def modularity(ties: Ties, group: Ints) -> float:
    once = ties.undirected
    if not once.m:
        return 0.0
    same = group[once.tail] == group[once.head]
    inside = np.bincount(group[once.tail][same], minlength=int(group.max()) + 1) / once.m
    ends = np.bincount(group, weights=ties.degree) / (2 * once.m)
    return float((inside - ends**2).sum())
