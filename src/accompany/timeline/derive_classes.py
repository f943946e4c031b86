"""Who belongs to the class of a court order, as far as a date says so.

Courts draw classes by when custody began, when something was filed or when a case was decided.
Here only the date is judged; what else a class asks for is for people to see. ``member_of`` is the
definition that ``derive_classes.sql`` must equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal

import pyarrow as pa

from accompany.core.fact import Fact
from accompany.engines.duck import Duck, literal
from accompany.timeline.custody import above
from accompany.timeline.derive import into_care

By = Literal["any", "last", "stay"]
"""Any such fact inside the days; the last one; or, for custody, the beginning of the last stay in
HHS care, whichever provider had the child then."""


class Member(StrEnum):
    """Whether the date puts somebody into a class. No such fact on file is none of these."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Class:
    """The class of an order: a kind of fact, and the days on which it must have happened."""

    name: str
    fact: str
    by: By
    since: date | None = None
    until: date | None = None
    value: tuple[str, str] | None = None
    """A value the fact must carry, such as ``("form", "I-589")``."""

    def holds(self, fact: Fact) -> Member:
        first, last = self.since or date.min, self.until or date.max
        if first <= fact.day_earliest and fact.day_latest <= last:
            return Member.YES
        apart = fact.day_latest < first or fact.day_earliest > last
        return Member.NO if apart else Member.UNCLEAR

    def fits(self, fact: Fact) -> bool:
        if self.by == "stay":
            return into_care(fact)
        return fact.kind == self.fact and (
            self.value is None or fact.details.get(self.value[0]) == self.value[1]
        )


def member_of(
    one: Class, facts: Sequence[Fact], *, as_of: datetime
) -> tuple[Member, date, date] | None:
    """Return whether a person belongs, and between which days the deciding fact happened.

    None: no fact of that kind is on file by ``as_of``, which says nothing either way.
    """
    past = [fact for fact in facts if fact.when.earliest <= as_of]
    found = [fact for fact in past if one.fits(fact)]
    if not found:
        return None
    if one.by == "any":
        rank = {Member.YES: 0, Member.UNCLEAR: 1, Member.NO: 2}
        fact = min(found, key=lambda f: (rank[one.holds(f)], f.when, f.id))
    elif one.by == "last":
        fact = max(found, key=_when)
    else:
        fact = _stay(found, past)
    return one.holds(fact), fact.day_earliest, fact.day_latest


def _stay(into: Sequence[Fact], past: Iterable[Fact]) -> Fact:
    """Return what began the last stay: the first step into care since the release before it."""
    last = max(into, key=_when)
    gone = [
        fact.when.earliest
        for fact in past
        if fact.kind == "released" and fact.when.latest < last.when.earliest
    ]
    since = max(gone, default=datetime.min.replace(tzinfo=UTC))
    return min((fact for fact in into if fact.when.earliest >= since), key=_when)


def _when(fact: Fact) -> tuple[datetime, datetime, bytes]:
    return fact.when.earliest, fact.when.latest, fact.id


def take_classes(
    duck: Duck, classes: Sequence[Class], *, as_of: datetime, facts: str = "known_facts"
) -> None:
    """Make ``class_member(subject, class, member, day_earliest, day_latest)`` for everyone."""
    duck.take("class_rule", pa.Table.from_pylist(list(_rules(classes)), schema=pa.schema(_COLUMNS)))
    parties = {row[0] for row in duck.rows(f"SELECT DISTINCT party FROM {facts}")}
    parties |= {row[0] for row in duck.rows(f"SELECT DISTINCT to_party FROM {facts}")}
    under = sorted(party for party in parties if party and "hhs-orr" in above(party))
    duck.take("class_carer", pa.table({"party": pa.array(under, pa.string())}))
    moment = literal(as_of.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" "))
    duck.script(
        "accompany.timeline", "derive_classes.sql", facts=facts, as_of=f"TIMESTAMP {moment}"
    )


_COLUMNS: dict[str, pa.DataType] = {
    "class": pa.string(),
    "kind": pa.string(),
    "picks": pa.string(),
    "since": pa.date32(),
    "until": pa.date32(),
    "path": pa.string(),
    "value": pa.string(),
}


def _rules(classes: Sequence[Class]) -> Iterator[dict[str, object]]:
    for one in classes:
        name, value = one.value or (None, None)
        yield {
            "class": one.name,
            "kind": one.fact,
            "picks": one.by,
            "since": one.since or date.min,
            "until": one.until or date.max,
            "path": f'$."{name}"' if name else None,
            "value": value,
        }
