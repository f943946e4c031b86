"""Twelve oversight figures before linkage, after it, and in truth: what linking can mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from accompany.engines.duck import Duck, literal

THROUGH = date(2025, 1, 31)
"""The last day the made-up nation tells of, and that most figures are as of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: its name in the truth's SQL and in the figure book, and what it is like."""

    id: str
    figure: str
    says: str
    like: str
    """The published figure that it is the like of; empty where none was published."""
    as_of: date = THROUGH
    mended: bool = True
    """Whether linking records is what it lacks; a call not written down no link brings back."""


LINES = (
    Line("children", "children-in-hhs-care", "children who came into HHS custody",
         "448,000 transferred to HHS, DHS OIG 2024"),
    Line("never-served-may-2024", "never-served", "never served a notice, by 2024-05-31",
         "291,000 of 448,000, DHS OIG 2024", date(2024, 5, 31)),
    Line("never-served-january-2025", "never-served", "never served a notice, by 2025-01-31",
         "233,000 of 448,000, DHS OIG 2025"),
    Line("missed-hearing", "missed-hearing", "missed a hearing, of all in HHS custody",
         "32,000 of 448,000, DHS OIG 2024"),
    Line("served-and-missed", "served-and-missed", "missed a hearing, of those served",
         "43,000 of those served, DHS OIG 2025"),
    Line("not-looked-for", "missed-not-looked-for", "missed a hearing, nobody looked for them",
         "one office looked, DHS OIG 2024"),
    Line("hhs-not-told", "missed-hhs-not-told", "missed a hearing, nobody told HHS",
         "no policy to tell HHS, DHS OIG 2024"),
    Line("never-reached", "released-never-reached", "released, no call reached anybody",
         "113,000 of 235,000, CIS from HHS 2021-22", mended=False),
    Line("in-care-again", "in-care-again", "came into HHS custody more than once",
         ""),
    Line("no-office", "no-office-since-release", "released a year ago, no office since",
         "often the only chance to observe, DHS OIG 2024"),
    Line("no-outcome", "no-outcome-in-three-years", "no outcome three years later",
         "57 % of those who came in 2018"),
    Line("some-office-told", "move-told-to-some", "moved, one office told and another not",
         ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure counted on records, on linked children, and on the truth."""

    line: Line
    before: float
    after: float
    truth: float
    rightly: float | None = None
    """Counted with every record linked to its true child; what is still off no link can mend."""

    def off(self, value: float) -> float:
        """How far a value is from the truth: of a count as a share of it, of a share in points."""
        return abs(value - self.truth) / (self.truth if self.line.id == "children" else 1)


def truly(nation: Path) -> dict[str, float]:
    """Work every figure out from the truth of a made-up nation."""
    with Duck() as duck:
        facts = literal(str(nation / "truth" / "facts.parquet"))
        duck.run(f"CREATE VIEW facts AS FROM read_parquet({facts})")
        duck.script("accompany.simulate", "oversight.sql")
        return {name: float(value) for name, value in duck.rows("FROM oversight")}


def link_rightly(duck: Duck, nation: Path) -> None:
    """Make ``person`` of the truth: every record is under the first of the same child."""
    links = literal(str(nation / "truth" / "links.csv"))
    duck.run(
        "CREATE OR REPLACE TABLE person AS WITH given AS ("
        f" SELECT record_a, record_b FROM read_csv({links}, all_varchar = true))"
        " SELECT record_a AS about, record_b AS person FROM given"
        " UNION SELECT record_b, record_b FROM given"
    )


def counted(count: Callable[[Sequence[str], date], dict[str, float]]) -> dict[str, float]:
    """Return every line's value; ``count`` counts figures as of a day, by their names."""
    found: dict[str, float] = {}
    for as_of in sorted({line.as_of for line in LINES}):
        those = [line for line in LINES if line.as_of == as_of]
        values = count(sorted({line.figure for line in those}), as_of)
        found |= {line.id: values[line.figure] for line in those}
    return found


def beside(
    before: dict[str, float],
    after: dict[str, float],
    truth: dict[str, float],
    rightly: dict[str, float] | None = None,
) -> list[Beside]:
    return [
        Beside(one, before[one.id], after[one.id], truth[one.id], (rightly or {}).get(one.id))
        for one in LINES
    ]


def page(rows: Sequence[Beside]) -> Iterator[str]:
    """Yield the lines of a table for people."""
    heads = ("before", "linked", "rightly", "truth", "off before", "off after")
    yield f"{'':<44}" + "".join(f"{head:>12}" for head in heads)
    for row in rows:
        values = (row.before, row.after, row.rightly, row.truth)
        cells = [_shown(value, row.line) for value in values]
        cells += [f"{row.off(value):.1%}" for value in (row.before, row.after)]
        cannot = "" if row.line.mended else "  links cannot mend it"
        like = f"  [{row.line.like}]" if row.line.like else ""
        yield f"{row.line.says:<44}" + "".join(f"{cell:>12}" for cell in cells) + cannot + like


def _shown(value: float | None, line: Line) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if line.id == "children" else f"{value:.2%}"
