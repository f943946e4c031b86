"""Statements as the ledger's facts, and back: one kind, everything said in its values."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from accompany.core.fact import Fact
from accompany.core.record import about, split
from accompany.core.when import When
from accompany.engines.duck import Duck
from accompany.identity.judgement import Judgement, standing
from accompany.network.grade import HANDLINGS, Grade, read_grade
from accompany.network.standing import THINGS
from accompany.network.statement import Statement

KIND = "statement"
ALWAYS = When(datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC))
"""When something happened of which nobody said when: any time."""

UNSURE = "0.5"
"""The chance of a link at which somebody looked and could not say: every redraw decides anew."""

MORE = "more_"
"""What stands before the name of a statement's own detail, so that none hides a value of ours."""


def as_fact(one: Statement, source: str, case: str) -> Fact:
    """Return a statement as a fact about its own id; ``party`` is no office and stays empty."""
    told = {
        "says": one.kind, "subject": one.subject, "object": one.object, "value": one.value,
        "asserted_by": one.asserted_by, "holder": one.holder, "obtained": one.obtained,
        "grade": str(one.grade), "hearsay": str(one.grade.hearsay), "handling": one.handling,
        "when_known": "yes" if one.when else "no", "case": case,
    } | {MORE + name: value for name, value in one.details.items()}  # fmt: skip
    return Fact(
        source=source, about=about(source, one.id), kind=KIND, when=one.when or ALWAYS, zone="UTC",
        details={name: value for name, value in told.items() if value}, extract=one.extract,
        line=one.line,
    )  # fmt: skip


def from_ledger(duck: Duck, case: str) -> list[Statement]:
    """Read a case's statements from ``known_facts``, which is already limited to what was known."""
    rows = duck.rows(
        "SELECT details, happened_earliest, happened_latest, extract, line FROM known_facts "
        "WHERE kind = $1 AND json_extract_string(details, '$.case') = $2 ORDER BY about",
        [KIND, case],
    )
    return [
        _statement(json.loads(told), When(_utc(first), _utc(last)), extract, line)
        for told, first, last, extract, line in rows
    ]


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _statement(told: Mapping[str, str], when: When, extract: str, line: int) -> Statement:
    handling = told.get("handling", "")
    return Statement(
        kind=told["says"], subject=told.get("subject", ""), object=told.get("object", ""),
        value=told.get("value", ""), when=when if told["when_known"] == "yes" else None,
        asserted_by=told.get("asserted_by", ""), holder=told.get("holder", ""),
        obtained=told.get("obtained", ""),
        grade=read_grade(told.get("grade", ""), told.get("hearsay", "")),
        handling=handling if handling in HANDLINGS else "no onward",
        details={n.removeprefix(MORE): v for n, v in told.items() if n.startswith(MORE)},
        extract=extract, line=line,
    )  # fmt: skip


def described(statements: Iterable[Statement], source: str) -> list[Fact]:
    """Return a fact for each person spoken of, so that links can name their record."""
    first: dict[str, Statement] = {}
    for one in statements:
        for end in (one.subject, one.object):
            if end and not end.startswith(THINGS):
                first.setdefault(end, one)
    return [
        Fact(source=source, about=about(source, name), kind="person-described", when=ALWAYS,
             zone="UTC", details={"kind": "actor"}, extract=one.extract, line=one.line)
        for name, one in first.items()
    ]  # fmt: skip


def linked(judged: Iterable[Judgement], names: Collection[str]) -> list[Statement]:
    """Return the identity layer's judgements among ``names`` as statements; unsure stays doubtful.

    A record is known in a case by its full name (``plain/hsi:P-1``) or by its own (``P-1``).
    """
    found = []
    for one in standing(judged):
        left, right = (name if name in names else (split(name) or ("", ""))[1] for name in one.pair)
        if left not in names or right not in names or left == right:
            continue
        kind, value = {"same": ("same", "1"), "different": ("different", "")}.get(
            one.verdict, ("same", UNSURE)
        )
        found.append(
            Statement(kind, left, right, value=value, asserted_by=one.by,
                      obtained="identity", grade=Grade("B", "2"), details={"why": one.why})
        )  # fmt: skip
    return found
