"""Is the verdict honest? Planted hierarchies, contractors and rewirings, judged by the hundred.

    python tools/calibrate_networks.py            what `make calibrate-networks` runs
    python tools/calibrate_networks.py --fit      fit SHARPEN, on networks of its own

Everything it judges is made up.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from accompany.network import nulls, verdict
from accompany.network.coverage import stated
from accompany.network.measures import centralisation
from accompany.network.net import net_of
from accompany.network.redraw import command_score, redraw
from accompany.network.simulated.planted import THIN, USUAL, Habits, market, planted
from accompany.network.ties import Ties

UNSEEN, REDRAWS = 0.3, 200
CHECK, FIT = 30_000, 90_000


@dataclass
class Judged:
    found: verdict.Verdict
    head: str | None
    ranks: dict[str, int]

    @property
    def holds_head(self) -> bool:
        return self.head in {one.actor.name for one in self.found.candidates}


def one(seed: int, habits: Habits, unseen: float = UNSEEN) -> Judged:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(30, 121))
    layers, head = planted(n, rng, habits).seen(rng.random(n) >= unseen)
    net = net_of(layers)
    found = verdict.judge(net, seed=seed, coverage=stated(1 - unseen), draws=REDRAWS, apart=False)
    union, ranks = net.union, {}
    for name, score in {
        "betweenness": centralisation.betweenness(union),
        "degree": union.degree.astype(float),
        "PageRank": centralisation.pagerank(union),
        "closeness": centralisation.harmonic(union),
        "orders given": np.bincount(net.command.tail, minlength=net.n).astype(float),
        "net reach": command_score(net.command.ties),
    }.items():
        ranks[name] = net.n if head is None else int((score > score[head]).sum())
    return Judged(found, None if head is None else net.names[head], ranks)


def interval(hits: int, of: int) -> str:
    share = hits / max(of, 1)
    error = 1.96 * (share * (1 - share) / max(of, 1)) ** 0.5
    return f"{share:.3f} (+-{error:.3f}, {hits} of {of})"


def hierarchies(count: int, habits: Habits, name: str, unseen: float = UNSEEN) -> bool:
    began = perf_counter()
    judged = [one(CHECK + i, habits, unseen) for i in range(count)]
    named = [j for j in judged if j.found.names_somebody]
    hits = sum(j.holds_head for j in named)
    said = float(np.mean([j.found.together[0] for j in named]))
    share = hits / len(named)
    error = 1.96 * (share * (1 - share) / len(named)) ** 0.5
    print(f"\n{name} evidence: {count} hierarchies of 30-120, {unseen:.0%} unseen")
    print(f"  a set of at most {verdict.MOST} named   {interval(len(named), count)}")
    print(f"  head in the named set     {interval(hits, len(named))}; stated {said:.3f}")
    print(f"  named and holds the head  {interval(hits, count)}")
    seen = [j for j in judged if j.head]
    print(f"    of heads seen at all    {interval(sum(j.holds_head for j in seen), len(seen))}")
    print(f"  mean size of a set        {np.mean([len(j.found.candidates) for j in named]):.2f}")
    for measure in judged[0].ranks:
        first = sum(j.ranks[measure] < 1 for j in judged)
        five = sum(j.ranks[measure] < 5 for j in judged)
        print(
            f"  rival {measure:13s} names the head {first / count:.3f}, in five {five / count:.3f}"
        )
    reliability(named)
    print(f"  {perf_counter() - began:.0f} s")
    return abs(share - said) <= error


def reliability(named: list[Judged]) -> None:
    pairs = [(c.probability, c.actor.name == j.head) for j in named for c in j.found.candidates]
    said, true = np.array([p for p, _ in pairs]), np.array([t for _, t in pairs])
    for low, high in ((0, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 1)):
        inside = (said >= low) & (said < high)
        if inside.sum() > 9:
            print(
                f"    persons given {said[inside].mean():.3f} are the head in "
                f"{true[inside].mean():.3f} of {inside.sum()}"
            )


def named_share(count: int, make: object) -> int:
    total = 0
    for i in range(count):
        net = net_of(make(np.random.default_rng(CHECK + 50_000 + i)))  # type: ignore[operator]
        found = verdict.judge(net, seed=i, coverage=stated(1 - UNSEEN), draws=REDRAWS, apart=False)
        total += found.names_somebody
    return total


def rewired(rng: np.random.Generator) -> dict[str, Ties]:
    n = int(rng.integers(30, 121))
    layers, _ = planted(n, rng).seen(rng.random(n) >= UNSEEN)
    return {
        name: nulls.rewired(ties, rng) if name in ("orders", "money")
        else nulls.rewired_undirected(ties, rng)
        for name, ties in layers.items()
    }  # fmt: skip


def rewired_orders(rng: np.random.Generator) -> dict[str, Ties]:
    return {"orders": rewired(rng)["orders"]}


def rewired_calls(rng: np.random.Generator) -> dict[str, Ties]:
    return {"calls": rewired(rng)["calls"]}


def contractors(rng: np.random.Generator) -> dict[str, Ties]:
    n = int(rng.integers(30, 121))
    kept = rng.random(n) >= UNSEEN
    return {name: ties.among(kept) for name, ties in market(n, rng).items()}


def whole_relations(rng: np.random.Generator) -> dict[str, Ties]:
    """Rewire people's whole relations, all layers of a pair together: a tree stays a tree."""
    n = int(rng.integers(30, 121))
    layers, _ = planted(n, rng).seen(rng.random(n) >= UNSEEN)
    command = nulls.rewired(net_of(layers).command.ties, rng)
    return {"orders": command, "money": command.turned, "calls": command, "meetings": command}


def honesty(count: int) -> bool:
    print(f"\nnetworks without a leader, {count} of each: how many are named one")
    good = True
    for name, make in (
        ("each layer rewired", rewired),
        ("orders alone, rewired", rewired_orders),
        ("calls alone, rewired", rewired_calls),
        ("independent contractors", contractors),
    ):
        total = named_share(count, make)
        good &= total <= 0.05 * count
        print(f"  {name:26s} {total}")
    print(f"  whole relations rewired    {named_share(count // 4, whole_relations)} of {count // 4}"
          " (not a test: such a rewiring of a tree is a tree)")  # fmt: skip
    return good


def fit(count: int) -> None:
    """Fit SHARPEN by likelihood of the true head's share, on heads that were seen."""
    rows = []
    for i in range(count):
        rng = np.random.default_rng(FIT + i)
        n = int(rng.integers(30, 121))
        layers, head = planted(n, rng, USUAL if i % 2 else THIN).seen(rng.random(n) >= UNSEEN)
        if head is not None:
            drawn = redraw(net_of(layers), stated(1 - UNSEEN), draws=REDRAWS, rng=rng)
            rows.append((drawn.votes, head))
    for sharpen in np.arange(0.8, 2.6, 0.1):
        likely = []
        for votes, head in rows:
            sharp = votes**sharpen
            sharp /= sharp.sum(axis=1, keepdims=True)
            likely.append(np.log(max(sharp[:, head].mean(), 1e-3)))
        print(f"  SHARPEN {sharpen:.1f}: mean log chance {np.mean(likely):.4f}")
    judged = [one(FIT + i, USUAL if i % 2 else THIN) for i in range(count)]
    share = [np.mean([j.found.names_somebody for j in judged if (j.head is None) == lost])
             for lost in (False, True)]  # fmt: skip
    print(f"  named {share[0]:.3f} with the head seen, {share[1]:.3f} without: "
          f"SEEN_IF_NAMED {share[0] / share[1]:.2f}")  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fit", action="store_true")
    options.add_argument("--networks", type=int, default=500)
    options.add_argument("--without", type=int, default=100)
    chosen = options.parse_args()
    if chosen.fit:
        fit(chosen.networks)
        return 0
    began = perf_counter()
    good = hierarchies(chosen.networks, USUAL, "usual")
    hierarchies(max(chosen.networks // 8, 20), THIN, "thin")
    hierarchies(max(chosen.networks // 8, 20), USUAL, "usual", 0.1)
    good &= honesty(chosen.without)
    print(f"\n{perf_counter() - began:.0f} s in all; {'calibrated' if good else 'NOT calibrated'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
