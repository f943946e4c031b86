"""What one viewer sees tells nothing of what another holds, beyond the one allowed sentence."""

import dataclasses
from datetime import UTC, date, datetime

import numpy as np
import pytest

from accompany.network.assess import assess
from accompany.network.coverage import stated
from accompany.network.grade import Grade
from accompany.network.referral import Door, Referral, RefusedError, out
from accompany.network.report.page import as_page
from accompany.network.report.text import as_json, as_text
from accompany.network.sharing import Index, others_hold, token
from accompany.network.statement import Statement, Viewer

NOON = datetime(2031, 3, 1, 12, tzinfo=UTC)
ME = Viewer("police")
DAY = date(2031, 3, 1)


def ledger(rng: np.random.Generator, people: int = 12) -> list[Statement]:
    told = []
    for at in range(people):
        name = f"P-{at}"
        grade = Grade("B", "2")
        told.append(
            Statement("age", name, value="30", asserted_by="S-1", holder="police", grade=grade)
        )
        told.append(Statement("role", name, value="guide", asserted_by="S-1", holder="police",
                              grade=grade))  # fmt: skip
        for kind in ("order", "call", "meeting"):
            other = f"P-{rng.integers(0, people)}"
            told.append(Statement(kind, name, other, asserted_by=f"S-{rng.integers(1, 4)}",
                                  holder="police", grade=grade))  # fmt: skip
    return told


def hidden(rng: np.random.Generator) -> Statement:
    """Another agency's statement this viewer may not use: of any kind, about anybody."""
    kinds = ("order", "call", "payment", "same", "different", "age", "role", "danger", "holds")
    kind = str(rng.choice(kinds))
    value = {"age": "16", "role": "victim", "same": "0.99", "holds": "0.99"}.get(kind, "1")
    return Statement(kind, f"P-{rng.integers(0, 14)}", f"P-{rng.integers(0, 14)}", value=value,
                     asserted_by="S-9", holder="customs", grade=Grade("A", "1"),
                     handling=str(rng.choice(["ask first", "no onward"])))  # type: ignore[arg-type]  # fmt: skip


def shown(told: list[Statement], seed: int) -> str:
    found = assess("SIM-1", told, ME, seed=seed, as_of=DAY, known_by=DAY, draws=10,
                   coverage=stated(0.8), others_hold=others_hold(told, ME))  # fmt: skip
    without = dataclasses.replace(found, others_hold=False)
    return as_text(without) + as_json(without) + as_page(without)


@pytest.mark.parametrize("seed", range(3))
def test_a_hidden_statement_changes_nothing_shown(seed: int) -> None:
    """The thousand pairs are in tools/bench_network.py --inference; here a few."""
    rng = np.random.default_rng(seed)
    told = ledger(rng)
    secret = hidden(rng)
    assert shown(told, seed) == shown([*told, secret], seed)
    assert others_hold([*told, secret], ME)
    assert not others_hold(told, ME)


def test_a_granted_statement_is_used() -> None:
    rng = np.random.default_rng(1)
    secret = hidden(rng)
    assert not ME.sees(secret)
    assert dataclasses.replace(ME, granted=frozenset({secret.id})).sees(secret)
    assert not Viewer("police", court=True).sees(
        dataclasses.replace(secret, holder="police", handling="not for court")
    )


def test_the_index_says_who_and_not_what() -> None:
    index = Index(b"made-up key")
    index.add([Statement("call", "phone:956-555-0142", "P-1", holder="customs"),
               Statement("order", "P-1", "P-2", holder="police")])  # fmt: skip
    assert index.ask("phone:+1 956 555 0142", by="police", case="SIM-1", at=NOON) == ["customs"]
    assert index.ask("P-9", by="police", case="SIM-1", at=NOON) == []
    assert [one.holder for one in index.told("police")] == ["customs", ""]
    assert [one.asked_by for one in index.told("customs")] == ["police"]
    stored = repr(index.holders)
    assert "956" not in stored
    assert "order" not in stored
    assert token("José Luis Pérez", b"k") == token("perez jose-luis", b"k")
    assert token("P-1", b"k") != token("P-1", b"other")


def referral(**changes: object) -> Referral:
    whole = {"case": "SIM-1", "reason": "a house is named", "by": "worker", "approved_by": "lead",
             "role": "child-protection", "fields": {"place": "house:blue"}, "at": NOON}  # fmt: skip
    return Referral(**{**whole, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "investigator"},
        {"approved_by": ""},
        {"approved_by": "worker"},
        {"reason": " "},
        {"fields": {"place": "house:blue", "child": "somebody"}},
        {"fields": {"sponsor": "somebody"}},
    ],
)
def test_the_door_refuses_and_logs(wrong: dict[str, object]) -> None:
    door = Door()
    with pytest.raises(RefusedError):
        door.refer(referral(**wrong))
    assert len(door.log) == 1
    assert door.log[0][1] != "passed"


def test_a_referral_passes_without_the_child_and_nothing_goes_back() -> None:
    door = Door()
    made = door.refer(referral())
    assert made.handling == "ask first"
    assert made.details["place"] == "house:blue"
    assert [outcome for _, outcome in door.log] == ["passed"]
    with pytest.raises(RefusedError):
        out("civil-immigration-enforcement")
    out("trafficking-investigation")
