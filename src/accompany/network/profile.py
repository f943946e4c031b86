"""The profile of a network: every measure with what redrawing and chance do to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from accompany.network import nulls
from accompany.network.coverage import Coverage
from accompany.network.measures import brokerage, centralisation, core, hierarchy
from accompany.network.measures.breaking import fragmentation
from accompany.network.net import Net, joined
from accompany.network.redraw import drawn_ties
from accompany.network.ties import Ties

DRAWS = 40
"""Redraws and null networks behind each interval of the profile; a verdict uses more."""

UNDIRECTED: Mapping[str, Callable[[Ties], float | None]] = {
    "degree centralisation": centralisation.degree_centralisation,
    "betweenness centralisation": centralisation.betweenness_centralisation,
    "closeness centralisation": centralisation.closeness_centralisation,
    "global reach": lambda ties: hierarchy.global_reach(ties, directed=False),
    "density": centralisation.density,
    "mean distance": centralisation.mean_distance,
    "largest core": lambda ties: float(core.coreness(ties).max(initial=0)),
    "cut people": lambda ties: float(brokerage.cut_people(ties).mean()),
    "modularity": lambda ties: core.groups(ties, seed=1)[1],
    "fragmentation": fragmentation,
}
DIRECTED: Mapping[str, Callable[[Ties], float | None]] = {
    "global reach of orders": lambda ties: hierarchy.global_reach(ties, directed=True),
    "flow hierarchy": hierarchy.flow_hierarchy,
    "Krackhardt hierarchy": lambda ties: _krackhardt(ties, "hierarchy"),
    "Krackhardt efficiency": lambda ties: _krackhardt(ties, "efficiency"),
}


def _krackhardt(ties: Ties, part: str) -> float | None:
    found = hierarchy.krackhardt(ties, bound=False)
    return getattr(found, part) if found else None


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure: as it stands, its 80 % interval when redrawn, and z against two nulls."""

    name: str
    value: float
    median: float
    low: float
    high: float
    z_rewired: float | None
    z_random: float | None


def profile(
    net: Net, coverage: Coverage, *, rng: np.random.Generator, draws: int = DRAWS
) -> list[Measured]:
    """Measure the union of layers, and the chain of command, ties and people drawn anew."""
    everyone = np.arange(net.n)
    shares = coverage.draws(min(draws, DRAWS), rng)
    unions, commands = [], []
    for share in shares:
        alive = (rng.random(net.n) < share) | ~net.people
        layers = [drawn_ties(one, everyone, alive, rng) for one in net.layers.values()]
        unions.append(joined(net.n, layers).among(alive))
        commands.append(drawn_ties(net.command, everyone, alive, rng).among(alive))
    found = _measured(UNDIRECTED, net.union, unions, nulls.rewired_undirected, rng)
    if net.command.ties.m:
        found += _measured(DIRECTED, net.command.ties, commands, nulls.rewired, rng)
    return found


def _measured(
    measures: Mapping[str, Callable[[Ties], float | None]],
    whole: Ties,
    redrawn: list[Ties],
    rewire: Callable[[Ties, np.random.Generator], Ties],
    rng: np.random.Generator,
) -> list[Measured]:
    count = max(len(redrawn) // 2, 2)
    rewired = [rewire(whole, rng) for _ in range(count)]
    random = [_random(whole, rng) for _ in range(count)]
    found = []
    for name, measure in measures.items():
        value = measure(whole)
        draws = [x for ties in redrawn if ties.n > 2 and (x := measure(ties)) is not None]
        if value is None or not draws:
            continue
        low, median, high = (float(x) for x in np.quantile(draws, [0.1, 0.5, 0.9]))
        z = [_z(value, [measure(ties) for ties in chance]) for chance in (rewired, random)]
        found.append(Measured(name, value, median, low, high, z[0], z[1]))
    return found


def _random(ties: Ties, rng: np.random.Generator) -> Ties:
    """Return as many arrows between pairs drawn at random: G(n, m)."""
    pairs = rng.choice(
        ties.n * (ties.n - 1), size=min(ties.m, ties.n * (ties.n - 1)), replace=False
    )
    tail, head = pairs // (ties.n - 1), pairs % (ties.n - 1)
    return Ties.from_arrays(ties.n, tail, head + (head >= tail))


def _z(value: float, chance: list[float | None]) -> float | None:
    """Return standard deviations above chance; None where chance gives one number only."""
    known = [x for x in chance if x is not None]
    spread = float(np.std(known)) if known else 0.0
    return (value - float(np.mean(known))) / spread if spread > 1e-12 else None
