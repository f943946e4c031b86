"""Made-up downloads for a site: some hundreds of cases of the courts, and some releases."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from case_release import case, juvenile, proceeding, release
from line import release_file, release_row

ZIPS = (*["78701"] * 40, *["33101"] * 25, *["90001"] * 20, *["10001"] * 12, *["99501"] * 2, "05401")
COURTS = (*["MIA"] * 40, *["CLE"] * 25, *["NYD"] * 20, *["LOS"] * 12, *["HOU"] * 2, "ELP")
FIRST = date(2014, 10, 6)
TOUCHED = (5, 6)
"""Two old cases with an order in absentia: one is mended in the later month, one is gone."""


def courts(folder: Path, *, cases: int = 2400, seed: int = 1, later: bool = False) -> Path:
    """Write the courts' download; a month ``later`` some rows are new, mended, gone, undone."""
    draw = random.Random(seed)
    rows: dict[str, list[Mapping[str, str]]] = {
        "A_TblCase": [], "B_TblProceeding": [], "tbl_schedule": [], "tbl_JuvenileHistory": [],
        "tbl_RepsAssigned": [],
    }  # fmt: skip
    for number in range(cases + (90 if later else 0)):
        _one(rows, number, draw, later=later, new=number >= cases)
    return release(folder, rows)


def _one(
    rows: dict[str, list[Mapping[str, str]]], number: int, draw: random.Random, *,
    later: bool, new: bool,
) -> None:  # fmt: skip
    opened = FIRST + timedelta(days=7 * int(214 * draw.random() ** 1.3))
    opened = date(2018, 12, 3) if new else FIRST if number in TOUCHED else opened
    court, nation = draw.choice(COURTS), draw.choices(("HO", "GT", "MX", "EC"), (60, 30, 9, 1))[0]
    code = draw.choices(("4", "6", "2"), (80, 15, 5))[0]
    closed = opened + timedelta(days=draw.randrange(60, 500))
    absent, seen = draw.random() < 0.4 or number in TOUCHED, draw.random()
    if later and number == 5:
        court = "NYD"  # mended by the court
    if later and number == 6:
        return  # gone from the download
    said = dict(base_city_code=court, hearing_loc_code=court)
    rows["A_TblCase"].append(case(number, nat=nation, c_birthdate=f"{1 + number % 12}/2003"))
    rows["tbl_JuvenileHistory"].append(juvenile(number, number, code, "2014-11-02 10:11:12.130"))
    rows["B_TblProceeding"].append(proceeding(
        number, number, osc_date=_text(opened), input_date=_text(opened), case_type="RMV",
        comp_date=_text(closed), absentia="Y" if absent else "N", dec_code="X", **said,
    ))  # fmt: skip
    if absent and (seen < 0.35 or (later and number < 90)):
        rows["B_TblProceeding"].append(proceeding(
            100_000 + number, number, osc_date=_text(opened), case_type="RMV",
            input_date=_text(closed + timedelta(days=20)), **said,
        ))  # fmt: skip
    if number % 3:  # a lawyer, of every sixth no day is known
        rows["tbl_RepsAssigned"].append(dict(
            idnrepsassigned=str(number), idncase=str(number), strattylevel="COURT",
            strattytype="ALIEN", e_28_date=_text(opened) if number % 6 < 5 else "",
        ))  # fmt: skip
    for nth in range(2):
        rows["tbl_schedule"].append(dict(
            idnschedule=str(10 * number + nth), idncase=str(number), idnproceeding=str(number),
            input_date=_text(opened), adj_date=_text(opened + timedelta(days=30 + 100 * nth)),
            adj_rsn="11" if absent and nth else "17", cal_type="M", rec_type="X", **said,
        ))  # fmt: skip


def _text(on: date) -> str:
    return f"{on.isoformat()} 00:00:00.000"


def releases(path: Path, *, children: int = 900, seed: int = 2) -> Path:
    """Write HHS's release file in its original form."""
    draw = random.Random(seed)
    rows = [
        release_row(
            number,
            FIRST + timedelta(days=120 + int(1400 * draw.random())),
            zip_code=draw.choice(ZIPS),
        )
        for number in range(children)
    ]
    return release_file(path, rows)
