"""Ties between numbered nodes: the one shape every measure reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ties:
    """``n`` nodes, and ties from ``tail`` to ``head``: no tie to oneself, none twice.

    A measure that has no use for direction reads ``undirected``, in which a tie stands once.
    """

    n: int
    tail: Ints
    head: Ints

    @staticmethod
    def of(n: int, pairs: Iterable[tuple[int, int]]) -> Ties:
        """Return ties of pairs as they come: loops dropped, repeats once."""
        flat = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
        return Ties.from_arrays(n, flat[:, 0], flat[:, 1])

    @staticmethod
    def from_arrays(n: int, tail: Ints, head: Ints) -> Ties:
        keep = tail != head
        keys = np.unique(tail[keep] * n + head[keep])
        return Ties(n, keys // max(n, 1), keys % max(n, 1))

    @property
    def m(self) -> int:
        return len(self.tail)

    @cached_property
    def undirected(self) -> Ties:
        low, high = np.minimum(self.tail, self.head), np.maximum(self.tail, self.head)
        return Ties.from_arrays(self.n, low, high)

    @cached_property
    def turned(self) -> Ties:
        """The same ties the other way: a report to somebody becomes an order from them."""
        return Ties.from_arrays(self.n, self.head, self.tail)

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """The 0/1 adjacency, tail by head."""
        ones = np.ones(self.m)
        return sparse.csr_matrix((ones, (self.tail, self.head)), shape=(self.n, self.n))

    @cached_property
    def symmetric(self) -> sparse.csr_matrix:
        once = self.undirected.matrix
        return (once + once.T).tocsr()

    @cached_property
    def graph(self) -> rx.PyGraph[int | None, None]:
        found: rx.PyGraph[int | None, None] = rx.PyGraph(multigraph=False)
        found.add_nodes_from(range(self.n))
        once = self.undirected
        found.extend_from_edge_list(list(zip(once.tail.tolist(), once.head.tolist(), strict=True)))
        return found

    @cached_property
    def arrows(self) -> rx.PyDiGraph[int | None, None]:
        found: rx.PyDiGraph[int | None, None] = rx.PyDiGraph(multigraph=False)
        found.add_nodes_from(range(self.n))
        found.extend_from_edge_list(list(zip(self.tail.tolist(), self.head.tolist(), strict=True)))
        return found

    @cached_property
    def degree(self) -> Ints:
        once = self.undirected
        both = np.concatenate([once.tail, once.head])
        return np.bincount(both, minlength=self.n).astype(np.int64)

    @cached_property
    def distances(self) -> Floats:
        """Steps between every two nodes without regard to direction; infinite where apart."""
        found = rx.distance_matrix(self.graph, null_value=np.inf)
        np.fill_diagonal(found, 0.0)
        return found

    @cached_property
    def reach(self) -> Bools:
        """Who can be reached along arrows: row reaches column; nobody reaches themselves."""
        found = np.isfinite(rx.distance_matrix(self.arrows, null_value=np.inf))
        np.fill_diagonal(found, False)
        return found

    @cached_property
    def reach_count(self) -> Ints:
        """How many others each node reaches along arrows, without a table of all pairs."""
        after: list[list[int]] = [[] for _ in range(self.n)]
        for tail, head in zip(self.tail.tolist(), self.head.tolist(), strict=True):
            after[tail].append(head)
        found = np.zeros(self.n, dtype=np.int64)
        masks = [0] * self.n
        # Strong components come with whatever they point to before them.
        for group in rx.strongly_connected_components(self.arrows):
            mask = 0
            for node in group:
                mask |= 1 << node
                for head in after[node]:
                    mask |= masks[head]
            for node in group:
                masks[node] = mask
                found[node] = mask.bit_count() - 1
        return found

    def only(self, kept: Bools) -> Ties:
        """Return the same nodes with the ties whose two ends are both kept."""
        alive = kept[self.tail] & kept[self.head]
        return Ties(self.n, self.tail[alive], self.head[alive])

    def among(self, kept: Bools) -> Ties:
        """Return the kept nodes alone, numbered anew in order."""
        anew = np.cumsum(kept) - 1
        alive = kept[self.tail] & kept[self.head]
        return Ties(int(kept.sum()), anew[self.tail[alive]], anew[self.head[alive]])

    @cached_property
    def component(self) -> Ints:
        """The number of each node's component, the largest first."""
        groups = sorted(rx.connected_components(self.graph), key=lambda g: (-len(g), min(g)))
        found = np.zeros(self.n, dtype=np.int64)
        for number, group in enumerate(groups):
            found[list(group)] = number
        return found
