"""The nation, made chunk by chunk and written as it is made, so that any size fits in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from accompany.simulate import truth
from accompany.simulate.people import CHUNK, children
from accompany.simulate.persons import persons
from accompany.simulate.records import Chunk
from accompany.simulate.stays import stays

FEWEST, MOST = 100, 2_000_000

Progress = Callable[[int], None]


class Tables:
    """Parquet files that grow by one row group at a time; the same rows give the same bytes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.writers: dict[str, pq.ParquetWriter] = {}

    def add(self, name: str, rows: pa.Table) -> None:
        if name not in self.writers:
            path = self.folder / f"{name}.parquet"
            self.writers[name] = pq.ParquetWriter(path, rows.schema, compression="zstd")
        self.writers[name].write_table(rows)

    def close(self) -> None:
        for writer in self.writers.values():
            writer.close()


def simulate(
    folder: Path, *, children_wanted: int, seed: int, progress: Progress
) -> Mapping[str, int]:
    """Make a nation in ``folder`` and return how many children and records it has.

    ``progress`` is told how many children each step has made.
    """
    if not FEWEST <= children_wanted <= MOST:
        raise ValueError(f"a nation has {FEWEST:,} to {MOST:,} children")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SIMULATED").write_text(f"Everybody here is made up. Seed {seed}.\n", "utf-8")
    written = Tables(folder / "truth")
    records = 0
    for chunk in range(-(-children_wanted // CHUNK)):
        n = min(CHUNK, children_wanted - chunk * CHUNK)
        records += _chunk(written, seed, chunk, n)
        progress(n)
    written.close()
    return {"children": children_wanted, "records": records}


def _chunk(written: Tables, seed: int, chunk: int, n: int) -> int:
    made = children(seed, chunk, n)
    who = persons(seed, chunk, made)
    went = stays(seed, chunk, made)
    written.add("people", truth.people(chunk, made, who))
    written.add("households", truth.households(chunk, who))
    written.add("stories", truth.stories(chunk, who))
    entered = Chunk(seed, chunk, who, went)
    records = 0
    for batch in entered.batches():
        rows = entered.table(batch)
        written.add("records", rows)
        records += rows.num_rows
    return records
