"""The figure book: one YAML file for each figure, and the query that finds what it counts."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from accompany.engines.duck import literal, read_sql

PACKAGE = "accompany.figures"

COARSER = {"month": "fiscal_year", "county": "state", "relationship": "category"}
"""What a cut too fine to publish may be replaced by."""


class UnknownFigure(Exception):
    """A figure, or a cut of one, that the book does not have; the message names what it has."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number: what it is, what it counts and how it may be cut."""

    figure: str
    says: str
    definition: str
    unit: str
    measure: str
    dims: tuple[str, ...]
    by: tuple[str, ...]
    """The cut it is published in where none is asked for."""
    rows: str = ""
    """Whose query finds what is counted, where not the figure's own."""
    needs: tuple[str, ...] = ()
    """Tables beside the facts that the caller makes first."""
    given: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What the shared query of several figures is filled with for this one."""
    public: bool = False
    """Made of numbers that are public already, so that nothing is withheld."""

    @property
    def base(self) -> str:
        sql = read_sql(PACKAGE, f"book/{self.rows or self.figure}.sql")
        for name, value in self.given.items():
            sql = sql.replace(f"{{{{{name}}}}}", literal(value))
        return sql.replace("{{children}}", read_sql(PACKAGE, "children.sql"))

    @property
    def query_version(self) -> str:
        """Return the SHA-256 of every line of SQL the figure is made with."""
        parts = [self.base, read_sql(PACKAGE, f"measure/{self.measure}.sql")]
        parts += [read_sql(PACKAGE, "counted.sql"), read_sql(PACKAGE, "placed.sql")]
        return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()

    def cut(self, by: Sequence[str]) -> tuple[str, ...]:
        """Return ``by`` in full, for a county is nothing without its state.

        Raises ``UnknownFigure`` for a cut that the figure does not have.
        """
        unknown = [dim for dim in by if dim not in self.dims]
        if unknown:
            raise UnknownFigure(
                f"{self.figure} cannot be cut by {', '.join(unknown)};"
                f" it can be by {', '.join(self.dims)}"
            )
        whole = [["state", dim] if dim == "county" and "state" not in by else [dim] for dim in by]
        return tuple(dict.fromkeys(dim for dims in whole for dim in dims))


@cache
def book() -> tuple[Figure, ...]:
    """Return every figure, in order of name."""
    folder = resources.files(PACKAGE).joinpath("book")
    files = sorted(
        (found for found in folder.iterdir() if found.name.endswith(".yaml")),
        key=lambda found: found.name.removesuffix(".yaml"),
    )
    return tuple(_figure(yaml.safe_load(found.read_text("utf-8"))) for found in files)


def figures(names: Iterable[str] = ()) -> list[Figure]:
    """Return the figures of these names, or all of them; raise ``UnknownFigure`` for another."""
    by_name = {one.figure: one for one in book()}
    wanted = list(dict.fromkeys(names)) or list(by_name)
    for name in wanted:
        if name not in by_name:
            near = difflib.get_close_matches(name, by_name, n=1) or sorted(by_name)
            raise UnknownFigure(f"there is no figure {name!r}; there is {', '.join(near)}")
    return [by_name[name] for name in wanted]


def _figure(row: dict[str, Any]) -> Figure:
    lists = {name: tuple(row.get(name, ())) for name in ("dims", "by", "needs")}
    return Figure(**{**row, **lists})
