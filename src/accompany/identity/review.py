"""What a person should look at: pairs left apart, by what a decision on them would change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accompany.engines.duck import Duck, literal
from accompany.identity.family import families
from accompany.identity.judgement import judgements, standing
from accompany.identity.linking import CHILDREN, GROUPS, Group, Run, cleaned_names
from accompany.identity.match.model import Model
from accompany.identity.match.score import Scored

RISKS = (
    "absence-reported", "absent-without-leave", "concern-learned", "concern-reported",
    "hearing-missed", "in-absentia-order", "trafficking-suspected",
)  # fmt: skip
"""Kinds of fact after which a child may be in danger, and a split timeline hides it."""

NAME = "left-apart-{group}.parquet"
_TEXT: pa.DataType = pa.string()
_SHAPE = pa.schema(
    [pa.field("a", _TEXT), pa.field("b", _TEXT), pa.field("probability", pa.float64()),
     pa.field("why", _TEXT)]
)  # fmt: skip


def keep_left_apart(
    duck: Duck, folder: Path, run: Run, model: Model, group: Group, *, whole: bool
) -> None:
    """Keep the pairs a run left apart; of an earlier run, those it did not look at again."""
    names = cleaned_names(duck)
    fresh = [
        _pairs(names, run.linked.doubtful, model, "doubtful"),
        _pairs(names, run.linked.decided.held_back, model, "a guard"),
    ]
    path = folder / NAME.format(group=group.name)
    if path.exists() and not whole:
        duck.take("left_before", pq.read_table(path))
        rows = duck.batches(
            "SELECT * FROM left_before WHERE NOT (a IN (SELECT about FROM cleaned)"
            " AND b IN (SELECT about FROM cleaned))"
        )
        fresh.append(pa.Table.from_batches(rows, _SHAPE))
    pq.write_table(pa.concat_tables(fresh).sort_by([("a", "ascending"), ("b", "ascending")]), path)


def review(duck: Duck, folder: Path, *, households: bool, facts: str = "known_facts") -> None:
    """Make ``review``, the pairs for a person to look at, in order of ``place``: the most
    consequential first. Pairs of adults, and which adults stand beside both of two children, are
    told only where who is of a household may be learnt."""
    groups = GROUPS if households else (CHILDREN,)
    paths = [folder / NAME.format(group=group.name) for group in groups]
    found = [pq.read_table(path) for path in paths if path.exists()]
    duck.take("left_apart", pa.concat_tables([_SHAPE.empty_table(), *found]))
    pairs = [one.pair for one in standing(judgements(duck, facts=facts))]
    shape = pa.schema([("a", pa.string()), ("b", pa.string())])
    duck.take(
        "judged_pair", pa.Table.from_pylist([{"a": a, "b": b} for a, b in pairs], schema=shape)
    )
    risks = ", ".join(literal(kind) for kind in RISKS)
    duck.script("accompany.identity", "review.sql", facts=facts, risks=risks)
    duck.run("CREATE OR REPLACE VIEW reviewed AS SELECT record AS a, other AS b FROM to_review")
    families(duck, "reviewed", facts=facts)
    duck.script("accompany.identity", "review_family.sql", households=str(households).upper())


def _pairs(names: pa.Array[Any], pairs: Scored, model: Model, why: str) -> pa.Table:
    one, other = (names.take(np.asarray(side, np.int64)) for side in (pairs.one, pairs.other))
    chance = pa.array(model.probability(pairs.sure), pa.float64())
    return pa.table([one, other, chance, pa.array([why] * len(one), pa.string())], schema=_SHAPE)
