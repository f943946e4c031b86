"""Cases are read as lawyers write them, and one that cannot be read is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from made_up import moment
from shapes import DEATH, EXCUSE, FROM, TO, made

from accompany.core.when import day
from accompany.duties import cases
from accompany.duties.cases import cases_of, reachable
from accompany.duties.judge import State
from accompany.duties.rules import Clock, Duty, Every, RuleFault, named

DUTY = made("days", Clock("days", 3))


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the package: a rule's cases are looked for in it."""
    monkeypatch.setattr(cases.resources, "files", lambda _: tmp_path)
    (tmp_path / "rulebook" / "made").mkdir(parents=True)
    return tmp_path / "rulebook" / "made" / "days.cases.yaml"


def one(beside: Path, **more: object) -> cases.Case:
    row = {"name": "A call in time", "as_of": "2024-07-01", "expect": "kept", **more}
    beside.write_text(yaml.safe_dump([row]))
    (read,) = cases_of(DUTY)
    return read


def test_a_case_reads_as_it_is_written(beside: Path) -> None:
    case = one(
        beside,
        known_by="2024-07-02",
        zone="America/Chicago",
        heard={"call-reached-child": "2024-01-01..2024-12-31"},
        facts=[
            "2024-06-11 released hhs-orr ->sponsor category=1",
            "2024-06-12T15:00Z call-reached-child 'provider:Made Up' known=2024-07-01 zone=UTC",
        ],
        due="2024-06-14",
        not_before="2024-06-11",
    )
    released, call = case.facts
    assert (released.party, released.to_party, released.details) == (
        "hhs-orr", "sponsor", {"category": "1"},
    )  # fmt: skip
    assert released.when == day(released.day_earliest, "America/Chicago")
    assert released.known_at == released.when.latest
    assert (call.party, call.zone, call.details) == ("provider:Made Up", "UTC", {})
    assert call.known_at == day(moment("2024-07-01").date(), "UTC").latest
    assert case.as_of == day(moment("2024-07-01").date(), "America/Chicago").latest
    assert case.expect == [State.KEPT]
    (period,) = case.periods
    assert period.first == moment("2024-01-01", "America/Chicago")
    assert period.end == moment("2025-01-01", "America/Chicago")
    assert case.hearing.kinds == {"call-reached-child"}
    assert case.due is not None
    assert case.not_before is not None
    assert case.due.latest - case.not_before.earliest == timedelta(days=4, microseconds=-1)


@pytest.mark.parametrize(
    ("expect", "states"), [("none", []), ("late", ["late"]), (["kept", "gap"], ["kept", "gap"])]
)
def test_what_is_expected_is_one_state_several_or_no_due(
    beside: Path, expect: object, states: list[str]
) -> None:
    assert one(beside, expect=expect).expect == states


def test_everything_or_nothing_may_have_been_heard(beside: Path) -> None:
    assert one(beside).hearing.kinds == frozenset()
    assert one(beside, heard="everything").hearing.kinds == DUTY.needs_to_hear


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"heard": "much"}, "everything, nothing, or kinds"),
        ({"facts": ["yesterday released"]}, "not a date"),
        ({"facts": ["2024-06-11"]}, "not enough values"),
        ({"expect": "done"}, "'done' is not a valid State"),
        ({"as_of": "2024-13-01"}, "month"),
    ],
)
def test_a_case_that_cannot_be_read_is_named(
    beside: Path, wrong: dict[str, object], what: str
) -> None:
    with pytest.raises(RuleFault, match=r"rulebook/made/days\.cases\.yaml, A call in time") as said:
        one(beside, **wrong)
    assert what in str(said.value)


def test_a_case_without_a_name_or_a_clock_is_a_fault(beside: Path) -> None:
    beside.write_text("- {as_of: 2024-07-01, expect: kept}")
    with pytest.raises(RuleFault, match="a case without a name"):
        list(cases_of(DUTY))


def test_a_duty_without_cases_is_a_fault() -> None:
    absent = replace(named("transfer-to-hhs"), id="us/tvpra/not-written")
    with pytest.raises(RuleFault, match=r"not-written\.cases\.yaml: missing"):
        list(cases_of(absent))


BOUNDED = {"waiting", "kept", "unclear", "late", "overdue"}


@pytest.mark.parametrize(
    ("duty", "states"),
    [
        (made("a", Clock("days", 3)), BOUNDED),
        (made("b", Clock("none")), {"kept", "gap"}),
        (made("c", Clock("before")), BOUNDED),
        (made("d", Clock("days", None, 3)), {"waiting", "kept", "unclear"}),
        (
            made("e", Clock("days", None, 3), first_decides=True),
            {"waiting", "kept", "unclear", "late"},
        ),
        (made("f", Clock("days", 3), excused=EXCUSE), {*BOUNDED, "excused"}),
        (made("g", Clock("days", 3), ends=DEATH), {*BOUNDED, "superseded"}),
        (made("h", Clock("days", 3), every=Every(9, DEATH)), {*BOUNDED, "superseded"}),
        (made("i", Clock("days", 3), every=Every(9, ())), BOUNDED),
        (made("j", Clock("days", 3), toll_from=FROM, toll_to=TO), {*BOUNDED, "paused"}),
    ],
    ids=lambda value: value.name if isinstance(value, Duty) else "",
)
def test_the_shape_of_a_rule_says_which_states_it_can_reach(duty: Duty, states: set[str]) -> None:
    assert reachable(duty) == states
