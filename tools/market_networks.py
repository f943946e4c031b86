"""A simulated smuggling market, investigated: is each case understood, and is all accounted for?

    python tools/market_networks.py               three cases, ten seeds each
    python tools/market_networks.py --seeds 3

Contractors, one tight crew, a taxing drug group (and one hierarchy beside them) are written as
the files agencies would send, read back, and judged. Everybody in them is made up.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from accompany.network import verdict
from accompany.network.build import build
from accompany.network.fees import fees
from accompany.network.organisation import hypotheses, organisation
from accompany.network.roles import likely_roles, macro_f1
from accompany.network.simulated.market import MARKET, Case, hierarchy, received
from accompany.network.statement import Statement

DRAWS = 200


@dataclass(frozen=True, slots=True)
class Scored:
    """One case: what it was taken for, how well roles and prices came back, what became of rows."""

    right: bool
    taken_for: str
    named: bool
    holds_head: bool
    barred_ranked: int
    ours: float
    rival: float
    price_off: float
    rows: int
    used: int
    aside: int
    accounted: bool


def scored(case: Case) -> Scored:
    with tempfile.TemporaryDirectory() as folder:
        read = received(case, Path(folder))
    told = [one for several in read.values() for one in several.statements]
    found = verdict.judge(build(told), seed=1, draws=DRAWS, apart=False)
    truth, ranked = case.truth.roles, {one.actor.name for one in found.candidates}
    kind = organisation(hypotheses(told, build(told), found))
    common = Counter(truth.values()).most_common(1)[0][0]
    aside = sum(one.set_aside for one in read.values())
    return Scored(
        right=kind == case.truth.organisation, taken_for=kind, named=found.names_somebody,
        holds_head=case.truth.head in ranked,
        barred_ranked=sum(truth.get(name) == "migrant" for name in ranked),
        ours=macro_f1({one.person: one.role for one in likely_roles(told)}, truth),
        rival=macro_f1(dict.fromkeys(truth, common), truth), price_off=_price_off(case, told),
        rows=sum(one.rows for one in read.values()), used=sum(one.used for one in read.values()),
        aside=aside,
        accounted=aside == case.faulty == sum(len(one.problems) for one in read.values())
        and all(read[kind].rows == len(rows) for kind, rows in case.rows.items()),
    )  # fmt: skip


def _price_off(case: Case, told: list[Statement]) -> float:
    """Return how far the worst leg's median is from its true price."""
    medians = {one.leg: one.median or 0.0 for one in fees(told)}
    return max(abs(medians.get(leg, 0.0) / price - 1) for leg, price in case.truth.fees.items())


def judged(make: Callable[[int], Case], seeds: int) -> bool:
    rows = [scored(make(seed)) for seed in range(1, seeds + 1)]
    name, count = make(1).truth.organisation, len(rows)
    right = sum(one.right for one in rows)
    print(f"\n{name}, {count} cases")
    print(f"  organisation right        {right} of {count}"
          f"   {dict(Counter(one.taken_for for one in rows))}")  # fmt: skip
    print(f"  somebody named            {sum(one.named for one in rows)}; the true head among them "
          f"{sum(one.holds_head for one in rows)}; protected people ranked "
          f"{sum(one.barred_ranked for one in rows)}")  # fmt: skip
    for title, values in (
        ("roles, macro-F1", [one.ours for one in rows]),
        ("  majority rival", [one.rival for one in rows]),
        ("worst leg's price off by", [one.price_off for one in rows]),
    ):
        print(f"  {title:25s} {sum(values) / count:.3f} ({min(values):.3f} to {max(values):.3f})")
    sums = [sum(getattr(one, part) for one in rows) for part in ("rows", "used", "aside")]
    whole = all(one.accounted for one in rows) and sums[0] == sums[1] + sums[2]
    shown = "all accounted for" if whole else "NOT all accounted for"
    print(f"  evidence                  {sums[0]:,} rows = {sums[1]:,} used + {sums[2]:,} "
          f"set aside; {shown}")  # fmt: skip
    better = all(one.ours > one.rival for one in rows)
    return right == count and whole and better and not sum(one.barred_ranked for one in rows)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=10)
    seeds = options.parse_args().seeds
    good = [judged(make, seeds) for make in (*MARKET, hierarchy)]
    print(f"\n{'understood' if all(good) else 'NOT all understood'}")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
