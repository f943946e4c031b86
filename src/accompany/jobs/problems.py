"""Problems: what was set aside or repaired, grouped for reading and whole for a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accompany.engines.duck import Duck
from accompany.sources import known as sources

FILE = "CASE WHEN part <> '' THEN name || '/' || part ELSE name END"


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
    part: str = ""
    """The file within the extract, where that is a folder of several."""

    @property
    def known(self) -> str:
        """Return how often the real file is known to have it; empty where nobody counted."""
        source = sources.named(self.source)
        told = getattr(source, "known_faults", None)
        return str(told(self.part, self.what)) if told else ""


def problem_table(*, raw: bool) -> str:
    """Return the query of every problem; the lines as they came only where asked for."""
    line = "raw" if raw else "NULL AS raw"
    return (
        f"SELECT {FILE} AS extract, line,"
        ' column_name AS "column", outcome, what AS problem, advice,'
        f" {line} FROM problems_kept ORDER BY batch, part, line, column_name, what"
    )


def summary(duck: Duck) -> Iterator[Group]:
    rows = duck.rows(
        "SELECT source, name, outcome, column_name, what, advice, count(*), min(line), part"
        " FROM problems_kept GROUP BY ALL ORDER BY count(*) DESC, source, name, what, column_name"
    )
    return (Group(*row) for row in rows)
