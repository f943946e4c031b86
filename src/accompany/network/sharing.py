"""Who else holds something: hit or no hit on a phone, plate or person, never what."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from accompany.network.spoken import phone
from accompany.network.statement import Statement, Viewer


@dataclass(frozen=True, slots=True)
class Notice:
    """What both sides of a hit are told: who asked whom, when, on which case; not about what."""

    asked_by: str
    holder: str
    token: str
    case: str
    at: datetime


def token(record: str, key: bytes) -> str:
    """Return what stands for a phone, plate or name in the index: nobody reads it backwards.

    The same number or name gives the same token however it was written. ``key`` is shared by the
    agencies in the index and kept from everybody else; without one, numbers could be tried out.
    """
    plain = unicodedata.normalize("NFKD", record).encode("ascii", "ignore").decode().lower()
    sort, _, rest = plain.rpartition(":")
    if sort == "phone":
        rest = phone(rest) or rest
    words = " ".join(sorted(rest.replace("-", " ").split())) if not sort else rest
    return hmac.new(key, f"{sort}:{words}".encode(), hashlib.sha256).hexdigest()


@dataclass
class Index:
    """Tokens and who holds something on each. It keeps no statement, no kind, no count."""

    key: bytes
    holders: dict[str, set[str]] = field(default_factory=dict)
    log: list[Notice] = field(default_factory=list)

    def add(self, statements: Iterable[Statement]) -> None:
        """Enter that each statement's holder has something on those it is about."""
        for one in statements:
            for record in (one.subject, one.object):
                if record and one.holder:
                    self.holders.setdefault(token(record, self.key), set()).add(one.holder)

    def ask(self, record: str, *, by: str, case: str, at: datetime) -> list[str]:
        """Return the other agencies that hold something, and tell both sides that this was asked.

        A question without a hit is logged too, with nobody on the other side.
        """
        found = token(record, self.key)
        others = sorted(self.holders.get(found, set()) - {by})
        for holder in others or [""]:
            self.log.append(Notice(by, holder, found, case, at))
        return others

    def told(self, agency: str) -> list[Notice]:
        """Return the notices an agency gets: what it asked, and what was asked of it."""
        return [one for one in self.log if agency in (one.asked_by, one.holder)]


def others_hold(statements: Iterable[Statement], viewer: Viewer) -> bool:
    """Say whether anybody holds a statement that the viewer may not use: the one allowed sentence.

    It says no more than that, whatever the hidden statement is and whatever it would change.
    """
    return any(not viewer.sees(one) for one in statements)
