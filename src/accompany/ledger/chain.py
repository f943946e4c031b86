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


def read_chain(path: Path) -> list[Link]:
    """Return the links whose lines were written whole; a last line cut short is not one yet."""
    return list(_links(path)) if path.exists() else []


def _links(path: Path) -> Iterator[Link]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.endswith("\n"):
                return
            row = json.loads(line)
            yield Link(row["batch"], row["previous"], row["files"], row["hash"])


def append(path: Path, link: Link) -> None:
    """Write a link at the end and wait for the disk: from here on readers see the batch.

    What a killed writer left of a line is cut off first.
    """
    whole = sum(len(known.line().encode()) for known in read_chain(path))
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.ftruncate(descriptor, whole)
        os.lseek(descriptor, whole, os.SEEK_SET)
        os.write(descriptor, link.line().encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
