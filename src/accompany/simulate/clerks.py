"""Who writes: clerks differ, offices have bad days, and what one hears wrong befalls a family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from accompany.simulate.chance import Bools, Floats, Ints, even, mixed
from accompany.simulate.rates import rate

AGENCIES = ("cbp", "hhs", "ice", "court", "uscis", "provider", "concern", "hotline")
MOST = 8.0
"""No clerk on any day errs more than eight times as often as the mean."""


@dataclass(frozen=True, slots=True)
class Desk:
    """For each record, at whose desk it was written."""

    agency: str
    office: Ints
    day: Ints
    clerk: Ints
    sloppy: Floats
    """How many times oftener than the mean this clerk errs on this day."""
    turns_dates: Bools
    """Whether this clerk writes the day before the month."""


def desk(seed: int, agency: str, office: Ints, day: Ints, group: Ints) -> Desk:
    """Seat each record at a desk: what arrives together (``group``) is written by one clerk."""
    place = AGENCIES.index(agency)
    a, b, c = mixed(seed, place, office), mixed(seed, place, day), group
    number = mixed(_whole(a), _whole(b), c) % np.uint64(rate("errors", "clerks_per_office"))
    clerk = office * rate("errors", "clerks_per_office") + number.astype(np.int64)
    spread = rate("errors", "clerk_spread")
    habit: Floats = special.gammaincinv(spread, even(seed, place, clerk, 1)) / spread
    sigma = rate("errors", "day_spread")
    bad_day: Floats = np.exp(
        sigma * special.ndtri(even(seed, place, office, day, 2)) - sigma**2 / 2
    )
    turns = even(seed, place, clerk, 3) < rate("errors", "clerk_swaps_dates")
    return Desk(agency, office, day, clerk, np.minimum(habit * bad_day, MOST), turns)


def _whole(bits: np.ndarray[tuple[int, ...], np.dtype[np.uint64]]) -> Ints:
    return (bits >> np.uint64(1)).astype(np.int64)
