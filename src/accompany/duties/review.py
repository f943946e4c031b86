"""The rulebook as a sheet a lawyer marks up, and a marked sheet as a diff against the rulebook.

One line for each version that is or was in force. The last two columns are empty, for a verdict
(right, wrong, unsure: any word) and a comment; any other cell may be corrected in place. Nothing
is written into the rulebook: the diff is for the person who keeps it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from accompany.core.problem import InputFault
from accompany.duties.rules import Duty, Version

COLUMNS = (
    "duty", "since", "says", "strength", "allows", "cite", "checked", "text", "verdict", "comment",
)  # fmt: skip
COMPARED = ("says", "strength", "allows", "cite", "checked", "text")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class Marked:
    """One line of a sheet against the rulebook: cells that differ, a verdict, a comment."""

    line: int
    duty: str
    since: str
    changed: Mapping[str, tuple[str, str]]
    """By column: what the rulebook says and what the sheet says."""
    verdict: str
    comment: str
    fault: str = ""
    """Why the line cannot be held against anything; empty where it can."""


def sheet(duties: Iterable[Duty]) -> str:
    """Return the sheet as CSV, with a mark at its head by which Excel knows that it is UTF-8."""
    out = io.StringIO()
    rows = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    rows.writeheader()
    for duty in duties:
        for version in duty.in_force:
            rows.writerow(_row(duty, version))
    return "\ufeff" + out.getvalue()


def _row(duty: Duty, version: Version) -> dict[str, str]:
    said = {
        "duty": duty.id,
        "since": version.since.isoformat(),
        "says": duty.says,
        "strength": str(duty.strength),
        "allows": str(version.clock),
        "cite": version.cite,
        "checked": str(version.checked),
        "text": version.text,
        "verdict": "",
        "comment": "",
    }
    return {name: _shown(cell) for name, cell in said.items()}


def _shown(cell: str) -> str:
    """Return a cell no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@") else cell


def read_sheet(path: Path, duties: Sequence[Duty]) -> list[Marked]:
    """Read a marked sheet; lines that say what the rulebook says, with no mark, are left out.

    A sheet saved by Excel with its own dates or in the Windows alphabet reads as well.
    ``InputFault`` where it is no sheet of ours.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputFault(str(path), f"cannot be read ({error.strerror})", "Name a file") from error
    text = _decoded(raw)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = [name.strip().lower() for name in next(rows, [])]
    if missing := [name for name in ("duty", "since") if name not in header]:
        raise InputFault(
            path.name,
            f"has no column {missing[0]}",
            "Mark up a sheet made by `accompany duties --review FILE`",
        )
    return list(_marked(rows, header, duties))


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _marked(
    rows: Iterable[list[str]], header: Sequence[str], duties: Sequence[Duty]
) -> Iterator[Marked]:
    book = {
        (duty.id, version.since): _row(duty, version)
        for duty in duties
        for version in duty.in_force
    }
    seen: set[tuple[str, date]] = set()
    for line, cells in enumerate(rows, start=2):
        row = dict(zip(header, (_plain(cell) for cell in cells), strict=False))
        if any(row.values()):
            found = _hold(line, row, book, seen)
            if found.changed or found.verdict or found.comment or found.fault:
                yield found


def _hold(
    line: int,
    row: Mapping[str, str],
    book: Mapping[tuple[str, date], Mapping[str, str]],
    seen: set[tuple[str, date]],
) -> Marked:
    duty, since = row.get("duty", ""), row.get("since", "")
    key = duty, _day(since)
    ours = book.get((duty, key[1])) if key[1] else None
    fault, changed = "", {}
    if ours is None:
        known = any(name == duty for name, _ in book)
        fault = f"has no version from {since!r}" if known else "is no duty of this rulebook"
    elif key in seen:
        fault = "stands in the sheet twice"
    else:
        changed = {
            name: (_plain(ours[name]), row[name])
            for name in COMPARED
            if name in row and row[name] != _plain(ours[name])
        }
    if key[1]:
        seen.add((duty, key[1]))
    return Marked(line, duty, since, changed, row.get("verdict", ""), row.get("comment", ""), fault)


def _plain(cell: str) -> str:
    """Return a cell with white space collapsed, without the mark that kept it from a formula."""
    return " ".join(cell.split()).removeprefix("'")


def _day(text: str) -> date | None:
    american = _AMERICAN.fullmatch(text)
    try:
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def diff(found: Sequence[Marked]) -> str:
    """Lay a marked sheet out as a diff against the rule files it speaks of."""
    lines: list[str] = []
    for one in found:
        if one.fault:
            lines.append(f"! line {one.line}: {one.duty or '(no duty)'} {one.fault}")
            continue
        lines.append(f"--- rulebook/{one.duty}.yaml")
        lines.append(f"+++ line {one.line} of the sheet")
        lines.append(f"@@ version {one.since} @@")
        for name, (ours, theirs) in one.changed.items():
            lines += [f"-{name}: {ours}", f"+{name}: {theirs}"]
        if one.verdict or one.comment:
            lines.append("# " + ": ".join(filter(None, (one.verdict, one.comment))))
    changed = sum(bool(one.changed) for one in found)
    marked = sum(bool(one.verdict or one.comment) for one in found)
    faults = sum(bool(one.fault) for one in found)
    lines.append(f"{changed} versions corrected, {marked} with a verdict or a comment"
                 f"{f', {faults} lines that fit nothing' if faults else ''}.")  # fmt: skip
    return "\n".join(lines)
