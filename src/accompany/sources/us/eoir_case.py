"""The immigration courts' CASE release: a folder or zip of tables, one row for each act."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck, literal
from accompany.sources.extract import Extract, Reading
from accompany.sources.lines import Cases, Layout
from accompany.sources.mend import Misread
from accompany.sources.release import Part, letters, names, release
from accompany.sources.shifted import Column
from accompany.sources.tabbed import Block, blocks

NAME = "us/eoir_case"
SAYS = "The immigration courts' cases of children, from the CASE release EOIR publishes monthly."
ZONE = "America/New_York"
WHOLE = True
KINDS = (
    "address-told",
    "appeal-decided",
    "appeal-filed",
    "case-marked",
    "case-opened",
    "hearing-adjourned",
    "hearing-missed",
    "hearing-set",
    "in-absentia-order",
    "judge-decided",
    "juvenile-coded",
    "left-court-custody-record",
    "motion-decided",
    "motion-filed",
    "nta-issued",
    "person-described",
    "reopened",
    "represented",
    "venue-changed",
)
REPORTED_BY = "eoir"

PACKAGE = "accompany.sources.us"
SIGNS = ("tbl_JuvenileHistory", "A_TblCaseIdentifier", "tbl_CasePriorityHistory")
"""The tables that say which cases are children's: read whole, before all others."""
CASES = "A_TblCase"
REST = (
    "B_TblProceeding",
    "tbl_schedule",
    "tbl_CustodyHistory",
    "tbl_RepsAssigned",
    "tbl_Court_Motions",
    "tblAppeal",
)
FACTS = ("words", "signs", "case", "proceeding", "hearing", "other")
HEADER_BYTES = 65_536
POURED_ROWS = 50_000
DECIDES = frozenset({*SIGNS, CASES})


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the release: its columns as published, and those that are read."""

    name: str
    columns: Mapping[str, Column]
    wanted: tuple[str, ...]

    @property
    def rows(self) -> str:
        return f"{self.name.lower()}_row"


@cache
def tables() -> Mapping[str, Table]:
    """Return the tables that are read, by name."""
    found = {}
    for name, row in _spec()["tables"].items():
        columns = [
            _column(*words.split()) for words in row["columns"].replace("\n", " ").split(",")
        ]
        by_name = {column.name: column for column in columns}
        found[name] = Table(name, by_name, tuple(row["wanted"].split()))
    return found


@cache
def _spec() -> dict[str, Any]:
    text = resources.files(PACKAGE).joinpath("eoir_case.toml").read_text("utf-8")
    return tomllib.loads(text)


def _column(name: str, form: str, length: str = "0") -> Column:
    return Column(name.lower(), form, int(length))


def known_faults(part: str, what: str) -> str:
    """Say how often a problem of one table occurs in the release whose faults were counted."""
    row = _spec()["tables"].get(part.removesuffix(".csv"), {})
    for begins, count in row.get("faults", {}).items():
        if what.startswith(begins):
            return f"the release of June 2026 has {count:,} in {row['rows']:,} rows"
    return ""


def recognises(path: Path) -> bool:
    return {CASES.lower(), "b_tblproceeding"} & names(path) == {CASES.lower(), "b_tblproceeding"}


def read(duck: Duck, extract: Extract) -> Reading:
    """State what the release says of every child's case, whoever's sign marks it as one.

    Rows of all other cases are not for us. Which cases are children's is found first, from the
    tables of juvenile codes, identifiers and priorities and from the case's own priority.
    """
    duck.script("accompany.sources", "stated.sql")
    duck.script("accompany.sources", "reading.sql")
    with release(extract.path) as parts:
        _lists(duck, parts)
        folder = _Folder(duck, parts, Cases(), extract.came)
        for name in SIGNS:
            folder.take(tables()[name], None)
        folder.learn_cases()
        folder.take(tables()[CASES], folder.cases)
        folder.learn_cases()
        for name in REST:
            folder.take(tables()[name], folder.cases)
    for name in FACTS:
        duck.script(PACKAGE, f"eoir_case_{name}.sql", zone=literal(ZONE), source=literal(NAME))
    return folder.reading()


class _Folder:
    """The release being read: lines are counted through all its tables."""

    def __init__(
        self,
        duck: Duck,
        parts: Mapping[str, Part],
        cases: Cases,
        came: Callable[[str, int], None],
    ) -> None:
        self.duck, self.parts, self.cases, self.came = duck, parts, cases, came
        self.counts = _counts(parts)
        self.before = self.rows = self.others = self.blank = 0
        self._held: list[pa.Table] = []
        for table in tables().values():
            cells = ", ".join(f'"{name}" VARCHAR' for name in table.wanted)
            duck.run(f"CREATE OR REPLACE TABLE {table.rows} (line BIGINT, raw VARCHAR, {cells})")

    def take(self, table: Table, cases: Cases | None) -> None:
        """Read one table into the Duck: the rows of ``cases``, or all."""
        part = self.parts.get(table.name.lower())
        if part is None:
            self._note(f"{table.name} is not in the release", "Ask EOIR for the whole release.")
            return
        rows, lines = 0, 1
        with part.open() as opened:
            layout = _layout(part, opened, table)
            for block in blocks(opened, layout, cases):
                rows += block.rows
                lines += block.lines
                self._block(table, block)
                self.came(part.name, rows)
            self._pour(table)
        stated = self.counts.get(table.name.lower())
        self.duck.run(
            "INSERT INTO part VALUES ($1, $2, $3, $4)", [part.name, self.before, rows, stated]
        )
        self._compare(table, rows, stated)
        self.before += lines
        self.rows += rows

    def _block(self, table: Table, block: Block) -> None:
        self.others += block.others
        self.blank += block.blank
        if block.faults:
            self._complain(table, block.faults)
        if block.table is not None and block.table.num_rows:
            place = block.table.schema.get_field_index("line")
            lines = block.table.column("line").to_numpy() + self.before
            self._held.append(block.table.set_column(place, "line", pa.array(lines)))
            if sum(one.num_rows for one in self._held) >= POURED_ROWS:
                self._pour(table)

    def _pour(self, table: Table) -> None:
        """Hand the rows over to the Duck, many at a time: each handing over has its price."""
        if self._held:
            self.duck.add(table.rows, pa.concat_tables(self._held))
            self._held.clear()

    def _complain(self, table: Table, faults: Iterable[Misread]) -> None:
        """Keep what is wrong, and whose facts have not vanished because a line was set aside.

        A row of a table that says whose case is a child's holds back all of that case: without
        it, the case itself may look like somebody else's.
        """
        said: list[Values] = []
        unread: list[Values] = []
        for one in faults:
            line = one.line + self.before
            said.append((line, "", one.outcome, one.what, one.advice, one.raw))
            if one.outcome == "set aside":
                unread.append((line, *_held_back(table, one)))
        _add(self.duck, "problem", PROBLEM, said)
        _add(self.duck, "unread", UNREAD, unread)

    def _note(self, what: str, advice: str) -> None:
        self.duck.run("INSERT INTO problem VALUES (0, '', 'noted', $1, $2, '')", [what, advice])

    def _compare(self, table: Table, rows: int, stated: int | None) -> None:
        if stated is not None and stated != rows:
            self._note(
                f"{table.name}: Count.txt says {stated:,} rows, {rows:,} came",
                "Download the release again; until the counts agree nothing of this table is"
                " taken as withdrawn.",
            )

    def learn_cases(self) -> None:
        """Add the cases that the signs read so far say are a child's."""
        self.duck.script(PACKAGE, "eoir_case_ours.sql")
        numbers = [row[0] for row in self.duck.rows("SELECT idncase FROM eoir_ours")]
        self.cases.add(np.array(numbers, np.int64))

    def reading(self) -> Reading:
        facts_rows, repaired, aside, idle = self.duck.rows(
            """SELECT (SELECT count(DISTINCT line) FROM stated),
                      (SELECT count(DISTINCT line) FROM problem WHERE outcome = 'repaired'
                          AND line IN (SELECT line FROM stated)),
                      (SELECT count(DISTINCT line) FROM problem WHERE outcome = 'set aside'),
                      (SELECT count(*) FROM eoir_idle)"""
        )[0]
        return Reading(
            lines=self.rows,
            facts_rows=facts_rows,
            repaired=repaired,
            set_aside=aside,
            not_for_us=self.others + self.blank + idle,
            stated_rows=sum(self.counts.values()) if self.counts else None,
        )


def _held_back(table: Table, fault: Misread) -> tuple[str | None, str | None]:
    """Return the key, or the file, or the record whose facts a line set aside may have told of."""
    about = f"{NAME}:{int(fault.case)}" if fault.case else None
    if table.name in DECIDES:
        return None, about
    if fault.key:
        return f"{table.name}|{int(fault.key)}", None
    return (None, about) if about else (f"{table.name}|", None)


Values = tuple[object, ...]
PROBLEM: dict[str, pa.DataType] = {
    "line": pa.int64(), "column_name": pa.string(), "outcome": pa.string(), "what": pa.string(),
    "advice": pa.string(), "raw": pa.string(),
}  # fmt: skip
UNREAD: dict[str, pa.DataType] = {"line": pa.int64(), "key": pa.string(), "about": pa.string()}


def _add(
    duck: Duck, table: str, columns: Mapping[str, pa.DataType], rows: Sequence[Values]
) -> None:
    if rows:
        values = zip(columns.items(), zip(*rows, strict=True), strict=True)
        duck.add(table, pa.table({name: pa.array(cells, kind) for (name, kind), cells in values}))


def _layout(part: Part, opened: IO[bytes], table: Table) -> Layout:
    """Read the header: columns are known by name, however spelt and in whatever order."""
    line = letters(opened.readline(HEADER_BYTES)).removeprefix("\ufeff").rstrip("\r\n")
    places: dict[str, int] = {}
    columns = []
    for place, written in enumerate(line.split("\t")):
        name = written.strip().lower().replace(" ", "_")
        name = _spec()["aliases"].get(name.replace("_", ""), name)
        columns.append(table.columns.get(name, Column(name, "any")))
        places.setdefault(name, place)
    if "idncase" not in places:
        raise InputFault(
            part.name,
            "its header has no column IDNCASE, separated by tabs",
            "Take the file as EOIR publishes it: the columns named on its first line.",
            line=1,
        )
    wanted = {name: places[name] for name in table.wanted if name in places}
    mark = places.get("casepriority_code", -1) if table.name == CASES else -1
    return Layout(columns, places["idncase"], wanted, mark, b"UC")


def _counts(parts: Mapping[str, Part]) -> dict[str, int]:
    """Read Count.txt: how many rows the publisher says each table has."""
    part = parts.get("count")
    if part is None:
        return {}
    with part.open() as opened:
        text = letters(opened.read(HEADER_BYTES))
    found = {}
    for line in text.splitlines():
        name, _, number = line.strip().rpartition("\t")
        if number.strip().replace(",", "").isdigit():
            stem = name.strip().lower().removesuffix(".csv")
            found[stem] = int(number.strip().replace(",", ""))
    known = {name.lower() for name in tables()}
    return {name: count for name, count in found.items() if name in known}


LISTS = {
    "decision": (
        "tbllookupcourtdecision",
        ("strcasetype", "strdeccode", "strdectype"),
        "strdecdescription",
    ),
    "reason": ("tbladjournmentcodes", ("strcode",), "strdesciption"),
    "court": ("tbllookupbasecity", ("base_city_code",), "base_city, base_state"),
    "place": ("tbllookuphloc", ("hearing_loc_code",), "hearing_loc_name"),
    "juvenile": ("tbllookup_juvenile", ("idnjuvenile",), "strcode"),
    "juvenile_means": ("tbllookup_juvenile", ("idnjuvenile",), "strdescription"),
    "motion": ("tbllookupmotiontype", ("strmotioncode",), "strmotiondesc"),
    "appeal": ("tbllookupbiadecision", ("strcode",), "strdescription"),
}
"""Lists of codes in the release's Lookup folder: the columns of their key, and what they say."""


def _lists(duck: Duck, parts: Mapping[str, Part]) -> None:
    """Fill ``eoir_list(list, key, says)`` from the release's own lists of codes."""
    found = [
        row for name, (table, keys, says) in LISTS.items()
        if table in parts for row in _list(parts[table], name, keys, says)
    ]  # fmt: skip
    duck.run("CREATE OR REPLACE TABLE eoir_list (list VARCHAR, key VARCHAR, says VARCHAR)")
    _add(duck, "eoir_list", dict.fromkeys(("list", "key", "says"), pa.string()), found)


def _list(part: Part, name: str, keys: tuple[str, ...], says: str) -> Iterator[Values]:
    """Yield the entries whose code is not used twice: a code that means two things means none."""
    entries: dict[str, set[str]] = {}
    for row in part.table():
        key = "|".join(row.get(column, "") for column in keys)
        words = ", ".join(row.get(column, "") for column in says.split(", ")).strip(", ")
        if key.strip("|") and words:
            entries.setdefault(key, set()).add(words)
    for key, meanings in entries.items():
        if len(meanings) == 1:
            yield name, key, next(iter(meanings))
