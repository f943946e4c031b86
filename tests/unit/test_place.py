"""Places: ZIP areas, counties, and the ICE areas of responsibility of the 2026 map."""

from __future__ import annotations

import pytest

from accompany.core import place


def test_zip_lies_in_the_county_with_most_of_its_people() -> None:
    assert place.county_of_zip("90001") == place.County("06037", "Los Angeles", "CA")


def test_post_box_zip_has_no_county() -> None:
    assert place.county_of_zip("00000") is None


def test_every_zip_has_a_county_and_every_county_a_state() -> None:
    assert set(place.zips().values()) <= set(place.counties())
    assert all(len(county.state) == 2 for county in place.counties().values())


@pytest.mark.parametrize(
    ("state", "county", "area"),
    [
        ("TX", "Cameron", "HAL"),
        ("TX", "Harris", "HOU"),
        ("TX", "DeWitt County", "HOU"),
        ("NY", "Suffolk", "NYC"),
        ("NY", "Albany", "BUF"),
        ("CA", "San Luis Obispo", "LOS"),
        ("GA", "", "ATL"),
        ("LA", "Orleans Parish", "NOL"),
        ("PR", "Añasco Municipio", "MIA"),
        ("DC", "District of Columbia", "WAS"),
        ("TX", "", ""),
        ("XX", "Nowhere", ""),
    ],
)
def test_county_lies_in_its_ice_area(state: str, county: str, area: str) -> None:
    assert place.ice_area(state, county) == area


def test_connecticut_is_bostons_under_old_and_new_names() -> None:
    names = [county.name for county in place.counties().values() if county.state == "CT"]
    assert any("Planning Region" in name for name in names)
    assert {place.ice_area("CT", name) for name in [*names, "Fairfield"]} == {"BOS"}


def test_every_area_on_the_map_has_an_office_and_every_office_an_area() -> None:
    assert set(place.ice_areas().values()) == set(place.ice_offices())
    assert len(place.ice_offices()) == 25


def test_nearly_every_county_of_the_states_has_an_area() -> None:
    without = [c for c in place.counties().values() if not place.ice_area(c.state, c.name)]
    assert without == []


def test_every_named_county_on_the_map_is_a_county() -> None:
    known = {(c.state, place.county_key(c.name)) for c in place.counties().values()}
    assert {key for key in place.ice_areas() if key[1]} <= known


def test_tables_are_small_enough_to_ship() -> None:
    rows = sum(len(place.table(name)) for name in ("zips", "counties", "ice_areas", "ice_offices"))
    assert 30_000 < rows < 50_000
