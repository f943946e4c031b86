"""Perfect records: every agency knows every child it met by its true name and tells all it did."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.core.fact import kinds
from accompany.simulate import columns, truth, wording
from accompany.simulate.happenings import KINDS, VALUES
from accompany.simulate.persons import Persons
from accompany.simulate.sheets import Sheets

_compute: Any = pc
OBSERVERS = ("cbp", "hhs", "calls", "provider", "concern", "hotline", "ice", "court", "uscis")
HUB = "cbp"
"""Whoever meets every child: the others' records are linked to its records."""


def record_ids(who: Persons, agency: str, person: Any) -> Any:
    """Return an agency's own number for each person."""
    return columns.joined([f"SIM-{agency}-", columns.piece(person, 4, 14)])


def write(sheets: Sheets, links: Sheets, who: Persons, facts: pa.Table) -> None:
    """Write the facts of one chunk as each agency's people and events, and who is who."""
    person = truth.person_ids(who, np.arange(who.n_children))
    for agency in OBSERVERS:
        told = facts.filter(_compute.equal(facts["told_by"], agency))
        if not told.num_rows:
            continue
        met = _compute.unique(told["person"])
        rows = columns.places_in(person, met)
        own = record_ids(who, agency, columns.taken(person, rows))
        sheets.add(f"plain/{agency}/{agency}-people.csv", _people(who, rows, own))
        name = f"plain/{agency}/{agency}-events.csv"
        sheets.add(name, events(told, record_ids(who, agency, columns.whole(told["person"]))))
        sheets.covers(name, {
            kinds()[kind.kind].heard_as(kind.says) for kind in KINDS if kind.told_by == agency
        })  # fmt: skip
        if agency != HUB:
            hub = record_ids(who, HUB, columns.taken(person, rows))
            links.add("links.csv", given_links(f"plain/{agency}:", own, f"plain/{HUB}:", hub))


def _people(who: Persons, rows: Any, own: Any) -> pa.Table:
    said = wording.true_names(who, rows)
    return pa.table(
        {
            "record_id": own,
            "kind": columns.same("child", len(rows)),
            **said,
            "sex": wording.chosen(("M", "F"), who.girl[rows].astype(np.int64)),
            "born_on": wording.day_text(who.born[rows]),
            "country": columns.words(who.country[rows]),
            "a_number": wording.a_number_text(who.a_number[rows]),
        }
    )


def events(told: pa.Table, record: Any) -> pa.Table:
    """Return facts as the rows of a plain table of events."""
    written = _compute.strftime(told["moment"], format="%Y-%m-%dT%H:%M:%SZ")
    return pa.table(
        {
            "record_id": record,
            "kind": told["kind"],
            "happened": _compute.coalesce(written, told["on_day"]),
            "party": told["party"],
            "to_party": told["to_party"],
            **{name: told[name] for name in VALUES},
        }
    )


def given_links(source_a: str, a: Any, source_b: str, b: Any) -> pa.Table:
    n = len(a)
    return pa.table(
        {
            "record_a": columns.joined([source_a, a]),
            "record_b": columns.joined([source_b, b]),
            "judgement": columns.same("same", n),
            "by": columns.same("the truth", n),
            "why": columns.same("made up as one person", n),
        }
    )
