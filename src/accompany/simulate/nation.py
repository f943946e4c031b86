"""The nation, made chunk by chunk and written as it is made, so that any size fits in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from accompany.core.when import DEFAULT_ZONE, day_ends
from accompany.duties.calendars import calendars
from accompany.engines.duck import Duck, literal
from accompany.simulate import courts, perfect, truth
from accompany.simulate.aftermath import aftermath
from accompany.simulate.clock import on
from accompany.simulate.folder import Folder
from accompany.simulate.happenings import happenings
from accompany.simulate.lives import live
from accompany.simulate.messy import Messy, Out
from accompany.simulate.people import CHUNK, children
from accompany.simulate.persons import persons
from accompany.simulate.rates import rate
from accompany.simulate.records import Chunk
from accompany.simulate.sheets import Sheets
from accompany.simulate.stays import stays

FEWEST, MOST = 100, 2_000_000
FIRST_DAY = "2015-01-01"

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


@dataclass(frozen=True, slots=True)
class Wishes:
    """What nation is wanted."""

    children: int
    seed: int
    through: date
    perfect: bool = False
    """Whether the agencies write down all there is, and nothing wrong."""
    public_court: bool = False
    """Whether the courts' release is the public one, without A-numbers."""


def simulate(folder: Path, wishes: Wishes, *, progress: Progress) -> Mapping[str, int]:
    """Make a nation in ``folder`` and return how many children and records it has.

    ``progress`` is told how many children each step has made.
    """
    if not FEWEST <= wishes.children <= MOST:
        raise ValueError(f"a nation has {FEWEST:,} to {MOST:,} children")
    folder.mkdir(parents=True, exist_ok=True)
    said = f"Everybody here is made up. Seed {wishes.seed}, through {wishes.through}.\n"
    (folder / "SIMULATED").write_text(said, "utf-8")
    making = _Making(folder, wishes)
    for chunk in range(-(-wishes.children // CHUNK)):
        n = min(CHUNK, wishes.children - chunk * CHUNK)
        making.chunk(chunk, n)
        progress(n)
    making.close()
    judge_truth(folder / "truth", through=wishes.through)
    return {"children": wishes.children, "records": making.records}


class _Making:
    """The files of a nation while it is made."""

    def __init__(self, folder: Path, wishes: Wishes) -> None:
        self.wishes, self.records = wishes, 0
        self.through = on(wishes.through.isoformat())
        self.truth = Tables(folder / "truth")
        self.links = Sheets(folder / "truth")
        self.extracts, self.late = Sheets(folder / "extracts"), Sheets(folder / "late")
        layout = courts.layout(numbered=not wishes.public_court)
        self.courts = Folder(folder / "extracts" / courts.NAME, layout)
        small = wishes.children <= rate("extracts", "workbooks_up_to")
        self.out = Out(self.extracts, self.late, self.links, self.courts, workbooks=small)

    def chunk(self, chunk: int, n: int) -> None:
        seed, told = self.wishes.seed, self.truth
        made = children(seed, chunk, n)
        who = persons(seed, chunk, made)
        went = stays(seed, chunk, made, through=self.through)
        told.add("people", truth.people(chunk, made, who))
        told.add("households", truth.households(chunk, who))
        told.add("stories", truth.stories(chunk, who, went))
        lives = live(seed, chunk, who, went, through=self.through)
        aftermath(seed, chunk, who, went, lives)
        facts = pa.concat_tables(happenings(who, went, lives))
        told.add("facts", facts)
        if self.wishes.perfect:
            perfect.write(self.extracts, self.links, who, facts)
            return
        entered = Chunk(seed, chunk, who, went, lives)
        messy = Messy(seed, chunk, who, went, lives, self.out)
        for batch in entered.batches():
            rows = entered.table(batch)
            told.add("records", rows)
            messy.records(batch, rows)
            self.records += rows.num_rows
        messy.events(facts)
        told.add("faults", self.out.planted.taken())

    def close(self) -> None:
        if not self.wishes.perfect:
            self.courts.close(courts.words()["lists"])
            self.extracts.covers(courts.NAME, courts.KINDS)
        self.truth.close()
        self.late.close("", "", everyone=False)
        self.links.close("", "", everyone=False)
        last = self.wishes.through.isoformat()
        self.extracts.close(FIRST_DAY, last, everyone=self.wishes.perfect)


def judge_truth(folder: Path, *, through: date) -> None:
    """Write the dues as a perfect observer judges them, from the facts as they happened."""
    end = day_ends(through, DEFAULT_ZONE).astimezone(UTC).replace(tzinfo=None)
    closed = [
        f"DATE {literal(off.isoformat())}"
        for year in range(2015, 2036)
        for off in sorted(calendars()["us-eoir"].days_off(year))
    ]
    with Duck() as duck:
        duck.script(
            "accompany.simulate", "dues.sql",
            facts=f"read_parquet({literal(str(folder / 'facts.parquet'))})",
            closed=f"[{', '.join(closed)}]",
            out=literal(str(folder / "dues.parquet")),
            through=f"DATE {literal(through.isoformat())}",
            end_at=f"TIMESTAMP {literal(end.isoformat(sep=' '))}",
        )  # fmt: skip
