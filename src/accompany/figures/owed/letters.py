"""What can be sent: a letter to each office that owes, a checklist for each person who does."""

from __future__ import annotations

from collections.abc import Iterator

from accompany.figures.owed.answer import Answer, Owed
from accompany.figures.owed.telling import ENGLISH, Teller, but, left, shown
from accompany.figures.words import Words

PERSONS = ("child", "respondent", "sponsor", "counsel", "household")
"""Who is reminded by a checklist rather than asked by a letter."""


def letters(found: Answer, language: Words = ENGLISH) -> str:
    """Return a letter for each office that owes, and a checklist for each person who does."""
    every = [owed for owed, _ in shown([*found.dated, *found.gaps]) if not owed.kept]
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
    yield from (f"[ ] {say('check_but', text=' '.join(text.split()))}" for text in but(owed))
    yield f"[ ] {say('check_lawyer')}"
    yield from _basis(owed, teller)
