"""The verdict on made-up networks: sets, not names; nobody where chance explains it."""

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest

from accompany.network import nulls, verdict
from accompany.network.coverage import ASSUMED, estimated, stated
from accompany.network.net import Doubt, net_of
from accompany.network.redraw import redraw
from accompany.network.simulated.planted import market, planted
from accompany.network.ties import Ties

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "networks"


def seen(seed: int, n: int = 80) -> tuple[dict[str, Ties], str | None]:
    rng = np.random.default_rng(seed)
    layers, head = planted(n, rng).seen(rng.random(n) >= 0.3)
    return layers, None if head is None else f"P-{head:03d}"


def judged(layers: dict[str, Ties], seed: int = 1) -> verdict.Verdict:
    return verdict.judge(net_of(layers), seed=seed, coverage=stated(0.7), draws=50, apart=False)


def test_heads_of_planted_hierarchies_are_mostly_in_a_small_set() -> None:
    held = []
    for seed in range(5):
        layers, head = seen(seed)
        found = judged(layers)
        assert len(found.candidates) <= verdict.MOST
        if head is not None:
            held.append(head in {one.actor.name for one in found.candidates})
    assert sum(held) >= 0.6 * len(held)


def test_contractors_and_rewirings_name_nobody() -> None:
    for seed in (0, 3):
        rng = np.random.default_rng(seed)
        assert not judged(market(70, rng)).names_somebody
        layers, _ = seen(seed)
        shuffled = {
            name: nulls.rewired(ties, rng)
            if name in ("orders", "money")
            else nulls.rewired_undirected(ties, rng)
            for name, ties in layers.items()
        }
        found = judged(shuffled)
        assert not found.names_somebody
        assert found.why_not == "no more than chance"
        assert found.together == verdict.NOTHING


def test_the_same_network_and_seed_give_the_same_verdict() -> None:
    layers, _ = seen(4)
    assert judged(layers, seed=9) == judged(layers, seed=9)
    assert judged(layers, seed=9) != judged(layers, seed=10)


def test_chances_add_up_to_one() -> None:
    layers, _ = seen(4)
    found = judged(layers)
    assert found.names_somebody
    assert found.together[0] + found.somebody_else[0] == pytest.approx(1)
    assert sum(c.probability for c in found.candidates) == pytest.approx(found.together[0])
    assert found.together[0] <= 0.8  # somebody nobody has seen keeps the rest


def test_hardly_any_ties_are_too_little() -> None:
    found = judged({"orders": Ties.of(6, [(0, 1), (0, 2)])})
    assert (found.why_not, found.candidates) == ("too little", ())


@pytest.mark.real
@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared networks are not on this machine")
def test_the_head_of_the_reporting_tree_is_the_only_first_before_redraws() -> None:
    with (FOLDER / "ht_reports_edges.csv").open(encoding="utf-8") as rows:
        pairs = [(int(row["target"]), int(row["source"])) for row in csv.DictReader(rows)]
    net = net_of({"orders": Ties.of(21, pairs)}, [str(i) for i in range(21)])
    assert verdict.before_redraws(net) == {"6": 1.0}


@pytest.mark.parametrize("tabled_up_to", [0, 1000])
def test_rewiring_keeps_everybodys_arrows(
    tabled_up_to: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nulls, "TABLED_UP_TO", tabled_up_to)
    rng = np.random.default_rng(1)
    ties = planted(60, rng).layers["orders"]
    found = nulls.rewired(ties, rng)
    for ends in ("tail", "head"):
        assert (
            np.bincount(getattr(found, ends), minlength=60)
            == np.bincount(getattr(ties, ends), minlength=60)
        ).all()
    assert found.m == ties.m
    kept = np.isin(found.tail * 60 + found.head, ties.tail * 60 + ties.head).mean()
    assert kept < 0.3


def test_contractors_have_no_chain() -> None:
    rng = np.random.default_rng(2)
    drawn = nulls.contractors(100, 160, 60, rng)
    same = drawn.stage[drawn.ties.tail] == drawn.stage[drawn.ties.head]
    assert 0.5 < same.mean() < 0.75  # 7 times likelier over five stages: 7 / 11
    assert drawn.organiser.mean() == pytest.approx(0.15)


def test_coverage_from_two_sources() -> None:
    first, second = {f"{i}" for i in range(60)}, {f"{i}" for i in range(40, 90)}
    found = estimated(first, second)
    assert found.basis == "two sources"
    assert found.unseen is not None
    assert found.unseen[0] == pytest.approx(61 * 51 / 21 - 1 - 90)
    assert found.share == pytest.approx(90 / (61 * 51 / 21 - 1))
    assert estimated({"a"}, {"a"}) is ASSUMED


def test_a_doubtful_merge_is_drawn_anew_in_every_world() -> None:
    """Joined to 8, who takes orders from 1, person 0 is no longer first."""
    arrows = [(0, 2), (0, 3), (0, 4), (0, 5), (0, 10), (1, 6), (1, 7), (1, 8), (8, 9)]
    net = net_of({"orders": Ties.of(11, arrows)}, keep=1.0)
    apart = redraw(net, stated(0.99, 0.001), draws=250, rng=np.random.default_rng(1))
    assert apart.shares[0] > 0.6  # a quarter of the draws leave 0 out
    assert apart.votes[:, 0].min() > 0.2
    mixed = dataclasses.replace(net, doubts=(Doubt(0, 8, 0.5),))
    drawn = redraw(mixed, stated(0.99, 0.001), draws=250, rng=np.random.default_rng(1))
    assert 0.15 < drawn.shares[0] < apart.shares[0] - 0.1
    assert drawn.votes[:, 0].min() < 0.1
    assert drawn.votes[:, 0].max() > 0.6
