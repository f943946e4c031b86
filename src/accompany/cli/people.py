"""Commands about persons: list links, show a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from accompany.cli import given
from accompany.identity.persons import membership
from accompany.identity.review import review as pairs_to_review
from accompany.jobs.check import revealed, subject_called
from accompany.jobs.names import naming, subject_sql
from accompany.jobs.opened import opened
from accompany.jobs.screen import index_path
from accompany.timeline.order import facts_of
from accompany.timeline.page import page
from accompany.timeline.story import as_document, story_of
from accompany.walls.purpose import SPONSORS, may
from accompany.walls.veil import sees_kind, veil


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
@click.option("--limit", default=20, type=click.IntRange(1, 1000), help="Pairs at most.")
@click.option("--out", type=given.TableFile(), help="All of them, to FILE.parquet or .csv")
@given.purpose
@given.as_json
def review(ledger: Path, limit: int, out: Path | None, purpose: str, case: str, form: str) -> None:
    """List pairs of records that may be one person, those first whose decision changes most.

    A child at risk comes first, then pairs of which each tells what the other does not. Decide
    one with judge-pair; it is then no longer listed. Beside each pair of children stands what
    family the two have in common, which brothers, sisters and twins have too. That, and pairs of
    sponsors, are listed only for a purpose that may learn who a sponsor is.

    \b
    Example:
      accompany review ledger --purpose care
    """
    with opened(ledger) as world:
        world.ask("review", given.asker(purpose, case))
        households = bool(may(purpose, SPONSORS, case=case))
        pairs_to_review(world.duck, index_path(ledger).parent, households=households)
        listed = "SELECT * EXCLUDE (place) FROM review ORDER BY place"
        if out:
            given.write_table(world.duck, listed, out)
        found = list(world.duck.dicts(f"{listed} LIMIT {limit}"))
        count = world.duck.value("SELECT count(*) FROM review")
    if form == "json":
        given.say({"pairs": count, "first": found})
        return
    click.echo(f"{count:,} pairs that nobody has judged")
    for one in found:
        risk = "  CHILD AT RISK" if one["child_at_risk"] else ""
        click.echo(
            f"{one['probability']:.2f}  {one['record']}  {one['other']}  ({one['why']};"
            f" {one['facts_moved']} facts would move{_family(one)}){risk}"
        )


def _family(one: Mapping[str, Any]) -> str:
    """Return what a listed pair's records tell of family, in brief."""
    days = one["days_apart"]
    named = "" if days is None else f", named {days} days apart"
    told = {
        f"adults beside both: {one['adults_shared']}": one["adults_shared"],
        f"brothers and sisters of both: {one['siblings_shared']}": one["siblings_shared"],
        f"sponsors, none of both{named}": one["sponsors_apart"],
        "named brother or sister of each other": one["siblings_of_each_other"],
    }
    return "".join(f"; {says}" for says, there in told.items() if there)


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
