"""Parts of the site's pages by themselves: tables by two cuts, codes that changed, axes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accompany.figures.axis import round_up, short
from accompany.figures.book import figures
from accompany.figures.cell import Answer, Cell
from accompany.figures.public.changes import Changes, Code, Download, Moved
from accompany.figures.public.edition import Edition, Extract
from accompany.figures.public.grid import grid
from accompany.figures.public.notes import changed
from accompany.figures.public.phrase import NONE, Speech

AS_OF = datetime(2026, 7, 1, 3, 59, tzinfo=UTC)


def cell(n: int | None, **by: str | int | None) -> Cell:
    return Cell(by, n, n, None, 0, guarded=(n or 0,), withheld=n is None)


def test_a_cut_by_two_is_rows_and_columns_with_zero_where_there_is_no_cell() -> None:
    cells = [cell(40, state="TX", fiscal_year=2023), cell(None, state="TX", fiscal_year=2024),
             cell(1_200, state=None, fiscal_year=2024)]  # fmt: skip
    answer = Answer(
        figures(["releases"])[0],
        ("state", "fiscal_year"),
        cell(1_243),
        cells,
        AS_OF,
        None,
        "",
        None,
    )
    drawn = grid(answer, Speech("es"))
    assert drawn.index("2023") < drawn.index("2024")
    rows = drawn.split("<tr>")[2:]
    assert rows[0].startswith('<th scope="row">TX</th><td class="r">40</td>')
    assert '<td class="r w">reservado</td>' in rows[0]
    assert rows[1].startswith('<th scope="row">no consta</th><td class="r">0</td>')
    assert '<td class="r">1,200</td>' in rows[1]


def page(**told: object) -> str:
    made = Edition(
        {"us/eoir_case": AS_OF}, [Extract("us/eoir_case", "CASE.zip", "ab" * 32, 12)], [], []
    )
    empty: dict[str, object] = {"as_of": AS_OF, "moved": [], "downloads": [], "codes": []}
    return changed(made, Changes(**{**empty, **told}), Speech("en"))  # type: ignore[arg-type]


def test_codes_that_came_went_and_mean_something_else_are_listed() -> None:
    codes = [
        Code("court", "ELP", None, "EL PASO, TX"),
        Code("court", "HOU", "HOUSTON, TX", None),
        Code("reason", "17", "ONE", "ANOTHER"),
        Code("nationality", "XK", None, ""),
    ]
    text = page(codes=codes)
    for row in (("ELP", "court", "not there", "EL PASO, TX"),
                ("HOU", "court", "HOUSTON, TX", "not there"),
                ("17", "reason of adjournment", "ONE", "ANOTHER"),
                ("XK", "nationality", "not there", "XK")):  # fmt: skip
        code, *rest = row
        cells = "".join(f'<td class="r">{one}</td>' for one in rest)
        assert f'<th scope="row">{code}</th>{cells}' in text


def test_an_edition_in_which_nothing_moved_says_so() -> None:
    same = Moved("releases", 40, 40, {"happened_since": 0, "told_late": 0})
    text = page(moved=[same], downloads=[Download("us/eoir_case", None, 900, 700, 0, None)])
    assert "Nothing in any figure has changed" in text
    assert f'<td class="r">{NONE}</td><td class="r">900</td>' in text
    assert "No code has changed" in text


@pytest.mark.parametrize(
    ("top", "end"), [(0, 1), (0.4, 0.4), (7, 8), (10, 10), (99, 100), (553_322, 600_000)]
)
def test_an_axis_ends_at_a_round_number(top: float, end: float) -> None:
    assert round_up(top) == pytest.approx(end)


def test_millions_are_said_briefly() -> None:
    assert (short(2_500_000), short(40_000), short(0.5)) == ("2.5 M", "40,000", "0.5")
