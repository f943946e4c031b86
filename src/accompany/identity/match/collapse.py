"""Exact copies: records equal in every compared value are taken as one before pairing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from accompany.identity.match.columns import Columns
from accompany.identity.match.keys import WHOLE, Signs, keys
from accompany.identity.match.order import Places, ordered
from accompany.identity.match.score import Scored, Scorer


@dataclass(frozen=True, slots=True)
class Copies:
    """Which records stand for others, and the pairs that say so."""

    kept: npt.NDArray[np.intp]
    """The records to be paired: all that are not a copy, in order."""
    links: Scored
    """Each copy beside the record that stands for it."""


def copies(scorer: Scorer, least: float) -> Copies:
    """Find copies whose values are rare enough together that equality alone joins them.

    Two records of a common name born on 1 January without a number are equal and prove nothing:
    those stay apart and are paired like any others.
    """
    records = scorer.records
    stands = _stands_for(records)
    copy = np.flatnonzero(stands != np.arange(len(records)))
    scored = scorer.pairs(stands[copy], copy)
    joins = np.flatnonzero(scored.sure >= least)
    kept = np.ones(len(records), np.bool_)
    kept[copy[joins]] = False
    return Copies(np.flatnonzero(kept), scored.where(joins))


def _stands_for(records: Columns) -> Places:
    """Return, of each record, the first that equals it."""
    (key,) = keys(WHOLE, Signs(records))
    found = ordered(key)
    return found.places[found.firsts()][found.kinds()]
