"""Do leads move the answer as expected? Half a case is hidden, its leads worked, the rest revealed.

    python tools/calibrate_leads.py               ten made-up hierarchies, six leads each

A lead about a person is worked by revealing what was hidden of that person: orders and payments
for a second source, calls for call records. Everybody is made up.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np

from accompany.network import leads
from accompany.network.assess import covered
from accompany.network.build import build, identities
from accompany.network.effort import narrowed
from accompany.network.redraw import redraw
from accompany.network.simulated.market import hierarchy, received
from accompany.network.statement import Statement

REVEALS = {"second source": ("order", "payment"), "call records": ("call",)}
EACH, DRAWS = 6, 200
AS_OF = date(2032, 3, 1)


def told_of(seed: int) -> list[Statement]:
    with tempfile.TemporaryDirectory() as folder:
        read = received(hierarchy(seed, 60), Path(folder))
    return [one for several in read.values() for one in several.statements]


def worked(seed: int) -> list[leads.Outcome]:
    rng = np.random.default_rng(seed)
    whole = told_of(seed)
    hidden = {s.id for s in whole if s.layer and rng.random() < 0.5}
    known = [s for s in whole if s.id not in hidden]
    net = build(known)
    drawn = redraw(net, covered(net), draws=DRAWS, rng=rng)
    stands_for, _ = identities(known)
    done = []
    for lead in leads.queue(leads.suggest(net, drawn, known, seed=seed), AS_OF):
        kinds = REVEALS.get(lead.sort, ())
        open_ = [s for s in whole if s.id in hidden and s.kind in kinds]
        came = [s for s in open_ if lead.about in _ends(s, stands_for)]
        if came and len(done) < EACH:
            moved = narrowed(known, known + came, covered(net), seed=seed)
            done.append(leads.Outcome(lead.narrows, moved))
    return done


def _ends(one: Statement, stands_for: dict[str, str]) -> set[str]:
    return {stands_for.get(end, end) for end in (one.subject, one.object)}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=10)
    done = [one for seed in range(1, options.parse_args().cases + 1) for one in worked(seed)]
    print(f"{len(done)} leads worked\n  expected   came    leads")
    for expected, came, count in leads.calibration(done, bins=20):
        print(f"  {expected:8.3f} {came:+8.3f} {count:6d}   {'#' * max(0, round(came * 100))}")
    expected, came = (np.array([getattr(o, side) for o in done]) for side in ("expected", "came"))
    order = np.corrcoef(expected.argsort().argsort(), came.argsort().argsort())[0, 1]
    moved = float(np.mean(abs(came) > 0.01))
    print(f"  mean expected {expected.mean():.3f}, mean came {came.mean():+.3f}; "
          f"rank correlation {order:.2f}; moved at all {moved:.0%}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
