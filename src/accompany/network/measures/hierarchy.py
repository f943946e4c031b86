"""Is there a chain of command? Reaching, Krackhardt's four, loops, organisers and aides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import rustworkx as rx

from accompany.network.measures.centralisation import harmonic
from accompany.network.ties import Bools, Floats, Ties


def local_reach(ties: Ties) -> Floats:
    """Return the share of others each node reaches along arrows (Mones, Vicsek, Vicsek 2012)."""
    return np.asarray(ties.reach.sum(axis=1) / max(ties.n - 1, 1), dtype=np.float64)


def global_reach(ties: Ties, *, directed: bool) -> float | None:
    """Return GRC = sum_i (C_max - C_i) / (n-1) (Mones, Vicsek, Vicsek 2012, PLoS ONE 7(3) e33799).

    C is the local reach along arrows, or the mean of 1/d where ties have no direction.
    """
    if ties.n < 2:
        return None
    found = local_reach(ties) if directed else harmonic(ties)
    return float((found.max() - found).sum() / (ties.n - 1))


@dataclass(frozen=True, slots=True)
class Krackhardt:
    """The four conditions of an out-tree; all are 1 exactly for one (Krackhardt 1994)."""

    connectedness: float
    hierarchy: float | None
    efficiency: float | None
    upper_bound: float | None


def krackhardt(ties: Ties, *, bound: bool = True) -> Krackhardt | None:
    """Return Krackhardt's four graph dimensions; a condition with no case to judge is None.

    The least upper bound looks at every pair of people; ``bound=False`` leaves it out.

    connectedness = joined pairs / pairs; hierarchy = 1 - mutually reaching pairs / reaching
    pairs; efficiency = 1 - surplus ties / largest surplus, counted in each component;
    least upper bound = 1 - pairs without a common superior / pairs beyond the tree's own.
    """
    if ties.n < 2:
        return None
    sizes = np.bincount(ties.component)
    joined = float((sizes * (sizes - 1) / 2).sum())
    either = np.triu(ties.reach | ties.reach.T, 1).sum()
    mutual = np.triu(ties.reach & ties.reach.T, 1).sum()
    # Arrows, not undirected ties, are counted: n(n-1) are possible in a component.
    spare = float((sizes * (sizes - 1) - (sizes - 1)).sum())
    surplus = ties.m - float((sizes - 1).sum())
    return Krackhardt(
        connectedness=joined / (ties.n * (ties.n - 1) / 2),
        hierarchy=1 - float(mutual / either) if either else None,
        efficiency=1 - surplus / spare if spare else None,
        upper_bound=_least_upper_bound(ties, sizes) if bound else None,
    )


def _least_upper_bound(ties: Ties, sizes: Floats | object) -> float | None:
    """Return 1 - violations / ((n_c - 1)(n_c - 2) / 2) over components.

    Two people have a least upper bound if somebody reaches both and everybody who reaches both
    also reaches that somebody; a person counts as reaching themselves.
    """
    above = ties.reach.T.copy()
    np.fill_diagonal(above, True)  # above[i, s]: s is i or superior to i
    violations, most = 0, 0.0
    for number, size in enumerate(np.asarray(sizes)):
        members = np.flatnonzero(ties.component == number)
        most += (size - 1) * (size - 2) / 2
        for at, left in enumerate(members):
            for right in members[at + 1 :]:
                violations += not _bound(above, int(left), int(right))
    return 1 - violations / most if most else None


def _bound(above: Bools, left: int, right: int) -> bool:
    both = np.flatnonzero(above[left] & above[right])
    # A least bound is one that every other common superior is superior to.
    return bool(len(both) and above[np.ix_(both, both)].all(axis=1).any())


def flow_hierarchy(ties: Ties) -> float | None:
    """Return the share of arrows on no cycle (Luo & Magee 2011)."""
    if not ties.m:
        return None
    knot = np.zeros(ties.n, dtype=np.int64)
    for number, group in enumerate(rx.strongly_connected_components(ties.arrows)):
        knot[list(group)] = number
    return float((knot[ties.tail] != knot[ties.head]).mean())


@dataclass(frozen=True, slots=True)
class Orders:
    """Who gives orders and takes none (organisers), and how rarely two of them are tied."""

    organisers: Bools
    share: float
    tie_ratio: float | None
    """P(tie between two organisers) / P(tie between any two); Campana 2018 found about 1/3."""


def asymmetry(orders: Ties, all_ties: Ties) -> Orders | None:
    """Split people by asymmetry of orders (Campana 2018: 15 % organisers, 85 % aides)."""
    gives = np.bincount(orders.tail, minlength=orders.n) > 0
    takes = np.bincount(orders.head, minlength=orders.n) > 0
    if not (gives | takes).any():
        return None
    organisers = gives & ~takes
    k = int(organisers.sum())
    overall = all_ties.undirected.m / (orders.n * (orders.n - 1) / 2)
    within = all_ties.among(organisers).undirected.m
    ratio = within / (k * (k - 1) / 2) / overall if k > 1 and overall else None
    return Orders(organisers, k / float((gives | takes).sum()), ratio)
