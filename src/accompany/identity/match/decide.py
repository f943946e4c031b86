"""Deciding: clusters of records from scored pairs, with guards instead of bare chains.

Whoever is joined by a chain is looked at as a whole: every pair of the chain is scored, and where
one argues against it, or two A-numbers, two stays at once or a person's word forbid it, the chain
is built up again from its strongest pairs and stops where the evidence on the whole does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import (
    connected_components,
    minimum_spanning_tree,
)

from accompany.identity.match.compare import unpacked
from accompany.identity.match.pairs import Blocks, Candidates, among, distinct, within
from accompany.identity.match.score import CHUNK, Places, Scored, Scorer, together

LARGEST = 64
"""Records of one chain that are all compared with each other; farther apart, only along it."""

FORBIDDEN = -1000.0
_CLIP = 24.0
"""Bits beyond which one pair says no more, so that it cannot outvote all others."""


@dataclass(frozen=True, slots=True)
class Guards:
    """What forbids two records from being one person, whatever the weights say."""

    first_day: npt.NDArray[np.int32]
    last_day: npt.NDArray[np.int32]
    """Of the stay a record tells of, as days; 0 where it tells of none."""
    holder: npt.NDArray[np.int32]
    """Who reports the stay: two reporters may well tell of one stay."""
    different: npt.NDArray[np.int64]
    """Pairs that people judged different, packed, in order."""

    @classmethod
    def none(cls, count: int) -> Guards:
        empty = np.zeros(count, np.int32)
        return cls(empty, empty, empty, np.empty(0, np.int64))

    def forbid(self, pairs: Scored) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Say which pairs are two stays at once, and which were judged different."""
        a, b = pairs.one, pairs.other
        together = np.minimum(self.last_day[a], self.last_day[b]) - np.maximum(
            self.first_day[a], self.first_day[b]
        )
        stays = (self.holder[a] == self.holder[b]) & (self.holder[a] > 0) & (together > 1)
        return stays, np.isin(pairs.packed, self.different)


@dataclass(frozen=True, slots=True)
class Decided:
    """Clusters, the links that hold them, and what was held back."""

    label: npt.NDArray[np.int32]
    chains: npt.NDArray[np.int32]
    """Whom each record hangs together with before guards and doubts part anybody."""
    links: Scored
    """A spanning tree of each cluster: its strongest pairs."""
    held_back: Scored
    """Pairs sure enough to join that a guard kept apart, for a person to look at."""
    looked_at: int
    """Chains that were built up again."""


def decided(scorer: Scorer, joins: Scored, guards: Guards, least: float) -> Decided:
    """Make clusters of the pairs ``joins``, each of which weighs ``least`` or more."""
    count = len(scorer.records)
    chains = label = _components(count, joins.one, joins.other)
    inside = _all_inside(scorer, label, joins)
    contrary = _contrary(inside, guards)
    argued = np.zeros(label.max(initial=-1) + 1, np.bool_)
    argued[label[inside.one[contrary < 0]]] = True
    suspect = np.flatnonzero(argued[label[inside.one]])
    label = _rebuilt(label, inside.where(suspect), contrary[suspect], least)
    strong = inside.where(np.flatnonzero(contrary >= least))
    same = label[strong.one] == label[strong.other]
    chain = joins.where(np.flatnonzero(label[joins.one] != label[joins.other]))
    return Decided(
        label, chains, _tree(count, strong.where(np.flatnonzero(same))), chain, int(argued.sum())
    )


def _components(count: int, one: Places, other: Places) -> npt.NDArray[np.int32]:
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    label: npt.NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return label


def _all_inside(scorer: Scorer, label: npt.NDArray[np.int32], joins: Scored) -> Scored:
    """Return every pair inside every chain with its weight, those that are not among its links
    scored now; of a long chain, pairs that stand near, and its links."""
    sizes = np.bincount(label)
    members = np.flatnonzero(sizes[label] > 1)
    order = members[np.argsort(label[members], kind="stable")].astype(np.int32)
    blocks = Blocks(label[order].astype(np.uint64) + np.uint64(1), order)
    near = distinct(list(within(blocks, LARGEST)))
    pairs = Candidates(near[~among(near, np.sort(joins.packed))])
    parts = [
        scorer.pairs(*pairs.split(first, first + CHUNK)) for first in range(0, len(pairs), CHUNK)
    ]
    found = together([joins, *parts])
    return found.where(np.argsort(found.packed))


def _contrary(inside: Scored, guards: Guards) -> npt.NDArray[np.float64]:
    """Return what each pair weighs once guards have spoken; below 0 it argues against."""
    stays, different = guards.forbid(inside)
    numbers = unpacked(inside.pattern)["number"] == 0
    weight = np.clip(inside.sure, -_CLIP, _CLIP)
    weight[numbers | stays | different] = FORBIDDEN
    return weight


def _rebuilt(
    label: npt.NDArray[np.int32], pairs: Scored, weight: Any, least: float
) -> npt.NDArray[np.int32]:
    """Build each suspect chain up again by the strongest mean weight between its parts."""
    if not len(pairs):
        return label
    made = label.copy()
    fresh = int(label.max(initial=-1)) + 1
    order = np.argsort(label[pairs.one], kind="stable")
    groups = label[pairs.one][order]
    begins = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    ends = np.append(begins[1:], len(groups))
    one, other = pairs.one[order].tolist(), pairs.other[order].tolist()
    weights = np.asarray(weight)[order].tolist()
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        parts = _agglomerated(one[begin:end], other[begin:end], weights[begin:end], least)
        for part in parts:
            made[part] = fresh
            fresh += 1
    return np.unique(made, return_inverse=True)[1].astype(np.int32)


def _agglomerated(
    one: list[int], other: list[int], weight: list[float], least: float
) -> Iterator[list[int]]:
    """Join parts while the mean weight of the pairs between two is at least ``least``."""
    members: dict[int, list[int]] = {}
    between: Between = {}
    for a, b, bits in zip(one, other, weight, strict=True):
        for record in (a, b):
            members.setdefault(record, [record])
        between.setdefault(a, {})[b] = between.setdefault(b, {})[a] = (bits, 1)
    while pair := _closest(between, least):
        kept, gone = pair
        members[kept] += members.pop(gone)
        _pour(between, kept, gone)
    return iter(members.values())


Between = dict[int, dict[int, tuple[float, int]]]
"""For each two parts, the sum of the weights of the pairs between them, and how many they are."""


def _closest(between: Between, least: float) -> tuple[int, int] | None:
    """Return the two parts with the highest mean weight, if that is ``least`` or more."""
    found = [
        (-bits / pairs, a, b)
        for a, row in between.items()
        for b, (bits, pairs) in row.items()
        if a < b and bits / pairs >= least
    ]
    return min(found)[1:] if found else None


def _pour(between: Between, kept: int, gone: int) -> None:
    for third, (bits, pairs) in between.pop(gone).items():
        del between[third][gone]
        if third != kept:
            others, number = between[kept].get(third, (0.0, 0))
            between[kept][third] = between[third][kept] = (bits + others, pairs + number)


def _tree(count: int, strong: Scored) -> Scored:
    """Keep, of each cluster's pairs, given in order, the strongest that hold it together."""
    if not len(strong):
        return strong
    order = np.argsort(-strong.sure, kind="stable")
    rank = np.empty(len(strong))
    rank[order] = np.arange(1, len(strong) + 1)
    edges = coo_array((rank, (strong.one, strong.other)), shape=(count, count))
    tree = minimum_spanning_tree(edges)
    chosen = order[tree.data.astype(np.intp) - 1]
    return strong.where(np.sort(chosen))
