"""Family as evidence: what two made-up children have in common is told, to whom it may be."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from test_who_is_who import NORTH, SOUTH, arrive, link, persons, run, with_sponsors

PEDRO, ROSA = "plain/north:2", "plain/south:2"
NORA, OTHER_NORA, CELIA, OTHER_CELIA = (f"plain/late-2024-01-05:{n}" for n in (5, 6, 8, 9))
KIN_HEAD = ("record_id", "kind", "given_names", "surnames", "born_on", "seen_on", "of_record_id",
            "relationship")  # fmt: skip
KIN = [
    # a sister whom both name, and one whom only Pedro does
    ("k1", "child", "Luz", "Ejemplo Xol", "2014-01-02", "2024-01-02", PEDRO, "Sister"),
    ("k1", "child", "Luz", "Ejemplo Xol", "2014-01-02", "2024-01-02", ROSA, "Hermana"),
    ("k2", "child", "Iris", "Ejemplo Xol", "2015-01-02", "2024-01-02", PEDRO, "sister"),
    # one sponsor of both Noras; two sponsors of the Celias, named ten days apart
    ("s6", "sponsor", "Irma", "Solo Una", "1980-01-02", "2023-01-02", NORA, "aunt"),
    ("s6", "sponsor", "Irma", "Solo Una", "1980-01-02", "2023-05-02", OTHER_NORA, "aunt"),
    ("s7", "sponsor", "Julia", "Una Otra", "1971-03-02", "2023-01-02", CELIA, "mother"),
    ("s8", "sponsor", "Karen", "Otra Dos", "1962-05-02", "2023-01-12", OTHER_CELIA, "aunt"),
    # a sponsor of whom no day is told, whose lodger is nobody's sponsor
    ("s9", "sponsor", "Lidia", "Tercera Mas", "1964-05-02", "", "plain/kin:k2", "aunt"),
    ("h9", "household", "Mirna", "Cuarta Mas", "1966-05-02", "", "plain/kin:s9", "household"),
    ("h9", "household", "Mirna", "Cuarta Mas", "1966-05-02", "", "plain/kin:k1", "cousin"),
]  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = with_sponsors(tmp_path_factory.mktemp("family"))
    rest = ("", "F", "GT", "")
    arrive(
        made, "2024-01-05",
        ("5", "Nora", "Ejemplo Cux", "2012-05-08", *rest),
        ("6", "Nora", "Ejemplo Cux", "2012-05-19", *rest),
        ("8", "Celia", "Otro Ixim", "2010-03-08", *rest),
        ("9", "Celia", "Otro Ixim", "2010-03-19", *rest),
    )  # fmt: skip
    relate(made, "2024-01-06", *KIN)
    link(made, "2024-02-01")
    return made


def relate(ledger: Path, on: str, *rows: tuple[str, ...]) -> None:
    path = ledger.parent / "plain" / "kin" / f"people-{on}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([KIN_HEAD, *rows])
    run("ingest", ledger, path, "--known-at", on)


def told(ledger: Path, a: str, b: str, *asked: str) -> Any:
    return run("explain", ledger, a, b, "--format", "json", *asked).json["family"]


def test_one_adult_beside_two_children_is_told_under_whatever_spelling(ledger: Path) -> None:
    found = told(ledger, PEDRO, ROSA, "--purpose", "care")
    sponsor = persons(ledger)["plain/vetting:s2"]
    assert found["adults_shared"] == [sponsor]
    assert sponsor == persons(ledger)["plain/vetting:s3"]
    assert found["siblings_shared"] == ["plain/kin:k1"]
    assert not found["sponsors_apart"]
    assert not found["siblings_of_each_other"]
    text = run("explain", ledger, PEDRO, ROSA, "--purpose", "care").out
    assert f"stand beside both: 1 ({sponsor})" in text
    assert "brother or sister of both: 1 (plain/kin:k1)" in text
    assert "share all of this too" in text
    assert not re.search("Brayan|Brallan|Calles|Luz", text)
    adults = ("explain", ledger, "plain/vetting:s1", "plain/vetting:s2", "--purpose", "care")
    assert run(*adults, "--format", "json").json["family"] is None
    assert "What family" not in run(*adults).out


def test_whoever_lives_with_a_sponsor_stands_beside_the_child_too(ledger: Path) -> None:
    found = told(ledger, "plain/kin:k1", "plain/kin:k2", "--purpose", "care")
    assert {"plain/kin:h9", "plain/kin:s9"} == set(found["adults_shared"])
    assert told(ledger, "plain/kin:k2", ROSA, "--purpose", "care")["adults_shared"] == []


def test_different_sponsors_are_told_with_the_days_between(ledger: Path) -> None:
    found = told(ledger, CELIA, OTHER_CELIA, "--purpose", "care")
    assert (found["sponsors_apart"], found["days_apart"]) == (True, 10)
    text = run("explain", ledger, CELIA, OTHER_CELIA, "--purpose", "care").out
    assert "named 10 day(s) apart" in " ".join(text.split())
    undated = told(ledger, "plain/kin:k2", CELIA, "--purpose", "care")
    assert (undated["sponsors_apart"], undated["days_apart"]) == (True, None)


def test_of_two_records_of_one_child_each_tells_for_itself(ledger: Path) -> None:
    found = told(ledger, NORTH, SOUTH, "--purpose", "care")
    assert (found["adults_shared"], found["sponsors_apart"], found["days_apart"]) == ([], True, 33)


def test_two_named_twins_are_told_to_be_two_in_either_order(tmp_path: Path) -> None:
    made = with_sponsors(tmp_path)
    relate(made, "2024-01-06", (PEDRO, "child", "", "", "", "2024-01-02", ROSA, "Twin"))
    link(made, "2024-02-01")
    for pair in ((PEDRO, ROSA), (ROSA, PEDRO)):
        found = run("explain", made, *pair, "--purpose", "care", "--format", "json").json
        assert found["family"]["siblings_of_each_other"]
        assert (found["answer"], [one["guard"] for one in found["barred"]]) == (
            "barred", ["siblings"]
        )  # fmt: skip
    asked = ("explain", made, PEDRO, ROSA, "--purpose", "oversight-identified", "--case", "made-up")
    text = " ".join(run(*asked).out.split())
    assert "says that they are two children" in text
    assert "Named brother or sister of each other: plain/north:2 and plain/south:2" in text


@pytest.mark.parametrize("how", [(), ("--whole",)])
def test_two_named_brothers_are_kept_apart_whatever_they_weigh(
    tmp_path: Path, how: tuple[str, ...]
) -> None:
    """Said after they were joined, it parts them in the next run; a person's word goes before."""
    made = with_sponsors(tmp_path)
    link(made, "2024-02-01")
    joined = persons(made)
    assert joined[NORTH] == joined[SOUTH]
    relate(made, "2024-02-02", (SOUTH, "child", "", "", "", "2024-01-02", NORTH, "Half-Brother"))
    books = link(made, "2024-02-03", *how)
    assert books["whole"] == bool(how)
    apart = persons(made)
    assert apart[NORTH] != apart[SOUTH]
    assert books["held_back"] == 1
    again = link(made, "2024-02-04", "--whole")
    assert (again["links_added"], again["links_withdrawn"]) == (0, 0)
    why = ("--by", "A. Steward", "--why", "one child, two files")
    run("judge-pair", made, NORTH, SOUTH, "same", *why, "--known-at", "2024-03-01")
    assert persons(made)[NORTH] == persons(made)[SOUTH]


def test_a_cousin_keeps_nobody_apart(tmp_path: Path) -> None:
    made = with_sponsors(tmp_path)
    relate(made, "2024-01-06", (SOUTH, "child", "", "", "", "2024-01-02", NORTH, "cousin"))
    link(made, "2024-02-01")
    assert persons(made)[NORTH] == persons(made)[SOUTH]


def test_the_page_tells_it_too(ledger: Path) -> None:
    out = ledger.parent / "family.html"
    run("explain", ledger, PEDRO, ROSA, "--purpose", "care", "--page", out)
    assert "plain/kin:k1" in out.read_text("utf-8")


def test_a_household_is_told_only_where_it_may_be_learnt(ledger: Path) -> None:
    """And what is hidden is hidden alike whether or not there is any."""
    hidden = {"adults_shared": [], "siblings_shared": [], "siblings_of_each_other": False,
              "sponsors_apart": False, "days_apart": None, "hidden": True}  # fmt: skip
    for pair in ((PEDRO, ROSA), (CELIA, OTHER_CELIA)):
        for asked in (
            ("--purpose", "court-administration"),
            ("--purpose", "trafficking-investigation"),
            ("--purpose", "civil-immigration-enforcement", "--case", "made-up 7"),
        ):
            assert told(ledger, *pair, *asked) == hidden
    text = run("explain", ledger, PEDRO, ROSA, "--purpose", "court-administration").out
    assert "not shown for this purpose" in " ".join(text.split())
    assert "vetting:" not in text
    named = ("--purpose", "trafficking-investigation", "--case", "made-up request 7")
    assert told(ledger, PEDRO, ROSA, *named)["adults_shared"]


def test_pairs_to_review_say_what_family_is_shared(ledger: Path) -> None:
    asked = ("review", ledger, "--format", "json", "--purpose")
    found = {
        frozenset((one["record"], one["other"])): one for one in run(*asked, "care").json["first"]
    }
    noras, celias = found[frozenset((NORA, OTHER_NORA))], found[frozenset((CELIA, OTHER_CELIA))]
    assert (noras["adults_shared"], noras["sponsors_apart"]) == (1, False)
    assert (celias["adults_shared"], celias["sponsors_apart"], celias["days_apart"]) == (
        0,
        True,
        10,
    )
    text = run("review", ledger, "--purpose", "care").out
    assert "adults beside both: 1" in text
    assert "sponsors, none of both, named 10 days apart" in text
    less = run(*asked, "court-administration").json
    assert {one["adults_shared"] for one in less["first"]} == {None}
    assert {one["days_apart"] for one in less["first"]} == {None}
    said = run("review", ledger, "--purpose", "court-administration").out
    assert not re.search("beside both|sponsors", said)


def test_family_moves_no_pair_in_the_queue(ledger: Path) -> None:
    order = [
        [(one["record"], one["other"]) for one in run(
            "review", ledger, "--format", "json", "--purpose", purpose).json["first"]]
        for purpose in ("care", "court-administration")
    ]  # fmt: skip
    assert [pair for pair in order[0] if pair in order[1]] == order[1]
