"""How organised? Ten dimensions from 0 to 4, each with its statements, or not assessable."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from accompany.network.build import UP, commanding
from accompany.network.measures import flow
from accompany.network.standing import ACTING
from accompany.network.statement import Statement
from accompany.network.ties import Ties

LEAST = 5
"""Fewer statements than this that bear on a dimension leave it not assessable."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One side of being organised; ``score`` is None where too little bears on it."""

    name: str
    score: int | None
    seen: str
    values: tuple[str, ...]
    """What decided it; ``values`` stand for {0}, {1} in ``seen``."""
    by: tuple[str, ...]


def _scored(
    name: str, reached: tuple[float, Sequence[float]], seen: tuple[str, *tuple[str, ...]],
    used: Sequence[Statement],
    least: int = LEAST,
) -> Dimension:  # fmt: skip
    """Score a value by how many of its steps it reaches."""
    by = tuple(sorted(one.id for one in used))
    if len(used) < least:
        return Dimension(name, None, seen[0], seen[1:], by)
    value, steps = reached
    return Dimension(name, sum(value >= step for step in steps), seen[0], seen[1:], by)


def dimensions(statements: Sequence[Statement]) -> list[Dimension]:
    """Score every dimension of ``domain.md`` 6; never added up to one number."""
    return [judge(statements) for judge in JUDGES]


def _of(statements: Sequence[Statement], *kinds: str) -> list[Statement]:
    return [one for one in statements if one.kind in kinds]


def _specialised(statements: Sequence[Statement]) -> Dimension:
    roles = [one for one in _of(statements, "role") if one.value in ACTING]
    held: dict[str, set[str]] = defaultdict(set)
    for one in roles:
        held[one.value].add(one.subject)
    several = sum(len(people) > 1 for people in held.values())
    seen = ("{0} roles, {1} of them held by more than one", f"{len(held)}", f"{several}")
    return _scored("role specialisation", (len(held), (2, 4, 6, 8)), seen, roles)


def _persistent(statements: Sequence[Statement]) -> Dimension:
    dated = [one for one in statements if one.layer and one.when]
    spans = [one.when for one in dated if one.when]
    months = 0.0
    if spans:
        whole = max(s.earliest for s in spans) - min(s.latest for s in spans)
        months = max(whole / timedelta(days=30.4), 0.0)
    return _scored("persistence", (months, (1, 3, 6, 12)), ("{0} months", f"{months:.0f}"), dated)


def _large(statements: Sequence[Statement]) -> Dimension:
    places = _of(statements, "place")
    counts = [int(one.details["persons"]) for one in places if _whole(one.details.get("persons"))]
    most = max([*counts, *Counter(one.object for one in places).values()], default=0)
    return _scored(
        "scale", (most, (5, 10, 25, 50)), ("up to {0} people in one place", f"{most}"), places
    )


def _whole(text: str | None) -> bool:
    return bool(text) and str(text).isdigit()


def _commanded(statements: Sequence[Statement]) -> Dimension:
    told = [one for *_, one in commanding(statements)]
    names = {name: at for at, name in enumerate(sorted({e for s in told for e in _ends(s)}))}
    orders = [(names[a], names[b]) for a, b, _ in commanding(statements)]
    levels = _levels(Ties.of(len(names), orders))
    return _scored("command", (levels, (1, 2, 3, 4)), ("{0} levels of orders", f"{levels}"), told)


def _ends(one: Statement) -> tuple[str, str]:
    return one.subject, one.object


def _levels(orders: Ties) -> int:
    """Return the longest shortest chain of orders."""
    reached, frontier, depth = orders.matrix, orders.matrix, 0
    while frontier.nnz and depth < orders.n:
        depth += 1
        frontier = ((frontier @ orders.matrix) > 0).astype(float)
        frontier = frontier - frontier.multiply(reached > 0)
        frontier.eliminate_zeros()
        frontier.setdiag(0)
        frontier.eliminate_zeros()
        reached = reached + frontier
    return depth


def _equipped(statements: Sequence[Statement]) -> Dimension:
    used = _of(statements, "place", "holds")
    dated: dict[str, set[str]] = defaultdict(set)
    for one in used:
        if one.object.startswith(("house:", "vehicle:")) and one.when:
            dated[one.object].add(one.when.earliest.date().isoformat())
    again = sum(len(days) > 1 for days in dated.values())
    seen = ("{0} houses or vehicles used on more than one day", f"{again}")
    return _scored("infrastructure", (again, (1, 2, 4, 8)), seen, used)


def _financed(statements: Sequence[Statement]) -> Dimension:
    paid = [one for one in _of(statements, "payment") if one.details.get("purpose") in UP]
    share = flow.concentration([one.object for one in paid])
    seen = ("{0} of payments handed up go to one person", f"{share:.0%}")
    return _scored("finance", (share, (0.2, 0.35, 0.5, 0.75)), seen, paid)


def _signs(name: str, test: Callable[[Statement], bool]) -> Callable[..., Dimension]:
    def judge(statements: Sequence[Statement]) -> Dimension:
        used = [one for one in statements if test(one)]
        return _scored(
            name, (len(used), (1, 2, 4, 8)), ("{0} statements", f"{len(used)}"), used, least=1
        )

    return judge


def _handed_over(statements: Sequence[Statement]) -> Dimension:
    crews: dict[str, str] = {}
    for one in _of(statements, "role"):
        if one.details.get("stage"):
            crews[one.subject] = one.details["stage"]
    used = [s for s in _of(statements, "meeting", "call") if {s.subject, s.object} <= set(crews)]
    across = sum(crews[s.subject] != crews[s.object] for s in used)
    share = across / len(used) if used else 0.0
    seen = ("{0} of {1} contacts cross from one stage to another", f"{across}", f"{len(used)}")
    return _scored("hand-offs", (share, (0.05, 0.15, 0.3, 0.5)), seen, used)


def _taxed(one: Statement) -> bool:
    return one.details.get("purpose") == "tax" or (one.kind == "role" and one.value == "taxer")


JUDGES: tuple[Callable[[Sequence[Statement]], Dimension], ...] = (
    _specialised, _persistent, _large, _commanded, _equipped, _financed,
    _signs("corruption", lambda one: one.kind == "role" and one.value == "official"),
    _signs("violence", lambda one: one.kind == "danger"),
    _handed_over,
    _signs("ties to a drug group, as tax", _taxed),
)  # fmt: skip
