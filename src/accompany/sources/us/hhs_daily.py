"""HHS's daily counts of unaccompanied children in custody: a published series, not persons."""

from __future__ import annotations

from pathlib import Path

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck, literal
from accompany.sources import table
from accompany.sources.extract import Extract, Reading

NAME = "us/hhs_daily"
SAYS = "Children in CBP and HHS custody day by day, as HHS publishes them."
ZONE = "America/New_York"
WHOLE = True
KINDS = ("published-count",)
REPORTED_BY = "hhs"

MEASURES = {
    "cbp_apprehended": "children_apprehended_and_placed_in_cbp_custody",
    "cbp_custody": "children_in_cbp_custody",
    "cbp_transferred": "children_transferred_out_of_cbp_custody",
    "hhs_care": "children_in_hhs_care",
    "hhs_discharged": "children_discharged_from_hhs_care",
}
"""The name of each measure, and the plain name of its column."""


def recognises(path: Path) -> bool:
    columns = set(table.columns_of(path))
    return "date" in columns and len(columns & set(MEASURES.values())) >= 2


def read(duck: Duck, extract: Extract) -> Reading:
    """State one ``published-count`` for every day and measure.

    Days come newest first and not every day is published; a day left out is not a zero.
    """
    arrived = table.arrive(duck, extract.path)
    lost = [column for column in MEASURES.values() if column not in arrived.columns]
    if len(lost) == len(MEASURES):
        raise InputFault(extract.name, "no column holds a count", "Send the file whole.", line=1)
    wanted = {name: (column,) for name, column in MEASURES.items()}
    arrived.lay_out(duck, "daily_row", {"date": ("date",), **wanted})
    present = [name for name, column in MEASURES.items() if column in arrived.columns]
    duck.script(
        "accompany.sources.us",
        "hhs_daily.sql",
        zone=literal(ZONE),
        measures=", ".join(f"({literal(name)}, {name})" for name in MEASURES),
        present=", ".join(literal(name) for name in present),
    )
    blank = duck.value("SELECT count(*) FROM daily_day WHERE blank")
    return table.books(duck, arrived, not_for_us=blank)
