"""Who may learn what, and a log that shows when it was touched; all names made up."""

from __future__ import annotations

import json
import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accompany.core.fact import kinds
from accompany.walls.access import (
    HEAD,
    LOG,
    Access,
    Head,
    entries,
    log_head,
    record_access,
    verify_log,
)
from accompany.walls.pseudonym import logged, pseudonym
from accompany.walls.purpose import (
    SPONSORS,
    Refused,
    data_classes,
    may,
    needs_purpose,
    purposes,
    purposes_for,
    require,
    sees_cases,
    sees_pseudonyms,
)
from accompany.walls.veil import class_of_kind, class_of_value, sees_kind, veil

AT = datetime(2024, 6, 1, 12, tzinfo=UTC)
SALT = b"made up"
ENFORCEMENT = "civil-immigration-enforcement"


@settings(max_examples=50, deadline=None)
@given(st.text(), st.text(), st.text())
def test_silence_means_no(purpose: str, data_class: str, case: str) -> None:
    if purpose not in purposes() or data_class not in data_classes():
        assert not may(purpose, data_class, case=case)


def test_there_are_thirteen_purposes() -> None:
    assert len(purposes()) == 13


@pytest.mark.parametrize("case", ["", "A-7"])
@pytest.mark.parametrize(
    "data_class",
    [
        "sponsor-identity",
        "sponsor-status",
        "release-address",
        "narrative",
        "clinical",
        "protected-relief",
        "route-statement",
        "services-attendance",
        "concerns",
        "lists",
        "cases",
        "raw-lines",
        "search",
    ],
)
def test_civil_enforcement_gets_none_of_it_whatever_case_it_names(
    data_class: str, case: str
) -> None:
    assert not may(ENFORCEMENT, data_class, case=case)


@pytest.mark.parametrize("purpose", sorted(set(purposes()) - {"sponsor-vetting"}))
def test_status_of_a_sponsor_serves_vetting_only(purpose: str) -> None:
    assert not may(purpose, "sponsor-status", case="any")


def test_no_purpose_may_list_sponsors_by_status() -> None:
    assert [p for p in purposes() if may(p, "lists") and may(p, "sponsor-status")] == []


def test_a_condition_needs_a_case() -> None:
    without = may(ENFORCEMENT, "child-identity")
    assert not without
    assert "only where a case is named" in without.reason
    named = may(ENFORCEMENT, "child-identity", case="A-7")
    assert named
    assert "own case only" in named.reason


@pytest.mark.parametrize("purpose", sorted(purposes()))
def test_deidentified_rows_and_ids_in_clear_never_serve_one_purpose(purpose: str) -> None:
    clear = any(may(purpose, name, case="any") for name in ("one-person", "lists", "raw-lines"))
    assert not (clear and sees_pseudonyms(purpose))


def test_oversight_without_identity_sees_pseudonyms_and_codes_and_no_small_counts() -> None:
    purpose = "oversight-deidentified"
    assert sees_pseudonyms(purpose)
    assert may(purpose, "coded")
    assert not sees_cases(purpose)
    assert not may(purpose, "child-identity", case="any")


def test_care_sees_cases_and_a_named_engagement_does() -> None:
    assert sees_cases("care")
    assert not sees_cases("oversight-identified")
    assert sees_cases("oversight-identified", case="OIG-1")


def test_a_command_refused_names_the_purposes_that_serve() -> None:
    with pytest.raises(Refused) as refused:
        require("problems --raw", "oversight-deidentified")
    assert refused.value.serving == ("care", "oversight-identified")
    assert str(refused.value).endswith("Purposes that serve: care, oversight-identified")
    with pytest.raises(Refused, match="asked for with no purpose: none was stated"):
        require("timeline", "")
    with pytest.raises(Refused, match="there is no purpose 'deport'"):
        require("timeline", "deport")


def test_a_command_granted_gives_its_reason() -> None:
    assert require("timeline", "care").reason == "care serves one-person"
    assert require("timeline", "oversight-deidentified").reason.endswith("serves pseudonyms")
    assert require("timeline", ENFORCEMENT, case="A-7")
    with pytest.raises(Refused):
        require("timeline", ENFORCEMENT)


def test_a_read_that_needs_more_than_its_command_does_is_served_by_fewer() -> None:
    granted = require("review", "care", also=(SPONSORS,))
    assert granted.reason == "care serves lists; care serves sponsor-identity"
    with pytest.raises(Refused, match="does not serve sponsor-identity") as refused:
        require("review", "court-administration", also=(SPONSORS,))
    assert set(refused.value.serving) == set(purposes_for("review")) - {"court-administration"}
    with pytest.raises(Refused, match="does not serve lists") as refused:
        require("review", "sponsor-vetting", also=(SPONSORS,))
    assert "sponsor-vetting" not in refused.value.serving


@pytest.mark.parametrize(
    "command",
    ["problems --raw", "links", "screen", "check --out", "explain", "timeline", "count --drill"],
)
def test_every_command_that_shows_persons_has_its_purposes(command: str) -> None:
    assert needs_purpose(command)
    assert "care" in purposes_for(command)
    assert "victim-services" not in purposes_for(command)


def test_counts_need_no_purpose() -> None:
    assert not needs_purpose("count")


def test_every_kind_and_value_of_the_tables_is_in_the_vocabulary() -> None:
    from accompany.walls.veil import _classes

    assert set(_classes("kind")) <= set(kinds())
    for data_class in {*_classes("kind").values(), *_classes("value").values()}:
        assert data_class in data_classes()


def test_a_value_nobody_classed_is_narrative() -> None:
    assert class_of_value("remarks") == "narrative"
    assert class_of_kind("released") == "coded"


def test_a_sponsors_name_is_not_the_childs_identity() -> None:
    person = {"given_names": "Made", "kind": "sponsor", "city": "Nowhere", "country": "X"}
    lawyer = veil(purpose="legal-representation")
    assert lawyer("person-described", person) == {"kind": "sponsor", "country": "X"}
    child = {**person, "kind": "child"}
    assert lawyer("person-described", child) == child
    assert lawyer("moved", {"city": "Nowhere", "kind": "sponsor"})["city"] == "Nowhere"


def test_a_veil_leaves_only_what_the_purpose_serves() -> None:
    details = {"state": "TX", "zip": "77000", "sponsor": "S-1", "remarks": "made up"}
    assert veil(purpose="care")("released", details) == details
    assert veil(purpose="oversight-deidentified")("released", details) == {"state": "TX"}
    assert veil(purpose=ENFORCEMENT)("released", details) == {}
    assert veil(purpose=ENFORCEMENT, case="A-7")("released", details) == {"state": "TX"}


def test_that_an_application_for_relief_exists_is_protected() -> None:
    assert not sees_kind("relief-filed", purpose=ENFORCEMENT, case="A-7")
    assert not sees_kind("relief-filed", purpose="court-administration")
    assert sees_kind("relief-filed", purpose="legal-representation")
    assert veil(purpose="care")("relief-filed", {"form": "made up"}) == {}


def test_a_pseudonym_is_stable_and_keyed() -> None:
    one = pseudonym("p-1", salt=SALT)
    assert one == pseudonym("p-1", salt=SALT)
    assert one.startswith("s-")
    assert len(one) == 14
    assert one != pseudonym("p-1", salt=b"other")
    assert one != pseudonym("p-2", salt=SALT)
    assert one[2:] not in logged("p-1", salt=SALT)
    assert logged("", salt=SALT) == ""
    with pytest.raises(ValueError, match="salt"):
        pseudonym("p-1", salt=b"")


def write(folder: Path, count: int, who: str = "ana") -> Head:
    head = Head()
    for number in range(count):
        head = record_access(
            folder,
            Access(
                who=who,
                command="timeline",
                purpose="care",
                granted=number % 2 == 0,
                reason="made up",
                case=f"c-{number}",
                subject="us/made_up:17",
                what={"as_of": "2024-06-01"},
            ),
            at=AT,
            salt=SALT,
        )
    return head


def lines_of(folder: Path) -> list[str]:
    return (folder / LOG).read_text("utf-8").splitlines()


def put(folder: Path, lines: list[str]) -> None:
    (folder / LOG).write_text("".join(line + "\n" for line in lines), "utf-8")


def test_granted_and_refused_reads_stand_in_the_log_without_the_subjects_name(
    tmp_path: Path,
) -> None:
    head = write(tmp_path, 2)
    first, second = entries(tmp_path / LOG)
    assert (first["granted"], second["granted"]) == (True, False)
    assert first["subject"] == logged("us/made_up:17", salt=SALT)
    assert len(first["subject"]) == 16
    assert "us/made_up:17" not in (tmp_path / LOG).read_text("utf-8")
    assert second["previous"] == first["hash"]
    assert head == log_head(tmp_path) == Head(2, second["hash"])
    assert verify_log(tmp_path / LOG) == []


def test_a_changed_line_is_named(tmp_path: Path) -> None:
    write(tmp_path, 4)
    lines = lines_of(tmp_path)
    put(tmp_path, [lines[0], lines[1].replace('"ana"', '"bob"'), *lines[2:]])
    (fault,) = verify_log(tmp_path / LOG)
    assert fault == "log.jsonl, line 2: it was changed after it was written"


def test_a_changed_line_with_a_new_hash_breaks_the_next(tmp_path: Path) -> None:
    import hashlib

    write(tmp_path, 3)
    lines = lines_of(tmp_path)
    entry = json.loads(lines[1])
    entry["who"] = "bob"
    del entry["hash"]
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    entry["hash"] = hashlib.sha256(text.encode()).hexdigest()
    put(tmp_path, [lines[0], json.dumps(entry), lines[2]])
    (fault,) = verify_log(tmp_path / LOG)
    assert fault.startswith("log.jsonl, line 3: it does not follow")


def test_a_removed_and_an_inserted_line_are_named(tmp_path: Path) -> None:
    write(tmp_path, 4)
    lines = lines_of(tmp_path)
    put(tmp_path, [lines[0], *lines[2:]])
    (fault,) = verify_log(tmp_path / LOG)
    assert fault.startswith("log.jsonl, line 2: it does not follow the line before it")
    put(tmp_path, [*lines[:2], lines[0], *lines[2:]])
    assert [fault.split(":")[0] for fault in verify_log(tmp_path / LOG)] == [
        "log.jsonl, line 3",
        "log.jsonl, line 4",
    ]
    put(tmp_path, [lines[0], "made up", *lines[1:]])
    assert verify_log(tmp_path / LOG) == ["log.jsonl, line 2: it is not a line of the log"]
    put(tmp_path, [*lines, "[]"])
    assert verify_log(tmp_path / LOG) == ["log.jsonl, line 5: it is not a line of the log"]


def test_a_tail_cut_off_is_seen_against_the_head(tmp_path: Path) -> None:
    head = write(tmp_path, 3)
    put(tmp_path, lines_of(tmp_path)[:2])
    (fault,) = verify_log(tmp_path / LOG)
    assert fault == "log.jsonl is cut short: line with sequence 3 is missing"
    (tmp_path / HEAD).unlink()
    assert verify_log(tmp_path / LOG) == ["head.json is missing"]
    assert verify_log(tmp_path / LOG, head=head) == [fault]


def test_a_log_written_anew_is_seen_against_a_head_kept_elsewhere(tmp_path: Path) -> None:
    kept = write(tmp_path / "old", 3)
    write(tmp_path / "new", 3, who="bob")
    assert verify_log(tmp_path / "new" / LOG) == []
    (fault,) = verify_log(tmp_path / "new" / LOG, head=kept)
    assert fault == "log.jsonl, sequence 3: it is not the line that was written"


def test_a_log_taken_away_is_missed(tmp_path: Path) -> None:
    assert verify_log(tmp_path / LOG) == []
    assert list(entries(tmp_path / LOG)) == []
    write(tmp_path, 2)
    (tmp_path / LOG).unlink()
    assert verify_log(tmp_path / LOG) == ["log.jsonl is missing: 2 lines were written"]


def test_a_sequence_that_is_not_a_number_is_a_changed_line(tmp_path: Path) -> None:
    write(tmp_path, 2)
    lines = lines_of(tmp_path)
    put(tmp_path, [lines[0].replace('"sequence":1', '"sequence":"x"'), lines[1]])
    (fault,) = verify_log(tmp_path / LOG)
    assert fault == "log.jsonl, line 1: it was changed after it was written"


def test_a_line_torn_by_a_crash_is_owned_up_to_by_the_next(tmp_path: Path) -> None:
    write(tmp_path, 2)
    with (tmp_path / LOG).open("ab") as log:
        log.write(b'{"sequence": 3, "wh')
    assert verify_log(tmp_path / LOG) == ["log.jsonl, line 3: it is not a line of the log"]
    assert write(tmp_path, 1).sequence == 3
    assert verify_log(tmp_path / LOG) == []
    assert [entry["sequence"] for entry in entries(tmp_path / LOG)] == [1, 2, 3]


def test_a_crash_between_the_line_and_the_head_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, 1)
    old = (tmp_path / HEAD).read_bytes()
    write(tmp_path, 1)
    (tmp_path / HEAD).write_bytes(old)
    assert verify_log(tmp_path / LOG) == []
    assert write(tmp_path, 1).sequence == 3
    assert verify_log(tmp_path / LOG) == []


def test_a_crash_before_the_lines_end_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, 2)
    whole = (tmp_path / LOG).read_bytes()
    (tmp_path / LOG).write_bytes(whole[:-1])
    assert write(tmp_path, 1).sequence == 3
    assert verify_log(tmp_path / LOG) == []


def test_a_crash_in_the_very_first_line_starts_afresh(tmp_path: Path) -> None:
    (tmp_path / LOG).write_bytes(b'{"seq')
    assert write(tmp_path, 1).sequence == 1
    assert verify_log(tmp_path / LOG) == []


def test_several_writers_at_once_make_one_chain(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=write, args=(tmp_path, 25, f"w{n}")) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert verify_log(tmp_path / LOG) == []
    who = [entry["who"] for entry in entries(tmp_path / LOG)]
    assert {name: who.count(name) for name in who} == {"w0": 25, "w1": 25, "w2": 25}
