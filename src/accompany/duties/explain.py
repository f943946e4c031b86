"""One due's story: the rule and its words, the facts with file and line, and what was heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from accompany.core.cite import Checked, Strength
from accompany.core.fact import Fact
from accompany.core.when import DEFAULT_ZONE, When, zone_of
from accompany.duties.hearing import Hearing
from accompany.duties.judge import Due, State
from accompany.duties.rules import Duty, Version


@dataclass(frozen=True, slots=True)
class Told:
    """A due with everything its verdict rests on."""

    due: Due
    duty: Duty
    version: Version | None
    opened_by: Fact
    kept_by: Fact | None
    heard: Sequence[str]
    names: Mapping[str, str]
    """File names by extract hash."""


def tell(
    due: Due, duty: Duty, facts: Sequence[Fact], hearing: Hearing, names: Mapping[str, str]
) -> Told:
    """Gather what a due rests on; ``facts`` are the person's, as they were judged."""
    by_id = {fact.id: fact for fact in facts}
    version = next((v for v in duty.versions if v.clock and v.since == due.version), None)
    return Told(
        due,
        duty,
        version,
        by_id[due.opened_by],
        by_id.get(due.kept_by) if due.kept_by else None,
        list(_heard(duty, hearing)),
        names,
    )


def _heard(duty: Duty, hearing: Hearing) -> Iterator[str]:
    for kind in sorted(duty.needs_to_hear):
        ears = hearing.together([kind])
        if not ears:
            yield f"{kind}: reported by no source"
        for ear in ears:
            end = ear.span.end or datetime.max.replace(tzinfo=UTC)
            last = end - timedelta(microseconds=1)
            whom = ", ".join(sorted(ear.listed_by))
            for_ = f"for persons listed by {whom}" if whom else "for everyone"
            yield f"{kind}: {_day(ear.span.start)} to {_day(last)}, {for_}"


def verdict(told: Told) -> str:
    """Return the state in words; *breached* only for law whose words were read."""
    due, state = told.due, told.due.state
    late = state in (State.LATE, State.OVERDUE)
    if not late or told.version is None:
        return str(state).upper()
    by = ""
    if state is State.LATE and due.due and due.kept:
        early = due.not_before is not None and due.kept.latest < due.not_before
        gap = due.not_before - due.kept.latest if early else due.kept.earliest - due.due.latest  # type: ignore[operator]
        how = " too early by " if early else " by at least "
        by = how + _span(gap) if gap >= timedelta(minutes=1) else ""
    if told.duty.may_say_breached(told.version):
        return f"{str(state).upper()}{by}: breached"
    if told.duty.nature != "duty":
        return f"{str(state).upper()}{by}: a {told.duty.nature} that has passed, nobody's default"
    if told.duty.strength is Strength.PROPOSED:
        return f"{str(state).upper()}{by}: only proposed, so nobody is held to it"
    kind = str(told.duty.strength).replace("-", " ")
    return f"{str(state).upper()}{by}: late against {kind}, not called breached"


_WHY = {
    State.WAITING: "The time is not up, and nothing on file keeps it yet.",
    State.KEPT: "It was done inside the time allowed.",
    State.LATE: "It was done, but certainly outside the time allowed.",
    State.OVERDUE: (
        "The time is up; whoever would tell of it was heard without a hole and told of nothing."
    ),
    State.EXCUSED: "A fact excused it before its time was up.",
    State.PAUSED: "The clock stands still.",
    State.SUPERSEDED: "A fact ended it before its time was up.",
    State.GAP: "Law sets no deadline, and it has not been done.",
}


_PASSED = {
    "right": "The last day to use the right has passed, and those heard tell of no use of it.",
    "limit": "The last day has passed, and those heard tell of nothing done by then.",
}
"""In place of *overdue*: letting a right or a limit pass is nobody's default."""


def because(told: Told) -> str:
    """Say in a sentence why a due stands as it does."""
    due = told.due
    if due.state is State.OVERDUE and told.duty.nature in _PASSED:
        return _PASSED[told.duty.nature]
    if due.state is not State.UNCLEAR:
        return _WHY[due.state]
    if told.version is None:
        return "The day that picks the version of the rule is not known well enough."
    if due.kept:
        return "It was done, but the record is too vague to say whether in time."
    return (
        "Nothing on file keeps it, and no record is not a record of nothing: what would keep it"
        " was not heard without a hole until it fell due."
    )


def page(told: Told, name: str) -> str:
    """Lay the story out for a terminal."""
    due, duty, version = told.due, told.duty, told.version
    lines = [f"{duty.id}  {name}", f"  {verdict(told)}", f"  {because(told)}", f"  {duty.says}"]
    if version:
        mark = "" if version.checked is Checked.READ else "  UNVERIFIED"
        force = "proposed as of" if duty.strength is Strength.PROPOSED else "in force since"
        lines.append(f"  {version.cite}, {force} {version.since}, {version.checked}{mark}")
        lines.append(f"  allows {version.clock}; owed by {due.owed_by} to {duty.owed_to}")
        if version.text:
            lines.append(f"  the words: {version.text}")
    else:
        lines.append("  which version applies is not known: the day that picks it is missing")
    lines.append(
        f"  opened    {_when(due.opened, told.opened_by)}  {_stands(told, told.opened_by)}"
    )
    if due.not_before:
        lines.append(f"  from      {_moment(due.not_before, told.opened_by.zone)}")
    if due.due:
        lines.append(f"  due       {_until(due.due, told.opened_by.zone)}")
    if told.kept_by:
        lines.append(
            f"  kept      {_when(told.kept_by.when, told.kept_by)}  {_stands(told, told.kept_by)}"
        )
    else:
        lines.append("  kept      nothing on file says so")
    lines += [f"  heard     {line}" for line in told.heard]
    return "\n".join(lines)


def as_document(told: Told, name: str) -> dict[str, Any]:
    """Return the story as one JSON value."""
    due, version = told.due, told.version
    return {
        "subject": name,
        "duty": told.duty.id,
        "says": told.duty.says,
        "state": str(due.state),
        "verdict": verdict(told),
        "because": because(told),
        "owed_by": due.owed_by,
        "owed_to": told.duty.owed_to,
        "strength": str(told.duty.strength),
        "checked": str(version.checked) if version else None,
        "cite": version.cite if version else None,
        "words": version.text if version else None,
        "rule_version": due.version.isoformat() if due.version else None,
        "allows": str(version.clock) if version else None,
        "opened_earliest": due.opened.earliest.isoformat(),
        "opened_latest": due.opened.latest.isoformat(),
        "due_not_before": due.not_before.isoformat() if due.not_before else None,
        "due_earliest": due.due.earliest.isoformat() if due.due else None,
        "due_latest": due.due.latest.isoformat() if due.due else None,
        "opened_by": _evidence(told, told.opened_by),
        "kept_by": _evidence(told, told.kept_by) if told.kept_by else None,
        "heard": list(told.heard),
    }


def _evidence(told: Told, fact: Fact) -> dict[str, Any]:
    return {
        "fact": fact.id.hex(),
        "kind": fact.kind,
        "source": fact.source,
        "party": fact.party,
        "earliest": fact.when.earliest.isoformat(),
        "latest": fact.when.latest.isoformat(),
        "known_at": fact.known_at.isoformat(),
        "file": told.names.get(fact.extract, ""),
        "part": fact.part,
        "line": fact.line,
    }


def _stands(told: Told, fact: Fact) -> str:
    party = f" {fact.party}" if fact.party else ""
    file = told.names.get(fact.extract, "unknown file")
    return f"{fact.kind}{party}  {fact.source}, {fact.stands(file)}"


def _when(when: When, fact: Fact) -> str:
    if when.exact:
        return _moment(when.earliest, fact.zone)
    first, last = (
        end.astimezone(zone_of(fact.zone)).date() for end in (when.earliest, when.latest)
    )
    return str(first) if first == last else f"{first} to {last}"


def _until(when: When, zone: str) -> str:
    if when.exact:
        return _moment(when.earliest, zone)
    return f"{_moment(when.earliest, zone)} to {_moment(when.latest, zone)}"


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(zone_of(zone))
    if (local.hour, local.minute, local.second) == (23, 59, 59):
        return f"{local.date()} (end of day)"
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{local.date()} (start of day)"
    return local.isoformat(sep=" ", timespec="minutes")


def _day(moment: datetime) -> str:
    return moment.astimezone(zone_of(DEFAULT_ZONE)).date().isoformat()


def _span(gap: timedelta) -> str:
    days, rest = divmod(gap, timedelta(days=1))
    hours = rest // timedelta(hours=1)
    minutes = rest % timedelta(hours=1) // timedelta(minutes=1)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min"
