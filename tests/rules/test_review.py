"""A duty's history drawn, two days compared, and a lawyer's sheet that reads back as a diff."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from accompany.cli.main import accompany
from accompany.cli.rules import duties as command
from accompany.core.cite import Checked
from accompany.core.problem import InputFault
from accompany.core.when import day
from accompany.duties import trial
from accompany.duties.cases import cases_of
from accompany.duties.history import allows, axis, changes, page
from accompany.duties.judge import State
from accompany.duties.review import COLUMNS, diff, read_sheet, sheet
from accompany.duties.rules import (
    AFTER_LAW,
    BEFORE_LAW,
    Clock,
    Duty,
    Version,
    named,
    rulebook,
)

FIRST, CHANGE, END = date(2020, 1, 1), date(2022, 7, 1), date(2024, 1, 1)


def made(name: str = "call", **change: object) -> Duty:
    """A made-up duty: three days, five from 2022-07-01, over from 2024."""
    versions = (
        Version(BEFORE_LAW, FIRST, None),
        Version(FIRST, CHANGE, Clock("days", 3), cite="Made-up 1", checked=Checked.READ),
        Version(CHANGE, END, Clock("days", 5), cite="Made-up 2", checked=Checked.SECONDHAND),
        Version(END, AFTER_LAW, None),
    )
    template = named("follow-up-call")
    return dataclasses.replace(template, id=f"us/made-up/{name}", versions=versions, **change)  # type: ignore[arg-type]


# ---------------------------------------------------------------- two days compared


@pytest.mark.parametrize(
    ("first", "last", "what"),
    [
        (date(2019, 12, 31), FIRST, "began"),
        (FIRST, date(2022, 6, 30), None),
        (date(2022, 6, 30), CHANGE, "changed"),
        (date(2023, 12, 31), END, "ended"),
        (END, date(2026, 1, 1), None),
        (date(2019, 12, 31), END, None),
        (date(2019, 12, 31), CHANGE, "began"),
    ],
)
def test_what_is_otherwise_on_a_later_day(first: date, last: date, what: str | None) -> None:
    assert [one.what for one in changes([made()], first, last)] == ([what] if what else [])


def test_a_new_citation_of_the_same_words_is_no_change() -> None:
    duty = made()
    same = dataclasses.replace(duty.versions[2], clock=Clock("days", 3), checked=Checked.READ)
    alike = dataclasses.replace(duty, versions=(*duty.versions[:2], same, duty.versions[3]))
    assert not changes([alike], FIRST, CHANGE)


def test_the_regulation_of_july_2024_began_on_its_day() -> None:
    found = changes(rulebook().values(), date(2024, 6, 30), date(2024, 7, 1))
    began = {one.duty.id for one in found if one.what == "began"}
    assert len(began) > 30
    assert all("/cfr-45-410/" in name for name in began)
    assert {one.on for one in found} == {date(2024, 7, 1)}
    assert not changes(rulebook().values(), date(2024, 7, 2), date(2024, 7, 3))


def test_changes_are_laid_out_by_day() -> None:
    text = page(changes([made()], FIRST, CHANGE), FIRST, CHANGE)
    assert text.splitlines() == [
        "1 duties are otherwise on 2022-07-01 than on 2020-01-01",
        "",
        "2022-07-01",
        "  changed  us/made-up/call  (policy)",
        "    - 3 days; Made-up 1 (read in the text)",
        "    + 5 days; Made-up 2 (secondhand)",
    ]


def test_how_long_a_version_allows_says_how_its_last_day_moves() -> None:
    version = made().versions[1]
    assert allows(version) == "3 days"
    forward = dataclasses.replace(version, roll="forward")
    assert allows(forward) == "3 days, moved on to a working day"
    assert allows(made().versions[0]) == "not in force"


# ---------------------------------------------------------------- a time axis


def test_a_history_is_drawn_with_each_version_where_it_began() -> None:
    drawn = axis(made(), until=date(2024, 12, 31), wide=60).splitlines()
    assert drawn[0] == "|" + "=" * 28 + "|" + "=" * 17 + "|" + "." * 12
    assert drawn[0].index("|", 1) == (CHANGE - FIRST).days * 60 // 1827
    assert drawn[1].split() == ["2020", "2021", "2022", "2023", "2024"]
    assert drawn[2:4] == ["  2020-01-01  3 days", "              Made-up 1 (read in the text)"]


@pytest.mark.parametrize("duty", rulebook().values(), ids=lambda duty: duty.id)
def test_every_history_fits_a_terminal(duty: Duty) -> None:
    line, years, *_ = axis(duty, until=date(2026, 9, 1)).splitlines()
    assert len(line) == 64 and len(years) <= 68
    assert line.count("|") == len({version.since for version in duty.versions[1:]})
    assert "=" in line


# ---------------------------------------------------------------- a lawyer's sheet

Edit = Callable[[list[dict[str, str]]], None]


def write(path: Path, edit: Edit, *, duty: Duty | None = None) -> Path:
    rows = list(csv.DictReader(sheet([duty or made()]).removeprefix("\ufeff").splitlines()))
    edit(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        out.writerows(rows)
    return path


def test_the_whole_rulebook_reads_back_without_a_difference(tmp_path: Path) -> None:
    book = list(rulebook().values())
    path = tmp_path / "sheet.csv"
    path.write_text(sheet(book), "utf-8", newline="")
    assert read_sheet(path, book) == []
    lines = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert len(lines) == sum(len(list(duty.in_force)) for duty in book)
    assert {row["verdict"] for row in lines} == {""}


def test_a_correction_a_verdict_and_a_comment_come_back_as_a_diff(tmp_path: Path) -> None:
    def edit(rows: list[dict[str, str]]) -> None:
        rows[0] |= {"allows": "4 days", "verdict": "wrong", "comment": "see the\nsecond sentence"}
        rows[1] |= {"verdict": "right"}

    found = read_sheet(write(tmp_path / "s.csv", edit), [made()])
    assert [dict(one.changed) for one in found] == [{"allows": ("3 days", "4 days")}, {}]
    assert diff(found).splitlines() == [
        "--- rulebook/us/made-up/call.yaml",
        "+++ line 2 of the sheet",
        "@@ version 2020-01-01 @@",
        "-allows: 3 days",
        "+allows: 4 days",
        "# wrong: see the second sentence",
        "--- rulebook/us/made-up/call.yaml",
        "+++ line 3 of the sheet",
        "@@ version 2022-07-01 @@",
        "# right",
        "1 versions corrected, 2 with a verdict or a comment.",
    ]


def test_lines_that_fit_nothing_are_said(tmp_path: Path) -> None:
    def edit(rows: list[dict[str, str]]) -> None:
        rows += [dict(rows[0]), {**rows[0], "duty": "us/none"}, {**rows[0], "since": "soon"}]

    found = read_sheet(write(tmp_path / "s.csv", edit), [made()])
    assert [one.fault for one in found] == [
        "stands in the sheet twice",
        "is no duty of this rulebook",
        "has no version from 'soon'",
    ]
    assert diff(found).endswith("3 lines that fit nothing.")


def test_a_sheet_saved_by_a_spreadsheet_reads_as_well(tmp_path: Path) -> None:
    duty = made(says="The child\u2019s call \u2014 made.")
    rows = list(csv.DictReader(sheet([duty]).removeprefix("\ufeff").splitlines()))
    path = tmp_path / "s.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        out = csv.DictWriter(file, COLUMNS, delimiter=";")
        out.writeheader()
        for row in rows:
            day = date.fromisoformat(row["since"])
            out.writerow({**row, "since": f"{day.month}/{day.day}/{day.year}"})
    assert read_sheet(path, [duty]) == []


def test_an_empty_line_is_passed_over_and_a_bare_correction_is_shown(tmp_path: Path) -> None:
    def edit(rows: list[dict[str, str]]) -> None:
        rows.insert(0, dict.fromkeys(COLUMNS, ""))
        rows[1]["cite"] = "Made-up 9"

    found = read_sheet(write(tmp_path / "s.csv", edit), [made()])
    assert [(one.line, dict(one.changed)) for one in found] == [
        (3, {"cite": ("Made-up 1", "Made-up 9")})
    ]
    assert "#" not in diff(found)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    duty = made(says="=HYPERLINK(0)")
    path = tmp_path / "s.csv"
    path.write_text(sheet([duty]), "utf-8", newline="")
    assert "'=HYPERLINK(0)" in path.read_text("utf-8")
    assert read_sheet(path, [duty]) == []


def test_what_is_no_sheet_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(InputFault, match="has no column duty"):
        read_sheet(other, [made()])
    with pytest.raises(InputFault, match="cannot be read"):
        read_sheet(tmp_path / "none.csv", [made()])


# ---------------------------------------------------------------- the command


def run(*words: str) -> Result:
    return CliRunner().invoke(command, list(words), catch_exceptions=False)


def test_one_duty_is_shown_with_its_axis_its_words_and_its_disputes() -> None:
    said = run("appeal-to-board").output
    assert "a right, and its last day; dated by decision" in said
    assert "from 2026-03-09: 10 days" in said
    assert "within 30 calendar days" in said
    assert "Amica Center" in said
    assert said.count("|") == 2


def test_search_finds_words_of_the_law_and_says_when_none_has_them() -> None:
    assert "us/tvpra/transfer-to-hhs" in run("72", "hours", "determining").output
    none = CliRunner().invoke(accompany, ["duties", "no such words at all"])
    assert none.exit_code == 1 and "no duty has all of these words" in none.output


def test_on_a_day_only_what_was_in_force() -> None:
    said = run("--on", "2010-01-01", "--format", "json").output
    names = [row["duty"] for row in json.loads(said)["duties"]]
    assert "us/tvpra/transfer-to-hhs" in names
    assert not any("cfr-45-410" in name for name in names)


def test_a_document_says_what_may_be_called_breached() -> None:
    (document,) = json.loads(run("transfer-to-hhs", "--format", "json").output)["duties"]
    assert document["nature"] == "duty"
    assert document["versions"][0]["may_be_breached"] is True
    (right,) = json.loads(run("appeal-to-board", "--format", "json").output)["duties"]
    assert [version["may_be_breached"] for version in right["versions"]] == [False, False]


def test_two_days_compared_as_text_and_as_json() -> None:
    period = "2023-12-31..2024-01-01"
    text = run("--changed", period).output
    assert "ended    us/orr-policy-guide/follow-up-call  (policy)" in text
    found = json.loads(run("--changed", period, "--format", "json").output)
    ended = [one["duty"] for one in found["changes"] if one["what"] == "ended"]
    assert "us/orr-policy-guide/follow-up-call" in ended


def test_a_sheet_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    versions = sum(len(list(duty.in_force)) for duty in rulebook().values())
    said = f"{versions} versions of {len(rulebook())} duties"
    assert said in run("--review", str(path)).output
    assert run("--read-review", str(path)).output.startswith("0 versions corrected")
    marked = json.loads(run("--read-review", str(path), "--format", "json").output)
    assert marked == {"marked": []}


def test_cases_are_tried_and_missing_states_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = run("follow-up-call", "--try")
    assert fine.exit_code == 0 and "WRONG" not in fine.output
    cases = list(cases_of(named("follow-up-call")))
    kept = next(case for case in cases if list(case.expect) == [State.KEPT])
    wrong = dataclasses.replace(kept, expect=[State.LATE], version=date(1999, 1, 1))
    then = day(date(1999, 1, 1))
    early = dataclasses.replace(kept, due=then, not_before=then, version=None)
    monkeypatch.setattr(trial, "cases_of", lambda duty: [wrong, early])
    assert trial.tried(dataclasses.replace(early, due=None, not_before=None)).wrong == []
    silent = next(case for case in cases_of(named("first-hearing-not-before")) if case.expect)
    (never,) = trial.tried(dataclasses.replace(silent, due=then, not_before=None)).wrong
    assert never == "the time allowed ends never"
    said = run("follow-up-call", "--try")
    assert said.exit_code == 1
    for line in (
        "expected late, judged kept",
        "judged by the version from 2015-08-01",
        "the time allowed ends 20",
        "it may be kept from 20",
        "No case yet expects: waiting, overdue, excused, superseded, unclear",
        "No case yet has `version: 2015-08-01`",
        "0 of 2 cases as written.",
    ):
        assert line in said.output


def test_a_case_of_which_nothing_comes_cannot_have_a_day() -> None:
    case = next(case for case in cases_of(named("follow-up-call")) if not case.expect)
    asked = dataclasses.replace(case, version=date(1999, 1, 1))
    assert not trial.tried(case).wrong
    (wrong,) = trial.tried(asked).wrong
    assert "no due came of it" in wrong


def test_may_one_body_tell_another() -> None:
    asked = ("--may", "hhs-orr", "sponsor-status", "ice-ero", "--on")
    assert run(*asked, "2024-07-15").output.startswith("NO, on 2024-07-15")
    later = json.loads(run(*asked, "2025-04-01", "--format", "json").output)
    assert later["may"] == "check"
    assert "regulation-bars-status" in [one["telling"] for one in later["other_days"]]
    silent = run("--may", "eoir", "clinical", "sponsor", "--on", "2024-07-15")
    assert "silence is no" in silent.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--may", "hhs-orr", "sponsor-status", "ice-ero"), "--may needs --on"),
        (("--may", "hhs-orr", "gossip", "ice-ero", "--on", "2024-07-15"), "no telling speaks of"),
        (("--may", "orr", "sponsor-status", "ice-ero", "--on", "2024-07-15"), "is no office"),
        (("--changed", "2024-07-01"), "write FROM..TO"),
        (("--changed", "2024-07-02..2024-07-01"), "ends before it begins"),
        (("--on", "July"), "not a date written"),
        (("--changed", "2024-07-01..2024-07-02", "--review", "x.csv"), "stand alone"),
    ],
)
def test_misuse_is_told(words: tuple[str, ...], said: str) -> None:
    found = CliRunner().invoke(accompany, ["duties", *words])
    assert found.exit_code == 2 and said in found.output
