"""Cases beside a rule: small histories as a lawyer writes them, and how each must be judged."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import Any

import yaml

from accompany.core.fact import Fact
from accompany.core.when import DEFAULT_ZONE, When, day_ends, day_starts, read_day, read_when
from accompany.duties.hearing import Hearing, Period
from accompany.duties.judge import State
from accompany.duties.rules import Duty, RuleFault

SUBJECT = "plain/case:1"
_SOURCE = "plain/case"
_ALL_TIME = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2190, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Case:
    """One history, the two clocks it is judged under, and what must come of it."""

    duty: Duty
    name: str
    facts: Sequence[Fact]
    periods: Sequence[Period]
    as_of: datetime
    known_by: datetime
    expect: Sequence[State]
    due: When | None
    not_before: When | None
    version: date | None

    @property
    def hearing(self) -> Hearing:
        return Hearing(self.periods, known_by=self.known_by)


def cases_of(duty: Duty) -> Iterator[Case]:
    """Read the cases that stand beside a duty; ``RuleFault`` names one that cannot be read."""
    path = resources.files("accompany").joinpath("rulebook", *f"{duty.id}.cases.yaml".split("/"))
    if not path.is_file():
        raise RuleFault(f"rulebook/{duty.id}.cases.yaml", "missing", "A duty has cases beside it")
    yield from read_cases(duty, path.read_text("utf-8"))


def read_cases(duty: Duty, text: str) -> Iterator[Case]:
    """Read the cases of one file."""
    for row in yaml.safe_load(text):
        try:
            yield _case(duty, row)
        except (KeyError, ValueError, TypeError) as error:
            where = f"rulebook/{duty.id}.cases.yaml, {row.get('name', 'a case without a name')}"
            raise RuleFault(where, f"cannot be read ({error})", "See CONTRIBUTING.md") from error


def _case(duty: Duty, row: Mapping[str, Any]) -> Case:
    zone = row.get("zone", DEFAULT_ZONE)
    as_of = _until(row["as_of"], zone)
    expect = row["expect"]
    states = expect if isinstance(expect, list) else [] if expect == "none" else [expect]
    return Case(
        duty=duty,
        name=row["name"],
        facts=[read_fact(line, zone) for line in row.get("facts", ())],
        periods=list(_periods(duty, row.get("heard", "nothing"), zone)),
        as_of=as_of,
        known_by=_until(row["known_by"], zone) if "known_by" in row else _ALL_TIME[1],
        expect=[State(state) for state in states],
        due=read_when(str(row["due"]), zone) if "due" in row else None,
        not_before=read_when(str(row["not_before"]), zone) if "not_before" in row else None,
        version=row.get("version"),
    )


def _until(text: object, zone: str) -> datetime:
    return read_when(str(text), zone).latest


def read_fact(line: str, zone: str) -> Fact:
    """Read ``WHEN KIND [PARTY] [->TO_PARTY] [name=value ...]``."""
    when, kind, *rest = shlex.split(line)
    values = dict(word.split("=", 1) for word in rest if "=" in word)
    parties = [word for word in rest if "=" not in word]
    zone = values.pop("zone", zone)
    told = values.pop("known", None)
    happened = read_when(when, zone)
    return Fact(
        source=_SOURCE,
        about=SUBJECT,
        kind=kind,
        when=happened,
        zone=zone,
        party=next((word for word in parties if not word.startswith("->")), ""),
        to_party=next((word[2:] for word in parties if word.startswith("->")), ""),
        details=values,
        known_at=_until(told, zone) if told else happened.latest,
    )


def _periods(duty: Duty, heard: object, zone: str) -> Iterator[Period]:
    if heard == "everything":
        for kind in sorted(duty.needs_to_hear):
            yield Period(_SOURCE, kind, *_ALL_TIME, True, _ALL_TIME[0])
    elif isinstance(heard, Mapping):
        for kind, covered in heard.items():
            first, last = str(covered).split("..")
            start = day_starts(read_day(first), zone)
            end = day_ends(read_day(last), zone) + timedelta(microseconds=1)
            yield Period(_SOURCE, str(kind), start, end, True, _ALL_TIME[0])
    elif heard != "nothing":
        raise ValueError("`heard:` is everything, nothing, or kinds with a period FROM..TO")


def reachable(duty: Duty) -> frozenset[State]:
    """Return the states a duty can reach by the shape of its rule: each needs a case."""
    units = {version.clock.unit for version in duty.in_force if version.clock}
    states = {State.KEPT}
    if "none" in units:
        states.add(State.GAP)
    if units - {"none"}:
        states |= {State.WAITING, State.UNCLEAR}
        bounded = any(
            version.clock.last is not None or version.clock.unit == "before"
            for version in duty.in_force
            if version.clock
        )
        states |= {State.LATE, State.OVERDUE} if bounded else set()
        states |= {State.LATE} if duty.first_decides else set()
    states |= {State.EXCUSED} if duty.excused else set()
    states |= {State.SUPERSEDED} if duty.ends or (duty.every and duty.every.until) else set()
    states |= {State.PAUSED} if duty.toll_from else set()
    return frozenset(states)
