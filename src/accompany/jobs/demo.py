"""Demo: a made-up month taken in, judged, counted, and one due explained."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from accompany.core.when import read_when
from accompany.duties.explain import page
from accompany.duties.rules import named
from accompany.figures.book import figures
from accompany.figures.page import table
from accompany.jobs.check import Counted, check, counted, duties_like, explain
from accompany.jobs.count import count
from accompany.jobs.ingest import Wishes, ingest
from accompany.jobs.opened import Asker, opened

AS_OF = read_when("2024-06-30").latest


def demo(folder: Path | None, *, say: Callable[[str], None], now: datetime, who: str) -> None:
    """Run the main job on the bundled month in a folder that is gone afterwards."""
    month = folder or Path("examples/month")
    with tempfile.TemporaryDirectory(prefix="accompany-demo-") as made:
        path = Path(made) / "ledger"
        taken, refused = ingest(path, [month], Wishes(now, who))
        say(f"Taken in: a month of made-up records from {month.name}\n")
        for one in taken:
            read = one.reading
            say(
                f"  {read.lines:>6,} lines = {read.facts_rows:,} + {read.set_aside:,} set aside"
                f" + {read.not_for_us:,} not for us   {one.source}  {Path(one.path).name}"
            )
        for refusal in refused:
            say(f"  refused: {refusal.message}")
        with opened(path) as world:
            asker = Asker(who, now, "care", "demo")
            world.ask("check --out", asker)
            check(world, as_of=AS_OF, duties=duties_like("*"))
            say(f"\nDuties as of {AS_OF.date()}, as known now\n")
            _say_duties(counted(world), say)
            answers = count(
                world, figures(["duties"]), as_of=AS_OF, known_by=None,
                by=("state", "duty"), cases=True,
            )  # fmt: skip
            say("\n" + "\n".join(table(answer) for answer in answers))
            row = world.duck.rows(
                "SELECT subject, duty FROM dues WHERE state = 'overdue'"
                " ORDER BY due_latest, subject, duty LIMIT 1"
            )
            say("One of them, explained\n")
            for subject, duty in row:
                world.ask("explain", asker, subject=subject)
                for told in explain(world, subject, named(duty), as_of=AS_OF):
                    say(page(told, subject))
    say("\nEveryone in it is made up. Begin your own: accompany ingest LEDGER FILES")


def _say_duties(rows: Sequence[Counted], say: Callable[[str], None]) -> None:
    states = ("kept", "late", "overdue", "unclear", "waiting", "gap")
    say(f"  {'duty':<34}" + "".join(f"{state:>9}" for state in states))
    for row in rows:
        cells = "".join(f"{row.states.get(state, 0):>9,}" for state in states)
        say(f"  {row.duty.name:<34}{cells}")
