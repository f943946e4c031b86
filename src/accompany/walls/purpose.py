"""Purposes: which may learn which class of data, and which commands they serve."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

NARRATIVE = "narrative"
"""The class of a value that nobody has classed: the strictest that ordinary purposes see."""

SPONSORS = "sponsor-identity"
"""The class that a read about a sponsor or a household member needs beside its command's own."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a purpose may learn a class of data, and the reason for the log."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


class Refused(Exception):
    """A read that its purpose does not serve. The message names the purposes that do."""

    def __init__(self, command: str, purpose: str, reason: str, also: Sequence[str] = ()) -> None:
        self.command, self.purpose, self.reason = command, purpose, reason
        self.serving = purposes_for(command, also)
        asked = f"the purpose {purpose}" if purpose else "no purpose"
        super().__init__(
            f"{command} was asked for with {asked}: {reason}."
            f" Purposes that serve: {', '.join(self.serving)}"
        )


@cache
def _walls() -> Mapping[str, Any]:
    text = resources.files("accompany.walls").joinpath("purposes.toml").read_text("utf-8")
    return tomllib.loads(text)


def purposes() -> Mapping[str, str]:
    """Return every purpose there is, and what it is."""
    found: Mapping[str, str] = _walls()["purpose"]
    return found


def data_classes() -> Mapping[str, str]:
    """Return every class of data, and what belongs to it."""
    return {name: row["says"] for name, row in _walls()["class"].items()}


def may(purpose: str, data_class: str, *, case: str = "") -> Decision:
    """Say whether ``purpose`` may learn ``data_class``; what is not written down is no.

    A condition is taken as met only where the read names its ``case``: whoever asks then answers
    for it in the log.
    """
    if purpose not in purposes():
        return Decision(False, f"there is no purpose {purpose!r}" if purpose else "none was stated")
    cell = _walls()["class"].get(data_class, {}).get(purpose)
    if cell is None:
        return Decision(False, f"{purpose} does not serve {data_class}")
    if cell == "yes":
        return Decision(True, f"{purpose} serves {data_class}")
    if case:
        return Decision(True, f"{purpose} serves {data_class}: {cell}")
    return Decision(False, f"{purpose} serves {data_class} only where a case is named: {cell}")


def purposes_for(command: str, also: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the purposes that serve ``command``, and every class of ``also``, with or without a
    case."""
    return tuple(
        purpose
        for purpose in purposes()
        if any(may(purpose, needed, case="any") for needed in _needed(command))
        and all(may(purpose, needed, case="any") for needed in also)
    )


def require(command: str, purpose: str, *, case: str = "", also: Sequence[str] = ()) -> Decision:
    """Return the decision that lets ``purpose`` run ``command`` and learn each class of ``also``,
    or raise ``Refused``."""
    any_of = [may(purpose, needed, case=case) for needed in _needed(command)]
    found = next((decision for decision in any_of if decision), any_of[0])
    decisions = [found, *(may(purpose, needed, case=case) for needed in also)]
    for decision in decisions:
        if not decision:
            raise Refused(command, purpose, decision.reason, also)
    return Decision(True, "; ".join(decision.reason for decision in decisions))


def needs_purpose(command: str) -> bool:
    """Say whether ``command`` shows persons; those that print counts only do not."""
    return command in _walls()["command"]


def sees_pseudonyms(purpose: str) -> bool:
    """Say whether ``purpose`` is shown pseudonyms in place of ids."""
    return bool(may(purpose, "pseudonyms"))


def sees_cases(purpose: str, *, case: str = "") -> bool:
    """Say whether ``purpose`` may be given counts below eleven."""
    return bool(may(purpose, "cases", case=case))


def _needed(command: str) -> list[str]:
    found: list[str] = _walls()["command"][command]
    return found
