"""What other programs rely on: exit codes, JSON shapes, the same bytes twice. All made up."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from line import Ran, apart, done, release_file, release_row, run, write

from accompany.cli.main import accompany

DAY = date(2021, 1, 4)
AS_OF = ("--as-of", "2024-06-30")
MARK = "Zzyzxmarked"
"""A made-up child's name that must never be in anything said or logged."""
CHILD = "us/orr_releases:900000003"
BOOKS = {
    "path", "source", "lines", "facts_rows", "repaired", "set_aside", "not_for_us", "facts",
    "seconds",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty releases, calls with twenty of them, one person described by name."""
    folder = tmp_path_factory.mktemp("contract")
    rows = [release_row(n, DAY + timedelta(days=n)) for n in range(40)]
    release_file(folder / "releases.csv", rows)
    calls: list[tuple[object, ...]] = [("record_id", "kind", "happened", "party", "note")]
    for n in range(20):
        on = DAY + timedelta(days=n + 33)
        record = f"us/orr_releases:{900_000_000 + n}"
        calls.append((record, "call-reached-child", on, "provider:Example", MARK))
    write(folder / "calls.csv", calls)
    people = [("record_id", "kind", "given_names", "surnames", "seen_on")]
    people += [
        (CHILD, "child", MARK, MARK, "2021-02-01"),
        ("17", "child", MARK, MARK, "2021-02-01"),
    ]
    write(folder / "people.csv", people)
    ledger = folder / "ledger"
    done("ingest", ledger, folder / "releases.csv", "--known-at", "2024-01-05")
    plain = (folder / "people.csv", folder / "calls.csv", "--as", "plain/provider")
    covers = ("--covers", "2015-01-01..2023-12-31", "--for", "listed")
    done("ingest", ledger, *plain, *covers, "--known-at", "2024-02-05")
    return folder


@pytest.fixture
def ledger(world: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(world / "ledger", tmp_path / "ledger"))


# ---------- what a fault ends in

ODD = "hello,there\n1,2\n"
WRONG: list[tuple[str, tuple[str, ...], int, tuple[str, ...]]] = [
    ("a file that is not there", ("ingest", "L", "none.csv"), 1, ("none.csv", "no such file")),
    ("a file nobody knows", ("ingest", "L", "odd.csv"), 1,
     ("odd.csv", "us/orr_releases", "us/cbp_encounters", "us/hhs_daily", "plain", "--as")),
    ("an empty file", ("ingest", "L", "zero.csv"), 1, ("zero.csv", "empty")),
    ("an empty folder", ("ingest", "L", "hollow"), 1, ("hollow", "no extract")),
    ("a source nobody knows", ("ingest", "L", "odd.csv", "--as", "us/none"), 1,
     ("us/none", "us/orr_releases")),
    ("a plain source misnamed", ("ingest", "L", "calls.csv", "--as", "plain/NORTH"), 1,
     ("plain/NORTH", "plain/dhs-north")),
    ("a plain file of nobody", ("ingest", "L", "calls.csv"), 1, ("--as plain/",)),
    ("a ledger that is not there", ("check", "none", *AS_OF), 1, ("none is not a ledger",)),
    ("a folder that is no ledger", ("ingest", "folder", "odd.csv"), 1, ("is no ledger",)),
    ("a ledger that is a file", ("ingest", "odd.csv", "odd.csv"), 1, ("is no ledger",)),
    ("a subject nobody is", ("explain", "L", MARK, "follow-up-call", *AS_OF, "--purpose", "care"),
     1, ("source:record",)),
    ("a pseudonym nobody has", ("timeline", "L", "s-000000000000", "--purpose",
     "oversight-deidentified"), 1, ("pseudonym",)),
    ("a mapping that is not there", ("ingest", "L", "odd.csv", "--map", "none.yaml"), 1,
     ("none.yaml",)),
    ("a mapping that is none", ("ingest", "L", "odd.csv", "--map", "odd.csv"), 1, ("mapping",)),
    ("no duty like that", ("duties", "nonesuchword"), 1, ("no duty",)),
    ("a database", ("ingest", "postgresql://made.up/db", "odd.csv"), 2, ("folder",)),
    ("a database to ask", ("check", "postgresql://made.up/db", *AS_OF), 2, ("folder",)),
    ("a bad date", ("check", "L", "--as-of", "2024-13-30"), 2, ("--as-of",)),
    ("a date in words", ("count", "L", "--as-of", "yesterday"), 2, ("2024-06-11",)),
    ("a bad known-by", ("count", "L", *AS_OF, "--known-by", "2024"), 2, ("--known-by",)),
    ("a bad known-at", ("ingest", "L", "odd.csv", "--known-at", "0001-01-01"), 2, ("1900",)),
    ("a bad day for the rulebook", ("duties", "--on", "2024-99-01"), 2, ("--on",)),
    ("a bad period", ("ingest", "L", "odd.csv", "--covers", "2024..2025"), 2, ("FROM..TO",)),
    ("a period backwards", ("ingest", "L", "odd.csv", "--covers", "2024-02-01..2024-01-01"), 2,
     ("ends before",)),
    ("a kind nobody knows", ("ingest", "L", "odd.csv", "--covers", "2024-01-01..2024-02-01",
     "--kinds", "call-reachd-child"), 2, ("call-reached-child",)),
    ("a zone on Mars", ("ingest", "L", "odd.csv", "--zone", "Mars/Base"), 2, ("America/Chicago",)),
    ("a duty misspelt", ("check", "L", *AS_OF, "--duty", "folow-up-cal"), 2, ("follow-up-call",)),
    ("a duty misspelt to explain", ("explain", "L", CHILD, "folow-up-cal", *AS_OF), 2,
     ("follow-up-call",)),
    ("a figure misspelt", ("count", "L", "relases", *AS_OF), 2, ("releases",)),
    ("a cut there is not", ("count", "L", "releases", "--by", "shoe", *AS_OF), 2,
     ("shoe", "fiscal_year")),
    ("no purpose for check", ("check", "L", *AS_OF, "--out", "x.csv"), 2,
     ("care", "oversight-deidentified")),
    ("no purpose for explain", ("explain", "L", CHILD, "follow-up-call", *AS_OF), 2, ("care",)),
    ("no purpose for timeline", ("timeline", "L", CHILD), 2, ("care",)),
    ("no purpose for links", ("links", "L", "--out", "x.csv"), 2, ("care",)),
    ("no purpose for raw lines", ("problems", "L", "--raw"), 2, ("care",)),
    ("no purpose for a list", ("count", "L", "releases", "--drill", *AS_OF), 2, ("care",)),
    ("a purpose that does not serve", ("check", "L", *AS_OF, "--out", "x.csv", "--purpose",
     "victim-services"), 2, ("victim-services", "care")),
    ("a purpose there is not", ("timeline", "L", CHILD, "--purpose", "nosiness"), 2,
     ("nosiness", "care")),
    ("a case not named", ("timeline", "L", CHILD, "--purpose", "oversight-identified"), 2,
     ("case is named",)),
    ("a table of no known kind", ("check", "L", *AS_OF, "--out", "x.xlsx"), 2, (".parquet",)),
    ("a table in no folder", ("check", "L", *AS_OF, "--out", "none/x.csv"), 2, ("x.csv",)),
    ("tables over a file", ("count", "L", *AS_OF, "--out", "odd.csv"), 2, ("odd.csv",)),
    ("no command", ("frobnicate",), 2, ("frobnicate",)),
    ("no day", ("check", "L"), 2, ("--as-of",)),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "says"), [w[1:] for w in WRONG],
                         ids=[w[0] for w in WRONG])  # fmt: skip
def test_a_fault_ends_with_its_code_and_a_message_that_helps(
    world: Path,
    ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    says: tuple[str, ...],
) -> None:
    folder = ledger.parent
    monkeypatch.chdir(folder)
    monkeypatch.delenv("ACCOMPANY_PURPOSE", raising=False)
    (folder / "odd.csv").write_text(ODD)
    (folder / "zero.csv").write_text("")
    (folder / "hollow").mkdir()
    (folder / "folder").mkdir()
    (folder / "folder" / "letter").write_text("made up")
    shutil.copy(world / "calls.csv", folder / "calls.csv")
    before = run("verify", "ledger").out
    ran = run(*("ledger" if word == "L" else word for word in arguments))
    assert ran.code == code, ran.out + ran.err
    for word in says:
        assert word in ran.err
    assert "Traceback" not in ran.err + ran.out
    assert not (folder / "x.csv").exists()
    assert run("verify", "ledger").out == before, "a fault changes nothing"


def test_a_process_of_its_own_ends_with_the_same_codes(world: Path, tmp_path: Path) -> None:
    good = apart("verify", world / "ledger")
    assert (good.code, good.err) == (0, "")
    fault = apart("ingest", tmp_path / "new", tmp_path / "none.csv")
    assert (fault.code, fault.out) == (1, "")
    misuse = apart("check", world / "ledger", *AS_OF, "--duty", "nonesuch")
    assert (misuse.code, misuse.out) == (2, "")
    assert "Traceback" not in fault.err + misuse.err


def test_one_refused_file_does_not_stop_the_others(world: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text(ODD)
    ran = run(
        "ingest", tmp_path / "ledger", tmp_path / "odd.csv", world / "releases.csv", "--format",
        "json",
    )  # fmt: skip
    assert ran.code == 1
    found = json.loads(ran.out)
    assert [one["facts"] for one in found["files"]] == [40]
    assert "odd.csv" in ran.err


def test_every_command_helps_with_an_example() -> None:
    for name in accompany.commands:
        ran = run(name, "--help")
        assert ran.code == 0
        assert "Example" in ran.out or "Commands" in ran.out, name
    assert "Example" in run("--help").out


# ---------- no fault tells of a child


def test_no_message_and_no_log_carries_a_childs_name(
    world: Path, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files with a marked name in every fault there is, and every question about them."""
    folder = ledger.parent
    monkeypatch.chdir(folder)
    head = "record_id,kind,happened,party,note"
    faults = {
        "kind.csv": f"{head}\n17,{MARK},2021-02-03,hhs-orr,{MARK}\n",
        "date.csv": f"{head}\n17,released,{MARK},hhs-orr,{MARK}\n",
        "party.csv": f"{head}\n17,released,2021-02-03,{MARK},{MARK}\n",
        "record.csv": f"{head}\nus/orr_releases:{MARK},released,2021-02-03,hhs-orr,{MARK}\n",
        "ragged.csv": f"{head}\n17,released,2021-02-03,hhs-orr,{MARK},{MARK},{MARK}\n",
        "quote.csv": f'{head}\n17,"released,2021-02-03,hhs-orr,{MARK}\n',
        "latin.csv": f"{head}\n17,released,2021-02-03,hhs-orr,{MARK}\xe9\n".encode("latin-1"),
        "people.csv": f"record_id,kind,given_names,seen_on\n17,{MARK},{MARK},{MARK}\n",
        "links.csv": f"record_a,record_b,judgement,by\n{MARK},{MARK},{MARK},{MARK}\n",
    }  # fmt: skip
    said: list[Ran] = []
    for name, content in faults.items():
        path = folder / name
        path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content)
        said.append(run("ingest", ledger, path, "--as", "plain/north"))
        (folder / f"{name}.covers.csv").write_text(f"kind,from,to,for\n{MARK},{MARK},{MARK},all\n")
        said.append(run("ingest", ledger, path, "--as", "plain/north"))
    release_file(folder / "bad.csv", [(1, MARK, MARK, MARK, MARK, MARK, MARK, MARK)])
    said.append(run("ingest", ledger, folder / "bad.csv"))
    said.append(run("problems", ledger))
    said.append(run("problems", ledger, "--format", "json"))
    said.append(run("problems", ledger, "--out", folder / "problems.csv"))
    for purpose in ("", "care", "oversight-deidentified", "nosiness"):
        why = ("--purpose", purpose)
        said.append(run("explain", ledger, MARK, "follow-up-call", *AS_OF, *why))
        said.append(run("timeline", ledger, MARK, *why))
    said.append(run("timeline", ledger, CHILD, "--purpose", "oversight-deidentified"))
    said.append(run("check", ledger, *AS_OF, "--purpose", "oversight-deidentified"))
    said.append(run("count", ledger, *AS_OF, "--purpose", "oversight-deidentified"))
    said.append(run("verify", ledger))
    for ran in said:
        assert MARK not in ran.out + ran.err
    assert MARK not in (folder / "problems.csv").read_text()
    assert MARK not in (ledger / "access" / "log.jsonl").read_text()
    assert (ledger / "access" / "log.jsonl").read_text().count("\n") >= 8
    shown = done("problems", ledger, "--raw", "--purpose", "care").out
    assert MARK in shown, "the lines themselves are kept, for whoever may see them"


def test_a_damaged_ledger_is_told_of_without_a_row_of_it(ledger: Path) -> None:
    path = ledger / "batches" / "000001" / "facts.parquet"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    ran = run("count", ledger, "releases", *AS_OF)
    assert ran.code == 1
    assert "verify" in ran.err
    assert "900000" not in ran.err


# ---------- JSON


def test_ingest_says_json_as_promised(world: Path, tmp_path: Path) -> None:
    asked = ("ingest", tmp_path / "ledger", world / "releases.csv", "--format", "json")
    first, again = done(*asked).json, done(*asked).json
    (one,), (two,) = first["files"], again["files"]
    assert one.keys() >= BOOKS
    assert one["path"] == str(world / "releases.csv")
    assert one["lines"] == one["facts_rows"] + one["set_aside"] + one["not_for_us"] == 40
    assert (one["facts"], two["facts"]) == (40, 0)
    assert "taken in before" in done(*asked[:3]).out


def test_count_says_json_as_promised(world: Path) -> None:
    asked = ("count", world / "ledger", "releases", "--by", "fiscal_year,state", *AS_OF)
    found = done(*asked, "--purpose", "care", "--format", "json").json
    assert set(found) == {"as_of", "known_by", "figures"}
    assert (found["as_of"], found["known_by"]) == ("2024-06-30", None)
    for row in found["figures"]:
        promised = {
            "figure", "value", "numerator", "denominator", "unit", "unclear", "withheld", "by",
            "definition", "as_of", "known_by", "query_version", "rule_version", "inputs",
        }  # fmt: skip
        assert row.keys() >= promised
    cells = [row for row in found["figures"] if row["by"]]
    assert [(row["by"], row["value"]) for row in cells] == [
        ({"fiscal_year": 2021, "state": "TX"}, 40)
    ]
    known = done(*asked, "--known-by", "2024-01-01", "--format", "json").json
    assert known["known_by"] == "2024-01-01"
    assert [row["value"] for row in known["figures"]] == [0]


def test_a_withheld_value_is_null_and_an_unknown_place_too(tmp_path: Path) -> None:
    rows = [release_row(n, DAY, zip_code="") for n in range(30)]
    many = ["78701", "85003", "02138", "98101", "60601", "37203", "30303", "70112", "80202"]
    rows += [release_row(100 + n, DAY, zip_code=many[n % 9]) for n in range(180)]
    rows.append(release_row(400, DAY, zip_code="99501"))
    ledger = tmp_path / "ledger"
    done("ingest", ledger, release_file(tmp_path / "a.csv", rows))
    found = done("count", ledger, "releases", "--by", "state", *AS_OF, "--format", "json").json
    cells = {row["by"]["state"]: row for row in found["figures"] if row["by"]}
    assert cells[None]["value"] == 30
    assert (cells["AK"]["value"], cells["AK"]["numerator"], cells["AK"]["withheld"]) == (
        None, None, True,
    )  # fmt: skip
    assert cells["TX"]["withheld"] is False
    assert [place for place, row in cells.items() if row["withheld"]] != ["AK"], "no subtraction"
    assert "withheld" in done("count", ledger, "releases", "--by", "state", *AS_OF).out


def test_check_says_json_with_counts_withheld(world: Path) -> None:
    asked = ("check", world / "ledger", *AS_OF, "--duty", "follow-up-call", "--format", "json")
    states = done(*asked).json["duties"][0]["states"]
    assert (states["kept"], states["unclear"], states["late"]) == (20, 20, 0)


# ---------- the columns of check --out, and who sees whom

DUES = [
    "subject", "duty", "opened_earliest", "opened_latest", "due_not_before", "due_earliest",
    "due_latest", "kept_earliest", "kept_latest", "state", "owed_by", "owed_to", "strength",
    "checked", "rule_version", "opened_by_fact", "kept_by_fact",
]  # fmt: skip


def dues(ledger: Path, out: Path, purpose: str) -> list[dict[str, Any]]:
    done(
        "check", ledger, *AS_OF, "--duty", "follow-up-call", "--out", out, "--purpose", purpose
    )  # fmt: skip
    table = duckdb.sql(f"SELECT * FROM '{out}'")
    assert table.columns == DUES
    return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]


def test_a_purpose_without_identity_sees_pseudonyms_that_it_can_ask_by(ledger: Path) -> None:
    clear = dues(ledger, ledger.parent / "clear.parquet", "care")
    hidden = dues(ledger, ledger.parent / "hidden.parquet", "oversight-deidentified")
    assert {due["subject"] for due in clear} >= {CHILD}
    assert len({due["subject"] for due in hidden}) == len({due["subject"] for due in clear}) == 40
    assert all(due["subject"].startswith("s-") for due in hidden)
    facts = {due[end] for due in clear for end in ("opened_by_fact", "kept_by_fact") if due[end]}
    told = json.dumps(hidden, default=str)
    assert not any(fact in told for fact in facts), "a fact's id is a hash of a record's name"
    assert "orr_releases" not in told
    assert sorted(due["state"] for due in hidden) == sorted(due["state"] for due in clear)
    one = next(due["subject"] for due in hidden if due["state"] == "kept")
    asked = ("explain", ledger, one, "follow-up-call", *AS_OF)
    why = ("--purpose", "oversight-deidentified")
    (due,) = done(*asked, *why, "--format", "json").json["dues"]
    assert (due["subject"], due["state"]) == (one, "kept")
    assert due["opened_by"]["fact"] not in facts
    assert one in done(*asked, *why).out
    assert run("explain", ledger, CHILD, "follow-up-call", *AS_OF, *why).code == 1
    page = done("timeline", ledger, one, *why)
    assert MARK not in page.out
    drilled = done("count", ledger, "releases", "--drill", *AS_OF, *why).json["drill"]
    assert len(drilled) == 40
    assert not any(fact in json.dumps(drilled) for fact in facts)


def test_each_read_is_logged_with_its_reason_and_each_refusal(ledger: Path) -> None:
    run("timeline", ledger, CHILD, "--purpose", "care", "--case", "C-1")
    run("timeline", ledger, CHILD, "--purpose", "victim-services")
    run("timeline", ledger, CHILD, ACCOMPANY_PURPOSE="care", ACCOMPANY_CASE="C-2")
    run("check", ledger, *AS_OF, "--purpose", "care")
    lines = (ledger / "access" / "log.jsonl").read_text().splitlines()
    log = [json.loads(line) for line in lines]
    assert [(one["command"], one["purpose"], one["case"], one["granted"]) for one in log[-4:]] == [
        ("timeline", "care", "C-1", True), ("timeline", "victim-services", "", False),
        ("timeline", "care", "C-2", True), ("check", "care", "", True),
    ]  # fmt: skip
    assert CHILD not in "".join(lines)
    assert run("verify", ledger).code == 0


# ---------- the same twice


@pytest.mark.parametrize(
    "asked",
    [
        ("count", "L", *AS_OF, "--format", "json"),
        ("count", "L", *AS_OF),
        ("check", "L", *AS_OF, "--format", "json"),
        ("explain", "L", CHILD, "follow-up-call", *AS_OF, "--purpose", "care", "--format", "json"),
        ("timeline", "L", CHILD, *AS_OF, "--purpose", "care"),
        ("duties", "--format", "json"),
        ("sources",),
    ],
    ids=lambda asked: " ".join(asked[:1] + asked[2:3]),
)
def test_the_same_question_has_the_same_answer_to_the_byte(
    world: Path, asked: tuple[str, ...]
) -> None:
    ledger = str(world / "ledger")
    first, second = (done(*(ledger if a == "L" else a for a in asked)).out for _ in range(2))
    assert first == second


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_same_table_is_the_same_file(ledger: Path, ending: str) -> None:
    folder = ledger.parent
    for name in ("a", "b"):
        dues(ledger, folder / f"{name}.{ending}", "care")
        done("count", ledger, *AS_OF, "--out", folder / name)
    assert (folder / f"a.{ending}").read_bytes() == (folder / f"b.{ending}").read_bytes()
    for path in sorted((folder / "a").iterdir()):
        assert path.read_bytes() == (folder / "b" / path.name).read_bytes()


# ---------- real and made-up


def test_made_up_and_real_extracts_do_not_meet(world: Path, tmp_path: Path) -> None:
    made_up = tmp_path / "made-up"
    made_up.mkdir()
    shutil.copy(world / "releases.csv", made_up / "releases.csv")
    (made_up / "SIMULATED").touch()
    ledger = tmp_path / "ledger"
    real = tmp_path / "real" / "deeply" / "nested"
    real.mkdir(parents=True)
    shutil.copy(world / "releases.csv", real / "releases.csv")
    done("ingest", ledger, made_up)
    head = done("verify", ledger).out
    ran = run("ingest", ledger, real / "releases.csv")
    assert ran.code == 1
    assert "real and this ledger is simulated" in ran.err
    assert done("verify", ledger).out == head
    other = tmp_path / "other"
    (made_up / "zero.csv").write_text("")
    assert run("ingest", other, made_up / "zero.csv").code == 1
    done("ingest", other, real / "releases.csv")
    assert run("ingest", other, made_up / "releases.csv").code == 1
