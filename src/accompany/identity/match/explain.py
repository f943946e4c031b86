"""Explaining a pair: what each field says, and what fields say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accompany.identity.match.compare import FIELDS
from accompany.identity.match.model import Model

SPOKEN = {
    "given": "Given names", "surnames": "Surnames", "born": "Born", "sex": "Sex",
    "country": "Country", "number": "A-number", "contact": "Phone, e-mail, address",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the waterfall, in bits: towards one person, or away where it is below 0."""

    what: str
    how: str
    bits: float


def waterfall(model: Model, levels: Mapping[str, int], rare: float) -> tuple[Part, ...]:
    """Return the steps from two records at random to the whole weight; they add up to it."""
    parts = [Part("Before any field", "two records at random", model.prior)]
    for name in FIELDS:
        level = levels[name]
        if level < 0:
            parts.append(Part(SPOKEN[name], "not given", 0.0))
        else:
            own = model.levels[name][level]
            parts.append(Part(SPOKEN[name], own.label, own.weight))
    parts.append(Part("How rare", "common or rare values agree", rare))
    parts += [
        Part("Together", term["says"], term["bits"])
        for term in model.document["joint"]
        if all(levels[field] in allowed for field, allowed in term["when"].items())
    ]
    return tuple(parts)
