"""Commands about networks: a verdict on a case, its report, leads and exports."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click

from accompany.cli import cases, given
from accompany.core.when import DEFAULT_ZONE, local_day
from accompany.jobs.cases import books, last_known, statements_of
from accompany.jobs.opened import opened
from accompany.network.alike import MODEL
from accompany.network.assess import Assessment, assess
from accompany.network.case import read_case, written
from accompany.network.evidence import Sender
from accompany.network.report.sentences import shown
from accompany.network.report.words import Language, Words
from accompany.network.sharing import others_hold
from accompany.network.standing import BarredError
from accompany.network.statement import Statement, Viewer
from accompany.network.whatif import what_if

_FORMS = {"text": "txt", "json": "json"}
_FILES = {".html": "html", ".graphml": "graphml", ".csv": "csv", ".json": "ftm.json"}


@click.group()
def network() -> None:
    """Map a smuggling network from graded evidence, and say honestly how sure it is.

    \b
    Example:
      accompany network verdict case/ --holder hsi --as-of 2026-06-30
    """


for command in cases.COMMANDS:
    network.add_command(command)


@dataclass(frozen=True, slots=True)
class Question:
    """What every question about a case is asked with."""

    where: Path
    case: str
    holder: str
    as_of: datetime
    known_by: datetime | None
    seed: int
    draws: int
    language: Language
    purpose: str
    granted: tuple[str, ...]
    court: bool

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.holder, self.court, frozenset(self.granted))


@dataclass(frozen=True, slots=True)
class Asked:
    """A case as it was read, and what is said of it."""

    found: Assessment
    made_up: bool
    language: Language

    def written(self, form: str) -> str:
        return written(self.found, form, self.language, made_up=self.made_up)


def _asked(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every question about a case needs, and hand the command its answer."""

    @functools.wraps(command)
    def run(**told: Any) -> None:
        question = Question(**{one.name: told.pop(one.name) for one in fields(Question)})
        command(_answer(question), **told)

    options: list[Any] = [
        click.argument("where", type=click.Path(path_type=Path, exists=True, file_okay=False)),
        click.argument("case", default=""),
        click.option("--holder", required=True, help="The agency that asks."),
        click.option("--as-of", type=given.Moment(ends=True), required=True, help="As of when."),
        click.option(
            "--known-by", type=given.Moment(ends=True), help="What a ledger knew by then."
        ),
        click.option("--seed", type=int, default=1, help="Same statements and seed, same answer."),
        click.option("--draws", type=int, default=1000, help="How often to redraw the network."),
        click.option("--language", type=click.Choice(list(get_args(Language))), default="en"),
        click.option("--purpose", envvar="ACCOMPANY_PURPOSE", default="",
                     help="Why you ask; a ledger needs it, and logs it."),
        click.option("--granted", multiple=True, help="A statement its holder has released."),
        click.option("--court", is_flag=True, help="Leave out what is not for court."),
    ]  # fmt: skip
    for option in reversed(options):
        run = option(run)
    return run


def _answer(question: Question) -> Asked:
    if (question.where / "ledger.json").is_file():
        return _of_ledger(question)
    return _of_folder(question)


def _of_folder(question: Question) -> Asked:
    case = read_case(question.where, Sender(question.holder))
    for name, read in case.files.items():
        left = f", {read.set_aside} set aside" if read.set_aside else ""
        click.echo(f"{name}: {read.rows} rows, {read.used} used{left}", err=True)
        if read.problems:
            click.echo(books(read), err=True)
    for name in case.not_for_us:
        click.echo(f"{name}: not evidence by its name, not read", err=True)
    if not case.statements:
        raise click.ClickException(f"{question.where.name} holds no evidence that could be read")
    named = question.case or question.where.resolve().name
    known = question.known_by or question.as_of
    return _assessed(question, named, case.statements, known, made_up=case.made_up)


def _of_ledger(question: Question) -> Asked:
    if not question.case:
        raise click.UsageError("name the case: accompany network verdict LEDGER CASE")
    with opened(question.where, known_by=question.known_by) as world:
        asker = given.asker(question.purpose, question.case)
        what = {"holder": question.holder, "granted": " ".join(question.granted)}
        world.ask("network", asker, what=what)
        told = statements_of(world, question.case, question.viewer)
        known = question.known_by or last_known(world)
        return _assessed(question, question.case, told, known, made_up=bool(world.ledger.simulated))


def _assessed(
    question: Question, named: str, told: list[Statement], known: datetime, *, made_up: bool
) -> Asked:
    with given.progress("redrawing"):
        found = assess(
            named, told, question.viewer, seed=question.seed, draws=question.draws,
            as_of=local_day(question.as_of, DEFAULT_ZONE), known_by=local_day(known, DEFAULT_ZONE),
            purpose=question.purpose or "smuggling-investigation",
            others_hold=others_hold(told, question.viewer),
        )  # fmt: skip
    return Asked(found, made_up, question.language)


@network.command()
@_asked
@given.as_json
def verdict(asked: Asked, form: str) -> None:
    """Say who can hold a chain together and how sure that is, or that nobody can tell.

    WHERE is a folder of evidence, or a ledger that holds CASE.

    \b
    Example:
      accompany network verdict ledger SIM-1 --holder hsi --as-of 2026-06-30
    """
    click.echo(asked.written(_FORMS[form]), nl=False)


@network.command()
@_asked
@click.option("--out", type=click.Path(path_type=Path), required=True, help="FILE.html")
def report(asked: Asked, out: Path) -> None:
    """Write the verdict as one page: charts, tables and evidence; no network needed; prints.

    \b
    Example:
      accompany network report case/ --holder hsi --as-of 2026-06-30 --out case.html
    """
    out.write_text(asked.written("html"), "utf-8")


@network.command()
@_asked
def leads(asked: Asked) -> None:
    """List what to work next: danger first, then what narrows the answer most for an hour.

    \b
    Example:
      accompany network leads case/ --holder hsi --as-of 2026-06-30
    """
    words = Words(asked.language)
    for lead in asked.found.leads:
        by = f", by {lead.deadline}" if lead.deadline else ""
        mark = "DANGER  " if lead.danger else ""
        about, *values = (shown(asked.found, one, words) for one in (lead.about, *lead.values))
        click.echo(
            f"{mark}{words.term(lead.sort)}, {about}: {words.phrase(lead.why, tuple(values))}"
        )
        click.echo(f"    narrows the answer by {lead.narrows:.0%}, {lead.hours:g} hours{by}")
    if not asked.found.leads:
        click.echo("nothing on file suggests a lead")


@network.command()
@_asked
def people(asked: Asked) -> None:
    """List who may be one person under two names or numbers; nobody is joined by this alone.

    Decide with judge-pair in a ledger, or with a row of links.csv in a folder.

    \b
    Example:
      accompany network people case/ --holder hsi --as-of 2026-06-30
    """
    words = Words(asked.language)
    pairs = [one for one in asked.found.statements if one.asserted_by == MODEL]
    for one in sorted(pairs, key=lambda pair: (-float(pair.value), pair.subject)):
        left, right = (shown(asked.found, name, words) for name in (one.subject, one.object))
        click.echo(f"{float(one.value):.0%}  {left}, {right}: {one.details['why']}")
    if not pairs:
        click.echo("nobody in this case is alike enough to somebody else")


@network.command()
@_asked
def effort(asked: Asked) -> None:
    """Add up hours by category, lead and outcome, and say whether leads moved the answer.

    \b
    Example:
      accompany network effort case/ --holder hsi --as-of 2026-06-30
    """
    told = asked.found.effort
    for by in ("category", "lead", "outcome"):
        for name, hours in told.hours(by).items():
            click.echo(f"{by:10s}{name or '(not said)':28s}{hours:8g} hours")
    for expected, came, count in told.points:
        click.echo(f"expected to narrow by {expected:.0%}, narrowed by {came:.0%}: {count} leads")
    if told.hours_per_part is not None:
        click.echo(f"{told.hours_per_part:.0f} hours for each whole doubt that went")
    if not told.worked:
        click.echo("no work on this case is on file")


@network.command("what-if")
@_asked
@click.option("--without", multiple=True, required=True, help="A house, phone, account or person.")
def what_if_(asked: Asked, without: tuple[str, ...]) -> None:
    """Say what breaks if somebody or something is taken out, who steps in, and if it gets worse.

    \b
    Example:
      accompany network what-if case/ --holder hsi --as-of 2026-06-30 --without house:blue
    """
    found = asked.found
    missing = [name for name in without if name not in found.net.names]
    if missing:
        raise click.UsageError(f"not in this case: {', '.join(missing)}")
    try:
        answer = what_if(found.net, without, found.roles)
    except BarredError as barred:
        raise click.ClickException(str(barred)) from barred
    if answer is None:
        raise click.ClickException("too little would be left to say anything")
    one = answer.removal
    click.echo(f"fragmentation {one.before:.3f} before, {one.after:.3f} after,"
               f" {one.replaced:.3f} once others step in")  # fmt: skip
    if answer.warning:
        click.echo("warning: those left would be closer to each other than before")


@network.command()
@_asked
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="FILE.graphml, FILE.csv (ties) or FILE.ftm.json (FollowTheMoney).",
)
def export(asked: Asked, out: Path) -> None:
    """Write a case for other tools; protected people go out without a name in GraphML and CSV.

    \b
    Example:
      accompany network export case/ --holder hsi --as-of 2026-06-30 --out case.graphml
    """
    form = _FILES.get(out.suffix)
    if form is None or (out.suffix == ".json" and not out.name.endswith(".ftm.json")):
        raise click.UsageError("--out writes FILE.html, .graphml, .csv or .ftm.json")
    out.write_text(asked.written(form), "utf-8")
