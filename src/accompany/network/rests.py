"""What rests on one source, and what changes if that source is not believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accompany.network.build import build, commanding
from accompany.network.coverage import Coverage
from accompany.network.redraw import redraw
from accompany.network.statement import Statement
from accompany.network.verdict import Verdict

DRAWS = 200
SOURCES = 5


@dataclass(frozen=True, slots=True)
class Rests:
    """One source, how many ties of command nobody else speaks of, and the set without it."""

    source: str
    alone: int
    before: float
    after: float
    """The share of first places the same candidates hold, with the source and without."""
    leave: tuple[str, ...]
    """Candidates who fall below a twentieth of the first places."""
    by: tuple[str, ...]


def alone(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    """Return, for each source, the statements of ties of command that it alone speaks of."""
    told: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for boss, aide, one in commanding(statements):
        told[boss, aide].append(one)
    found: dict[str, list[Statement]] = defaultdict(list)
    for several in told.values():
        sources = {one.asserted_by for one in several}
        if len(sources) == 1:
            found[sources.pop()] += several
    return found


def rests_on(statements: Sequence[Statement], found: Verdict, coverage: Coverage) -> list[Rests]:
    """Redraw without each of the sources on which most rests alone.

    A source that hints at a leader falls with everything it says, ties and roles alike.
    """
    single = sorted(alone(statements).items(), key=lambda pair: (-len(pair[1]), pair[0]))
    names = [one.actor.name for one in found.candidates]
    whole = _shares(statements, names, coverage, found) if names else {}
    answers = []
    for source, told in single[:SOURCES]:
        left = [one for one in statements if one.asserted_by != source]
        without = _shares(left, names, coverage, found) if names else {}
        gone = tuple(n for n in names if without.get(n, 0.0) < 0.05 <= whole.get(n, 0.0))
        by = tuple(sorted(one.id for one in told))
        answers.append(
            Rests(source, len(told), sum(whole.values()), sum(without.values()), gone, by)
        )
    return answers


def _shares(
    statements: Sequence[Statement], names: Sequence[str], coverage: Coverage, found: Verdict
) -> dict[str, float]:
    net, rng = build(statements), np.random.default_rng(found.seed)
    drawn = redraw(net, coverage, draws=min(DRAWS, found.draws), rng=rng).shares
    return {name: float(drawn[net.names.index(name)]) for name in names if name in net.names}
