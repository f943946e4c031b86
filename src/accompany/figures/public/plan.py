"""What the public site shows: figures of the book, of which source, and under which cuts."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from accompany.figures.book import Figure, figures
from accompany.figures.suppress import Kin


@dataclass(frozen=True, slots=True)
class Planned:
    """One figure of the site."""

    figure: Figure
    source: str
    tables: tuple[tuple[str, ...], ...]


@cache
def planned() -> Sequence[Planned]:
    return [
        Planned(
            figures([row["name"]])[0],
            row["source"],
            tuple(tuple(table.split()) for table in row["tables"]),
        )
        for row in _plan()["figure"]
    ]


@cache
def kin() -> Sequence[Kin]:
    return [
        Kin(row["whole"], tuple(row["parts"]), row.get("rest", False)) for row in _plan()["kin"]
    ]


def sources() -> tuple[str, ...]:
    """Return the sources whose files the site is made of."""
    return tuple(dict.fromkeys(one.source for one in planned()))


def together(shown: Sequence[Planned]) -> list[list[Planned]]:
    """Group figures that count the same rows: small counts are withheld across each group."""
    groups: list[list[Planned]] = []
    for one in shown:
        names = {
            name for row in kin() for name in (row.whole, *row.parts)
            if one.figure.figure in (row.whole, *row.parts)
        }  # fmt: skip
        group = next((g for g in groups if any(o.figure.figure in names for o in g)), None)
        if group is None:
            groups.append(group := [])
        group.append(one)
    return groups


@cache
def _plan() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("plan.toml").read_text("utf-8"))
