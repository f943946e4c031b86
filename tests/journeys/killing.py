"""Killing an ingest at chosen moments, and looking at what it left."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from line import MAIN, environment, run

LONG = "60"
"""Seconds that a paused ingest waits to be killed: far more than it takes to notice it."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One ingest killed: how, whether it had ended first, and what stood there after."""

    when: str
    ended_first: bool
    verified: bool
    head: str
    seconds: float


def start(arguments: Sequence[object], **more: str) -> subprocess.Popen[bytes]:
    command = [*MAIN, *map(str, arguments)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment(**more), stdout=quiet, stderr=quiet)


def kill_after(arguments: Sequence[object], seconds: float, ledger: Path) -> Kill:
    """Start the ingest, wait so long, and kill it with signal 9."""
    child = start(arguments)
    began = time.perf_counter()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
    return _after(f"after {seconds:.2f} s", child, ledger, began)


def kill_at_publish(arguments: Sequence[object], mark: Path, ledger: Path) -> Kill:
    """Kill the ingest between its last write and the line that would publish it."""
    mark.unlink(missing_ok=True)
    child = start(arguments, ACCOMPANY_TEST_PAUSE=LONG, ACCOMPANY_TEST_PAUSE_MARK=str(mark))
    began = time.perf_counter()
    while not mark.exists() and child.poll() is None and time.perf_counter() < began + 300:
        time.sleep(0.01)
    child.kill()
    return _after("before publishing", child, ledger, began)


def _after(when: str, child: subprocess.Popen[bytes], ledger: Path, began: float) -> Kill:
    ended_first = child.wait(60) != -9
    seconds = time.perf_counter() - began
    whole, head = head_of(ledger)
    return Kill(when, ended_first, whole, head, seconds)


def head_of(ledger: Path) -> tuple[bool, str]:
    """Return whether verify passes, and the head; a folder that is no ledger yet has none."""
    if not (ledger / "ledger.json").exists():
        return True, "none"
    ran = run("verify", ledger)
    return ran.code == 0, ran.out.rpartition("head ")[2].strip()
