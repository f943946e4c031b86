"""Which role each person plays: what is said, by grade, and what they are seen doing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accompany.network.build import UP, identities
from accompany.network.standing import THINGS
from accompany.network.statement import Statement

SEEN_DOING = 0.35
"""What one act is worth beside a graded statement of the role itself."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody probably has, how sure that is, its stage and its statements."""

    person: str
    role: str
    stage: str
    confidence: float
    by: tuple[str, ...]


def likely_roles(statements: Sequence[Statement]) -> list[Held]:
    """Weigh, for each person, every sign of every role; the heaviest is the likely one.

    A role nobody states is never one of the protected ones, and protection never rests on weight.
    """
    standing_for, _ = identities(statements)
    weight: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    by: dict[tuple[str, str], set[str]] = defaultdict(set)
    stage: dict[tuple[str, str], str] = {}
    for one in statements:
        for record, role, worth in _signs(one):
            person = standing_for.get(record, record)
            weight[person][role] += worth
            by[person, role].add(one.id)
            stage.setdefault((person, role), one.details.get("stage", ""))
    found = []
    for person in sorted(weight):
        role, most = min(weight[person].items(), key=lambda pair: (-pair[1], pair[0]))
        sure = most / sum(weight[person].values())
        told = tuple(sorted(by[person, role]))
        found.append(Held(person, role, stage[person, role], sure, told))
    return found


def _signs(one: Statement) -> list[tuple[str, str, float]]:
    """Return whose role a statement bears on, which, and how much."""
    chance = one.grade.chance
    if one.kind == "role":
        return [(one.subject, one.value, chance)]
    if one.kind == "order":
        return [(one.subject, "organiser", SEEN_DOING * chance)]
    if one.kind == "payment" and one.details.get("purpose") in UP:
        return [(one.object, "money-handler", SEEN_DOING * chance / 2)]
    if one.kind == "place" and not one.subject.startswith(THINGS):
        sort = one.object.partition(":")[0]
        role = {"vehicle": "driver", "house": "house-keeper", "crossing": "guide"}.get(sort, "")
        return [(one.subject, role, SEEN_DOING * chance)] if role else []
    return []


def macro_f1(found: Mapping[str, str], truth: Mapping[str, str]) -> float:
    """Return the mean over true roles of 2TP / (2TP + FP + FN): rare roles count like common."""
    scores = []
    for role in sorted(set(truth.values())):
        right = sum(found.get(p) == role and truth[p] == role for p in truth)
        wrong = sum(found.get(p) == role and truth[p] != role for p in truth)
        missed = sum(found.get(p) != role and truth[p] == role for p in truth)
        scores.append(2 * right / (2 * right + wrong + missed))
    return sum(scores) / len(scores)
