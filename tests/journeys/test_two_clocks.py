"""A count that moved, and who was in care on a day: right under both clocks, for made-up children.

The shapes are real. In July 2018 a court was told of 2,654 children; by December, after 162 were
added and 79 taken off, of 2,737. And a report that filters a past day by today's status misses a
child who has left since and counts one who had not come.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from line import apart, done, release_file, release_row, write

from accompany.jobs.opened import opened
from accompany.timeline.custody import take_custody, take_in_care

JULY, DECEMBER = 2_654, 2_737
ADDED, GONE = 162, 79
AS_OF = ("--as-of", "2018-12-31")
MAY = date(2018, 5, 1)


def children(numbers: range) -> list[tuple[object, ...]]:
    return [release_row(n, MAY + timedelta(days=n % 60), zip_code="85003") for n in numbers]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that was told of 2,654 in July, and in December of 79 fewer and 162 more."""
    folder = tmp_path_factory.mktemp("moved")
    july = release_file(folder / "july.csv", children(range(JULY)))
    december = release_file(folder / "december.csv", children(range(GONE, JULY + ADDED)))
    ledger = folder / "ledger"
    (first,) = done(
        "ingest", ledger, july, "--known-at", "2018-07-26", "--stated-rows", JULY,
        "--format", "json",
    ).json["files"]  # fmt: skip
    (second,) = done(
        "ingest", ledger, december, "--known-at", "2018-12-12", "--stated-rows", DECEMBER,
        "--format", "json",
    ).json["files"]  # fmt: skip
    assert (first["facts"], first["withdrawn"]) == (JULY, 0)
    assert (second["facts"], second["withdrawn"], second["replaced"]) == (ADDED, GONE, 0)
    return ledger


def total(ledger: Path, known_by: str) -> Any:
    found = done(
        "count", ledger, "releases", *AS_OF, "--known-by", known_by, "--format", "json"
    ).json
    assert found["known_by"] == known_by
    (whole,) = [row for row in found["figures"] if not row["by"]]
    return whole["value"]


def listed(ledger: Path, known_by: str) -> set[str]:
    asked = ("count", ledger, "releases", *AS_OF, "--known-by", known_by, "--purpose", "care")
    return {row["subject"] for row in done(*asked, "--drill").json["drill"]}


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [("2018-07-25", 0), ("2018-07-26", JULY), ("2018-07-31", JULY), ("2018-12-11", JULY),
     ("2018-12-12", DECEMBER), ("2018-12-31", DECEMBER)],
)  # fmt: skip
def test_the_count_is_what_was_known_by_then(moved: Path, known_by: str, expected: int) -> None:
    assert total(moved, known_by) == expected


def test_the_241_who_made_the_difference_are_listed(moved: Path) -> None:
    before, after = listed(moved, "2018-07-31"), listed(moved, "2018-12-31")
    assert (len(before), len(after)) == (JULY, DECEMBER)
    added, gone = after - before, before - after
    assert (len(added), len(gone), len(added | gone)) == (ADDED, GONE, 241)
    assert gone == {f"us/orr_releases:{900_000_000 + n}" for n in range(GONE)}
    assert added == {f"us/orr_releases:{900_000_000 + JULY + n}" for n in range(ADDED)}


def changed(ledger: Path, *asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done(
        "count", ledger, "releases", *AS_OF, "--since", "2018-07-31", *asked
    ).json["changed"]
    return found


def test_what_changed_since_july_is_one_question(moved: Path) -> None:
    rows = changed(moved, "--known-by", "2018-12-31", "--purpose", "care")
    how = {
        way: {r["subject"] for r in rows if r["change"] == way} for way in ("added", "withdrawn")
    }
    assert {way: len(who) for way, who in how.items()} == {"added": ADDED, "withdrawn": GONE}
    assert len(rows) == 241
    july, december = listed(moved, "2018-07-31"), listed(moved, "2018-12-31")
    assert (how["added"], how["withdrawn"]) == (december - july, july - december)
    assert all(bool(r["before"]) is (r["change"] == "withdrawn") for r in rows)
    assert changed(moved, "--known-by", "2018-12-11", "--purpose", "care") == []


def test_what_changed_is_listed_under_pseudonyms_for_oversight(moved: Path) -> None:
    rows = changed(moved, "--purpose", "oversight-deidentified")
    assert len({r["subject"] for r in rows}) == 241
    assert not any("orr_releases" in r["subject"] for r in rows)


def test_what_changed_needs_a_purpose_and_enough_changes(moved: Path, tmp_path: Path) -> None:
    asked = ("count", moved, "releases", *AS_OF, "--since", "2018-07-31")
    assert apart(*asked).code == 2
    assert "purpose" in apart(*asked).err
    few = tmp_path / "few"
    for number, known_at in ((12, "2018-07-26"), (15, "2018-12-12")):
        extract = release_file(tmp_path / f"{number}.csv", children(range(number)))
        done("ingest", few, extract, "--known-at", known_at)
    again = ("count", few, "releases", *AS_OF, "--since", "2018-07-31", "--purpose")
    refused = apart(*again, "oversight-deidentified")
    assert refused.code == 1
    assert "fewer than 11 changed" in refused.err
    assert len(done(*again, "care").json["changed"]) == 3
    made_of_more = ("count", few, "in-care", *again[3:])
    assert apart(*made_of_more, "care").code == 2


def test_the_old_figure_is_the_same_to_the_byte_after_the_new_was_taken_in(
    moved: Path, tmp_path: Path
) -> None:
    july = release_file(tmp_path / "july.csv", children(range(JULY)))
    done("ingest", tmp_path / "ledger", july, "--known-at", "2018-07-26")
    asked = ("releases", "--by", "month", *AS_OF, "--known-by", "2018-07-31", "--format", "json")
    assert done("count", tmp_path / "ledger", *asked).out == done("count", moved, *asked).out


def test_without_the_senders_count_nobody_is_taken_off_and_a_problem_says_so(
    tmp_path: Path,
) -> None:
    ledger = tmp_path / "ledger"
    done("ingest", ledger, release_file(tmp_path / "a.csv", children(range(20))))
    later = release_file(tmp_path / "b.csv", children(range(5, 25)))
    assert "5 not told again; they stay, see problems" in done("ingest", ledger, later).out
    assert total(ledger, "2199-01-01") == 25
    assert "its sender states no count" in done("problems", ledger).out


def test_a_release_that_moves_and_moves_back_is_right_in_every_month(tmp_path: Path) -> None:
    """Three monthly whole extracts: Texas, then Arizona by mistake, then Texas again."""
    ledger = tmp_path / "ledger"
    for name, zip_code in (("2024-01", "78701"), ("2024-02", "85003"), ("2024-03", "78701")):
        rows = [release_row(n, MAY, zip_code=zip_code) for n in range(12)]
        rows += [release_row(99, MAY + timedelta(days=int(name[-1])))]  # each month's file differs
        extract = release_file(tmp_path / f"{name}.csv", rows)
        done("ingest", ledger, extract, "--known-at", f"{name}-05", "--stated-rows", 13)
    found = {}
    for known_by in ("2024-01-31", "2024-02-28", "2024-03-31"):
        asked = ("count", ledger, "releases", "--by", "state", "--as-of", "2024-06-30")
        rows = done(
            *asked, "--known-by", known_by, "--purpose", "care", "--format", "json"
        ).json["figures"]  # fmt: skip
        found[known_by] = {r["by"]["state"]: r["value"] for r in rows if r["by"]}
    assert found == {
        "2024-01-31": {"TX": 13}, "2024-02-28": {"AZ": 12, "TX": 1}, "2024-03-31": {"TX": 13},
    }  # fmt: skip


# ---------- who was in care on a day

CHILDREN = {1: ("2013-11-04", "2014-04-02"), 2: ("2015-06-01", ""), 3: ("2014-01-10", "")}
"""When each of the three came and left; the second comes sixteen months after the day asked."""


@pytest.fixture(scope="module")
def in_care(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three, told of as it happened: an extract a month, and one end that came in late."""
    folder = tmp_path_factory.mktemp("care")
    head = ("record_id", "kind", "happened", "party")
    told = [
        ("2014-02-15", [(1, "custody-began", "2013-11-04"), (3, "custody-began", "2014-01-10")]),
        ("2014-06-15", [(1, "custody-ended", "2014-04-02")]),
        ("2015-06-15", [(2, "custody-began", "2015-06-01")]),
    ]
    for number, (known_at, rows) in enumerate(told):
        extract = write(folder / f"{number}.csv", [head, *((*row, "hhs-orr") for row in rows)])
        done("ingest", folder / "ledger", extract, "--as", "plain/made-up", "--known-at", known_at)
    return folder / "ledger"


def truth(on: date) -> set[str]:
    return {
        f"plain/made-up:{number}"
        for number, (came, left) in CHILDREN.items()
        if came <= on.isoformat() and not (left and left <= on.isoformat())
    }


def test_the_day_of_the_trap(in_care: Path) -> None:
    """Today's status on a past day would give children 2 and 3; true are 1 and 3."""
    assert truth(date(2014, 2, 1)) == {"plain/made-up:1", "plain/made-up:3"}
    assert _in_care(in_care, date(2014, 2, 1)) == truth(date(2014, 2, 1))


def test_in_care_is_right_on_every_day(in_care: Path) -> None:
    with opened(in_care) as world:
        take_custody(world.duck)
        for after in (*range(0, 230), *range(230, 800, 10), *range(600, 615)):
            on = date(2013, 10, 1) + timedelta(days=after)
            assert set(take_in_care(world.duck, on)) == truth(on), on


def test_the_figure_is_right_on_every_day(in_care: Path) -> None:
    days = ["2013-11-03", "2013-11-04", "2014-02-01", "2014-04-01", "2014-04-02", "2015-05-31",
            "2015-06-01"]  # fmt: skip
    for on in days:
        asked = ("count", in_care, "in-care", "--as-of", on, "--purpose", "care")
        rows = done(*asked, "--format", "json").json["figures"]
        (whole,) = [row for row in rows if not row["by"]]
        assert whole["value"] == len(truth(date.fromisoformat(on))), on
        who = {row["subject"] for row in done(*asked, "--drill").json["drill"]}
        assert who == truth(date.fromisoformat(on)), on


def test_before_the_end_was_told_the_child_was_known_in_care(in_care: Path) -> None:
    asked = date(2014, 5, 1)
    assert "plain/made-up:1" not in _in_care(in_care, asked)
    early = datetime(2014, 5, 2, tzinfo=UTC)
    assert _in_care(in_care, asked, known_by=early) == {"plain/made-up:1", "plain/made-up:3"}


def test_a_timeline_as_of_the_day_shows_who_held_the_child(in_care: Path) -> None:
    for on, held in (("2014-02-01", True), ("2014-05-01", False)):
        asked = ("timeline", in_care, "plain/made-up:1", "--as-of", on, "--purpose", "care")
        (custody,) = done(*asked, "--format", "json").json["custody"]
        assert custody["party"] == "hhs-orr"
        assert (custody["ended"] is None) is held


def _in_care(ledger: Path, on: date, known_by: datetime | None = None) -> set[str]:
    with opened(ledger, known_by=known_by) as world:
        take_custody(world.duck)
        return set(take_in_care(world.duck, on))
