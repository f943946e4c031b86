"""Run the commands that documents show, and hold what they print against what is shown.

A block fenced ```` ```console ```` holds commands after `$ ` (`> ` goes on with one) and what they
print; a command with nothing shown below it is only run. `...` in a line stands for any text, and
alone on a line for any lines. `exit=2` after `console` says how the last command of a block ends.
A page's commands run in order, in a folder of their own that holds `examples`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
MONTH = "accompany ingest ledger examples/month --known-at 2024-07-01"
"""How most pages begin: its outcome is kept and copied, for it takes a while."""

_FENCE = re.compile(r"^```console(?: exit=(?P<exit>\d+))?\n(?P<body>.*?)^```$", re.M | re.S)
_VOLATILE = (
    (re.compile(r"\b\d+:[0-9a-f]{16}\b"), "..."),
    (re.compile(r"\b[0-9a-f]{64}\b"), "..."),
    (re.compile(r"\bs-[0-9a-f]{12}\b"), "s-..."),
    (re.compile(r"\b(query|rules) [0-9a-f]{12}\b"), r"\1 ..."),
    (re.compile(r"\d+\.\d+ s\b"), "... s"),
    (re.compile(r" +\d+\.\d(?=  [a-z]+/[a-z_-]+, )"), "     ..."),
    (re.compile(r"[ \t]+$", re.M), ""),
)
"""What differs from one run, or one edit of a rule, to the next: hashes, and seconds."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a page, what is shown below it, and where that stands in the text."""

    text: str
    shown: str
    exit: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed and how it ended."""

    command: Command
    printed: str
    code: int

    @property
    def fault(self) -> str:
        """Return what is wrong, or nothing."""
        if self.code != self.command.exit:
            return f"ended with {self.code}, not {self.command.exit}:\n{self.printed}"
        if self.command.shown and not _fits(self.command.shown, self.printed):
            return f"printed\n{self.printed}\nand the page shows\n{self.command.shown}"
        return ""


def pages() -> list[Path]:
    """Return every page with commands in it."""
    found = [*ROOT.glob("*.md"), *(ROOT / "examples").glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(page for page in found if any(commands(page.read_text("utf-8"))))


def commands(text: str) -> Iterator[Command]:
    for block in _FENCE.finditer(text):
        starts = [hit.start() for hit in re.finditer(r"^\$ ", block["body"], re.M)]
        for start, end in zip(starts, [*starts[1:], len(block["body"])], strict=True):
            last = end == len(block["body"])
            at = block.start("body")
            lines = block["body"][start:end].splitlines(keepends=True)
            more = next((n for n, line in enumerate(lines) if n and line[:2] != "> "), len(lines))
            said = "".join(line[2:] for line in lines[:more]).strip()
            shown_at = at + start + sum(map(len, lines[:more]))
            code = int(block["exit"] or 0) if last else 0
            yield Command(said, "".join(lines[more:]).rstrip(), code, shown_at, at + end)


def run_page(page: Path, folder: Path, kept: Path) -> list[Outcome]:
    """Run a page's commands in ``folder``; ``kept`` holds what pages have in common."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    environment = _environment(kept)
    done = []
    for command in commands(page.read_text("utf-8")):
        done.append(_run(command, folder, kept, environment))
    return done


def _run(command: Command, folder: Path, kept: Path, environment: dict[str, str]) -> Outcome:
    ready = kept / "month"
    if command.text == MONTH and ready.is_dir():
        shutil.copytree(ready / "ledger", folder / "ledger")
        return Outcome(command, (ready / "printed").read_text("utf-8"), 0)
    ended = subprocess.run(
        ["bash", "-c", command.text], cwd=folder, env=environment, text=True, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    if command.text == MONTH and ended.returncode == 0:
        shutil.copytree(folder / "ledger", ready / "ledger")
        (ready / "printed").write_text(ended.stdout, "utf-8")
    return Outcome(command, ended.stdout, ended.returncode)


def _environment(kept: Path) -> dict[str, str]:
    """Return an environment in which `accompany` is this checkout and no purpose is set."""
    shims = kept / "bin"
    shims.mkdir(parents=True, exist_ok=True)
    shim = shims / "accompany"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m accompany "$@"\n', "utf-8")
    shim.chmod(0o755)
    around = os.environ  # noqa: TID251 - what runs a command is given a whole environment
    told = {name: value for name, value in around.items() if not name.startswith("ACCOMPANY")}
    path = f"{shims}{os.pathsep}{told.get('PATH', '')}"
    return {**told, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100"}


def _fits(shown: str, printed: str) -> bool:
    pattern = ""
    for line in shown.splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += r"[^\n]*?".join(map(re.escape, line.rstrip().split("..."))) + r"[ \t]*\n"
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None


def corrected(text: str, done: list[Outcome]) -> tuple[str, list[str]]:
    """Return a page with what was printed in place, and the faults that a person must mend."""
    faults = []
    for outcome in reversed(done):
        command = outcome.command
        abridged = any(line.strip() == "..." for line in command.shown.splitlines())
        if outcome.code != command.exit or (abridged and outcome.fault):
            faults.append(f"$ {command.text}\n{outcome.fault}")
        elif outcome.fault:
            text = text[: command.start] + steady(outcome.printed) + text[command.end :]
    return text, faults[::-1]


def steady(printed: str) -> str:
    """Return ``printed`` with `...` in place of what differs from run to run."""
    for pattern, instead in _VOLATILE:
        printed = pattern.sub(instead, printed)
    return printed.rstrip() + "\n"
