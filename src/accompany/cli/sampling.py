"""The command that draws pairs for people to judge, and says how right the links are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from accompany.cli import given

if TYPE_CHECKING:
    from accompany.identity.sample import Estimate, Share, Stratum
    from accompany.jobs.sample import Draw, Measured, Wanted


@click.command()
@given.ledger
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False),
    help="Draw pairs, and write the sheet to judge by here, as CSV.",
)  # fmt: skip
@click.option(
    "--who", default="children", type=click.Choice(["children", "adults"]), show_default=True,
    help="Whose links: of children, or of sponsors and household members.",
)  # fmt: skip
@click.option(
    "--pairs", default=400, type=click.IntRange(20, 20_000), show_default=True,
    help="Pairs to draw at most, if that is enough for each stratum.",
)  # fmt: skip
@click.option(
    "--seed", default=1, type=click.IntRange(0, 2**31 - 1), show_default=True,
    help="The same seed draws the same pairs of the same links.",
)  # fmt: skip
@click.option(
    "--model", type=click.Path(path_type=Path, exists=True),
    help="The file of weights the ledger was linked by; else those shipped.",
)  # fmt: skip
@click.option(
    "--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take a filled sheet in, each answer a judgement.",
)  # fmt: skip
@click.option("--by", default="", help="Who judged, where the sheet does not say.")
@given.purpose
@given.as_json
def sample(
    ledger: Path, out: Path | None, who: str, pairs: int, seed: int, model: Path | None,
    answers: Path | None, by: str, purpose: str, case: str, form: str,
) -> None:  # fmt: skip
    """Measure how right the links are: draw pairs, have people judge them, estimate with intervals.

    With --out pairs are drawn, more where the model is unsure, and a sheet is written: fill in
    judgement (same, different or unsure), by and why. With --answers the filled sheet is taken in;
    judgements are kept as judge-pair keeps them. Alone it says what the answers so far show. Pairs
    that no run compares are not drawn, and nothing is said of them. Sponsors and household members
    are drawn by --who adults, for a purpose that may learn who a sponsor is.

    \b
    Examples:
      accompany sample ledger --out sheet.csv --purpose care
      accompany sample ledger --answers sheet.csv --by "A. Steward"
    """
    from accompany.identity.linking import GROUPS
    from accompany.identity.match.model import load
    from accompany.jobs import sample as sampling

    (group,) = (one for one in GROUPS if one.name == who)
    if out and answers:
        raise click.UsageError("draw with --out, or take answers in with --answers: one at a time")
    if out:
        wanted = sampling.Wanted(pairs, seed, load(model, who), out, group)
        with given.progress("comparing"):
            made = sampling.draw_sample(ledger, wanted, given.asker(purpose, case))
        _print_draw(made, wanted)
        return
    new = None
    if answers:
        new = sampling.take_answers(
            ledger, answers, by=by, at=given.now(), who=given.who(), group=group
        )
    found = sampling.measure(ledger, group)
    if form == "json":
        given.say(_document(found, new))
    else:
        _print(found, new)


def _print_draw(made: Draw, wanted: Wanted) -> None:
    from accompany.identity.sample import FEWEST

    whole = sum(one.pairs for one in made.strata.values())
    click.echo(
        f"{made.id}: {len(made.pairs):,} of {whole:,} pairs, of {made.records:,} records of"
        f" {made.group}, are in {wanted.out.name} to be judged; the sheet holds what the records"
        " say, so keep it safe"
    )
    if len(made.pairs) > wanted.pairs:
        click.echo(
            f"{wanted.pairs:,} pairs would be too few: each of {len(made.strata)} strata needs"
            f" {FEWEST}, or all it has"
        )


def _document(found: Measured, new: int | None) -> dict[str, Any]:
    of = found.draw
    return {
        "who": of.group, "draw": of.id, "drawn_at": of.drawn_at, "model": of.model,
        "records": of.records, "taken_in": new,
        **_estimate(found.estimate),
        "if_unsure_differ": _estimate(found.if_unsure_differ),
        "if_unsure_same": _estimate(found.if_unsure_same),
        "strata": [
            {"joined": one.linked, "stated_from": one.low, "stated_to": one.high,
             "pairs": one.pairs, "drawn": one.drawn, "judged": one.judged, "same": one.same,
             "unsure": one.unsure}
            for one in found.strata
        ],
    }  # fmt: skip


def _estimate(of: Estimate) -> dict[str, Any]:
    return {
        "precision": _share(of.precision), "recall_of_compared": _share(of.recall),
    }  # fmt: skip


def _share(of: Share) -> dict[str, float]:
    return {"value": round(of.value, 5), "low": round(of.low, 5), "high": round(of.high, 5)}


def _print(found: Measured, new: int | None) -> None:
    of, judged = found.draw, sum(one.judged for one in found.strata)
    unsure = sum(one.unsure for one in found.strata)
    if new is not None:
        click.echo(f"{new:,} new judgements kept")
    click.echo(
        f"{of.id}: {len(of.pairs):,} pairs drawn of what {of.model} made of {of.records:,} records"
        f" of {of.group}; {judged:,} judged, {unsure:,} more left unsure\n"
    )
    if not judged:
        click.echo("nobody has judged any of them yet, so nothing can be said")
        return
    click.echo("Of the pairs joined, right:            " + _said(found.estimate.precision))
    click.echo("Of the true pairs compared, joined:    " + _said(found.estimate.recall))
    if unsure:
        worst, best = found.if_unsure_differ, found.if_unsure_same
        click.echo(
            f"Were all unsure different: {worst.precision.value:.1%} right,"
            f" {worst.recall.value:.1%} joined; all the same:"
            f" {best.precision.value:.1%}, {best.recall.value:.1%}"
        )
    one_of = "one child" if of.group == "children" else "one person"
    click.echo(f"\n{'':<8}{'stated':>16}{'pairs':>12}{'judged':>8}{one_of:>11}{'unsure':>8}")
    for one in found.strata:
        click.echo(_row(one))
    click.echo(
        "\nIntervals hold the truth 95 times in a hundred, or more often. Pairs that no run"
        "\ncompares were not drawn: how many true ones are among them is not known."
    )


def _row(one: Stratum) -> str:
    joined, stated = "joined" if one.linked else "apart", f"{one.low:g} to {one.high:g}"
    return f"{joined:<8}{stated:>16}{one.pairs:>12,}{one.judged:>8,}{one.same:>11,}{one.unsure:>8,}"


def _said(share: Share) -> str:
    return f"{share.value:.1%}  ({share.low:.1%} to {share.high:.1%})"
