"""What agencies with systems and sheets of their own send, against the truth of the nation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from tests.simulate.conftest import THROUGH
from tests.simulate.test_people import asked

from accompany.engines.duck import Duck
from accompany.jobs.ingest import Taken, Wishes, ingest
from accompany.jobs.opened import opened
from accompany.simulate import columns, courts, workbook
from accompany.simulate.clock import NEVER
from accompany.simulate.folder import Folder
from accompany.simulate.nation import Wishes as Making
from accompany.simulate.nation import simulate
from accompany.sources import table

KNOWN_AT = datetime(2025, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def ledger(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("agencies") / "ledger"
    _taken(made, nation / "extracts" / "us" / "eoir_case")
    _taken(made, nation / "extracts" / "us" / "ice_records")
    return made


def _taken(ledger: Path, extracts: Path) -> list[Taken]:
    taken, refused = ingest(ledger, [extracts], Wishes(KNOWN_AT, "made up"))
    assert not refused
    for one in taken:
        books = one.reading
        assert books.lines == books.facts_rows + books.set_aside + books.not_for_us
    return taken


def told(ledger: Path, kind: str, source: str) -> int:
    with opened(ledger) as world:
        return int(
            world.duck.value(
                "SELECT count(*) FROM known_facts WHERE kind = $1 AND source = $2", [kind, source]
            )
        )


def happened(nation: Path, where: str) -> int:
    ((n,),) = asked(nation, f"SELECT count(*)::INT FROM facts WHERE {where}")
    return int(str(n))


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        ("hearing-set", "hearing-set"),
        ("in-absentia-order", "in-absentia-order"),
        ("motion-filed", "motion-filed"),
        ("case-opened", "nta-filed"),
        ("appeal-filed", "appeal-filed"),
        ("appeal-decided", "appeal-decided"),
        ("address-told", "address-told' AND office = 'eoir"),
    ],
)
def test_the_courts_release_tells_what_happened(
    nation: Path, ledger: Path, kind: str, by: str
) -> None:
    courts_of = "(SELECT person FROM facts WHERE kind = 'nta-filed')"
    expected = happened(nation, f"kind = '{by}' AND person IN {courts_of}")
    found = told(ledger, kind, courts.NAME)
    # a child with two stays has two cases, and what happened in either stay is told of its own
    assert expected * 0.98 <= found <= expected


def test_each_agency_declares_the_office_whose_addresses_it_keeps(nation: Path) -> None:
    said = [
        line.partition(",")[0]
        for path in (nation / "extracts").rglob("*.covers.csv")
        for line in path.read_text("utf-8").splitlines() if line.startswith("address-told")
    ]  # fmt: skip
    assert sorted(said) == ["address-told office=hhs-orr", "address-told office=uscis"]


def test_grown_ups_in_the_courts_release_are_not_for_us(nation: Path, tmp_path: Path) -> None:
    (one,) = _taken(tmp_path / "again", nation / "extracts" / "us" / "eoir_case")
    assert one.reading.not_for_us > 0
    stated = (nation / "extracts" / "us" / "eoir_case" / "Count.txt").read_text("utf-8")
    assert one.reading.lines == sum(int(line.split("\t")[1]) for line in stated.splitlines())
    ((tabs, short),) = asked(
        nation,
        f"""SELECT count(*) FILTER (fault = '{courts.TAB}')::INT,
                count(*) FILTER (fault = '{courts.ZIP}')::INT FROM faults""",
    )
    assert one.reading.repaired == int(str(tabs)) + int(str(short)) > 0


def test_ice_tells_of_children_who_left_and_of_nobody_grown_up(nation: Path, ledger: Path) -> None:
    gone = happened(nation, "kind = 'departed'")
    assert 0.4 * gone < told(ledger, "departed", "us/ice_records") <= gone
    assert told(ledger, "custody-began", "us/ice_records") > 0


def test_appeals_come_in_thirty_days_mostly_and_the_board_decides(nation: Path) -> None:
    ((filed, in_time, decided, by_dhs),) = asked(
        nation,
        """SELECT count(*), count(*) FILTER (a.on_day::DATE - d.on_day::DATE <= 30),
               count(b.person), count(*) FILTER (a.party = 'dhs')
           FROM facts AS a INNER JOIN facts AS d ON a.stay = d.stay AND a.person = d.person
               AND d.kind = 'judge-decided'
           LEFT JOIN facts AS b ON a.stay = b.stay AND a.person = b.person
               AND b.kind = 'appeal-decided'
           WHERE a.kind = 'appeal-filed'""",
    )
    assert isinstance(filed, int)
    assert filed > 10
    assert 0.8 * filed <= int(str(in_time)) <= filed
    assert 0 < int(str(decided)) < filed
    assert int(str(by_dhs)) < filed / 3
    released = (nation / "extracts/us/eoir_case/EOIR Case Data/tblAppeal.csv").read_text("latin-1")
    assert "DIS" in released


def test_the_courts_history_of_custody_knows_some_stays_and_what_ice_held(
    nation: Path, ledger: Path
) -> None:
    known = told(ledger, "left-court-custody-record", courts.NAME)
    cases = told(ledger, "case-opened", courts.NAME)
    # half have a day on and a day off, the others one row that says never
    assert 1.3 * cases < known < 1.7 * cases
    assert happened(nation, "kind = 'apprehended' AND party = 'ice-ero'") > 0


def test_ices_arrests_and_detainers_are_read_and_grown_ups_set_apart(
    nation: Path, tmp_path: Path
) -> None:
    folder = nation / "extracts" / "us" / "ice_records"
    (arrests,) = _taken(tmp_path / "arrests", folder / "arrests.xlsx")
    assert 0 < arrests.reading.facts_rows < arrests.reading.not_for_us
    (detainers,) = _taken(tmp_path / "detainers", folder / "detainers.xlsx")
    assert detainers.reading.not_for_us > 0
    taken_over = happened(nation, "kind = 'custody-began' AND party = 'ice-ero'")
    found = told(tmp_path / "arrests", "apprehended", "us/ice_records")
    young = happened(nation, "kind = 'apprehended' AND party = 'ice-ero'")
    assert young <= found <= taken_over + young


def test_the_public_release_of_the_courts_has_no_numbers(tmp_path: Path) -> None:
    simulate(tmp_path / "n", Making(300, 5, THROUGH, public_court=True), progress=lambda n: None)
    folder = tmp_path / "n" / "extracts" / "us" / "eoir_case"
    head = (folder / "EOIR Case Data" / "A_TblCase.csv").read_text("latin-1").splitlines()[0]
    assert "A_NUMBER" not in head
    (one,) = _taken(tmp_path / "ledger", folder)
    assert one.reading.facts_rows > 0


def test_sheets_in_columns_of_their_own_are_read_by_the_mapping_beside_them(
    nation: Path, tmp_path: Path
) -> None:
    ice = nation / "extracts" / "plain" / "ice" / "ice-nta-service.csv"
    head = ice.read_text("utf-8").splitlines()[0]
    assert head == '"Subject ID","Order to Show Cause Served Date","Served By"'
    (one,) = _taken(tmp_path / "ledger", ice)
    assert one.source == "plain/ice"
    assert told(tmp_path / "ledger", "nta-served", "plain/ice") > 500
    book = nation / "extracts" / "plain" / "prs-west" / "prs-west-people.xlsx"
    (one,) = _taken(tmp_path / "ledger", book)
    assert one.reading.facts_rows == one.reading.lines > 0


def test_stories_of_one_child_show_in_what_is_told(nation: Path) -> None:
    for story, kind in (
        ("runaway", "absent-without-leave"),
        ("moved-by-unknown", "moved"),
        ("employer-cluster", "hotline-called"),
        ("death", "died"),
    ):
        members = f"(SELECT person FROM stories WHERE kind = '{story}')"
        assert happened(nation, f"kind = '{kind}' AND person IN {members}") > 0, story
    moved_on = "(SELECT person FROM stories WHERE kind = 'moved-by-unknown')"
    assert happened(nation, f"still_with_sponsor = 'no' AND person NOT IN {moved_on}") == 0


def test_a_workbook_is_the_same_bytes_and_reads_as_it_was_written(tmp_path: Path) -> None:
    rows = [["A title"], ["a", *map(str, range(27))], ["<&>", None, *["x"] * 26]]
    workbook.write(tmp_path / "one.xlsx", rows)
    workbook.write(tmp_path / "other.xlsx", rows)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()
    with Duck() as duck:
        table.arrive(duck, tmp_path / "one.xlsx")
        assert duck.rows("SELECT c0, c1, c2, c27 FROM arrived") == [("<&>", "", "x", "x")]


def test_a_table_of_a_release_has_the_columns_it_was_published_with(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "release", {"T": ["A", "B", "C"]})
    folder.add("T", 2, {"C": columns.words(["x", None]), "A": "1"})
    with pytest.raises(ValueError, match="no column D"):
        folder.add("T", 1, {"D": "1"})
    folder.close({"list": [["code"], ["X"]]})
    text = (tmp_path / "release" / "EOIR Case Data" / "T.csv").read_text("latin-1")
    assert text == "A\tB\tC\n1\t\tx\n1\t\t\n"
    assert (tmp_path / "release" / "Count.txt").read_text("utf-8") == "T\t2\n"
    days = np.array([NEVER, 0])
    assert courts.dated(days).to_pylist() == [None, "1970-01-01 00:00:00.000"]
