"""The extracts of one chunk as agencies send them: their records, and events on those records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.core.fact import kinds
from accompany.simulate import columns, faults, perfect, places, truth
from accompany.simulate.chance import Bools, Ints, stream
from accompany.simulate.clock import NEVER
from accompany.simulate.columns import Column
from accompany.simulate.courts import Courts
from accompany.simulate.faults import Mark, Planted, Spoiled
from accompany.simulate.folder import Folder
from accompany.simulate.happenings import COUNTRY_NAMES
from accompany.simulate.ice import Ice
from accompany.simulate.lives import Lives
from accompany.simulate.persons import RELATIONSHIPS, Persons
from accompany.simulate.portal import Portal
from accompany.simulate.rates import rate
from accompany.simulate.records import FIRST_ID, PROVIDERS, Batch, first_rows
from accompany.simulate.senders import Sender, Sent
from accompany.simulate.sheets import Sheets
from accompany.simulate.stays import Stays

_compute: Any = pc
PEOPLE = ("kind", "given_names", "surnames", "sex", "born_on", "country", "a_number", "address",
          "unit", "city", "state", "zip", "phone", "email", "seen_on")  # fmt: skip
FILES = {"cbp": "cbp", "hhs": "hhs-orr", "calls": "orr-calls", "ice": "ice", "court": "court",
         "uscis": "uscis", "concern": "orr-concerns", "hotline": "orr-hotline"}  # fmt: skip
RECORDS_OF = {"cbp": "cbp", "hhs": "hhs", "calls": "hhs"}
"""Whose records the events of an agency without records of its own speak of."""

IN_TABLES = frozenset({("apprehended", "cbp"), ("hhs-notified", "cbp"), ("custody-began", "hhs"),
                       ("released", "hhs"), ("discharge-notified", "hhs"),
                       ("apprehended", "ice")})  # fmt: skip
"""What the portal's own tables and ICE's arrests tell, so that no other file does."""
BLOCK = 100_000
ZIP, UNDATED = "a ZIP code without its leading nought", "no date of release"


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
            told = told.filter(pa.array(_not_in_tables(told)))
            if told.num_rows:
                self._of_agency(told_by, told)
        self._releases()
        self.ice.write(self.out.extracts)
        self.linked += self.ice.known
        self._links()

    def _of_agency(self, told_by: str, facts: pa.Table) -> None:
        record, first, known, provider = self.of_stay[RECORDS_OF.get(told_by, told_by)]
        stay = np.array(facts["stay"])
        written = np.array(facts["written_down"])
        rows, has = faults.places_of(stay, first, known)
        file = FILES.get(told_by, "providers")
        own = columns.taken(record, rows, has)
        true = _truth(facts, own)
        unwritten = true.filter(pa.array(~written))
        nowhere = np.full(unwritten.num_rows, -1, dtype=np.int64)
        self.out.planted.plant(faults.UNWRITTEN, f"plain/{file}", nowhere, unwritten)
        told = perfect.events(facts, own)
        for name in faults.TRUTH:
            told = told.append_column(name, true[name])
        relative = self._record_of_relative(stay, record, first, known)
        told = told.append_column("relative", relative)
        told = told.filter(pa.array(has & written))
        if told_by == "provider":
            of = provider[rows[has & written]]
            for place, name in enumerate(PROVIDERS):
                self._send(name, _rows(told, np.flatnonzero(of == place)))
        else:
            self._send(file, told)

    def _record_of_relative(self, stay: Ints, record: Column, first: Ints, known: Bools) -> Column:
        """Return the record, at the same agency, of a brother, sister or twin; null without."""
        child = self.went.child[stay]
        relative = self.who.relative[child]
        first_stay = np.searchsorted(self.went.child, np.maximum(relative, 0))
        first_stay = np.minimum(first_stay, len(self.went) - 1)
        there = (relative >= 0) & known[first_stay]
        return columns.taken(record, first[first_stay], there)

    def _send(self, name: str, told: pa.Table) -> None:
        if not told.num_rows:
            return
        rng = stream(self.seed, self.chunk, f"faults {name}")
        sender, plant = Sender(name, self.out.workbooks), self.out.planted.plant
        gap, twice = rate("extracts", "gap"), rate("extracts", "sent_twice")
        if name == gap["agency"]:
            lost = faults.in_months(
                columns.whole(told["happened"]), str(gap["from"]), str(gap["to"])
            )
            nowhere = np.full(int(lost.sum()), -1, dtype=np.int64)
            plant(faults.GAP, f"plain/{name}", nowhere, told.filter(pa.array(lost)))
            told = told.filter(pa.array(~lost))
        spoiled = faults.spoil(rng, told)
        own = f"plain/{name}:"
        arrived, late = (_own_numbers(rows, own) for rows in (spoiled.arrived, spoiled.late))
        sent = sender.send(self.out.extracts, "events", arrived)
        self.out.kinds(sent.files, told, name)
        sent_late = sender.send(self.out.late, "events", late)
        for mark in spoiled.marks:
            self._keep(name, mark, told, sent, sent_late)
        if name == twice["agency"]:
            self._send_again(name, str(twice["month"]), spoiled, told)

    def _keep(self, name: str, mark: Mark, told: pa.Table, sent: Sent, sent_late: Sent) -> None:
        """Keep a fault's rows in the truth, with file and line."""
        for those, went in ((mark.late, sent_late), (~mark.late, sent)):
            of, row = _rows(told, mark.of[those]), mark.row[those]
            came = mark.fault != faults.LOST
            file = went.file_of(row) if came else f"plain/{name}"
            self.out.planted.plant(mark.fault, file, went.line[row] if came else row, of)

    def _send_again(self, name: str, month: str, spoiled: Spoiled, told: pa.Table) -> None:
        """Send a month's rows a second time, in a file of their own."""
        days = columns.whole(spoiled.arrived["happened"])
        same = np.flatnonzero(faults.in_months(days, f"{month}-01", f"{month}-31"))
        again = _own_numbers(_rows(spoiled.arrived, same), f"plain/{name}:")
        file = f"plain/{name}/{name}-{month}-again-events.csv"
        line = self.out.extracts.add(file, again) + np.arange(len(same))
        of = _rows(told, spoiled.of[same])
        self.out.planted.plant(faults.SENT_TWICE, f"extracts/{file}", line, of)

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
        file = "us/orr_releases/releases.csv"
        line = self.out.extracts.add(file, pa.table(rows)) + np.arange(n)
        record = columns.joined(["us/orr_releases:", columns.text(ids)])
        for fault, hit, cell in ((ZIP, short & zero & ~blank, "zip"), (UNDATED, undated, "")):
            those = np.flatnonzero(hit)
            self.out.planted.plant(
                fault, f"extracts/{file}", line[those],
                self._truth_of("released", stay[those], columns.taken(record, those)),
                cell=cell, truly=columns.taken(code["zip"], those),
            )  # fmt: skip
        self.linked.append((columns.taken(record, np.flatnonzero(~undated)), child[~undated]))

    def _truth_of(self, kind: str, stay: Ints, record: Column) -> pa.Table:
        day = self.lives.at[kind][stay]
        said = {
            "true_record": record,
            "true_person": truth.person_ids(self.who, self.went.child[stay]),
            "true_kind": columns.same(kind, len(stay)),
            "true_day": columns.day(day, day > NEVER),
        }
        return pa.table(said)

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
            said = events.select(["kind", "office"]).group_by(["kind", "office"]).aggregate([])
            self.extracts.covers(files[0], {
                kinds()[row["kind"]].heard_as({"office": row["office"]})
                for row in said.to_pylist()
            })  # fmt: skip


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


def _truth(facts: pa.Table, record: Column) -> pa.Table:
    """Return what faults are held against: whose record, what truly happened and when."""
    true = (record, *(facts[name] for name in ("person", "kind", "on_day", "party", "office")))
    return pa.table(dict(zip(faults.TRUTH, true, strict=True)))


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


def _not_in_tables(told: pa.Table) -> Bools:
    kind, by = np.array(told["kind"]), np.array(told["told_by"])
    inside = np.zeros(len(kind), dtype=bool)
    for one, agency in sorted(IN_TABLES):
        inside |= (kind == one) & (by == agency)
    # custody at the border is told by the border, and only HHS's by the portal
    found: Bools = ~inside
    return found
