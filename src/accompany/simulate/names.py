"""The names people of the made-up nation bear, by country, and every form they are written in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from accompany.simulate import columns, spelling
from accompany.simulate.chance import Floats, Ints, Texts, pick
from accompany.simulate.columns import Column
from accompany.simulate.rates import listed

SHARE_NEW = 0.35
"""How many are given a name that the lists of older people lack."""

BAPTISMAL = 1.6
"""How many times oftener than any other a Maya surname is somebody's given name."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Every name there is, and how often each country's people bear it."""

    names: Sequence[str]
    weights: Mapping[str, Floats]
    """By ``GTM/M`` for given names; ``GTM/1`` and ``GTM/2`` for first and second surnames."""
    written: Column
    """Each name in each form and each of three styles: as it is, plain letters, capitals."""

    def draw(self, rng: np.random.Generator, keys: Texts) -> Ints:
        """Draw a name for every key, each as its own weights say."""
        drawn = np.zeros(len(keys), dtype=np.int64)
        for key in sorted(set(keys.tolist())):
            those = np.flatnonzero(keys == key)
            drawn[those] = pick(rng, self.weights[key], len(those))
        return drawn

    def text(self, name: Ints, form: Ints, style: Ints) -> Column:
        """Write names; -1 is no name and gives null."""
        place = (name * spelling.FORMS + form) * 3 + style
        return columns.taken(self.written, place, name >= 0)


@cache
def by_hand() -> dict[str, Any]:
    """Return the words written down by hand, by heading."""
    path = resources.files("accompany.simulate").joinpath("words", "by_hand.yaml")
    read: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return read


def _pool(counted: Mapping[str, Mapping[str, float]], at_home: Mapping[str, list[str]]) -> Pool:
    names = sorted({name for counts in counted.values() for name in counts})
    place = {name: n for n, name in enumerate(names)}
    weights = {}
    for key, counts in counted.items():
        row = np.zeros(len(names))
        for name, n in counts.items():
            row[place[name]] = n
        weights[key] = row
    written = [
        style
        for name in names
        for form in spelling.forms(name, at_home.get(name, []))
        for style in (form, spelling.bare(form), spelling.bare(form).upper())
    ]
    return Pool(names, weights, columns.words(written))


@cache
def given() -> Pool:
    counted: dict[str, dict[str, float]] = defaultdict(dict)
    for row in listed("given.csv"):
        counted[f"{row['country']}/{row['sex']}"][row["given"]] = float(row["weight"])
    for key, counts in counted.items():
        new = by_hand()["new_given"][key[-1]]
        each = sum(counts.values()) * SHARE_NEW / (1 - SHARE_NEW) / len(new)
        for name in new:
            counts[name] = counts.get(name, 0.0) + each
    at_home: dict[str, list[str]] = defaultdict(list)
    for row in listed("hypocorisms.csv"):
        at_home[row["given"]].append(row["hypocorism"])
    return _pool(counted, at_home)


@cache
def surnames() -> Pool:
    counted: dict[str, dict[str, float]] = defaultdict(dict)
    for row in listed("surnames.csv"):
        for place, column in (("1", "as_first"), ("2", "as_second")):
            n = float(row[column])
            if n > 0:
                counts = counted[f"{row['country']}/{place}"]
                counts[row["surname"]] = counts.get(row["surname"], 0.0) + n
    for place in ("1", "2"):
        counted[f"maya/{place}"] = {
            **dict.fromkeys(by_hand()["maya_surnames"], 1.0),
            **dict.fromkeys(by_hand()["baptismal_surnames"], BAPTISMAL),
        }
        counted[f"garifuna/{place}"] = dict.fromkeys(by_hand()["garifuna_surnames"], 1.0)
    return _pool(counted, {})
