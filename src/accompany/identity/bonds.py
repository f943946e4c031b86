"""What joins two records in their chain, or keeps them apart: links, guards and people's words."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pyarrow as pa

from accompany.engines.duck import Duck
from accompany.identity.family import siblings
from accompany.identity.judgement import Judgement, judgements, standing
from accompany.identity.linking import guards
from accompany.identity.match.arrived import Bools
from accompany.identity.match.columns import Ints
from accompany.identity.match.compare import unpacked
from accompany.identity.match.decide import LARGEST, Guards
from accompany.identity.match.index import Index
from accompany.identity.match.model import Model
from accompany.identity.match.reference import rarity
from accompany.identity.match.score import Scored, Scorer


@dataclass(frozen=True, slots=True)
class Bond:
    """One link of the chain between two records: the model's, or somebody's word."""

    one: str
    other: str
    probability: float
    by: str
    why: str = ""
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Barred:
    """Two records of the chain that no chain may join, and what forbids it."""

    one: str
    other: str
    guard: str
    """``siblings``, ``number``, ``stays`` or ``judged``."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How two records stand to each other in the ledger now."""

    persons: tuple[str, str]
    path: tuple[Bond, ...]
    """The links from one to the other, where they are one person."""
    barred: tuple[Barred, ...]
    """What forbids joining them, between all records of the one and all of the other."""
    words: tuple[Judgement, ...]
    """What people said of these two records themselves."""
    chained: bool
    """Whether a chain of links would join them, guards and doubts aside."""
    mean: float | None
    """Of a chain that was parted, the mean weight between its two parts; it must reach the join."""

    @property
    def one_person(self) -> bool:
        return self.persons[0] == self.persons[1]


def stand(duck: Duck, index: Index, model: Model, a: str, b: str) -> Standing:
    """Find out how two records of an index stand; the Duck is a ledger's, opened."""
    persons = _persons_of(duck, [a, b])
    said = standing(judgements(duck))
    words = tuple(one for one in said if {one.a, one.b} == {a, b})
    if persons[a] == persons[b]:
        path = _path(duck, persons[a], said, a, b)
        return Standing((persons[a], persons[b]), path, (), words, True, None)
    rows = index.known(pa.array([a, b], pa.string()))
    chains = index.chains()
    chained = bool(chains[rows[0]] == chains[rows[1]])
    there = np.flatnonzero(chains == chains[rows[0]]).astype(np.int32) if chained else rows
    barred, mean = _between(duck, index, model, there[: 4 * LARGEST], persons[a], persons[b])
    return Standing((persons[a], persons[b]), (), barred, words, chained, mean if chained else None)


def _persons_of(duck: Duck, records: Sequence[str]) -> dict[str, str]:
    listed = pa.table({"about": pa.array(records, pa.string())})
    duck.take("asked_about", listed)
    return dict(
        duck.rows(
            "SELECT a.about, coalesce(p.person, a.about) FROM asked_about AS a"
            " LEFT JOIN person AS p ON a.about = p.about"
        )
    )


def _path(duck: Duck, person: str, said: Sequence[Judgement], a: str, b: str) -> tuple[Bond, ...]:
    """Return the fewest links that lead from one record to the other within a person."""
    rows = duck.rows(
        "SELECT about, other, probability, model FROM weighed"
        " WHERE about IN (SELECT about FROM person WHERE person = $1)"
        " AND other IN (SELECT about FROM person WHERE person = $1)",
        [person],
    )
    bonds = [Bond(*row) for row in rows] + [
        Bond(one.a, one.b, 1.0, one.by, one.why, True) for one in said if one.verdict == "same"
    ]
    beside: dict[str, list[Bond]] = defaultdict(list)
    for bond in bonds:
        beside[bond.one].append(bond)
        beside[bond.other].append(bond)
    came: dict[str, Bond] = {}
    left, seen = deque([a]), {a}
    while left and b not in seen:
        here = left.popleft()
        for bond in sorted(beside[here], key=lambda one: -one.probability):
            there = bond.other if bond.one == here else bond.one
            if there not in seen:
                seen.add(there)
                came[there] = replace(bond, one=here, other=there)
                left.append(there)
    return _back(came, b)


def _back(came: dict[str, Bond], end: str) -> tuple[Bond, ...]:
    path: list[Bond] = []
    while end in came:
        path.append(came[end])
        end = came[end].one
    return tuple(reversed(path))


def _between(
    duck: Duck, index: Index, model: Model, rows: Ints, one: str, other: str
) -> tuple[tuple[Barred, ...], float | None]:
    """Return what bars records of two persons from each other, and what they weigh on the mean."""
    names = [str(name) for name in index.names(rows).to_pylist()]
    persons = _persons_of(duck, names)
    pairs = [
        (x, y)
        for x, y in product(range(len(names)), repeat=2)
        if persons[names[x]] == one and persons[names[y]] == other
    ]
    if not pairs:
        return (), None
    records = index.columns(rows)
    scorer = Scorer(records, model.sized(index.reference.records), rarity(records, index.reference))
    ends = np.sort(np.array(pairs), axis=1)
    scored = scorer.pairs(ends[:, 0], ends[:, 1])
    duck.take(
        "cleaned",
        pa.table({"row": pa.array(range(len(names)), pa.int32()), "about": names}),
    )
    duck.run(
        "CREATE OR REPLACE VIEW cleaned_facts AS"
        " SELECT * FROM known_facts SEMI JOIN cleaned USING (about)"
    )
    forbidden = guards(duck, len(names), facts="cleaned_facts", judged="known_facts")
    named = np.isin(scored.packed, siblings(duck, facts="cleaned_facts"))
    return _barred(names, scored, forbidden, named), float(scored.sure.mean())


def _barred(
    names: Sequence[str], scored: Scored, forbidden: Guards, named: Bools
) -> tuple[Barred, ...]:
    stays, different = forbidden.forbid(scored)
    numbers = unpacked(scored.pattern)["number"] == 0
    guards_of = (
        ("siblings", named), ("judged", different & ~named), ("number", numbers), ("stays", stays),
    )  # fmt: skip
    found = []
    for n in range(len(scored)):
        for guard, there in guards_of:
            if there[n]:
                found.append(Barred(names[scored.one[n]], names[scored.other[n]], guard))
    return tuple(found)
