"""The children: families, brothers, sisters and twins, where they come from and when they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np

from accompany.simulate import names
from accompany.simulate.chance import Bools, Floats, Ints, Texts, pick, pick_named, stream
from accompany.simulate.rates import listed, rate

CHUNK = 25_000
"""Children made at a time; a family never stands in two chunks."""

EPOCH = np.datetime64("1970-01-01", "D")
FIRST_MONTH, LAST_MONTH = "2018-10", "2023-09"
YEAR = 365.25
MAYA, GARIFUNA, SPANISH = 1, 2, 0
LARGEST_FAMILY = 4


@dataclass(frozen=True, slots=True)
class Children:
    """The children of one chunk, column by column; days are counted from 1970-01-01."""

    number: Ints
    """Each child's own number, from 0, the same in every nation of this seed."""
    family: Ints
    """The family, numbered within the chunk; brothers and sisters have one."""
    travelled: Ints
    """Who came together, numbered within the chunk."""
    order: Ints
    """Place within the family, from 0."""
    twin: Ints
    """The other twin's place in the chunk, or -1."""
    country: Texts
    people: Ints
    """Spanish, Maya or Garifuna: what the names and the language follow."""
    girl: Bools
    born: Ints
    arrived: Ints
    adult: Bools
    """An adult who said to be 17."""
    mother: Bools
    given1: Ints
    given2: Ints
    given3: Ints
    surname1: Ints
    surname2: Ints

    def __len__(self) -> int:
        return len(self.number)


@cache
def _arrivals() -> tuple[tuple[str, ...], Floats, Mapping[str, Floats]]:
    """Return the months, how many arrive in each, and each month's weights by country."""
    referred: float = rate("children", "mexicans_referred")
    unknown: Mapping[str, float] = rate("children", "countries_without_series")
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in listed("arrivals.csv"):
        if not FIRST_MONTH <= row["month"] <= LAST_MONTH:
            continue
        n, country = float(row["encounters"]), row["country"]
        if country:
            counts[row["month"]][country] += n * (referred if country == "MEX" else 1.0)
        else:
            n *= 1 - rate("children", "mexicans_without_series") * (1 - referred)
            whole = sum(unknown.values())
            for known, share in unknown.items():
                counts[row["month"]][known] += n * share / whole
    months = tuple(sorted(counts))
    countries = sorted({country for found in counts.values() for country in found})
    by_country = {c: np.array([counts[m].get(c, 0.0) for m in months]) for c in countries}
    total: Floats = np.sum(list(by_country.values()), axis=0)
    return months, total, by_country


def children(seed: int, chunk: int, n: int) -> Children:
    """Make the ``n`` children of one chunk."""
    rng = stream(seed, chunk, "children")
    family, order = _families(rng, n)
    count = int(family[-1]) + 1
    country = _countries(rng, count)
    people = _peoples(rng, country)
    travelled, arrived = _arrived(rng, family, order, country)
    born, twin = _born(rng, family, order, arrived)
    girl = rng.random(n) < np.array([rate("children", "girls")[c] for c in country])[family]
    alike = rng.random(n) < rate("families", "twins_alike")
    follows = (twin >= 0) & (order > 0) & alike
    girl = np.where(follows, girl[np.maximum(twin, 0)], girl)
    adult = (rng.random(n) < rate("children", "adults")) & (arrived - born > 16 * YEAR)
    born = np.where(adult, born - rng.integers(400, 1500, n), born)
    mother = girl & (arrived - born > 15 * YEAR)
    mother &= rng.random(n) < rate("children", "mothers_among_girls_of_15_up")
    made = Children(
        number=chunk * CHUNK + np.arange(n), family=family, travelled=travelled, order=order,
        twin=twin, country=country[family], people=people[family], girl=girl, born=born,
        arrived=arrived, adult=adult, mother=mother,
        **dict.fromkeys(("given1", "given2", "given3", "surname1", "surname2"), family),
    )  # fmt: skip
    return _named(rng, made)


def _families(rng: np.random.Generator, n: int) -> tuple[Ints, Ints]:
    """Return each child's family and place in it; the last family may be cut short."""
    sizes = 1 + pick(rng, rate("families", "sizes"), n)
    ends = np.cumsum(sizes)
    last = int(np.searchsorted(ends, n))
    sizes = sizes[: last + 1]
    sizes[-1] -= int(ends[last]) - n
    family = np.repeat(np.arange(len(sizes)), sizes)
    order = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return family, order


def _countries(rng: np.random.Generator, count: int) -> Texts:
    _, _, by_country = _arrivals()
    return pick_named(rng, {c: float(found.sum()) for c, found in by_country.items()}, count)


def _peoples(rng: np.random.Generator, country: Texts) -> Ints:
    maya, garifuna = rate("children", "maya"), rate("children", "garifuna")
    u = rng.random(len(country))
    is_maya = u < np.array([maya.get(c, 0.0) for c in country])
    is_garifuna = u > 1 - np.array([garifuna.get(c, 0.0) for c in country])
    return np.where(is_maya, MAYA, np.where(is_garifuna, GARIFUNA, SPANISH)).astype(np.int64)


def _arrived(
    rng: np.random.Generator, family: Ints, order: Ints, country: Texts
) -> tuple[Ints, Ints]:
    """Return who came together, and the day each came."""
    months, _, by_country = _arrivals()
    n = len(family)
    together = rng.random(n) < rate("families", "travel_together")
    leads = (order == 0) | ~together
    travelled = np.cumsum(leads) - 1
    place = np.zeros(n, dtype=np.int64)
    for name in sorted(by_country):
        those = np.flatnonzero(country[family] == name)
        place[those] = pick(rng, by_country[name], len(those))
    firsts = np.array(months, dtype="datetime64[M]")
    starts = (firsts.astype("datetime64[D]") - EPOCH).astype(np.int64)
    lengths = ((firsts + 1).astype("datetime64[D]") - firsts.astype("datetime64[D]")).astype(
        np.int64
    )
    day = starts[place] + (rng.random(n) * lengths[place]).astype(np.int64)
    return travelled, day[np.flatnonzero(leads)][travelled]


def _born(rng: np.random.Generator, family: Ints, order: Ints, arrived: Ints) -> tuple[Ints, Ints]:
    """Return birthdays, and twins; brothers and sisters are born at least ten months apart."""
    n = len(family)
    ages = rate("children", "ages")
    years = np.array(list(ages))[pick(rng, list(ages.values()), n)]
    own = arrived - ((years + rng.random(n)) * YEAR).astype(np.int64)
    apart = rng.integers(310, 1500, n)
    since_first = np.cumsum(np.where(order == 0, 0, apart))
    first = np.flatnonzero(order == 0)
    gap = since_first - since_first[first][family]
    eldest = own[first][family]
    born = np.where(order == 0, own, np.maximum(eldest + gap, arrived - int(17.9 * YEAR)))
    born = np.minimum(born, arrived - 20)
    twin = np.full(n, -1, dtype=np.int64)
    second = np.flatnonzero(order == 1)
    second = second[rng.random(len(second)) < rate("families", "twins_among_families_of_two_up")]
    second = second[arrived[second] == arrived[second - 1]]
    born[second] = born[second - 1]
    twin[second], twin[second - 1] = second - 1, second
    return born, twin


def _named(rng: np.random.Generator, made: Children) -> Children:
    n = len(made)
    given, surnames = names.given(), names.surnames()
    keys: Texts = made.country + np.where(made.girl, "/F", "/M").astype(object)
    chosen = {f"given{place}": given.draw(rng, keys) for place in (1, 2, 3)}
    # brothers and sisters bear different names: a second draw where the first is a sibling's
    same = np.zeros(n, dtype=np.bool_)
    for before in range(1, LARGEST_FAMILY):
        same[before:] |= (made.family[before:] == made.family[:-before]) & (
            chosen["given1"][before:] == chosen["given1"][:-before]
        )
    chosen["given1"] = np.where(same, given.draw(rng, keys), chosen["given1"])
    seconds = rate("families", "second_given")
    has_second = rng.random(n) < np.where(made.girl, seconds["F"], seconds["M"])
    has_second &= chosen["given2"] != chosen["given1"]
    has_third = has_second & (rng.random(n) < rate("families", "third_given"))
    roots = np.array(["", "maya", "garifuna"], dtype=object)[made.people]
    roots = np.where(roots == "", made.country, roots)
    first, second = (surnames.draw(rng, place_of(roots, place)) for place in ("/1", "/2"))
    lead = np.flatnonzero(made.order == 0)[made.family]
    half = (made.order > 0) & (rng.random(n) < rate("families", "half_siblings"))
    half &= made.twin < 0
    alone = rng.random(n)[lead] < rate("families", "one_surname")
    return replace(
        made,
        given1=chosen["given1"],
        given2=np.where(has_second, chosen["given2"], -1),
        given3=np.where(has_third, chosen["given3"], -1),
        surname1=np.where(half, first, first[lead]),
        surname2=np.where(alone & ~half, -1, second[lead]),
    )


def place_of(roots: Texts, place: str) -> Texts:
    """Return the keys of a surname pool for people of these roots."""
    keys: Texts = roots + place
    return keys


COLUMNS = tuple(field.name for field in fields(Children))
