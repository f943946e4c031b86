"""Records as columns of numbers: what is compared, without a string in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from accompany.engines.duck import Duck
from accompany.identity.match import addresses, words

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

GIVEN1, GIVEN2, SURNAME1, SURNAME2, GIVEN, SURNAMES = range(6)
BORN, SEX_ZIP, COUNTRY, PHONE, EMAIL = range(6, 11)
NUMBER_HIGH, NUMBER_LOW, HOUSE, STREET, CITY, BUILDING = range(11, 17)
NUMBER_GIVEN = 1 << 20
"""Set beside the upper digits of an A-number, so that one of leading noughts is not 0."""
ZIP_DIGITS, SEX_ABOVE = 0xFFFFF, 20
"""A ZIP's five digits of four bits each, and the sex above them."""
WIDTH = 17


class Numbers:
    """A number for each of a list of texts that only grows, each worked out once."""

    def __init__(self, number: Callable[[str], int]) -> None:
        self._number = number
        self._room = np.zeros(64, np.uint64)
        self._count = 0

    def one(self, texts: list[str], place: int) -> int:
        if self._count < len(texts):
            self.of(texts)
        return int(self._room[place])

    def of(self, texts: list[str]) -> words.Hashes:
        if self._count < len(texts):
            if len(self._room) < len(texts):
                self._room = np.concatenate(
                    [self._room, np.zeros(2 * len(texts) - len(self._room), np.uint64)]
                )
            fresh = [self._number(text) for text in texts[self._count :]]
            self._room[self._count : len(texts)] = np.array(fresh, np.uint64)
            self._count = len(texts)
        made: words.Hashes = self._room[: len(texts)]
        return made


def _initial(sound: str) -> int:
    return ord(sound[:1] or "\0")


Written = tuple[int, int, int]


@dataclass(slots=True)
class Vocabulary:
    """Every token once: its letters, how it sounds, and a number that keys are made of."""

    texts: list[str] = field(default_factory=lambda: [""])
    sounds: list[str] = field(default_factory=lambda: [""])
    ids: dict[str, int] = field(default_factory=dict)
    """Of tokens; a word as written has its token's id in ``of_word``."""
    of_word: dict[str, Written] = field(default_factory=dict)
    """Of a word as written: its token's id, the number of its letters, and how many they are."""
    of_street: dict[str, Written] = field(default_factory=dict)
    """Of a street as written: its token's id, its numbers as one, and how many digits they are."""
    of_unit: dict[str, Written] = field(default_factory=dict)
    """Of a house or a unit as written: no token, its letters as a number, and how many they are."""
    _heard: Numbers = field(default_factory=lambda: Numbers(words.number))
    _spelt: Numbers = field(default_factory=lambda: Numbers(words.number))
    _initials: Numbers = field(default_factory=lambda: Numbers(_initial))

    def token_id(self, text: str) -> int:
        """Return the id of a token, new or known; 0 is no token."""
        if not text:
            return 0
        found = self.ids.get(text)
        if found is None:
            found = self.ids[text] = len(self.texts)
            self.texts.append(text)
            self.sounds.append(words.sound(text))
        return found

    def word(self, written: str) -> Written:
        found = self.of_word.get(written)
        if found is None:
            letters = words.letters(written)
            made = (self.token_id(words.token(written)), words.number(letters), len(letters))
            found = self.of_word[written] = made
        return found

    def street(self, written: str) -> Written:
        found = self.of_street.get(written)
        if found is None:
            token, numbers = addresses.street(written)
            made = (self.token_id(token), words.number(numbers), len(numbers))
            found = self.of_street[written] = made
        return found

    def unit(self, written: str) -> Written:
        found = self.of_unit.get(written)
        if found is None:
            letters = addresses.unit(written)
            found = self.of_unit[written] = (0, words.number(letters), len(letters))
        return found

    def city(self, written: str) -> Written:
        return self.token_id(addresses.city(written)), 0, 0

    def heard(self) -> words.Hashes:
        """Return a number for how each token sounds, by the token's id."""
        return self._heard.of(self.sounds)

    def spelt(self) -> words.Hashes:
        """Return a number for the letters of each token, by the token's id."""
        return self._spelt.of(self.texts)

    def heard_one(self, token: int) -> int:
        return self._heard.one(self.sounds, token)

    def spelt_one(self, token: int) -> int:
        return self._spelt.one(self.texts, token)

    def initials(self) -> words.Hashes:
        """Return the first letter of how each token sounds, by the token's id."""
        return self._initials.of(self.sounds)


@dataclass(slots=True)
class Columns:
    """Records in rows of ``WIDTH`` numbers; 0 is *not given* in every column."""

    rows: Ints
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.rows)


def columns(duck: Duck, table: str, vocabulary: Vocabulary) -> Columns:
    """Read the cleaned records of ``table`` in the order of ``row``, in bounded pieces."""
    count = duck.value(f"SELECT count(*) FROM {table}")
    rows = np.zeros((count, WIDTH), np.int32)
    for batch in duck.batches(f"SELECT {', '.join(_NUMBERS)}, number, row FROM {table}"):
        plain = [batch.column(name).to_numpy() for name in _NUMBERS]
        number = packed(batch.column("number").to_numpy())
        rows[batch.column("row").to_numpy(), BORN:HOUSE] = np.column_stack([*plain, *number])
    for first, name in ((GIVEN1, "given_names"), (SURNAME1, "surnames")):
        whole = GIVEN if name == "given_names" else SURNAMES
        for batch in duck.batches(f"SELECT row, {name} FROM {table} WHERE {name} IS NOT NULL"):
            one, two, joined = names(batch.column(name), vocabulary)
            at = batch.column("row").to_numpy()
            rows[at, first : first + 2] = np.column_stack([one, two])
            rows[at, whole] = joined
    for batch in duck.batches(
        f"SELECT row, house, street, unit, city FROM {table}"
        " WHERE street IS NOT NULL OR city IS NOT NULL"
    ):
        at = batch.column("row").to_numpy()
        rows[at, HOUSE:] = np.column_stack(placed(batch, vocabulary))
    return Columns(rows, vocabulary)


_NUMBERS = ("born", "sex_zip", "country", "phone", "email")


def placed(batch: pa.RecordBatch, vocabulary: Vocabulary) -> tuple[Ints, Ints, Ints, Ints]:
    """Return of each address a number for house and unit, the ids of street and city, and a number
    for the house alone."""
    house = _each(batch.column("house"), vocabulary.unit)
    street = _each(batch.column("street"), vocabulary.street)
    unit = _each(batch.column("unit"), vocabulary.unit)
    city = _each(batch.column("city"), vocabulary.city)
    powers = words.powers(max(int(part[2].max(initial=0)) for part in (street, unit)))
    with np.errstate(over="ignore"):
        building = house[1] * powers[street[2]] + street[1]
        whole = building * powers[unit[2]] + unit[1]
    return _folded(whole), street[0], city[0], _folded(building)


def _each(
    texts: pa.Array[Any], written: Callable[[str], Written]
) -> tuple[Ints, words.Hashes, Ints]:
    """Return token, number and size of each text, each distinct text looked at once."""
    coded = texts.cast(pa.string()).dictionary_encode()
    known = [(0, 0, 0), *(written(str(one)) for one in coded.dictionary.to_pylist())]
    code = coded.indices.fill_null(-1).to_numpy() + 1
    table = np.array([(token, size) for token, _, size in known], np.int32)
    number = np.array([number for _, number, _ in known], np.uint64)
    return table[code, 0], number[code], table[code, 1]


def names(texts: pa.Array[Any], vocabulary: Vocabulary) -> tuple[Ints, Ints, Ints]:
    """Return the ids of the first two names of each text, and a number for all its letters."""
    coded = texts.cast(pa.string()).dictionary_encode()
    code = coded.indices.to_numpy()
    one, two, joined = _each_names(coded.dictionary, vocabulary)
    return one[code], two[code], joined[code]


def _each_names(texts: pa.Array[Any], vocabulary: Vocabulary) -> tuple[Ints, Ints, Ints]:
    split = pc.utf8_split_whitespace(pc.replace_substring(texts, "-", " "))
    record = pc.list_parent_indices(split).to_numpy()
    coded = pc.list_flatten(split).dictionary_encode()
    known = [vocabulary.word(str(word)) for word in coded.dictionary.to_pylist()]
    code = coded.indices.to_numpy()
    table = np.array([(token, size) for token, _, size in known] or [(0, 0)], np.int32)
    number = np.array([number for _, number, _ in known] or [0], np.uint64)
    token = table[code, 0]
    kept = np.flatnonzero(token)
    made = np.zeros((2, len(texts)), np.int32)
    rank = _rank(record[kept])
    for place in (0, 1):
        chosen = kept[rank == place]
        made[place, record[chosen]] = token[chosen]
    return made[0], made[1], _joined(record, number[code], table[code, 1], len(texts))


def joined(found: Sequence[tuple[int, int]]) -> int:
    """Return the number of all letters in a row of one record's words, as ``names`` does."""
    made = 0
    for number, size in found:
        made = (made * pow(words.BASE, size, 1 << 64) + number) & 0xFFFFFFFFFFFFFFFF
    return words.mixed_one(made) & 0x7FFFFFFF | 1 if made else 0


def packed(number: Longs) -> tuple[Ints, Ints]:
    """Return nine digits as 4 and 5 binary-coded digits, each with a bit that says it is given."""
    high = _coded_digits(number // 100_000, 4)
    low = _coded_digits(number % 100_000, 5)
    given = number > 0
    return (
        np.where(given, high | NUMBER_GIVEN, 0).astype(np.int32),
        np.where(given, low, 0).astype(np.int32),
    )


def _coded_digits(number: Longs, digits: int) -> Longs:
    made = np.zeros_like(number)
    for place in range(digits):
        made |= (number // 10**place % 10) << (4 * place)
    return made


def _rank(record: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the place of each entry among those of its record, which stand together."""
    if len(record) == 0:
        return record
    begins = np.flatnonzero(np.concatenate([[True], record[1:] != record[:-1]]))
    counts = np.diff(np.concatenate([begins, [len(record)]]))
    return np.arange(len(record)) - np.repeat(begins, counts)


def _joined(record: npt.NDArray[Any], number: words.Hashes, size: Ints, count: int) -> Ints:
    """Return a number of all letters in a row, the same whether written in one word or three.

    A word's number is a polynomial in its letters, so that of a concatenation follows from the
    words' own.
    """
    made = np.zeros(count, np.uint64)
    powers = words.powers(int(size.max(initial=0)))
    rank = _rank(record)
    with np.errstate(over="ignore"):
        for place in range(int(rank.max(initial=-1)) + 1):
            chosen = np.flatnonzero(rank == place)
            at = record[chosen]
            made[at] = made[at] * powers[size[chosen]] + number[chosen]
    return _folded(made)


def _folded(made: words.Hashes) -> Ints:
    folded = words.mixed(made) & np.uint64(0x7FFFFFFF)
    return np.where(made == 0, 0, folded | np.uint64(1)).astype(np.int32)
