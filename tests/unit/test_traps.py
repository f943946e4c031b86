"""The eighteen traps of the agencies' files, a test for each. Every row is made up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from case_release import case, hearing, juvenile, line, on, packed, proceeding, release
from courts import known, read, take

from accompany.core.when import read_when
from accompany.engines.duck import Duck
from accompany.figures.book import figures
from accompany.figures.count import count
from accompany.jobs.ingest import Wishes, ingest
from accompany.sources.extract import Extract
from accompany.sources.us import cbp_encounters, hhs_daily, orr_releases

CBP = "t,t_fy,component,area,authority,type,demog,nat,n"
ORR = (
    "ID,Child's Country of Origin,Child's Gender,Child's Date of Entry,Child's Date of Release,"
    "Sponsor Zipcode,Sponsor Category,Relationship of Sponsor"
)
HHS = "Date,Children apprehended and placed in CBP custody*,Children discharged from HHS Care"


def stated(source: Any, path: Path, *lines: str) -> list[dict[str, Any]]:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with Duck() as duck:
        reading = source.read(duck, Extract(path, source.NAME))
        facts = list(duck.dicts("SELECT * FROM stated ORDER BY line, key"))
    return [{**fact, **json.loads(fact["details"]), "reading": reading} for fact in facts]


def test_trap_01_na_is_a_code(tmp_path: Path) -> None:
    rows = {
        "A_TblCase": [case(1, nat="NA", lang="NA")],
        "tbl_JuvenileHistory": [juvenile(1, 1, "4"), juvenile(2, 1, "5", on("2021-01-05"))],
    }
    found = read(release(tmp_path / "r", rows))
    (person,) = found.of("person-described", 1)
    assert (person["country"], person["language"]) == ("NA", "NA")
    assert [fact["code"] for fact in found.of("juvenile-coded", 1)] == ["UJ", "NA"]


def test_trap_02_not_applicable_juveniles_are_not_children(tmp_path: Path) -> None:
    rows = {
        "A_TblCase": [case(1), case(2), case(3), case(4)],
        "tbl_JuvenileHistory": [juvenile(1, 1, "4"), *(juvenile(k, k, "5") for k in (2, 3))],
        # JL is a lawsuit's name, not a juvenile's mark
        "A_TblCaseIdentifier": [{"idncaseid": "1", "idncase": "4", "case_id": "JL"}],
    }
    found = read(release(tmp_path / "r", rows))
    assert {fact["about"] for fact in found.facts} == {"us/eoir_case:1"}
    assert (found.reading.facts_rows, found.reading.not_for_us) == (2, 6)


def test_trap_03_a_code_is_one_court_and_another_hearing_location(tmp_path: Path) -> None:
    rows = {
        "tbl_JuvenileHistory": [juvenile(1, 1, "4")],
        "tbl_schedule": [
            hearing(1, 1, "2021-05-03", base_city_code="CLE", hearing_loc_code="CLE"),
            hearing(2, 1, "2021-06-03", base_city_code="NYD", hearing_loc_code="NYD"),
            hearing(3, 1, "2021-07-03", base_city_code="ZZZ", hearing_loc_code="IAD"),
        ],
    }
    found = read(release(tmp_path / "r", rows)).of("hearing-set")
    assert [(one.get("court_name"), one.get("place_name")) for one in found] == [
        ("CLEVELAND, OH", "ARLINGTON, VIRGINIA"),
        ("NEW YORK DETAINED, NY", "SOMEWHERE ELSE JUV"),
        (None, None),  # a court on no list, and a code that two places share
    ]
    assert [one["court"] for one in found] == ["CLE", "NYD", "ZZZ"]


def test_trap_04_a_tab_shifted_row_is_put_back_or_set_aside(tmp_path: Path) -> None:
    whole = line("A_TblCase", case(1, alien_city="LOS INVENTOS", alien_state="CA", sex="F"))
    bad = line("A_TblCase", case(2, alien_city="X", date_detained=on("2020-01-01")))
    rows = {
        "A_TblCase": [
            whole.replace("LOS INVENTOS", "LOS\tINVENTOS"),
            bad.replace("2020-01-01", "Y" * 40 + "\t2020-01-01"),
        ],
        "tbl_JuvenileHistory": [juvenile(1, 1, "4"), juvenile(2, 2, "4")],
    }
    found = read(release(tmp_path / "r", rows))
    (person,) = found.of("person-described")
    assert (person["city"], person["state"], person["sex"]) == ("LOS INVENTOS", "CA", "F")
    assert (found.reading.repaired, found.reading.set_aside) == (1, 1)
    assert [row["raw"].count("\t") for row in found.problems if row["line"]] == [39, 39]


def test_trap_05_gender_became_sex(tmp_path: Path) -> None:
    rows = {"A_TblCase": [case(1, sex="F")], "tbl_JuvenileHistory": [juvenile(1, 1, "4")]}
    new = read(release(tmp_path / "new", rows)).of("person-described")
    old = read(release(tmp_path / "old", rows, renamed={"sex": "GENDER", "idncase": "idncase"}))
    assert [one["sex"] for one in new] == ["F"]
    assert old.of("person-described") == new


def test_trap_06_codes_with_trailing_blanks_are_the_same(tmp_path: Path) -> None:
    rows = {
        "A_TblCase": [case(1, lang="SP ", custody="N"), case(2, lang="SP", custody="N ")],
        "tbl_JuvenileHistory": [juvenile(1, 1, "4"), juvenile(2, 2, "4 ")],
    }
    one, other = read(release(tmp_path / "r", rows)).of("person-described")
    assert one["details"] == other["details"]
    assert one["language"] == "SP"


def test_trap_07_v_is_vacated_in_a_credible_fear_review(tmp_path: Path) -> None:
    def decided(key: int, case_type: str, code: str) -> dict[str, str]:
        more = {"case_type": case_type, "dec_code": code, "comp_date": on("2021-04-05")}
        return proceeding(key, 1, **more)

    rows = {
        "tbl_JuvenileHistory": [juvenile(1, 1, "4")],
        "B_TblProceeding": [
            decided(1, "CFR", "V"), decided(2, "RMV", "V"), decided(3, "RMV", "X"),
            decided(4, "AOC", "X"),
        ],
    }  # fmt: skip
    listed = read(release(tmp_path / "listed", rows)).of("judge-decided")
    words = ["Vacated", "Voluntary Departure", "Removed", None]
    assert [one.get("means") for one in listed] == words
    unlisted = read(release(tmp_path / "unlisted", rows, lists={})).of("judge-decided")
    assert [one.get("means") for one in unlisted] == words
    assert [one["decision"] for one in unlisted] == ["V", "V", "X", "X"]


def test_trap_08_adjournment_33_is_the_interpreter_not_the_child(tmp_path: Path) -> None:
    rows = {
        "tbl_JuvenileHistory": [juvenile(1, 1, "4")],
        "tbl_schedule": [
            hearing(1, 1, "2021-05-03", adj_rsn="33"), hearing(2, 1, "2021-06-03", adj_rsn="11"),
        ],
    }  # fmt: skip
    found = read(release(tmp_path / "r", rows))
    assert [one["reason"] for one in found.of("hearing-adjourned")] == ["33", "11"]
    (missed,) = found.of("hearing-missed")
    assert (missed["line"], missed["signal"]) == (
        found.of("hearing-adjourned")[1]["line"], "adjourned-no-show-child-or-lawyer",
    )  # fmt: skip


def test_trap_09_a_blank_absentia_is_open_and_nobody_appeared(tmp_path: Path) -> None:
    rows = {
        "tbl_JuvenileHistory": [juvenile(1, 1, "4")],
        "B_TblProceeding": [proceeding(1, 1, input_date=on("2021-01-04"), absentia="")],
    }
    found = read(release(tmp_path / "r", rows))
    assert {fact["kind"] for fact in found.facts} == {"juvenile-coded", "case-opened"}


def test_trap_10_uc_single_minors_and_uac_are_one_group_under_two_names(tmp_path: Path) -> None:
    row = "{0}-01-01,{0}-01-01,U.S. Border Patrol,RGV,Title 8,Apprehensions,{1},HO,{2}"
    facts = stated(
        cbp_encounters, tmp_path / "cbp.csv", CBP,
        row.format(2021, "UC / Single Minors", 5), row.format(2022, "UAC", 7),
        row.format(2022, "Single Adults", 9),
    )  # fmt: skip
    assert [(one["demographic"], one.get("unaccompanied")) for one in facts] == [
        ("UC / Single Minors", "yes"), ("UAC", "yes"), ("Single Adults", None),
    ]  # fmt: skip


def test_trap_11_two_digit_years(tmp_path: Path) -> None:
    facts = stated(
        orr_releases, tmp_path / "orr.csv", ORR,
        "1,Honduras,F,1/2/19,3/4/20,90001,1,Mother", "2,Honduras,F,1/2/68,3/4/69,90001,1,Mother",
    )  # fmt: skip
    assert [str(one["day_earliest"]) for one in facts] == ["2020-03-04"]
    assert facts[0]["reading"].set_aside == 1  # released in 1969, before it entered in 2068


def test_trap_12_trailing_empty_rows(tmp_path: Path) -> None:
    facts = stated(hhs_daily, tmp_path / "hhs.csv", HHS, '"December 21, 2025",3,4', *[",,"] * 450)
    reading = facts[0]["reading"]
    assert (reading.lines, reading.facts_rows, reading.not_for_us) == (451, 1, 450)
    rows = {"A_TblCase": [case(1), "", "\t" * 38, ""], "tbl_JuvenileHistory": [juvenile(1, 1, "4")]}
    courts = read(release(tmp_path / "r", rows)).reading
    assert (courts.lines, courts.facts_rows, courts.not_for_us) == (5, 2, 3)


def test_trap_13_overlapping_releases_are_not_counted_twice(tmp_path: Path) -> None:
    rows = {
        "A_TblCase": [case(1), case(2)],
        "tbl_JuvenileHistory": [juvenile(1, 1, "4"), juvenile(2, 2, "4")],
        "tbl_schedule": [
            hearing(1, 1, "2021-05-03"), {**hearing(0, 2, "2021-05-03"), "idnschedule": ""},
        ],
    }  # fmt: skip
    folder = release(tmp_path / "r", rows)
    first = take(tmp_path / "ledger", folder, date(2024, 1, 1))
    again = take(tmp_path / "ledger", folder, date(2024, 2, 1))
    zipped = take(tmp_path / "ledger", packed(folder), date(2024, 3, 1))
    assert first.kept.facts == 6
    assert [(one.kept.facts, one.kept.withdrawn) for one in (again, zipped)] == [(0, 0), (0, 0)]


def test_trap_14_reopening_after_an_order_in_absentia(tmp_path: Path) -> None:
    def ordered(key: int, number: int) -> dict[str, str]:
        more = {"comp_date": on("2021-06-01"), "absentia": "Y", "dec_code": "X"}
        return proceeding(key, number, input_date=on("2021-01-04"), **more)

    rows = {
        "tbl_JuvenileHistory": [juvenile(k, k, "4") for k in range(1, 13 + 1)],
        "B_TblProceeding": [
            *(ordered(k, k) for k in range(1, 13 + 1)),
            proceeding(101, 1, input_date=on("2021-09-01")),
        ],
    }
    folder = release(tmp_path / "r", rows)
    found = read(folder)
    assert [one["after"] for one in found.of("reopened")] == ["in-absentia"]
    assert len(found.of("in-absentia-order")) == 13
    take(tmp_path / "ledger", folder, date(2024, 1, 1))
    with known(tmp_path / "ledger", date(2024, 1, 2)) as world:
        (net,) = figures(["in-absentia-orders"])
        for as_of, value in (("2021-08-31", 13), ("2021-09-01", 12)):
            (answer,) = count(world.duck, [net], as_of=read_when(as_of).latest, cases=True)
            assert answer.total.value == value


def test_trap_15_issued_is_neither_filed_nor_served(tmp_path: Path) -> None:
    row = proceeding(1, 1, osc_date=on("2021-01-02"), input_date=on("2021-03-04"))
    rows = {"tbl_JuvenileHistory": [juvenile(1, 1, "4")], "B_TblProceeding": [row]}
    found = read(release(tmp_path / "r", rows))
    assert {one["kind"]: str(one["day_earliest"]) for one in found.facts[1:]} == {
        "nta-issued": "2021-01-02", "case-opened": "2021-03-04",
    }  # fmt: skip


def test_trap_16_two_counts_with_different_days_are_both_right(tmp_path: Path) -> None:
    def month(name: str, cases: int) -> Path:
        rows = {"tbl_JuvenileHistory": [juvenile(k, k, "4") for k in range(1, cases + 1)]}
        return release(tmp_path / name, rows)

    take(tmp_path / "ledger", month("may", 20), date(2024, 5, 1))
    take(tmp_path / "ledger", month("june", 17), date(2024, 6, 1))
    counted = {}
    for by in (date(2024, 5, 31), date(2024, 6, 30)):
        with known(tmp_path / "ledger", by) as world:
            counted[by.month] = world.duck.value("SELECT count(DISTINCT about) FROM known_facts")
    assert counted == {5: 20, 6: 17}


def test_trap_17_a_printed_total_is_never_made_of_its_parts(tmp_path: Path) -> None:
    row = "2022-01-01,2022-01-01,U.S. Border Patrol,{},Title 8,Apprehensions,UAC,HO,{}"
    facts = stated(
        cbp_encounters, tmp_path / "cbp.csv", CBP,
        row.format("RGV", 40), row.format("El Paso", 30), row.format("All", 78),
    )  # fmt: skip
    assert {one["area"]: one["n"] for one in facts} == {"RGV": "40", "El Paso": "30", "All": "78"}
    rows = {"tbl_JuvenileHistory": [juvenile(1, 1, "4")]}
    printed = read(release(tmp_path / "r", rows, counts={"tbl_JuvenileHistory": 81}))
    assert printed.reading.lines == 1
    assert "Count.txt says 81 rows, 1 came" in printed.problems[0]["what"]


def test_trap_18_one_sponsor_s_address_in_three_places_is_kept_three_times(tmp_path: Path) -> None:
    folder = tmp_path / "plain" / "portal"
    folder.mkdir(parents=True)
    told = ["12 Made Up St", "12 Made-Up Street", "99 Elsewhere Ave"]
    lines = [f"s-{place},sponsor,{address}" for place, address in enumerate(told)]
    (folder / "people.csv").write_text("\n".join(["record_id,kind,address", *lines]), "utf-8")
    known_at = read_when("2024-05-01").earliest
    ingest(tmp_path / "ledger", [folder], Wishes(known_at=known_at, who="test"))
    with known(tmp_path / "ledger", date(2024, 5, 2)) as world:
        found = world.duck.rows(
            "SELECT json_extract_string(details, '$.address') FROM known_facts ORDER BY about"
        )
    assert [row[0] for row in found] == told
