"""Commands that judge: check everyone, explain one due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from accompany.cli import given
from accompany.cli.pairs import Pair, explain_pair
from accompany.core.when import shown
from accompany.duties import explain as stories
from accompany.duties.rules import Duty, named
from accompany.figures.suppress import is_small
from accompany.figures.words import LANGUAGES, Language
from accompany.jobs import check as judging
from accompany.jobs.names import naming, subject_sql
from accompany.jobs.opened import Asker, opened
from accompany.walls.purpose import sees_cases, sees_pseudonyms


@click.command()
@given.ledger
@given.as_of
@given.known_by
@click.option("--duty", default="*", help="Only duties like this, such as follow-up-call.")
@given.out
@given.purpose
@given.as_json
def check(
    ledger: Path, as_of: datetime, known_by: datetime | None, duty: str, out: Path | None,
    purpose: str, case: str, form: str,
) -> None:  # fmt: skip
    """Judge every duty for everyone; counts alone, or every due with --out and a purpose.

    \b
    Example:
      accompany check ledger --as-of 2024-06-30 --duty follow-up-call
    """
    duties = _duties(duty)
    with opened(ledger, known_by=known_by) as world:
        if out:
            what = {"duty": duty, "as_of": as_of.isoformat()}
            world.ask("check --out", given.asker(purpose, case), what=what)
        elif sees_cases(purpose, case=case):
            why = "counts below eleven shown"
            world.log("check", given.asker(purpose, case), True, why, "", {"duty": duty})
        with given.progress("judging") as step:
            judging.check(world, as_of=as_of, duties=duties, judged=step)
        if out:
            given.write_table(
                world.duck,
                subject_sql("dues", purpose, world.ledger.salt, world.duck),
                out,
            )
        cases = sees_cases(purpose, case=case)
        rows = judging.counted(world)
        if form == "json":
            given.say(_document(rows, as_of, known_by, world.head, cases))
            return
        known = f"by {shown(known_by)}" if known_by else "by now"
        click.echo(f"as of {shown(as_of)}, as known {known}; ledger {world.head}\n")
        if not rows:
            click.echo("no duty was opened by anything in this ledger")
            return
        for line in judging.duty_table(rows, shown=lambda n: _cell(_shown(n, cases))):
            click.echo(line)


def _duties(pattern: str) -> Sequence[Duty]:
    try:
        return judging.duties_like(pattern)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error


def _shown(count: int, cases: bool) -> int | None:
    return None if is_small(count) and not cases else count


def _document(
    rows: Sequence[judging.Counted], as_of: datetime, known_by: datetime | None, head: object,
    cases: bool,
) -> dict[str, object]:  # fmt: skip
    return {
        "as_of": as_of.isoformat(),
        "known_by": known_by.isoformat() if known_by else None,
        "ledger": str(head),
        "duties": [
            {
                "duty": row.duty.id, "owed_by": row.owed_by, "strength": str(row.duty.strength),
                "checked": [mark for mark in row.checked if mark],
                "states": {state: _shown(row.states.get(state, 0), cases)
                           for state in judging.STATES},
            }
            for row in rows
        ],
    }  # fmt: skip


def _cell(count: int | None) -> str:
    return "<11" if count is None else f"{count:,}"


def _veiled(due: dict[str, Any], name: Callable[[str], str]) -> dict[str, Any]:
    for end in ("opened_by", "kept_by"):
        if due[end]:
            due[end] = {**due[end], "fact": name(due[end]["fact"])}
    return due


@click.command()
@given.ledger
@click.argument("subject", metavar="SUBJECT|RECORD")
@click.argument("duty", metavar="DUTY|RECORD")
@click.option(
    "--as-of", type=given.Moment(ends=True), help="Judge a duty as of this day's end; it needs one."
)
@given.known_by
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True),
    help="Of two records: the file of weights they were linked by; else those shipped.",
)
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Of two records: write HTML here.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    help="Of two records: of text and page.",
)
@given.purpose
@given.as_json
def explain(
    ledger: Path, subject: str, duty: str, as_of: datetime | None, known_by: datetime | None,
    model: Path | None, page: Path | None, language: Language, purpose: str, case: str, form: str,
) -> None:  # fmt: skip
    """Tell the story of one duty for one child, or why two records are or are not one person.

    Of a duty: its rule, its words, its facts with file and line. Of two records: how near each
    field is and what that weighs, which links or guards hold them together or apart, and what
    would change it; as text, JSON or a page with a picture. Both are of children, or both of
    sponsors and household members; those only for a purpose that may learn who a sponsor is.

    \b
    Examples:
      accompany explain ledger plain/north:SIM-17 follow-up-call --as-of 2024-06-30 --purpose care
      accompany explain ledger plain/north:SIM-17 plain/south:SIM-4 --page why.html --purpose care
    """
    if ":" in duty or duty.startswith("s-"):
        if as_of or known_by:
            raise click.UsageError("two records are explained as known now: leave the dates out")
        explain_pair(ledger, (subject, duty), Pair(model, page, language, form), purpose, case)
        return
    if as_of is None:
        raise click.UsageError("Missing option '--as-of': a duty is judged as of a day")
    if model or page:
        raise click.UsageError("--model and --page explain two records, not a duty")
    _explain_due(ledger, subject, duty, as_of, known_by, given.asker(purpose, case), form)


def _explain_due(
    ledger: Path, subject: str, duty: str, as_of: datetime, known_by: datetime | None,
    asker: Asker, form: str,
) -> None:  # fmt: skip
    purpose = asker.purpose
    try:
        asked = named(duty)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error
    with opened(ledger, known_by=known_by) as world:
        world.ask("explain", asker, subject=subject, what={"duty": asked.id})
        name = naming(purpose, world.ledger.salt)
        found = judging.subject_called(world, judging.revealed(world, subject, purpose))
        told = judging.explain(world, found, asked, as_of=as_of)
        alone = "" if found.startswith("p-") else "  (one record, linked to no other)"
        if form == "json":
            given.say(
                {"dues": [_veiled(stories.as_document(one, name(found)), name) for one in told]}
            )
            return
        for one in told:
            click.echo(stories.page(one, name(found) + alone) + "\n")
        if not told:
            click.echo(f"nothing on file opened {asked.id} for this subject")
        if sees_pseudonyms(purpose):
            click.echo("names are pseudonyms: the purpose does not see identity", err=True)
