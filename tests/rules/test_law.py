"""The rulebook's quotations stand in the law, its links lead somewhere, and faults are found."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from accompany.core.cite import Checked
from accompany.duties.applies import tellings
from accompany.duties.rules import Clock, Duty, RuleFault, Version, named, read_duty, rulebook

PROJECT = Path(__file__).resolve().parents[2]
LAW = PROJECT.parent / "shared" / "data" / "law"


@pytest.fixture(scope="module")
def law() -> ModuleType:
    spec = importlib.util.spec_from_file_location("law", PROJECT / "tools" / "law.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small_law(
    law: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    """A law of one sentence, made up."""
    (tmp_path / "made-up.txt").write_text("The office shall\n answer   within two days of asking.")
    monkeypatch.setattr(law, "LAW", tmp_path)
    law.law_text.cache_clear()
    yield law
    law.law_text.cache_clear()


def version(text: str, checked: Checked = Checked.READ) -> Version:
    return Version(
        date(2020, 1, 1),
        date(9999, 12, 31),
        Clock("days", 2),
        cite="1 CFR 2.3",
        checked=checked,
        text=text,
        law="made-up.txt",
    )


def faults(law: ModuleType, duty: Duty, **change: object) -> list[str]:
    return list(law.check(dataclasses.replace(duty, **change)))  # type: ignore[arg-type]


@pytest.mark.real
@pytest.mark.skipif(not LAW.is_dir(), reason="the folder shared/data/law is not beside the project")
def test_every_quotation_stands_in_the_law(law: ModuleType) -> None:
    quoted = [(duty, v) for duty in rulebook().values() for v in duty.versions if v.text]
    absent = [f"{duty.id}: {part}" for duty, v in quoted for part in law.missing(v)]
    assert len(quoted) > 70
    assert absent == []


def test_the_rulebook_is_without_fault(law: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "LAW", PROJECT / "no such folder")
    found = [fault for duty in rulebook().values() for fault in law.check(duty)]
    assert found + law.not_duties(list(rulebook().values())) == []


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("The office shall answer within two days of asking.", []),
        ("The office ... within two days", []),
        (
            "The office shall answer within three days",
            ["The office shall answer within three days"],
        ),
        ("within two days ... The office shall", ["The office shall"]),
    ],
)
def test_words_are_found_in_order_or_named(
    small_law: ModuleType, text: str, absent: list[str]
) -> None:
    assert list(small_law.missing(version(text))) == absent


def test_words_of_a_rule_not_read_are_a_fault(small_law: ModuleType) -> None:
    call = named("follow-up-call")
    said = version("The office shall answer", Checked.SECONDHAND)
    found = faults(small_law, call, versions=(call.versions[0], said))
    assert any("words are quoted, but it is secondhand" in fault for fault in found)


def test_a_rule_said_to_be_read_needs_its_words(law: ModuleType) -> None:
    call = named("follow-up-call")
    bare = dataclasses.replace(version(""), law="")
    found = faults(law, call, versions=(call.versions[0], bare))
    assert any("without `text:` and `law:`" in fault for fault in found)


def test_a_link_to_no_duty_and_an_unlisted_value_are_faults(law: ModuleType) -> None:
    transfer = named("transfer-to-hhs")
    odd = dataclasses.replace(transfer.starts[0], values=(("colour", "red"),))
    notes = {"confused_with": [{"duty": "us/none", "why": "made up"}]}
    found = faults(law, transfer, starts=(odd,), notes=notes)
    assert any("no duty is called us/none" in fault for fault in found)
    assert any("asks for `colour`" in fault for fault in found)


def test_a_citation_must_fit_the_strength(law: ModuleType) -> None:
    transfer = named("transfer-to-hhs")
    loose = dataclasses.replace(transfer.versions[-1], cite="everybody knows")
    found = faults(law, transfer, versions=(transfer.versions[0], loose))
    assert any("the citation is no statute" in fault for fault in found)


def test_a_duty_without_cases_is_a_fault(law: ModuleType) -> None:
    assert "us/tvpra/not-written: has no cases" in faults(
        law, named("transfer-to-hhs"), id="us/tvpra/not-written"
    )


@pytest.mark.parametrize(
    ("name", "nature"),
    [
        ("appeal-to-board", "right"),
        ("reopen-final-order", "right"),
        ("charge-smuggling", "limit"),
        ("leave-at-conclusion", "limit"),
        ("transfer-to-hhs", "duty"),
    ],
)
def test_a_right_or_a_last_date_is_never_breached(name: str, nature: str) -> None:
    duty = named(name)
    assert duty.nature == nature
    read = next(version for version in duty.in_force if version.checked is Checked.READ)
    assert duty.may_say_breached(read) is (nature == "duty")


def test_a_nature_that_is_none_is_refused() -> None:
    text = (
        "duty: x\nsays: Made up.\nowed_by: hhs-orr\nowed_to: child\nstrength: policy\n"
        "nature: wish\nstarts: {fact: released}\nkept: {fact: died}\n"
        "within: {2020-01-01: {allow: 2 days, cite: Made up}}\n"
    )
    with pytest.raises(RuleFault, match="One of duty, right, limit"):
        read_duty("us/made-up/x", text)


def test_what_says_that_it_breaches_nothing_is_not_marked_a_duty(law: ModuleType) -> None:
    right = named("appeal-to-board")
    found = faults(law, right, nature="duty")
    assert any("it breaches nothing disagree" in fault for fault in found)


@pytest.mark.parametrize("duty", rulebook().values(), ids=lambda duty: duty.id)
def test_law_is_quoted_or_never_breached(duty: Duty) -> None:
    for one in duty.in_force:
        quoted = bool(one.text and one.law)
        assert quoted is (one.checked is Checked.READ)
        if duty.may_say_breached(one):
            assert duty.strength.is_law and quoted and duty.nature == "duty"
        elif duty.strength.is_law:
            assert not quoted or duty.nature != "duty"


def test_what_is_not_quoted_law_and_could_be_breached_is_a_fault(law: ModuleType) -> None:
    transfer = named("transfer-to-hhs")
    bare = dataclasses.replace(transfer.versions[-1], text="", law="")
    found = faults(law, transfer, versions=(transfer.versions[0], bare))
    assert any("could be called breached, but is not law that is quoted" in one for one in found)


@pytest.mark.real
@pytest.mark.skipif(not LAW.is_dir(), reason="the folder shared/data/law is not beside the project")
def test_every_telling_that_quotes_stands_in_the_law(law: ModuleType) -> None:
    quoting = [one for one in tellings() if one.text]
    assert [fault for one in quoting for fault in law.of_telling(one)] == []
    assert len(quoting) >= 8


def test_a_telling_at_fault_is_told(small_law: ModuleType) -> None:
    read = next(one for one in tellings() if one.checked is Checked.READ)
    odd = dataclasses.replace(read, text="the office may", law="made-up.txt", cite="somewhere")
    found = list(small_law.of_telling(odd))
    assert any("not in made-up.txt: the office may" in fault for fault in found)
    assert any("the citation is no" in fault for fault in found)
    bare = dataclasses.replace(read, checked=Checked.SECONDHAND, verify="")
    found = list(small_law.of_telling(bare))
    assert any("go together" in fault for fault in found)
    assert any("would verify it" in fault for fault in found)
