"""Nobody is called late before anybody who would know has spoken; then each is what it is.

The children of the release file, made up or real, all stand unclear. Then a provider lists 500 of
them and reports calls with 400, 50 of them late: those 500 are judged, and nobody else is.
"""

from __future__ import annotations

from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from line import DATA, done, release_file, release_row, run, write

from accompany.core.when import DEFAULT_ZONE, local_day

DUTY = "us/orr-policy-guide/follow-up-call"
AS_OF = ("--as-of", "2024-06-30")
GUIDE, LAST = date(2015, 8, 1), date(2023, 4, 30)
IN_TIME, LATE, LISTED = 350, 50, 500
RELEASES = DATA / "orr-releases" / "migrant_children.parquet"


def states(ledger: Path, *more: str) -> dict[str, int]:
    """Return how many follow-up calls stand how, small counts shown."""
    asked = ("check", ledger, *AS_OF, "--duty", "follow-up-call", "--purpose", "care", *more)
    rows = done(*asked, "--format", "json").json["duties"]
    assert [row["duty"] for row in rows] == [DUTY]
    return {state: count for state, count in rows[0]["states"].items() if count}


def dues(ledger: Path, out: Path) -> list[dict[str, Any]]:
    asked = ("check", ledger, *AS_OF, "--duty", "follow-up-call", "--purpose", "care")
    done(*asked, "--out", out)
    rows: list[dict[str, Any]] = pq.read_table(out).to_pylist()
    return sorted(rows, key=lambda row: (row["opened_earliest"], row["subject"]))


def opened_on(due: dict[str, Any]) -> date:
    moment = due["opened_earliest"]
    return local_day(moment.replace(tzinfo=moment.tzinfo or UTC), DEFAULT_ZONE)


def chosen(ledger: Path, out: Path) -> list[tuple[str, date]]:
    """Return 500 children, spread over the years, whose time was up before 2024."""
    able = [(due["subject"], opened_on(due)) for due in dues(ledger, out)]
    able = [(subject, on) for subject, on in able if GUIDE <= on <= LAST]
    picked = [able[place * len(able) // LISTED] for place in range(LISTED)]
    assert len({subject for subject, _ in picked}) == LISTED
    return picked


def provider_files(folder: Path, children: list[tuple[str, date]]) -> tuple[Path, Path]:
    """Write who is listed, and the calls: in time on days 30 to 37, late on days 38 to 87."""
    people = [("record_id", "kind"), *((subject, "child") for subject, _ in children)]
    calls: list[tuple[object, ...]] = [("record_id", "kind", "happened", "party")]
    for place, (subject, on) in enumerate(children[: IN_TIME + LATE]):
        after = 30 + place % 8 if place < IN_TIME else 38 + place - IN_TIME
        happened = on + timedelta(days=after)
        calls.append((subject, "call-reached-child", happened, "provider:Example"))
    return write(folder / "people.csv", people), write(folder / "calls.csv", calls)


def journey(ledger: Path, releases: Path, folder: Path) -> dict[str, int]:
    """Walk the whole way; return how the calls of everyone stand in the end."""
    done("ingest", ledger, releases, "--known-at", "2024-01-05")
    before = states(ledger)
    assert set(before) == {"unclear"}, "without a word from a provider nobody is late"
    children = chosen(ledger, folder / "before.parquet")
    people, calls = provider_files(folder, children)
    done(
        "ingest", ledger, people, calls, "--as", "plain/provider", "--known-at", "2024-02-05",
        "--covers", "2015-01-01..2023-12-31", "--for", "listed",
    )  # fmt: skip
    after = states(ledger)
    assert after == {
        "kept": IN_TIME, "late": LATE, "overdue": LISTED - IN_TIME - LATE,
        "unclear": before["unclear"] - LISTED,
    }  # fmt: skip
    assert states(ledger, "--known-by", "2024-02-01") == before
    found = {due["subject"]: due["state"] for due in dues(ledger, folder / "after.parquet")}
    expected = ["kept"] * IN_TIME + ["late"] * LATE + ["overdue"] * (LISTED - IN_TIME - LATE)
    assert [found[subject] for subject, _ in children] == expected
    _explained(ledger, children)
    return after


def _explained(ledger: Path, children: list[tuple[str, date]]) -> None:
    for place, state in ((0, "kept"), (IN_TIME, "late"), (LISTED - 1, "overdue")):
        subject, on = children[place]
        asked = ("explain", ledger, subject, "follow-up-call", *AS_OF, "--purpose", "care")
        (due,) = done(*asked, "--format", "json").json["dues"]
        assert due["state"] == state
        assert due["opened_by"]["file"]
        assert due["cite"] == "ORR Policy Guide 2.8.4"
        assert "BREACHED" not in due["verdict"], "policy, whose words were not read"
        page = done(*asked).out
        assert f"opened    {on}" in page
        assert "listed by plain/provider" in page
        if state != "overdue":
            assert "calls.csv line " in page


def test_on_a_made_up_release_file(tmp_path: Path) -> None:
    days = [GUIDE - timedelta(days=20) + timedelta(days=4 * n) for n in range(800)]
    rows = [release_row(number, on) for number, on in enumerate(days)]
    releases = release_file(tmp_path / "releases.csv", rows)
    after = journey(tmp_path / "ledger", releases, tmp_path)
    assert sum(after.values()) == sum(GUIDE <= on <= date(2023, 12, 31) for on in days)


def test_without_a_purpose_small_counts_are_withheld(tmp_path: Path) -> None:
    rows = [release_row(number, GUIDE + timedelta(days=number)) for number in range(20)]
    done("ingest", tmp_path / "ledger", release_file(tmp_path / "releases.csv", rows[:10]))
    asked = ("check", tmp_path / "ledger", *AS_OF, "--duty", "follow-up-call")
    assert done(*asked, "--format", "json").json["duties"][0]["states"]["unclear"] is None
    assert "<11" in done(*asked).out
    done("ingest", tmp_path / "ledger", release_file(tmp_path / "releases.csv", rows))
    assert done(*asked, "--format", "json").json["duties"][0]["states"]["unclear"] == 20


def test_silence_about_those_not_listed_says_nothing_and_a_hole_in_it_neither(
    tmp_path: Path,
) -> None:
    """Two children listed, one of them released when the provider was not yet covering."""
    rows = [release_row(1, date(2016, 3, 1)), release_row(2, date(2020, 3, 1))]
    rows.append(release_row(3, date(2020, 3, 2)))
    ledger = tmp_path / "ledger"
    done("ingest", ledger, release_file(tmp_path / "releases.csv", rows))
    listed = [f"us/orr_releases:{900_000_000 + number}" for number in (1, 2)]
    people = write(
        tmp_path / "people.csv", [("record_id", "kind"), *((r, "child") for r in listed)]
    )
    covers = write(
        tmp_path / "people.csv.covers.csv",
        [
            ("kind", "from", "to", "for"),
            ("call-reached-child", "2016-03-05", "2020-04-07", "listed"),
        ],
    )
    done("ingest", ledger, people, "--as", "plain/provider")
    state_of = {due["subject"]: due["state"] for due in dues(ledger, tmp_path / "dues.parquet")}
    assert list(state_of.values()) == ["unclear", "overdue", "unclear"]
    covers.unlink()
    assert run("verify", ledger).code == 0


@pytest.mark.real
@pytest.mark.skipif(not RELEASES.exists(), reason="the folder of real public data is not here")
def test_on_the_real_release_file(tmp_path: Path) -> None:
    after = journey(tmp_path / "ledger", RELEASES, tmp_path)
    days = pq.read_table(RELEASES, columns=["childs_date_of_release"]).column(0).to_pylist()
    owed = sum(str(on)[:10] >= GUIDE.isoformat() for on in days)
    assert sum(after.values()) == owed
