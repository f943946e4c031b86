"""A ledger opened for one question: loaded, linked, and seen as it was known by a moment."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from accompany.engines.duck import Duck
from accompany.identity.persons import Persons, persons
from accompany.ledger.folder import Head, Ledger, known_facts
from accompany.walls.access import Access, record_access
from accompany.walls.purpose import Decision, Refused, require

EVER = datetime(9999, 12, 30, tzinfo=UTC)
"""Known by any time at all: what an answer uses where no ``known_by`` was given."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, for which purpose and case: what the access log keeps."""

    who: str
    at: datetime
    purpose: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A ledger's facts in a Duck: ``told``, ``known_facts``, ``person``, ``heard_kept``."""

    ledger: Ledger
    duck: Duck
    head: Head
    known_by: datetime
    persons: Persons

    def ask(
        self,
        command: str,
        asker: Asker,
        *,
        subject: str = "",
        what: Mapping[str, str] | None = None,
        also: Sequence[str] = (),
    ) -> Decision:
        """Decide and log a read before it happens; raises ``Refused``, which is logged too.

        The purpose must serve the command, and every class of data in ``also``.
        """
        try:
            decision = require(command, asker.purpose, case=asker.case, also=also)
        except Refused as refused:
            self.log(command, asker, False, str(refused), subject, what)
            raise
        self.log(command, asker, True, decision.reason, subject, what)
        return decision

    def log(
        self,
        command: str,
        asker: Asker,
        granted: bool,
        reason: str,
        subject: str = "",
        what: Mapping[str, str] | None = None,
    ) -> None:
        access = Access(
            asker.who, command, asker.purpose, granted, reason, asker.case, subject, what or {}
        )
        folder = self.ledger.access_path.parent
        record_access(folder, access, at=asker.at, salt=self.ledger.salt)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the machine a job may take."""

    memory: str = "1500MB"
    threads: int = field(default=2)


@contextlib.contextmanager
def opened(
    path: Path, *, known_by: datetime | None = None, limits: Limits | None = None
) -> Iterator[Opened]:
    """Open a ledger as it was known by a moment; without one, with all it holds."""
    ledger = Ledger(path)
    limits = limits or Limits()
    with Duck(memory=limits.memory, threads=limits.threads, within=ledger.work_path) as duck:
        head = ledger.load(duck)
        moment = known_by or EVER
        linked = see_as_known(duck, moment)
        yield Opened(ledger, duck, head, moment, linked)


def see_as_known(duck: Duck, moment: datetime) -> Persons:
    """Make ``person`` of the links known by ``moment``, then ``known_facts`` under persons."""
    instant = moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    duck.run("CREATE OR REPLACE TABLE person (about VARCHAR, person VARCHAR)")
    known_facts(duck, known_by=instant)
    duck.run(
        "CREATE OR REPLACE VIEW told_by AS SELECT about, known_at FROM told"
        f" WHERE known_at <= TIMESTAMP '{instant}'"
    )
    return persons(duck, links="known_facts", records="told_by")
