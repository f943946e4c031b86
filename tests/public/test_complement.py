"""What is withheld beside a small count, on tables of all shapes, against an attacker's bounds."""

from __future__ import annotations

from collections import defaultdict

import pytest
from attack import Read, guesses
from hypothesis import given, settings
from hypothesis import strategies as st

from accompany.figures.cell import Cell
from accompany.figures.complement import Sums, is_found, withheld
from accompany.figures.suppress import Kin, Table, protect, within

COUNTS = st.one_of(st.integers(0, 14), st.integers(0, 400))


def tables(name: str, grid: list[list[int]]) -> list[Table]:
    """Return a made-up figure by state and year, by each alone, and its total."""
    by = {(row, column): count for row, line in enumerate(grid) for column, count in
          enumerate(line) if count}  # fmt: skip

    def cut(dims: tuple[str, ...], places: tuple[int, ...]) -> Table:
        sums: dict[tuple[int, ...], int] = defaultdict(int)
        for key, count in by.items():
            sums[tuple(key[place] for place in places)] += count
        cells = [
            Cell(dict(zip(dims, map(str, key), strict=True)), n, n, None, 0, guarded=(n,))
            for key, n in sorted(sums.items())
        ]
        return Table(name, "count", dims, cells)

    shapes = [((), ()), (("state",), (0,)), (("year",), (1,)), (("state", "year"), (0, 1))]
    return [cut(dims, places) for dims, places in shapes]


def seen(given: list[Table], kept: list[list[Cell]]) -> Read:
    """Return what a reader of the kept cells has."""
    found = Read({}, set(), defaultdict(set), {})
    for table, cells in zip(given, kept, strict=True):
        found.parts[table.figure] = ("rows",)
        for cell in cells:
            places = tuple(str(place) for place in cell.by.values())
            found.places[table.figure, table.by].add(places)
            name = (table.figure, table.by, places, "rows")
            if cell.withheld:
                found.unknown.add(name)
            else:
                found.known[name] = int(cell.value or 0)
    return found


GRIDS = st.integers(1, 4).flatmap(
    lambda wide: st.lists(
        st.lists(COUNTS, min_size=wide, max_size=wide), min_size=1, max_size=5
    ).filter(lambda grid: any(map(any, grid)))
)


@settings(max_examples=20, deadline=None)
@given(GRIDS)
def test_nothing_small_is_found_in_a_table_with_its_margins(grid: list[list[int]]) -> None:
    given_tables = tables("releases", grid)
    kept = protect(given_tables)
    assert [guess for guess in guesses(seen(given_tables, kept)) if guess.found] == []
    for table, cells in zip(given_tables, kept, strict=True):
        for before, after in zip(table.cells, cells, strict=True):
            assert after.value is None or after.value == before.value
            assert not (after.value and after.value < 11)


@settings(max_examples=10, deadline=None)
@given(GRIDS, st.integers(0, 12))
def test_nor_between_two_figures_of_the_same_rows(grid: list[list[int]], undone: int) -> None:
    less = [[max(0, count - undone) for count in line] for line in grid]
    given_tables = [*tables("hearings-missed-in-absentia", grid),
                    *tables("in-absentia-orders", less)]  # fmt: skip
    kin = [Kin("hearings-missed-in-absentia", ("in-absentia-orders",), rest=True)]
    kept = protect(given_tables, kin)
    assert [guess for guess in guesses(seen(given_tables, kept)) if guess.found] == []
    weak = protect(given_tables, kin, complement=False)
    between = [guess for guess in guesses(seen(given_tables, weak)) if guess.name[0] == "rest"]
    if all(count in (0, *range(23, 401)) for line in grid for count in line) and undone in range(
        1, 11
    ):
        assert any(guess.found for guess in between), "a subtraction finds what was undone"


def test_one_small_cell_takes_as_few_others_with_it_as_can_be() -> None:
    (_, states, _, both) = protect(tables("releases", [[5, 60, 70], [80, 90, 99], [75, 85, 95]]))
    assert sum(cell.withheld for cell in both) == 4
    assert not any(cell.withheld for cell in states)


def test_nothing_is_withheld_where_nothing_is_small() -> None:
    kept = protect(tables("releases", [[50, 60], [70, 80]]))
    assert not any(cell.withheld for cells in kept for cell in cells)


def test_a_lone_small_total_takes_all_that_equals_it() -> None:
    kept = protect(tables("releases", [[7]]))
    assert all(cell.withheld for cells in kept for cell in cells)


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [(5, 5, True), (0, 10, True), (0, 11, False), (11, 15, False), (0, 0, False), (9, 14, True)],
)
def test_found_is_what_may_be_small_and_is_known_to_within_eleven(
    low: float, high: float, found: bool
) -> None:
    assert is_found(low, high) is found


def test_a_whole_must_be_the_sum_of_its_parts() -> None:
    sums = Sums()
    whole, part = sums.add(0, 12), sums.add(1, 11)
    with pytest.raises(ValueError, match="not the sum"):
        sums.equal(whole, [part])
    assert withheld(sums) == frozenset()


def test_a_month_lies_in_its_fiscal_year_and_a_state_in_none() -> None:
    assert within({"month": "2023-10"}, ("fiscal_year",)) == (2024,)
    assert within({"month": "2023-09"}, ("fiscal_year",)) == (2023,)
    assert within({"state": "TX"}, ("fiscal_year",)) is None
    assert within({"state": "TX"}, ()) == ()


def test_a_mean_and_its_releases_hide_how_many_have_no_day() -> None:
    def cells(known: list[int], unclear: list[int]) -> tuple[list[Cell], list[Cell]]:
        rows = list(enumerate(zip(known, unclear, strict=True)))
        whole = [Cell({"state": str(n)}, a + b, a + b, None, 0, guarded=(a + b,))
                 for n, (a, b) in rows]  # fmt: skip
        mean = [Cell({"state": str(n)}, 20.0, 20 * a, a, b, {"median": 20.0}, (a,))
                for n, (a, b) in rows]  # fmt: skip
        return whole, mean

    whole, mean = cells([90, 80, 70], [4, 0, 0])
    kin = [Kin("releases", ("days",))]
    given_tables = [Table("releases", "count", ("state",), whole),
                    Table("days", "mean", ("state",), mean)]  # fmt: skip
    counts, means = protect(given_tables, kin)
    assert counts[0].withheld or means[0].withheld
    assert means[0].unclear is None
    assert not counts[1].withheld
    assert not means[1].withheld
