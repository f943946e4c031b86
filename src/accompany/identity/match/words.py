"""Words of names as they are compared: Spanish spelling made even, particles aside.

A word is cleaned once, however many records carry it, so a batch and a look-up cannot differ.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

VERSION = 2
"""Raised with every change to a step below or to a key: an older index is then built anew."""

_NOT_LETTERS = re.compile("[^A-Z]+")
_PARTICLES = frozenset(
    ["DE", "DEL", "LA", "LAS", "LOS", "EL", "Y", "DA", "DO", "DOS", "DAS", "VDA"]
)
_NOBODY = re.compile("UNKNOWN|DESCONOCID[OA]|FNU|LNU|NFN|NLN|UNK|NONE|X{3,}|TEST")
_GLUED = re.compile(
    "DE(?:LA|LOS|LAS)([A-Z]{3,})"
    "|DEL(CID|RIO|VALLE|TORO|CARMEN|PILAR|AGUILA|CASTILLO)|DE(LEON|JESUS|PAZ|DIOS)"
)
_SOUNDS = tuple(
    pair.split(">")
    for pair in [
        "TZ>S",
        "TS>S",
        "X>S",
        "PH>F",
        "CH>4",
        "SH>4",
        "H>",
        "QUE>KE",
        "QUI>KI",
        "Q>K",
        "GUE>G#E",
        "GUI>G#I",
        "GE>JE",
        "GI>JI",
        "#>",
        "CE>SE",
        "CI>SI",
        "C>K",
        "Z>S",
        "V>B",
        "W>U",
        "LL>I",
        "Y>I",
        "NB>MB",
        "NP>MP",
        "SS>S",
        "NN>N",
        "RR>R",
        "TT>T",
        "MM>M",
        "PP>P",
        "FF>F",
        "KK>K",
        "LL>L",
        "AA>A",
        "EE>E",
        "II>I",
        "OO>O",
        "UU>U",
    ]
)
"""How Spanish spelling is heard, in order: b and v, s and c and z, ll and y, a silent h."""

_MASK = 0xFFFFFFFFFFFFFFFF
_STEP = 0x9E3779B97F4A7C15
_FINAL: tuple[tuple[int, int], ...] = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_STEPS, _LAST = np.uint64(_STEP), np.uint64(31)
_FINALS = tuple((np.uint64(shift), np.uint64(times)) for shift, times in _FINAL)
_PIECE = 1 << 15
"""Numbers mixed at once: as many as stay in the processor's cache."""
BASE = 0x9E3779B97F4A7C15


def token(word: str) -> str:
    """Return a word as it is compared, or nothing for a particle or a sign that nobody knows."""
    bare = letters(word)
    if bare in _PARTICLES or _NOBODY.fullmatch(bare):
        return ""
    if bare.startswith("DE") and (glued := _GLUED.fullmatch(bare)):
        return glued[1] or glued[2] or glued[3]
    return bare


def letters(word: str) -> str:
    """Return the letters of a word, A to Z."""
    upper = word.upper()
    if not upper.isascii():
        upper = unicodedata.normalize("NFD", upper)
    return upper if upper.isalpha() and upper.isascii() else _NOT_LETTERS.sub("", upper)


def sound(word: str) -> str:
    """Return how a token is heard by somebody who writes Spanish."""
    if word.startswith("X"):
        word = "J" + word[1:]
    for spelt, heard in _SOUNDS:
        if spelt in word:
            word = word.replace(spelt, heard)
    return word


@cache
def formal() -> Mapping[str, frozenset[str]]:
    """Return the given names a short form may stand for, itself among them, as tokens."""
    text = resources.files(__package__).joinpath("short_forms.toml").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for name, shorts in tomllib.loads(text)["short"].items():
        for short in shorts:
            found.setdefault(token(short), {token(short)}).add(token(name))
    return {short: frozenset(names) for short, names in found.items()}


def number(text: str) -> int:
    """Return a word as one number that its letters alone decide, for a 64-bit key; none is 0."""
    made = 0
    for letter in text.encode():
        made = (made * BASE + letter) & 0xFFFFFFFFFFFFFFFF
    return made


def powers(highest: int) -> Hashes:
    """Return the powers of the base of ``number``, to be indexed by a word's length."""
    with np.errstate(over="ignore"):
        return np.concatenate(
            [np.ones(1, np.uint64), np.cumprod(np.full(highest, BASE, np.uint64))]
        ).astype(np.uint64)


def mixed(*parts: npt.NDArray[Any] | int) -> Hashes:
    """Mix columns of numbers into one 64-bit key (SplitMix64's finaliser after each)."""
    scalars = [int(part) for part in parts if not isinstance(part, np.ndarray)]
    columns = [part for part in parts if isinstance(part, np.ndarray)]
    key: Any = np.uint64(mixed_one(*scalars))
    for part in columns:
        key = mixed_in(key, part)
    return np.asarray(key, np.uint64)


def mixed_in(key: Any, part: npt.NDArray[Any]) -> Hashes:
    """Mix one more column into keys."""
    made: Hashes = part.astype(np.uint64)
    made ^= key
    for first in range(0, len(made), _PIECE):
        some = made[first : first + _PIECE]
        some += _STEPS
        for shift, times in _FINALS:
            some ^= some >> shift
            some *= times
        some ^= some >> _LAST
    return made


def mixed_one(*parts: int) -> int:
    """Mix single numbers as ``mixed`` does whole columns; constants go before columns there."""
    key = _STEP
    for part in parts:
        key = mixed_on(key, part)
    return key


def mixed_on(key: int, part: int) -> int:
    """Mix one more number into a key."""
    key = ((key ^ part) + _STEP) & _MASK
    for shift, times in _FINAL:
        key = (key ^ (key >> shift)) * times & _MASK
    return key ^ (key >> 31)
