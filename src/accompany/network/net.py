"""A network: numbered people and things, layers of ties with their chance, and doubtful merges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from accompany.network.standing import Actor, Protected, Standing, Thing
from accompany.network.ties import Bools, Floats, Ints, Ties

COMMAND = "command"
"""The layer computed from the others: orders, and money that says who is over whom."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Ties of one sort: ``keep`` is the chance that each is real, ``by`` its statements."""

    n: int
    tail: Ints
    head: Ints
    keep: Floats
    by: tuple[tuple[str, ...], ...] = ()

    @staticmethod
    def of(ties: Ties, keep: float) -> Layer:
        return Layer(ties.n, ties.tail, ties.head, np.full(ties.m, keep))

    @cached_property
    def ties(self) -> Ties:
        return Ties.from_arrays(self.n, self.tail, self.head)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two nodes that may be one person, with the probability and the statement that says so."""

    left: int
    right: int
    probability: float
    by: str = ""


@dataclass(frozen=True, eq=False)
class Net:
    """Everything a verdict is computed from, already limited to what the viewer may use."""

    standings: tuple[Standing, ...]
    layers: Mapping[str, Layer]
    command: Layer
    doubts: tuple[Doubt, ...] = ()

    @property
    def n(self) -> int:
        return len(self.standings)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.standings)

    @cached_property
    def rankable(self) -> Bools:
        """Actors, unless somebody shown to be protected may be the same person."""
        found = np.array([isinstance(one, Actor) for one in self.standings], dtype=np.bool_)
        for doubt in self.doubts:
            for one, other in ((doubt.left, doubt.right), (doubt.right, doubt.left)):
                standing = self.standings[other]
                if isinstance(standing, Protected) and standing.shown:
                    found[one] = False
        return found

    @cached_property
    def nameless(self) -> Bools:
        """Nodes that may hide a leader nobody has named: they take votes, and give no name."""
        found = [
            (isinstance(one, Protected) and not one.shown)
            or (isinstance(one, Thing) and one.hides_somebody)
            for one in self.standings
        ]
        return np.array(found, dtype=np.bool_)

    @cached_property
    def crew(self) -> Bools:
        """People not shown to be protected: those who may belong to an organisation."""
        found = [
            not isinstance(one, Thing) and not (isinstance(one, Protected) and one.shown)
            for one in self.standings
        ]
        return np.array(found, dtype=np.bool_)

    @cached_property
    def people(self) -> Bools:
        return np.array([not isinstance(one, Thing) for one in self.standings], dtype=np.bool_)

    @cached_property
    def union(self) -> Ties:
        return joined(self.n, [layer.ties for layer in self.layers.values()])


def joined(n: int, several: Sequence[Ties]) -> Ties:
    """Return every tie of several layers, once."""
    nothing = np.zeros(0, dtype=np.int64)
    return Ties.from_arrays(
        n,
        np.concatenate([nothing, *(ties.tail for ties in several)]),
        np.concatenate([nothing, *(ties.head for ties in several)]),
    )


def net_of(layers: Mapping[str, Ties], names: Iterable[str] = (), *, keep: float = 0.95) -> Net:
    """Return a network of made-up adults acting freely; money in it goes up.

    For calibration and tests, where nobody is real.
    """
    n = next(iter(layers.values())).n
    called = tuple(names) or tuple(f"P-{i:03d}" for i in range(n))
    made = {name: Layer.of(ties, keep) for name, ties in layers.items()}
    sources = [layers[name] for name in ("orders",) if name in layers]
    sources += [layers["money"].turned] if "money" in layers else []
    agreed = joined(n, sources)
    return Net(
        standings=tuple(Actor(name, ("made up",), ("made up",)) for name in called),
        layers=made,
        command=Layer.of(agreed, keep),
    )
