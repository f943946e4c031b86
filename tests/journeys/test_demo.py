"""The demonstration: the first thing anybody sees, on a nation made up for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from accompany.cli.main import accompany


def run(*arguments: object) -> tuple[int, str]:
    ended = CliRunner().invoke(accompany, [str(one) for one in arguments])
    return ended.exit_code, ended.output


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("shown") / "demo"
    code, printed = run("demo", "--children", 100, "--keep", folder)
    assert code == 0, printed
    return folder, printed


def test_it_says_first_that_everyone_is_made_up(shown: tuple[Path, str]) -> None:
    assert shown[1].startswith("EVERYONE HERE IS MADE UP")
    assert (shown[0] / "nation" / "SIMULATED").is_file()


def test_it_goes_through_the_main_jobs_and_ends_with_one_child(shown: tuple[Path, str]) -> None:
    heads = re.findall(r"^\d\. ([A-Z ]+)", shown[1], re.M)
    assert [head.strip() for head in heads] == [
        "WHAT CAME", "WHO IS WHO", "WHAT IS OWED", "HOW MANY", "ONE CHILD", "WHY OVERDUE",
    ]  # fmt: skip
    assert "refused" not in shown[1]
    story = shown[1].partition("5. ONE CHILD")[2]
    assert {source for source in ("us/uc_portal", "plain/cbp", "plain/ice") if source in story} == {
        "us/uc_portal", "plain/cbp", "plain/ice",
    }  # fmt: skip
    assert "OVERDUE: late against policy" in story


def test_its_books_balance(shown: tuple[Path, str]) -> None:
    found = re.search(
        r"sources: ([\d,]+) lines\n  = ([\d,]+) became .*\n  \+ ([\d,]+) set aside \+ ([\d,]+) not",
        shown[1],
    )
    assert found
    lines, facts, aside, other = (int(one.replace(",", "")) for one in found.groups())
    assert lines == facts + aside + other > 2000
    assert aside > 0


def test_its_links_are_held_against_the_truth(shown: tuple[Path, str]) -> None:
    said = re.findall(
        r"([\d,]+) records of ([a-z ]+) become ([\d,]+) persons.\s+Truly ([\d,]+) pairs of them"
        r" are of one person: ([\d,]+) of these are joined,\s+([\d,]+) are not. ([\d,]+) pairs are",
        shown[1],
    )
    assert [who for _, who, *_ in said] == ["children", "sponsors and household members"]
    for records, who, *numbers in said:
        persons, pairs, right, missed, wrong = (int(one.replace(",", "")) for one in numbers)
        assert int(records.replace(",", "")) > persons
        assert right + missed == pairs
        if who == "children":
            assert 95 <= persons <= 105
            assert right > 0.95 * pairs > 20 * wrong


def test_what_it_leaves_can_be_looked_at(shown: tuple[Path, str]) -> None:
    ledger = shown[0] / "ledger"
    assert run("verify", ledger)[0] == 0
    code, printed = run("check", ledger, "--as-of", "2025-01-31", "--duty", "follow-up-call")
    assert code == 0, printed
    assert str(ledger) in shown[1]


def test_it_does_not_write_over_what_is_there(shown: tuple[Path, str]) -> None:
    code, printed = run("demo", "--keep", shown[0])
    assert code == 2
    assert "not empty" in printed
