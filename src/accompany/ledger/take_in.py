"""Taking one read extract into the ledger: what is new, what is corrected, what is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from accompany.engines.duck import Duck, filled, literal, read_sql
from accompany.ledger.folder import PACKAGE, LedgerFault, Writer


@dataclass(frozen=True, slots=True)
class Told:
    """One extract as an adapter read it, ready to be kept."""

    extract: str
    """SHA-256 of the original, which itself is not copied."""
    name: str
    source: str
    reported_by: str
    whole: bool
    known_at: datetime
    lines: int
    facts_rows: int
    repaired: int
    set_aside: int
    not_for_us: int
    heard: Sequence[tuple[str, datetime, datetime, bool]]
    """Kind, first, end and whether silence about anyone counts."""
    stated_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What taking in an extract changed."""

    facts: int
    replaced: int
    withdrawn: int
    vanished: int
    batch: int | None
    """None where nothing at all was new, so no batch was written."""


def take_in(
    duck: Duck, writer: Writer, told: Told, *, pause: Callable[[], None] = lambda: None
) -> Kept:
    """Keep what the tables ``stated`` and ``problem`` say; the ledger's views are loaded.

    A whole extract withdraws what it no longer holds only if its sender's own row count agrees
    with what was read, file by file where there are several; and not what a row set aside may
    have told of again, for such a row has not vanished. An adapter states whose rows those were
    in ``unread``; a row it says nothing of holds back everything. What stays is named in a
    problem.
    """
    at = _instant(told.known_at)
    names = {
        "source": literal(told.source),
        "known_at": at,
        "whole": "TRUE" if told.whole else "FALSE",
    }
    if told.whole:
        _refuse_older(duck, told)
    duck.script(PACKAGE, "arriving.sql", **names)
    _agreeing(duck, told)
    duck.script(PACKAGE, "added.sql", **names, readable=_readable(duck, told))
    facts, replaced = duck.rows("SELECT count(*), count(replaces) FROM added")[0]
    vanished = duck.value("SELECT count(*) FROM vanished")
    withdrawn = duck.value("SELECT count(*) FROM withdrawn")
    if vanished > withdrawn:
        _note_vanished(duck, told, vanished - withdrawn)
    _heard_table(duck, told)
    seen = duck.value(
        "SELECT count(*) FROM extracts_kept WHERE extract = $1 AND source = $2",
        [told.extract, told.source],
    )
    new_heard = duck.value("SELECT count(*) FROM heard_new")
    kept = Kept(facts, replaced, withdrawn, vanished, None)
    if seen and not facts and not kept.withdrawn and not new_heard:
        return kept
    batch = writer.ledger.head.batches + 1
    names |= {
        "extract": literal(told.extract),
        "name": literal(told.name),
        "reported_by": literal(told.reported_by),
        "batch": str(batch),
        **_places(duck),
        "fresh": "FALSE" if seen else "TRUE",
    }
    tables = _tables(told, kept, names)
    writer.publish(duck, tables, pause)
    return Kept(facts, replaced, kept.withdrawn, vanished, batch)


def _tables(told: Told, kept: Kept, names: dict[str, str]) -> dict[str, str]:
    """Return the query of each of a batch's tables."""
    books = ("lines", "facts_rows", "repaired", "set_aside", "not_for_us")
    counts = {name: str(getattr(told, name)) for name in books}
    counts |= {name: str(getattr(kept, name)) for name in ("facts", "replaced", "withdrawn")}
    return {
        table: filled(read_sql(PACKAGE, f"batch_{table}.sql"), **names, **counts)
        for table in ("facts", "problems", "heard", "extracts")
    }


def _refuse_older(duck: Duck, told: Told) -> None:
    newest = duck.value(
        "SELECT max(known_at) FROM extracts_kept WHERE whole AND source = $1 AND extract <> $2",
        [told.source, told.extract],
    )
    if newest is not None and newest > told.known_at.astimezone(UTC).replace(tzinfo=None):
        raise LedgerFault(
            f"{told.name}: a later whole extract of {told.source} is in the ledger already."
            " Take whole extracts in in the order in which they were received"
        )


def _agreeing(duck: Duck, told: Told) -> None:
    """Make ``agreeing``: the files of the extract (one without a name, if it is one file) whose
    row counts the sender states as they came."""
    duck.run(
        "CREATE OR REPLACE TABLE agreeing AS SELECT name FROM part WHERE rows = stated_rows"
        " UNION ALL SELECT '' WHERE $1 AND NOT EXISTS (FROM part)",
        [told.stated_rows == told.lines],
    )


def _readable(duck: Duck, told: Told) -> str:
    """Say whether it is known of every line set aside whose facts it may have told of."""
    accounted = duck.value(
        "SELECT count(DISTINCT line) FROM problem WHERE outcome = 'set aside' AND line IN"
        " (SELECT line FROM unread WHERE key IS NOT NULL OR about IS NOT NULL)"
    )
    return "TRUE" if accounted == told.set_aside else "FALSE"


def _places(duck: Duck) -> dict[str, str]:
    """Return how to find a line's file, and its place there, from its place in the extract."""
    parts = duck.rows("SELECT name, before FROM part ORDER BY before DESC")
    if not parts:
        return {"part": "''", "line": "line"}
    names = " ".join(f"WHEN line > {before} THEN {literal(name)}" for name, before in parts)
    befores = " ".join(f"WHEN line > {before} THEN {before}" for _, before in parts)
    return {"part": f"CASE {names} END", "line": f"line - CASE {befores} END"}


def _note_vanished(duck: Duck, told: Told, vanished: int) -> None:
    stated = "no count" if told.stated_rows is None else f"{told.stated_rows:,} rows"
    duck.run(
        "INSERT INTO problem VALUES (0, '', 'noted', $1, $2, '')",
        [
            f"facts of the last whole extract that are not in this one: {vanished:,}; its sender"
            f" states {stated}, {told.lines:,} came and {told.set_aside:,} of them could not be"
            " read, so they stay",
            "Ask the sender for a row count; with one that agrees, and every row readable, they"
            " are withdrawn",
        ],
    )


def _heard_table(duck: Duck, told: Told) -> None:
    """Make ``heard_new``: the declared periods that this source did not declare before."""
    names: dict[str, pa.DataType] = {
        "kind": pa.string(),
        "first_at": pa.timestamp("us"),
        "end_at": pa.timestamp("us"),
        "everyone": pa.bool_(),
    }
    schema = pa.schema(list(names.items()))
    rows = [
        {"kind": kind, "first_at": _plain(first), "end_at": _plain(end), "everyone": everyone}
        for kind, first, end, everyone in told.heard
    ]
    duck.take("heard_told", pa.Table.from_pylist(rows, schema=schema))
    duck.run(
        "CREATE OR REPLACE TABLE heard_new AS SELECT DISTINCT h.* FROM heard_told AS h"
        f" ANTI JOIN (SELECT * FROM heard_kept WHERE source = {literal(told.source)}"
        f" AND known_at <= {_instant(told.known_at)}) AS k ON h.kind = k.kind"
        " AND h.first_at = k.first_at AND h.end_at = k.end_at AND h.everyone = k.everyone"
    )


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _instant(moment: datetime) -> str:
    return f"TIMESTAMP {literal(_plain(moment).isoformat(sep=' '))}"
