"""HHS/ORR's release file: one row for every child released to a sponsor."""

from __future__ import annotations

from datetime import timedelta
from importlib import resources
from pathlib import Path

from accompany.core.when import day_starts
from accompany.engines.duck import Duck, file_list, literal
from accompany.sources import table
from accompany.sources.extract import Extract, Heard, Reading

NAME = "us/orr_releases"
SAYS = (
    "Children released by HHS/ORR to sponsors, as given out under the Freedom of Information Act."
)
ZONE = "America/New_York"
WHOLE = True
KINDS = ("released",)
REPORTED_BY = "hhs-orr"

COLUMNS = {
    "id": ("id",),
    "country": ("childs_country_of_origin",),
    "sex": ("childs_gender", "childs_sex"),
    "entered": ("childs_date_of_entry",),
    "released": ("childs_date_of_release",),
    "zip": ("sponsor_zipcode", "sponsor_zip_code", "sponsor_zip"),
    "category": ("sponsor_category",),
    "relationship": ("relationship_of_sponsor",),
    "state": ("state_abbr", "state"),
    "county": ("county",),
    "city": ("city",),
    "sample_row": ("row",),
}
"""The plain names of each column in the original file and in the form without IDs and ZIPs."""

_SIGNS = {"childs_country_of_origin", "childs_date_of_release", "sponsor_category"}


def recognises(path: Path) -> bool:
    return set(table.columns_of(path)) >= _SIGNS


def read(duck: Duck, extract: Extract) -> Reading:
    """State one ``released`` fact for every good row.

    A row without an ID is named by the hash of what it says and its place among equal rows, so
    that twins and siblings released together stay as many as they are. Silence speaks: a child
    not in the file was not released between its first and last day, unless it is a sample.
    """
    arrived = table.arrive(duck, extract.path)
    arrived.lay_out(duck, "release_row", COLUMNS)
    _places(duck)
    duck.script("accompany.sources.us", "orr_releases.sql", zone=literal(ZONE))
    blank = duck.value("SELECT count(*) FROM release WHERE blank")
    return table.books(duck, arrived, not_for_us=blank, heard=_heard(duck, arrived.lines))


def _places(duck: Duck) -> None:
    for name in ("zips", "counties"):
        path = resources.files("accompany.core").joinpath("places", f"{name}.csv")
        with resources.as_file(path) as file:
            duck.run(
                f"CREATE OR REPLACE TABLE {name} AS "
                f"SELECT * FROM read_csv({file_list([file])}, header = true, all_varchar = true)"
            )


def _heard(duck: Duck, lines: int) -> list[Heard]:
    first, last = duck.rows("SELECT min(day_earliest), max(day_latest) FROM stated")[0]
    sampled = duck.value("SELECT max(try_cast(sample_row AS BIGINT)) FROM release_row")
    if first is None or (sampled is not None and sampled > lines):
        return []
    end = day_starts(last + timedelta(days=1), ZONE)
    return [Heard("released", day_starts(first, ZONE), end, everyone=True)]
