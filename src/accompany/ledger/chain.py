"""The chain: one line a batch, each naming the hash of the line before and of every file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the chain: a batch, its files' SHA-256, and the hash that binds both."""

    batch: int
    previous: str
    files: Mapping[str, str]
    hash: str

    @classmethod
    def after(cls, previous: str, batch: int, files: Mapping[str, str]) -> Link:
        return cls(batch, previous, files, _bind(previous, batch, files))

    @property
    def holds(self) -> bool:
        return self.hash == _bind(self.previous, self.batch, self.files)

    def line(self) -> str:
        row = {
            "batch": self.batch,
            "previous": self.previous,
            "files": dict(sorted(self.files.items())),
            "hash": self.hash,
        }
        return json.dumps(row, separators=(",", ":")) + "\n"


def _bind(previous: str, batch: int, files: Mapping[str, str]) -> str:
    text = json.dumps([previous, batch, sorted(files.items())], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Garbled(Exception):
    """A line of the chain that nobody wrote so; ``line`` counts from one."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not what was written")
        self.line = line


def read_chain(path: Path) -> list[Link]:
    """Return the links whose lines were written whole; a last line cut short is not one yet.

    Raises ``Garbled``.
    """
    return list(_links(path)) if path.exists() else []


def _links(path: Path) -> Iterator[Link]:
    for number, line in enumerate(_whole(path).splitlines(), 1):
        try:
            row = json.loads(line)
            yield Link(row["batch"], row["previous"], dict(row["files"]), row["hash"])
        except (ValueError, KeyError, TypeError) as error:
            raise Garbled(number) from error


def _whole(path: Path) -> bytes:
    """Return the lines that end: what a killed writer left of one is not part of the chain."""
    written = path.read_bytes() if path.exists() else b""
    return written[: written.rfind(b"\n") + 1]


def append(path: Path, link: Link) -> None:
    """Write a link at the end and wait for the disk: from here on readers see the batch.

    What a killed writer left of a line is cut off first.
    """
    whole = len(_whole(path))
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.ftruncate(descriptor, whole)
        os.lseek(descriptor, whole, os.SEEK_SET)
        os.write(descriptor, link.line().encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    wait_for_disk(path.parent)


def hash_file(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def wait_for_disk(path: Path) -> None:
    """Wait until a file's, or a folder's, own content is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
