"""Measures on small made-up networks whose answer can be worked out by hand."""

import numpy as np
import pytest

from accompany.network.measures import (
    breaking,
    brokerage,
    centralisation,
    core,
    flow,
    hierarchy,
    large,
    missing,
)
from accompany.network.ties import Ties

STAR = Ties.of(6, [(0, i) for i in range(1, 6)])
RING = Ties.of(6, [(i, (i + 1) % 6) for i in range(6)])


def test_a_star_is_wholly_centralised_and_a_ring_not_at_all() -> None:
    for measure in (
        centralisation.degree_centralisation,
        centralisation.betweenness_centralisation,
        centralisation.closeness_centralisation,
    ):
        assert measure(STAR) == pytest.approx(1)
        assert measure(RING) == pytest.approx(0)


def test_ties_drop_loops_and_repeats() -> None:
    assert Ties.of(3, [(0, 0), (0, 1), (0, 1), (1, 0)]).m == 2
    assert Ties.of(3, [(0, 0), (0, 1), (0, 1), (1, 0)]).undirected.m == 1


def test_too_few_people_for_a_measure_give_none() -> None:
    pair = Ties.of(2, [(0, 1)])
    assert centralisation.degree_centralisation(pair) is None
    assert hierarchy.flow_hierarchy(Ties.of(2, [])) is None
    assert missing.foretell(pair, seed=1) is None


def test_orders_that_loop_are_no_hierarchy() -> None:
    assert hierarchy.flow_hierarchy(RING) == 0
    found = hierarchy.krackhardt(RING)
    assert found is not None and found.hierarchy == 0


def test_organisers_give_orders_and_take_none() -> None:
    orders = Ties.of(6, [(0, 1), (0, 2), (3, 4), (3, 5)])
    found = hierarchy.asymmetry(orders, Ties.of(6, [*zip(orders.tail, orders.head, strict=True)]))
    assert found is not None
    assert np.flatnonzero(found.organisers).tolist() == [0, 3]
    assert found.share == pytest.approx(2 / 6)
    assert found.tie_ratio == 0


def test_the_five_kinds_of_go_between() -> None:
    chain = Ties.of(3, [(0, 1), (1, 2)])
    for groups, kind in [
        ((0, 0, 0), "coordinator"),
        ((0, 1, 0), "itinerant"),
        ((0, 1, 1), "gatekeeper"),
        ((0, 0, 1), "representative"),
        ((0, 1, 2), "liaison"),
    ]:
        counted = brokerage.go_betweens(chain, np.array(groups))
        assert counted.sum() == 1
        assert counted[1, brokerage.BROKERS.index(kind)] == 1


def test_stages_apart_are_segmented() -> None:
    ties = Ties.of(6, [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)])
    found = brokerage.stages(ties, ["a", "a", "a", "b", "b", "b"])
    assert found is not None and found.same_to_other == pytest.approx((6 / 6) / (1 / 9))
    assert found.e_i_index == pytest.approx((1 - 6) / 7)


def test_cut_share_of_two_triangles_and_of_a_ring() -> None:
    bow = Ties.of(5, [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (2, 4)])
    assert brokerage.cut_share(bow) == pytest.approx(4 / 10)
    assert brokerage.cut_share(RING) == 0


def test_money_measures() -> None:
    orders = Ties.of(4, [(0, 1), (1, 2), (1, 3)])
    payments = Ties.of(4, [(2, 1), (3, 0), (0, 1), (2, 3)])
    assert flow.upward_share(payments, orders) == (2, 3)
    assert flow.gini(np.array([0.0, 0.0, 0.0, 4.0])) == pytest.approx(0.75)
    assert flow.gini(np.array([1.0, 1.0, 1.0, 1.0])) == pytest.approx(0)
    assert flow.role_entropy(["driver", "guide"]) == pytest.approx(np.log(2))
    assert flow.repeat_rate([(0, 1), (0, 1), (2, 1)]) == pytest.approx(0.5)


def test_removing_a_hub_breaks_a_star_unless_somebody_replaces_it() -> None:
    alike = breaking.remove(STAR, [0], ["boss", "boss", *["aide"] * 4])
    assert alike is not None
    assert alike.after == 1
    assert alike.replaced < alike.after
    assert alike.strengthens  # five people around a new hub are closer than six were
    alone = breaking.remove(STAR, [0], ["boss", *["aide"] * 5])
    assert alone is not None and alone.replaced == alone.after == 1


def test_a_core_is_found() -> None:
    ties = Ties.of(8, [(0, 1), *((hub, rim) for hub in (0, 1) for rim in range(2, 8))])
    found, fit = core.best_core(ties)
    assert np.flatnonzero(found).tolist() == [0, 1]
    assert fit == pytest.approx(1)


def test_sampled_betweenness_is_exact_with_every_pivot() -> None:
    rng = np.random.default_rng(3)
    ties = Ties.of(70, rng.integers(0, 70, (150, 2)).tolist())
    exact = centralisation.betweenness(ties)
    sampled = large.sampled_betweenness(ties, pivots=70, seed=1)
    assert sampled == pytest.approx(exact, rel=1e-9, abs=1e-12)
    rough = large.sampled_betweenness(ties, pivots=40, seed=1)
    assert np.corrcoef(rough, exact)[0, 1] > 0.95
    assert large.pagerank(ties) == pytest.approx(centralisation.pagerank(ties), abs=1e-8)


def test_foretold_ties_say_how_often_they_are_right() -> None:
    rng = np.random.default_rng(5)
    group = np.repeat([0, 1], 20)
    chance = np.where(group[:, None] == group[None, :], 0.5, 0.02)
    drawn = np.argwhere(np.triu(rng.random((40, 40)) < chance, 1))
    found = missing.foretell(Ties.of(40, drawn.tolist()), seed=2)
    assert found is not None
    assert found.held_out_auc > 0.6
    assert all(group[a] == group[b] for a, b, _ in found.pairs)


def test_reach_counted_is_reach_tabled() -> None:
    rng = np.random.default_rng(6)
    for arrows in (20, 60, 150):
        ties = Ties.of(50, rng.integers(0, 50, (arrows, 2)).tolist())
        assert ties.reach_count.tolist() == ties.reach.sum(axis=1).tolist()
