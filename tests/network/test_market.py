"""A simulated investigation: three made-up cases, read from the files agencies would send."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from accompany.core.problem import InputFault
from accompany.network import verdict
from accompany.network.assess import assess
from accompany.network.build import build, identities
from accompany.network.case import FORMS, read_case, written
from accompany.network.evidence import Sender
from accompany.network.fees import fees
from accompany.network.organisation import hypotheses, organisation
from accompany.network.roles import likely_roles, macro_f1
from accompany.network.simulated.market import MARKET, Case, received
from accompany.network.statement import Statement, Viewer


def statements(case: Case, folder: Path) -> list[Statement]:
    """Read a case's files back, and check that every row is used or set aside."""
    found, aside = [], 0
    for kind, one in received(case, folder).items():
        assert one.rows == one.used + one.set_aside == len(case.rows[kind])
        assert len(one.problems) == one.set_aside
        aside += one.set_aside
        found += one.statements
    assert aside == case.faulty
    return found


@pytest.mark.parametrize("make", MARKET)
@pytest.mark.parametrize("seed", [1])
def test_a_case_is_understood(make: Callable[[int], Case], seed: int, tmp_path: Path) -> None:
    case = make(seed)
    told = statements(case, tmp_path)
    net = build(told)
    found = verdict.judge(net, seed=1, draws=50, apart=False)
    assert organisation(hypotheses(told, net, found)) == case.truth.organisation
    ranked = {one.actor.name for one in found.candidates}
    assert not any(case.truth.roles.get(name) == "migrant" for name in ranked)
    if case.truth.head:
        assert set(verdict.before_redraws(net)) == {case.truth.head}

    roles = {one.person: one.role for one in likely_roles(told)}
    major = Counter(case.truth.roles.values()).most_common(1)[0][0]
    rival = macro_f1(dict.fromkeys(case.truth.roles, major), case.truth.roles)
    ours = macro_f1(roles, case.truth.roles)
    assert ours > 0.6
    assert rival < 0.2

    prices = {one.leg: one.median for one in fees(told)}
    for leg, price in case.truth.fees.items():
        assert prices[leg] == pytest.approx(price, rel=0.1)


def test_phones_join_to_people(tmp_path: Path) -> None:
    told = statements(MARKET[1](3), tmp_path)
    standing_for, doubtful = identities(told)
    assert standing_for["phone:+19565551000"] == "P-000"
    assert not doubtful


def test_a_case_is_a_folder(tmp_path: Path) -> None:
    case = MARKET[1](3)
    case.write(tmp_path)
    (tmp_path / "notes.docx").write_bytes(b"made up")
    (tmp_path / "other.ftm.json").write_text(
        '{"id": "a", "schema": "Person", "properties": {"name": ["Made Up"], "phone": ["1"]}}\n'
        "\nnot an entity\n"
    )
    found = read_case(tmp_path, Sender("hsi"))
    assert found.made_up
    assert found.not_for_us == ["notes.docx"]
    assert sum(one.set_aside for one in found.files.values()) == case.faulty + 1
    other = found.files["other.ftm.json"].problems
    assert [(one.column, one.outcome, one.raw) for one in other] == [
        ("Person.phone", "noted", "1"), ("", "set aside", "not an entity")]  # fmt: skip
    one = assess(case.name, found.statements, Viewer("hsi"), seed=1, as_of=date(2032, 3, 1),
                 known_by=date(2032, 3, 1), draws=10, nulls=9)  # fmt: skip
    assert all(written(one, form) for form in FORMS)
    with pytest.raises(InputFault, match="no such folder"):
        read_case(tmp_path / "nowhere", Sender("hsi"))
