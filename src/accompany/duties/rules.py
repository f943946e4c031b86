"""The rulebook read from YAML: what opens a duty, what keeps it, and how long it allowed when."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

import yaml

from accompany.core.calendar import Roll
from accompany.core.cite import Checked, Strength, may_say_breached
from accompany.core.fact import Fact, kinds, nearest_kinds
from accompany.core.party import is_party

Unit = Literal["hours", "days", "business days", "years", "none", "before"]
DatedBy = Literal["opening", "filing", "release", "custody-began", "decision", "offence"]
Nature = Literal["duty", "right", "limit"]

BEFORE_LAW, AFTER_LAW = date(1, 1, 1), date(9999, 12, 31)
GAP = "no deadline in law"
_TIME = re.compile(r"(\d+) (hours?|days?|business days?|years?)")
_UNITS: Mapping[str, Unit] = {
    "hour": "hours",
    "day": "days",
    "business day": "business days",
    "year": "years",
}


class RuleFault(Exception):
    """A rule file that cannot be read as a rule; the message names the file and the mend."""

    def __init__(self, where: str, what: str, advice: str) -> None:
        super().__init__(f"{where}: {what}. {advice}")


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """A kind of fact, perhaps by one party, perhaps carrying certain values: equality only."""

    fact: str
    party: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def fits(self, fact: Fact) -> bool:
        return (
            fact.kind == self.fact
            and self.party in ("", fact.party)
            and all(fact.details.get(name) == value for name, value in self.values)
        )

    def meets(self, other: Pattern) -> bool:
        """Say whether one fact can fit both."""
        mine, theirs = dict(self.values), dict(other.values)
        return (
            self.fact == other.fact
            and (not self.party or not other.party or self.party == other.party)
            and all(theirs.get(name, value) == value for name, value in mine.items())
        )


Patterns = tuple[Pattern, ...]
"""Any of them. No fact fits two of the same tuple: the reader sees to it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a duty allows: ``last`` units, not before ``first`` units where that is given.

    ``none`` is a duty for which law sets no deadline; ``before`` one that is due when another
    fact happens. A window may have no last moment.
    """

    unit: Unit
    last: int | None = None
    first: int | None = None

    def __str__(self) -> str:
        if self.unit == "none":
            return GAP
        if self.unit == "before":
            return "before the event it must come before"
        if self.first is None:
            return f"{self.last} {self.unit}"
        return f"{self.unit[:-1]} {self.first} to {'open' if self.last is None else self.last}"


@dataclass(frozen=True, slots=True)
class Version:
    """What a duty said from ``since`` until the day before ``until``; no clock: not in force."""

    since: date
    until: date
    clock: Clock | None
    roll: Roll = "none"
    cite: str = ""
    checked: Checked = Checked.REMEMBERED
    text: str = ""
    law: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attempts:
    """So many tries, perhaps each on a day of its own, keep the duty too."""

    patterns: Patterns
    times: int
    different_days: bool


@dataclass(frozen=True, slots=True)
class Every:
    """A duty that falls again each so many days until something ends it."""

    days: int
    until: Patterns


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed, by whom, to whom, by when, under what rule, over time."""

    id: str
    says: str
    rows: tuple[str, ...]
    owed_by: str
    owed_to: str
    strength: Strength
    starts: Patterns
    kept: Patterns
    excused: Patterns
    ends: Patterns
    before: Patterns
    attempts: Attempts | None
    every: Every | None
    toll_from: Patterns
    toll_to: Patterns
    first_decides: bool
    dated_by: DatedBy
    calendar: str
    versions: tuple[Version, ...]
    """In order, without hole or overlap, from the first day of the calendar to its last."""
    notes: Mapping[str, Any]
    """Escalation, confusions, litigation and exceptions, as written, for people."""
    nature: Nature = "duty"
    """``right``: the last day of a right; ``limit``: the last date to act. Neither is owed."""

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def name(self) -> str:
        return self.id.rsplit("/", 1)[-1]

    @property
    def needs_to_hear(self) -> frozenset[str]:
        """Return what must all have been heard before silence means not done.

        Kinds; where each office would tell of its own only, ``address-told office=eoir``.
        """
        tried = self.attempts.patterns if self.attempts else ()
        return frozenset(
            kinds()[pattern.fact].heard_as(dict(pattern.values)) for pattern in (*self.kept, *tried)
        )

    @property
    def in_force(self) -> Iterator[Version]:
        return (version for version in self.versions if version.clock)

    def version_on(self, day: date) -> Version:
        return next(v for v in self.versions if v.since <= day < v.until or v.until == AFTER_LAW)

    def may_say_breached(self, version: Version) -> bool:
        """Say whether lateness breaches: only what is owed can be, by law that was read."""
        return self.nature == "duty" and may_say_breached(self.strength, version.checked)


DATED: Mapping[str, Patterns] = {
    "filing": tuple(
        Pattern(kind) for kind in ("appeal-filed", "motion-filed", "nta-filed", "relief-filed")
    ),
    "release": (Pattern("released"),),
    "custody-began": (Pattern("custody-began", "hhs-orr"),),
    "decision": tuple(
        Pattern(kind) for kind in ("in-absentia-order", "judge-decided", "release-denied")
    ),
    "offence": (Pattern("offence"),),
}
"""The facts whose day picks the version, where that is not the opening's own day."""


@cache
def rulebook() -> Mapping[str, Duty]:
    """Return every duty of the rulebook by its id: its path without ``.yaml``."""
    root = resources.files("accompany").joinpath("rulebook")
    return {duty.id: duty for duty in sorted(_read_folder(root, ""), key=lambda duty: duty.id)}


def named(name: str) -> Duty:
    """Return the duty with this id or unique short form; ``KeyError`` names what comes near."""
    book = rulebook()
    if name in book:
        return book[name]
    near = [duty for duty in book.values() if duty.id.endswith("/" + name)]
    if len(near) == 1:
        return near[0]
    listed = ", ".join(duty.id for duty in near or _nearest(name, book.values()))
    raise KeyError(f"no duty is called {name}" + (f"; did you mean: {listed}" if listed else ""))


def _nearest(name: str, duties: Collection[Duty]) -> list[Duty]:
    """Return the duties whose id holds ``name``, else the few whose short names are like it."""
    inside = [duty for duty in duties if name in duty.id]
    like = difflib.get_close_matches(name.rpartition("/")[2], {duty.name for duty in duties}, n=3)
    return inside or [duty for duty in duties if duty.name in like]


def _read_folder(folder: Traversable, path: str) -> Iterator[Duty]:
    for entry in folder.iterdir():
        inner = f"{path}{entry.name}"
        if entry.is_dir():
            yield from _read_folder(entry, inner + "/")
        elif inner.count("/") > 1 and inner.endswith(".yaml") and ".cases." not in inner:
            yield read_duty(inner.removesuffix(".yaml"), entry.read_text("utf-8"))


def read_duty(duty_id: str, text: str) -> Duty:
    """Read one duty; ``RuleFault`` says what is wrong and what to write instead."""
    where = f"rulebook/{duty_id}.yaml"
    try:
        row = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RuleFault(where, f"not YAML ({error})", "Check indentation and quotes") from error
    if not isinstance(row, dict):
        raise RuleFault(where, "not a mapping of names to values", "Begin with `duty: <name>`")
    return _Reader(where, row).duty(duty_id)


_NOTES = ("escalate", "confused_with", "litigation", "exceptions", "verify")
_PATTERNS = ("starts", "kept", "excused", "ends", "before", "attempts", "every", "tolled")
_PLAIN = ("duty", "says", "row", "owed_by", "owed_to", "strength", "first_decides", "dated_by")
_KNOWN = frozenset((*_PLAIN, "nature", "calendar", "roll", "within", *_PATTERNS, *_NOTES))
_VERSION_KNOWN = frozenset(
    ("allow", "window", "roll", "cite", "checked", "text", "law", "note", "verify")
)


class _Reader:
    """Reads one file, so that every fault can name it."""

    def __init__(self, where: str, row: Mapping[str, Any]) -> None:
        self.where, self.row = where, row

    def fault(self, what: str, advice: str) -> RuleFault:
        return RuleFault(self.where, what, advice)

    def duty(self, duty_id: str) -> Duty:
        self.only(self.row, _KNOWN)
        if self.row.get("duty") != duty_id.rsplit("/", 1)[-1]:
            raise self.fault("`duty:` is not the file's name", "The path is the name: make it so")
        tolled = self.row.get("tolled") or {}
        duty = Duty(
            id=duty_id,
            says=self.text("says"),
            rows=self.words("row"),
            owed_by=self.party("owed_by"),
            owed_to=self.party("owed_to"),
            strength=self.choice("strength", Strength),
            starts=self.patterns(self.need("starts")),
            kept=self.patterns(self.need("kept")),
            excused=self.patterns(self.row.get("excused")),
            ends=self.patterns(self.row.get("ends")),
            before=self.patterns(self.row.get("before")),
            attempts=self.attempts(self.row.get("attempts")),
            every=self.every(self.row.get("every")),
            toll_from=self.patterns(tolled.get("from")),
            toll_to=self.patterns(tolled.get("to")),
            first_decides=bool(self.row.get("first_decides", False)),
            dated_by=self.dated_by(),
            calendar=str(self.row.get("calendar", "us-federal")),
            versions=self.versions(),
            notes={name: self.row[name] for name in _NOTES if name in self.row},
            nature=self.nature(),
        )
        self.sound(duty)
        return duty

    def sound(self, duty: Duty) -> None:
        clocks = [version.clock for version in duty.in_force if version.clock]
        if not clocks:
            raise self.fault("no version is in force at any time", "Give `within:` a version")
        if duty.before and any(clock.unit != "before" for clock in clocks):
            raise self.fault("`before:` with a time allowed", "A version of it gives only a cite")
        plain = all(c.unit in ("hours", "days") and c.first is None for c in clocks)
        if duty.toll_from and not (plain and all(v.roll == "none" for v in duty.versions)):
            raise self.fault(
                "`tolled:` stands with a clock that cannot stand still",
                "Only hours and calendar days without a window or roll can be tolled",
            )
        if any(one.meets(other) for one in duty.toll_from for other in duty.toll_to):
            raise self.fault("one fact can begin and end a toll", "Make the patterns differ")
        if duty.first_decides and any(clock.first is None for clock in clocks):
            raise self.fault("`first_decides:` without a window", "Give each version a `window:`")
        if duty.every and any(c.unit not in ("days", "business days") for c in clocks):
            raise self.fault("`every:` needs a time in days", "Allow days or business days")

    def need(self, name: str) -> Any:
        if self.row.get(name) in (None, "", []):
            raise self.fault(f"`{name}:` is missing", "See CONTRIBUTING.md, how to add a duty")
        return self.row[name]

    def text(self, name: str) -> str:
        return " ".join(str(self.need(name)).split())

    def words(self, name: str) -> tuple[str, ...]:
        found = self.row.get(name, ())
        return tuple(found) if isinstance(found, list) else (str(found),) if found else ()

    def party(self, name: str) -> str:
        code = str(self.need(name))
        if not is_party(code):
            raise self.fault(f"`{name}: {code}` is no office", "Use a code of core/parties.csv")
        return code

    def choice(self, name: str, of: type[Strength]) -> Strength:
        try:
            return of(str(self.need(name)))
        except ValueError as error:
            raise self.fault(f"`{name}:` is not one of {', '.join(of)}", "Pick one") from error

    def dated_by(self) -> DatedBy:
        found = self.row.get("dated_by", "opening")
        for name in get_args(DatedBy):
            if found == name:
                return name  # type: ignore[no-any-return]
        raise self.fault(
            "`dated_by:` is not a date that picks law", f"One of {', '.join(get_args(DatedBy))}"
        )

    def nature(self) -> Nature:
        found = self.row.get("nature", "duty")
        for name in get_args(Nature):
            if found == name:
                return name  # type: ignore[no-any-return]
        raise self.fault("`nature:` is unknown", f"One of {', '.join(get_args(Nature))}")

    def only(self, row: Mapping[str, Any], known: frozenset[str]) -> None:
        if strange := sorted(map(str, set(row) - known)):
            raise self.fault(f"unknown word `{strange[0]}:`", f"Known: {', '.join(sorted(known))}")

    def patterns(self, found: Any) -> Patterns:
        rows = found if isinstance(found, list) else [found] if found else []
        read = tuple(sorted(self.pattern(row) for row in rows))
        for place, one in enumerate(read):
            if any(one.meets(other) for other in read[place + 1 :]):
                raise self.fault(
                    f"two patterns on `{one.fact}` can fit one fact", "Make them exclude each other"
                )
        return read

    def pattern(self, row: Any) -> Pattern:
        if not isinstance(row, dict) or "fact" not in row:
            raise self.fault(f"not a pattern: {row!r}", "Write {fact: released}")
        self.only(row, frozenset(("fact", "party", "with")))
        kind, values = str(row["fact"]), row.get("with") or {}
        if kind not in kinds():
            near = ", ".join(nearest_kinds(kind)) or "see core/kinds.toml"
            raise self.fault(f"no kind of fact is called `{kind}`", f"Nearest: {near}")
        if row.get("party") and not is_party(str(row["party"])):
            raise self.fault(f"`party: {row['party']}` is no office", "See core/parties.csv")
        if len(values) > 2:
            raise self.fault("more than two values in `with:`", "Derive a fact in timeline/")
        pairs = tuple(sorted((str(name), str(value)) for name, value in values.items()))
        return Pattern(kind, str(row.get("party", "")), pairs)

    def attempts(self, row: Any) -> Attempts | None:
        if not row:
            return None
        self.only(row, frozenset(("fact", "party", "with", "times", "different_days")))
        pattern = {name: row[name] for name in ("fact", "party", "with") if name in row}
        return Attempts(
            self.patterns(pattern), int(row.get("times", 1)), bool(row.get("different_days", False))
        )

    def every(self, row: Any) -> Every | None:
        if not row:
            return None
        self.only(row, frozenset(("days", "until")))
        if int(row.get("days", 0)) < 1:
            raise self.fault("`every:` needs `days:` of at least 1", "Write {days: 30, until: ..}")
        return Every(int(row["days"]), self.patterns(row.get("until")))

    def versions(self) -> tuple[Version, ...]:
        rows = self.need("within")
        days = sorted(rows)
        if not all(isinstance(on, date) for on in days):
            raise self.fault("a version's date is not a date", "Write 2024-07-01, unquoted")
        read = [Version(BEFORE_LAW, days[0], None)]
        for on, until in zip(days, [*days[1:], AFTER_LAW], strict=True):
            read.append(self.version(on, until, rows[on] or {}))
        return tuple(read)

    def version(self, since: date, until: date, row: Mapping[str, Any]) -> Version:
        self.only(row, _VERSION_KNOWN)
        clock = self.clock(row)
        if clock and not row.get("cite"):
            raise self.fault(f"version {since} has no `cite:`", "Say where the rule stands")
        try:
            checked = Checked(str(row.get("checked", "remembered")))
        except ValueError as error:
            raise self.fault(
                f"version {since}: `checked:` is unknown", f"One of {', '.join(Checked)}"
            ) from error
        roll = row.get("roll", self.row.get("roll", "none"))
        if roll not in get_args(Roll):
            raise self.fault(f"version {since}: `roll: {roll}`", "none, forward or back")
        return Version(
            since,
            until,
            clock,
            roll,
            " ".join(str(row.get("cite", "")).split()),
            checked,
            " ".join(str(row.get("text", "")).split()),
            str(row.get("law", "")),
            " ".join(str(row.get("note", "")).split()),
        )

    def clock(self, row: Mapping[str, Any]) -> Clock | None:
        if "window" in row:
            window = row["window"]
            self.only(window, frozenset(("from", "to")))
            unit, first = self.time(window.get("from"))
            last = self.time(window["to"])[1] if window.get("to") else None
            if last is not None and (self.time(window["to"])[0] != unit or last < first):
                raise self.fault("the window's ends do not agree", "Same unit, later end")
            return Clock(unit, last, first)
        if row.get("allow") == GAP:
            return Clock("none")
        if row.get("allow") is not None:
            unit, last = self.time(row["allow"])
            return Clock(unit, last)
        return Clock("before") if self.row.get("before") and "allow" not in row else None

    def time(self, text: Any) -> tuple[Unit, int]:
        if "month" in str(text):
            raise self.fault(f"`{text}` is in months", "Months differ in length: write days")
        found = _TIME.fullmatch(str(text))
        if not found:
            raise self.fault(f"`{text}` is no time", f"Write 72 hours, 30 days or {GAP!r}")
        return _UNITS[found[2].removesuffix("s")], int(found[1])


def strengths(duties: Sequence[Duty]) -> Mapping[tuple[Strength, Checked], int]:
    """Count versions in force by how strongly they bind and how they were checked."""
    counted: dict[tuple[Strength, Checked], int] = {}
    for duty in duties:
        for version in duty.in_force:
            key = (duty.strength, version.checked)
            counted[key] = counted.get(key, 0) + 1
    return counted
