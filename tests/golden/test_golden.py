"""Each folder beside this file is a made-up extract with every fault, and what must come of it.

    tests/golden/<source>/<case>/extract.csv (or .xlsx, .parquet)   all names and numbers invented
    tests/golden/<source>/<case>/case.json                          optional: zone, mapping, known
    tests/golden/<source>/<case>/expected.json                      facts, problems and books

`python tools/golden.py` writes the expected files anew; read the difference before keeping it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accompany.core.fact import canonical
from accompany.engines.duck import Duck
from accompany.sources import known
from accompany.sources.extract import Extract

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.rglob("extract.*"))


def outcome(case: Path) -> dict[str, Any]:
    """Read a case's extract; return its books, facts and problems as they stand in the file."""
    said = case / "case.json"
    how = json.loads(said.read_text("utf-8")) if said.exists() else {}
    path = next(case.glob("extract.*"))
    name = how.get("source", case.parent.relative_to(HERE).as_posix())
    source = known.named(name)
    assert source is not None, f"no source is called {name}"
    with Duck() as duck:
        duck.run("CREATE TABLE known_record (about VARCHAR)")
        for record in how.get("known", []):
            duck.run("INSERT INTO known_record VALUES ($1)", [record])
        extract = Extract(
            path,
            name,
            zone=how.get("zone", source.ZONE),
            mapping=how.get("mapping", {}),
            known_records="known_record",
        )
        reading = source.read(duck, extract)
        facts = list(duck.dicts("SELECT * FROM stated ORDER BY line, kind, details"))
        problems = list(duck.dicts("SELECT * FROM problem ORDER BY line, column_name, what"))
    return {
        "lines": reading.lines,
        "facts_rows": reading.facts_rows,
        "repaired": reading.repaired,
        "set_aside": reading.set_aside,
        "not_for_us": reading.not_for_us,
        "heard": [
            [heard.kind, heard.first.isoformat(), heard.end.isoformat(), heard.everyone]
            for heard in reading.heard
        ],
        "facts": [_plain(fact) for fact in facts],
        "problems": problems,
    }


def _plain(fact: dict[str, Any]) -> dict[str, Any]:
    details = json.loads(fact.pop("details"))
    return {
        **{name: str(value) for name, value in fact.items() if value not in (None, "")},
        "details": details,
    }


@pytest.mark.parametrize("case", CASES, ids=[c.relative_to(HERE).as_posix() for c in CASES])
def test_extract_gives_the_expected_facts_and_problems(case: Path) -> None:
    expected = case / "expected.json"
    assert expected.exists(), "run tools/golden.py, and read what it wrote"
    assert outcome(case) == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c.relative_to(HERE).as_posix() for c in CASES])
def test_books_balance_and_details_are_canonical(case: Path) -> None:
    found = outcome(case)
    lines = {int(fact["line"]) for fact in found["facts"]}
    aside = {row["line"] for row in found["problems"] if row["outcome"] == "set aside"}
    assert not lines & aside
    assert found["lines"] == len(lines) + len(aside) + found["not_for_us"]
    for fact in found["facts"]:
        assert list(fact["details"]) == sorted(fact["details"])
        assert all(isinstance(value, str) and value for value in fact["details"].values())
        assert canonical(fact["details"])


@pytest.mark.parametrize("case", CASES, ids=[c.relative_to(HERE).as_posix() for c in CASES])
def test_no_message_carries_a_value_of_the_row(case: Path) -> None:
    for row in outcome(case)["problems"]:
        said = row["what"] + row["advice"] + row["column_name"]
        assert "Invented" not in said
        assert "Casasola" not in said
