"""Plain people, events and links: what golden cases do not show. Every person is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompany.core.fact import canonical, kinds
from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources import known, mapping, plain
from accompany.sources.extract import Extract, Reading

EVENTS = "record_id,kind,happened,party,to_party"


def read(path: Path, **how: Any) -> tuple[Reading, list[dict[str, Any]], list[dict[str, Any]]]:
    with Duck() as duck:
        if known_records := how.pop("known", None):
            duck.run("CREATE TABLE known_record AS SELECT unnest($1) AS about", [known_records])
            how["known_records"] = "known_record"
        reading = plain.read(duck, Extract(path, how.pop("source", "plain/north"), **how))
        facts = list(duck.dicts("SELECT * FROM stated ORDER BY line, kind"))
        problems = list(duck.dicts("SELECT * FROM problem ORDER BY line"))
    return reading, facts, problems


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_kind_of_the_vocabulary_about_a_person_is_taken(tmp_path: Path) -> None:
    words = [name for name, kind in kinds().items() if kind.timeline]
    path = written(tmp_path / "x.csv", EVENTS, *(f"1,{word},2024-06-11,," for word in words))
    reading, facts, _ = read(path)
    assert reading.facts_rows == len(words)
    assert sorted(fact["kind"] for fact in facts) == sorted(words)


def test_an_unknown_kind_is_set_aside_with_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", EVENTS, "1,nta-serve,2024-06-11,,")
    _, facts, problems = read(path)
    assert facts == []
    assert "nta-served" in problems[0]["advice"]


def test_a_full_name_speaks_of_that_record_only_if_it_is_known(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", EVENTS, "us/uc_portal:900000017,released,2024-06-11,,")
    _, facts, _ = read(path, known=["us/uc_portal:900000017"])
    assert [fact["about"] for fact in facts] == ["us/uc_portal:900000017"]
    reading, facts, problems = read(path)
    assert (reading.set_aside, facts) == (1, [])
    assert "Take in the extract" in problems[0]["advice"]


def test_a_name_in_the_own_source_needs_no_record_before(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", EVENTS, "plain/north:7,released,2024-06-11,,")
    _, facts, _ = read(path)
    assert [fact["about"] for fact in facts] == ["plain/north:7"]


def test_an_id_with_a_colon_that_names_no_source_is_an_id(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", EVENTS, "Case:7,released,2024-06-11,,")
    _, facts, _ = read(path)
    assert [fact["about"] for fact in facts] == ["plain/north:Case:7"]


def test_two_agencies_with_one_number_are_two_records(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", EVENTS, "7,released,2024-06-11,,")
    abouts = {read(path, source=f"plain/{agency}")[1][0]["about"] for agency in ("north", "south")}
    assert len(abouts) == 2


def test_columns_that_are_lacking_are_named_with_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "record_id,happened,Casasola", "1,2024-06-11,x")
    with pytest.raises(InputFault) as caught:
        read(path)
    assert "kind" in caught.value.what
    assert "accompany map" in caught.value.advice
    assert caught.value.line == 1
    assert "Casasola" not in str(caught.value)


def test_formulas_in_a_spreadsheet_are_text_and_never_run(tmp_path: Path) -> None:
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(0)"]
    lines = [f"{line},child,{cell}" for line, cell in enumerate(cells)]
    path = written(tmp_path / "x.csv", "record_id,kind,given_names", *lines)
    _, facts, problems = read(path)
    assert [json.loads(fact["details"])["given_names"] for fact in facts] == cells
    assert problems == []


def test_columns_called_like_ours_inside_do_no_harm(tmp_path: Path) -> None:
    header = 'record_id,kind,line,raw,about,fault,blank,"select; drop",content,name,source'
    path = written(tmp_path / "x.csv", header, "1,child,a,b,c,d,e,f,g,h,i")
    _, facts, _ = read(path)
    details = json.loads(facts[0]["details"])
    assert details == {
        "kind": "child", "line": "a", "raw": "b", "about": "c", "fault": "d", "blank": "e",
        "select_drop": "f", "content": "g", "name": "h", "source": "i",
    }  # fmt: skip


def test_xlsx_gives_the_facts_that_the_same_csv_gives(tmp_path: Path) -> None:
    rows = [
        ["record_id", "kind", "given_names", "zip", "seen_on"],
        ["1", "child", "Ana María", "02138", "2024-06-11"],
        ["2", "sponsor", "Eva", "", ""],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    path = written(tmp_path / "x.csv", *(",".join(row) for row in rows))
    (_, facts, _), (_, others, _) = read(path), read(tmp_path / "x.xlsx")
    assert facts == others


def test_a_workbook_keeps_its_row_numbers_and_says_that_it_has_more_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B3"], sheet["C3"] = "record_id", "kind"
    sheet["B6"], sheet["C6"] = 17, "child"
    book.create_sheet("more").append(["x"])
    book.save(tmp_path / "x.xlsx")
    reading, facts, problems = read(tmp_path / "x.xlsx")
    assert [(fact["line"], fact["about"]) for fact in facts] == [(6, "plain/north:17")]
    assert (reading.lines, reading.not_for_us) == (3, 2)
    assert [(row["line"], row["outcome"]) for row in problems] == [(0, "noted")]


def test_other_sources_come_before_people_links_and_events(tmp_path: Path) -> None:
    heads = {
        "a_events.csv": EVENTS,
        "b_links.csv": "record_a,record_b,judgement,by,why",
        "c_people.csv": "record_id,kind,given_names",
        "d_releases.csv": (
            "childs_country_of_origin,childs_date_of_release,sponsor_category,county"
        ),
    }
    for name, head in heads.items():
        written(tmp_path / name, head)
    (tmp_path / known.SIMULATED).write_text("")
    written(tmp_path / "a_events.csv.covers.csv", "kind,from,to,for")
    found = [(path, known.recognise(path)) for path in known.extracts([tmp_path])]
    ordered = known.in_order([(path, source) for path, source in found if source])
    assert [path.name for path, _ in ordered] == [
        "d_releases.csv",
        "c_people.csv",
        "b_links.csv",
        "a_events.csv",
    ]


def test_a_file_that_was_named_is_an_extract_and_one_in_a_folder_if_it_looks_so(
    tmp_path: Path,
) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("notes.txt", "inner/people.csv", "inner/README.md", ".hidden", "inner/~$a.xlsx"):
        written(tmp_path / name, "record_id,kind")
    assert known.extracts([tmp_path, tmp_path / "inner"]) == [tmp_path / "inner" / "people.csv"]
    assert known.extracts([tmp_path / "notes.txt"]) == [tmp_path / "notes.txt"]


def test_a_table_nobody_knows_is_recognised_by_no_source(tmp_path: Path) -> None:
    assert known.recognise(written(tmp_path / "x.csv", "colour,size", "red,7")) is None


def test_sources_are_named_by_their_path() -> None:
    assert set(known.sources()) >= {
        "plain",
        "us/orr_releases",
        "us/cbp_encounters",
        "us/hhs_daily",
    }
    assert known.named("plain/north") is known.named("plain")
    assert known.named("us/nowhere") is None
    for source in known.sources().values():
        assert set(source.KINDS) <= set(kinds())


def test_a_sidecar_says_which_days_are_covered(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", EVENTS)
    assert known.covers(path) == []
    written(
        tmp_path / "x.csv.covers.csv",
        "kind,from,to,for",
        "released,2024-06-01,2024-06-30,all",
        "nta-served,2024-06-01,2024-06-01,listed",
    )
    first, second = known.covers(path, "America/Chicago")
    assert (first.kind, first.everyone, second.everyone) == ("released", True, False)
    assert first.first.isoformat() == "2024-06-01T05:00:00+00:00"
    assert first.end.isoformat() == "2024-07-01T05:00:00+00:00"


@pytest.mark.parametrize(
    "row", ["released,June,2024-06-30,all", "released,2024-06-30,2024-06-01,all", "released,x"]
)
def test_a_sidecar_that_says_no_period_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    path = written(tmp_path / "x.csv", EVENTS)
    written(tmp_path / "x.csv.covers.csv", "kind,from,to,for", row)
    with pytest.raises(InputFault) as caught:
        known.covers(path)
    assert caught.value.line == 2


value = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(value, min_size=1, max_size=5))
def test_details_are_the_canonical_text_whatever_the_cell_holds(
    tmp_path: Path, cells: list[str]
) -> None:
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    names = [f"b{place}" for place in range(len(cells))]
    path = tmp_path / "x.csv"
    lines = [["record_id,kind", *names], ["1,child", *quoted]]
    body = "".join(",".join(line) + "\n" for line in lines)
    path.write_text(body, encoding="utf-8", newline="")
    _, facts, _ = read(path)
    for fact in facts:
        assert fact["details"] == canonical(json.loads(fact["details"]))


def test_a_spanish_spreadsheet_is_proposed_saved_loaded_and_read(tmp_path: Path) -> None:
    path = written(
        tmp_path / "menores.csv",
        "Expediente;Nombres;Apellidos;Fecha de nacimiento;Número A;Actualizado el;Observaciones",
        "17;Ana;Casasola;31/12/2009;A000-123-456;;x",
        "18;Luis;Casasola;01/02/2010;000-123-457;;",
    )
    found = mapping.propose(path)
    assert found.mapping["Fecha de nacimiento"] == "born_on (day/month/year)"
    assert found.mapping["Expediente"] == "record_id"
    assert found.mapping["=child"] == "kind"
    assert found.before[0]["Nombres"] == "Ana"
    assert found.after[0]["born_on"] == "2009-12-31"
    mapping.save(found.mapping, tmp_path / "map.yaml")
    assert mapping.load(tmp_path / "map.yaml") == found.mapping
    reading, facts, _ = read(path, mapping=mapping.load(tmp_path / "map.yaml"))
    assert (reading.lines, reading.facts_rows) == (2, 2)
    details = json.loads(facts[0]["details"])
    assert details["a_number"] == "A000-123-456"
    assert details["observaciones"] == "x"


def test_columns_are_proposed_by_their_cells_where_the_header_says_nothing(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.csv", "q1,q2,q3", "555-010-1234,a@example.org,000-123-456",
        "(555) 010-1235,b@example.org,A000123457",
    )  # fmt: skip
    assert mapping.propose(path).mapping == {"q1": "phone", "q2": "email", "q3": "a_number"}


def test_a_header_that_its_cells_belie_is_proposed_with_less_confidence(tmp_path: Path) -> None:
    lines = ["ID,Email,Date", "1,none,yesterday", "2,none,today"]
    sure = {
        one.column: one.confidence
        for one in mapping.propose(written(tmp_path / "x.csv", *lines)).proposals
    }
    assert sure["ID"] > sure["Email"]
    assert sure["ID"] > sure["Date"]


@pytest.mark.parametrize("body", ["x", "columns: [1]", "columns: {a: [1]}", "- 1", "{", ""])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(InputFault):
        mapping.load(written(tmp_path / "map.yaml", body))


def test_a_mapping_to_something_that_is_no_column_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "a,b", "1,2")
    with pytest.raises(InputFault):
        read(path, mapping={"a": "record_id; DROP TABLE stated"})
