"""Linking a ledger: what records say, into columns, through the model, and back as facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa

from accompany.core.when import FIRST_YEAR, LAST_YEAR
from accompany.engines.duck import Duck, literal
from accompany.identity.family import LISTED, siblings
from accompany.identity.judgement import Judgement, judgements, standing
from accompany.identity.match.arrived import touched
from accompany.identity.match.columns import Columns, Ints, Vocabulary, columns
from accompany.identity.match.decide import Guards
from accompany.identity.match.index import Index
from accompany.identity.match.model import Model, load
from accompany.identity.match.reference import Reference
from accompany.identity.match.run import Linked, linked

PACKAGE = "accompany.identity.match"


@dataclass(frozen=True, slots=True)
class Group:
    """Whose records are linked with each other, and never with those of another group."""

    name: str
    """Under which its weights are shipped and its index is kept."""
    kinds: tuple[str, ...]
    source: str
    """Under which a run's links are kept, as one whole extract: one not found again is
    withdrawn."""


CHILDREN = Group("children", ("child",), "accompany/links")
ADULTS = Group("adults", ("sponsor", "household"), "accompany/links-of-adults")
"""Sponsors and whoever lives with them: who sponsors one child lives in another's household."""
GROUPS = (CHILDREN, ADULTS)


def group_of(kind: str) -> Group | None:
    """Return the group whose records are of that kind of person."""
    return next((group for group in GROUPS if kind in group.kinds), None)


def shipped() -> dict[str, Model]:
    """Return the weights that are shipped, by group."""
    return {group.name: load(group=group.name) for group in GROUPS}


_OWN = ", ".join(literal(group.source) for group in GROUPS)

SOMEBODY = "(given_names IS NOT NULL OR surnames IS NOT NULL OR coalesce(number_in(number), 0) > 0)"
"""A row without a name or a number, as the courts publish them, says where and when and never who:
it is linked to nobody."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run's answer, and the records it was about: ``cleaned`` in the Duck has their names."""

    records: Columns
    linked: Linked
    digest: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Records that were told of, or judged, since an index was made."""

    records: Columns
    names: pa.Array[Any]
    replaced: Ints
    """Rows of the index that no longer hold."""


def take_records(
    duck: Duck,
    *,
    facts: str = "known_facts",
    group: Group = CHILDREN,
    vocabulary: Vocabulary | None = None,
) -> Columns:
    """Make ``described`` and ``cleaned`` of what records say of the persons of a group."""
    duck.script(PACKAGE, "described.sql", facts=facts)
    listed = ", ".join(literal(kind) for kind in group.kinds)
    duck.script(PACKAGE, "cleaned.sql", described="described", kinds=listed, who=SOMEBODY)
    return columns(duck, "cleaned", vocabulary or Vocabulary())


def link_all(
    duck: Duck,
    model: Model,
    *,
    group: Group = CHILDREN,
    facts: str = "known_facts",
    step: Callable[[int], None] = lambda pairs: None,
    reference: Reference | None = None,
) -> Run:
    """Link a group's records of ``facts`` and lay the links out as facts in ``stated``."""
    records = take_records(duck, facts=facts, group=group)
    made = linked(records, model, guards(duck, len(records), facts=facts), step, reference)
    return Run(records, made, state(duck, made, model))


def take_arrived(
    duck: Duck, index: Index, *, group: Group = CHILDREN, facts: str = "known_facts"
) -> Arrived:
    """Make ``cleaned`` of a group's records that were told of since the index was made."""
    duck.script(
        PACKAGE, "changed.sql", facts=facts, since=str(index.head[0]), links=_OWN, siblings=LISTED
    )
    records = take_records(duck, facts="changed_facts", group=group, vocabulary=index.vocabulary)
    return Arrived(records, cleaned_names(duck), index.known(_texts(duck, "FROM changed")))


def link_arrived(
    duck: Duck,
    index: Index,
    arrived: Arrived,
    model: Model,
    *,
    group: Group = CHILDREN,
    facts: str = "known_facts",
    step: Callable[[int], None] = lambda pairs: None,
) -> Run | None:
    """Link what arrived with the chains it touches, as a run over all records would; every other
    link stands. None where too much has changed for that."""
    found = touched(index, arrived.records, arrived.replaced, model)
    if found.outgrown:
        return None
    known = found.rows[~np.isin(found.rows, arrived.replaced)]
    records = in_order(duck, index, arrived, known)
    duck.run(
        "CREATE OR REPLACE VIEW cleaned_facts AS"
        f" SELECT * FROM {facts} SEMI JOIN cleaned USING (about)"
    )
    forbidden = guards(duck, len(records), facts="cleaned_facts", judged=facts)
    made = linked(records, model, forbidden, step, index.reference)
    duck.script(PACKAGE, "other_links.sql", facts=facts, links=literal(group.source))
    return Run(records, made, state(duck, made, model))


def in_order(duck: Duck, index: Index, arrived: Arrived, known: Ints) -> Columns:
    """Make ``cleaned(row, about)`` of arrived and known records in order of name, and return
    their values in that order."""
    names = pa.concat_arrays([arrived.names, index.names(known)])
    place = pa.array(np.arange(len(names)), pa.int64())
    duck.take("unordered", pa.table({"about": names, "place": place}))
    duck.run(
        "CREATE OR REPLACE TABLE cleaned AS SELECT CAST(row_number() OVER (ORDER BY about) - 1"
        " AS INTEGER) AS row, about, place FROM unordered"
    )
    order = np.concatenate(
        [batch.column("place").to_numpy() for batch in duck.batches(_BY_ROW)]
        or [np.empty(0, np.int64)]
    )
    rows = np.concatenate([arrived.records.rows, index.columns(known).rows])
    return Columns(rows[order], index.vocabulary)


_BY_ROW = "SELECT place FROM cleaned ORDER BY row"


def cleaned_names(duck: Duck) -> pa.Array[Any]:
    """Return the full names of the records of ``cleaned``, by row."""
    return _texts(duck, "SELECT about FROM cleaned ORDER BY row")


def _texts(duck: Duck, query: str) -> pa.Array[Any]:
    schema = pa.schema([("about", pa.string())])
    made: pa.Array[Any] = pa.Table.from_batches(duck.batches(query), schema)[0].combine_chunks()
    return made


def guards(
    duck: Duck, count: int, *, facts: str = "known_facts", judged: str | None = None
) -> Guards:
    """Read what forbids records from being one person: their stays, people's *different*, and that
    one is named brother or sister of the other."""
    duck.script(PACKAGE, "stays.sql", facts=facts)
    days = {name: np.zeros(count, np.int32) for name in ("first_day", "last_day", "holder")}
    for batch in duck.batches("SELECT row, first_day, last_day, holder FROM stay"):
        at = batch.column("row").to_numpy()
        for name, column in days.items():
            column[at] = batch.column(name).to_numpy()
    different = _different(duck, judgements(duck, facts=judged or facts))
    return Guards(**days, different=np.union1d(different, siblings(duck, facts=facts)))


def _different(duck: Duck, judged: Sequence[Judgement]) -> np.ndarray[Any, Any]:
    """Return the pairs of rows judged different by anyone whose word stands."""
    pairs = [one.pair for one in standing(judged) if one.verdict == "different"]
    ends = pa.table({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]})
    duck.take("judged_apart", ends.cast(pa.schema([("a", pa.string()), ("b", pa.string())])))
    rows = duck.rows(
        "SELECT least(a.row, b.row), greatest(a.row, b.row) FROM judged_apart AS j"
        " JOIN cleaned AS a ON j.a = a.about JOIN cleaned AS b ON j.b = b.about"
    )
    return np.sort(np.array([(low << 32) | high for low, high in rows], np.int64))


def state(duck: Duck, made: Linked, model: Model) -> str:
    """Fill ``stated`` with a run's links; return a digest of what they say."""
    links = made.decided.links
    duck.take(
        "link",
        pa.table(
            {
                "one": np.maximum(links.one, links.other),
                "other": np.minimum(links.one, links.other),
                "probability": model.probability(links.sure),
                "weight": links.sure,
            }
        ),
    )
    duck.script(
        PACKAGE,
        "stated_links.sql",
        model=literal(model.id),
        undated_from=literal(f"{FIRST_YEAR}-01-01"),
        undated_to=literal(f"{LAST_YEAR}-12-31"),
    )
    digest = sha256(model.id.encode())
    for batch in duck.batches("SELECT about, details FROM stated ORDER BY line"):
        for column in batch.columns:
            for buffer in column.buffers():
                digest.update(buffer or b"")
    return digest.hexdigest()
