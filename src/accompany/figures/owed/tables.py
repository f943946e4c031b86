"""The rulebook as the tables that the page reckons with: rules, days off, zones, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accompany.core.calendar import SATURDAY, Calendar
from accompany.core.fact import kinds
from accompany.core.party import parties
from accompany.duties.calendars import calendars
from accompany.duties.rules import DATED, Duty, Patterns, Version, rulebook
from accompany.figures.owed import asked
from accompany.figures.owed.answer import Bare, bare_rules
from accompany.figures.owed.telling import PACKAGE
from accompany.figures.words import LANGUAGES, Language, texts

FIRST, LAST = date(1970, 1, 1), date(2110, 12, 31)
"""Days off and changes of clocks are told for these years."""

TYPED_FROM, TYPED_TO = date(1990, 1, 1), date(2090, 12, 31)
"""Days that can be typed: no rule reaches from them out of the years above."""

_DAY_0 = date(1970, 1, 1).toordinal()
_MINUTE = timedelta(minutes=1)


def tables(duties: Sequence[Duty], zones: Sequence[str]) -> dict[str, Any]:
    """Return what the date function needs, and no words: rules, days off, and zones."""
    used = sorted({duty.calendar for duty in duties})
    return {
        "duties": [_duty(duty) for duty in duties],
        "off": {name: days_off(calendars()[name]) for name in used},
        "zones": {zone: changes(zone) for zone in zones},
    }


def page_tables() -> dict[str, Any]:
    """Return everything the page holds."""
    duties = list(rulebook().values())
    zones = sorted({*asked.zones().values()})
    return {
        **tables(duties, zones),
        "said": [_said(duty) for duty in duties],
        "bare": [_bare(one) for one in bare_rules()],
        "fields": [
            {"name": f.name, "kind": f.kind, "party": f.party, "group": f.group, "value": f.value,
             "choices": f.choices, "optional": f.optional, "en": f.en, "es": f.es,
             "hours": f.kind in _hourly(duties)}
            for f in asked.fields().values()
        ],
        "words": [
            {"option": w.option, "name": w.name, "of": w.of, "choices": w.choices, "en": w.en,
             "es": w.es} for w in asked.words().values()
        ],
        "states": dict(sorted(asked.zones().items())),
        "from": str(TYPED_FROM),
        "to": str(TYPED_TO),
        "text": {language: _text(language) for language in LANGUAGES},
    }  # fmt: skip


def number(on: date) -> int:
    """Return a day as the days since 1970-01-01, as the page counts them."""
    return on.toordinal() - _DAY_0


def _hourly(duties: Sequence[Duty]) -> frozenset[str]:
    """Return the kinds of fact whose hour matters, because a clock in hours starts there."""
    return frozenset(
        p.fact
        for duty in duties
        for p in duty.starts
        if any(v.clock and v.clock.unit == "hours" for v in duty.in_force)
    )


def _duty(duty: Duty) -> dict[str, Any]:
    dated = () if duty.dated_by == "opening" else DATED[duty.dated_by]
    return {
        "id": duty.id,
        "calendar": duty.calendar,
        "starts": _patterns(duty.starts),
        "once": sorted({p.fact for p in duty.starts if kinds()[p.fact].once}),
        "before": _patterns(duty.before),
        "tollFrom": _patterns(duty.toll_from),
        "tollTo": _patterns(duty.toll_to),
        "datedBy": duty.dated_by,
        "dated": _patterns(dated),
        "every": duty.every.days if duty.every else 0,
        "until": _patterns(duty.every.until) if duty.every else [],
        "versions": [_version(version) for version in duty.versions],
    }


def _patterns(patterns: Patterns) -> list[dict[str, Any]]:
    return [{"kind": p.fact, "party": p.party, "values": dict(p.values)} for p in patterns]


def _version(version: Version) -> dict[str, Any]:
    clock = version.clock
    return {
        "since": number(version.since),
        "until": number(version.until),
        "unit": clock.unit if clock else None,
        "last": clock.last if clock else None,
        "first": clock.first if clock else None,
        "roll": version.roll,
        "cite": version.cite,
    }


def _said(duty: Duty) -> dict[str, Any]:
    """Return what the page says of a duty beside its reckoning, in the order of ``duties``."""
    suits = [f"{s['case']}, {s['court']}: {s['effect']}" for s in duty.notes.get("litigation", ())]
    told = (*duty.excused, *duty.ends, *(duty.every.until if duty.every else ()), *duty.toll_from)
    but = [*map(str, duty.notes.get("exceptions", ())), *suits]
    return {
        "by": duty.owed_by,
        "to": duty.owed_to,
        "nature": duty.nature,
        "strength": str(duty.strength),
        "kept": _patterns((*duty.kept, *(duty.attempts.patterns if duty.attempts else ()))),
        "stops": _patterns(told),
        "but": [" ".join(text.split()) for text in but],
        "versions": [
            {"checked": str(v.checked), "text": v.text, "note": v.note,
             "breach": duty.may_say_breached(v)}
            for v in duty.versions
        ],
    }  # fmt: skip


def _bare(one: Bare) -> dict[str, Any]:
    return {
        "about": _patterns(one.about),
        "en": one.says,
        "es": one.es,
        "strength": str(one.strength),
        "cite": one.cite,
        "checked": str(one.checked),
        "text": one.text,
        "but": one.but,
    }


def days_off(calendar: Calendar) -> list[tuple[int, str]]:
    """Return the days off that are no Saturday or Sunday, with the reason."""
    found = sorted(
        on for year in range(FIRST.year, LAST.year + 1) for on in calendar.days_off(year)
    )
    return [(number(on), calendar.why_off(on)) for on in found if on.weekday() < SATURDAY]


def changes(zone: str) -> list[tuple[int, int]]:
    """Return the minutes since 1970 at which a zone's clocks change, with the offset from then."""
    place = ZoneInfo(zone)
    at = datetime(FIRST.year, 1, 1, tzinfo=UTC) - timedelta(days=2)
    found = [(_minutes(at), _offset(at, place))]
    for after in _days():
        if _offset(after, place) != found[-1][1]:
            at = _first_after(after - timedelta(days=1), after, place)
            found.append((_minutes(at), _offset(at, place)))
    return found


def _days() -> Iterator[datetime]:
    at = datetime(FIRST.year, 1, 1, tzinfo=UTC)
    while at.date() <= LAST:
        yield at
        at += timedelta(days=1)


def _first_after(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """Return the first minute at which the offset is the later one."""
    while after - before > _MINUTE:
        middle = before + (after - before) // 2
        middle = middle.replace(second=0, microsecond=0)
        if _offset(middle, place) == _offset(after, place):
            after = middle
        else:
            before = middle
    return after


def _minutes(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // _MINUTE


def _offset(at: datetime, place: ZoneInfo) -> int:
    return (at.astimezone(place).utcoffset() or timedelta(0)) // _MINUTE


def _text(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Return a word list with what English has in the code: kinds, offices, duties."""
    told = dict(texts(PACKAGE, language))
    if language == "en":
        told["kind"] = {name: kind.says.rstrip(".") for name, kind in kinds().items()}
        told["party"] = {code: party.name for code, party in parties().items()}
        told["duty"] = {duty.id: duty.says for duty in rulebook().values()}
    return told
