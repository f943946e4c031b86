"""Made-up CASE releases of the immigration courts, folder and zip: nobody in them is real."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from accompany.sources.us.eoir_case import tables

Row = Mapping[str, str]

MAIN, LISTS = "EOIR Case Data", "Lookup"
NEVER = "2014-09-06 19:24:46.373"
"""When the old juvenile codes were moved into their table."""

DECISIONS = """\
idnCourtDecision strCaseType strDecCode strDecDescription strDecType
1|RMV|X|Removed|C
2|RMV|V|Voluntary Departure|C
3|CFR|V|Vacated|C
4|CFR|A|Affirmed|C
5|BND|X|Zero bond|C
6|RMV|C|Change of Venue|O
7|RMV|B|Administrative closing - Failure to Appear|O
8|RMV|A|Administrative Closing - Other|O
"""
COURTS = """\
idnBaseCity BASE_CITY_CODE BASE_CITY_NAME BASE_CITY BASE_STATE
1|CLE|IMMIGRATION COURT|CLEVELAND|OH
2|NYD|IMMIGRATION COURT|NEW YORK DETAINED|NY
3|MIA|IMMIGRATION COURT|MIAMI|FL
"""
PLACES = """\
idnHloc HEARING_LOC_CODE HEARING_LOC_NAME
1|CLE|ARLINGTON, VIRGINIA
2|NYD|SOMEWHERE ELSE JUV
3|MIA|MIAMI, FLORIDA
4|IAD|FIRST PLACE
5|IAD|SECOND PLACE
"""
REASONS = """\
idnAdjCode strcode strDesciption Regd_By asy_clk_stat
1|11|OTHER NO-SHOW BY ALIEN/ALIEN'S ATTORNEY OR REP.|A|S
2|33|INTERPRETER APPEARED LATE OR FTA|I|R
3|17|MC TO IC--MERITS HEARING|E|R
4|10|NOTICE SENT/SERVED INCORRECTLY|I|R
"""
JUVENILES = """\
idnJuvenile strCode strDescription
1|J|Juvenile Case
2|J1|Juvenile has been released to guardian or has turned 18
3|J2|Unaccompanied Juvenile - Asylum
4|UJ|Unaccompanied Juvenile
5|NA|Not Applicable
6|AJ|Accompanied Juvenile
"""
CODES = {
    "tblLookupCourtDecision": DECISIONS,
    "tblLookupBaseCity": COURTS,
    "tblLookupHloc": PLACES,
    "tblAdjournmentcodes": REASONS,
    "tblLookup_Juvenile": JUVENILES,
}


def line(table: str, row: Row, more: Iterable[str] = ()) -> str:
    """Return a row as the courts write it, every column in its place."""
    unknown = set(row) - set(tables()[table].columns) - set(more)
    assert not unknown, unknown
    return "\t".join(row.get(name, "") for name in (*tables()[table].columns, *more))


def header(table: str, more: Iterable[str] = (), renamed: Mapping[str, str] | None = None) -> str:
    names = [*tables()[table].columns, *more]
    return "\t".join((renamed or {}).get(name, name.upper()) for name in names)


def release(
    folder: Path,
    rows: Mapping[str, Iterable[Row | str]],
    *,
    counts: Mapping[str, int] | bool = True,
    lists: Mapping[str, str] | None = None,
    more: Mapping[str, Iterable[str]] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> Path:
    """Write a folder as downloaded; a row given as text is written as it stands.

    ``counts`` False leaves Count.txt out, or says otherwise for some tables; ``more`` are
    columns a table has besides; ``renamed`` spells headers as another release does.
    """
    (folder / MAIN).mkdir(parents=True)
    (folder / LISTS).mkdir()
    found = {}
    for table in tables():
        given = [*rows.get(table, [])]
        extra = tuple((more or {}).get(table, ()))
        body = [one if isinstance(one, str) else line(table, one, extra) for one in given]
        text = "\n".join([header(table, extra, renamed), *body]) + "\n"
        (folder / MAIN / f"{table}.csv").write_bytes(text.encode("cp1252", "surrogateescape"))
        found[table] = len(body)
    for name, listed in (CODES if lists is None else lists).items():
        first, *rest = listed.splitlines()
        text = "\n".join([first.replace(" ", "\t"), *(one.replace("|", "\t") for one in rest)])
        (folder / LISTS / f"{name}.csv").write_text(text + "\n", "utf-8")
    if counts is not False:
        found |= counts if isinstance(counts, Mapping) else {}
        said = "".join(f"{table}\t{count}\n" for table, count in found.items())
        (folder / "Count.txt").write_text(said, "utf-8")
    return folder


def packed(folder: Path) -> Path:
    """Return the folder as the zip it would be downloaded as."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for found in sorted(folder.rglob("*")):
            if found.is_file():
                made.write(found, found.relative_to(folder.parent))
    return path


def on(day: str, time: str = "00:00:00.000") -> str:
    return f"{day} {time}"


def case(number: int, **values: str) -> dict[str, Any]:
    return {"idncase": str(number), "nat": "HO", "lang": "SP", "case_type": "RMV", **values}


def juvenile(key: int, number: int, code: str, since: str = NEVER) -> dict[str, str]:
    return {
        "idnjuvenilehistory": str(key), "idncase": str(number), "idnjuvenile": code,
        "datcreatedon": since,
    }  # fmt: skip


def proceeding(key: int, number: int, **values: str) -> dict[str, str]:
    return {"idnproceeding": str(key), "idncase": str(number), "case_type": "RMV", **values}


def hearing(key: int, number: int, day: str, **values: str) -> dict[str, str]:
    return {
        "idnschedule": str(key), "idncase": str(number), "rec_type": "X", "cal_type": "M",
        "adj_date": on(day), "adj_time_start": "0830", **values,
    }  # fmt: skip
