"""Evidence in: a documented CSV per kind, any carrier's layout by mapping, every row accounted."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

from accompany.core.problem import InputFault, Problem
from accompany.core.when import DEFAULT_ZONE, When
from accompany.network import spoken
from accompany.network.grade import HANDLINGS, Grade, read_grade
from accompany.network.statement import Statement, statement_kinds

COMMON = ("when", "said_by", "grade", "hearsay", "obtained", "handling", "holder")
Row = dict[str, str]


@cache
def evidence_kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return ``evidence.toml``: the layouts, by name."""
    text = resources.files("accompany.network").joinpath("evidence.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass
class Received:
    """Statements of one file and what was wrong with it; rows in = rows used + set aside."""

    statements: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0
    used: int = 0

    @property
    def set_aside(self) -> int:
        return self.rows - self.used


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a file, and what holds for all of it unless a row says otherwise."""

    holder: str
    country: str = "us"
    zone: str = DEFAULT_ZONE
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Their column's name to ours."""


def read_evidence(path: Path, kind: str, sender: Sender) -> Received:
    """Read a CSV of one kind of evidence into statements; a bad row is a problem, not an error."""
    layout = evidence_kinds()[kind]
    found = Received()
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = csv.DictReader(opened)
        ours = [sender.mapping.get(name, name) for name in rows.fieldnames or ()]
        missing = [name for name in layout["needs"] if name not in ours]
        if missing:
            raise InputFault(
                path.name, f"no column {', '.join(missing)}", "Map the file's columns onto ours."
            )
        for line, raw in enumerate(rows, 2):
            row = {
                our: (value or "").strip() for our, value in zip(ours, raw.values(), strict=False)
            }
            row |= {"line": str(line), "file": path.name}
            found.rows += 1
            found.used += _take(row, kind, layout, sender, found)
    if layout.get("together"):
        found.statements = _met_together(found.statements)
    return found


def _take(row: Row, kind: str, layout: Mapping[str, Any], sender: Sender, found: Received) -> bool:
    empty = [name for name in layout["needs"] if not row.get(name)]
    try:
        if empty:
            raise ValueError(f"{empty[0]} is empty")
        made = list(_statements(row, kind, layout, sender))
    except ValueError as error:
        advice = "Correct the row and send it again; nothing of it was used."
        raw = ",".join(value for name, value in row.items() if name not in ("line", "file"))
        found.problems.append(Problem(int(row["line"]), "", "set aside", str(error), advice, raw))
        return False
    found.statements += made
    return True


def _statements(
    row: Row, kind: str, layout: Mapping[str, Any], sender: Sender
) -> Iterator[Statement]:
    base = _base(row, layout, sender)
    if kind == "interviews":
        yield _general(row, base)
    for form in layout.get("makes", ()):
        subject, said = _end(row, form["subject"], sender)
        other, also = _end(row, form.get("object", ""), sender)
        value = row.get(form.get("value", ""), "")
        wants = [form[key] for key in ("value", "object") if key in form and form[key] != "*"]
        if wants and not any(row.get(name.split(":")[-1]) for name in wants):
            continue
        tied = form.get("object", "*") != "*" and statement_kinds()[form["kind"]].layer
        if tied and not other:
            continue
        if form["kind"] == "holds" and not other:
            continue
        details = {name: row[name] for name in form.get("details", ()) if row.get(name)}
        cleaned = _cleaned(details)
        yield replace(
            base, kind=form["kind"], subject=subject, object=other, value=value,
            details={**base.details, **details, **cleaned, **said, **also},
        )  # fmt: skip


def _base(row: Row, layout: Mapping[str, Any], sender: Sender) -> Statement:
    """Read what every row may carry: when, who says so, how good it is, who may use it."""
    when, words = _when(row.get("when", ""), sender.zone)
    handling = row.get("handling", "") or "open"
    if handling not in HANDLINGS:
        raise ValueError(f"handling is one of {', '.join(HANDLINGS)}")
    grade: Grade = read_grade(row.get("grade") or layout.get("grade", ""), row.get("hearsay", ""))
    return Statement(
        kind="name", subject="", when=when, asserted_by=row.get("said_by") or row["file"],
        holder=row.get("holder") or sender.holder, obtained=row.get("obtained", ""), grade=grade,
        handling=handling, details=words, extract=row["file"], line=int(row["line"]),
    )  # fmt: skip


def _when(text: str, zone: str) -> tuple[When | None, dict[str, str]]:
    """Return the span a date means; a date in words, or one nobody can read, stays as said."""
    found = spoken.when(text, zone)
    plain = re.fullmatch(r"\d{4}-\d\d-\d\d.*", text)
    return found, {} if not text or (found and plain) else {"when_said": text}


def _general(row: Row, base: Statement) -> Statement:
    if row["kind"] not in statement_kinds():
        raise ValueError(f"no such kind of statement; kinds are {', '.join(statement_kinds())}")
    named = ("purpose", "stage", "under_coercion", "words", "leg", "persons", "currency", "state")
    details = {name: row[name] for name in named if row.get(name)}
    return replace(
        base, kind=row["kind"], subject=row["subject"], object=row.get("object", ""),
        value=row.get("value", ""), details={**base.details, **details},
    )  # fmt: skip


def _end(row: Row, form: str, sender: Sender) -> tuple[str, dict[str, str]]:
    """Return the name of one end of a statement, and its raw words where it was cleaned."""
    sort, _, column = form.rpartition(":")
    said = row.get(column, "")
    if not said or not sort:
        return said, {}
    clean = spoken.phone(said, sender.country) if sort == "phone" else said
    name = f"{sort}:{clean or '?' + said}"
    return name, {} if clean == said else {f"{column}_said": said}


def _cleaned(details: Mapping[str, str]) -> dict[str, str]:
    """Return a nationality's two letters beside the word that was said."""
    said = details.get("nationality", "")
    code = spoken.nationality(said) if said else None
    return {"nationality_code": code} if code else {}


def _met_together(statements: Sequence[Statement]) -> list[Statement]:
    """Tie everybody of one event to everybody else in it; somebody alone in one stays on file."""
    events: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        events[one.details["event"]].append(one)
    pairs = [
        replace(one, object=other.subject)
        for event in events.values()
        for one, other in combinations(event, 2)
        if one.subject != other.subject
    ]
    return pairs + [event[0] for event in events.values() if len(event) == 1]
