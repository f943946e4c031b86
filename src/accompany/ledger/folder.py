"""A ledger in a folder: Parquet batches that only the chain makes visible, and one writer."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accompany.engines.duck import Duck, file_list, literal, read_sql
from accompany.ledger.chain import (
    FIRST,
    Garbled,
    Link,
    append,
    hash_file,
    read_chain,
    wait_for_disk,
)

FORMAT = 1
MADE = frozenset({"batches", "tmp", "work", "access", "ledger.new"})
"""What a making that was killed can have left behind before there was a ledger."""
TABLES = ("facts", "problems", "heard", "extracts")
PACKAGE = "accompany.ledger"


class LedgerFault(Exception):
    """A ledger that cannot be used as asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a ledger goes: how many batches, and the hash that stands for all of them."""

    batches: int
    hash: str

    def __str__(self) -> str:
        return f"{self.batches}:{self.hash[:16]}"


class Ledger:
    """A folder of facts. Reading needs no lock: a batch is there whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        about = path / "ledger.json"
        if not about.is_file():
            raise LedgerFault(f"{path.name} is not a ledger. Take something in first: ingest")
        self._about = _about(path)

    @classmethod
    def open_or_make(cls, path: Path) -> Ledger:
        """Open the ledger, made if the folder is absent or empty.

        A folder made here can be read by its owner alone; one that was there keeps its rights.
        """
        if (path / "ledger.json").is_file():
            return cls(path)
        if path.exists() and not _may_become(path):
            raise LedgerFault(f"{path.name} exists and is no ledger. Name a new or empty folder")
        if not path.exists():
            path.mkdir(mode=0o700, parents=True)
        for name in ("batches", "tmp", "access"):
            (path / name).mkdir(exist_ok=True)
        about = {"format": FORMAT, "simulated": None, "salt": secrets.token_hex(16)}
        _write_whole(path / "ledger.json", json.dumps(about) + "\n")
        return cls(path)

    @property
    def salt(self) -> bytes:
        """The ledger's own secret, for pseudonyms and for digests in the access log."""
        return bytes.fromhex(self._about["salt"])

    @property
    def simulated(self) -> bool | None:
        """Whether it holds made-up or real people; None while it holds nothing."""
        value: bool | None = self._about["simulated"]
        return value

    def settle(self, *, simulated: bool) -> None:
        """Make the ledger real or made-up for good; the other kind is refused from then on.

        For good is from the first batch: files that were refused have settled nothing.
        """
        if self.simulated is None or not self.links():
            self._about["simulated"] = simulated
            _write_whole(self.path / "ledger.json", json.dumps(self._about) + "\n")
        elif self.simulated != simulated:
            now, then = ("simulated", "real") if simulated else ("real", "simulated")
            raise LedgerFault(
                f"the extract is {now} and this ledger is {then}. Keep the two in two ledgers"
            )

    @property
    def chain_path(self) -> Path:
        return self.path / "chain.jsonl"

    @property
    def head_path(self) -> Path:
        """Where the last head stands a second time, so that a chain cut short is noticed."""
        return self.path / "head.json"

    @property
    def work_path(self) -> Path:
        """Where a question spills: beside the rows it is about, and emptied after a kill."""
        return self.path / "work"

    @property
    def access_path(self) -> Path:
        return self.path / "access" / "log.jsonl"

    def links(self) -> list[Link]:
        try:
            return read_chain(self.chain_path)
        except Garbled as error:
            raise LedgerFault(
                f"{self.path.name}: chain.jsonl {error}. Compare it with a backup, then: verify"
            ) from error

    @property
    def head(self) -> Head:
        links = self.links()
        return Head(len(links), links[-1].hash if links else FIRST)

    def batch_path(self, batch: int) -> Path:
        return self.path / "batches" / f"{batch:06d}"

    def load(self, duck: Duck) -> Head:
        """Make the views ``told``, ``problems``, ``heard`` and ``extracts``; return the head.

        ``told`` has a row for every time a fact was told, with ``replaced_at``.
        """
        links = self.links()
        self._miss_nothing(links)
        for table in TABLES:
            duck.script(PACKAGE, f"empty_{table}.sql")
            if paths := [self.batch_path(link.batch) / f"{table}.parquet" for link in links]:
                duck.run(
                    f"CREATE OR REPLACE VIEW {table}_kept AS"
                    f" SELECT * FROM read_parquet({file_list(paths)}, union_by_name = true)"
                )
            else:
                duck.run(f"CREATE OR REPLACE VIEW {table}_kept AS SELECT * FROM {table}_empty")
        duck.run(read_sql(PACKAGE, "told.sql"))
        return Head(len(links), links[-1].hash if links else FIRST)

    def _miss_nothing(self, links: list[Link]) -> None:
        for link in links:
            for name in link.files:
                if not (self.batch_path(link.batch) / name).is_file():
                    raise LedgerFault(
                        f"{self.path.name}: batches/{link.batch:06d}/{name} is missing."
                        " Bring it back from a backup, then: verify"
                    )

    @contextlib.contextmanager
    def writer(self, who: str) -> Iterator[Writer]:
        """Hold the ledger alone for writing; another writer is told who holds it."""
        lock = self.path / "lock"
        with lock.open("a+", encoding="utf-8") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                held.seek(0)
                holder = held.read().strip() or "another program"
                raise LedgerFault(
                    f"{self.path.name} is being written by {holder}. Try again when it is done"
                ) from error
            held.truncate(0)
            held.write(f"{who}, process {os.getpid()}\n")
            held.flush()
            self._about = _about(self.path)  # another writer may have settled it meanwhile
            yield Writer(self)


class Writer:
    """The one who may add batches, while the lock is held."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._tmp = ledger.path / "tmp"
        if self._tmp.exists():
            shutil.rmtree(self._tmp)
        self._tmp.mkdir()

    def publish(
        self, duck: Duck, tables: dict[str, str], pause: Callable[[], None] = lambda: None
    ) -> Link:
        """Write a batch of one query per table, wait for the disk, then let the chain show it.

        Killed anywhere before the chain's line, the ledger is as it was. ``pause`` is called
        between the last write and the publishing, for tests that kill there.
        """
        head = self.ledger.head
        batch = head.batches + 1
        making = self._tmp / f"{batch:06d}"
        making.mkdir()
        for table in TABLES:
            duck.write_parquet(tables[table], making / f"{table}.parquet")
        files = {}
        for path in sorted(making.iterdir()):
            wait_for_disk(path)
            files[path.name] = hash_file(path)
        wait_for_disk(making)
        pause()
        final = self.ledger.batch_path(batch)
        if final.exists():  # what a writer killed just before the chain's line left behind
            shutil.rmtree(final)
        making.rename(final)
        wait_for_disk(final.parent)
        link = Link.after(head.hash, batch, files)
        append(self.ledger.chain_path, link)
        _write_whole(self.ledger.head_path, json.dumps({"batch": batch, "hash": link.hash}) + "\n")
        return link


def _about(path: Path) -> dict[str, Any]:
    try:
        about = json.loads((path / "ledger.json").read_text("utf-8"))
        if about["format"] != FORMAT:
            raise LedgerFault(f"{path.name} has another format. Use the version that wrote it")
        bytes.fromhex(about["salt"])
        return {name: about[name] for name in ("format", "simulated", "salt")}
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerFault(
            f"{path.name}: ledger.json is not what was written. Bring it back from a backup"
        ) from error


def _may_become(path: Path) -> bool:
    """Say whether a folder is empty but for what a killed making of a ledger leaves."""
    if not path.is_dir():
        return False
    found = list(path.iterdir())
    return {one.name for one in found} <= MADE and not any(
        inner for one in found if one.is_dir() for inner in one.iterdir()
    )


def _write_whole(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    wait_for_disk(new)
    new.replace(path)
    wait_for_disk(path.parent)


def known_facts(duck: Duck, *, known_by: str) -> None:
    """Make the view ``known_facts`` over ``told``: what was known by an instant, not replaced.

    ``known_by`` is an ISO instant in UTC. The table ``person(about, person)`` gives subjects.
    """
    duck.script(PACKAGE, "known.sql", known_by=literal(known_by))
