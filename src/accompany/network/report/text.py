"""The verdict as plain text and as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date, datetime

import numpy as np

from accompany.network.assess import Assessment
from accompany.network.report import sentences
from accompany.network.report.words import Language, Words


def as_text(found: Assessment, language: Language = "en") -> str:
    """Return the verdict as text; every sentence is followed by the statements it rests on."""
    return "\n".join(_lines(found, Words(language))) + "\n"


def _opened(one: sentences.Sentence) -> str:
    return f"{one.says} [{', '.join(one.by)}]" if one.by else one.says


def _lines(found: Assessment, words: Words) -> Iterator[str]:
    say = words.say
    yield f"{say('title')}  {say('case')} {found.case}"
    yield (
        f"{say('as_of')} {found.as_of}, {say('known_by')} {found.known_by}, "
        f"{say('purpose')} {words.term(found.purpose)}"
    )
    urgent = sentences.danger(found, words)
    if urgent:
        yield f"{say('danger_title')} {_opened(urgent)}"
    yield ""
    yield _opened(sentences.answer(found, words))
    yield _opened(sentences.reason(found, words))
    yield f"{say('q_kind')} {' '.join(_opened(one) for one in sentences.kind(found, words))}"
    yield f"{say('q_beyond')} {_opened(sentences.beyond(found, words))}"
    yield sentences.chart_note(found, words)
    if found.others_hold:
        yield say("others_hold")
    yield from _candidates(found, words)
    yield from _rest(found, words)


def _candidates(found: Assessment, words: Words) -> Iterator[str]:
    yield ""
    yield f"{words.say('candidates')}  {_redraws(found, words)}"
    for one in found.verdict.candidates:
        numbers = [words.chance(x) for x in (one.probability, one.low, one.high)]
        yield f"  {one.actor.name:12s} {numbers[0]}  {numbers[1]} - {numbers[2]}"
    if found.verdict.names_somebody:
        numbers = [words.chance(x) for x in found.verdict.somebody_else]
        yield f"  {words.say('somebody_else'):12s} {numbers[0]}  {numbers[1]} - {numbers[2]}"
    yield words.say("bar_note")


def _redraws(found: Assessment, words: Words) -> str:
    return words.say("redraws", draws=words.number(found.verdict.draws), seed=found.verdict.seed)


def _rest(found: Assessment, words: Words) -> Iterator[str]:
    say = words.say
    yield f"\n{say('rests')}"
    yield from (f"  {head}: {_opened(one)}" for head, one in sentences.rests(found, words))
    yield f"\n{say('otherwise')}"
    for guess in found.hypotheses:
        held = say("holds") if guess.holds else say("not_holds")
        yield f"  {words.term(guess.name)}: {held}"
        for sign in guess.signs:
            side = say("speaks_for") if sign.speaks_for else say("against")
            yield f"    {side}: {words.term(sign.says)} ({', '.join(sign.values)})"
    yield f"\n{say('dimensions')}"
    for one in found.dimensions:
        score = say("not_assessable") if one.score is None else str(one.score)
        yield f"  {words.term(one.name)}: {score}; {words.phrase(one.seen, one.values)}"
    yield f"\n{say('definition')}"
    for item in found.checklist:
        shown = ", ".join(item.by) if item.by else say("not_shown")
        yield f"  {item.cite}: {words.term(item.says)}: {shown}"
    yield f"\n{say('gaps')}"
    yield from (f"  {text}" for text in sentences.gaps(found, words))
    yield f"\n{say('bias')}\n  {say('bias_text')}"


def as_json(found: Assessment) -> str:
    """Return the whole assessment as JSON: the same statements and seed, the same bytes."""
    return json.dumps(_plain(found), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, Assessment):
        kept = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        kept["statements"] = [one.id for one in value.statements]
        kept.pop("net")
        kept["roles"] = {n: r for n, r in value.roles.items() if n not in value.hidden}
        return _without(_plain(kept), value.hidden)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain({f.name: getattr(value, f.name) for f in dataclasses.fields(value)})
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return _bare(value)


def _without(value: object, hidden: frozenset[str]) -> object:
    """Return the same with the names of protected people taken out."""
    if isinstance(value, dict):
        return {key: _without(part, hidden) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, hidden) for part in value]
    return "protected" if isinstance(value, str) and value in hidden else value


def _bare(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return round(float(value), 6) if isinstance(value, (float, np.floating)) else value
