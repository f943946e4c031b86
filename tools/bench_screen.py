"""Screening against a made-up nation: how long a look-up takes, and whether it finds the child.

    bench_screen.py NATION [--queries 2000]

One record of some children is held out and asked about; all others are the index.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent))
from bench_link import children, make_sure

from accompany.engines.duck import Duck
from accompany.identity.linking import PACKAGE
from accompany.identity.match.asked import Asked
from accompany.identity.match.columns import Vocabulary, columns
from accompany.identity.match.index import Index, Told, laid
from accompany.identity.match.model import load as load_model
from accompany.identity.match.reference import referred
from accompany.identity.match.screen import Screen
from accompany.identity.match.store import load, save


def built(duck: Duck, folder: Path) -> tuple[int, tuple[float, float]]:
    """Build the index of all that is described; return how many, and seconds and CPU seconds.

    What it was built of is gone when it is opened, as it is in a process that was started anew.
    """
    duck.script(PACKAGE, "cleaned.sql", described="described", kinds="'child'", who="TRUE")
    records = columns(duck, "cleaned", Vocabulary())
    rows = duck.rows("SELECT c.about, d.truth FROM cleaned c JOIN described d USING (about)"
                     " ORDER BY row")  # fmt: skip
    began, cpu = time.perf_counter(), time.process_time()
    names, truth = pa.array([a for a, _ in rows]), pa.array([t for _, t in rows])
    counts, alone = referred(records), np.arange(len(records), dtype=np.int32)
    part = laid(records, Told.alone(names, truth), alone, counts)
    save(Index(records.vocabulary, counts, [part]), folder)
    took = time.perf_counter() - began, time.process_time() - cpu
    return len(rows), (round(took[0], 1), round(took[1], 1))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("nation", type=Path)
    asked.add_argument("--queries", type=int, default=2000)
    given = asked.parse_args()
    make_sure(given.nation, 810_000, 904)
    with Duck(memory="1500MB") as duck, tempfile.TemporaryDirectory() as folder:
        duck.run(f"CREATE VIEW everyone AS {children(given.nation, True)}")
        duck.run(
            "CREATE TABLE held AS SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY truth"
            " ORDER BY md5(about)) AS n, count(*) OVER (PARTITION BY truth) AS size FROM everyone)"
            f" WHERE n = 1 AND size > 1 ORDER BY md5(truth) LIMIT {given.queries}"
        )
        duck.run("CREATE VIEW described AS SELECT * FROM everyone ANTI JOIN held USING (about)")
        queries = list(duck.dicts("SELECT * FROM held"))
        count, build = built(duck, Path(folder) / "index")
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.*")) / 1e6
        began = time.perf_counter()
        known = load(Path(folder) / "index")
        assert known is not None
        screen = Screen(known, load_model())
        opened = round(time.perf_counter() - began, 1)
        spent, used, first, five = [], [], 0, 0
        for query in queries:
            began, cpu = time.perf_counter(), time.process_time()
            found = screen.matches(Asked.of(query), 10)
            spent.append(1000 * (time.perf_counter() - began))
            used.append(1000 * (time.process_time() - cpu))
            persons = list(dict.fromkeys(one.person for one in found))
            first += query["truth"] in persons[:1]
            five += query["truth"] in persons[:5]
    took = np.array(spent)
    print(json.dumps({
        "known": count, "asked": len(queries), "build_s": build, "open_s": opened,
        "index_mb": round(size), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        // 1024, "p50_ms": round(float(np.percentile(took, 50)), 2),
        "cpu_p50_ms": round(float(np.percentile(used, 50)), 2),
        "cpu_p99_ms": round(float(np.percentile(used, 99)), 2),
        "p99_ms": round(float(np.percentile(took, 99)), 2), "max_ms": round(float(took.max()), 1),
        "top1": first / len(queries), "top5": five / len(queries),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
