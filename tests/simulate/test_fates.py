"""Each planted fault, followed into the ledger that the real adapters make of the extracts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.simulate.test_people import asked

from accompany.jobs.ingest import Taken
from accompany.jobs.opened import opened
from accompany.simulate import courts, faults, messy
from accompany.simulate.fates import FATES, OF_EVENTS, OF_RECORDS, Fate, fates
from accompany.sources.extract import hash_of

Found = dict[str, Fate]


@pytest.fixture(scope="module")
def found(nation: Path, everything: tuple[Path, list[Taken]]) -> dict[str, Found]:
    ledger, taken = everything
    paths = [Path(one.path) for one in taken]
    came = [(path.relative_to(nation).as_posix(), hash_of(path)) for path in paths]
    with opened(ledger) as world:
        groups = fates(world.duck, nation, came)
    return {group: {one.fault: one for one in told} for group, told in groups.items()}


@pytest.mark.parametrize("group", [OF_EVENTS, OF_RECORDS])
def test_the_fates_of_each_class_add_up_to_what_was_planted(
    found: dict[str, Found], group: str
) -> None:
    sums = {fault: sum(one.became[fate] for fate in FATES) for fault, one in found[group].items()}
    assert sums == {fault: one.planted for fault, one in found[group].items()}
    assert all(one.planted > 0 for one in found[group].values())
    for one in found[group].values():
        assert sum(one.mended.values()) == one.became["repaired"]


def test_every_class_of_faults_in_the_truth_is_followed(
    nation: Path, found: dict[str, Found]
) -> None:
    planted = dict(asked(nation, "SELECT fault, count(*) FROM faults GROUP BY fault"))
    assert {fault: one.planted for fault, one in found[OF_EVENTS].items()} == planted
    assert set(planted) == {
        *faults.FAULTS.values(), faults.UNWRITTEN, faults.GAP, faults.SENT_TWICE, courts.TAB,
        courts.ZIP, messy.ZIP, messy.UNDATED,
    }  # fmt: skip
    assert len(found[OF_RECORDS]) >= 20


@pytest.mark.parametrize(
    ("fault", "fate"),
    [
        (faults.UNREADABLE, "set aside"),
        (faults.UNKNOWN_KIND, "set aside"),
        (messy.UNDATED, "set aside"),
        (messy.ZIP, "repaired"),
        (courts.ZIP, "repaired"),
        (faults.GAP, "gone"),
        (faults.CORRECTED, "passed as plausible"),
        (faults.TURNED, "passed as plausible"),
    ],
)
def test_what_can_have_one_fate_alone_has_it(
    found: dict[str, Found], fault: str, fate: str
) -> None:
    one = found[OF_EVENTS][fault]
    # a row that has a second fault may have that one's fate
    assert one.became[fate] >= 0.9 * one.planted


@pytest.mark.parametrize(
    ("fault", "fate", "beside"),
    [
        (faults.LOST, "gone", "repaired"),
        (faults.LATE, "repaired", "set aside"),
        (faults.TWICE, "repaired", "passed as plausible"),
        (faults.SENT_TWICE, "repaired", "gone"),
        (faults.WRONG_CHILD, "passed as plausible", "repaired"),
        (courts.TAB, "passed as plausible", "set aside"),
    ],
)
def test_most_of_a_class_have_its_fate(
    found: dict[str, Found], fault: str, fate: str, beside: str
) -> None:
    one = found[OF_EVENTS][fault]
    assert one.became[fate] > one.became[beside]


def test_what_one_never_told_another_tells(found: dict[str, Found]) -> None:
    """The courts know when a Notice to Appear was issued, though ICE never told of it."""
    never = found[OF_EVENTS][faults.LOST]
    assert 0 < never.mended["by another row"] < never.planted / 5


def test_no_adapter_can_know_that_a_person_was_written_down_wrong(found: dict[str, Found]) -> None:
    for fault, one in found[OF_RECORDS].items():
        absent = fault in {"born: not said", "no A-number"}
        assert one.became["gone" if absent else "passed as plausible"] == one.planted, fault
