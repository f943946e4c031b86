"""Made-up rows of A_TblCase in the shape of a real release, and faults planted in them.

Only how often a value or an empty cell occurs is real, and only where the folder of public data
is there; elsewhere the shares are rounded.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from accompany.sources.shifted import Column, Fit
from accompany.sources.us.eoir_case import tables

COLUMNS = tuple(tables()["A_TblCase"].columns.values())
NAMES = [column.name for column in COLUMNS]
Shares = Mapping[str, Mapping[str, float]]

ROUNDED: Shares = {
    "case_type": {"RMV": 80, "DEP": 10, "CFR": 2, "WHO": 1}, "custody": {"N": 65, "D": 25, "R": 10},
    "correctional_fac": {"S": 5, "D": 3, "F": 2}, "latest_cal_type": {"M": 70, "I": 30},
    "lpr": {"0": 99, "1": 1}, "release_month": {"00": 90, "12": 1, "06": 1},
    "site_type": {"M": 85, "I": 15}, "sex": {"M": 60, "F": 40, "N": 1},
    "casepriority_code": {"UC": 55, "AWC/ATD": 30, "CR": 5, "RBC/D": 5},
    "up_bond_rsn": {"16": 1}, "up_bond_date": {}, "detention_date": {},
}  # fmt: skip
ROUNDED_EMPTY = {
    "date_of_entry": 0.35, "c_birthdate": 0.45, "sex": 0.45, "address_changedon": 0.65,
    "e_28_date": 0.6, "casepriority_code": 0.97, "atty_nbr": 0.4, "site_type": 0.5,
    "updated_city": 0.99, "updated_state": 0.99, "updated_zipcode": 0.99, "inmate_housing": 0.98,
    "correctional_fac": 0.98, "date_detained": 0.8, "date_released": 0.9, "lpr": 0.9,
    "up_bond_date": 0.99, "up_bond_rsn": 0.99, "detention_date": 0.99, "detention_location": 0.99,
    "dco_location": 0.99, "detention_facility_type": 1.0, "zbond_mrg_flag": 0.99,
    "c_release_date": 0.99, "release_month": 0.8, "release_year": 0.8, "c_asy_type": 0.6,
    "latest_hearing": 0.17, "latest_time": 0.17, "latest_cal_type": 0.17,
}  # fmt: skip
CITIES = ("LOS INVENTOS", "NOWHERE", "PORT FICTION", "SAINT NOBODY", "MADEUP CITY", "EL DORADO")


@dataclass(frozen=True)
class Shape:
    """How often each value occurs, and how often a cell is empty."""

    shares: Shares
    empty: Mapping[str, float]


def real(folder: Path) -> Shape:
    """Read the shares of a real release, leaving out what is itself a fault."""
    shares: dict[str, dict[str, float]] = {}
    columns = {column.name: column for column in COLUMNS}
    with (folder / "value_frequencies_by_field.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            column = columns.get(row["name"].lower())
            if row["table"] == "A_TblCase" and column:
                counted = shares.setdefault(column.name, {})
                if column.fit(row["value"]) is Fit.GOOD and row["value"]:
                    counted[row["value"]] = float(row["n"])
    with (folder / "missingness_by_field_all.csv").open(encoding="utf-8") as rows:
        empty = {
            row["name"].lower(): float(row["missing_pct"])
            for row in csv.DictReader(rows) if row["table"] == "A_TblCase"
        }  # fmt: skip
    return Shape(shares, empty)


def rounded() -> Shape:
    return Shape(ROUNDED, ROUNDED_EMPTY)


def made_up(shape: Shape, count: int, chance: random.Random) -> Iterator[list[str]]:
    for number in range(900_000_000, 900_000_000 + count):
        yield [_cell(shape, column, number, chance) for column in COLUMNS]


def _cell(shape: Shape, column: Column, number: int, chance: random.Random) -> str:
    if column.form == "case":
        return str(number)
    if chance.random() < shape.empty.get(column.name, 0):
        return ""
    shares = shape.shares.get(column.name)
    if shares:
        return chance.choices([*shares], [*shares.values()])[0]
    return _value(column, chance)


def _value(column: Column, chance: random.Random) -> str:
    day = (
        f"{chance.randrange(1990, 2026)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    )
    return {
        "date": f"{day} 00:00:00.000",
        "month": f"{chance.randrange(1, 13)}/{chance.randrange(1960, 2024)}",
        "state": chance.choice(("CA", "TX", "FL", "NY")),
        "zip": f"{chance.randrange(10000, 99999)}",
        "time": chance.choice(("0830", "1300")),
        "flag": chance.choice("01"),
        "text": chance.choice(CITIES)[: column.length or None],
        "code": "".join(chance.choice("ABCDEFGH") for _ in range(min(column.length, 3))),
    }[column.form]


@dataclass(frozen=True)
class Planted:
    """One row as it is written, what is wrong with it, and how it must come out."""

    kind: str
    text: str
    outcome: str
    row: list[str]


def plant(kind: str, row: list[str], chance: random.Random) -> Planted:
    cells = [*row]
    if kind == "tab in a city":
        cells[1] = chance.choice(("LOS\tINVENTOS", "SAN\tNADIE", "NOWHERE\t", "A\tB\tC"))
        row = [cells[0], " ".join(cells[1].split()), *cells[2:]]
    elif kind == "tabs in two cells":
        cells[1], cells[35] = "LOS\tINVENTOS", "CAMP\tFICTION"
        cells[36] = ""  # beside a place that is named, no one way would fit
        row = [*cells[:1], "LOS INVENTOS", *cells[2:35], "CAMP FICTION", *cells[36:]]
    elif kind == "line break in a city":
        cells[1] = "LOS\nINVENTOS"
        row = [cells[0], "LOS INVENTOS", *cells[2:]]
    elif kind == "control character":
        cells[1] = "LOS\x07INVENTOS"
        row = [cells[0], "LOS INVENTOS", *cells[2:]]
    elif kind == "junk between dates":
        cells[14] = "Q" * 50 + "\t2020-01-01 00:00:00.000"
    elif kind == "cells lost":
        cells = cells[:20]
    elif kind == "no case":
        cells[0] = ""
    elif kind == "date in a code":
        cells[30] = "2025-02-27 10:43:03.530"
    elif kind == "code in a date":
        cells[14] = "PHI"
    return Planted(kind, "\t".join(cells), OUTCOMES[kind], row)


OUTCOMES = {
    "tab in a city": "repaired", "tabs in two cells": "repaired",
    "line break in a city": "repaired", "control character": "repaired",
    "junk between dates": "set aside", "cells lost": "set aside", "no case": "set aside",
    "date in a code": "set aside", "code in a date": "set aside",
}  # fmt: skip
