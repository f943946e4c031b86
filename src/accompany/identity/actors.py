"""People of network cases: who may be one person under several names, nicknames and numbers.

A model of its own: a case has dozens of people, told of by others, without dates of birth. It
weighs as Fellegi and Sunter (1969) do, and it never joins anybody: what it finds stays doubtful
until a person judges it.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import combinations
from typing import Any

from accompany.identity.match.words import formal, letters, sound, token

LARGEST_BLOCK = 100
"""More people than this behind one word pair or number say nothing about any two of them."""
NEAR, STEM = 2, 4


@dataclass(frozen=True)
class Person:
    """What a case says of one record: names and nicknames as said, and the numbers it uses."""

    record: str
    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    years: int | None = None
    nationality: str = ""

    @cached_property
    def words(self) -> frozenset[tuple[str, ...]]:
        """The names as words in order of the alphabet: nobody says which is the surname."""
        said = (tuple(sorted({token(word) for word in name.split()} - {""})) for name in self.names)
        return frozenset(words for words in said if words)

    @cached_property
    def full(self) -> frozenset[tuple[str, ...]]:
        return frozenset(words for words in self.words if len(words) > 1)

    @cached_property
    def nicknames(self) -> frozenset[str]:
        return frozenset(words[0] for words in self.words if len(words) == 1)

    @cached_property
    def heard(self) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(sorted(_heard(word) for word in words)) for words in self.full)


def _heard(word: str) -> str:
    """Return how a word sounds; a short form sounds as the name it most likely stands for."""
    return sound(min(formal().get(word, {word}) - {word}, default=word))


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records that may be one person, how likely, and what is alike and what is not."""

    left: str
    right: str
    probability: float
    why: tuple[str, ...]


@cache
def _weights() -> Mapping[str, Any]:
    text = resources.files("accompany.identity").joinpath("actors.toml").read_text("utf-8")
    return tomllib.loads(text)


def alike(people: Sequence[Person], apart: Collection[frozenset[str]] = ()) -> list[Alike]:
    """Return the pairs that may be one person, likeliest first.

    ``apart`` holds pairs of records known to be two: seen together, or judged different. What
    many in the case share (a nickname, a phone that goes from hand to hand) counts for less.
    """
    shared = Counter(value for one in people for value in _values(one))
    before = 2 * _weights()["twice"] / max(len(people) - 1, 1)
    found = []
    for one, other in _pairs(people):
        if frozenset((one.record, other.record)) in apart:
            continue
        odds, why = before / (1 - before), []
        for likeness, weight in _likenesses(one, other, shared, len(people)):
            odds *= weight
            why.append(likeness)
        likely = min(odds / (1 + odds), _weights()["ceiling"])
        if likely >= _weights()["floor"]:
            left, right = sorted((one.record, other.record))
            found.append(Alike(left, right, round(likely, 2), tuple(why)))
    return sorted(found, key=lambda pair: (-pair.probability, pair.left, pair.right))


def _values(one: Person) -> Iterable[Hashable]:
    """Return what others may carry too: whole names, nicknames, numbers."""
    return {*one.full, *one.nicknames, *one.numbers}


def _pairs(people: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    """Yield the pairs worth comparing, each once: two words heard alike, a nickname, a number."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for at, one in enumerate(people):
        heard = {pair for words in one.heard for pair in combinations(words, 2)}
        for key in {*heard, *one.nicknames, *one.numbers}:
            blocks[key].append(at)
    several = (block for block in blocks.values() if len(block) <= LARGEST_BLOCK)
    for left, right in sorted({pair for block in several for pair in combinations(block, 2)}):
        yield people[left], people[right]


Weighed = tuple[str, float]


def _likenesses(
    one: Person, other: Person, shared: Mapping[Hashable, int], of: int
) -> Iterator[Weighed]:
    """Yield what can be compared, with how much likelier it is of one person than of two."""
    if one.full and other.full:
        best, held = _names(one, other, shared)
        yield _weighed("name", best, held, of)
    if nicknames := one.nicknames & other.nicknames:
        yield _weighed("nickname", "the same nickname", min(shared[n] for n in nicknames) - 2, of)
    if one.numbers and other.numbers:
        both = one.numbers & other.numbers
        held = min((shared[number] for number in both), default=2) - 2
        yield _weighed("number", f"{'a' if both else 'no'} number in common", held, of)
    if one.years is not None and other.years is not None:
        near = abs(one.years - other.years) <= NEAR
        yield _weighed("years", "ages within two years" if near else "ages further apart", 0, of)
    if one.nationality and other.nationality:
        same = letters(one.nationality)[:STEM] == letters(other.nationality)[:STEM]
        yield _weighed("nationality", "one nationality" if same else "two nationalities", 0, of)


def _weighed(field: str, likeness: str, held: int, of: int) -> Weighed:
    """Return the likeness with its weight; ``held``: how many others of the case share it."""
    row = _weights()[field][likeness]
    return likeness, row["same"] / max(row["other"], held / of)


def _names(one: Person, other: Person, shared: Mapping[Hashable, int]) -> tuple[str, int]:
    """Return the best likeness among the full names of two, and how many others share it."""
    both = one.full & other.full
    if both:
        best = max(both, key=len)
        return ("three words alike" if len(best) > 2 else "two words alike"), shared[best] - 2
    if one.heard & other.heard:
        return "heard alike", 0
    nearest = max((_in_common(a, b) for a in one.heard for b in other.heard), key=lambda n: n[0])
    return nearest[1], 0


def _in_common(one: Sequence[str], other: Sequence[str]) -> tuple[int, str]:
    """Say how many words two names share; brothers share two surnames and are two people."""
    common = len(set(one) & set(other))
    if common > 1 and common == min(len(one), len(other)):
        return common + 1, "the words of a shorter name"
    return common, ("nothing alike", "one word alike", "two words alike, a third not")[
        min(common, 2)
    ]
