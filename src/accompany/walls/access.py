"""The access log: who read what and why, refused reads too, each line chained to the one before.

``log.jsonl`` grows by whole lines only; ``head.json`` beside it names the last. A reader of the
log needs neither the ledger nor its salt to verify it. Whoever can write the folder can rewrite
both, so heads are worth keeping elsewhere: ``verify_log`` takes one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from accompany.walls.pseudonym import logged

LOG, HEAD = "log.jsonl", "head.json"
START = "0" * 64
"""What the first line names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Access:
    """One read, asked for by ``who``; ``what`` holds arguments that say nothing of a person."""

    who: str
    command: str
    purpose: str
    granted: bool
    reason: str
    case: str = ""
    subject: str = ""
    what: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of a log: enough to show later that the log was cut or rewritten."""

    sequence: int = 0
    hash: str = START


UNREADABLE = Head(-1, "")
"""What stands in for a head file that somebody changed."""


def record_access(folder: Path, access: Access, *, at: datetime, salt: bytes) -> Head:
    """Add one line to the log in ``folder`` and return the new head, safely on disk.

    Several processes may write at once; each waits its turn. The read itself must come after.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder / LOG) as log:
        last, loose = _end_of(log, folder / HEAD)
        entry = {
            "sequence": last.sequence + 1,
            "at": at.isoformat(),
            "who": access.who,
            "command": access.command,
            "purpose": access.purpose,
            "case": access.case,
            "subject": logged(access.subject, salt=salt),
            "what": dict(sorted(access.what.items())),
            "granted": access.granted,
            "reason": access.reason,
            "previous": last.hash,
        }
        if loose and _parsed(loose) is None:
            entry["torn"] = hashlib.sha256(loose).hexdigest()
        head = Head(last.sequence + 1, _hash(entry))
        line = _canonical({**entry, "hash": head.hash})
        log.write((b"\n" if loose else b"") + line.encode() + b"\n")
        log.flush()
        os.fsync(log.fileno())
        _write_head(folder / HEAD, head, log.tell())
    return head


def log_head(folder: Path) -> Head:
    """Return the head as it was last written down."""
    return _read_head(folder / HEAD)[0]


def verify_log(path: Path, *, head: Head | None = None) -> list[str]:
    """Return the faults of the log ``path``, naming the line; none where it is whole.

    ``head`` is one kept elsewhere; without it the one beside the log is used.
    """
    kept = head or _read_head(path.parent / HEAD)[0]
    if not path.exists():
        return [f"{path.name} is missing: {kept.sequence} lines were written"] * bool(kept.sequence)
    faults, seen = _faults(path)
    if kept == UNREADABLE:
        faults.append(f"{HEAD} is not what was written")
    elif not kept.sequence and len(seen) > 1:  # killed after its first line, none was written
        faults.append(f"{HEAD} is missing")
    elif kept.sequence and kept.sequence not in seen:
        faults.append(f"{path.name} is cut short: line with sequence {kept.sequence} is missing")
    elif kept.sequence and seen[kept.sequence] != kept.hash:
        faults.append(f"{path.name}, sequence {kept.sequence}: it is not the line that was written")
    return faults


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """Read the log's lines in order, passing over any that was torn by a crash."""
    for line in path.read_bytes().splitlines() if path.exists() else ():
        entry = _parsed(line)
        if entry is not None:
            yield entry


def _faults(path: Path) -> tuple[list[str], dict[int, str]]:
    faults: list[str] = []
    seen: dict[int, str] = {}
    last = Head()
    lines = path.read_bytes().splitlines()
    for number, line in enumerate(lines, 1):
        entry = _parsed(line)
        if entry is None:
            wrong = "" if _vouched(line, lines[number:]) else "it is not a line of the log"
        else:
            wrong = _wrong(entry, last)
            last = Head(_sequence(entry, last), str(entry.get("hash", "")))
            seen[last.sequence] = last.hash
        if wrong:
            faults.append(f"{path.name}, line {number}: {wrong}")
    return faults, seen


def _vouched(torn: bytes, after: Sequence[bytes]) -> bool:
    """Say whether the writer that came after a crash has owned up to the line it tore."""
    entry = _parsed(after[0]) if after else None
    return entry is not None and entry.get("torn") == hashlib.sha256(torn).hexdigest()


def _wrong(entry: Mapping[str, Any], last: Head) -> str:
    said = {name: value for name, value in entry.items() if name != "hash"}
    if _hash(said) != entry.get("hash"):
        return "it was changed after it was written"
    if entry.get("previous") != last.hash:
        return "it does not follow the line before it: a line was removed, inserted or replaced"
    return ""


def _sequence(entry: Mapping[str, Any], last: Head) -> int:
    found = entry.get("sequence")
    return found if isinstance(found, int) else last.sequence + 1


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    with path.open("a+b") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        try:
            yield log
        finally:
            fcntl.flock(log, fcntl.LOCK_UN)


def _end_of(log: IO[bytes], head: Path) -> tuple[Head, bytes]:
    """Return the head of the last whole line, and the bytes that follow it without an end.

    The head file says it at once unless a writer died between the line and the head.
    """
    kept, size = _read_head(head)
    if log.seek(0, os.SEEK_END) == size:
        return kept, b""
    log.seek(0)
    lines = log.read().split(b"\n")
    found = [entry for entry in map(_parsed, lines) if entry is not None]
    last = Head()
    for entry in found[-1:]:
        last = Head(_sequence(entry, last), str(entry.get("hash", "")))
    return last, lines[-1]


def _read_head(path: Path) -> tuple[Head, int]:
    if not path.exists():
        return Head(), 0
    kept = _parsed(path.read_bytes()) or {}
    found = (kept.get("sequence"), kept.get("hash"), kept.get("size"))
    match found:
        case (int(sequence), str(bound), int(size)):
            return Head(sequence, bound), size
        case _:
            return UNREADABLE, -1


def _write_head(path: Path, head: Head, size: int) -> None:
    fresh = path.with_suffix(".tmp")
    with fresh.open("w", encoding="utf-8") as opened:
        opened.write(_canonical({"sequence": head.sequence, "hash": head.hash, "size": size}))
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _canonical(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(entry: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(entry).encode()).hexdigest()
