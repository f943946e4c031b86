"""The agencies' person records of one chunk, each with the person it is truly about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from accompany.simulate import columns, places, wording
from accompany.simulate.chance import Bools, Ints, even, stream
from accompany.simulate.clerks import AGENCIES, Desk, desk
from accompany.simulate.clock import NEVER, local_day
from accompany.simulate.columns import Column
from accompany.simulate.lives import Lives, moved_on
from accompany.simulate.persons import KINDS, RELATIONSHIPS, SPONSOR, Persons
from accompany.simulate.rates import rate
from accompany.simulate.slips import (
    NONE,
    Written,
    at,
    copied,
    together,
    unnamed,
    write_down,
)  # fmt: skip
from accompany.simulate.stays import Stays
from accompany.simulate.truth import person_ids

BLOCK = 100_000
FIRST_ID = 900_000_000
PROVIDERS = ("prs-north", "prs-south", "prs-west", "prs-coast")
OFFICES = {"cbp": 9, "hhs": 60, "ice": 25, "court": 60, "uscis": 5, "provider": 4, "concern": 3,
           "hotline": 2}  # fmt: skip
NO_RECORD = -1


@dataclass(slots=True)
class Batch:
    """One agency's records: what each says, at which desk, and of whom."""

    name: str
    """What stands before the number of a record, such as ``us/uc_portal:uac-``."""
    agency: str
    written: Written
    at_desk: Desk
    stay: Ints
    """The place of the stay each record speaks of."""
    number: Ints
    of_record: Column
    provider: Ints
    duplicate: Bools
    named: bool = True
    contact: bool = True

    @property
    def person(self) -> Ints:
        return self.written.person

    @property
    def records(self) -> Column:
        before: str | Column = self.name
        if self.agency == "provider":
            names = tuple(f"plain/{one}:SIM-{self.name}" for one in PROVIDERS)
            before = wording.chosen(names, self.provider)
        return wording.lettered(before, FIRST_ID + self.number)


class Chunk:
    """The records of one chunk, agency by agency; later ones copy from earlier ones."""

    def __init__(self, seed: int, chunk: int, who: Persons, went: Stays, lives: Lives) -> None:
        self.seed, self.chunk, self.who, self.went, self.lives = seed, chunk, who, went, lives
        self.first: dict[str, Written] = {}
        """The first-entered record of each stay, by agency: what others copy."""

    def batches(self) -> Iterator[Batch]:
        every = np.arange(len(self.went.child))
        referral = self._children("cbp", "us/uc_portal:referral-", every, self.went.found)
        yield referral
        uac = self._children("hhs", "us/uc_portal:uac-", every, self.went.admitted, "cbp")
        yield uac
        yield from self._sponsors(uac)
        for agency, name, source in (
            ("ice", "plain/ice:SIM-", "cbp"),
            ("court", "us/eoir_case:", "ice"),
            ("uscis", "plain/uscis:SIM-", "ice"),
            ("provider", "child-", "hhs"),
            ("concern", "plain/orr-concerns:SIM-", "hhs"),
            ("hotline", "plain/orr-hotline:SIM-", "hhs"),
        ):
            day = self._first_met(agency)
            of = np.flatnonzero(day > NEVER)
            batch = self._children(agency, name, of, day[of], source)
            batch.named = agency != "court"
            yield batch
            if agency == "provider":
                yield self._provider_sponsors(batch)

    def _first_met(self, agency: str) -> Ints:
        """Return the day on which an agency first writes down the child of each stay, or NEVER."""
        at = self.lives.at
        if agency == "ice":
            rng = self._rng("ice whom")
            known = rng.random(len(self.went)) < rate("records", "present")["ice"]
            day = self.went.released + rng.integers(3, 30, len(self.went))
            return np.where(known & (day <= self.lives.through), day, NEVER)
        if agency == "uscis":
            filed, told = at["relief-filed"], at["address-told/uscis"]
            return np.where(filed == NEVER, told, filed)
        if agency == "concern":
            return local_day(at["concern-reported_at"])
        names_ = {"court": "nta-filed", "provider": "prs-accepted", "hotline": "hotline-called"}
        return at[names_[agency]]

    def _rng(self, what: str) -> np.random.Generator:
        return stream(self.seed, self.chunk, what)

    def _children(self, agency: str, name: str, of: Ints, day: Ints, source: str = "") -> Batch:
        """Write down the children of the stays ``of``, copying from ``source`` where it has one."""
        rng = self._rng(f"{agency} children")
        child = self.went.child[of]
        seat = self._seat(agency, child, day)
        number = np.where(
            self.went.again[of], self.who.second_a_number[child], self.who.a_number[child]
        )
        if agency == "court":
            written = unnamed(rng, self.who, child, seat, number)
        else:
            written = write_down(self.seed, rng, self.who, child, seat, number)
        if source:
            earlier = self.first[source]
            written = _copy(rng, written, earlier, of, agency)
        self.first[agency] = _by_stay(written, of, len(self.went.child))
        return self._with_duplicates(rng, name, written, seat, of)

    def _seat(self, agency: str, person: Ints, day: Ints) -> Desk:
        """Seat records at offices: where the family lives decides, at the border who came along."""
        place = places.states()[self.who.address["town"][self.who.household[person]]]
        family = self.who.family[person]
        spread = (even(self.seed, AGENCIES.index(agency), family, 5) * 1000).astype(np.int64)
        office = (spread if agency in {"cbp", "hhs"} else place) % OFFICES[agency]
        return desk(self.seed, agency, office, day, family)

    def _with_duplicates(
        self, rng: np.random.Generator, name: str, written: Written, seat: Desk, of: Ints,
    ) -> Batch:  # fmt: skip
        """Enter some records twice: another clerk, days on, writes anew under a new number."""
        agency = seat.agency
        chance = rate("errors", "records")["duplicate"].get(agency, 0.0)
        twice = np.flatnonzero(rng.random(len(of)) < chance)
        person = written.person[twice]
        day = seat.day[twice] + rng.integers(0, 5, len(twice))
        other = desk(self.seed, agency, seat.office[twice], day, person + 1_000_000)
        if agency == "court":
            anew = unnamed(rng, self.who, person, other, written.a_number[twice])
        else:
            number = self.who.a_number[person]
            anew = write_down(self.seed, rng, self.who, person, other, number)
        both = together(written, anew)
        seats = Desk(
            agency,
            *(
                np.concatenate([getattr(seat, key), getattr(other, key)])
                for key in ("office", "day", "clerk", "sloppy", "turns_dates")
            ),
        )
        order = np.argsort(seats.day, kind="stable")
        number_of = np.empty(len(order), dtype=np.int64)
        number_of[order] = np.arange(len(order))
        stay = np.concatenate([of, of[twice]])
        duplicate = np.repeat([False, True], [len(of), len(twice)])
        provider = seats.office % len(PROVIDERS)
        return Batch(
            name, agency, both, seats, stay, self.chunk * BLOCK + number_of,
            columns.nothing(len(order)), provider, duplicate,
        )  # fmt: skip

    def _sponsors(self, uac: Batch) -> Iterator[Batch]:
        """Write each application's sponsor, and who lives with the sponsor."""
        rng = self._rng("sponsor records")
        child = self.went.child
        together = np.concatenate(
            [[False], self.who.sponsor[child][1:] == self.who.sponsor[child][:-1]]
        )
        together &= np.concatenate([[False], self.went.found[1:] == self.went.found[:-1]])
        of = np.flatnonzero(~(together & (rng.random(len(child)) < 0.8)))
        person = self.who.sponsor[child[of]]
        day = self.went.admitted[of] + rng.integers(1, 9, len(of))
        uac_of = first_rows(uac, len(child))[of]
        records = columns.taken(uac.records, uac_of)
        sponsors = self._adults("hhs", "us/uc_portal:sponsor-", of, person, day, records)
        yield sponsors
        yield self._households(sponsors)

    def _adults(
        self, agency: str, name: str, of: Ints, person: Ints, day: Ints, of_record: Column
    ) -> Batch:
        rng = self._rng(f"{name} adults")
        seat = self._seat(agency, person, day)
        none = np.full(len(person), NONE, dtype=np.int64)
        written = write_down(self.seed, rng, self.who, person, seat, none)
        order = np.argsort(seat.day, kind="stable")
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.arange(len(order))
        return Batch(
            name, agency, written, seat, of, self.chunk * BLOCK + number, of_record,
            seat.office % len(PROVIDERS), np.zeros(len(of), dtype=bool),
        )  # fmt: skip

    def _households(self, sponsors: Batch) -> Batch:
        """Write the members of each household, as often as its sponsor applies."""
        first = self.who.n_children + self.who.n_sponsors
        members = np.arange(first, len(self.who))
        home = self.who.household[members]
        starts = np.searchsorted(home, np.arange(self.who.n_sponsors))
        ends = np.searchsorted(home, np.arange(self.who.n_sponsors), side="right")
        homes = self.who.household[sponsors.person]
        counts = (ends - starts)[homes]
        row = np.repeat(np.arange(len(homes)), counts)
        within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        person = members[starts[homes][row] + within]
        records = columns.taken(sponsors.records, row)
        day = sponsors.at_desk.day[row]
        batch = self._adults(
            "hhs", "us/uc_portal:occupant-", sponsors.stay[row], person, day, records
        )
        batch.contact = False
        return batch

    def _provider_sponsors(self, children: Batch) -> Batch:
        of = np.flatnonzero(~children.duplicate)
        stay = children.stay[of]
        person = self.who.sponsor[self.went.child[stay]]
        records = columns.taken(children.records, of)
        batch = self._adults(
            "provider", "sponsor-", stay, person, children.at_desk.day[of], records
        )
        batch.provider = children.provider[of]
        return batch

    def table(self, batch: Batch) -> pa.Table:
        """Return records as text, with the truth beside them."""
        person, desk_ = batch.person, batch.at_desk
        who, rng = self.who, self._rng(f"{batch.name} contact")
        nothing = columns.nothing(len(person))
        unnamed_ = {"given_names": nothing, "surnames": nothing}
        said = wording.full_names(batch.written) if batch.named else unnamed_
        truth = wording.true_names(who, person)
        contact = self._contact(rng, batch)
        is_adult = who.kind[person] == SPONSOR
        kin = np.where(batch.stay >= 0, who.relationship[person], NONE)
        said_all = {
            "record": batch.records,
            "source": _source(batch),
            "agency": columns.same(batch.agency, len(person)),
            "kind": wording.chosen(KINDS, who.kind[person]),
            "person": person_ids(who, person),
            "given_names": said["given_names"],
            "surnames": said["surnames"],
            "sex": wording.chosen(("M", "F"), who.girl[person].astype(np.int64)),
            "born_on": wording.day_text(batch.written.born),
            "country": columns.words(who.country[person]),
            "a_number": wording.a_number_text(batch.written.a_number),
            **contact,
            "seen_on": wording.day_text(desk_.day),
            "of_record_id": batch.of_record,
            "relationship": wording.chosen(RELATIONSHIPS, np.where(is_adult, kin, NONE)),
            "office": columns.numbers(desk_.office),
            "clerk": columns.numbers(desk_.clerk),
            "duplicate": columns.numbers(batch.duplicate),
            "true_given_names": truth["given_names"],
            "true_surnames": truth["surnames"],
            "true_born_on": wording.day_text(who.born[person]),
            "true_a_number": wording.a_number_text(
                np.where(who.kind[person] == 0, who.a_number[person], NONE)
            ),
        }
        return pa.table(said_all)

    def _contact(self, rng: np.random.Generator, batch: Batch) -> dict[str, Column]:
        """Write where the household lives on that day and how it is reached, with errors."""
        person, day = batch.person, batch.at_desk.day
        rates = rate("errors", "contact")
        n = len(person)
        home = self.who.household[person]
        where = self._where(home, self.went.released[batch.stay], day)
        told = rng.random(n) >= np.minimum(rates["address_missing"] * batch.at_desk.sloppy, 0.9)
        if not batch.contact or batch.agency == "cbp":
            told[:] = False
        short = (rng.random(n) < rates["street_varied"]).astype(np.int64)
        unit_told = told & (rng.random(n) >= rates["unit_missing"])
        town = places.town_text(where)
        none = columns.nothing(n)
        later = rng.random(n) < rate("sponsors", "phone_changed")
        phone = np.where(later & (day > self.went.released[batch.stay] + 60),
                         self.who.phone2[person], self.who.phone[person])  # fmt: skip
        slip = rng.random(n) < rates["phone_digit"] * np.minimum(batch.at_desk.sloppy, 5)
        phone = np.where(slip, phone + 10 ** rng.integers(0, 4, n), phone)
        absent = (rng.random(n) < rates["phone_missing"]) | ~told
        if batch.agency in {"court", "uscis"}:
            absent[:] = True
        street = places.street_text(where, short)
        return {
            "address": columns.either(told, street, none),
            "unit": places.unit_text(where, unit_told),
            "city": columns.either(told, town["town"], none),
            "state": columns.either(told, town["state"], none),
            "zip": columns.either(told, town["zip"], none),
            "phone": places.phone_text(np.where(absent, NONE, phone)),
            "email": self._email(batch),
        }

    def _where(self, home: Ints, released: Ints, day: Ints) -> dict[str, Ints]:
        moved_day = moved_on(self.seed, self.chunk, home, released)
        moved = (moved_day > NEVER) & (day > moved_day)
        return {
            key: np.where(moved, self.who.address2[key][home], self.who.address[key][home])
            for key in self.who.address
        }

    def _email(self, batch: Batch) -> Column:
        """Write the adult's e-mail at a name kept for examples; children are given none."""
        person = batch.person
        has = self.who.has_email[person] & (self.who.kind[person] == SPONSOR)
        number = np.where(has, self.who.number[person], NONE)
        return columns.joined(["sim.s", columns.text(number, has), "@example.org"])


def _source(batch: Batch) -> Column:
    if batch.agency == "provider":
        return wording.chosen(tuple(f"plain/{one}" for one in PROVIDERS), batch.provider)
    return columns.same(batch.name.split(":")[0], len(batch.person))


def _copy(
    rng: np.random.Generator, own: Written, earlier: Written, of: Ints, agency: str
) -> Written:
    """Copy from the record of the same stay; who has none there writes their own."""
    there = earlier.person[of] >= 0
    rows = np.where(there, of, 0)
    if there.all():
        return copied(rng, own, at(earlier, rows), agency)
    both = copied(rng, own, at(earlier, rows), agency)
    keep = together(both, own)
    n = len(of)
    return at(keep, np.where(there, np.arange(n), n + np.arange(n)))


def _by_stay(written: Written, of: Ints, n: int) -> Written:
    """Spread records out by stay; a stay without one has person -1."""
    rows = np.zeros(n, dtype=np.int64)
    rows[of] = np.arange(len(of))
    spread = at(written, rows)
    missing = np.ones(n, dtype=bool)
    missing[of] = False
    spread.person = np.where(missing, NO_RECORD, spread.person)
    return spread


def first_rows(batch: Batch, n: int) -> Ints:
    """Return the row of each stay's first record; 0 where a stay has none."""
    rows = np.zeros(n, dtype=np.int64)
    first = np.flatnonzero(~batch.duplicate)
    rows[batch.stay[first]] = first
    return rows
