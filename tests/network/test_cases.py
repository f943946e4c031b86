"""A case in a ledger, by the command line: the same answers as from its folder, and the wall."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from accompany.cli.main import accompany
from accompany.network.simulated.market import crew, hierarchy

ASKED = ("--holder", "hsi", "--as-of", "2032-03-01", "--draws", "20")
WHY = ("--purpose", "smuggling-investigation")


def run(*words: object) -> Result:
    return CliRunner().invoke(accompany, [str(word) for word in words])


def said(*words: object) -> str:
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    crew(3).write(tmp_path / "SIM-1")
    for name, holder in (("SIM-1", "hsi"),):
        said("network", "ingest", tmp_path / "ledger", tmp_path / name, "--case", name,
             "--holder", holder, "--known-at", "2032-02-01")  # fmt: skip
    return tmp_path / "ledger"


def take_more(ledger: Path, kind: str, rows: str, holder: str = "hsi") -> Result:
    folder = ledger.parent / f"more-{kind}-{holder}"
    folder.mkdir()
    (folder / "SIMULATED").touch()
    (folder / f"{kind}.csv").write_text(rows, "utf-8")
    return run("network", "ingest", ledger, folder, "--case", "SIM-1", "--holder", holder)


def judge(ledger: Path, *pairs: str) -> None:
    """Take in what a data steward of customs judged: two records and a verdict each."""
    links = ledger.parent / "plain" / "customs" / "links.csv"
    links.parent.mkdir(parents=True)
    (ledger.parent / "SIMULATED").touch()
    rows = "".join(f"{pair},steward,made up\n" for pair in pairs)
    links.write_text(f"record_a,record_b,judgement,by,why\n{rows}")
    said("ingest", ledger, links)


def test_a_ledger_answers_as_its_folder_does(ledger: Path) -> None:
    whole = ("--known-by", "2032-02-01", *ASKED, *WHY)
    folder = ledger.parent / "SIM-1"
    for form in ("text", "json"):
        kept = said("network", "verdict", ledger, "SIM-1", *whole, "--format", form)
        assert kept == said("network", "verdict", folder, *whole, "--format", form)
    done = run("network", "verdict", ledger, "SIM-2", *ASKED, *WHY)
    assert done.exit_code == 1
    assert "no such case" in done.output
    assert run("network", "verdict", ledger, *ASKED, *WHY).exit_code == 2
    said("verify", ledger)


def test_what_was_set_aside_is_kept_with_its_words(ledger: Path) -> None:
    out = ledger.parent / "problems.csv"
    said("problems", ledger, "--raw", "--out", out, "--purpose", "care")
    assert "*7777,last four 0199" in out.read_text("utf-8")


def test_what_was_not_known_yet_is_not_used(ledger: Path) -> None:
    early = run("network", "verdict", ledger, "SIM-1", "--known-by", "2032-01-31", *ASKED, *WHY)
    assert early.exit_code == 1
    assert "no such case" in early.output


@pytest.mark.parametrize("why", ["", "civil-immigration-enforcement", "care"])
def test_a_case_is_shown_to_the_purposes_that_serve_it(ledger: Path, why: str) -> None:
    done = run("network", "verdict", ledger, "SIM-1", *ASKED, "--purpose", why)
    assert done.exit_code == 2
    assert "Purposes that serve" in done.output
    assert f'"purpose":"{why}"' in (ledger / "access" / "log.jsonl").read_text("utf-8")


def test_another_holders_words_are_not_used_and_said_to_be_there(ledger: Path) -> None:
    before = said("network", "verdict", ledger, "SIM-1", *ASKED, *WHY)
    rows = "kind,subject,object,handling\norder,P-001,P-000,no onward\n"
    assert take_more(ledger, "interviews", rows, "customs").exit_code == 0
    known = before.splitlines()[1].partition("Known by")[0]
    after = said("network", "verdict", ledger, "SIM-1", *ASKED, *WHY)
    changed = set(after.splitlines()) - set(before.splitlines())
    assert {one for one in changed if not one.startswith(known)} == {
        "Another holder has relevant information."
    }


def test_both_sides_are_told_of_a_question(ledger: Path) -> None:
    rows = "caller,receiver\n956-555-0142,956-555-0143\n"
    assert take_more(ledger, "calls", rows, "customs").exit_code == 0
    ask = ("--case", "SIM-1", "--holder", "hsi", *WHY)
    assert said("network", "ask", ledger, "phone:+1 956 555 0142", *ask) == "customs\n"
    assert said("network", "ask", ledger, "P-777", *ask) == "no hit\n"
    told = said("network", "told", ledger, "--holder", "customs").splitlines()
    assert [one[17:] for one in told] == ["hsi asked on SIM-1: customs holds something"]
    assert len(said("network", "told", ledger, "--holder", "hsi").splitlines()) == 2
    log = (ledger / "access" / "log.jsonl").read_text("utf-8")
    assert "0142" not in log
    said("verify", ledger)


def test_a_childs_word_passes_one_door_only(ledger: Path) -> None:
    refer = ("network", "refer", ledger, "--case", "SIM-1", "--reason", "a house is named",
             "--approved-by", "the lead")  # fmt: skip
    place = ("--pass", "place=house:blue")
    assert run(*refer, *place, *WHY).exit_code == 2
    child = ("--purpose", "child-protection")
    assert "may not carry: name" in run(*refer, "--pass", "name=x", *child).output
    said(*refer, *place, *child)
    log = (ledger / "access" / "log.jsonl").read_text("utf-8")
    assert log.count('"command":"network refer"') == 5
    assert "house:blue" not in log
    shown = said("network", "verdict", ledger, "SIM-1", *ASKED, *WHY)
    assert "Another holder has relevant information." in shown
    said("verify", ledger)


def test_children_and_cases_are_kept_in_two_ledgers(ledger: Path) -> None:
    month = Path(__file__).parents[2] / "examples" / "month"
    mixed = run("ingest", ledger, month)
    assert mixed.exit_code == 1
    assert "two ledgers" in mixed.output
    children = ledger.parent / "children"
    said("ingest", children, month)
    case = run("network", "ingest", children, ledger.parent / "SIM-1", "--case", "C",
               "--holder", "hsi")  # fmt: skip
    assert case.exit_code == 1
    assert "network refer" in case.output


def test_judged_links_join_and_unsure_ones_stay_doubtful(ledger: Path) -> None:
    rows = "kind,subject,object,value\norder,Q-1,P-003,\norder,Q-2,P-004,\n"
    assert take_more(ledger, "interviews", rows, "customs").exit_code == 0
    judge(ledger, "Q-1,plain/hsi:P-001,same", "Q-2,plain/hsi:P-002,unsure")
    edges = ledger.parent / "edges.csv"
    said("network", "export", ledger, "SIM-1", *ASKED, *WHY, "--out", edges)
    ends = {cell for row in edges.read_text("utf-8").splitlines() for cell in row.split(",")[:2]}
    assert "Q-1" not in ends
    assert "Q-2" in ends
    shown = said("network", "leads", ledger, "SIM-1", *ASKED, *WHY)
    assert "same person, Q-2: may be one with P-002, 0.50" in shown


def test_who_may_be_one_person_is_listed_and_a_judgement_ends_the_doubt(ledger: Path) -> None:
    people = ("network", "people", ledger, "SIM-1", *ASKED, *WHY)
    assert "nobody in this case is alike enough" in said(*people)
    rows = "person,name,phone\nQ-1,Marvin Osorto Paz,956-555-0100\nQ-2,OSORTO PAZ Marvin,\n"
    assert take_more(ledger, "people", rows, "hsi").exit_code == 0
    assert said(*people) == "90%  Q-1, Q-2: three words alike\n"
    judge(ledger, "plain/hsi:Q-1,plain/hsi:Q-2,different")
    assert "nobody in this case is alike enough" in said(*people)


def test_nobody_protected_is_a_target(tmp_path: Path) -> None:
    hierarchy(7, 40).write(tmp_path / "case")
    asked = ("network", "what-if", tmp_path / "case", *ASKED, "--without")
    assert "fragmentation" in said(*asked, "P-000")
    assert "adults shown to act freely" in run(*asked, "M-000").output
    assert run(*asked, "nobody").exit_code == 2
