"""What agencies without an adapter send: plain sheets, some in columns of their own, workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from accompany.simulate.sheets import Sheets

_compute: Any = pc


@cache
def _senders() -> Mapping[str, Any]:
    path = resources.files("accompany.simulate").joinpath("words", "senders.yaml")
    read: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return read


@dataclass(frozen=True, slots=True)
class Sender:
    """One agency and how it sends: ``workbooks`` says whether any agency sends those at all."""

    agency: str
    workbooks: bool

    def send(self, sheets: Sheets, what: str, rows: pa.Table) -> list[str]:
        """Write rows as the agency's file of ``what``; return the files' names."""
        return [self._write(sheets, sheet, of) for sheet, of in self._sheets(what, rows)]

    def _write(self, sheets: Sheets, sheet: str, rows: pa.Table) -> str:
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
        sheets.add(name, rows.rename_columns([theirs.get(one, one) for one in rows.schema.names]))
        return name

    @property
    def _in_workbooks(self) -> list[str]:
        found: list[str] = _senders()["workbooks"]
        return found

    def _sheets(self, what: str, rows: pa.Table) -> list[tuple[str, pa.Table]]:
        """Part events from those the agency keeps a sheet of its own for."""
        apart = {
            sheet: spec["only"]
            for sheet, spec in _senders().get(self.agency, {}).items()
            if what == "events" and "only" in spec
        }
        found = []
        for sheet, kind in apart.items():
            own = _compute.equal(rows["kind"], kind)
            found.append((sheet, rows.filter(own)))
            rows = rows.filter(_compute.invert(own))
        return [(sheet, of) for sheet, of in [(what, rows), *found] if of.num_rows]
