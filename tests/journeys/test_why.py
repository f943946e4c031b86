"""Why two records are, or are not, one child: told in text, JSON and a page, for a purpose only."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from line import run as accompany_line
from test_who_is_who import NORTH, SOUTH, arrive, ledger_of, link, run

WHY = ("--by", "A. Steward", "--why", "two faces")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four records; a fifth with Ana's name under another number, a sixth of somebody else."""
    made = ledger_of(tmp_path_factory.mktemp("why"))
    arrive(
        made, "2024-01-05",
        ("5", "Ana Lucia", "Muestra Tum", "2010-03-07", "000-777-888", "F", "GT", "555-0100-200"),
        ("6", "Zoila", "Lejos Cux", "2003-02-01", "", "F", "HN", ""),
    )  # fmt: skip
    link(made, "2024-02-01")
    return made


OTHER_NUMBER, SOMEBODY = "plain/late-2024-01-05:5", "plain/late-2024-01-05:6"


def told(ledger: Path, a: str, b: str, *more: str) -> Any:
    asked = ("explain", ledger, a, b, "--purpose", "care", "--format", "json", *more)
    return run(*asked).json


def test_two_records_of_one_child_are_told_with_the_link_that_joins_them(ledger: Path) -> None:
    found = told(ledger, NORTH, SOUTH)
    assert (found["answer"], found["one_person"]) == ("one", True)
    (link_,) = found["path"]
    assert {link_["record"], link_["other"]} == {NORTH, SOUTH}
    assert link_["decided_by"] == found["model"]
    assert found["probability"] == pytest.approx(link_["probability"], abs=1e-4)
    assert [one["field"] for one in found["fields"]][:3] == ["given", "surnames", "born"]
    assert found["fields"][2]["level"] == "day and month swapped"


def test_the_steps_add_up_to_the_weight_and_the_probability(ledger: Path) -> None:
    for pair in ((NORTH, SOUTH), (NORTH, SOMEBODY), ("plain/north:2", "plain/south:2")):
        found = told(ledger, *pair)
        steps = [one["bits"] for one in found["fields"] + found["together"]]
        assert found["prior"] + sum(steps) == pytest.approx(found["weight"], abs=0.02)
        odds = 2 ** (found["weight"] + found["calibration"])
        assert odds / (1 + odds) == pytest.approx(found["probability"], abs=1e-3)


def test_a_guard_is_named_with_what_would_lift_it(ledger: Path) -> None:
    found = told(ledger, NORTH, OTHER_NUMBER)
    assert found["answer"] == "barred"
    assert {one["guard"] for one in found["barred"]} == {"number"}
    assert found["if_numbers_agreed"] > found["join_from"]
    text = run("explain", ledger, NORTH, OTHER_NUMBER, "--purpose", "care").out
    assert "Two A-numbers that differ" in text
    assert "If the A-numbers agreed" in text


def test_what_would_change_the_verdict_would(ledger: Path) -> None:
    found = told(ledger, "plain/north:2", "plain/south:2")
    assert found["answer"] in ("weak", "doubtful")
    assert not found["one_person"]
    assert found["would_change"]
    for change in found["would_change"]:
        assert (change["verdict"], change["probability"] >= found["join_from"]) == ("join", True)


def test_records_that_share_nothing_are_never_compared(ledger: Path) -> None:
    found = told(ledger, NORTH, SOMEBODY)
    assert (found["answer"], found["met_by"]) == ("unmet", [])
    text = run("explain", ledger, NORTH, SOMEBODY, "--purpose", "care").out
    assert "no run compares them" in text
    assert "not given" in text


def test_a_persons_word_bars_the_pair_and_stands_in_its_story(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    link(ledger, "2024-02-01")
    run("judge-pair", ledger, NORTH, SOUTH, "different", *WHY, "--known-at", "2024-03-01")
    link(ledger, "2024-03-02")
    found = told(ledger, NORTH, SOUTH)
    assert found["answer"] == "barred"
    assert [one["why"] for one in found["judgements"]] == ["two faces"]
    text = run("explain", ledger, NORTH, SOUTH, "--purpose", "care").out
    assert "A. Steward judged them different on 2024-03-01: two faces" in text
    run("judge-pair", ledger, "plain/north:2", "plain/south:2", "same", *WHY)
    joined = told(ledger, "plain/north:2", "plain/south:2")
    assert (joined["answer"], joined["path"][0]["decided_by"]) == ("one", "A. Steward")
    assert joined["would_change"] == []


class Parts(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(("language", "says"), [("en", "One child"), ("es", "Un solo niño")])
def test_a_page_has_the_picture_and_its_table_and_needs_nothing(
    ledger: Path, language: str, says: str
) -> None:
    out = ledger.parent / f"why-{language}.html"
    run("explain", ledger, NORTH, SOUTH, "--purpose", "care", "--page", out, "--language", language)
    text = out.read_text("utf-8")
    page = Parts(text)
    assert says in page.text
    assert {"svg", "table", "details"} <= set(page.tags)
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "style" not in page.attributes
    assert not re.search(r"https?://", text.replace("http://www.w3.org", ""))
    drawn = re.findall(r"<rect ", text)
    assert len(drawn) > 5
    assert "Muestra Tum" in page.text
    again = ledger.parent / "again.html"
    run(
        "explain",
        ledger,
        NORTH,
        SOUTH,
        "--purpose",
        "care",
        "--page",
        again,
        "--language",
        language,
    )
    assert again.read_text("utf-8") == text


def test_inspectors_see_pseudonyms_and_no_names(ledger: Path) -> None:
    out = ledger.parent / "hidden.json"
    run("links", ledger, "--out", ledger.parent / "l.csv", "--purpose", "oversight-deidentified")
    rows = (ledger.parent / "l.csv").read_text("utf-8").splitlines()[1:]
    by_person: dict[str, list[str]] = {}
    for row in rows:
        record, person, *_ = row.split(",")
        by_person.setdefault(person, []).append(record)
    (pair,) = [records for records in by_person.values() if len(records) == 2]
    asked = ("explain", ledger, *pair, "--purpose", "oversight-deidentified")
    found = run(*asked, "--format", "json")
    out.write_text(found.out, "utf-8")
    assert {"given", "surnames", "born", "number"} <= set(found.json["records"][0]["hidden"])
    assert found.json["records"][0]["values"] == {"sex": "F", "country": "GT"}
    assert not re.search("Muestra|plain/|2010|123-456", found.out)
    assert "not shown" in run(*asked).out
    clear = accompany_line("explain", ledger, NORTH, SOUTH, "--purpose", "oversight-deidentified")
    assert clear.code == 1


def test_a_pair_is_explained_for_a_purpose_only_and_both_records_are_logged(ledger: Path) -> None:
    log = ledger / "access" / "log.jsonl"
    refused = accompany_line("explain", ledger, NORTH, SOUTH)
    assert refused.code == 2
    assert "care" in refused.err
    lines = log.read_text("utf-8").splitlines()
    assert json.loads(lines[-1])["granted"] is False
    told(ledger, NORTH, SOUTH)
    kept = [json.loads(line) for line in log.read_text("utf-8").splitlines()[len(lines) :]]
    assert [one["granted"] for one in kept] == [True, True]
    assert len({one["subject"] for one in kept}) == 2
    assert NORTH not in log.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((NORTH, NORTH), 1, "compared with itself"),
        ((NORTH, "plain/north:99"), 1, "no record of a child"),
        ((NORTH, SOUTH, "--as-of", "2024-01-01"), 2, "leave the dates out"),
        ((NORTH, "follow-up-call"), 2, "--as-of"),
        ((NORTH, "follow-up-call", "--as-of", "2024-01-01", "--page", "x.html"), 2, "two records"),
    ],
)
def test_what_cannot_be_explained_is_said(
    ledger: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = accompany_line("explain", ledger, *words, "--purpose", "care")
    assert done.code == code
    assert said in done.err


def test_records_linked_by_other_weights_are_explained_by_those(ledger: Path) -> None:
    from accompany.identity.match.model import load

    other = load()
    changed = {**other.document, "records": 5}
    path = ledger.parent / "other.json"
    path.write_text(json.dumps(changed), "utf-8")
    asked = ("explain", ledger, NORTH, SOUTH, "--purpose", "care", "--model", path)
    done = accompany_line(*asked)
    assert done.code == 1
    assert "--model" in done.err


def test_before_any_link_there_is_nothing_to_explain_by(tmp_path: Path) -> None:
    done = accompany_line("explain", ledger_of(tmp_path), NORTH, SOUTH, "--purpose", "care")
    assert done.code == 1
    assert "accompany link" in done.err


def test_what_arrived_since_is_explained_too(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    link(ledger, "2024-02-01")
    row = ("1", "Ana Lucia", "Muestra Tum", "2010-03-07", "000-123-456", "F", "GT", "")
    arrive(ledger, "2024-02-05", row)
    found = told(ledger, NORTH, "plain/late-2024-02-05:1")
    assert found["answer"] == "unjoined"
    assert not found["one_person"]
