"""Everybody of one chunk in one set of columns: children, then sponsors, then household members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from accompany.simulate import names, places, stories
from accompany.simulate.chance import Bools, Ints, Texts, pick, stream
from accompany.simulate.people import YEAR, Children, place_of
from accompany.simulate.rates import rate

CHILD, SPONSOR, HOUSEHOLD = 0, 1, 2
KINDS = ("child", "sponsor", "household")
LETTERS = ("C", "S", "H")
RELATIONSHIPS = (
    "Mother", "Father", "Brother", "Sister", "Uncle", "Aunt", "Adult First Cousin",
    "Half-Sibling", "Grandmother", "Grandfather", "Unrelated Sponsor", "Other Distant Relative",
)  # fmt: skip
_OF_WOMEN = (0, 3, 5, 8)
_OF_MEN = (1, 2, 4, 9)
_OLDER_BY = ((17, 38), (18, 42), (3, 16), (3, 16), (2, 30), (2, 30), (2, 18), (2, 18), (38, 62),
             (40, 65), (5, 35), (5, 35))  # fmt: skip
"""By how many years each relative is older than the child, from and to."""
SURNAMES_OF = {
    "both": (2, 3), "first": (1, 4, 9), "second": (0, 5, 8), "one": (6, 7),
}  # fmt: skip
"""Whose surnames are the child's: both; the father's side first; the mother's; one of them."""
A_BLOCK = 30_000
A_GROUPS = 2_500_000
MOST_IN_GROUP = 4


@dataclass(frozen=True, slots=True)
class Persons:
    """Columns over everybody; ``n_children`` come first, then ``n_sponsors``."""

    n_children: int
    n_sponsors: int
    kind: Ints
    number: Ints
    girl: Bools
    born: Ints
    claimed: Ints
    """The birthday a person tells: an adult among the children tells another."""
    country: Texts
    people: Ints
    family: Ints
    """Brothers and sisters have one; adults have one of their own."""
    relative: Ints
    """The place of a twin, else of a brother or sister, else -1."""
    twin: Ints
    given1: Ints
    given2: Ints
    given3: Ints
    surname1: Ints
    surname2: Ints
    a_number: Ints
    second_a_number: Ints
    """The number given at re-entry by an office that did not find the first."""
    household: Ints
    phone: Ints
    phone2: Ints
    has_email: Bools
    sponsor: Ints
    """For a child the place of its sponsor, for a household member too; for a sponsor itself."""
    relationship: Ints
    category: Ints
    variety: Ints
    """How many times oftener than others this person's name is written differently."""
    address: dict[str, Ints]
    """By household."""
    address2: dict[str, Ints]
    """Where a household moves to."""
    stories: stories.Stories

    def __len__(self) -> int:
        return len(self.kind)


def persons(seed: int, chunk: int, made: Children) -> Persons:
    """Put sponsors and households to the children of one chunk."""
    rng = stream(seed, chunk, "adults")
    n = len(made)
    category, relationship = _relationships(rng, made)
    sponsor_of, lead = _who_takes_whom(rng, made, category)
    told = stories.Stories()
    sponsor_of, lead = _collected(seed, chunk, told, sponsor_of, lead, category)
    n_sponsors = len(lead)
    earliest = np.full(n_sponsors, made.arrived.max())
    np.minimum.at(earliest, sponsor_of, made.arrived)
    adults = _sponsors(rng, made, lead, relationship[lead], earliest)
    members = _members(rng, adults, n_sponsors)
    n_members = len(members["household"])
    whole = n + n_sponsors + n_members
    home = np.concatenate([sponsor_of, np.arange(n_sponsors), members["household"]])
    a_number, second = _a_numbers(seed, chunk, made)
    nobody = np.full(whole - n, -1, dtype=np.int64)
    kinds = np.repeat([CHILD, SPONSOR, HOUSEHOLD], [n, n_sponsors, n_members])
    columns = _under_another(made, adults, members)
    reached: dict[str, Any] = _phones(rng, home, n, n_sponsors, whole)
    address = places.addresses(rng, n_sponsors)
    variety = np.ones(whole, dtype=np.int64)
    variety[n + sponsor_of[told.members("collecting-sponsor")]] = stories.SPELLED
    _planted(seed, chunk, told, sponsor_of, category, reached["phone"], address)
    claimed = np.where(made.adult, made.arrived - int(17.4 * YEAR), made.born)
    return Persons(
        n_children=n, n_sponsors=n_sponsors, kind=kinds,
        number=_numbers(chunk, n, n_sponsors, n_members),
        claimed=np.concatenate([claimed, columns["born"][n:]]),
        family=np.concatenate([made.family, np.arange(n, whole)]),
        relative=np.concatenate([_relative(made), nobody]),
        twin=np.concatenate([made.twin, nobody]),
        given3=np.concatenate([made.given3, nobody]),
        a_number=np.concatenate([a_number, nobody]),
        second_a_number=np.concatenate([second, nobody]),
        household=home, sponsor=n + home,
        relationship=np.concatenate([relationship, relationship[lead], nobody[: n_members]]),
        category=np.concatenate([category, category[lead], nobody[: n_members]]),
        variety=variety, stories=told, address=address, address2=places.addresses(rng, n_sponsors),
        has_email=rng.random(whole) < rate("sponsors", "has_email"),
        **reached, **columns,
    )  # fmt: skip


def _under_another(made: Children, adults: dict[str, Any], members: dict[str, Any]) -> Any:
    """Put what children, sponsors and household members all have under one another."""
    alike = ["girl", "born", "country", "people", "given1", "given2", "surname1", "surname2"]
    return {
        name: np.concatenate([getattr(made, name), adults[name], members[name]]) for name in alike
    }


def _numbers(chunk: int, *counts: int) -> Ints:
    """Number each kind of person on its own, in blocks by chunk."""
    return np.concatenate([chunk * 100_000 + np.arange(count) for count in counts])


def _relationships(rng: np.random.Generator, made: Children) -> tuple[Ints, Ints]:
    n = len(made)
    by_size = rate("sponsors", "category")
    year = 1970 + ((made.arrived + 92) / YEAR).astype(np.int64)
    category = np.zeros(n, dtype=np.int64)
    relationship = np.zeros(n, dtype=np.int64)
    lead = _first_of(made.travelled)
    together = np.minimum(np.bincount(made.travelled)[made.travelled], max(by_size))
    for size, by_year in sorted(by_size.items()):
        for one, weights in sorted(by_year.items()):
            in_year = np.clip(year, min(by_year), max(by_year)) == one
            those = np.flatnonzero(in_year & (together == size))
            category[those] = 1 + pick(rng, weights, len(those))
    category = category[lead]
    for one, weights in rate("sponsors", "relationship").items():
        those = np.flatnonzero(category == one)
        known = np.array([RELATIONSHIPS.index(name) for name in weights])
        relationship[those] = known[pick(rng, list(weights.values()), len(those))]
    return category, relationship[lead]


def _first_of(group: Ints) -> Ints:
    """Return for every row the first row of its group; groups stand together."""
    starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    return np.repeat(starts, np.diff(np.append(starts, len(group))))


def _who_takes_whom(rng: np.random.Generator, made: Children, category: Ints) -> tuple[Ints, Ints]:
    """Return each child's sponsor and each sponsor's first child.

    Whoever comes later of a family mostly goes to the same sponsor. One in twelve unrelated
    sponsors has taken another child before.
    """
    travelled_lead, family_lead = _first_of(made.travelled), _first_of(made.family)
    with_first = rng.random(len(made))[travelled_lead] < 0.8
    lead = np.where(with_first & (category == category[family_lead]), family_lead, travelled_lead)
    unrelated = np.flatnonzero((lead == np.arange(len(made))) & (category == 3))
    again = unrelated[rng.random(len(unrelated)) < 1 / 12]
    if len(unrelated) > len(again) > 0:
        firm = np.setdiff1d(unrelated, again)
        lead[again] = rng.choice(firm, len(again))
        lead = lead[lead]
    leads, sponsor_of = np.unique(lead, return_inverse=True)
    return sponsor_of.astype(np.int64), leads


def _collected(
    seed: int, chunk: int, told: stories.Stories, sponsor_of: Ints, lead: Ints, category: Ints
) -> tuple[Ints, Ints]:
    """Let a sponsor take many unrelated children of different families."""
    rng = stream(seed, chunk, "collecting sponsors")
    unrelated = np.flatnonzero(category[lead] == 3)
    taken = sponsor_of.copy()
    for sponsors in stories.drawn(rng, "collecting-sponsor", unrelated, chunk, len(sponsor_of)):
        children = np.flatnonzero(np.isin(sponsor_of, sponsors))
        taken[children] = sponsors[0]
        told.tell("collecting-sponsor", children)
    kept, renumbered = np.unique(taken, return_inverse=True)
    return renumbered.astype(np.int64), lead[kept]


def _planted(
    seed: int, chunk: int, told: stories.Stories, sponsor_of: Ints, category: Ints,
    phone: Ints, address: dict[str, Ints],
) -> None:  # fmt: skip
    """Plant the other stories: shared addresses, telephones, towns, and what befalls one."""
    rng = stream(seed, chunk, "stories")
    n = len(sponsor_of)
    free = np.setdiff1d(np.arange(n), told.members("collecting-sponsor"))
    distant = free[category[free] == 3]
    distant = distant[np.unique(sponsor_of[distant], return_index=True)[1]]
    for kind in ("collecting-address", "broker-phone", "employer-cluster"):
        for members in stories.drawn(rng, kind, distant, chunk, n):
            homes = sponsor_of[members]
            if kind == "collecting-address":
                for column in ("town", "house", "street", "street_kind", "unit", "unit_kind"):
                    address[column][homes] = address[column][homes[0]]
            elif kind == "broker-phone":
                phone[n + homes] = phone[n + homes[0]]
            else:
                address["town"][homes] = address["town"][homes[0]]
            told.tell(kind, members)
            distant = np.setdiff1d(distant, members)
    for kind in ("moved-by-unknown", "runaway", "death"):
        for members in stories.drawn(rng, kind, free, chunk, n):
            told.tell(kind, members)
            free = np.setdiff1d(free, members)


def _sponsors(
    rng: np.random.Generator, made: Children, lead: Ints, relationship: Ints, earliest: Ints
) -> dict[str, Any]:
    """Make sponsors as old as their relationship asks, and grown up when their first child came."""
    n = len(lead)
    woman = np.isin(relationship, _OF_WOMEN) | (
        ~np.isin(relationship, _OF_MEN) & (rng.random(n) < 0.4)
    )
    older = np.array(_OLDER_BY)[relationship]
    years = older[:, 0] + rng.random(n) * (older[:, 1] - older[:, 0])
    born = np.minimum(made.born[lead] - years * YEAR, earliest - 18.2 * YEAR)
    drawn = _adult_names(rng, made.country[lead], made.people[lead], woman)
    mine1, mine2 = made.surname1[lead], made.surname2[lead]
    mother = np.where(mine2 < 0, mine1, mine2)
    side = rng.random(n) < 0.5
    first, second = drawn["surname1"], drawn["surname2"]
    takes = {name: np.isin(relationship, which) for name, which in SURNAMES_OF.items()}
    first = np.where(takes["both"] | takes["first"] | (takes["one"] & side), mine1, first)
    first = np.where(takes["second"] | (takes["one"] & ~side), mother, first)
    second = np.where(takes["both"], mine2, second)
    return drawn | {"girl": woman, "born": born.astype(np.int64), "surname1": first,
                    "surname2": second, "country": made.country[lead],
                    "people": made.people[lead]}  # fmt: skip


def _adult_names(
    rng: np.random.Generator, country: Texts, people: Ints, woman: Bools
) -> dict[str, Ints]:
    given, surnames = names.given(), names.surnames()
    sexed: Texts = country + np.where(woman, "/F", "/M").astype(object)
    roots = np.array(["", "maya", "garifuna"], dtype=object)[people]
    roots = np.where(roots == "", country, roots)
    second = given.draw(rng, sexed)
    has_second = rng.random(len(country)) < 0.6
    first = given.draw(rng, sexed)
    return {
        "given1": first,
        "given2": np.where(has_second & (second != first), second, -1),
        "surname1": surnames.draw(rng, place_of(roots, "/1")),
        "surname2": surnames.draw(rng, place_of(roots, "/2")),
    }


def _members(rng: np.random.Generator, adults: dict[str, Any], n_sponsors: int) -> dict[str, Any]:
    counts = pick(rng, rate("sponsors", "household_members"), n_sponsors)
    home = np.repeat(np.arange(n_sponsors), counts)
    n = len(home)
    woman = rng.random(n) < 0.5
    born = (adults["born"][home] + (rng.random(n) * 55 - 20) * YEAR).astype(np.int64)
    drawn = _adult_names(rng, adults["country"][home], adults["people"][home], woman)
    kin = rng.random(n) < 0.6
    first = np.where(kin, adults["surname1"][home], drawn["surname1"])
    return drawn | {"household": home, "girl": woman, "surname1": first,
                    "born": np.minimum(born, 17_600), "country": adults["country"][home],
                    "people": adults["people"][home]}  # fmt: skip


def _relative(made: Children) -> Ints:
    n = len(made)
    place = np.arange(n)
    follows = np.concatenate([made.family[1:] == made.family[:-1], [False]])
    before = np.concatenate([[False], made.family[1:] == made.family[:-1]])
    beside = np.where(before, place - 1, np.where(follows, place + 1, -1))
    return np.where(made.twin >= 0, made.twin, beside)


def _a_numbers(seed: int, chunk: int, made: Children) -> tuple[Ints, Ints]:
    """Give numbers in the order people were written down: who came together has neighbours.

    Groups are spread over 000-000-000 to 009-999-999 by a step that meets each group once.
    """
    step = 1_618_033
    offset = (seed * 7_919) % A_GROUPS
    first = _first_of(made.travelled)
    place = np.minimum(np.arange(len(made)) - first, MOST_IN_GROUP - 1)
    group = chunk * A_BLOCK + made.travelled
    number = ((group * step + offset) % A_GROUPS) * MOST_IN_GROUP + place
    rng = stream(seed, chunk, "second numbers")
    given = rng.random(len(made)) < rate("errors", "records")["new_a_number_on_reentry"]
    again = chunk * A_BLOCK + 25_000 + np.cumsum(given) % 5_000
    second = ((again * step + offset) % A_GROUPS) * MOST_IN_GROUP
    return number, np.where(given, second, number)


def _phones(
    rng: np.random.Generator, home: Ints, n_children: int, n_sponsors: int, whole: int
) -> dict[str, Ints]:
    """Give telephones: children have none of their own, some of a household share one."""
    own, other = places.phones(rng, whole), places.phones(rng, whole)
    shared = rng.random(whole) < rate("sponsors", "phone_shared_in_household")
    shared[:n_children] = True
    shared[n_children : n_children + n_sponsors] = False
    phone = np.where(shared, own[n_children + home], own)
    return {"phone": phone, "phone2": np.where(shared, other[n_children + home], other)}
