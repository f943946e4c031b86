"""An ingest killed at any moment leaves the ledger as it was, and ingesting again completes it."""

from __future__ import annotations

import shutil
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from killing import Kill, head_of, kill_after, kill_at_publish
from line import apart, done, release_file, release_row

FIRST, SECOND = 40, 400


@pytest.fixture
def begun(tmp_path: Path) -> tuple[Path, Path]:
    """A ledger of one extract, and the second to be killed over."""
    days = [date(2021, 1, 1) + timedelta(days=n % 300) for n in range(SECOND)]
    rows = [release_row(n, on) for n, on in enumerate(days)]
    done(
        "ingest", tmp_path / "ledger", release_file(tmp_path / "a.csv", rows[:FIRST]),
        "--known-at", "2024-01-05",
    )  # fmt: skip
    return tmp_path / "ledger", release_file(tmp_path / "b.csv", rows)


def ingest(ledger: Path, extract: Path) -> tuple[object, ...]:
    return ("ingest", ledger, extract, "--known-at", "2024-02-05", "--stated-rows", SECOND)


def completes(ledger: Path, extract: Path) -> None:
    ran = apart(*ingest(ledger, extract), "--format", "json")
    (one,) = ran.json["files"]
    assert one["facts"] == SECOND - FIRST
    whole, head = head_of(ledger)
    assert whole
    assert done("ingest", ledger, extract, "--format", "json").json["files"][0]["facts"] == 0
    assert head_of(ledger) == (True, head)
    for place in ("tmp", "work"):
        assert list((ledger / place).iterdir()) == [], "nobody's rows are left lying about"
    assert sorted(path.name for path in (ledger / "batches").iterdir()) == ["000001", "000002"]


def test_killed_six_times_and_then_completed(begun: tuple[Path, Path], tmp_path: Path) -> None:
    ledger, extract = begun
    before = head_of(ledger)
    kills: list[Kill] = []
    for _ in range(3):
        kills.append(kill_at_publish(ingest(ledger, extract), tmp_path / "mark", ledger))
        assert (tmp_path / "mark").exists(), "it was written whole before it was killed"
    measured = Path(shutil.copytree(ledger, tmp_path / "measured"))
    started = time.perf_counter()
    apart(*ingest(measured, extract))
    took = time.perf_counter() - started
    _, published = head_of(measured)
    for share in (0.2, 0.5, 0.7):
        kills.append(kill_after(ingest(ledger, extract), share * took, ledger))
    assert all(kill.verified for kill in kills)
    assert {kill.head for kill in kills[:3]} == {before[1]}
    assert {kill.head for kill in kills} <= {before[1], published}, "a batch whole or not at all"
    if kills[-1].head == before[1]:
        completes(ledger, extract)
    assert head_of(ledger) == (True, published), "the same facts, the same head"


def test_killed_over_the_first_extract_it_leaves_no_batch(
    begun: tuple[Path, Path], tmp_path: Path
) -> None:
    _, extract = begun
    fresh = tmp_path / "fresh"
    kill = kill_at_publish(ingest(fresh, extract), tmp_path / "mark", fresh)
    assert kill.verified
    assert kill.head == "0" * 64
    assert apart("count", fresh, "releases", "--as-of", "2024-06-30").code == 0
    assert done("ingest", fresh, extract, "--format", "json").json["files"][0]["facts"] == SECOND


@pytest.mark.parametrize("published", [False, True])
def test_a_kill_between_the_last_two_writes(begun: tuple[Path, Path], published: bool) -> None:
    """The batch stands in its place and its line does not, whole or half."""
    ledger, extract = begun
    before = (ledger / "chain.jsonl").read_bytes(), (ledger / "head.json").read_bytes()
    done(*ingest(ledger, extract))
    after = (ledger / "chain.jsonl").read_bytes()
    (ledger / "head.json").write_bytes(before[1])
    if published:
        assert head_of(ledger)[0]
        assert done("ingest", ledger, extract, "--format", "json").json["files"][0]["facts"] == 0
        return
    for left in (before[0], after[:-1], after[: len(before[0]) + 20]):
        (ledger / "chain.jsonl").write_bytes(left)
        assert head_of(ledger)[0]
    completes(ledger, extract)
