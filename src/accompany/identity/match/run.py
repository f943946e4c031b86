"""One run of the model over records: copies set aside, pairs, scores, clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from accompany.identity.match.collapse import copies
from accompany.identity.match.columns import Columns
from accompany.identity.match.decide import Decided, Guards, decided
from accompany.identity.match.model import Model
from accompany.identity.match.pairs import Candidates, Yield, candidates
from accompany.identity.match.reference import Reference, rarity, taken
from accompany.identity.match.score import Scored, Scorer, together


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
    reference: Reference
    """What was weighed against; what comes later is weighed against it too."""


def linked(
    records: Columns,
    model: Model,
    guards: Guards | None = None,
    step: Callable[[int], None] = lambda pairs: None,
    reference: Reference | None = None,
) -> Linked:
    """Link records with a model; the same records, model and reference give the same answer.

    Without a reference these records are it, and the one taken of them is returned.
    """
    model = model.sized(reference.records if reference else len(records))
    if reference is None:
        counts, rare = taken(records)
    else:
        counts, rare = reference, rarity(records, reference)
    scorer = Scorer(records, model, rare)
    join = model.weight_of(model.decide["join"])
    doubt = model.weight_of(model.decide["doubt"])
    same = copies(scorer, join)
    pairs = paired(records, same.kept, reference)
    scored = scorer.all(pairs, doubt, step)
    sure = scored.where(np.flatnonzero(scored.sure >= join))
    made = decided(scorer, together([sure, same.links]), guards or Guards.none(len(records)), join)
    apart = np.flatnonzero(made.label[scored.one] != made.label[scored.other])
    return Linked(
        made, scored.where(apart), len(pairs), len(same.links), pairs.yields, join,
        replace(counts, crowded=pairs.crowded, hopeless=pairs.hopeless),
    )  # fmt: skip


def paired(records: Columns, kept: np.ndarray, reference: Reference | None = None) -> Candidates:
    """Return the candidate pairs among the records ``kept``, by their rows in ``records``."""
    some = candidates(Columns(records.rows[kept], records.vocabulary), reference, len(records))
    one, other = some.split(0, len(some))
    some.packed = (kept[one].astype(np.int64) << 32) | kept[other]
    return some
