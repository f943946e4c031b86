"""One record asked about: its values as the same numbers that ``cleaned.sql`` makes of a batch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import md5

from accompany.identity.match import columns as at
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
_STREETS = (
    ("STREET", "ST"), ("STR", "ST"), ("AVENUE", "AVE"), ("AV", "AVE"), ("ROAD", "RD"),
    ("BOULEVARD", "BLVD"), ("DRIVE", "DR"), ("LANE", "LN"), ("APARTMENT", ""), ("APT", ""),
    ("UNIT", ""), ("STE", ""), ("SUITE", ""), ("NO", ""),
)  # fmt: skip


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
    zip: str = ""
    phone: str = ""
    email: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str | None]) -> Asked:
        return cls(**{one.name: values.get(one.name) or "" for one in fields(cls)})


def row_of(asked: Asked, vocabulary: Vocabulary) -> list[int]:
    """Return the one record as a row of ``Columns``."""
    row = [0] * WIDTH
    for first, letters, text in (
        (at.GIVEN1, at.GIVEN, asked.given_names),
        (at.SURNAME1, at.SURNAMES, asked.surnames),
    ):
        row[first], row[first + 1], row[letters] = _names(text, vocabulary)
    row[at.BORN] = _digits(asked.born_on)
    row[at.SEX] = _SEXES.get(asked.sex.upper(), 0)
    country = _letters(asked.country)
    row[at.COUNTRY] = _coded(_COUNTRIES.get(country, country))
    phone = re.sub(r"[^0-9]", "", asked.phone)
    row[at.PHONE] = _coded(phone[-10:] if len(phone) >= 7 else "")
    row[at.EMAIL] = _coded(asked.email.strip().lower())
    row[at.ADDRESS] = _coded(_street(asked))
    row[at.ZIP] = int(re.sub(r"[^0-9]", "", asked.zip)[:5] or 0)
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
    try:
        day = _american(born) if "/" in born else date.fromisoformat(born[:10])
    except ValueError:
        return 0
    return int(f"{day:%Y%m%d}", 16) if 1901 <= day.year <= 2999 else 0


def _american(born: str) -> date:
    month, day, year = map(int, born.split("/"))
    return date(year, month, day)


def _coded(text: str) -> int:
    if not text:
        return 0
    low = int.from_bytes(md5(text.encode(), usedforsecurity=False).digest()[8:], "little")
    return (low & 2147483646) + 1


def _letters(text: str) -> str:
    plain = "".join(
        one for one in unicodedata.normalize("NFD", text.upper()) if not unicodedata.combining(one)
    )
    return re.sub(r"[^A-Z0-9]+", " ", plain).strip()


def _street(asked: Asked) -> str:
    if not asked.address.lstrip(" -.,#"):
        return ""
    street = f" {_letters(f'{asked.address} {asked.unit}')} "
    for long, short in _STREETS:
        street = street.replace(f" {long} ", f" {short} " if short else " ")
    return f"{street}{asked.zip[:5]}".strip()
