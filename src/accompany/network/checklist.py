"""An agency's definition, item by item: the statements that show it, or "not shown"."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from accompany.network.standing import ENOUGH
from accompany.network.statement import Statement


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a definition asks for."""

    definition: str
    cite: str
    checked: str
    item: str
    says: str
    by: tuple[str, ...]

    @property
    def shown(self) -> bool:
        return bool(self.by)


@cache
def definitions() -> Mapping[str, Mapping[str, Any]]:
    text = resources.files("accompany.network").joinpath("definitions.toml").read_text("utf-8")
    return tomllib.loads(text)


def checklist(statements: Sequence[Statement]) -> list[Item]:
    """Check every definition; a statement too weak to be likelier true than not shows nothing."""
    strong = [one for one in statements if one.grade.chance >= ENOUGH]
    return [
        Item(
            form["name"], form["cite"], form["checked"], item, asked["says"],
            tuple(sorted(one.id for one in strong if _shows(one, item, asked["also"]))),
        )
        for form in definitions().values()
        for item, asked in form["items"].items()
    ]  # fmt: skip


def _shows(one: Statement, item: str, also: Sequence[str]) -> bool:
    if one.kind == "definition":
        return one.value == item
    value = one.details.get("purpose", "") if one.kind == "payment" else one.value
    return one.kind in also or f"{one.kind}:{value}" in also
