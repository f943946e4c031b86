"""The wall between children and cases: one door in, reasoned, minimised and logged; none out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accompany.network.grade import Grade
from accompany.network.statement import Statement

APPROVING = "child-protection"
MAY_PASS = frozenset({"place", "route", "smuggler", "vehicle", "phone", "when"})
"""What a referral may carry of a child's record: about the smuggler and the way, not the child."""

REFUSED_PURPOSES = frozenset({"civil-immigration-enforcement"})


class RefusedError(PermissionError):
    """Something was asked to pass the wall that may not."""


@dataclass(frozen=True, slots=True)
class Referral:
    """A request to pass part of a child's record into a network case."""

    case: str
    reason: str
    by: str
    role: str
    approved_by: str
    fields: Mapping[str, str]
    at: datetime


@dataclass
class Door:
    """The only way in, with a log of what was let through and what was refused."""

    log: list[tuple[Referral, str]] = field(default_factory=list)

    def refer(self, asked: Referral) -> Statement:
        """Return a statement by a protected witness, tagged against adverse use, or refuse."""
        refusal = _refusal(asked)
        self.log.append((asked, refusal or "passed"))
        if refusal:
            raise RefusedError(refusal)
        return Statement(
            kind="role", subject=asked.fields.get("smuggler", "somebody unnamed"), value="",
            asserted_by="a protected witness", holder=APPROVING, obtained="referral",
            grade=Grade("B", "3", 1), handling="ask first",
            details={**asked.fields, "use": "no adverse use against the child or a relative"},
        )  # fmt: skip


def _refusal(asked: Referral) -> str:
    if asked.role != APPROVING or not asked.approved_by or asked.approved_by == asked.by:
        return "a second person in a child-protection role must approve"
    if not asked.reason.strip():
        return "a referral needs a reason"
    extra = sorted(set(asked.fields) - MAY_PASS)
    return f"a referral may not carry: {', '.join(extra)}" if extra else ""


def out(purpose: str) -> None:
    """Refuse anything of a network case to civil immigration enforcement, without exception."""
    if purpose in REFUSED_PURPOSES:
        raise RefusedError("nothing of a network case goes to civil immigration enforcement")
