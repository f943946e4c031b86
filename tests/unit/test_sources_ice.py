"""ICE's tables are told apart by their columns, in CSV and in a workbook with titles above."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources import known, sheet
from accompany.sources.extract import Extract
from accompany.sources.us import ice_records

STINT = [
    "Stay Book In Date Time",
    "Book In Date Time",
    "Detention Facility",
    "Book Out Date Time",
    "Birth Year",
    "Citizenship Country",
    "Gender",
    "Anonymized Identifier",
]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def test_a_workbook_with_six_lines_above_its_header_is_read(tmp_path: Path) -> None:
    titles: list[list[object]] = [["Made up"], [], ["Detentions", "2021"], [], ["for a test"], []]
    row: list[object] = ["2021-03-01 10:00:00", "2021-03-01 10:00:00", "INVENTED", None, 2006,
                         "HONDURAS", "Male", "aaaa0001"]  # fmt: skip
    path = workbook(tmp_path / "stints.xlsx", [*titles, list(STINT), row])
    found = known.recognise(path)
    assert found is not None
    assert found.NAME == "us/ice_records"
    with Duck() as duck:
        reading = ice_records.read(duck, Extract(path, "us/ice_records", ice_records.ZONE, {}, ""))
        kinds = duck.rows("SELECT line, kind FROM stated ORDER BY kind")
    assert (reading.lines, reading.facts_rows) == (1, 1)
    assert kinds == [(8, "custody-began"), (8, "person-described")]


def test_a_narrow_sheet_has_its_header_on_its_first_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "two.xlsx", [["record_id", "kind"], ["SIM-1", "child"]])
    assert sheet.header_of(path) == ["record_id", "kind"]


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (["Order to Show Cause Served Date", "Birth Year", "Unique Identifier"], "detainers"),
        (STINT, "detention stints"),
        (["Apprehension Date", "Apprehension Method", "Birth Year", "Unique Identifier"],
         "arrests"),
        (["Departed Date", "Departure Country", "Birth Year", "Unique Identifier"], "removals"),
    ],
)  # fmt: skip
def test_each_table_is_known_by_its_columns(columns: list[str], name: str, tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    path.write_text(",".join(columns) + "\n", "utf-8")
    assert ice_records.recognises(path)
    plain = [one.lower().replace(" ", "_") for one in columns]
    held = ice_records.table_of(plain)
    assert held is not None
    assert held.name == name


def test_a_table_without_a_key_or_none_we_read_is_refused(tmp_path: Path) -> None:
    assert ice_records.table_of(["departed_date", "departure_country", "birth_year"]) is None
    path = tmp_path / "other.csv"
    path.write_text("Birth Year,Unique Identifier,Something\n2006,x,y\n", "utf-8")
    with Duck() as duck, pytest.raises(InputFault, match="none of ICE's tables"):
        ice_records.read(duck, Extract(path, "us/ice_records", ice_records.ZONE, {}, ""))
