"""Ingest: extracts become facts, each file by the adapter that knows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from accompany.core.fact import kinds
from accompany.core.problem import InputFault
from accompany.core.record import SOURCE
from accompany.core.when import DEFAULT_ZONE, day_ends, day_starts
from accompany.engines.duck import Duck
from accompany.jobs.apart import keep_apart
from accompany.ledger.folder import Ledger, LedgerFault, Writer
from accompany.ledger.take_in import Kept, Told, take_in
from accompany.sources import known, mapping
from accompany.sources.extract import Extract, Heard, Reading, Source, hash_of

PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Covered:
    """A period a sender declares to be covered: ``first`` and ``last`` day both included."""

    first: date
    last: date
    everyone: bool
    kinds: Sequence[str] = ()
    """None: the kinds of fact found in the file."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said on the command line of files to be taken in."""

    known_at: datetime
    who: str
    source: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    covered: Covered | None = None
    zone: str = ""
    stated_rows: int | None = None
    memory: str = "1500MB"


@dataclass(frozen=True, slots=True)
class Taken:
    """The books of one file, and what it added."""

    path: str
    source: str
    reading: Reading
    kept: Kept
    seconds: float
    first_time: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be taken in at all; the others were."""

    path: str
    message: str


def ingest(
    path: Path,
    files: Iterable[Path],
    wishes: Wishes,
    *,
    began: Callable[[str], None] = lambda name: None,
    came: Callable[[str, int], None] = lambda part, lines: None,
    pause: Callable[[], None] = lambda: None,
) -> tuple[list[Taken], list[Refusal]]:
    """Take files in, one batch each; return the books and the files that were refused.

    ``began`` is told each file's name, ``came`` how many lines of a long one have been read.
    """
    ledger = Ledger.open_or_make(path)
    refused: list[Refusal] = []
    with ledger.writer(wishes.who) as writer:
        taken = [
            done
            for found, source in _recognised(files, wishes, refused)
            for done in _one(writer, found, source, wishes, _Telling(began, came, pause), refused)
        ]
    return taken, refused


@dataclass(frozen=True, slots=True)
class _Telling:
    """Who is told how far it is."""

    began: Callable[[str], None]
    came: Callable[[str, int], None]
    pause: Callable[[], None]


def _recognised(
    files: Iterable[Path], wishes: Wishes, refused: list[Refusal]
) -> list[tuple[Path, Source]]:
    pairs = []
    for named in files:
        inside = known.extracts([named])
        if not inside:
            refused.append(Refusal(str(named), f"{named.name}: there is no extract in this folder"))
        for path in inside:
            try:
                pairs.append((path, _source_of(path, wishes)))
            except InputFault as fault:
                refused.append(Refusal(str(path), str(fault)))
    return known.in_order(dict.fromkeys(pairs))


def _source_of(path: Path, wishes: Wishes) -> Source:
    if not path.exists():
        raise InputFault(path.name, "there is no such file", "Check the path.")
    if wishes.source:
        source = known.named(wishes.source)
    else:
        source = known.named(PLAIN) if mapping.beside(path) else known.recognise(path)
    if source is None:
        names = ", ".join(sorted(known.sources()))
        what = f"no source is called {wishes.source}" if wishes.source else "no source knows it"
        raise InputFault(
            path.name,
            what,
            f"Known sources: {names}. Name one with --as, or make it plain: accompany map.",
        )
    source.recognises(path)  # a file that cannot be read at all is refused before any is taken in
    return source


def _name_of(path: Path, source: Source, wishes: Wishes) -> str:
    """Return the source's full name; a plain file in ``plain/<agency>/`` needs no --as."""
    if source.NAME != PLAIN:
        return source.NAME
    if wishes.source.startswith(f"{PLAIN}/"):
        name = wishes.source
    elif path.resolve().parent.parent.name == PLAIN:
        name = f"{PLAIN}/{path.resolve().parent.name}"
    else:
        raise InputFault(
            path.name, "a plain file does not say whose it is", "Say it: --as plain/<agency>."
        )
    if not SOURCE.fullmatch(name):
        advice = "Small letters, digits and hyphens: plain/dhs-north."
        raise InputFault(path.name, f"{name} is not a source's name", advice)
    return name


def _one(
    writer: Writer,
    path: Path,
    source: Source,
    wishes: Wishes,
    telling: _Telling,
    refused: list[Refusal],
) -> Iterable[Taken]:
    telling.began(path.name)
    started = time.perf_counter()
    try:
        writer.ledger.settle(simulated=_is_simulated(path))
        name = _name_of(path, source, wishes)
        with Duck(memory=wishes.memory, within=writer.ledger.work_path) as duck:
            extract = Extract(
                path, name, wishes.zone or source.ZONE or DEFAULT_ZONE,
                wishes.mapping or mapping.beside(path), "known_record", telling.came,
            )  # fmt: skip
            reading, told, first_time = _read(duck, writer.ledger, extract, source, wishes)
            keep_apart(duck)
            kept = take_in(duck, writer, told, pause=telling.pause)
    except (InputFault, LedgerFault) as fault:
        refused.append(Refusal(str(path), str(fault)))
        return
    yield Taken(str(path), name, reading, kept, time.perf_counter() - started, first_time)


def _read(
    duck: Duck, ledger: Ledger, extract: Extract, source: Source, wishes: Wishes
) -> tuple[Reading, Told, bool]:
    ledger.load(duck)
    duck.run("CREATE OR REPLACE VIEW known_record AS SELECT DISTINCT about FROM told")
    path, name, zone = extract.path, extract.source, extract.zone
    duck.script("accompany.sources", "stated.sql")
    reading = source.read(duck, extract)
    heard = [*reading.heard, *known.covers(path, zone), *_declared(duck, wishes, zone)]
    digest = hash_of(path)
    told = Told(
        extract=digest,
        name=path.name,
        source=name,
        reported_by=source.REPORTED_BY,
        whole=source.WHOLE,
        known_at=wishes.known_at,
        lines=reading.lines,
        facts_rows=reading.facts_rows,
        repaired=reading.repaired,
        set_aside=reading.set_aside,
        not_for_us=reading.not_for_us,
        heard=[(one.kind, one.first, one.end, one.everyone) for one in heard],
        stated_rows=wishes.stated_rows if reading.stated_rows is None else reading.stated_rows,
    )
    seen = duck.value("SELECT count(*) FROM extracts_kept WHERE extract = $1", [digest])
    return reading, told, seen == 0


def _declared(duck: Duck, wishes: Wishes, zone: str) -> list[Heard]:
    """Return what was declared with --covers: for the kinds named, or those found in the file."""
    covered = wishes.covered
    if covered is None:
        return []
    heard = covered.kinds or sorted(_found(duck))
    first = day_starts(covered.first, zone)
    end = day_ends(covered.last, zone) + timedelta(microseconds=1)
    return [Heard(kind, first, end, covered.everyone) for kind in heard]


def _found(duck: Duck) -> Iterator[str]:
    """Yield the kinds of fact found in a file, as a sender would declare them."""
    for (name,) in duck.rows("SELECT DISTINCT kind FROM stated"):
        kind = kinds()[name]
        if not kind.heard_of:
            yield name
            continue
        said = f"json_extract_string(details, '$.{kind.heard_of}')"
        for (value,) in duck.rows(f"SELECT DISTINCT {said} FROM stated WHERE kind = $1", [name]):
            if value:
                yield kind.heard_as({kind.heard_of: value})


def _is_simulated(path: Path) -> bool:
    """Say whether a mark stands in or beside the extract or in a folder above, four levels up."""
    above = (path.resolve(), *path.resolve().parents[:5])
    return any((folder / known.SIMULATED).is_file() for folder in above)
