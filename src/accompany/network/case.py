"""A case as a folder: one CSV per kind of evidence, FollowTheMoney beside it, every row counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from accompany.core.problem import InputFault, Problem
from accompany.network.assess import Assessment
from accompany.network.evidence import Sender, evidence_kinds, read_evidence
from accompany.network.export import as_csv, as_graphml
from accompany.network.follow import export, load
from accompany.network.report.page import as_page
from accompany.network.report.text import as_json, as_text
from accompany.network.report.words import Language
from accompany.network.statement import Statement

FOLLOW = ".ftm.json"
FORMS = ("html", "txt", "json", "graphml", "csv", "ftm.json")


@dataclass
class CaseFolder:
    """What a folder held: statements, and for each file its rows, those used and what was wrong."""

    statements: list[Statement] = field(default_factory=list)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    not_for_us: list[str] = field(default_factory=list)
    made_up: bool = False


def read_case(folder: Path, sender: Sender) -> CaseFolder:
    """Read ``calls.csv``, ``interviews.csv`` ... and ``*.ftm.json``; other files are named."""
    if not folder.is_dir():
        raise InputFault(folder.name, "no such folder", "Name the folder that holds the case.")
    found = CaseFolder(made_up=(folder / "SIMULATED").exists())
    for path in sorted(folder.iterdir()):
        kind = path.stem.split("-")[0]
        if path.suffix == ".csv" and kind in evidence_kinds():
            one = read_evidence(path, kind, sender)
            found.statements += one.statements
            found.rows[path.name] = (one.rows, one.used)
            found.problems[path.name] = one.problems
        elif path.name.endswith(FOLLOW):
            _follow(path, sender, found)
        elif path.name != "SIMULATED":
            found.not_for_us.append(path.name)
    return found


def _follow(path: Path, sender: Sender, found: CaseFolder) -> None:
    lines = path.read_text("utf-8").splitlines()
    one = load(lines, holder=sender.holder, extract=path.name)
    found.statements += one.statements
    found.rows[path.name] = (len(lines), len(lines))
    found.problems[path.name] = [
        Problem(0, name, "noted", f"{count} values have no place in a statement",
                "They are kept as they came.")
        for name, count in sorted(one.dropped.items())
    ]  # fmt: skip


def written(
    found: Assessment, form: str, language: Language = "en", *, made_up: bool = False
) -> str:
    """Return an assessment in one of ``FORMS``."""
    if form == "html":
        return as_page(found, language, made_up=made_up)
    if form == "txt":
        return as_text(found, language)
    makers = {
        "json": lambda: as_json(found),
        "graphml": lambda: as_graphml(found.net),
        "csv": lambda: as_csv(found.net),
        "ftm.json": lambda: export(found.statements).lines(),
    }
    return makers[form]()
