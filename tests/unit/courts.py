"""Reading made-up CASE releases in tests: the facts, problems and books that come of one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from accompany.engines.duck import Duck
from accompany.jobs.ingest import Refusal, Taken, Wishes, ingest
from accompany.jobs.opened import Opened, opened
from accompany.sources.extract import Extract, Reading
from accompany.sources.us import eoir_case


@dataclass(frozen=True)
class Read:
    """What the adapter made of one release."""

    reading: Reading
    facts: list[dict[str, Any]]
    problems: list[dict[str, Any]]

    def of(self, kind: str, number: int | None = None) -> list[dict[str, Any]]:
        """Return the facts of a kind (of one case), details laid open."""
        about = None if number is None else f"us/eoir_case:{number}"
        return [
            fact for fact in self.facts
            if fact["kind"] == kind and about in (None, fact["about"])
        ]  # fmt: skip


def read(path: Path) -> Read:
    with Duck() as duck:
        reading = eoir_case.read(duck, Extract(path, eoir_case.NAME))
        facts = list(duck.dicts("SELECT * FROM stated ORDER BY line, kind, details"))
        problems = list(duck.dicts("SELECT * FROM problem ORDER BY line, what"))
    return Read(reading, [{**json.loads(fact["details"]), **fact} for fact in facts], problems)


def take(ledger: Path, release: Path, month: date) -> Taken:
    """Take a release in as received on a day."""
    known_at = datetime(month.year, month.month, month.day, tzinfo=UTC)
    taken, refused = ingest(ledger, [release], Wishes(known_at=known_at, who="test"))
    assert refused == list[Refusal]()
    return taken[0]


@contextmanager
def known(ledger: Path, by: date) -> Iterator[Opened]:
    """Open a ledger as it was known at the end of a day."""
    moment = datetime(by.year, by.month, by.day, 23, 59, 59, tzinfo=UTC)
    with opened(ledger, known_by=moment) as world:
        yield world
