"""Who of a case may be one person, on made-up people: found, doubtful, and never against words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from accompany.core.fact import Fact
from accompany.identity import actors
from accompany.identity.actors import Alike, Person, alike
from accompany.network.alike import MODEL, may_be_one
from accompany.network.assess import assess
from accompany.network.facts import as_fact
from accompany.network.statement import Statement, Viewer
from accompany.simulate.names import Pool, given, surnames

GIVEN = ("Ana", "Blas", "Celia", "Dario", "Elsa", "Fermin", "Gilda", "Hugo", "Irma", "Jacinto")
FAMILY = ("Quiroz", "Lemus", "Zepeda", "Orantes", "Tobar", "Villeda", "Pineda", "Recinos")


def others(count: int = 40) -> list[Person]:
    """Return people of whom no two are alike."""
    names = [f"{given} {family}" for given in GIVEN for family in FAMILY][:count]
    return [Person(f"Q-{at}", frozenset([name])) for at, name in enumerate(names)]


def pair(one: Person, other: Person, *more: Person) -> Alike | None:
    found = [
        two for two in alike([one, other, *more, *others()])
        if {two.left, two.right} == {one.record, other.record}
    ]  # fmt: skip
    return found[0] if found else None


def person(record: str, *names: str, **more: object) -> Person:
    return Person(record, frozenset(names), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("Marvin Osorto Paz",), ("Osorto Paz, Marvin",), "three words alike"),
        (("Marvin Osorto",), ("OSORTO Marvin",), "two words alike"),
        (("Nicolas Velasquez Xol",), ("Nikolas Belasques Xol",), "heard alike"),
        (("Marvin Osorto Paz",), ("Marvin Osorto",), "the words of a shorter name"),
    ],
)
def test_names_are_compared_without_order_spelling_or_a_second_surname(
    one: tuple[str, ...], other: tuple[str, ...], why: str
) -> None:
    numbers = frozenset(["phone:+15550100"])
    found = pair(person("P-1", *one, numbers=numbers), person("P-2", *other, numbers=numbers))
    assert found is not None
    assert why in found.why
    assert found.probability > 0.5


def test_what_speaks_against_two_being_one_lowers_it() -> None:
    same = pair(person("P-1", "Marvin Osorto"), person("P-2", "Marvin Osorto"))
    older = pair(person("P-1", "Marvin Osorto", years=22), person("P-2", "Marvin Osorto", years=51))
    abroad = pair(
        person("P-1", "Marvin Osorto", nationality="hondureño"),
        person("P-2", "Marvin Osorto", nationality="Mexican"),
    )
    assert same is not None
    assert older is not None
    assert older.probability < same.probability
    assert "ages further apart" in older.why
    assert abroad is not None
    assert abroad.probability < same.probability
    assert pair(person("P-1", "Marvin Osorto"), person("P-2", "Lidia Carranza")) is None


def test_a_nickname_says_little_alone_and_less_where_many_bear_it() -> None:
    numbers = frozenset(["phone:+15550100"])
    bare = pair(person("P-1", "El Chele"), person("P-2", "Chele"))
    heard = pair(
        person("P-1", "El Chele", numbers=numbers), person("P-2", "Chele", numbers=numbers)
    )
    many = [person(f"P-{at}", "El Chele") for at in range(3, 12)]
    common = pair(
        person("P-1", "El Chele", numbers=numbers), person("P-2", "Chele", numbers=numbers), *many
    )
    assert bare is None
    assert heard is not None
    assert heard.probability > 0.5
    assert common is not None
    assert common.probability < heard.probability


def test_a_number_that_went_through_every_hand_joins_nobody() -> None:
    numbers = frozenset(["phone:+15550100"])
    crew = [Person(f"P-{at}", frozenset(), numbers) for at in range(30)]
    assert alike(crew) == []
    assert alike([Person(f"P-{at}", frozenset(), numbers) for at in range(200)]) == []


def test_the_model_never_joins_anybody_for_sure() -> None:
    numbers = frozenset(["phone:+15550100", "plate:XYZ"])
    told = {"numbers": numbers, "years": 31, "nationality": "Honduran"}
    found = pair(
        person("P-1", "Marvin Osorto Paz", "El Chele", **told),
        person("P-2", "Marvin Osorto Paz", "El Chele", **told),
    )
    assert found is not None
    assert found.probability == actors._weights()["ceiling"] == 0.9


def crew(seed: int, size: int = 200, twice: int = 20) -> tuple[list[Person], set[frozenset[str]]]:
    """Return people called as men of the made-up nation are, some of them spoken of twice."""
    rng = np.random.default_rng(seed)

    def drawn(pool: Pool, key: str) -> list[str]:
        return [pool.names[at] for at in pool.draw(rng, np.array([key] * size))]

    columns = (given(), "HND/M"), (surnames(), "HND/1"), (surnames(), "HND/2")
    told = list(zip(*(drawn(pool, key) for pool, key in columns), strict=True))
    people = [
        person(f"P-{at}", " ".join(name[: rng.integers(2, 4)])) for at, name in enumerate(told)
    ]
    for at, (first, one, two) in enumerate(told[:twice]):
        ways = (f"{first} {one} {two}", f"{first} {one}", f"{one} {two} {first}".upper(),
                f"{first} {one.replace('z', 's')}")  # fmt: skip
        people.append(person(f"R-{at}", ways[at % 4]))
    return people, {frozenset((f"P-{at}", f"R-{at}")) for at in range(twice)}


def test_most_who_are_spoken_of_twice_are_found_and_none_is_overstated() -> None:
    stated = right = there = 0.0
    for seed in range(20):
        people, twice = crew(seed)
        pairs = alike(people)
        stated += sum(two.probability for two in pairs)
        right += sum(frozenset((two.left, two.right)) in twice for two in pairs)
        there += len(twice)
    assert right > 0.8 * there
    assert stated < right


def test_brothers_are_two_people() -> None:
    assert pair(person("P-1", "Juan Osorto Paz"), person("P-2", "Luis Osorto Paz")) is None


# ---- in a case


def named(record: str, name: str, holder: str = "hsi", **more: str) -> Statement:
    return Statement("name", record, value=name, asserted_by="a source", holder=holder, **more)  # type: ignore[arg-type]


def crowd() -> list[Statement]:
    return [named(one.record, *one.names) for one in others()]


def test_a_case_gets_doubtful_links_that_say_why() -> None:
    told = [named("P-1", "Marvin Osorto Paz"), named("P-2", "Marvin Osorto Paz"), *crowd()]
    (link,) = may_be_one(told)
    assert (link.kind, link.subject, link.object) == ("same", "P-1", "P-2")
    assert (link.asserted_by, link.handling) == (MODEL, "no onward")
    assert link.details["why"] == "three words alike"
    assert 0.2 <= float(link.value) < 0.95


@pytest.mark.parametrize(
    "between",
    [
        Statement("call", "P-1", "P-2", asserted_by="a record"),
        Statement("arrest", "P-2", "P-1", asserted_by="a record"),
        Statement("different", "P-1", "P-2", asserted_by="a person"),
        Statement("same", "P-1", "P-2", value="0.5", asserted_by="a person"),
    ],
)
def test_what_people_and_records_say_of_the_two_stands(between: Statement) -> None:
    told = [named("P-1", "Marvin Osorto Paz"), named("P-2", "Marvin Osorto Paz"), *crowd()]
    assert may_be_one([*told, between]) == []


def test_two_records_judged_one_are_compared_as_one() -> None:
    told = [
        named("P-1", "El Chele"), named("P-3", "Marvin Osorto Paz"),
        Statement("same", "P-1", "P-3", value="1", asserted_by="a person"),
        named("P-2", "Marvin Osorto Paz"), *crowd(),
    ]  # fmt: skip
    assert [(one.subject, one.object) for one in may_be_one(told)] == [("P-1", "P-2")]


def test_a_link_rests_on_nothing_its_viewer_may_not_use() -> None:
    told = [
        named("P-1", "Marvin Osorto Paz"),
        named("P-2", "Marvin Osorto Paz", holder="other", handling="ask first"),
        *crowd(),
    ]  # fmt: skip
    assert _links(told, "hsi") == []
    assert len(_links(told[:1] + crowd(), "hsi")) == 0
    assert len(_links(told, "other")) == 1


def _links(told: list[Statement], viewer: str) -> list[Statement]:
    day = date(2026, 6, 30)
    found = assess("made-up", told, Viewer(viewer), seed=1, as_of=day, known_by=day, draws=20)
    return [one for one in found.statements if one.asserted_by == MODEL]


def test_a_victim_of_the_same_name_keeps_a_suspect_out_of_the_ranking() -> None:
    """Who may be a protected person is not ranked, were it by a likeness of names alone."""
    told = [
        named("P-1", "Marvin Osorto Paz"), named("P-2", "Marvin Osorto Paz"),
        Statement("role", "P-1", value="driver", asserted_by="a source"),
        Statement("role", "P-2", value="victim", asserted_by="a source"),
        Statement("age", "P-1", value="adult", asserted_by="a source"),
        Statement("freedom", "P-1", value="free", asserted_by="a source"),
        *crowd(),
    ]  # fmt: skip
    day = date(2026, 6, 30)
    found = assess("made-up", told, Viewer("hsi"), seed=1, as_of=day, known_by=day, draws=20)
    assert not found.net.rankable[found.net.names.index("P-1")]


def test_a_link_is_a_statement_the_ledger_could_hold() -> None:
    told = [named("P-1", "Marvin Osorto Paz"), named("P-2", "Marvin Osorto Paz"), *crowd()]
    (link,) = may_be_one(told)
    assert isinstance(as_fact(link, "plain/hsi", "SIM-1"), Fact)
