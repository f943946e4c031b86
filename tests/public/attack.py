"""An attack on a published site: its CSV files alone, and what linear reasoning makes of them.

Every number a table could show is an unknown or is known; every table that another refines is the
sum of it; a share has its numerator and the rest; figures of the same rows add up. Then each
unknown is bounded from below and above by a linear programme. Nothing here is shared with the
code that withholds.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

HEAD = ("value", "numerator", "denominator", "unclear", "unit", "withheld", "median", "p90",
        "periods", "days", "releases", "discharges")  # fmt: skip
SAME_ROWS = [("releases", "days-from-entry-to-release", False),
             ("hearings-missed-in-absentia", "in-absentia-orders", True)]  # fmt: skip
PUBLIC = ("hhs-daily-discharges", "cbp-encounters-unaccompanied")
SMALL, WIDTH = 11, 11

Name = tuple[str, tuple[str, ...], tuple[str, ...], str]
"""Figure, dimensions, places, and which count of the row: no two rows have the same."""


@dataclass
class Guess:
    """A withheld number, or one a subtraction gives, and the least and greatest it can be."""

    name: Name
    low: float
    high: float

    @property
    def found(self) -> bool:
        """Whether it is known to within less than eleven, and may be a count of one to ten."""
        return self.high - self.low < WIDTH - 1e-6 and self.low < SMALL and self.high > 1e-6


@dataclass
class Read:
    """What the files say: known numbers by name, unknown ones, and which places each table has."""

    known: dict[Name, int]
    unknown: set[Name]
    places: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]]
    parts: dict[str, tuple[str, ...]]


def attack(site: Path) -> list[Guess]:
    """Return every withheld number of a site with its bounds."""
    return guesses(read(sorted((site / "data").glob("*.csv"))))


def read(files: Iterable[Path]) -> Read:
    found = Read({}, set(), defaultdict(set), {})
    for path in files:
        with path.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        if rows and rows[0]["figure"] not in PUBLIC:
            _take(found, rows)
    return found


def _take(found: Read, rows: Sequence[dict[str, str]]) -> None:
    dims = tuple(name for name in rows[0] if name not in (*HEAD, "figure", "level"))
    for row in rows:
        figure, whole = row["figure"], row["level"] == "total"
        by = () if whole else dims
        places = tuple(row[dim] for dim in by)
        told = _counts(row)
        found.parts[figure] = tuple(told)
        found.places[figure, by].add(places)
        for part, count in told.items():
            name = (figure, by, places, part)
            if count is None:
                found.unknown.add(name)
            else:
                found.known[name] = count


def _counts(row: dict[str, str]) -> dict[str, int | None]:
    """Return the counts that a row is made of, each of which no other is a part of."""
    number = {key: int(row[key]) if row[key] else None for key in
              ("numerator", "denominator", "unclear")}  # fmt: skip
    if "median" in row:  # a mean: its rows with days, and without
        return {"known": number["denominator"], "unclear": number["unclear"]}
    if row["figure"] in ("hearings-represented", "docketing-windows"):
        over, under = number["denominator"], number["numerator"]
        rest = None if over is None or under is None else over - under
        return {"holds": under, "not": rest, "unclear": number["unclear"]}
    return {"rows": number["numerator"]}


def guesses(found: Read) -> list[Guess]:
    names = sorted(found.unknown)
    place = {name: n for n, name in enumerate(names)}
    rows: list[tuple[list[tuple[int, int]], int]] = []  # signed unknowns, and what they come to
    hidden = len(names)

    def equal(whole: Name, parts: Sequence[Name], *, rest: bool = False) -> None:
        nonlocal hidden
        terms, right = [], 0
        for sign, name in [(1, whole), *((-1, part) for part in parts)]:
            if name in place:
                terms.append((sign, place[name]))
            else:
                right -= sign * found.known.get(name, 0)  # a row that is not there is zero
        if rest:
            terms.append((-1, hidden))
            names.append(("rest", whole[1], whole[2], "rest"))
            hidden += 1
        if terms:
            rows.append((terms, right))

    for (figure, fine), inner in found.places.items():
        for (other, coarse), outer in found.places.items():
            if figure == other and fine != coarse and _refines(fine, coarse):
                inside: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
                for places in inner:
                    inside[_within(fine, places, coarse)].append(places)
                for places in outer:
                    for part in found.parts[figure]:
                        equal((figure, coarse, places, part),
                              [(figure, fine, one, part) for one in inside[places]])  # fmt: skip
    for whole, part_of, rest in SAME_ROWS:
        for (figure, by), outer in found.places.items():
            if figure == whole and (part_of, by) in found.places:
                for places in outer:
                    parts = [(part_of, by, places, part) for part in found.parts[part_of]]
                    equal((whole, by, places, "rows"), parts, rest=rest)
    return _bounded(names, rows)


def _refines(fine: Sequence[str], coarse: Sequence[str]) -> bool:
    return all(dim in fine or (dim == "fiscal_year" and "month" in fine) for dim in coarse)


def _within(fine: Sequence[str], places: Sequence[str], coarse: Sequence[str]) -> tuple[str, ...]:
    told = dict(zip(fine, places, strict=True))
    if "month" in told:
        year, month = map(int, told["month"].split("-"))
        told["fiscal_year"] = str(year + (month >= 10))
    return tuple(told[dim] for dim in coarse)


def _bounded(names: list[Name], rows: list[tuple[list[tuple[int, int]], int]]) -> list[Guess]:
    if not names:
        return []
    signs = [sign for terms, _ in rows for sign, _ in terms]
    down = [n for n, (terms, _) in enumerate(rows) for _ in terms]
    across = [one for terms, _ in rows for _, one in terms]
    matrix = coo_array((signs, (down, across)), shape=(len(rows), len(names))).tocsr()
    right = np.array([end for _, end in rows], np.float64)
    told = []
    for one, name in enumerate(names):
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(names))
            cost[one] = sign
            done = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
            assert done.status in (0, 3), done.message  # 3: as great as one likes
            ends.append(sign * done.fun if done.status == 0 else float("inf"))
        told.append(Guess(name, ends[0], ends[1]))
    return told
