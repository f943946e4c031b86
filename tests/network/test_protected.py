"""Protected people are in no candidate set: by type, at run time and in the database."""

import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest

from accompany.engines.duck import Duck
from accompany.network import verdict
from accompany.network.build import build
from accompany.network.coverage import stated
from accompany.network.grade import Grade
from accompany.network.standing import Actor, BarredError, Protected, rank, standing_of
from accompany.network.statement import Statement

GOOD = Grade("A", "1")


def said(kind: str, subject: str, value: str, **details: str) -> Statement:
    return Statement(kind, subject, value=value, asserted_by="S-1", grade=GOOD, details=details)


def order(giver: str, taker: str, by: str = "S-1") -> Statement:
    return Statement("order", giver, taker, asserted_by=by, grade=GOOD)


def free_adult(name: str) -> list[Statement]:
    return [said("age", name, "adult"), said("role", name, "guide")]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([], "age not shown"),
        ([said("role", "P", "organiser")], "age not shown"),
        ([said("age", "P", "adult")], "acting freely not shown"),
        ([*free_adult("P"), said("age", "P", "17")], "under 18"),
        ([*free_adult("P"), said("age", "P", "about fifteen")], "under 18"),
        ([*free_adult("P"), said("role", "P", "victim")], "protected role"),
        ([*free_adult("P"), said("role", "P", "family-payer")], "protected role"),
        ([*free_adult("P"), said("freedom", "P", "coerced")], "under coercion"),
        ([*free_adult("P"), said("role", "P", "driver", under_coercion="yes")], "under coercion"),
    ],
)
def test_one_sign_protects_whatever_else_is_said(told: list[Statement], why: str) -> None:
    found = standing_of("P", told)
    assert isinstance(found, Protected)
    assert found.why == why


def test_an_adult_shown_to_act_freely_is_an_actor() -> None:
    found = standing_of("P", free_adult("P"))
    assert isinstance(found, Actor)
    assert found.roles == ("guide",)


def test_a_direct_call_fails() -> None:
    child = Protected("P", "under 18")
    with pytest.raises(BarredError):
        rank([child], [1.0])  # type: ignore[list-item]
    with pytest.raises(BarredError):
        Actor("P", (), ())
    with pytest.raises(BarredError):
        Actor("P", ("s-1",), ("s-1",), roles=("victim",))


def test_the_type_checker_refuses_it(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from accompany.network.standing import Protected, rank\n"
        "rank([Protected('P', 'under 18')], [1.0])\n"
    )
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(wrong)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 1
    assert 'List item 0 has incompatible type "Protected"; expected "Actor"' in found.stdout


def test_the_database_refuses_it() -> None:
    with Duck(threads=1) as duck:
        duck.script("accompany.network", "ranked.sql")
        duck.run("INSERT INTO standing VALUES ('P-1', 'actor', ''), ('P-2', 'protected', 'child')")
        duck.run("INSERT INTO ranked (person, probability) VALUES ('P-1', 0.4)")
        for wrong in (
            "INSERT INTO ranked (person, probability) VALUES ('P-2', 0.4)",
            "INSERT INTO ranked VALUES ('P-2', 'protected', 0.4)",
            "INSERT INTO ranked (person, probability) VALUES ('P-3', 0.4)",
        ):
            with pytest.raises(duckdb.ConstraintException):
                duck.run(wrong)


def test_never_a_candidate_over_generated_networks() -> None:
    """The most central person of each network is made protected, each time for another reason."""
    signs = [("age", "P-0", "16"), ("role", "P-0", "victim"), ("freedom", "P-0", "coerced"),
             ("name", "P-0", "nobody")]  # fmt: skip
    named = 0
    for seed in range(4):
        rng = np.random.default_rng(seed)
        told = []
        told.append(said(*signs[seed % len(signs)]))
        for person in range(1, 60):
            told += free_adult(f"P-{person}")
            boss = (person - 1) // 4
            told += [order(f"P-{boss}", f"P-{person}"), order(f"P-{boss}", f"P-{person}", "S-2")]
            told.append(
                Statement("call", f"P-{person}", f"P-{boss}", asserted_by="wire", grade=GOOD)
            )
            told.append(
                Statement("call", f"P-{person}", f"P-{rng.integers(0, person)}", grade=GOOD)
            )
        net = build(told)
        found = verdict.judge(net, seed=seed, coverage=stated(0.9), draws=40, apart=False)
        names = {one.actor.name for one in found.candidates}
        assert "P-0" not in names
        assert "P-0" not in verdict.before_redraws(net)
        named += bool(names)
        assert found.barred == 1
    assert named  # the others were ranked, so leaving P-0 out was no accident


def test_a_doubtful_link_to_somebody_protected_protects() -> None:
    told = [*free_adult("P-1"), said("role", "P-2", "victim"), order("P-1", "P-3")]
    told.append(Statement("same", "P-1", "P-2", value="0.3", asserted_by="model"))
    net = build(told)
    assert not net.rankable.any()


def test_a_stated_difference_blocks_every_chain() -> None:
    told = [order("P-1", "P-2"), order("P-3", "P-4")]
    told += [Statement("same", a, b, value="0.99") for a, b in (("P-1", "P-9"), ("P-3", "P-9"))]
    assert "P-3" not in build(told).names
    told.append(Statement("different", "P-1", "P-3"))
    names = build(told).names
    assert {"P-1", "P-3"} <= set(names)


def test_a_phone_two_people_use_is_nobodys_for_sure() -> None:
    phone = "phone:+19565550142"
    told = [Statement("holds", "P-1", phone, value="0.99", asserted_by="S-1"),
            Statement("call", phone, "P-4", grade=GOOD)]  # fmt: skip
    assert phone not in build(told).names
    told.append(Statement("holds", "P-2", phone, value="0.97", asserted_by="S-2"))
    net = build(told)
    assert phone in net.names
    assert sorted(doubt.probability for doubt in net.doubts) == [0.97, 0.99]
