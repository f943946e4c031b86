"""Look at one child whom a court's record without a name may tell of; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from accompany.core.problem import InputFault
from accompany.figures.public.plan import sources as published
from accompany.identity.match.model import Model
from accompany.identity.nameless import Candidate, candidate
from accompany.jobs.check import NoSuchSubject
from accompany.jobs.explain_pair import index_of, values_of
from accompany.jobs.opened import Asker, Opened
from accompany.walls.purpose import Refused
from accompany.walls.veil import veil

PUBLIC = frozenset({*published(), "us/ice_records"})
"""Sources whose files anybody can download."""

OURS = "accompany/"
"""How the sources begin that hold what was linked and judged here."""

SIGNS = ("sex", "country", "born_on", "zip", "entered_on")
NAMED = ("given_names", "surnames", "a_number")


@dataclass(frozen=True, slots=True)
class Look:
    """One candidate beside the record, as a purpose may see them; none where nobody agrees."""

    record: str
    said: Mapping[str, str]
    found: Candidate | None
    values: Mapping[str, str]


def look(world: Opened, path: Path, record: str, place: int, model: Model, asker: Asker) -> Look:
    """Show the candidate at a place; the record and whoever is shown are both logged."""
    what = {"place": str(place)}
    if not asker.case:
        refused = Refused("candidate", asker.purpose, "one looks for a named case only (--case)")
        world.log("candidate", asker, False, str(refused), record, what)
        raise refused
    world.ask("candidate", asker, subject=record, what=what)
    _agencys_own(world, path)
    said = _said(world, record)
    found = candidate(world.duck, index_of(world, path, model), said, place)
    seen = veil(purpose=asker.purpose, case=asker.case)
    if found is None:
        return Look(record, seen("person-described", said), None, {})
    world.ask("candidate", asker, subject=found.subject, what={"shown": "as a candidate"})
    values = values_of(world, (found.record,)).get(found.record, {})
    return Look(record, seen("person-described", said), found, seen("person-described", values))


def _agencys_own(world: Opened, path: Path) -> None:
    """Refuse a ledger of public extracts alone: joining those would say who is meant by them."""
    rows = world.duck.rows("SELECT DISTINCT source FROM extracts_kept")
    if all(source in PUBLIC or source.startswith(OURS) for (source,) in rows):
        raise InputFault(
            path.name,
            "it holds public extracts alone, and joining those would re-identify children",
            "Nobody is shown. An agency looks among records of its own.",
        )


def _said(world: Opened, record: str) -> dict[str, str]:
    """Return what a record without a name or a number says of its child."""
    rows = world.duck.rows(
        "SELECT key, max_by(said, (happened_latest, known_at)) FROM ("
        " SELECT happened_latest, known_at, unnest(json_keys(details)) AS key,"
        "  json_extract_string(details, '$.' || key) AS said"
        " FROM known_facts WHERE about = $1 AND kind = 'person-described') GROUP BY key",
        [record],
    )
    said = {str(key): str(value) for key, value in rows if value}
    if not said:
        raise NoSuchSubject("no record has that name in this ledger. Give it as source:record")
    if any(said.get(name) for name in NAMED):
        raise NoSuchSubject(
            "that record has a name or an A-number, so link compares it: ask explain or screen"
        )
    return said
