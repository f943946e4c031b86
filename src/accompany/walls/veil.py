"""What a purpose leaves of a fact: whether it shows at all, and which of its values."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources

from accompany.walls.purpose import may

NARRATIVE = "narrative"
"""The class of a value that nobody has classed, for it may say anything."""

CODED = "coded"

Veil = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""Takes a kind of fact and its values, and returns the values that show."""


def sees_kind(kind: str, *, purpose: str, case: str = "") -> bool:
    """Say whether ``purpose`` may learn that a fact of this kind exists.

    That an application for asylum was filed is protected, not only what it says.
    """
    return bool(may(purpose, class_of_kind(kind), case=case))


def veil(*, purpose: str, case: str = "") -> Veil:
    """Return what hides, from any fact's values, those that ``purpose`` may not see."""

    def seen(kind: str, details: Mapping[str, str]) -> Mapping[str, str]:
        if not sees_kind(kind, purpose=purpose, case=case):
            return {}
        return {
            name: value
            for name, value in details.items()
            if may(purpose, class_of_value(name, kind, details), case=case)
        }

    return seen


def class_of_kind(kind: str) -> str:
    return _classes("kind").get(kind, CODED)


def class_of_value(name: str, kind: str = "", details: Mapping[str, str] | None = None) -> str:
    """Return the class of a value; who a sponsor is, is not the child's identity."""
    found = _classes("value").get(name, NARRATIVE)
    whose = (details or {}).get("kind", "child") if kind == "person-described" else "child"
    if whose != "child" and found in ("child-identity", "release-address"):
        return "sponsor-identity"
    return found


@cache
def _classes(table: str) -> Mapping[str, str]:
    text = resources.files("accompany.walls").joinpath("purposes.toml").read_text("utf-8")
    rows: Mapping[str, list[str]] = tomllib.loads(text)[table]
    return {name: data_class for data_class, names in rows.items() for name in names}
