"""The command line, run as a person runs it, in this process or in one of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from accompany.cli.main import accompany

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
MAIN = (sys.executable, "-m", "accompany")
HEADER = (
    "ID", "Child's Country of Origin", "Child's Gender", "Child's Date of Entry",
    "Child's Date of Release", "Sponsor Zipcode", "Sponsor Category", "Relationship of Sponsor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run left: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


def run(*arguments: object, **environment: str) -> Ran:
    """Run the command in this process; an exception that is not a wished exit is raised."""
    given = [str(one) for one in arguments]
    done = CliRunner().invoke(accompany, given, env=environment, catch_exceptions=False)
    return Ran(done.exit_code, done.stdout, done.stderr)


def done(*arguments: object, **environment: str) -> Ran:
    """Run a command that must go well."""
    ran = run(*arguments, **environment)
    assert ran.code == 0, ran.out + ran.err
    return ran


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment, with the source tree first on the path, and ``more``."""
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])  # noqa: TID251
    return {**os.environ, "PYTHONPATH": path, **more}  # noqa: TID251


def apart(*arguments: object, seconds: float = 300, **more: str) -> Ran:
    """Run the command in a process of its own."""
    ran = subprocess.run(
        [*MAIN, *map(str, arguments)], capture_output=True, text=True, timeout=seconds,
        env=environment(**more), check=False,
    )  # fmt: skip
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def write(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)
    return path


def release_row(number: int, on: date, *, zip_code: str = "78701") -> tuple[object, ...]:
    """Return one row of a made-up release file in its original form."""
    released = f"{on.month}/{on.day}/{on:%y}"
    return (900_000_000 + number, "Honduras", "F", "1/1/15", released, zip_code, 1, "Mother")


def release_file(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    return write(path, [HEADER, *rows])
