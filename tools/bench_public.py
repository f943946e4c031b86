"""A made-up download of the courts, of a million cases, to a site in one command.

`make bench-public`: seconds of the wall, peak memory, and whether a second run gives the same
bytes. With `--keep FOLDER` the download stays there for the next time.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

from bench_case import make  # noqa: E402

CASES = 1_000_000
ROWS = {
    "A_TblCase": CASES, "B_TblProceeding": 1_306_000, "tbl_schedule": 3_570_000,
    "tbl_JuvenileHistory": 228_000,
}  # fmt: skip
MOST_SECONDS, MOST_KB = 600, 4_000_000


def run(downloads: Path, site: Path) -> tuple[float, float, int]:
    """Run the command in a process of its own; return its seconds, CPU seconds and peak in kB."""
    command = [sys.executable, "-m", "accompany", "public", str(downloads), "--out", str(site)]
    path = {**os.environ, "PYTHONPATH": str(ROOT / "src")}  # noqa: TID251 - handed on as it is
    began = time.perf_counter()
    done = subprocess.Popen(command, env=path, cwd=site.parent)
    _, status, used = os.wait4(done.pid, 0)
    if status:
        sys.exit(f"the command ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss


def digest(site: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(site).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--once", action="store_true", help="Do not compare with a second run.")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        downloads = given.keep or Path(scratch) / "downloads"
        if not (downloads / "Count.txt").exists():
            make(downloads, ROWS, 0, CASES)
            (downloads / "SIMULATED").write_text("Made up by tools/bench_public.py.\n", "utf-8")
        sites = [Path(scratch) / f"site-{n}" for n in range(1 if given.once else 2)]
        done = [run(downloads, site) for site in sites]
        same = len({digest(site) for site in sites}) == 1
    for seconds, cpu, peak in done:
        print(f"{CASES:,} cases to a site: {seconds:.0f} s (under {MOST_SECONDS}), {cpu:.0f} s of"
              f" CPU, peak {peak / 1e6:.2f} GB (under {MOST_KB / 1e6:.0f})")  # fmt: skip
    if not given.once:
        print("the same bytes twice" if same else "OTHER BYTES on the second run")
    return int(not same or any(s >= MOST_SECONDS or kb >= MOST_KB for s, _, kb in done))


if __name__ == "__main__":
    sys.exit(main())
