"""Records that have arrived, linked against what is known: only chains they touch are decided.

A pair's weight rests on its two records and the reference, and whoever is decided together is a
whole chain, so the answer is that of a run over all records against the same reference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from accompany.identity.match.columns import Columns, Ints
from accompany.identity.match.index import Index, Part
from accompany.identity.match.keys import RARE, WHOLE, Family, Signs, for_pairs, keys, tightened
from accompany.identity.match.model import Model
from accompany.identity.match.pairs import OUTGROWN, distinct
from accompany.identity.match.reference import rarity
from accompany.identity.match.score import CHUNK, Scorer
from accompany.identity.match.words import Hashes

COPIED = 4
"""Records of the index for each that a run pairs: exact copies stand at a key, unpaired."""

GROWTH = 1.1
"""How many times its records a reference holds for; beyond, a run takes it of all anew."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Touched:
    """What has to be decided again because of records that arrived."""

    rows: Ints
    """Known records of the chains that are touched, those told of anew left out."""
    outgrown: bool
    """Whether a key has grown so common that the reference no longer holds."""
    pairs: int


def touched(index: Index, fresh: Columns, replaced: Ints, model: Model) -> Touched:
    """Find the known records that must be decided together with those of ``fresh``.

    ``replaced`` are rows of records told of anew, or judged: their chains are decided again too.
    """
    size = len(index) + len(fresh) - len(replaced)
    if size > GROWTH * index.reference.records:
        return Touched(np.empty(0, np.int32), True, 0)
    near, outgrown = _near(index, fresh)
    joined = _joining(index, fresh, near, model.sized(index.reference.records))
    chains = index.chains()
    again = np.zeros(int(chains.max(initial=-1)) + 2, np.bool_)
    again[chains[joined]] = True
    again[chains[replaced]] = True
    again[-1] = False
    return Touched(np.flatnonzero(again[chains]).astype(np.int32), outgrown, len(near))


def _near(index: Index, fresh: Columns) -> tuple[npt.NDArray[np.int64], bool]:
    """Return pairs of a fresh and a known row that share a key, packed in that order."""
    found, outgrown, signs = [], False, Signs(fresh)
    for family in (*for_pairs(index.reference.records), WHOLE):
        for wanted, limit in _wanted(index, family, signs):
            asked = np.flatnonzero(wanted)
            for first, part in zip(index.firsts(), index.parts, strict=True):
                start, counts = _spans(part, wanted[asked])
                outgrown |= bool((counts > limit).any())
                places = np.repeat(start - np.cumsum(counts) + counts, counts)
                known = part.places[places + np.arange(len(places))].astype(np.int64) + first
                found.append((np.repeat(asked, counts) << 32) | known)
    return distinct(found), outgrown


def _wanted(index: Index, family: Family, signs: Signs) -> list[tuple[Hashes, int]]:
    """Return a family's keys as a batch uses them, and how many may stand at one."""
    crowded = index.reference.crowded.get(family.name, np.empty(0, np.uint64))
    hopeless = index.reference.hopeless.get(family.name, np.empty(0, np.uint64))
    most = COPIED * OUTGROWN * family.most if family is not WHOLE else len(index) + 1
    made = []
    for slot in keys(family, signs):
        many = np.isin(slot, crowded)
        made.append((np.where(many, np.uint64(0), slot), most))
        for name in family.tighter if many.any() and family not in RARE else ():
            tight = tightened(np.where(many, slot, np.uint64(0)), signs[name])
            made.append((np.where(np.isin(tight, hopeless), np.uint64(0), tight), most))
    return made


def _spans(part: Part, wanted: Hashes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    order = np.argsort(wanted)
    first, last = np.empty(len(wanted), np.intp), np.empty(len(wanted), np.intp)
    first[order] = np.searchsorted(part.keys, wanted[order], "left")
    last[order] = np.searchsorted(part.keys, wanted[order], "right")
    return first, last - first


def _joining(index: Index, fresh: Columns, near: npt.NDArray[np.int64], model: Model) -> Ints:
    """Return the known rows that weigh enough beside a fresh one to join it, or to be doubted."""
    rows = index.standing(np.unique(near & 0xFFFFFFFF).astype(np.int32))
    known = index.columns(rows)
    both = Columns(np.concatenate([fresh.rows, known.rows]), fresh.vocabulary)
    scorer = Scorer(both, model, rarity(both, index.reference))
    least = model.weight_of(model.decide["doubt"])
    near = near[np.isin((near & 0xFFFFFFFF).astype(np.int32), rows)]
    found = []
    for first in range(0, len(near), CHUNK):
        one = (near[first : first + CHUNK] >> 32).astype(np.intp)
        place = np.searchsorted(rows, (near[first : first + CHUNK] & 0xFFFFFFFF).astype(np.int32))
        scored = scorer.pairs(one, place + len(fresh))
        found.append(place[scored.sure >= least])
    return rows[np.unique(np.concatenate(found))] if found else np.empty(0, np.int32)
