"""The real public files: every line accounted for. Nothing of them is kept in this repository."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from accompany.engines.duck import Duck, literal
from accompany.sources import known, table
from accompany.sources.extract import Extract, Reading

DATA = Path(__file__).parents[3] / "shared" / "data"
RELEASES = DATA / "orr-releases" / "migrant_children.parquet"
SAMPLE = DATA / "orr-releases" / "sample_5000.csv"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.exists(), reason="the folder of real public data is not here"),
]


def read(duck: Duck, path: Path) -> tuple[Reading, Any]:
    source = known.recognise(path)
    assert source is not None
    return source.read(duck, Extract(path, source.NAME, zone=source.ZONE)), source


def test_every_release_is_one_fact_and_the_sample_adds_none() -> None:
    with Duck() as duck:
        reading, source = read(duck, RELEASES)
        assert source.NAME == "us/orr_releases"
        assert (reading.lines, reading.facts_rows, reading.set_aside) == (553_322, 553_322, 0)
        assert duck.value("SELECT count(DISTINCT about) FROM stated") == 553_322
        assert duck.value("SELECT count(*) FROM stated WHERE about LIKE '%#1'") == 553_322 - 27_216
        first = duck.value("SELECT min(day_earliest) FROM stated")
        assert str(first) == "2015-01-09"
        duck.run("CREATE TABLE whole AS SELECT about, details, day_earliest FROM stated")
        reading, _ = read(duck, SAMPLE)
        assert (reading.lines, reading.facts_rows) == (5000, 5000)
        added = """SELECT count(*) FROM (SELECT about, details, day_earliest FROM stated
                   EXCEPT SELECT * FROM whole)"""
        assert duck.value(added) == 0


def test_releases_keep_category_and_relationship(tmp_path: Path) -> None:
    with Duck() as duck:
        read(duck, RELEASES)
        found = duck.rows(
            "SELECT details->>'category' c, count(*) FROM stated GROUP BY c ORDER BY c NULLS LAST"
        )
        assert found == [("1", 230_817), ("2", 258_165), ("3", 64_094), (None, 246)]
        assert duck.value("SELECT count(DISTINCT details->>'relationship') FROM stated") == 53
        same_day = duck.value(
            "SELECT count(*) FROM stated WHERE details->>'entered_on' = day_earliest::VARCHAR"
        )
        assert same_day == 437


def test_the_original_form_of_the_same_rows_gives_as_many_facts(tmp_path: Path) -> None:
    path = tmp_path / "original.csv"
    with Duck() as duck:
        duck.run(
            f"""COPY (SELECT row_number() OVER () AS "ID",
                childs_country_of_origin AS "Child's Country of Origin",
                childs_gender AS "Child's Gender",
                strftime(childs_date_of_entry, '%-m/%-d/%y') AS "Child's Date of Entry",
                strftime(childs_date_of_release, '%-m/%-d/%y') AS "Child's Date of Release",
                'nan' AS "Sponsor Zipcode", '1' AS "Sponsor Category",
                relationship_of_sponsor AS "Relationship of Sponsor"
                FROM {literal(str(RELEASES))}) TO {literal(str(path))} (HEADER)"""
        )
        reading, _ = read(duck, path)
        assert (reading.lines, reading.facts_rows, reading.repaired) == (553_322, 553_322, 0)


def test_every_row_of_the_encounters_is_one_count() -> None:
    with Duck() as duck:
        (path,) = (DATA / "cbp-encounters").glob("cbp_sw_*.csv")
        reading, source = read(duck, path)
        assert source.NAME == "us/cbp_encounters"
        assert (reading.lines, reading.facts_rows) == (36_676, 36_676)
        assert duck.value("SELECT count(*) FROM problem") == 0
        assert duck.value("SELECT count(DISTINCT key) FROM stated") == 36_676
        with path.open(encoding="utf-8", newline="") as opened:
            printed = sum(int(row["n"]) for row in csv.DictReader(opened))
        assert duck.value("SELECT sum((details->>'n')::BIGINT) FROM stated") == printed


def test_the_daily_counts_hold_720_days_of_1075_and_450_empty_rows() -> None:
    with Duck() as duck:
        (path,) = (DATA / "hhs-daily").glob("*.csv")
        reading, source = read(duck, path)
        assert source.NAME == "us/hhs_daily"
        assert (reading.lines, reading.facts_rows, reading.not_for_us) == (1170, 720, 450)
        days, first, last = duck.rows(
            "SELECT count(DISTINCT day_earliest), min(day_earliest), max(day_earliest) FROM stated"
        )[0]
        assert (days, (last - first).days + 1) == (720, 1075)
        assert duck.value("SELECT count(*) FROM stated") == 720 * 5


def test_every_header_of_the_published_code_lists_can_be_read() -> None:
    for path in sorted((DATA / "eoir").glob("*.csv")):
        assert table.columns_of(path)
