"""Addresses as they are compared: the letters of a street, and the numbers of house and unit."""

from __future__ import annotations

import re
import unicodedata

_SHORT = {
    "STREET": "ST", "STR": "ST", "AVENUE": "AVE", "AV": "AVE", "ROAD": "RD", "DRIVE": "DR",
    "LANE": "LN", "COURT": "CT", "PLACE": "PL", "CIRCLE": "CIR", "TERRACE": "TER",
    "BOULEVARD": "BLVD", "HIGHWAY": "HWY", "PARKWAY": "PKWY", "CRESCENT": "CRES",
    "NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W",
    "APARTMENT": "", "APT": "", "UNIT": "", "SUITE": "", "STE": "", "NO": "",
}  # fmt: skip
_NUMBER = re.compile("[0-9]+[A-Z]?")
_NOT_PLAIN = re.compile("[^A-Z0-9]+")
_NO_STREET = frozenset(["", "UNKNOWN", "DESCONOCIDA", "DESCONOCIDO", "NONE", "NA"])


def street(written: str) -> tuple[str, str]:
    """Return the words of a street in one, in their short forms, and the numbers beside them."""
    short = [_SHORT.get(word, word) for word in plain(written).split()]
    numbers = "".join(word for word in short if _NUMBER.fullmatch(word))
    words = "".join(word for word in short if not _NUMBER.fullmatch(word))
    return ("" if words in _NO_STREET else words), numbers


def unit(written: str) -> str:
    """Return what tells a unit from others of its house."""
    return "".join(_SHORT.get(word, word) for word in plain(written).split())


def city(written: str) -> str:
    """Return the letters of a city's name."""
    letters = plain(written).replace(" ", "")
    return "" if letters in _NO_STREET else letters


def plain(written: str) -> str:
    """Return upper-case letters without their marks, and digits, in words."""
    upper = written.upper()
    if not upper.isascii():
        apart = unicodedata.normalize("NFD", upper)
        upper = "".join(one for one in apart if not unicodedata.combining(one))
    return _NOT_PLAIN.sub(" ", upper).strip()
