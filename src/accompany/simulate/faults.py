"""What goes wrong with events on their way into an extract, each planted and written down."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.simulate import columns
from accompany.simulate.chance import Bools, Ints
from accompany.simulate.columns import Column
from accompany.simulate.rates import rate

_compute: Any = pc
LATE, GAP = "told late", "a month that never came"
LOST, UNWRITTEN, WRONG_CHILD = "never told", "done but not written down", "of the wrong child"
CORRECTED, TWICE, UNREADABLE = "entered, then corrected", "entered twice", "a date that is none"
UNKNOWN_KIND, TURNED = "a kind that is none", "day and month turned"


class Planted:
    """Counts faults by file as they are planted."""

    def __init__(self) -> None:
        self.counted: dict[tuple[str, str], int] = {}

    def count(self, fault: str, file: str, n: int) -> None:
        if n:
            key = (fault, file)
            self.counted[key] = self.counted.get(key, 0) + int(n)

    def table(self) -> pa.Table:
        rows = sorted((fault, file, n) for (fault, file), n in self.counted.items())
        return pa.table(
            {
                "fault": columns.words([fault for fault, _, _ in rows]),
                "file": columns.words([file for _, file, _ in rows]),
                "planted": pa.array([n for *_, n in rows], pa.int64()),
            }
        )


def spoil(
    rng: np.random.Generator, file: str, rows: pa.Table, wrong: Column, planted: Planted
) -> tuple[pa.Table, pa.Table]:
    """Return events as they arrive and those that arrive late; ``wrong`` names others' records."""
    chances = rate("extracts", "events")
    n = rows.num_rows
    u = {name: rng.random(n) for name in sorted(chances)}
    hit: dict[str, Bools] = {name: u[name] < chances[name] for name in u}
    dated = _days_only(columns.whole(rows["happened"]))
    known = np.array(columns.whole(wrong).is_valid())
    hit["wrong_child"] &= known
    hit["turned"] &= dated & _turnable(columns.whole(rows["happened"]))
    hit["corrected"] &= dated & ~hit["turned"]
    hit["unreadable"] &= ~hit["unknown_kind"]
    for name, fault in (
        ("lost", LOST), ("late", LATE), ("wrong_child", WRONG_CHILD), ("corrected", CORRECTED),
        ("twice", TWICE), ("unreadable", UNREADABLE), ("unknown_kind", UNKNOWN_KIND),
        ("turned", TURNED),
    ):  # fmt: skip
        hit[name] &= ~hit["lost"] if name != "lost" else hit[name]
        planted.count(fault, file, hit[name].sum())
    spoiled = _written(rows, wrong, hit)
    before = _entered_before(rng, rows.filter(pa.array(hit["corrected"])))
    again = spoiled.filter(pa.array(hit["twice"]))
    late = spoiled.filter(pa.array(hit["late"] & ~hit["lost"]))
    arrived = spoiled.filter(pa.array(~hit["late"] & ~hit["lost"]))
    return pa.concat_tables([arrived, before, again]), late


def _written(rows: pa.Table, wrong: Column, hit: dict[str, Bools]) -> pa.Table:
    happened = columns.whole(rows["happened"])
    turned = _compute.replace_substring_regex(
        happened, pattern=r"^(\d{4})-(\d\d)-(\d\d)$", replacement=r"\1-\3-\2"
    )
    happened = columns.either(hit["turned"], turned, happened)
    happened = columns.either(hit["unreadable"], "31 June", happened)
    kind = columns.either(hit["unknown_kind"], "call-reached-kid", columns.whole(rows["kind"]))
    record = columns.either(hit["wrong_child"], wrong, columns.whole(rows["record_id"]))
    return _with(rows, {"happened": happened, "kind": kind, "record_id": record})


def _entered_before(rng: np.random.Generator, rows: pa.Table) -> pa.Table:
    """Return rows with a day some days off: what was entered before the right one was."""
    days = columns.whole(rows["happened"]).cast(pa.date32()).cast(pa.int32()).to_numpy()
    off = days.astype(np.int64) + rng.integers(1, 12, len(days))
    return _with(rows, {"happened": columns.day(off, np.ones(len(off), dtype=bool))})


def _with(rows: pa.Table, new: dict[str, Column]) -> pa.Table:
    for name, column in new.items():
        rows = rows.set_column(rows.schema.get_field_index(name), name, column)
    return rows


def _days_only(happened: Column) -> Bools:
    found: Bools = np.array(_compute.equal(_compute.utf8_length(happened), 10))
    return found


def _turnable(happened: Column) -> Bools:
    """Say which days are another day with day and month turned."""
    day = np.array(columns.piece(happened, 8, 10))
    month = np.array(columns.piece(happened, 5, 7))
    found: Bools = (day <= "12") & (day != month)
    return found


def in_months(happened: Column, first: str, last: str) -> Bools:
    """Say which rows happened from one day to another, both included."""
    day = columns.piece(happened, 0, 10)
    low = _compute.greater_equal(day, first)
    found: Bools = np.array(_compute.and_(low, _compute.less_equal(day, last)))
    return found


def places_of(stay: Ints, first: Ints, known: Bools) -> tuple[Ints, Bools]:
    """Return the record of each event's stay, and whether its agency has one."""
    return first[stay], known[stay]
