"""Feed very large, very bad files to the readers and measure: python tools/hostile.py [GIGABYTES].

Each file is written to a folder of its own, read in a process of its own, and taken away. A run
passes if the books balance and no process held a gigabyte of memory.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from accompany.engines.duck import Duck
from accompany.sources import known
from accompany.sources.extract import Extract

GIGABYTE = 1 << 30
MOST_MEMORY = GIGABYTE
EVENTS = b"record_id,kind,happened,party,to_party,note\n"


def pieces(piece: bytes, size: int) -> Iterator[bytes]:
    whole = piece * max(1, (1 << 20) // len(piece))
    for _ in range(size // len(whole)):
        yield whole


def one_line(size: int) -> Iterator[bytes]:
    yield EVENTS + b"1,nta-served,2024-06-11,ice-ero,,x\n2,"
    yield from pieces(b"x", size)
    yield b"\n3,nta-served,2024-06-11,ice-ero,,x\n"


def good_rows(size: int) -> Iterator[bytes]:
    yield EVENTS
    yield from pieces(
        b"17,nta-served,2024-06-11T09:20-05:00,ice-ero,,made up for this test\n", size
    )


def bad_rows(size: int) -> Iterator[bytes]:
    yield EVENTS
    yield from pieces(
        b"17,nta-served,2024-06-11,one cell too many,,made up for this test,x\n", size
    )


def open_quotes(size: int) -> Iterator[bytes]:
    """Every line opens a quote that nothing closes rightly."""
    yield EVENTS
    yield from pieces(b'17,"nta-served,2024-06-11,ice-ero,,made up for this test\n', size)


def noise(size: int) -> Iterator[bytes]:
    yield EVENTS + b"1,nta-served,2024-06-11,ice-ero,,x\n" * 2000
    yield from pieces(bytes(range(256)), size)


def blank_rows(size: int) -> Iterator[bytes]:
    yield EVENTS
    yield from pieces(b",,,,,\n", size)


FILES: dict[str, tuple[Callable[[int], Iterator[bytes]], float]] = {
    "one-line": (one_line, 1.0),
    "good-rows": (good_rows, 1.0),
    "bad-rows": (bad_rows, 1.0),
    "open-quotes": (open_quotes, 0.2),
    "noise": (noise, 0.2),
    "blank-rows": (blank_rows, 0.2),
}
"""What each file holds, and how much of the asked size it gets: the slow ones less."""


def read(path: Path) -> None:
    """Read one file in this process and print what came of it."""
    start = time.perf_counter()
    source = known.recognise(path)
    assert source is not None
    with Duck(memory="500MB") as duck:
        found = source.read(duck, Extract(path, "plain/hostile"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    seconds = time.perf_counter() - start
    print(
        f"{path.stem:12} {path.stat().st_size / GIGABYTE:5.2f} GB {seconds:6.1f} s "
        f"{memory / (1 << 20):5.0f} MB  lines {found.lines:,} = {found.facts_rows:,} + "
        f"{found.set_aside:,} + {found.not_for_us:,}",
        flush=True,
    )
    if memory > MOST_MEMORY:
        raise SystemExit(f"{path.stem}: more than a gigabyte of memory")


def main(size: int, wanted: str) -> None:
    for name, (write, share) in FILES.items():
        if wanted not in name:
            continue
        with tempfile.TemporaryDirectory(prefix="accompany-hostile-") as folder:
            path = Path(folder) / f"{name}.csv"
            with path.open("wb") as opened:
                opened.writelines(write(int(size * share)))
            subprocess.run([sys.executable, __file__, "--read", str(path)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(Path(sys.argv[2]))
    else:
        gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
        main(int(gigabytes * GIGABYTE), sys.argv[2] if len(sys.argv) > 2 else "")
