"""Prices per leg and month, with how many there are and how far they spread; few are withheld."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accompany.network.statement import Statement
from accompany.network.ties import Floats

FEWEST = 11
"""Fewer than this are withheld: a price two people paid tells on them."""


@dataclass(frozen=True, slots=True)
class Fee:
    """What one person was asked for, or paid, on one leg; amounts are None where withheld."""

    leg: str
    state: str
    currency: str
    period: str
    n: int | None
    median: float | None
    low: float | None
    high: float | None
    """The middle half of the amounts, per person."""


def amounts(text: str) -> tuple[float, float] | None:
    """Read ``15,000`` or ``12000-15000``; None where it cannot be read."""
    numbers = [float(part.replace(",", "")) for part in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]
    return (min(numbers), max(numbers)) if 1 <= len(numbers) <= 2 else None


def fees(statements: Sequence[Statement], *, by_year: bool = False) -> list[Fee]:
    """Gather fees per leg, state, currency and (if asked) year; a range counts as its middle."""
    found: dict[tuple[str, str, str, str], list[float]] = defaultdict(list)
    for one in statements:
        read = amounts(one.value) if one.kind == "fee" else None
        if read is None:
            continue
        told = one.details
        persons = int(told["persons"]) if told.get("persons", "").isdigit() else 1
        period = str(one.when.earliest.year) if by_year and one.when else ""
        key = (told.get("leg", ""), told.get("state", ""), told.get("currency", ""), period)
        found[key].append((read[0] + read[1]) / 2 / max(persons, 1))
    return [_fee(key, np.array(paid)) for key, paid in sorted(found.items())]


def _fee(key: tuple[str, str, str, str], paid: Floats) -> Fee:
    leg, state, currency, period = key
    if len(paid) < FEWEST:
        return Fee(leg, state, currency, period, None, None, None, None)
    low, median, high = (float(x) for x in np.quantile(paid, [0.25, 0.5, 0.75]))
    return Fee(leg, state, currency, period, len(paid), median, low, high)
