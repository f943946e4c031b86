"""Records as text: names, days, numbers and addresses the way each agency writes them."""

from __future__ import annotations

import numpy as np

from accompany.simulate import columns, names
from accompany.simulate.chance import Ints
from accompany.simulate.columns import Column
from accompany.simulate.persons import Persons
from accompany.simulate.slips import GIVEN, SLOTS, SURNAMES, UNDATED, Written


def parts(written: Written) -> dict[str, Column]:
    """Return each name slot as text, null where nothing is written."""
    pools = {slot: names.given() if slot in GIVEN else names.surnames() for slot in SLOTS}
    return {
        slot: pools[slot].text(written.name[slot], written.form[slot], written.style)
        for slot in SLOTS
    }


def full_names(written: Written) -> dict[str, Column]:
    """Return given names and surnames as they stand in the two fields of a form."""
    said = parts(written)
    none = columns.nothing(len(written.person))
    strayed = columns.either(written.crossed, said["surname1"], none)
    first = columns.either(written.crossed, none, said["surname1"])
    apart = columns.spaced([first, said["surname2"]])
    joined = columns.run_together([first, said["surname2"]])
    given = [*(said[slot] for slot in GIVEN), strayed]
    return {
        "given_names": columns.spaced(given),
        "surnames": columns.either(written.joined, joined, apart),
    }


def true_names(who: Persons, person: Ints) -> dict[str, Column]:
    zeros = np.zeros(len(person), dtype=np.int64)
    said = {}
    for slot in SLOTS:
        pool = names.given() if slot in GIVEN else names.surnames()
        said[slot] = pool.text(getattr(who, slot)[person], zeros, zeros)
    return {
        "given_names": columns.spaced([said[slot] for slot in GIVEN]),
        "surnames": columns.spaced([said[slot] for slot in SURNAMES]),
    }


def day_text(days: Ints) -> Column:
    """Write days as 2011-04-05; null where there is none."""
    return columns.day(days, days != UNDATED)


def a_number_text(number: Ints) -> Column:
    """Write numbers as 000-000-000; null where there is none."""
    whole = columns.padded(number, 9, number >= 0)
    return columns.joined([columns.piece(whole, a, a + 3) for a in (0, 3, 6)], "-")


def lettered(prefix: str | Column, number: Ints) -> Column:
    """Write ids such as SIM-C000000017; null where the number is below nought."""
    return columns.joined([prefix, columns.padded(number, 9, number >= 0)])


def chosen(words: tuple[str, ...], place: Ints) -> Column:
    """Return words by place; null where there is none."""
    return columns.taken(words, np.maximum(place, 0), place >= 0)
