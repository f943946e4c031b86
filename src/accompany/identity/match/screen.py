"""Screening: one record against all known ones, by the same keys, comparisons and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from accompany.identity.match import columns as at
from accompany.identity.match.asked import Asked, row_of
from accompany.identity.match.columns import Ints
from accompany.identity.match.compare import FIELDS, HIGHEST, Levels, compared, patterns
from accompany.identity.match.explain import Part, waterfall
from accompany.identity.match.grades import NEAR, Grades
from accompany.identity.match.index import Index
from accompany.identity.match.keys import ADDRESS, BUILDING, CONTACTS, Own
from accompany.identity.match.model import Floats, Model
from accompany.identity.match.reference import VALUES, Shares
from accompany.identity.match.values import One


@dataclass(frozen=True, slots=True)
class Match:
    """A known person who may be the one asked about, by the record of theirs that says so most."""

    record: str
    person: str
    probability: float
    weight: float
    levels: Mapping[str, int]
    also: int
    """How many more of their records were near enough to be compared."""
    model: Model = field(repr=False, compare=False)
    pattern: int
    rare: float

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what each field says, in steps that add up to the weight."""
        return waterfall(self.model, self.pattern, self.rare)


@dataclass(frozen=True, slots=True)
class Known:
    """Some records, whose they are, and over what time they were told of."""

    records: tuple[str, ...]
    persons: tuple[str, ...]
    first: date | None
    last: date | None


class Rare:
    """What it adds to a weight that what agrees is rare, as ``Scorer`` reckons it of any pair, for
    the few that a look-up compares."""

    def __init__(self, shares: Mapping[str, Shares], model: Model) -> None:
        self._shares = shares
        columns, none = list(VALUES), len(VALUES)
        self._share = np.concatenate([shares[column].share for column in columns])
        self._first = np.cumsum([0, *(len(shares[one].share) for one in columns[:-1])])
        self._of: dict[str, tuple[Ints, Floats]] = {}
        for column, adjusted in model.adjusted.items():
            for name, level, bits in adjusted:
                size = HIGHEST[name] + 2  # the last of which is met at -1, *not given*
                empty = np.full(size, none, np.int32), np.zeros(size)
                place, base = self._of.setdefault(name, empty)
                place[level], base[level] = columns.index(column), bits

    def bits(self, levels: Mapping[str, Levels], places: Ints, own: One) -> Floats:
        """Return the bits of pairs of one record with others, whose shares stand at ``places``."""
        alone = [self._shares[name].place(value(own)) for name, value in VALUES.items()]
        commoner = np.zeros((len(places), len(VALUES) + 1))
        share, theirs = self._share[self._first + alone], self._share[self._first + places]
        np.maximum(share, theirs, out=commoner[:, :-1])
        made, each = np.zeros(len(places)), np.arange(len(places))
        for name, (place, base) in self._of.items():
            made += base[levels[name]] - commoner[each, place[levels[name]]]
        return made


class Screen:
    """An open index with a model: asked many times, each time in milliseconds."""

    def __init__(self, index: Index, model: Model) -> None:
        self.index = index
        self.model = model.sized(index.reference.records)
        self._grades = Grades(index.vocabulary, kept=False)
        self._rare = Rare(index.reference.shares, self.model)

    def matches(self, asked: Asked, limit: int = 10, least: float = 0.0) -> list[Match]:
        """Return the persons most likely meant, the likeliest first."""
        own = Own(One(row_of(asked, self.index.vocabulary), self.index.vocabulary))
        rows = self.index.candidates(own)
        if not len(rows):
            return []
        alone = np.array([own.record.row], np.int32).repeat(len(rows), axis=0)
        levels = compared(alone, self.index.columns(rows).rows, self._grades)
        pattern = patterns(levels)
        rare = self._rare.bits(levels, self.index.rare(rows), own.record)
        sure = self.model.weights[pattern] + rare + self.model.joint[pattern]
        best = self._best(rows, sure, limit)
        chosen = np.array(list(best), np.intp)
        ascending = np.sort(chosen)
        called, persons = (
            dict(zip(ascending.tolist(), told(rows[ascending]), strict=True))
            for told in (self.index.called, self.index.persons)
        )
        chance = self.model.probability(sure[chosen]).tolist()
        told = np.array([levels[name][chosen] for name in FIELDS]).T.tolist()
        return [
            Match(
                called[n], persons[n], likely, float(sure[n]),
                dict(zip(FIELDS, by_field, strict=True)),
                also, self.model, int(pattern[n]), float(rare[n]),
            )
            for (n, also), likely, by_field in zip(best.items(), chance, told, strict=True)
            if likely >= least
        ]  # fmt: skip

    def _best(self, rows: Ints, sure: Floats, limit: int) -> dict[int, int]:
        """Return, of each person, where the likeliest of their records stands, and how many more
        records of theirs there are."""
        first: dict[object, int] = {}
        also: dict[int, int] = {}
        whose = self.index.whose(rows)
        for n in np.argsort(-sure, kind="stable").tolist():
            best = first.get(whose[n])
            if best is not None:
                also[best] += 1
            elif len(first) < limit:
                first[whose[n]] = n
                also[n] = 0
        return also

    def shared(self, asked: Asked) -> dict[str, Known]:
        """Return who is known by each phone, e-mail or address asked about, whatever the name; by
        an address as it is asked about, and in whatever unit with the street spelt nearly so."""
        own = Own(One(row_of(asked, self.index.vocabulary), self.index.vocabulary))
        found = {family: self.index.at(family, own) for family in CONTACTS if own.keys(family)}
        if (rows := found.pop(BUILDING, None)) is not None and ADDRESS in found:
            found[BUILDING] = self._on_street(rows, own.record.value(at.STREET))
        return {family.name: self.known(rows) for family, rows in found.items()}

    def _on_street(self, rows: Ints, street: int) -> Ints:
        """Return those of some rows whose street is spelt as asked, or nearly so."""
        theirs = self.index.columns(rows).rows[:, at.STREET]
        alike = self._grades.of(np.full(len(rows), street, np.int32), theirs)
        return rows[alike >= NEAR]

    def known(self, rows: Ints) -> Known:
        first, last = (_DAY_0 + timedelta(day) if day else None for day in self.index.days(rows))
        return Known(
            tuple(self.index.called(rows)),
            tuple(sorted(set(self.index.persons(rows)))),
            first,
            last,
        )

    def related(self, persons: Sequence[str]) -> dict[str, set[str]]:
        """Return the records of whom each person stands in a relationship to, by any record of
        theirs, and whom those do in turn: of a household member the sponsor, and of the sponsor
        children."""
        near: dict[str, set[str]] = {person: set() for person in persons}
        rows = self.index.of_persons(persons)
        for person, of in zip(self.index.persons(rows), self.index.others(rows), strict=True):
            near[person].update(of)
        known = self.index.known(pa.array(sorted(set().union(*near.values())), pa.string()))
        theirs = dict(zip(self.index.called(known), self.index.others(known), strict=True))
        return {
            person: found.union(*(theirs.get(one, ()) for one in found))
            for person, found in near.items()
        }


_DAY_0 = date(1900, 1, 1)
