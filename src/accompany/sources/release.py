"""Many files sent together, in a folder or in a zip as downloaded: one extract of several parts."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from accompany.core.problem import InputFault

LIST_BYTES = 64 << 20
_UNZIP = "Unzip it with another program and name the folder, or download it again."


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a release: its name as sent, and how to read it from the start."""

    name: str
    open: Callable[[], IO[bytes]]

    def table(self) -> Iterator[dict[str, str]]:
        """Yield the rows of a short tab-separated list, by column name in small letters."""
        with self.open() as opened:
            lines = letters(opened.read(LIST_BYTES)).replace("\r\n", "\n").split("\n")
        names = [name.strip().lower() for name in lines[0].removeprefix("\ufeff").split("\t")]
        for line in lines[1:]:
            if line.strip():
                yield dict(zip(names, (cell.strip() for cell in line.split("\t")), strict=False))


def letters(body: bytes) -> str:
    """Read bytes as UTF-8, or as Windows-1252 with the five bytes it lacks as Latin-1."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1")


@contextmanager
def release(path: Path) -> Iterator[Mapping[str, Part]]:
    """Open a folder or zip; yield its files by name without ending, in small letters.

    Where two folders hold a file of one name, the one less deep is taken. Raises ``InputFault``
    for a zip that cannot be read.
    """
    if path.is_dir():
        yield _named((found, found.relative_to(path).parts, found) for found in _inside(path))
        return
    try:
        with zipfile.ZipFile(path) as packed:
            yield _packed(packed)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        what = "the zip is damaged, or packed in a way that cannot be read here"
        raise InputFault(path.name, what, _UNZIP) from error


def names(path: Path) -> frozenset[str]:
    """Return what ``release`` would name; nothing for a file that is no zip."""
    if not path.is_dir() and not zipfile.is_zipfile(path):
        return frozenset()
    try:
        with release(path) as parts:
            return frozenset(parts)
    except InputFault:
        return frozenset()


def _inside(folder: Path) -> Iterator[Path]:
    """Yield the folder's files and those of the folders in it, no deeper."""
    for found in sorted(folder.iterdir()):
        if found.is_file():
            yield found
        elif found.is_dir():
            yield from sorted(inner for inner in found.iterdir() if inner.is_file())


def _packed(packed: zipfile.ZipFile) -> Mapping[str, Part]:
    members = [one for one in packed.infolist() if not one.is_dir()]
    found = sorted((PurePosixPath(one.filename).parts, one.filename) for one in members)
    parts: dict[str, Part] = {}
    for place, name in sorted(found, key=lambda one: (len(one[0]), one)):
        parts.setdefault(_stem(place), Part(place[-1], lambda name=name: packed.open(name)))  # type: ignore[misc]
    return parts


def _named(found: Iterator[tuple[Path, tuple[str, ...], Path]]) -> Mapping[str, Part]:
    parts: dict[str, Part] = {}
    for path, place, _ in sorted(found, key=lambda one: (len(one[1]), one[1])):
        parts.setdefault(_stem(place), Part(path.name, lambda path=path: path.open("rb")))  # type: ignore[misc]
    return parts


def _stem(place: tuple[str, ...]) -> str:
    return PurePosixPath(place[-1]).stem.lower()
