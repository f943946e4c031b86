"""The story of a pair: its weights are the run's own, its words are whole in both languages."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.made_up_people import people, take

from accompany.engines.duck import Duck
from accompany.figures.pair.story import PACKAGE, Side, Story, telling
from accompany.figures.pair.text import as_text
from accompany.figures.words import Language, texts
from accompany.identity.bonds import Barred, Standing, stand
from accompany.identity.family import Family
from accompany.identity.linking import shipped
from accompany.identity.match.columns import Columns
from accompany.identity.match.compare import FIELDS, HIGHEST
from accompany.identity.match.keys import for_pairs
from accompany.identity.match.model import load
from accompany.identity.match.reference import taken
from accompany.identity.match.run import linked, paired
from accompany.identity.match.score import Scorer
from accompany.identity.match.store import load as load_index
from accompany.identity.why import Compared, compare, met_by
from accompany.jobs.ingest import Wishes, ingest
from accompany.jobs.link import Wanted, link
from accompany.jobs.opened import opened
from accompany.jobs.screen import index_path

MODEL = load()
AT = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def records() -> Columns:
    with Duck() as duck:
        return take(duck, people(150, 5))


def one_of(records: Columns, row: int) -> Columns:
    return Columns(records.rows[row : row + 1], records.vocabulary)


def test_a_pair_weighs_in_its_story_what_it_weighs_in_a_run(records: Columns) -> None:
    reference = taken(records)[0]
    pairs = paired(records, np.arange(len(records)))
    scored = Scorer(records, MODEL.sized(len(records)), taken(records)[1]).all(pairs, -np.inf)
    assert len(scored) > 300
    for n in range(0, len(scored), 3):
        ends = [one_of(records, int(side[n])) for side in (scored.one, scored.other)]
        compared = compare(*ends, MODEL, reference)
        assert compared.weighed().weight == pytest.approx(float(scored.sure[n]), abs=1e-9)
        assert compared.weighed().probability == pytest.approx(
            float(MODEL.probability(scored.sure[n : n + 1])[0])
        )


def test_a_pair_is_met_by_a_key_exactly_where_a_run_compares_it(records: Columns) -> None:
    made = linked(records, MODEL)
    pairs = paired(records, np.arange(len(records)))
    there = set(pairs.packed.tolist())
    draw = np.random.default_rng(1).integers(0, len(records), (400, 2))
    some = [(int(low), int(high)) for low, high in np.sort(draw) if low != high]
    some += [(n >> 32, n & 0xFFFFFFFF) for n in sorted(there)[::9]]
    for low, high in some:
        ways = met_by(one_of(records, low), one_of(records, high), made.reference)
        assert bool(ways) == ((low << 32 | high) in there)


def test_each_change_told_turns_the_verdict_and_is_the_least_of_its_field() -> None:
    every = {field: 0 for field in FIELDS}
    far = Compared(MODEL.sized(1000), every, {})
    near = Compared(MODEL.sized(1000), {field: HIGHEST[field] for field in FIELDS}, {})
    halfway = Compared(MODEL.sized(1000), {**every, "given": 7, "sex": 1, "country": 1}, {})
    assert near.weighed().verdict == "join"
    for compared in (far, near, halfway):
        now = compared.weighed().verdict == "join"
        changes = compared.changes()
        assert all((change.verdict == "join") != now for change in changes)
        assert len({change.fields for change in changes}) == len(changes)
    assert {len(change.fields) for change in halfway.changes()} <= {1, 2}
    assert len(far.changes()) <= 3


def story(**more: Any) -> Story:
    """Make a story of two made-up records that differ in all but country."""
    levels = {**dict.fromkeys(FIELDS, 0), "country": 1, "born": -1, "number": 3}
    compared = Compared(MODEL.sized(1000), levels, {("number", 3): 0.0})
    apart = Standing(("a:1", "b:2"), (), (), (), False, None)
    one = Side("a:1", "a:1", {"sex": "F"}, frozenset({"born"}))
    made = Story(
        (one, Side("b:2", "b:2", {}, frozenset())),
        compared.weighed(), compared.changes(), apart, ["the same A-number"], MODEL.id, 1000, 0.5,
        0.05, "1:abc", "care",
    )  # fmt: skip
    return replace(made, **more)


def test_each_way_to_stand_has_its_sentence() -> None:
    chained = Standing(("p-1", "p-2"), (), (), (), True, -3.0)
    barred = replace(chained, barred=(Barred("a:1", "b:2", "stays"), Barred("a:1", "b:3", "stays")))
    joined = replace(chained, persons=("p-1", "p-1"))
    weighed = story().weighed
    cases = {
        "one": story(standing=joined), "barred": story(standing=barred),
        "parted": story(standing=chained), "unmet": story(met_by=()),
        "unjoined": story(weighed=replace(weighed, verdict="join")),
        "doubtful": story(weighed=replace(weighed, verdict="review")),
        "weak": story(weighed=replace(weighed, verdict="apart")),
    }  # fmt: skip
    assert {name: one.answer for name, one in cases.items()} == {name: name for name in cases}
    for language in ("en", "es"):
        said = [as_text(one, language).splitlines()[0] for one in cases.values()]
        assert len(set(said)) == len(said)
    assert "Two stays at once" in as_text(cases["barred"])
    assert "and 1 more pair(s)" in as_text(cases["barred"])


def test_each_thing_that_is_told_of_family_has_its_sentence() -> None:
    cases = [
        Family(), Family(hidden=True), Family(adults=("p-1",)), Family(siblings=("a:7", "a:8")),
        Family(apart=True), Family(apart=True, days_apart=3), Family(each_other=True),
    ]  # fmt: skip
    for language in ("en", "es"):
        said = [list(telling(story(family=one), language).family()) for one in cases]
        assert len({sentences[0] for sentences in said}) == len(cases)
        assert [len(sentences) for sentences in said] == [1, 1, 2, 2, 1, 1, 1]
        assert "(a:7, a:8)" in said[3][0]
    veiled = Family(adults=("x",), apart=True, each_other=True).seen(households=False, name=str)
    assert veiled == Family(each_other=True, hidden=True)
    shown = Family(adults=("x",), siblings=("y",)).seen(households=True, name=str.upper)
    assert (shown.adults, shown.siblings, shown.shared) == (("X",), ("Y",), True)


def test_where_nothing_would_change_it_that_is_said() -> None:
    quiet = story(changes=(), weighed=replace(story().weighed, verdict="apart"))
    assert "No one field and no two fields would" in as_text(quiet)
    assert "0,5" in telling(quiet, "es").chance(0.5)
    assert telling(quiet, "en").chance(1.0) == "0.9999"
    assert telling(quiet, "en").bits(0.01) == "0"


def test_both_languages_say_all_there_is_to_say() -> None:
    english, spanish = (texts(PACKAGE, language) for language in ("en", "es"))
    for section in english:
        assert set(english[section]) == set(spanish[section])
    assert set(english["adults"]) < set(english["say"])
    labels = {level.label for levels in MODEL.levels.values() for level in levels}
    assert labels | {"not given"} == set(spanish["level"])
    models = shipped().values()
    together = {says for model in models for says, _, when in model.terms if len(when) > 1}
    assert together == set(spanish["together"])
    assert {family.says for family in for_pairs(1)} == set(spanish["way"])


def test_a_story_in_spanish_has_no_english_level() -> None:
    language: Language = "es"
    text = as_text(story(), language)
    assert "distinto" in text
    assert "not given" not in text
    assert "no se muestra" in text


def test_stays_at_once_bar_a_chain(tmp_path: Path) -> None:
    """One name, two stays that overlap: joined by weight, parted by the guard, and told so."""
    (tmp_path / "SIMULATED").touch()
    folder = tmp_path / "plain" / "north"
    folder.mkdir(parents=True)
    said = ("given_names", "surnames", "born_on", "sex", "country")
    others = [[row[name] for name in said] for row in people(40, 3)]
    ana = ["Ana Lucia", "Muestra Tum", "2010-03-07", "F", "Guatemala"]
    told = [[n, "child", *row] for n, row in enumerate([ana, ana, *others], 1)]
    began, ended = "custody-began", "custody-ended"
    stays = [
        (1, began, "2021-01-01", "hhs-orr"), (1, ended, "2021-03-01", "hhs-orr"),
        (2, began, "2021-02-01", "hhs-orr"), (2, ended, "2021-04-01", "hhs-orr"),
    ]  # fmt: skip
    for name, head, rows in (
        ("people", ("record_id", "kind", *said), told),
        ("events", ("record_id", "kind", "happened", "party"), stays),
    ):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([head, *rows])
    ledger = tmp_path / "ledger"
    _, refused = ingest(ledger, [tmp_path / "plain"], Wishes(AT, "made up"))
    assert not refused
    link(ledger, Wanted(shipped(), AT, "made up"))
    index = load_index(index_path(ledger))
    assert index
    with opened(ledger) as world:
        found = stand(world.duck, index, MODEL, "plain/north:1", "plain/north:2")
    assert not found.one_person
    assert [one.guard for one in found.barred] == ["stays"]
    assert found.chained
    assert found.mean and found.mean > 0
