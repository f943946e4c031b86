"""Judge a pair: a person's word on two records becomes a fact, and can be taken back by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from accompany.core.fact import canonical
from accompany.engines.duck import Duck
from accompany.identity.judgement import Verdict, judgements
from accompany.jobs.check import NoSuchSubject
from accompany.jobs.opened import EVER
from accompany.ledger.folder import Ledger, known_facts
from accompany.ledger.take_in import Told, take_in

SOURCE = "accompany/judgements"


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says of two records, and why."""

    verdict: Verdict
    by: str
    why: str
    at: datetime


def judge_pair(path: Path, a: str, b: str, word: Word) -> str:
    """Keep a judgement on two records; return its id, by which it can be undone."""
    ledger = Ledger(path)
    with ledger.writer(word.by) as writer, Duck(within=ledger.work_path) as duck:
        ledger.load(duck)
        for about in (a, b):
            _known_record(duck, about)
        if a == b:
            raise NoSuchSubject("a record is compared with itself. Give two different records")
        details = {"by": word.by, "other": b, "why": word.why}
        _state(duck, a, f"judged-{word.verdict}", word.at, details)
        take_in(duck, writer, _told(word.at, f"{a} {b} {word}"))
        return str(duck.value("SELECT lower(hex(fact_id)) FROM arriving"))


def judge_pairs(path: Path, judged: Sequence[tuple[str, str, Word]], *, who: str) -> int:
    """Keep many judgements as one batch; those that the same one has said already add nothing."""
    ledger = Ledger(path)
    with ledger.writer(who) as writer, Duck(within=ledger.work_path) as duck:
        ledger.load(duck)
        duck.run("CREATE TABLE person (about VARCHAR, person VARCHAR)")
        known_facts(duck, known_by=EVER.replace(tzinfo=None).isoformat(sep=" "))
        said = {(*one.pair, one.verdict, one.by, one.why) for one in judgements(duck)}
        fresh = [
            (min(a, b), max(a, b), word)
            for a, b, word in judged
            if (min(a, b), max(a, b), word.verdict, word.by, word.why) not in said
        ]
        if fresh:
            duck.script("accompany.sources", "stated.sql")
            rows = [
                _row(line, a, f"judged-{word.verdict}", word.at,
                     {"by": word.by, "other": b, "why": word.why})
                for line, (a, b, word) in enumerate(fresh, 1)
            ]  # fmt: skip
            duck.add("stated", pa.Table.from_pylist(rows))
            take_in(duck, writer, _told(fresh[0][2].at, repr(fresh), len(fresh)))
    return len(fresh)


def undo_judgement(path: Path, judgement: str, *, by: str, why: str, at: datetime) -> None:
    """Take a judgement back by a new fact; what it held apart or together is free again."""
    ledger = Ledger(path)
    with ledger.writer(by) as writer, Duck(within=ledger.work_path) as duck:
        ledger.load(duck)
        rows = duck.rows(
            "SELECT DISTINCT about FROM told WHERE lower(hex(fact_id)) = $1"
            " AND kind IN ('judged-same', 'judged-different', 'judged-unsure')",
            [judgement.lower()],
        )
        if not rows:
            raise NoSuchSubject(
                "no judgement has that id. judge-pair printed it when the judgement was made"
            )
        details = {"by": by, "judgement": judgement.lower(), "why": why}
        _state(duck, rows[0][0], "judgement-undone", at, details)
        take_in(duck, writer, _told(at, f"{judgement} {by} {why} {at}"))


def _known_record(duck: Duck, about: str) -> None:
    if not duck.value("SELECT count(*) FROM told WHERE about = $1", [about]):
        raise NoSuchSubject(
            "one of the two is no record of this ledger. Give each as source:record"
        )


def _state(duck: Duck, about: str, kind: str, at: datetime, details: dict[str, str]) -> None:
    duck.script("accompany.sources", "stated.sql")
    duck.add("stated", pa.Table.from_pylist([_row(1, about, kind, at, details)]))


def _row(
    line: int, about: str, kind: str, at: datetime, details: dict[str, str]
) -> dict[str, object]:
    moment = at.astimezone(UTC).replace(tzinfo=None)
    return {
        "line": line, "about": about, "kind": kind, "at_earliest": moment, "at_latest": moment,
        "zone": "UTC", "party": "", "to_party": "", "details": canonical(details),
    }  # fmt: skip


def _told(at: datetime, text: str, lines: int = 1) -> Told:
    return Told(
        extract=sha256(text.encode()).hexdigest(), name="judgement", source=SOURCE,
        reported_by="", whole=False, known_at=at, lines=lines, facts_rows=lines, repaired=0,
        set_aside=0, not_for_us=0, heard=(),
    )  # fmt: skip
