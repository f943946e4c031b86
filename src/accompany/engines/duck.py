"""DuckDB: every question on one machine, in bounded memory, spilling to a folder of its own."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from accompany.engines.work import WorkFolder

Row = tuple[Any, ...]

EngineFault = duckdb.Error
"""What the engine raises when it cannot go on; its words may quote a row."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_WILD = re.compile(r"([*?\[])")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Duck:
    """One DuckDB database of its own, gone when closed.

    ``memory`` bounds what it holds before it spills, such as ``"1500MB"``. Instants are UTC
    without a zone, whatever the machine is set to. What does not fit stands in a folder of its
    own ``within`` the one named.
    """

    def __init__(
        self, *, memory: str = "1500MB", threads: int = 2, within: Path | None = None
    ) -> None:
        self._folder = WorkFolder(within)
        self._db = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "threads": threads,
                "temp_directory": str(self._folder.path / "spill"),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "preserve_insertion_order": False,
            },
        )
        self._db.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")

    def close(self) -> None:
        self._db.close()
        self._folder.close()

    def __enter__(self) -> Duck:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> None:
        """Run one statement for what it does."""
        self._db.execute(sql, parameters or None)

    def rows(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        return self._db.execute(sql, parameters or None).fetchall()

    def value(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, or None where there is no row."""
        rows = self._db.execute(sql, parameters or None).fetchall()
        return rows[0][0] if rows else None

    def dicts(
        self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()
    ) -> Iterator[dict[str, Any]]:
        found = self._db.execute(sql, parameters or None)
        names = [column[0] for column in found.description or ()]
        while batch := found.fetchmany(10_000):
            for row in batch:
                yield dict(zip(names, row, strict=True))

    def batches(self, sql: str, rows: int = 100_000) -> Iterator[pa.RecordBatch]:
        """Give what ``sql`` selects as Arrow columns, a bounded piece at a time."""
        yield from self._db.sql(sql).to_arrow_reader(rows)

    def script(self, package: str, name: str, **names: str) -> None:
        """Run the statements of a ``.sql`` file that stands beside Python code.

        ``{{word}}`` in the file is replaced by the identifier or literal given for it; a word
        without one raises ``KeyError``, so no file runs half filled in.
        """
        self._db.execute(filled(read_sql(package, name), **names))

    def take(self, name: str, columns: pa.Table | pa.RecordBatchReader) -> None:
        """Make a table ``name`` of Arrow columns, streaming where a reader is given."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a table name: {name!r}")
        self._db.register("arriving", columns)
        self._db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM arriving")
        self._db.unregister("arriving")

    def add(self, name: str, columns: pa.Table | pa.RecordBatch) -> None:
        """Add Arrow columns to the table ``name`` by column name."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a table name: {name!r}")
        self._db.register("arriving", columns)
        self._db.execute(f"INSERT INTO {name} BY NAME SELECT * FROM arriving")
        self._db.unregister("arriving")

    def write_parquet(self, sql: str, path: Path) -> None:
        """Write what ``sql`` selects, so that the same rows give the same bytes."""
        self._db.execute(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def read_sql(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text("utf-8")


def filled(sql: str, **names: str) -> str:
    return _PLACEHOLDER.sub(lambda found: names[found[1]], sql)


def literal(text: str) -> str:
    """Quote ``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def file_list(paths: Sequence[Path]) -> str:
    """Return an SQL list of file names for ``read_parquet``, no character of them a wildcard."""
    return "[" + ", ".join(literal(_WILD.sub(r"[\1]", str(path))) for path in paths) + "]"
