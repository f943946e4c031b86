"""What to work next: how far a lead would narrow the answer, for an hour, before its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from accompany.network.net import Net
from accompany.network.redraw import Redraws
from accompany.network.statement import Statement
from accompany.network.ties import Bools, Ints

RETENTION = timedelta(days=365)
"""How long a carrier keeps call records; state another where it is known."""

LIMITATION_YEARS = 10
"""18 U.S.C. 3298 for acts under 8 U.S.C. 1324(a); remembered, its words were not read."""

HOURS = {"second source": 12.0, "call records": 6.0, "same person": 4.0, "who holds it": 3.0,
         "danger": 0.5}  # fmt: skip
YIELD = {"second source": 0.4, "call records": 0.7, "same person": 0.6, "who holds it": 0.5,
         "danger": 1.0}  # fmt: skip
SHUFFLES = 20
SOON = 30


@dataclass(frozen=True, slots=True)
class Lead:
    """One thing to do, its reason, and what it is expected to be worth."""

    sort: str
    about: str
    why: str
    narrows: float
    """The expected share of the answer's uncertainty that goes, from 0 to 1."""
    hours: float
    deadline: date | None
    danger: bool
    by: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    """What stands for {0}, {1} in ``why``."""
    holds: float = 0.5
    """The chance that working it yields anything."""

    def worth(self, as_of: date) -> float:
        """Return narrowing x chance x urgency / hours; danger comes before any of it."""
        urgency = 1.0
        if self.deadline:
            urgency += SOON / max((self.deadline - as_of).days, 1)
        return self.narrows * self.holds * urgency / self.hours


def queue(leads: Sequence[Lead], as_of: date) -> list[Lead]:
    """Order leads: danger first of all, then by worth; what is past its date is gone."""
    open_ = [one for one in leads if one.deadline is None or one.deadline >= as_of or one.danger]
    return sorted(open_, key=lambda one: (not one.danger, -one.worth(as_of), one.about))


def uncertainty(winners: Ints) -> float:
    """Return the entropy of who comes first, in bits."""
    if not len(winners):
        return 0.0
    share = np.unique(winners, return_counts=True)[1] / len(winners)
    return float(-(share * np.log2(share)).sum()) + 0.0


def narrowing(winners: Ints, answer: Ints, rng: np.random.Generator) -> float:
    """Return the share of uncertainty that knowing ``answer`` would remove.

    Mutual information over the redraws, less what shuffled answers give by chance.
    """
    whole = uncertainty(winners)
    if whole <= 0:
        return 0.0
    chance = [_shared(winners, rng.permutation(answer)) for _ in range(SHUFFLES)]
    return max(0.0, (_shared(winners, answer) - float(np.mean(chance))) / whole)


def _shared(winners: Ints, answer: Ints) -> float:
    left = 0.0
    for value in np.unique(answer):
        inside = answer == value
        left += float(inside.mean()) * uncertainty(winners[inside])
    return uncertainty(winners) - left


def suggest(
    net: Net,
    drawn: Redraws,
    statements: Sequence[Statement],
    *,
    seed: int,
    retention: timedelta = RETENTION,
) -> list[Lead]:
    """Suggest leads from what the answer hangs on: few words, phones, doubtful merges."""
    rng = np.random.default_rng(seed)
    found = [_danger(one) for one in statements if one.kind == "danger"]
    votes = drawn.shares[:-1]
    for at in np.argsort(-votes, kind="stable")[:8]:
        if votes[at] > 0 and net.rankable[at]:
            found += _about(net, drawn, int(at), rng)
    found += [_doubt(net, at) for at in range(len(net.doubts))]
    return [_dated(one, statements, retention) for one in found]


def _danger(one: Statement) -> Lead:
    why = "somebody may be held or in danger: hand over at once, whatever it does to the case"
    return Lead("danger", one.subject, why, 0.0, HOURS["danger"], None, True, (one.id,), holds=1.0)


def _about(net: Net, drawn: Redraws, at: int, rng: np.random.Generator) -> list[Lead]:
    """Suggest a second source for a person's orders, worth what those ties tell of the answer."""
    mine: Bools = (net.command.tail == at) | (net.command.head == at)
    if not mine.any():
        return []
    real = drawn.kept[:, mine].sum(axis=1).astype(np.int64)
    worth = narrowing(drawn.winners, real, rng)
    by = tuple(sorted({s for t in np.flatnonzero(mine) for s in net.command.by[t]}))
    name = net.names[at]
    return [
        Lead(sort, name, why, worth, HOURS[sort], None, False, by, holds=YIELD[sort])
        for sort, why in (
            ("second source", "whose orders these are rests on few words"),
            ("call records", "calls would tell whom this person is in touch with"),
        )
    ]


def _doubt(net: Net, at: int) -> Lead:
    doubt = net.doubts[at]
    left, right = net.names[doubt.left], net.names[doubt.right]
    open_ = 4 * doubt.probability * (1 - doubt.probability)
    sort = "who holds it" if ":" in left + right else "same person"
    return Lead(
        sort, left, "may be one with {0}, {1}", 0.1 * open_, HOURS[sort], None, False, (doubt.by,),
        (right, f"{doubt.probability:.2f}"), YIELD[sort],
    )  # fmt: skip


def _dated(lead: Lead, statements: Sequence[Statement], retention: timedelta) -> Lead:
    """Give a lead its last day: call records are deleted, and acts can no longer be charged."""
    if lead.sort == "call records":
        calls = [s.when.latest.date() for s in statements if s.kind == "call" and s.when]
        return replace(lead, deadline=max(calls) + retention) if calls else lead
    if lead.sort == "second source":
        mine = set(lead.by)
        acts = [s.when.latest.date() for s in statements if s.id in mine and s.when]
        return replace(lead, deadline=limited(max(acts))) if acts else lead
    return lead


def limited(act: date) -> date:
    """Return the last day on which an act can be charged; 29 February lapses on the 28th."""
    day = 28 if (act.month, act.day) == (2, 29) else act.day
    return act.replace(year=act.year + LIMITATION_YEARS, day=day)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A lead that was worked: what it was expected to narrow, and what it did."""

    expected: float
    came: float


def calibration(outcomes: Sequence[Outcome], bins: int = 5) -> list[tuple[float, float, int]]:
    """Return (mean expected, mean that came, n) in bins of what was expected: the plot's points."""
    edges = np.linspace(0, 1, bins + 1)
    rows = []
    for low, high in pairwise(edges):
        inside = [o for o in outcomes if low <= o.expected < high or high == 1 == o.expected]
        if inside:
            expected = float(np.mean([o.expected for o in inside]))
            rows.append((expected, float(np.mean([o.came for o in inside])), len(inside)))
    return rows
