"""Commands that take extracts in and look after the ledger: ingest, map, problems, verify."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from accompany.cli import given
from accompany.core.fact import read_heard
from accompany.core.when import zone_of
from accompany.jobs.ingest import Covered, Refusal, Taken, Wishes
from accompany.jobs.ingest import ingest as take_in
from accompany.jobs.opened import opened
from accompany.jobs.problems import problem_table, summary
from accompany.jobs.verify import verify as look_for_changes
from accompany.sources import mapping as mappings


@click.command()
@given.ledger
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "source", default="", help="Name the source, such as plain/dhs-north.")
@click.option("--map", "saved", type=click.Path(path_type=Path), help="A mapping saved by `map`.")
@click.option("--known-at", type=given.Moment(ends=False), help="When it was received; else now.")
@click.option("--covers", default="", help="FROM..TO: silence in these days means not done.")
@click.option(
    "--for",
    "whom",
    type=click.Choice(["all", "listed"]),
    default="listed",
    help="Silence about anyone, or only about persons this source lists.",
)
@click.option("--kinds", default="", help="With --covers: kinds covered; else those in the file.")
@click.option("--zone", default="", help="Wall clock of times without an offset.")
@click.option("--stated-rows", type=int, help="How many rows the sender says there are.")
@given.as_json
def ingest(
    ledger: Path, files: tuple[Path, ...], source: str, saved: Path | None,
    known_at: datetime | None, covers: str, whom: str, kinds: str, zone: str,
    stated_rows: int | None, form: str,
) -> None:  # fmt: skip
    """Take extracts in: each file is read by the adapter that knows it, nothing is lost.

    Beside a file may stand what it covers (FILE.covers.csv) and its mapping (FILE.map.yaml).

    \b
    Example:
      accompany ingest ledger calls.csv --as plain/north --covers 2024-01-01..2024-06-30
    """
    covered = None
    if covers:
        named = [_kind(kind.strip()) for kind in kinds.split(",") if kind.strip()]
        covered = Covered(*given.read_period(covers), whom == "all", named)
    if zone:
        _check_zone(zone)
    wishes = Wishes(
        known_at=known_at or given.now(), who=given.who(), source=source,
        mapping=mappings.load(saved) if saved else {}, covered=covered, zone=zone,
        stated_rows=stated_rows,
    )  # fmt: skip
    with given.progress("taking in", len(files)) as step:
        taken, refused = take_in(
            ledger, files, wishes, began=lambda name: step(1), came=step.at, pause=given.pause()
        )
    if form == "json":
        given.say(
            {"files": [_books(one) for one in taken], "refused": [asdict(one) for one in refused]}
        )
    else:
        _print(taken)
    _fail(refused)


def _kind(name: str) -> str:
    try:
        return read_heard(name)
    except ValueError as error:
        what, advice = error.args
        raise click.BadParameter(f"{name}: {what}. {advice}", param_hint="--kinds") from error


def _check_zone(zone: str) -> None:
    try:
        zone_of(zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--zone") from error


def _books(one: Taken) -> dict[str, object]:
    read = one.reading
    return {
        "path": one.path, "source": one.source, "lines": read.lines,
        "facts_rows": read.facts_rows, "repaired": read.repaired, "set_aside": read.set_aside,
        "not_for_us": read.not_for_us, "facts": one.kept.facts, "replaced": one.kept.replaced,
        "withdrawn": one.kept.withdrawn, "seconds": round(one.seconds, 3),
    }  # fmt: skip


def _print(taken: list[Taken]) -> None:
    if not taken:
        return
    click.echo(f"{'lines':>10} = {'facts rows':>10} + {'set aside':>9} + {'not for us':>10}"
               f"   {'repaired':>8}  {'new facts':>10}  {'s':>6}  source, file")  # fmt: skip
    for one in taken:
        read = one.reading
        again = "" if one.first_time else "  taken in before"
        new = f"{one.kept.facts:,}"
        click.echo(
            f"{read.lines:>10,} = {read.facts_rows:>10,} + {read.set_aside:>9,} +"
            f" {read.not_for_us:>10,}   {read.repaired:>8,}  {new:>10}  {one.seconds:>6.1f}"
            f"  {one.source}, {Path(one.path).name}{again}"
        )
        if one.kept.replaced or one.kept.withdrawn:
            click.echo(f"{'':>12}{one.kept.replaced:,} corrected, {one.kept.withdrawn:,} withdrawn")
        if stay := one.kept.vanished - one.kept.withdrawn:
            click.echo(f"{'':>12}{stay:,} not told again; they stay, see problems")


def _fail(refused: list[Refusal]) -> None:
    for one in refused:
        click.echo(f"not taken in: {one.message}", err=True)
    if refused:
        raise click.exceptions.Exit(1)


@click.command("map")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path), help="Save the mapping here.")
@given.as_json
def map_(file: Path, out: Path | None, form: str) -> None:
    """Propose how a spreadsheet's columns become plain columns; ten rows before and after.

    \b
    Example:
      accompany map calls.xlsx --out calls.yaml
    """
    proposed = mappings.propose(file)
    if form == "json":
        given.say(
            {
                "mapping": proposed.mapping,
                "proposals": [asdict(p) for p in proposed.proposals],
                "before": list(proposed.before),
                "after": list(proposed.after),
            }
        )
    else:
        for one in proposed.proposals:
            mark = one.plain or "(kept as it is)"
            click.echo(f"{one.column:<32} -> {mark:<16} {one.confidence:>4.0%}  {one.because}")
        for title, rows in (("before", proposed.before), ("after", proposed.after)):
            click.echo(f"\n{title}")
            for row in rows:
                click.echo("  " + " | ".join(f"{name}={value}" for name, value in row.items()))
    if out:
        mappings.save(proposed.mapping, out)
        click.echo(f"saved to {out.name}; use it with: ingest --map {out.name}", err=True)


@click.command()
@given.ledger
@click.option("--out", type=given.TableFile(), help="Write every problem to a table.")
@click.option("--raw", is_flag=True, help="Show the lines as they came; needs a purpose.")
@given.purpose
@given.as_json
def problems(ledger: Path, out: Path | None, raw: bool, purpose: str, case: str, form: str) -> None:
    """Show what was set aside or repaired, and why; nothing that came is lost.

    \b
    Example:
      accompany problems ledger --out problems.csv
    """
    with opened(ledger) as world:
        if raw:
            world.ask("problems --raw", given.asker(purpose, case))
        if out:
            given.write_table(world.duck, problem_table(raw=raw), out)
        if form == "json":
            given.say({"problems": list(world.duck.dicts(problem_table(raw=raw)))})
            return
        for row in summary(world.duck):
            where = f"{row.name}/{row.part}" if row.part else row.name
            click.echo(f"{row.count:>9,}  {row.outcome:<9}  {row.source}, {where}")
            column = f"{row.column}: " if row.column else ""
            click.echo(f"{'':>11}{column}{row.what} (first at line {row.first_line})")
            click.echo(f"{'':>11}{row.advice}")
            if row.known:
                click.echo(f"{'':>11}{row.known}")
        if raw and not out:
            for line in world.duck.dicts(problem_table(raw=True)):
                click.echo(f"{line['extract']}:{line['line']}: {line['raw']}")


@click.command()
@given.ledger
def verify(ledger: Path) -> None:
    """Check every file and the access log against their chains of hashes; name what was altered.

    \b
    Example:
      accompany verify ledger
    """
    faults, head = look_for_changes(ledger)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} alterations; the ledger is not as written")
    click.echo(f"as written: {head.batches} batches, head {head.hash}")
