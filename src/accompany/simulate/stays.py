"""When each child was found, admitted and released, once or again."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from accompany.simulate.chance import Bools, Floats, Ints, stream
from accompany.simulate.clock import DAY, MINUTE, NEVER, instant_on, local_day, on, on_the_wall
from accompany.simulate.people import YEAR, Children
from accompany.simulate.rates import rate


@dataclass(frozen=True, slots=True)
class Stays:
    """One row for each time a child was found and taken in, in order of children.

    Names in ``_at`` are instants, the others days in New York.
    """

    child: Ints
    again: Bools
    found_at: Ints
    determined_at: Ints
    told_hhs_at: Ints
    admitted_at: Ints
    found: Ints
    admitted: Ints
    released: Ints
    """The day of release, or of leaving care in another way."""

    def __len__(self) -> int:
        return len(self.child)


def stays(seed: int, chunk: int, made: Children, *, through: int) -> Stays:
    """Lay out each child's stays up to a day; who came together is moved together."""
    rng = stream(seed, chunk, "stays")
    n = len(made)
    back = np.flatnonzero(rng.random(n) < rate("children", "reentry"))
    child = np.sort(np.concatenate([np.arange(n), back]), kind="stable")
    again = np.concatenate([[False], child[1:] == child[:-1]])
    group = made.travelled[child]
    length = _days_in_care(rng, n, made.arrived[child], group)
    away = np.where(again, length + rng.integers(90, 700, len(child)), 0)
    day = made.arrived[child] + away
    found_at = instant_on(day, rng.integers(4 * 3600, 23 * 3600, n)[group])
    lag = {
        name: _hours(rng, n, name)[group] for name in ("determination", "telling_hhs", "transfer")
    }
    surge = rate("border", "hours_in_the_surge")
    crowded = (day >= on(str(surge["from"]))) & (day <= on(str(surge["to"])))
    slower = np.where(crowded, surge["times"], 1.0)
    determined_at = found_at + _span(lag["determination"])
    told_hhs_at = found_at + _span(lag["telling_hhs"] * slower)
    admitted_at = determined_at + _span(lag["transfer"] * slower)
    admitted = local_day(admitted_at)
    sooner = _sooner(seed, chunk, again, np.minimum(_into_day(found_at), _into_day(admitted_at)))
    made_up = Stays(
        child=child, again=again, found_at=found_at - sooner, determined_at=determined_at - sooner,
        told_hhs_at=_by(through, told_hhs_at - sooner), admitted_at=admitted_at - sooner, found=day,
        admitted=admitted, released=admitted + length,
    )  # fmt: skip
    known = made_up.admitted <= through
    return Stays(**{one.name: getattr(made_up, one.name)[known] for one in fields(Stays)})


def _sooner(seed: int, chunk: int, again: Bools, most: Ints) -> Ints:
    """Return by how much sooner in the day whoever comes again is found than the first time."""
    share = stream(seed, chunk, "hours of re-entry").random(len(again))
    minutes = (share * most).astype(np.int64) // MINUTE
    return np.where(again, minutes * MINUTE, 0)


def _by(through: int, instant: Ints) -> Ints:
    """Return instants up to the end of a day; what comes after has not happened."""
    return np.where(local_day(instant) <= through, instant, NEVER)


def _into_day(instant: Ints) -> Ints:
    return on_the_wall(instant) % DAY


def _days_in_care(rng: np.random.Generator, n: int, found: Ints, group: Ints) -> Ints:
    known = dict(rate("stays", "days"))
    shares = known.pop("shares")
    year = np.clip(1970 + ((found + 92) / YEAR).astype(np.int64), min(known), max(known))
    drawn = rng.random(n)[group]
    days = np.zeros(len(found))
    for one, within in known.items():
        days = np.where(year == one, np.interp(drawn, shares, within), days)
    return days.astype(np.int64)


def _hours(rng: np.random.Generator, n: int, name: str) -> Floats:
    lag = rate("border", f"hours_to_{name}")
    hours: Floats = lag["middle"] * np.exp(lag["spread"] * rng.standard_normal(n))
    return hours


def _span(hours: Floats) -> Ints:
    """Return hours as a span to the whole minute."""
    return (np.maximum(hours, 0.1) * 60).astype(np.int64) * MINUTE
