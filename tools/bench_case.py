"""Take in a made-up CASE release, and measure it beside pyarrow reading the same lines as text.

`make bench-case`: 1,000,000 rows of A_TblCase, at most one in five a child's, gate, hash, problems
and Parquet included; CPU seconds of both, in turn. `--full FOLDER` makes a release of the size EOIR
publishes (12.6 million cases, 16.5 million proceedings, 45 million hearings) in FOLDER, which
needs 25 GB, and takes it in: seconds, peak memory, disk.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv

from accompany.jobs.ingest import Wishes, ingest
from accompany.sources.us.eoir_case import tables

KNOWN_AT = datetime(2026, 6, 1, tzinfo=UTC)
FULL = {
    "A_TblCase": 12_610_093, "B_TblProceeding": 16_467_602, "tbl_schedule": 45_000_000,
    "tbl_JuvenileHistory": 2_880_000,
}  # fmt: skip
LETTERS = ("SAN INVENTO", "MADEUP CITY", "PORT FICTION", "LOS NADIES", "NOWHERE", "SAINT NOBODY")

# Made up, each cell empty about as often as in a real release.
DAY = "strftime(DATE '{}' + CAST(random() * {} AS INTEGER), '%Y-%m-%d') || ' 00:00:00.000'"
CELLS = {
    "alien_city": "'{cities}'", "alien_state": "['CA','TX','FL','NY','VA'][1 + i % 5]",
    "alien_zipcode": "CAST(10000 + i % 89999 AS VARCHAR)",
    "nat": "['MX','GT','HO','ES','VE','NA'][1 + i % 6]",
    "lang": "['SP','ENG','SP ','QUC'][1 + i % 4]",
    "custody": "['N','N','D','R'][1 + i % 4]", "site_type": "if(i % 2 = 0, 'M', '')",
    "e_28_date": "if(i % 8 < 3, {day}, '')", "case_type": "'RMV'", "update_site": "'MIA'",
    "latest_hearing": "if(i % 6 > 0, {day}, '')", "latest_time": "if(i % 6 > 0, '0830', '')",
    "latest_cal_type": "if(i % 6 > 0, 'M', '')", "date_of_entry": "if(i % 3 > 0, {day}, '')",
    "c_birthdate": "if(i % 2 = 0, (1 + i % 12) || '/' || (1985 + i % 35), '')",
    "address_changedon": "if(i % 3 = 0, replace({day}, '00:00:00.000', '14:05:09.120'), '')",
    "sex": "if(i % 2 = 0, ['M','F','M'][1 + i % 3], '')",
    "date_detained": "if(i % 6 = 0, {day}, '')", "osc_date": "{day}", "input_date": "{day}",
    "base_city_code": "['MIA','CLE','NYD','LOS','HOU'][1 + i % 5]",
    "hearing_loc_code": "['MIA','CLE','NYD','LOS','HOU'][1 + i % 5]", "ij_code": "'JAD'",
    "hearing_date": "{day}", "hearing_time": "'0900'", "dec_type": "if(i % 8 < 5, 'O', '')",
    "dec_code": "if(i % 2 = 0, ['X','R','V','T'][1 + i % 4], '')",
    "other_comp": "if(i % 4 = 1, ['C','T','A','F'][1 + i % 4], '')",
    "comp_date": "if(i % 4 > 0, {day}, '')",
    "absentia": "if(i % 4 > 0, ['N','Y','N','N','N'][1 + i % 5], '')",
    "transfer_to": "if(i % 4 = 1, 'MIA', '')", "crim_ind": "'N'",
    "aggravate_felon": "if(i % 4 > 0, '0', '')",
    "generation": "'99'", "rec_type": "'X'", "input_time": "'0712'", "update_date": "{day}",
    "update_time": "'1102'", "cal_type": "['M','M','M','I'][1 + i % 4]", "adj_date": "{day}",
    "adj_time_start": "'0830'", "adj_time_stop": "'0930'",
    "adj_medium": "['P','P','V','H'][1 + i % 4]",
    "adj_rsn": "if(i % 6 > 0, ['01','02','17','11','33','8A','05'][1 + i % 7], '')",
    "lngsessnid": "CAST(i AS VARCHAR)", "schedule_type": "'MM'", "blnclockoverride": "'0'",
    "datcreatedon": "replace({day}, '00:00:00.000', '10:11:12.130')",
    "idnjuvenile": "['5','5','4','5','1','5','6','5','4','5','5','2'][1 + i % 12]",
}  # fmt: skip


def make(folder: Path, rows: dict[str, int], share: float, cases: int = 12_610_093) -> None:
    """Write a release of made-up rows; ``share`` of the cases are a child's where it is not 0."""
    main = folder / "EOIR Case Data"
    main.mkdir(parents=True)
    with duckdb.connect(config={"threads": 2, "memory_limit": "1500MB"}) as engine:
        engine.execute("SELECT setseed(0.5)")
        for name, count in rows.items():
            cells = ", ".join(
                f"{_cell(name, column, share, cases)} AS {column}"
                for column in tables()[name].columns
            )
            engine.execute(
                f"COPY (SELECT {cells} FROM range({count}) AS made(i)) TO"
                f" '{main / f'{name}.csv'}' (FORMAT csv, DELIMITER '\t', QUOTE '', HEADER)"
            )
    said = "".join(f"{name}\t{count}\n" for name, count in rows.items())
    (folder / "Count.txt").write_text(said, "utf-8")


def _cell(table: str, column: str, share: float, cases: int) -> str:
    if column == next(iter(tables()[table].columns)):
        return "1000000 + i" if table == "A_TblCase" else "i + 1"
    if column == "idncase":
        spread = f"7 * i % {cases}" if table == "tbl_JuvenileHistory" else f"i % {cases}"
        return f"1000000 + {spread}"
    if column == "alien_city":
        return f"{list(LETTERS)}[1 + i % {len(LETTERS)}]"
    if column == "casepriority_code":
        return f"if(i % 1000 < {int(share * 1000)}, 'UC', '')" if share else "''"
    return CELLS.get(column, "''").replace("{day}", DAY.format("2005-01-01", 7000))


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def ours(folder: Path) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as ledger:
        began, clock = cpu(), time.perf_counter()
        taken, refused = ingest(
            Path(ledger) / "l", [folder], Wishes(known_at=KNOWN_AT, who="bench")
        )
        assert not refused, refused
        size = sum(one.stat().st_size for one in Path(ledger).rglob("*") if one.is_file())
        return {
            "cpu": cpu() - began,
            "seconds": time.perf_counter() - clock,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "facts": taken[0].kept.facts,
            "lines": taken[0].reading.lines,
            "not_for_us": taken[0].reading.not_for_us,
            "ledger_mb": size >> 20,
        }


def theirs(folder: Path) -> dict[str, object]:
    path = folder / "EOIR Case Data" / "A_TblCase.csv"
    names = path.open(encoding="latin-1").readline().rstrip("\n").split("\t")
    began = cpu()
    table = pyarrow.csv.read_csv(
        path,
        parse_options=pyarrow.csv.ParseOptions(delimiter="\t", quote_char=False),
        convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )
    return {"cpu": cpu() - began, "rows": table.num_rows}


def apart(what: str, folder: Path) -> dict[str, float]:
    """Run one side in a process of its own, so that neither warms the other's memory."""
    done = subprocess.run(
        [sys.executable, __file__, what, str(folder)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(share: float, rounds: int) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "release"
        make(folder, {"A_TblCase": 1_000_000, "B_TblProceeding": 0}, share)
        pairs = [(apart("--theirs", folder), apart("--ours", folder)) for _ in range(rounds)]
    ratio = statistics.median(us["cpu"] / them["cpu"] for them, us in pairs)
    for them, us in pairs:
        print(f"pyarrow {them['cpu']:.2f} CPU s; ours {us['cpu']:.2f} CPU s, {us}")
    peak = max(us["peak_mb"] for _, us in pairs)
    print(
        f"share ours {share:.0%}: CPU ratio {ratio:.2f} (at most 4), peak {peak} MB (under 2,000)"
    )
    return int(ratio > 4 or peak >= 2000)


def full(folder: Path) -> int:
    if not (folder / "Count.txt").exists():
        began = time.perf_counter()
        make(folder, FULL, 0)
        print(f"made in {time.perf_counter() - began:.0f} s", flush=True)
    size = sum(one.stat().st_size for one in folder.rglob("*.csv"))
    found = apart("--ours", folder)
    print(f"{size / 1e9:.1f} GB of text: {found}")
    return int(found["peak_mb"] > 8000)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--share", type=float, default=0.2)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--full", type=Path)
    asked.add_argument("--ours", type=Path)
    asked.add_argument("--theirs", type=Path)
    given = asked.parse_args()
    for side, run in ((given.ours, ours), (given.theirs, theirs)):
        if side:
            print(json.dumps(run(side)))
            return 0
    return full(given.full) if given.full else compare(given.share, given.rounds)


if __name__ == "__main__":
    sys.exit(main())
