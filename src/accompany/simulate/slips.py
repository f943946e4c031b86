"""What goes wrong when a person is written down, and what is handed on when a record is copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from accompany.simulate import spelling
from accompany.simulate.chance import Bools, Floats, Ints, even
from accompany.simulate.clerks import AGENCIES, Desk
from accompany.simulate.people import MAYA
from accompany.simulate.persons import Persons
from accompany.simulate.rates import rate

GIVEN = ("given1", "given2", "given3")
SURNAMES = ("surname1", "surname2")
SLOTS = GIVEN + SURNAMES
NONE = -1
UNDATED = -(10**6)
AS_IS, PLAIN, CAPITALS = 0, 1, 2
LIMIT = 0.9


@dataclass(slots=True)
class Written:
    """Records as written, column by column: names as places in the pools, days as numbers."""

    person: Ints
    name: dict[str, Ints]
    form: dict[str, Ints]
    style: Ints
    joined: Bools
    crossed: Bools
    swapped: Bools
    confounded: Bools
    born: Ints
    a_number: Ints


def write_down(
    seed: int, rng: np.random.Generator, who: Persons, person: Ints, desk: Desk, a_number: Ints
) -> Written:
    """Write persons down at a desk from what they say, with the desk's own errors."""
    twin = who.twin[person]
    confounds = rate("errors", "records")["twin_confounded"][desk.agency]
    confounded = (twin >= 0) & (rng.random(len(person)) < confounds)
    given_of = np.where(confounded, twin, person)
    name = {slot: getattr(who, slot)[given_of].copy() for slot in GIVEN}
    name |= {slot: getattr(who, slot)[person].copy() for slot in SURNAMES}
    rates: Mapping[str, float] = rate("errors", "names")[desk.agency]
    shared = _shared(seed, rng, who, person, desk)
    harder = rate("errors", "interpreter")
    factor = desk.sloppy * who.variety[person]
    heard = factor * np.where(who.people[person] == MAYA, harder["maya"], harder["other"])
    form = {slot: _form(rng, slot, rates, factor, heard, shared[slot]) for slot in SLOTS}
    swapped, joined, crossed = _arranged(rng, name, rates, factor, shared["whole"])
    style = np.full(len(person), CAPITALS)
    if rates["accents"] < 1:
        style = (rng.random(len(person)) < rates["accents"]).astype(np.int64)
    return Written(
        person=person, name=name, form=form, style=style, joined=joined, crossed=crossed,
        swapped=swapped, confounded=confounded,
        born=_born(rng, who.claimed[person], desk),
        a_number=_a_number(rng, a_number, who.a_number[who.relative[person]], desk,
                           who.relative[person] >= 0),
    )  # fmt: skip


def _chance(base: float, factor: Floats) -> Floats:
    return np.minimum(base * factor, LIMIT)


def _shared(
    seed: int, rng: np.random.Generator, who: Persons, person: Ints, desk: Desk
) -> dict[str, Floats]:
    """Return the draw that decides each slot: one for a family where the clerk asks only once."""
    n, place = len(person), AGENCIES.index(desk.agency)
    once = even(seed, place, who.family[person], desk.day, 9) < rate("errors", "shared_in_family")
    drawn = {slot: rng.random(n) for slot in (*SLOTS, "whole")}
    for number, slot in enumerate((*SURNAMES, "whole")):
        together = even(seed, place, who.family[person], desk.day, 10 + number)
        drawn[slot] = np.where(once, together, drawn[slot])
    return drawn


def _form(
    rng: np.random.Generator, slot: str, rates: Mapping[str, float], factor: Floats,
    heard: Floats, drawn: Floats,
) -> Ints:  # fmt: skip
    n = len(drawn)
    by_ear = _chance(rates["spelling"], heard)
    typed = by_ear + _chance(rates["typing"], factor)
    third = typed + (rates["hypocorism"] if slot in GIVEN else rates["particle"])
    # which of several forms hangs on the same draw, so that a family shares that too
    choice = (np.floor(drawn * 1e6) % 997).astype(np.int64)
    form = np.where(drawn < third, spelling.HOME + choice % 2, spelling.TRUE)
    if slot in SURNAMES:
        form = np.where(drawn < third, spelling.PARTICLE, spelling.TRUE)
    form = np.where(drawn < typed, spelling.TYPED + choice % 4, form)
    form = np.where(drawn < by_ear, spelling.EAR + choice % 3, form)
    return form.reshape(n)


def _arranged(
    rng: np.random.Generator, name: dict[str, Ints], rates: Mapping[str, float], factor: Floats,
    whole: Floats,
) -> tuple[Bools, Bools, Bools]:  # fmt: skip
    """Drop, swap, join and cross what is written of a name, in place."""
    n = len(whole)
    dropped = rng.random(n) < _chance(rates["second_given"], factor)
    for slot in ("given2", "given3"):
        name[slot][dropped] = NONE
    two = name["surname2"] >= 0
    lost = two & (whole < _chance(rates["second_surname"], factor))
    name["surname2"][lost] = NONE
    two &= ~lost
    u = rng.random(n)
    swap = two & (u < _chance(rates["swapped"], factor))
    first, second = name["surname1"].copy(), name["surname2"].copy()
    name["surname1"] = np.where(swap, second, first)
    name["surname2"] = np.where(swap, first, second)
    joined = two & ~swap & (u > 1 - _chance(rates["joined"], factor))
    crossed = two & ~swap & ~joined & (rng.random(n) < _chance(rates["crossed"], factor))
    return swap, joined, crossed


def _born(rng: np.random.Generator, born: Ints, desk: Desk) -> Ints:
    rates = rate("errors", "born")[desk.agency]
    day = born.astype("datetime64[D]")
    month, year = day.astype("datetime64[M]"), day.astype("datetime64[Y]")
    of_month = (day - month).astype(np.int64)
    of_year = (month - year).astype(np.int64)
    u = {name: rng.random(len(born)) for name in rates}

    def happens(name: str) -> Bools:
        found: Bools = u[name] < _chance(rates[name], desk.sloppy)
        return found

    def dated(years: Ints, months: Ints, days: Ints) -> Ints:
        first = years.astype("datetime64[Y]").astype("datetime64[M]") + months
        last = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int) - 1
        dates: Ints = (first.astype("datetime64[D]") + np.minimum(days, last)).astype(np.int64)
        return dates

    whole_year = year.astype(np.int64)
    written = born.copy()
    slipped = (of_month + np.where(u["digit"] * 1e6 % 2 < 1, 1, 10)) % 28
    written = np.where(happens("digit"), dated(whole_year, of_year, slipped), written)
    other = whole_year + np.where(u["year"] * 1e6 % 2 < 1, 1, -1)
    written = np.where(happens("year"), dated(other, of_year, of_month), written)
    turns = happens("swapped") | (desk.turns_dates & (rng.random(len(born)) < 0.4))
    turns &= of_month < 12
    written = np.where(turns, dated(whole_year, of_month, of_year), written)
    written = np.where(happens("new_year"), dated(whole_year, 0 * of_year, 0 * of_month), written)
    age = (desk.day - born) // 365
    told = desk.day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) - age
    written = np.where(happens("rounded"), dated(told, 0 * of_year, 0 * of_month), written)
    return np.where(happens("missing"), UNDATED, written)


def _a_number(
    rng: np.random.Generator, number: Ints, of_relative: Ints, desk: Desk, has_relative: Bools
) -> Ints:
    rates = rate("errors", "a_number")[desk.agency]
    n = len(number)
    place = 10 ** rng.integers(0, 7, n)
    digit = number // place % 10
    other = (digit + rng.integers(1, 10, n)) % 10
    left, right = number // (10 * place) % 10, digit
    place_left = np.minimum(place * 10, 10**6)
    turned = number + (right - left) * (place_left - place)
    written = np.where(
        rng.random(n) < _chance(rates["digit"], desk.sloppy),
        number + (other - digit) * place,
        number,
    )
    turns = (rng.random(n) < _chance(rates["turned"], desk.sloppy)) & (place < 10**6)
    written = np.where(turns, turned, written)
    mixed_up = has_relative & (rng.random(n) < _chance(rates["relative"], desk.sloppy))
    written = np.where(mixed_up, of_relative, written)
    absent = rng.random(n) < _chance(rates["absent"], np.sqrt(desk.sloppy))
    return np.where(absent | (number < 0), NONE, written)


def copied(rng: np.random.Generator, own: Written, earlier: Written, agency: str) -> Written:
    """Let each record be copied from an earlier one of the same person, or be its own."""
    chances = rate("errors", "copied")[agency]
    n = len(own.person)
    names = rng.random(n) < chances["names"]
    born = (rng.random(n) < chances["born"]) & (earlier.born != UNDATED)
    a_number = (rng.random(n) < chances["a_number"]) & (earlier.a_number != NONE)

    def of(theirs: Ints | Bools, ours: Ints | Bools) -> Ints:
        return np.where(names, theirs, ours)

    ascii_now = np.maximum(own.style, np.minimum(earlier.style, PLAIN))
    return Written(
        person=own.person,
        name={slot: of(earlier.name[slot], own.name[slot]) for slot in SLOTS},
        form={slot: of(earlier.form[slot], own.form[slot]) for slot in SLOTS},
        style=of(ascii_now, own.style),
        joined=of(earlier.joined, own.joined).astype(bool),
        crossed=of(earlier.crossed, own.crossed).astype(bool),
        swapped=of(earlier.swapped, own.swapped).astype(bool),
        confounded=of(earlier.confounded, own.confounded).astype(bool),
        born=np.where(born, earlier.born, own.born),
        a_number=np.where(a_number & (own.a_number != NONE), earlier.a_number, own.a_number),
    )


def at(written: Written, rows: Ints) -> Written:
    """Return some rows of what was written, in a new order."""
    taken: dict[str, Any] = {}
    for field in fields(Written):
        value = getattr(written, field.name)
        if isinstance(value, dict):
            taken[field.name] = {slot: column[rows] for slot, column in value.items()}
        else:
            taken[field.name] = value[rows]
    return Written(**taken)


def unnamed(
    rng: np.random.Generator, who: Persons, person: Ints, desk: Desk, a_number: Ints
) -> Written:
    """Write down no names and no birthday, only the number, as the court's tables do."""
    n = len(person)
    nobody, no = np.full(n, NONE, dtype=np.int64), np.zeros(n, dtype=bool)
    relative = who.relative[person]
    number = _a_number(rng, a_number, who.a_number[relative], desk, relative >= 0)
    zeros = np.zeros(n, dtype=np.int64)
    return Written(
        person=person, name=dict.fromkeys(SLOTS, nobody), form=dict.fromkeys(SLOTS, zeros),
        style=zeros, joined=no, crossed=no, swapped=no, confounded=no,
        born=np.full(n, UNDATED, dtype=np.int64), a_number=number,
    )  # fmt: skip


def together(one: Written, other: Written) -> Written:
    """Put the records of two batches under one another."""
    put: dict[str, Any] = {}
    for field in fields(Written):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if isinstance(first, dict):
            put[field.name] = {s: np.concatenate([first[s], second[s]]) for s in first}
        else:
            put[field.name] = np.concatenate([first, second])
    return Written(**put)
