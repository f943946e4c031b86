"""ICE's arrests, detention stints, removals and detainers, as released: only possible children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck, literal
from accompany.sources import moments, table
from accompany.sources.extract import Extract, Reading

NAME = "us/ice_records"
SAYS = (
    "ICE's arrests, detention stints, removals and detainers, as released under the Freedom of"
    " Information Act: rows of people who may have been under 18."
)
ZONE = "America/New_York"
WHOLE = False
KINDS = (
    "apprehended",
    "custody-began",
    "custody-ended",
    "departed",
    "nta-served",
    "person-described",
)
REPORTED_BY = "ice-ero"

KEYS = ("unique_identifier", "anonymized_identifier")
"""The name of the key changed between releases; the later one is looked for second."""


@dataclass(frozen=True, slots=True)
class Table:
    """One of the tables: what tells it from others, and the moments its rows give."""

    name: str
    signs: frozenset[str]
    happened: Mapping[str, Sequence[str]]
    """By kind of fact, the spellings of the column that says when."""
    may_be_silent: bool = False
    """Whether a row without any moment is in order: a detainer where nothing was served."""


_SERVED = ("order_to_show_cause_served_date",)
_BOOKED_IN = ("book_in_date_time", "detention_book_in_date_and_time")
_BOOKED_OUT = ("book_out_date_time", "detention_book_out_date_time")

TABLES = (
    Table("detainers", frozenset(_SERVED), {"nta-served": _SERVED}, may_be_silent=True),
    Table(
        "detention stints", frozenset({"stay_book_in_date_time", "detention_facility"}),
        {"custody-began": _BOOKED_IN, "custody-ended": _BOOKED_OUT},
    ),
    Table(
        "arrests", frozenset({"apprehension_date", "apprehension_method"}),
        {"apprehended": ("apprehension_date",), "departed": ("departed_date",)},
    ),
    Table(
        "removals", frozenset({"departed_date", "departure_country"}),
        {"departed": ("departed_date",)},
    ),
)  # fmt: skip

WANTED = {
    "key": KEYS,
    "birth_year": ("birth_year",),
    "country": ("citizenship_country",),
    "sex": ("gender",),
    "state": ("state", "apprehension_state"),
    "county": ("county", "apprehension_county"),
    "facility": ("detention_facility",),
    "reason": ("detention_release_reason",),
}


def table_of(columns: Sequence[str] | Mapping[str, str]) -> Table | None:
    if not set(KEYS) & set(columns) or "birth_year" not in columns:
        return None
    return next((one for one in TABLES if one.signs.issubset(columns)), None)


def recognises(path: Path) -> bool:
    return table_of(table.columns_of(path)) is not None


def read(duck: Duck, extract: Extract) -> Reading:
    """State what befell people who, by their year of birth, may have been under 18.

    Only a year of birth is released, so whoever turned 18 in the year of the row is kept: a
    possible child. Everybody else is not for us. What was blacked out is absent.
    """
    arrived = table.arrive(duck, extract.path)
    held = table_of(arrived.columns)
    if held is None:
        names = ", ".join(one.name for one in TABLES)
        raise InputFault(
            extract.name, "this is none of ICE's tables we read", f"Send {names}.", line=1
        )
    happened = {f"when_{place}": held.happened[kind] for place, kind in enumerate(held.happened)}
    arrived.lay_out(duck, "ice_row", WANTED | happened)
    duck.script("accompany.sources.us", "ice_records_rows.sql", moments=_moments(held))
    moments.read(duck, "ice_said", "v_written", extract.zone)
    duck.script(
        "accompany.sources.us", "ice_records.sql",
        source=literal(NAME), zone=literal(extract.zone),
        may_be_silent="true" if held.may_be_silent else "false",
    )  # fmt: skip
    others = duck.value("SELECT count(*) FROM ice_checked WHERE fault IS NULL AND NOT possible")
    return table.books(duck, arrived, not_for_us=others)


def _moments(held: Table) -> str:
    """Return kind, place and cell of each moment of a row, as rows of SQL."""
    return ", ".join(
        f"({literal(kind)}, {place}, when_{place})" for place, kind in enumerate(held.happened)
    )
