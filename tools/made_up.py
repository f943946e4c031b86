"""Made-up children and the files of made-up agencies, of which `make_month.py` makes the month."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

GIVEN = (
    "Ana Lucía", "Brenda", "Carlos", "Dania", "Edwin", "Fátima", "Gael", "Heidy", "Ismael", "Juana",
    "Kevin", "Lesly", "Mateo", "Nayeli", "Óscar", "Paola", "Rubén", "Sindy", "Tomás", "Wendy",
)  # fmt: skip
SURNAMES = (
    "Ajanel", "Batz", "Caal", "Chub", "Díaz", "Escobar", "Funes", "García", "Hernández", "Ixcoy",
    "Juárez", "López", "Mejía", "Núñez", "Orellana", "Pérez", "Quej", "Ramírez", "Soto", "Tzul",
)  # fmt: skip
COUNTRIES = ("Guatemala",) * 5 + ("Honduras",) * 3 + ("El Salvador",) * 2 + ("Mexico", "Ecuador")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A made-up child: what every agency would write of it."""

    number: int
    given: str
    surnames: str
    sex: str
    born: date
    country: str
    entered: date

    @property
    def a_number(self) -> str:
        return f"000-{self.number // 1000:03d}-{self.number % 1000:03d}"


@dataclass(slots=True)
class Agency:
    """What one agency's folder holds, under that agency's own numbers."""

    name: str
    prefix: str
    people: dict[str, Child] = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    covers: list[Row] = field(default_factory=list)

    def record(self, child: Child) -> str:
        own = f"SIM-{self.prefix}-{child.number:03d}"
        self.people.setdefault(own, child)
        return own

    def say(self, child: Child, kind: str, when: date | str, party: str = "", **more: str) -> None:
        """Add an event; a date alone is a day, a text is written as it is."""
        row = (
            self.record(child), kind, str(when), party, more.get("to_party", ""),
            more.get("place", ""), more.get("form", ""), more.get("note", ""),
        )  # fmt: skip
        self.events.append(row)

    def same(self, child: Child, other: str, why: str) -> None:
        self.links.append((self.record(child), other, "same", "data steward (made up)", why))

    def cover(self, kinds: Iterable[str], first: str, last: str, whom: str) -> None:
        self.covers += [(kind, first, last, whom) for kind in kinds]

    def files(self) -> dict[str, str]:
        """Return the folder's files and their text."""
        people = [
            (own, "child", c.given, c.surnames, c.sex, c.born.isoformat(), c.country, c.a_number)
            for own, c in sorted(self.people.items())
        ]
        found = {
            "people.csv": csv_text(
                ("record_id", "kind", "given_names", "surnames", "sex", "born_on", "country",
                 "a_number"), people,
            ),
            "events.csv": csv_text(
                ("record_id", "kind", "happened", "party", "to_party", "place", "form", "note"),
                sorted(self.events),
            ),
        }  # fmt: skip
        if self.links:
            header = ("record_a", "record_b", "judgement", "by", "why")
            found["links.csv"] = csv_text(header, sorted(self.links))
        if self.covers:
            header = ("kind", "from", "to", "for")
            found["events.csv.covers.csv"] = csv_text(header, sorted(self.covers))
        folder = f"month/plain/{self.name}/{self.name}"
        return {f"{folder}-{name}": text for name, text in found.items()}


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def made_up_child(chance: Random, number: int, entered: date) -> Child:
    age = timedelta(days=chance.randint(5 * 365, 17 * 365))
    given, sex = chance.choice(GIVEN), chance.choice("MF")
    surnames = f"{chance.choice(SURNAMES)} {chance.choice(SURNAMES)}"
    return Child(number, given, surnames, sex, entered - age, chance.choice(COUNTRIES), entered)
