"""Pairs drawn for people to judge: the same for a seed, and intervals that hold the truth."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from tests.unit.made_up_people import neighbours, people, take

from accompany.engines.duck import Duck
from accompany.identity.match.decide import Guards
from accompany.identity.match.model import Model, load
from accompany.identity.match.run import linked, paired
from accompany.identity.sample import (
    FEWEST,
    Estimate,
    Population,
    Stratum,
    answered,
    draw,
    estimate,
    population,
)

SEEDS = range(100)


@dataclass(frozen=True, slots=True)
class Nation:
    """A small nation with its truth: which pairs of its population are one child."""

    of: Population
    true: Any
    label: Any
    compared: int

    @property
    def precision(self) -> float:
        return float(self.true[self.of.linked].mean())

    @property
    def recall(self) -> float:
        return float(self.true[self.of.linked].sum() / self.true.sum())


def nation(model: Model, made_up: list[dict[str, str | None]]) -> Nation:
    with Duck() as duck:
        records = take(duck, made_up)
        rows = duck.rows(
            "SELECT d.truth FROM cleaned c JOIN described d USING (about) ORDER BY c.row"
        )
    truth = np.unique([row[0] for row in rows], return_inverse=True)[1]
    made = linked(records, model)
    of = population(records, model, Guards.none(len(records)), made.reference)
    compared = len(paired(records, np.arange(len(records)), made.reference))
    return Nation(of, truth[of.one] == truth[of.other], made.decided.label, compared)


@pytest.fixture(scope="module", params=["shipped", "rash", "timid", "adults"])
def made(request: pytest.FixtureRequest) -> Nation:
    """Linked as shipped; by a cut so low that many links are wrong; so high that many are lost; and
    adults who give no number, by weights of their own."""
    if request.param == "adults":
        return nation(load(group="adults"), neighbours(900, 8))
    cut = {"shipped": 0.5, "rash": 0.002, "timid": 0.995}[request.param]
    return nation(
        Model({**load().document, "decide": {"join": cut, "doubt": cut / 10}}), people(900, 8)
    )


def judged(made: Nation, seed: int, pairs: int = 300) -> list[Stratum]:
    drawn = draw(made.of, pairs, seed)
    said = np.where(made.true[drawn.places], "same", "different").tolist()
    return answered(drawn, said)


def test_the_population_is_every_pair_joined_and_every_other_compared(made: Nation) -> None:
    joined = {
        pair
        for label in np.unique(made.label)
        for pair in combinations(np.flatnonzero(made.label == label).tolist(), 2)
    }
    ends = np.sort(np.stack([made.of.one, made.of.other]), axis=0).T.tolist()
    found = [(one, other) for one, other in ends]
    assert len(set(found)) == len(found)
    assert {pair for pair, is_in in zip(found, made.of.linked, strict=True) if is_in} == joined
    assert len(found) >= made.compared


def test_intervals_hold_the_truth_at_least_ninety_times_in_a_hundred(made: Nation) -> None:
    found = [estimate(judged(made, seed)) for seed in SEEDS]
    for name, truth in (("precision", made.precision), ("recall", made.recall)):
        shares = [getattr(one, name) for one in found]
        assert sum(one.low <= truth <= one.high for one in shares) >= 90
        assert all(one.low <= one.value <= one.high for one in shares)
        assert np.mean([one.value for one in shares]) == pytest.approx(truth, abs=0.01)
        assert np.mean([one.high - one.low for one in shares]) < 0.15


def test_the_truth_among_these_nations_is_not_one_throughout(made: Nation) -> None:
    assert 0.3 < made.precision <= 1
    assert min(made.precision, made.recall) < 1


def test_whoever_judges_all_knows_it_exactly(made: Nation) -> None:
    found = estimate(judged(made, 1, pairs=10**7))
    assert found.precision.value == pytest.approx(made.precision)
    assert found.recall.value == pytest.approx(made.recall)
    assert found.precision.high - found.precision.low < 1e-9


def test_a_seed_draws_the_same_pairs_and_another_draws_others(made: Nation) -> None:
    one, again, other = (draw(made.of, 300, seed) for seed in (1, 1, 2))
    assert one.places.tolist() == again.places.tolist() != other.places.tolist()
    assert len(set(one.places.tolist())) == len(one.places)
    for number, stratum in one.strata.items():
        there = int((one.stratum == number).sum())
        assert there == stratum.drawn >= min(FEWEST, stratum.pairs)


def test_no_more_is_drawn_than_asked_unless_strata_need_more(made: Nation) -> None:
    counts = np.unique(made.of.stratum, return_counts=True)[1]
    fewest = int(np.minimum(counts, FEWEST).sum())
    assert 100 < fewest < 200
    for asked in (20, fewest - 1, fewest, fewest + 1, 203, 400, 1000, 10**7):
        drawn = draw(made.of, asked, 1)
        assert len(drawn.places) == min(max(asked, fewest), len(made.of.one))
        assert sum(one.drawn for one in drawn.strata.values()) == len(drawn.places)


def test_pairs_are_shared_out_as_narrows_the_estimate_most() -> None:
    """Against every way there is to share thirty more out."""
    stated, counts = np.array([0.0005, 0.02, 0.3, 0.97]), np.array([400, 90, 25, 60])
    count, variance = len(stated), np.clip(stated, 0.01, 0.99) * (1 - np.clip(stated, 0.01, 0.99))
    pairs = int(counts.sum())
    of = Population(
        np.arange(pairs), np.arange(pairs) + pairs, np.repeat(stated, counts),
        np.repeat(stated, counts) > 0.5,
    )  # fmt: skip
    drawn = [one.drawn for _, one in sorted(draw(of, FEWEST * count + 30, 1).strata.items())]

    def spread(shares: Any) -> float:
        return float((counts.astype(float) ** 2 * variance / np.array(shares)).sum())

    every = [
        shares
        for more in product(range(31), repeat=count - 1)
        if sum(more) <= 30 and all((shares := np.array([*more, 30 - sum(more)]) + FEWEST) <= counts)
    ]
    assert len(every) > 1000
    assert spread(drawn) == pytest.approx(min(spread(shares) for shares in every))


def test_who_is_unsure_is_as_if_not_asked_and_an_empty_row_too() -> None:
    of = Population(
        np.arange(30), np.arange(30, 60), np.full(30, 0.999), np.arange(30) < 20
    )  # fmt: skip
    drawn = draw(of, 30, 1)
    said = ["unsure", "same", "different", ""] * 8
    (apart, joined) = answered(drawn, said[: len(drawn.places)])
    assert (apart.linked, joined.linked) == (False, True)
    assert apart.judged + joined.judged + apart.unsure + joined.unsure < len(drawn.places)


def test_of_what_nobody_judged_nothing_is_known() -> None:
    nothing = Stratum(True, 0.5, 0.8, 100, 10)
    assert estimate([nothing]).precision.low == 0
    assert estimate([nothing]).precision.high == 1
    assert estimate([Stratum(False, 0.5, 0.8, 100, 10, 10, 5)]) == estimate([])
    wrong = Stratum(True, 0.5, 0.8, 100, 10, 10, 0)
    assert isinstance(estimate([wrong]), Estimate)
    assert estimate([wrong]).recall.value == 0


def test_a_large_stratum_without_an_error_may_still_hold_some() -> None:
    """Clopper and Pearson: none in 60 may be 1 - 0.025 ** (1 / 60) of all."""
    right = Stratum(True, 0.999, 1, 1_000_000, 60, 60, 60)
    found = estimate([right]).precision
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(0.025 ** (1 / 60))
