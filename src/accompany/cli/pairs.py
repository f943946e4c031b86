"""Why two records are, or are not, one person, printed or written as a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from accompany.cli import given
from accompany.figures.words import Language
from accompany.jobs.opened import opened


@dataclass(frozen=True, slots=True)
class Pair:
    """How a pair is to be told."""

    model: Path | None
    page: Path | None
    language: Language
    form: str


def explain_pair(
    ledger: Path, records: tuple[str, str], how: Pair, purpose: str, case: str
) -> None:
    from accompany.figures.pair.page import as_page
    from accompany.figures.pair.story import as_document
    from accompany.figures.pair.text import as_text
    from accompany.jobs.explain_pair import explain_pair as explained

    with opened(ledger) as world:
        story = explained(world, ledger, records, how.model, given.asker(purpose, case))
    if how.page:
        how.page.write_text(as_page(story, how.language), "utf-8")
        click.echo(f"wrote {how.page}", err=True)
    if how.form == "json":
        given.say(as_document(story))
    elif not how.page:
        click.echo(as_text(story, how.language), nl=False)
