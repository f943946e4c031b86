"""Pairs drawn, judged on a sheet, taken in as judgements, and what they say of the links."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest
from line import run as accompany_line
from test_who_is_who import (
    NORTH,
    SOUTH,
    SPONSOR_HEAD,
    SPONSORS,
    arrive,
    ledger_of,
    link,
    run,
    with_sponsors,
)

ADD = [
    (str(n), given, surnames, born, "", "F", "GT", "")
    for n, (given, surnames, born) in enumerate(
        [("Celia", "Otro Ixim", "2010-03-08"), ("Celia", "Otro Ixim", "2010-03-19"),
         ("Nora", "Ejemplo Cux", "2012-05-08"), ("Nora", "Ejemplo Cux", "2012-05-08")], 5
    )
]  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    made = ledger_of(tmp_path)
    arrive(made, "2024-01-05", *ADD)
    link(made, "2024-02-01")
    return made


def drawn(ledger: Path, *more: str) -> list[dict[str, str]]:
    out = ledger.parent / "sheet.csv"
    run("sample", ledger, "--out", out, "--purpose", "care", *more)
    with out.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def filled(ledger: Path, rows: list[dict[str, str]], *said: str) -> Path:
    out = ledger.parent / "filled.csv"
    with out.open("w", encoding="utf-8", newline="") as opened:
        table = csv.DictWriter(opened, list(rows[0]))
        table.writeheader()
        for row, judgement in zip(rows, said, strict=True):
            table.writerow({**row, "judgement": judgement})
    return out


def test_a_sheet_names_what_records_say_and_not_what_the_model_makes_of_it(ledger: Path) -> None:
    rows = drawn(ledger)
    pairs = [{row["record_a"], row["record_b"]} for row in rows]
    assert {NORTH, SOUTH} in pairs
    assert all(not row[name] for row in rows for name in ("judgement", "by", "why"))
    (ana,) = [row for row in rows if {row["record_a"], row["record_b"]} == {NORTH, SOUTH}]
    assert {ana["surnames_a"], ana["surnames_b"]} == {"Muestra Tum", "Tum Muestra"}
    assert not {name for name in ana if "prob" in name or "weight" in name or "strat" in name}
    assert [row["record_a"] for row in drawn(ledger)] == [row["record_a"] for row in rows]
    mode = stat.S_IMODE((ledger.parent / "sheet.csv").stat().st_mode)
    assert mode == 0o600


def test_answers_become_judgements_once_and_measure_the_links(ledger: Path) -> None:
    before = run("sample", ledger, "--out", ledger.parent / "s.csv", "--purpose", "care").out
    assert "to be judged" in before
    assert "nobody has judged" in run("sample", ledger).out
    rows = drawn(ledger)
    same = [{row["record_a"], row["record_b"]} == {NORTH, SOUTH} for row in rows]
    sheet = filled(ledger, rows, *("same" if one else "different" for one in same))
    take = ("sample", ledger, "--answers", sheet, "--by", "A. Steward", "--format", "json")
    found = run(*take).json
    assert found["taken_in"] == len(rows)
    assert found["precision"]["low"] <= found["precision"]["value"] <= found["precision"]["high"]
    joined = [one for one in found["strata"] if one["joined"]]
    wrong = sum(one["judged"] - one["same"] for one in joined)
    assert found["precision"]["value"] == pytest.approx(1 - wrong / sum(o["pairs"] for o in joined))
    assert found["recall_of_compared"]["value"] == 1
    assert run(*take).json["taken_in"] == 0
    told = run("explain", ledger, NORTH, SOUTH, "--purpose", "care").out
    assert "A. Steward" in told
    kept = ledger / "batches"
    assert not any(b"surnames_a" in path.read_bytes() for path in kept.rglob("facts.parquet"))
    text = run("sample", ledger).out
    assert "Of the pairs joined, right" in text
    run("verify", ledger)


def test_who_is_unsure_leaves_the_estimate_open_both_ways(ledger: Path) -> None:
    rows = drawn(ledger)
    said = ["unsure", *["yes"] * (len(rows) - 1)]
    sheet = filled(ledger, rows, *said)
    text = run("sample", ledger, "--answers", sheet, "--by", "A. Steward").out
    assert "1 more left unsure" in text
    assert "Were all unsure different" in text
    found = run("sample", ledger, "--format", "json").json
    assert found["taken_in"] is None
    assert sum(one["unsure"] for one in found["strata"]) == 1
    again = filled(ledger, rows, "no", *[""] * (len(rows) - 1))
    run("sample", ledger, "--answers", again, "--by", "B. Steward")
    both = run("sample", ledger, "--format", "json").json
    assert sum(one["unsure"] for one in both["strata"]) == 1, "two who do not agree: nobody is sure"


def test_pairs_are_drawn_for_a_purpose_that_may_see_lists(ledger: Path) -> None:
    out = ledger.parent / "no.csv"
    for why in ((), ("--purpose", "oversight-deidentified"), ("--purpose", "sponsor-vetting")):
        refused = accompany_line("sample", ledger, "--out", out, *why)
        assert refused.code == 2
        assert "care" in refused.err
    assert not out.exists()
    log = [
        json.loads(line)
        for line in (ledger / "access" / "log.jsonl").read_text("utf-8").splitlines()
    ]
    assert [one["granted"] for one in log if one["command"] == "sample"] == [False] * 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"judgement": "perhaps"}, "line 2: the judgement is none we know"),
        (
            {"record_a": NORTH, "record_b": NORTH, "judgement": "same", "by": "A"},
            "not of the last draw",
        ),
        ({"judgement": "same"}, "nobody is named who judged"),
    ],
)
def test_a_sheet_filled_wrongly_is_refused_by_its_line(
    ledger: Path, change: dict[str, str], said: str
) -> None:
    rows = drawn(ledger)
    out = ledger.parent / "wrong.csv"
    with out.open("w", encoding="utf-8", newline="") as opened:
        table = csv.DictWriter(opened, list(rows[0]))
        table.writeheader()
        table.writerow({**rows[0], **change})
    done = accompany_line("sample", ledger, "--answers", out)
    assert done.code == 1
    assert said in done.err


def test_what_cannot_be_measured_is_said(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    link(ledger, "2024-02-01")
    assert "no pairs of children were drawn" in accompany_line("sample", ledger).err
    sheet = tmp_path / "other.csv"
    sheet.write_text("a,b\n1,2\n", "utf-8")
    drawn(ledger)
    assert "it has no column judgement" in accompany_line(
        "sample", ledger, "--answers", sheet
    ).err  # fmt: skip
    both = accompany_line("sample", ledger, "--out", sheet, "--answers", sheet)
    assert both.code == 2


def test_links_of_sponsors_are_measured_beside_those_of_children(tmp_path: Path) -> None:
    ledger = with_sponsors(tmp_path)
    link(ledger, "2024-02-01")
    adults = ("--who", "adults")
    sponsors = drawn(ledger, *adults)
    assert all(row[side].startswith("plain/vetting:") for row in sponsors for side in SIDES)
    assert {"Brayan", "Vrayan"} <= {row[f"given_names_{side}"] for row in sponsors for side in "ab"}
    children = drawn(ledger)
    assert not any("vetting" in row[side] for row in children for side in SIDES)
    same = {f"plain/vetting:s{n}" for n in (1, 2, 3)}
    said = ["same" if {row[side] for side in SIDES} <= same else "different" for row in sponsors]
    sheet = filled(ledger, sponsors, *said)
    refused = accompany_line("sample", ledger, "--answers", sheet, "--by", "A. Steward")
    assert refused.code == 1
    assert "not of the last draw of children" in refused.err
    taken = ("sample", ledger, "--answers", sheet, "--by", "A. Steward", *adults)
    found = run(*taken, "--format", "json").json
    assert (found["who"], found["taken_in"], found["records"]) == ("adults", len(sponsors), 22)
    assert found["precision"]["value"] == 1
    text = run("sample", ledger, *adults).out
    assert "22 records of adults" in text
    assert "one person" in text
    assert run("sample", ledger, "--format", "json").json["who"] == "children"
    assert "one child" not in text
    (kept,) = [path for path in (ledger / "samples").iterdir() if "vetting" not in path.read_text()]
    document = json.loads(kept.read_text("utf-8"))
    assert document.pop("group") == "children"
    kept.write_text(json.dumps(document), "utf-8")
    older = run("sample", ledger).out
    assert "records of children" in older
    assert "nobody has judged" in older


SIDES = ("record_a", "record_b")


def test_sponsors_are_drawn_for_a_purpose_that_may_learn_who_they_are(tmp_path: Path) -> None:
    ledger, out = with_sponsors(tmp_path), tmp_path / "sheet.csv"
    link(ledger, "2024-02-01")
    asked = ("sample", ledger, "--out", out, "--purpose")
    for purpose in ("court-administration", "sponsor-vetting", "oversight-identified"):
        refused = accompany_line(*asked, purpose, "--who", "adults")
        assert refused.code == 2
        served = "care, placement, post-release-safety, child-protection, oversight-identified"
        assert refused.err.strip().endswith(served)
        assert not out.exists()
    log = (ledger / "access" / "log.jsonl").read_text("utf-8").splitlines()
    kept = [json.loads(line) for line in log]
    assert [one["granted"] for one in kept if one["command"] == "sample"] == [False] * 3
    run(*asked, "oversight-identified", "--case", "made-up engagement 3", "--who", "adults")
    assert "Muestra" in out.read_text("utf-8")
    run(*asked, "court-administration")
    assert "Calles" not in out.read_text("utf-8")


def test_a_draw_is_no_larger_than_asked_or_says_why(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    arrive(ledger, "2024-01-05", *(
        (str(n), "BCDFGLMN"[n % 8] + "ana", f"Apellido{'XYZ'[n % 3]} Otro{n % 40}",
         f"20{n % 9 + 10}-0{n % 3 + 1}-1{n % 9}", "", "F", "GT", "")
        for n in range(160)
    ))  # fmt: skip
    link(ledger, "2024-02-01")
    out = tmp_path / "sheet.csv"
    asked = ("sample", ledger, "--out", out, "--purpose", "care", "--pairs")
    said = run(*asked, 300).out
    assert "too few" not in said
    assert len(out.read_text("utf-8").splitlines()) == 1 + 300
    few = run(*asked, 20).out
    assert "20 pairs would be too few: each of" in few
    assert 20 < len(out.read_text("utf-8").splitlines()) - 1 < 300


def test_where_nobody_is_like_another_there_is_nothing_to_draw(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    path = tmp_path / "plain" / "vetting" / "people.csv"
    path.parent.mkdir()
    with path.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([SPONSOR_HEAD, (*SPONSORS[0], "33157", "")])
    run("ingest", ledger, path, "--known-at", "2024-01-02")
    asked = ("sample", ledger, "--who", "adults", "--out", tmp_path / "no.csv", "--purpose", "care")
    link(ledger, "2024-02-01")
    nothing = accompany_line(*asked)
    assert nothing.code == 1
    assert "no two records of adults" in nothing.err
