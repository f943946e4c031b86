"""Keys: what two records must share to be compared at all, one definition for all uses.

A key is 64 bits, made of how names sound and of dates, never of an engine's own hash, so that a
batch, an index on disk and a look-up years later agree. 0 is no key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from accompany.identity.match import columns as at
from accompany.identity.match.columns import Columns
from accompany.identity.match.words import Hashes, mixed

VERSION = 1


@dataclass(frozen=True, slots=True)
class Family:
    """One way to share a key; a record has at most one key in each slot."""

    name: str
    says: str
    keys: Callable[[Columns], list[Hashes]]
    tighter: Callable[[Columns], list[Hashes]]
    """What a key is mixed with where too many records share it."""
    most: int = 40
    """Records that may share a key before it tightens."""


def _heard(records: Columns, column: int) -> Hashes:
    made: Hashes = records.vocabulary.heard()[records.rows[:, column]]
    return made


def _year(records: Columns) -> Hashes:
    made: Hashes = (records.rows[:, at.BORN] >> 16).astype(np.uint64)
    return made


def _turned_day(records: Columns) -> Hashes:
    """Return the birth date with its day and month in order of size."""
    born = records.rows[:, at.BORN]
    month, day = (born >> 8) & 0xFF, born & 0xFF
    low, high = np.minimum(month, day), np.maximum(month, day)
    made: Hashes = (born.astype(np.uint64) >> np.uint64(16) << np.uint64(16)) | (
        low.astype(np.uint64) << np.uint64(8) | high.astype(np.uint64)
    )
    return made


def _made(family: int, *parts: Hashes) -> Hashes:
    """Mix parts into keys; where any part is missing there is none."""
    there = np.ones(len(parts[0]), np.bool_)
    for part in parts:
        there &= part != 0
    return np.where(there, mixed(family, VERSION, *parts), np.uint64(0))


def _born_and_name(family: int, first: int) -> Callable[[Columns], list[Hashes]]:
    def keys(records: Columns) -> list[Hashes]:
        day = _turned_day(records)
        return [_made(family, day, _heard(records, first + n)) for n in (0, 1)]

    return keys


def _numbers(records: Columns) -> list[Hashes]:
    high = records.rows[:, at.NUMBER_HIGH].astype(np.uint64)
    return [_made(1, (high << np.uint64(32)) | records.rows[:, at.NUMBER_LOW].astype(np.uint64))]


def _names_and_year(records: Columns) -> list[Hashes]:
    year = _year(records)
    return [
        _made(4, year, _heard(records, given), _heard(records, surname))
        for given in (at.GIVEN1, at.GIVEN2)
        for surname in (at.SURNAME1, at.SURNAME2)
    ]


def _whole_names(records: Columns) -> list[Hashes]:
    one, other = _heard(records, at.SURNAME1), _heard(records, at.SURNAME2)
    both = (one != 0) & (other != 0)
    low = np.where(both, np.minimum(one, other), np.uint64(0))
    high = np.where(both, np.maximum(one, other), np.uint64(0))
    return [_made(5, low, high, _heard(records, given)) for given in (at.GIVEN1, at.GIVEN2)]


def _born_and_letters(records: Columns) -> list[Hashes]:
    """Make keys of the date and the first letter of a given name and of a surname."""
    letters = records.vocabulary.initials()
    born = records.rows[:, at.BORN].astype(np.uint64)
    initial = {
        column: letters[records.rows[:, column]] for column in (at.GIVEN1, at.SURNAME1, at.SURNAME2)
    }
    return [
        _made(6, born, initial[at.GIVEN1], initial[surname])
        for surname in (at.SURNAME1, at.SURNAME2)
    ]


def _contact_and_given(records: Columns) -> list[Hashes]:
    return [
        _made(7, records.rows[:, column].astype(np.uint64), _heard(records, given))
        for column in (at.PHONE, at.ADDRESS)
        for given in (at.GIVEN1, at.GIVEN2)
    ]


def _by(*columns: int) -> Callable[[Columns], list[Hashes]]:
    return lambda records: [_heard(records, column) for column in columns]


_BY_GIVEN, _BY_SURNAME = _by(at.GIVEN1, at.GIVEN2), _by(at.SURNAME1, at.SURNAME2)

FAMILIES = (
    Family("number", "the same A-number", _numbers, _BY_GIVEN),
    Family("born-surname", "birth date, day and month in any order, and a surname",
           _born_and_name(2, at.SURNAME1), _BY_GIVEN),
    Family("born-given", "birth date, day and month in any order, and a given name",
           _born_and_name(3, at.GIVEN1), _BY_SURNAME),
    Family("names-year", "a given name, a surname and the year of birth", _names_and_year,
           lambda records: [_months(records)], most=16),
    Family("whole-names", "both surnames in any order and a given name", _whole_names,
           lambda records: [_year(records)]),
    Family("born-letters", "birth date and first letters of names", _born_and_letters, _BY_GIVEN),
    Family("contact-given", "a phone or an address, and a given name", _contact_and_given,
           _BY_SURNAME),
)  # fmt: skip


def _months(records: Columns) -> Hashes:
    """Return the month of birth, or what may be the month once day and month are swapped."""
    born = records.rows[:, at.BORN]
    return np.where(born > 0, np.minimum((born >> 8) & 0xFF, born & 0xFF), 0).astype(np.uint64)


def tightened(keys: Hashes, by: Hashes) -> Hashes:
    """Return keys mixed with a second sign; none where either is missing."""
    return np.where((keys != 0) & (by != 0), mixed(99, keys, by), np.uint64(0))
