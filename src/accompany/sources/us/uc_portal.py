"""HHS/ORR's case system, the UC Portal: one CSV for each of its tables, as it stood in 2016."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from accompany.core.problem import InputFault
from accompany.core.when import FIRST_YEAR, LAST_YEAR
from accompany.engines.duck import Duck, literal, read_sql
from accompany.sources import moments, table
from accompany.sources.extract import Extract, Reading

NAME = "us/uc_portal"
SAYS = (
    "Tables of HHS/ORR's UC Portal: referrals, children, stays, sponsors, households, discharges."
)
ZONE = "America/New_York"
WHOLE = False
"""A table is whole, but its rows and those of the other tables have one source."""
KINDS = (
    "apprehended",
    "custody-began",
    "custody-ended",
    "discharge-notified",
    "entered",
    "hhs-notified",
    "judged-same",
    "person-described",
    "placement-designated",
    "related",
    "released",
    "transferred",
)
REPORTED_BY = "hhs-orr"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the portal: its key, the columns that tell it from others, and those read."""

    name: str
    key: str
    signs: frozenset[str]
    columns: Sequence[str]
    dates: Sequence[str]
    """Columns that must be a date where they are not empty, or the row is set aside."""

    @property
    def needs(self) -> str:
        """The column that says of whom a row is, where its key does not."""
        return _NEEDS.get(self.name, self.key)


_NEEDS = {
    "uac_program_info": "uac_id",
    "uac_discharge_notification": "uac_program_id",
    "uac_sponsor_list": "uac_id",
}


def _table(name: str, key: str, signs: str, columns: str, dates: str) -> Table:
    every = tuple(dict.fromkeys((key, *columns.split(), *dates.split(), "isdeleted")))
    return Table(name, key, frozenset({key, *signs.split()}), every, tuple(dates.split()))


_PERSON = "alien_no first_name middle_name last_name dob cob gender"

TABLES = (
    _table(
        "uac_info_tmp_fromxml", "transaction_id", "uac_id alien_no date_of_apprehension",
        f"uac_id {_PERSON} city_of_entry state_of_entry referring_agency time_orr_notified",
        "date_of_entry date_of_apprehension date_orr_notified",
    ),
    _table(
        "uac_info", "uac_id", "alien_no uac_status date_orr_notified first_name",
        f"{_PERSON} uac_status referral_date time_orr_approved",
        "date_of_entry date_orr_approved referral_date",
    ),
    _table(
        "uac_program_info", "uac_program_id", "uac_id program_id date_admitted",
        "uac_id program_id current_status", "date_admitted date_discharged",
    ),
    _table(
        "uac_discharge_notification", "discharge_id", "uac_program_id date_of_discharge",
        "uac_program_id sponsor_id type_of_discharge city state zip_code",
        "date_of_discharge date_created",
    ),
    _table(
        "uac_sponsor_list", "sponsor_id", "uac_id current_sponsor sponsor_address",
        "uac_id sponsor_relationship_to_uac", "date_created",
    ),
    _table(
        "sponsor_household_occupants", "occupant_id", "sponsor_id name_of_occupant first_name",
        "sponsor_id first_name last_name gender dob", "date_created",
    ),
    _table(
        "sponsor_info", "sponsor_id", "first_name last_name sponsorthip_status home_phone",
        "alien_no first_name last_name gender dob cob address city state zip_code home_phone email",
        "date_created",
    ),
)  # fmt: skip
"""The tables that are read, each before any whose signs it has too."""


def table_of(columns: Sequence[str] | Mapping[str, str]) -> Table | None:
    """Return the table a file holds, by its columns."""
    return next((one for one in TABLES if one.signs.issubset(columns)), None)


def recognises(path: Path) -> bool:
    return table_of(table.columns_of(path)) is not None


def read(duck: Duck, extract: Extract) -> Reading:
    """State what each row says of a child, sponsor or household member, and when.

    A row of a table is about ``referral-``, ``uac-``, ``program-``, ``sponsor-`` or
    ``occupant-`` and its key. A row marked as deleted is not for us.
    """
    arrived = table.arrive(duck, extract.path)
    held = table_of(arrived.columns)
    if held is None:
        names = ", ".join(one.name for one in TABLES)
        raise InputFault(
            extract.name, "this is none of the portal's tables we read", f"Send {names}.", line=1
        )
    wanted = {f"v_{column}": (column,) for column in held.columns}
    arrived.lay_out(duck, "portal_row", wanted)
    dated = ", ".join(f"({literal(column)}, v_{column})" for column in held.dates)
    words = {
        "key": f"v_{held.key}", "key_name": literal(held.key), "dates": dated,
        "needs": f"v_{held.needs}", "needs_name": literal(held.needs),
        "born": "v_dob" if "dob" in held.columns else "NULL::VARCHAR",
    }  # fmt: skip
    duck.script("accompany.sources.us", "uc_portal_rows.sql", **words)
    said = read_sql("accompany.sources.us", f"uc_portal_{held.name}.sql")
    duck.script("accompany.sources.us", "uc_portal_said.sql", said=said)
    moments.read(duck, "portal_said", "v_written", extract.zone)
    duck.script(
        "accompany.sources.us",
        "uc_portal.sql",
        source=literal(NAME),
        zone=literal(extract.zone),
        undated_from=literal(f"{FIRST_YEAR}-01-01"),
        undated_to=literal(f"{LAST_YEAR}-12-31"),
    )
    not_for_us = duck.value("SELECT count(*) FROM portal_checked WHERE silent")
    return table.books(duck, arrived, not_for_us=not_for_us)
