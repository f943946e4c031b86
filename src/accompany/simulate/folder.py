"""A release of many tables in one folder, as the courts publish theirs: tabs, no quotes, counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BufferedWriter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from accompany.simulate import columns
from accompany.simulate.columns import Column

_compute: Any = pc
_arrow: Any = pa


class Folder:
    """Tables that grow bit by bit; cells stand as they are, so a tab in one moves the others."""

    def __init__(self, folder: Path, tables: Mapping[str, Sequence[str]]) -> None:
        self.folder, self.tables = folder, tables
        self.files: dict[str, BufferedWriter] = {}
        self.counts = dict.fromkeys(tables, 0)

    def add(self, table: str, n: int, said: Mapping[str, Column | str]) -> int:
        """Write ``n`` rows and return the first's line; what nothing is said of stays empty."""
        if not self.files:
            self._open()
        whole = {
            name: columns.same(cell, n) if isinstance(cell, str) else cell
            for name, cell in said.items()
        }
        unknown = set(whole) - set(self.tables[table])
        if unknown:
            raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
        empty = columns.same("", n)
        cells = [whole.get(name, empty) for name in self.tables[table]]
        lines = _compute.binary_join_element_wise(*cells, "\t", null_handling="replace")
        text = _compute.binary_join(_arrow.ListArray.from_arrays([0, n], lines), "\n")
        if n:
            self.files[table].write(text[0].as_py().encode("latin-1") + b"\n")
        self.counts[table] += n
        return self.counts[table] - n + 2

    def close(self, lists: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """End every table, count their rows, and put the ``lists`` of codes beside them."""
        if not self.files:
            return
        for opened in self.files.values():
            opened.close()
        counts = "".join(f"{table}\t{count}\n" for table, count in self.counts.items())
        (self.folder / "Count.txt").write_text(counts, "utf-8")
        beside = self.folder / "Lookup"
        beside.mkdir()
        for name, rows in lists.items():
            text = "".join("\t".join(row) + "\n" for row in rows)
            (beside / f"{name}.csv").write_text(text, "utf-8")

    def _open(self) -> None:
        inside = self.folder / "EOIR Case Data"
        inside.mkdir(parents=True)
        for table, names in self.tables.items():
            self.files[table] = (inside / f"{table}.csv").open("wb")
            self.files[table].write("\t".join(names).encode() + b"\n")
