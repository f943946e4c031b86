"""Explain a pair: why two records are, or are not, one person, as far as a purpose may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from accompany.core.problem import InputFault
from accompany.figures.pair.story import HELD, Side, Story
from accompany.identity.bonds import Standing, stand
from accompany.identity.family import Family, family_of
from accompany.identity.linking import ADULTS, CHILDREN, Group, group_of
from accompany.identity.match.compare import NUMBER_DIFFERS, NUMBER_SAME
from accompany.identity.match.index import Index
from accompany.identity.match.model import Model
from accompany.identity.match.model import load as weights
from accompany.identity.match.store import load
from accompany.identity.why import Compared, compare, met_by
from accompany.jobs.check import NoSuchSubject
from accompany.jobs.names import behind, naming
from accompany.jobs.opened import Asker, Opened
from accompany.jobs.screen import catch_up, index_path
from accompany.walls.purpose import SPONSORS, may, sees_pseudonyms
from accompany.walls.veil import veil

MATCH = "accompany.identity.match"


def explain_pair(
    world: Opened, path: Path, pair: tuple[str, str], model_file: Path | None, asker: Asker
) -> Story:
    """Tell of two records named in full; the read is logged before anything is told."""
    found = [_record(world, one, asker.purpose) for one in pair]
    values = values_of(world, [record for record in found if record])
    groups = [_group(values.get(record)) if record else None for record in found]
    also = (SPONSORS,) if ADULTS in groups else ()
    for asked, place in zip(pair, ("first", "second"), strict=True):
        world.ask("explain", asker, subject=asked, what={"pair": place}, also=also)
    a, b = (_known(record) for record in found)
    group = _shared(a, b, groups)
    model = weights(model_file, group.name)
    index = index_of(world, path, model, group)
    rows = [index.known(pa.array([name], pa.string())) for name in (a, b)]
    if not all(len(row) for row in rows):
        raise NoSuchSubject(_COMPARED_WITH_NOBODY)
    one, other = (index.columns(row) for row in rows)
    compared = compare(one, other, model, index.reference)
    standing = stand(world.duck, index, model, a, b)
    name = naming(asker.purpose, world.ledger.salt)
    sides = [
        _side(record, person, values.get(record, {}), asker, name)
        for record, person in zip((a, b), standing.persons, strict=True)
    ]
    return Story(
        sides=(sides[0], sides[1]), weighed=compared.weighed(), changes=compared.changes(),
        standing=_veiled(standing, asker.purpose, name), met_by=met_by(one, other, index.reference),
        model=model.id, records=index.reference.records, join=model.decide["join"],
        doubt=model.decide["doubt"], ledger=str(world.head), purpose=asker.purpose,
        if_numbers=_if_numbers(compared),
        family=_family(world, group, a, b, asker),
        made_up=bool(world.ledger.simulated), group=group.name,
    )  # fmt: skip


_COMPARED_WITH_NOBODY = (
    "one of the two is no record of a child, a sponsor or a household member with a name or an"
    " A-number, so it is compared with nobody. Give each as source:record"
)


def _group(said: Mapping[str, str] | None) -> Group | None:
    """Return the group of a record by what it says; none where it describes nobody."""
    return None if said is None else group_of(said.get("kind", "child"))


def _shared(a: str, b: str, groups: Sequence[Group | None]) -> Group:
    """Return the group that two records are both of: only within one is anybody compared."""
    if a == b:
        raise NoSuchSubject("a record is compared with itself. Give two different records")
    one, other = groups
    if one is None or other is None:
        raise NoSuchSubject(_COMPARED_WITH_NOBODY)
    if one is not other:
        raise NoSuchSubject(
            "one of the two is a child's record, the other a sponsor's or a household member's."
            " Those are never compared or linked with each other. Give two of children, or two of"
            " sponsors and household members"
        )
    return one


def _family(world: Opened, group: Group, a: str, b: str, asker: Asker) -> Family | None:
    """Return what two children's records tell of family, as far as the purpose may learn it."""
    if group is not CHILDREN:
        return None
    households = bool(may(asker.purpose, SPONSORS, case=asker.case))
    name = naming(asker.purpose, world.ledger.salt)
    return family_of(world.duck, a, b).seen(households=households, name=name)


def _if_numbers(compared: Compared) -> float | None:
    """Return how likely one child would be if two A-numbers that differ agreed."""
    if compared.levels["number"] != NUMBER_DIFFERS:
        return None
    return compared.weighed({**compared.levels, "number": NUMBER_SAME}).probability


def index_of(world: Opened, path: Path, model: Model, group: Group = CHILDREN) -> Index:
    """Open the index of a group's records that this model linked, with what has come since."""
    index = load(index_path(path, group))
    if index is None:
        raise InputFault(path.name, "there is no index to look in", "Make one: accompany link")
    if index.model != model.id:
        raise InputFault(
            path.name,
            f"it was linked by {index.model}, not by {model.id}",
            "Give the file it was linked by: --model",
        )
    catch_up(world.ledger, index, group)
    return index


def values_of(world: Opened, records: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return what each record says of its person, of every value the last."""
    duck = world.duck
    duck.take("told_of", pa.table({"about": pa.array(records, pa.string())}))
    duck.run(
        "CREATE OR REPLACE VIEW told_facts AS SELECT * FROM known_facts SEMI JOIN told_of"
        " USING (about)"
    )
    duck.script(MATCH, "described.sql", facts="told_facts")
    return {
        row["about"]: {key: str(value) for key, value in row.items() if value}
        for row in duck.dicts("SELECT * FROM described")
    }


def _side(
    record: str, person: str, values: Mapping[str, str], asker: Asker, name: Callable[[str], str]
) -> Side:
    seen = veil(purpose=asker.purpose, case=asker.case)("person-described", values)
    said = {
        field: ", ".join(seen[key] for key in keys if key in seen) for field, keys in HELD.items()
    }
    hidden = {
        field for field, keys in HELD.items() if any(k in values and k not in seen for k in keys)
    }
    shown = {field: text for field, text in said.items() if text and field not in hidden}
    return Side(name(record), name(person), shown, frozenset(hidden))


def _record(world: Opened, name: str, purpose: str) -> str | None:
    """Return the record of that name, or behind that pseudonym where a purpose knows only those."""
    if not sees_pseudonyms(purpose):
        return name
    return behind(world.duck, "about", name, world.ledger.salt)


def _known(record: str | None) -> str:
    """Return a record that was found; refuse a pseudonym behind which there is none."""
    if record is None:
        raise NoSuchSubject(
            "no record has that pseudonym in this ledger. Take one from links --out"
        )
    return record


def _veiled(standing: Standing, purpose: str, name: Callable[[str], str]) -> Standing:
    """Return how the two stand under the names that a purpose may use.

    Where those are pseudonyms, what somebody wrote is left out: it may name the child.
    """
    hide = sees_pseudonyms(purpose)
    path, barred, words = standing.path, standing.barred, standing.words
    return replace(
        standing,
        persons=(name(standing.persons[0]), name(standing.persons[1])),
        path=tuple(
            replace(one, one=name(one.one), other=name(one.other), why="" if hide else one.why)
            for one in path
        ),
        barred=tuple(replace(one, one=name(one.one), other=name(one.other)) for one in barred),
        words=tuple(replace(one, why="", fact_id=b"") if hide else one for one in words),
    )
