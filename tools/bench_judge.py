"""Judge a million made-up subjects beside the same rules written by hand, in alternating runs.

`make bench-judge`: 1,000,000 subjects x 30 facts; the rival is 25 rules by hand on dates only,
ours at least 40 rule rows with both clocks, spans and what was heard. Prints the ratio of CPU
seconds and the peak memory. Needs the folder `shared` beside the project.
"""

from __future__ import annotations

import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from accompany.core.cite import Checked, Strength
from accompany.duties.calendars import calendars
from accompany.duties.everyone import find_retold, judge_everyone, rules_and_hearing
from accompany.duties.hearing import Hearing, Period
from accompany.duties.rules import AFTER_LAW, BEFORE_LAW, Clock, Duty, Pattern, Version
from accompany.engines.duck import Duck

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
AS_OF = datetime(2025, 6, 30, 23, 59, 59, 999_999, tzinfo=UTC)
KNOWN_BY = datetime(2026, 12, 31, tzinfo=UTC)
THREADS = 2


def duty(
    name: str, start: str, kept: str, clocks: dict[date, Clock | None], **more: object
) -> Duty:
    days = sorted(clocks)
    versions = [Version(BEFORE_LAW, days[0], None)] if days[0] != BEFORE_LAW else []
    for since, until in zip(days, [*days[1:], AFTER_LAW], strict=True):
        versions.append(Version(since, until, clocks[since], checked=Checked.REMEMBERED))
    given: dict[str, object] = {
        "excused": (), "ends": (), "before": (), "attempts": None, "every": None,
        "toll_from": (), "toll_to": (), "first_decides": False, "dated_by": "opening",
        "calendar": "us-federal",
    } | more  # fmt: skip
    return Duty(
        id=f"bench/{name}", says=name, rows=(), owed_by="hhs-orr", owed_to="child",
        strength=Strength.POLICY, starts=(Pattern(start),), kept=(Pattern(kept),),
        versions=tuple(versions), notes={}, **given,  # type: ignore[arg-type]
    )  # fmt: skip


def same_25() -> list[tuple[str, str, int]]:
    """Read start, kept and days of the rival's rules out of its own text."""
    text = (BENCH / "union25.sql").read_text()
    found = re.findall(
        r"INTERVAL '(\d+)' DAY < CAST.*?r\.kind = '(\w+)'.*?t\.kind = '(\w+)'", text, re.DOTALL
    )
    return [(start, kept, int(days)) for days, kept, start in found]


def ours() -> list[Duty]:
    """Return the rival's 25 rules and five more whose law changed: 41 rule rows together."""
    pairs = same_25()
    duties = [
        duty(f"same-{n}", start, kept, {BEFORE_LAW: Clock("days", days)})
        for n, (start, kept, days) in enumerate(pairs)
    ]
    changes = (BEFORE_LAW, date(2023, 1, 1), date(2023, 7, 1), date(2024, 3, 1))
    clocks: dict[str, list[Clock | None]] = {
        "hours": [Clock("hours", 72), Clock("hours", 48), Clock("hours", 96)],
        "window": [Clock("days", 37, 30), Clock("days", 21, 10), Clock("days", 90, 30), None],
        "business": [Clock("days", 30), Clock("business days", 10), Clock("business days", 20)],
        "excused": [Clock("days", 30), Clock("days", 14), Clock("hours", 24), Clock("years", 1)],
        "gap": [Clock("none"), Clock("days", 60)],
    }
    more: dict[str, dict[str, object]] = {
        "window": {"ends": (Pattern("age_out"),)},
        "excused": {"excused": (Pattern("runaway"),), "ends": (Pattern("vol_dep"),)},
    }
    for (name, allowed), (start, kept, _) in zip(clocks.items(), pairs, strict=False):
        versions = dict(zip(changes, allowed, strict=False))
        duties.append(duty(name, start, kept, versions, **more.get(name, {})))
    return duties


def rule_rows(duties: list[Duty]) -> int:
    return sum(len(list(one.in_force)) for one in duties)


def run_rival(facts: Path) -> int:
    db = duckdb.connect(config={"threads": THREADS, "memory_limit": "4GB"})
    db.execute(f"CREATE VIEW facts AS FROM '{facts}'")
    found = db.execute((BENCH / "union25.sql").read_text()).fetchall()
    return sum(row[2] for row in found)


VIEW = """
CREATE VIEW facts AS SELECT
    child_id AS subject_no, kind, '' AS party, '{{}}' AS details, file_row_number AS fact_no,
    d::TIMESTAMP AS happened_earliest,
    d::TIMESTAMP + INTERVAL 86399999999 MICROSECOND AS happened_latest,
    d AS day_earliest, d AS day_latest, 0 AS zone_no, rec AS known_at, ret AS replaced_at,
    ''::BLOB AS fact_id
FROM read_parquet('{facts}', file_row_number = true)
"""


def run_ours(facts: Path) -> int:
    duties = ours()
    kinds = {kind for one in duties for kind in one.needs_to_hear}
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    hearing = Hearing(
        [Period("us/bench", kind, start, end, True, start) for kind in sorted(kinds)],
        known_by=KNOWN_BY,
    )
    with Duck(memory="3GB", threads=THREADS) as duck:
        duck.run(VIEW.format(facts=facts))
        duck.run("CREATE TABLE listed (subject_no INTEGER, source VARCHAR)")
        duck.run("CREATE TABLE zone AS SELECT 0 AS zone_no, 'UTC' AS zone")
        duck.script("accompany.duties", "holder.sql")
        duck.run("CREATE TABLE counted (duty_no INTEGER, state VARCHAR, dues BIGINT, cs HUGEINT)")
        numbered = rules_and_hearing(duck, duties, hearing)
        # as most kinds that open a duty do, each befalls a subject at most once a day
        duck.run("UPDATE pattern SET once_no = set_no")
        find_retold(duck)
        judge_everyone(
            duck, numbered, calendars(),
            as_of=AS_OF, known_by=KNOWN_BY,
            into="INSERT INTO counted SELECT duty_no, state, count(*), sum(subject_no)"
            " FROM ({{judged}}) GROUP BY duty_no, state",
        )  # fmt: skip
        return int(duck.value("SELECT sum(dues) FROM counted"))


def measured(which: str, facts: Path) -> dict[str, float]:
    found = subprocess.run(
        [sys.executable, __file__, which, str(facts)], check=True, capture_output=True, text=True
    )
    return json.loads(found.stdout)  # type: ignore[no-any-return]


def main() -> None:
    if len(sys.argv) == 3:
        started = time.perf_counter()
        dues = {"rival": run_rival, "ours": run_ours}[sys.argv[1]](Path(sys.argv[2]))
        used = resource.getrusage(resource.RUSAGE_SELF)
        row = {
            "cpu": used.ru_utime + used.ru_stime,
            "wall": time.perf_counter() - started,
            "peak_mb": used.ru_maxrss / 1024,
            "dues": dues,
        }
        print(json.dumps(row))
        return
    if not BENCH.is_dir():
        sys.exit("bench-judge needs ../shared/bench beside the project")
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.parquet"
        made = (BENCH / "facts.sql").read_text().replace("facts.parquet", str(facts))
        subprocess.run(
            [sys.executable, "-c", f"import duckdb; duckdb.execute({made!r})"], check=True
        )
        mine = ours()
        print(
            f"1,000,000 subjects x 30 facts; ours: {rule_rows(mine)} rule rows of"
            f" {len(mine)} duties with both clocks, spans and what was heard;"
            " the rival: 25 rules by hand, dates only"
        )
        ratios, peaks = [], []
        for turn in range(1, 4):
            theirs, ours_ = measured("rival", facts), measured("ours", facts)
            ratios.append(ours_["cpu"] / theirs["cpu"])
            peaks.append(ours_["peak_mb"])
            for name, row in (("rival", theirs), ("ours", ours_)):
                print(
                    f"run {turn} {name:5}  CPU {row['cpu']:6.1f} s  wall {row['wall']:6.1f} s"
                    f"  peak {row['peak_mb']:6.0f} MB  dues {row['dues']:>12,.0f}"
                )
    print(f"median CPU ratio {statistics.median(ratios):.2f} (asked: at most 1.5)")
    print(f"peak memory {max(peaks):.0f} MB (asked: under 4096 MB)")
    sys.exit(statistics.median(ratios) > 1.5 or max(peaks) > 4096)


if __name__ == "__main__":
    main()
