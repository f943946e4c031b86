"""The index on disk: parts that are written once, and one small file that says which stand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accompany.identity.match import words
from accompany.identity.match.columns import Vocabulary
from accompany.identity.match.index import Index, Part, Told
from accompany.identity.match.keys import FAMILIES, RARE, VERSION
from accompany.identity.match.reference import Reference, Shares

FORMAT = 4
_ARRAYS = ("rows", "keys", "places", "chains", "whose", "rare")
_DEFINED = {"format": FORMAT, "keys": VERSION, "words": words.VERSION}


def save(index: Index, folder: Path, *, head: tuple[int, str] = (0, "")) -> None:
    """Write what is new of an index; whoever has the older one open keeps it whole."""
    folder.mkdir(parents=True, exist_ok=True)
    before = _about(folder) or {}
    run = int(before.get("run", 0)) + 1
    names = [_written(part, folder, f"{run}-{place}") for place, part in enumerate(index.parts)]
    told = f"told-{run}"
    _write_told(index, folder / told)
    about = {
        **_DEFINED, "run": run, "parts": names, "told": told, "model": index.model,
        "batches": head[0], "head": head[1], "reference": index.reference.records,
    }  # fmt: skip
    _write_about(folder, about)
    index.head = head
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in {*names, told}:
            shutil.rmtree(path)


def load(folder: Path) -> Index | None:
    """Open an index; None where there is none, or an older definition of keys made it."""
    about = _about(folder)
    if about is None or any(about.get(name) != value for name, value in _DEFINED.items()):
        return None
    told = folder / str(about["told"])
    tokens = pq.read_table(told / "tokens.parquet")
    texts, sounds = ([str(one) for one in tokens[name].to_pylist()] for name in tokens.column_names)
    vocabulary = Vocabulary(texts, sounds, {text: n for n, text in enumerate(texts) if text})
    index = Index(
        vocabulary,
        _read_reference(told, int(about["reference"])),
        [_read(folder / name) for name in about["parts"]],
        model=str(about["model"]),
        head=(int(about["batches"]), str(about["head"])),
    )
    moved = pq.read_table(told / "moved.parquet").to_pydict()
    for row, person, chain in zip(moved["row"], moved["person"], moved["chain"], strict=True):
        index.moved[row] = (person, chain)
    index.gone.update(np.load(told / "gone.npy").tolist())
    return index


def set_head(folder: Path, head: tuple[int, str]) -> None:
    """Say how far into the ledger an index goes, if there is one: what came since is not its."""
    if (about := _about(folder)) is not None:
        _write_about(folder, {**about, "batches": head[0], "head": head[1]})


def _write_about(folder: Path, about: dict[str, Any]) -> None:
    new = folder / "about.new"
    new.write_text(json.dumps(about), "utf-8")
    new.replace(folder / "about.json")


def _about(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / "about.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _written(part: Part, folder: Path, name: str) -> str:
    """Write a part, or return the name under which it stands already."""
    if part.name and (folder / part.name).is_dir():
        return part.name
    making = folder / name
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for array in _ARRAYS:
        np.save(making / f"{array}.npy", getattr(part, array))
    told = {one.name: getattr(part.told, one.name) for one in fields(Told)}
    pq.write_table(pa.table(told), making / "told.parquet")
    part.name = name
    return name


def _read(folder: Path) -> Part:
    """Map a part into memory; what is told of its records is read whole."""
    arrays = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in _ARRAYS
    }
    table = pq.read_table(folder / "told.parquet")
    names, persons, of = (table[name].combine_chunks() for name in ("names", "persons", "of"))
    told = Told(names, persons, table["first"].to_numpy(), table["last"].to_numpy(), of)
    return Part(told=told, name=folder.name, **arrays)


def _write_told(index: Index, folder: Path) -> None:
    """Write what is small and changes: words, counts, and what of the parts no longer holds."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    vocabulary = index.vocabulary
    tokens = pa.table({"text": vocabulary.texts, "sound": vocabulary.sounds})
    pq.write_table(tokens, folder / "tokens.parquet")
    moved = [(row, *found) for row, found in sorted(index.moved.items())]
    columns = list(zip(*moved, strict=True)) or [(), (), ()]
    table = pa.table({
        "row": pa.array(columns[0], pa.int32()), "person": pa.array(columns[1], pa.string()),
        "chain": pa.array(columns[2], pa.int32()),
    })  # fmt: skip
    pq.write_table(table, folder / "moved.parquet")
    np.save(folder / "gone.npy", np.array(sorted(index.gone), np.int32))
    _write_reference(index.reference, folder)


def _write_reference(reference: Reference, folder: Path) -> None:
    for name, shares in reference.shares.items():
        np.save(folder / f"values-{name}.npy", shares.values)
        np.save(folder / f"share-{name}.npy", shares.share)
    for family in (*FAMILIES, *RARE):
        for what, known in (("crowded", reference.crowded), ("hopeless", reference.hopeless)):
            np.save(folder / f"{what}-{family.name}.npy", known.get(family.name, _NO_KEYS))


def _read_reference(folder: Path, records: int) -> Reference:
    shares = {
        path.stem.removeprefix("values-"): Shares(
            np.load(path, mmap_mode="r").view(np.ndarray),
            np.load(path.with_name(path.name.replace("values-", "share-"))),
        )
        for path in sorted(folder.glob("values-*.npy"))
    }
    return Reference(records, shares, _keys(folder, "crowded"), _keys(folder, "hopeless"))


def _keys(folder: Path, what: str) -> Mapping[str, Any]:
    return {
        family.name: np.load(folder / f"{what}-{family.name}.npy") for family in (*FAMILIES, *RARE)
    }


_NO_KEYS = np.empty(0, np.uint64)
