"""The command that makes a nation up."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from accompany.simulate.nation import FEWEST, MOST, Wishes
from accompany.simulate.nation import simulate as make


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--children",
    type=click.IntRange(FEWEST, MOST),
    default=1_000,
    show_default=True,
    help="How many children the nation has.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="The same seed and size give the same bytes.",
)
@click.option(
    "--through",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    default="2025-01-31",
    show_default=True,
    help="The last day of which anything is told.",
)
@click.option("--perfect", is_flag=True, help="Let agencies write all there is, nothing wrong.")
@click.option(
    "--public-court",
    is_flag=True,
    help="Leave A-numbers out of the courts' release, as the public one does.",
)
def simulate(
    folder: Path, children: int, seed: int, through: datetime, perfect: bool, public_court: bool
) -> None:
    """Make up a nation of children with known truth, and what agencies write of them.

    Nobody in it is real, and no figure from it may be published as one.

    \b
    Example:
      accompany simulate nation --children 20000 --seed 1
    """
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder.name} is not empty. Name a new folder")
    shown = Progress(
        TextColumn("making children up"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), disable=not Console(stderr=True).is_terminal,
    )  # fmt: skip
    with shown:
        task = shown.add_task("", total=children)
        wishes = Wishes(children, seed, through.date(), perfect, public_court)
        made = make(folder, wishes, progress=lambda n: shown.update(task, advance=n))
    click.echo(f"{made['children']:,} children and {made['records']:,} person records in {folder}")
