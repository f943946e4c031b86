"""Missing ties? Scores for pairs without one, never printed without how often they are right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accompany.network.ties import Floats, Ties


def common_neighbours(ties: Ties) -> Floats:
    """Return how many people each pair both know (Newman 2001)."""
    adjacency = ties.symmetric
    return np.asarray((adjacency @ adjacency).toarray(), dtype=np.float64)


def katz(ties: Ties, shrink: float = 0.5) -> Floats:
    """Return (I - bA)^-1 - I with b = ``shrink`` / largest eigenvalue (Katz 1953).

    Used on criminal networks by Berlusconi et al. 2016 and Calderoni et al. 2020; sound only
    where little is hidden.
    """
    adjacency = ties.symmetric.toarray()
    largest = float(np.linalg.eigvalsh(adjacency)[-1]) if ties.m else 1.0
    eye = np.eye(ties.n)
    return np.asarray(np.linalg.inv(eye - shrink / largest * adjacency) - eye, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Foretold:
    """Pairs most likely tied though no statement says so, and how far to trust that."""

    pairs: tuple[tuple[int, int, float], ...]
    held_out_auc: float
    """The chance that a real tie, hidden, scores above a pair without one; 0.5 is guessing."""


def foretell(ties: Ties, *, seed: int, first: int = 10, hidden: float = 0.1) -> Foretold | None:
    """Score absent ties by Katz, with the AUC over a tenth of the ties held out."""
    once = ties.undirected
    if once.m < 20:
        return None
    rng = np.random.default_rng(seed)
    held = rng.permutation(once.m) < max(1, int(hidden * once.m))
    trained = katz(Ties(once.n, once.tail[~held], once.head[~held]))
    upper = np.triu(np.ones((once.n, once.n), dtype=np.bool_), 1)
    absent = upper & ~(ties.symmetric.toarray() > 0)
    truth, rest = trained[once.tail[held], once.head[held]], trained[absent]
    auc = float((truth[:, None] > rest).mean() + 0.5 * (truth[:, None] == rest).mean())
    scores = np.where(absent, katz(ties), -1.0)
    best = np.argsort(-scores, axis=None, kind="stable")[:first]
    pairs = tuple((int(b // once.n), int(b % once.n), float(scores.flat[b])) for b in best)
    return Foretold(pairs, auc)
