"""Kill an ingest 20 times with signal 9 and look at what it left: python tools/kill.py [KILLS].

A third are killed between the last write and the line that publishes, the rest at moments spread
over the whole run. After each the ledger must verify and have the head it had; in the end one
ingest completes it and another adds nothing. Everything taken in is made up.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "journeys"))

from killing import Kill, head_of, kill_after, kill_at_publish
from line import apart, release_file, release_row

KILLS = 20
FIRST, SECOND = 2_000, 60_000


def made_up(folder: Path) -> tuple[Path, Path]:
    days = [date(2016, 1, 1) + timedelta(days=n % 2000) for n in range(SECOND)]
    rows = [release_row(n, on) for n, on in enumerate(days)]
    return release_file(folder / "a.csv", rows[:FIRST]), release_file(folder / "b.csv", rows)


def added(ledger: Path, extract: Path) -> int:
    ran = apart("ingest", ledger, extract, "--known-at", "2024-02-05", "--format", "json")
    return int(ran.json["files"][0]["facts"])


def kills(ledger: Path, extract: Path, folder: Path, count: int) -> list[Kill]:
    """Kill until ``count`` were killed before they published; one too late is tried again, sooner.

    The same facts give the same head, so a completed copy tells what a published one looks like.
    """
    backup = shutil.copytree(ledger, folder / "backup")
    measured = shutil.copytree(ledger, folder / "measured")
    started = time.perf_counter()
    added(measured, extract)
    took = time.perf_counter() - started
    _, published = head_of(measured)
    given = ("ingest", ledger, extract, "--known-at", "2024-02-05")
    found: list[Kill] = []
    while len(found) < count:
        share = 0.95 * (len(found) + 1) / count
        at_publish = len(found) % 3 == 0
        mark = folder / "mark"
        kill = (
            kill_at_publish(given, mark, ledger)
            if at_publish
            else kill_after(given, took * share, ledger)
        )
        if kill.ended_first or kill.head == published:
            assert kill.verified
            took *= 0.85
            shutil.rmtree(ledger)
            shutil.copytree(backup, ledger)
            print(f"     {kill.when}: it had published first, so again", flush=True)
            continue
        found.append(kill)
        print(f"{len(found):>3}  {kill.when:<18} verifies {kill.verified}  head {kill.head[:16]}")
    return found


def main(count: int) -> int:
    with tempfile.TemporaryDirectory(prefix="accompany-kill-") as made:
        folder = Path(made)
        first, second = made_up(folder)
        ledger = folder / "ledger"
        assert added(ledger, first) == FIRST
        _, before = head_of(ledger)
        found = kills(ledger, second, folder, count)
        at_publish = sum(kill.when == "before publishing" for kill in found)
        broken = [kill for kill in found if not kill.verified or kill.head != before]
        completed, again = added(ledger, second), added(ledger, second)
        whole, head = head_of(ledger)
    print(
        f"{len(found)} killed, {at_publish} of them between the last write and the publish;"
        f" {len(broken)} left the ledger other than it was; then {completed:,} facts were added,"
        f" and {again} by the same again; verify {'passes' if whole else 'fails'}, head {head[:16]}"
    )
    good = not broken and completed == SECOND - FIRST and again == 0 and whole
    return 0 if good and at_publish >= count // 4 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
