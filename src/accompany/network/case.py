"""A case as a folder: one CSV per kind of evidence, FollowTheMoney beside it, every row counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accompany.core.problem import InputFault, Problem
from accompany.network.assess import Assessment
from accompany.network.evidence import Received, Sender, evidence_kinds, read_evidence
from accompany.network.export import as_csv, as_graphml
from accompany.network.follow import export, load
from accompany.network.report.page import as_page
from accompany.network.report.text import as_json, as_text
from accompany.network.report.words import Language
from accompany.network.statement import Statement

FOLLOW = ".ftm.json"
MADE_UP = "SIMULATED"
FORMS = ("html", "txt", "json", "graphml", "csv", "ftm.json")


@dataclass
class CaseFolder:
    """What a folder held: for each file its statements, its rows and what was wrong with it."""

    files: dict[str, Received] = field(default_factory=dict)
    not_for_us: list[str] = field(default_factory=list)
    made_up: bool = False

    @property
    def statements(self) -> list[Statement]:
        return [one for read in self.files.values() for one in read.statements]


def read_case(folder: Path, sender: Sender) -> CaseFolder:
    """Read ``calls.csv``, ``interviews.csv`` ... and ``*.ftm.json``; other files are named."""
    found = CaseFolder(made_up=(folder / MADE_UP).exists())
    for path, kind in evidence_files(folder):
        if kind:
            found.files[path.name] = read_file(path, kind, sender)
        else:
            found.not_for_us.append(path.name)
    return found


def evidence_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file with its kind of evidence by its name; an empty one is not for us."""
    if not folder.is_dir():
        raise InputFault(folder.name, "no such folder", "Name the folder that holds the case.")
    for path in sorted(folder.iterdir()):
        kind = path.stem.split("-")[0]
        if path.name.endswith(FOLLOW):
            yield path, FOLLOW
        elif path.name != MADE_UP:
            yield path, kind if path.suffix == ".csv" and kind in evidence_kinds() else ""


def read_file(path: Path, kind: str, sender: Sender) -> Received:
    return _follow(path, sender) if kind == FOLLOW else read_evidence(path, kind, sender)


def _follow(path: Path, sender: Sender) -> Received:
    """Read entities; each value without a place in a statement is a problem that keeps it raw."""
    lines = path.read_text("utf-8").splitlines()
    one = load(lines, holder=sender.holder, extract=path.name)
    noted = [
        Problem(0, prop, "noted", "a value has no place in a statement",
                "It is kept as it came.", value)
        for prop, value in one.kept_as_came()
    ]  # fmt: skip
    aside = [
        Problem(line, "", "set aside", "the line is not an entity of FollowTheMoney",
                "Write one JSON object a line, with id and schema.", raw)
        for line, raw in one.unread
    ]  # fmt: skip
    rows = sum(bool(line.strip()) for line in lines)
    return Received(one.statements, noted + aside, rows, rows - len(aside))


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
