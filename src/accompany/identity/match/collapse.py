"""Exact copies: records equal in every compared value are taken as one before pairing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from accompany.identity.match.columns import Columns
from accompany.identity.match.keys import WHOLE, keys
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
    first, group = _groups(records)
    stands = first[group]
    copy = np.flatnonzero(stands != np.arange(len(records)))
    scored = scorer.pairs(stands[copy], copy)
    joins = np.flatnonzero(scored.sure >= least)
    kept = np.ones(len(records), np.bool_)
    kept[copy[joins]] = False
    return Copies(np.flatnonzero(kept), scored.where(joins))


def _groups(records: Columns) -> tuple[Any, Any]:
    """Return the first record of each group of equals, and each record's group."""
    (key,) = keys(WHOLE, records)
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return first, group
