"""The page's own script, run by Node or by Chromium, and what it reckons beside judge.py."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from accompany.core.calendar import Calendar
from accompany.core.fact import Fact, micros
from accompany.duties.calendars import calendars
from accompany.duties.hearing import Hearing
from accompany.duties.judge import Due, judge
from accompany.duties.rules import Duty
from accompany.figures.owed.steps import steps

TO_A_PAGE = 500
"""Histories; a page of many more takes a browser minutes to write out."""

SCRIPT = resources.files("accompany.figures.owed").joinpath("reckon.js").read_text("utf-8")

HARNESS = """
function run(given) {
  return given.cases.map(function (one) {
    return reckon.dues(given.tables, one.facts, one.asOf).map(function (due) {
      return [due.duty, due.version && due.version.since, due.openedFrom, due.openedTo,
              due.notBefore, due.dueFrom, due.dueTo, due.steps];
    });
  });
}
"""


def chromium() -> str:
    return shutil.which("chromium") or shutil.which("chromium-browser") or ""


def browser() -> str:
    """Return the path of Chromium; the test is skipped where there is none."""
    return chromium() or pytest.skip("no Chromium here: apt-get install chromium")


def by_node(given: Mapping[str, Any], folder: Path) -> Any:
    node = shutil.which("node") or pytest.skip("no Node here to run the page's script")
    script = folder / "run.js"
    script.write_text(
        f"{SCRIPT}{HARNESS}\nconst fs = require('fs');\n"
        "console.log(JSON.stringify(run(JSON.parse(fs.readFileSync(0, 'utf8')))));\n"
    )
    ended = subprocess.run(
        [node, str(script)], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def by_chromium(given: Mapping[str, Any], folder: Path) -> Any:
    """Run the script in pages opened from a file, as somebody with a USB stick would."""
    cases = given["cases"]
    return [
        found
        for first in range(0, len(cases), TO_A_PAGE)
        for found in _in_a_page({**given, "cases": cases[first : first + TO_A_PAGE]}, folder)
    ]


def _in_a_page(given: Mapping[str, Any], folder: Path) -> Any:
    page = folder / "run.html"
    data = json.dumps(given).replace("<", "\\u003c")
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><script>{SCRIPT}{HARNESS}</script>'
        f'<script type="application/json" id="given">{data}</script><pre id="found"></pre><script>'
        "document.getElementById('found').textContent = JSON.stringify(run(JSON.parse("
        "document.getElementById('given').textContent)));"
        "document.getElementById('given').remove();</script>"
    )
    dom = opened(page, folder)
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.S)
    assert found, "the script did not end"
    return json.loads(unescape(found[1]))


def opened(page: Path, folder: Path, *more: str) -> str:
    """Return the document as it stands once a page's scripts have run."""
    ended = subprocess.run(
        [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=30000", *more,
         "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


def as_given(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    return [
        {"kind": f.kind, "party": f.party, "values": dict(f.details), "zone": f.zone,
         "from": micros(f.when.earliest), "to": micros(f.when.latest)}
        for f in facts
    ]  # fmt: skip


Row = tuple[Any, ...]


def by_definition(duties: Sequence[Duty], facts: Sequence[Fact], as_of: Any) -> Counter[Row]:
    hearing = Hearing((), known_by=as_of)
    kinds = {fact.kind for fact in facts}
    asked = [duty for duty in duties if kinds & {pattern.fact for pattern in duty.starts}]
    by_id = {fact.id: fact for fact in facts}
    return Counter(
        _row(duty, due, by_id)
        for duty in asked
        for due in judge(duty, facts, as_of=as_of, hearing=hearing, calendars=calendars())
    )


def _row(duty: Duty, due: Due, by_id: Mapping[bytes, Fact]) -> Row:
    version = next((v for v in duty.versions if v.clock and v.since == due.version), None)
    calendar: Calendar = calendars()[duty.calendar]
    told = steps(due, duty, version, by_id[due.opened_by], calendar) if version else []
    return (
        due.duty,
        due.version and due.version.toordinal() - 719163,
        micros(due.opened.earliest),
        micros(due.opened.latest),
        due.not_before and micros(due.not_before),
        due.due and micros(due.due.earliest),
        due.due and micros(due.due.latest),
        json.dumps([[step.say, dict(sorted(step.put.items()))] for step in told]),
    )


def by_script(rows: Iterable[Sequence[Any]]) -> Counter[Row]:
    return Counter(
        (*row[:7], json.dumps([[s["say"], dict(sorted(s["put"].items()))] for s in row[7]]))
        for row in rows
    )
