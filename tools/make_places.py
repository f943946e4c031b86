"""Reduce the public place tables to the three small ones that core/places ships.

    python tools/make_places.py ../shared/data/places

ZIP areas and counties come from the Census Bureau by way of Geocorr 2022 (a ZIP area lies in the
county that holds the largest share of its people), ICE areas of responsibility from the 2026
office map, its names crossed with the agency's own three-letter codes.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

NAME = re.compile(r"(.*?)(?:,? ([A-Z]{2})(?: \([NR]\))?)?")
PREFIXES = {"02": "AK"}
"""States by the beginning of the code, for the one county whose name lacks its state."""

HERE = Path(__file__).parents[1] / "src" / "accompany" / "core" / "places"

CODES = {
    "Atlanta": "ATL", "Baltimore": "BAL", "Boston": "BOS", "Buffalo": "BUF", "Chicago": "CHI",
    "Dallas": "DAL", "Denver": "DEN", "Detroit": "DET", "El Paso": "ELP", "Harlingen": "HAL",
    "Houston": "HOU", "Los Angeles": "LOS", "Miami": "MIA", "Newark": "NEW",
    "New Orleans": "NOL", "New York City": "NYC", "Philadelphia": "PHI", "Phoenix": "PHO",
    "Salt Lake City": "SLC", "San Antonio": "SNA", "San Diego": "SND", "San Francisco": "SFR",
    "Seattle": "SEA", "St Paul": "SPM", "Washington": "WAS",
}  # fmt: skip

STATES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA",
    "Colorado": "CO", "Commonwealth of the Northern Mariana Islands": "MP", "Connecticut": "CT",
    "Delaware": "DE", "District of Columbia": "DC", "Florida": "FL", "Georgia": "GA",
    "Guam": "GU", "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL", "Indiana": "IN", "Iowa": "IA",
    "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD",
    "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN", "Mississippi": "MS",
    "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH",
    "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY", "North Carolina": "NC",
    "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR", "Pennsylvania": "PA",
    "Puerto Rico": "PR", "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD",
    "Tennessee": "TN", "Texas": "TX", "United States Virgin Islands": "VI", "Utah": "UT",
    "Vermont": "VT", "Virginia": "VA", "Washington": "WA", "West Virginia": "WV",
    "Wisconsin": "WI", "Wyoming": "WY",
}  # fmt: skip


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened, lineterminator="\n")
        out.writerow(header)
        out.writerows(sorted(rows))


def zips_and_counties(path: Path) -> None:
    best: dict[str, tuple[float, str]] = {}
    counties: dict[str, tuple[str, str]] = {}
    with path.open(encoding="latin-1", newline="") as opened:
        rows = csv.DictReader(opened)
        next(rows)  # the second header line holds labels
        for row in rows:
            name, state = NAME.fullmatch(row["CountyName"]).groups()
            counties[row["county"]] = (name, state or PREFIXES[row["county"][:2]])
            if row["zcta"].strip():
                share = (float(row["afact"]), row["county"])
                best[row["zcta"]] = max(best.get(row["zcta"], (-1.0, "")), share)
    write("zips.csv", ["zip", "fips"], [(zcta, fips) for zcta, (_, fips) in best.items()])
    write("counties.csv", ["fips", "county", "state"], [(f, *c) for f, c in counties.items()])


def areas(path: Path, offices: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened, skipinitialspace=True))
    write(
        "ice_areas.csv",
        ["state", "county", "area"],
        [(STATES[r["state_name"]], r["county_name"], CODES[r["office_name"]]) for r in rows],
    )
    with offices.open(encoding="utf-8", newline="") as opened:
        known = {row["aor"] for row in csv.DictReader(opened)}
    assert set(CODES.values()) <= known, "an office code that the agency does not use"
    write("ice_offices.csv", ["area", "name"], [(code, name) for name, code in CODES.items()])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    zips_and_counties(folder / "geocorr2022_zcta_county.csv")
    areas(folder / "ice-areas-of-responsibility.csv", folder / "aor_ero_field_office.csv")
