"""Persons: a stable id for each cluster of records, kept through a merge or a split."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from accompany.engines.duck import Duck, filled, read_sql
from accompany.identity.cluster import Clusters, Contradiction, clusters
from accompany.identity.judgement import Judgement, judgements

ID_DIGITS = 10
_PERSON_ID = re.compile(r"p-([0-9a-f]{10,64})")
_SHAPE = pa.schema([("about", pa.string()), ("person", pa.string())])
_JUDGED = pa.schema([("about", pa.string()), ("decided_by", pa.string())])


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
    younger and change an id. Leaves ``decided(about, decided_by)`` beside it for ``membership``.
    """
    made = clusters(judgements(duck, facts=links))
    first_known = _first_known(duck, made, records)
    ids = person_ids(made.members, first_known)
    rows = [
        {"about": about, "person": ids[cluster[0]]} for cluster in made.members for about in cluster
    ]
    duck.take("person", pa.Table.from_pylist(rows, schema=_SHAPE))
    duck.take("decided", pa.Table.from_pylist(_decided(made), schema=_JUDGED))
    return Persons(
        records=duck.value(f"SELECT count(DISTINCT about) FROM {records}"),
        links=len(made.joined),
        clusters=len(made.members),
        contradictions=made.contradictions,
        unsure=made.unsure,
    )


def person_id(oldest: str, digits: int = ID_DIGITS) -> str:
    """Return the id of the person whose oldest record has the full name ``oldest``."""
    return "p-" + hashlib.sha256(oldest.encode()).hexdigest()[:digits]


def person_ids(
    members: Sequence[Sequence[str]], first_known: Mapping[str, datetime]
) -> dict[str, str]:
    """Return an id for each cluster, by its first member's name.

    Ten digits tell a million persons apart only about every second time, so where two begin
    alike the younger carries more of them.
    """
    oldest = {
        cluster[0]: min((_age(first_known.get(about)), about) for about in cluster)
        for cluster in members
    }
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for first in sorted(oldest, key=lambda name: oldest[name]):
        digits = ID_DIGITS
        while (found := person_id(oldest[first][1], digits)) in taken:
            digits += 1
        ids[first] = found
        taken.add(found)
    return ids


def _age(first_known: datetime | None) -> str:
    """Return what sorts the oldest first, and a record nobody but a link has named last."""
    return first_known.isoformat(timespec="microseconds") if first_known else "~"


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


def _first_known(duck: Duck, made: Clusters, records: str) -> dict[str, datetime]:
    linked = [{"about": about} for cluster in made.members for about in cluster]
    duck.take("linked", pa.Table.from_pylist(linked, schema=pa.schema([("about", pa.string())])))
    return dict(duck.rows(_sql("first_known.sql", records)))


def _decided(made: Clusters) -> list[dict[str, str]]:
    """Return, for each linked record, who judged the link that brought it in."""
    by: dict[str, str] = {}
    for link in made.joined:
        for about in link.pair:
            by.setdefault(about, link.by)
    return [{"about": about, "decided_by": by[about]} for about in sorted(by)]


def _sql(name: str, records: str) -> str:
    return filled(read_sql("accompany.identity", name), records=records)
