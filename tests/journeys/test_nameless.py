"""A court's record without a name: one child is shown at a time, for a case; nothing is kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from line import release_file, release_row, write
from line import run as accompany_line
from test_who_is_who import link, run

HEAD = ("record_id", "kind", "given_names", "surnames", "born_on", "sex", "country", "zip")
CHILDREN = [
    ("1", "child", "Ana Lucia", "Muestra Tum", "2010-03-07", "F", "Guatemala", "90001"),
    ("2", "child", "Rosa", "Ejemplo Xol", "2010-03-21", "F", "Guatemala", "90001"),
    ("3", "child", "Nora", "Otro Cux", "2010-03-25", "F", "Guatemala", "10001"),
    ("4", "child", "Pedro", "Lejos Ixim", "2010-03-07", "M", "Guatemala", "90001"),
    ("5", "child", "Zoila", "Lejos Ixim", "2003-01-07", "F", "Guatemala", "90001"),
]
NAMELESS = ("9", "child", "", "", "2010-03-15", "F", "GT", "90001")
COURT = "plain/court:9"
FOR = ("--purpose", "child-protection", "--case", "24-118")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    (tmp_path / "SIMULATED").touch()
    north = tmp_path / "plain" / "north"
    write(north / "people.csv", [HEAD, *CHILDREN])
    came = [("1", "2022-01-05"), ("2", "2022-06-01"), ("3", "2022-06-02")]
    events = [(record, "apprehended", on) for record, on in came]
    write(north / "events.csv", [("record_id", "kind", "happened"), *events])
    court = [(*HEAD, "entered_on"), (*NAMELESS, "2022-06-01")]
    write(tmp_path / "plain" / "court" / "people.csv", court)
    made = tmp_path / "ledger"
    run("ingest", made, tmp_path / "plain", "--known-at", "2024-01-01")
    link(made, "2024-02-01")
    return made


def shown(ledger: Path, place: int = 1) -> Any:
    asked = ("candidate", ledger, COURT, "--place", place, *FOR, "--format", "json")
    return run(*asked).json["candidate"]


def test_children_are_shown_one_by_one_those_first_of_whom_most_agrees(ledger: Path) -> None:
    first, second, third = (shown(ledger, place) for place in (1, 2, 3))
    assert first["record"] == "plain/north:2"
    assert (first["signs_that_agree"], first["days_between_entries"]) == (5, 0)
    assert (first["place"], first["among"], first["agree_as_far"]) == (1, 3, 1)
    assert {second["record"], third["record"]} == {"plain/north:1", "plain/north:3"}
    assert (second["signs_that_agree"], second["agree_as_far"]) == (4, 2)
    assert shown(ledger, 4) is None
    text = run("candidate", ledger, COURT, *FOR).out
    assert "1 of 3 children who may be meant; 5 signs agree" in text
    assert "and never who" in text
    assert "Ejemplo Xol" in text
    assert "Muestra Tum" not in text
    assert "no child is known" in run("candidate", ledger, COURT, "--place", 9, *FOR).out


def test_nothing_is_kept_but_what_a_person_judges(ledger: Path) -> None:
    def kept() -> list[str]:
        return sorted(path.name for path in (ledger / "batches").iterdir())

    before = kept()
    shown(ledger)
    assert kept() == before
    books = link(ledger, "2024-02-02", "--whole")
    assert books["links_added"] == books["clusters"] == 0
    said = ("--by", "A. Steward", "--why", "the court's own file")
    run("judge-pair", ledger, COURT, "plain/north:2", "same", *said, "--known-at", "2024-03-01")
    assert link(ledger, "2024-03-02")["clusters"] == 1


def test_a_look_is_for_a_purpose_and_a_named_case_and_logged_for_both(ledger: Path) -> None:
    for why in (
        (), ("--purpose", "child-protection"), ("--purpose", "oversight-deidentified", *FOR[2:]),
        ("--purpose", "civil-immigration-enforcement", *FOR[2:]),
    ):  # fmt: skip
        assert accompany_line("candidate", ledger, COURT, *why).code == 2
    shown(ledger)
    log = [
        json.loads(line)
        for line in (ledger / "access" / "log.jsonl").read_text("utf-8").splitlines()
    ]
    looks = [one for one in log if one["command"] == "candidate"]
    assert [one["granted"] for one in looks] == [False] * 4 + [True] * 2
    assert {one["case"] for one in looks[-2:]} == {"24-118"}
    assert len({one["subject"] for one in looks[-2:]}) == 2


def test_a_ledger_of_public_extracts_alone_shows_nobody(tmp_path: Path) -> None:
    release_file(tmp_path / "releases.csv", [release_row(1, date(2021, 2, 3))])
    ledger = tmp_path / "ledger"
    run("ingest", ledger, tmp_path / "releases.csv", "--known-at", "2024-01-01")
    done = accompany_line("candidate", ledger, "us/orr_releases:900000001", *FOR)
    assert done.code == 1
    assert "public extracts alone" in done.err


@pytest.mark.parametrize(
    ("record", "said"), [("plain/north:1", "has a name"), ("plain/north:77", "no record")]
)
def test_whoever_has_a_name_or_is_not_there_is_not_looked_for(
    ledger: Path, record: str, said: str
) -> None:
    done = accompany_line("candidate", ledger, record, *FOR)
    assert done.code == 1
    assert said in done.err


def test_a_month_of_birth_that_is_none_is_not_given(ledger: Path) -> None:
    from accompany.identity.nameless import _month

    assert _month("2010-03") == _month("2010-03-15") == 0x201003
    assert _month("") == _month("unknown") == _month("2010") == 0
