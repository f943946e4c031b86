"""Demo: a made-up month taken in, judged, counted by state, and one overdue due explained."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from accompany.core.problem import InputFault
from accompany.core.when import read_when, shown
from accompany.duties.explain import page
from accompany.duties.rules import named
from accompany.figures.book import figures
from accompany.figures.cell import Answer, Cell
from accompany.jobs.check import check, counted, duties_like, duty_table, explain
from accompany.jobs.count import count
from accompany.jobs.ingest import Taken, Wishes, ingest
from accompany.jobs.opened import Asker, Opened, opened
from accompany.jobs.problems import summary

MONTH = Path("examples/month")
AS_OF = read_when("2024-06-30").latest
PURPOSE = "care"

Say = Callable[[str], None]

_WORST = (
    "SELECT subject, duty FROM dues WHERE state = 'overdue'"
    " ORDER BY strength <> 'statute', due_latest, subject, duty LIMIT 1"
)


def demo(folder: Path | None, *, say: Say, now: datetime, who: str) -> None:
    """Run the main job on the bundled month, in a ledger that is gone afterwards."""
    month = folder or MONTH
    if not month.is_dir():
        advice = "Run it in the project's folder, or name a month with --folder."
        raise InputFault(str(month), "there is no such folder", advice)
    with tempfile.TemporaryDirectory(prefix="accompany-demo-") as made:
        path = Path(made) / "ledger"
        taken, refused = ingest(path, [month], Wishes(now, who))
        _say_taken(taken, say)
        for refusal in refused:
            say(f"  refused: {refusal.message}")
        with opened(path) as world:
            _say_problems(world, say)
            _say_judged(world, Asker(who, now, PURPOSE, "demo"), say)
    say(
        "\nEveryone in it is made up. To look further, make a ledger of the same month:\n"
        "  . .venv/bin/activate\n"
        f"  accompany ingest ledger {month} --known-at 2024-07-01\n"
        f"  accompany check ledger --as-of {shown(AS_OF)}"
    )


def _say_taken(taken: Sequence[Taken], say: Say) -> None:
    sources = {one.source for one in taken}
    lines, facts, aside = (
        sum(getattr(one.reading, name) for one in taken)
        for name in ("lines", "facts_rows", "set_aside")
    )
    other = sum(one.reading.not_for_us for one in taken)
    say(
        f"Taken in: {len(taken)} files of {len(sources)} sources\n"
        f"  {lines:,} lines = {facts:,} became facts + {aside:,} set aside + {other:,} not for us"
    )


def _say_problems(world: Opened, say: Say) -> None:
    say("\nSet aside or repaired, none of it lost")
    for row in summary(world.duck):
        where = f"{row.name} line {row.first_line}"
        column = f"{row.column}: " if row.column else ""
        say(f"  {row.outcome:<9}  {where}\n{'':<13}{column}{row.what}")


def _say_judged(world: Opened, asker: Asker, say: Say) -> None:
    world.ask("check --out", asker)
    check(world, as_of=AS_OF, duties=duties_like("*"))
    say(f"\nDuties as of {shown(AS_OF)}, in {world.persons.clusters:,} persons of several records")
    for line in duty_table(counted(world), shown=lambda count: str(count or ".")):
        say("\n".join(f"  {part}".rstrip() for part in line.split("\n")))
    asked = figures(["duties"])
    answers = count(world, asked, as_of=AS_OF, known_by=None, by=("duty", "state"), cases=True)
    _say_places(answers, say)
    say("\nOne of them, explained\n")
    for subject, duty in world.duck.rows(_WORST):
        world.ask("explain", asker, subject=subject)
        for told in explain(world, subject, named(duty), as_of=AS_OF):
            say(page(told, subject))


def _say_places(answers: Sequence[Answer], say: Say) -> None:
    """Show the duties that a release opened: late or overdue, and unclear, of those judged."""
    found = [cell for answer in answers for cell in answer.cells if cell.by["state"]]
    cells = {(str(cell.by["duty"]), str(cell.by["state"])): cell for cell in found}
    places = sorted({place for _, place in cells})
    say(
        "\nLate or overdue, of those whose time is up, by the state the child was released to;"
        "\nwith a question mark those of which nobody has reported"
    )
    say(f"  {'duty':<30}" + "".join(f"{place:>15}" for place in places))
    for duty in sorted({duty for duty, _ in cells}):
        late = [_late_of(cells.get((duty, place))) for place in places]
        if any(late):
            name = duty.rpartition("/")[2]
            say(f"  {name:<30}" + "".join(f"{words or '.':>15}" for words in late))


def _late_of(cell: Cell | None) -> str:
    if cell is None or not cell.denominator:
        return ""
    unclear = f"+{cell.unclear}?" if cell.unclear else ""
    return f"{cell.numerator}{unclear} of {cell.denominator}"
