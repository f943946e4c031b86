"""The real release file, from end to end: every line in, every cell as counted by plain code.

Nothing of the file is kept in this repository; the counts asserted are of whole years and days.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from line import DATA, HEADER, MAIN, done, environment, release_file, run

RELEASES = DATA / "orr-releases" / "migrant_children.parquet"
SAMPLE = DATA / "orr-releases" / "sample_5000.csv"
ENCOUNTERS = DATA / "cbp-encounters" / "cbp_sw_border_encounters_2017-10_2025-05.csv"
DAILY = DATA / "hhs-daily" / "HHS_Unaccompanied_Alien_Children_Program.csv"
LINES = 553_322
AS_OF = ("--as-of", "2024-06-30")
SMALLEST = 11

real = pytest.mark.skipif(not DATA.exists(), reason="the folder of real public data is not here")


def fiscal_year(on: date) -> int:
    return on.year + (on.month >= 10)


def independent(path: Path) -> Counter[tuple[int, str | None]]:
    """Count releases by fiscal year and state with nothing of accompany."""
    rows: Any
    if path.suffix == ".parquet":
        table = pq.read_table(path, columns=["childs_date_of_release", "state_abbr"])
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    else:
        with path.open(encoding="utf-8", newline="") as opened:
            rows = [(r["childs_date_of_release"], r["state_abbr"]) for r in csv.DictReader(opened)]
    return Counter(
        (fiscal_year(date.fromisoformat(str(on)[:10])), state or None) for on, state in rows
    )


def counted(ledger: Path, *more: str) -> list[dict[str, Any]]:
    asked = ("count", ledger, "releases", "--by", "fiscal_year,state", *AS_OF)
    found = done(*asked, "--format", "json", *more).json["figures"]
    return [row for row in found if row["by"]]


def values(rows: list[dict[str, Any]]) -> dict[tuple[int, str | None], int]:
    return {(row["by"]["fiscal_year"], row["by"]["state"]): row["value"] for row in rows}


def books(one: dict[str, Any]) -> tuple[int, ...]:
    assert one["lines"] == one["facts_rows"] + one["set_aside"] + one["not_for_us"]
    return one["lines"], one["facts_rows"], one["facts"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real file, the encounters and the daily counts; nothing in it is asked for by name.

    Processor seconds are asserted: the clock on the wall shows what else the machine does.
    """
    path = tmp_path_factory.mktemp("real") / "ledger"
    command = [*MAIN, "ingest", str(path), str(RELEASES), "--format", "json"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        said = json.loads(child.stdout.read())
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    (first,) = said["files"]
    assert books(first) == (LINES, LINES, LINES)
    assert first["source"] == "us/orr_releases"
    assert used.ru_utime + used.ru_stime < 60, "processor seconds"
    assert used.ru_maxrss < 2 * 1024 * 1024, "kilobytes"
    (again,) = done("ingest", path, RELEASES, "--format", "json").json["files"]
    assert books(again) == (LINES, LINES, 0)
    assert (again["replaced"], again["withdrawn"]) == (0, 0)
    done("ingest", path, ENCOUNTERS, DAILY)
    return path


@pytest.mark.real
@real
def test_every_cell_equals_an_independent_count(ledger: Path) -> None:
    expected = independent(RELEASES)
    assert sum(expected.values()) == LINES
    rows = counted(ledger, "--purpose", "care")
    assert values(rows) == dict(expected)
    assert len(rows) == 464
    assert not any(row["withheld"] for row in rows)


@pytest.mark.real
@real
def test_without_identity_exactly_the_small_cells_are_withheld(ledger: Path) -> None:
    expected = independent(RELEASES)
    rows = counted(ledger, "--purpose", "oversight-deidentified")
    small = {cell for cell, count in expected.items() if count < SMALLEST}
    assert (len(small), len(rows)) == (39, 464)
    assert {cell for cell, value in values(rows).items() if value is None} == small
    for row in rows:
        cell = row["by"]["fiscal_year"], row["by"]["state"]
        assert row["withheld"] is (cell in small)
        assert (row["value"], row["numerator"]) == (
            (None, None) if cell in small else (expected[cell], expected[cell])
        )
    assert counted(ledger) == rows, "no purpose sees no more"


@pytest.mark.real
@real
def test_the_published_series_stand_beside_the_file(ledger: Path) -> None:
    """HHS published days on which 23,753 were discharged; the file has 22,803 releases on them."""
    figures = ("cbp-encounters-unaccompanied", "hhs-daily-discharges", "release-comparison")
    asked = ("count", ledger, *figures, "--as-of", "2025-12-31")
    rows = done(*asked, "--format", "json").json["figures"]
    (compared,) = [r for r in rows if r["figure"] == "release-comparison" and not r["by"]]
    released = Counter(
        on.date()
        for on in pq.read_table(RELEASES, columns=["childs_date_of_release"]).column(0).to_pylist()
    )
    with DAILY.open(encoding="utf-8-sig", newline="") as opened:
        published = {
            datetime.strptime(row["Date"], "%B %d, %Y").replace(tzinfo=UTC).date(): int(
                row["Children discharged from HHS Care"].replace(",", "")
            )
            for row in csv.DictReader(opened) if row["Date"]
        }  # fmt: skip
    both = {on for on in published if min(released) <= on <= max(released)}
    expected_of = {
        "days": len(both),
        "releases": sum(released[on] for on in both),
        "discharges": sum(published[on] for on in both),
    }
    assert expected_of == {"days": 86, "releases": 22_803, "discharges": 23_753}
    assert {name: compared[name] for name in expected_of} == expected_of
    assert compared["value"] == 22_803 - 23_753
    assert "not made to agree" in compared["definition"]
    by_year = {
        r["by"]["fiscal_year"]: r["value"]
        for r in rows if r["figure"] == "cbp-encounters-unaccompanied" and r["by"]
    }  # fmt: skip
    expected: Counter[int] = Counter()
    with ENCOUNTERS.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            if row["demog"] in ("UC / Single Minors", "UAC"):
                expected[fiscal_year(date.fromisoformat(row["t"]))] += int(row["n"])
    assert by_year == dict(expected)
    page = done(*asked).out
    assert "22,803" in page
    assert "23,753" in page


@pytest.mark.real
@real
def test_the_sample_is_counted_cell_by_cell(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    (first,) = done("ingest", ledger, SAMPLE, "--format", "json").json["files"]
    assert books(first) == (5000, 5000, 5000)
    assert values(counted(ledger, "--purpose", "care")) == dict(independent(SAMPLE))
    (again,) = done("ingest", ledger, SAMPLE, "--format", "json").json["files"]
    assert again["facts"] == 0


# ---------- a made-up file in the original form, always run


ZIPS = {"78701": "TX", "85003": "AZ", "85001": None, "": None, "2138": "MA"}
"""A ZIP code is looked up; 85001 is a post office's own and has no county."""


def made_up() -> list[tuple[object, ...]]:
    codes = list(ZIPS)
    return [
        (
            n, "Honduras", "FM"[n % 2], "1/1/15", f"{1 + n % 12}/{1 + n % 28}/{16 + n % 5}",
            codes[n % 5 if n % 7 else 0], n % 3 + 1, "Mother",
        )
        for n in range(900)
    ]  # fmt: skip


def test_a_made_up_file_in_the_original_form(tmp_path: Path) -> None:
    """Nine hundred rows, one of them doubled, one without a day of release, and one empty."""
    rows = made_up()
    no_day = (900, "Honduras", "F", "1/1/15", "", "78701", 1, "Mother")
    extract = release_file(tmp_path / "a.csv", [*rows, rows[-1], no_day, ("",) * len(HEADER)])
    ledger = tmp_path / "ledger"
    (one,) = done("ingest", ledger, extract, "--format", "json").json["files"]
    assert (one["lines"], one["facts_rows"], one["set_aside"], one["not_for_us"]) == (
        903, 901, 1, 1,
    )  # fmt: skip
    assert one["facts"] == 901
    (again,) = done("ingest", ledger, extract, "--format", "json").json["files"]
    assert (again["facts"], again["set_aside"]) == (0, 1)
    expected: Counter[tuple[int, str | None]] = Counter()
    for row in [*rows, rows[-1]]:
        on = datetime.strptime(str(row[4]), "%m/%d/%y").replace(tzinfo=UTC).date()
        expected[fiscal_year(on), ZIPS[str(row[5])]] += 1
    assert values(counted(ledger, "--purpose", "care")) == dict(expected)
    refused = run("count", ledger, "releases", "--by", "month,county", *AS_OF)
    assert refused.code == 1
    assert "more than a tenth" in refused.err
