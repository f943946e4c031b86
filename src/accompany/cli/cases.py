"""Commands that put evidence into a ledger, pass the wall, and ask who else holds something."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from accompany.cli import given
from accompany.jobs.cases import CaseFile, CaseIn, books, take_case
from accompany.jobs.holdings import ask_holders, refer_child, told_to
from accompany.jobs.opened import opened
from accompany.network.evidence import Sender
from accompany.network.referral import MAY_PASS, Referral, RefusedError

_holder = click.option("--holder", required=True, help="The agency that asks or sends.")
_case = click.option("--case", required=True, help="The case.")
_purpose = click.option(
    "--purpose", envvar="ACCOMPANY_PURPOSE", default="", help="Why you ask; it is logged."
)


@click.command()
@given.ledger
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@_case
@_holder
@click.option("--country", default="us", help="Whose phone numbers have no country before them.")
@click.option("--known-at", type=given.Moment(ends=True), help="When it reached you; default now.")
def ingest(
    ledger: Path, folder: Path, case: str, holder: str, country: str, known_at: datetime | None
) -> None:
    """Take a folder of evidence into a ledger of cases; every row becomes statements or a problem.

    \b
    Example:
      accompany network ingest ledger case/ --case SIM-1 --holder hsi
    """
    wishes = CaseIn(case, Sender(holder, country), known_at or given.now(), given.who())
    with given.progress("taking in"):
        taken = take_case(ledger, folder, wishes)
    for one in taken:
        click.echo(_line(one))
        if one.read.problems:
            click.echo(books(one.read))
    if not any(one.kept for one in taken):
        raise click.ClickException(f"{folder.name} holds no evidence: no file has its name")


def _line(one: CaseFile) -> str:
    if one.kept is None:
        return f"{one.name}: not evidence by its name, not read"
    read = one.read
    return (
        f"{one.name}: {read.rows} rows = {read.used} used + {read.set_aside} set aside;"
        f" {len(read.statements)} statements, {one.kept.facts} new facts"
    )


@click.command()
@given.ledger
@_case
@click.option("--reason", required=True, help="Why the case needs it.")
@click.option("--approved-by", required=True, help="A second person, in a child-protection role.")
@click.option(
    "--pass",
    "fields",
    multiple=True,
    required=True,
    help=f"NAME=VALUE, of: {', '.join(sorted(MAY_PASS))}.",
)
@_purpose
def refer(
    ledger: Path, case: str, reason: str, approved_by: str, fields: tuple[str, ...], purpose: str
) -> None:
    """Pass what a child said of smugglers into a case: reasoned, approved, without the child.

    \b
    Example:
      accompany network refer ledger --case SIM-1 --purpose child-protection \\
        --reason "a house is named" --approved-by "the lead" --pass place=house:blue
    """
    passed = dict(field.partition("=")[::2] for field in fields)
    asked = Referral(case, reason, given.who(), purpose, approved_by, passed, given.now())
    try:
        found = refer_child(ledger, asked, given.asker(purpose, case))
    except RefusedError as refused:
        raise click.ClickException(f"refused, and logged: {refused}") from refused
    click.echo(f"passed, and logged: {found}")


@click.command()
@given.ledger
@click.argument("record")
@_case
@_holder
@_purpose
def ask(ledger: Path, record: str, case: str, holder: str, purpose: str) -> None:
    """Ask who else holds something on a phone, plate or person; not what. Both sides are told.

    \b
    Example:
      accompany network ask ledger phone:956-555-0142 --case SIM-1 --holder police
    """
    with opened(ledger) as world:
        others = ask_holders(world, record, holder, given.asker(purpose, case))
    click.echo("\n".join(others) if others else "no hit")


@click.command()
@given.ledger
@_holder
def told(ledger: Path, holder: str) -> None:
    """List what an agency is told of questions: those it asked, and those asked of it.

    \b
    Example:
      accompany network told ledger --holder customs
    """
    for one in told_to(ledger, holder):
        answer = f"{one.holder} holds something" if one.holder else "no hit"
        click.echo(f"{one.at:%Y-%m-%d %H:%M} {one.asked_by} asked on {one.case}: {answer}")


COMMANDS = (ingest, refer, ask, told)
