"""An answer laid out for a terminal: what has a day by day, what has none, what has no clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from accompany.core.cite import Strength
from accompany.core.when import zone_of
from accompany.duties.history import allows
from accompany.duties.rules import AFTER_LAW, Version
from accompany.figures.owed.answer import Answer, Owed, standing
from accompany.figures.owed.telling import ENGLISH, Teller, but, left, shown


def page(found: Answer) -> str:
    """Lay the answer out: what has a day by day, what has none, what has no clock."""
    say = ENGLISH.say
    dated = list(shown(found.dated))
    blocks = [
        "\n".join(_told(found)),
        _section(say("head_dated"), (_owed(found, o, n) for o, n in dated if not _past(o, found))),
        _section(say("head_past"), (_owed(found, o, n) for o, n in dated if _past(o, found))),
        _section(say("head_gaps"), (_owed(found, o, n) for o, n in shown(found.gaps))),
        _section(say("head_bare"), map(_bare, found.bare)),
        _section(say("head_turns"), (_turn(*pair) for pair in found.turns)),
        _section(say("head_lapsed"), (_lapsed(one.version, one) for one in found.lapsed)),
        _section(say("head_ask"), (_ask(*pair) for pair in found.ask)),
        say("rules_as_of") + "\n" + say("not_advice"),
    ]
    return "\n\n".join(block for block in blocks if block)


def _past(owed: Owed, found: Answer) -> bool:
    return bool(owed.last_day and owed.last_day < found.today)


def _told(found: Answer) -> Iterator[str]:
    teller = Teller(ENGLISH)
    yield f"today {found.today}; days end at midnight in {found.zone}"
    for fact in found.facts:
        first, last = fact.day_earliest, fact.day_latest
        day = f"{first}" if first == last else f"{first} to {last}"
        yield f"  {day}  {teller.pattern(fact.kind, fact.details)}"


def _section(title: str, parts: Iterator[list[str]]) -> str:
    told = ["\n".join(lines) for lines in parts]
    return "\n".join([title.upper(), *told]) if told else ""


def _owed(found: Answer, owed: Owed, earlier: int) -> list[str]:
    say, teller, duty = ENGLISH.say, Teller(ENGLISH), owed.duty
    lines = ["", duty.id, f"  {duty.says}", f"  {_who(owed, teller)}"]
    lines += [f"  {part}" for part in _when(found, owed)]
    if owed.version:
        lines += _law(owed, owed.version)
    else:
        by = ENGLISH.term("by", duty.dated_by)
        lines.append(f"  {say('version_unknown', by=by)}")
    lines += [f"    {number}. {teller.step(step)}" for number, step in enumerate(owed.steps, 1)]
    lines.append(f"  {say('kept_by')}: {teller.kinds(duty.kept)}")
    lines.append(f"  {say('stops')}: {_stops(owed, teller)}")
    for fact in owed.touched:
        lines.append(f"  {say('moved_by', kind=teller.kind(fact.kind), day=fact.day_latest)}")
    lines += [f"  {say('but')}: {' '.join(map(str, text.split()))}" for text in but(owed)]
    if earlier:
        lines.append(f"  {say('earlier_ones', n=earlier)}")
    return lines


def _who(owed: Owed, teller: Teller) -> str:
    by, to = teller.party(owed.due.owed_by), teller.party(owed.duty.owed_to)
    if owed.due.owed_by == "unclear":
        by = teller.party(owed.duty.owed_by)
    key = {"duty": "owed_by", "right": "right_of", "limit": "limit_of"}[owed.duty.nature]
    return ENGLISH.say(key, by=by, to=to)


def _when(found: Answer, owed: Owed) -> Iterator[str]:
    say = ENGLISH.say
    stands = say(f"state_{standing(owed, found.today)}")
    if owed.from_day:
        yield say("window", day=ENGLISH.day(owed.from_day))
    if owed.day and owed.last_day:
        yield f"{_due(owed, owed.day, owed.last_day)}: {left(ENGLISH, owed.day, found.today)}"
    yield f"{stands.upper()}"
    if owed.kept:
        yield say("kept_on", day=ENGLISH.day(owed.kept.day_latest))


def _due(owed: Owed, first: date, last: date) -> str:
    say, due = ENGLISH.say, owed.due.due
    hours = owed.version and owed.version.clock and owed.version.clock.unit == "hours"
    if due and due.exact and hours:
        local = due.earliest.astimezone(zone_of(owed.opened.zone))
        return say("due_hour", moment=local.strftime("%Y-%m-%d %H:%M %Z"))
    if first != last:
        return say("due_between", day=ENGLISH.day(first), last=ENGLISH.day(last))
    return say("due", day=ENGLISH.day(first))


def _law(owed: Owed, version: Version) -> list[str]:
    say, duty = ENGLISH.say, owed.duty
    until = {} if version.until == AFTER_LAW else {"until": version.until - timedelta(days=1)}
    key = "proposed" if duty.strength is Strength.PROPOSED else "under_until" if until else "under"
    under = say(key, cite=version.cite, since=version.since, **until)
    may = "may_breach" if duty.may_say_breached(version) else "may_not_breach"
    may = "gap_sure" if owed.is_gap else may
    if version.text:
        quoted = f'{say("the_words")}: "{version.text}"'
    else:
        quoted = say("no_words", checked=version.checked)
    sure = say(may, strength=duty.strength, checked=version.checked)
    return [f"  {under}", f"  {quoted}", f"  {say('certainty')}: {sure}", f"  {say('clock')}: "
            f"{allows(version)}"]  # fmt: skip


def _stops(owed: Owed, teller: Teller) -> str:
    duty = owed.duty
    every = duty.every.until if duty.every else ()
    return teller.kinds((*duty.excused, *duty.ends, *every, *duty.toll_from)) or ENGLISH.say(
        "nothing_stops"
    )


def _bare(one: Any) -> list[str]:
    more = [f"  {ENGLISH.say('but')}: {one.but}"] if one.but else []
    words = f'  {ENGLISH.say("the_words")}: "{one.text}"'
    return ["", one.name, f"  {one.says}", f"  {one.cite} ({one.strength}, {one.checked})", words,
            *more]  # fmt: skip


def _turn(name: str, one: Any) -> list[str]:
    cite = [f"  {one.version.cite} ({one.checked})"] if one.version else []
    also = [f"  look at: {text}" for text in one.also]
    return ["", name, f"  {one.answer.upper()}: {one.why}", *cite, *also]


def _lapsed(version: Version, one: Any) -> list[str]:
    kind = Teller(ENGLISH).kind(one.opened.kind)
    note = version.note or version.cite
    said = ENGLISH.say("lapsed", kind=kind, day=one.on, note=note)
    return ["", one.duty.id, f"  {one.duty.says}", f"  {' '.join(said.split())}"]


def _ask(duty: Any, pattern: Any) -> list[str]:
    kind = Teller(ENGLISH).kind(pattern.fact)
    asked = [ENGLISH.say("ask", kind=kind, name=n, value=v) for n, v in pattern.values]
    return [f"  {duty.id}: {'; '.join(asked)}"]
