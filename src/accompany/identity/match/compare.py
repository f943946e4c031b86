"""Comparison: for each pair and each field a level, the same as the settings' SQL would give."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from accompany.identity.match import columns as at
from accompany.identity.match.columns import Ints
from accompany.identity.match.grades import ALIKE, NEAR, SAME, Grades

Levels = npt.NDArray[np.int8]

NULL = -1
WHO = ("given", "surnames", "born", "sex", "country", "number", "contact")
WHERE = ("street", "place")
FIELDS = (*WHO, *WHERE)
HIGHEST = {
    "given": 7, "surnames": 7, "born": 6, "sex": 1, "country": 1, "number": 3, "contact": 1,
    "street": 10, "place": 14,
}  # fmt: skip
"""The highest level of each field; 0 is *differs*, -1 *not given*. Where somebody lives has a level
for each grade of one value beside each of the other: see ``_street`` and ``_place``."""

GIVEN_SAME, GIVEN_ONE, GIVEN_NEAR, GIVEN_DIFFERS = 7, 6, 5, 0
SURNAMES_SAME, SURNAMES_NEAR, SURNAMES_ONE = 7, 6, 5
BORN_SAME, BORN_SWAPPED, BORN_DIGIT = 6, 5, 4
NUMBER_SAME, NUMBER_DIGIT, NUMBER_DIGITS, NUMBER_DIFFERS = 3, 2, 1, 0

_NIBBLES = np.int32(0x11111111)


def compared(one: Ints, other: Ints, grades: Grades) -> dict[str, Levels]:
    """Return the level of each field for records given as rows of columns."""
    names, words = _words(one, other, grades)
    (given, surnames), (street, city) = names.reshape(2, -1), words.reshape(2, -1)
    _crossed(one, other, given, surnames)
    return {
        "given": given,
        "surnames": surnames,
        "born": _born(one[:, at.BORN], other[:, at.BORN]),
        "sex": _equal(one[:, at.SEX_ZIP] >> at.SEX_ABOVE, other[:, at.SEX_ZIP] >> at.SEX_ABOVE),
        "country": _equal(one[:, at.COUNTRY], other[:, at.COUNTRY]),
        "number": _number(one, other),
        "contact": _contact(one, other),
        "street": _street(one, other, street),
        "place": _place(one, other, city),
    }


def patterns(levels: dict[str, Levels]) -> Ints:
    """Pack the levels of each pair into one number, where somebody lives above who it is."""
    first, *others = _PACKED
    packed = levels[first].astype(np.int32)
    for name in others:
        packed *= np.int32(HIGHEST[name] + 2)
        packed += levels[name]
    packed += _LOWEST
    return packed


def unpacked(pattern: npt.NDArray[Any]) -> dict[str, Levels]:
    """Return the levels that make up each packed pattern."""
    made = {}
    for name in reversed(_PACKED):
        size = HIGHEST[name] + 2
        made[name] = (pattern % size - 1).astype(np.int8)
        pattern = pattern // size
    return made


def unpacked_one(pattern: int) -> list[int]:
    """Return the levels of one pattern, in the order of ``FIELDS``."""
    made = {}
    for name in reversed(_PACKED):
        pattern, level = divmod(pattern, HIGHEST[name] + 2)
        made[name] = level - 1
    return [made[name] for name in FIELDS]


_PACKED = (*WHERE, *WHO)
_LOWEST = np.int32(reduce(lambda made, name: made * (HIGHEST[name] + 2) + 1, _PACKED, 0))
"""What it adds up to that levels begin at -1."""
WHO_PATTERNS, WHERE_PATTERNS = (
    int(np.prod([HIGHEST[name] + 2 for name in names])) for names in (WHO, WHERE)
)


def nearness(field: str, level: int) -> float:
    """Place a level among its field's: below 1 it differs, and what is not given is between."""
    if field in WHERE:
        return sum(_PART[part] for part in divmod(level + 1, 4))
    return 0.5 if level == NULL else float(level)


_PART = (0.5, 0.0, 1.0, 2.0)
"""Of each value of a grid: not given, differs, near, the same."""


def _words(one: Ints, other: Ints, grades: Grades) -> tuple[Levels, Levels]:
    """Return the levels of given names, then those of surnames: 7 same names in any order, 6 one
    same and no other given, 5 both near, 4 one same and one alike, 3 one same, 2 one near, 0
    differ; 1 is left to ``_crossed``. And how near the streets are, then the cities: 3 the same,
    2 near, 1 another, 0 not given in both."""
    a1, a2, a = (np.concatenate([one[:, given], one[:, sur]]) for given, sur in _NAMES)
    b1, b2, b = (np.concatenate([other[:, given], other[:, sur]]) for given, sur in _NAMES)
    same = ((a1 == b1) & (a2 == b2)) | ((a1 == b2) & (a2 == b1)) | (a == b)
    made = np.where(same, 7, 0).astype(np.int8)
    there = (a1 > 0) & (b1 > 0)
    left = np.flatnonzero(~same & there)
    a1, a2, b1, b2 = a1[left], a2[left], b1[left], b2[left]
    a, b = (np.concatenate([rows[:, at.STREET], rows[:, at.CITY]]) for rows in (one, other))
    words = np.minimum(a, b)
    told = np.flatnonzero(words)
    found = grades.of(
        np.concatenate([a1, a2, a1, a2, a[told]]), np.concatenate([b1, b2, b2, b1, b[told]])
    )
    made[left] = _names_left(found[: 4 * len(left)].reshape(4, -1), (a2 > 0) & (b2 > 0))
    made[~there] = NULL
    words = words.astype(np.int8)
    words[told] = _NEARNESS[found[4 * len(left) :]]
    return made, words


_NAMES = (at.GIVEN1, at.SURNAME1), (at.GIVEN2, at.SURNAME2), (at.GIVEN, at.SURNAMES)
_NEARNESS = np.array([1, 2, 2, 3], np.int8)


def _names_left(found: npt.NDArray[np.uint8], two: npt.NDArray[np.bool_]) -> Levels:
    """Return the levels of names that are not the same, by the grades of their tokens."""
    straight, second, across, back = found.astype(np.int16)
    return np.asarray(_LEVEL_OF[straight | second << 2 | across << 4 | back << 6 | two * _TWO])


_TWO = np.int16(1 << 8)


def _level_of_grades() -> Levels:
    """Lay out the level for any four grades, two bits each, and whether both give two names."""
    every = np.arange(512)
    straight, second, across, back = (every >> shift & 3 for shift in (0, 2, 4, 6))
    two = every >> 8 == 1
    best = np.maximum(np.maximum(straight, second), np.maximum(across, back))
    worst = np.maximum(np.minimum(straight, second), np.minimum(across, back))
    paired = np.maximum(
        np.where(np.maximum(straight, second) == SAME, np.minimum(straight, second), 0),
        np.where(np.maximum(across, back) == SAME, np.minimum(across, back), 0),
    )
    cases = (
        (~two & (best == SAME), 6),
        (two & (worst >= NEAR), 5),
        (two & (best == SAME) & (paired >= ALIKE), 4),
        (best == SAME, 3),
        (best >= NEAR, 2),
    )
    found = np.select([case for case, _ in cases], [level for _, level in cases], 0)
    return np.asarray(found.astype(np.int8))


_LEVEL_OF = _level_of_grades()


def _crossed(one: Ints, other: Ints, given: Levels, surnames: Levels) -> None:
    """Mark, as level 1, given names that stand where the other has surnames and the reverse."""
    name = one[:, at.GIVEN1]
    over = (name == other[:, at.SURNAME1]) | (name == other[:, at.SURNAME2])
    left = np.flatnonzero(over & (name > 0))
    if not len(left):
        return
    a, b = one[left], other[left]
    back = (b[:, at.GIVEN1] == a[:, at.SURNAME1]) | (b[:, at.GIVEN1] == a[:, at.SURNAME2])
    crossed = left[back & (b[:, at.GIVEN1] > 0)]
    for levels in (given, surnames):
        levels[crossed] = np.where(levels[crossed] == 0, 1, levels[crossed])


def _born(one: Ints, other: Ints) -> Levels:
    """Return 6 same, 5 day and month swapped, 4 one digit off, 3 one is a 1 January of the same
    year, 2 two digits off or the same month, 1 the same year, 0 differ."""
    made = np.full(len(one), 6, np.int8)
    left = np.flatnonzero(one != other)
    if len(left):
        made[left] = _born_left(one[left], other[left])
    made[(one == 0) | (other == 0)] = NULL
    return made


def _born_left(one: Ints, other: Ints) -> Levels:
    differing = one ^ other
    digits = _digits(differing)
    year = (differing >> 16) == 0
    turned = (one & 0xFF) << 8 | one >> 8 & 0xFF
    first = ((one & 0xFFFF) == 0x0101) | ((other & 0xFFFF) == 0x0101)
    made: Levels = year.astype(np.int8)
    made[(digits == 2) | ((differing >> 8) == 0)] = 2
    made[year & first] = 3
    made[digits == 1] = 4
    made[year & (turned == other & 0xFFFF)] = 5
    return made


def _digits(differing: Ints) -> Any:
    """Count the decimal digits, of four bits each, in which two numbers differ."""
    folded = differing | (differing >> 2)
    return np.bitwise_count((folded | (folded >> 1)) & _NIBBLES)


def _equal(one: Ints, other: Ints) -> Levels:
    made: Levels = (one == other).astype(np.int8)
    made[(one == 0) | (other == 0)] = NULL
    return made


def _number(one: Ints, other: Ints) -> Levels:
    """Return 3 the same A-number, 2 one digit off, 1 two digits off, 0 another."""
    high = one[:, at.NUMBER_HIGH] ^ other[:, at.NUMBER_HIGH]
    low = one[:, at.NUMBER_LOW] ^ other[:, at.NUMBER_LOW]
    digits = _digits(high) + _digits(low)
    made: Levels = np.maximum(3 - digits.astype(np.int8), 0).astype(np.int8)
    made[(one[:, at.NUMBER_HIGH] == 0) | (other[:, at.NUMBER_HIGH] == 0)] = NULL
    return made


def _contact(one: Ints, other: Ints) -> Levels:
    """Return 1 the same phone or e-mail, 0 neither though one may be compared."""
    given = np.zeros(len(one), np.bool_)
    same = np.zeros(len(one), np.bool_)
    for column in (at.PHONE, at.EMAIL):
        a, b = one[:, column], other[:, column]
        both = (a > 0) & (b > 0)
        given |= both
        same |= both & (a == b)
    return same.astype(np.int8) + given.astype(np.int8) + np.int8(NULL)


def _street(one: Ints, other: Ints, words: Levels) -> Levels:
    """Return, less one, how near the streets are (1 differ, 2 near, 3 same, 0 not given), and 4 for
    another number of house and unit, 8 for the same."""
    a, b = one[:, at.HOUSE], other[:, at.HOUSE]
    house = ((a > 0) & (b > 0)).astype(np.int8)
    house += house.astype(np.bool_) & (a == b)
    made: Levels = house * np.int8(4) + words
    return made + np.int8(NULL)


def _place(one: Ints, other: Ints, words: Levels) -> Levels:
    """Return, less one, how near the cities are (1 differ, 2 near, 3 same, 0 not given), and 4 for
    another ZIP, 8 for one a digit off or with two neighbours swapped, 12 for the same."""
    a, b = one[:, at.SEX_ZIP] & at.ZIP_DIGITS, other[:, at.SEX_ZIP] & at.ZIP_DIGITS
    zips = np.where(a == b, np.int8(3 * 4), np.int8(1 * 4))
    zips[(a == 0) | (b == 0)] = 0
    left = np.flatnonzero(zips == 4)
    if len(left):
        zips[left] += _slipped(a[left], b[left]) * np.int8(4)
    made: Levels = zips + words
    return made + np.int8(NULL)


def _slipped(one: Ints, other: Ints) -> npt.NDArray[np.bool_]:
    """Say which numbers are one digit apart, or have two neighbouring digits swapped."""
    differing = one ^ other
    turned = (one >> 4 & _LOWER) | (one & _LOWER) << 4
    swapped = ((differing & ~_BOTH) == 0) & (turned == other & _BOTH)
    made: npt.NDArray[np.bool_] = (_digits(differing) == 1) | swapped.any(axis=0)
    return made


_LOWER = np.array([[0xF << 4 * place] for place in range(4)], np.int32)
_BOTH = _LOWER | _LOWER << 4
"""The lower of each two neighbouring digits, and both."""
