"""Rows whose cells slipped, put back or left: made-up cells under made-up columns."""

from __future__ import annotations

import pytest

from accompany.sources.shifted import Column, Fit, closed_up, slipped

COLUMNS = (
    Column("number", "case"), Column("city", "text", 15), Column("state", "state"),
    Column("zip", "zip"), Column("sex", "code", 1), Column("on", "date"),
    Column("born", "month"), Column("housing", "text", 10), Column("flag", "flag"),
)  # fmt: skip
DATE = "2024-06-11 00:00:00.000"
ROW = ["17", "LOS INVENTOS", "CA", "90001", "F", DATE, "7/2009", "", "1"]


def torn(at: int, *pieces: str) -> list[str]:
    """Return ``ROW`` with the cell ``at`` torn into pieces."""
    return [*ROW[:at], *pieces, *ROW[at + 1 :]]


@pytest.mark.parametrize(
    ("at", "pieces"),
    [
        (1, ("LOS", "INVENTOS")),
        (1, ("", "LOS INVENTOS")),
        (1, ("LOS INVENTOS", "")),
        (1, ("LOS", "", "", "INVENTOS")),
        (2, ("", "CA")),
        (7, ("", "")),
    ],
)
def test_a_torn_cell_is_joined_and_all_others_are_back_in_place(
    at: int, pieces: tuple[str, ...]
) -> None:
    assert closed_up(COLUMNS, torn(at, *pieces)) == ROW


def test_two_torn_cells_of_one_row_are_both_joined() -> None:
    cells = ["17", "LOS", "INVENTOS", "CA", "90001", "F", DATE, "7/2009", "B", "2", "1"]
    assert closed_up(COLUMNS, cells) == [*ROW[:7], "B 2", "1"]


def test_a_row_that_fits_no_way_is_left() -> None:
    assert closed_up(COLUMNS, torn(4, "X" * 30, "F")) is None


def test_a_row_that_fits_two_ways_is_left() -> None:
    columns = (Column("number", "case"), Column("one", "text", 20), Column("two", "text", 20))
    assert closed_up(columns, ["1", "A", "B", "C"]) is None


def test_a_row_with_too_few_cells_is_left() -> None:
    assert closed_up(COLUMNS, ROW[:-1]) is None


@pytest.mark.parametrize(
    ("place", "cell"), [(5, "PHI"), (4, DATE), (0, ""), (0, "FC1"), (0, "4294967296"), (8, DATE)]
)
def test_a_cell_of_another_column_shows_that_the_row_has_slipped(place: int, cell: str) -> None:
    assert not slipped(COLUMNS, ROW)
    assert slipped(COLUMNS, [*ROW[:place], cell, *ROW[place + 1 :]])


@pytest.mark.parametrize(
    ("column", "cell", "fit"),
    [
        (Column("c", "code", 2), "NA", Fit.GOOD),
        (Column("c", "code", 2), "NAAA", Fit.ODD),
        (Column("c", "state"), "C4", Fit.ODD),
        (Column("c", "zip"), "CA", Fit.ODD),
        (Column("c", "zip"), "`9000", Fit.GOOD),
        (Column("c", "month"), "7/2009", Fit.GOOD),
        (Column("c", "time"), "0830", Fit.GOOD),
        (Column("c", "any"), "whatever", Fit.GOOD),
        (Column("c", "key"), "", Fit.GOOD),
    ],
)
def test_how_well_a_cell_suits_its_column(column: Column, cell: str, fit: Fit) -> None:
    assert column.fit(cell) is fit
