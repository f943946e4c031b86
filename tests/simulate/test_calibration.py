"""Figures of a made-up nation beside published ones: worked out from the truth, misses shown."""

from __future__ import annotations

from pathlib import Path

from accompany.engines.duck import Duck, literal
from accompany.simulate.calibration import Figure, calibrated, page


def test_every_figure_is_worked_out_and_those_set_come_near(nation: Path) -> None:
    figures = calibrated(nation)
    chosen = [one for one in figures if one.use == "set"]
    untouched = [one for one in figures if one.use == "predicted"]
    assert len(chosen) <= 12
    assert len(untouched) >= 8
    assert len({one.id for one in figures}) == len(figures)
    near = {one.id for one in chosen if abs(one.error) < 0.25}
    assert near >= {"not-served-may-2024", "not-served-january-2025", "one-office"}
    both = {one.id: one.simulated for one in figures}
    assert both["not-served-january-2025"] < both["not-served-may-2024"] < both["one-office"]


def test_a_miss_is_shown_as_one() -> None:
    far = Figure("far", "Far off", "predicted", "children", 100.0, 150.0, "somebody")
    near = Figure("near", "Near", "set", "share", 0.5, 0.52, "somebody")
    lines = list(page([near, far]))
    assert lines[0] == "Set by these: 1, of which 1 within 10%"
    assert "hit    +4.0%      50.0%     52.0%  Near [somebody]" in lines[1]
    assert "MISS  +50.0%        100       150  Far off [somebody]" in lines[3]


def test_errors_are_counted_for_each_agency(nation: Path) -> None:
    with Duck() as duck:
        for name in ("records", "people"):
            path = literal(str(nation / "truth" / f"{name}.parquet"))
            duck.run(f"CREATE VIEW {name} AS FROM read_parquet({path})")
        duck.script("accompany.simulate", "errors.sql")
        strayed = dict(duck.rows("SELECT agency, other_name FROM strayed"))
        together = duck.rows("SELECT share, beside FROM together")
    assert set(strayed) == {
        "cbp", "hhs", "ice", "court", "uscis", "provider", "concern", "hotline",
    }  # fmt: skip
    assert strayed["court"] is None
    assert len(together) == 5
    assert all(share > beside for share, beside in together[:3])
