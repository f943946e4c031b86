"""Network cases in a ledger: evidence in, a case's statements out, and the wall between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from accompany.core.fact import Fact, canonical
from accompany.core.problem import InputFault, Problem
from accompany.core.record import SOURCE
from accompany.engines.duck import Duck
from accompany.identity.judgement import judgements
from accompany.jobs.apart import keep_apart
from accompany.jobs.opened import Opened
from accompany.ledger.folder import Ledger, Writer
from accompany.ledger.take_in import Kept, Told, take_in
from accompany.network import case as folders
from accompany.network.evidence import Received, Sender
from accompany.network.facts import as_fact, from_ledger, linked
from accompany.network.facts import described as people_described
from accompany.network.statement import Statement, Viewer, permitted
from accompany.sources.extract import hash_of

MEMORY = "1500MB"


@dataclass(frozen=True, slots=True)
class CaseIn:
    """Which case evidence belongs to, who sent it, and when it reached us."""

    case: str
    sender: Sender
    known_at: datetime
    who: str

    @property
    def source(self) -> str:
        name = f"plain/{self.sender.holder}"
        if not SOURCE.fullmatch(name):
            advice = "Small letters, digits and hyphens: hsi, police-north."
            raise InputFault("--holder", f"{name} is not a source's name", advice)
        return name


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The books of one file of evidence; ``kept`` is None for a file that is not evidence."""

    name: str
    read: Received
    kept: Kept | None


def take_case(path: Path, folder: Path, wishes: CaseIn) -> list[CaseFile]:
    """Take every file of evidence of a folder into a ledger, one batch each."""
    source = wishes.source
    ledger = Ledger.open_or_make(path)
    made_up = (folder / folders.MADE_UP).exists()
    done = []
    with ledger.writer(wishes.who) as writer:
        for file, kind in folders.evidence_files(folder):
            if not kind:
                done.append(CaseFile(file.name, Received(), None))
                continue
            writer.ledger.settle(simulated=made_up)
            read = folders.read_file(file, kind, wishes.sender)
            told = _told(read, file.name, hash_of(file), source, wishes.known_at)
            facts = [as_fact(one, source, wishes.case) for one in read.statements]
            facts += people_described(read.statements, source)
            done.append(CaseFile(file.name, read, _take(writer, told, facts, read.problems)))
    return done


def take_statement(path: Path, one: Statement, wishes: CaseIn) -> Kept:
    """Take in one statement that came through a door and not in a file."""
    ledger = Ledger(path)
    read = Received([one], [], 1, 1)
    told = _told(read, one.obtained, one.id, wishes.source, wishes.known_at)
    with ledger.writer(wishes.who) as writer:
        return _take(writer, told, [as_fact(one, wishes.source, wishes.case)], [])


def _told(read: Received, name: str, extract: str, source: str, known_at: datetime) -> Told:
    return Told(
        extract=extract, name=name, source=source, reported_by="", whole=False, known_at=known_at,
        lines=read.rows, facts_rows=read.used, repaired=0, set_aside=read.set_aside, not_for_us=0,
        heard=(),
    )  # fmt: skip


def _take(writer: Writer, told: Told, facts: list[Fact], problems: list[Problem]) -> Kept:
    with Duck(memory=MEMORY, within=writer.ledger.work_path) as duck:
        writer.ledger.load(duck)
        duck.script("accompany.sources", "stated.sql")
        if facts:
            duck.add("stated", pa.Table.from_pylist([_row(one) for one in facts]))
        if problems:
            duck.add("problem", pa.Table.from_pylist([_problem(one) for one in problems]))
        keep_apart(duck)
        return take_in(duck, writer, told)


def _row(one: Fact) -> dict[str, object]:
    return {
        "line": one.line, "about": one.about, "kind": one.kind,
        "at_earliest": one.when.earliest.astimezone(UTC).replace(tzinfo=None),
        "at_latest": one.when.latest.astimezone(UTC).replace(tzinfo=None),
        "zone": one.zone, "party": "", "to_party": "", "details": canonical(one.details),
    }  # fmt: skip


def _problem(one: Problem) -> dict[str, object]:
    return {"line": one.line, "column_name": one.column, "outcome": one.outcome, "what": one.what,
            "advice": one.advice, "raw": one.raw}  # fmt: skip


def statements_of(world: Opened, case: str, viewer: Viewer) -> list[Statement]:
    """Return a case's statements, and the judged links among records the viewer may see."""
    told = from_ledger(world.duck, case)
    if not told:
        raise InputFault(
            case, "no such case in this ledger", "Take its evidence in: network ingest."
        )
    seen = permitted(told, viewer)
    names = {end for one in seen for end in (one.subject, one.object) if end}
    return told + linked(judgements(world.duck), names)


def cases_of(world: Opened) -> Sequence[str]:
    rows = world.duck.rows(
        "SELECT DISTINCT json_extract_string(details, '$.case') AS found FROM known_facts"
        " WHERE kind = 'statement' ORDER BY found"
    )
    return [str(row[0]) for row in rows]


def last_known(world: Opened) -> datetime:
    """Return when the newest fact that counts reached us."""
    found: datetime = world.duck.value("SELECT max(known_at) FROM known_facts")
    return found.replace(tzinfo=UTC)


def everything(world: Opened) -> list[Statement]:
    """Return the statements of all cases: what the index of holdings is made of."""
    return [one for case in cases_of(world) for one in from_ledger(world.duck, case)]


def books(read: Received) -> str:
    """Return a file's problems as text, alike ones counted; no value of a row is in it."""
    counted: dict[tuple[str, str, str], list[int]] = {}
    for one in read.problems:
        counted.setdefault((one.column, one.what, one.advice), []).append(one.line)
    return "\n".join(
        f"  {len(lines)} x {f'{column}: ' if column else ''}{what}"
        f"{f' (first at line {lines[0]})' if lines[0] else ''}. {advice}"
        for (column, what, advice), lines in counted.items()
    )
