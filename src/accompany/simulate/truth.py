"""What truly is: people, households, stories and which record is whose, as tables."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from accompany.simulate import columns, places, wording
from accompany.simulate.chance import Ints
from accompany.simulate.columns import Column
from accompany.simulate.people import Children
from accompany.simulate.persons import KINDS, LETTERS, RELATIONSHIPS, Persons
from accompany.simulate.slips import NONE, UNDATED
from accompany.simulate.stays import Stays

OF_ONE = 1_000_000
"""Where the numbers of stories begin that nobody planted: each chunk has so many."""
PEOPLES = ("Spanish", "Maya", "Garifuna")


def person_ids(who: Persons, place: Ints) -> Column:
    """Return ids such as SIM-C000000017; null where the place is -1."""
    safe = np.maximum(place, 0)
    kind = np.where(place >= 0, who.kind[safe], NONE)
    letters = wording.chosen(tuple(f"SIM-{letter}" for letter in LETTERS), kind)
    return wording.lettered(letters, who.number[safe])


def people(chunk: int, made: Children, who: Persons) -> pa.Table:
    """Return one row for everybody: names, birth, family, sponsor, numbers."""
    n = len(who)
    every = np.arange(n)
    said = wording.true_names(who, every)
    is_child = every < who.n_children
    pad = np.full(n - who.n_children, NONE, dtype=np.int64)
    kept = np.concatenate([np.where(made.adult, 1, 0), pad * 0])
    mother = np.concatenate([made.mother.astype(np.int64), pad * 0])
    adult = who.kind == 1
    return pa.table(
        {
            "person": person_ids(who, every),
            "kind": wording.chosen(KINDS, who.kind),
            "given_names": said["given_names"],
            "surnames": said["surnames"],
            "sex": wording.chosen(("M", "F"), who.girl.astype(np.int64)),
            "born_on": wording.day_text(who.born),
            "country": columns.words(who.country),
            "people": wording.chosen(PEOPLES, who.people),
            "family": wording.lettered(
                "SIM-F", np.where(is_child, chunk * 100_000 + who.family, NONE)
            ),
            "twin": person_ids(who, who.twin),
            "sponsor": person_ids(who, np.where(adult, NONE, who.sponsor)),
            "relationship": wording.chosen(
                RELATIONSHIPS, np.where(is_child, who.relationship, NONE)
            ),
            "category": columns.numbers(who.category, is_child),
            "household": columns.numbers(chunk * 100_000 + who.household),
            "a_number": wording.a_number_text(np.where(is_child, who.a_number, NONE)),
            "arrived_on": wording.day_text(np.concatenate([made.arrived, pad * 0 + UNDATED])),
            "adult": columns.numbers(kept == 1),
            "mother": columns.numbers(mother == 1),
        }
    )


def households(chunk: int, who: Persons) -> pa.Table:
    """Return one row for every home, before and after it moves."""
    homes: dict[str, Column] = {
        "household": columns.numbers(chunk * 100_000 + np.arange(who.n_sponsors))
    }
    for prefix, where in (("", who.address), ("later_", who.address2)):
        zeros = np.zeros(who.n_sponsors, dtype=np.int64)
        homes[f"{prefix}address"] = places.street_text(where, zeros)
        homes[f"{prefix}unit"] = places.unit_text(where, zeros == 0)
        for name, column in places.town_text(where).items():
            homes[f"{prefix}{name}"] = column
    return pa.table(homes)


def stories(chunk: int, who: Persons, went: Stays) -> pa.Table:
    """Return the stories, one row for each member: those planted, adults, who comes again."""
    told = who.stories
    children = np.arange(who.n_children)
    grown_up = np.flatnonzero(who.claimed[children] != who.born[children])
    back = np.unique(went.child[went.again])
    alone = OF_ONE * (chunk + 1) + np.arange(len(grown_up) + len(back))
    nobody: Ints = np.empty(0, dtype=np.int64)
    kinds = [*told.kind, *["adult-among-children"] * len(grown_up), *["re-entry"] * len(back)]
    return pa.table(
        {
            "story": wording.lettered(
                "SIM-T",
                np.concatenate([nobody, *(chunk * 1_000 + one for one in told.story), alone]),
            ),
            "kind": columns.words(kinds),
            "person": person_ids(who, np.concatenate([nobody, *told.member, grown_up, back])),
        }
    )
