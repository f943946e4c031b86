"""More than chance? Three comparisons a network must pass before anybody in it is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from accompany.network import nulls
from accompany.network.measures.centralisation import betweenness_centralisation
from accompany.network.net import Net
from accompany.network.redraw import FEWEST_ARROWS, command_score
from accompany.network.ties import Floats, Ties

NULLS = 99
"""Networks drawn for each comparison: the smallest p-value it can give is 1/100."""

LARGE, NULLS_OF_LARGE = 1000, 49
"""Drawing contractors takes time with the square of people; 49 still reach every level below."""

LEVEL = {"rewired": 0.02, "contractors": 0.05, "turned": 0.04}
"""All three must be passed, so the whole is stricter than any one of them. Set by
``make calibrate-networks``, which counts how often a network without a leader passes all."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was seen, beside what chance alone gave."""

    against: str
    measure: str
    seen: float
    usual: tuple[float, float]
    """The middle eight tenths of what chance gave."""
    z: float
    p: float

    @property
    def passed(self) -> bool:
        return self.p <= LEVEL[self.against]


def compare(against: str, measure: str, seen: float, chance: Floats) -> Comparison:
    """Return a one-sided comparison: p = (1 + draws at least as high) / (1 + draws)."""
    low, high = np.quantile(chance, [0.1, 0.9]) if len(chance) else (0.0, 0.0)
    spread = float(chance.std()) or 1e-9
    z = (seen - float(chance.mean())) / spread
    p = (1 + int((chance >= seen - 1e-12).sum())) / (1 + len(chance))
    capped = float(np.clip(z, -99.0, 99.0))
    return Comparison(against, measure, seen, (float(low), float(high)), capped, p)


def comparisons(net: Net, *, rng: np.random.Generator, count: int = NULLS) -> list[Comparison]:
    """Compare a network with its rewirings, with contractors, and with arrows turned at random.

    Without orders only position among ties can be compared, and arrows cannot be turned.
    """
    command, union = net.command.ties, net.union.undirected
    if union.m < FEWEST_ARROWS:
        return []
    count = min(count, NULLS_OF_LARGE) if net.n > LARGE else count
    if command.m < FEWEST_ARROWS:
        return [_position(net, rng, count, "rewired"), _position(net, rng, count, "contractors")]
    alike = [nulls.contractors(net.n, union.m, command.m, rng).orders for _ in range(count)]
    turned = [nulls.turned_at_random(command, rng) for _ in range(count)]
    return [
        _rewired(net, rng, count),
        _summed("contractors", "reach and ranks", command, alike, (_highest, _in_the_middle)),
        _summed("turned", "reach and one superior", command, turned, (_highest, _one_superior)),
    ]


def _rewired(net: Net, rng: np.random.Generator, count: int) -> Comparison:
    """Compare the agreement of layers; where there is one layer, its highest reach."""
    layers = {name: layer.ties for name, layer in net.layers.items() if layer.ties.m}
    if len(layers) > 1:
        drawn = [agreement(_each_rewired(layers, rng)) for _ in range(count)]
        return compare("rewired", "layers agree", agreement(layers), np.array(drawn))
    command = net.command.ties
    chance = [_highest(nulls.rewired(command, rng)) for _ in range(count)]
    return compare("rewired", "highest reach", _highest(command), np.array(chance))


def _each_rewired(layers: Mapping[str, Ties], rng: np.random.Generator) -> dict[str, Ties]:
    directed = ("orders", "money")
    return {
        name: nulls.rewired(ties, rng) if name in directed else nulls.rewired_undirected(ties, rng)
        for name, ties in layers.items()
    }


def agreement(layers: Mapping[str, Ties]) -> float:
    """Return how many pairs of people are tied in two layers, over all pairs of layers."""
    keys = [ties.undirected.tail * ties.n + ties.undirected.head for ties in layers.values()]
    both = (np.intersect1d(one, two, assume_unique=True) for one, two in combinations(keys, 2))
    return float(sum(len(found) for found in both))


def _position(net: Net, rng: np.random.Generator, count: int, against: str) -> Comparison:
    union = net.union.undirected
    if against == "rewired":
        drawn = [nulls.rewired_undirected(union, rng) for _ in range(count)]
    else:
        drawn = [nulls.contractors(net.n, union.m, 0, rng).ties for _ in range(count)]
    chance = np.array([betweenness_centralisation(ties) or 0.0 for ties in drawn])
    seen = betweenness_centralisation(union) or 0.0
    return compare(against, "betweenness centralisation", seen, chance)


def _summed(
    against: str,
    measure: str,
    command: Ties,
    drawn: list[Ties],
    parts: tuple[Callable[[Ties], float], ...],
) -> Comparison:
    """Add up several statistics, each as a z-score among the draws, and compare the sum."""
    table = np.array([[part(ties) for part in parts] for ties in drawn])
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    seen = (np.array([part(command) for part in parts]) - centre) / spread
    chance = ((table - centre) / spread).sum(axis=1)
    return compare(against, measure, float(seen.sum()), chance)


def _highest(command: Ties) -> float:
    return float(command_score(command).max(initial=0.0))


def _in_the_middle(command: Ties) -> float:
    """Return how many take orders and give them: independent contractors have no such ranks."""
    gives = np.bincount(command.tail, minlength=command.n) > 0
    takes = np.bincount(command.head, minlength=command.n) > 0
    return float((gives & takes).sum())


def _one_superior(command: Ties) -> float:
    """Return minus the pairs of people who command the same third: a chain has none."""
    above = np.bincount(command.head, minlength=command.n)
    return -float((above * (above - 1) / 2).sum())
