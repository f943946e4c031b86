"""Screen: has anybody like this been seen before, under whatever spelling?"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.identity.linking import Run
from accompany.identity.match.index import built, load, save
from accompany.identity.match.model import Model
from accompany.identity.match.score import rarity
from accompany.identity.match.screen import Screen
from accompany.jobs.opened import Asker
from accompany.ledger.folder import Ledger
from accompany.walls.access import Access, record_access
from accompany.walls.purpose import Refused, require


def index_path(ledger: Path) -> Path:
    """Return where a ledger's index lies; it is made of facts and can be made again."""
    return ledger / "index" / "children"


def index(duck: Duck, ledger: Path, run: Run) -> None:
    """Write the index of a run's records, each with the person it now belongs to."""
    found = pa.Table.from_batches(
        duck.batches(
            "SELECT c.about, coalesce(p.person, c.about) AS person FROM cleaned AS c"
            " LEFT JOIN person AS p ON c.about = p.about ORDER BY c.row"
        ),
        pa.schema([("about", pa.string()), ("person", pa.string())]),
    )
    names, persons = found["about"].combine_chunks(), found["person"].combine_chunks()
    folder = index_path(ledger)
    folder.parent.mkdir(exist_ok=True)
    save(built(run.records, rarity(run.records), names, persons), folder)


def screening(path: Path, model: Model, asker: Asker) -> Screen:
    """Open a ledger's index for an asker whose purpose serves; the read is logged either way."""
    ledger = Ledger(path)
    try:
        decision = require("screen", asker.purpose, case=asker.case)
    except Refused as refused:
        _log(ledger, asker, False, str(refused))
        raise
    _log(ledger, asker, True, decision.reason)
    known = load(index_path(path))
    if known is None:
        raise InputFault(path.name, "there is no index to look in", "Make one: accompany link")
    return Screen(known, model)


def _log(ledger: Ledger, asker: Asker, granted: bool, reason: str) -> None:
    access = Access(asker.who, "screen", asker.purpose, granted, reason, asker.case, "", {})
    record_access(ledger.access_path.parent, access, at=asker.at, salt=ledger.salt)
