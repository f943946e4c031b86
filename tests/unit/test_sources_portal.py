"""The UC Portal's tables are told apart by their columns, and those we read are in its schema."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources import known
from accompany.sources.extract import Extract
from accompany.sources.us import uc_portal

SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "uc-portal-schema"


@pytest.mark.parametrize("table", uc_portal.TABLES, ids=[one.name for one in uc_portal.TABLES])
def test_each_table_is_known_by_its_own_columns(table: uc_portal.Table, tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    columns = dict.fromkeys((*table.signs, *table.columns))
    path.write_text(",".join(columns) + "\n" + "," * (len(columns) - 1) + "\n", "utf-8")
    assert uc_portal.table_of(tuple(columns)) is table
    found = known.recognise(path)
    assert found is not None
    assert found.NAME == "us/uc_portal"


def test_a_table_we_do_not_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "uac_flag.csv"
    path.write_text("uac_flag_id,flag\n1,2\n", "utf-8")
    assert not uc_portal.recognises(path)
    with Duck() as duck, pytest.raises(InputFault, match="none of the portal's tables"):
        uc_portal.read(duck, Extract(path, "us/uc_portal", uc_portal.ZONE, {}, ""))


def test_stays_are_in_the_order_of_their_days_however_those_are_written(tmp_path: Path) -> None:
    """As text, 10/1/2015 comes before 9/30/2015."""
    path = tmp_path / "uac_program_info.csv"
    head = "uac_program_id,uac_id,program_id,date_admitted,date_discharged,current_status\n"
    path.write_text(
        head + "1,77,a,9/30/2015,10/1/2015,TRANSFERRED\n2,77,b,10/1/2015,11/5/2015,DISCHARGED\n",
        "utf-8",
    )
    with Duck() as duck:
        duck.script("accompany.sources", "stated.sql")
        uc_portal.read(duck, Extract(path, "us/uc_portal", uc_portal.ZONE, {}, ""))
        found = duck.rows(
            "SELECT kind, day_earliest FROM stated WHERE kind <> 'judged-same'"
            " ORDER BY day_earliest"
        )
    assert found == [
        ("custody-began", date(2015, 9, 30)),
        ("transferred", date(2015, 10, 1)),
        ("custody-ended", date(2015, 11, 5)),
    ]


@pytest.mark.real
@pytest.mark.skipif(not SCHEMA.is_dir(), reason="the folder of real public data is not here")
def test_every_column_we_read_is_in_the_published_schema() -> None:
    with (SCHEMA / "uc_portal_columns.csv").open(encoding="utf-8") as opened:
        published: dict[str, set[str]] = {}
        for row in csv.DictReader(opened):
            published.setdefault(row["table"], set()).add(row["column"])
    for table in uc_portal.TABLES:
        missing = {*table.signs, *table.columns} - published[table.name] - {"isdeleted"}
        assert not missing, table.name
