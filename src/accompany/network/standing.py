"""Who may be ranked: nobody, until an adult acting freely is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accompany.network.statement import Statement

ACTING = frozenset({
    "organiser", "recruiter", "coordinator", "guide", "driver", "scout", "house-keeper",
    "enforcer", "money-handler", "document-supplier", "official", "taxer", "financier",
    "contractor", "coach", "co-operator",
})  # fmt: skip
PROTECTED = frozenset({
    "victim", "migrant", "witness", "material-witness", "informant", "child-passenger",
    "family-payer", "coerced-helper",
})  # fmt: skip
THINGS = ("phone:", "account:", "handle:", "plate:", "house:", "vehicle:", "crossing:")
PERSONAL = ("phone:", "account:", "handle:")
"""Things behind which a person stands whom nobody has named yet."""

ADULT_FROM = 18
ENOUGH = 0.5
"""The least chance a statement must have to show adulthood or freedom; any at all protects."""


class BarredError(TypeError):
    """Somebody tried to rank a person who may not be ranked."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An adult shown to act freely: the only sort of person a ranking takes.

    It cannot be made without the statements that show both.
    """

    name: str
    adult_by: tuple[str, ...]
    free_by: tuple[str, ...]
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.adult_by or not self.free_by:
            raise BarredError("an actor needs statements that show an adult acting freely")
        if PROTECTED & set(self.roles):
            raise BarredError("a protected role bars a person from being an actor")


@dataclass(frozen=True, slots=True)
class Protected:
    """Somebody a ranking refuses, with the reason and the statements for it."""

    name: str
    why: str
    by: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Say whether something shows protection, and not only that nothing shows the contrary."""
        return self.why not in ("age not shown", "acting freely not shown")


@dataclass(frozen=True, slots=True)
class Thing:
    """A phone, account, house or vehicle: in paths and pictures, never in a ranking."""

    name: str

    @property
    def hides_somebody(self) -> bool:
        return self.name.startswith(PERSONAL)


Standing = Actor | Protected | Thing


def standing_of(name: str, statements: Iterable[Statement]) -> Standing:
    """Judge a person's standing from every statement about them.

    One sign of a child, of a protected role or of coercion protects, whatever else is said.
    """
    if name.startswith(THINGS):
        return Thing(name)
    about = list(statements)
    roles = tuple(sorted({one.value for one in about if one.kind == "role"}))
    for why, signs in _protecting(about):
        if signs:
            return Protected(name, why, tuple(one.id for one in signs), roles)
    adult = [one.id for one in about if _shows_adult(one)]
    if not adult:
        return Protected(name, "age not shown", (), roles)
    free = [one.id for one in about if _shows_freedom(one)]
    if not free:
        return Protected(name, "acting freely not shown", (), roles)
    return Actor(name, tuple(adult), tuple(free), roles)


def _protecting(about: Sequence[Statement]) -> list[tuple[str, list[Statement]]]:
    return [
        ("under 18", [one for one in about if one.kind == "age" and _years(one) < ADULT_FROM]),
        ("protected role", [one for one in about if one.kind == "role" and one.value in PROTECTED]),
        ("under coercion", [one for one in about if _coerced(one)]),
    ]


def _coerced(one: Statement) -> bool:
    told = one.kind == "freedom" and one.value != "free"
    return told or (one.kind == "role" and one.details.get("under_coercion", "no") != "no")


def _years(one: Statement) -> float:
    """Return the age stated; ``adult`` is 18, anything that cannot be read is a child."""
    if one.value == "adult":
        return ADULT_FROM
    return float(one.value) if one.value.replace(".", "", 1).isdigit() else 0.0


def _shows_adult(one: Statement) -> bool:
    return one.kind == "age" and _years(one) >= ADULT_FROM and one.grade.chance >= ENOUGH


def _shows_freedom(one: Statement) -> bool:
    acts = one.kind == "role" and one.value in ACTING
    free = one.kind == "freedom" and one.value == "free"
    return (acts or free) and one.grade.chance >= ENOUGH


def rank(actors: Sequence[Actor], scores: Sequence[float]) -> list[tuple[Actor, float]]:
    """Order actors by score, highest first, equal ones by name; refuse anybody else.

    The signature keeps protected people out when types are checked; the test at run time keeps
    them out when they are not.
    """
    for one in actors:
        if not isinstance(one, Actor):
            raise BarredError("only an adult shown to act freely can be ranked")
    found = zip(actors, scores, strict=True)
    return sorted(found, key=lambda pair: (-pair[1], pair[0].name))
