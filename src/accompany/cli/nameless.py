"""The command that shows, one at a time, whom a record without a name may tell of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accompany.cli import given
from accompany.jobs.opened import opened

if TYPE_CHECKING:
    from accompany.jobs.nameless import Look

SPOKEN = {
    "sex": "Sex", "country": "Country", "born_on": "Born", "zip": "ZIP", "entered_on": "Came in",
    "given_names": "Given names", "surnames": "Surnames", "a_number": "A-number",
}  # fmt: skip


@click.command()
@given.ledger
@click.argument("record")
@click.option(
    "--place", default=1, type=click.IntRange(1, 1_000), show_default=True,
    help="Which of them to show: the first agrees in most.",
)  # fmt: skip
@click.option(
    "--model", type=click.Path(path_type=Path, exists=True),
    help="The file of weights the ledger was linked by; else those shipped.",
)  # fmt: skip
@given.purpose
@given.as_json
def candidate(
    ledger: Path, record: str, place: int, model: Path | None, purpose: str, case: str, form: str
) -> None:
    """Show one child whom a court's record without a name or number may tell of.

    Such records are never linked: sex, country, month of birth, ZIP and date of entry say where
    and when, and never who. One child is shown at a time, for a named case, with how many others
    agree as far. It is logged for both, and nothing is kept but what somebody then judges with
    judge-pair. A ledger of public extracts alone shows nobody.

    \b
    Example:
      accompany candidate ledger us/eoir_case:900000017 --purpose child-protection --case 24-118
    """
    from accompany.identity.match.model import load
    from accompany.jobs.nameless import look

    with opened(ledger) as world:
        found = look(world, ledger, record, place, load(model), given.asker(purpose, case))
    if form == "json":
        given.say(_document(found))
        return
    for line in _lines(found):
        click.echo(line)


def _document(look: Look) -> dict[str, Any]:
    found = look.found
    return {
        "record": look.record, "says": dict(look.said),
        "candidate": found and {
            "person": found.subject, "record": found.record, "says": dict(look.values),
            "signs_that_agree": found.agrees, "days_between_entries": found.days_apart,
            "place": found.place, "among": found.among, "agree_as_far": found.as_far,
        },
    }  # fmt: skip


def _lines(look: Look) -> list[str]:
    found = look.found
    if found is None:
        return ["no child is known of whom enough of it could be said"]
    shown = [name for name in SPOKEN if look.said.get(name) or look.values.get(name)]
    cells = [
        (SPOKEN[name], look.said.get(name, "not given"), _theirs(look, name)) for name in shown
    ]
    heads = ("", look.record, found.record)
    widths = [max(len(row[n]) for row in [heads, *cells]) for n in range(2)]
    table = [
        "  ".join([row[0].ljust(widths[0]), row[1].ljust(widths[1]), row[2]])
        for row in [heads, *cells]
    ]
    others = found.as_far - 1
    return [
        f"{found.place:,} of {found.among:,} children who may be meant; {found.agrees} signs agree,"
        f" and of {others:,} other children as many do",
        "", *table, "",
        "This says where and when, and never who; the child who is meant may be none of them.",
        "Nothing of it is kept. Whoever knows more can say so:",
        f"  accompany judge-pair LEDGER {look.record} {found.record} same|different --by WHO --why"
        " HOW",
    ]  # fmt: skip


def _theirs(look: Look, name: str) -> str:
    """Return what the child's records say; of the date of entry, how far it is off."""
    assert look.found
    if name == "entered_on":
        apart = look.found.days_apart
        return "not known" if apart is None else f"{apart:,} days from it"
    return look.values.get(name, "not given or not shown")
