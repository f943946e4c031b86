"""Train: weights fitted once to an installation's own records, kept as a dated file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.identity.linking import GROUPS, take_records
from accompany.identity.match.model import Model
from accompany.identity.match.train import described, trained
from accompany.jobs.opened import EVER, Limits
from accompany.ledger.folder import Ledger, known_facts

FEWEST = 1000
"""Records below which chance would decide the weights."""


def train(
    path: Path,
    start: Model,
    *,
    who: str,
    on: datetime,
    step: Callable[[int], None] = lambda pairs: None,
) -> dict[str, Any]:
    """Return a model document fitted to the records of a group of persons in a ledger."""
    (group,) = (one for one in GROUPS if one.name == who)
    ledger, limits = Ledger(path), Limits()
    with Duck(memory=limits.memory, threads=limits.threads, within=ledger.work_path) as duck:
        head = ledger.load(duck)
        duck.run("CREATE TABLE person (about VARCHAR, person VARCHAR)")
        known_facts(duck, known_by=EVER.replace(tzinfo=None).isoformat(sep=" "))
        records = take_records(duck, group=group)
    if len(records) < FEWEST:
        raise InputFault(
            path.name, f"{len(records)} records of {who} are too few to learn from",
            f"Link with the shipped weights until there are {FEWEST:,}",
        )  # fmt: skip
    return trained(records, start, step) | {
        "made_on": on.date().isoformat(),
        "fitted_on": "records of this installation, without truth",
        "started_from": start.id,
        "data": {"records": len(records), "ledger": str(head), "given": described(records)},
    }
