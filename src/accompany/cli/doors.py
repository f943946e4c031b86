"""Commands that need no ledger: what a case is owed, what a number counts, a site of downloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from accompany.cli import given
from accompany.core.when import local_day, read_day, shown
from accompany.figures.claims import book as claim_book
from accompany.figures.claims import text as claim_text
from accompany.figures.owed import asked, document, ics, letters, telling, text
from accompany.figures.owed.answer import answer
from accompany.jobs.public import Made
from accompany.jobs.public import public as make_public


def _told(command: given.Command) -> given.Command:
    """Add an option for everything that can be told of a case."""
    for word in reversed(list(asked.words().values())):
        choice = click.Choice(word.choices, case_sensitive=False) if word.choices else str
        command = click.option(f"--{word.option}", type=choice, help=f"{word.en}.")(command)
    for field in reversed(list(asked.fields().values())):
        shape = "DAY" if not field.value else "[VALUE:]DAY" if field.optional else "VALUE:DAY"
        help_ = f"{field.en}." + (f" VALUE: {', '.join(field.choices)}." if field.choices else "")
        option = click.option(f"--{field.name}", multiple=True, metavar=shape, help=help_)
        command = option(command)
    return command


def _today(text_: str | None, zone: str) -> date:
    if text_ is None:
        return local_day(given.now(), zone)
    try:
        return read_day(text_)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--today") from error


@click.command()
@_told
@click.option(
    "--fact",
    "lines",
    multiple=True,
    metavar="LINE",
    help='Any other fact: "2024-06-11 concern-learned prs-provider".',
)
@click.option("--duty", "globs", multiple=True, metavar="GLOB", help="Only duties like this.")
@click.option("--zone", default="", help="Whose midnight ends a day; default: the state's.")
@click.option("--today", default=None, metavar="DAY", help="Reckon as of this day; default today.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "ics", "letter"]),
    default="text",
    help="How to print; ics is a calendar file.",
)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the page that works without a network, English and Spanish.",
)
def owed(
    lines: tuple[str, ...], globs: tuple[str, ...], zone: str, today: str | None, form: str,
    page: Path | None, **told: Any,
) -> None:  # fmt: skip
    """Say what one case is owed, by whom and by when, from a few dates; no ledger is needed.

    Each duty comes with its clock step by step, the words of the law, how certain they are, what
    would stop the clock, and what has no deadline at all. Give a day, or VALUE:DAY.

    \b
    Examples:
      accompany owed --decision 2026-03-09 --today 2026-03-12
      accompany owed --admitted 2024-07-01 --duty rights-presentation
      accompany owed --filed i-360:2025-01-15 --format ics > case.ics
      accompany owed --page owed.html
    """
    if page:
        from accompany.figures.owed.page import as_page

        page.write_text(as_page(), "utf-8", newline="\n")
        click.echo(f"Wrote {page}: open it in a browser. It needs no network.")
        return
    _say(lines, globs, zone, today, form, {name.replace("_", "-"): of for name, of in told.items()})


def _say(
    lines: Sequence[str], globs: Sequence[str], zone: str, today: str | None, form: str,
    told: dict[str, Any],
) -> None:  # fmt: skip
    said = {name: told[name] or "" for name in asked.words()}
    dated = {name: told[name] for name in asked.fields()}
    try:
        where = asked.zone_for(said["state"], zone)
        facts = asked.facts_of(dated, said, lines, zone=where)
    except asked.Untold as error:
        raise click.UsageError(str(error)) from error
    if not facts:
        raise click.UsageError("tell at least one date, such as --released 2024-06-11")
    found = answer(facts, today=_today(today, where), zone=where)
    found = telling.chosen(found, globs)
    if form == "json":
        given.say(document.document(found))
    elif form == "ics":
        click.echo(ics.calendar(found), nl=False)
    else:
        click.echo(letters.letters(found) if form == "letter" else text.page(found))


# ---------------------------------------------------------------- claims


@click.command()
@click.argument("words", nargs=-1)
@click.option("--site", type=click.Path(file_okay=False, path_type=Path), help="Write the pages.")
@given.as_json
def claims(words: tuple[str, ...], site: Path | None, form: str) -> None:
    """Say what a published number counts, and why it differs from others like it.

    All words must be in a claim: in its sentence, its words, its number, or who said it. One claim
    is shown whole, with what may and may not be said from it.

    \b
    Examples:
      accompany claims 291,000
      accompany claims unreached calls
      accompany claims calls-2021
      accompany claims --site claims-site
    """
    if site:
        from accompany.figures.claims.site import write

        count = write(site)
        click.echo(f"Wrote {count} pages into {site}: open {site}/index.html.")
        return
    found = claim_book.search(words)
    if not found:
        raise click.ClickException(f"no claim has all of these words: {' '.join(words)}")
    if form == "json":
        given.say({"claims": [claim_text.document(claim) for claim in found]})
    else:
        click.echo(claim_text.listing(found))


# ---------------------------------------------------------------- public


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out", "site", required=True, type=click.Path(file_okay=False, path_type=Path),
    help="Write the site here: a new folder, or one written before.",
)  # fmt: skip
@click.option(
    "--ledger", "keep", type=given.LedgerPath(),
    help="Keep what was taken in here, and say what changed when the next download comes.",
)  # fmt: skip
@click.option(
    "--as-of", type=given.Moment(ends=True), default=None,
    help="Count up to this day; default the last day the downloads speak of.",
)  # fmt: skip
@click.option("--known-at", type=given.Moment(ends=False), help="When it was received; else now.")
@given.as_json
def public(
    folder: Path, site: Path, keep: Path | None, as_of: datetime | None,
    known_at: datetime | None, form: str,
) -> None:  # fmt: skip
    """Make a site of figures from public downloads: the courts', HHS's and CBP's.

    FOLDER holds the downloads as they come: the courts' CASE release as a folder or a zip, and
    where there are any HHS's release file and HHS's and CBP's published counts. Each figure has a
    page with what it counts, pictures, tables and CSV, in English and Spanish; small counts are
    withheld, and what would give them away. With --ledger, the next download's site shows what
    changed and why.

    \b
    Examples:
      accompany public downloads --out site
      accompany public downloads --out site --ledger courts --as-of 2026-06-30
    """
    with given.progress("taking in") as step:
        made = make_public(
            folder, site, known_at=known_at or given.now(), who=given.who(), keep=keep,
            as_of=as_of, step=step.now, read=step.at,
        )  # fmt: skip
    for name, why in made.idle:
        click.echo(f"not used: {name}: {why}", err=True)
    if form == "json":
        given.say(_told_of(made))
        return
    for one in made.edition.extracts:
        click.echo(f"{one.lines:>12,} rows  {one.source}, {one.name}")
    click.echo(f"Wrote {made.pages} pages into {site}: open {site}/index.html.")


def _told_of(made: Made) -> dict[str, Any]:
    edition = made.edition
    return {
        "as_of": shown(edition.as_of),
        "pages": made.pages,
        "extracts": [asdict(one) for one in edition.extracts],
        "figures": [
            {"figure": one.name, "value": one.total.value, "withheld": one.withheld[0],
             "cells": one.withheld[1]}
            for one in edition.figures
        ],
        "not_used": [{"name": name, "why": why} for name, why in made.idle],
    }  # fmt: skip
