"""Folders for what an engine spills: each held by a lock, so that a killed one is emptied later."""

from __future__ import annotations

import contextlib
import fcntl
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TextIO


class WorkFolder:
    """A folder of its own in ``within``, gone when closed.

    What it holds can be rows of real people. A program that is killed cannot take its folder
    away, so the next one to work in the same place does: it removes every folder whose lock
    nobody holds. Without ``within``, or where nothing may be written there, the folder stands
    in the system's place for temporary files, readable by its owner alone.
    """

    def __init__(self, within: Path | None = None) -> None:
        self._own: Path | None = None
        try:
            self._held, self._lock = _locked(_swept(within))
        except OSError:  # none named, or a ledger on a disk that can only be read
            self._own = Path(tempfile.mkdtemp(prefix="accompany-"))
            self._held, self._lock = _locked(self._own)
        self.path.mkdir(mode=0o700)

    @property
    def path(self) -> Path:
        return self._lock.with_suffix("")

    def close(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.unlink(missing_ok=True)
        self._held.close()
        if self._own is not None:
            self._own.rmdir()


def _swept(within: Path | None) -> Path:
    """Make ``within`` and remove the folders in it that nobody holds any more."""
    if within is None:
        raise FileNotFoundError
    within.mkdir(mode=0o700, exist_ok=True)
    for lock in within.glob("*.lock"):
        with contextlib.suppress(OSError), lock.open("r+") as found:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink()
    return within


def _locked(folder: Path) -> tuple[TextIO, Path]:
    while True:
        lock = folder / f"{secrets.token_hex(8)}.lock"
        held = lock.open("x", encoding="utf-8")
        fcntl.flock(held, fcntl.LOCK_EX)
        if lock.exists():
            return held, lock
        held.close()  # swept between being made and being locked
