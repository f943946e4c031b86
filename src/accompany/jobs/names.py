"""What a purpose calls a person: the name in clear, or a pseudonym only this ledger can make."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from accompany.engines.duck import Duck
from accompany.walls.pseudonym import pseudonym
from accompany.walls.purpose import sees_pseudonyms

HIDDEN = ("subject", "record", "person", "opened_by_fact", "kept_by_fact")


def naming(purpose: str, salt: bytes) -> Callable[[str], str]:
    """Return what turns a subject into what ``purpose`` may call it."""
    if not sees_pseudonyms(purpose):
        return str
    return lambda subject: pseudonym(subject, salt=salt)


def behind(duck: Duck, column: str, name: str, salt: bytes) -> str | None:
    """Return the record (``about``) or person (``subject``) whose pseudonym is ``name``."""
    for (found,) in duck.rows(f"SELECT DISTINCT {column} FROM known_facts"):
        if pseudonym(found, salt=salt) == name:
            return str(found)
    return None


def subject_sql(table: str, purpose: str, salt: bytes, duck: Duck) -> str:
    """Return a query of ``table`` whose subjects, records and persons are as may be seen.

    A fact's id is a hash of its record's name among others, so it is hidden where that is:
    whoever guesses at names could tell by it that a guess is right.
    """
    if not sees_pseudonyms(purpose):
        return f"SELECT * FROM {table} ORDER BY ALL"
    columns = [row[0] for row in duck.rows(f"DESCRIBE {table}")]
    hidden = [name for name in HIDDEN if name in columns]
    for name in hidden:
        _take_pseudonyms(duck, table, name, salt)
    masked = ", ".join(
        f"(SELECT p.pseudonym FROM pseudonym_{n} AS p WHERE p.name = t.{n}) AS {n}" for n in hidden
    )
    return f"SELECT t.* REPLACE ({masked}) FROM {table} AS t ORDER BY ALL"


def _take_pseudonyms(duck: Duck, table: str, column: str, salt: bytes) -> None:
    names = [
        row[0]
        for row in duck.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
    ]
    made = [pseudonym(name, salt=salt) for name in names]
    duck.take(f"pseudonym_{column}", pa.table({"name": names, "pseudonym": made}))
