"""Demo: a small made-up nation taken in, linked, judged, counted, and one child's story told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from accompany.core.when import DEFAULT_ZONE, day_ends, shown
from accompany.duties.explain import page
from accompany.duties.rules import named, rulebook
from accompany.engines.duck import filled, literal, read_sql
from accompany.figures.book import figures
from accompany.identity.linking import shipped
from accompany.jobs.check import check, duties_like, explain, short_name
from accompany.jobs.count import count
from accompany.jobs.ingest import Taken, Wishes, ingest
from accompany.jobs.link import LinkRun, Wanted, link
from accompany.jobs.opened import Asker, Opened, opened
from accompany.jobs.problems import summary
from accompany.simulate.nation import Wishes as Making
from accompany.simulate.nation import simulate
from accompany.simulate.oversight import LINES, Line, truly
from accompany.timeline.order import facts_of
from accompany.timeline.page import when_of
from accompany.timeline.story import Story, story_of

THROUGH = date(2025, 1, 31)
PURPOSE = "care"
EXPLAINED = "us/orr-policy-guide/follow-up-call"
STATES = ("kept", "late", "overdue", "unclear", "gap")
FIGURES = ("children", "never-served-january-2025", "missed-hearing", "in-care-again", "no-office")
"""Of the figures of ``simulate/oversight.py``."""
QUIET = frozenset({"person-described", "judged-same", "judged-different", "entered"})
"""Kinds of fact that a short timeline leaves out."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Show:
    """What is shown, to whom."""

    children: int
    seed: int
    now: datetime
    who: str
    busy: Callable[[str], AbstractContextManager[Callable[[int], None]]]
    """Shows that something is going on, for as long as it does; yields what each step calls."""


def demo(keep: Path | None, wanted: Show, *, say: Say) -> None:
    """Run the main jobs on a nation made up for it; ``keep`` leaves nation and ledger there."""
    if keep is not None:
        child = _run(keep, wanted, say)
        say(_NEXT.format(folder=keep, day=THROUGH, child=child))
        return
    with tempfile.TemporaryDirectory(prefix="accompany-demo-") as made:
        _run(Path(made), wanted, say)
    say("\nEveryone in it is made up. To keep what was made: accompany demo --keep FOLDER")


_NEXT = """
Nation and ledger are in {folder}. Everyone in them is made up. To look further:
  . .venv/bin/activate
  accompany problems {folder}/ledger
  accompany check {folder}/ledger --as-of {day} --purpose care
  accompany timeline {folder}/ledger {child} --as-of {day} --purpose care
  accompany review {folder}/ledger --purpose care
A month small enough to follow every record of it: docs/tutorial/README.md"""


def _run(folder: Path, wanted: Show, say: Say) -> str:
    """Run it all in ``folder``; return whose story was told."""
    nation, ledger = folder / "nation", folder / "ledger"
    say("EVERYONE HERE IS MADE UP: no child, no sponsor, no number in this is real.\n")
    making = Making(wanted.children, wanted.seed, THROUGH)
    simulate(nation, making, progress=lambda n: None)
    say(f"{wanted.children:,} children, the lives they have between agencies, and what each agency")
    say("writes down of them, with the errors agencies make. The truth stands beside it.")
    say("\n1. WHAT CAME. Each file is read by the adapter that knows it; no line is lost.\n")
    wishes = Wishes(wanted.now, wanted.who)
    with wanted.busy("taking in") as step:
        taken, refused = ingest(ledger, [nation / "extracts"], wishes, began=lambda name: step(1))
    for refusal in refused:
        say(f"  refused: {refusal.message}")
    _say_taken(taken, say)
    with opened(ledger) as world:
        _say_problems(world, say)
    say("\n2. WHO IS WHO. Each agency numbers children anew, and spells them its own way.\n")
    with wanted.busy("linking") as step:
        after = wanted.now + timedelta(seconds=1)
        runs = link(ledger, Wanted(shipped(), after, wanted.who), step)
    asker, as_of = Asker(wanted.who, wanted.now, PURPOSE, "demo"), day_ends(THROUGH, DEFAULT_ZONE)
    with opened(ledger) as world:
        _say_linked(world, nation, runs, say)
        _say_judged(world, nation, asker, as_of, say)
        _say_figures(ledger, nation, wanted, as_of, say)
        return _say_child(world, asker, as_of, say)


# ---------- what came, who is who


def _say_taken(taken: Sequence[Taken], say: Say) -> None:
    lines, facts, aside, repaired, other = (
        sum(getattr(one.reading, name) for one in taken)
        for name in ("lines", "facts_rows", "set_aside", "repaired", "not_for_us")
    )
    say(f"  {len(taken)} files of {len({one.source for one in taken})} sources: {lines:,} lines")
    say(f"  = {facts:,} became facts ({repaired:,} of them repaired)")
    say(f"  + {aside:,} set aside + {other:,} not for us, such as cases of grown-ups")


def _say_problems(world: Opened, say: Say) -> None:
    say("")
    for row in summary(world.duck):
        column = f"{row.column}: " if row.column else ""
        what = row.what.partition(":")[0]
        say(f"  {row.count:>4} {row.outcome:<9}  {row.name} line {row.first_line}: {column}{what}")


def _say_linked(world: Opened, nation: Path, runs: Sequence[LinkRun], say: Say) -> None:
    records = literal(str(nation / "truth" / "records.parquet"))
    world.duck.script("accompany.jobs", "demo.sql", records=records)
    called = {"children": "children", "others": "sponsors and household members"}
    for who, found, persons, pairs, joined, right in world.duck.rows("FROM demo_linked"):
        say(f"  {found:,} records of {called[who]} become {persons:,} persons.")
        say(f"    Truly {pairs:,} pairs of them are of one person: {right:,} of these are joined,")
        say(f"    {pairs - right:,} are not. {joined - right:,} pairs are joined that are of two.")
    doubtful = sum(run.doubtful for run in runs)
    say(f"  {doubtful:,} pairs are left for a person to look at: accompany review")


# ---------- what is owed


def _say_judged(world: Opened, nation: Path, asker: Asker, as_of: datetime, say: Say) -> None:
    world.ask("check --out", asker)
    truth = f"read_parquet({literal(str(nation / 'truth' / 'dues.parquet'))})"
    sql = "SELECT duty, state, count(*) FROM {} GROUP BY ALL"
    real = {(duty, state): n for duty, state, n in world.duck.rows(sql.format(truth))}
    say(f"\n3. WHAT IS OWED, as of {shown(as_of)}: what the ledger says, in brackets the truth.")
    say("   They differ where an agency lost, misspelt, never wrote or never sent what it did.\n")
    check(world, as_of=as_of, duties=duties_like("*"))
    found = {(duty, state): n for duty, state, n in world.duck.rows(sql.format("dues"))}
    for line in _beside_truth(found, real):
        say(line.rstrip())
    say("\n   unclear: nobody who would know was heard from until the time was up. HHS's release")
    say("   file names nobody, so its releases stand beside the others and open duties anew.")
    say("   gap: open, and law sets no time for it.")


def _beside_truth(
    found: dict[tuple[str, str], int], real: dict[tuple[str, str], int]
) -> Iterator[str]:
    yield f"   {'duty':<28}" + "".join(f"{state:>13}" for state in STATES)
    for duty in sorted({duty for duty, _ in real}):
        cells = ((found.get((duty, s), 0), real.get((duty, s), 0)) for s in STATES)
        shown_ = "".join(f"{f'{n:,} ({true:,})' if n or true else '':>13}" for n, true in cells)
        yield f"   {short_name(rulebook()[duty]):<28}{shown_}"


def _say_figures(ledger: Path, nation: Path, wanted: Show, as_of: datetime, say: Say) -> None:
    """Count what overseers ask, as known before records were linked, and after."""
    truth = truly(nation)
    asked = [line for line in LINES if line.id in FIGURES]
    book = figures(sorted({line.figure for line in asked}))
    found = []
    for known_by in (wanted.now, None):
        with opened(ledger, known_by=known_by) as world:
            answers = count(world, book, as_of=as_of, known_by=known_by, by=(), cases=True)
            found.append({one.figure.figure: one.total.value for one in answers})
    say(f"\n4. HOW MANY, as of {shown(as_of)}, as known before records were linked and after\n")
    say(f"   {'':<44}{'before':>10}{'linked':>10}{'truth':>10}")
    for line in asked:
        values = [*(values[line.figure] for values in found), truth[line.id]]
        cells = "".join(f"{_figure(value, line):>10}" for value in values)
        say(f"   {line.says:<44}{cells}")


def _figure(value: float | None, line: Line) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if line.id == "children" else f"{value:.1%}"


# ---------- one child


def _say_child(world: Opened, asker: Asker, as_of: datetime, say: Say) -> str:
    sql = read_sql("accompany.jobs", "demo_child.sql")
    found = world.duck.rows(filled(sql, duty=literal(EXPLAINED)))
    if not found:
        return "RECORD"
    subject: str = found[0][0]
    world.ask("timeline", asker, subject=subject)
    world.ask("explain", asker, subject=subject)
    story = story_of(subject, facts_of(world.duck, subject), as_of=as_of)
    say(f"\n5. ONE CHILD, {subject}: what {found[0][1]} sources know, in one line of time\n")
    for line in _written(story):
        say(line)
    say("")
    for line in _happened(story):
        say(line)
    say("\n6. WHY OVERDUE\n")
    for told in explain(world, subject, named(EXPLAINED), as_of=as_of):
        say(page(told, subject))
    return subject


def _written(story: Story) -> Iterator[str]:
    """Show how each agency has written the child down."""
    for fact in story.facts:
        if fact.kind == "person-described":
            said = fact.details
            name = f"{said.get('given_names', '')} {said.get('surnames', '')}".strip()
            born, number = said.get("born_on", "no birth date"), said.get("a_number", "no A-number")
            yield f"  {fact.source:<19}{name or '(no names)':<34} {born:<14} {number}"


def _happened(story: Story) -> Iterator[str]:
    for fact in story.facts:
        if fact.kind not in QUIET and not fact.undated:
            parties = fact.party + (f" -> {fact.to_party}" if fact.to_party else "")
            yield f"  {when_of(fact)[:16]:<17} {fact.kind:<25} {parties:<26} {fact.source}"
