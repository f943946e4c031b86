"""An answer laid out for a terminal, for a program, and as a letter or checklist to send."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accompany.core.cite import Strength
from accompany.core.fact import Fact, kinds
from accompany.core.party import parties
from accompany.core.when import zone_of
from accompany.duties.history import allows
from accompany.duties.rules import AFTER_LAW, Patterns, Version
from accompany.figures.owed.answer import Answer, Owed, standing
from accompany.figures.owed.steps import Step
from accompany.figures.words import Words

PACKAGE = "accompany.figures.owed"
ENGLISH = Words(PACKAGE, "en")
PERSONS = ("child", "respondent", "sponsor", "counsel", "household")
"""Who is reminded by a checklist rather than asked by a letter."""


def chosen(found: Answer, globs: Sequence[str]) -> Answer:
    """Return the answer for the duties alone whose id, or the end of it, is like one of these."""
    if not globs:
        return found

    def like(name: str) -> bool:
        short = name.rpartition("/")[2]
        return any(fnmatch.fnmatch(name, g) or fnmatch.fnmatch(short, g) for g in globs)

    return Answer(
        found.today,
        found.zone,
        found.facts,
        [o for o in found.dated if like(o.duty.id)],
        [o for o in found.gaps if like(o.duty.id)],
        [one for one in found.bare if like(one.name)],
        [one for one in found.lapsed if like(one.duty.id)],
        [(name, one) for name, one in found.turns if like(name)],
        [(duty, pattern) for duty, pattern in found.ask if like(duty.id)],
    )


# ---------------------------------------------------------------- parts of a sentence


@dataclass(frozen=True, slots=True)
class Teller:
    """Says the parts of an answer in one language."""

    words: Words

    def kind(self, kind: str) -> str:
        said = self.words.term("kind", kind)
        return kinds()[kind].says.rstrip(".") if said == kind else said

    def kinds(self, patterns: Patterns) -> str:
        return "; ".join(dict.fromkeys(self.pattern(p.fact, dict(p.values)) for p in patterns))

    def pattern(self, kind: str, values: Mapping[str, str]) -> str:
        told = ", ".join(f"{n.replace('_', ' ')}: {v}" for n, v in values.items())
        return f"{self.kind(kind)} ({told})" if told else self.kind(kind)

    def party(self, code: str) -> str:
        found = self.words.term("party", code)
        known = parties().get(code)
        return _inside(known.name) if found == code and known else found

    def day(self, text: str) -> str:
        return self.words.day(date.fromisoformat(text))

    def step(self, step: Step) -> str:
        put: dict[str, object] = dict(step.put)
        for name in ("day", "last", "since"):
            if name in put:
                put[name] = self.day(str(put[name]))
        if "kind" in put:
            put["kind"] = self.kind(str(put["kind"]))
        if "kinds" in put:
            put["kinds"] = "; ".join(self.kind(one) for one in str(put["kinds"]).split(",") if one)
        for section in ("unit", "by", "why"):
            if section in put:
                put[section] = self.words.term(section, str(put[section]))
        return self.words.say(step.say, **put)


def _inside(name: str) -> str:
    """Return an office's name as it stands inside a sentence."""
    return name[0].lower() + name[1:] if name.startswith(("The ", "A ")) else name


def left(words: Words, on: date, today: date) -> str:
    gone = (today - on).days
    if gone == 0:
        return words.say("ends_today")
    if abs(gone) == 1:
        return words.say("day_gone" if gone > 0 else "day_left")
    return words.say("days_gone" if gone > 0 else "days_left", n=abs(gone))


# ---------------------------------------------------------------- the page of a terminal


def page(found: Answer) -> str:
    """Lay the answer out: what has a day by day, what has none, what has no clock."""
    say = ENGLISH.say
    shown = list(_shown(found.dated))
    blocks = [
        "\n".join(_told(found)),
        _section(say("head_dated"), (_owed(found, o, n) for o, n in shown if not _past(o, found))),
        _section(say("head_past"), (_owed(found, o, n) for o, n in shown if _past(o, found))),
        _section(say("head_gaps"), (_owed(found, o, n) for o, n in _shown(found.gaps))),
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


def _shown(found: Sequence[Owed]) -> Iterator[tuple[Owed, int]]:
    """Yield the last of the dues of one duty and opening, with how many earlier ones there are."""
    last: dict[tuple[str, bytes], tuple[Owed, int]] = {}
    for owed in found:
        key = (owed.duty.id, owed.due.opened_by)
        last[key] = (owed, last[key][1] + 1 if key in last else 0)
    for owed in found:
        shown, earlier = last[owed.duty.id, owed.due.opened_by]
        if shown is owed:
            yield owed, earlier


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
    lines += [f"  {say('but')}: {' '.join(map(str, text.split()))}" for text in _but(owed)]
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


def _but(owed: Owed) -> list[str]:
    suits = [
        f"{suit['case']}, {suit['court']}: {suit['effect']}"
        for suit in owed.duty.notes.get("litigation", ())
    ]
    notes = [owed.version.note] if owed.version and owed.version.note else []
    return [*map(str, owed.duty.notes.get("exceptions", ())), *suits, *notes]


def _bare(one: Any) -> list[str]:
    but = [f"  {ENGLISH.say('but')}: {one.but}"] if one.but else []
    words = f'  {ENGLISH.say("the_words")}: "{one.text}"'
    return ["", one.name, f"  {one.says}", f"  {one.cite} ({one.strength}, {one.checked})", words,
            *but]  # fmt: skip


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


# ---------------------------------------------------------------- one JSON document


def document(found: Answer) -> dict[str, Any]:
    """Return the answer for a program; every day is ISO, every instant UTC."""
    return {
        "today": found.today,
        "zone": found.zone,
        "told": [_fact(fact) for fact in found.facts],
        "dated": [_owed_document(found, owed) for owed in found.dated],
        "gaps": [_owed_document(found, owed) for owed in found.gaps],
        "without_clock": [
            {"rule": b.name, "says": b.says, "cite": b.cite, "strength": str(b.strength),
             "checked": str(b.checked), "words": b.text, "but": b.but} for b in found.bare
        ],
        "turns_on_a_date": [
            {"what": name, "answer": one.answer, "why": one.why, "checked": str(one.checked),
             "cite": one.version.cite if one.version else None, "look_at": list(one.also)}
            for name, one in found.turns
        ],
        "not_in_force": [
            {"duty": one.duty.id, "on": one.on, "why": one.version.note or one.version.cite}
            for one in found.lapsed
        ],
        "would_open": [
            {"duty": duty.id, "fact": pattern.fact, "with": dict(pattern.values)}
            for duty, pattern in found.ask
        ],
    }  # fmt: skip


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "from": fact.day_earliest,
        "to": fact.day_latest,
        "party": fact.party,
        "values": dict(fact.details),
    }


def _owed_document(found: Answer, owed: Owed) -> dict[str, Any]:
    due, duty, version = owed.due, owed.duty, owed.version
    return {
        "duty": duty.id,
        "says": duty.says,
        "nature": duty.nature,
        "owed_by": due.owed_by,
        "owed_to": duty.owed_to,
        "opened_by": _fact(owed.opened),
        "not_before": owed.from_day,
        "last_day": owed.day,
        "last_day_at_the_latest": owed.last_day,
        "due_earliest": due.due.earliest.isoformat() if due.due else None,
        "due_latest": due.due.latest.isoformat() if due.due else None,
        "stands": standing(owed, found.today),
        "kept_by": _fact(owed.kept) if owed.kept else None,
        "rule_version": version.since if version else None,
        "cite": version.cite if version else None,
        "words": version.text if version else None,
        "strength": str(duty.strength),
        "checked": str(version.checked) if version else None,
        "may_be_breached": bool(version and duty.may_say_breached(version)),
        "steps": [{"say": step.say, **step.put} for step in owed.steps],
        "kept_by_any_of": [p.fact for p in duty.kept],
        "stopped_or_moved_by": [
            p.fact for p in (*duty.excused, *duty.ends, *duty.toll_from)
        ],
        "told_that_may_stop_it": [_fact(fact) for fact in owed.touched],
        "but": _but(owed),
    }  # fmt: skip


# ---------------------------------------------------------------- to send


def letters(found: Answer, language: Words = ENGLISH) -> str:
    """Return a letter for each office that owes, and a checklist for each person who does."""
    every = [owed for owed, _ in _shown([*found.dated, *found.gaps]) if not owed.kept]
    return "\n\n---\n\n".join("\n".join(letter(found, owed, language)) for owed in every)


def letter(found: Answer, owed: Owed, words: Words) -> Iterator[str]:
    """Yield the lines of a letter that asks, or of a checklist for who must act."""
    teller = Teller(words)
    asked = owed.duty.nature == "duty" and owed.duty.owed_by not in PERSONS
    yield from _letter(found, owed, teller) if asked else _checklist(found, owed, teller)
    yield ""
    yield words.say("not_advice")


def _letter(found: Answer, owed: Owed, teller: Teller) -> Iterator[str]:
    say, version = teller.words.say, owed.version
    yield say("letter_to", to=teller.party(owed.duty.owed_by))
    yield say("letter_about")
    yield ""
    yield say("letter_opened", day=teller.words.day(owed.opened.day_earliest),
              kind=teller.kind(owed.opened.kind))  # fmt: skip
    yield from _basis(owed, teller)
    past = bool(owed.day and owed.day < found.today)
    if owed.day:
        key = "letter_due_past" if past else "letter_due_future"
        yield say(key, day=teller.words.day(owed.day))
        yield say("letter_count")
        yield from (f"- {teller.step(step)}" for step in owed.steps)
        yield say("letter_ask_past" if past else "letter_ask_future")
    elif version:
        yield say("letter_gap")
    yield say("letter_reply")
    yield ""
    yield say("letter_sign")


def _basis(owed: Owed, teller: Teller) -> Iterator[str]:
    say, version = teller.words.say, owed.version
    if version and version.text:
        yield say("letter_law", cite=version.cite, text=version.text)
    elif version:
        strength = teller.words.term("strength", str(owed.duty.strength))
        checked = teller.words.term("checked", str(version.checked))
        says = teller.words.term("duty", owed.duty.id)
        said = owed.duty.says if says == owed.duty.id else says
        yield say("letter_policy", cite=version.cite, strength=strength, checked=checked, says=said)


def _checklist(found: Answer, owed: Owed, teller: Teller) -> Iterator[str]:
    say = teller.words.say
    says = teller.words.term("duty", owed.duty.id)
    yield f"{say('check_head')}: {owed.duty.says if says == owed.duty.id else says}"
    if owed.day:
        on = teller.words.day(owed.day)
        yield f"[ ] {say('check_day', day=on)} ({left(teller.words, owed.day, found.today)})"
    yield f"[ ] {say('check_do', kinds=teller.kinds(owed.duty.kept))}"
    yield f"[ ] {say('check_proof')}"
    yield from (f"[ ] {say('check_but', text=' '.join(text.split()))}" for text in _but(owed))
    yield f"[ ] {say('check_lawyer')}"
    yield from _basis(owed, teller)
