"""The UC Portal's tables of one chunk: referrals, children, stays, sponsors, discharges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from accompany.simulate import columns, places, wording
from accompany.simulate.chance import Ints
from accompany.simulate.clock import NEVER, on_the_wall
from accompany.simulate.columns import Column
from accompany.simulate.happenings import COUNTRY_NAMES
from accompany.simulate.lives import Lives
from accompany.simulate.persons import Persons
from accompany.simulate.records import FIRST_ID, Batch, first_rows
from accompany.simulate.sheets import Sheets
from accompany.simulate.stays import Stays

FOLDER = "us/uc_portal/"
BLOCK = 100_000
TELLS = {
    "uac_info_tmp_fromxml": ("apprehended", "hhs-notified"),
    "uac_program_info": ("custody-began",),
    "uac_discharge_notification": ("released", "discharge-notified"),
}
"""What a table tells of whenever it happened."""


class Portal:
    """Writes the portal's tables as the agencies' records of a chunk come."""

    def __init__(self, sheets: Sheets, chunk: int, who: Persons, went: Stays, lives: Lives) -> None:
        self.sheets, self.chunk = sheets, chunk
        self.who, self.went, self.lives = who, went, lives
        self.program = FIRST_ID + chunk * BLOCK + np.arange(len(went))
        """The number of each stay in the portal."""

    def write(self, batch: Batch, rows: pa.Table) -> None:
        kind = batch.name.removeprefix("us/uc_portal:")
        if kind == "referral-":
            self._referrals(batch, rows)
        elif kind == "uac-":
            self._children(batch, rows)
            self._stays(batch, rows)
        elif kind == "sponsor-":
            self._sponsors(batch, rows)
        else:
            self._household(rows)

    def _add(self, table: str, **said: Any) -> None:
        name = f"{FOLDER}{table}.csv"
        self.sheets.add(name, pa.table(said))
        if table in TELLS:
            self.sheets.covers(name, TELLS[table])

    def _person(self, rows: pa.Table) -> dict[str, Any]:
        """Return a child's name as the portal keeps it: a first, a middle and a last."""
        given = columns.whole(rows["given_names"])
        return {
            "alien_no": columns.without(columns.whole(rows["a_number"]), "-"),
            "first_name": columns.word(given, 0),
            "middle_name": columns.after_first(given),
            "last_name": rows["surnames"],
            "dob": stamped(columns.whole(rows["born_on"])),
            "gender": columns.renamed(rows["sex"], {"M": "Male", "F": "Female"}),
        }

    def _referrals(self, batch: Batch, rows: pa.Table) -> None:
        stay = batch.stay
        found = wording.day_text(self.went.found[stay])
        told = self.went.told_hhs_at[stay]
        self._add(
            "uac_info_tmp_fromxml",
            transaction_id=number_of(rows),
            uac_id=columns.nothing(len(stay)),
            **self._person(rows),
            cob=self._country(stay),
            date_of_entry=stamped(found),
            city_of_entry=columns.nothing(len(stay)),
            state_of_entry=columns.nothing(len(stay)),
            date_of_apprehension=stamped(found),
            referring_agency=columns.same("USBP", len(stay)),
            date_orr_notified=stamped(_shown(told, "%Y-%m-%d")),
            time_orr_notified=columns.joined(["1900-01-01 ", _shown(told, "%H:%M:%S")]),
        )

    def _children(self, batch: Batch, rows: pa.Table) -> None:
        told = _shown(self.went.told_hhs_at[batch.stay], "%Y-%m-%d")
        self._add(
            "uac_info",
            uac_id=number_of(rows),
            **self._person(rows),
            cob=self._country(batch.stay),
            date_of_entry=stamped(wording.day_text(self.went.found[batch.stay])),
            date_orr_notified=stamped(told),
            date_orr_approved=columns.nothing(len(told)),
            time_orr_approved=columns.nothing(len(told)),
            uac_status=columns.same("DISCHARGED", len(told)),
            referral_date=stamped(wording.day_text(self.went.admitted[batch.stay])),
        )

    def _country(self, stay: Ints) -> Column:
        codes = self.who.country[self.went.child[stay]]
        return columns.words(np.array([COUNTRY_NAMES[code] for code in codes], dtype=object))

    def _stays(self, batch: Batch, rows: pa.Table) -> None:
        """Write each stay under its first record, and its discharge where it had one."""
        n = len(self.went)
        uac = columns.taken(number_of(rows), first_rows(batch, n))
        at = self.lives.at
        left = np.where(at["released"] > NEVER, at["released"], at["left-care"])
        status = np.where(left > NEVER, "DISCHARGED", "ADMITTED").astype(object)
        self._add(
            "uac_program_info",
            uac_program_id=columns.text(self.program),
            uac_id=uac,
            program_id=columns.text(batch.at_desk.office[first_rows(batch, n)]),
            date_referred=stamped(_shown(self.went.told_hhs_at, "%Y-%m-%d")),
            date_admitted=_shown(self.went.admitted_at, "%Y-%m-%d %H:%M:%S"),
            current_status=columns.words(status),
            date_discharged=columns.nothing(n),
        )
        self._discharges(np.flatnonzero(at["released"] > NEVER))

    def _discharges(self, stay: Ints) -> None:
        at = self.lives.at
        child = self.went.child[stay]
        home = self.who.household[child]
        town = places.town_text({key: column[home] for key, column in self.who.address.items()})
        told = at["discharge-notified_at"][stay]
        self._add(
            "uac_discharge_notification",
            discharge_id=columns.text(self.program[stay]),
            uac_program_id=columns.text(self.program[stay]),
            date_of_discharge=_shown(at["released_at"][stay], "%Y-%m-%d %H:%M:%S"),
            type_of_discharge=columns.same("1", len(stay)),
            sponsor_id=columns.text(FIRST_ID + self.chunk * BLOCK + home),
            city=town["town"],
            state=town["state"],
            zip_code=town["zip"],
            date_created=_shown(told, "%Y-%m-%d %H:%M:%S"),
            isdeleted=columns.same("0", len(stay)),
        )

    def _sponsors(self, batch: Batch, rows: pa.Table) -> None:
        created = stamped(columns.whole(rows["seen_on"]))
        parts = [columns.whole(rows["address"]), columns.whole(rows["unit"])]
        self._add(
            "sponsor_info",
            sponsor_id=number_of(rows),
            first_name=rows["given_names"],
            last_name=rows["surnames"],
            alien_no=columns.nothing(len(created)),
            address=columns.emptied(columns.spaced(parts)),
            city=rows["city"],
            state=rows["state"],
            zip_code=rows["zip"],
            dob=stamped(columns.whole(rows["born_on"])),
            cob=self._country(batch.stay),
            gender=rows["sex"],
            home_phone=rows["phone"],
            email=rows["email"],
            sponsorthip_status=columns.same("Approved", len(created)),
            date_created=created,
        )
        self._add(
            "uac_sponsor_list",
            uac_id=columns.piece(columns.whole(rows["of_record_id"]), 17, 40),
            sponsor_id=number_of(rows),
            current_sponsor=columns.same("1", len(created)),
            sponsor_address=rows["address"],
            sponsor_relationship_to_uac=rows["relationship"],
            date_created=created,
        )

    def _household(self, rows: pa.Table) -> None:
        names = [columns.whole(rows["given_names"]), columns.whole(rows["surnames"])]
        self._add(
            "sponsor_household_occupants",
            occupant_id=number_of(rows),
            sponsor_id=columns.piece(columns.whole(rows["of_record_id"]), 21, 40),
            name_of_occupant=columns.spaced(names),
            first_name=rows["given_names"],
            last_name=rows["surnames"],
            gender=rows["sex"],
            dob=stamped(columns.whole(rows["born_on"])),
            date_created=stamped(columns.whole(rows["seen_on"])),
        )


def stamped(day: Column) -> Column:
    """Write a day as the portal's timestamps do, at midnight."""
    return columns.joined([day, " 00:00:00"])


def _shown(instant: Ints, form: str) -> Column:
    """Write instants as a clock in New York shows them."""
    return columns.clock(on_the_wall(instant), form)


def number_of(rows: pa.Table) -> Column:
    """Return what stands after the last hyphen of a record's name."""
    record = columns.whole(rows["record"])
    return columns.piece(record, -9, None)
