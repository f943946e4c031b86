"""A model: what each level of each field weighs, how sure a weight is, and where it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from accompany.core.problem import InputFault
from accompany.identity.match.compare import (
    FIELDS,
    HIGHEST,
    WHERE,
    WHERE_PATTERNS,
    WHO,
    WHO_PATTERNS,
    Levels,
    unpacked,
)
from accompany.identity.match.settings import FREQUENCY_OF

Floats = npt.NDArray[np.float64]

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one field: its name and what it adds, in bits."""

    label: str
    weight: float
    base: float
    """log2 of how often two different persons agree so: what a frequency is measured against."""


_WHO, _WHERE = np.arange(WHO_PATTERNS), np.arange(WHERE_PATTERNS) * WHO_PATTERNS
_MOST_CROSSED = 8
Bits = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Table:
    """Bits of every pattern there can be, in parts that add up: whom it is of, and where they live.

    A whole table would have millions of places, too many for the processor's cache.
    """

    who: Floats
    where: Floats
    crossed: tuple[tuple[Bits, Bits, Floats], ...] = ()
    """Of up to eight terms that speak of both: which of them the one part of a pattern meets, which
    the other, and the bits of every set of terms met by both."""

    def __getitem__(self, pattern: npt.NDArray[Any]) -> Floats:
        where, who = np.divmod(pattern, WHO_PATTERNS)
        made = self.who[who] + self.where[where]
        for by_who, by_where, bits in self.crossed:
            made += bits[by_who[who] & by_where[where]]
        return np.asarray(made)


class Model:
    """Weights in bits, one table look-up a pair; the settings are Splink's."""

    def __init__(self, document: Mapping[str, Any], records: int | None = None) -> None:
        self.document = document
        self.records = records or document["records"]
        self.settings = document["settings"]
        self.decide: Mapping[str, float] = document["decide"]
        self.levels = {
            name: _levels(comparison)
            for name, comparison in zip(FIELDS, self.settings["comparisons"], strict=True)
        }
        self.spoken: Any = None
        """What the steps of its waterfalls are made of, once one was asked for."""

    @cached_property
    def id(self) -> str:
        """Name the model by what is in it."""
        text = json.dumps(self.document, sort_keys=True)
        return "model-" + sha256(text.encode()).hexdigest()[:10]

    @property
    def prior(self) -> float:
        """Return the bits two records start from: the more there are, the fewer."""
        return float(np.log2(self.chance / (1 - self.chance)))

    @property
    def chance(self) -> float:
        """Return how likely any two records are of one person."""
        return float(min(0.5, self.document["matches_per_record"] / max(self.records - 1, 1)))

    def sized(self, records: int) -> Model:
        """Return the model as it holds among so many records."""
        made = Model(self.document, records)
        made.joint = self.joint  # the same for any number of records, and the dearest to work out
        return made

    @cached_property
    def weights(self) -> Table:
        """Return the weight of every pattern there can be, frequencies aside."""
        of = {
            name: np.array([0.0, *(level.weight for level in levels)])
            for name, levels in self.levels.items()
        }
        return Table(
            self.prior + _summed(of, unpacked(_WHO), WHO), _summed(of, unpacked(_WHERE), WHERE)
        )

    @cached_property
    def joint(self) -> Table:
        """Return what fields say together beyond what each says alone, in bits, by pattern."""
        who, where = unpacked(_WHO), unpacked(_WHERE)
        of = {name: np.zeros(highest + 2) for name, highest in HIGHEST.items()}
        of_who, of_where, both = np.zeros(WHO_PATTERNS), np.zeros(WHERE_PATTERNS), []
        for term in self.document["joint"]:
            when, bits = term["when"], term["bits"]
            if len(when) == 1:
                ((name, allowed),) = when.items()
                of[name][[level + 1 for level in allowed]] += bits
            elif not set(when) & set(WHERE):
                of_who += bits * meets(when, who)
            elif set(when) <= set(WHERE):
                of_where += bits * meets(when, where)
            else:
                both.append(term)
        of_who += _summed(of, who, WHO)
        of_where += _summed(of, where, WHERE)
        parts = (both[n : n + _MOST_CROSSED] for n in range(0, len(both), _MOST_CROSSED))
        return Table(of_who, of_where, tuple(_crossed(some, who, where) for some in parts))

    @cached_property
    def adjusted(self) -> Mapping[str, list[tuple[str, int, float]]]:
        """Return, by column, the field, level and base of what its frequency adjusts."""
        made: dict[str, list[tuple[str, int, float]]] = {}
        for (field, level), column in FREQUENCY_OF.items():
            made.setdefault(column, []).append((field, level, self.levels[field][level].base))
        return made

    @cached_property
    def terms(self) -> list[tuple[str, float, list[tuple[int, int]]]]:
        """Return each joint term: what it says, its bits, and of each field the levels as bits."""
        return [
            (
                term["says"],
                float(term["bits"]),
                [
                    (FIELDS.index(field), sum(1 << (level + 1) for level in levels))
                    for field, levels in term["when"].items()
                ],
            )
            for term in self.document["joint"]
        ]

    def probability(self, weight: Floats) -> Floats:
        """Return the calibrated probability of a weight with its joint terms."""
        slope, shift = self.document["calibration"]["slope"], self.document["calibration"]["shift"]
        bits = np.minimum(np.maximum(slope * weight + shift, -60), 60)
        return np.asarray(1 / (1 + np.exp2(-bits)))

    def weight_of(self, probability: float) -> float:
        """Return the weight at which ``probability`` is reached."""
        slope, shift = self.document["calibration"]["slope"], self.document["calibration"]["shift"]
        return float((np.log2(probability / (1 - probability)) - shift) / slope)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.document, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _summed(
    of: Mapping[str, Floats], levels: Mapping[str, Levels], fields: tuple[str, ...]
) -> Floats:
    """Return the sum over fields of what is laid out for each of their levels, -1 first."""
    return np.asarray(sum(of[name][levels[name] + 1] for name in fields))


def meets(when: Mapping[str, list[int]], levels: Mapping[str, Levels]) -> npt.NDArray[np.bool_]:
    """Say which patterns have, in every field named, one of the levels listed."""
    made = np.ones(len(levels["given"]), np.bool_)
    for field, allowed in when.items():
        table = np.zeros(HIGHEST[field] + 2, np.bool_)
        table[[level + 1 for level in allowed]] = True
        made &= table[levels[field] + 1]
    return made


def _crossed(
    terms: list[Any], who: Mapping[str, Levels], where: Mapping[str, Levels]
) -> tuple[Bits, Bits, Floats]:
    """Lay out terms that speak both of whom a pattern is and of where they live."""
    by_who, by_where = np.zeros(WHO_PATTERNS, np.uint8), np.zeros(WHERE_PATTERNS, np.uint8)
    sums = np.zeros(1 << len(terms))
    for place, term in enumerate(terms):
        parts: list[dict[str, list[int]]] = [{}, {}]
        for field, allowed in term["when"].items():
            parts[field in WHERE][field] = allowed
        by_who |= (meets(parts[0], who) << place).astype(np.uint8)
        by_where |= (meets(parts[1], where) << place).astype(np.uint8)
        sums[np.arange(len(sums)) >> place & 1 == 1] += term["bits"]
    return by_who, by_where, sums


def load(path: Path | None = None, group: str = "children") -> Model:
    """Read a model file, or the one that is shipped for a group of persons."""
    if path is None:
        text = resources.files(__package__).joinpath(f"{group}.json").read_text("utf-8")
        return Model(json.loads(text))
    try:
        document = json.loads(path.read_text("utf-8"))
        if document["format"] != FORMAT:
            raise ValueError
        return Model(document)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise InputFault(
            path.name,
            "this is not a model that can be read",
            "Make one with: accompany train LEDGER --out MODEL.json",
        ) from error


def _levels(comparison: Mapping[str, Any]) -> list[Level]:
    """Return the levels of a comparison, lowest first, so that a level is its own index."""
    given = [one for one in comparison["comparison_levels"] if not one.get("is_null_level")]
    return [
        Level(
            one["label_for_charts"],
            float(np.log2(one["m_probability"] / one["u_probability"])),
            float(np.log2(one["u_probability"])),
        )
        for one in reversed(given)
    ]
