"""How strongly a rule binds, how its words were checked, and so what may be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Strength(StrEnum):
    """How strongly a rule binds, strongest first."""

    STATUTE = "statute"
    REGULATION = "regulation"
    COURT_ORDER = "court-order"
    POLICY = "policy"
    GUIDANCE = "guidance"
    AGREEMENT = "agreement"
    CONTRACT = "contract"
    RECOMMENDATION = "recommendation"
    PROPOSED = "proposed"

    @property
    def is_law(self) -> bool:
        return self in (Strength.STATUTE, Strength.REGULATION, Strength.COURT_ORDER)


class Checked(StrEnum):
    """How the words of a rule were checked, best first."""

    READ = "read in the text"
    SECONDHAND = "secondhand"
    REMEMBERED = "remembered"
    DISPUTED = "disputed"

    @property
    def verified(self) -> bool:
        return self is Checked.READ


def weakest(checks: Iterable[Checked]) -> Checked:
    """Return the least certain of several: a compound is as certain as its weakest part."""
    return max(checks, key=list(Checked).index)


def may_say_breached(strength: Strength, checked: Checked) -> bool:
    """Say whether a late due may be called *breached*: only law, and only law that was read."""
    return strength.is_law and checked.verified
