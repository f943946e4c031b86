"""What goes wrong with events on their way into an extract, each planted and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
SENT_TWICE = "a month sent twice"
FAULTS = {
    "lost": LOST, "late": LATE, "wrong_child": WRONG_CHILD, "corrected": CORRECTED,
    "twice": TWICE, "unreadable": UNREADABLE, "unknown_kind": UNKNOWN_KIND, "turned": TURNED,
}  # fmt: skip
"""By the name of its chance."""


TRUTH = ("true_record", "true_person", "true_kind", "true_day", "true_party", "true_office")
"""What an event on its way carries of the truth; no file shows it."""


class Planted:
    """Keeps each fault that was planted: in which file and line, and what would have been true."""

    def __init__(self) -> None:
        self.kept: list[pa.Table] = []

    def plant(
        self, fault: str, file: str | Column, line: Ints, of: pa.Table, *, cell: str = "",
        truly: Column | None = None,
    ) -> None:  # fmt: skip
        """Keep faults; ``line`` is -1 where no row came, ``of`` holds what was true of each.

        ``cell`` names the value that a fault spoiled, where it spoiled one: ``truly`` is the right
        one.
        """
        n = len(line)
        said: dict[str, Column] = {
            "fault": columns.same(fault, n),
            "file": columns.same(file, n) if isinstance(file, str) else file,
            "line": columns.numbers(line, line >= 0),
            "cell": columns.same(cell, n),
            "truly": columns.nothing(n) if truly is None else truly,
        }
        known = set(of.schema.names)
        said |= {
            name: columns.whole(of[name]) if name in known else columns.nothing(n) for name in TRUTH
        }
        self.kept.append(pa.table(said))

    def taken(self) -> pa.Table:
        """Hand over what was kept since the last time."""
        kept, self.kept = self.kept, []
        return pa.concat_tables(kept)


@dataclass(frozen=True, slots=True)
class Mark:
    """One fault among the events of a file: which events, and which rows they became."""

    fault: str
    of: Ints
    late: Bools
    row: Ints
    """The place among the rows that came in time, or among those that came late; -1 for none."""


@dataclass(frozen=True, slots=True)
class Spoiled:
    """Events as they arrive, those that arrive late, and what was done to them."""

    arrived: pa.Table
    of: Ints
    """Which event each row that arrives tells of."""
    late: pa.Table
    marks: Sequence[Mark]


def spoil(rng: np.random.Generator, told: pa.Table) -> Spoiled:
    """Let things go wrong with events on their way.

    ``told`` has beside the columns of a file the truth, and in ``relative`` others' records.
    """
    rows, wrong = told.drop_columns([*TRUTH, "relative"]), columns.whole(told["relative"])
    chances = rate("extracts", "events")
    n = rows.num_rows
    u = {name: rng.random(n) for name in sorted(chances)}
    hit: dict[str, Bools] = {name: u[name] < chances[name] for name in u}
    dated = _days_only(columns.whole(rows["happened"]))
    hit["wrong_child"] &= np.array(wrong.is_valid())
    hit["turned"] &= dated & _turnable(columns.whole(rows["happened"]))
    hit["corrected"] &= dated & ~hit["turned"]
    hit["unreadable"] &= ~hit["unknown_kind"]
    for name in set(hit) - {"lost"}:
        hit[name] &= ~hit["lost"]
    spoiled = _written(rows, wrong, hit)
    before = _entered_before(rng, rows.filter(pa.array(hit["corrected"])))
    again = spoiled.filter(pa.array(hit["twice"]))
    late = spoiled.filter(pa.array(hit["late"]))
    in_time = ~hit["late"] & ~hit["lost"]
    arrived = spoiled.filter(pa.array(in_time))
    return Spoiled(
        pa.concat_tables([arrived, before, again]),
        np.concatenate([np.flatnonzero(one) for one in (in_time, hit["corrected"], hit["twice"])]),
        late,
        _marks(hit, arrived.num_rows, before.num_rows),
    )


def _marks(hit: Mapping[str, Bools], arrived: int, before: int) -> list[Mark]:
    late = hit["late"]
    own = np.where(late, np.cumsum(late), np.cumsum(~late & ~hit["lost"])) - 1
    in_time = {"corrected": arrived, "twice": arrived + before}
    marks = []
    for name, fault in FAULTS.items():
        of = np.flatnonzero(hit[name])
        row, came_late = own[of], late[of]
        if name in in_time:
            row, came_late = in_time[name] + np.arange(len(of)), np.zeros(len(of), dtype=bool)
        elif name == "lost":
            row = np.full(len(of), -1, dtype=np.int64)
        marks.append(Mark(fault, of, came_late, row))
    return marks


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
