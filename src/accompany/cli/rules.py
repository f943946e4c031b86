"""Commands about what accompany knows: its sources and its rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from accompany.cli import given
from accompany.core.when import read_day
from accompany.duties import history, review, trial
from accompany.duties.applies import Answer, Telling, may_tell
from accompany.duties.rules import AFTER_LAW, Duty, Version, named, rulebook
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
@click.option(
    "--try",
    "trying",
    is_flag=True,
    help="Judge the cases beside a duty; name the states without one.",
)
@click.option("--changed", metavar="FROM..TO", help="What is otherwise on TO than on FROM.")
@click.option(
    "--may",
    nargs=3,
    metavar="WHO WHAT WHOM",
    help="May WHO tell WHOM this class of data, on the day of --on?",
)
@click.option(
    "--review",
    "sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a sheet (CSV) that a lawyer can mark up, a line for each version.",
)
@click.option(
    "--read-review",
    "marked",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read a marked sheet and print it as a diff against the rulebook.",
)
@given.as_json
def duties(
    words: tuple[str, ...],
    on: str,
    trying: bool,
    changed: str | None,
    may: tuple[str, str, str] | None,
    sheet: Path | None,
    marked: Path | None,
    form: str,
) -> None:
    """Search the rulebook; one duty named alone is shown whole, with every version.

    \b
    Example:
      accompany duties change of address
      accompany duties follow-up-call
      accompany duties --changed 2024-06-30..2024-07-01
      accompany duties --may hhs-orr sponsor-status ice-ero --on 2024-07-15
      accompany duties follow-up-call --try
      accompany duties --review sheet.csv
    """
    if len([asked for asked in (trying, changed, may, sheet, marked) if asked]) > 1:
        raise click.UsageError("--try, --changed, --may, --review, --read-review stand alone")
    day = _day(on) if on else None
    if may:
        _say_may(may, day, form)
        return
    found = _found(words, day)
    if not found:
        raise click.ClickException(f"no duty has all of these words: {' '.join(words)}")
    if trying:
        _say_trial(found)
    elif changed:
        _say_changes(found, changed, form)
    elif sheet:
        sheet.write_text(review.sheet(found), "utf-8", newline="")
        _say_sheet(sheet, found, form)
    elif marked:
        _say_marked(review.read_sheet(marked, found), form)
    else:
        _say_duties(found, day, form)


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
    cites = " ".join(f"{version.cite} {version.text}" for version in duty.versions)
    rows = " ".join(duty.rows)
    return f"{duty.id} {duty.says} {duty.owed_by} {duty.owed_to} {rows} {cites}".lower()


# ---------------------------------------------------------------- duties


def _say_duties(found: Sequence[Duty], day: date | None, form: str) -> None:
    if form == "json":
        given.say({"duties": [_document(duty, day) for duty in found]})
    elif len(found) == 1:
        click.echo("\n".join(_page(found[0], day)))
    else:
        for duty in found:
            click.echo(f"{duty.id:<58} {duty.strength:<14} {duty.says}")


def _versions(duty: Duty, day: date | None) -> list[Version]:
    return [
        version
        for version in duty.versions[1:]
        if day is None or version.since <= day < version.until
    ]


def _document(duty: Duty, day: date | None) -> dict[str, Any]:
    return {
        "duty": duty.id,
        "says": duty.says,
        "nature": duty.nature,
        "owed_by": duty.owed_by,
        "owed_to": duty.owed_to,
        "strength": str(duty.strength),
        "starts": [p.fact for p in duty.starts],
        "kept": [p.fact for p in duty.kept],
        "dated_by": duty.dated_by,
        "versions": [
            {**_version(version), "may_be_breached": duty.may_say_breached(version)}
            for version in _versions(duty, day)
        ],
        "notes": duty.notes,
    }


def _version(version: Version) -> dict[str, Any]:
    ended = version.until == AFTER_LAW
    return {
        "since": version.since.isoformat(),
        "until": None if ended else version.until.isoformat(),
        "allows": history.allows(version) if version.clock else None,
        "cite": version.cite,
        "checked": str(version.checked),
        "text": version.text,
    }


_NATURES = {"duty": "", "right": "; a right, and its last day", "limit": "; a last date"}


def _page(duty: Duty, day: date | None) -> Iterator[str]:
    yield duty.id
    yield f"  {duty.says}"
    owed = f"owed by {duty.owed_by} to {duty.owed_to}"
    yield f"  {owed}; {duty.strength}{_NATURES[duty.nature]}; dated by {duty.dated_by}"
    kept = ", ".join(p.fact for p in duty.kept)
    yield f"  opened by {', '.join(p.fact for p in duty.starts)}; kept by {kept}"
    yield ""
    yield from (f"  {line}" for line in _axis(duty))
    for version in _versions(duty, day):
        yield ""
        yield f"  from {version.since}: {history.allows(version)}"
        if version.cite:
            yield f"    {version.cite} ({version.checked})"
        if version.text:
            yield f'    "{version.text}"'
        if version.note:
            yield f"    {version.note}"
    yield from _notes(duty.notes)


def _axis(duty: Duty) -> list[str]:
    return history.axis(duty, until=given.now().date()).split("\n")[:2]


def _notes(notes: Mapping[str, Any]) -> Iterator[str]:
    for suit in notes.get("litigation", ()):
        until = f" to {suit['to']}" if suit.get("to") else ""
        yield f"\n  {suit['case']}, {suit['court']}, from {suit['from']}{until}"
        yield f"    {' '.join(str(suit['effect']).split())}"
    for text in notes.get("exceptions", ()):
        yield f"\n  but: {' '.join(str(text).split())}"
    for link in notes.get("confused_with", ()):
        yield f"\n  not {link['duty']}: {' '.join(str(link['why']).split())}"


def _say_trial(found: Sequence[Duty]) -> None:
    well = True
    for duty in found:
        text, fine = trial.page(duty)
        click.echo(f"{duty.id}\n{text}")
        well = well and fine
    if not well:
        raise click.exceptions.Exit(1)


# ---------------------------------------------------------------- what changed


def _say_changes(found: Sequence[Duty], period: str, form: str) -> None:
    first, last = given.read_period(period)
    changes = history.changes(found, first, last)
    if form == "text":
        click.echo(history.page(changes, first, last))
        return
    documents = [
        {
            "duty": one.duty.id,
            "what": one.what,
            "on": one.on.isoformat(),
            "before": _version(one.before) if one.before.clock else None,
            "after": _version(one.after) if one.after.clock else None,
        }
        for one in changes
    ]
    given.say({"from": first, "to": last, "changes": documents})


# ---------------------------------------------------------------- a lawyer's sheet


def _say_sheet(path: Path, found: Sequence[Duty], form: str) -> None:
    lines = sum(len(list(duty.in_force)) for duty in found)
    if form == "json":
        given.say({"wrote": str(path), "duties": len(found), "versions": lines})
        return
    click.echo(f"Wrote {path}: {lines} versions of {len(found)} duties.")
    click.echo(
        "Mark the columns verdict and comment, correct any other cell in place, then:\n"
        f"  accompany duties --read-review {path}"
    )


def _say_marked(found: Sequence[review.Marked], form: str) -> None:
    if form == "json":
        given.say({"marked": [_mark(one) for one in found]})
    else:
        click.echo(review.diff(found))


def _mark(one: review.Marked) -> dict[str, Any]:
    return {
        "line": one.line,
        "duty": one.duty,
        "since": one.since,
        "changed": {name: {"rulebook": a, "sheet": b} for name, (a, b) in one.changed.items()},
        "verdict": one.verdict,
        "comment": one.comment,
        "fault": one.fault or None,
    }


# ---------------------------------------------------------------- who may tell whom


def _say_may(asked: tuple[str, str, str], day: date | None, form: str) -> None:
    if day is None:
        raise click.UsageError("--may needs --on: the answer depends on the day")
    try:
        found = may_tell(*asked, on=day)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error
    if form == "json":
        telling = {"in_force": found.because, "other_days": found.other_days}
        rules = {name: [_telling(one) for one in ones] for name, ones in telling.items()}
        given.say({"may": str(found.may), "on": day, "checked": found.checked, **rules})
    else:
        click.echo("\n".join(_may(found, day)))


def _may(found: Answer, day: date) -> Iterator[str]:
    words = {"no": "NO", "check": "NOT BEFORE A PERSON HAS CHECKED", "yes": "YES"}
    yield f"{words[found.may]}, on {day}"
    if not found.because:
        yield "  Nothing in the rulebook speaks of it that day, and silence is no."
    for one in found.because:
        yield f"\n  {one.answer}: {one.why}"
        yield f"    {one.cite} ({one.strength}, {one.checked})"
        if one.text:
            yield f'    "{one.text}"'
    for one in found.other_days:
        yield f"\n  on other days ({_held(one)}) {one.answer}: {one.cite} ({one.checked})"


def _held(one: Telling) -> str:
    return f"from {one.since}" + ("" if one.until == AFTER_LAW else f" to {one.until}")


def _telling(one: Telling) -> dict[str, Any]:
    return {
        "telling": one.name,
        "answer": str(one.answer),
        "since": one.since,
        "until": None if one.until == AFTER_LAW else one.until,
        "why": one.why,
        "strength": str(one.strength),
        "cite": one.cite,
        "checked": str(one.checked),
        "text": one.text,
    }
