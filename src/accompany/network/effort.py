"""The effort ledger: hours by category and lead, their outcome, and if they moved the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accompany.network.build import build
from accompany.network.coverage import Coverage
from accompany.network.leads import Outcome, calibration, uncertainty
from accompany.network.redraw import redraw
from accompany.network.statement import Statement

KIND = "effort"
DRAWS = 200


@dataclass(frozen=True, slots=True)
class Worked:
    """Work on one lead: its hours, what it was expected to narrow, and what it did."""

    about: str
    lead: str
    category: str
    hours: float
    expected: float | None
    came: float | None
    """The share of the answer's uncertainty that went; below 0 it grew; None: nothing came in."""
    outcome: str
    by: str


@dataclass(frozen=True, slots=True)
class Effort:
    """All work on a case, and the points of the plot: expected, came, and how many leads."""

    worked: tuple[Worked, ...]
    points: tuple[tuple[float, float, int], ...]

    def hours(self, by: str) -> dict[str, float]:
        """Return hours by ``category``, ``lead`` or ``outcome``, the most first."""
        found: dict[str, float] = defaultdict(float)
        for one in self.worked:
            found[getattr(one, by)] += one.hours
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def hours_per_part(self) -> float | None:
        """Return hours for each whole uncertainty that went; None where none went."""
        went = sum(max(one.came or 0.0, 0.0) for one in self.worked)
        return sum(one.hours for one in self.worked) / went if went else None


def apart(statements: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """Return the evidence, and the work on it, which is evidence of nothing."""
    evidence = [one for one in statements if one.kind != KIND]
    return evidence, [one for one in statements if one.kind == KIND]


def effort(
    evidence: Sequence[Statement], work: Sequence[Statement], coverage: Coverage, *, seed: int
) -> Effort:
    """Weigh each piece of work by the answer with and without the statements it brought.

    A statement names the work it came of under ``obtained``.
    """
    worked = tuple(_worked(evidence, one, coverage, seed) for one in work)
    done = [Outcome(one.expected, one.came) for one in worked
            if one.expected is not None and one.came is not None]  # fmt: skip
    return Effort(worked, tuple(calibration(done)))


def _worked(evidence: Sequence[Statement], one: Statement, coverage: Coverage, seed: int) -> Worked:
    told = one.details
    return Worked(
        about=one.subject, lead=told.get("lead", ""), category=told.get("category", ""),
        hours=_number(one.value) or 0.0, expected=_number(told.get("expected", "")),
        came=_came(evidence, told.get("brought", ""), coverage, seed),
        outcome=told.get("outcome", ""), by=one.id,
    )  # fmt: skip


def _came(
    evidence: Sequence[Statement], brought: str, coverage: Coverage, seed: int
) -> float | None:
    without = [one for one in evidence if one.obtained != brought]
    if not brought or len(without) == len(evidence):
        return None
    return narrowed(without, evidence, coverage, seed=seed)


def narrowed(
    before: Sequence[Statement], after: Sequence[Statement], coverage: Coverage, *, seed: int
) -> float:
    """Return the share of uncertainty about who is first that went between two sets of words."""
    was, is_ = (
        uncertainty(redraw(build(told), coverage, draws=DRAWS,
                           rng=np.random.default_rng(seed)).winners)
        for told in (before, after)
    )  # fmt: skip
    return 1 - is_ / was if was else 0.0


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
