"""How fast, how large, and does anything leak: the heavy checks of the network half.

    python tools/bench_network.py --verdict     1,000 redraws on 300 people
    python tools/bench_network.py --large       100,000 people, 1,000,000 ties; rivals beside
    python tools/bench_network.py --inference   1,000 pairs of ledgers and one hidden statement

Every network here is made up.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Callable
from datetime import date
from time import perf_counter, process_time
from typing import get_args

import numpy as np

from accompany.network import verdict
from accompany.network.assess import assess
from accompany.network.case import written
from accompany.network.coverage import stated
from accompany.network.grade import Grade
from accompany.network.measures import core, large
from accompany.network.net import net_of
from accompany.network.report.words import Language, Words
from accompany.network.sharing import others_hold
from accompany.network.simulated.planted import planted
from accompany.network.statement import Statement, Viewer
from accompany.network.ties import Ties

PIVOTS = 128


def peak() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at most so far"


def timed(name: str, work: Callable[[], object]) -> float:
    began, busy = perf_counter(), process_time()
    try:
        work()
    except Exception as error:
        print(f"  {name:42s} {type(error).__name__}")
        return 0.0
    took = perf_counter() - began
    busy = process_time() - busy
    print(f"  {name:42s} {took:8.2f} s ({busy:.2f} s busy)   {peak()}", flush=True)
    return took


def one_verdict() -> bool:
    rng = np.random.default_rng(1)
    layers, _ = planted(300, rng).seen(np.ones(300, dtype=np.bool_))
    net = net_of(layers)
    print(f"300 people, {net.union.undirected.m} pairs tied, {len(net.command.tail)} orders")
    took = timed("a verdict with 1,000 redraws", lambda: verdict.judge(
        net, seed=1, coverage=stated(0.7), draws=1000))  # fmt: skip
    return 0 < took < 10


def made(people: int, ties: int) -> Ties:
    """Draw groups of a hundred or so, and hubs, with some ties across."""
    rng = np.random.default_rng(2)
    group = rng.integers(0, people // 100, people)
    order = np.argsort(group, kind="stable")
    tail = rng.integers(0, people, ties)
    near = order[np.clip(np.argsort(order)[tail] + rng.integers(-60, 61, ties), 0, people - 1)]
    far = (people * rng.random(ties) ** 2).astype(np.int64)
    return Ties.from_arrays(people, tail, np.where(rng.random(ties) < 0.8, near, far)).undirected


def at_scale(people: int, count: int) -> bool:
    ties = made(people, count)
    print(f"{ties.n:,} people, {ties.m:,} ties")
    took = sum([
        timed("ours: components", lambda: large.components(ties)),
        timed("ours: PageRank", lambda: large.pagerank(ties)),
        timed("ours: Leiden", lambda: core.groups(ties, seed=1)),
        timed(f"ours: betweenness, {PIVOTS} pivots",
              lambda: large.sampled_betweenness(ties, pivots=PIVOTS, seed=1)),
    ])  # fmt: skip
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"  ours in all {took:.1f} s, {most:.2f} GB")
    rivals(ties)
    return took < 60 and most < 3


def rivals(ties: Ties) -> None:
    import igraph
    import networkx as nx

    pairs = np.column_stack([ties.tail, ties.head])
    rng = np.random.default_rng(1)
    pivots = rng.choice(ties.n, PIVOTS, replace=False).tolist()
    graph = igraph.Graph(ties.n, pairs.tolist())
    timed("igraph: components", graph.connected_components)
    timed("igraph: PageRank", graph.pagerank)
    timed("igraph: Leiden", lambda: graph.community_leiden("modularity", n_iterations=2))
    timed(f"igraph: betweenness, {PIVOTS} sources", lambda: graph.betweenness(sources=pivots))
    slow = nx.Graph()
    slow.add_nodes_from(range(ties.n))
    slow.add_edges_from(pairs.tolist())
    timed("networkx: components", lambda: list(nx.connected_components(slow)))
    timed("networkx: PageRank", lambda: nx.pagerank(slow))
    timed("networkx: Louvain (it has no Leiden)", lambda: nx.community.louvain_communities(slow))
    few = 4
    took = timed(f"networkx: betweenness, {few} pivots",
                 lambda: nx.betweenness_centrality(slow, k=few, seed=1))  # fmt: skip
    print(f"  networkx at {PIVOTS} pivots would take about {took * PIVOTS / few:,.0f} s")


KINDS = ("order", "call", "payment", "same", "different", "age", "role", "danger", "holds", "fee",
         "place", "kin", "definition", "freedom", "name")  # fmt: skip
VALUE = {"age": "16", "role": "victim", "same": "0.99", "holds": "0.99", "freedom": "coerced",
         "definition": "ongoing", "name": "Ramon Tobar Lemus"}  # fmt: skip
ME, DAY = Viewer("police"), date(2031, 3, 1)


def ledger(rng: np.random.Generator) -> list[Statement]:
    """Make fourteen people; a third of the ties are told by another holder, openly."""
    told = []
    for at in range(14):
        name, grade = f"P-{at}", Grade("B", "2")
        called = ("Ramon", "Elias", "Saul")[at % 3] + (" Tobar", " Zelaya", " Pineda")[at // 3 % 3]
        for kind, value in (("age", "30"), ("role", "guide"), ("name", f"{called} Lemus")):
            told.append(Statement(kind, name, value=value, asserted_by="S-1", holder="police",
                                  grade=grade))  # fmt: skip
        boss = f"P-{(at - 1) // 3}" if at else "P-9"
        for kind in ("order", "call", "meeting"):
            if rng.random() < 0.8:
                holder = "police" if rng.random() < 0.67 else "customs"
                told.append(Statement(kind, boss, name, asserted_by=f"S-{rng.integers(1, 4)}",
                                      holder=holder, grade=grade))  # fmt: skip
    return told


def secret(rng: np.random.Generator) -> Statement:
    """Make a statement of any kind, about anybody, that the viewer may not use."""
    kind = str(rng.choice(KINDS))
    first, second = (f"P-{n}" for n in rng.integers(0, 16, 2))
    purpose = {"purpose": str(rng.choice(["tax", "proceeds", "wage"]))} if kind == "payment" else {}
    return Statement(
        kind, first, "house:blue" if kind == "place" else second, value=VALUE.get(kind, "1"),
        asserted_by=f"S-{rng.integers(1, 6)}", holder="customs", grade=Grade("A", "1"),
        handling="no onward" if rng.random() < 0.5 else "ask first", details=purpose,
    )  # fmt: skip


def given_out(told: list[Statement], seed: int) -> tuple[bool, str]:
    """Return whether the one allowed sentence stands in it, and all else the viewer can get."""
    found = assess("SIM", told, ME, seed=seed, as_of=DAY, known_by=DAY, draws=10, nulls=49,
                   coverage=stated(0.8), others_hold=others_hold(told, ME))  # fmt: skip
    whole = "".join(
        written(found, form, language)
        for form in ("txt", "html")
        for language in get_args(Language)
    ) + "".join(written(found, form) for form in ("json", "graphml", "csv", "ftm.json"))
    for language in get_args(Language):
        whole = whole.replace(Words(language).say("others_hold"), "(one sentence)")
    without = whole.replace("(one sentence)\n", "").replace(
        '<p class="note">(one sentence)</p>', ""
    )
    flag = f'"others_hold": {str(found.others_hold).lower()}'
    return "(one sentence)" in whole, without.replace(flag, "")


def inference(pairs: int) -> bool:
    """Compare all a viewer can get of each pair; half the ledgers hold something hidden already."""
    began, differ, allowed, wrong = perf_counter(), 0, 0, 0
    for seed in range(pairs):
        rng = np.random.default_rng(seed)
        told = ledger(rng) + [secret(rng)] * (seed % 2)
        before, after = given_out(told, seed), given_out([*told, secret(rng)], seed)
        differ += before[1] != after[1]
        allowed += before[0] != after[0]
        wrong += (before[0], after[0]) != (bool(seed % 2), True)
        if seed % 100 == 99:
            print(f"  {seed + 1} pairs, {differ} differ", flush=True)
    print(f"{pairs} pairs of ledgers that differ in one hidden statement: {differ} differ in what "
          f"the viewer gets, {allowed} in the allowed sentence alone (asked for: {pairs // 2}); "
          f"{perf_counter() - began:.0f} s")  # fmt: skip
    return differ == wrong == 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--verdict", action="store_true")
    options.add_argument("--large", action="store_true")
    options.add_argument("--inference", action="store_true")
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--ties", type=int, default=1_000_000)
    options.add_argument("--pairs", type=int, default=1000)
    chosen = options.parse_args()
    good = True
    if chosen.verdict:
        good &= one_verdict()
    if chosen.large:
        good &= at_scale(chosen.people, chosen.ties)
    if chosen.inference:
        good &= inference(chosen.pairs)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
