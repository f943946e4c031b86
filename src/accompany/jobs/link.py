"""Link: the records of a ledger, a model and what people judged give links, kept as facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from accompany.engines.duck import Duck
from accompany.identity.linking import SOURCE, link_children
from accompany.identity.match.model import Model
from accompany.identity.match.pairs import Yield
from accompany.jobs.opened import Limits, see_as_known
from accompany.jobs.screen import index
from accompany.ledger.folder import Ledger
from accompany.ledger.take_in import Told, take_in


@dataclass(frozen=True, slots=True)
class LinkRun:
    """The books of a run."""

    model: str
    records: int
    pairs: int
    copies: int
    links: int
    added: int
    withdrawn: int
    doubtful: int
    """Pairs left apart that may be one child: the review queue."""
    held_back: int
    """Pairs sure enough to join that a guard kept apart."""
    yields: list[Yield]


def link(
    path: Path,
    model: Model,
    *,
    known_at: datetime,
    who: str,
    limits: Limits | None = None,
    step: Callable[[int], None] = lambda pairs: None,
) -> LinkRun:
    """Link all children's records as known by ``known_at`` and keep the links."""
    limits = limits or Limits()
    ledger = Ledger(path)
    duck_of = Duck(memory=limits.memory, threads=limits.threads, within=ledger.work_path)
    with ledger.writer(who) as writer, duck_of as duck:
        ledger.load(duck)
        see_as_known(duck, known_at)
        duck.script("accompany.sources", "stated.sql")
        run = link_children(duck, model, step=step)
        lines = duck.value("SELECT count(*) FROM stated")
        told = Told(
            extract=run.digest, name="links", source=SOURCE, reported_by="", whole=True,
            known_at=known_at, lines=lines, facts_rows=lines, repaired=0, set_aside=0,
            not_for_us=0, heard=(), stated_rows=lines,
        )  # fmt: skip
        kept = take_in(duck, writer, told)
        ledger.load(duck)
        see_as_known(duck, known_at)
        index(duck, path, run)
    made = run.linked
    return LinkRun(
        model.id, len(run.records), made.pairs, made.copies, lines, kept.facts, kept.withdrawn,
        len(made.doubtful), len(made.decided.held_back), made.yields,
    )  # fmt: skip
