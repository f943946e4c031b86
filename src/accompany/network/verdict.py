"""The verdict: who may hold the chain together, how sure that is, or that nobody can tell."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from accompany.network.chance import NULLS, Comparison, compare, comparisons
from accompany.network.coverage import ASSUMED, Coverage
from accompany.network.measures.centralisation import betweenness, betweenness_centralisation
from accompany.network.net import Net
from accompany.network.nulls import rewired_undirected
from accompany.network.redraw import Redraws, command_score, first_votes, position_score, redraw
from accompany.network.standing import Actor, rank
from accompany.network.ties import Bools, Floats

DRAWS = 1000
HOLDS = 0.8
"""A candidate set is the smallest that holds this share of the draws' first places."""

MOST = 5
"""More candidates than this are no answer."""

SHARPEN = 2.5
"""First places into chances: chance is proportional to share ** SHARPEN. A redraw removes the
true head as often as evidence does, so raw shares are too flat."""

SEEN_IF_NAMED = 1.25
"""How much likelier a chain stands out where its head was seen than where not. Both numbers are
fitted on other simulated hierarchies than those ``make calibrate-networks`` checks them on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An adult acting freely, with the chance of being the one who holds the chain together."""

    actor: Actor
    probability: float
    low: float
    high: float
    gives: int
    takes: int
    by: tuple[str, ...]
    """The statements of the orders and payments that put this person over or under others."""


@dataclass(frozen=True, slots=True)
class LayerFirst:
    """Who comes first by one layer alone, and whether that layer is more than chance."""

    layer: str
    ties: int
    first: str
    """Empty where the layer is too small, nobody may be named, or several are equal."""
    measure: str
    beyond_chance: Comparison | None
    agrees: float | None
    """Rank correlation with all layers together, among people in the layer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer and everything it rests on. ``candidates`` is empty where nobody can tell."""

    seed: int
    draws: int
    statements: int
    frozen: str
    """The hash of the statements used: the same statements and seed give the same verdict."""
    coverage: Coverage
    candidates: tuple[Candidate, ...]
    together: tuple[float, float, float]
    """The chance that one of the candidates is it, and its 80 % interval; zeros for no answer."""
    somebody_else: tuple[float, float, float]
    why_not: str
    """Why nobody is named: ``too little``, ``no more than chance``, ``too many``, ``unnamed``."""
    comparisons: tuple[Comparison, ...]
    layers: tuple[LayerFirst, ...]
    people: int
    barred: int
    """Protected people, whom no ranking takes."""

    @property
    def names_somebody(self) -> bool:
        return bool(self.candidates)


def judge(
    net: Net,
    *,
    seed: int,
    coverage: Coverage = ASSUMED,
    draws: int = DRAWS,
    nulls: int = NULLS,
    statements: Sequence[str] = (),
    apart: bool = True,
) -> Verdict:
    """Reach a verdict on a network. The same network and seed give the same verdict.

    ``apart=False`` leaves out the layers one by one, which the answer does not rest on.
    """
    rng = np.random.default_rng(seed)
    against = comparisons(net, rng=rng, count=nulls)
    beyond = bool(against) and all(one.passed for one in against)
    drawn = redraw(net, coverage, draws=draws, rng=rng) if beyond else None
    candidates, together, else_, why_not = _named(net, drawn)
    layers = layers_apart(net, against, rng, nulls // 3) if apart else []
    if not candidates:  # where nobody is named, no layer alone names anybody either
        layers = [replace(one, first="") for one in layers]
    return Verdict(
        seed=seed,
        draws=draws,
        statements=len(statements),
        frozen=hashlib.sha256("\n".join(sorted(statements)).encode()).hexdigest(),
        coverage=coverage,
        candidates=candidates,
        together=together,
        somebody_else=else_,
        why_not=why_not if against else "too little",
        comparisons=tuple(against),
        layers=tuple(layers),
        people=int(net.people.sum()),
        barred=int((net.people & ~net.rankable).sum()),
    )


Range = tuple[float, float, float]
NOTHING: Range = (0.0, 0.0, 0.0)


def _named(net: Net, drawn: Redraws | None) -> tuple[tuple[Candidate, ...], Range, Range, str]:
    if drawn is None:
        return (), NOTHING, NOTHING, "no more than chance"
    chosen = smallest_set(drawn.shares)
    if chosen is None:
        return (), NOTHING, NOTHING, "unnamed"
    if len(chosen) > MOST:
        return (), NOTHING, NOTHING, "too many"
    chance = chances(drawn)
    inside = np.zeros(net.n + 1, dtype=np.bool_)
    inside[chosen] = True
    found = {net.names[i]: _candidate(net, i, chance[:, i]) for i in chosen}
    ordered = rank([c.actor for c in found.values()], [c.probability for c in found.values()])
    return (
        tuple(found[actor.name] for actor, _ in ordered),
        _range(chance[:, inside].sum(axis=1)),
        _range(chance[:, ~inside].sum(axis=1)),
        "",
    )


def smallest_set(shares: Floats) -> list[int] | None:
    """Return the fewest people who hold ``HOLDS`` of all first places, or None if nobody does."""
    order = np.argsort(-shares[:-1], kind="stable")
    held = np.cumsum(shares[order])
    if not len(held) or held[-1] < HOLDS:
        return None
    return [int(i) for i in order[: int((held < HOLDS - 1e-12).sum()) + 1]]


def chances(drawn: Redraws) -> Floats:
    """Return, for each world, each node's chance of being the head; the last is somebody else.

    First places are sharpened and shared out over the chance that the head was seen at all:
    the share of people seen in that world, and what a chain that stands out adds to it.
    """
    sharp = drawn.votes**SHARPEN
    sharp /= sharp.sum(axis=1, keepdims=True)
    odds = drawn.coverage / (1 - drawn.coverage) * SEEN_IF_NAMED
    seen = odds / (1 + odds)
    found = sharp * seen[:, None]
    found[:, -1] += 1 - seen
    return np.asarray(found, dtype=np.float64)


def _range(worlds: Floats) -> Range:
    low, high = np.quantile(worlds, [0.1, 0.9])
    return float(worlds.mean()), float(low), float(high)


def _candidate(net: Net, at: int, chance: Floats) -> Candidate:
    standing = net.standings[at]
    if not isinstance(standing, Actor):
        raise TypeError("only an adult shown to act freely can be a candidate")
    gives, takes = net.command.tail == at, net.command.head == at
    by = net.command.by
    told = {one for tie in np.flatnonzero(gives | takes) for one in (by[tie] if by else ())}
    found = _range(chance)
    counts = int(gives.sum()), int(takes.sum())
    return Candidate(standing, *found, *counts, tuple(sorted(told)))


FEWEST_TIES = 8


def layers_apart(
    net: Net, against: Sequence[Comparison], rng: np.random.Generator, nulls: int
) -> list[LayerFirst]:
    """Judge each layer alone: command by reach, the others by betweenness."""
    chain = next((one for one in against if one.against == "turned"), None)
    whole = position_score(net.command.ties, net.union)
    found = []
    for name, layer in net.layers.items():
        ties = net.command.ties if name == "orders" else layer.ties
        score = command_score(ties) if name == "orders" else betweenness(ties)
        measure = "reach along orders" if name == "orders" else "betweenness"
        inside = (ties.degree > 0) & net.rankable
        small = ties.m < FEWEST_TIES
        first = np.zeros(0, dtype=np.int64) if small else first_votes(score, net.rankable)
        found.append(
            LayerFirst(
                name,
                len(layer.tail),
                net.names[first[0]] if len(first) == 1 else "",
                measure,
                None if small else _layer_chance(net, name, chain, rng, nulls),
                rank_correlation(score[inside], whole[inside]),
            )
        )
    return found


def _layer_chance(
    net: Net, name: str, chain: Comparison | None, rng: np.random.Generator, nulls: int
) -> Comparison:
    if name == "orders" and chain is not None:
        return chain
    ties = net.layers[name].ties.undirected
    drawn = [betweenness_centralisation(rewired_undirected(ties, rng)) for _ in range(nulls)]
    seen = betweenness_centralisation(ties) or 0.0
    return compare("rewired", "betweenness centralisation", seen, np.array(drawn, dtype=np.float64))


def rank_correlation(one: Floats, other: Floats) -> float | None:
    """Return Spearman's rank correlation, equal values sharing a rank (Spearman 1904)."""
    if len(one) < 3 or not one.std() or not other.std():
        return None
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Floats) -> Floats:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place], dtype=np.float64)


def before_redraws(net: Net) -> dict[str, float]:
    """Return who comes first as the network stands, each with their share of the first place."""
    eligible: Bools = net.rankable
    first = first_votes(position_score(net.command.ties, net.union), eligible)
    return {net.names[i]: 1 / len(first) for i in first}
