"""Files of agencies without an adapter: people, events and links, as CSV, XLSX or Parquet.

The source's full name carries the agency, ``plain/dhs-north``. A record id that is a full name
(``us/uc_portal:17``) speaks of that record, which must be known. A row about a person that says
no day on which it was seen is undated: it holds for all the years we read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from accompany.core.fact import kinds, nearest_kinds
from accompany.core.party import is_party
from accompany.core.problem import InputFault
from accompany.core.record import SOURCE
from accompany.core.when import DEFAULT_ZONE, FIRST_YEAR, LAST_YEAR
from accompany.engines.duck import Duck, literal
from accompany.sources import moments, table
from accompany.sources.extract import Extract, Reading

NAME = "plain"
SAYS = "People, events and links of an agency without an adapter, in three agreed shapes."
ZONE = DEFAULT_ZONE
WHOLE = False
KINDS = tuple(name for name, kind in kinds().items() if kind.timeline)
REPORTED_BY = ""
"""The agency in the source's own name: no office code is assumed."""

_MOST_KINDS, _MOST_PARTIES = 1000, 100_000
"""Only so many different words are looked at one by one; more is not a column of codes."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One of the three agreed tables: what it must have, and what is not a value of the fact."""

    name: str
    required: Sequence[str]
    optional: Sequence[str]
    """Columns the reading asks for by name, absent or not."""
    not_values: frozenset[str]
    dated: str


PEOPLE = Shape(
    "people",
    ("record_id", "kind"),
    ("seen_on", "of_record_id", "relationship"),
    frozenset({"record_id", "of_record_id", "relationship"}),
    "seen_on",
)
EVENTS = Shape(
    "events",
    ("record_id", "kind", "happened"),
    ("party", "to_party"),
    frozenset({"record_id", "kind", "happened", "party", "to_party"}),
    "happened",
)
LINKS = Shape(
    "links",
    ("record_a", "record_b", "judgement"),
    ("by", "happened"),
    frozenset({"record_a", "record_b", "judgement", "by", "happened"}),
    "happened",
)


def recognises(path: Path) -> bool:
    columns = set(table.columns_of(path))
    return any(columns.issuperset(shape.required) for shape in (PEOPLE, LINKS))


def shape_of(path: Path) -> str:
    """Return ``people``, ``events`` or ``links`` by the columns of the file."""
    return _shape(table.columns_of(path)).name


def read(duck: Duck, extract: Extract) -> Reading:
    arrived = table.arrive(
        duck, extract.path, renamed=table.renaming(extract.path, extract.mapping)
    )
    shape = _shape(arrived.columns)
    missing = [column for column in shape.required if column not in arrived.columns]
    if missing:
        raise InputFault(
            extract.name,
            f"a table of {shape.name} needs the columns {', '.join(missing)}",
            f"Name them on the first line, or save a mapping with: accompany map {extract.name}",
            line=1,
        )
    asked = dict.fromkeys((*shape.required, *shape.optional, *arrived.columns))
    arrived.lay_out(duck, "plain_row", {f"v_{column}": (column,) for column in asked})
    moments.read(duck, "plain_row", f"v_{shape.dated}", extract.zone)
    _vocabulary(duck, shape)
    _known(duck, extract)
    duck.script(
        "accompany.sources",
        f"plain_{shape.name}.sql",
        source=literal(extract.source),
        zone=literal(extract.zone),
        details=_details(arrived.columns, shape, extract.source),
        blank=" AND ".join(f'"v_{column}" IS NULL' for column in arrived.theirs),
        undated_from=literal(f"{FIRST_YEAR}-01-01"),
        undated_to=literal(f"{LAST_YEAR}-12-31"),
    )
    duck.script("accompany.sources", "plain_problems.sql")
    blank = duck.value("SELECT count(*) FROM plain_checked WHERE blank")
    return table.books(duck, arrived, not_for_us=blank)


def _shape(columns: Sequence[str] | Mapping[str, str]) -> Shape:
    if "record_a" in columns or "record_b" in columns:
        return LINKS
    return EVENTS if {"happened", "party", "to_party"} & set(columns) else PEOPLE


def _details(columns: Mapping[str, str], shape: Shape, source: str) -> str:
    """Return the SQL of a fact's details: every other column that is not empty, by name.

    A link that does not say who judged was judged by whoever sent it.
    """
    values = {column: f'"v_{column}"' for column in columns if column not in shape.not_values}
    if shape is PEOPLE:
        values["kind"] = "lower(v_kind)"
    if shape is LINKS:
        values |= {"other": "plain_about(v_record_b)", "by": f"coalesce(v_by, {literal(source)})"}
    said = [f"said({literal(name)}, {value})" for name, value in sorted(values.items())]
    return f"'{{' || concat_ws(',', {', '.join(said) or 'NULL'}) || '}}'"


def _vocabulary(duck: Duck, shape: Shape) -> None:
    """Lay out which kinds and parties of an events file are words we know."""
    if shape is not EVENTS:
        return
    said = duck.rows(f"SELECT DISTINCT v_kind FROM plain_row LIMIT {_MOST_KINDS}")
    unknown = [kind for (kind,) in said if kind and kind not in KINDS]
    near = [", ".join(nearest_kinds(kind)) for kind in unknown]
    words = {
        "kind": pa.array([*KINDS, *unknown], pa.string()),
        "known": pa.array([True] * len(KINDS) + [False] * len(unknown)),
        "nearest": pa.array([""] * len(KINDS) + near, pa.string()),
    }
    duck.take("plain_kind", pa.table(words))
    parties = duck.rows(
        f"""SELECT DISTINCT party FROM (SELECT v_party AS party FROM plain_row
            UNION ALL SELECT v_to_party FROM plain_row) WHERE party <> '' LIMIT {_MOST_PARTIES}"""
    )
    known = [party for (party,) in parties if is_party(party)]
    duck.take("plain_party", pa.table({"party": pa.array(known, pa.string())}))


def _known(duck: Duck, extract: Extract) -> None:
    """Lay out the records other extracts gave, and how a record of our own is told from them."""
    known = f"SELECT DISTINCT about FROM {extract.known_records}" if extract.known_records else ""
    duck.run(
        f"CREATE OR REPLACE TABLE plain_known AS {known or 'SELECT NULL::VARCHAR AS about LIMIT 0'}"
    )
    own = literal(extract.source + ":")
    pattern = literal(f"(?s)({SOURCE.pattern}):.+")
    duck.run(
        f"""CREATE OR REPLACE MACRO plain_about(record) AS
            CASE WHEN regexp_full_match(record, {pattern}) THEN record ELSE {own} || record END"""
    )
    duck.run(f"CREATE OR REPLACE MACRO plain_ours(about) AS starts_with(about, {own})")
