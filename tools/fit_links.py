"""Fit the shipped weights on a made-up nation whose truth is known; prints how sure is how true.

    fit_links.py RECORDS.parquet... --out src/accompany/identity/match/children.json

Each file holds the columns of `described` and `truth`, the person a record is really of. Seeds
that anything is measured on are not among them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from accompany.engines.duck import Duck
from accompany.identity.match import columns as at
from accompany.identity.match.columns import Columns, Vocabulary, columns
from accompany.identity.match.compare import FIELDS, HIGHEST, compared, unpacked
from accompany.identity.match.grades import Grades
from accompany.identity.match.model import FORMAT, Model, meets
from accompany.identity.match.pairs import distinct, packed
from accompany.identity.match.reference import rarity, referred
from accompany.identity.match.run import paired
from accompany.identity.match.score import Scorer
from accompany.identity.match.settings import settings

NEVER = 2e-6
MOST_PAIRS = 150_000
PIECE, ENOUGH = 50_000, 0.05
SAME_NAMES = {"given": [7, 6, 5, 4], "surnames": [7, 6, 5, 4]}
OTHER_GIVEN = [0, 1, 2, 3]
HOME = [9, 10]
"""One house number, and the same street or one near."""
TOWN = [9, 10, 13, 14]
"""One ZIP or one a digit off, and the same city or one near."""

TOGETHER: list[tuple[str, dict[str, list[int]]]] = [
    ("as of twins: one birth date and surname, another given name",
     {"surnames": [3, 4, 5, 6, 7], "born": [4, 5, 6], "given": [0]}),
    ("as of twins, one given name near", {"surnames": [3, 4, 5, 6, 7], "born": [4, 5, 6],
                                         "given": [2, 3]}),
    ("as of twins, and another sex", {"surnames": [3, 4, 5, 6, 7], "born": [4, 5, 6],
                                      "given": [0, 2, 3], "sex": [0]}),
    ("as of brothers and sisters: surnames, and another birth date",
     {"surnames": [5, 6, 7], "born": [0, 1, 2], "given": [0, 1, 2, 3]}),
    ("surnames and given name, and another birth date",
     {"surnames": [5, 6, 7], "born": [0, 1], "given": [5, 6, 7]}),
    ("one number, and another given name", {"number": [3], "given": [0, 2, 3]}),
    ("one number, and another birth date", {"number": [3], "born": [0, 1, 2]}),
    ("one number, other given name and birth date", {"number": [3], "given": [0, 1, 2, 3],
                                                     "born": [0, 1, 2, 3]}),
    ("numbers near, and another given name", {"number": [1, 2], "given": [0, 1, 2, 3]}),
    ("numbers near, one name", {"number": [1, 2], **SAME_NAMES}),
    ("another number, one name and birth date", {"number": [0], **SAME_NAMES, "born": [6]}),
    ("another number, and names that differ", {"number": [0], "given": [0, 1, 2, 3]}),
    ("one name and birth date, no number", {"number": [-1], **SAME_NAMES, "born": [6]}),
    ("one number, name and birth date", {"number": [3], **SAME_NAMES, "born": [6]}),
    ("one phone or e-mail, and another given name", {"contact": [1], "given": [0, 1, 2, 3]}),
    ("one phone or e-mail, one name", {"contact": [1], **SAME_NAMES}),
    ("one address, and another given name", {"street": HOME, "given": [0, 1, 2, 3]}),
    ("one address, one name", {"street": HOME, **SAME_NAMES}),
    ("one place, one name", {"place": TOWN, **SAME_NAMES}),
    ("one place, and another given name", {"place": TOWN, "given": OTHER_GIVEN}),
    ("as of a family: surnames and an address", {"surnames": [5, 6, 7], "street": HOME}),
    ("as of twins, at one address", {"surnames": [3, 4, 5, 6, 7], "born": [4, 5, 6],
                                     "given": OTHER_GIVEN, "street": HOME}),
    ("as of twins, at another address", {"surnames": [3, 4, 5, 6, 7], "born": [4, 5, 6],
                                         "given": OTHER_GIVEN, "street": [3, 4, 5, 6]}),
    ("one address and place", {"street": HOME, "place": TOWN}),
    ("one address, and a phone or e-mail", {"street": HOME, "contact": [1]}),
    ("one place, another address", {"street": [0, 3, 4, 5, 6], "place": TOWN}),
]  # fmt: skip


def read(path: Path, kinds: str) -> tuple[Columns, Any]:
    table = pq.read_table(path)
    with Duck(memory="2GB") as duck:
        duck.take("described", table)
        duck.script(
            "accompany.identity.match",
            "cleaned.sql",
            described="described",
            kinds=kinds,
            who="TRUE",
        )
        records = columns(duck, "cleaned", Vocabulary())
        found = duck.rows(
            "SELECT d.truth FROM cleaned c JOIN described d USING (about) ORDER BY c.row"
        )
    return records, np.unique([row[0] for row in found], return_inverse=True)[1]


def true_pairs(truth: Any) -> Any:
    """Return every pair of records of one person."""
    order = np.argsort(truth, kind="stable").astype(np.int32)
    made, distance = [], 1
    while True:
        same = truth[order[:-distance]] == truth[order[distance:]]
        if not same.any():
            return distinct(made)
        made.append(packed(order[:-distance][same], order[distance:][same]))
        distance += 1


def shares(records: Columns, pairs: Any, grades: Grades) -> dict[str, Any]:
    one, other = pairs >> 32, pairs & 0xFFFFFFFF
    levels = compared(records.rows[one], records.rows[other], grades)
    made = {}
    for name in FIELDS:
        counts = np.bincount(levels[name] + 1, minlength=HIGHEST[name] + 2)[1:].astype(float)
        made[name] = np.maximum(counts / max(counts.sum(), 1), NEVER)
        made[name] /= made[name].sum()
    return made


def weighed(parts: list[tuple[Columns, Any]]) -> tuple[dict[str, Any], float]:
    """Return settings and matches per record: m from true pairs, u from pairs at random."""
    records, truth = parts[0]
    grades, draw = Grades(records.vocabulary), np.random.default_rng(5)
    true = true_pairs(truth)
    one = draw.integers(0, len(records), 3_000_000).astype(np.int32)
    other = draw.integers(0, len(records), 3_000_000).astype(np.int32)
    apart = truth[one] != truth[other]
    m = shares(records, draw.permutation(true)[:3_000_000], grades)
    u = shares(records, packed(one[apart], other[apart]), grades)
    made = settings()
    matches = 2 * len(true) / len(records)
    made["probability_two_random_records_match"] = matches / (len(records) - 1)
    for comparison in made["comparisons"]:
        name = comparison["output_column_name"]
        for level, one_m, one_u in zip(
            comparison["comparison_levels"][1:], m[name][::-1], u[name][::-1], strict=True
        ):
            level["m_probability"], level["u_probability"] = float(one_m), float(one_u)
    return made, matches


def withheld(records: Columns, truth: Any) -> tuple[Columns, Any]:
    """Return records as they would be had nobody written an A-number."""
    rows = records.rows.copy()
    rows[:, at.NUMBER_HIGH] = rows[:, at.NUMBER_LOW] = 0
    return Columns(rows, records.vocabulary), truth


def terms() -> list[dict[str, Any]]:
    alone = [
        {"says": f"{name} on its own", "when": {name: [level]}}
        for name in FIELDS
        for level in range(-1, HIGHEST[name] + 1)
    ]
    return [*({"says": says, "when": when} for says, when in TOGETHER), *alone]


def fitted(parts: list[tuple[Columns, Any]], document: dict[str, Any]) -> dict[str, Any]:
    """Add joint terms and calibration, by logistic regression on candidate pairs."""
    asked, draw = terms(), np.random.default_rng(6)
    features, answers = [], []
    for records, truth in [*parts, *(withheld(*part) for part in parts)]:
        rare = rarity(records, referred(records))
        scorer = Scorer(records, Model(document, len(records)), rare)
        pairs = paired(records, np.arange(len(records)))
        scored = scorer.all(pairs, -40.0)
        if len(scored) > MOST_PAIRS:
            scored = scored.where(np.sort(draw.permutation(len(scored))[:MOST_PAIRS]))
        levels = unpacked(scored.pattern)
        columns = [scored.weight / 10, np.ones(len(scored))]
        columns += [meets(term["when"], levels).astype(np.float32) for term in asked]
        features.append(np.column_stack(columns).astype(np.float32))
        answers.append(truth[scored.one] == truth[scored.other])
    x, y = np.concatenate(features), np.concatenate(answers)
    bits = regression(x, y, ridge=np.array([0, 0] + [2.0] * len(asked)))
    slope = bits[0] / 10
    for term, extra in zip(asked, bits[2:] / slope, strict=True):
        term["bits"] = round(float(extra), 3)
    document["joint"] = [term for term in asked if abs(term["bits"]) >= 0.005]
    document["calibration"] = {"slope": round(float(slope), 5), "shift": round(float(bits[1]), 4)}
    return document


def regression(x: Any, y: Any, ridge: Any) -> Any:
    """Return coefficients in bits, by Newton's steps, each halved until it gains."""
    found = np.zeros(x.shape[1])
    found[0] = 5 * np.log(2)
    loss, slope, curve = _lost(x, y, ridge, found)
    for _ in range(60):
        step = np.linalg.solve(curve, slope)
        while (tried := _lost(x, y, ridge, found - step))[0] > loss and np.abs(step).max() > 1e-5:
            step /= 2
        found, gained = found - step, loss - tried[0]
        loss, slope, curve = tried
        if gained < ENOUGH:
            break
    return found / np.log(2)


def _lost(x: Any, y: Any, ridge: Any, c: Any) -> tuple[float, Any, Any]:
    """Return the loss of coefficients, its slope and its curvature, a piece of rows at a time."""
    loss, slope, curve = float((ridge * c * c).sum() / 2), ridge * c, np.diag(ridge)
    for first in range(0, len(y), PIECE):
        some, sign = x[first : first + PIECE].astype(float), y[first : first + PIECE] * 2.0 - 1
        margin = some @ c
        loss += float(np.logaddexp(0, -sign * margin).sum())
        chance = 1 / (1 + np.exp(-np.clip(margin, -500, 500)))
        slope = slope + some.T @ (chance - (sign + 1) / 2)
        curve = curve + (some * (chance * (1 - chance))[:, None]).T @ some
    return loss, slope, curve


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("records", nargs="+", type=Path)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--on", required=True)
    asked.add_argument("--kinds", default="'child'", help="such as 'sponsor', 'household'")
    asked.add_argument("--join", type=float, default=0.6)
    asked.add_argument("--says", default="a made-up nation, its truth known")
    given = asked.parse_args()
    parts = [read(path, given.kinds) for path in given.records]
    weights, matches = weighed(parts)
    document = {
        "format": FORMAT,
        "made_on": given.on,
        "fitted_on": given.says,
        "records": len(parts[0][0]),
        "matches_per_record": round(matches, 4),
        "settings": weights,
        "joint": [],
        "calibration": {"slope": 1.0, "shift": 0.0},
        "decide": {"join": given.join, "doubt": 0.05},
    }
    document = fitted(parts, document)
    given.out.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    print(f"{given.out}: {len(document['joint'])} joint terms")


if __name__ == "__main__":
    main()
