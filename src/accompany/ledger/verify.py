"""Proving that nothing was altered: every file against the chain, the chain against itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from accompany.ledger.chain import FIRST, Link, hash_file, read_chain
from accompany.ledger.folder import Ledger


def altered(ledger: Ledger) -> Iterator[str]:
    """Yield what does not agree with the chain, by file; nothing where all is as written.

    A batch beyond the chain is what a killed writer left: no reader sees it, so it is no fault.
    """
    previous = FIRST
    try:
        links = read_chain(ledger.chain_path)
    except (ValueError, KeyError, TypeError):
        yield "chain.jsonl: a line is not what was written; compare it with a backup"
        return
    for number, link in enumerate(links, start=1):
        if link.batch != number:
            yield f"chain.jsonl line {number}: names batch {link.batch}, so a line is missing"
        if link.previous != previous:
            yield f"chain.jsonl line {number}: does not follow the line before it"
        if not link.holds:
            yield f"chain.jsonl line {number}: its hash does not fit what it says"
        previous = link.hash
        yield from _files(ledger.batch_path(link.batch), link)


def _files(folder: Path, link: Link) -> Iterator[str]:
    for name, expected in sorted(link.files.items()):
        path = folder / name
        where = f"batches/{folder.name}/{name}"
        if not path.is_file():
            yield f"{where}: missing"
        elif hash_file(path) != expected:
            yield f"{where}: altered since it was written"
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for name in sorted(found - set(link.files)):
        yield f"batches/{folder.name}/{name}: not written by accompany"
