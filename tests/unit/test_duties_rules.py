"""A rule file is read as written, or refused with its name, what is wrong and the mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml
from made_up import happened

from accompany.core.cite import Checked, Strength
from accompany.duties.rules import (
    AFTER_LAW,
    BEFORE_LAW,
    DATED,
    Attempts,
    Clock,
    Every,
    Pattern,
    RuleFault,
    named,
    read_duty,
    rulebook,
    strengths,
)

ID = "us/made-up/call"
Row = dict[str, Any]


def rule(**more: Any) -> Row:
    """A whole made-up rule; what is given as None is left out."""
    row: Row = {
        "duty": "call",
        "says": "Somebody\n calls.",
        "owed_by": "hhs-orr",
        "owed_to": "child",
        "strength": "policy",
        "starts": {"fact": "released"},
        "kept": {"fact": "call-reached-child"},
        "within": {
            date(2020, 1, 1): {"allow": "3 days", "cite": "made up", "checked": "secondhand"}
        },
    }
    return {name: value for name, value in {**row, **more}.items() if value is not None}


def within(**version: Any) -> Row:
    return {"within": {date(2020, 1, 1): {"cite": "made up", **version}}}


def read(row: Any) -> Any:
    return read_duty(ID, yaml.safe_dump(row))


def test_a_rule_reads_as_it_is_written() -> None:
    duty = read(
        rule(
            row=["A-1", "A-2"],
            kept=[{"fact": "visit-made"}, {"fact": "call-reached-child", "with": {"safe": True}}],
            excused={"fact": "contact-declined", "party": "sponsor"},
            ends=[{"fact": "died"}],
            attempts={"fact": "call-attempted", "times": 3, "different_days": True},
            every={"days": 30, "until": {"fact": "custody-ended"}},
            roll="forward",
            calendar="us-eoir",
            escalate=[{"at": "0 days", "to": "hhs-orr"}],
            within={
                date(2022, 1, 1): {"allow": None},
                date(2020, 1, 1): {
                    "allow": "10 business days", "cite": "made\n up", "roll": "back",
                    "checked": "disputed", "text": "a  b", "note": "c\nd", "law": "x.txt",
                },
            },
        )
    )  # fmt: skip
    assert (duty.id, duty.name, duty.says) == (ID, "call", "Somebody calls.")
    assert (duty.rows, duty.strength, duty.calendar) == (("A-1", "A-2"), Strength.POLICY, "us-eoir")
    assert duty.kept == (
        Pattern("call-reached-child", "", (("safe", "True"),)), Pattern("visit-made"),
    )  # fmt: skip
    assert duty.excused == (Pattern("contact-declined", "sponsor"),)
    assert duty.attempts == Attempts((Pattern("call-attempted"),), 3, True)
    assert duty.every == Every(30, (Pattern("custody-ended"),))
    assert duty.notes == {"escalate": [{"at": "0 days", "to": "hhs-orr"}]}
    before, held, repealed = duty.versions
    assert (before.since, before.until, before.clock) == (BEFORE_LAW, date(2020, 1, 1), None)
    assert (held.until, held.clock, held.roll) == (
        date(2022, 1, 1), Clock("business days", 10), "back",
    )  # fmt: skip
    assert (held.cite, held.checked, held.text, held.note, held.law) == (
        "made up", Checked.DISPUTED, "a b", "c d", "x.txt",
    )  # fmt: skip
    assert (repealed.until, repealed.clock, repealed.roll) == (AFTER_LAW, None, "forward")
    assert list(duty.in_force) == [held]
    assert duty.needs_to_hear == {"visit-made", "call-reached-child", "call-attempted"}


def test_what_is_not_written_has_its_plain_meaning() -> None:
    duty = read(rule(row="A-1"))
    assert duty.rows == ("A-1",)
    assert read(rule()).rows == ()
    assert (duty.excused, duty.ends, duty.before, duty.toll_from, duty.toll_to) == ((),) * 5
    assert (duty.attempts, duty.every, duty.first_decides) == (None, None, False)
    assert (duty.dated_by, duty.calendar, duty.versions[1].roll) == (
        "opening",
        "us-federal",
        "none",
    )
    assert read(rule(**within(allow="3 days"))).versions[1].checked is Checked.REMEMBERED
    once = read(rule(attempts={"fact": "call-attempted"}))
    assert once.attempts == Attempts((Pattern("call-attempted"),), 1, False)


@pytest.mark.parametrize(
    ("version", "more", "clock", "said"),
    [
        ({"allow": "72 hours"}, {}, Clock("hours", 72), "72 hours"),
        ({"allow": "1 day"}, {}, Clock("days", 1), "1 days"),
        ({"allow": "1 business day"}, {}, Clock("business days", 1), "1 business days"),
        ({"allow": "5 years"}, {}, Clock("years", 5), "5 years"),
        ({"allow": "no deadline in law"}, {}, Clock("none"), "no deadline in law"),
        (
            {}, {"before": {"fact": "visit-made"}}, Clock("before"),
            "before the event it must come before",
        ),
        ({"window": {"from": "3 days", "to": "6 days"}}, {}, Clock("days", 6, 3), "day 3 to 6"),
        ({"window": {"from": "3 days"}}, {}, Clock("days", None, 3), "day 3 to open"),
        ({"window": {"from": "3 days", "to": "3 days"}}, {}, Clock("days", 3, 3), "day 3 to 3"),
    ],
)  # fmt: skip
def test_a_time_allowed_is_read(version: Row, more: Row, clock: Clock, said: str) -> None:
    duty = read(rule(**more, **within(**version)))
    assert duty.versions[1].clock == clock
    assert str(clock) == said


TOLLED = {"from": {"fact": "absent-without-leave"}, "to": {"fact": "located"}}
WINDOW = {"window": {"from": "3 days", "to": "6 days"}}

FAULTS: list[tuple[Row, str, str]] = [
    (rule(duty="other"), "not the file's name", "make it so"),
    (rule(colour="red"), "unknown word `colour:`", "Known: attempts"),
    (rule(says=None), "`says:` is missing", "CONTRIBUTING.md"),
    (rule(says=""), "`says:` is missing", "CONTRIBUTING.md"),
    (rule(starts=[]), "`starts:` is missing", "CONTRIBUTING.md"),
    (rule(within=None), "`within:` is missing", "CONTRIBUTING.md"),
    (rule(owed_by="nobody"), "`owed_by: nobody` is no office", "core/parties.csv"),
    (rule(strength="strong"), "`strength:` is not one of statute", "Pick one"),
    (rule(dated_by="birth"), "not a date that picks law", "opening, filing"),
    (rule(nature="wish"), "`nature:` is unknown", "duty, right, limit"),
    (rule(starts="released"), "not a pattern: 'released'", "{fact: released}"),
    (rule(starts={"party": "sponsor"}), "not a pattern", "{fact: released}"),
    (rule(starts={"fact": "released", "by": "x"}), "unknown word `by:`", "fact, party, with"),
    (rule(starts={"fact": "releasd"}), "no kind of fact is called `releasd`", "Nearest: released"),
    (rule(starts={"fact": "zzzzzz"}), "no kind of fact", "core/kinds.toml"),
    (rule(starts={"fact": "released", "party": "x"}), "`party: x` is no office", "parties.csv"),
    (
        rule(starts={"fact": "released", "with": {"a": 1, "b": 2, "c": 3}}),
        "more than two values", "timeline/",
    ),
    (
        rule(starts=[{"fact": "released"}, {"fact": "released", "party": "sponsor"}]),
        "two patterns on `released` can fit one fact", "exclude",
    ),
    (
        rule(starts=[{"fact": "released", "with": {"a": 1}},
                     {"fact": "released", "with": {"b": 1}}]),
        "can fit one fact", "exclude",
    ),
    (rule(attempts={"fact": "call-attempted", "days": 3}), "unknown word `days:`", "times"),
    (rule(every={"until": {"fact": "died"}}), "`every:` needs `days:`", "{days: 30"),
    (rule(every={"days": 0}), "`every:` needs `days:`", "{days: 30"),
    (rule(every={"days": 3, "times": 2}), "unknown word `times:`", "days, until"),
    (rule(every={"days": 3}, **within(allow="72 hours")), "needs a time in days", "business days"),
    (rule(within={"2020-01": {}}), "a version's date is not a date", "unquoted"),
    (rule(within={date(2020, 1, 1): None}), "no version is in force", "Give `within:`"),
    (rule(within={date(2020, 1, 1): {"allow": "3 days"}}), "has no `cite:`", "where the rule"),
    (rule(**within(allow="3 days", checked="yes")), "`checked:` is unknown", "read in the text"),
    (rule(**within(allow="3 days", roll="up")), "version 2020-01-01: `roll: up`", "none, forward"),
    (rule(**within(allow="3 days", until="x")), "unknown word `until:`", "allow"),
    (rule(**within(allow="3 months")), "`3 months` is in months", "write days"),
    (rule(**within(allow="soon")), "`soon` is no time", "72 hours"),
    (rule(**within(window={"to": "3 days"})), "`None` is no time", "72 hours"),
    (rule(**within(window={"from": "3 days", "by": 1})), "unknown word `by:`", "from, to"),
    (
        rule(**within(window={"from": "3 days", "to": "4 hours"})),
        "window's ends do not agree", "Same unit",
    ),
    (
        rule(**within(window={"from": "3 days", "to": "2 days"})),
        "window's ends do not agree", "Same unit",
    ),
    (rule(before={"fact": "visit-made"}), "`before:` with a time allowed", "only a cite"),
    (rule(tolled=TOLLED, roll="back"), "a clock that cannot stand still", "without a window"),
    (rule(tolled=TOLLED, **within(**WINDOW)), "a clock that cannot stand still", "hours"),
    (rule(tolled=TOLLED, **within(allow="3 years")), "a clock that cannot stand still", "hours"),
    (
        rule(tolled={"from": {"fact": "located"}, "to": {"fact": "located"}}),
        "one fact can begin and end a toll", "differ",
    ),
    (rule(first_decides=True), "`first_decides:` without a window", "`window:`"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "what", "mend"), FAULTS, ids=[fault[1] for fault in FAULTS])
def test_a_fault_names_the_file_what_is_wrong_and_the_mend(row: Row, what: str, mend: str) -> None:
    with pytest.raises(RuleFault) as raised:
        read(row)
    said = str(raised.value)
    assert said.startswith(f"rulebook/{ID}.yaml: ")
    fault, _, advice = said.partition(". ")
    assert what in fault
    assert mend in advice


@pytest.mark.parametrize(
    ("text", "what"),
    [("a: [", "not YAML"), ("- a\n- b", "not a mapping"), ("", "not a mapping")],
)
def test_what_is_no_rule_at_all_is_refused(text: str, what: str) -> None:
    with pytest.raises(RuleFault, match=rf"rulebook/{ID}\.yaml: {what}"):
        read_duty(ID, text)


@pytest.mark.parametrize(
    "row",
    [
        rule(tolled=TOLLED),
        rule(tolled=TOLLED, **within(allow="72 hours")),
        rule(first_decides=True, **within(**WINDOW)),
        rule(every={"days": 1}, **within(allow="2 business days")),
        rule(starts=[{"fact": "released", "party": "sponsor"},
                     {"fact": "released", "party": "hhs-orr"}]),
        rule(starts=[{"fact": "released", "with": {"a": 1}},
                     {"fact": "released", "with": {"a": 2}}]),
    ],
)  # fmt: skip
def test_what_is_allowed_is_not_refused(row: Row) -> None:
    assert read(row).id == ID


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        (Pattern("released"), True),
        (Pattern("died"), False),
        (Pattern("released", "hhs-orr"), True),
        (Pattern("released", "cbp-usbp"), False),
        (Pattern("released", "", (("category", "1"),)), True),
        (Pattern("released", "", (("category", "2"),)), False),
        (Pattern("released", "", (("category", "1"), ("colour", "red"))), False),
    ],
)
def test_a_pattern_fits_by_equality_only(pattern: Pattern, fits: bool) -> None:
    fact = happened("2024-06-11", "released", "hhs-orr", category="1")
    assert pattern.fits(fact) is fits


def test_a_version_holds_from_its_first_day_until_the_next() -> None:
    duty = read(
        rule(
            within={
                date(2020, 1, 1): {"allow": "3 days", "cite": "a"},
                date(2021, 1, 1): {"allow": "4 days", "cite": "b"},
            }
        )
    )
    held: Callable[[str], str] = lambda on: duty.version_on(date.fromisoformat(on)).cite  # noqa: E731
    assert [held(on) for on in ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01")] == [
        "", "a", "a", "b",
    ]  # fmt: skip
    assert duty.version_on(AFTER_LAW).cite == "b"


def test_a_duty_is_found_by_its_whole_or_its_last_name() -> None:
    duty = named("us/tvpra/transfer-to-hhs")
    assert named("transfer-to-hhs") is duty
    assert named("tvpra/transfer-to-hhs") is duty
    assert {duty: 1}[duty] == 1


def test_a_name_that_many_duties_share_is_answered_with_them() -> None:
    with pytest.raises(KeyError, match=r"did you mean: us/.*first-call.*, us/.*first-call"):
        named("first-call")


def test_a_part_of_a_name_is_answered_with_what_has_it() -> None:
    with pytest.raises(KeyError, match=r"did you mean: us/tvpra/transfer-to-hhs"):
        named("transfer-to-hh")
    with pytest.raises(KeyError, match=r"no duty is called zzz'$"):
        named("zzz")


@pytest.mark.parametrize("nature", ["duty", "right", "limit"])
def test_only_what_is_owed_can_be_breached(nature: str) -> None:
    row = rule(
        nature=nature, strength="statute", **within(allow="3 days", checked="read in the text")
    )
    duty = read(row)
    assert duty.nature == nature
    assert duty.may_say_breached(duty.versions[1]) is (nature == "duty")


def test_no_law_that_was_not_read_is_called_breached() -> None:
    for duty in rulebook().values():
        for version in duty.in_force:
            owed = duty.nature == "duty"
            law = owed and duty.strength in ("statute", "regulation", "court-order")
            read_there = version.checked is Checked.READ
            assert duty.may_say_breached(version) is (law and read_there)


def test_versions_are_counted_by_strength_and_certainty() -> None:
    duty = read(rule())
    assert strengths([duty, duty]) == {(Strength.POLICY, Checked.SECONDHAND): 2}
    assert sum(strengths(list(rulebook().values())).values()) == sum(
        len(list(duty.in_force)) for duty in rulebook().values()
    )


def test_facts_that_pick_a_version_are_listed_for_each_way_but_the_opening() -> None:
    assert set(DATED) == {"filing", "release", "custody-began", "decision", "offence"}
