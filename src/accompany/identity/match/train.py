"""Fitting weights to an installation's own records: no truth, expectation and maximisation, capped.

How often strangers agree is counted on pairs at random. How often one person's records agree is
found in pairs that share a birth date, and again in pairs that share their names, each time for
the fields the pairs were not chosen by. What fields say together, and how weights become
probabilities, cannot be learnt without truth and is carried over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

from accompany.identity.match import columns as at
from accompany.identity.match.collapse import copies
from accompany.identity.match.columns import Columns, Longs
from accompany.identity.match.compare import (
    FIELDS,
    GIVEN_NEAR,
    HIGHEST,
    compared,
    patterns,
    unpacked,
)
from accompany.identity.match.grades import Grades
from accompany.identity.match.model import Floats, Model
from accompany.identity.match.pairs import Blocks, distinct, in_blocks, within
from accompany.identity.match.reference import taken
from accompany.identity.match.run import paired
from accompany.identity.match.score import CHUNK, Scorer
from accompany.identity.match.words import Hashes, mixed

MOST_PAIRS = 2_000_000
MOST_STEPS = 25
CLOSE = 1e-4
NEVER = 2e-6
CROSSED = 1
"""The level of given names that stand as surnames and the reverse: one slip of the pen, which the
given names' level tells of and the surnames' must not tell of again."""
REACHED = 0.99
"""The share of true pairs that keys are held to reach, for how many matches there are."""

Levels = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Pass:
    """Pairs that agree in some fields, from which the others are learnt."""

    by: tuple[str, ...]
    keys: Callable[[Columns], Hashes]


PASSES = (
    Pass(("born",), lambda records: records.rows[:, at.BORN].astype(np.uint64)),
    Pass(("given", "surnames"), lambda records: _together(records, at.GIVEN, at.SURNAMES)),
)


def _together(records: Columns, one: int, other: int) -> Hashes:
    a, b = records.rows[:, one], records.rows[:, other]
    return np.where((a > 0) & (b > 0), mixed(a, b), np.uint64(0))


def trained(
    records: Columns, start: Model, step: Callable[[int], None] = lambda pairs: None
) -> dict[str, Any]:
    """Return a model document fitted to records, from the weights of ``start``."""
    grades = Grades(records.vocabulary)
    strangers = _shares(_counted(records, _at_random(len(records)), grades), None)
    found: dict[str, list[tuple[float, Floats]]] = {name: [] for name in FIELDS}
    for one in PASSES:
        counted = _counted(records, _agreeing(records, one), grades)
        step(int(counted[1].sum()))
        matches, same = _learnt(counted, strangers, _of(start, "m_probability"), one.by)
        for name in set(FIELDS) - set(one.by):
            found[name].append((matches, same[name]))
    document = deepcopy(dict(start.document))
    document["joint"] = [term for term in document["joint"] if _of_a_family(term)]
    document["calibration"] = {"slope": 1.0, "shift": 0.0}
    _write(document["settings"], {name: _mean(found[name]) for name in FIELDS}, strangers)
    document["matches_per_record"] = _matches(records, document)
    document["records"] = len(records)
    return document


def _of_a_family(term: Mapping[str, Any]) -> bool:
    """Say whether a term holds apart records whose given names differ: twins, or siblings."""
    given, alike = term["when"].get("given", []), {"surnames", "born", "number"} & set(term["when"])
    return term["bits"] < 0 and bool(alike) and bool(given) and max(given) < GIVEN_NEAR


def described(records: Columns) -> dict[str, Any]:
    """Say what a model was fitted on, as counts that tell of nobody."""
    columns = {
        "given names": at.GIVEN1, "second given name": at.GIVEN2, "surnames": at.SURNAME1,
        "second surname": at.SURNAME2, "birth date": at.BORN,
        "country": at.COUNTRY, "A-number": at.NUMBER_HIGH, "phone": at.PHONE,
        "e-mail": at.EMAIL, "street": at.STREET, "city": at.CITY,
    }  # fmt: skip
    given = {name: records.rows[:, column] for name, column in columns.items()}
    given["sex"] = records.rows[:, at.SEX_ZIP] >> at.SEX_ABOVE
    given["ZIP"] = records.rows[:, at.SEX_ZIP] & at.ZIP_DIGITS
    count = max(len(records), 1)
    return {name: round(np.count_nonzero(some) / count, 3) for name, some in given.items()}


def _at_random(count: int) -> Longs:
    draw = np.random.default_rng(1)
    one, other = (draw.integers(0, max(count, 1), MOST_PAIRS) for _ in range(2))
    return np.asarray((one << 32 | other)[one != other])


def _agreeing(records: Columns, chosen: Pass) -> Longs:
    """Return distinct pairs that share a pass's key, of as many keys as give enough pairs."""
    keys = chosen.keys(records)
    share = MOST_PAIRS / max(8.0 * len(records), 1.0)
    chosen_keys = (mixed(keys) >> np.uint64(32)).astype(np.float64) < share * 2**32
    kept = np.where(chosen_keys, keys, np.uint64(0))
    blocks = in_blocks(kept, np.arange(len(records), dtype=np.int32))
    return distinct(list(_near(blocks)))[:MOST_PAIRS]


def _near(blocks: Blocks) -> Iterator[Longs]:
    """Give the pairs of blocks, in an order of records that says nothing of whom they are of."""
    shuffled = np.lexsort((mixed(blocks.records), blocks.keys))
    return within(Blocks(blocks.keys, blocks.records[shuffled]), 40)


def _counted(records: Columns, pairs: Longs, grades: Grades) -> tuple[Any, Floats]:
    """Return the patterns that pairs show, and how many pairs show each."""
    found: list[Any] = []
    for first in range(0, len(pairs), CHUNK):
        some = pairs[first : first + CHUNK]
        one, other = records.rows[some >> 32], records.rows[some & 0xFFFFFFFF]
        found.append(patterns(compared(one, other, grades)))
    whole = np.concatenate(found) if found else np.empty(0, np.int32)
    pattern, count = np.unique(whole, return_counts=True)
    return pattern, count.astype(float)


def _shares(counted: tuple[Any, Floats], weight: Floats | None) -> dict[str, Floats]:
    """Return how often each level is shown, by field, each pattern counted by its weight."""
    pattern, count = counted
    weighed = count if weight is None else count * weight
    made = {}
    for name, levels in unpacked(pattern).items():
        sums = np.bincount(levels + 1, weighed, minlength=HIGHEST[name] + 2)[1:]
        share = np.maximum(sums / max(float(sums.sum()), 1.0), NEVER)
        made[name] = share / share.sum()
    return made


def _learnt(
    counted: tuple[Any, Floats], strangers: Levels, same: Levels, by: tuple[str, ...]
) -> tuple[float, dict[str, Floats]]:
    """Return how many pairs are of one person, and how often theirs show each level.

    One pair as strangers are is held to be among them, so that a level nobody showed is not held
    impossible because the records are few.
    """
    levels, count = unpacked(counted[0]), counted[1]
    free = [name for name in FIELDS if name not in by]
    odds, made = 0.1, dict(same)
    chance = np.zeros(len(count))
    for _ in range(MOST_STEPS):
        weight = np.full(len(count), np.log(odds))
        for name in free:
            ratio = np.append(np.log(made[name] / strangers[name]), 0.0)
            if name == "surnames":
                ratio[CROSSED] = 0.0
            weight += ratio[levels[name]]
        before, chance = chance, 1 / (1 + np.exp(-np.clip(weight, -500, 500)))
        matches = float(count @ chance)
        odds = max(matches, 1.0) / max(float(count.sum()) - matches, 1.0)
        found = _shares(counted, chance)
        made |= {name: (found[name] * matches + strangers[name]) / (matches + 1) for name in free}
        if len(count) == 0 or np.abs(chance - before).max() < CLOSE:
            break
    return float(count @ chance), made


def _of(model: Model, what: str) -> dict[str, Floats]:
    """Return a model's own probabilities by field, the lowest level first."""
    made = {}
    for name, comparison in zip(FIELDS, model.settings["comparisons"], strict=True):
        levels = [one for one in comparison["comparison_levels"] if not one.get("is_null_level")]
        made[name] = np.array([one[what] for one in reversed(levels)])
    return made


def _mean(found: list[tuple[float, Floats]]) -> Floats:
    """Return the mean of what passes found, each counting by its matches."""
    weights = np.array([max(matches, 1.0) for matches, _ in found])
    return np.average(np.array([share for _, share in found]), axis=0, weights=weights)


def _write(settings: dict[str, Any], same: Levels, strangers: Levels) -> None:
    for name, comparison in zip(FIELDS, settings["comparisons"], strict=True):
        levels = [one for one in comparison["comparison_levels"] if not one.get("is_null_level")]
        for level, m, u in zip(reversed(levels), same[name], strangers[name], strict=True):
            level["m_probability"], level["u_probability"] = float(m), float(u)
        if name == "surnames":
            crossed = levels[-1 - CROSSED]
            crossed["u_probability"] = crossed["m_probability"]


def _matches(records: Columns, document: Mapping[str, Any]) -> float:
    """Return how many other records of one person a record has, by the weights themselves."""
    model = Model(document, len(records))
    for _ in range(2):
        scorer = Scorer(records, model, taken(records)[1])
        same = copies(scorer, model.weight_of(model.decide["join"]))
        scored = scorer.all(paired(records, same.kept), model.weight_of(0.01))
        sure = float(model.probability(scored.sure).sum()) + len(same.links)
        matches = 2 * sure / REACHED / max(len(records), 1)
        model = Model({**document, "matches_per_record": max(matches, 1e-3)}, len(records))
    return round(float(model.document["matches_per_record"]), 4)
