"""An office's silence is held against nobody before another office. Every row is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from accompany.cli.main import accompany
from accompany.core.fact import kinds, read_heard
from accompany.core.problem import InputFault
from accompany.duties.rules import named, rulebook
from accompany.jobs.check import check
from accompany.jobs.ingest import Covered, Wishes, ingest
from accompany.jobs.opened import opened
from accompany.sources import known

AS_OF = datetime(2024, 12, 31, tzinfo=UTC)
COURT, DHS = "tell-court-of-move", "tell-dhs-of-move"
ROWS = (
    "record_id,kind,happened,party,office",
    "C-1,moved,2024-02-06,child,",
    "C-2,moved,2024-02-06,child,",
    "C-2,address-told,2024-02-08,child,uscis",
)


def sent(folder: Path, covers: str = "") -> Path:
    """Write what a call centre sends that hears of addresses told to DHS and to nobody else."""
    path = folder / "calls.csv"
    path.write_text("\n".join(ROWS) + "\n", "utf-8")
    if covers:
        rows = ("kind,from,to,for", f"{covers},2024-01-01,2024-12-31,listed")
        (folder / "calls.csv.covers.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return path


def judged(folder: Path, covers: str = "", covered: Covered | None = None) -> dict[str, str]:
    """Take the file in and judge: states by duty and record, and what nobody reports."""
    wishes = Wishes(known_at=AS_OF, who="test", source="plain/calls", covered=covered)
    _, refused = ingest(folder / "ledger", [sent(folder, covers)], wishes)
    assert not refused
    with opened(folder / "ledger") as world:
        check(world, as_of=AS_OF, duties=[named(COURT), named(DHS)])
        rows = world.duck.rows("SELECT duty, subject, state FROM dues")
        unheard = world.duck.rows("SELECT duty, kind FROM unreported")
    found = {f"{duty.split('/')[-1]} {who.split(':')[-1]}": state for duty, who, state in rows}
    return found | {duty.split("/")[-1]: kind for duty, kind in unheard}


def test_silence_counts_before_the_office_it_was_declared_for(tmp_path: Path) -> None:
    assert judged(tmp_path, "address-told office=uscis") == {
        f"{DHS} C-1": "overdue", f"{DHS} C-2": "kept",
        f"{COURT} C-1": "unclear", f"{COURT} C-2": "unclear",
        COURT: "address-told office=eoir",
    }  # fmt: skip


def test_a_file_without_a_sidecar_covers_the_offices_found_in_it(tmp_path: Path) -> None:
    covered = Covered(date(2024, 1, 1), date(2024, 12, 31), everyone=True)
    found = judged(tmp_path, covered=covered)
    assert (found[f"{DHS} C-1"], found[f"{COURT} C-1"]) == ("overdue", "unclear")


def test_a_file_taken_in_again_with_what_it_covers_is_heard(tmp_path: Path) -> None:
    assert judged(tmp_path)[f"{DHS} C-1"] == "unclear"
    assert judged(tmp_path, "address-told office=uscis")[f"{DHS} C-1"] == "overdue"


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("address-told", "Write address-told office=eoir."),
        ("address-told office", "Write address-told office=eoir."),
        ("address-told office=", "Write address-told office=eoir."),
        ("address-told form=EOIR-33", "Write address-told office=eoir."),
        ("visit-made office=eoir", "Write visit-made."),
        ("adress-told office=eoir", "Nearest: address-told"),
        ("zzzzzzzz", "none is near it"),
    ],
)
def test_what_is_declared_must_be_something_a_duty_can_need(
    written: str, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(InputFault, match=r"calls\.csv\.covers\.csv") as caught:
        known.covers(sent(tmp_path, written))
    assert caught.value.line == 2
    assert advice in str(caught.value)
    told = CliRunner().invoke(accompany, [
        "ingest", str(tmp_path / "ledger"), str(tmp_path / "calls.csv"),
        "--covers", "2024-01-01..2024-12-31", "--kinds", written,
    ])  # fmt: skip
    assert told.exit_code == 2
    assert advice in " ".join(told.output.split())


def test_a_kind_is_declared_with_the_value_that_tells_senders_apart() -> None:
    assert kinds()["visit-made"].heard_as({"office": "eoir"}) == "visit-made"
    assert kinds()["address-told"].heard_as({"office": "eoir"}) == "address-told office=eoir"
    for kind in kinds().values():
        assert kind.heard_of in ("", *kind.values)
        assert read_heard(kind.heard_as({kind.heard_of: "x"})) == kind.heard_as(
            {kind.heard_of: "x"}
        )


def test_what_every_duty_needs_to_hear_can_be_declared() -> None:
    needs = {need for duty in rulebook().values() for need in duty.needs_to_hear}
    assert {read_heard(need) for need in needs} == needs
    assert {need for need in needs if " " in need} == {
        f"address-told office={office}" for office in ("eoir", "eoir-bia", "hhs-orr", "uscis")
    }
