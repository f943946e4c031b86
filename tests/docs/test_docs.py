"""The documents are as the code would write them, and what they show is what commands print."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tools import console, law, make_month  # noqa: E402

from accompany.duties import cases  # noqa: E402
from accompany.duties.calendars import calendars  # noqa: E402
from accompany.duties.judge import judge  # noqa: E402
from accompany.duties.rules import read_duty  # noqa: E402

_YAML = re.compile(r"^ *```yaml\n(.*?)^ *```$", re.M | re.S)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(#[^)]*)?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.M)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold the made-up month, taken in once for all pages."""
    return tmp_path_factory.mktemp("kept")


@pytest.mark.parametrize("page", console.pages(), ids=lambda page: page.stem)
def test_a_page_shows_what_its_commands_print(page: Path, tmp_path: Path, kept: Path) -> None:
    outcomes = console.run_page(page, tmp_path, kept)
    assert outcomes
    faults = [f"$ {one.command.text}\n{one.fault}" for one in outcomes if one.fault]
    assert not faults, "\n\n".join(faults)


def test_generated_pages_are_as_the_code_would_write_them() -> None:
    command = [sys.executable, str(ROOT / "tools" / "docs.py"), "--check"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_the_duty_that_contributing_shows_passes_what_it_says_to_run() -> None:
    rule, written, *_ = (
        textwrap.dedent(block) for block in _YAML.findall((ROOT / "CONTRIBUTING.md").read_text())
    )
    duty = read_duty("us/example/school-plan", rule)
    found = list(cases.read_cases(duty, written))
    for case in found:
        dues = judge(
            duty, case.facts, as_of=case.as_of, hearing=case.hearing, calendars=calendars()
        )
        assert [due.state for due in dues] == list(case.expect), case.name
    assert cases.reachable(duty) <= {state for case in found for state in case.expect}
    assert [fault for version in duty.in_force for fault in law.words(duty, version)] == []


def test_the_examples_are_the_same_bytes_every_time() -> None:
    made = make_month.month()
    assert made == make_month.month()
    on_disk = {
        path.relative_to(ROOT / "examples").as_posix(): path.read_bytes()
        for path in (ROOT / "examples").rglob("*")
        if path.is_file() and path.suffix != ".md"
    }
    assert on_disk == {name: text.encode() for name, text in made.items()}


def _pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("examples/*.md")])


def _anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as forges make them."""
    plain = (re.sub(r"[^\w\- ]", "", head.lower()) for head in _HEADING.findall(text))
    return {head.strip().replace(" ", "-") for head in plain}


@pytest.mark.parametrize("page", _pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for path, anchor in _LINK.findall(page.read_text("utf-8")):
        target = (page.parent / path).resolve()
        assert target.exists(), f"{path} is not there"
        if anchor and target.suffix == ".md":
            assert anchor[1:] in _anchors(target.read_text("utf-8")), f"{path}{anchor}"


@pytest.mark.parametrize(
    ("shown", "printed", "fits"),
    [
        ("one\ntwo", "one\ntwo\n", True),
        ("one\ntwo", "one\nthree\n", False),
        ("one\n...\nfour", "one\ntwo\nthree\nfour\n", True),
        ("one\n...\nfour", "one\nfour\n", True),
        ("one\n...", "two\n", False),
        ("a ... c", "a b c\n", True),
        ("a ... c", "a b d\n", False),
    ],
)
def test_dots_stand_for_what_may_differ(shown: str, printed: str, fits: bool) -> None:
    command = console.Command("true", shown, 0, 0, 0)
    assert (console.Outcome(command, printed, 0).fault == "") is fits


def test_a_command_that_ends_otherwise_is_a_fault() -> None:
    command = console.Command("true", "", 0, 0, 0)
    assert console.Outcome(command, "", 1).fault
