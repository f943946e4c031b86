"""Public: downloads that anyone can have become a ledger, and the ledger a site of figures."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from accompany.core.problem import InputFault
from accompany.core.when import DEFAULT_ZONE, day_ends
from accompany.figures.public.changes import Changes, changes
from accompany.figures.public.edition import Edition, Extract, edition, extracts, last_days
from accompany.figures.public.plan import sources
from accompany.figures.public.site import write
from accompany.jobs.ingest import Wishes, ingest
from accompany.jobs.opened import EVER, Opened, opened, see_as_known
from accompany.ledger.folder import LedgerFault
from accompany.sources import known

TABS = ".csv"
COURTS = "us/eoir_case"


@dataclass(frozen=True, slots=True)
class Found:
    """The downloads in a folder: one for each source, and what is not used, with the reason."""

    used: list[Path] = field(default_factory=list)
    idle: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Made:
    """What a run has written."""

    edition: Edition
    pages: int
    idle: Sequence[tuple[str, str]]


def public(
    folder: Path,
    site: Path,
    *,
    known_at: datetime,
    who: str,
    keep: Path | None = None,
    as_of: datetime | None = None,
    step: Callable[[str], None] = lambda name: None,
    read: Callable[[str, int], None] = lambda part, lines: None,
) -> Made:
    """Write the site of the downloads in ``folder``; ``keep`` is the ledger to compare with.

    ``step`` is told what is being done, ``read`` how many lines of a long file have been read.
    """
    found = downloads(folder)
    if not found.used:
        raise InputFault(
            folder.name, "there is no public download in it that a figure is made of",
            f"Put one there of {', '.join(sources())}, as it was downloaded.",
        )  # fmt: skip
    with _ledger(site, keep) as path:
        step("taking in")
        wishes = Wishes(known_at=known_at, who=who)
        _, refused = ingest(path, found.used, wishes, began=step, came=read)
        if refused:
            raise InputFault(folder.name, refused[0].message, "Nothing was written.")
        with opened(path) as world:
            made, changed = _editions(world, as_of, step)
    step("pages")
    return Made(made, write(site, made, changed), found.idle)


@contextlib.contextmanager
def _ledger(site: Path, keep: Path | None) -> Iterator[Path]:
    """Give the ledger to use: the one named, or one beside the site that is gone afterwards."""
    if keep:
        _only_public(keep)
        yield keep
        return
    site.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".accompany-", dir=site.parent) as scratch:
        yield Path(scratch) / "ledger"


def _only_public(keep: Path) -> None:
    """Refuse a ledger that holds more than anyone can download: a site would count that too."""
    if not (keep / "ledger.json").is_file():
        return
    with opened(keep) as world:
        rows = world.duck.rows("SELECT DISTINCT source FROM extracts_kept ORDER BY source")
    others = [source for (source,) in rows if source not in sources()]
    if others:
        raise LedgerFault(
            f"{keep.name} holds more than public downloads: {', '.join(others)}."
            " Name a ledger of its own for the site"
        )


def _editions(
    world: Opened, as_of: datetime | None, step: Callable[[str], None]
) -> tuple[Edition, Changes | None]:
    """Count what is known now, and beside it what was known before the last downloads came."""
    moments = [
        row[0] for row in world.duck.rows(
            "SELECT DISTINCT known_at FROM extracts_kept ORDER BY known_at"
        )
    ]  # fmt: skip
    world.duck.run("CREATE OR REPLACE TABLE known_now AS FROM known_facts")
    told = extracts(world.duck, EVER)
    now = edition(
        world.duck, told, ends=_ends(world, "known_now", told, as_of), facts="known_now",
        simulated=bool(world.ledger.simulated), step=step,
    )  # fmt: skip
    if len(moments) < 2:
        return now, None
    step("changes")
    before = moments[-2]
    see_as_known(world.duck, before)
    world.duck.run("CREATE OR REPLACE TABLE known_before AS FROM known_facts")
    earlier = extracts(world.duck, before)
    then = {
        source: min(end, now.ends.get(source, end))
        for source, end in _ends(world, "known_before", earlier, as_of).items()
    }
    return now, changes(world.duck, now, earlier, ends=then)


def _ends(
    world: Opened, facts: str, told: Sequence[Extract], as_of: datetime | None
) -> dict[str, datetime]:
    """Return as of when each download is counted: the end of its last day, or as was asked."""
    if as_of:
        return {one.source: as_of for one in told}
    last = last_days(world.duck, facts)
    if not last:
        raise InputFault(
            "the downloads", "no day can be read in them", "Say what day they are of: --as-of."
        )
    return {
        one.source: day_ends(last.get(one.source, max(last.values())), DEFAULT_ZONE) for one in told
    }


# ---------------------------------------------------------------- what is in the folder


def downloads(folder: Path) -> Found:
    """Find the public downloads in a folder, or take the one file named.

    Of two downloads of one source the larger is used: a sample beside the whole, or a zip beside
    what was in it. What belongs to the courts' release is not looked at by itself.
    """
    if not folder.exists():
        raise InputFault(folder.name, "there is no such folder", "Check the path.")
    found = Found()
    by_source: dict[str, Path] = {}
    for path in _candidates(folder):
        source = known.recognise(path)
        if source is None or source.NAME not in sources():
            found.idle.append((path.name, "no figure of the site is made of it"))
            continue
        other = by_source.get(source.NAME)
        larger = max((one for one in (path, other) if one), key=_size)
        for one in (path, other):
            if one and one is not larger:
                found.idle.append((one.name, f"{larger.name} of {source.NAME} is larger"))
        by_source[source.NAME] = larger
    found.used.extend(by_source[name] for name in sources() if name in by_source)
    return found


def _candidates(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
        return
    whole = known.recognise(folder)
    if whole:
        yield folder
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if not whole:
                yield from _candidates(path)
        elif known.is_extract(path) and not (whole and _is_part(path)):
            yield path


def _is_part(path: Path) -> bool:
    """Say whether a file is one of the courts' tables, which come together or not at all."""
    with path.open("rb") as opened_:
        return b"\t" in opened_.readline(65_536)


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
