"""Linking beside Splink on the same made-up records: CPU seconds, memory, error. Prints a table.

    bench_link.py NATION [--without-numbers] [--tools ours,stock,tuned] [--again] [--beside LARGER]

NATION is a folder that `accompany simulate` made; where there is none, it is made first. Each run
is a process of its own, and reading the records is part of it for all alike. The error of Splink
is given at its best threshold, chosen on the truth; ours at the one it links by. What Splink
took, and its clusters, are kept in NATION/bench and used again, unless --again is asked for.
With --beside ours is run on a larger nation too, and the exponent by which its cost grows is said.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from accompany.engines.duck import Duck, literal
from accompany.identity.linking import PACKAGE
from accompany.identity.match.columns import Columns, Vocabulary, columns
from accompany.identity.match.model import load
from accompany.identity.match.run import linked

CHILDREN = """
    SELECT record AS about, person AS truth, given_names, surnames, sex, born_on, country,
        {number} AS a_number, kind, address, unit, city, zip, phone, email
    FROM read_parquet({path}) WHERE kind = 'child' AND agency <> 'court'
"""
PASSES = [
    'l."born" = r."born"',
    'l."given_pair" = r."given_pair" AND l."surname_pair" = r."surname_pair"',
]
CERTAIN = [f"{PASSES[0]} AND {PASSES[1]}"]
CUTS = (0.5, 0.8, 0.95, 0.99, 0.999, 0.9999, 0.99999)
PLAIN_NAMES = """
    SELECT about AS unique_id, born_on, left(born_on, 4) AS born_year, sex, country,
        nullif(split_part(g, ' ', 1), '') AS given1, nullif(split_part(g, ' ', 2), '') AS given2,
        nullif(split_part(s, ' ', 1), '') AS surname1,
        nullif(split_part(s, ' ', 2), '') AS surname2,
        nullif(regexp_replace(a_number, '[^0-9]', '', 'g'), '') AS a_number
    FROM (
        SELECT *, upper(strip_accents(given_names)) AS g, regexp_replace(
            upper(strip_accents(surnames)), '\\b(DE|DEL|LA|LAS|LOS|Y) ', '', 'g') AS s
        FROM ({children})
    )
"""


def children(nation: Path, numbers: bool) -> str:
    """Return a query of the nation's records of named children."""
    path = literal(str(nation / "truth" / "records.parquet"))
    return CHILDREN.format(path=path, number="a_number" if numbers else "NULL::VARCHAR")


def spent() -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": round(used.ru_utime + used.ru_stime, 1), "mb": round(used.ru_maxrss / 1024)}


def read(duck: Duck, nation: Path, numbers: bool) -> Columns:
    duck.run(f"CREATE VIEW described AS {children(nation, numbers)}")
    duck.script(PACKAGE, "cleaned.sql", described="described", kinds="'child'", who="TRUE")
    return columns(duck, "cleaned", Vocabulary())


def records_in(nation: Path) -> int:
    found = duckdb.sql(f"SELECT count(*) FROM ({children(nation, True)})").fetchall()
    return int(found[0][0])


def ours(nation: Path, numbers: bool, out: Path) -> dict[str, Any]:
    with Duck(memory=f"{max(400, records_in(nation) // 1700)}MB") as duck:
        records = read(duck, nation, numbers)
        made = linked(records, load())
        found = {**spent(), "pairs": made.pairs}
        row = np.arange(len(records), dtype=np.int32)
        duck.take("labelled", pa.table({"row": row, "cluster": made.decided.label}))
        duck.write_parquet(
            "SELECT about, cluster::VARCHAR AS cluster FROM cleaned JOIN labelled USING (row)",
            out / "0.parquet",
        )
    return found


def stock(nation: Path, numbers: bool, out: Path) -> dict[str, Any]:
    """Splink's comparisons for names and dates and its defaults, with the usual five rules."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    db = duckdb.connect(config={"threads": 2})
    source = PLAIN_NAMES.format(children=children(nation, numbers))
    db.execute(f"CREATE TABLE people AS {source}")
    comparisons = [cl.NameComparison(one) for one in ("given1", "given2", "surname1", "surname2")]
    comparisons += [
        cl.DateOfBirthComparison("born_on", input_is_string=True),
        cl.ExactMatch("sex"), cl.ExactMatch("country"),
    ]  # fmt: skip
    rules = [
        block_on("born_on", "surname1"), block_on("born_on", "given1"),
        block_on("given1", "surname1", "surname2"), block_on("given1", "surname1", "born_year"),
    ]  # fmt: skip
    if numbers:
        comparisons.append(cl.LevenshteinAtThresholds("a_number", [1, 2]))
        rules.append(block_on("a_number"))
    made = SettingsCreator(
        link_type="dedupe_only", comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )  # fmt: skip
    api = DuckDBAPI(connection=db)
    linker = Linker(api.register("people"), made)
    passes = [
        block_on("born_on", "surname1"), block_on("given1", "given2", "surname2"),
        block_on("born_on", "given1"),
    ]  # fmt: skip
    certain = [block_on("given1", "surname1", "surname2", "born_on")]
    return _run(linker, db, certain, passes, {}, out)


def tuned(nation: Path, numbers: bool, out: Path) -> dict[str, Any]:
    """Splink with the comparisons of our own settings, order-free rules, and EM capped."""
    from splink import DuckDBAPI, Linker

    from accompany.identity.match.settings import settings
    from accompany.identity.match.splink import splink_columns

    db = duckdb.connect(config={"threads": 2})
    with Duck(memory="1GB") as duck:
        records = read(duck, nation, numbers)
        names = duck.rows("SELECT about FROM cleaned ORDER BY row")
    made = settings()
    made["blocking_rules_to_generate_predictions"] = [
        {"blocking_rule": rule, "sql_dialect": "duckdb"}
        for rule in (
            "l.number = r.number", "l.born = r.born AND l.surname1_sound = r.surname1_sound",
            "l.born = r.born AND l.surname2_sound = r.surname2_sound",
            "l.born = r.born AND l.given1_sound = r.given1_sound",
            "l.given1 = r.given1 AND l.surname_pair = r.surname_pair",
            "l.given1 = r.given1 AND l.surname1 = r.surname1 AND l.born[:4] = r.born[:4]",
        )
    ]  # fmt: skip
    table = splink_columns(records)
    table = table.append_column("unique_id", pa.array([name for (name,) in names]))
    made["unique_id_column_name"] = "unique_id"
    api = DuckDBAPI(connection=db)
    linker = Linker(api.register(table.drop_columns(["row"])), made)
    capped = {"max_pairs": 5e5, "estimate_without_term_frequencies": True}
    return _run(linker, db, CERTAIN, PASSES, capped, out)


def _run(
    linker: Any, db: Any, certain: list[Any], passes: list[Any], em: dict[str, Any], out: Path
) -> dict[str, Any]:
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    training = linker.training
    training.estimate_probability_two_random_records_match(certain, recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in passes:
        training.estimate_parameters_using_expectation_maximisation(rule, **em)
    scored = linker.inference.predict(threshold_match_probability=0.01)
    join = linker.clustering.cluster_pairwise_predictions_at_threshold
    join(scored, threshold_match_probability=0.95)
    found = {**spent(), "pairs": db.sql(f"SELECT count(*) FROM {scored.physical_name}").fetchall()}
    for cut in CUTS:
        name = join(scored, threshold_match_probability=cut).physical_name
        answer = f"SELECT unique_id AS about, cluster_id::VARCHAR AS cluster FROM {name}"
        db.sql(answer).write_parquet(str(out / f"{cut}.parquet"))
    return found


TOOLS = {"ours": ours, "stock": stock, "tuned": tuned}


# ---- what an answer is worth


def judged(nation: Path, answer: Path) -> dict[str, float]:
    """Hold clusters against the truth: pairs, B-cubed, and wrong merges by who was merged."""
    truth = literal(str(nation / "truth" / "people.parquet"))
    db = duckdb.connect(config={"memory_limit": "3GB", "threads": 2})
    db.execute(
        f"CREATE TABLE a AS SELECT d.about, d.truth, a.cluster FROM ({children(nation, True)}) AS d"
        f" JOIN read_parquet({literal(str(answer))}) AS a ON d.about = a.about"
    )
    db.execute(f"CREATE TABLE p AS SELECT person, family, twin FROM read_parquet({truth})")
    row = db.execute(
        """
        WITH met AS (SELECT cluster, truth, count(*) AS n FROM a GROUP BY ALL),
        c AS (SELECT cluster, sum(n) AS n FROM met GROUP BY ALL),
        t AS (SELECT truth, sum(n) AS n FROM met GROUP BY ALL)
        SELECT (SELECT sum(n * (n - 1) / 2) FROM met), (SELECT sum(n * (n - 1) / 2) FROM c),
            (SELECT sum(n * (n - 1) / 2) FROM t),
            sum(b.n * b.n / c.n) / sum(b.n), sum(b.n * b.n / t.n) / sum(b.n)
        FROM met AS b JOIN c USING (cluster) JOIN t USING (truth)
        """
    ).fetchall()[0]
    right, joined, true, b_precision, b_recall = (float(one) for one in row)
    wrong = db.execute(
        """
        SELECT coalesce(sum(n) FILTER (x.twin = y.person), 0),
            coalesce(sum(n) FILTER (x.twin IS DISTINCT FROM y.person AND x.family = y.family), 0),
            coalesce(sum(n) FILTER (x.family IS DISTINCT FROM y.family), 0)
        FROM (
            SELECT one.truth AS a, other.truth AS b, sum(one.n * other.n) AS n
            FROM (SELECT cluster, truth, count(*) AS n FROM a GROUP BY ALL) AS one
            JOIN (SELECT cluster, truth, count(*) AS n FROM a GROUP BY ALL) AS other
                ON one.cluster = other.cluster AND one.truth < other.truth
            GROUP BY ALL
        ) JOIN p AS x ON a = x.person JOIN p AS y ON b = y.person
        """
    ).fetchall()[0]
    precision, recall = right / max(joined, 1), right / true
    return {
        "precision": precision, "recall": recall,
        "error": 1 - 2 * precision * recall / (precision + recall),
        "b_cubed": 2 * b_precision * b_recall / (b_precision + b_recall),
        "twins": int(wrong[0]), "siblings": int(wrong[1]), "strangers": int(wrong[2]),
    }  # fmt: skip


def measured(tool: str, nation: Path, numbers: bool, again: bool) -> dict[str, Any]:
    """Run a tool in a process of its own, or take what a rival took before; judge at its best."""
    folder = nation / "bench" / f"{tool}-{'with' if numbers else 'without'}"
    books = folder / "books.json"
    if tool == "ours" or again or not books.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        command = [sys.executable, __file__, str(nation), "--run", tool, "--out", str(folder)]
        command += [] if numbers else ["--without-numbers"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        books.write_text(done.stdout.splitlines()[-1], "utf-8")
    best = min(
        ({"cut": one.stem, **judged(nation, one)} for one in sorted(folder.glob("*.parquet"))),
        key=lambda one: float(one["error"]),
    )
    return {"tool": tool, **json.loads(books.read_text("utf-8")), **best}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("nation", type=Path)
    asked.add_argument("--without-numbers", action="store_true")
    asked.add_argument("--tools", default="ours,stock,tuned")
    asked.add_argument("--again", action="store_true")
    asked.add_argument("--children", type=int, default=270_000)
    asked.add_argument("--seed", type=int, default=903)
    asked.add_argument("--beside", type=Path)
    asked.add_argument("--run", help=argparse.SUPPRESS)
    asked.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    numbers = not given.without_numbers
    if given.run:
        print(json.dumps(TOOLS[given.run](given.nation, numbers, given.out)))
        return
    make_sure(given.nation, given.children, given.seed)
    count = records_in(given.nation)
    print(f"{given.nation.name}: {count:,} named records, A-numbers {numbers and 'used'}")
    found = {}
    for tool in given.tools.split(","):
        found[tool] = measured(tool, given.nation, numbers, given.again)
        print(json.dumps(found[tool]), flush=True)
    if given.beside:
        make_sure(given.beside, 3 * given.children, given.seed + 1)
        larger = records_in(given.beside)
        again = measured("ours", given.beside, numbers, given.again)
        grown = np.log(again["cpu"] / found["ours"]["cpu"]) / np.log(larger / count)
        print(json.dumps({"records": larger, **again, "growth": round(float(grown), 3)}))


def make_sure(nation: Path, count: int, seed: int) -> None:
    """Make a nation where there is none."""
    if not (nation / "truth" / "records.parquet").exists():
        make = [sys.executable, "-m", "accompany", "simulate", str(nation)]
        subprocess.run([*make, "--children", str(count), "--seed", str(seed)], check=True)


if __name__ == "__main__":
    main()
