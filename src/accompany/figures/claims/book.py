"""The book of claims, read and held to its form: one form for every publisher and party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

import yaml

How = Literal["exactly", "about", "more-than", "less-than"]
Reached = Literal["text", "abstract", "secondhand", "not reached"]

_NEEDED = frozenset(
    ("claim", "quantity", "says", "words", "words_from", "who", "where", "said_on", "value", "how",
     "unit", "counts", "reached", "may", "may_not", "figure", "beside")
)  # fmt: skip
_KNOWN = _NEEDED | {"of", "window", "as_of", "scope"}


class ClaimFault(Exception):
    """A claim that is not in the form; the message names the claim and the mend."""

    def __init__(self, name: str, what: str, advice: str) -> None:
        super().__init__(f"claims, {name}: {what}. {advice}")


@dataclass(frozen=True, slots=True)
class Beside:
    """Another claim it seems to conflict or agree with, and why."""

    claim: str
    because: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One published number with what it counts and what may be said of it."""

    name: str
    quantity: str
    says: str
    words: str
    words_from: str
    who: str
    where: str
    said_on: str
    """A day, a month or a year as far as it is known; empty where it is not."""
    value: float
    how: How
    unit: str
    counts: str
    of_says: str
    of_n: int | None
    of_unit: str
    window: tuple[date, date] | None
    as_of: date | None
    scope: str
    reached: Reached
    may: str
    may_not: str
    figure: str
    beside: tuple[Beside, ...]

    @property
    def share(self) -> float | None:
        """Return the per cent of a denominator that was published and has the same unit.

        What was published as a share has none: 18 per cent of 342 files are not 18 of them.
        """
        if not self.of_n or self.of_unit != self.unit or self.unit == "per cent":
            return None
        return 100 * self.value / self.of_n

    @property
    def number(self) -> str:
        shown = f"{self.value:,.0f}" if self.value == int(self.value) else f"{self.value:,}"
        lead = {
            "exactly": "",
            "about": "about ",
            "more-than": "more than ",
            "less-than": "at most ",
        }
        return f"{lead[self.how]}{shown} {self.unit if self.value == 1 else many(self.unit)}"

    @property
    def time(self) -> tuple[date, date]:
        """Return the days the claim speaks of: its window, and on to the day it was true on."""
        days = [*(self.window or ()), *([self.as_of] if self.as_of else [])]
        return min(days), max(days)


def many(unit: str) -> str:
    irregular = {"child": "children", "person": "people", "per cent": "per cent"}
    if unit in irregular:
        return irregular[unit]
    return unit + ("es" if unit.endswith("s") else "s")


@dataclass(frozen=True, slots=True)
class Term:
    """An administration, from its first day to its last."""

    name: str
    first: date
    last: date


@cache
def terms() -> Sequence[Term]:
    return [Term(row["name"], row["from"], row["to"]) for row in _yaml("terms.yaml")]


def terms_of(claim: Claim) -> list[str]:
    """Return the administrations in whose days the counted events lie, in order of time."""
    first, last = claim.window or claim.time
    return [term.name for term in terms() if term.first <= last and first <= term.last]


@cache
def quantities() -> Mapping[str, str]:
    found: Mapping[str, str] = _yaml("quantities.yaml")
    return found


@cache
def claims() -> Mapping[str, Claim]:
    """Return every claim by its name; ``ClaimFault`` names one that is not in the form."""
    folder = resources.files("accompany").joinpath("claims")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    rows = [
        row
        for name in names
        if name not in ("terms.yaml", "quantities.yaml")
        for row in _yaml(name)
    ]
    return read(rows)


def read(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Claim]:
    """Read claims as written; every name beside one must be a claim of the same quantity."""
    found: dict[str, Claim] = {}
    for row in rows:
        claim = _claim(row)
        if claim.name in found:
            raise ClaimFault(claim.name, "stands twice", "Give one of them another name")
        found[claim.name] = claim
    for claim in found.values():
        for other in claim.beside:
            if other.claim not in found or found[other.claim].quantity != claim.quantity:
                raise ClaimFault(
                    claim.name,
                    f"no claim of its quantity is called {other.claim}",
                    "Mend `beside:`",
                )
    return found


def _yaml(name: str) -> Any:
    text = resources.files("accompany").joinpath("claims", name).read_text("utf-8")
    return yaml.safe_load(text)


def _claim(row: Mapping[str, Any]) -> Claim:
    name = str(row.get("claim", "a claim without a name"))
    _formed(name, row)
    of = row.get("of") or {}
    window = tuple(row["window"]) if row.get("window") else None
    line = {field: " ".join(str(row.get(field, "")).split()) for field in _LINES}
    return Claim(
        name=name,
        value=row["value"],
        how=row["how"],
        reached=row["reached"],
        of_says=str(of.get("says", "")),
        of_n=of.get("n"),
        of_unit=str(of.get("unit", row["unit"])),
        window=(window[0], window[1]) if window else None,
        as_of=row.get("as_of"),
        beside=tuple(Beside(b["claim"], " ".join(b["because"].split())) for b in row["beside"]),
        **line,
    )


_LINES = (
    "quantity", "says", "words", "words_from", "who", "where", "said_on", "unit", "counts", "scope",
    "may", "may_not", "figure",
)  # fmt: skip


def _formed(name: str, row: Mapping[str, Any]) -> None:
    if missing := sorted(_NEEDED - set(row)):
        raise ClaimFault(name, f"`{missing[0]}:` is missing", "See claims/README.md")
    if strange := sorted(set(row) - _KNOWN):
        raise ClaimFault(name, f"unknown word `{strange[0]}:`", "See claims/README.md")
    if strange := sorted(set(row.get("of") or ()) - {"says", "n", "unit"}):
        raise ClaimFault(name, f"unknown word `{strange[0]}` in `of:`", "says, n, unit")
    if row["quantity"] not in quantities():
        raise ClaimFault(name, f"no quantity is called {row['quantity']}", "See quantities.yaml")
    if row["how"] not in get_args(How) or row["reached"] not in get_args(Reached):
        raise ClaimFault(name, "`how:` or `reached:` is unknown", "See claims/README.md")
    if not (row.get("window") or row.get("as_of")):
        raise ClaimFault(name, "no time is told", "Give `window:` or `as_of:`")
    if row["words"] and "not seen" in row["words_from"]:
        raise ClaimFault(name, "words are quoted and said not to be seen", "Mend one of them")


# ---------------------------------------------------------------- two claims together


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of one quantity: in what they differ, and why, where somebody wrote it down."""

    one: Claim
    other: Claim
    differ: tuple[str, ...]
    because: str


def pair(one: Claim, other: Claim) -> Pair:
    written = {(a.name, b.claim): b.because for a in (one, other) for b in a.beside}
    because = written.get((one.name, other.name)) or written.get((other.name, one.name)) or ""
    differ = tuple(_differ(one, other))
    exact = () if differ or one.how == other.how else ("how exact it is",)
    return Pair(one, other, differ or exact, because)


def _differ(one: Claim, other: Claim) -> Iterator[str]:
    if one.unit != other.unit:
        yield "unit"
    if one.counts != other.counts:
        yield "what is counted"
    if (one.of_says, one.of_n) != (other.of_says, other.of_n):
        yield "out of what"
    if one.window != other.window:
        yield "window"
    if one.as_of != other.as_of:
        yield "as of"
    if one.scope != other.scope:
        yield "where"


def seem_to_conflict(one: Claim, other: Claim) -> bool:
    """Say whether a reader would take two claims for two answers to one question.

    They are of one quantity, speak of days that overlap, and give different numbers. Claims of
    which neither has a window are of one state of things at different times: they too.
    """
    if one.quantity != other.quantity or (one.value, one.unit) == (other.value, other.unit):
        return False
    if not one.window and not other.window:
        return True
    (a, b), (c, d) = one.time, other.time
    return a <= d and c <= b


def pairs_of(claim: Claim) -> list[Pair]:
    """Return the pairs of a claim with every other one of its quantity."""
    others = [c for c in claims().values() if c.quantity == claim.quantity and c is not claim]
    return [pair(claim, other) for other in others]


def search(words: Sequence[str]) -> list[Claim]:
    """Return the claims in which all words occur; one called so is found by its name alone."""
    if len(words) == 1 and words[0] in claims():
        return [claims()[words[0]]]
    asked = [word.lower() for word in words]
    return [claim for claim in claims().values() if all(w in words_of(claim) for w in asked)]


def words_of(claim: Claim) -> str:
    """Return all the words a claim can be found by, its number with and without commas."""
    told = (
        claim.name, claim.says, claim.words, claim.who, claim.where, claim.said_on, claim.counts,
        claim.of_says, quantities()[claim.quantity], claim.number, f"{claim.value:.0f}",
    )  # fmt: skip
    return " ".join(told).lower()
