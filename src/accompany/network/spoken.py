"""Phones, dates and nationalities as people say them, and a cleaned form where there is one."""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta

from accompany.core.when import DEFAULT_ZONE, MICROSECOND, When, day_ends, day_starts, read_when

COUNTRY = {"us": "1", "mx": "52", "gt": "502", "sv": "503", "hn": "504", "ni": "505"}
LENGTH = {"1": 10, "52": 10, "502": 8, "503": 8, "504": 8, "505": 8}
"""Digits after the country code."""


def phone(text: str, country: str = "us") -> str | None:
    """Return ``+`` and digits, or None where too little was said to know the number.

    ``+52 1 867 ...`` is how Mexican mobiles were written until 2019 and is the same number
    without the 1. ``*7777`` or the last four digits are no number.
    """
    digits = re.sub(r"\D", "", text)
    international = text.strip().startswith(("+", "00"))
    digits = digits.removeprefix("00") if text.strip().startswith("00") else digits
    if international:
        code = next((c for c in sorted(LENGTH, key=len, reverse=True) if digits.startswith(c)), "")
        rest = digits.removeprefix(code)
    else:
        code, rest = COUNTRY.get(country, ""), digits
        rest = rest[1:] if code == "1" and len(rest) == 11 and rest[0] == "1" else rest
    rest = rest[1:] if code == "52" and len(rest) == 11 and rest[0] == "1" else rest
    if not code:
        return f"+{digits}" if international and 8 <= len(digits) <= 15 else None
    return f"+{code}{rest}" if len(rest) == LENGTH[code] else None


MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "ene feb mar abr may jun jul ago sep oct nov dic",
    )
    for number, name in enumerate(names.split(), 1)
}
PART = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "principios": (1, 4),
        "mediados": (5, 8), "finales": (9, 12), "fines": (9, 12)}  # fmt: skip
SEASON = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12), "fall": (9, 12),
          "primavera": (3, 6), "verano": (6, 9), "otono": (9, 12), "otoño": (9, 12)}  # fmt: skip
EASTER = ("easter", "semana santa", "pascua")


def when(text: str, zone: str = DEFAULT_ZONE) -> When | None:
    """Return the span a date in words can mean, or None where no year was said.

    ``around Easter 2023`` is the week before to the week after; ``early March`` of a year is the
    whole month, since people differ in what they call early.
    """
    text = text.strip().lower()
    if not text:
        return None
    try:
        return read_when(text.upper(), zone)
    except ValueError:
        pass
    year = re.search(r"\b(19|20)\d\d\b", text)
    return _in_year(text, int(year[0]), zone) if year else None


def _in_year(text: str, year: int, zone: str) -> When:
    words = re.findall(r"[a-zñ]+", text)
    if any(word in text for word in EASTER):
        return _days(easter(year) - timedelta(7), easter(year) + timedelta(7), zone)
    month = next((MONTHS[word] for word in words if word in MONTHS), None)
    if month:
        return _months(year, month, month, zone)
    for spans in (PART, SEASON):
        span = next((spans[word] for word in words if word in spans), None)
        if span:
            return _months(year, *span, zone)
    return _months(year, 1, 12, zone)


def _months(year: int, first: int, last: int, zone: str) -> When:
    after = date(year + last // 12, last % 12 + 1, 1)
    return _days(date(year, first, 1), after - timedelta(1), zone)


def _days(first: date, last: date, zone: str) -> When:
    return When(day_starts(first, zone), day_ends(last, zone))


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus; Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


NATIONALITY = {
    stem: code
    for code, stems in {
        "gt": "guatemal chapin", "hn": "hondur catrach", "sv": "salvador guanac",
        "mx": "mexic mejic", "ni": "nicarag nica", "cu": "cuba", "ec": "ecuator ecuador",
        "co": "colombia", "ve": "venezol venezuel", "us": "american estadounid gring",
        "pe": "perua peruv", "br": "brasil brazil", "ht": "hait", "in": "indian indi",
    }.items()
    for stem in stems.split()
}  # fmt: skip


def nationality(text: str) -> str | None:
    """Return a country's two letters for a word such as ``guatemalteco`` or ``Honduran``."""
    word = text.strip().lower().translate(str.maketrans("áéíóúñ", "aeioun"))
    if len(word) == 2 and word in NATIONALITY.values():
        return word
    return next((code for stem, code in NATIONALITY.items() if word.startswith(stem)), None)


def span_text(found: When | None) -> str:
    """Return a span as ISO text for an export, days where it is made of days."""
    if found is None:
        return ""
    if found.exact:
        return found.earliest.astimezone(UTC).isoformat()
    return f"{found.earliest.date()}/{(found.latest - MICROSECOND).date()}"
