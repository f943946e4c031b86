"""Twelve oversight figures come nearer the truth once records are linked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from tests.simulate.conftest import THROUGH

from accompany.core.when import DEFAULT_ZONE, day_ends
from accompany.figures.book import figures
from accompany.identity.linking import shipped
from accompany.jobs.count import count
from accompany.jobs.ingest import Wishes as Taking
from accompany.jobs.ingest import ingest
from accompany.jobs.link import Wanted, link
from accompany.jobs.opened import Opened, opened
from accompany.simulate.nation import Wishes, simulate
from accompany.simulate.oversight import (
    LINES,
    Beside,
    beside,
    counted,
    link_rightly,
    page,
    truly,
)

INGESTED, LINKED = datetime(2025, 2, 1, tzinfo=UTC), datetime(2025, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[Beside]:
    """A nation of 1,500, told by its agencies, linked, and counted four ways."""
    folder = tmp_path_factory.mktemp("oversight")
    nation, ledger = folder / "nation", folder / "ledger"
    simulate(nation, Wishes(1_500, 41, THROUGH), progress=lambda n: None)
    _, refused = ingest(ledger, [nation / "extracts"], Taking(INGESTED, "made up"))
    assert not refused
    link(ledger, Wanted(shipped(), LINKED, "made up"))
    with opened(ledger, known_by=INGESTED) as world:
        before = counted_in(world)
    with opened(ledger) as world:
        after = counted_in(world)
        link_rightly(world.duck, nation)
        rightly = counted_in(world)
    return beside(before, after, truly(nation), rightly)


def counted_in(world: Opened) -> dict[str, float]:
    def those(names: Sequence[str], as_of: date) -> dict[str, float]:
        moment = day_ends(as_of, DEFAULT_ZONE)
        answers = count(world, figures(names), as_of=moment, known_by=None, by=(), cases=True)
        return {one.figure.figure: float(one.total.value or 0) for one in answers}

    return counted(those)


def test_there_are_twelve_figures(shown: list[Beside]) -> None:
    assert len({row.line.id for row in shown}) == len(LINES) == 12


@pytest.mark.parametrize("line", [one for one in LINES if one.mended], ids=lambda line: line.id)
def test_linking_brings_a_figure_nearer_the_truth(shown: list[Beside], line: object) -> None:
    (row,) = [row for row in shown if row.line == line]
    assert row.off(row.after) < row.off(row.before)


def test_a_figure_of_one_agency_alone_no_link_can_mend(shown: list[Beside]) -> None:
    (row,) = [row for row in shown if not row.line.mended]
    assert row.off(row.rightly or 0) > 0.1


def test_children_rightly_linked_are_as_many_as_there_are(shown: list[Beside]) -> None:
    (row,) = [row for row in shown if row.line.id == "children"]
    assert row.rightly == row.truth == 1_500
    assert row.off(row.after) < 0.01


def test_linked_records_count_nearly_as_rightly_linked_ones_do(shown: list[Beside]) -> None:
    shares = [row for row in shown if row.line.id != "children"]
    assert max(abs(row.after - (row.rightly or 0)) for row in shares) < 0.02


def test_the_table_says_what_linking_cannot_mend(shown: list[Beside]) -> None:
    lines = list(page(shown))
    assert len(lines) == 13
    assert [line for line in lines if "links cannot mend it" in line]
    assert "1,500" in lines[1]
