"""Why two records are, or are not, one child: told in text, JSON and a page, for a purpose only."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from line import run as accompany_line
from test_who_is_who import NORTH, SOUTH, arrive, ledger_of, link, run, with_sponsors

from accompany.identity.match.model import load

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
    by_person = rows_by_person(ledger.parent / "l.csv")
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


FIRST, SECOND, OTHER = (f"plain/vetting:s{n}" for n in (1, 2, 4))


@pytest.fixture(scope="module")
def vetted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of children, and of sponsors one of whom is written three times."""
    made = with_sponsors(tmp_path_factory.mktemp("vetted"))
    link(made, "2024-02-01")
    return made


def test_two_records_of_one_sponsor_are_told_by_the_weights_and_links_of_adults(
    vetted: Path,
) -> None:
    found = told(vetted, FIRST, SECOND)
    assert (found["group"], found["answer"], found["measured_against"]) == ("adults", "one", 22)
    assert (found["path"][0]["record"], found["path"][-1]["other"]) == (FIRST, SECOND)
    assert {one["decided_by"] for one in found["path"]} == {load(group="adults").id}
    for bond in found["path"]:
        direct = told(vetted, bond["record"], bond["other"])
        assert bond["probability"] == pytest.approx(direct["probability"], abs=1e-4)
    assert found["records"][0]["values"]["surnames"] == "Muestra Calles"
    steps = [one["bits"] for one in found["fields"] + found["together"]]
    assert found["prior"] + sum(steps) == pytest.approx(found["weight"], abs=0.02)
    assert told(vetted, FIRST, OTHER)["answer"] == "unmet"
    assert told(vetted, OTHER, "plain/vetting:s5")["answer"] == "doubtful"
    assert told(vetted, NORTH, SOUTH)["group"] == "children"


@pytest.mark.parametrize(
    ("language", "says", "never"),
    [("en", "One person, p-", "one child|children"), ("es", "Una sola", "niñ")],
)
def test_text_and_page_of_sponsors_speak_of_no_child(
    vetted: Path, language: str, says: str, never: str
) -> None:
    page = vetted.parent / f"sponsor-{language}.html"
    asked = ("explain", vetted, FIRST, SECOND, "--purpose", "care", "--language", language)
    text = run(*asked).out
    run(*asked, "--page", page)
    for shown in (text, Parts(page.read_text("utf-8")).text):
        assert says in shown
        assert not re.search(never, shown)


@pytest.mark.parametrize(
    "purpose", ["court-administration", "trafficking-investigation", "oversight-deidentified"]
)
def test_two_sponsors_are_explained_only_where_one_may_learn_who_they_are(
    vetted: Path, purpose: str
) -> None:
    pair = names_for(vetted, purpose, FIRST, SECOND)
    log, page = vetted / "access" / "log.jsonl", vetted.parent / "no.html"
    before = len(log.read_text("utf-8").splitlines())
    for form in ((), ("--format", "json"), ("--page", page)):
        refused = accompany_line("explain", vetted, *pair, "--purpose", purpose, *form)
        assert (refused.code, refused.out) == (2, "")
        assert "sponsor-vetting" in refused.err
        assert not re.search(r"Muestra|555|Ridge|1981", refused.err)
    assert not page.exists()
    kept = [json.loads(line) for line in log.read_text("utf-8").splitlines()[before:]]
    assert [one["granted"] for one in kept] == [False] * 3


def names_for(ledger: Path, purpose: str, *records: str) -> list[str]:
    """Return what a purpose calls records of one person of three: their names, or pseudonyms."""
    if purpose != "oversight-deidentified":
        return list(records)
    seen = ledger.parent / "seen.csv"
    run("links", ledger, "--out", seen, "--purpose", purpose)
    (hidden,) = [of for of in rows_by_person(seen).values() if len(of) == 3]
    return hidden[:2]


def rows_by_person(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            found.setdefault(row["person"], []).append(row["record"])
    return found


def test_a_case_that_is_named_opens_a_sponsor_and_the_log_says_why(vetted: Path) -> None:
    asked = ("explain", vetted, FIRST, SECOND, "--purpose", "trafficking-investigation")
    assert "One person" in run(*asked, "--case", "made-up request 7").out
    log = (vetted / "access" / "log.jsonl").read_text("utf-8").splitlines()[-2:]
    kept = [json.loads(line) for line in log]
    assert [one["granted"] for one in kept] == [True, True]
    assert all("sponsor-identity: a written request" in one["reason"] for one in kept)
    assert FIRST not in "".join(log)


def test_a_child_and_a_sponsor_are_never_compared_and_that_is_said(vetted: Path) -> None:
    for pair in ((NORTH, FIRST), (FIRST, NORTH)):
        refused = accompany_line("explain", vetted, *pair, "--purpose", "care")
        assert (refused.code, refused.out) == (1, "")
        assert "never compared or linked with each other" in refused.err
        hidden = accompany_line("explain", vetted, *pair, "--purpose", "court-administration")
        assert (hidden.code, hidden.out) == (2, "")


def test_a_persons_word_on_two_sponsors_stands_in_their_story(tmp_path: Path) -> None:
    ledger = with_sponsors(tmp_path)
    link(ledger, "2024-02-01")
    run("judge-pair", ledger, FIRST, SECOND, "different", *WHY, "--known-at", "2024-03-01")
    found = told(ledger, FIRST, SECOND)
    assert (found["answer"], found["one_person"]) == ("barred", False)
    assert {one["guard"] for one in found["barred"]} == {"judged"}


def test_sponsors_who_came_before_any_link_of_sponsors_wait_for_one(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    link(ledger, "2024-02-01")
    path = tmp_path / "plain" / "vetting" / "people.csv"
    path.parent.mkdir()
    path.write_text(
        "record_id,kind,given_names,surnames\n1,sponsor,Ema,Muestra\n2,sponsor,Emma,Muestra\n",
        "utf-8",
    )
    run("ingest", ledger, path, "--known-at", "2024-02-02")
    asked = ("explain", ledger, "plain/vetting:1", "plain/vetting:2", "--purpose", "care")
    early = accompany_line(*asked)
    assert early.code == 1
    assert "accompany link" in early.err


def test_sponsors_are_explained_by_the_file_of_weights_they_were_linked_by(vetted: Path) -> None:
    path = vetted.parent / "weights.json"
    asked = ("explain", vetted, FIRST, SECOND, "--purpose", "care", "--model", path)
    load().save(path)
    of_children = accompany_line(*asked)
    assert of_children.code == 1
    assert "--model" in of_children.err
    load(group="adults").save(path)
    assert "One person" in run(*asked).out
