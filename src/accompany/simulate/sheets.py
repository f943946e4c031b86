"""Tables written bit by bit as agencies send them, with what each covers and its mapping beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

from accompany.simulate import workbook
from accompany.sources import mapping as mappings

_csv: Any = pyarrow.csv


class Sheets:
    """Files under one folder, opened at their first rows and closed together.

    Text grows as it is written; a workbook is held until the end, so it is for small nations.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[str, Any] = {}
        self.held: dict[str, list[pa.Table]] = {}
        self.titles: dict[str, Sequence[str]] = {}
        self.kinds: dict[str, set[str]] = {}
        self.lines: dict[str, int] = {}
        """The last line of each file so far."""
        self.mappings: dict[str, Mapping[str, str]] = {}

    def add(self, name: str, rows: pa.Table, titles: Sequence[str] = ()) -> int:
        """Write rows to ``name``, such as ``plain/cbp/cbp-events.csv``; return the first's line.

        ``titles`` are lines above the header of a workbook.
        """
        above = 1 + len(titles) if name.endswith(".xlsx") else 1
        line = self.lines.get(name, above) + 1
        self.lines[name] = line + rows.num_rows - 1
        if name.endswith(".xlsx"):
            self.held.setdefault(name, []).append(rows)
            self.titles[name] = titles
            return line
        if name not in self.writers:
            options = _csv.WriteOptions(quoting_style="needed")
            path = self._path(name)
            self.writers[name] = _csv.CSVWriter(path, rows.schema, write_options=options)
        self.writers[name].write_table(rows)
        return line

    def covers(self, name: str, kinds: Iterable[str]) -> None:
        self.kinds.setdefault(name, set()).update(kinds)

    def maps(self, name: str, mapping: Mapping[str, str]) -> None:
        self.mappings[name] = mapping

    def close(self, first: str, last: str, *, everyone: bool) -> None:
        """End every file, and say beside it what it covers; both days are included."""
        for writer in self.writers.values():
            writer.close()
        for name, tables in self.held.items():
            workbook.write(self._path(name), _rows(pa.concat_tables(tables), self.titles[name]))
        for name, mapping in self.mappings.items():
            mappings.save(mapping, self._path(name + mappings.BESIDE))
        for name, kinds in self.kinds.items():
            whom = "all" if everyone else "listed"
            rows = "".join(f"{kind},{first},{last},{whom}\n" for kind in sorted(kinds))
            text = "kind,from,to,for\n" + rows
            self._path(f"{name}.covers.csv").write_text(text, "utf-8")

    def _path(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _rows(table: pa.Table, titles: Sequence[str]) -> Iterable[Sequence[str | None]]:
    yield from ([title] for title in titles)
    yield table.schema.names
    cells = [column.to_pylist() for column in table.columns]
    yield from zip(*cells, strict=True)
