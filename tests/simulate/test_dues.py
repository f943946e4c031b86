"""Perfect records, taken in, linked by the truth and judged, give the dues of the truth."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.simulate.conftest import THROUGH

from accompany.core.when import DEFAULT_ZONE, day_ends
from accompany.duties.rules import rulebook
from accompany.engines.duck import Duck, literal
from accompany.jobs.check import check
from accompany.jobs.ingest import Wishes as Taking
from accompany.jobs.ingest import ingest
from accompany.jobs.opened import opened
from accompany.simulate.clock import NEVER, instant_on, local_day, on
from accompany.simulate.nation import Wishes, simulate

KNOWN_AT = datetime(2025, 2, 1, tzinfo=UTC)
CALL = "us/orr-policy-guide/follow-up-call"
Dues = Counter[tuple[str, str, date, str]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dues, Dues]:
    """Return the dues of the truth and those judged, by duty, child, day of opening and state."""
    folder = tmp_path_factory.mktemp("perfect")
    simulate(folder / "nation", Wishes(600, 4, THROUGH, perfect=True), progress=lambda n: None)
    ledger = folder / "ledger"
    taken, refused = ingest(ledger, [folder / "nation" / "extracts"], Taking(KNOWN_AT, "made up"))
    links = Taking(KNOWN_AT, "made up", source="plain/given-links")
    linked, refused_links = ingest(ledger, [folder / "nation" / "truth" / "links.csv"], links)
    assert not refused
    assert not refused_links
    assert sum(one.reading.set_aside + one.reading.repaired for one in [*taken, *linked]) == 0
    with Duck() as duck:
        dues = literal(str(folder / "nation" / "truth" / "dues.parquet"))
        rows = duck.rows(f"SELECT duty, person, opened_on, state FROM read_parquet({dues})")
    with opened(ledger) as world:
        duties = [rulebook()[duty] for duty in sorted({row[0] for row in rows})]
        check(world, as_of=day_ends(THROUGH, DEFAULT_ZONE), duties=duties)
        found = world.duck.rows(
            """WITH child AS (SELECT subject, 'SIM-' || min(split_part(about, '-', -1)) AS person
                   FROM known_facts GROUP BY subject)
               SELECT duty, person, (opened_earliest AT TIME ZONE 'UTC'
                   AT TIME ZONE 'America/New_York')::DATE, state
               FROM dues INNER JOIN child USING (subject)"""
        )
    return Counter(rows), Counter(found)  # type: ignore[arg-type]


def test_dues_of_perfect_records_are_those_of_the_truth(judged: tuple[Dues, Dues]) -> None:
    truth, found = judged
    assert found == truth


def test_an_event_that_several_agencies_tell_of_opens_a_duty_once(tmp_path: Path) -> None:
    """A release stands in the portal and in the release file; one call is owed for it."""
    nation, ledger = tmp_path / "nation", tmp_path / "ledger"
    simulate(nation, Wishes(150, 4, THROUGH), progress=lambda n: None)
    ingest(ledger, [nation / "extracts"], Taking(KNOWN_AT, "made up"))
    links = Taking(KNOWN_AT, "made up", source="plain/given-links")
    ingest(ledger, [nation / "truth" / "links.csv"], links)
    with opened(ledger) as world:
        told, released = world.duck.rows(
            "SELECT count(*), count(DISTINCT (subject, day_earliest)) FROM known_facts"
            " WHERE kind = 'released'"
        )[0]
        check(world, as_of=day_ends(THROUGH, DEFAULT_ZONE), duties=[rulebook()[CALL]])
        dues, calls = world.duck.rows(
            """SELECT count(*), count(DISTINCT (subject, (opened_earliest AT TIME ZONE 'UTC'
                   AT TIME ZONE 'America/New_York')::DATE)) FROM dues"""
        )[0]
    assert told > 1.9 * released > 0
    assert dues == calls > 0.9 * released


def test_the_truth_has_every_state_it_can_have(judged: tuple[Dues, Dues]) -> None:
    truth, _ = judged
    states = {(duty.split("/")[-1], state) for duty, _, _, state in truth}
    assert len({duty for duty, *_ in truth}) == 17
    assert {state for _, state in states} >= {
        "kept", "late", "overdue", "excused", "gap", "superseded",
    }  # fmt: skip
    assert ("follow-up-call", "kept") in states
    assert ("transfer-to-hhs", "late") in states
    assert {("appeal-to-board", "kept"), ("appeal-to-board", "overdue")} <= states


def test_a_day_in_new_york_begins_at_its_own_midnight() -> None:
    import numpy as np

    days = np.array([on("2024-03-10"), on("2024-07-04"), on("2024-11-03"), on("2025-01-01")])
    for seconds in (5 * 3600, 86_399):
        assert (local_day(instant_on(days, np.full(4, seconds))) == days).all()
    midnight = instant_on(np.array([on("2024-07-04")]), np.array([0]))
    assert local_day(midnight - 1)[0] == on("2024-07-03")
    assert local_day(np.array([NEVER]))[0] == NEVER
