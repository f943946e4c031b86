"""Made-up extracts as an adapter leaves them, taken into a ledger: for tests of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from accompany.core.fact import Fact, canonical
from accompany.core.when import DEFAULT_ZONE, day
from accompany.engines.duck import Duck
from accompany.ledger.folder import Ledger, known_facts
from accompany.ledger.take_in import Kept, Told, take_in

SOURCE = "us/orr_releases"
DAY = date(2021, 3, 20)
_TEXT = ("about", "kind", "zone", "party", "to_party", "details", "key")
_SHAPE = pa.schema(
    [
        ("line", pa.int64()),
        *((name, pa.date32()) for name in ("day_earliest", "day_latest")),
        *((name, pa.timestamp("us")) for name in ("at_earliest", "at_latest")),
        *((name, pa.string()) for name in _TEXT),
    ]
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def release(record: str, on: date = DAY, **details: str) -> Fact:
    return Fact(
        source=SOURCE, about=f"{SOURCE}:{record}", kind="released", when=day(on, DEFAULT_ZONE),
        zone=DEFAULT_ZONE, party="hhs-orr", to_party="sponsor", details=details,
    )  # fmt: skip


def state(duck: Duck, facts: Iterable[Fact], *, keyed: bool = True) -> int:
    """Fill ``stated`` as an adapter does, one line a fact; return how many lines there are."""
    duck.script("accompany.sources", "stated.sql")
    rows = [_row(line, one, keyed) for line, one in enumerate(facts, 1)]
    duck.add("stated", pa.Table.from_pylist(rows, schema=_SHAPE))
    return len(rows)


def _row(line: int, one: Fact, keyed: bool) -> dict[str, object]:
    days = not one.when.exact
    return {
        "line": line, "about": one.about, "kind": one.kind,
        "day_earliest": one.day_earliest if days else None,
        "day_latest": one.day_latest if days else None,
        "at_earliest": None if days else one.when.earliest.replace(tzinfo=None),
        "at_latest": None if days else one.when.latest.replace(tzinfo=None),
        "zone": one.zone, "party": one.party, "to_party": one.to_party,
        "details": canonical(one.details),
        "key": one.about.partition(":")[2] if keyed else None,
    }  # fmt: skip


def told(facts: Sequence[Fact], known_at: str, *, whole: bool = True, name: str = "") -> Told:
    """Return an extract that holds ``facts``; equal facts make the same extract."""
    content = "".join(one.id.hex() for one in facts) + name
    return Told(
        extract=sha256(content.encode()).hexdigest(), name=name or "made-up.csv", source=SOURCE,
        reported_by="hhs-orr", whole=whole, known_at=utc(known_at), lines=len(facts),
        facts_rows=len(facts), repaired=0, set_aside=0, not_for_us=0, heard=(),
    )  # fmt: skip


def take(
    path: Path,
    facts: Sequence[Fact],
    known_at: str,
    *,
    whole: bool = True,
    stated_rows: int | None = None,
    set_aside: int = 0,
    heard: Sequence[tuple[str, datetime, datetime, bool]] = (),
) -> Kept:
    """Take one extract of ``facts`` into the ledger at ``path``, made if need be."""
    ledger = Ledger.open_or_make(path)
    one = told(facts, known_at, whole=whole)
    lines = len(facts) + set_aside
    one = replace(one, stated_rows=stated_rows, heard=heard, lines=lines, set_aside=set_aside)
    with ledger.writer("a test") as writer, Duck() as duck:
        ledger.load(duck)
        state(duck, facts, keyed=whole)
        return take_in(duck, writer, one)


def known(path: Path, known_by: str = "2199-01-01") -> list[tuple[str, str]]:
    """Return record and details of every fact known by then."""
    with Duck() as duck:
        Ledger(path).load(duck)
        duck.run("CREATE TABLE person (about VARCHAR, person VARCHAR)")
        known_facts(duck, known_by=known_by)
        return duck.rows("SELECT split_part(about, ':', 2), details FROM known_facts ORDER BY ALL")


def records(path: Path, known_by: str = "2199-01-01") -> list[str]:
    return [record for record, _ in known(path, known_by)]


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask the ledger's own tables."""
    with Duck() as duck:
        Ledger(path).load(duck)
        return duck.rows(sql)
