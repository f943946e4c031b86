"""What agencies without an adapter send: plain sheets, some in columns of their own, workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from accompany.simulate import columns
from accompany.simulate.chance import Ints
from accompany.simulate.columns import Column
from accompany.simulate.sheets import Sheets


@cache
def _senders() -> Mapping[str, Any]:
    path = resources.files("accompany.simulate").joinpath("words", "senders.yaml")
    read: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return read


@dataclass(frozen=True, slots=True)
class Sent:
    """Where rows went: the files, and for each row which of them and the line."""

    folder: str
    files: Sequence[str]
    place: Ints
    line: Ints

    def file_of(self, row: Ints) -> Column:
        """Return the file of each row, from the nation's folder on."""
        return columns.taken([f"{self.folder}/{one}" for one in self.files], self.place[row])


@dataclass(frozen=True, slots=True)
class Sender:
    """One agency and how it sends: ``workbooks`` says whether any agency sends those at all."""

    agency: str
    workbooks: bool

    def send(self, sheets: Sheets, what: str, rows: pa.Table) -> Sent:
        """Write rows as the agency's file of ``what``, some of them to a sheet of their own."""
        files: list[str] = []
        place, line = (np.zeros(rows.num_rows, dtype=np.int64) for _ in range(2))
        for sheet, those in self._sheets(what, rows):
            name, first = self._write(sheets, sheet, rows.take(columns.numbers(those)))
            place[those], line[those] = len(files), first + np.arange(len(those))
            files.append(name)
        return Sent(sheets.folder.name, files, place, line)

    def _write(self, sheets: Sheets, sheet: str, rows: pa.Table) -> tuple[str, int]:
        spec = _senders().get(self.agency, {}).get(sheet, {})
        theirs: Mapping[str, str] = spec.get("columns", {})
        ending = "xlsx" if self.workbooks and self.agency in self._in_workbooks else "csv"
        name = f"plain/{self.agency}/{self.agency}-{sheet}.{ending}"
        mapping = {called: plain for plain, called in theirs.items()}
        if "only" in spec:
            rows = rows.select(list(theirs))
            mapping[f"={spec['only']}"] = "kind"
        if mapping:
            sheets.maps(name, mapping)
        renamed = [theirs.get(one, one) for one in rows.schema.names]
        return name, sheets.add(name, rows.rename_columns(renamed))

    @property
    def _in_workbooks(self) -> list[str]:
        found: list[str] = _senders()["workbooks"]
        return found

    def _sheets(self, what: str, rows: pa.Table) -> list[tuple[str, Ints]]:
        """Part events from those the agency keeps a sheet of its own for."""
        left = np.arange(rows.num_rows)
        if what != "events":
            return [(what, left)] if len(left) else []
        found = []
        kinds = np.array(rows["kind"])
        for sheet, spec in _senders().get(self.agency, {}).items():
            if "only" in spec:
                own = kinds[left] == spec["only"]
                found.append((sheet, left[own]))
                left = left[~own]
        return [(sheet, of) for sheet, of in [(what, left), *found] if len(of)]
