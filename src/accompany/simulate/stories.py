"""The planted stories: who belongs to each is known, so that finding them can be measured."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from accompany.simulate.chance import Ints
from accompany.simulate.rates import rate

SPELLED = 6
"""How many times oftener a sponsor who collects children is written differently."""


@dataclass(slots=True)
class Stories:
    """Which story each member is in: a number within the chunk, the kind, the place of a person."""

    story: list[Ints] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    member: list[Ints] = field(default_factory=list)
    _next: int = 0

    def tell(self, kind: str, members: Ints) -> None:
        self.story.append(np.full(len(members), self._next, dtype=np.int64))
        self.kind.extend([kind] * len(members))
        self.member.append(members)
        self._next += 1

    def members(self, kind: str) -> Ints:
        """Return all members of all stories of one kind."""
        if not self.member:
            return np.empty(0, dtype=np.int64)
        told = np.array(self.kind, dtype=object) == kind
        members: Ints = np.concatenate(self.member)[told]
        return members


def drawn(rng: np.random.Generator, kind: str, among: Ints, chunk: int, n: int) -> list[Ints]:
    """Choose the members of every story of one kind in this chunk, nobody twice.

    The first chunk holds at least one, so that even a small nation shows each kind.
    """
    size = rate("stories", "children_in_one")[kind]
    expected = rate("stories", "per_ten_thousand")[kind] * n / 10_000
    count = max(int(expected + rng.random()), 1 if chunk == 0 else 0)
    count = min(count, len(among) // size)
    chosen = rng.permutation(among)[: count * size]
    return [np.sort(one) for one in np.split(chosen, count)] if count else []
