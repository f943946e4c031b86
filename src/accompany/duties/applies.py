"""Which version of the law applies and why, who a court order is about, and who may tell whom what.

Data in ``rulebook/us/applicability.yaml``; nothing here knows a law. An answer names the day that
decided, the words it rests on and how they were checked. Silence of the rulebook means no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from accompany.core.cite import Checked, Strength, weakest
from accompany.core.fact import Fact, kinds
from accompany.core.party import is_party
from accompany.duties.rules import AFTER_LAW, DATED, Duty, RuleFault, Version
from accompany.timeline.custody import is_under
from accompany.timeline.derive_classes import By, Class, Member, member_of

_WHERE = "rulebook/us/applicability.yaml"


# ---------------------------------------------------------------- which version of a duty


@dataclass(frozen=True, slots=True)
class Chosen:
    """The version of a duty that a due is judged by, and what chose it."""

    duty: Duty
    version: Version | None
    """None: no fact tells the day, or it lies on both sides of a change."""
    days: tuple[date, date] | None
    by: Fact | None

    @property
    def why(self) -> str:
        what = self.by.kind if self.by else f"the {self.duty.dated_by}"
        if self.days is None:
            return f"the rule goes by the {self.duty.dated_by}, and no fact on file tells its day"
        first, last = self.days
        on = f"on {first}" if first == last else f"between {first} and {last}"
        if self.version is None:
            return f"{what} happened {on}, and the rule changed in between"
        if self.version.clock is None:
            return f"{what} happened {on}, and no version was in force"
        ends = "" if self.version.until == AFTER_LAW else f" and before {self.version.until}"
        return f"{what} happened {on}: the version from {self.version.since}{ends} applies"


def chosen(duty: Duty, opening: Fact, facts: Sequence[Fact]) -> Chosen:
    """Say which version applies to what ``opening`` opened, by the same facts as ``judge``.

    ``facts`` are the person's as of the moment of the question, the opening among them.
    """
    if duty.dated_by == "opening":
        return _chosen(duty, opening, (opening.day_earliest, opening.day_latest))
    dated = [
        fact
        for fact in facts
        if any(pattern.fits(fact) for pattern in DATED[duty.dated_by])
        and fact.when.earliest <= opening.when.latest
    ]
    if not dated:
        return Chosen(duty, None, None, None)
    days = max(f.day_earliest for f in dated), max(f.day_latest for f in dated)
    return _chosen(duty, max(dated, key=lambda f: (f.day_latest, f.id)), days)


def _chosen(duty: Duty, by: Fact, days: tuple[date, date]) -> Chosen:
    early, late = (duty.version_on(day) for day in days)
    return Chosen(duty, early if early == late else None, days, by)


# ---------------------------------------------------------------- classes and requirements


@dataclass(frozen=True, slots=True)
class Order:
    """A class a court drew: its date rule, and what else it asks for."""

    rule: Class
    says: str
    also: tuple[str, ...]
    cite: str
    checked: Checked
    verify: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a requirement said from ``since`` until the day before ``until``."""

    since: date
    until: date
    applies: str
    order: str
    """The class it is only for, or does not touch; empty where it is for everybody."""
    cite: str
    checked: Checked
    why: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something asked of somebody, by versions, where no clock runs."""

    name: str
    says: str
    row: str
    dated_by: str
    versions: tuple[Asked, ...]
    verify: str


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a requirement applied: ``yes``, ``no`` or ``unclear``; and what to look at yet."""

    answer: str
    why: str
    version: Asked | None
    checked: Checked
    also: tuple[str, ...] = ()


def applies(name: str, facts: Sequence[Fact], *, on: date, as_of: datetime) -> Applies:
    """Say whether a requirement applied to a person on the day that picks its version.

    ``on`` is that day: of the question or of the filing, as ``dated_by`` says. Raises
    ``KeyError`` for a requirement nobody wrote down.
    """
    asked = requirements()[name]
    version = next((v for v in asked.versions if v.since <= on < v.until), None)
    if version is None:
        why = f"nothing was asked before {asked.versions[0].since}"
        return Applies("no", why, None, asked.versions[0].checked)
    if not version.order:
        return Applies(version.applies, version.why, version, version.checked)
    order = orders()[version.order]
    found = member_of(order.rule, facts, as_of=as_of)
    checked = weakest((version.checked, order.checked))
    if found is None:
        why = f"no {order.rule.fact} is on file, and {order.rule.name} goes by its day"
        return Applies("unclear", why, version, checked, order.also)
    member, first, last = found
    day = str(first) if first == last else f"{first} to {last}"
    why = f"{order.rule.fact} on {day}: member of {order.rule.name} by date: {member}"
    return Applies(_of_class(version, member), f"{why}. {_words(version, member)}", version,
                   checked, order.also if member is not Member.NO else ())  # fmt: skip


def _of_class(version: Asked, member: Member) -> str:
    if member is Member.UNCLEAR:
        return "unclear"
    inside = "yes" if version.applies == "only" else "no"
    return inside if member is Member.YES else {"yes": "no", "no": "yes"}[inside]


def _words(version: Asked, member: Member) -> str:
    return version.otherwise if member is Member.NO and version.otherwise else version.why


# ---------------------------------------------------------------- who may tell whom what


class May(StrEnum):
    """Strictest first: the strictest telling in force decides."""

    NO = "no"
    CHECK = "check"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Telling:
    """What the law or an agreement says of one body telling another one class of data."""

    name: str
    who: tuple[str, ...]
    what: tuple[str, ...]
    whom: tuple[str, ...]
    but: tuple[str, ...]
    since: date
    until: date
    """The last day, included."""
    answer: May
    why: str
    strength: Strength
    cite: str
    checked: Checked
    text: str
    law: str
    verify: str

    def holds(self, on: date) -> bool:
        return self.since <= on <= self.until

    def is_about(self, who: str, what: str, whom: str) -> bool:
        """Say whether it speaks of this telling.

        A bar on part of a body bars the body; a permission to the body does not reach above it.
        """
        if what not in self.what or any(is_under(whom, one) for one in self.but):
            return False
        up = self.answer is not May.YES
        return _among(who, self.who, up) and _among(whom, self.whom, up)


def _among(party: str, of: Sequence[str], up: bool) -> bool:
    return "*" in of or any(is_under(party, one) or (up and is_under(one, party)) for one in of)


@dataclass(frozen=True, slots=True)
class Answer:
    """May one body tell another this, on this day: with every rule that says so."""

    may: May
    because: tuple[Telling, ...]
    """Those in force that day, strictest first."""
    other_days: tuple[Telling, ...]
    """Those that held before, or will."""

    @property
    def checked(self) -> Checked | None:
        """How the words of the rule that decides were checked; None where none speaks."""
        return self.because[0].checked if self.because else None


def may_tell(who: str, what: str, whom: str, *, on: date) -> Answer:
    """Say whether ``who`` may tell ``whom`` a class of data on a day; silence is no.

    ``KeyError`` names an office or a class of data that nobody has heard of: a typing error must
    not be answered as if it were a question.
    """
    known = {what for one in tellings() for what in one.what}
    if what not in known:
        raise KeyError(f"no telling speaks of {what}; they speak of {', '.join(sorted(known))}")
    for office in (who, whom):
        if not is_party(office):
            raise KeyError(f"{office} is no office; see core/parties.csv")
    about = [one for one in tellings() if one.is_about(who, what, whom)]
    rank = list(May).index
    held = sorted((one for one in about if one.holds(on)), key=lambda one: rank(one.answer))
    other = tuple(one for one in about if not one.holds(on))
    return Answer(held[0].answer if held else May.NO, tuple(held), other)


# ---------------------------------------------------------------- reading


@cache
def orders() -> Mapping[str, Order]:
    return {name: _order(name, row) for name, row in _book()["classes"].items()}


@cache
def requirements() -> Mapping[str, Requirement]:
    return {name: _requirement(name, row) for name, row in _book()["requirements"].items()}


@cache
def tellings() -> tuple[Telling, ...]:
    return tuple(_telling(row) for row in _book()["tellings"])


@cache
def _book() -> Mapping[str, Any]:
    text = resources.files("accompany").joinpath(*_WHERE.split("/")).read_text("utf-8")
    book: Mapping[str, Any] = yaml.safe_load(text)
    return book


def _order(name: str, row: Mapping[str, Any]) -> Order:
    by: By = row["by"]
    if row["fact"] not in kinds() or by not in ("any", "last", "stay"):
        raise RuleFault(_WHERE, f"class {name}: no such fact, or `by:`", "See core/kinds.toml")
    value = next(iter(row.get("with", {}).items()), None)
    rule = Class(name, row["fact"], by, row.get("since"), row.get("until"), value)
    also = tuple(map(_line, row.get("also", ())))
    return Order(
        rule, _line(row["says"]), also, row["cite"], Checked(row["checked"]), _line(row["verify"])
    )


def _requirement(name: str, row: Mapping[str, Any]) -> Requirement:
    days = sorted(row["versions"])
    versions = tuple(
        _asked(since, until, row["versions"][since])
        for since, until in zip(days, [*days[1:], AFTER_LAW], strict=True)
    )
    for version in versions:
        if version.applies not in ("yes", "no", "only") or bool(version.order) != (
            version.applies == "only" or "unless" in row["versions"][version.since]
        ):
            raise RuleFault(_WHERE, f"{name}, {version.since}: `applies:`", "yes, no or only")
        if version.order and version.order not in _book()["classes"]:
            raise RuleFault(_WHERE, f"{name}: no class {version.order}", "Add it to `classes:`")
    return Requirement(
        name, _line(row["says"]), row["row"], row["dated_by"], versions, _line(row["verify"])
    )


def _asked(since: date, until: date, row: Mapping[str, Any]) -> Asked:
    return Asked(
        since,
        until,
        row["applies"],
        row.get("unless") or row.get("only") or "",
        row["cite"],
        Checked(row["checked"]),
        _line(row["why"]),
        _line(row.get("otherwise", "")),
    )


def _telling(row: Mapping[str, Any]) -> Telling:
    name = row["telling"]
    for code in (*row["who"], *row["whom"], *row.get("but", ())):
        if code != "*" and not is_party(code):
            raise RuleFault(_WHERE, f"{name}: `{code}` is no office", "See core/parties.csv")
    return Telling(
        name=name,
        who=tuple(row["who"]),
        what=tuple(row["what"]),
        whom=tuple(row["whom"]),
        but=tuple(row.get("but", ())),
        since=row["since"],
        until=row.get("until", AFTER_LAW),
        answer=May(row["answer"]),
        why=_line(row["why"]),
        strength=Strength(row["strength"]),
        cite=row["cite"],
        checked=Checked(row["checked"]),
        text=_line(row.get("text", "")),
        law=row.get("law", ""),
        verify=_line(row.get("verify", "") or row.get("note", "")),
    )


def _line(text: str) -> str:
    return " ".join(str(text).split())
