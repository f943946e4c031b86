"""One run of the model over records: copies set aside, pairs, scores, clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from accompany.identity.match.collapse import copies
from accompany.identity.match.columns import Columns
from accompany.identity.match.decide import Decided, Guards, decided
from accompany.identity.match.model import Model
from accompany.identity.match.pairs import Candidates, Yield, candidates
from accompany.identity.match.score import Scored, Scorer, rarity, together


@dataclass(frozen=True, slots=True)
class Linked:
    """What a run found: clusters, doubtful pairs, and what blocking gave."""

    decided: Decided
    doubtful: Scored
    """Pairs in different clusters that may well be one person."""
    pairs: int
    copies: int
    yields: list[Yield]
    threshold: float


def linked(
    records: Columns,
    model: Model,
    guards: Guards | None = None,
    step: Callable[[int], None] = lambda pairs: None,
) -> Linked:
    """Link records with a model; the same records and model give the same answer."""
    model = model.sized(len(records))
    scorer = Scorer(records, model, rarity(records))
    join = model.weight_of(model.decide["join"])
    doubt = model.weight_of(model.decide["doubt"])
    same = copies(scorer, join)
    pairs = paired(records, same.kept)
    scored = scorer.all(pairs, doubt, step)
    sure = scored.where(np.flatnonzero(scored.sure >= join))
    made = decided(scorer, together([sure, same.links]), guards or Guards.none(len(records)), join)
    apart = np.flatnonzero(made.label[scored.one] != made.label[scored.other])
    return Linked(made, scored.where(apart), len(pairs), len(same.links), pairs.yields, join)


def paired(records: Columns, kept: np.ndarray) -> Candidates:
    """Return the candidate pairs among the records ``kept``, by their rows in ``records``."""
    some = candidates(Columns(records.rows[kept], records.vocabulary))
    one, other = some.split(0, len(some))
    some.packed = (kept[one].astype(np.int64) << 32) | kept[other]
    return some
