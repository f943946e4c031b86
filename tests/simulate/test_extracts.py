"""What the agencies of a made-up nation send, read by the real adapters; every line counts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.simulate.test_people import asked

from accompany.engines.duck import Duck, literal
from accompany.jobs.check import check, duties_like
from accompany.jobs.ingest import Taken
from accompany.jobs.opened import opened
from accompany.simulate import columns, faults, places
from accompany.simulate.chance import even, mixed
from accompany.simulate.messy import american


@pytest.fixture(scope="module")
def ledger(everything: tuple[Path, list[Taken]]) -> Path:
    return everything[0]


@pytest.fixture(scope="module")
def taken(nation: Path, everything: tuple[Path, list[Taken]]) -> dict[str, Taken]:
    late = nation / "late"
    assert sum(one.kept.facts for one in everything[1] if late in Path(one.path).parents) > 0
    in_time = (one for one in everything[1] if late not in Path(one.path).parents)
    return {Path(one.path).name: one for one in in_time}


def planted(nation: Path, fault: str) -> int:
    ((n,),) = asked(nation, f"SELECT count(*)::INT FROM faults WHERE fault = '{fault}'")
    return int(str(n))


def test_each_extract_is_read_by_the_adapter_that_knows_it(taken: dict[str, Taken]) -> None:
    sources = {one.source for one in taken.values()}
    assert sources >= {"us/orr_releases", "us/uc_portal", "plain/ice", "plain/prs-south"}
    tables = [name for name, one in taken.items() if one.source == "us/uc_portal"]
    assert len(tables) == 7
    for one in taken.values():
        books = one.reading
        assert books.lines == books.facts_rows + books.set_aside + books.not_for_us


def test_what_was_planted_to_be_set_aside_or_repaired_is(
    nation: Path, taken: dict[str, Taken]
) -> None:
    events = [one for name, one in taken.items() if name.endswith("-events.csv")]
    aside = sum(one.reading.set_aside for one in events)
    unread = planted(nation, faults.UNREADABLE) + planted(nation, faults.UNKNOWN_KIND)
    assert unread * 0.85 <= aside <= unread * 1.15  # some of them come late, some twice
    releases = taken["releases.csv"].reading
    short = planted(nation, "a ZIP code without its leading nought")
    undated = planted(nation, "no date of release")
    assert short - undated <= releases.repaired <= short
    assert releases.set_aside == undated


def test_messy_records_are_judged_by_every_duty(ledger: Path, taken: dict[str, Taken]) -> None:
    """Many sources and many texts: what the engine once lost its way in."""
    assert taken
    with opened(ledger) as world:
        check(world, as_of=datetime(2025, 1, 31, tzinfo=UTC), duties=duties_like("*"))
        dues, kept = world.duck.rows("SELECT count(*), count(kept_by_fact) FROM dues")[0]
        states = dict(world.duck.rows("SELECT state, count(*) FROM dues GROUP BY ALL"))
    assert dues > kept > 0
    assert kept >= states["kept"] + states["late"]


def test_a_month_sent_twice_adds_nothing(nation: Path, taken: dict[str, Taken]) -> None:
    again = taken["prs-south-2022-08-again-events.csv"]
    assert again.reading.facts_rows == planted(nation, "a month sent twice") > 0
    whole = taken["prs-south-events.csv"]
    assert again.kept.facts + whole.kept.facts <= whole.reading.facts_rows


def test_what_never_came_is_in_no_file(nation: Path) -> None:
    assert planted(nation, faults.GAP) > 0
    text = (nation / "extracts" / "plain" / "prs-coast" / "prs-coast-events.csv").read_text("utf-8")
    assert not [line for line in text.splitlines() if ',"2022-04-' in line]
    assert not (nation / "extracts/plain/prs-coast/prs-coast-events.csv.covers.csv").exists()


def test_links_of_the_truth_join_the_records_of_one_person(nation: Path) -> None:
    links = literal(str(nation / "truth" / "links.csv"))
    records = literal(str(nation / "truth" / "records.parquet"))
    with Duck() as duck:
        ((wrong, joined),) = duck.rows(
            f"""SELECT count(*) FILTER (a.person <> b.person), count(*)
                FROM read_csv({links}) AS l
                INNER JOIN read_parquet({records}) AS a ON l.record_a = a.record
                INNER JOIN read_parquet({records}) AS b ON l.record_b = b.record"""
        )
        ((records_of_more, persons),) = duck.rows(
            f"""SELECT count(*), count(DISTINCT person) FROM read_parquet({records})"""
        )
    assert wrong == 0
    assert joined == records_of_more - persons


def test_addresses_lack_a_unit_or_all_about_as_often_as_published(nation: Path) -> None:
    ((share,),) = asked(
        nation,
        """SELECT avg((r.address IS NULL OR (r.unit IS NULL AND (h.unit IS NOT NULL)))::INT)
           FROM records AS r INNER JOIN people AS p USING (person)
           INNER JOIN households AS h USING (household)
           WHERE r.agency = 'ice' AND r.address IS NOT DISTINCT FROM h.address
               OR r.agency = 'ice' AND r.address IS NULL""",
    )
    assert float(str(share)) == pytest.approx(0.07, abs=0.02)


def test_days_are_written_as_americans_do() -> None:
    day = np.array([np.datetime64("2021-03-04"), np.datetime64("2009-12-31")]).astype(np.int64)
    assert american(day).to_pylist() == ["3/4/21", "12/31/09"]


def test_columns_of_words() -> None:
    one, other = columns.words(["a", None, None]), columns.words(["b", "c", None])
    assert columns.spaced([one, other]).to_pylist() == ["a b", "c", ""]
    assert columns.run_together([one, other]).to_pylist() == ["ab", "c", ""]
    assert columns.emptied(columns.words(["", "x"])).to_pylist() == [None, "x"]
    assert columns.after(columns.words(["us/a:b:c", "none"]), ":").to_pylist() == ["b:c", None]
    assert columns.after_first(columns.words(["Ana", "Ana Luz Mar"])).to_pylist() == [
        None, "Luz Mar",
    ]  # fmt: skip


def test_a_number_hangs_on_what_it_is_mixed_of_alone() -> None:
    assert mixed(1, np.array([2, 3]))[1] == mixed(1, 3)[0]
    drawn = even(7, np.arange(10_000))
    assert 0 <= drawn.min() < 0.01
    assert drawn.mean() == pytest.approx(0.5, abs=0.02)


def test_telephones_are_whole() -> None:
    number = places.phones(np.random.default_rng(1), 1000)
    text = places.phone_text(np.where(np.arange(1000) == 0, -1, number)).to_pylist()
    assert text[0] is None
    assert all(len(one) == 12 and one[1] == "9" for one in text[1:])
    assert pa.types.is_string(places.phone_text(number).type)
