"""Commands about persons: link given judgements, list links, show a timeline."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click

from accompany.cli import given
from accompany.identity.persons import membership
from accompany.jobs.check import revealed, subject_called
from accompany.jobs.ingest import Wishes
from accompany.jobs.ingest import ingest as take_in
from accompany.jobs.names import naming, subject_sql
from accompany.jobs.opened import opened
from accompany.timeline.order import facts_of
from accompany.timeline.page import page
from accompany.timeline.story import as_document, story_of
from accompany.walls.veil import sees_kind, veil


@click.command()
@given.ledger
@click.option(
    "--from",
    "given_links",
    type=click.Path(path_type=Path, exists=True),
    help="Take in links others judged: record_a, record_b, judgement, by, why.",
)
@click.option("--known-at", type=given.Moment(ends=False), help="When received; else now.")
@given.as_json
def link(ledger: Path, given_links: Path | None, known_at: datetime | None, form: str) -> None:
    """Make persons of records by the links judged so far; a *different* keeps two apart.

    \b
    Example:
      accompany link ledger --from links.csv
    """
    started = time.perf_counter()
    if given_links:
        wishes = Wishes(known_at or given.now(), given.who(), source="plain/given-links")
        _, refused = take_in(ledger, [given_links], wishes)
        if refused:
            raise click.ClickException(refused[0].message)
    with opened(ledger) as world:
        made = world.persons
        summary = {
            "records": made.records, "pairs": made.links, "clusters": made.clusters,
            "contradictions": len(made.contradictions), "unsure": len(made.unsure),
            "model": None, "seconds": round(time.perf_counter() - started, 3),
        }  # fmt: skip
    if form == "json":
        given.say(summary)
        return
    click.echo(f"{made.records:,} records; {made.links:,} links join them into {made.clusters:,}"
               f" persons of two records or more ({summary['seconds']} s)")  # fmt: skip
    if made.contradictions:
        click.echo(
            f"{len(made.contradictions):,} judgements contradict each other and were held"
            " back: two records judged different would have become one person"
        )


@click.command()
@given.ledger
@click.option("--out", type=given.TableFile(), required=True, help="FILE.parquet or .csv")
@given.known_by
@given.purpose
def links(ledger: Path, out: Path, known_by: datetime | None, purpose: str, case: str) -> None:
    """Write every record and the person it belongs to.

    \b
    Example:
      accompany links ledger --out links.csv --purpose care
    """
    with opened(ledger, known_by=known_by) as world:
        world.ask("links", given.asker(purpose, case))
        membership(world.duck)
        sql = subject_sql("membership", purpose, world.ledger.salt, world.duck)
        given.write_table(world.duck, sql, out)


@click.command()
@given.ledger
@click.argument("subject")
@click.option("--as-of", type=given.Moment(ends=True), help="As of this day's end; else now.")
@given.known_by
@given.purpose
@given.as_json
def timeline(
    ledger: Path, subject: str, as_of: datetime | None, known_by: datetime | None, purpose: str,
    case: str, form: str,
) -> None:  # fmt: skip
    """Show a child's facts in order, custody with gaps and overlaps, and who last saw them.

    \b
    Example:
      accompany timeline ledger plain/north:SIM-17 --as-of 2024-06-30 --purpose care
    """
    moment = as_of or given.now().replace(microsecond=0)
    with opened(ledger, known_by=known_by) as world:
        world.ask("timeline", given.asker(purpose, case), subject=subject)
        found = subject_called(world, revealed(world, subject, purpose))
        facts = [
            fact
            for fact in facts_of(world.duck, found)
            if sees_kind(fact.kind, purpose=purpose, case=case)
        ]
        story = story_of(found, facts, as_of=moment, known_by=known_by)
        hide, name = veil(purpose=purpose, case=case), naming(purpose, world.ledger.salt)
        names: dict[str, str] = dict(
            world.duck.rows("SELECT DISTINCT extract, name FROM extracts_kept")
        )
    if form == "json":
        given.say(as_document(story, veil=hide, name=name))
    else:
        click.echo(page(story, veil=hide, name=name, names=names), nl=False)
