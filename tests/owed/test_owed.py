"""What one case is owed: from the words of the command line to days, words, letters, calendars."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner, Result

from accompany.cli.main import accompany
from accompany.core.when import DEFAULT_ZONE, When
from accompany.duties.judge import State
from accompany.figures.owed import asked, ics, text
from accompany.figures.owed.answer import Answer, Owed, answer, standing
from accompany.figures.owed.document import document
from accompany.figures.owed.letters import letters
from accompany.figures.owed.telling import ENGLISH, PACKAGE, Teller, left
from accompany.figures.words import Words


def told(today: str, *lines: str, **words: str) -> Answer:
    dated = {name.replace("_", "-"): [value] for name, value in words.items() if name != "state"}
    zone = asked.zone_for(words.get("state", ""), "")
    facts = asked.facts_of(dated, {"state": words.get("state", "")}, lines, zone=zone)
    return answer(facts, today=date.fromisoformat(today), zone=zone)


def due(found: Answer, name: str) -> Owed:
    return next(o for o in (*found.dated, *found.gaps) if o.duty.name == name)


def run(*words: str) -> Result:
    return CliRunner().invoke(accompany, ["owed", *words])


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ({"decision": "2026-03-06"}, "appeal-to-board", "2026-04-06"),
        ({"decision": "2026-03-09"}, "appeal-to-board", "2026-03-19"),
        ({"ordered_absent": "2024-09-01"}, "rescind-missed-hearing-order", "2025-02-28"),
        ({"admitted": "2024-07-01"}, "rights-presentation", "2024-07-16"),
        ({"nta_filed": "2015-04-01"}, "first-hearing-window", "2015-04-22"),
        ({"nta_filed": "2016-03-01"}, "first-hearing-window", "2016-05-27"),
        ({"released": "2021-03-20"}, "follow-up-call", "2021-04-26"),
        ({"filed": "i-360:2025-01-15"}, "decide-sij-petition", "2025-07-14"),
        ({"offence": "8-usc-1324-A:2016-02-29"}, "charge-smuggling", "2026-02-28"),
    ],
)
def test_a_day_is_reckoned_as_by_hand(words: dict[str, str], name: str, expected: str) -> None:
    found = due(told("2026-03-10", **words), name)
    assert str(found.day) == str(found.last_day) == expected


def test_hours_run_over_a_change_of_clocks_in_the_zone_of_the_state() -> None:
    found = due(told("2024-03-10", determined="2024-03-09T22:00", state="TX"), "transfer-to-hhs")
    assert found.due.due is not None and found.due.due.exact
    page = text.page(told("2024-03-10", determined="2024-03-09T22:00", state="TX"))
    assert "until 2024-03-12 23:00 CDT" in page


def test_a_window_opens_before_it_closes() -> None:
    found = due(told("2015-04-02", nta_filed="2015-04-01"), "first-hearing-window")
    assert str(found.from_day) == "2015-04-11"


def test_steps_name_the_holiday_and_the_day_the_end_rolls_to() -> None:
    teller = Teller(Words(PACKAGE, "en"))
    steps = [teller.step(s) for s in due(told("2016-04-01", nta_filed="2016-03-01"),
                                         "first-hearing-window").steps]  # fmt: skip
    assert "that is a day off (Memorial Day): it moves back to Friday 27 May 2016" in steps
    steps = [teller.step(s) for s in due(told("2024-07-02", admitted="2024-07-01"),
                                         "rights-presentation").steps]  # fmt: skip
    assert "Thursday 4 July 2024 is not counted: Independence Day" in steps


def test_a_toll_that_is_told_moves_the_day_and_says_so() -> None:
    lines = ("2022-06-01 evidence-requested uscis form=I-360",
             "2022-06-11 evidence-received uscis form=I-360")  # fmt: skip
    found = due(told("2022-12-01", *lines, filed="i-360:2022-05-02"), "decide-sij-petition-tolled")
    assert str(found.day) == "2022-11-08"
    assert [step.say for step in found.steps][-1] == "stood_still"
    assert [fact.kind for fact in found.touched] == ["evidence-requested"]


def test_law_without_a_day_is_a_gap_and_never_late() -> None:
    found = told("2026-01-01", released="2015-01-02")
    gap = due(found, "issue-notice-to-appear")
    assert gap in found.gaps
    assert (gap.due.state, gap.day, standing(gap, found.today)) == (State.GAP, None, "gap")


def test_silence_is_not_said_to_be_failure() -> None:
    found = told("2024-08-01", admitted="2024-07-01")
    late = due(found, "rights-presentation")
    assert standing(late, found.today) == "time_is_up"
    kept = told("2024-08-01", admitted="2024-07-01", rights_presented="2024-07-16")
    assert standing(due(kept, "rights-presentation"), kept.today) == "kept"
    missed = told("2024-08-01", admitted="2024-07-01", rights_presented="2024-07-17")
    assert standing(due(missed, "rights-presentation"), missed.today) == "late"
    early = told("2024-07-02", admitted="2024-07-01")
    assert standing(due(early, "rights-presentation"), early.today) == "waiting"


def test_the_day_that_picks_the_version_may_be_unknown() -> None:
    early, late = (
        asked.facts_of({"nta-filed": [on]}, {})[0] for on in ("2016-02-07", "2016-02-08")
    )
    vague = replace(early, when=When(early.when.earliest, late.when.latest))
    found = answer([vague], today=date(2016, 3, 1), zone=DEFAULT_ZONE)
    window = due(found, "first-hearing-window")
    assert (window.version, window.day, window.steps) == (None, None, ())
    assert standing(window, found.today) == "which_version"
    page = text.page(found)
    assert "Which version of the rule applies is not known" in page
    assert "2016-02-07 to 2016-02-08" in page
    last = document(found)["dated"][-1]
    assert (last["cite"], last["rule_version"]) == (None, None)
    assert "By my count" not in letters(found)


def test_an_opening_known_within_days_is_reckoned_from_the_first() -> None:
    one = asked.facts_of({"nta-filed": ["2016-03-01"]}, {})[0]
    vague = replace(one, when=When(one.when.earliest, one.when.latest + timedelta(days=2)))
    found = answer([vague], today=date(2016, 3, 10), zone=DEFAULT_ZONE)
    window = due(found, "first-hearing-window")
    assert (str(window.day), str(window.last_day)) == ("2016-05-27", "2016-06-01")
    page = text.page(found)
    assert "between Tuesday 1 March 2016 and Thursday 3 March 2016" in page
    assert "if it began on Thursday 3 March 2016, the last day is later" in page


def test_a_rule_that_was_not_in_force_is_named_with_its_day() -> None:
    found = told("2017-03-01", nta_filed="2017-02-01")
    assert [(one.duty.name, str(one.on)) for one in found.lapsed] == [
        ("first-hearing-window", "2017-02-01")
    ]
    assert "EOIR memorandum of 2017-01-31" in text.page(found)


def test_one_word_more_is_asked_for_where_it_would_open_a_duty() -> None:
    found = told("2025-01-01", decision="2024-12-01")
    assert {duty.name for duty, _ in found.ask} == {
        "reconsider-final-order", "reopen-final-order", "reopen-when-battered"
    }  # fmt: skip
    assert told("2025-01-01", decision="removal:2024-12-01").ask == []


def test_rules_without_a_clock_come_with_their_words() -> None:
    found = told("2025-03-02", filed="I-589:2025-02-20")
    assert [one.name for one in found.bare] == ["asylum-year", "uscis-first"]
    assert [(name, one.answer) for name, one in found.turns] == [
        ("uscis-decides-first-after-18", "yes")
    ]
    assert all(one.text and one.checked.verified for one in found.bare)
    assert [one.name for one in told("2025-03-02", filed="I-918:2025-02-20").bare] == []


def test_of_a_duty_that_falls_again_only_the_last_is_shown() -> None:
    page = text.page(told("2025-03-01", admitted="2024-08-01"))
    assert "earlier ones of the same duty are not shown" in page
    assert page.count("us/cfr-45-410/review-pending-release\n") == 1


def test_facts_after_today_open_nothing() -> None:
    found = told("2024-06-30", released="2024-07-01")
    assert (found.dated, found.gaps, found.lapsed) == ([], [], [])


def test_a_duty_before_an_event_has_no_day_until_the_event() -> None:
    found = told("2024-09-01", home_study_required="disability:2024-08-01")
    assert due(found, "home-study-before-release").day is None
    after = told("2024-09-01", home_study_required="disability:2024-08-01", released="2024-08-20")
    assert str(due(after, "home-study-before-release").day) == "2024-08-20"


# ---- what can be typed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--released", "June"], "write --released 2024-06-11"),
        (["--released", "x:2024-06-11"], "takes a day alone"),
        (["--filed", "2024-06-11"], "VALUE one of I-360"),
        (["--filed", "i-1:2024-06-11"], "VALUE one of I-360"),
        (["--fact", "2024-06-11 relesed"], "nearest: released"),
        (["--fact", "2024-06-11 zzzzzz"], "docs/reference/kinds.md"),
        (["--fact", "2024-06-11 released nobody"], "is no office"),
        (["--fact", "2024-06-11"], "cases"),
        (["--released", "2024-06-11", "--state", "ZZ"], "ZZ is no state"),
        (["--released", "2024-06-11", "--zone", "Mars/Base"], "no such time zone"),
        (["--released", "2024-06-11", "--today", "soon"], "--today"),
        (["--state", "TX"], "tell at least one date"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_to_write(words: list[str], says: str) -> None:
    ended = run(*words)
    assert ended.exit_code == 2
    assert says in " ".join(ended.output.split())


def test_every_field_is_an_option_and_opens_or_decides_something() -> None:
    shown = run("--help").output
    for name in (*asked.fields(), *asked.words()):
        assert f"--{name} " in shown or f"--{name}\n" in shown
    for state, zone in asked.zones().items():
        assert len(state) == 2
        assert "/" in zone


def test_words_without_a_day_go_into_the_facts_they_are_about() -> None:
    ended = run("--applied", "2025-01-02", "--sponsor-category", "2b", "--today", "2025-01-03",
                "--duty", "adjudicate*", "--format", "json")  # fmt: skip
    found = json.loads(ended.output)
    assert [one["duty"] for one in found["dated"]] == [
        "us/cfr-45-410/adjudicate-close-relatives-application"
    ]
    assert found["dated"][0]["last_day"] == "2025-01-16"


# ---- how it is given


def test_the_document_has_everything_the_page_has() -> None:
    ended = run("--released", "2024-05-22", "--filed", "i-589:2025-02-20", "--nta-filed",
                "2017-02-01", "--visit", "2024-06-01", "--fact", "2024-06-03 died",
                "--today", "2025-03-01", "--format", "json")  # fmt: skip
    found = json.loads(ended.output)
    assert found["today"] == "2025-03-01"
    assert found["gaps"] and found["without_clock"] and found["turns_on_a_date"]
    assert found["not_in_force"] and found["would_open"]
    visit = next(one for one in found["dated"] if one["duty"].endswith("first-visit"))
    assert visit["kept_by"]["kind"] == "visit-made"
    assert visit["steps"][0]["say"] == "opened"
    stopped = [one for one in found["dated"] if one["told_that_may_stop_it"]]
    assert stopped


def test_only_the_duties_asked_for() -> None:
    page = run("--released", "2024-05-22", "--duty", "us/tvpra/*", "--today", "2024-06-01").output
    assert "custodian-orientation" in page
    assert "check-in" not in page


def test_today_is_read_from_the_clock_where_none_is_given() -> None:
    assert run("--released", "2024-05-22", "--duty", "check-in-7").output.startswith("today 20")


def test_a_calendar_file_holds_the_days_to_come_in_short_lines() -> None:
    found = told("2026-03-12", decision="removal:2026-03-06", ordered_absent="2024-01-02")
    lines = ics.calendar(found).split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = ics.calendar(found).replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20260406" in whole
    assert "DTSTART;VALUE=DATE:20240630" not in whole
    assert whole.count("BEGIN:VEVENT") == 4
    assert len({line for line in whole.splitlines() if line.startswith("UID")}) == 4
    assert "\\," in whole
    printed = run("--decision", "2026-03-06", "--today", "2026-03-12", "--format", "ics")
    assert "BEGIN:VEVENT" in printed.output


def test_letters_ask_offices_and_checklists_remind_people() -> None:
    ended = run("--released", "2024-05-22", "--moved", "2024-06-01", "--today", "2024-06-04",
                "--format", "letter").output  # fmt: skip
    parts = ended.split("\n\n---\n\n")
    asked_of = [part for part in parts if part.startswith("To: ")]
    lists = [part for part in parts if part.startswith("Checklist")]
    assert asked_of and lists and len(asked_of) + len(lists) == len(parts)
    assert any("The law names no day" in part for part in asked_of)
    assert any("By my count the last day was" in part for part in asked_of)
    assert any("By my count the last day is" in part for part in asked_of)
    assert any("The court is told of a new address within five days." in part for part in lists)
    assert all("Not legal advice" in part for part in parts)


@pytest.mark.parametrize(
    ("on", "says"),
    [
        ("2024-06-10", "ends today"),
        ("2024-06-11", "1 day left"),
        ("2024-06-09", "yesterday"),
        ("2024-06-14", "4 days left"),
        ("2024-06-06", "4 days ago"),
    ],
)
def test_how_long_is_left(on: str, says: str) -> None:
    assert left(ENGLISH, date.fromisoformat(on), date(2024, 6, 10)) == says


def test_a_day_that_is_not_known_exactly_is_given_both_ways() -> None:
    found = answer(asked.facts_of({}, {}, ["2024-06-11 released"], zone="UTC"),
                   today=date(2024, 6, 20), zone="UTC")  # fmt: skip
    assert "last day Wednesday 12 June 2024" in text.page(found)
    page = run("--fact", "2024-06-11 incident-learned level=emergency", "--today", "2024-06-20")
    assert "at the earliest" in page.output
