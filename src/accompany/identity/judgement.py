"""A judgement: that two records are, or are not, one person, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accompany.engines.duck import Duck, Row, filled, read_sql

Verdict = Literal["same", "different", "unsure"]

_FROM_KIND: dict[str, Verdict] = {
    "judged-same": "same",
    "judged-different": "different",
    "judged-unsure": "unsure",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person (or one sender) says of two records; ``a`` sorts before ``b``."""

    a: str
    b: str
    verdict: Verdict
    by: str
    why: str
    judged_at: datetime
    known_at: datetime
    fact_id: bytes = b""
    probability: float = 1.0
    """Of a model's link; what a person says is taken as certain."""

    @property
    def pair(self) -> tuple[str, str]:
        return self.a, self.b

    @property
    def order(self) -> tuple[datetime, datetime, str, str, str, bytes]:
        """Oldest knowledge first, so that what is told later does not undo what stands."""
        return self.known_at, self.judged_at, self.a, self.b, self.by, self.fact_id


def judgements(duck: Duck, *, facts: str = "known_facts") -> list[Judgement]:
    """Read the link facts of ``facts``, a table or view of what was known and not replaced."""
    found = duck.rows(filled(read_sql("accompany.identity", "judgements.sql"), facts=facts))
    return [_judgement(row) for row in found if row[0] != row[1]]


def standing(given: Iterable[Judgement]) -> list[Judgement]:
    """Keep, of what the same one said about the same pair, only the last, in ``order``.

    Where two contrary words of one judge carry the same moment both stay, and *different*,
    being the safer, wins when clusters are made.
    """
    whole = sorted(given, key=lambda one: one.order)
    last: dict[tuple[str, str, str], tuple[datetime, datetime]] = {}
    for one in whole:
        if one.by:
            said = (one.judged_at, one.known_at)
            key = (*one.pair, one.by)
            last[key] = max(last.get(key, said), said)
    return [
        one
        for one in whole
        if not one.by or (one.judged_at, one.known_at) == last[(*one.pair, one.by)]
    ]


def _judgement(row: Row) -> Judgement:
    one, other, kind, by, why, judged_at, known_at, fact_id = row
    a, b = sorted((one, other))
    return Judgement(a, b, _FROM_KIND[kind], by, why, judged_at, known_at, bytes(fact_id))
