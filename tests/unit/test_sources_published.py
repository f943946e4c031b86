"""Release files and published series: the traps that these formats are known for. All made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources import known, table
from accompany.sources.extract import Extract, Reading
from accompany.sources.us import cbp_encounters, hhs_daily, orr_releases

ORR = (
    "childs_country_of_origin,childs_gender,childs_date_of_entry,childs_date_of_release,"
    "sponsor_category,relationship_of_sponsor,state_abbr,county,city"
)
FOIA = (
    "ID,Child's Country of Origin,Child's Gender,Child's Date of Entry,Child's Date of Release,"
    "Sponsor Zipcode,Sponsor Category,Relationship of Sponsor"
)
CBP = "t,t_fy,component,area,authority,type,demog,nat,n"
HHS = (
    "Date,Children apprehended and placed in CBP custody*,Children in CBP custody,"
    "Children transferred out of CBP custody,Children in HHS Care,"
    "Children discharged from HHS Care"
)


def read(source: Any, path: Path, *lines: str) -> tuple[Reading, list[dict[str, Any]]]:
    """Write ``lines`` to ``path``, if any, and return what the source makes of the file."""
    if lines:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with Duck() as duck:
        reading = source.read(duck, Extract(path, source.NAME))
        facts = list(duck.dicts("SELECT * FROM stated ORDER BY line, details"))
    return reading, [{**fact, "details": json.loads(fact["details"])} for fact in facts]


def said(facts: list[dict[str, Any]]) -> set[str]:
    """Return what the facts say, as the ledger tells facts apart."""
    parts = ("about", "kind", "day_earliest", "day_latest", "party", "to_party", "details")
    return {repr([fact[part] for part in parts]) for fact in facts}


def test_two_digit_years_are_of_this_century(tmp_path: Path) -> None:
    rows = ("1,Honduras,F,12/31/19,1/2/20,,1,Mother", "2,Honduras,F,1/1/05,1/2/05,,1,Mother")
    _, facts = read(orr_releases, tmp_path / "x.csv", FOIA, *rows)
    assert [str(fact["day_earliest"]) for fact in facts] == ["2020-01-02", "2005-01-02"]
    assert [fact["details"]["entered_on"] for fact in facts] == ["2019-12-31", "2005-01-01"]


@pytest.mark.parametrize("mark", ["'", "\u2019"])
def test_either_apostrophe_is_the_same_column_and_the_same_value(tmp_path: Path, mark: str) -> None:
    lines = [FOIA.replace("'", mark), f"1,Honduras,F,1/1/19,1/2/20,,1,Parent{mark}s Partner"]
    _, facts = read(orr_releases, tmp_path / "x.csv", *lines)
    assert facts[0]["details"]["relationship"] == "Parent's Partner"


def test_an_id_that_occurs_twice_is_two_records(tmp_path: Path) -> None:
    rows = [f"1905,Honduras,{sex},1/1/19,1/2/20,,1,Mother" for sex in "FMF"]
    _, facts = read(orr_releases, tmp_path / "x.csv", FOIA, *rows)
    assert [fact["key"] for fact in facts] == ["1905", "1905#2", "1905#3"]


def test_equal_rows_without_an_id_are_as_many_facts(tmp_path: Path) -> None:
    row = "Honduras,F,2019-01-01,2020-01-02,Parent or guardian,Mother,NY,Suffolk,Brentwood"
    reading, facts = read(orr_releases, tmp_path / "x.csv", ORR, row, row, row)
    assert reading.facts_rows == 3
    assert len(said(facts)) == 3


def test_columns_in_another_order_name_the_same_records(tmp_path: Path) -> None:
    row = "Honduras,F,2019-01-01,2020-01-02,Parent or guardian,Mother,NY,Suffolk,Brentwood"
    turned = [",".join(reversed(line.split(","))) for line in (ORR.upper(), row)]
    _, facts = read(orr_releases, tmp_path / "x.csv", ORR, row)
    _, others = read(orr_releases, tmp_path / "y.csv", *turned)
    assert said(facts) == said(others)


def test_overlapping_releases_are_not_counted_twice(tmp_path: Path) -> None:
    days = pa.array([1_546_300_800_000_000] * 2, pa.timestamp("us"))
    whole = pa.table(
        {
            **{name: pa.array(["x", "x"]) for name in ORR.split(",")},
            "childs_date_of_entry": days,
            "childs_date_of_release": days,
        }
    )
    pq.write_table(whole, tmp_path / "whole.parquet")
    _, facts = read(orr_releases, tmp_path / "whole.parquet")
    part = "7,x,x,2019-01-01,2019-01-01,x,x,x,x,x"
    reading, again = read(orr_releases, tmp_path / "sample.csv", "row," + ORR, part)
    assert len(said(facts)) == 2
    assert said(again) < said(facts)
    assert reading.heard == []


def test_release_files_cover_whole_days_of_the_east(tmp_path: Path) -> None:
    rows = [f"x,F,2019-01-01,{on},,Mother,,," for on in ("2020-07-04", "2020-01-02")]
    reading, _ = read(orr_releases, tmp_path / "x.csv", ORR, *rows)
    (heard,) = reading.heard
    assert heard.first.isoformat() == "2020-01-02T05:00:00+00:00"
    assert heard.end.isoformat() == "2020-07-05T04:00:00+00:00"
    assert heard.everyone


def test_a_file_of_only_a_header_has_no_facts_and_covers_nothing(tmp_path: Path) -> None:
    reading, facts = read(orr_releases, tmp_path / "x.csv", ORR)
    assert (reading.lines, facts, reading.heard) == (0, [], [])


def test_blanks_after_a_code_do_not_make_another_code(tmp_path: Path) -> None:
    rows = ["1, Honduras ,F ,1/1/19,1/2/20,,1 ,Mother", "2,Honduras,F,1/1/19,1/2/20,,1,Mother"]
    _, facts = read(orr_releases, tmp_path / "x.csv", FOIA, *rows)
    assert facts[0]["details"] == facts[1]["details"]


def test_single_minors_and_uac_are_both_kept_and_both_unaccompanied(tmp_path: Path) -> None:
    rows = [
        f"{year}-01-01,{year}-01-01,U.S. Border Patrol,RGV,Title 8,Apprehensions,{group},MEXICO,5"
        for year, group in ((2021, "UC / Single Minors"), (2022, "UAC"), (2022, "Single Adults"))
    ]
    _, facts = read(cbp_encounters, tmp_path / "x.csv", CBP, *rows)
    groups = [
        (fact["details"]["demographic"], fact["details"].get("unaccompanied")) for fact in facts
    ]
    assert groups == [("UC / Single Minors", "yes"), ("UAC", "yes"), ("Single Adults", None)]


def test_a_month_stands_for_all_its_days(tmp_path: Path) -> None:
    row = "2024-02-01,2024-02-01,U.S. Border Patrol,RGV,Title 8,Apprehensions,UAC,NA,5"
    _, facts = read(cbp_encounters, tmp_path / "x.csv", CBP, row)
    assert (str(facts[0]["day_earliest"]), str(facts[0]["day_latest"])) == (
        "2024-02-01",
        "2024-02-29",
    )
    assert facts[0]["details"]["nationality"] == "NA"


def test_october_lies_in_the_fiscal_year_after(tmp_path: Path) -> None:
    header = "Fiscal Year,Month (abbv),Component,Title of Authority,Encounter Count"
    rows = ("2024,OCT,U.S. Border Patrol,Title 8,5", "2024,SEP,U.S. Border Patrol,Title 8,5")
    _, facts = read(cbp_encounters, tmp_path / "x.csv", header, *rows)
    assert [str(fact["day_earliest"]) for fact in facts] == ["2023-10-01", "2024-09-01"]


def test_equal_counts_printed_twice_are_one_fact(tmp_path: Path) -> None:
    row = "2024-02-01,2024-02-01,U.S. Border Patrol,RGV,Title 8,Apprehensions,UAC,NA,5"
    reading, facts = read(cbp_encounters, tmp_path / "x.csv", CBP, row, row)
    assert (reading.facts_rows, len(said(facts))) == (2, 1)
    assert len({fact["key"] for fact in facts}) == 2


def test_trailing_empty_rows_are_not_for_us(tmp_path: Path) -> None:
    row = '"December 21, 2025",6,18,11,"2,484",14'
    reading, facts = read(hhs_daily, tmp_path / "x.csv", HHS, row, *[",,,,,"] * 450)
    assert (reading.lines, reading.facts_rows, reading.not_for_us) == (451, 1, 450)
    assert {f["details"]["measure"]: f["details"]["n"] for f in facts} == {
        "cbp_apprehended": "6",
        "cbp_custody": "18",
        "cbp_transferred": "11",
        "hhs_care": "2484",
        "hhs_discharged": "14",
    }


def test_two_counts_of_one_day_published_at_different_times_have_one_key(tmp_path: Path) -> None:
    first = '"December 21, 2025",6,18,11,"2,484",14'
    _, before = read(hhs_daily, tmp_path / "x.csv", HHS, first)
    _, after = read(hhs_daily, tmp_path / "y.csv", HHS, first.replace("2,484", "2,490"))
    assert [fact["key"] for fact in before] == [fact["key"] for fact in after]
    assert len(said(before) ^ said(after)) == 2


def test_a_daily_file_without_any_count_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFault):
        read(hhs_daily, tmp_path / "x.csv", "Date,Something else", "2025-12-21,6")


def test_every_series_is_about_itself_and_no_person(tmp_path: Path) -> None:
    _, facts = read(hhs_daily, tmp_path / "x.csv", HHS, "2025-12-21,6,18,11,5,14")
    assert {fact["about"] for fact in facts} == {"us/hhs_daily:series:hhs"}


def test_each_file_is_recognised_by_its_columns_alone(tmp_path: Path) -> None:
    for header, name in (
        (ORR, "us/orr_releases"),
        (FOIA, "us/orr_releases"),
        (CBP, "us/cbp_encounters"),
        (HHS, "us/hhs_daily"),
    ):
        path = tmp_path / f"{len(header)}.csv"
        path.write_text(header + "\n", encoding="utf-8")
        found = known.recognise(path)
        assert found is not None
        assert name == found.NAME


def test_columns_with_one_name_are_refused_without_saying_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Casasola,b,CASASOLA\n1,2,3\n", encoding="utf-8")
    with Duck() as duck, pytest.raises(InputFault) as caught:
        table.arrive(duck, path)
    assert "columns 1 and 3" in str(caught.value)
    assert "asasola" not in str(caught.value).lower().replace("casasola.csv", "")
    assert caught.value.line == 1
