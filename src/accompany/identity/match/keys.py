"""Keys: what two records must share to be compared at all, one definition for all uses.

A key is 64 bits, mixed of a family's number and of signs: how names sound, dates, numbers. It is
never made by an engine's own hash, so that a batch, an index on disk and a look-up years later
agree. 0 is no key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from accompany.identity.match import columns as at
from accompany.identity.match.columns import Columns
from accompany.identity.match.words import Hashes, mixed, mixed_one

VERSION = 1
_TIGHTER = 99


@dataclass(frozen=True, slots=True)
class Family:
    """One way to share a key; a record has at most one key in each slot."""

    number: int
    name: str
    says: str
    slots: tuple[tuple[str, ...], ...]
    """Signs that are mixed into a key; where any of them is missing there is none."""
    tighter: tuple[str, ...] = ()
    """A second sign that a key is mixed with where too many records share it."""
    most: int = 8
    """Records that may share a key before it tightens."""


GIVEN, SURNAME = ("given1", "given2"), ("surname1", "surname2")

FAMILIES = (
    Family(1, "number", "the same A-number", (("number",),), GIVEN, most=40),
    Family(2, "born-surname", "birth date, day and month in any order, and a surname",
           tuple(("turned", name) for name in SURNAME), GIVEN),
    Family(3, "born-given", "birth date, day and month in any order, and a given name",
           tuple(("turned", name) for name in GIVEN), SURNAME),
    Family(4, "names-year", "a given name, a surname and the year of birth",
           tuple(("year", one, other) for one in GIVEN for other in SURNAME), ("month",), most=6),
    Family(5, "whole-names", "both surnames in any order and a given name",
           tuple(("surname_low", "surname_high", name) for name in GIVEN), ("year",), most=16),
    Family(6, "born-letters", "birth date and first letters of names",
           tuple(("born", "letter_given1", f"letter_{name}") for name in SURNAME), GIVEN),
    Family(7, "contact-given", "a phone or an address, and a given name",
           tuple((one, name) for one in ("phone", "address") for name in GIVEN), SURNAME, most=16),
)  # fmt: skip

NAMES = Family(
    12, "names", "a given name and a surname",
    tuple((one, other) for one in GIVEN for other in SURNAME), ("year", "month"),
)  # fmt: skip
"""For look-ups too, by a name alone, which may well be all that is known."""

ADDRESS = Family(10, "address", "an address", (("address",),))

RARE = (
    NAMES,
    Family(13, "born", "birth date, day and month in any order", (("turned",),)),
    Family(14, "zip-name", "a ZIP and a name", tuple(("zip", name) for name in GIVEN + SURNAME)),
    ADDRESS,
)
"""Further ways to share a key, used as they are and only where records are few: they cost little
there, and among many almost every such key is crowded."""

FEW = 100_000

CONTACTS = (
    Family(8, "phone", "a phone", (("phone",),)),
    Family(9, "email", "an e-mail", (("email",),)),
    ADDRESS,
)
"""Ways to share a contact and nothing else: for look-ups."""

WHOLE = Family(11, "whole", "every compared value", (("whole",),))


def _surname(take: Callable[[Hashes, Hashes], Hashes]) -> Callable[[Columns], Hashes]:
    """Return a sign of both surnames, whichever comes first; none where there is one."""

    def sign(records: Columns) -> Hashes:
        one, other = _heard(at.SURNAME1)(records), _heard(at.SURNAME2)(records)
        return np.where((one != 0) & (other != 0), take(one, other), np.uint64(0))

    return sign


def _heard(column: int) -> Callable[[Columns], Hashes]:
    return lambda records: records.vocabulary.heard()[records.rows[:, column]]


def _letter(column: int) -> Callable[[Columns], Hashes]:
    return lambda records: records.vocabulary.initials()[records.rows[:, column]]


def _plain(column: int) -> Callable[[Columns], Hashes]:
    return lambda records: records.rows[:, column].astype(np.uint64)


def _year(records: Columns) -> Hashes:
    made: Hashes = (records.rows[:, at.BORN] >> 16).astype(np.uint64)
    return made


def _turned(records: Columns) -> Hashes:
    """Return the birth date with its day and month in order of size."""
    born = records.rows[:, at.BORN]
    month, day = (born >> 8) & 0xFF, born & 0xFF
    turned = born & ~0xFFFF | np.minimum(month, day) << 8 | np.maximum(month, day)
    return np.asarray(turned.astype(np.uint64))


def _month(records: Columns) -> Hashes:
    """Return the month of birth, or what may be the month once day and month are swapped."""
    born = records.rows[:, at.BORN]
    return np.where(born > 0, np.minimum((born >> 8) & 0xFF, born & 0xFF), 0).astype(np.uint64)


def _number(records: Columns) -> Hashes:
    high = records.rows[:, at.NUMBER_HIGH].astype(np.uint64)
    return (high << np.uint64(32)) | records.rows[:, at.NUMBER_LOW].astype(np.uint64)


def _whole(records: Columns) -> Hashes:
    """Return every compared value in one number."""
    spelt, rows = records.vocabulary.spelt(), records.rows
    names = [spelt[rows[:, name]] for name in range(at.GIVEN1, at.GIVEN)]
    return mixed(*names, *(rows[:, column] for column in range(at.GIVEN, at.ZIP + 1)))


SIGNS: Mapping[str, Callable[[Columns], Hashes]] = {
    "number": _number, "turned": _turned, "born": _plain(at.BORN), "year": _year, "month": _month,
    "given1": _heard(at.GIVEN1), "given2": _heard(at.GIVEN2),
    "surname1": _heard(at.SURNAME1), "surname2": _heard(at.SURNAME2),
    "surname_low": _surname(np.minimum), "surname_high": _surname(np.maximum),
    "letter_given1": _letter(at.GIVEN1), "letter_surname1": _letter(at.SURNAME1),
    "letter_surname2": _letter(at.SURNAME2),
    "whole": _whole, "zip": _plain(at.ZIP),
    "phone": _plain(at.PHONE), "email": _plain(at.EMAIL), "address": _plain(at.ADDRESS),
}  # fmt: skip


def for_pairs(records: int) -> tuple[Family, ...]:
    """Return the families that records, so many, are paired by."""
    return FAMILIES + RARE if records <= FEW else FAMILIES


def keys(family: Family, records: Columns) -> Iterator[Hashes]:
    """Give the keys of each slot of a family, one for each record."""
    known: dict[str, Hashes] = {}
    for slot in family.slots:
        for name in slot:
            if name not in known:
                known[name] = SIGNS[name](records)
        yield _made(family, [known[name] for name in slot])


def _made(family: Family, parts: list[Hashes]) -> Hashes:
    there = parts[0] != 0
    for part in parts[1:]:
        there &= part != 0
    made: Hashes = mixed(family.number, VERSION, *parts)
    made[~there] = 0
    return made


def tightened(found: Hashes, sign: Hashes) -> Hashes:
    """Return keys mixed with a second sign; none where either is missing."""
    return np.where((found != 0) & (sign != 0), mixed(_TIGHTER, found, sign), np.uint64(0))


@dataclass(slots=True)
class Own:
    """The keys of one record, one at a time: the same numbers that a batch would get."""

    record: Columns
    signs: dict[str, int] = field(default_factory=dict)

    def keys(self, family: Family) -> list[int]:
        made = []
        for slot in family.slots:
            parts = [self._sign(name) for name in slot]
            if all(parts):
                made.append(mixed_one(family.number, VERSION, *parts))
        return made

    def tightened(self, key: int, family: Family) -> list[int]:
        return [
            mixed_one(_TIGHTER, key, sign) for name in family.tighter if (sign := self._sign(name))
        ]

    def _sign(self, name: str) -> int:
        found = self.signs.get(name)
        if found is None:
            found = self.signs[name] = int(SIGNS[name](self.record)[0])
        return found
