"""Offices, records' names, problems, and how strongly a rule binds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accompany.core.cite import Checked, Strength, may_say_breached, weakest
from accompany.core.party import is_party, parties
from accompany.core.problem import InputFault, Problem
from accompany.core.record import about, split


def test_every_office_has_a_name_and_stands_under_another_one() -> None:
    for code, party in parties().items():
        assert party.code == code
        assert party.name
        assert party.under in ("", *parties())


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("hhs-orr", True),
        ("sponsor", True),
        ("provider:House of Made-Up", True),
        ("court:3 New Street", True),
        ("provider:", False),
        ("provider: x", False),
        ("agency:x", False),
        ("HHS", False),
        ("provider:x\n", False),
        ("", False),
    ],
)
def test_an_office_is_a_listed_code_or_a_named_one(code: str, known: bool) -> None:
    assert is_party(code) is known


@settings(deadline=None)
@given(st.sampled_from(("us/uc_portal", "plain/cbp-south")), st.text(min_size=1))
def test_a_full_name_splits_into_source_and_record(source: str, record: str) -> None:
    assert split(about(source, record)) == (source, record)


@pytest.mark.parametrize("name", ["17", "us/uc_portal", "us/uc_portal:", "plain/:7", "xyz:7"])
def test_what_is_only_a_record_is_no_full_name(name: str) -> None:
    assert split(name) is None


def test_an_unreadable_extract_names_file_line_fault_and_mend() -> None:
    fault = InputFault("a.csv", "no header", "Add one", line=3)
    assert str(fault) == "a.csv, line 3: no header. Add one"
    assert str(InputFault("a.csv", "no header", "Add one")) == "a.csv: no header. Add one"
    assert (fault.path, fault.what, fault.advice, fault.line) == (
        "a.csv", "no header", "Add one", 3,
    )  # fmt: skip


def test_a_problem_keeps_no_line_unless_given() -> None:
    assert Problem(3, "dob", "set aside", "no date", "Write one").raw == ""


def test_a_compound_is_as_certain_as_its_weakest_part() -> None:
    assert weakest([Checked.READ, Checked.SECONDHAND]) is Checked.SECONDHAND
    assert weakest([Checked.DISPUTED, Checked.REMEMBERED]) is Checked.DISPUTED
    assert weakest([Checked.READ]) is Checked.READ


@pytest.mark.parametrize("strength", list(Strength))
@pytest.mark.parametrize("checked", list(Checked))
def test_only_law_that_was_read_can_be_breached(strength: Strength, checked: Checked) -> None:
    law = strength in ("statute", "regulation", "court-order")
    assert strength.is_law is law
    assert checked.verified is (checked == "read in the text")
    assert may_say_breached(strength, checked) is (law and checked == "read in the text")
