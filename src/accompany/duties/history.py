"""A duty's versions over time: a picture of one, and what changed between two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from accompany.duties.rules import Duty, Version

What = Literal["began", "ended", "changed"]

WIDE = 64
"""Columns of a time axis: with its margin it fits a terminal of 80."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a duty said on one day and what it says on a later one."""

    duty: Duty
    what: What
    on: date
    """The first day of the version that made the difference."""
    before: Version
    after: Version


def changes(duties: Iterable[Duty], first: date, last: date) -> list[Change]:
    """Return what is otherwise on ``last`` than it was on ``first``, by day and duty.

    A duty that came and went in between is not otherwise; neither is one whose citation alone
    moved from one version to the next, if the words and the time allowed are the same.
    """
    found = [change for duty in duties if (change := _change(duty, first, last))]
    return sorted(found, key=lambda one: (one.on, one.what, one.duty.id))


def _change(duty: Duty, first: date, last: date) -> Change | None:
    before, after = duty.version_on(first), duty.version_on(last)
    if before == after or (before.clock is None and after.clock is None) or _alike(before, after):
        return None
    what: What = "changed"
    if before.clock is None:
        what = "began"
    elif after.clock is None:
        what = "ended"
    return Change(duty, what, after.since, before, after)


def _alike(before: Version, after: Version) -> bool:
    return (before.clock, before.roll, before.text) == (after.clock, after.roll, after.text) and (
        before.checked is after.checked
    )


def allows(version: Version) -> str:
    """Say in words how long a version allows."""
    if version.clock is None:
        return "not in force"
    rolled = {
        "none": "",
        "forward": ", moved on to a working day",
        "back": ", moved back to a working day",
    }
    return f"{version.clock}{rolled[version.roll]}"


# ---------------------------------------------------------------- a picture


def axis(duty: Duty, *, until: date, wide: int = WIDE) -> str:
    """Draw the versions of a duty on a line from the year of the first one to ``until``.

    A line of ``=`` is time in force, ``|`` the first day of a version, dots time without one;
    below it the years, and a line for each version.
    """
    first = min(version.since for version in duty.in_force)
    start = date(first.year, 1, 1)
    end = max(until, *(version.since for version in duty.in_force))
    scale = _Scale(start, date(end.year + 1, 1, 1), wide)
    return "\n".join([_line(duty, scale), _years(scale), *_legend(duty)])


@dataclass(frozen=True, slots=True)
class _Scale:
    start: date
    end: date
    wide: int

    def column(self, on: date) -> int:
        gone = (max(on, self.start) - self.start).days
        whole = (self.end - self.start).days
        return min(gone * self.wide // whole, self.wide - 1)


def _line(duty: Duty, scale: _Scale) -> str:
    cells = ["."] * scale.wide
    for version in duty.versions:
        if version.clock and version.since < scale.end:
            first = scale.column(version.since)
            last = scale.column(version.until) if version.until < scale.end else scale.wide
            cells[first:last] = ["="] * (last - first)
    for version in duty.versions[1:]:
        cells[scale.column(version.since)] = "|"
    return "".join(cells)


def _years(scale: _Scale) -> str:
    """Write as many years as fit, each beginning where it begins."""
    span = scale.end.year - scale.start.year
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100) if span * 6 // n <= scale.wide)
    cells = [" "] * (scale.wide + 4)
    for year in range(scale.start.year, scale.end.year, step):
        place = scale.column(date(year, 1, 1))
        cells[place : place + 4] = str(year)
    return "".join(cells).rstrip()


def _legend(duty: Duty) -> Iterator[str]:
    for version in duty.versions[1:]:
        yield f"  {version.since}  {allows(version)}"
        if version.cite:
            yield f"              {version.cite} ({version.checked})"


def page(found: Sequence[Change], first: date, last: date) -> str:
    """Lay changes out for a terminal, those of one day together."""
    lines = [f"{len(found)} duties are otherwise on {last} than on {first}"]
    day = None
    for one in found:
        if one.on != day:
            lines += ["", str(one.on)]
            day = one.on
        lines += [f"  {one.what:<8} {one.duty.id}  ({one.duty.strength})", *_difference(one)]
    return "\n".join(lines)


def _difference(one: Change) -> Iterator[str]:
    if one.what != "began":
        yield f"    - {allows(one.before)}; {one.before.cite} ({one.before.checked})"
    if one.what != "ended":
        yield f"    + {allows(one.after)}; {one.after.cite} ({one.after.checked})"
