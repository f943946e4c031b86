"""Screen: has anybody like this been seen before, under whatever spelling?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.identity.linking import Arrived, Run, take_arrived
from accompany.identity.match.index import Index, laid
from accompany.identity.match.model import Model
from accompany.identity.match.screen import Screen
from accompany.identity.match.store import load, save
from accompany.jobs.opened import EVER, Asker, Limits
from accompany.ledger.folder import Ledger, known_facts
from accompany.walls.access import Access, record_access
from accompany.walls.purpose import Refused, require


def index_path(ledger: Path) -> Path:
    """Return where a ledger's index lies; it is made of facts and can be made again."""
    return ledger / "index" / "children"


def keep_index(duck: Duck, ledger: Path, run: Run, model: Model, head: tuple[int, str]) -> None:
    """Write the index of a run's records, each with the person it now belongs to."""
    names, persons = _persons(duck, "cleaned")
    chains = run.linked.decided.chains
    part = laid(run.records, names, persons, chains, run.linked.reference)
    made = Index(run.records.vocabulary, run.linked.reference, [part], model=model.id)
    save(made, index_path(ledger), head=head)


def renew_index(
    duck: Duck, ledger: Path, run: Run, index: Index, arrived: Arrived, head: tuple[int, str]
) -> None:
    """Add what arrived to the index, and write who of the others has changed person or chain."""
    before = index.known(_names(duck))
    old = index.persons(before)
    next_chain = int(index.chains().max(initial=-1)) + 1
    duck.take("person_before", pa.table({"person": pa.array(sorted(set(old)), pa.string())}))
    duck.take(
        "chained",
        pa.table({
            "row": pa.array(np.arange(len(run.records)), pa.int32()),
            "chain": pa.array(run.linked.decided.chains + np.int32(next_chain), pa.int32()),
        }),
    )  # fmt: skip
    _add(duck, index, arrived, next_chain + len(run.records))
    moved = duck.rows(
        "SELECT w.about, coalesce(p.person, w.about), k.chain FROM ("
        " SELECT about FROM cleaned UNION SELECT about FROM person WHERE person IN ("
        "  SELECT p.person FROM person AS p SEMI JOIN cleaned USING (about)"
        "  UNION SELECT person FROM person_before)) AS w"
        " LEFT JOIN person AS p ON w.about = p.about LEFT JOIN cleaned AS c ON w.about = c.about"
        " LEFT JOIN chained AS k ON c.row = k.row ORDER BY w.about"
    )
    _move(index, moved)
    save(index, index_path(ledger), head=head)


def _move(index: Index, moved: list[tuple[Any, ...]]) -> None:
    """Write who now belongs to which person and chain; a chain not told of stays as it was."""
    names = pa.array([about for about, _, _ in moved], pa.string())
    rows, chains = index.known(names), index.chains()
    place = pc.index_in(index.names(rows), value_set=names).to_numpy()
    for row, at in zip(rows.tolist(), place.tolist(), strict=True):
        _, person, chain = moved[at]
        index.moved[row] = (person, int(chains[row]) if chain is None else chain)


def _add(duck: Duck, index: Index, arrived: Arrived, chain: int) -> None:
    chains = np.arange(len(arrived.names), dtype=np.int32) + np.int32(chain)
    part = laid(arrived.records, arrived.names, arrived.names, chains, index.reference)
    index.add(part, arrived.replaced.tolist())


def _names(duck: Duck) -> pa.Array[Any]:
    return _persons(duck, "cleaned")[0]


def _persons(duck: Duck, table: str) -> tuple[pa.Array[Any], pa.Array[Any]]:
    """Return the names of a table's records, by row, and the person each belongs to."""
    found = pa.Table.from_batches(
        duck.batches(
            f"SELECT c.about, coalesce(p.person, c.about) AS person FROM {table} AS c"
            " LEFT JOIN person AS p ON c.about = p.about ORDER BY c.row"
        ),
        pa.schema([("about", pa.string()), ("person", pa.string())]),
    )
    return found["about"].combine_chunks(), found["person"].combine_chunks()


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
    catch_up(ledger, known)
    return Screen(known, model)


def catch_up(ledger: Ledger, index: Index) -> None:
    """Add to an open index what the ledger was told since; ``link`` says who it belongs to."""
    head, limits = ledger.head, Limits()
    if head.batches == index.head[0]:
        return
    with Duck(memory=limits.memory, threads=limits.threads, within=ledger.work_path) as duck:
        ledger.load(duck)
        duck.run("CREATE TABLE person (about VARCHAR, person VARCHAR)")
        known_facts(duck, known_by=EVER.replace(tzinfo=None).isoformat(sep=" "))
        _add(duck, index, take_arrived(duck, index), int(index.chains().max(initial=-1)) + 1)
    index.head = (head.batches, head.hash)


def _log(ledger: Ledger, asker: Asker, granted: bool, reason: str) -> None:
    access = Access(asker.who, "screen", asker.purpose, granted, reason, asker.case, "", {})
    record_access(ledger.access_path.parent, access, at=asker.at, salt=ledger.salt)
