"""One planted hierarchy: a tree of command with a head, seen through several kinds of evidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accompany.network.nulls import contractors
from accompany.network.ties import Bools, Floats, Ints, Ties


@dataclass(frozen=True, slots=True)
class Habits:
    """How often each thing leaves evidence. Made up, and stated wherever a figure rests on it."""

    order_seen: float = 0.7
    order_turned: float = 0.03
    call_seen: float = 0.75
    call_of_head: float = 0.3
    """A boss is often absent from phone data (Agreste et al. 2016)."""
    paid_up: float = 0.6
    met: float = 0.5
    sideways: float = 0.12
    """Calls between two who take orders from the same person."""
    stray: float = 0.25
    """Calls to somebody anywhere, per person."""
    false_orders: float = 0.04
    """Orders that were never given, per person."""


USUAL = Habits()
THIN = Habits(order_seen=0.55, call_seen=0.6, paid_up=0.45, met=0.35)
"""A case with half its evidence missing even about the people who are seen."""


@dataclass(frozen=True, eq=False)
class Planted:
    """Everybody, seen or not; ``layers`` as evidence would show them, and ``head`` on top."""

    n: int
    head: int
    superior: Ints
    """Of each person; the head's own number for the head."""
    layers: dict[str, Ties]

    def seen(self, visible: Bools) -> tuple[dict[str, Ties], int | None]:
        """Return the layers among visible people, numbered anew, and the head if visible."""
        anew = np.cumsum(visible) - 1
        head = int(anew[self.head]) if visible[self.head] else None
        return {name: ties.among(visible) for name, ties in self.layers.items()}, head


def planted(n: int, rng: np.random.Generator, habits: Habits = USUAL) -> Planted:
    """Grow a tree in which nobody has more than six under them, and draw its evidence."""
    superior = _tree(n, int(rng.integers(3, 7)), rng)
    shuffled = rng.permutation(n)
    below = np.flatnonzero(np.arange(n) > 0)
    boss, aide = shuffled[superior[below]], shuffled[below]
    head = int(shuffled[0])
    everyone = np.full(n, head)
    everyone[aide] = boss
    return Planted(n, head, everyone, _evidence(everyone, head, rng, habits))


def _tree(n: int, span: int, rng: np.random.Generator) -> Ints:
    """Return each one's superior; early places fill first, so that the tree has a few levels."""
    superior, under = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for person in range(1, n):
        open_places = np.flatnonzero(under[:person] < span)
        weight = 0.6 ** np.arange(len(open_places))
        chosen = int(rng.choice(open_places, p=weight / weight.sum()))
        superior[person] = chosen
        under[chosen] += 1
    return superior


def _evidence(
    superior: Ints, head: int, rng: np.random.Generator, habits: Habits
) -> dict[str, Ties]:
    n = len(superior)
    aide = np.flatnonzero(superior != np.arange(n))
    boss = superior[aide]

    def drawn(chance: float | Floats) -> Bools:
        return rng.random(len(boss)) < chance

    ordered, turned = drawn(habits.order_seen), drawn(habits.order_turned)
    strays = rng.integers(0, n, (round(habits.false_orders * n), 2))
    giver = np.concatenate([np.where(turned, aide, boss)[ordered], strays[:, 0]])
    taker = np.concatenate([np.where(turned, boss, aide)[ordered], strays[:, 1]])
    called = drawn(np.where(boss == head, habits.call_of_head, habits.call_seen))
    left, right = np.triu_indices(len(aide), 1)
    near = (boss[left] == boss[right]) & (rng.random(len(left)) < habits.sideways)
    far = rng.integers(0, n, (round(habits.stray * n), 2))
    caller = np.concatenate([boss[called], aide[left[near]], far[:, 0]])
    callee = np.concatenate([aide[called], aide[right[near]], far[:, 1]])
    paid, met = drawn(habits.paid_up), drawn(habits.met)
    return {
        "orders": Ties.from_arrays(n, giver, taker),
        "calls": Ties.from_arrays(n, caller, callee),
        "money": Ties.from_arrays(n, aide[paid], boss[paid]),
        "meetings": Ties.from_arrays(n, boss[met], aide[met]),
    }


def market(n: int, rng: np.random.Generator, habits: Habits = USUAL) -> dict[str, Ties]:
    """Draw independent contractors and the same kinds of evidence: nobody is over them all."""
    drawn = contractors(n, round(1.6 * n), 0, rng)
    ties, organiser = drawn.ties, drawn.organiser
    commands = organiser[ties.tail] != organiser[ties.head]
    swap = organiser[ties.head]
    boss = np.where(swap, ties.head, ties.tail)[commands]
    aide = np.where(swap, ties.tail, ties.head)[commands]
    ordered = rng.random(len(boss)) < habits.order_seen
    turned = rng.random(len(boss)) < habits.order_turned
    strays = rng.integers(0, n, (round(habits.false_orders * n), 2))
    paid = rng.random(len(boss)) < habits.paid_up
    called, met = (rng.random(ties.m) < chance for chance in (habits.call_seen, habits.met))
    return {
        "orders": Ties.from_arrays(
            n,
            np.concatenate([np.where(turned, aide, boss)[ordered], strays[:, 0]]),
            np.concatenate([np.where(turned, boss, aide)[ordered], strays[:, 1]]),
        ),
        "calls": Ties.from_arrays(n, ties.tail[called], ties.head[called]),
        "money": Ties.from_arrays(n, aide[paid], boss[paid]),
        "meetings": Ties.from_arrays(n, ties.tail[met], ties.head[met]),
    }
