"""The command that looks one person up among all."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accompany.cli import given

if TYPE_CHECKING:
    from accompany.identity.match.screen import Match


@click.command()
@given.ledger
@click.option("--given", "given_names", default="", help="Given names.")
@click.option("--surnames", default="")
@click.option("--born", "born_on", default="", help="Date of birth, such as 2011-09-02.")
@click.option("--sex", default="")
@click.option("--country", default="")
@click.option("--a-number", default="")
@click.option("--address", default="")
@click.option("--phone", default="")
@click.option("--email", default="")
@click.option("--limit", default=10, type=click.IntRange(1, 100), help="Candidates at most.")
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True),
    help="A file of weights; else those shipped.",
)
@given.purpose
@given.as_json
def screen(
    ledger: Path, limit: int, model: Path | None, purpose: str, case: str, form: str, **asked: str
) -> None:
    """Look a child up among all known records, under any spelling; link makes the index.

    One candidate for each person, by the record that says most. What has come since the last
    link is found too, as a record that is linked to nobody yet. A phone, e-mail or address alone
    is enough to ask who is known by it.

    \b
    Example:
      accompany screen ledger --given Ana --surnames "Muestra Tum" --purpose care
    """
    from accompany.identity.match.asked import Asked
    from accompany.identity.match.model import load
    from accompany.jobs.screen import screening

    if not any(asked.values()):
        raise click.UsageError("say something of whom you look for, such as --surnames")
    known = screening(ledger, load(model), given.asker(purpose, case))
    question = Asked.of(asked)
    started = time.perf_counter()
    matches = known.matches(question, limit)
    shared = known.shared(question)
    spent = round(1000 * (time.perf_counter() - started), 2)
    if form == "json":
        document = {
            "records": len(known.index), "milliseconds": spent,
            "candidates": [_document(one) for one in matches],
            "shared": [
                {"what": one.what, "persons": one.persons, "records": list(one.records)}
                for one in shared
            ],
        }  # fmt: skip
        given.say(document)
        return
    click.echo(f"compared with {len(known.index):,} records in {spent} ms")
    for one in matches:
        more = f", and {one.also} more" if one.also else ""
        click.echo(f"\n{one.probability:.3f}  {one.person}  {one.record}{more}")
        for part in one.parts:
            if part.bits:
                click.echo(f"  {part.bits:+7.1f}  {part.what}: {part.how}")
    for also in shared:
        click.echo(
            f"\nthe {also.what} is known from {len(also.records):,} records"
            f" of {also.persons:,} persons"
        )


def _document(one: Match) -> dict[str, Any]:
    return {
        "record": one.record, "person": one.person, "also": one.also,
        "probability": round(one.probability, 6),
        "weight": round(one.weight, 3), "levels": dict(one.levels),
        "parts": [
            {"what": part.what, "how": part.how, "bits": round(part.bits, 3)}
            for part in one.parts
        ],
    }  # fmt: skip
