"""A made-up nation linked, and twelve oversight figures before linkage, after it and in truth.

    oversight.py NATION [--children N] [--seed S]

NATION is made where it is not there yet. Each step is a command in a process of its own, with its
time and the memory it took at most; what was known before linkage is asked with --known-by.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from accompany.simulate.oversight import beside, counted, link_rightly, page, truly

INGESTED, LINKED = "2025-02-01", "2025-02-02"
SEED = 41
"""Not one the weights were fitted on (21, 24), nor one kept for judging them (900 up)."""


def step(says: str, *command: str) -> bytes:
    """Run a command, print what it took, and return what it printed."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([sys.executable, *command], stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        out.seek(0)
        printed = out.read()
    wall, cpu = time.perf_counter() - began, used.ru_utime + used.ru_stime
    print(f"{says:<44}{wall:10.1f} s {cpu:10.1f} s CPU {used.ru_maxrss / 1_048_576:8.2f} GB",
          flush=True)  # fmt: skip
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{says} failed")
    return printed


def count(ledger: Path, figures: Sequence[str], as_of: date, known_by: str) -> dict[str, float]:
    printed = step(
        f"count {len(figures)} figures, as of {as_of}",
        "-m", "accompany", "count", str(ledger), *figures, "--as-of", str(as_of), "--known-by",
        known_by, "--format", "json", "--purpose", "oversight-identified", "--case", "made up",
    )  # fmt: skip
    return totals(json.loads(printed))


def totals(document: dict[str, list[dict[str, object]]]) -> dict[str, float]:
    return {
        str(row["figure"]): float(str(row["value"]))
        for row in document["figures"] if not row["by"]
    }  # fmt: skip


def rightly(nation: Path, ledger: Path) -> dict[str, float]:
    """Count with every record under its true child; run in a process of its own."""
    from accompany.core.when import DEFAULT_ZONE, day_ends
    from accompany.figures.book import figures
    from accompany.figures.count import count as count_figures
    from accompany.jobs.opened import opened

    with opened(ledger) as world:
        link_rightly(world.duck, nation)

        def those(names: Sequence[str], as_of: date) -> dict[str, float]:
            moment = day_ends(as_of, DEFAULT_ZONE)
            answers = count_figures(world.duck, figures(names), as_of=moment, by=(), cases=True)
            return {one.figure.figure: float(one.total.value or 0) for one in answers}

        return counted(those)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("nation", type=Path)
    asked.add_argument("--children", type=int, default=450_000)
    asked.add_argument("--seed", type=int, default=SEED)
    asked.add_argument("--rightly", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    nation, ledger = given.nation, given.nation / "ledger"
    if given.rightly:
        print(json.dumps(rightly(nation, ledger)))
        return
    run = ("-m", "accompany")
    if not (nation / "truth" / "dues.parquet").exists():
        size = ("--children", str(given.children), "--seed", str(given.seed))
        step(f"simulate {given.children:,} children", *run, "simulate", str(nation), *size)
    if not (ledger / "index").exists():
        shutil.rmtree(ledger, ignore_errors=True)
        extracts = str(nation / "extracts")
        step("ingest", *run, "ingest", str(ledger), extracts, "--known-at", INGESTED)
        print(step("link", *run, "link", str(ledger), "--known-at", LINKED).decode(), end="")
    before = counted(lambda names, as_of: count(ledger, names, as_of, INGESTED))
    after = counted(lambda names, as_of: count(ledger, names, as_of, LINKED))
    with_truth = json.loads(
        step("count with every record rightly linked", __file__, str(nation), "--rightly")
    )
    print("\n".join(["", *page(beside(before, after, truly(nation), with_truth))]))


if __name__ == "__main__":
    main()
