"""Keys: what two records must share to be compared at all, one definition for all uses.

A key is 64 bits, mixed of a family's number and of signs: how names sound, dates, numbers. It is
never made by an engine's own hash, so that a batch, an index on disk and a look-up years later
agree. 0 is no key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from accompany.identity.match import columns as at
from accompany.identity.match.columns import Columns
from accompany.identity.match.values import Many, One, Sign
from accompany.identity.match.words import Hashes, mixed, mixed_on, mixed_one

VERSION = 2
_TIGHTER = 99


@dataclass(frozen=True, slots=True, eq=False)
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
BUILDING = Family(21, "building", "a house number, whatever the unit, and a ZIP",
                  (("building", "zip"),))  # fmt: skip

RARE = (
    NAMES,
    Family(13, "born", "birth date, day and month in any order", (("turned",),)),
    Family(14, "zip-name", "a ZIP and a name", tuple(("zip", name) for name in GIVEN + SURNAME)),
    ADDRESS,
    Family(15, "city-name", "a city and a name", tuple(("city", name) for name in GIVEN + SURNAME)),
    Family(16, "street-name", "a street and a name",
           tuple(("street", name) for name in GIVEN + SURNAME)),
    Family(17, "house-name", "a house number and a name",
           tuple(("house", name) for name in GIVEN + SURNAME)),
    Family(18, "street-town", "a street, and a city, ZIP or house number",
           tuple(("street", name) for name in ("city", "zip", "house"))),
    Family(19, "house-town", "a house number, and a city or ZIP",
           tuple(("house", name) for name in ("city", "zip"))),
    Family(20, "town-letters", "a ZIP or city, and a first letter of a name",
           tuple((town, letter) for town in ("zip", "city")
                 for letter in ("letter_given1", "letter_surname1"))),
)  # fmt: skip
"""Further ways to share a key, used as they are and only where records are few: they cost little
there, and among many almost every such key is crowded."""

FEW = 100_000

CONTACTS = (
    Family(8, "phone", "a phone", (("phone",),)),
    Family(9, "email", "an e-mail", (("email",),)),
    ADDRESS,
    BUILDING,
)
"""Ways to share a contact and nothing else: for look-ups."""

WHOLE = Family(11, "whole", "every compared value", (("whole",),))


def _both_surnames(take: Callable[[Any, Any, Any], Any]) -> Sign:
    """Return a sign of both surnames, whichever comes first; none where there is one."""

    def sign(of: Any) -> Any:
        one, other = of.heard(at.SURNAME1), of.heard(at.SURNAME2)
        return of.where((one != 0) & (other != 0), take(of, one, other))

    return sign


def _heard(column: int) -> Sign:
    return lambda of: of.heard(column)


def _initial(column: int) -> Sign:
    return lambda of: of.initial(column)


def _plain(column: int) -> Sign:
    return lambda of: of.value(column)


def _turned(of: Any) -> Any:
    """Return the birth date with its day and month in order of size."""
    born = of.value(at.BORN)
    month, day = born >> 8 & 0xFF, born & 0xFF
    return born >> 16 << 16 | of.least(month, day) << 8 | of.most(month, day)


def _month(of: Any) -> Any:
    """Return the month of birth, or what may be the month once day and month are swapped."""
    born = of.value(at.BORN)
    return of.where(born > 0, of.least(born >> 8 & 0xFF, born & 0xFF))


def _zip(of: Any) -> Any:
    return of.value(at.SEX_ZIP) & at.ZIP_DIGITS


def _address(of: Any) -> Any:
    """Return street, house, unit and ZIP in one number; none where there is no street."""
    street = of.spelt(at.STREET)
    return of.where(street != 0, of.mixed(street, of.value(at.HOUSE) << 32 | _zip(of)))


def _whole(of: Any) -> Any:
    """Return every compared value in one number."""
    words = (*range(at.GIVEN1, at.GIVEN), at.STREET, at.CITY)
    pairs = (at.GIVEN, at.BORN, at.COUNTRY, at.EMAIL, at.NUMBER_LOW)
    return of.mixed(
        *(of.spelt(word) for word in words),
        *(of.value(one) << 32 | of.value(one + 1) for one in pairs),
    )


SIGNS: Mapping[str, Sign] = {
    "number": lambda of: of.value(at.NUMBER_HIGH) << 32 | of.value(at.NUMBER_LOW),
    "turned": _turned, "born": _plain(at.BORN), "month": _month,
    "year": lambda of: of.value(at.BORN) >> 16,
    "given1": _heard(at.GIVEN1), "given2": _heard(at.GIVEN2),
    "surname1": _heard(at.SURNAME1), "surname2": _heard(at.SURNAME2),
    "surname_low": _both_surnames(lambda of, one, other: of.least(one, other)),
    "surname_high": _both_surnames(lambda of, one, other: of.most(one, other)),
    "letter_given1": _initial(at.GIVEN1), "letter_surname1": _initial(at.SURNAME1),
    "letter_surname2": _initial(at.SURNAME2),
    "whole": _whole, "zip": _zip,
    "phone": _plain(at.PHONE), "email": _plain(at.EMAIL),
    "address": _address, "building": _plain(at.BUILDING),
    "house": _plain(at.HOUSE), "street": _heard(at.STREET), "city": _heard(at.CITY),
}  # fmt: skip


def for_pairs(records: int) -> tuple[Family, ...]:
    """Return the families that records, so many, are paired by."""
    return FAMILIES + RARE if records <= FEW else FAMILIES


class Signs:
    """The signs of every record, each worked out once though many families are made of it."""

    def __init__(self, records: Columns) -> None:
        self.records = records
        self._known: dict[str, Hashes] = {}

    def __getitem__(self, name: str) -> Hashes:
        if name not in self._known:
            self._known[name] = SIGNS[name](Many(self.records))
        return self._known[name]


def keys(family: Family, signs: Signs) -> Iterator[Hashes]:
    """Give the keys of each slot of a family, one for each record."""
    for slot in family.slots:
        yield _made(family, [signs[name] for name in slot])


@cache
def _laid_out(families: tuple[Family, ...]) -> list[tuple[Family, int, tuple[str, ...]]]:
    """Return every slot with its family, and what its key is mixed into."""
    return [
        (family, mixed_one(family.number, VERSION), slot)
        for family in families
        for slot in family.slots
    ]


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
    """The keys of one record: the same numbers that a batch would get."""

    record: One
    signs: dict[str, int] = field(default_factory=dict)

    def keys(self, *families: Family) -> list[tuple[int, Family]]:
        """Return the record's keys of some families, each with its family."""
        found = []
        for family, begun, slot in _laid_out(families):
            key = begun
            for name in slot:
                sign = self._sign(name)
                if not sign:
                    break
                key = mixed_on(key, sign)
            else:
                found.append((key, family))
        return found

    def tightened(self, key: int, family: Family) -> list[int]:
        return [
            mixed_one(_TIGHTER, key, sign) for name in family.tighter if (sign := self._sign(name))
        ]

    def _sign(self, name: str) -> int:
        found = self.signs.get(name)
        if found is None:
            found = self.signs[name] = SIGNS[name](self.record)
        return found
