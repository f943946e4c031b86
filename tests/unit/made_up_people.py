"""Made-up children as several agencies might write them: misspelt, swapped, twins among them."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pyarrow as pa

from accompany.engines.duck import Duck
from accompany.identity.match.columns import Columns, Vocabulary, columns

GIVEN = [
    "Maria",
    "Jose",
    "Juan",
    "Carlos",
    "Ana",
    "Luis",
    "Pedro",
    "Rosa",
    "Jorge",
    "Elena",
    "Miguel",
    "Sofia",
    "Diego",
    "Lucia",
    "Andres",
    "Camila",
    "Daniel",
    "Kevin",
    "Brayan",
    "Wendy",
    "Yesenia",
    "Edwin",
    "Darwin",
    "Melvin",
    "Wilmer",
    "Heidy",
    "Angel",
    "Carmen",
]
SYLLABLES = [
    "lo",
    "gar",
    "mar",
    "ti",
    "cas",
    "to",
    "ri",
    "be",
    "pe",
    "rez",
    "nez",
    "can",
    "xi",
    "tz",
    "qui",
    "che",
    "so",
    "va",
    "mo",
    "ra",
    "les",
    "gu",
]
COLUMNS = (
    "about", "truth", "given_names", "surnames", "born_on", "sex", "country", "a_number", "kind",
    "address", "unit", "city", "zip", "phone", "email",
)  # fmt: skip


@dataclass(slots=True)
class Child:
    given: list[str]
    surnames: list[str]
    born: tuple[int, int, int]
    number: int
    sex: str


def people(count: int, seed: int) -> list[dict[str, str | None]]:
    """Return records of ``count`` families' children, one family in fifty with twins."""
    draw = random.Random(seed)
    spare = ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(500)]
    weights = [1 / (n + 3) for n in range(500)]
    rows: list[dict[str, str | None]] = []
    for family in range(count):
        surnames = draw.choices(spare, weights, k=2)
        born = (draw.randint(2002, 2015), draw.randint(1, 12), draw.randint(1, 28))
        number = 1000 * (family + 1) + draw.randint(0, 99)
        for twin in range(2 if family % 50 == 0 else 1):
            names = draw.sample(GIVEN, k=2)
            child = Child(names, surnames, born, number + twin, draw.choice("MF"))
            for _ in range(draw.choice([1, 2, 3, 3, 4])):
                rows.append(_written(child, draw, len(rows), f"{family}-{twin}"))
    return rows


def _written(child: Child, draw: random.Random, place: int, truth: str) -> dict[str, str | None]:
    given, surnames, born = list(child.given), list(child.surnames), child.born
    if draw.random() < 0.15:
        given.pop()
    if draw.random() < 0.1:
        surnames.pop()
    if draw.random() < 0.05:
        surnames.reverse()
    if draw.random() < 0.06:
        word, at = surnames[0], draw.randrange(len(surnames[0]))
        surnames[0] = word[:at] + draw.choice("aeiou") + word[at + 1 :]
    if draw.random() < 0.02 and born[2] < 13:
        born = (born[0], born[2], born[1])
    return dict.fromkeys(COLUMNS) | {
        "about": f"plain/made-up:SIM-{place:06d}",
        "truth": truth,
        "given_names": " ".join(given),
        "surnames": " ".join(surnames),
        "born_on": f"{born[0]}-{born[1]:02d}-{born[2]:02d}",
        "sex": child.sex,
        "country": "Guatemala",
        "a_number": f"{child.number:09d}" if draw.random() < 0.7 else None,
        "kind": "child",
    }


def neighbours(count: int, seed: int) -> list[dict[str, str | None]]:
    """Return records of ``count`` persons who give no number, each written once to three times and
    seldom twice alike: a slip in some value, a value left out, names the wrong way round."""
    draw = random.Random(seed)
    streets, cities = (["".join(draw.choices(SYLLABLES, k=3)) for _ in range(90)] for _ in "ab")
    rows: list[dict[str, str | None]] = []
    for number in range(count):
        said = {
            "given_names": draw.choice(GIVEN), "surnames": "".join(draw.choices(SYLLABLES, k=3)),
            "born_on": f"{draw.randint(1930, 2015)}-0{draw.randint(1, 9)}-{draw.randint(10, 28)}",
            "address": f"{draw.randint(1, 400)} {draw.choice(streets)} road",
            "city": draw.choice(cities), "zip": f"{draw.randint(20000, 29999)}",
        }  # fmt: skip
        for _ in range(draw.choice([1, 2, 3])):
            about = f"plain/made-up:{len(rows):06d}"
            rows.append(person(about=about, truth=str(number), **_slipped(said, draw)))
    return rows


def _slipped(said: dict[str, str], draw: random.Random) -> dict[str, str]:
    made = dict(said)
    if draw.random() < 0.05:
        made["given_names"], made["surnames"] = made["surnames"], made["given_names"]
    for name, value in made.items():
        chance, place = draw.random(), draw.randrange(1, len(value))
        if chance < 0.06:
            made[name] = ""
        elif chance < 0.2:
            made[name] = value[: place - 1] + value[place] + value[place - 1] + value[place + 1 :]
        elif chance < 0.3 and value[place].isalpha():
            made[name] = value[:place] + draw.choice("aeiou") + value[place + 1 :]
        elif chance < 0.34 and value[place].isdigit():
            made[name] = value[:place] + draw.choice("123456789") + value[place + 1 :]
    return made


def take(duck: Duck, rows: list[dict[str, str | None]]) -> Columns:
    """Make ``described`` and ``cleaned`` of made-up records, and read their columns."""
    shape = pa.schema([(name, pa.string()) for name in COLUMNS])
    duck.take("described", pa.Table.from_pylist(rows, schema=shape))
    duck.script(
        "accompany.identity.match",
        "cleaned.sql",
        described="described",
        kinds="'child'",
        who="TRUE",
    )
    return columns(duck, "cleaned", Vocabulary())


def person(**values: str) -> dict[str, str | None]:
    """Return one made-up record; what is not said is not given."""
    return dict.fromkeys(COLUMNS) | {"kind": "child"} | values
