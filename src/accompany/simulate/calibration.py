"""Simulated figures beside published ones: those the nation was set by, and those it predicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from accompany.engines.duck import Duck, literal

NEAR = 0.10
"""A figure within a tenth of what was published is a hit."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure and its like in the made-up nation."""

    id: str
    says: str
    use: str
    unit: str
    published: float
    simulated: float
    source: str

    @property
    def error(self) -> float:
        """How far off, as a share of what was published."""
        return self.simulated / self.published - 1

    @property
    def hit(self) -> bool:
        return abs(self.error) <= NEAR


def calibrated(folder: Path) -> list[Figure]:
    """Work every figure out from the truth of the nation in ``folder``."""
    text = resources.files("accompany.simulate").joinpath("calibration.yaml").read_text("utf-8")
    with Duck() as duck:
        for path in sorted((folder / "truth").glob("*.parquet")):
            duck.run(f"CREATE VIEW {path.stem} AS FROM read_parquet({literal(str(path))})")
        duck.script("accompany.simulate", "calibration.sql")
        values: dict[str, float] = dict(duck.rows("SELECT id, value FROM figure"))
    return [Figure(**row, simulated=float(values[row["id"]])) for row in yaml.safe_load(text)]


def page(figures: list[Figure]) -> Iterator[str]:
    """Yield the lines of a table for people."""
    for use, title in (("set", "Set by these"), ("predicted", "Predicted, untouched")):
        those = [one for one in figures if one.use == use]
        hits = sum(one.hit for one in those)
        yield f"{title}: {len(those)}, of which {hits} within {NEAR:.0%}"
        for one in those:
            shown = [_shown(one.published, one.unit), _shown(one.simulated, one.unit)]
            mark = "hit " if one.hit else "MISS"
            beside = f"{one.error:+7.1%}  {shown[0]:>9} {shown[1]:>9}"
            yield f"  {mark} {beside}  {one.says} [{one.source}]"


def _shown(value: float, unit: str) -> str:
    return f"{value:.1%}" if unit == "share" else f"{value:,.0f}"
