"""From a viewer's statements to a network: who is one person, and which ties hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from accompany.network.grade import together
from accompany.network.net import Doubt, Layer, Net
from accompany.network.standing import THINGS, standing_of
from accompany.network.statement import LAYERS, Statement

LINKS = frozenset({"same", "holds"})
MAKES_A_NODE = frozenset({"role", "age", "freedom"}) | LINKS

CERTAIN = 0.95
"""From here on two records are joined at once; below, every redraw decides anew."""

UP, DOWN = frozenset({"proceeds", "tax"}), frozenset({"wage"})
"""Purposes of a payment that say who is over whom; a fee, or money of no stated purpose, does not.
Proceeds and tax go to a superior, wages come from one."""


class _Joined:
    """Records joined one by one; a stated difference blocks every chain that would cross it."""

    def __init__(self, apart: Iterable[tuple[str, str]]) -> None:
        self.members: dict[str, list[str]] = {}
        self.root: dict[str, str] = {}
        self.apart = {frozenset(pair) for pair in apart}

    def of(self, record: str) -> str:
        return self.root.setdefault(record, record)

    def join(self, one: str, other: str) -> None:
        left, right = sorted((self.of(one), self.of(other)), key=_name_order)
        if left == right or self._blocked(left, right):
            return
        moved = self.members.pop(right, [right])
        self.members.setdefault(left, [left]).extend(moved)
        for record in moved:
            self.root[record] = left

    def _blocked(self, left: str, right: str) -> bool:
        return any(
            frozenset((a, b)) in self.apart
            for a in self.members.get(left, [left])
            for b in self.members.get(right, [right])
        )


def _name_order(record: str) -> tuple[bool, str]:
    """A person's name stands for a phone they hold, never the other way round."""
    return record.startswith(THINGS), record


def probability(one: Statement) -> float:
    """Return how likely a link is: as given, or by its grade where no number came with it."""
    given = one.value.replace(".", "", 1)
    return min(1.0, float(one.value)) if given.isdigit() else one.grade.chance


def _different(one: Statement) -> bool:
    """A link of probability 0 says the same as a stated difference."""
    return one.kind == "different" or (one.kind == "same" and one.value in ("0", "0.0"))


def identities(statements: Sequence[Statement]) -> tuple[dict[str, str], list[Statement]]:
    """Return who stands for each record, and the links too doubtful to join at once.

    A phone that more than one person holds is nobody's for sure.
    """
    known = _Joined((s.subject, s.object) for s in statements if _different(s))
    links = [s for s in statements if s.kind in LINKS and not _different(s)]
    holders: dict[str, set[str]] = defaultdict(set)
    for one in links:
        if one.kind == "holds":
            holders[one.object].add(one.subject)
    doubtful = []
    for one in sorted(links, key=lambda s: (-probability(s), s.id)):
        shared = one.kind == "holds" and len(holders[one.object]) > 1
        if probability(one) >= CERTAIN and not shared:
            known.join(one.subject, one.object)
        else:
            doubtful.append(one)
    return {record: known.of(record) for record in list(known.root)}, doubtful


def build(statements: Sequence[Statement]) -> Net:
    """Return the network that ``statements``, already limited to a viewer's, speak of."""
    standing_for, doubtful = identities(statements)
    own, names = _nodes(statements, standing_for)
    number = {name: at for at, name in enumerate(names)}
    roots = {record: standing_for.get(record, record) for record in (*standing_for, *names)}
    resolve = {record: number[root] for record, root in roots.items() if root in number}
    layers = {
        name: _layer(((s.subject, s.object, s) for s in statements if s.layer == name), resolve,
                     len(names))
        for name in LAYERS
    }  # fmt: skip
    return Net(
        standings=tuple(standing_of(name, own[name]) for name in names),
        layers={name: layer for name, layer in layers.items() if len(layer.tail)},
        command=_layer(commanding(statements), resolve, len(names)),
        doubts=tuple(
            Doubt(resolve[s.subject], resolve[s.object], probability(s), s.id) for s in doubtful
        ),
    )


def _nodes(
    statements: Sequence[Statement], standing_for: Mapping[str, str]
) -> tuple[Mapping[str, list[Statement]], list[str]]:
    """Return what is said of each node itself, and the nodes in order.

    A node is whoever a tie, a role, an age or a link speaks of; a quoted price makes none.
    """
    own: dict[str, list[Statement]] = defaultdict(list)
    names: set[str] = set()
    for one in statements:
        own[standing_for.get(one.subject, one.subject)].append(one)
        if one.layer or one.kind in MAKES_A_NODE:
            ends = (one.subject, one.object) if one.layer or one.kind in LINKS else (one.subject,)
            names.update(standing_for.get(end, end) for end in ends if end)
    return own, sorted(names)


Told = tuple[str, str, Statement]
"""From whom, to whom, and the statement that says so."""


def commanding(statements: Iterable[Statement]) -> Iterable[Told]:
    """Return, from superior to subordinate, every order and every payment that tells rank."""
    for one in statements:
        purpose = one.details.get("purpose", "")
        if one.kind == "order" or (one.kind == "payment" and purpose in DOWN):
            yield one.subject, one.object, one
        elif one.kind == "payment" and purpose in UP:
            yield one.object, one.subject, one


def _layer(told: Iterable[Told], resolve: dict[str, int], n: int) -> Layer:
    """Gather the statements of each tie: independent sources add up, one source said twice not."""
    heard: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    by: dict[tuple[int, int], list[str]] = defaultdict(list)
    for subject, other, one in told:
        if subject not in resolve or other not in resolve:
            continue
        tie = (resolve[subject], resolve[other])
        if tie[0] != tie[1]:
            best = heard[tie].get(one.asserted_by, 0.0)
            heard[tie][one.asserted_by] = max(best, one.grade.chance)
            by[tie].append(one.id)
    ties = sorted(heard)
    flat = np.array(ties, dtype=np.int64).reshape(-1, 2)
    keep = np.array([together(list(heard[tie].values())) for tie in ties], dtype=np.float64)
    return Layer(n, flat[:, 0], flat[:, 1], keep, tuple(tuple(sorted(by[tie])) for tie in ties))
