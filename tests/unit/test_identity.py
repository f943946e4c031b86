"""Persons from given links, on made-up records."""

from __future__ import annotations

import random
from datetime import UTC, date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.facts_table import TOLD, fact, fill

from accompany.core.fact import Fact
from accompany.engines.duck import Duck
from accompany.identity.cluster import Clusters, clusters
from accompany.identity.judgement import Judgement, Verdict, judgements
from accompany.identity.persons import membership, person_id, person_ids, persons, resolve

ON = date(2024, 1, 1)


def judged(
    a: str,
    b: str,
    verdict: Verdict = "same",
    by: str = "",
    *,
    at: int = 0,
    judged_at: int | None = None,
) -> Judgement:
    a, b = sorted((a, b))
    told = TOLD + timedelta(days=at)
    said = told if judged_at is None else TOLD + timedelta(days=judged_at)
    return Judgement(a, b, verdict, by, "", said, told, f"{a}{b}{verdict}{by}{at}".encode())


def link(a: str, b: str, verdict: str = "same", *, at: int = 0, by: str = "steward") -> Fact:
    told = TOLD + timedelta(days=at)
    return fact(a, f"judged-{verdict}", told, told=told, other=b, by=by, why="made up")


def seen(about: str, *, at: int = 0) -> Fact:
    return fact(about, "apprehended", ON, "cbp-usbp", told=TOLD + timedelta(days=at))


def persons_of(duck: Duck) -> dict[str, str]:
    return dict(duck.rows("SELECT about, person FROM person"))


def test_same_joins_along_a_chain() -> None:
    made = clusters([judged("a", "b"), judged("c", "b"), judged("x", "y")])
    assert made.members == [["a", "b", "c"], ["x", "y"]]
    assert len(made.joined) == 3


def test_a_link_inside_a_cluster_adds_nothing() -> None:
    made = clusters([judged("a", "b"), judged("b", "c"), judged("a", "c")])
    assert made.members == [["a", "b", "c"]]
    assert len(made.joined) == 2
    assert made.contradictions == []


def test_different_blocks_a_chain_and_the_older_links_stand() -> None:
    late = judged("b", "c", at=5)
    no = judged("a", "c", "different", at=9)
    made = clusters([late, no, judged("a", "b")])
    assert made.members == [["a", "b"]]
    (contradiction,) = made.contradictions
    assert contradiction.different == no
    assert contradiction.held_back == (late,)


def test_different_blocks_joining_two_clusters_through_strangers() -> None:
    given_links = [judged("a", "b"), judged("c", "d"), judged("b", "c", at=1)]
    made = clusters([*given_links, judged("a", "d", "different")])
    assert made.members == [["a", "b"], ["c", "d"]]
    assert made.contradictions[0].held_back == (given_links[2],)


def test_the_same_judge_may_think_again_and_the_last_word_counts() -> None:
    first, second = judged("a", "b", "different", "ana"), judged("a", "b", "same", "ana", at=1)
    assert clusters([first, second]).members == [["a", "b"]]
    turned = [judged("a", "b", "same", "ana"), judged("a", "b", "different", "ana", at=1)]
    assert clusters(turned).members == []


def test_a_late_extract_with_an_old_judgement_is_not_the_last_word() -> None:
    now = judged("a", "b", "different", "ana", at=3)
    old = judged("a", "b", "same", "ana", at=9, judged_at=1)
    assert clusters([now, old]).members == []


def test_two_contrary_words_of_one_moment_are_taken_as_different() -> None:
    made = clusters([judged("a", "b", "same", "ana"), judged("a", "b", "different", "ana")])
    assert made.members == []
    assert len(made.contradictions) == 1


def test_another_judge_does_not_overrule_a_different() -> None:
    made = clusters([judged("a", "b", "different", "ana"), judged("a", "b", "same", "bo", at=9)])
    assert made.members == []


def test_unsure_joins_nothing_and_is_listed() -> None:
    made = clusters([judged("a", "b", "unsure", "ana")])
    assert made.members == []
    assert [one.pair for one in made.unsure] == [("a", "b")]


NAMES = st.sampled_from("abcdefgh")
JUDGEMENTS = st.lists(
    st.builds(
        judged,
        NAMES,
        NAMES,
        st.sampled_from(["same", "same", "same", "different", "unsure"]),
        st.sampled_from(["", "ana", "bo"]),
        at=st.integers(0, 3),
    ).filter(lambda one: one.a != one.b),
    max_size=25,
)


@settings(max_examples=300, deadline=None)
@given(JUDGEMENTS, st.randoms(use_true_random=False))
def test_no_cluster_holds_two_records_judged_different(
    links: list[Judgement], shuffle: random.Random
) -> None:
    made = clusters(links)
    mixed = list(links)
    shuffle.shuffle(mixed)
    assert made == clusters(mixed)
    where = {name: n for n, cluster in enumerate(made.members) for name in cluster}
    apart = {c.different.pair for c in made.contradictions}
    for cluster in made.members:
        assert len(cluster) > 1
        assert not apart & set(combinations(cluster, 2))
    for one in made.joined:
        assert where[one.a] == where[one.b]
    for contradiction in made.contradictions:
        no = contradiction.different
        assert contradiction.held_back
        for held in contradiction.held_back:
            ends = {where.get(held.a, held.a), where.get(held.b, held.b)}
            assert ends == {where.get(no.a, no.a), where.get(no.b, no.b)}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(judged, NAMES, NAMES).filter(lambda one: one.a != one.b), max_size=20))
def test_without_different_clusters_are_the_connected_parts(links: list[Judgement]) -> None:
    part = {name: {name} for one in links for name in one.pair}
    for one in links:
        whole = part[one.a] | part[one.b]
        for name in whole:
            part[name] = whole
    expected = sorted({tuple(sorted(group)) for group in part.values()})
    assert [tuple(cluster) for cluster in clusters(links).members] == expected


def test_a_hundred_thousand_links_make_twenty_thousand_persons() -> None:
    draw = random.Random(7)
    links = [judged(f"r{n}", f"r{n + 1}", at=n % 50) for n in range(100_000) if n % 5]
    links += [judged(f"r{draw.randrange(100_000)}", f"s{n}", "different") for n in range(2_000)]
    draw.shuffle(links)
    made: Clusters = clusters(links)
    assert len(made.members) == 20_000
    assert {len(cluster) for cluster in made.members} == {5}


def test_a_person_is_named_after_the_oldest_record() -> None:
    with Duck() as duck:
        a, b = "us/one:1", "plain/two:9"
        fill(duck, [seen(a, at=3), seen(b, at=1), link(a, b, at=4), seen("us/one:2")])
        made = persons(duck)
        assert persons_of(duck) == {a: person_id(b), b: person_id(b)}
        assert (made.records, made.links, made.clusters) == (3, 1, 1)


def test_a_merge_keeps_the_older_id_and_a_split_leaves_it_with_that_record() -> None:
    old, mid, new = "us/one:1", "us/two:1", "us/three:1"
    facts = [seen(old), seen(mid, at=1), seen(new, at=2), link(mid, new, at=3)]
    with Duck() as duck:
        fill(duck, facts)
        persons(duck)
        assert persons_of(duck) == dict.fromkeys([mid, new], person_id(mid))
        merged = [*facts, link(old, new, at=5)]
        fill(duck, merged)
        persons(duck)
        assert persons_of(duck) == dict.fromkeys([old, mid, new], person_id(old))
        assert resolve(duck, person_id(mid)) == person_id(old)
        fill(duck, [*merged, link(mid, new, "different", at=6)])
        persons(duck)
        assert persons_of(duck) == dict.fromkeys([old, new], person_id(old))
        assert resolve(duck, person_id(mid)) == mid


def test_a_correction_does_not_make_a_record_younger() -> None:
    a, b = "us/one:1", "us/two:1"
    first = seen(a)
    again = fact(a, "apprehended", date(2024, 1, 2), told=TOLD + timedelta(days=30), replaces=first)
    facts = [first, again, seen(b, at=3), link(a, b, at=4)]
    with Duck() as duck:
        fill(duck, facts)
        duck.run("CREATE TABLE ever AS SELECT about, known_at FROM known_facts")
        duck.run("INSERT INTO ever VALUES (?, ?)", [a, TOLD.replace(tzinfo=None)])
        persons(duck, records="ever")
        assert set(persons_of(duck).values()) == {person_id(a)}


def test_equally_old_records_are_taken_by_name() -> None:
    with Duck() as duck:
        fill(duck, [seen("us/b:1"), seen("us/a:1"), link("us/b:1", "us/a:1")])
        persons(duck)
        assert set(persons_of(duck).values()) == {person_id("us/a:1")}


def test_ids_that_begin_alike_grow_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    from accompany.identity import persons as module

    def alike(oldest: str, digits: int = 10) -> str:
        return "p-" + ("0" * 11 + oldest)[:digits]

    monkeypatch.setattr(module, "person_id", alike)
    assert person_ids([(7, "b"), (3, "a")]) == {7: "p-" + "0" * 10, 3: "p-" + "0" * 11}


def test_a_contradiction_reaches_the_report() -> None:
    a, b = "us/one:1", "us/two:1"
    with Duck() as duck:
        fill(duck, [link(a, b), link(a, b, "different", by="ana"), link(a, "us/x:1", "unsure")])
        made = persons(duck)
        assert [c.different.by for c in made.contradictions] == ["ana"]
        assert [one.pair for one in made.unsure] == [(a, "us/x:1")]
        assert persons_of(duck) == {}


@pytest.mark.parametrize("seed", range(5))
def test_persons_in_columns_are_those_of_the_definition(seed: int) -> None:
    """Words of three judges among a model's trees: the same members, judges and probabilities."""
    draw = random.Random(seed)
    names = [f"plain/made-up:{n:03d}" for n in range(120)]
    facts = [seen(name, at=draw.randrange(9)) for name in names]
    model = []
    for first in range(0, 120, 4):
        for n in range(first + 1, first + 4):
            if draw.random() < 0.7:
                a, b = names[n], names[draw.randrange(first, n)]
                weight = f"{5 + n / 100 + draw.random():.4f}"
                model.append((a, b, weight))
                facts.append(
                    fact(a, "linked", TOLD, told=TOLD, other=b, weight=weight, model="model-x",
                         probability=f"0.9{n:03d}")
                )  # fmt: skip
    for _ in range(40):
        verdict = draw.choice(["same"] * 6 + ["different", "unsure"])
        a, b = draw.sample(names, 2)
        facts.append(link(a, b, verdict, at=draw.randrange(9), by=draw.choice("abc")))
    with Duck() as duck:
        fill(duck, facts)
        made = persons(duck)
        membership(duck)
        rows = duck.rows("SELECT record, person, decided_by, probability FROM membership")
        said = judgements(duck)
    weighed = [
        Judgement(*sorted((a, b)), "same", "model-x", "", TOLD, TOLD, b"", float(weight))
        for a, b, weight in sorted(model, key=lambda one: -float(one[2]))
    ]  # fmt: skip
    expected = clusters(said, weighed)
    found: dict[str, list[str]] = {}
    for record, person, _, _ in rows:
        if person != record:
            found.setdefault(person, []).append(record)
    assert sorted(sorted(group) for group in found.values()) == expected.members
    assert made.links == len(expected.joined)
    assert made.unsure == expected.unsure
    first = {name: one for one in reversed(expected.joined) for name in one.pair}
    by = {record: who for record, _, who, _ in rows if who}
    assert by == {name: one.by for name, one in first.items()}
    certain = {record for record, _, who, sure in rows if who and sure == 1}
    assert certain == {name for name, one in first.items() if one.by in "abc"}


def test_a_record_linked_to_itself_and_a_link_to_nothing_are_passed_over() -> None:
    with Duck() as duck:
        fill(duck, [link("us/a:1", "us/a:1"), fact("us/a:1", "judged-same", TOLD, by="x")])
        assert judgements(duck) == []


def test_a_link_without_a_judge_is_laid_to_its_sender() -> None:
    with Duck() as duck:
        fill(duck, [fact("us/a:1", "judged-same", TOLD, other="us/b:1")])
        assert [one.by for one in judgements(duck)] == ["us/a"]


def test_a_name_resolves_to_its_subject() -> None:
    a, b = "us/one:17", "us/two:9"
    with Duck() as duck:
        fill(duck, [seen(a), seen(b), seen("us/three:9"), link(a, b)])
        persons(duck)
        assert resolve(duck, person_id(a)) == person_id(a)
        assert resolve(duck, person_id(b)) == person_id(a)
        assert resolve(duck, b) == person_id(a)
        assert resolve(duck, "17") == person_id(a)
        assert resolve(duck, "9") is None
        assert resolve(duck, "us/three:9") == "us/three:9"
        assert resolve(duck, "p-" + "0" * 10) is None
        assert resolve(duck, "nobody") is None


def test_every_record_has_one_row_of_membership() -> None:
    a, b, c = "us/one:1", "us/two:1", "us/three:1"
    described = fact(b, "person-described", ON, kind="child", given_names="Made Up")
    with Duck() as duck:
        fill(duck, [seen(a), described, seen(c), link(a, b, by="ana")])
        persons(duck)
        membership(duck)
        assert duck.rows("SELECT * FROM membership ORDER BY record") == [
            (a, person_id(a), None, 1.0, "ana"),
            (c, c, None, None, ""),
            (b, person_id(a), "child", 1.0, "ana"),
        ]


def test_of_every_value_the_last_that_was_given_stands() -> None:
    a, b = "us/one:1", "us/two:1"

    def told(about: str, day: int, at: int, **said: str) -> Fact:
        when, known = ON + timedelta(days=day), TOLD + timedelta(days=at)
        return fact(about, "person-described", when, told=known, **said)

    with Duck() as duck:
        fill(duck, [
            told(a, 1, 0, kind="child", given_names="Made", phone="1", city="Old"),
            told(a, 2, 0, given_names="Later", phone="2"),
            told(a, 2, 3, given_names="Latest", surnames="Up"),
            told(a, 0, 9, phone="9", city="Older", zip="00001"),
            told(b, 0, 0, kind="sponsor", given_names="Once"),
        ])  # fmt: skip
        duck.script("accompany.identity.match", "described.sql", facts="known_facts")
        assert duck.rows("SELECT about, kind, given_names, surnames, phone, city, zip, email"
                         " FROM described ORDER BY about") == [
            (a, "child", "Latest", "Up", "2", "Old", "00001", None),
            (b, "sponsor", "Once", None, None, None, None, None),
        ]  # fmt: skip


def test_times_are_read_as_they_stand() -> None:
    with Duck() as duck:
        fill(duck, [link("us/b:1", "us/a:1", at=2)])
        (one,) = judgements(duck)
        assert one.known_at.replace(tzinfo=UTC) == TOLD + timedelta(days=2)
        assert one.pair == ("us/a:1", "us/b:1")
