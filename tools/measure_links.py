"""How sure is how true, and for whom: the shipped weights on a made-up nation not fitted on.

    measure_links.py NATION [--without-numbers]

Prints blocking recall, a reliability table by decile with the Brier score, how true pairs stated
at 0.99 are, and precision and recall by surnames, birth dates and A-numbers.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from bench_link import read
from fit_links import true_pairs

from accompany.engines.duck import Duck
from accompany.identity.match import columns as at
from accompany.identity.match.collapse import copies
from accompany.identity.match.columns import Columns
from accompany.identity.match.model import Model, load
from accompany.identity.match.reference import taken
from accompany.identity.match.run import linked, paired
from accompany.identity.match.score import Scorer

SURE = 0.99


def opened(nation: Path, numbers: bool) -> tuple[Columns, Any]:
    """Return a nation's records, and a number for the person each is really of."""
    with Duck(memory="1500MB") as duck:
        records = read(duck, nation, numbers)
        rows = duck.rows(
            "SELECT d.truth FROM cleaned c JOIN described d USING (about) ORDER BY c.row"
        )
    return records, np.unique([row[0] for row in rows], return_inverse=True)[1]


def candidates(records: Columns, model: Model) -> tuple[Scorer, Any, Any, float]:
    """Return every compared pair, copies among them, with its probability; and pairs a record."""
    scorer = Scorer(records, model, taken(records)[1])
    same = copies(scorer, model.weight_of(model.decide["join"]))
    pairs = paired(records, same.kept)
    scored = scorer.all(pairs, -np.inf)
    one = np.concatenate([scored.one, same.links.one])
    other = np.concatenate([scored.other, same.links.other])
    chance = model.probability(np.concatenate([scored.sure, same.links.sure]))
    stands = np.arange(len(records))
    stands[same.links.other] = same.links.one
    return scorer, np.stack([one, other, stands[one], stands[other]]), chance, len(pairs)


def reached(truth_pairs: Any, pairs: Any, records: int) -> float:
    """Return the share of true pairs that are compared, a copy standing for what it copies."""
    stands = np.arange(records)
    stands[pairs[0]], stands[pairs[1]] = pairs[2], pairs[3]
    low, high = stands[truth_pairs >> 32], stands[truth_pairs & 0xFFFFFFFF]
    met = np.sort(np.minimum(pairs[2], pairs[3]) << 32 | np.maximum(pairs[2], pairs[3]))
    asked = np.minimum(low, high) << 32 | np.maximum(low, high)
    place = np.minimum(np.searchsorted(met, asked), len(met) - 1)
    return float(((met[place] == asked) | (low == high)).mean())


def reliability(chance: Any, true: Any) -> dict[str, Any]:
    rows = []
    for low in range(10):
        some = (chance >= low / 10) & (chance < (low + 1) / 10 if low < 9 else chance <= 1)
        if some.any():
            said, held = float(chance[some].mean()), float(true[some].mean())
            rows.append(f"{low / 10:.1f}: {int(some.sum())} {said:.4f} {held:.4f}")
    sure = chance >= SURE
    near = sure & (chance < 0.995)
    return {
        "deciles: pairs, stated, true": rows,
        "brier": round(float(((chance - true) ** 2).mean()), 5),
        "at 0.99 or more, true": round(float(true[sure].mean()), 5),
        "from 0.99 to 0.995, true": round(float(true[near].mean()), 5) if near.any() else None,
    }


def groups(rows: Any, pairs: Any) -> dict[str, Any]:
    """Return, for each way to split pairs, a mask."""
    one, other = rows[pairs >> 32], rows[pairs & 0xFFFFFFFF]
    two = (one[:, at.SURNAME2] > 0).astype(int) + (other[:, at.SURNAME2] > 0)
    number = (one[:, at.NUMBER_HIGH] > 0).astype(int) + (other[:, at.NUMBER_HIGH] > 0)
    first = ((one[:, at.BORN] & 0xFFFF) == 0x0101) | ((other[:, at.BORN] & 0xFFFF) == 0x0101)
    missing = (one[:, at.BORN] == 0) | (other[:, at.BORN] == 0)
    return {
        "two surnames in both": two == 2, "in one": two == 1, "in neither": two == 0,
        "born on a 1 January": first & ~missing, "birth date missing": missing,
        "other birth dates": ~first & ~missing,
        "A-number in both": number == 2, "in one of them": number == 1, "in none": number == 0,
    }  # fmt: skip


def split(records: Columns, truth: Any, label: Any, true: Any) -> dict[str, Any]:
    """Return, by group, how many pairs are true, recall and precision."""
    joined = true_pairs(label)
    right = truth[joined >> 32] == truth[joined & 0xFFFFFFFF]
    found = label[true >> 32] == label[true & 0xFFFFFFFF]
    in_true, in_joined = groups(records.rows, true), groups(records.rows, joined)
    return {
        name: f"{int(some.sum())} {share(found, some)} {share(right, in_joined[name])}"
        for name, some in in_true.items()
    }


def share(whole: Any, some: Any) -> str:
    return f"{whole[some].mean():.4f}" if some.any() else "none"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("nation", type=Path)
    asked.add_argument("--without-numbers", action="store_true")
    asked.add_argument("--model", type=Path)
    given = asked.parse_args()
    records, truth = opened(given.nation, not given.without_numbers)
    model = load(given.model).sized(len(records))
    true = true_pairs(truth)
    _, pairs, chance, compared = candidates(records, model)
    is_true = (truth[pairs[0]] == truth[pairs[1]]).astype(float)
    print(json.dumps({
        "records": len(records), "pairs a record": round(compared / len(records), 3),
        "blocking recall": round(reached(true, pairs, len(records)), 5),
        **reliability(chance, is_true),
    }, indent=1), flush=True)  # fmt: skip
    label = linked(records, model).decided.label
    print(json.dumps(split(records, truth, label, true), indent=1))


if __name__ == "__main__":
    main()
