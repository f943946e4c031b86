"""Everything said about a case, from the statements one viewer may use: the parts of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from accompany.network import leads, profile, roles
from accompany.network.alike import may_be_one
from accompany.network.build import build, identities
from accompany.network.chance import NULLS
from accompany.network.checklist import Item, checklist
from accompany.network.coverage import Coverage, estimated
from accompany.network.dimensions import Dimension, dimensions
from accompany.network.effort import Effort, apart, effort
from accompany.network.fees import Fee, fees
from accompany.network.net import Net
from accompany.network.organisation import Hypothesis, hypotheses, organisation, typology
from accompany.network.redraw import redraw
from accompany.network.rests import Rests, rests_on
from accompany.network.standing import Protected
from accompany.network.statement import Statement, Viewer, permitted
from accompany.network.verdict import DRAWS, Verdict, judge

RECORDS = frozenset({"calls", "money"})
"""Layers told by records; the others are told by people. Two kinds of source, compared."""

LARGE = 1500
"""Above this many nodes the profile's redraws are left out: minutes, for a page nobody waits on."""


@dataclass(frozen=True, eq=False)
class Assessment:
    """One case as one viewer may see it, as of one day."""

    case: str
    as_of: date
    known_by: date
    purpose: str
    statements: tuple[Statement, ...]
    net: Net
    verdict: Verdict
    profile: tuple[profile.Measured, ...]
    dimensions: tuple[Dimension, ...]
    hypotheses: tuple[Hypothesis, ...]
    organisation: str
    typology: tuple[str, tuple[str, ...]]
    checklist: tuple[Item, ...]
    rests: tuple[Rests, ...]
    leads: tuple[leads.Lead, ...]
    fees: tuple[Fee, ...]
    roles: Mapping[str, roles.Held]
    effort: Effort
    others_hold: bool = False
    """Whether another holder has relevant information: all that is said of what is not shown."""

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Every record of somebody shown to be protected: their names, numbers and aliases."""
        barred = {
            one.name for one in self.net.standings if isinstance(one, Protected) and one.shown
        }
        standing_for, _ = identities(self.statements)
        return frozenset(barred | {r for r, root in standing_for.items() if root in barred})


def happened_by(one: Statement, as_of: date) -> bool:
    """Say whether what is stated had begun by a day; what nobody dated had."""
    return one.when is None or one.when.earliest.date() <= as_of


def covered(net: Net) -> Coverage:
    """Estimate coverage from who is in records, who is in people's words, and who is in both.

    Only of those who may belong to an organisation: migrants are counted by other means.
    """
    found: tuple[set[int], set[int]] = set(), set()
    for name, layer in net.layers.items():
        ends = np.flatnonzero((layer.ties.degree > 0) & net.crew).tolist()
        found[name in RECORDS].update(ends)
    return estimated([str(i) for i in found[True]], [str(i) for i in found[False]])


def assess(
    case: str,
    statements: Iterable[Statement],
    viewer: Viewer,
    *,
    seed: int,
    as_of: date,
    known_by: date,
    purpose: str = "smuggling-investigation",
    draws: int = DRAWS,
    nulls: int = NULLS,
    coverage: Coverage | None = None,
    others_hold: bool = False,
) -> Assessment:
    """Assess a case from nothing but the statements ``viewer`` may use, of the world by then."""
    seen_by = [one for one in permitted(statements, viewer) if happened_by(one, as_of)]
    told, work = apart(seen_by)
    told += may_be_one(told)
    net = build(told)
    seen = coverage or covered(net)
    ids = [one.id for one in told]
    found = judge(net, seed=seed, coverage=seen, draws=draws, nulls=nulls, statements=ids)
    weighed = hypotheses(told, net, found)
    kind = organisation(weighed)
    small = 0 < net.n <= LARGE
    rng = np.random.default_rng(seed)
    drawn = redraw(net, seen, draws=min(draws, 200), rng=rng)
    return Assessment(
        case=case, as_of=as_of, known_by=known_by, purpose=purpose,
        statements=tuple(told), net=net, verdict=found,
        profile=tuple(profile.profile(net, seen, rng=rng, draws=draws)) if small else (),
        dimensions=tuple(dimensions(told)), hypotheses=tuple(weighed), organisation=kind,
        typology=typology(net, kind), checklist=tuple(checklist(told)),
        rests=tuple(rests_on(told, found, seen)),
        leads=tuple(leads.queue(leads.suggest(net, drawn, told, seed=seed), as_of)),
        fees=tuple(fees(told)), roles={one.person: one for one in roles.likely_roles(told)},
        effort=effort(told, work, seen, seed=seed), others_hold=others_hold,
    )  # fmt: skip
