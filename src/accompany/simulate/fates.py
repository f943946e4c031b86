"""What became of each planted fault: followed from its file and line into a ledger's facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from accompany.engines.duck import Duck, literal

FATES = ("repaired", "set aside", "passed as plausible", "gone")
OF_EVENTS, OF_RECORDS = "in what is told", "in who it is told of"


@dataclass(frozen=True, slots=True)
class Fate:
    """One class of faults: how many were planted, and what became of how many."""

    fault: str
    planted: int
    became: Mapping[str, int]
    """By each of ``FATES``."""
    mended: Mapping[str, int]
    """Of those repaired: by the adapter, by their own row that only came late, by another row."""


def fates(duck: Duck, nation: Path, came: Iterable[tuple[str, str]]) -> dict[str, list[Fate]]:
    """Follow the faults of a nation into the ledger that ``duck`` holds.

    ``came`` gives the files taken in, from the nation's folder on, with the hash of each.
    """
    _truth(duck, nation)
    files = [row for file, extract in came for row in _parts(nation, file, extract)]
    names = ("file", "part", "extract")
    duck.run("CREATE OR REPLACE TABLE came (file VARCHAR, part VARCHAR, extract VARCHAR)")
    columns = zip(names, zip(*files, strict=True), strict=True)
    duck.add("came", pa.table({name: pa.array(cells, pa.string()) for name, cells in columns}))
    duck.script("accompany.simulate", "fates.sql")
    told = _counted(duck, "SELECT fault, count(*) FROM planted GROUP BY fault ORDER BY fault")
    duck.script("accompany.simulate", "fates_of_records.sql")
    written = "SELECT fault, count(*) FROM misrecorded GROUP BY fault ORDER BY fault"
    return {OF_EVENTS: told, OF_RECORDS: _counted(duck, written)}


def _truth(duck: Duck, nation: Path) -> None:
    for view, name in (("planted", "faults"), ("true_facts", "facts"), ("true_people", "people"),
                       ("true_records", "records")):  # fmt: skip
        path = literal(str(nation / "truth" / f"{name}.parquet"))
        duck.run(f"CREATE OR REPLACE VIEW {view} AS FROM read_parquet({path})")
    links = literal(str(nation / "truth" / "links.csv"))
    duck.run(f"CREATE OR REPLACE VIEW true_links AS FROM read_csv({links})")


def _parts(nation: Path, file: str, extract: str) -> Iterable[tuple[str, str, str]]:
    """Return a file as the ledger names it; of a folder each table of its own."""
    whole = nation / file
    if not whole.is_dir():
        return [(file, "", extract)]
    inner = (path for path in sorted(whole.rglob("*")) if path.is_file())
    return [(path.relative_to(nation).as_posix(), path.name, extract) for path in inner]


def _counted(duck: Duck, planted: str) -> list[Fate]:
    counts = duck.rows("SELECT fault, fate, how, count(*) FROM fate GROUP BY ALL")
    found = []
    for fault, n in duck.rows(planted):
        own = [(fate, how, count) for of, fate, how, count in counts if of == fault]
        became = {fate: sum(c for f, _, c in own if f == fate) for fate in FATES}
        mended = {how: count for fate, how, count in own if fate == "repaired"}
        found.append(Fate(fault, n, became, mended))
    return found
