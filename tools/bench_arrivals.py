"""Linking one per cent of new records beside linking all anew: CPU, and whether clusters agree.

    bench_arrivals.py NATION [--share 0.01]

Both start from the same described records in a database, in one process, and end with an index on
disk; opening the known index is part of what the new records cost.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent))
from bench_link import children, make_sure

from accompany.engines.duck import Duck, literal
from accompany.identity.linking import PACKAGE, Arrived, cleaned_names, in_order
from accompany.identity.match.arrived import touched
from accompany.identity.match.columns import Columns, Ints, Vocabulary, columns
from accompany.identity.match.index import Index, Told, laid
from accompany.identity.match.model import load as load_model
from accompany.identity.match.reference import Reference
from accompany.identity.match.run import linked
from accompany.identity.match.store import load, save


def cleaned(duck: Duck, table: str, vocabulary: Vocabulary) -> Columns:
    duck.script(PACKAGE, "cleaned.sql", described=table, kinds="'child'", who="TRUE")
    return columns(duck, "cleaned", vocabulary)


def whole(duck: Duck, table: str, folder: Path, reference: Reference | None) -> Any:
    """Link all records of a table and write the index; return names and clusters."""
    records = cleaned(duck, table, Vocabulary())
    made = linked(records, load_model(), reference=reference)
    names = cleaned_names(duck)
    part = laid(records, Told.alone(names, names), made.decided.chains, made.reference)
    save(Index(records.vocabulary, made.reference, [part]), folder)
    return names, made.decided.label


def added(duck: Duck, folder: Path) -> Any:
    """Link the records of ``late`` against the index; return who was decided again, and how."""
    index = load(folder)
    assert index is not None
    fresh = cleaned(duck, "late", index.vocabulary)
    arrived = Arrived(fresh, cleaned_names(duck), np.empty(0, np.int32))
    found = touched(index, fresh, arrived.replaced, load_model())
    assert not found.outgrown
    records = in_order(duck, index, arrived, found.rows)
    made = linked(records, load_model(), reference=index.reference)
    names = cleaned_names(duck)
    chains = np.arange(len(fresh), dtype=np.int32)
    index.add(laid(fresh, Told.alone(arrived.names, arrived.names), chains, index.reference))
    save(index, folder)
    return names, made.decided.label


def timed(job: Any, *given: Any) -> tuple[Any, float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    made = job(*given)
    return made, round(time.process_time() - cpu, 2), round(time.perf_counter() - began, 2)


def clusters(duck: Duck, name: str, names: Any, label: Ints) -> None:
    duck.take(name, pa.table({"about": names, "cluster": pa.array(label, pa.int64())}))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("nation", type=Path)
    asked.add_argument("--share", type=float, default=0.01)
    given = asked.parse_args()
    make_sure(given.nation, 810_000, 904)
    with Duck(memory="1500MB") as duck, tempfile.TemporaryDirectory() as work:
        duck.run(f"CREATE TABLE everyone AS {children(given.nation, True)}")
        late = literal(f"{int(given.share * 10**6):06d}")
        duck.run(
            "CREATE TABLE late AS SELECT * FROM everyone"
            f" WHERE printf('%06d', md5_number_lower(about) % 1000000) < {late}"
        )
        duck.run("CREATE VIEW before AS SELECT * FROM everyone ANTI JOIN late USING (about)")
        folder = Path(work) / "index"
        names, label = whole(duck, "before", folder, None)
        clusters(duck, "old", names, label)
        (names, label), cpu, wall = timed(added, duck, folder)
        duck.run("DROP TABLE IF EXISTS cleaned")
        clusters(duck, "again", names, label)
        known = load(folder)
        assert known is not None
        reference = known.reference
        (names, label), whole_cpu, whole_wall = timed(
            whole, duck, "everyone", Path(work) / "anew", reference
        )
        clusters(duck, "anew", names, label)
        # a cluster stands for its first record: both ways must say so of every record
        differing = duck.value(
            "WITH ours AS (SELECT about, 'n' || cluster AS c FROM again UNION ALL SELECT about,"
            " 'o' || cluster FROM old ANTI JOIN again USING (about)), a AS (SELECT about,"
            " min(about) OVER (PARTITION BY c) AS first FROM ours), b AS (SELECT about, min(about)"
            " OVER (PARTITION BY cluster) AS first FROM anew) SELECT count(*) FROM a JOIN b"
            " USING (about) WHERE a.first <> b.first"
        )
        count = {name: duck.value(f"SELECT count(*) FROM {name}") for name in ("late", "again")}
        print(json.dumps({
            "records": len(names), "new": count["late"], "decided_again": count["again"],
            "cpu_s": cpu, "wall_s": wall, "whole_cpu_s": whole_cpu, "whole_wall_s": whole_wall,
            "cpu_share": round(cpu / whole_cpu, 4), "wall_share": round(wall / whole_wall, 4),
            "records_in_another_cluster": differing,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }))  # fmt: skip


if __name__ == "__main__":
    main()
