"""Commands that say who is who: link by a model, judge a pair, take a judgement back."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accompany.cli import given
from accompany.identity.judgement import Verdict
from accompany.jobs import judge as judging
from accompany.jobs.ingest import Wishes
from accompany.jobs.ingest import ingest as take_in
from accompany.jobs.opened import opened

if TYPE_CHECKING:
    from accompany.jobs.link import LinkRun

VERDICTS = ("same", "different", "unsure")


@click.command()
@given.ledger
@click.option(
    "--from",
    "given_links",
    type=click.Path(path_type=Path, exists=True),
    help="Take in links others judged, and use no model: record_a, record_b, judgement, by, why.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True),
    help="A file of weights for children; else those shipped.",
)
@click.option(
    "--adults-model",
    type=click.Path(path_type=Path, exists=True),
    help="A file of weights for sponsors and household members; else those shipped.",
)
@click.option("--whole", is_flag=True, help="Compare all records, not only what has arrived.")
@click.option("--known-at", type=given.Moment(ends=False), help="When linked; else now.")
@given.as_json
def link(
    ledger: Path, given_links: Path | None, model: Path | None, adults_model: Path | None,
    whole: bool, known_at: datetime | None, form: str,
) -> None:  # fmt: skip
    """Make persons of records, by a model and by what people judged; people overrule.

    Children's records are linked with each other, and those of sponsors and household members.
    Whatever names, birth dates and numbers make sure is joined; what is doubtful stays apart and
    is counted for a person to look at. A *different* keeps two records apart in every later run.
    After the first run only what has arrived is compared; --whole gives the same links, slower.

    \b
    Examples:
      accompany link ledger
      accompany link ledger --from links.csv
    """
    from accompany.identity.match.model import load
    from accompany.jobs import link as linking

    started = time.perf_counter()
    at = known_at or given.now()
    books: dict[str, Any] = {"model": None, "groups": {}}
    if given_links:
        wishes = Wishes(at, given.who(), source="plain/given-links")
        _, refused = take_in(ledger, [given_links], wishes)
        if refused:
            raise click.ClickException(refused[0].message)
    else:
        with given.progress("linking") as step:
            models = {"children": load(model), "adults": load(adults_model, "adults")}
            runs = linking.link(ledger, linking.Wanted(models, at, given.who(), whole), step)
        books = _books(runs[0]) | {"groups": {one.group: _books(one) for one in runs}}
    with opened(ledger) as world:
        persons = world.persons
    summary = {
        "records": persons.records, "pairs": persons.links, "clusters": persons.clusters,
        "contradictions": len(persons.contradictions), "unsure": len(persons.unsure),
        **books, "seconds": round(time.perf_counter() - started, 3),
    }  # fmt: skip
    if form == "json":
        given.say(summary)
    else:
        _print(summary)


def _books(made: LinkRun) -> dict[str, Any]:
    return {
        "model": made.model, "whole": made.whole, "described": made.records, "compared": made.pairs,
        "copies": made.copies, "links_added": made.added, "links_withdrawn": made.withdrawn,
        "doubtful": made.doubtful, "held_back": made.held_back,
        "keys": [
            {"family": one.family, "pairs": one.pairs, "tightened": one.tightened,
             "records_dropped": one.dropped}
            for one in made.yields
        ],
    }  # fmt: skip


def _print(summary: dict[str, Any]) -> None:
    click.echo(
        f"{summary['records']:,} records; {summary['pairs']:,} links join them into"
        f" {summary['clusters']:,} persons of two records or more ({summary['seconds']} s)"
    )
    for group, books in summary["groups"].items():
        if books["described"]:
            _print_run(group, books)
    if summary["contradictions"]:
        click.echo(
            f"{summary['contradictions']:,} judgements contradict each other and were held"
            " back: two records judged different would have become one person"
        )


def _print_run(group: str, books: dict[str, Any]) -> None:
    what = f"describe {group}" if books["whole"] else f"are of {group} and new, or touched by such"
    click.echo(
        f"{books['described']:,} of them {what}; {books['model']} compared"
        f" {books['compared']:,} pairs and leaves {books['doubtful']:,} for a person to look at;"
        f" a guard kept {books['held_back']:,} apart"
    )
    if dropped := sum(one["records_dropped"] for one in books["keys"]):
        click.echo(f"{dropped:,} times a key was too common to pair a record by")


@click.command()
@given.ledger
@click.option("--out", type=click.Path(path_type=Path), required=True, help="MODEL.json to write.")
@click.option(
    "--who",
    default="children",
    type=click.Choice(["children", "adults"]),
    help="Whose records: children, or sponsors and household members.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path, exists=True),
    help="A file of weights to start from; else those shipped.",
)
def train(ledger: Path, out: Path, who: str, model: Path | None) -> None:
    """Fit linkage weights once on this installation's records; link --model then uses them.

    No truth is needed, so none is learnt: of what fields say together only what parts twins and
    siblings is carried over from the weights started from. Check a sample by hand before relying
    on the file.

    \b
    Example:
      accompany train ledger --out model.json
    """
    from accompany.identity.match.model import Model, load
    from accompany.jobs import train as training

    with given.progress("learning") as step:
        start = load(model, who)
        made = Model(training.train(ledger, start, who=who, on=given.now(), step=step))
    made.save(out)
    records = made.document["data"]["records"]
    option = "--model" if who == "children" else "--adults-model"
    click.echo(f"{made.id}, fitted on {records:,} records: {out.name}. Use it: link {option}")


@click.command("judge-pair")
@given.ledger
@click.argument("record_a")
@click.argument("record_b")
@click.argument("verdict", type=click.Choice(VERDICTS))
@click.option("--by", required=True, help="Who judges.")
@click.option("--why", required=True, help="The reason, kept with the name.")
@click.option("--known-at", type=given.Moment(ends=False), help="When judged; else now.")
@given.as_json
def judge_pair(
    ledger: Path, record_a: str, record_b: str, verdict: Verdict, by: str, why: str,
    known_at: datetime | None, form: str,
) -> None:  # fmt: skip
    """Keep a person's word that two records are, or are not, one person.

    \b
    Example:
      accompany judge-pair ledger plain/a:1 plain/b:2 different --by "A. Steward" --why "twins"
    """
    word = judging.Word(verdict, by, why, known_at or given.now())
    made = judging.judge_pair(ledger, record_a, record_b, word)
    if form == "json":
        given.say({"judgement": made, "verdict": verdict})
    else:
        click.echo(f"kept as judgement {made}; undo-judgement takes it back")


@click.command("undo-judgement")
@given.ledger
@click.argument("judgement")
@click.option("--by", required=True, help="Who takes it back.")
@click.option("--why", required=True, help="The reason, kept with the name.")
@click.option("--known-at", type=given.Moment(ends=False), help="When taken back; else now.")
def undo_judgement(
    ledger: Path, judgement: str, by: str, why: str, known_at: datetime | None
) -> None:
    """Take a judgement back by a new fact; both stay in the ledger.

    \b
    Example:
      accompany undo-judgement ledger 1f0c... --by "A. Steward" --why "mixed up two files"
    """
    judging.undo_judgement(ledger, judgement, by=by, why=why, at=known_at or given.now())
    click.echo("taken back; the earlier state stands again")
