"""A fact: one dated, sourced, unchangeable statement, and the vocabulary of what it can say."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources

from accompany.core.when import FIRST_YEAR, LAST_YEAR, When, local_day

ID_BYTES = 16
_BETWEEN = "\x1f"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: what it says, which values it may carry, and what it shows of a child.

    ``seen`` is how whoever reported it met the child: ``in person``, ``by voice``,
    ``adult only`` (somebody else answered) or ``on paper``; empty where it shows nothing.
    ``custody`` is ``begins`` or ``ends`` for the facts a custody span is made of.
    ``timeline`` is False for statements that are not about a person, such as published series.
    ``heard_of`` is the value by which senders of this kind differ: each office would tell of its
    own only, so what is heard is the kind with that value.
    ``once`` says that it befalls a child at most once a day: facts of one day that open one duty
    are then tellings of one event.
    """

    name: str
    says: str
    values: tuple[str, ...] = ()
    seen: str = ""
    custody: str = ""
    timeline: bool = True
    heard_of: str = ""
    once: bool = False

    def heard_as(self, details: Mapping[str, str]) -> str:
        """Return what a sender declares that it would tell: ``address-told office=eoir``."""
        if not self.heard_of:
            return self.name
        return f"{self.name} {self.heard_of}={details.get(self.heard_of, '')}"


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the vocabulary of ``core/kinds.toml``, by name."""
    text = resources.files("accompany.core").joinpath("kinds.toml").read_text("utf-8")
    return {
        name: Kind(name=name, **{**row, "values": tuple(row.get("values", ()))})
        for name, row in tomllib.loads(text).items()
    }


def nearest_kinds(name: str, count: int = 3) -> list[str]:
    """Return the known kinds most like ``name``: an unknown kind is set aside with these."""
    return difflib.get_close_matches(name.replace("_", "-").lower(), kinds(), n=count, cutoff=0.5)


def read_heard(text: str) -> str:
    """Read what a sender declares that it would tell: a kind, with an office where it needs one.

    ``ValueError`` has what is wrong and what to write instead.
    """
    name, _, said = text.partition(" ")
    if name not in kinds():
        near = ", ".join(nearest_kinds(name)) or "none is near it"
        raise ValueError("no kind of fact is called that", f"Nearest: {near}.")
    kind, (value, _, told) = kinds()[name], said.partition("=")
    if value != kind.heard_of or bool(value) != bool(told):
        written = kind.heard_as({kind.heard_of: "eoir"})
        raise ValueError("this does not say of which the sender would tell", f"Write {written}.")
    return text


def canonical(details: Mapping[str, str]) -> str:
    """Return ``details`` as the one JSON text they are stored and hashed as: keys in order."""
    return json.dumps(dict(sorted(details.items())), ensure_ascii=False, separators=(",", ":"))


def micros(moment: datetime) -> int:
    """Return whole microseconds since 1970-01-01T00:00Z."""
    gone = moment - _EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement by one source about one record.

    ``about`` is the record's full name (``source:record``). ``party`` acted and ``to_party``
    received. ``known_at`` is when we were told; ``replaces`` names the fact it corrects or
    withdraws; ``extract``, ``part`` and ``line`` say where it stands. ``zone`` is the wall clock of
    whoever wrote it, by which days are counted.
    """

    source: str
    about: str
    kind: str
    when: When
    zone: str
    party: str = ""
    to_party: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    reported_by: str = ""
    known_at: datetime = _EPOCH
    replaces: bytes | None = None
    extract: str = ""
    part: str = ""
    """The file it stands in, where the extract is a folder of several."""
    line: int = 0

    @property
    def id(self) -> bytes:
        """Return the 16-byte identity: what is said, not when or where we were told.

        It is the first half of SHA-256 over source, record, kind, times, parties and values,
        each ended by the unit separator. ``ledger/facts.sql`` computes the same in columns.
        """
        parts = (
            self.source,
            self.about,
            self.kind,
            str(micros(self.when.earliest)),
            str(micros(self.when.latest)),
            self.party,
            self.to_party,
            canonical(self.details),
        )
        text = "".join(part + _BETWEEN for part in parts)
        return hashlib.sha256(text.encode()).digest()[:ID_BYTES]

    def stands(self, name: str) -> str:
        """Return where it stands in the extract called ``name``: file and line."""
        return f"{name}/{self.part} line {self.line}" if self.part else f"{name} line {self.line}"

    @property
    def undated(self) -> bool:
        """Whether nobody said when: it holds for all the years that can be read."""
        return (self.day_earliest.year, self.day_latest.year) == (FIRST_YEAR, LAST_YEAR)

    @property
    def day_earliest(self) -> date:
        return local_day(self.when.earliest, self.zone)

    @property
    def day_latest(self) -> date:
        return local_day(self.when.latest, self.zone)
