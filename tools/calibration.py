"""Hold a made-up nation beside what was published, and count what its extracts do to a ledger.

python tools/calibration.py                     figures and errors, from truth/ by SQL
python tools/calibration.py --through-adapters  extracts taken in: faults, books, dues off
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from accompany.core.when import DEFAULT_ZONE, day_ends
from accompany.duties.calendars import calendars
from accompany.duties.everyone import gather, judge_everyone, rules_and_hearing
from accompany.duties.rules import rulebook
from accompany.engines.duck import Duck, literal
from accompany.jobs.check import hearing_of
from accompany.jobs.ingest import Taken, ingest
from accompany.jobs.ingest import Wishes as Taking
from accompany.jobs.opened import opened
from accompany.simulate.calibration import calibrated, page
from accompany.simulate.nation import Wishes, simulate
from accompany.simulate.rates import rate
from accompany.timeline.custody import take_custody
from accompany.timeline.derive import derive

THROUGH = date(2025, 1, 31)
KNOWN_AT = datetime(2025, 2, 1, tzinfo=UTC)
STATES = ("kept", "late", "overdue", "unclear", "waiting", "excused", "superseded", "gap")

FATE = {
    "never told": "gone: silence", "done but not written down": "gone: silence",
    "a month that never came": "gone: a hole in what was heard",
    "told late": "comes with a later extract",
    "of the wrong child": "passed as plausible", "day and month turned": "passed as plausible",
    "entered, then corrected": "passed as plausible, both days stand",
    "entered twice": "passed, adds no fact", "a month sent twice": "passed, adds no fact",
    "a date that is none": "set aside", "a kind that is none": "set aside",
    "no date of release": "set aside",
    "a ZIP code without its leading nought": "repaired",
}  # fmt: skip


def errors(folder: Path) -> None:
    with Duck() as duck:
        views(duck, folder)
        duck.script("accompany.simulate", "errors.sql")
        print("\nWhere records of children stray from the truth, share of records that say it")
        heads = ("agency", "records", "letters", "name", "born", "no born", "A-number", "none")
        print("  " + "".join(f"{head:>10}" for head in heads))
        for agency, n, *shares in duck.rows("FROM strayed"):
            cells = "".join(f"{'-' if one is None else f'{one:.1%}':>10}" for one in shares)
            print(f"  {agency:>10}{n:>10,}{cells}")
        print("\nHow errors and people come together")
        for what, share, beside in duck.rows("FROM together"):
            print(f"  {share:6.1%} | {beside:6.1%}  {what}")


def views(duck: Duck, folder: Path) -> None:
    for path in sorted((folder / "truth").glob("*.parquet")):
        duck.run(f"CREATE VIEW {path.stem} AS FROM read_parquet({literal(str(path))})")


def books(taken: list[Taken]) -> None:
    print("\nlines = facts rows + set aside + not for us   repaired  file")
    for one in taken:
        r = one.reading
        print(
            f"{r.lines:7,} = {r.facts_rows:9,} + {r.set_aside:9,} + {r.not_for_us:9,}"
            f"  {r.repaired:8,}  {one.source}, {Path(one.path).name}"
        )


def faults(folder: Path, taken: list[Taken]) -> None:
    aside = sum(one.reading.set_aside for one in taken)
    repaired = sum(one.reading.repaired for one in taken)
    print("\nplanted  what becomes of it                     fault")
    with Duck() as duck:
        views(duck, folder)
        for fault, n in duck.rows(
            "SELECT fault, sum(planted)::INT FROM faults GROUP BY 1 ORDER BY 1"
        ):
            print(f"{n:7,}  {FATE[fault]:<37}  {fault}")
        gone = "SELECT sum(planted)::INT FROM faults WHERE fault IN ({})"
        to_aside = [fault for fault, fate in FATE.items() if fate == "set aside"]
        planned = duck.value(gone.format(", ".join(map(literal, to_aside))))
        duplicates = duck.value("SELECT count(*) FROM records WHERE duplicate")
        print(f"{duplicates:7,}  passed as plausible: for linkage        a person entered twice")
    print(f"set aside: {planned:,} planted, {aside:,} found; repaired: {repaired:,} found")


def dues(folder: Path, ledger: Path) -> None:
    """Print what the messy extracts say of each duty, before any linkage, beside the truth."""
    with Duck() as duck:
        views(duck, folder)
        sql = "SELECT duty, state, count(*) FROM dues GROUP BY ALL"
        truth = {(duty, state): n for duty, state, n in duck.rows(sql)}
    duties = [rulebook()[duty] for duty in sorted({duty for duty, _ in truth})]
    as_of = day_ends(THROUGH, DEFAULT_ZONE)
    with opened(ledger) as world:
        duck, known_by = world.duck, world.known_by
        derive(duck)
        numbered = rules_and_hearing(duck, duties, hearing_of(world))
        take_custody(duck, as_of=as_of)
        gather(duck, known_by=known_by, told="told_and_derived")
        judge_everyone(duck, numbered, calendars(), as_of=as_of, known_by=known_by)
        rows = duck.rows(
            "SELECT duty, state, count(*) FROM due INNER JOIN duty USING (duty_no) GROUP BY ALL"
        )
    found = {(duty, state): n for duty, state, n in rows}
    print("\nDues before linkage: truth -> judged from the extracts as they came")
    print(f"  {'':46}" + "".join(f"{state:>15}" for state in STATES))
    for duty in duties:
        cells = [(truth.get((duty.id, s), 0), found.get((duty.id, s), 0)) for s in STATES]
        shown = "".join(f"{f'{a:,} -> {b:,}' if a or b else '':>15}" for a, b in cells)
        print(f"  {duty.id.removeprefix('us/'):<46}{shown}")


def through_adapters(work: Path, children: int, seed: int) -> None:
    nation, ledger = work / "nation", work / "ledger"
    simulate(nation, Wishes(children, seed, THROUGH), progress=lambda n: None)
    taking = Taking(KNOWN_AT, "calibration")
    taken, refused = ingest(ledger, [nation / "extracts"], taking)
    assert not refused, refused
    books(taken)
    faults(nation, taken)
    dues(nation, ledger)


def beside_published(work: Path, children: int, seed: int) -> None:
    simulate(work / "nation", Wishes(children, seed, THROUGH), progress=lambda n: None)
    print(f"{children:,} children, seed {seed}, through {THROUGH}: published, simulated")
    print("\n".join(page(calibrated(work / "nation"))))
    errors(work / "nation")
    print(f"  sizes of families: {rate('families', 'sizes')}; see rates.yaml for the sources")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--children", type=int)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--through-adapters", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        if given.through_adapters:
            through_adapters(Path(made), given.children or 3_000, given.seed)
        else:
            beside_published(Path(made), given.children or 100_000, given.seed)
