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
    if model.spoken is None:
        model.spoken = _spoken(model)
    begun, fields, terms = model.spoken
    met, parts = (1 << len(terms)) - 1, [begun]
    for of_levels, level in zip(fields, unpacked_one(pattern), strict=True):
        part, allows = of_levels[level]
        parts.append(part)
        met &= allows
    parts.append(Part("How rare", "common or rare values agree", rare))
    while met:
        parts.append(terms[(met & -met).bit_length() - 1])
        met &= met - 1
    return tuple(parts)


Spoken = tuple[Part, list[list[tuple[Part, int]]], list[Part]]
"""The first step; of each level of each field its step, and as bits which terms it meets, the last
of *not given*; the step of each term."""


def _spoken(model: Model) -> Spoken:
    begun = Part("Before any field", "two records at random", model.prior)
    fields = []
    for place, name in enumerate(FIELDS):
        steps = [Part(SPOKEN[name], own.label, own.weight) for own in model.levels[name]]
        steps.append(Part(SPOKEN[name], "not given", 0.0))
        levels = [*range(len(model.levels[name])), -1]
        fields.append([
            (step, _meets(model, place, level)) for step, level in zip(steps, levels, strict=True)
        ])  # fmt: skip
    return begun, fields, [Part("Together", says, bits) for says, bits, _ in model.terms]


def _meets(model: Model, field: int, level: int) -> int:
    """Return, a bit each, which terms a level of a field meets; those silent on it are met."""
    return sum(
        1 << n
        for n, (_, _, when) in enumerate(model.terms)
        if all(allowed >> (level + 1) & 1 for of, allowed in when if of == field)
    )
