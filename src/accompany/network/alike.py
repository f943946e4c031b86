"""Who of a case may be one person: the identity layer's model, asked with what a viewer may use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from accompany.identity.actors import Person, alike
from accompany.network.build import identities
from accompany.network.grade import Grade
from accompany.network.standing import THINGS
from accompany.network.statement import Statement

MODEL = "the model of names and numbers"
"""Who says so, of a link nobody has judged."""


def may_be_one(statements: Sequence[Statement]) -> list[Statement]:
    """Return a doubtful link for each two people of a case who may be one.

    Nobody is proposed to be one with somebody they called, paid, met or were ordered by, nor
    where somebody has judged the two: what people said stands. As the words they rest on may not
    be passed on, neither may they.
    """
    standing_for, _ = identities(statements)
    people = _people(statements, standing_for)
    apart = {
        frozenset(standing_for.get(end, end) for end in (one.subject, one.object))
        for one in statements if one.object
    }  # fmt: skip
    return [
        Statement(
            "same", pair.left, pair.right, value=f"{pair.probability:.2f}", asserted_by=MODEL,
            obtained="identity", grade=Grade("C", "3"), handling="no onward",
            details={"why": "; ".join(pair.why)},
        )
        for pair in alike(people, apart)
    ]  # fmt: skip


def _people(statements: Iterable[Statement], standing_for: dict[str, str]) -> list[Person]:
    told: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        if not one.subject.startswith(THINGS):
            told[standing_for.get(one.subject, one.subject)].append(one)
    return [_person(record, told[record]) for record in sorted(told)]


def _person(record: str, told: Sequence[Statement]) -> Person:
    named = [one for one in told if one.kind == "name"]
    ages = sorted({int(one.value) for one in told if one.kind == "age" and one.value.isdigit()})
    nations = sorted({one.details.get("nationality", "") for one in named} - {""})
    return Person(
        record,
        frozenset(one.value for one in named),
        frozenset(one.object for one in told if one.kind == "holds"),
        ages[0] if len(ages) == 1 else None,
        nations[0] if len(nations) == 1 else "",
    )
