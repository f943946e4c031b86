"""Where people live and how they are reached: made-up addresses, telephones and e-mails."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np

from accompany.simulate import columns
from accompany.simulate.chance import Bools, Floats, Ints, pick
from accompany.simulate.columns import Column
from accompany.simulate.names import by_hand
from accompany.simulate.rates import listed, rate

KINDS = (("Street", "St"), ("Avenue", "Ave"), ("Road", "Rd"), ("Drive", "Dr"), ("Lane", "Ln"),
         ("Boulevard", "Blvd"), ("Court", "Ct"))  # fmt: skip
UNITS = ("Apt", "Unit", "#")

AREA_CODES = 80
"""Codes whose second digit is 9 are kept free for a longer form: nobody has such a number."""


def _streets() -> list[str]:
    found: list[str] = by_hand()["streets"]
    return found


@cache
def towns() -> tuple[list[dict[str, str]], Floats]:
    """Return the towns sponsors live in, and how many children go to each."""
    by_state: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in listed("towns.csv"):
        by_state[row["state"]].append(row)
    rows, weights = [], []
    for state, share in rate("sponsors", "states").items():
        people = [float(row["people"]) for row in by_state[state]]
        rows += by_state[state]
        weights += [share * one / sum(people) for one in people]
    return rows, np.array(weights)


@cache
def _town_columns() -> dict[str, Column]:
    rows, _ = towns()
    return {key: columns.words([row[key] for row in rows]) for key in ("state", "zip", "town")}


@cache
def states() -> Ints:
    """Return each town's state as a number."""
    names = sorted(rate("sponsors", "states"))
    return np.array([names.index(row["state"]) for row in towns()[0]], dtype=np.int64)


def addresses(rng: np.random.Generator, n: int) -> dict[str, Ints]:
    """Make addresses as numbers: town, house, street, kind of street, unit (0 is none)."""
    apartments = rng.random(n) < rate("sponsors", "apartments")
    return {
        "town": pick(rng, towns()[1], n),
        "house": np.where(apartments, 100 * rng.integers(1, 60, n), rng.integers(100, 9999, n)),
        "street": rng.integers(0, len(_streets()), n),
        "street_kind": rng.integers(0, len(KINDS), n),
        "unit": np.where(apartments, rng.integers(1, 340, n), 0),
        "unit_kind": rng.integers(0, len(UNITS), n),
    }


def street_text(where: dict[str, Ints], short: Ints) -> Column:
    """Write house and street; ``short`` is 1 where the kind of street is abbreviated."""
    kinds = [form for kind in KINDS for form in kind]
    street = columns.taken(_streets(), where["street"])
    kind = columns.taken(kinds, where["street_kind"] * 2 + short)
    return columns.joined([columns.text(where["house"]), street, kind], " ")


def unit_text(where: dict[str, Ints], told: Bools) -> Column:
    """Write the unit, null where there is none or it was not ``told``."""
    number = columns.text(where["unit"], (where["unit"] > 0) & told)
    return columns.joined([columns.taken(UNITS, where["unit_kind"]), number], " ")


def town_text(where: dict[str, Ints]) -> dict[str, Column]:
    return {name: columns.taken(column, where["town"]) for name, column in _town_columns().items()}


def phones(rng: np.random.Generator, n: int) -> Ints:
    """Make telephone numbers that nobody can have, as whole numbers of ten digits."""
    area = rng.integers(0, AREA_CODES, n)
    code = 100 * (2 + area // 10) + 90 + area % 10
    return code * 10_000_000 + rng.integers(200, 1000, n) * 10_000 + rng.integers(0, 10_000, n)


def phone_text(number: Ints) -> Column:
    """Write numbers as 000-000-0000; null where there is none."""
    digits = columns.text(number, number >= 0)
    ends = ((0, 3), (3, 6), (6, 10))
    return columns.joined([columns.piece(digits, a, b) for a, b in ends], "-")
