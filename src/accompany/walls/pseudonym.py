"""Names that cannot be turned back without the ledger's salt: for logs and de-identified rows."""

from __future__ import annotations

import hashlib
import hmac

PSEUDONYM_DIGITS = 12
LOGGED_DIGITS = 16


def pseudonym(subject: str, *, salt: bytes) -> str:
    """Return the one name a de-identified reader sees for ``subject`` in this ledger."""
    return "s-" + _keyed("pseudonym", subject, salt)[:PSEUDONYM_DIGITS]


def logged(subject: str, *, salt: bytes) -> str:
    """Return how the access log names ``subject``; a pseudonym cannot be joined to it."""
    return _keyed("logged", subject, salt)[:LOGGED_DIGITS] if subject else ""


def _keyed(use: str, subject: str, salt: bytes) -> str:
    if not salt:
        raise ValueError("a keyed digest needs the ledger's salt")
    return hmac.new(salt, f"{use}\x1f{subject}".encode(), hashlib.sha256).hexdigest()
