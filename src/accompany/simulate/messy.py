"""The extracts of one chunk as agencies send them: their records, and events on those records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.simulate import columns, faults, perfect, places
from accompany.simulate.chance import Bools, Ints, stream
from accompany.simulate.clock import NEVER
from accompany.simulate.columns import Column
from accompany.simulate.courts import Courts
from accompany.simulate.faults import Planted
from accompany.simulate.folder import Folder
from accompany.simulate.happenings import COUNTRY_NAMES
from accompany.simulate.ice import Ice
from accompany.simulate.lives import Lives
from accompany.simulate.persons import RELATIONSHIPS, Persons
from accompany.simulate.portal import Portal
from accompany.simulate.rates import rate
from accompany.simulate.records import FIRST_ID, PROVIDERS, Batch, first_rows
from accompany.simulate.senders import Sender
from accompany.simulate.sheets import Sheets
from accompany.simulate.stays import Stays

_compute: Any = pc
PEOPLE = ("kind", "given_names", "surnames", "sex", "born_on", "country", "a_number", "address",
          "unit", "city", "state", "zip", "phone", "email", "seen_on")  # fmt: skip
FILES = {"cbp": "cbp", "hhs": "hhs-orr", "calls": "orr-calls", "ice": "ice", "court": "court",
         "uscis": "uscis", "concern": "orr-concerns", "hotline": "orr-hotline"}  # fmt: skip
RECORDS_OF = {"cbp": "cbp", "hhs": "hhs", "calls": "hhs"}
"""Whose records the events of an agency without records of its own speak of."""

IN_PORTAL = frozenset({("apprehended", "cbp"), ("hhs-notified", "cbp"), ("custody-began", "hhs"),
                       ("released", "hhs"), ("discharge-notified", "hhs")})  # fmt: skip
"""What the portal's own tables tell, so that no other file does."""
BLOCK = 100_000


class Messy:
    """Writes one chunk's extracts as its batches of records come."""

    def __init__(
        self, seed: int, chunk: int, who: Persons, went: Stays, lives: Lives, out: Out
    ) -> None:
        self.seed, self.chunk = seed, chunk
        self.who, self.went, self.lives, self.out = who, went, lives, out
        self.portal = Portal(out.extracts, chunk, who, went, lives)
        self.courts = Courts(seed, chunk, who, went, lives, out.courts, out.planted)
        self.ice = Ice(seed, chunk, who, went, lives, workbooks=out.workbooks)
        self.of_stay: dict[str, tuple[Column, Ints, Bools, Ints]] = {}
        self.linked: list[tuple[Column, Ints]] = []

    def records(self, batch: Batch, rows: pa.Table) -> None:
        """Write one agency's records of people, and keep which stay each speaks of."""
        self.linked.append((columns.whole(rows["record"]), batch.person))
        if batch.name.startswith("us/uc_portal:"):
            self.portal.write(batch, rows)
        elif batch.agency == "court":
            self.courts.write(batch, rows)
        else:
            for source in _compute.unique(rows["source"]).to_pylist():
                of = rows.filter(_compute.equal(rows["source"], source))
                agency = source.removeprefix("plain/")
                Sender(agency, self.out.workbooks).send(self.out.extracts, "people", _people(of))
        if batch.person[0] < self.who.n_children:
            n = len(self.went)
            known = np.zeros(n, dtype=bool)
            known[batch.stay[~batch.duplicate]] = True
            held = (columns.whole(rows["record"]), first_rows(batch, n), known, batch.provider)
            self.of_stay[batch.agency] = held

    def events(self, facts: pa.Table) -> None:
        """Write what each agency tells of its records, with what goes wrong on the way."""
        for told_by in perfect.OBSERVERS:
            if told_by == "court":
                continue
            told = facts.filter(_compute.equal(facts["told_by"], told_by))
            told = told.filter(pa.array(_not_in_portal(told)))
            if told.num_rows:
                self._of_agency(told_by, told)
        self._releases()
        self.ice.write(self.out.extracts)
        self.linked += self.ice.known
        self._links()

    def _of_agency(self, told_by: str, told: pa.Table) -> None:
        record, first, known, provider = self.of_stay[RECORDS_OF.get(told_by, told_by)]
        stay = np.array(told["stay"])
        written = np.array(told["written_down"])
        rows, has = faults.places_of(stay, first, known)
        file = FILES.get(told_by, "providers")
        self.out.planted.count(faults.UNWRITTEN, file, int((~written).sum()))
        keep = has & written
        rows, stay = rows[keep], stay[keep]
        own = columns.taken(record, rows)
        events = perfect.events(told.filter(pa.array(keep)), own)
        relative = self._record_of_relative(stay, record, first, known)
        if told_by == "provider":
            of = provider[rows]
            for place, name in enumerate(PROVIDERS):
                mine = np.flatnonzero(of == place)
                self._send(name, _rows(events, mine), columns.taken(relative, mine))
        else:
            self._send(file, events, relative)

    def _record_of_relative(self, stay: Ints, record: Column, first: Ints, known: Bools) -> Column:
        """Return the record, at the same agency, of a brother, sister or twin; null without."""
        child = self.went.child[stay]
        relative = self.who.relative[child]
        first_stay = np.searchsorted(self.went.child, np.maximum(relative, 0))
        first_stay = np.minimum(first_stay, len(self.went) - 1)
        there = (relative >= 0) & known[first_stay]
        return columns.taken(record, first[first_stay], there)

    def _send(self, name: str, events: pa.Table, relative: Column) -> None:
        if not events.num_rows:
            return
        rng = stream(self.seed, self.chunk, f"faults {name}")
        sender = Sender(name, self.out.workbooks)
        gap, twice = rate("extracts", "gap"), rate("extracts", "sent_twice")
        if name == gap["agency"]:
            lost = faults.in_months(
                columns.whole(events["happened"]), str(gap["from"]), str(gap["to"])
            )
            self.out.planted.count(faults.GAP, name, int(lost.sum()))
            events, relative = events.filter(pa.array(~lost)), relative.filter(pa.array(~lost))
        arrived, late = faults.spoil(rng, name, events, relative, self.out.planted)
        own = f"plain/{name}:"
        arrived, late = _own_numbers(arrived, own), _own_numbers(late, own)
        files = sender.send(self.out.extracts, "events", arrived)
        self.out.kinds(files, events, name)
        sender.send(self.out.late, "events", late)
        if name == twice["agency"]:
            month = str(twice["month"])
            same = faults.in_months(
                columns.whole(arrived["happened"]), f"{month}-01", f"{month}-31"
            )
            again = arrived.filter(pa.array(same))
            self.out.planted.count("a month sent twice", name, again.num_rows)
            self.out.extracts.add(f"plain/{name}/{name}-{month}-again-events.csv", again)

    def _releases(self) -> None:
        """Write HHS's release file in its own form, as given out to the public."""
        rng = stream(self.seed, self.chunk, "releases")
        rates = rate("extracts", "releases")
        stay = np.flatnonzero(self.lives.at["released"] > NEVER)
        n = len(stay)
        child = self.went.child[stay]
        home = self.who.household[child]
        code = places.town_text({key: column[home] for key, column in self.who.address.items()})
        blank, short = rng.random(n) < rates["zip_blank"], rng.random(n) < rates["zip_short"]
        undated = rng.random(n) < rates["date_missing"]
        zero = np.array(columns.piece(code["zip"], 0, 1)) == "0"
        zips = columns.either(short & zero, columns.piece(code["zip"], 1, 5), code["zip"])
        zips = columns.either(blank, columns.nothing(n), zips)
        count = self.out.planted.count
        count(
            "a ZIP code without its leading nought", "releases", int((short & zero & ~blank).sum())
        )
        count("no date of release", "releases", int(undated.sum()))
        ids = FIRST_ID + self.chunk * BLOCK + np.arange(n)
        country = np.array([COUNTRY_NAMES[c] for c in self.who.country[child]], dtype=object)
        day = american(self.lives.at["released"][stay])
        rows = {
            "ID": columns.text(ids),
            "Child's Country of Origin": columns.words(country),
            "Child's Gender": columns.taken(("M", "F"), self.who.girl[child].astype(np.int64)),
            "Child's Date of Entry": american(self.went.found[stay]),
            "Child's Date of Release": columns.either(undated, columns.nothing(n), day),
            "Sponsor Zipcode": zips,
            "Sponsor Category": columns.text(self.who.category[child]),
            "Relationship of Sponsor": columns.taken(RELATIONSHIPS, self.who.relationship[child]),
        }
        self.out.extracts.add("us/orr_releases/releases.csv", pa.table(rows))
        record = columns.joined(["us/orr_releases:", columns.text(ids)])
        self.linked.append((columns.taken(record, np.flatnonzero(~undated)), child[~undated]))

    def _links(self) -> None:
        """Link every record to the first of the same person."""
        record = columns.whole(pa.chunked_array([one for one, _ in self.linked]))
        person = np.concatenate([of for _, of in self.linked])
        _, first, back = np.unique(person, return_index=True, return_inverse=True)
        hub = first[back]
        rows = np.flatnonzero(hub != np.arange(len(person)))
        a, b = columns.taken(record, rows), columns.taken(record, hub[rows])
        self.out.links.add("links.csv", perfect.given_links("", a, "", b))


class Out:
    """Where a nation's extracts go: those sent in time, those sent late, links and faults."""

    def __init__(
        self, extracts: Sheets, late: Sheets, links: Sheets, courts: Folder, *, workbooks: bool
    ) -> None:
        self.extracts, self.late, self.links, self.courts = extracts, late, links, courts
        self.workbooks = workbooks
        self.planted = Planted()

    def kinds(self, files: Sequence[str], events: pa.Table, name: str) -> None:
        """Let an agency say of its first file that all it tells of is covered."""
        if files and name != rate("extracts", "gap")["agency"]:
            self.extracts.covers(files[0], _compute.unique(events["kind"]).to_pylist())


def american(day: Ints) -> Column:
    """Write days as 3/4/21, month first."""
    date = day.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    year = date.astype("datetime64[Y]").astype(np.int64) + 1970
    of_month = (date - month).astype(np.int64) + 1
    of_year = month.astype(np.int64) % 12 + 1
    parts: Mapping[str, Column] = {
        "month": columns.text(of_year), "day": columns.text(of_month),
        "year": columns.padded(year % 100, 2),
    }  # fmt: skip
    return columns.joined(list(parts.values()), "/")


def _rows(table: Any, places_: Ints) -> pa.Table:
    found: pa.Table = table.take(columns.numbers(places_))
    return found


def _people(rows: pa.Table) -> pa.Table:
    """Return records as the rows of a plain table of people."""
    country = columns.renamed(rows["country"], COUNTRY_NAMES)
    said: dict[str, Any] = {"record_id": _own(columns.whole(rows["record"]))}
    said |= {name: rows[name] for name in PEOPLE}
    said["country"] = country
    said["of_record_id"] = _own(columns.whole(rows["of_record_id"]))
    said["relationship"] = rows["relationship"]
    return pa.table(said)


def _own(record: Column) -> Column:
    """Return what stands after the source in a record's full name."""
    return columns.after(record, ":")


def _own_numbers(events: pa.Table, source: str) -> pa.Table:
    record = columns.without(columns.whole(events["record_id"]), source)
    return events.set_column(0, "record_id", record)


def _not_in_portal(told: pa.Table) -> Bools:
    kind, by = np.array(told["kind"]), np.array(told["told_by"])
    inside = np.zeros(len(kind), dtype=bool)
    for one, agency in sorted(IN_PORTAL):
        inside |= (kind == one) & (by == agency)
    # custody at the border is told by the border, and only HHS's by the portal
    found: Bools = ~inside
    return found
