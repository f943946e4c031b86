"""A ledger keeps what it was told under two clocks; every child and extract is made up."""

from __future__ import annotations

import json
import multiprocessing
import stat
from datetime import date, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import DAY, SOURCE, known, records, release, rows, state, take, told, utc

from accompany.core.fact import Fact
from accompany.core.when import When, day, instant
from accompany.engines.duck import Duck
from accompany.ledger.folder import Head, Ledger, LedgerFault
from accompany.ledger.take_in import take_in

JAN, FEB, MAR, APR = "2024-01-05", "2024-02-05", "2024-03-05", "2024-04-05"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


# ---------- what a fact is called


FACTS = st.builds(
    lambda record, on, span, zone, party, details: Fact(
        SOURCE, f"{SOURCE}:{record}", "released",
        When(day(on, zone).earliest, day(on + timedelta(days=span), zone).latest),
        zone, party, "", details,
    ),
    TEXT.filter(bool),
    st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    st.integers(0, 40),
    st.sampled_from(["America/New_York", "America/Chicago", "Pacific/Honolulu", "UTC"]),
    st.sampled_from(["", "hhs-orr", "provider:Ex'ample"]),
    st.dictionaries(TEXT.filter(bool), TEXT.filter(bool), max_size=3),
)  # fmt: skip
INSTANTS = st.builds(
    lambda at: Fact(SOURCE, f"{SOURCE}:1", "released", instant(utc(str(at))), "America/New_York"),
    st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)),  # noqa: DTZ001
)


@settings(max_examples=10, deadline=None)
@given(st.lists(FACTS | INSTANTS, min_size=8, max_size=30, unique_by=lambda one: one.id))
def test_the_id_computed_in_columns_is_the_id_of_the_fact(facts: list[Fact]) -> None:
    assert _ids(facts) == [one.id for one in facts]


def _ids(facts: list[Fact]) -> list[bytes]:
    with Duck() as duck:
        state(duck, facts)
        duck.script("accompany.ledger", "arriving.sql", source=f"'{SOURCE}'")
        return [bytes(row[0]) for row in duck.rows("SELECT fact_id FROM arriving ORDER BY line")]


def test_an_instant_is_kept_with_the_day_of_its_own_zone(tmp_path: Path) -> None:
    late = instant(utc("2021-03-21T03:30"))
    one = Fact(SOURCE, f"{SOURCE}:1", "released", late, "America/New_York")
    take(tmp_path / "l", [one], JAN)
    found = rows(tmp_path / "l", "SELECT happened_earliest, day_earliest, day_latest FROM told")
    assert found == [(late.earliest.replace(tzinfo=None), DAY, DAY)]


# ---------- twice is once


def test_the_same_extract_again_adds_nothing_and_moves_no_head(tmp_path: Path) -> None:
    facts = [release("1"), release("2")]
    first = take(tmp_path / "l", facts, JAN)
    head = Ledger(tmp_path / "l").head
    again = take(tmp_path / "l", facts, FEB)
    assert (first.facts, first.batch) == (2, 1)
    assert (again.facts, again.replaced, again.withdrawn, again.batch) == (0, 0, 0, None)
    assert Ledger(tmp_path / "l").head == head
    assert records(tmp_path / "l") == ["1", "2"]


def test_the_same_rows_in_another_file_are_booked_but_add_no_fact(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1"), release("2")], JAN)
    again = take(tmp_path / "l", [release("2"), release("1")], FEB)
    assert (again.facts, again.batch) == (0, 2)
    assert rows(tmp_path / "l", "SELECT count(*) FROM extracts_kept") == [(2,)]


def test_one_fact_stated_twice_in_an_extract_is_one(tmp_path: Path) -> None:
    assert take(tmp_path / "l", [release("1"), release("1")], JAN).facts == 1


# ---------- whole extracts correct and withdraw


def test_a_changed_row_replaces(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1", state="TX"), release("2")], JAN)
    kept = take(tmp_path / "l", [release("1", state="FL"), release("2")], FEB)
    assert (kept.facts, kept.replaced, kept.vanished) == (1, 1, 0)
    assert known(tmp_path / "l", "2024-02-01") == [("1", '{"state":"TX"}'), ("2", "{}")]
    assert known(tmp_path / "l") == [("1", '{"state":"FL"}'), ("2", "{}")]


def test_a_row_that_becomes_another_and_one_more_replaces_once(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1")], JAN)
    later = [release("1", DAY + timedelta(days=1)), release("1", DAY + timedelta(days=2))]
    kept = take(tmp_path / "l", later, FEB)
    assert (kept.facts, kept.replaced) == (2, 1)
    assert records(tmp_path / "l") == ["1", "1"]


def test_a_vanished_row_is_withdrawn_where_the_counts_agree(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1"), release("2")], JAN)
    kept = take(tmp_path / "l", [release("1")], FEB, stated_rows=1)
    assert (kept.withdrawn, kept.vanished) == (1, 1)
    assert records(tmp_path / "l", "2024-02-01") == ["1", "2"]
    assert records(tmp_path / "l") == ["1"]
    assert rows(tmp_path / "l", "SELECT count(*) FROM problems_kept") == [(0,)]


@pytest.mark.parametrize(("stated", "says"), [(None, "no count"), (2, "2 rows"), (0, "0 rows")])
def test_a_vanished_row_stays_where_the_counts_do_not_agree(
    tmp_path: Path, stated: int | None, says: str
) -> None:
    take(tmp_path / "l", [release("1"), release("2")], JAN)
    kept = take(tmp_path / "l", [release("1")], FEB, stated_rows=stated)
    assert (kept.withdrawn, kept.vanished) == (0, 1)
    assert records(tmp_path / "l") == ["1", "2"]
    problems = rows(tmp_path / "l", "SELECT line, outcome, what FROM problems_kept")
    assert [(line, outcome) for line, outcome, _ in problems] == [(0, "noted")]
    assert "that are not in this one: 1;" in str(problems[0][2])
    assert says in str(problems[0][2])


def test_a_row_that_could_not_be_read_has_not_vanished(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1"), release("2")], JAN)
    kept = take(tmp_path / "l", [release("1")], FEB, stated_rows=2, set_aside=1)
    assert kept.withdrawn == 0
    assert records(tmp_path / "l") == ["1", "2"]
    assert "1 of them could not be read" in str(
        rows(tmp_path / "l", "SELECT what FROM problems_kept")
    )


def test_the_count_may_come_later_with_the_same_extract(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1"), release("2")], JAN)
    take(tmp_path / "l", [release("1")], FEB)
    kept = take(tmp_path / "l", [release("1")], MAR, stated_rows=1)
    assert kept.withdrawn == 1
    assert records(tmp_path / "l", "2024-03-01") == ["1", "2"]
    assert records(tmp_path / "l") == ["1"]
    noted = rows(tmp_path / "l", "SELECT count(*) FROM problems_kept")
    assert noted == [(1,)], "what was noted in February stays, and is not noted again"


def test_a_withdrawn_row_that_comes_back_stands_again_and_can_be_withdrawn_again(
    tmp_path: Path,
) -> None:
    both, one = [release("1"), release("2")], [release("1")]
    for facts, known_at in ((both, JAN), (one, FEB), (both, MAR), (one, APR)):
        take(tmp_path / "l", facts, known_at, stated_rows=len(facts))
    asked = ("2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01")
    assert [records(tmp_path / "l", by) for by in asked] == [["1", "2"], ["1"], ["1", "2"], ["1"]]


def test_a_value_that_changes_and_changes_back_is_right_in_every_month(tmp_path: Path) -> None:
    for state_, known_at in (("TX", JAN), ("FL", FEB), ("TX", MAR), ("FL", APR)):
        assert take(tmp_path / "l", [release("1", state=state_)], known_at).facts == 1
    asked = ("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01")
    found = [known(tmp_path / "l", by) for by in asked]
    tx, fl = [("1", '{"state":"TX"}')], [("1", '{"state":"FL"}')]
    assert found == [[], tx, fl, tx, fl]


def test_extracts_received_at_one_moment_stand_in_the_order_they_were_taken_in(
    tmp_path: Path,
) -> None:
    for state_ in ("TX", "FL", "TX"):
        take(tmp_path / "l", [release("1", state=state_)], JAN)
    assert known(tmp_path / "l") == [("1", '{"state":"TX"}')]
    take(tmp_path / "l", [release("1", state="FL")], JAN)
    assert known(tmp_path / "l", "2024-01-05") == [("1", '{"state":"FL"}')]


def test_a_whole_extract_older_than_the_newest_is_refused(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1", state="TX")], FEB)
    head = Ledger(tmp_path / "l").head
    with pytest.raises(LedgerFault, match="later whole extract of us/orr_releases"):
        take(tmp_path / "l", [release("1", state="FL")], JAN)
    assert Ledger(tmp_path / "l").head == head
    assert known(tmp_path / "l") == [("1", '{"state":"TX"}')]


# ---------- sources that tell more


def test_more_never_replaces_or_withdraws(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1", state="TX"), release("2")], JAN, whole=False)
    kept = take(tmp_path / "l", [release("1", state="FL")], FEB, whole=False, stated_rows=1)
    assert (kept.facts, kept.replaced, kept.withdrawn, kept.vanished) == (1, 0, 0, 0)
    assert len(known(tmp_path / "l")) == 3


def test_extracts_taken_in_out_of_order_give_what_was_known_when(tmp_path: Path) -> None:
    """March was taken in first; January, found later, told one of its two facts already."""
    take(tmp_path / "l", [release("1"), release("2")], MAR, whole=False)
    late = take(tmp_path / "l", [release("1"), release("3")], JAN, whole=False)
    assert late.facts == 2
    asked = ("2024-01-01", "2024-02-01", "2024-04-01")
    assert [records(tmp_path / "l", by) for by in asked] == [[], ["1", "3"], ["1", "2", "3"]]
    between = take(tmp_path / "l", [release("3"), release("2")], FEB, whole=False)
    assert between.facts == 1, "fact 3 stood in February already; fact 2 was known from March only"
    asked = ("2024-02-01", "2024-03-01", "2024-04-01")
    assert [records(tmp_path / "l", by) for by in asked] == [
        ["1", "3"], ["1", "2", "3"], ["1", "2", "3"],
    ]  # fmt: skip
    assert take(tmp_path / "l", [release("2")], APR, whole=False).facts == 0


# ---------- what was heard


def test_a_period_declared_again_is_kept_once(tmp_path: Path) -> None:
    period = [("call-reached-child", utc("2015-01-01"), utc("2024-01-01"), False)]
    take(tmp_path / "l", [release("1")], JAN, whole=False, heard=period)
    assert take(tmp_path / "l", [release("1")], FEB, whole=False, heard=period).batch is None
    wider = [("call-reached-child", utc("2015-01-01"), utc("2024-01-01"), True)]
    assert take(tmp_path / "l", [release("1")], FEB, whole=False, heard=wider).batch == 2
    found = rows(tmp_path / "l", "SELECT everyone, known_at FROM heard_kept ORDER BY known_at")
    assert found == [
        (False, utc(JAN).replace(tzinfo=None)), (True, utc(FEB).replace(tzinfo=None)),
    ]  # fmt: skip


def test_a_period_known_only_later_is_told_again_for_the_earlier_moment(tmp_path: Path) -> None:
    period = [("call-reached-child", utc("2015-01-01"), utc("2024-01-01"), False)]
    take(tmp_path / "l", [release("1")], FEB, whole=False, heard=period)
    assert take(tmp_path / "l", [release("1")], JAN, whole=False, heard=period).batch == 2


# ---------- real or made-up, for good


def test_a_ledger_is_real_or_made_up_for_good(tmp_path: Path) -> None:
    ledger = Ledger.open_or_make(tmp_path / "l")
    ledger.settle(simulated=True)
    take(tmp_path / "l", [release("1")], JAN)
    again = Ledger(tmp_path / "l")
    again.settle(simulated=True)
    with pytest.raises(LedgerFault, match="real and this ledger is simulated"):
        again.settle(simulated=False)
    assert Ledger(tmp_path / "l").simulated is True


def test_before_the_first_batch_nothing_is_settled_for_good(tmp_path: Path) -> None:
    ledger = Ledger.open_or_make(tmp_path / "l")
    assert ledger.simulated is None
    ledger.settle(simulated=True)
    Ledger(tmp_path / "l").settle(simulated=False)
    assert Ledger(tmp_path / "l").simulated is False


def test_a_writer_that_opened_the_ledger_before_it_was_settled_sees_that_it_was(
    tmp_path: Path,
) -> None:
    early = Ledger.open_or_make(tmp_path / "l")
    Ledger(tmp_path / "l").settle(simulated=True)
    take(tmp_path / "l", [release("1")], JAN)
    with early.writer("a test"), pytest.raises(LedgerFault, match="this ledger is simulated"):
        early.settle(simulated=False)


# ---------- the folder


def test_a_ledger_that_holds_nothing_can_be_asked(tmp_path: Path) -> None:
    Ledger.open_or_make(tmp_path / "l")
    assert known(tmp_path / "l") == []
    assert Ledger(tmp_path / "l").head == Head(0, "0" * 64)
    assert str(Ledger(tmp_path / "l").head) == "0:" + "0" * 16


def test_a_new_ledger_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    for name in ("new", "shared"):
        Ledger.open_or_make(tmp_path / name)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "shared")] == [
        0o700,
        0o755,
    ]


def test_what_is_no_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    with pytest.raises(LedgerFault, match="is not a ledger"):
        Ledger(tmp_path / "absent")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("made up")
    (tmp_path / "file").write_text("made up")
    (tmp_path / "like").mkdir()
    (tmp_path / "like" / "batches").mkdir()
    (tmp_path / "like" / "batches" / "000001").mkdir()
    for name in ("mine", "file", "like"):
        with pytest.raises(LedgerFault, match="exists and is no ledger"):
            Ledger.open_or_make(tmp_path / name)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "000001", "batches", "file", "letter.txt", "like", "mine",
    ]  # fmt: skip


@pytest.mark.parametrize("left", [[], ["batches"], ["batches", "tmp", "access", "ledger.new"]])
def test_a_making_that_was_killed_is_made_again(tmp_path: Path, left: list[str]) -> None:
    for name in left:
        made = tmp_path / "l" / name
        made.mkdir(parents=True) if "." not in name else made.write_text('{"for')
    assert take(tmp_path / "l", [release("1")], JAN).facts == 1


def test_a_folder_without_its_empty_folders_can_be_written(tmp_path: Path) -> None:
    """A copy made by a program that leaves out empty folders."""
    take(tmp_path / "l", [release("1")], JAN)
    (tmp_path / "l" / "tmp").rmdir()
    assert take(tmp_path / "l", [release("1"), release("2")], FEB).facts == 1


def test_what_a_killed_writer_left_is_cleared_and_its_batch_written_anew(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1")], JAN)
    left = tmp_path / "l" / "tmp" / "000002"
    left.mkdir()
    (left / "facts.parquet").write_bytes(b"half")
    beyond = tmp_path / "l" / "batches" / "000002"
    beyond.mkdir()
    (beyond / "facts.parquet").write_bytes(b"whole, but not in the chain")
    with (tmp_path / "l" / "chain.jsonl").open("a") as chain:
        chain.write('{"batch":2,"prev')
    assert records(tmp_path / "l") == ["1"]
    take(tmp_path / "l", [release("1"), release("2")], FEB)
    assert records(tmp_path / "l") == ["1", "2"]
    assert not left.exists()
    assert len((tmp_path / "l" / "chain.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    "said",
    ["{", "[]", "{}", '{"format":1}', '{"format":1,"simulated":null,"salt":"not hex"}',
     '{"format":1,"simulated":null,"salt":7}'],
)  # fmt: skip
def test_a_ledger_file_that_nobody_wrote_so_is_named(tmp_path: Path, said: str) -> None:
    Ledger.open_or_make(tmp_path / "l")
    (tmp_path / "l" / "ledger.json").write_text(said)
    with pytest.raises(LedgerFault, match=r"ledger\.json is not what was written"):
        Ledger(tmp_path / "l")


def test_a_ledger_of_another_format_is_refused(tmp_path: Path) -> None:
    Ledger.open_or_make(tmp_path / "l")
    about = json.loads((tmp_path / "l" / "ledger.json").read_text())
    (tmp_path / "l" / "ledger.json").write_text(json.dumps({**about, "format": 2}))
    with pytest.raises(LedgerFault, match="another format"):
        Ledger(tmp_path / "l")


def test_a_batch_that_is_missing_stops_a_read_with_its_name(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1")], JAN)
    (tmp_path / "l" / "batches" / "000001" / "heard.parquet").unlink()
    with pytest.raises(LedgerFault, match=r"batches/000001/heard\.parquet is missing"):
        known(tmp_path / "l")


def test_a_garbled_chain_stops_reading_and_writing(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1")], JAN)
    with (tmp_path / "l" / "chain.jsonl").open("a") as chain:
        chain.write("made up\n")
    written = (tmp_path / "l" / "chain.jsonl").read_bytes()
    for use in (lambda: known(tmp_path / "l"), lambda: take(tmp_path / "l", [release("2")], FEB)):
        with pytest.raises(LedgerFault, match=r"chain\.jsonl line 2"):
            use()
    assert (tmp_path / "l" / "chain.jsonl").read_bytes() == written


# ---------- one writer


def _hold(path: str, held: Event, done: Event) -> None:
    with Ledger(Path(path)).writer("somebody made up"):
        held.set()
        done.wait(30)


def test_a_second_writer_is_told_who_holds_the_ledger(tmp_path: Path) -> None:
    take(tmp_path / "l", [release("1")], JAN)
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(tmp_path / "l"), held, done))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(LedgerFault, match=f"somebody made up, process {other.pid}"):
            take(tmp_path / "l", [release("2")], FEB)
        assert records(tmp_path / "l") == ["1"], "reading needs no lock"
    finally:
        done.set()
        other.join(30)
    assert take(tmp_path / "l", [release("2")], FEB).facts == 1


def test_a_holder_that_left_no_name_is_another_program(tmp_path: Path) -> None:
    ledger = Ledger.open_or_make(tmp_path / "l")
    with ledger.writer("x"):
        (tmp_path / "l" / "lock").write_text("")
        with (
            pytest.raises(LedgerFault, match="written by another program"),
            Ledger(tmp_path / "l").writer("y"),
        ):
            raise AssertionError("two writers")


# ---------- killed between writing and publishing


def test_a_reader_sees_a_batch_only_once_it_is_in_the_chain(tmp_path: Path) -> None:
    ledger = Ledger.open_or_make(tmp_path / "l")
    seen: list[list[str]] = []
    with ledger.writer("a test") as writer, Duck() as duck:
        ledger.load(duck)
        state(duck, [release("1")])
        take_in(
            duck, writer, told([release("1")], JAN), pause=lambda: seen.append(records(ledger.path))
        )
    assert seen == [[]]
    assert records(ledger.path) == ["1"]


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    facts = [release(str(n), state="TX") for n in range(500)]
    for name in ("a", "b"):
        take(tmp_path / name, facts, JAN)
    assert Ledger(tmp_path / "a").head == Ledger(tmp_path / "b").head
