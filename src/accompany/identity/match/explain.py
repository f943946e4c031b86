"""Explaining a pair: what each field says, and what fields say together."""

from __future__ import annotations

from dataclasses import dataclass

from accompany.identity.match.compare import FIELDS, unpacked_one
from accompany.identity.match.model import Model

SPOKEN = {
    "given": "Given names", "surnames": "Surnames", "born": "Born", "sex": "Sex",
    "country": "Country", "number": "A-number", "contact": "Phone, e-mail",
    "street": "Street", "place": "City, ZIP",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the waterfall, in bits: towards one person, or away where it is below 0."""

    what: str
    how: str
    bits: float


def waterfall(model: Model, pattern: int, rare: float) -> tuple[Part, ...]:
    """Return the steps from two records at random to the whole weight; they add up to it."""
    before, after = model.steps.get(pattern) or model.steps.setdefault(
        pattern, _steps(model, pattern)
    )
    return (*before, Part("How rare", "common or rare values agree", rare), *after)


Steps = tuple[tuple[Part, ...], tuple[Part, ...]]


def _steps(model: Model, pattern: int) -> Steps:
    levels = unpacked_one(pattern)
    parts = [Part("Before any field", "two records at random", model.prior)]
    for name, level in zip(FIELDS, levels, strict=True):
        if level < 0:
            parts.append(Part(SPOKEN[name], "not given", 0.0))
        else:
            own = model.levels[name][level]
            parts.append(Part(SPOKEN[name], own.label, own.weight))
    together = tuple(
        Part("Together", says, bits)
        for says, bits, when in model.terms
        if all(allowed >> (levels[field] + 1) & 1 for field, allowed in when)
    )
    return tuple(parts), together
