"""Figures on made-up facts: what is counted, under which cut, by which clocks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.facts_table import days, fact, fill, utc

from accompany.core.fact import Fact
from accompany.core.when import shown
from accompany.engines.duck import Duck
from accompany.figures.book import COARSER, Figure, UnknownFigure, book, figures
from accompany.figures.cell import Answer, Cell
from accompany.figures.count import coarser_cuts, count, find, measure
from accompany.figures.page import as_csv, document, files, table
from accompany.figures.suppress import Table, TooFine, gives_away, is_small, protect, too_fine
from accompany.figures.which import Counted, TooFew, difference, drill
from accompany.timeline.custody import take_custody

AS_OF = utc("2024-01-01T04:59:59.999999")
"""The end of 2023 in Washington."""


@pytest.fixture
def duck() -> Iterator[Duck]:
    with Duck() as one:
        yield one


def released(
    number: int, on: date = date(2023, 3, 1), *, told: datetime | None = None, **details: str
) -> Fact:
    about = f"us/orr_releases:{number}"
    said = {"state": "TX", "county": "Harris", **details}
    said = {name: value for name, value in said.items() if value}
    return fact(about, "released", on, "hhs-orr", told=told or utc("2024-01-01T00:00"), **said)


def many(first: int, howmany: int, on: date = date(2023, 3, 1), **details: str) -> list[Fact]:
    return [released(number, on, **details) for number in range(first, first + howmany)]


def one(name: str) -> Figure:
    return figures([name])[0]


def answer(duck: Duck, name: str, facts: Iterable[Fact], **asked: Any) -> Answer:
    fill(duck, facts)
    return count(duck, [one(name)], **{"as_of": AS_OF, **asked})[0]


def values(found: Answer) -> dict[tuple[object, ...], object]:
    return {tuple(cell.by.values()): cell.value for cell in found.cells}


# ---------- the book


@pytest.mark.parametrize("figure", book(), ids=lambda figure: figure.figure)
def test_every_figure_of_the_book_counts_nothing_from_nothing(duck: Duck, figure: Figure) -> None:
    fill(duck, [])
    dues(duck, [])
    take_custody(duck)
    (found,) = count(duck, [figure], as_of=AS_OF)
    assert found.cells == []
    assert not found.total.value
    assert table(found).startswith(figure.figure)
    for dim in figure.dims:
        assert count(duck, [figure], as_of=AS_OF, by=[dim])[0].cells == []
    assert set(figure.by) <= set(figure.dims)
    assert len(figure.query_version) == 64


def test_the_book_is_searched_by_name() -> None:
    assert [found.figure for found in figures()] == sorted(found.figure for found in book())
    assert [found.figure for found in figures(["releases", "releases"])] == ["releases"]
    with pytest.raises(UnknownFigure, match="there is no figure 'release'; there is releases"):
        figures(["release"])
    with pytest.raises(UnknownFigure, match="there is cbp-encounters"):
        figures(["x"])


def test_a_cut_that_a_figure_does_not_have_is_refused_with_those_it_has(duck: Duck) -> None:
    with pytest.raises(UnknownFigure, match="cannot be cut by colour; it can be by month"):
        answer(duck, "releases", [], by=["colour"])


def test_counties_come_with_their_states(duck: Duck) -> None:
    facts = [*many(0, 20), *many(20, 30, state="FL")]
    found = answer(duck, "releases", facts, by=["county"])
    assert found.by == ("state", "county")
    assert values(found) == {("FL", "Harris"): 30, ("TX", "Harris"): 20}
    assert one("releases").cut(["county", "state"]) == ("county", "state")


# ---------- releases


def test_a_fiscal_year_turns_on_the_first_of_october(duck: Duck) -> None:
    facts = [*many(0, 11, date(2022, 9, 30)), *many(11, 12, date(2022, 10, 1))]
    found = answer(duck, "releases", facts)
    assert values(found) == {(2022,): 11, (2023,): 12}
    assert found.total.value == 23
    assert found.total.by == {}


def test_the_last_day_of_as_of_counts_and_the_next_does_not(duck: Duck) -> None:
    facts = [*many(0, 11, date(2023, 12, 31)), *many(11, 11, date(2024, 1, 1))]
    assert answer(duck, "releases", facts).total.value == 11


def test_a_child_two_sources_tell_of_is_one_release_and_two_days_are_two(duck: Duck) -> None:
    here, there = "us/orr_releases:1", "plain/dhs-north:7"
    facts = [
        fact(here, "released", date(2023, 3, 1), told=utc("2024-01-02T00:00"), state="TX"),
        fact(there, "released", date(2023, 3, 1), told=utc("2024-01-01T00:00"), state="OK"),
        fact(there, "released", date(2023, 6, 1), state="TX"),
    ]
    fill(duck, facts, persons={here: "p-1", there: "p-1"})
    (found,) = count(duck, [one("releases")], as_of=AS_OF, by=["state"], cases=True)
    assert values(found) == {("OK",): 1, ("TX",): 1}


def test_equal_rows_of_different_records_are_all_counted(duck: Duck) -> None:
    assert answer(duck, "releases", many(0, 40)).total.value == 40


def test_an_unknown_place_is_null_and_comes_last(duck: Duck) -> None:
    facts = [*many(0, 20), *many(20, 30, state="", county="")]
    found = answer(duck, "releases", facts, by=["state"])
    assert list(values(found).items()) == [(("TX",), 20), ((None,), 30)]
    assert "unknown" in table(found)


def test_a_county_lies_in_an_ice_area_and_no_place_in_none(duck: Duck) -> None:
    facts = [
        *many(0, 20),
        *many(20, 15, county="Dallas"),
        *many(40, 12, county="", state="CT"),
        *many(60, 13, state="", county=""),
    ]
    found = answer(duck, "releases", facts, by=["ice_area"])
    assert values(found) == {("BOS",): 12, ("DAL",): 15, ("HOU",): 20, (None,): 13}


def test_the_mean_of_days_leaves_out_and_counts_what_has_no_entry(duck: Duck) -> None:
    facts = [
        *[released(n, entered_on="2023-02-01") for n in range(30)],
        *[released(n, entered_on="2023-02-27") for n in range(30, 40)],
        *[released(n) for n in range(40, 60)],
        *[released(n, entered_on="made up") for n in range(60, 61)],
    ]
    found = answer(duck, "days-from-entry-to-release", facts)
    total = found.total
    assert (total.numerator, total.denominator, total.unclear) == (28 * 30 + 2 * 10, 40, 21)
    assert total.value == pytest.approx(21.5)
    assert (total.more["median"], total.more["p90"]) == (28, 28)


# ---------- dues


DUES = pa.schema(
    [
        ("subject", pa.string()),
        ("duty", pa.string()),
        ("opened_earliest", pa.timestamp("us")),
        ("state", pa.string()),
        ("owed_by", pa.string()),
        ("strength", pa.string()),
        ("checked", pa.string()),
        ("rule_version", pa.string()),
        ("opened_by_fact", pa.string()),
    ]
)


def dues(duck: Duck, rows: list[tuple[str, str, Fact]], checked: str = "read in the text") -> None:
    """Make a table of dues: duty, how it stands, and the fact that opened it."""
    made = [
        {
            "subject": opening.about,
            "duty": duty,
            "opened_earliest": opening.when.earliest.replace(tzinfo=None),
            "state": standing,
            "owed_by": "hhs-orr",
            "strength": "statute",
            "checked": checked,
            "rule_version": "2009-03-23",
            "opened_by_fact": opening.id.hex(),
        }
        for duty, standing, opening in rows
    ]
    duck.take("dues", pa.Table.from_pylist(made, schema=DUES))


STANDINGS = {
    "kept": 40,
    "late": 20,
    "overdue": 25,
    "unclear": 15,
    "waiting": 100,
    "excused": 30,
    "paused": 12,
    "superseded": 70,
    "gap": 50,
}


def standing_dues(facts: list[Fact], duty: str = "us/made-up/call") -> list[tuple[str, str, Fact]]:
    names = [name for name, howmany in STANDINGS.items() for _ in range(howmany)]
    return [(duty, name, opening) for name, opening in zip(names, facts, strict=True)]


def test_late_is_counted_over_the_dues_whose_time_is_up(duck: Duck) -> None:
    facts = many(0, sum(STANDINGS.values()))
    dues(duck, standing_dues(facts))
    found = answer(duck, "duties", facts)
    total = found.total
    assert (total.numerator, total.denominator, total.unclear) == (45, 100, 15)
    assert (total.value, total.more["at_most"]) == (0.45, 0.60)
    for name in ("kept", "late", "overdue", "waiting", "excused", "paused", "gap"):
        assert total.more[name] == STANDINGS[name]
    assert total.more["remembered_judged"] == 0
    assert values(found) == {("us/made-up/call",): 0.45}
    by_state = count(duck, [one("duties")], as_of=AS_OF, by=["state", "ice_area"])[0]
    assert values(by_state) == {("TX", "HOU"): 0.45}


def test_the_opening_fact_may_be_named_in_bytes(duck: Duck) -> None:
    facts = many(0, sum(STANDINGS.values()))
    dues(duck, standing_dues(facts))
    duck.run(
        "CREATE OR REPLACE TABLE dues AS SELECT * REPLACE (unhex(opened_by_fact) AS"
        " opened_by_fact) FROM dues"
    )
    assert values(answer(duck, "duties", facts, by=["state"])) == {("TX",): 0.45}


@pytest.mark.parametrize("checked", ["remembered", "disputed"])
def test_a_rule_from_memory_is_in_columns_of_its_own(duck: Duck, checked: str) -> None:
    facts = many(0, sum(STANDINGS.values()))
    dues(duck, standing_dues(facts), checked)
    total = answer(duck, "duties", facts).total
    assert (total.value, total.numerator, total.denominator) == (None, 0, 0)
    assert (total.more["remembered_late"], total.more["remembered_judged"]) == (45, 100)


def test_a_due_opened_after_as_of_is_not_counted(duck: Duck) -> None:
    facts = [*many(0, 11), *many(11, 11, date(2024, 1, 1))]
    dues(duck, [("us/made-up/call", "kept", opening) for opening in facts])
    assert answer(duck, "duties", facts).total.denominator == 11


def test_what_nobody_reports_is_listed(duck: Duck) -> None:
    facts = many(0, 20)
    dues(duck, [("us/made-up/call", "unclear", opening) for opening in facts])
    duck.run("CREATE TABLE unreported AS SELECT 'us/made-up/call' AS duty, 'visit-made' AS kind")
    found = answer(duck, "duties", facts)
    assert found.unreported == [("us/made-up/call", "visit-made")]
    assert "Not reported by anyone: visit-made, which would keep us/made-up/call." in table(found)
    (first, *_) = document([found], as_of=AS_OF, known_by=None)["figures"]
    assert first["not_reported_by_anyone"] == [{"duty": "us/made-up/call", "kind": "visit-made"}]


def test_the_rules_judged_by_are_part_of_the_answer(duck: Duck) -> None:
    facts = many(0, 20)
    dues(duck, [("us/made-up/call", "kept", opening) for opening in facts])
    before = answer(duck, "duties", facts)
    duck.run("UPDATE dues SET rule_version = '2024-07-01'")
    after = answer(duck, "duties", facts)
    assert before.rules != after.rules
    assert before.inputs == after.inputs
    assert f"rules {after.rules[:12]}" in table(after) if after.rules else False


# ---------- published series


def published(on: date, line: int = 1, **details: str) -> Fact:
    source = f"us/{'hhs_daily' if details['series'] == 'hhs' else 'cbp_encounters'}"
    return fact(f"{source}:series", "published-count", on, line=line, **details)


def encounters(on: date, n: int, group: str, line: int = 1, **details: str) -> Fact:
    said = {"series": "cbp", "measure": "encounters", "demographic": group, "n": str(n)}
    return published(on, line, **said, **details)


def test_encounters_count_both_names_of_the_group_and_no_other(duck: Duck) -> None:
    facts = [
        encounters(date(2021, 9, 1), 5, "UC / Single Minors", component="U.S. Border Patrol"),
        encounters(date(2021, 10, 1), 7, "UAC", component="Office of Field Operations"),
        encounters(date(2021, 10, 1), 900, "FMUA"),
        encounters(date(2021, 10, 1), 900, "Accompanied Minors"),
    ]
    found = answer(duck, "cbp-encounters-unaccompanied", facts)
    assert values(found) == {(2021,): 5, (2022,): 7}
    assert not found.cells[0].withheld
    assert found.total.value == 12


def test_a_count_published_twice_is_taken_once_and_counted_as_unclear(duck: Duck) -> None:
    facts = [
        encounters(date(2021, 10, 1), 7, "UAC", 3),
        encounters(date(2021, 10, 1), 8, "UAC", 9),
    ]
    found = answer(duck, "cbp-encounters-unaccompanied", facts)
    assert (found.total.value, found.total.unclear) == (8, 1)


def daily(on: date, n: int, line: int = 1, measure: str = "hhs_discharged") -> Fact:
    return published(on, line, series="hhs", measure=measure, n=str(n))


def test_daily_discharges_are_summed_and_the_days_are_told(duck: Duck) -> None:
    facts = [
        daily(date(2023, 3, 1), 10),
        daily(date(2023, 3, 3), 20),
        daily(date(2023, 3, 3), 21, line=2),
        daily(date(2023, 3, 3), 2_000, measure="hhs_care"),
    ]
    total = answer(duck, "hhs-daily-discharges", facts).total
    assert (total.value, total.unclear, total.more["periods"]) == (31, 1, 2)


def test_releases_and_discharges_stand_side_by_side_on_common_days(duck: Duck) -> None:
    facts = [
        *many(0, 20, date(2023, 3, 1)),
        *many(20, 30, date(2023, 3, 2)),
        *many(50, 40, date(2023, 3, 4)),
        daily(date(2023, 2, 28), 500),
        daily(date(2023, 3, 1), 25),
        daily(date(2023, 3, 3), 7),
        daily(date(2023, 3, 4), 41),
        daily(date(2023, 3, 5), 500),
    ]
    found = answer(duck, "release-comparison", facts, by=["month"])
    (cell,) = found.cells
    assert cell.by == {"month": "2023-03"}
    assert cell.value == 60 - 73
    assert cell.more == {"days": 3, "releases": 60, "discharges": 73}
    assert (cell.numerator, cell.denominator) == (None, None)


# ---------- small counts


def cell_of(*guarded: int, **more: int) -> Cell:
    by = {"state": "TX"}
    return Cell(by, guarded[0], guarded[0], None, 0, more=more, guarded=guarded)


@pytest.mark.parametrize(
    ("number", "small"),
    [(None, False), (0, False), (1, True), (10, True), (11, False)],
)
def test_one_to_ten_is_small(number: int | None, small: bool) -> None:
    assert is_small(number) is small


@pytest.mark.parametrize(
    ("small", "large", "refused"), [(1, 9, False), (2, 18, False), (1, 8, True)]
)
def test_a_tenth_may_be_withheld_and_no_more(small: int, large: int, refused: bool) -> None:
    assert too_fine([cell_of(5)] * small + [cell_of(50)] * large) is refused


def test_with_one_of_two_parts_the_other_is_taken_out() -> None:
    def kept(numerator: int, **parts: int) -> Cell:
        cell = Cell({}, 0.5, numerator, 100, 0, more=parts, guarded=(numerator, 0, 100))
        return protect([Table("duties", "share", (), [cell])])[0][0]

    trimmed = kept(45, late=4, overdue=41, waiting=3, excused=11, days=7)
    assert trimmed.value == 0.5
    assert trimmed.more == {
        "late": None,
        "overdue": None,
        "waiting": None,
        "excused": 11,
        "days": 7,
    }
    assert kept(45, late=20, overdue=25).more == {"late": 20, "overdue": 25}


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=1, max_size=6))
def test_what_is_published_holds_no_small_count(drawn: list[tuple[int, int, int]]) -> None:
    cells = [
        Cell({"n": n}, 0.5, late, late + unclear + kept, unclear, {"kept": kept, "at_most": 0.5},
             guarded=(late, unclear, kept))
        for n, (late, unclear, kept) in enumerate(drawn)
    ]  # fmt: skip
    for before, after in zip(cells, protect([Table("f", "share", ("n",), cells)])[0], strict=True):
        for number in (after.numerator, after.denominator, after.unclear, after.more["kept"]):
            assert not is_small(number)
        assert after.withheld is gives_away(before)
        assert (after.value is None) is after.withheld
        if not after.withheld:
            assert (after.value, after.numerator) == (before.value, before.numerator)


def test_a_small_cell_is_withheld_and_shown_to_those_who_may_see_cases(duck: Duck) -> None:
    facts = [f for n in range(10) for f in many(n * 100, 11 - (n == 3), date(2013 + n, 3, 1))]
    found = answer(duck, "releases", facts)
    small = found.cells[3]
    assert (small.value, small.numerator, small.withheld) == (None, None, True)
    assert sum(cell.withheld for cell in found.cells) == 2, "one alone is the total less the others"
    assert "withheld" in table(found)
    entry = document([found], as_of=AS_OF, known_by=None)["figures"][4]
    assert (entry["value"], entry["withheld"]) == (None, True)
    open_to = count(duck, [one("releases")], as_of=AS_OF, cases=True)[0]
    assert open_to.cells[3].value == 10


def test_a_small_total_is_withheld_too(duck: Duck) -> None:
    found = answer(duck, "releases", many(0, 10), by=[])
    assert found.total.withheld
    assert found.total.value is None
    assert found.cells == []


def test_a_table_too_fine_is_refused_and_a_coarser_one_offered(duck: Duck) -> None:
    facts = [f for n in range(5) for f in many(n * 100, 8, county=f"Made Up {n}")]
    with pytest.raises(TooFine) as refused:
        answer(duck, "releases", facts, by=["county"])
    assert refused.value.coarser == ("state",)
    assert (refused.value.small, refused.value.cells) == (5, 5)
    assert "Ask for --by state, or state a purpose" in str(refused.value)
    assert len(answer(duck, "releases", facts, by=["county"], cases=True).cells) == 5


def test_where_every_cut_is_too_fine_the_total_is_offered(duck: Duck) -> None:
    facts = [f for n in range(3) for f in many(n * 100, 8, state=f"S{n}", county="")]
    with pytest.raises(TooFine, match="Ask for the total alone"):
        answer(duck, "releases", facts, by=["state"])


def test_a_cut_nobody_asked_for_is_made_coarser_and_says_so(duck: Duck) -> None:
    facts = [f for n in range(5) for f in many(n * 100, 8, date(2010 + n, 3, 1))]
    found = answer(duck, "releases", facts)
    assert (found.by, found.cells) == ((), [])
    assert found.total.value == 40
    assert "Given coarser than it is cut: cut by fiscal_year" in table(found)
    assert "note" in document([found], as_of=AS_OF, known_by=None)["figures"][0]


def test_coarser_cuts_come_least_coarse_first() -> None:
    cuts = list(coarser_cuts(("month", "state", "county")))
    assert (
        cuts[:3]
        == [("month", "state"), ("fiscal_year", "state", "county"), ("month", "county")][:1]
        + cuts[1:3]
    )
    assert cuts[0] == ("month", "state")
    assert () not in cuts
    assert len(cuts) == len(set(cuts))
    assert ("fiscal_year",) in cuts
    assert not any("county" in cut and "state" not in cut for cut in cuts)
    assert set(COARSER) == {"month", "county", "relationship"}


STATES = st.sampled_from(["TX", "FL", "CA", ""])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(STATES, st.sampled_from(["M", "F"]), st.integers(0, 400)), max_size=150),
    st.sampled_from([["state"], ["sex", "state"], ["month"], ["fiscal_year", "sex"]]),
)
def test_counts_equal_a_plain_tally(rows: list[tuple[str, str, int]], by: list[str]) -> None:
    facts = [
        released(n, date(2022, 6, 1) + timedelta(days=later), state=state, sex=sex)
        for n, (state, sex, later) in enumerate(rows)
    ]
    tally: dict[tuple[object, ...], int] = {}
    for one_fact in facts:
        on = one_fact.day_earliest
        cut = {
            "state": one_fact.details.get("state"),
            "sex": one_fact.details["sex"],
            "month": f"{on:%Y-%m}",
            "fiscal_year": on.year + (on.month >= 10),
        }
        key = tuple(cut[dim] for dim in by)
        tally[key] = tally.get(key, 0) + 1
    with Duck() as duck:
        found = answer(duck, "releases", facts, by=by, cases=True)
        assert values(found) == tally
        assert found.total.value == len(facts)
        small = sum(is_small(number) for number in tally.values())
        if small * 10 > len(tally):
            with pytest.raises(TooFine):
                count(duck, [one("releases")], as_of=AS_OF, by=by)
        else:
            (kept,) = count(duck, [one("releases")], as_of=AS_OF, by=by)
            for key, number in values(kept).items():
                assert number in (None, tally[key])
                assert not is_small(number)
            assert set(values(kept)) == set(tally)


# ---------- two clocks


JULY, DECEMBER = utc("2018-07-31T00:00"), utc("2018-12-31T00:00")


def certified() -> list[Fact]:
    """A made-up count of 2,654 in July; by December 162 were added and 79 withdrawn."""
    on = date(2018, 6, 26)
    first = [released(n, on, told=JULY) for n in range(2_654)]
    added = [released(n, on, told=DECEMBER) for n in range(3_000, 3_162)]
    gone = [fact(old.about, "withdrawn", on, told=DECEMBER, replaces=old) for old in first[100:179]]
    return [*first, *added, *gone]


def test_a_count_moves_between_two_knowledges_and_both_come_back(duck: Duck) -> None:
    as_of = utc("2018-07-27T00:00")
    fill(duck, certified(), known_by=JULY, name="in_july")
    fill(duck, certified(), known_by=DECEMBER, name="in_december")
    figure = one("releases")
    (july,) = count(duck, [figure], as_of=as_of, known_by=JULY, facts="in_july")
    (december,) = count(duck, [figure], as_of=as_of, known_by=DECEMBER, facts="in_december")
    assert (july.total.value, december.total.value) == (2_654, 2_737)
    assert july.inputs != december.inputs
    changes = difference(duck, figure, as_of=as_of, before="in_july", after="in_december")
    assert len(changes) == 241
    kinds = [change.change for change in changes]
    assert (kinds.count("added"), kinds.count("withdrawn")) == (162, 79)
    assert {change.subject for change in changes if change.change == "withdrawn"} == {
        f"us/orr_releases:{n}" for n in range(100, 179)
    }
    assert "as known by 2018-12-31T00:00:00Z" in table(december)


def test_a_corrected_release_is_neither_added_nor_withdrawn(duck: Duck) -> None:
    old = released(1, state="TX", told=JULY)
    new = fact(old.about, "released", date(2023, 3, 2), told=DECEMBER, replaces=old, state="OK")
    fill(duck, [old], name="before")
    fill(duck, [old, new], name="after")
    (change,) = difference(duck, one("releases"), as_of=AS_OF, before="before", after="after")
    assert (change.change, change.before, change.after) == ("corrected", old.id.hex(), new.id.hex())
    same = difference(duck, one("releases"), as_of=AS_OF, before="after", after="after")
    assert same == []


# ---------- which ones


def test_a_cell_is_drilled_to_its_subjects(duck: Duck) -> None:
    facts = [*many(0, 12), *many(20, 12, state="FL"), *many(40, 11, state="", county="")]
    fill(duck, facts)
    found = drill(duck, one("releases"), as_of=AS_OF, by={"state": "TX"})
    assert [row.subject for row in found] == sorted(f"us/orr_releases:{n}" for n in range(12))
    assert found[0] == Counted("us/orr_releases:0", date(2023, 3, 1), facts[0].id.hex())
    assert len(drill(duck, one("releases"), as_of=AS_OF, by={"state": None})) == 11
    assert len(drill(duck, one("releases"), as_of=AS_OF)) == 35
    with pytest.raises(UnknownFigure):
        drill(duck, one("releases"), as_of=AS_OF, by={"colour": "x"})


def test_a_small_cell_is_drilled_only_by_those_who_may_see_cases(duck: Duck) -> None:
    fill(duck, many(0, 10))
    with pytest.raises(TooFew):
        drill(duck, one("releases"), as_of=AS_OF)
    assert len(drill(duck, one("releases"), as_of=AS_OF, cases=True)) == 10
    assert drill(duck, one("releases"), as_of=AS_OF, by={"state": "OK"}) == []


def test_a_published_number_has_no_subjects(duck: Duck) -> None:
    fill(duck, [encounters(date(2021, 10, 1), 7, "UAC")])
    assert drill(duck, one("cbp-encounters-unaccompanied"), as_of=AS_OF) == []


# ---------- as written


def test_the_document_has_one_entry_a_cell_and_one_total(duck: Duck) -> None:
    facts = [*many(0, 20), *many(20, 30, state="", county="")]
    found = answer(duck, "releases", facts, by=["fiscal_year", "state"])
    told = document([found], as_of=AS_OF, known_by=None)
    assert (told["as_of"], told["known_by"]) == ("2023-12-31", None)
    total, first, second = told["figures"]
    assert total["by"] == {}
    assert first["by"] == {"fiscal_year": 2023, "state": "TX"}
    assert second["by"] == {"fiscal_year": 2023, "state": None}
    for name, value in {
        "figure": "releases",
        "value": 20,
        "numerator": 20,
        "denominator": None,
        "unit": "release",
        "unclear": 0,
        "withheld": False,
    }.items():
        assert first[name] == value
    assert first["definition"].startswith("Releases to a sponsor")
    assert {len(first["query_version"]), len(first["inputs"])} == {64}


def test_the_same_facts_in_another_order_give_the_same_bytes() -> None:
    facts = [
        f for n, on in enumerate(days(date(2022, 1, 1), 30)) for f in many(n * 100, 12 + n, on)
    ]
    texts = set()
    for order in (facts, facts[::-1]):
        with Duck() as duck:
            fill(duck, order)
            found = count(
                duck, figures(["releases", "days-from-entry-to-release"]), as_of=AS_OF, by=["month"]
            )
            told = document(found, as_of=AS_OF, known_by=AS_OF)
            texts.add(json.dumps(told) + "".join(text for _, text in files(found)))
    assert len(texts) == 1


def test_csv_has_the_total_first_and_leaves_empty_what_is_withheld(duck: Duck) -> None:
    facts = [
        *[f for n in range(10) for f in many(n * 100, 30, county=f"Made Up {n}", state="TX")],
        *many(5_000, 3, state="TX", county="=cmd()"),
    ]
    found = answer(duck, "releases", facts, by=["county"])
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert (rows[0]["level"], rows[0]["state"], rows[0]["value"]) == ("total", "", "303")
    hidden = next(row for row in rows if row["withheld"] == "true")
    assert (hidden["county"], hidden["value"], hidden["unit"]) == ("'=cmd()", "", "release")
    assert [name for name, _ in files([found])] == ["releases.csv"]


def test_the_table_lines_numbers_up(duck: Duck) -> None:
    facts = [*many(0, 1_200), *many(2_000, 30, state="FL")]
    text = table(answer(duck, "releases", facts, by=["state"], known_by=AS_OF))
    assert "as of 2023-12-31, as known by 2023-12-31; unit: release" in text
    assert "\nTX     1,200" in text
    assert "\nFL        30" in text
    assert "denominator" not in text


def test_a_clock_at_a_days_end_is_written_as_the_day() -> None:
    assert shown(AS_OF) == "2023-12-31"
    assert shown(AS_OF - timedelta(microseconds=1)) == "2024-01-01T04:59:59.999998Z"


def test_two_figures_of_the_same_rows_are_the_same_as_each_alone(duck: Duck) -> None:
    fill(duck, many(0, 40, entered_on="2023-02-01"))
    names = ["releases", "days-from-entry-to-release"]
    together = count(duck, figures(names), as_of=AS_OF)
    apart = [count(duck, [one(name)], as_of=AS_OF)[0] for name in names]
    assert together == apart


def test_rows_may_be_measured_apart_from_counting(duck: Duck) -> None:
    fill(duck, many(0, 5))
    find(duck, one("releases"), as_of=AS_OF, facts="known_facts", counted="mine")
    (cell,) = measure(duck, one("releases"), [], counted="mine")
    assert cell.guarded == (5,)
