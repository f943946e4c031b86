"""Made-up records of one child and of twins: linked, judged apart, undone, asked as known then."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from line import run as accompany_line

from accompany.identity.match.model import load as load_model

PEOPLE = [
    # one child, written by two agencies
    ("north", "1", "Ana Lucia", "Muestra Tum", "2010-03-07", "000-123-456"),
    ("south", "1", "Ana", "Tum Muestra", "2010-07-03", "000-123-456"),
    # twins, with neighbouring numbers
    ("north", "2", "Pedro Luis", "Ejemplo Xol", "2011-05-20", "000-200-100"),
    ("south", "2", "Rosa Elena", "Ejemplo Xol", "2011-05-20", "000-200-101"),
]
NORTH, SOUTH = "plain/north:1", "plain/south:1"


def ledger_of(folder: Path) -> Path:
    (folder / "SIMULATED").touch()
    columns = ("record_id", "given_names", "surnames", "born_on", "a_number")
    for agency in ("north", "south"):
        path = folder / "plain" / agency / "people.csv"
        path.parent.mkdir(parents=True)
        with path.open("w", newline="", encoding="utf-8") as out:
            table = csv.writer(out)
            table.writerow([*columns, "kind", "sex", "country"])
            table.writerows([*row[1:], "child", "F", "GT"] for row in PEOPLE if row[0] == agency)
    ledger = folder / "ledger"
    run("ingest", ledger, folder / "plain", "--known-at", "2024-01-01")
    return ledger


def run(*words: object) -> Any:
    done = accompany_line(*(str(word) for word in words))
    assert done.code == 0, done.err
    return done


def persons(ledger: Path, *more: str) -> dict[str, str]:
    out = ledger.parent / "links.csv"
    run("links", ledger, "--out", out, "--purpose", "care", *more)
    with out.open(encoding="utf-8") as rows:
        return {row["record"]: row["person"] for row in csv.DictReader(rows)}


def link(ledger: Path, on: str, *more: str) -> Any:
    return run("link", ledger, "--known-at", on, "--format", "json", *more).json


def arrive(ledger: Path, on: str, *rows: tuple[str, ...]) -> None:
    """Take in more children's records of an agency of their own."""
    path = ledger.parent / "plain" / f"late-{on}" / "people.csv"
    path.parent.mkdir()
    head = ("record_id", "kind", "given_names", "surnames", "born_on", "a_number", "sex", "country",
            "phone")  # fmt: skip
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([head, *((row[0], "child", *row[1:]) for row in rows)])
    run("ingest", ledger, path, "--known-at", on)


def test_a_model_joins_a_child_and_leaves_twins_apart(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    books = link(ledger, "2024-02-01")
    assert (books["records"], books["pairs"], books["clusters"]) == (4, 1, 1)
    assert books["model"].startswith("model-")
    found = persons(ledger)
    assert found[NORTH] == found[SOUTH] != NORTH
    assert found["plain/north:2"] != found["plain/south:2"]
    again = link(ledger, "2024-02-02")
    assert (again["links_added"], again["links_withdrawn"]) == (0, 0)
    told = run("timeline", ledger, NORTH, "--as-of", "2024-03-01", "--purpose", "care").out
    assert "model-" not in told


def test_rows_without_name_or_number_are_linked_to_nobody(tmp_path: Path) -> None:
    """All else alike: birth date, sex, country, address, phone."""
    told = ("2010-03-07", "M", "GT", "12 Made Up St", "90001", "555-010-0001")
    head = ("record_id", "kind", "born_on", "sex", "country", "address", "zip", "phone")
    (tmp_path / "SIMULATED").touch()
    for agency in ("court", "public"):
        path = tmp_path / "plain" / agency / "people.csv"
        path.parent.mkdir(parents=True)
        path.write_text(",".join(head) + "\n" + ",".join(("1", "child", *told)) + "\n", "utf-8")
    run("ingest", tmp_path / "ledger", tmp_path / "plain", "--known-at", "2024-01-01")
    books = link(tmp_path / "ledger", "2024-02-01")
    assert (books["records"], books["described"], books["clusters"]) == (2, 0, 0)
    assert books["doubtful"] == 0


def test_a_birth_date_counts_in_either_way_it_is_written(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    american = tmp_path / "plain" / "west" / "people.csv"
    american.parent.mkdir()
    american.write_text(
        "record_id,kind,given_names,surnames,born_on,sex,country\n"
        "1,child,Rosa Elena,Ejemplo Xol,5/20/2011,F,GT\n",
        "utf-8",
    )
    run("ingest", ledger, american, "--known-at", "2024-01-02")
    link(ledger, "2024-02-01")
    found = persons(ledger)
    assert found["plain/west:1"] == found["plain/south:2"] != "plain/west:1"


@pytest.mark.parametrize("how", [(), ("--whole",)])
def test_different_stays_apart_through_a_relink_and_undoing_restores(
    tmp_path: Path, how: tuple[str, ...]
) -> None:
    ledger = ledger_of(tmp_path)
    link(ledger, "2024-02-01")
    before = persons(ledger)
    said = ("--by", "A. Steward", "--why", "two faces")
    judged = run("judge-pair", ledger, NORTH, SOUTH, "different", *said, "--known-at", "2024-03-01",
                 "--format", "json").json  # fmt: skip
    apart = persons(ledger)
    assert apart[NORTH] != apart[SOUTH]
    link(ledger, "2024-03-02", *how)
    assert persons(ledger) == apart
    run("undo-judgement", ledger, judged["judgement"], *said, "--known-at", "2024-04-01")
    link(ledger, "2024-04-02", *how)
    assert persons(ledger) == before
    assert persons(ledger, "--known-by", "2024-03-15") == apart
    assert persons(ledger, "--known-by", "2024-02-15") == before
    assert persons(ledger, "--known-by", "2024-01-15")[NORTH] == NORTH
    history = [fact["kind"] for fact in story(ledger)["facts"]]
    assert {"judged-different", "judgement-undone"} <= set(history)
    run("verify", ledger)


def story(ledger: Path) -> Any:
    return run("timeline", ledger, NORTH, "--as-of", "2024-05-01", "--purpose", "care",
               "--format", "json").json  # fmt: skip


def test_what_arrives_is_linked_as_if_all_were_compared(tmp_path: Path) -> None:
    many = [
        (str(n), f"{'BCDFGLMN'[n % 8]}a{'rnls'[n % 4]}o", f"Apellido{'XYZ'[n % 3]} Otro{n}",
         f"20{n % 9 + 10}-0{n % 9 + 1}-1{n % 9}", "", "F", "GT", "")
        for n in range(40)
    ]  # fmt: skip
    ledger = ledger_of(tmp_path)
    arrive(ledger, "2024-01-05", *many)
    assert link(ledger, "2024-02-01")["whole"]
    arrive(
        ledger, "2024-02-03",
        ("7", "Ana Lusia", "Muestra Tum", "2010-03-07", "", "F", "GT", ""),
        ("8", "Rosa Elena", "Ejemplo Xol", "2011-05-20", "000-200-101", "F", "GT", ""),
    )  # fmt: skip
    part = link(ledger, "2024-02-04")
    assert (part["whole"], part["described"], part["links_withdrawn"]) == (False, 5, 0)
    found = persons(ledger)
    assert found[NORTH] == found[SOUTH] == found["plain/late-2024-02-03:7"]
    assert found["plain/south:2"] == found["plain/late-2024-02-03:8"] != found["plain/north:2"]
    whole = link(ledger, "2024-02-05", "--whole")
    assert (whole["whole"], whole["links_added"], whole["links_withdrawn"]) == (True, 0, 0)
    assert persons(ledger) == found


def test_pairs_to_look_at_come_by_what_a_decision_changes(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    asked = ("review", ledger, "--purpose", "care", "--format", "json")
    assert run(*asked).json["pairs"] == 0
    rest = ("", "F", "GT", "")
    arrive(
        ledger, "2024-01-05",
        ("5", "Nora", "Ejemplo Cux", "2012-05-08", *rest),
        ("6", "Nora", "Ejemplo Cux", "2012-05-19", *rest),
        ("8", "Celia", "Otro Ixim", "2010-03-08", *rest),
        ("9", "Celia", "Otro Ixim", "2010-03-19", *rest),
    )  # fmt: skip
    events = tmp_path / "plain" / "late-2024-01-05" / "events.csv"
    events.write_text("record_id,kind,happened\n9,concern-reported,2024-01-02\n", "utf-8")
    run("ingest", ledger, events, "--known-at", "2024-01-06")
    link(ledger, "2024-02-01")
    found = run(*asked).json
    pairs = [{one["record"], one["other"]} for one in found["first"]]
    assert found["first"][0]["child_at_risk"]
    assert pairs[0] == {"plain/late-2024-01-05:8", "plain/late-2024-01-05:9"}
    text = run("review", ledger, "--purpose", "care").out
    assert "CHILD AT RISK" in text
    out = tmp_path / "review.csv"
    run("review", ledger, "--purpose", "care", "--out", out)
    assert len(out.read_text("utf-8").splitlines()) == found["pairs"] + 1
    why = ("--by", "A. Steward", "--why", "asked the family")
    run("judge-pair", ledger, *sorted(pairs[0]), "different", *why, "--known-at", "2024-03-01")
    assert pairs[0] not in [{one["record"], one["other"]} for one in run(*asked).json["first"]]
    arrive(ledger, "2024-03-05", ("1", "Zoila", "Lejos Cux", "2003-02-01", "", "F", "HN", ""))
    link(ledger, "2024-03-06")
    assert run(*asked).json["pairs"] == found["pairs"] - 1
    assert accompany_line("review", str(ledger)).code == 2


def test_weights_are_learnt_once_and_kept_with_what_they_were_learnt_from(tmp_path: Path) -> None:
    ledger, out = ledger_of(tmp_path), tmp_path / "model.json"
    few = accompany_line("train", str(ledger), "--out", str(out))
    assert few.code == 1
    assert "too few" in few.err
    arrive(ledger, "2024-01-05", *(
        (str(n), "BCDFGLMN"[n % 8] + "ana", f"Apellido{n // 3} Otro{n // 3 % 50}",
         f"20{n // 3 % 9 + 10}-0{n // 3 % 9 + 1}-1{n // 3 % 9}", "", "F", "GT", "")
        for n in range(1002)
    ))  # fmt: skip
    run("train", ledger, "--out", out)
    kept = json.loads(out.read_text("utf-8"))
    assert kept["data"]["records"] == 1006
    assert set(kept) >= {"made_on", "fitted_on", "started_from"}
    books = run("link", ledger, "--model", out, "--format", "json").json
    assert books["model"] != kept["started_from"]


def test_what_arrives_is_screened_before_it_is_linked(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    link(ledger, "2024-02-01")
    arrive(ledger, "2024-02-03", ("7", "Yolanda", "Inventada Pec", "2012-02-02", "", "F", "GT",
                                  "555 010 0142"))  # fmt: skip
    asked = ("screen", ledger, "--purpose", "care", "--format", "json")
    (found, *_) = run(*asked, "--given", "Yolanda", "--surnames", "Inventada").json["candidates"]
    assert found["record"] == found["person"] == "plain/late-2024-02-03:7"
    (phone,) = run(*asked, "--phone", "(555) 010-0142").json["shared"]
    assert phone["what"] == "phone"
    assert phone["children"]["records"] == ["plain/late-2024-02-03:7"]
    assert phone["adults"] is None


def test_same_joins_what_the_model_leaves_apart(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    link(ledger, "2024-02-01")
    run("judge-pair", ledger, NORTH, "plain/north:2", "same", "--by", "B", "--why", "seen",
        "--known-at", "2024-03-01")  # fmt: skip
    found = persons(ledger)
    assert found[NORTH] == found[SOUTH] == found["plain/north:2"]


def test_a_judgement_on_what_is_not_there_is_refused(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    why = ("--by", "B", "--why", "seen")
    for pair in ((NORTH, "plain/north:99"), (NORTH, NORTH)):
        refused = accompany_line("judge-pair", str(ledger), *pair, "same", *why)
        assert refused.code == 1
        assert "record" in refused.err
    assert accompany_line("undo-judgement", str(ledger), "00ff", *why).code == 1


def test_a_child_is_screened_for_a_purpose_only(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path)
    asked = ("screen", str(ledger), "--given", "Ana Lusia", "--surnames", "Muestra",
             "--born", "2010-03-07")  # fmt: skip
    assert accompany_line(*asked).code == 2
    assert accompany_line(*asked, "--purpose", "care").code == 1
    link(ledger, "2024-02-01")
    found = run(*asked, "--purpose", "care", "--format", "json").json
    assert found["records"] == 4
    (first, *_) = found["candidates"]
    assert first["record"] in {NORTH, SOUTH}
    assert first["also"] == 1
    text = run(*asked, "--phone", "555 010 0142", "--purpose", "care").out
    assert "Given names: both near" in text
    assert "the phone is known of\n  0 children in 0 records\n" in text
    assert accompany_line("screen", str(ledger), "--purpose", "care").code == 2


SPONSOR_HEAD = ("record_id", "kind", "given_names", "surnames", "born_on", "phone", "address",
                "seen_on", "of_record_id", "relationship", "zip", "unit")  # fmt: skip
OTHERS = (
    "Abel", "Bruno", "Caleb", "Dario", "Elmer", "Fabio", "Gadiel", "Heber", "Isaac", "Jairo",
    "Kevin", "Lester", "Mario", "Noel", "Osman", "Pablo",
)  # fmt: skip
SPONSORS = [
    # one sponsor under three spellings, for three children of no kin, and who lives there
    ("s1", "sponsor", "Brayan", "Muestra Calles", "1981-08-11", "555 010 0199", "8953 Ridge Ave",
     "2021-03-02", NORTH, "family friend"),
    ("s2", "sponsor", "Vrayan", "Muestra", "1981-08-11", "555 010 0199", "8953 Ridge Avenue",
     "2021-09-10", "plain/north:2", "unrelated"),
    ("s3", "sponsor", "Brallan", "Muestra Calles", "1981-11-08", "555 010 0199", "8953 Ridge Av",
     "2022-05-01", "plain/south:2", "unrelated"),
    ("h1", "household", "Rosa Inventada", "Ejemplo Pec", "1990-02-03", "", "8953 Ridge Ave",
     "2022-05-01", "plain/vetting:s3", "lives with"),
    ("s4", "sponsor", "Marta", "Otra Persona", "1979-01-20", "555 010 0777", "12 Elm St",
     "2021-04-04", SOUTH, "aunt"),
    # who may be s4, or not: no contact, one surname, one more given name
    ("s5", "sponsor", "Marta Ines", "Otra", "1979-01-20", "", "", "2021-06-01", SOUTH, "aunt"),
    # others, so that what two records share is rare
    *[(f"o{n}", "sponsor", f"{name} Inventado", f"{name}ez Fingido", f"19{60 + n}-05-1{n % 10}",
       f"555 010 03{n:02}", f"{n + 20} Oak St", "2020-01-02", NORTH, "uncle")
      for n, name in enumerate(OTHERS)],
]  # fmt: skip


def with_sponsors(tmp_path: Path) -> Path:
    ledger = ledger_of(tmp_path)
    path = tmp_path / "plain" / "vetting" / "people.csv"
    path.parent.mkdir()
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(
            [
                SPONSOR_HEAD,
                *(
                    (*row, "33157" if "Ridge" in row[6] else "", "4B" if row[0] == "s3" else "")
                    for row in SPONSORS
                ),
            ]
        )
    run("ingest", ledger, path, "--known-at", "2024-01-02")
    return ledger


def test_a_sponsor_under_three_spellings_is_one_and_all_their_children_are_told(
    tmp_path: Path,
) -> None:
    ledger = with_sponsors(tmp_path)
    books = link(ledger, "2024-02-01")["groups"]
    assert {name: one["described"] for name, one in books.items()} == {"children": 4, "adults": 22}
    assert len({persons(ledger)[f"plain/vetting:s{n}"] for n in (1, 2, 3)}) == 1
    asked = ("screen", ledger, "--purpose", "sponsor-vetting")
    who = ("--given", "Bryan", "--surnames", "Muestra Calles", "--born", "1981-08-11", "--phone",
           "5550100199")  # fmt: skip
    found = run(*asked, *who, "--who", "adult", "--format", "json").json
    assert found["candidates"] == []
    (first, *others) = found["adults"]
    assert first["probability"] > 0.9
    assert first["children"]["records"] == [NORTH, "plain/north:2", "plain/south:2"]
    assert all(one["probability"] < 0.5 for one in others)
    text = run(*asked, "--phone", "555 010 0199").out
    assert "the phone is known of\n  0 children in 0 records\n" in text
    assert "1 adult in 3 records, 2021-03-02 to 2022-05-01" in text
    without = run(*asked, "--address", "8953 Ridge Avenue")
    assert "give --zip" in without.err
    there = run(*asked, "--address", "8953 Ridge Avenue", "--zip", "33157", "--format", "json")
    assert there.err == ""
    (as_asked, building) = there.json["shared"]
    assert [one["what"] for one in (as_asked, building)] == ["address", "building"]
    assert len(as_asked["adults"]["persons"]) == len(building["adults"]["persons"]) == 2
    assert set(building["adults"]["records"]) - set(as_asked["adults"]["records"]) == {
        "plain/vetting:s3"
    }
    unit = (*asked, "--address", "8953 Ridge Avenue", "--zip", "33157", "--unit", "Apt 4B")
    assert "the address is known of\n  0 children in 0 records\n  1 adult in 1" in run(*unit).out
    assert "the address, in whatever unit and near spelling, is known of" in run(*unit).out
    slip = (*asked, "--address", "8953 Rigde Avenue", "--zip", "33157", "--format", "json")
    assert [len(one["adults"]["records"]) for one in run(*slip).json["shared"]] == [0, 4]
    for other in ("8953 Orchard Avenue", "8935 Ridge Avenue", "8953"):
        elsewhere = run(*asked, "--address", other, "--zip", "33157", "--format", "json").json
        assert sum(len(one["adults"]["records"]) for one in elsewhere["shared"]) == 0
    alone = (*asked, "--address", "12 Elm St", "--zip", "00000")
    assert "whatever unit" not in run(*alone).out
    nobody = run(*asked, "--given", "Qqq", "--surnames", "Zzyzx", "--who", "adult").out
    assert "nobody like this is known" in nobody
    household = run(*asked, "--given", "Rosa Inventada", "--surnames", "Ejemplo Pec", "--who",
                    "adult").out  # fmt: skip
    assert "known with 1 child in 1 record" in household


def test_who_a_sponsor_is_stays_hidden_from_a_purpose_that_may_not_learn_it(
    tmp_path: Path,
) -> None:
    ledger = with_sponsors(tmp_path)
    link(ledger, "2024-02-01")
    asked = ("screen", ledger, "--purpose", "trafficking-investigation", "--phone", "555 010 0199")
    found = run(*asked, "--format", "json").json
    assert found["adults"] == []
    assert found["shared"][0]["adults"] is None
    assert "sponsor-identity" in found["adults_hidden"]
    assert "sponsors and households are not shown" in run(*asked).out
    listed = ledger.parent / "review.csv"
    for purpose, others in (("care", 1), ("court-administration", 0)):
        run("review", ledger, "--purpose", purpose, "--out", listed)
        found = [row for row in listed.read_text("utf-8").splitlines() if "vetting:" in row]
        assert len(found) >= others
        assert found == [] or others
    named = run(*asked, "--case", "made-up request 7", "--format", "json").json
    assert len(named["shared"][0]["adults"]["records"]) == 3


def test_a_sponsor_who_arrives_is_linked_with_what_is_known(tmp_path: Path) -> None:
    ledger = with_sponsors(tmp_path)
    link(ledger, "2024-02-01")
    path = tmp_path / "plain" / "later" / "people.csv"
    path.parent.mkdir()
    with path.open("w", newline="", encoding="utf-8") as out:
        row = ("s9", "sponsor", "Marta", "Otra Persona", "1979-01-20", "555 010 0777", "12 Elm St",
               "2024-02-02", NORTH, "unrelated")  # fmt: skip
        csv.writer(out).writerows([SPONSOR_HEAD, (*row, "", "")])
    run("ingest", ledger, path, "--known-at", "2024-02-03")
    books = link(ledger, "2024-02-04")["groups"]
    assert not books["adults"]["whole"]
    arrived = persons(ledger)
    assert arrived["plain/later:s9"] == arrived["plain/vetting:s4"]
    link(ledger, "2024-02-05", "--whole")
    assert persons(ledger) == arrived
    found = run("screen", ledger, "--purpose", "care", "--given", "Marta", "--surnames", "Otra",
                "--who", "adult", "--format", "json").json["adults"][0]  # fmt: skip
    assert found["children"]["records"] == [NORTH, SOUTH]
    assert (found["also"], len(found["children"]["persons"])) == (1, 1)
    document = dict(load_model(group="adults").document)
    document["calibration"] = document["calibration"] | {"shift": -3.0}
    own = tmp_path / "adults.json"
    own.write_text(json.dumps(document), "utf-8")
    (doubted, *_) = run("screen", ledger, "--purpose", "care", "--given", "Marta", "--surnames",
                        "Otra", "--who", "adult", "--adults-model", own,
                        "--format", "json").json["adults"]  # fmt: skip
    assert doubted["person"] == found["person"]
    assert doubted["probability"] < found["probability"]
