"""One record asked about: its values as the same numbers that ``cleaned.sql`` makes of a batch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import md5

from accompany.identity.match import columns as at
from accompany.identity.match.addresses import plain
from accompany.identity.match.columns import WIDTH, Vocabulary, joined

_COUNTRIES = {
    "GUATEMALA": "GT", "GU": "GT", "GUAT": "GT", "GTM": "GT", "HONDURAS": "HN", "HO": "HN",
    "HOND": "HN", "HND": "HN", "EL SALVADOR": "SV", "ES": "SV", "SALVADOR": "SV", "SLV": "SV",
    "MEXICO": "MX", "MEX": "MX", "NICARAGUA": "NI", "NU": "NI", "NIC": "NI", "ECUADOR": "EC",
    "ECU": "EC", "COLOMBIA": "CO", "COL": "CO", "VENEZUELA": "VE", "VEN": "VE", "PERU": "PE",
    "PER": "PE", "BRAZIL": "BR", "BRASIL": "BR", "BRA": "BR", "HAITI": "HT", "HTI": "HT",
    "CUBA": "CU", "CUB": "CU", "INDIA": "IN", "IND": "IN", "UNKNOWN": "",
}  # fmt: skip
_SEXES = {
    **dict.fromkeys(("M", "MALE", "MAN", "BOY", "H", "HOMBRE", "MASCULINO"), 1),
    **dict.fromkeys(("F", "FEMALE", "WOMAN", "GIRL", "MUJER", "FEMENINO"), 2),
}
_NO_NUMBERS = frozenset(
    [digit * size for digit in "0123456789" for size in (7, 8, 9)] + ["123456789", "12345678"]
)
_DAY = re.compile("(190[1-9]|19[1-9][0-9]|2[0-9]{3})-(0[1-9]|[1-9][0-9])-(0[1-9]|[1-9][0-9])")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of somebody, as given; an empty value is not known."""

    given_names: str = ""
    surnames: str = ""
    born_on: str = ""
    sex: str = ""
    country: str = ""
    a_number: str = ""
    address: str = ""
    unit: str = ""
    city: str = ""
    zip: str = ""
    phone: str = ""
    email: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str | None]) -> Asked:
        return cls(*(values.get(name) or "" for name in _ASKED))


_ASKED = tuple(one.name for one in fields(Asked))


def row_of(asked: Asked, vocabulary: Vocabulary) -> list[int]:
    """Return the one record as a row of ``Columns``."""
    row = [0] * WIDTH
    for first, letters, text in (
        (at.GIVEN1, at.GIVEN, asked.given_names),
        (at.SURNAME1, at.SURNAMES, asked.surnames),
    ):
        row[first], row[first + 1], row[letters] = _names(text, vocabulary)
    row[at.BORN] = _digits(asked.born_on)
    zips = int(re.sub(r"[^0-9]", "", asked.zip)[:5] or "0", 16)
    row[at.SEX_ZIP] = _SEXES.get(asked.sex.upper(), 0) << at.SEX_ABOVE | zips
    country = plain(asked.country)
    row[at.COUNTRY] = _coded(_COUNTRIES.get(country, country))
    phone = re.sub(r"[^0-9]", "", asked.phone)
    row[at.PHONE] = _coded(phone[-10:] if len(phone) >= 7 else "")
    row[at.EMAIL] = _coded(asked.email.strip().lower())
    row[at.HOUSE], row[at.STREET], row[at.CITY], row[at.BUILDING] = _placed(asked, vocabulary)
    number = re.sub(r"[^0-9]", "", asked.a_number)
    known = 7 <= len(number) <= 9 and number not in _NO_NUMBERS
    if known and int(number):
        digits = f"{int(number):09d}"
        row[at.NUMBER_HIGH] = int(digits[:4], 16) | at.NUMBER_GIVEN
        row[at.NUMBER_LOW] = int(digits[4:], 16)
    return row


def _names(text: str, vocabulary: Vocabulary) -> tuple[int, int, int]:
    found = [vocabulary.word(word) for word in text.replace("-", " ").split()]
    tokens = [token for token, _, _ in found if token]
    one, other, *_ = [*tokens, 0, 0]
    return one, other, joined([(number, size) for _, number, size in found])


def _digits(born: str) -> int:
    """Return eight digits, of a day that no calendar has too: a slip of the pen says something."""
    if american := re.fullmatch("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", born):
        month, day, year = american.groups()
        born = f"{year}-{month:0>2}-{day:0>2}"
    found = _DAY.match(born)
    return int("".join(found.groups()), 16) if found else 0


def _coded(text: str) -> int:
    if not text:
        return 0
    low = int.from_bytes(md5(text.encode(), usedforsecurity=False).digest()[8:], "little")
    return (low & 2147483646) + 1


def _placed(asked: Asked, vocabulary: Vocabulary) -> tuple[int, int, int, int]:
    first, _, rest = asked.address.partition(" ")
    house, street = (first, rest) if first[:1].isdigit() else ("", asked.address)
    found = [vocabulary.unit(house), vocabulary.street(street), vocabulary.unit(asked.unit)]
    numbers = [(number, size) for _, number, size in found]
    return joined(numbers), found[1][0], vocabulary.city(asked.city)[0], joined(numbers[:2])
