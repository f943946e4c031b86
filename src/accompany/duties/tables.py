"""The rulebook, the calendars and what was heard, as the tables judge.sql joins to facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from accompany.core.calendar import Calendar
from accompany.core.cite import weakest
from accompany.core.fact import kinds
from accompany.core.when import day_ends, day_starts
from accompany.duties.clock import allowed
from accompany.duties.hearing import Hearing, best_until
from accompany.duties.rules import DATED, Duty, Patterns, Version
from accompany.engines.duck import Duck

_TIME, _TEXT, _INT, _YES = pa.timestamp("us"), pa.string(), pa.int32(), pa.bool_()

_SHAPES: Mapping[str, Mapping[str, pa.DataType]] = {
    "duty": {
        "duty_no": _INT, "duty": _TEXT, "owed_by": _TEXT, "simple": _YES, "first_decides": _YES,
        "starts_set": _INT, "kept_set": _INT, "excused_set": _INT, "ends_set": _INT,
        "before_set": _INT, "tries_set": _INT, "tries": _INT, "tries_on_days": _YES,
        "every_days": _INT, "until_set": _INT, "toll_from_set": _INT, "toll_to_set": _INT,
        "dated_set": _INT,
    },
    "rule": {
        "rule_no": _INT, "duty_no": _INT, "since": pa.date32(), "until": pa.date32(),
        "in_force": _YES, "checked": _TEXT, "no_deadline": _YES,
        "first_hours": _INT, "last_hours": _INT,
    },
    "pattern": {
        "set_no": _INT, "kind": _TEXT, "once_no": _INT, "party": _TEXT,
        "path_1": _TEXT, "value_1": _TEXT, "path_2": _TEXT, "value_2": _TEXT,
        "looked_for": _YES, "in_window": _YES, "picks_version": _YES, "tolls": _YES,
    },
    "schedule": {
        "duty_no": _INT, "rule_no": _INT, "zone_no": _INT, "on_day": pa.date32(),
        "no_deadline": _YES, "opens_at": _TIME, "due_at": _TIME, "due_day": pa.date32(),
        "first_hours": _INT, "last_hours": _INT, "clock_key": pa.int64(),
    },
    "local_day": {
        "day_key": pa.int64(), "on_day": pa.date32(), "starts_at": _TIME, "ends_at": _TIME,
    },
    "ear": {
        "ear_no": _INT, "duty_no": _INT, "needs": _INT,
        "heard_from": _TIME, "heard_to": _TIME, "heard_until": _TIME,
    },
    "duty_words": {"duty_no": _INT, "owed_to": _TEXT, "strength": _TEXT, "checked": _TEXT},
    "unreported": {"duty": _TEXT, "kind": _TEXT},
    "ear_needs": {"ear_no": _INT, "source": _TEXT},
    "turn_no": {"turn": _INT},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbered:
    """The duties in the order their rows are numbered, and every version with its number."""

    duties: Sequence[Duty]
    versions: Sequence[tuple[int, Duty, Version]]

    @classmethod
    def of(cls, duties: Sequence[Duty]) -> Numbered:
        pairs = [(duty, version) for duty in duties for version in duty.versions]
        return cls(
            duties, [(number, duty, version) for number, (duty, version) in enumerate(pairs)]
        )

    def number(self, duty: Duty) -> int:
        return self.duties.index(duty)


@dataclass(slots=True)
class _Sets:
    """Every set of patterns a rule names, once."""

    numbers: dict[Patterns, int] = field(default_factory=dict)

    def number(self, patterns: Patterns) -> int | None:
        return self.numbers.setdefault(patterns, len(self.numbers)) if patterns else None


def load_rules(duck: Duck, numbered: Numbered) -> None:
    """Make the tables ``duty``, ``duty_words``, ``rule`` and ``pattern``."""
    sets = _Sets()
    _take(duck, "duty", [_duty_row(no, duty, sets) for no, duty in enumerate(numbered.duties)])
    words = [
        {
            "duty_no": no,
            "owed_to": duty.owed_to,
            "strength": duty.strength,
            "checked": weakest(version.checked for version in duty.in_force),
        }
        for no, duty in enumerate(numbered.duties)
    ]
    _take(duck, "duty_words", words)
    numbers = {duty.id: no for no, duty in enumerate(numbered.duties)}
    _take(duck, "rule", [_rule_row(no, numbers[d.id], v) for no, d, v in numbered.versions])
    _take(duck, "pattern", list(_pattern_rows(sets, _uses(numbered.duties))))


def _duty_row(number: int, duty: Duty, sets: _Sets) -> Mapping[str, Any]:
    every, attempts = duty.every, duty.attempts
    dated = () if duty.dated_by == "opening" else DATED[duty.dated_by]
    return {
        "duty_no": number,
        "duty": duty.id,
        "owed_by": duty.owed_by,
        "first_decides": duty.first_decides,
        "simple": _is_simple(duty),
        "starts_set": sets.number(duty.starts),
        "kept_set": sets.number(duty.kept),
        "excused_set": sets.number(duty.excused),
        "ends_set": sets.number(_enders(duty)),
        "before_set": sets.number(duty.before),
        "tries_set": sets.number(attempts.patterns) if attempts else None,
        "tries": attempts.times if attempts else None,
        "tries_on_days": attempts.different_days if attempts else None,
        "every_days": every.days if every else None,
        "until_set": sets.number(every.until) if every else None,
        "toll_from_set": sets.number(duty.toll_from),
        "toll_to_set": sets.number(duty.toll_to),
        "dated_set": sets.number(dated),
    }


def _is_simple(duty: Duty) -> bool:
    """Say whether only the opening, one clock and the keeping act decide (judge.sql, weighed)."""
    return not (
        _uses([duty])["in_window"]
        or any((duty.excused, duty.ends, duty.before, duty.attempts, duty.every, duty.toll_from))
        or any(version.clock and version.clock.unit == "none" for version in duty.in_force)
        or duty.owed_by == "holding-agency"
    )


def _rule_row(number: int, duty_no: int, version: Version) -> Mapping[str, Any]:
    clock = version.clock
    hours = clock is not None and clock.unit == "hours"
    return {
        "rule_no": number,
        "duty_no": duty_no,
        "since": version.since,
        "until": version.until,
        "in_force": clock is not None,
        "checked": version.checked,
        "no_deadline": clock is not None and clock.unit == "none",
        "first_hours": clock.first if clock and hours else None,
        "last_hours": clock.last if clock and hours else None,
    }


def _uses(duties: Sequence[Duty]) -> Mapping[str, set[Patterns]]:
    """Return for what sets are used, so that only those are put in order that need to be."""
    looked_for, in_window, picks_version, tolls = set(), set(), set(), set()
    for duty in duties:
        tolls |= {duty.toll_from, duty.toll_to}
        looked_for |= {duty.kept, duty.excused, _enders(duty), duty.before}
        if duty.every:
            looked_for.add(duty.every.until)
        if any(version.clock and version.clock.first is not None for version in duty.in_force):
            in_window.add(duty.kept)
        if duty.dated_by != "opening":
            picks_version.add(DATED[duty.dated_by])
    return {
        "looked_for": looked_for,
        "in_window": in_window,
        "picks_version": picks_version,
        "tolls": tolls,
    }


def _enders(duty: Duty) -> Patterns:
    return (*duty.ends, *(duty.every.until if duty.every else ()))


def _pattern_rows(sets: _Sets, uses: Mapping[str, set[Patterns]]) -> Iterable[Mapping[str, Any]]:
    once = {name: number for number, name in enumerate(kinds()) if kinds()[name].once}
    for patterns, number in sets.numbers.items():
        used = {name: patterns in of for name, of in uses.items()}
        for pattern in patterns:
            row = {
                "set_no": number, "kind": pattern.fact, "once_no": once.get(pattern.fact),
                "party": pattern.party or None, **used,
            }  # fmt: skip
            for place, (name, value) in enumerate(pattern.values, start=1):
                row |= {f"path_{place}": f'$."{name}"', f"value_{place}": value}
            yield row


def load_hearing(duck: Duck, numbered: Numbered, hearing: Hearing) -> None:
    """Make ``ear``, ``ear_needs``, and ``unreported``: kinds that no source reports at all."""
    unreported = [
        {"duty": duty.id, "kind": kind}
        for duty in numbered.duties
        for kind in sorted(duty.needs_to_hear - hearing.kinds)
    ]
    _take(duck, "unreported", unreported)
    ears: list[Mapping[str, Any]] = []
    needs: list[Mapping[str, Any]] = []
    for duty_no, duty in enumerate(numbered.duties):
        for listing, steps in best_until(hearing.together(duty.needs_to_hear)).items():
            for span, until in steps:
                ear_no = len(ears)
                needs += [{"ear_no": ear_no, "source": source} for source in sorted(listing)]
                ears.append(
                    {
                        "ear_no": ear_no,
                        "duty_no": duty_no,
                        "needs": len(listing),
                        "heard_from": _plain(span.start),
                        "heard_to": _plain(span.end),
                        "heard_until": _plain(until),
                    }
                )
    _take(duck, "ear", ears)
    _take(duck, "ear_needs", needs)


@dataclass(frozen=True, slots=True)
class OpenedDays:
    """The local days on which facts of a zone lie: those from which clocks can run."""

    zone: str
    zone_no: int
    days: Sequence[date]
    widest: int = 0
    """How many days the least exactly known of them spans, beyond the first."""

    def until(self, as_of: date) -> Iterable[date]:
        """Yield every day that can begin or end an opening of a duty that falls again."""
        first = min(self.days)
        count = max((as_of - first).days + self.widest + 2, 0)
        return (first + timedelta(days=n) for n in range(count))


def load_days(
    duck: Duck,
    numbered: Numbered,
    calendars: Mapping[str, Calendar],
    *,
    opened: Sequence[OpenedDays],
    as_of: date,
) -> None:
    """Make ``schedule``, ``local_day`` and ``turn_no``: where the clocks stand on which day."""
    schedule: list[Mapping[str, Any]] = []
    for days in opened:
        every_day = list(days.until(as_of))
        for number, duty, version in numbered.versions:
            asked = sorted({*days.days, *every_day}) if duty.every else days.days
            duty_no = numbered.number(duty)
            row = {**_rule_row(number, duty_no, version), "zone_no": days.zone_no}
            key = (duty_no * 1000 + days.zone_no) * 100_000
            schedule += [
                {**row, "on_day": on, "clock_key": key + (on - _DAY_0).days, **limits}
                for on, limits in _clock(duty, version, calendars[duty.calendar], days.zone, asked)
            ]
    _take(duck, "schedule", schedule)
    repeats = [duty.every.days for duty in numbered.duties if duty.every]
    tolls = any(duty.toll_from for duty in numbered.duties)
    first = min((min(days.days) for days in opened), default=as_of)
    turns = max(as_of - first, timedelta(0)).days // min(repeats) + 1 if repeats else 0
    _take(duck, "turn_no", [{"turn": turn} for turn in range(1, turns + 1)])
    _take(duck, "local_day", list(_local_days(opened, as_of)) if repeats or tolls else [])


def _clock(
    duty: Duty, version: Version, calendar: Calendar, zone: str, days: Iterable[date]
) -> Iterable[tuple[date, Mapping[str, Any]]]:
    """Yield what a version allows a duty opened on each day; hours run from their own moment."""
    clock = version.clock
    if clock is None:
        return
    for on in days:
        # a version picked by another fact's date may judge an opening on any day
        if duty.dated_by == "opening" and not version.since <= on < version.until:
            continue
        if clock.unit in ("hours", "none", "before"):
            yield on, {}
            continue
        limits = allowed(on, zone, clock, version.roll, calendar)
        yield (
            on,
            {
                "opens_at": _plain(limits.first),
                "due_at": _plain(limits.last),
                "due_day": limits.last_day,
            },
        )


_DAY_0 = date(1900, 1, 1)
"""Days are counted from here where one number names duty, zone and day (judge.sql, plain)."""

_LONGEST = timedelta(days=4000)
"""Longer than any time allowed that a toll can move."""


def _local_days(opened: Sequence[OpenedDays], as_of: date) -> Iterable[Mapping[str, Any]]:
    for days in opened:
        on, last = min(days.days), max(*days.days, as_of)
        stop = last + (last - on) + _LONGEST
        while on <= stop:
            starts, ends = day_starts(on, days.zone), day_ends(on, days.zone)
            yield {
                "day_key": days.zone_no * 100_000 + (on - _DAY_0).days,
                "on_day": on,
                "starts_at": _plain(starts),
                "ends_at": _plain(ends),
            }
            on += timedelta(days=1)


def _plain(moment: datetime | None) -> datetime | None:
    """Return a UTC instant as engines keep it, without a zone."""
    return None if moment is None else moment.replace(tzinfo=None)


def _take(duck: Duck, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    schema = pa.schema(list(_SHAPES[name].items()))
    duck.take(name, pa.Table.from_pylist(list(rows), schema=schema))
