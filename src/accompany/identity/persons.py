"""Persons: a stable id for each cluster of records, kept through a merge or a split."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.engines.duck import Duck, filled, read_sql
from accompany.identity.cluster import Clusters, Contradiction, clusters
from accompany.identity.judgement import Judgement, judgements, standing

ID_DIGITS = 10
_PERSON_ID = re.compile(r"p-([0-9a-f]{10,64})")


def _shape(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


_GROUPED = _shape(about=pa.string(), cluster=pa.int64())
_JUDGED = _shape(about=pa.string(), decided_by=pa.string(), probability=pa.float64())
_ALIKE = _shape(cluster=pa.int64(), id=pa.string())
_WEIGHED = _shape(
    about=pa.string(), other=pa.string(), probability=pa.float64(), weight=pa.float64(),
    model=pa.string(), known_at=pa.timestamp("us"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Persons:
    """What linking made: counts for the record, and what a person should look at."""

    records: int
    links: int
    clusters: int
    contradictions: Sequence[Contradiction]
    unsure: Sequence[Judgement]


def persons(duck: Duck, *, links: str = "known_facts", records: str = "known_facts") -> Persons:
    """Make the table ``person(about, person)`` of clusters of two records or more.

    ``links`` is what was known, not replaced. ``records`` has ``about`` and ``known_at`` of every
    fact ever told by then, replaced ones too, so that a correction does not make a record
    younger and change an id. Leaves ``decided(about, decided_by, probability)`` beside it for
    ``membership``. Chains in which nobody judged *different* are grouped a column at a time.
    """
    duck.script("accompany.identity", "weighed.sql", facts=links)
    easy = _uncontested(duck, standing(judgements(duck, facts=links)))
    made = clusters(easy.judged, easy.weighed)
    duck.take("grouped", pa.concat_tables([easy.grouped, _grouped(made)]))
    _name(duck, records)
    duck.take("decided", _decided([*easy.same, *made.joined]))
    duck.take("by_model", easy.grouped.select(["about"]))
    duck.script("accompany.identity", "decided.sql")
    return Persons(
        records=duck.value(f"SELECT count(DISTINCT about) FROM {records}"),
        links=len(made.joined) + easy.links,
        clusters=duck.value("SELECT count(DISTINCT cluster) FROM grouped"),
        contradictions=made.contradictions,
        unsure=made.unsure,
    )


@dataclass(frozen=True, slots=True)
class _Uncontested:
    """Chains in which nobody judged *different*, and the links of those in which somebody did."""

    grouped: pa.Table
    links: int
    same: Sequence[Judgement]
    judged: Sequence[Judgement]
    weighed: Sequence[Judgement]


def _uncontested(duck: Duck, stand: Sequence[Judgement]) -> _Uncontested:
    """Group, a column at a time, every chain of links that no *different* could part."""
    found = pa.Table.from_batches(duck.batches("SELECT * FROM weighed"), _WEIGHED)
    same = [one for one in stand if one.verdict == "same"]
    other = [one for one in stand if one.verdict != "same"]
    one_end = _texts(found["about"], [link.a for link in same])
    ends = pa.chunked_array([*one_end.chunks, *_texts(found["other"], [s.b for s in same]).chunks])
    coded = ends.cast(pa.string()).combine_chunks().dictionary_encode()
    code, names = coded.indices.to_numpy(), coded.dictionary
    first, second = np.split(code, 2)
    label = _components(first, second, len(names))
    apart = [name for one in other if one.verdict == "different" for name in one.pair]
    contested = np.unique(label[pc.is_in(names, pa.array(apart, pa.string())).to_numpy(False)])
    theirs = np.isin(label, contested)
    grouped = pa.Table.from_arrays(
        [names.filter(pa.array(~theirs)), pa.array(label[~theirs], pa.int64())], schema=_GROUPED
    )
    hard = theirs[first]
    rows = found.filter(pa.array(hard[: len(found)])).to_pylist()
    said = list(zip(same, hard[len(found) :].tolist(), strict=True))
    return _Uncontested(
        grouped,
        len(grouped) - len(np.unique(label[~theirs])),
        [one for one, is_hard in said if not is_hard],
        [*other, *(one for one, is_hard in said if is_hard)],
        [_as_judgement(row) for row in sorted(rows, key=lambda row: -float(row["weight"]))],
    )


def _texts(column: pa.ChunkedArray[Any], more: Sequence[str]) -> pa.ChunkedArray[Any]:
    return pa.chunked_array([*column.chunks, pa.array(more, pa.string())], pa.string())


def _components(one: Any, other: Any, count: int) -> Any:
    """Return the number of each record's chain."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not count:
        return np.empty(0, np.int64)
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    return connected_components(graph, directed=False)[1]


def _as_judgement(row: Mapping[str, Any]) -> Judgement:
    a, b = sorted((row["about"], row["other"]))
    at = row["known_at"].replace(tzinfo=UTC)
    return Judgement(a, b, "same", row["model"], "", at, at, b"", row["probability"])


def _grouped(made: Clusters) -> pa.Table:
    """Return people's clusters, numbered from -1 down: the model's go from 0 up."""
    names = [about for cluster in made.members for about in cluster]
    numbers = [-1 - n for n, cluster in enumerate(made.members) for _ in cluster]
    return pa.Table.from_arrays(
        [pa.array(names, pa.string()), pa.array(numbers, pa.int64())], schema=_GROUPED
    )


def _name(duck: Duck, records: str) -> None:
    """Make ``person`` of ``grouped``; where two ids would begin alike the younger is longer."""
    digits = str(ID_DIGITS)
    duck.script("accompany.identity", "named_persons.sql", records=records, digits=digits)
    rows = duck.rows(filled(read_sql("accompany.identity", "alike.sql"), digits=digits))
    ids = person_ids([(cluster, about) for _, cluster, about in rows])
    found = [{"cluster": cluster, "id": name} for cluster, name in ids.items()]
    duck.take("longer", pa.Table.from_pylist(found, schema=_ALIKE))
    duck.run(
        "UPDATE person SET person = longer.id FROM grouped JOIN longer USING (cluster)"
        " WHERE grouped.about = person.about"
    )


def person_id(oldest: str, digits: int = ID_DIGITS) -> str:
    """Return the id of the person whose oldest record has the full name ``oldest``."""
    return "p-" + hashlib.sha256(oldest.encode()).hexdigest()[:digits]


def person_ids(oldest: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Return an id for each cluster, given with its oldest record's name, oldest cluster first.

    Ten digits tell a million persons apart only about every second time, so where two begin
    alike the younger carries more of them.
    """
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for cluster, about in oldest:
        digits = ID_DIGITS
        while (found := person_id(about, digits)) in taken:
            digits += 1
        ids[cluster] = found
        taken.add(found)
    return ids


def resolve(duck: Duck, name: str, *, records: str = "known_facts") -> str | None:
    """Return the subject that ``name`` means now, or None where nobody is called that.

    ``name`` is a record's full name, a record's own number where only one source uses it, or a
    person's id. An id that a merge has absorbed or a split has left on a single record still
    finds the person, because it is made of a record's name and that record is somewhere.
    """
    if _PERSON_ID.fullmatch(name):
        found = duck.rows(_sql("resolve_id.sql", records), [name, name])
    else:
        found = duck.rows(_sql("resolve_record.sql", records), [name] * 3)
    return str(found[0][0]) if len(found) == 1 else None


def membership(duck: Duck, *, facts: str = "known_facts") -> None:
    """Make ``membership(record, person, kind, probability, decided_by)``, one row per record."""
    duck.script("accompany.identity", "membership.sql", facts=facts)


def _decided(links: Sequence[Judgement]) -> pa.Table:
    """Return, for each linked record, who judged the link that brought it in, and how surely."""
    by: dict[str, Judgement] = {}
    for link in links:
        for about in link.pair:
            by.setdefault(about, link)
    return pa.Table.from_arrays(
        [
            pa.array(list(by), pa.string()),
            pa.array([link.by for link in by.values()], pa.string()),
            pa.array([link.probability for link in by.values()], pa.float64()),
        ],
        schema=_JUDGED,
    )


def _sql(name: str, records: str) -> str:
    return filled(read_sql("accompany.identity", name), records=records)
