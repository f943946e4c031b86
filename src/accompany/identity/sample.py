"""How right the links are, from a few pairs that people judged: a stratified draw, and intervals.

Pairs are drawn at random within strata of weight, more where the model is less sure, and added up
as strata are (Cochran, Sampling Techniques, 3rd edition 1977, chapter 5). How many of each is
Neyman's optimum in whole numbers (Wright, The American Statistician 66, 2012), here between some
fewest and all of a stratum. One in which nobody found an error is not free of errors: each has its
exact interval (Clopper and Pearson, Biometrika 26, 1934; of a small one, as of drawing without
putting back), and the whole is bounded from those of its strata (Zou and Donner, Statistics in
Medicine 27, 2008), a ratio of two sums likewise (Donner and Zou, Statistical Methods in Medical
Research 21, 2012).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, hypergeom

from accompany.identity.match.collapse import copies
from accompany.identity.match.columns import Columns
from accompany.identity.match.decide import Guards, decided
from accompany.identity.match.model import Floats, Model
from accompany.identity.match.pairs import Blocks, Candidates, distinct, within
from accompany.identity.match.reference import Reference, rarity
from accompany.identity.match.run import paired
from accompany.identity.match.score import Scored, Scorer, together

EDGES = (0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.999)
"""Stated probabilities at which one stratum ends and the next begins."""

FEWEST = 12
"""Pairs drawn of each stratum at least, or all there are: fewer say next to nothing of it."""

TAIL = 0.025
"""What lies below, and above, an interval that holds the truth 95 times in a hundred."""

FEW_PAIRS = 20_000
"""Of a stratum up to so many, that what was judged is not put back is reckoned with."""

Bits = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Population:
    """Every pair that the model joined, and every other that it compared."""

    one: Places
    other: Places
    chance: Floats
    linked: Bits

    @property
    def stratum(self) -> npt.NDArray[np.intp]:
        """Number each pair's stratum: those left apart first, then those joined, by probability."""
        place = np.searchsorted(np.array(EDGES), self.chance, side="right")
        return np.asarray(place + self.linked * (len(EDGES) + 1))


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum: how many pairs there are, how many people judged, how many were one person."""

    linked: bool
    low: float
    high: float
    pairs: int
    drawn: int
    judged: int = 0
    same: int = 0
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw: which pairs of a population, each with its stratum."""

    places: Places
    stratum: npt.NDArray[np.intp]
    strata: Mapping[int, Stratum]


@dataclass(frozen=True, slots=True)
class Share:
    """An estimated share with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """How right the links are, as far as people have judged."""

    precision: Share
    recall: Share
    """Of the true pairs among those compared or joined; of others nothing is known."""


def population(records: Columns, model: Model, guards: Guards, reference: Reference) -> Population:
    """Return what the model makes of records by itself, people's words aside."""
    model = model.sized(reference.records)
    scorer = Scorer(records, model, rarity(records, reference))
    join = model.weight_of(model.decide["join"])
    same = copies(scorer, join)
    scored = scorer.all(paired(records, same.kept, reference), -np.inf)
    sure = scored.where(np.flatnonzero(scored.sure >= join))
    label = decided(scorer, together([sure, same.links]), guards, join).label
    apart = scored.where(np.flatnonzero(label[scored.one] != label[scored.other]))
    inside = _inside(scorer, label)
    one, other, chosen = _with_copies(len(records), same.links, apart)
    return Population(
        np.concatenate([one, inside.one]),
        np.concatenate([other, inside.other]),
        model.probability(np.concatenate([apart.sure[chosen], inside.sure])),
        np.concatenate([np.zeros(len(one), np.bool_), np.ones(len(inside), np.bool_)]),
    )


def _with_copies(count: int, links: Scored, pairs: Scored) -> tuple[Places, Places, Places]:
    """Give each pair once for every two records it stands for, exact copies of its own among them,
    and which pair that was."""
    stands = np.arange(count)
    stands[links.other] = links.one
    order = np.argsort(stands, kind="stable")
    size = np.bincount(stands, minlength=count)
    first = np.cumsum(size) - size
    many = size[pairs.one] * size[pairs.other]
    pair = np.repeat(np.arange(len(pairs)), many)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    one, other = pairs.one[pair], pairs.other[pair]
    return (
        order[first[one] + place // size[other]],
        order[first[other] + place % size[other]],
        pair,
    )


def _inside(scorer: Scorer, label: npt.NDArray[np.int32]) -> Scored:
    """Score every two records that are in one cluster."""
    order = np.argsort(label, kind="stable").astype(np.int32)
    blocks = Blocks(label[order].astype(np.uint64), order)
    return scorer.all(Candidates(distinct(list(within(blocks)))), -np.inf)


def draw(of: Population, pairs: int, seed: int) -> Drawn:
    """Draw so many pairs, at random within each stratum, more where the model is unsure.

    All where there are no more; more only where the fewest of each stratum are more than that.
    """
    stratum = of.stratum
    numbers, counts = np.unique(stratum, return_counts=True)
    wanted = _allotted(of, stratum, numbers, counts, pairs)
    chance = np.random.default_rng(seed)
    places, strata = [], {}
    for number, count, few in zip(numbers.tolist(), counts.tolist(), wanted, strict=True):
        there = np.flatnonzero(stratum == number)
        places.append(np.sort(chance.choice(there, few, replace=False)))
        linked, place = divmod(number, len(EDGES) + 1)
        ends = (0.0, *EDGES, 1.0)
        strata[number] = Stratum(bool(linked), ends[place], ends[place + 1], count, few)
    found = np.concatenate(places)
    chance.shuffle(found)
    return Drawn(found, stratum[found], strata)


def _allotted(
    of: Population, stratum: Places, numbers: Places, counts: Places, pairs: int
) -> list[int]:
    """Share a number of pairs out: the fewest to each stratum, and each one more to that in which
    it narrows the estimate most, by its size and how far it is from sure."""
    fewest = np.minimum(counts, FEWEST)
    left = min(max(pairs - int(fewest.sum()), 0), int((counts - fewest).sum()))
    stated = np.array([of.chance[stratum == number].mean() for number in numbers])
    spread = np.clip(stated, 0.01, 0.99) * (1 - np.clip(stated, 0.01, 0.99))
    narrows, place = [], []
    for n, (first, count) in enumerate(zip(fewest.tolist(), counts.tolist(), strict=True)):
        drawn = np.arange(first, min(count, first + left), dtype=np.float64)
        narrows.append(float(count) ** 2 * spread[n] / (drawn * (drawn + 1)))
        place.append(np.full(len(drawn), n))
    best = np.argsort(-np.concatenate(narrows), kind="stable")[:left]
    more = np.bincount(np.concatenate(place)[best], minlength=len(counts))
    return [int(few) for few in fewest + more]


def answered(drawn: Drawn, said: Sequence[str]) -> list[Stratum]:
    """Count what people said of each pair drawn: ``same``, ``different``, ``unsure`` or nothing."""
    words = np.array(said)
    made = []
    for number, stratum in sorted(drawn.strata.items()):
        of = words[drawn.stratum == number]
        same, unsure = int((of == "same").sum()), int((of == "unsure").sum())
        judged = same + int((of == "different").sum())
        made.append(replace(stratum, judged=judged, same=same, unsure=unsure))
    return made


def estimate(strata: Sequence[Stratum]) -> Estimate:
    """Estimate precision and recall from what was judged; who is unsure is as if not asked."""
    right = _summed([one for one in strata if one.linked])
    missed = _summed([one for one in strata if not one.linked])
    pairs = sum(one.pairs for one in strata if one.linked)
    if not pairs:
        return Estimate(Share(0.0, 0.0, 1.0), Share(0.0, 0.0, 1.0))
    precision = Share(*(part / pairs for part in (right.value, right.low, right.high)))
    value, low, high = 1.0, 0.0, 1.0
    if right.value:
        value = right.value / (right.value + missed.value)
        low, high = (1 / (1 + odds) for odds in reversed(_ratio(missed, right)))
    return Estimate(precision, Share(value if right.value else 0.0, low, high))


def _summed(strata: Sequence[Stratum]) -> Share:
    """Add up how many true pairs strata hold, with an interval."""
    value = below = above = 0.0
    for one in strata:
        share = _exact(one)
        value += one.pairs * share.value
        below += (one.pairs * (share.value - share.low)) ** 2
        above += (one.pairs * (share.high - share.value)) ** 2
    pairs = sum(one.pairs for one in strata)
    return Share(value, max(0.0, value - below**0.5), min(pairs, value + above**0.5))


def _exact(one: Stratum) -> Share:
    """Return the share of a stratum that is one person; all of it is open where nobody judged."""
    if not one.judged:
        return Share(0.5, 0.0, 1.0)
    value = one.same / one.judged
    if one.pairs > FEW_PAIRS:
        low = beta.ppf(TAIL, one.same, one.judged - one.same + 1) if one.same else 0.0
        high = beta.ppf(1 - TAIL, one.same + 1, one.judged - one.same) if value < 1 else 1.0
        return Share(value, float(low), float(high))
    fewest, most = one.same, one.pairs - one.judged + one.same
    low = _first(lambda n: _tail(one, n, above=True) > TAIL, fewest, most)
    high = most - _first(lambda n: _tail(one, most - n, above=False) > TAIL, 0, most - fewest)
    return Share(value, low / one.pairs, high / one.pairs)


def _tail(one: Stratum, true: int, *, above: bool) -> float:
    """Return how likely so many or more, or so many or fewer, of the judged are one person."""
    if above:
        return float(hypergeom.sf(one.same - 1, one.pairs, true, one.judged))
    return float(hypergeom.cdf(one.same, one.pairs, true, one.judged))


def _first(holds: Callable[[int], bool], first: int, last: int) -> int:
    """Return the first number from which on something holds, as it does for the last."""
    return first + bisect_left(range(first, last), True, key=holds)


def _ratio(above: Share, below: Share) -> tuple[float, float]:
    """Return the bounds of one sum divided by another that is not 0, from the bounds of both."""
    product = above.value * below.value

    def bound(top: float, bottom: float, sign: int) -> float:
        divisor = bottom * (2 * below.value - bottom)
        inside = product**2 - top * (2 * above.value - top) * divisor
        return (product + sign * max(inside, 0.0) ** 0.5) / divisor if divisor > 0 else inf

    return max(0.0, bound(above.low, below.high, -1)), bound(above.high, below.low, 1)
