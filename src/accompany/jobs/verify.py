"""Verify: the ledger and its access log against their chains."""

from __future__ import annotations

from pathlib import Path

from accompany.ledger.chain import FIRST
from accompany.ledger.folder import Head, Ledger
from accompany.ledger.verify import altered
from accompany.walls.access import verify_log


def verify(path: Path) -> tuple[list[str], Head]:
    """Return what was altered, and the head everything was checked against."""
    ledger = Ledger(path)
    faults = list(altered(ledger))
    faults += [f"access log: {fault}" for fault in verify_log(ledger.access_path)]
    return faults, Head(0, FIRST) if faults else ledger.head
