"""Why two records are, or are not, taken as one person: what each field weighs, what would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from accompany.identity.match.columns import Columns
from accompany.identity.match.compare import FIELDS, HIGHEST, NULL, compared, nearness
from accompany.identity.match.grades import Grades
from accompany.identity.match.keys import Own, for_pairs
from accompany.identity.match.model import Model
from accompany.identity.match.reference import Reference, rarity
from accompany.identity.match.values import One

Levels = Mapping[str, int]
Rare = Mapping[tuple[str, int], float]

MOST_CHANGES = 3
"""Of changes in two fields at once, as many are told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One field's part of the waterfall, in bits."""

    field: str
    level: str
    """How near the two values are, in words."""
    degree: str
    """``same``, ``near``, ``differs`` or ``blank``, for a mark beside it."""
    own: float
    """What the level weighs, corrections that it has on its own among it."""
    rare: float
    """What it weighs more because the value is rare, or less because it is common."""

    @property
    def bits(self) -> float:
        return self.own + self.rare


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair's whole sum: where it starts, each field, what fields say together, what comes out."""

    prior: float
    steps: tuple[Step, ...]
    together: tuple[tuple[str, float], ...]
    weight: float
    calibrated: float
    """Bits of the stated probability: the weight as made-up links of that weight came out."""
    probability: float
    verdict: str
    """``join``, ``review`` or ``apart``, by the pair alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """Fields that at other levels would give another verdict."""

    fields: tuple[tuple[str, str], ...]
    """Each field and the level it would need, in words."""
    probability: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records as a model sees them: how near each field is, and how rare its values are."""

    model: Model
    levels: Levels
    rare: Rare

    def weighed(self, levels: Levels | None = None) -> Weighed:
        """Add a pair up; with ``levels``, as it would be if fields were so near."""
        chosen = levels or self.levels
        steps = tuple(self._step(field, chosen[field]) for field in FIELDS)
        own, together = _parted(self.model, chosen)
        steps = tuple(_with(step, own.get(step.field, 0.0)) for step in steps)
        weight = self.model.prior + sum(one.bits for one in steps) + sum(b for _, b in together)
        chance = float(self.model.probability(np.array([weight]))[0])
        return Weighed(
            self.model.prior, steps, together, weight, float(np.log2(chance / (1 - chance))),
            chance, self._verdict(chance),
        )  # fmt: skip

    def changes(self) -> list[Change]:
        """Return the single fields that would turn the verdict, or else pairs of fields.

        A pair that is not joined is tried with fields that agree better, one that is with fields
        that agree less; of each field the least change that turns it is told, the surest first.
        """
        for together in (1, 2):
            found = sorted(self._turning(together), key=lambda one: -abs(one.probability - 0.5))
            if found:
                return found if together == 1 else found[:MOST_CHANGES]
        return []

    def _turning(self, together: int) -> Iterator[Change]:
        joined = self.weighed().verdict == "join"
        for fields in combinations(FIELDS, together):
            tried = [
                Change(
                    tuple((one, label_of(self.model, one, levels[one])) for one in fields),
                    made.probability,
                    made.verdict,
                )
                for levels in _other(fields, self.levels, better=not joined)
                if ((made := self.weighed({**self.levels, **levels})).verdict == "join") != joined
            ]
            if tried:
                yield min(tried, key=lambda one: abs(one.probability - 0.5))

    def _step(self, field: str, level: int) -> Step:
        near = nearness(field, level)
        degree = "blank" if level == NULL else "differs" if near < 1 else "near"
        if level == HIGHEST[field]:
            degree = "same"
        own = 0.0 if level == NULL else self.model.levels[field][level].weight
        rare = self.rare.get((field, level), 0.0)
        return Step(field, label_of(self.model, field, level), degree, own, rare)

    def _verdict(self, chance: float) -> str:
        if chance >= self.model.decide["join"]:
            return "join"
        return "review" if chance >= self.model.decide["doubt"] else "apart"


def compare(one: Columns, other: Columns, model: Model, reference: Reference) -> Compared:
    """Compare two records, given as one row each, against what weights are measured by."""
    both = Columns(np.concatenate([one.rows, other.rows]), one.vocabulary)
    sized = model.sized(reference.records)
    levels = compared(both.rows[:1], both.rows[1:], Grades(both.vocabulary))
    common = rarity(both, reference)
    rare = {
        (field, level): base - float(common.rarest(column, np.array([0]), np.array([1]))[0])
        for column, adjusted in sized.adjusted.items()
        for field, level, base in adjusted
    }
    return Compared(sized, {field: int(levels[field][0]) for field in FIELDS}, rare)


def met_by(one: Columns, other: Columns, reference: Reference) -> list[str]:
    """Return the ways in which a run would come to compare two records; none, and it never does."""
    a, b = (Own(One(side.rows[0].tolist(), side.vocabulary)) for side in (one, other))
    found = []
    for family in for_pairs(reference.records):
        shared = {key for key, _ in a.keys(family)} & {key for key, _ in b.keys(family)}
        crowded = shared & _set(reference.crowded.get(family.name))
        tight = {key for each in crowded for key in a.tightened(each, family)} & {
            key for each in crowded for key in b.tightened(each, family)
        }
        if shared - crowded or tight - _set(reference.hopeless.get(family.name)):
            found.append(family.says)
    return found


def label_of(model: Model, field: str, level: int) -> str:
    return "not given" if level == NULL else model.levels[field][level].label


def _parted(model: Model, levels: Levels) -> tuple[dict[str, float], tuple[tuple[str, float], ...]]:
    """Return the joint terms that hold: those of one field by its name, and those of several."""
    own: dict[str, float] = {}
    several: list[tuple[str, float]] = []
    for says, bits, when in model.terms:
        if all(allowed >> (levels[FIELDS[field]] + 1) & 1 for field, allowed in when):
            if len(when) == 1:
                name = FIELDS[when[0][0]]
                own[name] = own.get(name, 0.0) + bits
            else:
                several.append((says, bits))
    return own, tuple(several)


def _with(step: Step, own: float) -> Step:
    return Step(step.field, step.level, step.degree, step.own + own, step.rare)


def _other(fields: tuple[str, ...], levels: Levels, *, better: bool) -> Iterator[dict[str, int]]:
    """Give every way in which some fields could agree better, or less; blank is between."""
    ways = [
        [
            (field, level)
            for level in range(NULL, HIGHEST[field] + 1)
            if level != levels[field]
            and (nearness(field, level) > nearness(field, levels[field])) == better
        ]
        for field in fields
    ]
    yield from (dict(way) for way in product(*ways))


def _set(keys: object) -> set[int]:
    return set() if keys is None else {int(key) for key in np.asarray(keys)}
