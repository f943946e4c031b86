"""Problems: what was set aside or repaired, grouped for reading and whole for a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accompany.engines.duck import Duck


@dataclass(frozen=True, slots=True)
class Group:
    """One fault of one file, and how many lines have it."""

    source: str
    name: str
    outcome: str
    column: str
    what: str
    advice: str
    count: int
    first_line: int


def problem_table(*, raw: bool) -> str:
    """Return the query of every problem; the lines as they came only where asked for."""
    line = "raw" if raw else "NULL AS raw"
    return (
        f'SELECT name AS extract, line, column_name AS "column", outcome, what AS problem, advice,'
        f" {line} FROM problems_kept ORDER BY batch, line, column_name, what"
    )


def summary(duck: Duck) -> Iterator[Group]:
    rows = duck.rows(
        "SELECT source, name, outcome, column_name, what, advice, count(*), min(line)"
        " FROM problems_kept GROUP BY ALL ORDER BY count(*) DESC, source, name, what, column_name"
    )
    return (Group(*row) for row in rows)
