"""Link: the records of a ledger, a model and what people judged give links, kept as facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from accompany.engines.duck import Duck
from accompany.identity.linking import (
    SOURCE,
    Arrived,
    Run,
    link_arrived,
    link_children,
    take_arrived,
)
from accompany.identity.match.arrived import GROWTH
from accompany.identity.match.index import Index
from accompany.identity.match.model import Model
from accompany.identity.match.pairs import Yield
from accompany.identity.match.store import load
from accompany.identity.review import keep_left_apart
from accompany.jobs.opened import Limits, see_as_known
from accompany.jobs.screen import index_path, keep_index, renew_index
from accompany.ledger.folder import Ledger
from accompany.ledger.take_in import Told, take_in


@dataclass(frozen=True, slots=True)
class LinkRun:
    """The books of a run."""

    model: str
    whole: bool
    """Whether all records were compared, not only what arrived with the chains it touches."""
    records: int
    """How many records the run was about."""
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is asked for."""

    model: Model
    known_at: datetime
    who: str
    whole: bool = False
    limits: Limits = field(default_factory=Limits)


def link(path: Path, wanted: Wanted, step: Callable[[int], None] = lambda pairs: None) -> LinkRun:
    """Link the children's records as known by a moment, and keep the links.

    Where an index of an earlier run stands, only what has arrived since is compared, unless all
    is wanted whole; both give the same links.
    """
    ledger, limits = Ledger(path), wanted.limits
    known = load(index_path(path))
    duck_of = Duck(memory=limits.memory, threads=limits.threads, within=ledger.work_path)
    with ledger.writer(wanted.who) as writer, duck_of as duck:
        ledger.load(duck)
        see_as_known(duck, wanted.known_at)
        duck.script("accompany.sources", "stated.sql")
        known = known if known and known.model == wanted.model.id else None
        arrived = take_arrived(duck, known) if known and not wanted.whole else None
        run = (
            link_arrived(duck, known, arrived, wanted.model, step=step)
            if known and arrived
            else None
        )
        if run is None:
            arrived = None
            run = _whole(duck, known, wanted, step)
        lines = duck.value("SELECT count(*) FROM stated")
        told = Told(
            extract=run.digest, name="links", source=SOURCE, reported_by="", whole=True,
            known_at=wanted.known_at, lines=lines, facts_rows=lines, repaired=0, set_aside=0,
            not_for_us=0, heard=(), stated_rows=lines,
        )  # fmt: skip
        kept = take_in(duck, writer, told)
        index_path(path).parent.mkdir(exist_ok=True)
        head = ledger.load(duck)
        see_as_known(duck, wanted.known_at)
        keep_left_apart(duck, index_path(path).parent, run, wanted.model, whole=arrived is None)
        _index(duck, path, run, known, arrived, wanted.model, (head.batches, head.hash))
    made = run.linked
    return LinkRun(
        wanted.model.id, arrived is None, len(run.records), made.pairs, made.copies, lines,
        kept.facts, kept.withdrawn, len(made.doubtful), len(made.decided.held_back), made.yields,
    )  # fmt: skip


def _whole(duck: Duck, known: Index | None, wanted: Wanted, step: Callable[[int], None]) -> Run:
    """Compare all records, against the counts kept until there are a tenth more of them."""
    run = link_children(duck, wanted.model, step=step, reference=known.reference if known else None)
    if known and len(run.records) > GROWTH * known.reference.records:
        duck.script("accompany.sources", "stated.sql")
        run = link_children(duck, wanted.model, step=step)
    return run


def _index(
    duck: Duck, path: Path, run: Run, known: Index | None, arrived: Arrived | None, model: Model,
    head: tuple[int, str],
) -> None:  # fmt: skip
    if known and arrived:
        renew_index(duck, path, run, known, arrived, head)
    else:
        keep_index(duck, path, run, model, head)
