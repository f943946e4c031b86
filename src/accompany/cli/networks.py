"""Commands about networks: a verdict on a case folder, its report, leads and exports."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, cast, get_args

import click

from accompany.cli import given
from accompany.core.when import DEFAULT_ZONE, local_day
from accompany.network.assess import Assessment, assess
from accompany.network.case import CaseFolder, read_case, written
from accompany.network.evidence import Sender
from accompany.network.report.words import Language
from accompany.network.statement import Viewer

_FORMS = {"text": "txt", "json": "json"}
_FILES = {".html": "html", ".graphml": "graphml", ".csv": "csv", ".json": "ftm.json"}


@click.group()
def network() -> None:
    """Map a smuggling network from graded evidence, and say honestly how sure it is.

    \b
    Example:
      accompany network verdict case/ --holder hsi --as-of 2026-06-30
    """


def _asked(command: given.Command) -> given.Command:
    """Add what every question about a case needs."""
    options: list[Any] = [
        click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False)),
        click.option("--holder", required=True, help="The agency that asks and holds the case."),
        click.option("--as-of", type=given.Moment(ends=True), required=True, help="As of when."),
        click.option("--seed", type=int, default=1, help="Same statements and seed, same answer."),
        click.option("--draws", type=int, default=1000, help="How often to redraw the network."),
        click.option("--language", type=click.Choice(list(get_args(Language))), default="en"),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _assessed(
    folder: Path, holder: str, as_of: datetime, seed: int, draws: int
) -> tuple[CaseFolder, Assessment]:
    case = read_case(folder, Sender(holder))
    for name, (rows, used) in case.rows.items():
        left = f", {rows - used} set aside" if rows != used else ""
        click.echo(f"{name}: {rows} rows, {used} used{left}", err=True)
        for problem in case.problems[name]:
            where = f" line {problem.line}" if problem.line else ""
            click.echo(
                f"  {name}{where} {problem.column}: {problem.what}. {problem.advice}", err=True
            )
    for name in case.not_for_us:
        click.echo(f"{name}: not evidence by its name, not read", err=True)
    if not case.statements:
        raise click.ClickException(f"{folder.name} holds no evidence that could be read")
    on: date = local_day(as_of, DEFAULT_ZONE)
    with given.progress("redrawing"):
        found = assess(
            folder.name, case.statements, Viewer(holder), seed=seed, as_of=on, known_by=on,
            draws=draws,
        )  # fmt: skip
    return case, found


@network.command()
@_asked
@given.as_json
def verdict(
    folder: Path, holder: str, as_of: datetime, seed: int, draws: int, language: str, form: str
) -> None:
    """Say who can hold a chain together and how sure that is, or that nobody can tell.

    \b
    Example:
      accompany network verdict case/ --holder hsi --as-of 2026-06-30 --format json
    """
    case, found = _assessed(folder, holder, as_of, seed, draws)
    told = cast(Language, language)
    click.echo(written(found, _FORMS[form], told, made_up=case.made_up), nl=False)


@network.command()
@_asked
@click.option("--out", type=click.Path(path_type=Path), required=True, help="FILE.html")
def report(
    folder: Path, holder: str, as_of: datetime, seed: int, draws: int, language: str, out: Path
) -> None:
    """Write the verdict as one page: charts, tables and evidence; no network needed; prints.

    \b
    Example:
      accompany network report case/ --holder hsi --as-of 2026-06-30 --out case.html
    """
    case, found = _assessed(folder, holder, as_of, seed, draws)
    text = written(found, "html", cast(Language, language), made_up=case.made_up)
    out.write_text(text, "utf-8")


@network.command()
@_asked
def leads(folder: Path, holder: str, as_of: datetime, seed: int, draws: int, language: str) -> None:
    """List what to work next: danger first, then what narrows the answer most for an hour.

    \b
    Example:
      accompany network leads case/ --holder hsi --as-of 2026-06-30
    """
    _, found = _assessed(folder, holder, as_of, seed, draws)
    for lead in found.leads:
        by = f", by {lead.deadline}" if lead.deadline else ""
        mark = "DANGER  " if lead.danger else ""
        click.echo(f"{mark}{lead.sort}: {lead.why.format(*lead.values)}")
        click.echo(f"    narrows the answer by {lead.narrows:.0%}, {lead.hours:g} hours{by}")
    if not found.leads:
        click.echo("nothing on file suggests a lead")


@network.command()
@_asked
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="FILE.graphml, FILE.csv (ties) or FILE.ftm.json (FollowTheMoney).",
)
def export(
    folder: Path, holder: str, as_of: datetime, seed: int, draws: int, language: str, out: Path
) -> None:  # fmt: skip
    """Write a case for other tools; protected people go out without a name in GraphML and CSV.

    \b
    Example:
      accompany network export case/ --holder hsi --as-of 2026-06-30 --out case.graphml
    """
    form = _FILES.get(out.suffix)
    if form is None or (out.suffix == ".json" and not out.name.endswith(".ftm.json")):
        raise click.UsageError("--out writes FILE.html, .graphml, .csv or .ftm.json")
    case, found = _assessed(folder, holder, as_of, seed, draws)
    text = written(found, form, cast(Language, language), made_up=case.made_up)
    out.write_text(text, "utf-8")
