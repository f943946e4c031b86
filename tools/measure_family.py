"""What family could tell a run: pairs left apart and wrong merges, by who is beside both children.

    measure_family.py NATION LEDGER

NATION is a folder that `accompany simulate` made, LEDGER what `ingest` and `link` made of its
extracts. Prints, of each two persons between whom a run left a pair apart, whether an adult stands
beside both, what guard bars them and how near the given names are, and how many are truly one
child, twins, siblings or strangers; then the pairs of children that a run merged wrongly.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accompany.engines.duck import Duck, literal
from accompany.identity.family import families
from accompany.identity.linking import CHILDREN, guards
from accompany.identity.match.compare import compared
from accompany.identity.match.grades import Grades
from accompany.identity.match.index import Index
from accompany.identity.match.store import load
from accompany.identity.review import NAME
from accompany.jobs.opened import opened
from accompany.jobs.screen import index_path

TRULY = ("one child", "twins", "siblings", "strangers")
BESIDE = """
    CASE WHEN len(f.adults) > 0 THEN 'an adult beside both'
        WHEN f.apart THEN 'other sponsors' ELSE 'not told of both' END
"""
TRUTH = """
    CREATE TABLE truth AS
    SELECT r.record AS about, r.person AS child, p.family, p.twin
    FROM read_parquet({records}) AS r JOIN read_parquet({people}) AS p USING (person)
    WHERE p.kind = 'child'
"""
TRULY_ARE = """
    CASE WHEN x.child = y.child THEN 'one child'
        WHEN x.twin = y.child OR y.twin = x.child THEN 'twins'
        WHEN x.family = y.family THEN 'siblings' ELSE 'strangers' END
"""
Key = tuple[str, str, str, str]
APART = """
    CREATE TABLE apart AS
    SELECT l.*, coalesce(x.person, l.a) AS one, coalesce(y.person, l.b) AS another
    FROM left_apart AS l LEFT JOIN person AS x ON l.a = x.about
    LEFT JOIN person AS y ON l.b = y.about
    WHERE coalesce(x.person, l.a) <> coalesce(y.person, l.b);
    CREATE TABLE member AS
    SELECT p.about, p.person FROM person AS p
    WHERE p.person IN (SELECT one FROM apart UNION SELECT another FROM apart)
    UNION SELECT a, one FROM apart UNION SELECT b, another FROM apart;
    CREATE TABLE two AS
    SELECT min(a) AS a, min_by(b, a) AS b, least(one, another) AS low,
        greatest(one, another) AS high
    FROM apart GROUP BY low, high
"""
EVERY = """
    SELECT t.low || ' ' || t.high, x.about, y.about FROM two AS t
    JOIN member AS x ON t.low = x.person JOIN member AS y ON t.high = y.person ORDER BY ALL
"""
TOLD = f"""
    SELECT t.low || ' ' || t.high, {BESIDE}, {TRULY_ARE}
    FROM two AS t JOIN family AS f ON t.a = f.a AND t.b = f.b
    JOIN truth AS x ON t.a = x.about JOIN truth AS y ON t.b = y.about
"""
MERGED = f"""
    WITH held AS (
        SELECT p.person, t.child, t.family, t.twin, count(*) AS records
        FROM truth AS t JOIN person AS p ON t.about = p.about GROUP BY ALL
    )
    SELECT {TRULY_ARE}, count(*), sum(x.records * y.records)
    FROM held AS x JOIN held AS y ON x.person = y.person AND x.child < y.child
    GROUP BY ALL ORDER BY ALL
"""


def left_apart(duck: Duck, index: Index) -> tuple[Counter[Key], Counter[Key]]:
    """Count persons left apart by who is beside both, guard, given names, and the truth; and the
    pairs of records that joining them would join."""
    every = duck.rows(EVERY)
    names = sorted({about for _, *both in every for about in both})
    known = index.known(pa.array(names, pa.string()))
    row = {name: place for place, name in enumerate(index.names(known).to_pylist())}
    every = [one for one in every if one[1] in row and one[2] in row]
    duck.take("cleaned", pa.table({"row": pa.array(row.values(), pa.int32()), "about": list(row)}))
    barred = guards(duck, len(row))
    ends = np.sort(np.array([(row[a], row[b]) for _, a, b in every]), axis=1)
    records = index.columns(known)
    levels = compared(
        records.rows[ends[:, 0]], records.rows[ends[:, 1]], Grades(records.vocabulary)
    )
    days = np.minimum(*(barred.last_day[ends[:, n]] for n in (0, 1))) - np.maximum(
        *(barred.first_day[ends[:, n]] for n in (0, 1))
    )
    holder = barred.holder[ends]
    stays = (holder[:, 0] == holder[:, 1]) & (holder[:, 0] > 0) & (days > 1)
    nearest: dict[str, int] = {}
    bars = (stays | (levels["number"] == 0)).tolist()
    barred_ones = {two for (two, *_), bar in zip(every, bars, strict=True) if bar}
    for (two, *_), level in zip(every, levels["given"].tolist(), strict=True):
        nearest[two] = max(nearest.get(two, 0), level)
    sizes = Counter(two for two, *_ in every)
    persons, of_records = Counter[Key](), Counter[Key]()
    for two, beside, truly in duck.rows(TOLD):
        if two in sizes:
            guard = "a guard" if two in barred_ones else "no guard"
            near = "given names near" if nearest[two] > 1 else "they differ"
            persons[beside, guard, near, truly] += 1
            of_records[beside, guard, near, truly] += sizes[two]
    return persons, of_records


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("nation", type=Path)
    asked.add_argument("ledger", type=Path)
    given = asked.parse_args()
    index = load(index_path(given.ledger))
    assert index is not None
    with opened(given.ledger) as world:
        duck, truth = world.duck, given.nation / "truth"
        paths = {name: literal(str(truth / f"{name}.parquet")) for name in ("records", "people")}
        duck.run(TRUTH.format(**paths))
        path = index_path(given.ledger).parent / NAME.format(group=CHILDREN.name)
        duck.take("left_apart", pq.read_table(path))
        duck.run(APART)
        families(duck, "two")
        for what, counts in zip(("persons", "records"), left_apart(duck, index), strict=True):
            print(f"{f'left apart, pairs of {what}':<52}", *(f"{one:>10}" for one in TRULY))
            for key in sorted({key[:3] for key in counts}):
                print(f"{', '.join(key):<52}", *(f"{counts[*key, one]:>10}" for one in TRULY))
        print("merged wrongly: pairs of children, pairs of records")
        for truly, children, records in duck.rows(MERGED):
            print(f"{truly:<52} {children:>10} {records:>10}")


if __name__ == "__main__":
    main()
