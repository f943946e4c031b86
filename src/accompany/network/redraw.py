"""The network drawn again and again under missing people, doubtful ties and doubtful merges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accompany.network.coverage import Coverage
from accompany.network.measures.centralisation import betweenness
from accompany.network.net import Layer, Net, joined
from accompany.network.ties import Bools, Floats, Ints, Ties

WORLDS = 25
"""Coverage and merges are drawn once per world, ties and people in every draw of it."""

FEWEST_ARROWS = 5
"""With fewer orders than this, position among all ties is all there is to go by."""


KEPT_AT_MOST = 0.75
"""A redraw leaves out a quarter of the people at least, however many are thought to be seen:
evidence misses ties of those it does see, and no redraw can put those in."""

TABLED_UP_TO = 500


def command_score(command: Ties) -> Floats:
    """Return whom each reaches along orders, less who reaches them, as a share of the others.

    The local reach of Mones, Vicsek & Vicsek 2012, taken both ways: the head of a chain reaches
    and is not reached. Neighbours break ties.
    """
    given = np.bincount(command.tail, minlength=command.n)
    inside = (given > 0) | (np.bincount(command.head, minlength=command.n) > 0)
    some = command.among(inside)
    net = np.zeros(command.n)
    if some.n <= TABLED_UP_TO:
        net[inside] = some.reach.sum(axis=1) - some.reach.sum(axis=0)
    else:
        net[inside] = some.reach_count - some.turned.reach_count
    return np.asarray((net + 1e-3 * given) / max(command.n - 1, 1), dtype=np.float64)


def position_score(command: Ties, union: Ties) -> Floats:
    """Return the score that says who is first: command where orders are known, else betweenness."""
    return command_score(command) if command.m >= FEWEST_ARROWS else betweenness(union)


def first_votes(score: Floats, eligible: Bools) -> Ints:
    """Return who is first among the eligible; nobody where nobody stands above zero."""
    best = np.where(eligible, score, -np.inf).max(initial=-np.inf)
    if best <= 0:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(eligible & (score >= best - 1e-12))


@dataclass(frozen=True, eq=False)
class Redraws:
    """How often each node came first: one row per world, the last column for nobody named."""

    votes: Floats
    coverage: Floats
    """The share of people seen, as drawn for each world."""
    winners: Ints
    """Who came first in each draw; -1 for nobody who may be named."""
    kept: Bools
    """Which command ties held in each draw, one row per draw."""

    @property
    def shares(self) -> Floats:
        return np.asarray(self.votes.mean(axis=0), dtype=np.float64)


def redraw(net: Net, coverage: Coverage, *, draws: int, rng: np.random.Generator) -> Redraws:
    """Redraw the network ``draws`` times and count who comes first.

    A draw keeps each person with the chance that anybody is seen at all, each tie with the
    chance its statements give, and joins doubtful merges in their proportion. Protected people
    stay in paths. A vote for somebody who may not be named, or for nobody, goes to nobody.
    """
    worlds = min(WORLDS, draws)
    per_world = -(-draws // worlds)
    shares = coverage.draws(worlds, rng)
    votes = np.zeros((worlds, per_world, net.n + 1))
    kept = np.zeros((worlds, per_world, len(net.command.tail)), dtype=np.bool_)
    for world in range(worlds):
        leader = _merged(net, rng)
        for draw in range(per_world):
            alive = (rng.random(net.n) < min(shares[world], KEPT_AT_MOST)) | ~net.people
            kept[world, draw] = rng.random(len(net.command.tail)) < net.command.keep
            votes[world, draw] = _vote(net, leader, alive, kept[world, draw], rng)
    single = votes.reshape(-1, net.n + 1)
    winners = np.where(single[:, -1] > 0.5, -1, single.argmax(axis=1)).astype(np.int64)
    return Redraws(votes.mean(axis=1), shares, winners, kept.reshape(len(single), -1))


def _merged(net: Net, rng: np.random.Generator) -> Ints:
    """Return, for each node, the node it is joined to in one world."""
    leader = np.arange(net.n)
    drawn = rng.random(len(net.doubts))
    for doubt, chance in zip(net.doubts, drawn, strict=True):
        if chance < doubt.probability:
            left, right = leader[doubt.left], leader[doubt.right]
            leader[leader == max(left, right)] = min(left, right)
    return leader


def _holding(layer: Layer, leader: Ints, alive: Bools, kept: Bools) -> Ties:
    tail, head = leader[layer.tail], leader[layer.head]
    real = kept & alive[tail] & alive[head]
    return Ties.from_arrays(layer.n, tail[real], head[real])


def drawn_ties(layer: Layer, leader: Ints, alive: Bools, rng: np.random.Generator) -> Ties:
    """Return the ties of one layer that hold in one draw."""
    return _holding(layer, leader, alive, rng.random(len(layer.tail)) < layer.keep)


def _vote(net: Net, leader: Ints, alive: Bools, kept: Bools, rng: np.random.Generator) -> Floats:
    command = _holding(net.command, leader, alive, kept)
    if command.m >= FEWEST_ARROWS:
        score = command_score(command)
    else:
        layers = [drawn_ties(layer, leader, alive, rng) for layer in net.layers.values()]
        score = betweenness(joined(net.n, layers))
    rankable = _whole(net.rankable, leader, all_of=True)
    first = first_votes(score, alive & (rankable | _whole(net.nameless, leader, all_of=False)))
    found = np.zeros(net.n + 1)
    named = first[rankable[first]]
    if len(first):
        found[named] = 1 / len(first)
    found[net.n] = 1 - len(named) / len(first) if len(first) else 1.0
    return found


def _whole(mask: Bools, leader: Ints, *, all_of: bool) -> Bools:
    """Say of each joined person whether all (or any) of the nodes joined are in ``mask``."""
    inside = np.bincount(leader, weights=mask, minlength=len(mask))
    size = np.bincount(leader, minlength=len(mask))
    return np.asarray((inside == size) & (size > 0) if all_of else inside > 0, dtype=np.bool_)
