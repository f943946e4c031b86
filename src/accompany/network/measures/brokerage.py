"""Who sits between? Constraint, cut people, stages and the five kinds of go-between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import rustworkx as rx

from accompany.network.ties import Bools, Floats, Ints, Ties


def constraint(ties: Ties) -> Floats:
    """Return c_i = sum_j (p_ij + sum_q p_iq p_qj)^2 over i's neighbours (Burt 1992).

    p_ij is the share of i's ties that go to j. Not a number for somebody without ties.
    """
    adjacency = ties.symmetric.toarray()
    degree = adjacency.sum(axis=1)
    p = np.divide(
        adjacency, degree[:, None], out=np.zeros_like(adjacency), where=degree[:, None] > 0
    )
    found = ((p + p @ p) ** 2 * (adjacency > 0)).sum(axis=1)
    return np.where(degree > 0, found, np.nan)


def cut_people(ties: Ties) -> Bools:
    """Return whose removal splits a component."""
    found = np.zeros(ties.n, dtype=np.bool_)
    found[list(rx.articulation_points(ties.graph))] = True
    return found


def cut_share(ties: Ties) -> float | None:
    """Return the share of joined pairs, both apart from the cut people, parted by some one of them.

    A pair is parted by a cut person if they fall apart when that person alone is removed.
    """
    joined = np.isfinite(ties.distances) & (ties.distances > 0)
    parted = np.zeros_like(joined)
    for cut in np.flatnonzero(cut_people(ties)):
        kept = np.ones(ties.n, dtype=np.bool_)
        kept[cut] = False
        component = ties.only(kept).component
        apart = component[:, None] != component[None, :]
        apart[cut, :] = apart[:, cut] = False
        parted |= apart & joined
    return float(parted.sum() / joined.sum()) if joined.any() else None


@dataclass(frozen=True, slots=True)
class Stages:
    """How far ties stay inside a stage of the journey."""

    same_to_other: float | None
    """P(tie in the same stage) / P(tie across stages); Campana 2018 found about 7."""
    e_i_index: float
    """(across - within) / ties: -1 all inside, 1 all across (Krackhardt & Stern 1988)."""


def stages(ties: Ties, stage: Sequence[str]) -> Stages | None:
    """Compare ties within and across stages, among people whose stage is known."""
    known = np.array([bool(name) for name in stage], dtype=np.bool_)
    once = ties.undirected.among(known)
    names = np.array([name for name in stage if name])
    if not once.m:
        return None
    within = int((names[once.tail] == names[once.head]).sum())
    across = once.m - within
    _, sizes = np.unique(names, return_counts=True)
    inside = float((sizes * (sizes - 1) / 2).sum())
    outside = once.n * (once.n - 1) / 2 - inside
    ratio = (within / inside) / (across / outside) if inside and outside and across else None
    return Stages(ratio, (across - within) / once.m)


BROKERS = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def go_betweens(ties: Ties, group: Ints) -> Ints:
    """Count each node's five kinds of brokerage, in the order of ``BROKERS``.

    j brokers i to k where i->j and j->k but not i->k (Gould & Fernandez 1989): coordinator all
    one group; itinerant i and k share one, j another; gatekeeper j and k share; representative
    i and j share; liaison three groups.
    """
    follows: list[set[int]] = [set() for _ in range(ties.n)]
    precedes: list[set[int]] = [set() for _ in range(ties.n)]
    for tail, head in zip(ties.tail.tolist(), ties.head.tolist(), strict=True):
        follows[tail].add(head)
        precedes[head].add(tail)
    found = np.zeros((ties.n, len(BROKERS)), dtype=np.int64)
    for j in range(ties.n):
        for i in precedes[j]:
            for k in follows[j] - follows[i] - {i}:
                found[j, _broker(int(group[i]), int(group[j]), int(group[k]))] += 1
    return found


def _broker(i: int, j: int, k: int) -> int:
    if i == j:
        return 0 if j == k else 3
    if j == k:
        return 2
    return 1 if i == k else 4
