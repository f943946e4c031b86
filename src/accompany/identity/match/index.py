"""An index of records by their keys: a large part that lies still, and small ones added since.

Keys are sorted numbers that the machine maps into memory from disk, so a look-up is a few binary
searches. Records that arrive are laid in a part of their own; a record told of anew is gone from
where it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.identity.match.columns import Columns, Ints, Vocabulary
from accompany.identity.match.keys import (
    CONTACTS,
    NAMES,
    WHOLE,
    Family,
    Own,
    Signs,
    for_pairs,
    keys,
    tightened,
)
from accompany.identity.match.order import firsts, ordered
from accompany.identity.match.reference import VALUES, Reference, rarity
from accompany.identity.match.words import Hashes

MOST = 60
"""Records one key may bring to a look-up; of a commoner one, those that share a second sign."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of each record beside what is compared, in the order of rows."""

    names: pa.Array[Any]
    """The full name of each record."""
    persons: pa.Array[Any]
    first: Ints
    last: Ints
    """The first and last day on which the record described its person, since 1900; 0 unknown."""
    of: pa.Array[Any]
    """The records of others whom the person stands in a relationship to, or nothing."""

    @classmethod
    def alone(cls, names: pa.Array[Any], persons: pa.Array[Any]) -> Told:
        """Make it of records of which no day and no relationship is known."""
        days = np.zeros(len(names), np.int32)
        return cls(names, persons, days, days, pa.nulls(len(names), OTHERS))

    def before(self, later: Told) -> Told:
        return Told(
            pa.concat_arrays([self.names, later.names]),
            pa.concat_arrays([self.persons, later.persons]),
            np.concatenate([self.first, later.first]),
            np.concatenate([self.last, later.last]),
            pa.concat_arrays([self.of, later.of]),
        )


OTHERS = pa.list_(pa.string())


@dataclass(slots=True)
class Part:
    """Some known records, and where in them each key leads."""

    rows: Ints
    told: Told
    chains: Ints
    """Whom a record hangs together with, guards aside: what must be decided together."""
    whose: Ints
    """A number of each record's person, as the part was laid: the same for the same person."""
    rare: Ints
    """Where in the reference each value's share stands, a column for each of ``VALUES``."""
    keys: Hashes
    places: Ints
    name: str = ""
    """Under which it stands on disk; nothing while it does not."""

    def __len__(self) -> int:
        return len(self.rows)

    def spans(self, wanted: Hashes) -> list[Ints]:
        """Return the rows at each key."""
        first = self.keys.searchsorted(wanted, "left").tolist()
        last = self.keys.searchsorted(wanted, "right").tolist()
        return [self.places[one:end] for one, end in zip(first, last, strict=True)]


@dataclass(slots=True)
class Index:
    """Known records in parts, told apart by one running number: that of a record's row."""

    vocabulary: Vocabulary
    reference: Reference
    parts: list[Part]
    gone: set[int] = field(default_factory=set)
    """Rows of records that were told of anew, and stand in a later part."""
    moved: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Rows whose person and chain changed since their part was laid."""
    model: str = ""
    head: tuple[int, str] = (0, "")
    """How far into the ledger it goes."""

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts) - len(self.gone)

    def firsts(self) -> list[int]:
        """Return the running number of each part's first row."""
        made = [0]
        for part in self.parts[:-1]:
            made.append(made[-1] + len(part))
        return made

    def _asked(self) -> tuple[Family, ...]:
        found = for_pairs(self.reference.records)
        return found if NAMES in found else (*found, NAMES)

    def candidates(self, own: Own) -> Ints:
        """Return the rows that share a key with the one record asked about."""
        wanted = own.keys(*self._asked())
        found: list[Ints] = []
        asked = np.array([key for key, _ in wanted], np.uint64)
        for first, part in zip(self.firsts(), self.parts, strict=True):
            crowded = []
            for (key, family), rows in zip(wanted, part.spans(asked), strict=True):
                if len(rows) > MOST:
                    crowded += own.tightened(key, family)
                elif len(rows):
                    found.append(rows + np.int32(first) if first else rows)
            second = part.spans(np.array(crowded, np.uint64)) if crowded else []
            found += [rows + np.int32(first) for rows in second if 0 < len(rows) <= MOST]
        return self.standing(_distinct(found))

    def at(self, family: Family, own: Own) -> Ints:
        """Return the rows at all keys of one family, however many."""
        wanted = np.array([key for key, _ in own.keys(family)], np.uint64)
        found = [
            rows + np.int32(first)
            for first, part in zip(self.firsts(), self.parts, strict=True)
            for rows in part.spans(wanted)
        ]
        return self.standing(_distinct(found))

    def standing(self, rows: Ints) -> Ints:
        if not self.gone:
            return rows
        gone = np.fromiter(self.gone, np.int32, len(self.gone))
        made: Ints = rows[~np.isin(rows, gone)]
        return made

    def columns(self, rows: Ints) -> Columns:
        """Return the values of rows, in their order."""
        if len(self.parts) == 1:
            return Columns(self.parts[0].rows[rows], self.vocabulary)
        made = np.zeros((len(rows), self.parts[0].rows.shape[1]), np.int32)
        for part, chosen, local in self._in_parts(rows):
            made[chosen] = part.rows[local]
        return Columns(made, self.vocabulary)

    def rare(self, rows: Ints) -> Ints:
        """Return where in the reference the shares of the values of rows stand, in their order."""
        if len(self.parts) == 1:
            return np.asarray(self.parts[0].rare[rows])
        made = np.zeros((len(rows), len(VALUES)), np.int32)
        for part, chosen, local in self._in_parts(rows):
            made[chosen] = part.rare[local]
        return made

    def names(self, rows: Ints) -> pa.Array[Any]:
        """Return the full names of records, in the order of their rows, which ascend."""
        found = [part.told.names.take(local) for part, _, local in self._in_parts(rows)]
        return pa.concat_arrays(found) if found else pa.array([], pa.string())

    def called(self, rows: Ints) -> list[str]:
        """Return the full names of a few records, in the order of their rows, which ascend."""
        found = [_texts(part.told.names, local) for part, _, local in self._in_parts(rows)]
        return [name for some in found for name in some]

    def persons(self, rows: Ints) -> list[str]:
        """Return whom each record is of, in the order of rows, which ascend."""
        found = [_texts(part.told.persons, local) for part, _, local in self._in_parts(rows)]
        persons = [person for some in found for person in some]
        if self.moved:
            moved = (self.moved.get(row) for row in rows.tolist())
            return [new[0] if new else old for new, old in zip(moved, persons, strict=True)]
        return persons

    def whose(self, rows: Ints) -> Sequence[object]:
        """Return something of each row that is the same for the same person, and soon had."""
        if len(self.parts) == 1 and not self.moved:
            return list(self.parts[0].whose[rows].tolist())
        return self.persons(rows)

    def of_persons(self, persons: Sequence[str]) -> Ints:
        """Return the rows of all records of some persons."""
        wanted = pa.array(persons, pa.string())
        found = []
        for first, part in zip(self.firsts(), self.parts, strict=True):
            hit = pc.is_in(part.told.persons, value_set=wanted).to_numpy(zero_copy_only=False)
            found.append(np.flatnonzero(hit).astype(np.int32) + np.int32(first))
        left = {row for row, (person, _) in self.moved.items() if person not in persons}
        came = {row for row, (person, _) in self.moved.items() if person in persons}
        rows = {*np.concatenate(found).tolist(), *came} - left if found else came
        return self.standing(np.array(sorted(rows), np.int32))

    def days(self, rows: Ints) -> tuple[int, int]:
        """Return the first and the last day on which records described somebody; 0 unknown."""
        found = [(part.told, local) for part, _, local in self._in_parts(rows)]
        first = np.concatenate([told.first[local] for told, local in found])
        last = np.concatenate([told.last[local] for told, local in found])
        given = first[first > 0].tolist()
        return min(given, default=0), int(last.max(initial=0))

    def others(self, rows: Ints) -> list[list[str]]:
        """Return, of each row, the records whose persons its person stands in a relationship to."""
        found = [part.told.of.take(local) for part, _, local in self._in_parts(rows)]
        return [[str(one) for one in of or ()] for some in found for of in some.to_pylist()]

    def chains(self) -> Ints:
        """Return the chain of every row; of one that is gone, -1."""
        made = np.concatenate([part.chains for part in self.parts] or [np.empty(0, np.int32)])
        for row, (_, chain) in self.moved.items():
            made[row] = chain
        made[list(self.gone)] = -1
        return made

    def known(self, names: pa.Array[Any]) -> Ints:
        """Return the rows of records by their full names, those that are known."""
        found = []
        for first, part in zip(self.firsts(), self.parts, strict=True):
            hit = pc.is_in(part.told.names, value_set=names).to_numpy(zero_copy_only=False)
            found.append(np.flatnonzero(hit).astype(np.int32) + np.int32(first))
        return self.standing(np.concatenate(found) if found else np.empty(0, np.int32))

    def add(self, part: Part, replaced: Iterable[int] = ()) -> None:
        """Add records that have arrived; small parts are laid together as they grow many."""
        self.gone.update(int(row) for row in replaced)
        self.parts.append(part)
        while len(self.parts) > 2 and len(self.parts[-2]) <= 2 * len(self.parts[-1]):
            self.parts[-2:] = [_joined(*self.parts[-2:])]

    def _in_parts(self, rows: Ints) -> Iterable[tuple[Part, Any, Ints]]:
        if len(self.parts) == 1:
            yield self.parts[0], slice(None), rows
            return
        for first, part in zip(self.firsts(), self.parts, strict=True):
            chosen = np.flatnonzero((rows >= first) & (rows < first + len(part)))
            yield part, chosen, rows[chosen] - np.int32(first)


def _numbered(persons: pa.Array[Any]) -> Ints:
    return np.asarray(persons.dictionary_encode().indices, np.int32)


def _distinct(found: list[Ints]) -> Ints:
    if not found:
        return np.empty(0, np.int32)
    rows = np.concatenate(found)
    rows.sort()
    return np.asarray(rows[firsts(rows)])


def _texts(texts: pa.Array[Any], rows: Ints) -> list[str]:
    """Return the texts of rows, without a kernel's call, which costs a look-up more than it does.

    ``texts`` is an array of strings, which holds where each ends, and all their letters in a row.
    """
    _, ends, letters = texts.buffers()
    if ends is None or letters is None:
        return [""] * len(rows)
    end, letter = np.frombuffer(memoryview(ends), np.int32)[texts.offset :], memoryview(letters)
    spans = zip(end[rows].tolist(), end[rows + 1].tolist(), strict=True)
    return [letter[first:last].tobytes().decode() for first, last in spans]


def laid(
    records: Columns,
    told: Told,
    chains: Ints,
    reference: Reference,
) -> Part:
    """Lay every key of every record in order, with tightened keys where many share one."""
    rare = np.column_stack(list(rarity(records, reference).places.values()))
    found: list[tuple[Hashes, Ints]] = []
    signs = Signs(records)
    families = (*for_pairs(reference.records), NAMES, *CONTACTS, WHOLE)
    for family in dict.fromkeys(families):
        slots = list(keys(family, signs))
        found += [(slot[slot != 0], np.flatnonzero(slot).astype(np.int32)) for slot in slots]
        if family.tighter:
            found += _tightened(family, signs, slots)
    del signs, slots  # with the keys they would take twice the room
    key, place = np.concatenate([key for key, _ in found]), _poured(found)
    key, order = ordered(key)
    return Part(records.rows, told, chains, _numbered(told.persons), rare, key, place[order])


def _poured(found: list[tuple[Hashes, Ints]]) -> Ints:
    made = np.concatenate([place for _, place in found])
    found.clear()
    return made


def _tightened(family: Family, signs: Signs, slots: list[Hashes]) -> list[tuple[Hashes, Ints]]:
    """Return the tightened keys of records at a key that is crowded for pairs or for look-ups."""
    whole = np.concatenate([slot[slot != 0] for slot in slots])
    whole.sort()
    crowded = np.unique(whole[family.most :][whole[family.most :] == whole[: -family.most]])
    made = []
    for slot in slots:
        many = np.flatnonzero(np.isin(slot, crowded)).astype(np.int32)
        for name in family.tighter:
            tight = tightened(slot[many], signs[name][many])
            made.append((tight[tight != 0], many[tight != 0]))
    return made


def _joined(one: Part, other: Part) -> Part:
    key = np.concatenate([one.keys, other.keys])
    place = np.concatenate([one.places, other.places + np.int32(len(one))])
    key, order = ordered(key)
    told = one.told.before(other.told)
    return Part(
        np.concatenate([one.rows, other.rows]),
        told,
        np.concatenate([one.chains, other.chains]),
        _numbered(told.persons),
        np.concatenate([one.rare, other.rare]),
        key,
        place[order],
    )
