"""CBP's monthly encounters at the border, as printed: a published series, not persons."""

from __future__ import annotations

from pathlib import Path

from accompany.engines.duck import Duck, literal
from accompany.sources import table
from accompany.sources.extract import Extract, Reading

NAME = "us/cbp_encounters"
SAYS = "CBP encounters by month, sector, demographic group and nationality, as published."
ZONE = "America/New_York"
WHOLE = True
KINDS = ("published-count",)
REPORTED_BY = "cbp-usbp"

COLUMNS = {
    "month": ("t",),
    "month_name": ("month_abbv", "month"),
    "fiscal": ("t_fy", "fiscal_year"),
    "component": ("component",),
    "region": ("land_border_region",),
    "area": ("area", "area_of_responsibility"),
    "authority": ("authority", "title_of_authority"),
    "type": ("type", "encounter_type"),
    "demographic": ("demog", "demographic"),
    "nationality": ("nat", "citizenship"),
    "n": ("n", "encounter_count"),
}
"""The columns of the reduced file and, after them, of the file as CBP publishes it."""

_SIGNS = (
    {"t", "component", "authority", "type", "n"},
    {"fiscal_year", "month_abbv", "component", "title_of_authority", "encounter_count"},
)


def recognises(path: Path) -> bool:
    columns = set(table.columns_of(path))
    return any(signs <= columns for signs in _SIGNS)


def read(duck: Duck, extract: Extract) -> Reading:
    """State one ``published-count`` for every row, about the series as a whole.

    "UC / Single Minors" (to the fiscal year 2021) and "UAC" (after) are kept as printed, and both
    carry ``unaccompanied``, so that neither a rename nor a real change is hidden.
    """
    arrived = table.arrive(duck, extract.path)
    arrived.lay_out(duck, "encounter_row", COLUMNS)
    duck.script("accompany.sources.us", "cbp_encounters.sql", zone=literal(ZONE))
    blank = duck.value("SELECT count(*) FROM encounter WHERE blank")
    return table.books(duck, arrived, not_for_us=blank)
