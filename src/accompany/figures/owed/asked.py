"""What is told of one case: a few dates and words, made the facts that the rulebook asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from accompany.core.fact import Fact, kinds, nearest_kinds
from accompany.core.party import is_party
from accompany.core.when import DEFAULT_ZONE, read_when, zone_of
from accompany.duties.cases import SUBJECT, read_fact

_TOLD = re.compile(r"(?:(?P<value>.*?):)?(?P<when>\d{4}-.*)")


class Untold(ValueError):
    """What was told of a case cannot be read; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that can be told with a day, perhaps with one of a few values."""

    name: str
    kind: str
    group: str
    en: str
    es: str
    party: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Something told without a day: it is put as ``name`` into the facts of some kinds."""

    option: str
    name: str
    of: tuple[str, ...]
    choices: tuple[str, ...]
    en: str
    es: str


@cache
def _book() -> Mapping[str, Any]:
    text = resources.files("accompany.figures.owed").joinpath("asked.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def fields() -> Mapping[str, Field]:
    return {
        name: Field(name=name, **{**row, "choices": tuple(row.get("choices", ()))})
        for name, row in _book()["fact"].items()
    }


@cache
def words() -> Mapping[str, Word]:
    return {
        name: Word(name, row["name"], tuple(row["of"]), tuple(row["choices"]), row["en"], row["es"])
        for name, row in _book()["word"].items()
    }


@cache
def zones() -> Mapping[str, str]:
    """Return the zone of each state."""
    return {state: zone for zone, states in _book()["zones"].items() for state in states.split()}


def zone_for(state: str, zone: str) -> str:
    """Return whose days a case counts by: the zone told, else the state's, else Washington's."""
    if zone:
        try:
            zone_of(zone)
        except ValueError as error:
            raise Untold(str(error)) from error
        return zone
    if state and state.upper() not in zones():
        raise Untold(f"{state} is no state; write two letters, such as TX")
    return zones().get(state.upper(), DEFAULT_ZONE)


def facts_of(
    told: Mapping[str, Sequence[str]],
    said: Mapping[str, str],
    lines: Iterable[str] = (),
    *,
    zone: str = DEFAULT_ZONE,
) -> list[Fact]:
    """Return the facts of a case: ``told`` with days, ``said`` without, ``lines`` as in cases."""
    spoken = [_of_field(fields()[name], text, said, zone) for name in told for text in told[name]]
    return spoken + [_of_line(line, zone) for line in lines]


def _of_field(field: Field, text: str, said: Mapping[str, str], zone: str) -> Fact:
    found = _TOLD.fullmatch(text.strip())
    value, when = (found["value"] or "", found["when"]) if found else ("", text)
    try:
        happened = read_when(when, zone)
    except ValueError as error:
        raise Untold(f"--{field.name} {text}: {error}{_form(field)}") from error
    return Fact(
        source="plain/case",
        about=SUBJECT,
        kind=field.kind,
        when=happened,
        zone=zone,
        party=field.party,
        details={**_words_of(field.kind, said), **_value(field, value)},
        known_at=happened.latest,
    )


def _value(field: Field, value: str) -> dict[str, str]:
    if not field.value:
        if value:
            raise Untold(f"--{field.name} takes a day alone, not {value}:DAY")
        return {}
    if not value and field.optional:
        return {}
    known = {choice.lower(): choice for choice in field.choices}
    if value.lower() not in known:
        raise Untold(f"--{field.name} needs to know which{_form(field)}")
    return {field.value: known[value.lower()]}


def _form(field: Field) -> str:
    if not field.value:
        return f"; write --{field.name} 2024-06-11"
    return f"; write --{field.name} VALUE:2024-06-11, VALUE one of {', '.join(field.choices)}"


def _words_of(kind: str, said: Mapping[str, str]) -> dict[str, str]:
    asked = ((words()[option], value) for option, value in said.items() if value)
    return {word.name: value for word, value in asked if kind in word.of}


def _of_line(line: str, zone: str) -> Fact:
    try:
        fact = read_fact(line, zone)
    except ValueError as error:
        advice = 'write it as in a rule\'s cases: "2024-06-11 concern-learned prs-provider"'
        raise Untold(f"--fact {line}: {error}; {advice}") from error
    if fact.kind not in kinds():
        near = ", ".join(nearest_kinds(fact.kind)) or "see docs/reference/kinds.md"
        raise Untold(f"--fact: no kind of fact is called {fact.kind}; nearest: {near}")
    if fact.party and not is_party(fact.party):
        raise Untold(f"--fact: {fact.party} is no office; see docs/reference/offices.md")
    return fact
