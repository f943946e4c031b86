"""Tables written bit by bit as agencies send them: CSV, and beside it what it covers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

_csv: Any = pyarrow.csv


class Sheets:
    """CSV files under one folder, opened at their first rows and closed together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[str, Any] = {}
        self.kinds: dict[str, set[str]] = {}

    def add(self, name: str, rows: pa.Table) -> None:
        """Write rows to ``name``, such as ``plain/cbp/cbp-events.csv``."""
        if name not in self.writers:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            options = _csv.WriteOptions(quoting_style="needed")
            self.writers[name] = _csv.CSVWriter(path, rows.schema, write_options=options)
        self.writers[name].write_table(rows)

    def covers(self, name: str, kinds: Iterable[str]) -> None:
        self.kinds.setdefault(name, set()).update(kinds)

    def close(self, first: str, last: str, *, everyone: bool) -> None:
        """End every file, and say beside it what it covers; both days are included."""
        for writer in self.writers.values():
            writer.close()
        for name, kinds in self.kinds.items():
            whom = "all" if everyone else "listed"
            rows = "".join(f"{kind},{first},{last},{whom}\n" for kind in sorted(kinds))
            text = "kind,from,to,for\n" + rows
            (self.folder / f"{name}.covers.csv").write_text(text, "utf-8")
