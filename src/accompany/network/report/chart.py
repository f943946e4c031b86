"""The link chart as data: nodes with a shape per role, ties with a line per grade, and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import rustworkx as rx

from accompany.network.assess import Assessment
from accompany.network.net import Net
from accompany.network.report.words import Words
from accompany.network.standing import Actor, Protected, Thing
from accompany.network.statement import Statement
from accompany.network.ties import Floats, Ties

STAGES = ("recruiting", "route", "crossing", "holding", "onward")
STAGE_OF = {
    "recruiter": "recruiting", "organiser": "route", "coordinator": "route",
    "money-handler": "route", "financier": "route", "taxer": "crossing", "guide": "crossing",
    "scout": "crossing", "house-keeper": "holding", "enforcer": "holding", "driver": "onward",
}  # fmt: skip
SHAPE = {
    "organiser": "hexagon", "coordinator": "hexagon", "recruiter": "diamond", "guide": "triangle",
    "scout": "triangle", "house-keeper": "pentagon", "enforcer": "pentagon", "driver": "rectangle",
    "money-handler": "ellipse", "financier": "ellipse", "taxer": "octagon",
}  # fmt: skip
COLUMNS_UP_TO = 60
LIGHT_FROM = 2000
"""Above this many nodes the picture is drawn by sigma, which knows no shapes, only colours."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the picture; ``members`` are the protected people gathered in it."""

    name: str
    label: str
    shape: str
    role: str
    standing: str
    x: float
    y: float
    members: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One tie of the picture."""

    tail: str
    head: str
    layer: str
    line: str
    grade: str
    arrow: bool
    by: tuple[str, ...]
    first: str
    last: str
    """Days between which its statements put it; empty where none is dated."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What the picture and its tables are both made from."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    light: bool


def chart(found: Assessment, words: Words) -> Chart:
    """Lay out a case: by stage of the journey while small, by springs when large."""
    net = found.net
    gathered = _gathered(net)
    place = _places(found, gathered)
    sizes: dict[int, int] = defaultdict(int)
    for one in gathered.values():
        sizes[one] += 1
    nodes = [
        _node(found, at, place[at], sizes[at], words) for at in range(net.n) if gathered[at] == at
    ]
    lines = _lines(found, gathered)
    return Chart(tuple(nodes), tuple(lines), len(nodes) > LIGHT_FROM)


def _gathered(net: Net) -> dict[int, int]:
    """Return, for each node, the node that stands for it: protected people alike are one shield."""
    around: dict[int, set[int]] = defaultdict(set)
    for layer in net.layers.values():
        for tail, head in zip(layer.tail.tolist(), layer.head.tolist(), strict=True):
            around[tail].add(head)
            around[head].add(tail)
    first: dict[frozenset[int], int] = {}
    found = {}
    for at, standing in enumerate(net.standings):
        shown = isinstance(standing, Protected) and standing.shown
        found[at] = first.setdefault(frozenset(around[at]), at) if shown else at
    return found


def _node(
    found: Assessment, at: int, place: tuple[float, float], members: int, words: Words
) -> Node:
    standing = found.net.standings[at]
    held = found.roles.get(standing.name)
    role = held.role if held else ""
    x, y = place
    if isinstance(standing, Protected) and standing.shown:
        label = words.say("protected_people", n=members) if members > 1 else words.say("protected")
        return Node(standing.name, label, "shield", "", "protected", x, y, members)
    if isinstance(standing, Thing):
        shape = "unknown" if standing.hides_somebody else "place"
        return Node(standing.name, standing.name, shape, "", "thing", x, y)
    candidates = {one.actor.name for one in found.verdict.candidates}
    sort = "candidate" if standing.name in candidates else "actor"
    sort = sort if isinstance(standing, Actor) else "unshown"
    shape = "unshown" if sort == "unshown" else SHAPE.get(role, "ellipse")
    return Node(standing.name, standing.name, shape, role, sort, x, y)


def _lines(found: Assessment, gathered: Mapping[int, int]) -> list[Line]:
    told = {one.id: one for one in found.statements}
    names, seen = found.net.names, set()
    lines = []
    for name, layer in found.net.layers.items():
        for at, by in enumerate(layer.by):
            tail, head = gathered[int(layer.tail[at])], gathered[int(layer.head[at])]
            if tail == head or (name, tail, head) in seen:
                continue
            seen.add((name, tail, head))
            best = min((told[one] for one in by), key=lambda s: (str(s.grade), s.id))
            first, last = _dates([told[one] for one in by])
            lines.append(
                Line(names[tail], names[head], name, best.grade.line, str(best.grade),
                     name in ("orders", "money"), by, first, last)
            )  # fmt: skip
    return lines


def _dates(told: list[Statement]) -> tuple[str, str]:
    dated = [one.when for one in told if one.when]
    if not dated:
        return "", ""
    first = min(one.earliest for one in dated).date()
    return first.isoformat(), max(one.latest for one in dated).date().isoformat()


def _places(found: Assessment, gathered: Mapping[int, int]) -> dict[int, tuple[float, float]]:
    drawn = [at for at, one in gathered.items() if at == one]
    if len(drawn) <= COLUMNS_UP_TO:
        return _columns(found, drawn)
    anew = {at: i for i, at in enumerate(drawn)}
    union = found.net.union
    pairs = [
        (anew[gathered[a]], anew[gathered[b]])
        for a, b in zip(union.tail.tolist(), union.head.tolist(), strict=True)
    ]
    where = springs(Ties.of(len(drawn), pairs))
    return {at: (float(where[i, 0]), float(where[i, 1])) for at, i in anew.items()}


def _columns(found: Assessment, drawn: list[int]) -> dict[int, tuple[float, float]]:
    """Put people in columns by stage, spread down each, neighbours level where it can be."""
    columns: dict[int, list[int]] = defaultdict(list)
    for at in drawn:
        columns[_column(found, at)].append(at)
    distance = found.net.union.distances
    places: dict[int, tuple[float, float]] = {}
    for column, members in columns.items():
        members.sort(key=lambda at: (float(np.nan_to_num(distance[at], posinf=9).mean()), at))
        ordered = members[::2][::-1] + members[1::2]
        rows = max(len(ordered), 1)
        for row, at in enumerate(ordered):
            shift = 34 * (row % 2) if rows > 5 else 0
            places[at] = (120 + 200 * column + shift, 60 + (row + 0.5) * 620 / rows)
    return places


def _column(found: Assessment, at: int) -> int:
    name = found.net.names[at]
    held = found.roles.get(name)
    if isinstance(found.net.standings[at], Thing):
        return 3 if name.startswith("house:") else 4
    stage = (held.stage or STAGE_OF.get(held.role, "")) if held else ""
    if stage in STAGES:
        return STAGES.index(stage)
    standing = found.net.standings[at]
    return 3 if isinstance(standing, Protected) and standing.shown else 2


def springs(ties: Ties, *, width: float = 1600.0) -> Floats:
    """Place nodes by springs (Fruchterman & Reingold 1991), each component on its own disc.

    From the same seed; large networks get fewer rounds.
    """
    rounds = 200 if ties.n <= 400 else 60
    found = rx.spring_layout(ties.graph, k=2.2 / np.sqrt(ties.n), num_iter=rounds, seed=7)
    where = np.array([found[i] for i in range(ties.n)])
    where -= where.mean(axis=0)
    reach = np.quantile(np.abs(where), 0.9, axis=0) + 1e-9
    bounded = np.tanh(where / reach)
    return np.asarray(bounded * np.array([width / 2, width / 3.2]), dtype=np.float64)
