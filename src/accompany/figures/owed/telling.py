"""The parts of an answer in words: kinds, offices, days and steps, in English or Spanish."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accompany.core.fact import kinds
from accompany.core.party import parties
from accompany.duties.rules import Patterns
from accompany.figures.owed.answer import Answer, Owed
from accompany.figures.owed.steps import Step
from accompany.figures.words import Words

PACKAGE = "accompany.figures.owed"
ENGLISH = Words(PACKAGE, "en")


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


def shown(found: Sequence[Owed]) -> Iterator[tuple[Owed, int]]:
    """Yield the last of the dues of one duty and opening, with how many earlier ones there are."""
    last: dict[tuple[str, bytes], tuple[Owed, int]] = {}
    for owed in found:
        key = (owed.duty.id, owed.due.opened_by)
        last[key] = (owed, last[key][1] + 1 if key in last else 0)
    for owed in found:
        shown, earlier = last[owed.duty.id, owed.due.opened_by]
        if shown is owed:
            yield owed, earlier


def but(owed: Owed) -> list[str]:
    suits = [
        f"{suit['case']}, {suit['court']}: {suit['effect']}"
        for suit in owed.duty.notes.get("litigation", ())
    ]
    notes = [owed.version.note] if owed.version and owed.version.note else []
    return [*map(str, owed.duty.notes.get("exceptions", ())), *suits, *notes]


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
