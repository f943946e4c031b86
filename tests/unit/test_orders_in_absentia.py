"""Which decisions of the courts' release open a time to appeal. Every row is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from case_release import juvenile, on, proceeding, release
from courts import known, read, take

from accompany.duties.rules import named
from accompany.jobs.check import check
from accompany.jobs.ingest import Wishes, ingest

AS_OF = datetime(2024, 9, 30, tzinfo=UTC)


def folder(at: Path, *ended: dict[str, str]) -> Path:
    """Write a release of children whose cases ended as said, one each."""
    cases = range(1, len(ended) + 1)
    return release(at, {
        "tbl_JuvenileHistory": [juvenile(n, n, "4") for n in cases],
        "B_TblProceeding": [
            proceeding(n, n, **{"comp_date": on("2024-02-06"), **said})
            for n, said in zip(cases, ended, strict=True)
        ],
    })  # fmt: skip


def dues_of(ledger: Path, duty: str) -> dict[str, str]:
    with known(ledger, date(2024, 10, 1)) as world:
        check(world, as_of=AS_OF, duties=[named(duty)])
        return dict(world.duck.rows("SELECT subject, state FROM dues ORDER BY subject"))


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({"dec_code": "X", "absentia": "Y"}, ["in-absentia-order"]),
        ({"dec_code": "X", "absentia": "Y", "case_type": ""}, ["in-absentia-order"]),
        ({"dec_code": "D", "absentia": "Y", "case_type": "DEP"}, ["in-absentia-order"]),
        ({"absentia": "Y"}, ["in-absentia-order"]),
        ({"dec_code": "X", "absentia": "N"}, ["judge-decided"]),
        ({"dec_code": "X", "absentia": ""}, ["judge-decided"]),
        ({"dec_code": "T", "absentia": "Y"}, ["in-absentia-order", "judge-decided"]),
        (
            {"dec_code": "E", "absentia": "Y", "case_type": "EXC"},
            ["in-absentia-order", "judge-decided"],
        ),
    ],
)
def test_removal_in_absentia_is_one_fact(
    said: dict[str, str], kinds: list[str], tmp_path: Path
) -> None:
    found = read(folder(tmp_path / "r", said))
    ended = [one for kind in ("in-absentia-order", "judge-decided") for one in found.of(kind)]
    assert [one["kind"] for one in ended] == kinds
    # the code is told once, by the fact that is of it
    codes = [one["decision"] for one in ended if "decision" in one]
    assert codes == [said[name] for name in ("dec_code",) if name in said]
    missed = [one["signal"] for one in found.of("hearing-missed")]
    assert missed == ["in-absentia-order"] * (said["absentia"] == "Y")


def test_no_appeal_is_due_from_an_order_in_absentia(tmp_path: Path) -> None:
    """The child of case 1 was away; that of case 2 attended and was ordered removed too."""
    away, attended = ({"dec_code": "X", "absentia": mark} for mark in "YN")
    take(tmp_path / "ledger", folder(tmp_path / "r", away, attended), date(2024, 9, 30))
    appeals = dues_of(tmp_path / "ledger", "appeal-to-board")
    assert appeals == {"us/eoir_case:2": "unclear"}
    rescind = dues_of(tmp_path / "ledger", "rescind-missed-hearing-order")
    assert set(rescind) == {"us/eoir_case:1"}


def test_an_order_that_is_stated_as_a_decision_too_excuses(tmp_path: Path) -> None:
    """Two tables of one sender tell of one order; a decision without it is overdue."""
    events = tmp_path / "court.csv"
    rows = [
        "record_id,kind,happened,party,decision",
        "C-1,in-absentia-order,2024-02-06,eoir,",
        "C-1,judge-decided,2024-02-06,eoir,removal",
        "C-2,judge-decided,2024-02-06,eoir,removal",
    ]
    events.write_text("\n".join(rows) + "\n", "utf-8")
    covers = "kind,from,to,for\nappeal-filed,2024-01-01,2024-09-30,listed\n"
    (tmp_path / "court.csv.covers.csv").write_text(covers, "utf-8")
    wishes = Wishes(known_at=AS_OF, who="test", source="plain/court")
    _, refused = ingest(tmp_path / "ledger", [events], wishes)
    assert not refused
    assert dues_of(tmp_path / "ledger", "appeal-to-board") == {
        "plain/court:C-1": "excused", "plain/court:C-2": "overdue",
    }  # fmt: skip
