"""Commands about what accompany knows: its sources and its rulebook."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from accompany.cli import given
from accompany.core.when import read_day
from accompany.duties.rules import Duty, Version, named, rulebook
from accompany.sources import known


@click.command()
@given.as_json
def sources(form: str) -> None:
    """List the adapters there are, and what each declares.

    \b
    Example:
      accompany sources
    """
    found = known.sources()
    if form == "json":
        given.say({"sources": [
            {"source": name, "says": one.SAYS, "zone": one.ZONE, "whole": one.WHOLE,
             "kinds": list(one.KINDS)} for name, one in sorted(found.items())]})  # fmt: skip
        return
    for name, one in sorted(found.items()):
        whole = "whole extracts" if one.WHOLE else "adds to what it told before"
        kinds = ", ".join(one.KINDS) if len(one.KINDS) < 9 else "every kind of fact"
        click.echo(f"{name}\n  {one.SAYS}\n  {whole}; {one.ZONE}; {kinds}")


@click.command()
@click.argument("words", nargs=-1)
@click.option("--on", default="", help="Only what was in force on this day.")
@given.as_json
def duties(words: tuple[str, ...], on: str, form: str) -> None:
    """Search the rulebook; one duty named alone is shown whole, with every version.

    \b
    Example:
      accompany duties change of address
      accompany duties follow-up-call
    """
    day = _day(on) if on else None
    found = _found(words, day)
    if form == "json":
        given.say({"duties": [_document(duty, day) for duty in found]})
    elif len(found) == 1:
        click.echo(_page(found[0], day))
    else:
        for duty in found:
            click.echo(f"{duty.id:<58} {duty.strength:<14} {duty.says}")
    if not found:
        raise click.ClickException("no duty has all of these words")


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--on") from error


def _found(words: tuple[str, ...], day: date | None) -> list[Duty]:
    if len(words) == 1:
        try:
            return [named(words[0])]
        except KeyError:
            pass
    asked = [word.lower() for word in words]
    return [
        duty
        for duty in rulebook().values()
        if all(word in _words_of(duty) for word in asked)
        and (day is None or duty.version_on(day).clock)
    ]


def _words_of(duty: Duty) -> str:
    cites = " ".join(version.cite for version in duty.versions)
    return f"{duty.id} {duty.says} {duty.owed_by} {duty.owed_to} {duty.rows} {cites}".lower()


def _versions(duty: Duty, day: date | None) -> list[Version]:
    return [v for v in duty.versions if v.cite and (day is None or v.since <= day < v.until)]


def _document(duty: Duty, day: date | None) -> dict[str, Any]:
    return {
        "duty": duty.id, "says": duty.says, "owed_by": duty.owed_by, "owed_to": duty.owed_to,
        "strength": str(duty.strength), "starts": [p.fact for p in duty.starts],
        "kept": [p.fact for p in duty.kept],
        "versions": [
            {"since": v.since.isoformat(), "allows": str(v.clock) if v.clock else None,
             "cite": v.cite, "checked": str(v.checked), "text": v.text}
            for v in _versions(duty, day)
        ],
    }  # fmt: skip


def _page(duty: Duty, day: date | None) -> str:
    lines = [
        duty.id, f"  {duty.says}",
        f"  owed by {duty.owed_by} to {duty.owed_to}; {duty.strength}",
        f"  opened by {', '.join(p.fact for p in duty.starts)};"
        f" kept by {', '.join(p.fact for p in duty.kept)}",
    ]  # fmt: skip
    for version in _versions(duty, day):
        allows = str(version.clock) if version.clock else "no longer in force"
        lines.append(f"  from {version.since}: {allows}")
        lines.append(f"    {version.cite} ({version.checked})")
        if version.text:
            lines.append(f'    "{version.text}"')
        if version.note:
            lines.append(f"    {version.note}")
    return "\n".join(lines)
