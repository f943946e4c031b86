"""Places: the county a ZIP area lies in, and the ICE area of responsibility a county lies in."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_DESIGNATION = re.compile(
    r" (county|parish|borough|census area|municipio|municipality|planning region)$"
)


@dataclass(frozen=True, slots=True)
class County:
    """A county or what a state has in its stead, such as a parish or a planning region."""

    fips: str
    name: str
    state: str


@cache
def counties() -> Mapping[str, County]:
    """Return all counties by FIPS code."""
    rows = table("counties")
    return {row["fips"]: County(row["fips"], row["county"], row["state"]) for row in rows}


@cache
def zips() -> Mapping[str, str]:
    """Return the county's FIPS code by ZIP area.

    A ZIP area that several counties share counts as the one where most of its people live.
    """
    return {row["zip"]: row["fips"] for row in table("zips")}


def county_of_zip(code: str) -> County | None:
    """Return the county of a five-digit ZIP; None for one with no area, such as post boxes."""
    fips = zips().get(code)
    return counties()[fips] if fips else None


@cache
def ice_areas() -> Mapping[tuple[str, str], str]:
    """Return three-letter area codes by state and ``county_key``; an empty key is the rest."""
    return {(row["state"], county_key(row["county"])): row["area"] for row in table("ice_areas")}


@cache
def ice_offices() -> Mapping[str, str]:
    """Return the names of the ICE areas of responsibility by three-letter code."""
    return {row["area"]: row["name"] for row in table("ice_offices")}


def ice_area(state: str, county: str) -> str:
    """Return the code of the ICE area a county lies in, as of the 2026 map; empty if unknown.

    A state that lies in one area needs no county. So Connecticut is Boston's, whether its
    counties are written as they were or as the planning regions of 2022.
    """
    areas = ice_areas()
    return areas.get((state, county_key(county))) or areas.get((state, ""), "")


def county_key(name: str) -> str:
    """Return ``name`` as it is compared: small letters without accents, marks or designation."""
    bare = unicodedata.normalize("NFKD", name.lower().strip())
    bare = _DESIGNATION.sub("", bare)
    return "".join(letter for letter in bare if "a" <= letter <= "z")


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables in ``core/places``, for joining to many records."""
    path = resources.files("accompany.core").joinpath("places", f"{name}.csv")
    with path.open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))
