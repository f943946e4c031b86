"""Hold a made-up nation beside what was published, and count what its extracts do to a ledger.

python tools/calibration.py                     figures and errors, from truth/ by SQL
python tools/calibration.py --through-adapters  extracts taken in: faults, books, dues off
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from accompany.core.when import DEFAULT_ZONE, day_ends
from accompany.duties.rules import rulebook
from accompany.engines.duck import Duck, literal
from accompany.jobs.check import check
from accompany.jobs.ingest import Taken, ingest
from accompany.jobs.ingest import Wishes as Taking
from accompany.jobs.opened import opened
from accompany.simulate.calibration import calibrated, page
from accompany.simulate.fates import FATES, fates
from accompany.simulate.nation import Wishes, simulate
from accompany.simulate.rates import rate
from accompany.sources.extract import hash_of

THROUGH = date(2025, 1, 31)
KNOWN_AT = datetime(2025, 2, 1, tzinfo=UTC)
STATES = ("kept", "late", "overdue", "unclear", "waiting", "excused", "superseded", "gap")


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


def faults(nation: Path, ledger: Path, taken: list[Taken]) -> None:
    """Print what became of each fault planted, as the ledger has it once late files came too."""
    paths = [Path(one.path) for one in taken]
    came = [(path.relative_to(nation).as_posix(), hash_of(path)) for path in paths]
    with opened(ledger) as world:
        groups = fates(world.duck, nation, came)
    for group, found in groups.items():
        heads = "".join(f"{head:>21}" for head in FATES)
        print(f"\nFaults {group}: planted, and what became of them\n  {'planted':>8}{heads}")
        for one in found:
            if sum(one.became.values()) != one.planted:
                raise AssertionError(f"{one.fault}: the fates do not add up")
            cells = "".join(f"{one.became[fate]:>21,}" for fate in FATES)
            how = ", ".join(f"{n:,} {how}" for how, n in sorted(one.mended.items()))
            print(f"  {one.planted:8,}{cells}  {one.fault}{f' (repaired {how})' if how else ''}")


def dues(folder: Path, ledger: Path, title: str) -> None:
    """Print what a ledger says of each duty beside the truth, and what it says twice."""
    with Duck() as duck:
        views(duck, folder)
        sql = "SELECT duty, state, count(*) FROM dues GROUP BY ALL"
        truth = {(duty, state): n for duty, state, n in duck.rows(sql)}
    duties = [rulebook()[duty] for duty in sorted({duty for duty, _ in truth})]
    with opened(ledger) as world:
        check(world, as_of=day_ends(THROUGH, DEFAULT_ZONE), duties=duties)
        rows = world.duck.rows("SELECT duty, state, count(*) FROM dues GROUP BY ALL")
        extra = world.duck.value(EXTRA)
    found = {(duty, state): n for duty, state, n in rows}
    print(f"\nDues {title}: truth -> judged")
    print(f"  {'':46}" + "".join(f"{state:>15}" for state in STATES))
    for duty in duties:
        cells = [(truth.get((duty.id, s), 0), found.get((duty.id, s), 0)) for s in STATES]
        shown = "".join(f"{f'{a:,} -> {b:,}' if a or b else '':>15}" for a, b in cells)
        print(f"  {duty.id.removeprefix('us/'):<46}{shown}")
    whole = f"{sum(truth.values()):,} -> {sum(found.values()):,}"
    print(f"  all: {whole}; beyond one for a child, duty and day of opening: {extra:,}")


EXTRA = """
SELECT count(*) - count(DISTINCT (subject, duty, (opened_earliest AT TIME ZONE 'UTC'
    AT TIME ZONE 'America/New_York')::DATE)) FROM dues
"""


def through_adapters(work: Path, children: int, seed: int) -> None:
    nation, ledger = work / "nation", work / "ledger"
    simulate(nation, Wishes(children, seed, THROUGH), progress=lambda n: None)
    taking = Taking(KNOWN_AT, "calibration")
    taken = _in(ledger, nation / "extracts", taking)
    books(taken)
    dues(nation, ledger, "before linkage")
    _in(ledger, nation / "truth" / "links.csv", replace(taking, source="plain/given-links"))
    dues(nation, ledger, "with records linked by the truth")
    late = _in(ledger, nation / "late", taking)
    faults(nation, ledger, [*taken, *late])


def _in(ledger: Path, extracts: Path, taking: Taking) -> list[Taken]:
    taken, refused = ingest(ledger, [extracts], taking)
    assert not refused, refused
    return taken


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
