"""How long a made-up nation takes, how much memory, and whether the same seed gives the same bytes.

python tools/bench_simulate.py            20,000 and 450,000 children, each twice
python tools/bench_simulate.py 20000      one size alone
"""

from __future__ import annotations

import hashlib
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ASKED = {20_000: 20.0, 450_000: 300.0}
"""Seconds each size may take at most, on two cores."""

GIGABYTES = 4.0
MAKE = "from accompany.cli.main import main; main()"


def made(folder: Path, children: int) -> tuple[float, float]:
    """Make a nation in a process of its own; return wall and CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-c", MAKE, "simulate", str(folder), "--seed", "1"]
    subprocess.run([*command, "--children", str(children)], check=True)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as opened:
            whole.update(hashlib.file_digest(opened, "sha256").digest())
    return whole.hexdigest()


def main(sizes: Sequence[int]) -> int:
    """Make each nation twice; say what was asked beside what was found; return the code."""
    failed = False
    with tempfile.TemporaryDirectory() as work:
        for children in sizes:
            asked = ASKED.get(children, math.inf)
            digests = set()
            for turn in ("first", "again"):
                folder = Path(work) / turn
                wall, cpu = made(folder, children)
                size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e6
                digests.add(digest(folder))
                shutil.rmtree(folder)
                print(f"{children:,} children, {turn}: {wall:.1f} s (asked: under {asked:g}),"
                      f" {cpu:.1f} s CPU, {size:,.0f} MB written", flush=True)  # fmt: skip
                failed |= wall > asked
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_048_576
            same = len(digests) == 1
            print(f"{children:,} children: at most {peak:.2f} GB (asked: under {GIGABYTES:g}),"
                  f" {'the same bytes' if same else 'OTHER BYTES'} twice", flush=True)  # fmt: skip
            failed |= not same or peak > GIGABYTES
    return int(failed)


if __name__ == "__main__":
    sys.exit(main([int(one) for one in sys.argv[1:]] or list(ASKED)))
