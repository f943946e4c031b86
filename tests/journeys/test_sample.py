"""Pairs drawn, judged on a sheet, taken in as judgements, and what they say of the links."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest
from line import run as accompany_line
from test_who_is_who import NORTH, SOUTH, arrive, ledger_of, link, run

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
    assert "no pairs were drawn" in accompany_line("sample", ledger).err
    sheet = tmp_path / "other.csv"
    sheet.write_text("a,b\n1,2\n", "utf-8")
    drawn(ledger)
    assert "it has no column judgement" in accompany_line(
        "sample", ledger, "--answers", sheet
    ).err  # fmt: skip
    both = accompany_line("sample", ledger, "--out", sheet, "--answers", sheet)
    assert both.code == 2
