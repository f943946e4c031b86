"""What an adapter is given, and what it gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from accompany.core.when import DEFAULT_ZONE
from accompany.engines.duck import Duck

HEAD_BYTES = 65_536


def _nobody_asked(part: str, lines: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Extract:
    """A file (or folder) somebody sent, as handed to the adapter that knows it."""

    path: Path
    source: str
    """The source's full name; for ``plain`` it carries the agency, ``plain/dhs-north``."""
    zone: str = DEFAULT_ZONE
    """The wall clock of whoever wrote it, where the file's times carry no offset."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """A saved mapping of a spreadsheet's columns to ``plain`` columns; empty for none."""
    known_records: str = ""
    """A table of the Duck with one column ``about``: the records the ledger knows already."""
    came: Callable[[str, int], None] = _nobody_asked
    """Told now and then how far the reading is: the part's name, and how many lines of it came."""

    @property
    def name(self) -> str:
        """The file's own name: all that may be printed of where it was."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Heard:
    """A period in which one kind of fact, had it happened, would be in the extract.

    ``everyone``: silence about anyone counts; otherwise only about persons of whom the source
    has a record. ``first`` is included, ``end`` is not; both UTC.
    """

    kind: str
    first: datetime
    end: datetime
    everyone: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The books of one extract: every line is in exactly one of three counts.

    Repaired rows are among ``facts_rows``.
    """

    lines: int
    facts_rows: int
    repaired: int
    set_aside: int
    not_for_us: int
    heard: Sequence[Heard] = ()
    stated_rows: int | None = None
    """How many rows the sender says there are, where the extract says it itself."""

    def __post_init__(self) -> None:
        if self.lines != self.facts_rows + self.set_aside + self.not_for_us:
            raise ValueError("the books of an extract do not balance")


class Source(Protocol):
    """An adapter: one module with these names.

    ``read`` leaves the tables ``stated`` and ``problem`` (``stated.sql``) filled in the Duck.
    It raises ``InputFault`` for a file it cannot read at all, and never for a bad row.
    """

    NAME: str
    SAYS: str
    ZONE: str
    WHOLE: bool
    """Whether an extract holds everything the source knows, or only what is more."""
    KINDS: tuple[str, ...]
    REPORTED_BY: str

    def recognises(self, path: Path) -> bool: ...

    def read(self, duck: Duck, extract: Extract) -> Reading: ...


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's files by name, in hex."""
    if path.is_file():
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    whole = hashlib.sha256()
    for inner in sorted(found for found in path.rglob("*") if found.is_file()):
        name = inner.relative_to(path).as_posix()
        whole.update(f"{name}\x1f{hash_of(inner)}\x1e".encode())
    return whole.hexdigest()


def head(path: Path) -> bytes:
    """Return the first bytes of a file, for recognising it; a folder has none."""
    if not path.is_file():
        return b""
    with path.open("rb") as opened:
        return opened.read(HEAD_BYTES)
