"""A statement: a graded fact about who did what with whom, and who says so."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from accompany.core.fact import canonical, micros
from accompany.core.when import When
from accompany.network.grade import Grade, Handling

_BETWEEN = "\x1f"
UNGRADED = Grade()


@dataclass(frozen=True, slots=True)
class StatementKind:
    """One thing a statement can say; with a ``layer`` it ties its subject to its object."""

    name: str
    says: str
    layer: str = ""
    value: str = ""


@cache
def statement_kinds() -> Mapping[str, StatementKind]:
    """Return the kinds of ``statements.toml``, by name."""
    text = resources.files("accompany.network").joinpath("statements.toml").read_text("utf-8")
    return {name: StatementKind(name, **row) for name, row in tomllib.loads(text).items()}


LAYERS = ("orders", "calls", "money", "meetings", "places", "kin")


@dataclass(frozen=True)
class Statement:
    """What ``asserted_by`` says of ``subject`` (and ``object``), with a grade and a handling code.

    ``when`` is None where nobody said; vague words stay in ``details`` (``when_said`` and the
    like). ``holder`` is the agency whose statement it is. A record's name starts with its sort
    where it is no person: ``phone: account: handle: plate: house: vehicle: crossing:``.
    """

    kind: str
    subject: str
    object: str = ""
    value: str = ""
    when: When | None = None
    asserted_by: str = ""
    holder: str = ""
    obtained: str = ""
    grade: Grade = UNGRADED
    handling: Handling = "open"
    details: Mapping[str, str] = field(default_factory=dict)
    extract: str = ""
    line: int = 0

    @cached_property
    def id(self) -> str:
        """Return ``s-`` and ten hex digits of what is said and by whom."""
        span = (str(micros(self.when.earliest)), str(micros(self.when.latest))) if self.when else ()
        parts = (
            self.kind, self.subject, self.object, self.value, *span, self.asserted_by, self.holder,
            self.obtained, str(self.grade), str(self.grade.hearsay), self.handling,
            canonical(self.details),
        )  # fmt: skip
        text = "".join(part + _BETWEEN for part in parts)
        return "s-" + hashlib.sha256(text.encode()).hexdigest()[:10]

    @property
    def layer(self) -> str:
        return statement_kinds()[self.kind].layer


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: an agency, and the handling codes of other agencies it has been let in on.

    ``granted`` names statements another holder has released to this viewer after being asked.
    """

    agency: str
    court: bool = False
    granted: frozenset[str] = frozenset()

    def sees(self, statement: Statement) -> bool:
        """Say whether the viewer may use a statement: their own, an open one, or a granted one."""
        if self.court and statement.handling == "not for court":
            return False
        own = statement.holder == self.agency
        return (
            own or statement.id in self.granted or statement.handling in ("open", "not for court")
        )


def permitted(statements: Iterable[Statement], viewer: Viewer) -> list[Statement]:
    """Freeze what a viewer may use, each once, in one order whatever order they came in."""
    found = {one.id: one for one in statements if viewer.sees(one)}
    return [found[key] for key in sorted(found)]
