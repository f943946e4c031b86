"""An index of records by their keys, kept on disk: look-ups in milliseconds, batches unchanged.

Keys and rows are arrays that the machine maps into memory, so a restart costs little. The index
is made anew by every run of ``link``; records that came since are not in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accompany.identity.match import words
from accompany.identity.match.columns import Columns, Ints, Vocabulary
from accompany.identity.match.keys import FAMILIES, VERSION, tightened
from accompany.identity.match.model import Floats
from accompany.identity.match.words import Hashes

FORMAT = 1
NAME = "screen"
MOST = 60
"""Records one key may bring; a commoner key is tightened, and one still commoner is passed over."""


@dataclass(slots=True)
class Index:
    """Known records and where each key leads."""

    columns: Columns
    keys: Hashes
    places: Ints
    """The row each key leads to."""
    rarity: dict[str, Floats]
    names: pa.Array[Any]
    """The full name of each record, by row."""
    persons: pa.Array[Any]

    def rows_at(self, query: Columns) -> Ints:
        """Return the rows that share a key with the one record of ``query``."""
        found: list[Any] = []
        for family in FAMILIES:
            for key in family.keys(query):
                if key[0]:
                    found += self._at(key[0], family, query)
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int32)

    def _at(self, key: Any, family: Any, query: Columns) -> list[Any]:
        first, last = self._span(key)
        if last - first <= MOST:
            return [self.places[first:last]]
        made = []
        for sign in family.tighter(query):
            tight = tightened(np.array([key], np.uint64), sign)[0]
            first, last = self._span(tight)
            if tight and last - first <= MOST:
                made.append(self.places[first:last])
        return made

    def _span(self, key: Any) -> tuple[int, int]:
        return (
            int(np.searchsorted(self.keys, key, "left")),
            int(np.searchsorted(self.keys, key, "right")),
        )


def built(
    records: Columns, rarity: dict[str, Floats], names: pa.Array[Any], persons: pa.Array[Any]
) -> Index:
    """Lay every key of every record in order, with tightened keys where many share one."""
    keys: list[Hashes] = []
    places: list[Ints] = []
    for family in FAMILIES:
        slots = family.keys(records)
        made = [(slot[slot != 0], np.flatnonzero(slot).astype(np.int32)) for slot in slots]
        whole = np.sort(np.concatenate([key for key, _ in made]))
        crowded = np.unique(whole[MOST:][whole[MOST:] == whole[:-MOST]])
        for key, place in made:
            keys.append(key)
            places.append(place)
            many = np.flatnonzero(np.isin(key, crowded))
            if len(many):
                some = Columns(records.rows[place[many]], records.vocabulary)
                for sign in family.tighter(some):
                    tight = tightened(key[many], sign)
                    keys.append(tight[tight != 0])
                    places.append(place[many][tight != 0])
    key, place = np.concatenate(keys), np.concatenate(places)
    order = np.argsort(key, kind="stable")
    return Index(records, key[order], place[order], rarity, names, persons)


def save(index: Index, folder: Path) -> None:
    """Write the index beside what stands there and put it in its place."""
    making = folder.with_name(f"{folder.name}.new")
    making.mkdir(parents=True, exist_ok=True)
    np.save(making / "rows.npy", index.columns.rows)
    np.save(making / "keys.npy", index.keys)
    np.save(making / "places.npy", index.places)
    for name, column in index.rarity.items():
        np.save(making / f"rare-{name}.npy", column)
    vocabulary = index.columns.vocabulary
    pq.write_table(pa.table({"text": vocabulary.texts}), making / "tokens.parquet")
    pq.write_table(
        pa.table({"name": index.names, "person": index.persons}), making / "names.parquet"
    )
    about = {"format": FORMAT, "keys": VERSION, "words": words.VERSION}
    (making / "about.json").write_text(json.dumps(about), "utf-8")
    gone = folder.with_name(f"{folder.name}.old")
    for path in sorted(gone.glob("*")) if gone.exists() else ():
        path.unlink()
    if folder.exists():
        folder.replace(gone) if not gone.exists() else _replace(folder, gone)
    making.replace(folder)


def _replace(folder: Path, gone: Path) -> None:
    gone.rmdir()
    folder.replace(gone)


def load(folder: Path) -> Index | None:
    """Open an index; None where there is none, or an older definition of keys made it."""
    try:
        about = json.loads((folder / "about.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if about != {"format": FORMAT, "keys": VERSION, "words": words.VERSION}:
        return None
    texts = pq.read_table(folder / "tokens.parquet")["text"].to_pylist()
    vocabulary = Vocabulary()
    for text in texts[1:]:
        vocabulary.token_id(str(text))
    names = pq.read_table(folder / "names.parquet")
    rows = np.load(folder / "rows.npy", mmap_mode="r")
    rarity = {
        path.stem.removeprefix("rare-"): np.load(path, mmap_mode="r")
        for path in sorted(folder.glob("rare-*.npy"))
    }
    return Index(
        Columns(rows, vocabulary),
        np.load(folder / "keys.npy", mmap_mode="r"),
        np.load(folder / "places.npy", mmap_mode="r"),
        rarity,
        names["name"].combine_chunks(),
        names["person"].combine_chunks(),
    )
