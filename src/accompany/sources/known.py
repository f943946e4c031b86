"""All the sources there are, found by walking this package: the path is the name."""

from __future__ import annotations

import csv
import importlib
import io
import pkgutil
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import cast

from accompany.core.fact import read_heard
from accompany.core.problem import InputFault
from accompany.core.when import DEFAULT_ZONE, day_starts, read_day
from accompany.sources.extract import Heard, Source

PLAIN = "plain"
SIMULATED = "SIMULATED"
"""The file that marks a folder of made-up extracts; not an extract itself."""
COVERS = ".covers.csv"
"""The ending of a file beside an extract that says which time it covers."""

_LAST = {"people": 1, "links": 2, "events": 3}


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by name: each module here that has a ``NAME`` and a ``read``."""
    package = importlib.import_module("accompany.sources")
    found = {}
    for module in pkgutil.walk_packages(package.__path__, "accompany.sources."):
        loaded: ModuleType = importlib.import_module(module.name)
        if hasattr(loaded, "NAME") and hasattr(loaded, "read"):
            path = module.name.removeprefix("accompany.sources.").replace(".", "/")
            if path != loaded.NAME:
                raise ValueError(f"the source at {path} calls itself {loaded.NAME}")
            found[path] = cast(Source, loaded)
    return found


def named(name: str) -> Source | None:
    """Return the source called ``name``; ``plain/<agency>`` is read by ``plain``."""
    return sources().get(PLAIN if name.startswith(f"{PLAIN}/") else name)


def recognise(path: Path) -> Source | None:
    """Return the source that knows this file by its columns, or None.

    Raises ``InputFault`` for a file that is no readable table: damaged, empty, not what its
    name says.
    """
    others = (source for name, source in sources().items() if name != PLAIN)
    return next((s for s in (*others, sources()[PLAIN]) if s.recognises(path)), None)


def is_extract(path: Path) -> bool:
    """Say whether a file found in a folder is an extract, and not a mark or a sidecar."""
    return (
        path.name != SIMULATED
        and not path.name.startswith((".", "~$"))
        and not path.name.endswith((COVERS, ".md", ".txt", ".yaml"))
    )


def extracts(paths: Iterable[Path]) -> list[Path]:
    """Return the extracts among ``paths`` and inside folders among them, each once.

    A file that was named is always one; a folder that a source knows as a whole is one too.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_inside(path) if path.is_dir() else [path]))
    return list(found)


def _inside(folder: Path) -> Iterable[Path]:
    if recognise(folder):
        yield folder
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _inside(path)
        elif is_extract(path):
            yield path


def in_order(found: Iterable[tuple[Path, Source]]) -> list[tuple[Path, Source]]:
    """Put other sources before plain people, links, events: plain rows may name their records."""

    def place(pair: tuple[Path, Source]) -> tuple[int, str]:
        path, source = pair
        if source.NAME != PLAIN:
            return 0, path.as_posix()
        shape = str(getattr(source, "shape_of")(path))  # noqa: B009
        return _LAST.get(shape, len(_LAST) + 1), path.as_posix()

    return sorted(found, key=place)


def covers(path: Path, zone: str = DEFAULT_ZONE) -> list[Heard]:
    """Read the sidecar of the extract ``path``, if there is one: ``kind, from, to, for``.

    Both days are included; ``for`` is ``all`` or ``listed``.
    """
    sidecar = path.with_name(path.name + COVERS)
    if not sidecar.is_file():
        return []
    try:
        rows = list(csv.DictReader(io.StringIO(sidecar.read_text("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputFault(
            sidecar.name, "this is not a table in UTF-8", "Write kind, from, to, for as CSV."
        ) from error
    return [_heard(sidecar.name, line, row, zone) for line, row in enumerate(rows, 2)]


def _heard(name: str, line: int, row: Mapping[str, str], zone: str) -> Heard:
    advice = "Write kind, from, to, for; days as 2024-06-11; for is all or listed."
    try:
        first, last = read_day(row["from"].strip()), read_day(row["to"].strip())
        whom = {"all": True, "listed": False}[row["for"].strip()]
        written = row["kind"].strip()
    except (KeyError, ValueError, AttributeError) as error:
        raise InputFault(name, "this says no period", advice, line=line) from error
    try:
        kind = read_heard(written)
    except ValueError as error:
        raise InputFault(name, *error.args, line=line) from error
    if last < first:
        raise InputFault(name, "the period ends before it begins", advice, line=line)
    end = day_starts(last + timedelta(days=1), zone)
    return Heard(kind, day_starts(first, zone), end, whom)
