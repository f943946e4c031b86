"""Link: the records of a ledger, a model and what people judged give links, kept as facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from accompany.engines.duck import Duck, literal
from accompany.identity.linking import (
    CHILDREN,
    GROUPS,
    Group,
    Run,
    link_all,
    link_arrived,
    take_arrived,
)
from accompany.identity.match.arrived import GROWTH
from accompany.identity.match.index import Index
from accompany.identity.match.model import Model
from accompany.identity.match.pairs import Yield
from accompany.identity.match.store import load, set_head
from accompany.identity.review import keep_left_apart
from accompany.jobs.opened import Limits, see_as_known
from accompany.jobs.screen import index_path, keep_index, renew_index
from accompany.ledger.folder import Ledger, Writer
from accompany.ledger.take_in import Told, take_in


@dataclass(frozen=True, slots=True)
class LinkRun:
    """The books of a run over one group of persons."""

    group: str
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
    """Pairs left apart that may be one person: the review queue."""
    held_back: int
    """Pairs sure enough to join that a guard kept apart."""
    yields: list[Yield]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is asked for."""

    models: Mapping[str, Model]
    """By the group of persons whose records they are for."""
    known_at: datetime
    who: str
    whole: bool = False
    limits: Limits = field(default_factory=Limits)


def link(
    path: Path, wanted: Wanted, step: Callable[[int], None] = lambda pairs: None
) -> list[LinkRun]:
    """Link each group's records as known by a moment, and keep the links; children come first.

    Where an index of an earlier run stands, only what has arrived since is compared, unless all
    is wanted whole; both give the same links.
    """
    ledger, limits = Ledger(path), wanted.limits
    duck_of = Duck(memory=limits.memory, threads=limits.threads, within=ledger.work_path)
    with ledger.writer(wanted.who) as writer, duck_of as duck:
        ledger.load(duck)
        see_as_known(duck, wanted.known_at)
        made = [
            _link(duck, writer, group, wanted, step)
            for group in GROUPS
            if group is CHILDREN or _any_told_of(duck, group)
        ]
        for group in GROUPS:
            set_head(index_path(path, group), (ledger.head.batches, ledger.head.hash))
    return made


def _any_told_of(duck: Duck, group: Group) -> bool:
    kinds = ", ".join(literal(kind) for kind in group.kinds)
    return bool(
        duck.value(
            "SELECT EXISTS (FROM facts_kept WHERE kind = 'person-described'"
            f" AND json_extract_string(details, '$.kind') IN ({kinds}))"
        )
    )


def _link(
    duck: Duck, writer: Writer, group: Group, wanted: Wanted, step: Callable[[int], None]
) -> LinkRun:
    ledger, model = writer.ledger, wanted.models[group.name]
    folder = index_path(ledger.path, group)
    duck.script("accompany.sources", "stated.sql")
    known = load(folder)
    known = known if known and known.model == model.id else None
    arrived = take_arrived(duck, known, group=group) if known and not wanted.whole else None
    run = (
        link_arrived(duck, known, arrived, model, group=group, step=step)
        if known and arrived
        else None
    )
    if run is None:
        arrived = None
        run = _whole(duck, known, group, model, step)
    lines = duck.value("SELECT count(*) FROM stated")
    told = Told(
        extract=run.digest, name="links", source=group.source, reported_by="", whole=True,
        known_at=wanted.known_at, lines=lines, facts_rows=lines, repaired=0, set_aside=0,
        not_for_us=0, heard=(), stated_rows=lines,
    )  # fmt: skip
    kept = take_in(duck, writer, told)
    folder.parent.mkdir(exist_ok=True)
    head = ledger.load(duck)
    see_as_known(duck, wanted.known_at)
    keep_left_apart(duck, folder.parent, run, model, group, whole=arrived is None)
    if known and arrived:
        renew_index(duck, folder, run, known, arrived, (head.batches, head.hash))
    else:
        keep_index(duck, folder, run, model, (head.batches, head.hash))
    made = run.linked
    return LinkRun(
        group.name, model.id, arrived is None, len(run.records), made.pairs, made.copies, lines,
        kept.facts, kept.withdrawn, len(made.doubtful), len(made.decided.held_back), made.yields,
    )  # fmt: skip


def _whole(
    duck: Duck, known: Index | None, group: Group, model: Model, step: Callable[[int], None]
) -> Run:
    """Compare all records, against the counts kept until there are a tenth more of them."""
    reference = known.reference if known else None
    run = link_all(duck, model, group=group, step=step, reference=reference)
    if known and len(run.records) > GROWTH * known.reference.records:
        duck.script("accompany.sources", "stated.sql")
        run = link_all(duck, model, group=group, step=step)
    return run
