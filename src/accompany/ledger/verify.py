"""Proving that nothing was altered: every file against the chain, the chain against itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from accompany.ledger.chain import FIRST, Garbled, Link, hash_file, read_chain
from accompany.ledger.folder import Ledger


def altered(ledger: Ledger) -> Iterator[str]:
    """Yield what does not agree with the chain, by file; nothing where all is as written.

    A batch beyond the chain is what a killed writer left: no reader sees it, so it is no fault.
    """
    try:
        links = read_chain(ledger.chain_path)
    except Garbled as fault:
        yield f"chain.jsonl {fault}; compare it with a backup"
        return
    yield from _chain(links)
    yield from _cut_short(ledger.head_path, links)
    for link in links:
        yield from _files(ledger.batch_path(link.batch), link)


def _chain(links: Sequence[Link]) -> Iterator[str]:
    previous = FIRST
    for number, link in enumerate(links, start=1):
        if link.batch != number:
            yield f"chain.jsonl line {number}: names batch {link.batch}, so a line is missing"
        if link.previous != previous:
            yield f"chain.jsonl line {number}: does not follow the line before it"
        if not link.holds:
            yield f"chain.jsonl line {number}: its hash does not fit what it says"
        previous = link.hash


def _cut_short(path: Path, links: Sequence[Link]) -> Iterator[str]:
    """Look for the last head written down; a writer killed before writing it left an older one."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        batch, expected = int(kept["batch"]), str(kept["hash"])
    except FileNotFoundError:
        if len(links) > 1:  # killed after its first line, a writer has written no head at all
            yield "head.json: missing"
        return
    except (ValueError, KeyError, TypeError):
        yield "head.json: not what was written"
        return
    if not any((link.batch, link.hash) == (batch, expected) for link in links):
        yield f"chain.jsonl: cut short or rewritten, for batch {batch} is not in it as written"


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
