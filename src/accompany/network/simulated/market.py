"""A made-up smuggling market as agencies would hold it: contractors, a crew, a taxing cartel."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from accompany.network.evidence import Received, Sender, read_evidence

FEES = {"home-to-coast": 2400.0, "coast-to-border": 3600.0, "crossing": 1500.0, "onward": 2000.0}
STAGE = {"recruiter": "recruiting", "coordinator": "route", "guide": "crossing",
         "house-keeper": "holding", "driver": "onward", "scout": "crossing"}  # fmt: skip
FIRST_DAY = date(2031, 1, 6)
Row = dict[str, str]


@dataclass
class Truth:
    """One case's truth: what it is, who has which role, and what each leg really costs."""

    organisation: str
    roles: dict[str, str] = field(default_factory=dict)
    fees: Mapping[str, float] = field(default_factory=lambda: FEES)
    head: str = ""


@dataclass
class Case:
    """What agencies hold on one case: rows of each kind of evidence, some of them faulty."""

    name: str
    truth: Truth
    rows: dict[str, list[Row]] = field(default_factory=dict)
    faulty: int = 0

    def add(self, kind: str, /, **row: str) -> None:
        self.rows.setdefault(kind, []).append(row)

    def write(self, folder: Path) -> dict[str, Path]:
        """Write one CSV per kind, as agencies would send them."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "SIMULATED").write_text("Made up. No row is about a real person.\n")
        paths = {}
        for kind, rows in self.rows.items():
            names = list(dict.fromkeys(name for row in rows for name in row))
            paths[kind] = folder / f"{kind}.csv"
            with paths[kind].open("w", encoding="utf-8", newline="") as opened:
                out = csv.DictWriter(opened, names, restval="")
                out.writeheader()
                out.writerows(rows)
        return paths


@dataclass
class _Pen:
    """Writes down a relation in the ways it may leave a trace."""

    case: Case
    rng: np.random.Generator

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def day(self) -> str:
        return (FIRST_DAY + timedelta(int(self.rng.integers(0, 400)))).isoformat()

    def phone(self, person: str) -> str:
        return f"956-555-{1000 + int(person.rsplit('-', 1)[1]):04d}"

    def source(self) -> Row:
        number = int(self.rng.integers(1, 9))
        grade = "ABBBCCCD"[number - 1] + "122334"[int(self.rng.integers(0, 6))]
        hearsay = "1" if self.chance(0.2) else "0"
        return {"said_by": f"S-{number}", "grade": grade, "hearsay": hearsay,
                "obtained": "interview", "holder": "hsi"}  # fmt: skip

    def person(self, name: str, role: str) -> None:
        """Describe somebody: most have a known age and a stated role, some of it wrong."""
        self.case.truth.roles[name] = role
        stated = role if self.chance(0.88) else str(self.rng.choice(list(STAGE)))
        row = {"person": name, "age": str(int(self.rng.integers(19, 55))), **self.source()}
        row["grade"], row["phone"], row["probability"] = "B2", self.phone(name), "0.97"
        if self.chance(0.75):
            row |= {"role": stated, "stage": STAGE.get(stated, "")}
        self.case.add("people", **row)

    def order(self, giver: str, taker: str) -> None:
        if self.chance(0.7):
            self.case.add("interviews", kind="order", subject=giver, object=taker,
                          when=self.day(), **self.source())  # fmt: skip

    def calls(self, one: str, other: str, share: float = 0.75) -> None:
        if self.chance(share):
            for _ in range(1 + int(self.rng.poisson(2))):
                self.case.add("calls", caller=self.phone(one), receiver=self.phone(other),
                              seconds=str(int(self.rng.integers(5, 900))), when=self.day(),
                              said_by="carrier 1", holder="hsi")  # fmt: skip

    def pays(self, payer: str, taker: str, purpose: str, share: float = 0.6) -> None:
        if self.chance(share):
            self.case.add("payments", payer=payer, beneficiary=taker, purpose=purpose,
                          amount=str(int(self.rng.integers(3, 60)) * 100), currency="USD",
                          when=self.day(), said_by="remitter 1", holder="treasury")  # fmt: skip

    def under(self, boss: str, aide: str) -> None:
        """Let somebody work under somebody: orders, calls, money handed up."""
        self.order(boss, aide)
        self.calls(boss, aide)
        self.pays(aide, boss, "proceeds")

    def migrants(self, keepers: Sequence[str], count: int) -> None:
        """Let people be moved: held in a house, charged per leg, some of them minors."""
        for number in range(count):
            name = f"M-{number:03d}"
            self.case.truth.roles[name] = "migrant"
            self.case.add("people", person=name, role="migrant", holder="cbp",
                          age=str(int(self.rng.integers(9, 45))), said_by="S-20", grade="B2",
                          nationality="guatemalteco" if number % 2 else "hondureño")  # fmt: skip
            keeper = str(self.rng.choice(list(keepers)))
            house = f"house:{keeper}"
            for person in (name, keeper):
                self.case.add("places", person=person, place=house, when=self.day(),
                              said_by="S-21", grade="B1", holder="cbp")  # fmt: skip
            for leg, price in FEES.items():
                amount = price * float(self.rng.lognormal(0, 0.15))
                self.case.add("fees", person=name, leg=leg, amount=f"{amount:,.0f}",
                              currency="USD", persons="1", state="quoted", said_by=name,
                              when="around Easter 2031", grade="B3", holder="cbp")  # fmt: skip

    def faults(self) -> None:
        """Add a few rows no reader can use: they must be counted, not lost."""
        self.case.add("people", person="", name="nobody", said_by="S-1")
        self.case.add("payments", payer="", beneficiary="P-001", said_by="remitter 1")
        self.case.add("calls", caller="*7777", receiver="last four 0199", said_by="carrier 1",
                      grade="Z9")  # fmt: skip
        self.case.faulty = 3


ROLES = ("guide", "driver", "house-keeper", "recruiter", "scout")


def contractors(seed: int, people: int = 70) -> Case:
    """Make independents who hand groups on: several organisers, stages apart, nobody over them."""
    case, rng = Case("contractors", Truth("independent contractors")), np.random.default_rng(seed)
    pen = _Pen(case, rng)
    names = [f"P-{i:03d}" for i in range(people)]
    organisers, aides = names[: people // 7], names[people // 7 :]
    for name in organisers:
        pen.person(name, "organiser")
    for name in aides:
        pen.person(name, str(rng.choice(ROLES)))
    for name in aides:
        for boss in rng.choice(organisers, size=1 + int(rng.random() < 0.5), replace=False):
            pen.under(str(boss), name)
        pen.calls(name, str(rng.choice(aides)), 0.8)
    keepers = [n for n in aides if case.truth.roles[n] == "house-keeper"]
    pen.migrants(keepers, 30)
    pen.faults()
    return case


def crew(seed: int, people: int = 18) -> Case:
    """Make one tight crew: an organiser, everybody in touch with everybody."""
    case, rng = Case("crew", Truth("one crew", head="P-000")), np.random.default_rng(seed)
    pen = _Pen(case, rng)
    names = [f"P-{i:03d}" for i in range(people)]
    pen.person(names[0], "organiser")
    for name in names[1:]:
        pen.person(name, str(rng.choice(ROLES)))
        pen.under(names[0], name)
        for other in names[1:]:
            if name < other:
                pen.calls(name, other, 0.25)
    keepers = [n for n in names if case.truth.roles[n] == "house-keeper"] or names[1:2]
    pen.migrants(keepers, 15)
    pen.faults()
    return case


def cartel(seed: int, people: int = 60, takers: int = 3) -> Case:
    """Make contractors who each pay a drug group for passage: it takes, and does not command."""
    case = contractors(seed, people)
    case.name, case.truth.organisation = "cartel", "taxed by a drug group"
    pen = _Pen(case, np.random.default_rng(seed + 1))
    taxers = [f"T-{900 + i}" for i in range(takers)]
    for taxer in taxers:
        pen.person(taxer, "taxer")
    for name, role in list(case.truth.roles.items()):
        if role in ("organiser", "guide"):
            pen.pays(name, str(pen.rng.choice(taxers)), "tax", 0.9)
            pen.calls(name, str(pen.rng.choice(taxers)), 0.2)
    return case


def hierarchy(seed: int, people: int = 60) -> Case:
    """Make one firm: a tree of orders four wide, with houses full of people at its feet."""
    case, rng = Case("hierarchy", Truth("hierarchy", head="P-000")), np.random.default_rng(seed)
    pen = _Pen(case, rng)
    names = [f"P-{i:03d}" for i in range(people)]
    pen.person(names[0], "organiser")
    for at, name in enumerate(names[1:], 1):
        middle = 4 * at + 1 < people
        pen.person(name, "coordinator" if middle else str(rng.choice(ROLES)))
        pen.under(names[(at - 1) // 4], name)
        if pen.chance(0.25):
            pen.calls(name, str(rng.choice(names)), 1.0)
    keepers = [n for n in names if case.truth.roles[n] == "house-keeper"] or names[1:2]
    pen.migrants(keepers, min(400, people // 2))
    case.add("tips", about=f"house:{keepers[0]}", danger="three people may be held",
             when=(FIRST_DAY + timedelta(405)).isoformat(), said_by="S-9", grade="B2")  # fmt: skip
    pen.faults()
    return case


MARKET = (contractors, crew, cartel)


def received(case: Case, folder: Path, holder: str = "hsi") -> dict[str, Received]:
    """Write a case as agencies would send it and read it back, by kind of evidence."""
    paths = case.write(folder)
    return {kind: read_evidence(path, kind, Sender(holder)) for kind, path in paths.items()}
