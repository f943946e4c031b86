"""How long a made-up nation takes, how much memory, and whether the same seed gives the same bytes.

python tools/bench_simulate.py          20,000 and 450,000 children; 20,000 twice for the bytes
"""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (20_000, 450_000)
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


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        for children in SIZES:
            folder = Path(work) / str(children)
            wall, cpu = made(folder, children)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_048_576
            size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e6
            print(f"{children:,} children: {wall:.1f} s, {cpu:.1f} s CPU, at most {peak:.2f} GB,"
                  f" {size:,.0f} MB written", flush=True)  # fmt: skip
        again = Path(work) / "again"
        made(again, SIZES[0])
        same = digest(again) == digest(Path(work) / str(SIZES[0]))
        print(f"{SIZES[0]:,} children made twice: {'the same bytes' if same else 'OTHER BYTES'}")
        sys.exit(not same)
