"""One due's story says what it rests on, and no more than the law that was read allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from made_up import dues, happened, heard, moment
from shapes import changed, made

from accompany.core.cite import Checked, Strength
from accompany.core.fact import Fact
from accompany.duties.explain import Told, as_document, because, page, tell, verdict
from accompany.duties.hearing import Hearing, Period
from accompany.duties.judge import State
from accompany.duties.rules import AFTER_LAW, BEFORE_LAW, Clock, Duty, Version

LATER = "2024-12-31"
NAMES = {"ab" * 32: "made-up.csv"}
HEARD = heard("call-reached-child")
OPENED = happened("2024-06-11", "released", "hhs-orr")


def rule(checked: Checked, strength: Strength, clock: Clock, **more: object) -> Duty:
    text = "Somebody shall call." if checked is Checked.READ else ""
    held = Version(date(2020, 1, 1), AFTER_LAW, clock, cite="1 CFR 2.3", checked=checked, text=text)
    versions = (Version(BEFORE_LAW, date(2020, 1, 1), None), held)
    return made("told", None, versions=versions, strength=strength, **more)


LAW = rule(Checked.READ, Strength.REGULATION, Clock("days", 3))
POLICY = rule(Checked.SECONDHAND, Strength.COURT_ORDER, Clock("days", 3))


def story(duty: Duty, *facts: Fact, periods: Sequence[Period] = HEARD, as_of: str = LATER) -> Told:
    (due,) = dues(duty, facts, as_of=as_of, periods=periods)
    return tell(due, duty, facts, Hearing(periods, known_by=moment(LATER)), NAMES)


def call(when: str) -> Fact:
    return happened(when, "call-reached-child")


@pytest.mark.parametrize(
    ("duty", "facts", "said"),
    [
        (LAW, [call("2024-06-12")], "KEPT"),
        (LAW, [], "OVERDUE: breached"),
        (POLICY, [], "OVERDUE: late against court order, not called breached"),
        (LAW, [call("2024-06-15T03:00")], "LATE by at least 3 h 0 min: breached"),
        (LAW, [call("2024-06-17T05:30")], "LATE by at least 2 d 5 h: breached"),
        (LAW, [call("2024-06-15")], "LATE: breached"),
        (
            POLICY, [call("2024-06-16")],
            "LATE by at least 1 d 0 h: late against court order, not called breached",
        ),
    ],
)  # fmt: skip
def test_only_law_that_was_read_is_called_breached(
    duty: Duty, facts: list[Fact], said: str
) -> None:
    assert verdict(story(duty, OPENED, *facts)) == said


@pytest.mark.parametrize(
    ("nature", "word"), [("right", "The last day to use the right"), ("limit", "The last day has")]
)
def test_a_right_or_a_limit_that_passed_is_nobodys_default(nature: str, word: str) -> None:
    told = story(rule(Checked.READ, Strength.STATUTE, Clock("days", 3), nature=nature), OPENED)
    assert verdict(told) == f"OVERDUE: a {nature} that has passed, nobody's default"
    assert because(told).startswith(word)


def test_nobody_is_held_to_a_proposal() -> None:
    told = story(rule(Checked.DISPUTED, Strength.PROPOSED, Clock("days", 3)), OPENED)
    assert verdict(told) == "OVERDUE: only proposed, so nobody is held to it"
    assert "proposed as of 2020-01-01" in page(told, "a child")


def test_an_act_before_the_window_is_too_early_by_so_much() -> None:
    window = rule(Checked.READ, Strength.STATUTE, Clock("days", 6, 3), first_decides=True)
    early = story(window, OPENED, call("2024-06-13T12:00"))
    assert early.due.state is State.LATE
    assert verdict(early) == "LATE too early by 12 h 0 min: breached"
    late = story(window, OPENED, call("2024-06-18T12:00"))
    assert verdict(late) == "LATE by at least 12 h 0 min: breached"


def test_a_page_names_words_moments_files_and_lines() -> None:
    told = story(LAW, OPENED, call("2024-06-12T15:20"))
    assert page(told, "p-0000000001").splitlines() == [
        "made/told  p-0000000001",
        "  KEPT",
        "  It was done inside the time allowed.",
        "  told",
        "  1 CFR 2.3, in force since 2020-01-01, read in the text",
        "  allows 3 days; owed by hhs-orr to child",
        "  the words: Somebody shall call.",
        "  opened    2024-06-11  released hhs-orr  plain/made-up, made-up.csv line 7",
        "  due       2024-06-14 (end of day)",
        "  kept      2024-06-12 15:20-04:00  call-reached-child  plain/made-up, made-up.csv line 7",
        "  heard     call-reached-child: 1990-01-01 to 2099-12-31, for everyone",
    ]


def test_a_page_says_what_is_not_on_file_and_not_verified() -> None:
    hours = rule(Checked.REMEMBERED, Strength.POLICY, Clock("hours", 72, 24))
    said = page(story(hours, OPENED, periods=()), "a child")
    assert "remembered  UNVERIFIED" in said
    assert "the words:" not in said
    assert "  from      2024-06-12 (start of day)" in said
    assert "  due       2024-06-14 (start of day) to 2024-06-14 (end of day)" in said
    assert "  kept      nothing on file says so" in said
    assert "  heard     call-reached-child: reported by no source" in said


def test_a_page_says_when_no_version_can_be_picked() -> None:
    duty = made("dated", None, versions=changed(Clock("days", 2), None), dated_by="custody-began")
    told = story(duty, OPENED)
    assert told.version is None
    assert "which version applies is not known" in page(told, "a child")
    assert "  due " not in page(told, "a child")
    assert as_document(told, "a child")["cite"] is None


def test_a_page_tells_of_caseloads_and_of_spans() -> None:
    listed = heard("call-reached-child", everyone=False)
    span = replace(OPENED.when, latest=moment("2024-06-12T10:00"))
    said = page(
        story(LAW, replace(OPENED, when=span, extract="cd" * 32), periods=listed), "a child"
    )
    assert "for persons listed by plain/made-up" in said
    assert "opened    2024-06-11 to 2024-06-12  released hhs-orr  plain/made-up, unkn" in said
    assert "unknown file line 7" in said


def test_what_is_unclear_says_why() -> None:
    silent = story(LAW, OPENED, periods=())
    assert "no record is not a record of nothing" in because(silent)
    span = replace(call("2024-06-14").when, latest=moment("2024-06-15T10:00"))
    vague = story(LAW, OPENED, replace(call("2024-06-14"), when=span))
    assert "too vague" in because(vague)
    dated = made("dated", None, versions=changed(Clock("days", 2), None), dated_by="custody-began")
    assert "The day that picks the version" in because(story(dated, OPENED))


def test_a_document_holds_the_same_story() -> None:
    kept = call("2024-06-12T15:20")
    found = as_document(story(LAW, OPENED, kept), "a child")
    assert found["verdict"] == "KEPT"
    assert (found["state"], found["rule_version"], found["allows"]) == (
        "kept", "2020-01-01", "3 days",
    )  # fmt: skip
    assert found["due_not_before"] is None
    assert found["due_latest"] == "2024-06-15T03:59:59.999999+00:00"
    assert found["opened_by"]["file"] == "made-up.csv"
    assert found["kept_by"] == {
        "fact": kept.id.hex(),
        "kind": "call-reached-child",
        "source": "plain/made-up",
        "party": "",
        "earliest": "2024-06-12T19:20:00+00:00",
        "latest": "2024-06-12T19:20:00+00:00",
        "known_at": "2024-06-12T19:20:00+00:00",
        "file": "made-up.csv",
        "part": "",
        "line": 7,
    }
    assert as_document(story(LAW, OPENED), "a child")["kept_by"] is None
    window = rule(Checked.READ, Strength.POLICY, Clock("days", 6, 3))
    assert as_document(story(window, OPENED), "x")["due_not_before"] == "2024-06-14T04:00:00+00:00"
