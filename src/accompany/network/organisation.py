"""What kind of organisation, if any: the types of the field, with what speaks for and against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from accompany.network.build import commanding
from accompany.network.chance import Comparison
from accompany.network.measures import centralisation, core, hierarchy
from accompany.network.net import Net
from accompany.network.statement import Statement
from accompany.network.verdict import Verdict

TYPES = ("independent contractors", "one crew", "hierarchy", "taxed by a drug group",
         "family or community help")  # fmt: skip

Beyond = Mapping[str, Comparison]

TAXERS_TAKE = 5
CREW_AT_MOST = 40
CREW_DENSITY = 0.12


@dataclass(frozen=True, slots=True)
class Sign:
    """One observation, for or against a hypothesis, in numbers, with its statements."""

    says: str
    values: tuple[str, ...]
    speaks_for: bool
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A way the evidence could have come about."""

    name: str
    signs: tuple[Sign, ...]

    @property
    def holds(self) -> bool:
        return bool(self.signs) and all(sign.speaks_for for sign in self.signs)


def hypotheses(statements: Sequence[Statement], net: Net, found: Verdict) -> list[Hypothesis]:
    """Weigh every type against the same evidence; more than one can hold, or none."""
    beyond = {one.against: one for one in found.comparisons}
    orders = [one for *_, one in commanding(statements) if one.kind == "order"]
    return [
        _contractors(net, beyond, orders),
        _crew(net, orders),
        _hierarchy(net, beyond),
        _taxed(statements),
        _family(statements),
    ]


def organisation(hypothesis: Sequence[Hypothesis]) -> str:
    """Return the type that holds; taxing shows beside any other; several or none: cannot tell."""
    holding = [one.name for one in hypothesis if one.holds]
    if "taxed by a drug group" in holding:
        return "taxed by a drug group"
    return holding[0] if len(holding) == 1 else "cannot tell"


def _ids(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(sorted(one.id for one in statements))


def _contractors(net: Net, beyond: Beyond, orders: Sequence[Statement]) -> Hypothesis:
    signs = []
    against = beyond.get("contractors")
    if against:
        values = (f"z {against.z:.1f}", f"p {against.p:.2f}")
        signs.append(Sign("chain no deeper than contractors give", values, not against.passed))
    split = hierarchy.asymmetry(net.command.ties, net.union)
    if split and orders:
        several = int(split.organisers.sum())
        signs.append(Sign("several give orders and take none", (str(several),), several > 2,
                          _ids(orders)))  # fmt: skip
    signs.append(_many(net))
    return Hypothesis(TYPES[0], tuple(signs))


def _crew(net: Net, orders: Sequence[Statement]) -> Hypothesis:
    inside = (net.union.degree > 0) & net.crew
    people = net.union.among(inside)
    density = centralisation.density(people) or 0.0
    largest = float((people.component == 0).mean()) if people.n else 0.0
    deep = int(core.coreness(people).max(initial=0))
    return Hypothesis(TYPES[1], (
        Sign("few people", (str(people.n),), 3 <= people.n <= CREW_AT_MOST),
        Sign("nearly all joined", (f"{largest:.0%}",), largest >= 0.8),
        Sign("closely tied", (f"{density:.2f}", str(deep)), density >= CREW_DENSITY),
        Sign("somebody gives orders", (str(len(orders)),), len(orders) > 2, _ids(orders)),
    ))  # fmt: skip


def _hierarchy(net: Net, beyond: Beyond) -> Hypothesis:
    signs = [
        Sign(f"beyond {name}", (f"z {one.z:.1f}", f"p {one.p:.2f}"), one.passed)
        for name, one in beyond.items()
    ]
    return Hypothesis(TYPES[2], (*signs, _many(net)) if "turned" in beyond else ())


def _many(net: Net) -> Sign:
    size = int(((net.union.degree > 0) & net.crew).sum())
    return Sign("more people than one crew", (str(size),), size > CREW_AT_MOST)


def _taxed(statements: Sequence[Statement]) -> Hypothesis:
    tax = [s for s in statements if s.kind == "payment" and s.details.get("purpose") == "tax"]
    takers = {one.object for one in tax}
    ordered = [s for s in statements if s.kind == "order" and s.subject in takers]
    payers = len({one.subject for one in tax})
    return Hypothesis(TYPES[3], (
        Sign("several pay a tax to the same few", (str(payers), str(len(takers))),
             payers >= TAXERS_TAKE and len(takers) * 3 <= payers, _ids(tax)),
        Sign("those who take it give few orders", (str(len(ordered)),),
             len(ordered) <= len(tax) / 4, _ids(ordered)),
    ))  # fmt: skip


def _family(statements: Sequence[Statement]) -> Hypothesis:
    ties = [one for one in statements if one.layer]
    kin = [one for one in ties if one.kind == "kin"]
    paid = [one for one in ties if one.kind == "payment"]
    share = len(kin) / len(ties) if ties else 0.0
    return Hypothesis(TYPES[4], (
        Sign("half of all ties are kin", (f"{share:.0%}",), share >= 0.5, _ids(kin)),
        Sign("hardly anybody pays", (str(len(paid)),), len(paid) <= len(ties) / 10, _ids(paid)),
    ))  # fmt: skip


def typology(net: Net, kind: str) -> tuple[str, tuple[str, ...]]:
    """Return the nearest of UNODC's five types (2002) and the variables that decided it."""
    group, q = core.groups(net.union, seed=1)
    sizes = np.bincount(group)
    share = float(sizes.max() / sizes.sum()) if len(sizes) else 0.0
    seen = (kind, f"Q {q:.2f}", f"largest group {share:.0%}", f"{net.people.sum()} people")
    nearest = {
        "hierarchy": "rigid hierarchy" if share > 0.5 else "devolved hierarchy",
        "one crew": "core criminal group",
        "independent contractors": "criminal network",
        "taxed by a drug group": "criminal network",
    }.get(kind, "not assessable")
    return nearest, seen
