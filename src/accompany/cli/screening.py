"""The command that looks one person up among all."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accompany.cli import given

if TYPE_CHECKING:
    from accompany.identity.match.screen import Known, Match
    from accompany.jobs.screen import Adult, Contact


@click.command()
@given.ledger
@click.option("--given", "given_names", default="", help="Given names.")
@click.option("--surnames", default="")
@click.option("--born", "born_on", default="", help="Date of birth, such as 2011-09-02.")
@click.option("--sex", default="")
@click.option("--country", default="")
@click.option("--a-number", default="")
@click.option("--address", default="", help="House number and street; give --zip too.")
@click.option("--unit", default="", help="Those of every unit are told beside it.")
@click.option("--city", default="")
@click.option("--zip", default="")
@click.option("--phone", default="")
@click.option("--email", default="")
@click.option(
    "--who",
    type=click.Choice(["child", "adult", "anybody"]),
    default="anybody",
    help="Among children, among sponsors and household members, or both.",
)
@click.option("--limit", default=10, type=click.IntRange(1, 100), help="Candidates at most.")
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True),
    help="A file of weights; else those shipped.",
)
@click.option(
    "--adults-model",
    type=click.Path(path_type=Path, exists=True),
    help="A file of weights for sponsors and household members; else those shipped.",
)
@given.purpose
@given.as_json
def screen(
    ledger: Path, who: str, limit: int, model: Path | None, adults_model: Path | None,
    purpose: str, case: str, form: str, **asked: str,
) -> None:  # fmt: skip
    """Look a child or a sponsor up among all known records, under any spelling.

    One candidate for each person, by the record that says most; with a sponsor or a household
    member, the children that any of their records names. What has come since the last link is
    found too, as a record that is linked to nobody yet. A phone, e-mail or address alone is
    enough to ask how many children and adults are known by it, and over what time. Sponsors are
    shown only to a purpose that may learn who they are. link makes what is looked in.

    \b
    Example:
      accompany screen ledger --given Ana --surnames "Muestra Tum" --purpose care
    """
    from accompany.identity.match.asked import Asked
    from accompany.identity.match.model import load
    from accompany.jobs.screen import screening

    if not any(asked.values()):
        raise click.UsageError("say something of whom you look for, such as --surnames")
    if asked["address"] and not asked["zip"]:
        click.echo("who is known by an address is found by street and ZIP: give --zip", err=True)
    models = {"children": load(model), "adults": load(adults_model, "adults")}
    known = screening(ledger, models, given.asker(purpose, case))
    question = Asked.of(asked)
    started = time.perf_counter()
    children = known.children.matches(question, limit) if who != "adult" else []
    adults = known.matching_adults(question, limit) if who != "child" else []
    contacts = known.contacts(question)
    spent = round(1000 * (time.perf_counter() - started), 2)
    if form == "json":
        document = {
            "records": len(known), "milliseconds": spent,
            "candidates": [_document(one) for one in children],
            "adults": [
                _document(one.match) | {"children": _known(one.children)} for one in adults
            ],
            "adults_hidden": known.hidden,
            "shared": [
                {"what": one.what, "children": _known(one.children), "adults": _known(one.adults)}
                for one in contacts
            ],
        }  # fmt: skip
        given.say(document)
        return
    click.echo(f"compared with {len(known):,} records in {spent} ms")
    _print(children, adults, contacts, known.hidden)


def _print(
    children: list[Match], adults: list[Adult], contacts: list[Contact], hidden: str
) -> None:
    if not (children or adults or contacts):
        click.echo("nobody like this is known")
    _print_group("children", children, [""] * len(children))
    _print_group(
        "sponsors and household members",
        [one.match for one in adults],
        [f"  known with {_counted(one.children, 'child', 'children')}" for one in adults],
    )
    if hidden:
        click.echo(f"\nsponsors and households are not shown: {hidden}")
    for contact in contacts:
        what = (
            "address, in whatever unit and near spelling,"
            if contact.what == "building"
            else contact.what
        )
        click.echo(f"\nthe {what} is known of")
        click.echo(f"  {_counted(contact.children, 'child', 'children')}")
        if contact.adults:
            click.echo(f"  {_counted(contact.adults, 'adult', 'adults')}")


SHOWN_FROM = 0.01
SHOWN_BITS = 0.05
"""What would be printed as nothing is not printed."""


def _print_group(title: str, matches: list[Match], more: list[str]) -> None:
    """Print candidates; beyond the first only those that may well be meant."""
    if not matches:
        return
    click.echo(f"\n{title}")
    shown = [n for n, one in enumerate(matches) if n == 0 or one.probability >= SHOWN_FROM]
    for n in shown:
        one = matches[n]
        also = f", and {one.also} more" if one.also else ""
        click.echo(f"\n{one.probability:.3f}  {one.person}  {one.record}{also}")
        for part in one.parts:
            if abs(part.bits) >= SHOWN_BITS:
                click.echo(f"  {part.bits:+7.1f}  {part.what}: {part.how}")
        if more[n]:
            click.echo(more[n])
    if left := len(matches) - len(shown):
        click.echo(f"\n{left} more, each less likely than {SHOWN_FROM}")


def _counted(known: Known, one: str, many: str) -> str:
    count, records = len(known.persons), len(known.records)
    told = f"{count:,} {one if count == 1 else many}"
    told += f" in {records:,} record{'' if records == 1 else 's'}"
    return f"{told}, {known.first} to {known.last}" if known.first else told


def _known(known: Known | None) -> dict[str, Any] | None:
    if known is None:
        return None
    return {
        "persons": list(known.persons), "records": list(known.records),
        "first": known.first.isoformat() if known.first else None,
        "last": known.last.isoformat() if known.last else None,
    }  # fmt: skip


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
