"""Commands that publish: count figures, and the demonstration of it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from accompany.cli import given
from accompany.figures.book import Figure
from accompany.figures.book import figures as figures_named
from accompany.figures.page import document, files, table
from accompany.jobs.count import changed, drilled
from accompany.jobs.count import count as count_figures
from accompany.jobs.demo import Show
from accompany.jobs.demo import demo as show
from accompany.jobs.names import naming
from accompany.jobs.opened import Opened, opened
from accompany.simulate.nation import FEWEST
from accompany.walls.purpose import sees_cases


@click.command()
@given.ledger
@click.argument("figures", nargs=-1)
@given.as_of
@given.known_by
@click.option("--by", default="", help="Cut by these, such as fiscal_year,state.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write the tables as CSV here."
)
@click.option("--drill", is_flag=True, help="List the subjects counted; needs a purpose.")
@click.option(
    "--since",
    type=given.Moment(ends=True),
    help="List only who was added, taken off or corrected since it was known so.",
)
@given.purpose
@given.as_json
def count(
    ledger: Path, figures: tuple[str, ...], as_of: datetime, known_by: datetime | None, by: str,
    out: Path | None, drill: bool, since: datetime | None, purpose: str, case: str, form: str,
) -> None:  # fmt: skip
    """Count figures anyone can recompute, each with its definition and both clocks.

    \b
    Examples:
      accompany count ledger releases --by fiscal_year,state --as-of 2024-06-30
      accompany count ledger releases --as-of 2018-12-31 --since 2018-07-31 --purpose care
    """
    cut = tuple(part.strip() for part in by.split(",") if part.strip()) or None
    asked = figures_named(figures)
    cases = sees_cases(purpose, case=case)
    with opened(ledger, known_by=known_by) as world:
        who = given.asker(purpose, case)
        if drill or since:
            world.ask("count --drill", who, what={"figures": ",".join(figures)})
            given.say(_listed(world, asked, as_of, since, purpose, cases))
            return
        if cases:
            world.log("count", who, True, "counts below eleven shown", "", {"by": by})
        with given.progress("counting"):
            answers = count_figures(
                world, asked, as_of=as_of, known_by=known_by, by=cut, cases=cases
            )
        head = world.head
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for name_, text in files(answers):
            (out / name_).write_text(text, "utf-8")
    if form == "json":
        given.say(document(answers, as_of=as_of, known_by=known_by))
        return
    for answer in answers:
        click.echo(table(answer))
    if known_by is None:
        click.echo(f"known by all that ledger {head} holds", err=True)


def _listed(
    world: Opened, asked: Sequence[Figure], as_of: datetime, since: datetime | None,
    purpose: str, cases: bool,
) -> dict[str, object]:  # fmt: skip
    name = naming(purpose, world.ledger.salt)
    if since:
        changes = changed(world, asked, as_of=as_of, since=since, cases=cases)
        return {"changed": [_veiled_change(row, name) for row in changes]}
    rows = drilled(world, asked, as_of=as_of, cases=cases)
    return {"drill": [_veiled(row, name) for row in rows]}


def _veiled(row: dict[str, Any], name: Callable[[str], str]) -> dict[str, Any]:
    fact, *rest = row["evidence"].split(" ", 1)
    return {**row, "subject": name(row["subject"]), "evidence": " ".join([name(fact), *rest])}


def _veiled_change(row: dict[str, Any], name: Callable[[str], str]) -> dict[str, Any]:
    ends = {end: row[end] and name(row[end]) for end in ("before", "after")}
    return {**row, "subject": name(row["subject"]), **ends}


@click.command()
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Leave the nation and its ledger in this new folder.",
)
@click.option(
    "--children", type=click.IntRange(FEWEST, 5_000), default=300, show_default=True,
    help="How many children the nation has.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True)
def demo(keep: Path | None, children: int, seed: int) -> None:
    """Make up a small nation, take it in, link, judge and count it, and tell one child's story.

    \b
    Example:
      accompany demo
    """
    if keep and keep.exists() and any(keep.iterdir()):
        raise click.UsageError(f"{keep.name} is not empty. Name a new folder")
    wanted = Show(children, seed, given.now(), given.who(), given.progress)
    show(keep, wanted, say=click.echo)
