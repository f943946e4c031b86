"""Screen: has anybody like this been seen before, under whatever spelling?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.identity.linking import (
    ADULTS,
    CHILDREN,
    Arrived,
    Group,
    Run,
    cleaned_names,
    take_arrived,
)
from accompany.identity.match.asked import Asked
from accompany.identity.match.index import OTHERS, Index, Told, laid
from accompany.identity.match.model import Model
from accompany.identity.match.screen import Known, Match, Screen
from accompany.identity.match.store import load, save
from accompany.jobs.opened import EVER, Asker, Limits
from accompany.ledger.folder import Ledger, known_facts
from accompany.walls.access import Access, record_access
from accompany.walls.purpose import SPONSORS, Refused, may, require


def index_path(ledger: Path, group: Group = CHILDREN) -> Path:
    """Return where the index of a group lies; it is made of facts and can be made again."""
    return ledger / "index" / group.name


def keep_index(duck: Duck, folder: Path, run: Run, model: Model, head: tuple[int, str]) -> None:
    """Write the index of a run's records, each with the person it now belongs to."""
    chains, reference = run.linked.decided.chains, run.linked.reference
    part = laid(run.records, _told(duck, "cleaned"), chains, reference)
    made = Index(run.records.vocabulary, reference, [part], model=model.id)
    save(made, folder, head=head)


def renew_index(
    duck: Duck, folder: Path, run: Run, index: Index, arrived: Arrived, head: tuple[int, str]
) -> None:
    """Add what arrived to the index, and write who of the others has changed person or chain."""
    before = index.known(cleaned_names(duck))
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
    save(index, folder, head=head)


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
    row = pa.array(np.arange(len(arrived.names), dtype=np.int32))
    duck.take("arrived", pa.table({"about": arrived.names, "row": row}))
    part = laid(arrived.records, _told(duck, "arrived"), chains, index.reference)
    index.add(part, arrived.replaced.tolist())


_TEXT: pa.DataType = pa.string()
_TOLD = pa.schema(
    [pa.field("about", _TEXT), pa.field("person", _TEXT), pa.field("first", pa.int32()),
     pa.field("last", pa.int32()), pa.field("of", OTHERS)]
)  # fmt: skip


def _told(duck: Duck, table: str) -> Told:
    """Return what is said of a table's records, by row: names, persons, days, relationships."""
    duck.script("accompany.identity", "told.sql", records=table)
    batches = duck.batches("SELECT * EXCLUDE (row) FROM told_of ORDER BY row")
    found = pa.Table.from_batches(batches, _TOLD)
    names, persons, of = (found[name].combine_chunks() for name in ("about", "person", "of"))
    return Told(names, persons, found["first"].to_numpy(), found["last"].to_numpy(), of)


@dataclass(frozen=True, slots=True)
class Adult:
    """A sponsor or household member who may be meant, and the children they are known with."""

    match: Match
    children: Known


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is known by a phone, an e-mail or an address, whatever their names."""

    what: str
    children: Known
    adults: Known | None
    """None where the purpose may not learn who a sponsor is, or no adult is known."""

    def __len__(self) -> int:
        return len(self.children.records) + (len(self.adults.records) if self.adults else 0)


@dataclass(frozen=True, slots=True)
class Screening:
    """Open indexes with their models: asked many times, each time in milliseconds."""

    children: Screen
    adults: Screen | None
    hidden: str
    """Why sponsors and their households are not shown; nothing where they are."""

    def __len__(self) -> int:
        return len(self.children.index) + (len(self.adults.index) if self.adults else 0)

    def matching_adults(self, asked: Asked, limit: int) -> list[Adult]:
        """Return the adults most likely meant, each with the children of all their records."""
        if self.adults is None:
            return []
        found = self.adults.matches(asked, limit)
        related = self.adults.related([one.person for one in found])
        index = self.children.index
        rows = index.known(pa.array(sorted(set().union(*related.values())), pa.string()))
        names = index.names(rows).to_pylist()
        return [
            Adult(one, self.children.known(rows[[name in related[one.person] for name in names]]))
            for one in found
        ]

    def contacts(self, asked: Asked) -> list[Contact]:
        """Return who is known by each phone, e-mail or address asked about; by the address in any
        unit and near spelling too, where that is more than by the one asked about."""
        adults = self.adults.shared(asked) if self.adults else {}
        found = {
            what: Contact(what, known, adults.get(what))
            for what, known in self.children.shared(asked).items()
        }
        if "building" in found and len(found["building"]) == len(found["address"]):
            del found["building"]
        return list(found.values())


def screening(path: Path, models: Mapping[str, Model], asker: Asker) -> Screening:
    """Open a ledger's indexes for an asker whose purpose serves; the read is logged either way.

    Who sponsors whom is shown only to a purpose that may learn who a sponsor is.
    """
    ledger = Ledger(path)
    try:
        decision = require("screen", asker.purpose, case=asker.case)
    except Refused as refused:
        _log(ledger, asker, False, str(refused))
        raise
    adults = may(asker.purpose, SPONSORS, case=asker.case)
    _log(ledger, asker, True, f"{decision.reason}; {adults.reason}")
    children = _open(ledger, CHILDREN, models)
    if children is None:
        raise InputFault(path.name, "there is no index to look in", "Make one: accompany link")
    found = _open(ledger, ADULTS, models) if adults else None
    return Screening(children, found, "" if adults else adults.reason)


def _open(ledger: Ledger, group: Group, models: Mapping[str, Model]) -> Screen | None:
    known = load(index_path(ledger.path, group))
    if known is None:
        return None
    catch_up(ledger, known, group)
    return Screen(known, models[group.name])


def catch_up(ledger: Ledger, index: Index, group: Group = CHILDREN) -> None:
    """Add to an open index what the ledger was told since; ``link`` says who it belongs to."""
    head, limits = ledger.head, Limits()
    if head.batches == index.head[0]:
        return
    with Duck(memory=limits.memory, threads=limits.threads, within=ledger.work_path) as duck:
        ledger.load(duck)
        duck.run("CREATE TABLE person (about VARCHAR, person VARCHAR)")
        known_facts(duck, known_by=EVER.replace(tzinfo=None).isoformat(sep=" "))
        arrived = take_arrived(duck, index, group=group)
        _add(duck, index, arrived, int(index.chains().max(initial=-1)) + 1)
    index.head = (head.batches, head.hash)


def _log(ledger: Ledger, asker: Asker, granted: bool, reason: str) -> None:
    access = Access(asker.who, "screen", asker.purpose, granted, reason, asker.case, "", {})
    record_access(ledger.access_path.parent, access, at=asker.at, salt=ledger.salt)
