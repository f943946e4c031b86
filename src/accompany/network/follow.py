"""FollowTheMoney as a dialect: export what it can hold, import with every dropped value kept.

It reads and writes the JSON lines of entities, and needs no library for that. A value that the
library's own cleaning would drop (a phone as people say it, a date in words) stays as said.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accompany.core.when import When, instant, read_when
from accompany.network.grade import HANDLINGS, read_grade
from accompany.network.standing import THINGS
from accompany.network.statement import Statement

Entity = dict[str, Any]

SCHEMA = {"phone": "UserAccount", "handle": "UserAccount", "account": "BankAccount",
          "plate": "Vehicle", "vehicle": "Vehicle", "house": "Address",
          "crossing": "Address"}  # fmt: skip
TIE = {
    "call": ("Call", "caller", "receiver"),
    "payment": ("Payment", "payer", "beneficiary"),
    "order": ("UnknownLink", "subject", "object"),
    "meeting": ("UnknownLink", "subject", "object"),
    "arrest": ("UnknownLink", "subject", "object"),
    "place": ("UnknownLink", "subject", "object"),
    "same": ("UnknownLink", "subject", "object"),
    "different": ("UnknownLink", "subject", "object"),
    "holds": ("UnknownLink", "subject", "object"),
    "kin": ("Family", "person", "relative"),
    "role": ("UnknownLink", "subject", ""),
}
"""The schema of each kind of tie, and its properties for the two ends."""

LOST = ("grade", "hearsay", "handling", "asserted_by", "holder", "obtained", "when")
"""What no schema has a place for: it goes along in ``summary`` as JSON of ours."""


@dataclass
class Exported:
    """Entities, and how many values of each sort had no schema of their own to go to."""

    entities: list[Entity] = field(default_factory=list)
    without_place: Counter[str] = field(default_factory=Counter)

    def lines(self) -> str:
        return "".join(
            json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in self.entities
        )


def name_id(record: str) -> str:
    return "acc-" + hashlib.sha256(record.encode()).hexdigest()[:20]


def export(statements: Sequence[Statement]) -> Exported:
    """Return entities for people and things, and one per statement that ties or describes them."""
    found = Exported()
    ends = {end for one in statements for end in (one.subject, one.object) if end}
    for record in sorted(ends):
        sort = record.partition(":")[0] if record.startswith(THINGS) else ""
        schema = SCHEMA.get(sort, "Person")
        prop = {"Address": "full", "BankAccount": "accountNumber", "Vehicle": "name",
                "UserAccount": "username"}.get(schema, "name")  # fmt: skip
        found.entities.append(
            {"id": name_id(record), "schema": schema, "properties": {prop: [record]}}
        )
    for one in sorted(statements, key=lambda s: s.id):
        found.entities.append(_tie(one, found.without_place))
    return found


def _tie(one: Statement, without_place: Counter[str]) -> Entity:
    schema, tail, head = TIE.get(one.kind, ("Note", "entity", ""))
    properties: dict[str, list[str]] = {tail: [name_id(one.subject)]} if one.subject else {}
    if one.object and head:
        properties[head] = [name_id(one.object)]
    if schema == "Note":
        properties["name"] = [one.kind]
        without_place[f"kind {one.kind}"] += 1
    elif schema in ("UnknownLink", "Family"):
        properties["role" if schema == "UnknownLink" else "relationship"] = [one.kind]
    for name in LOST:
        without_place[name] += 1
    for name in one.details:
        without_place[f"detail {name}"] += 1
    if one.when and one.when.exact and schema in ("Call", "Payment"):
        properties["date"] = [one.when.earliest.strftime("%Y-%m-%dT%H:%M:%S")]
    properties["summary"] = [json.dumps(_ours(one), ensure_ascii=False, sort_keys=True)]
    return {"id": "acc-" + one.id, "schema": schema, "properties": properties}


def _ours(one: Statement) -> dict[str, Any]:
    """Return all of a statement: what a schema cannot say is said here, so nothing is lost."""
    span = [one.when.earliest.isoformat(), one.when.latest.isoformat()] if one.when else []
    return {
        "accompany": 1, "kind": one.kind, "subject": one.subject, "object": one.object,
        "value": one.value, "when": span, "asserted_by": one.asserted_by, "holder": one.holder,
        "obtained": one.obtained, "grade": str(one.grade), "hearsay": one.grade.hearsay,
        "handling": one.handling, "details": dict(one.details), "extract": one.extract,
        "line": one.line,
    }  # fmt: skip


@dataclass
class Imported:
    """Statements of a file, and each value nobody has a place for, counted and kept raw."""

    statements: list[Statement] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    kept_raw: list[tuple[str, str, str]] = field(default_factory=list)
    """Entity id, property and value, for every dropped value."""
    schemata: dict[str, str] = field(default_factory=dict)
    unread: list[tuple[int, str]] = field(default_factory=list)
    """Line and text of what is no entity."""

    def kept_as_came(self) -> list[tuple[str, str]]:
        """Return ``Schema.property`` and value of everything dropped."""
        return [(f"{self.schemata[of]}.{prop}", value) for of, prop, value in self.kept_raw]

    def drop(self, entity: Entity, prop: str, values: Iterable[str]) -> None:
        self.schemata[entity["id"]] = entity["schema"]
        for value in values:
            self.dropped[f"{entity['schema']}.{prop}"] += 1
            self.kept_raw.append((entity["id"], prop, value))


TAKEN = {
    "Person": {"name": "name", "alias": "name", "weakAlias": "name"},
    "LegalEntity": {"name": "name", "alias": "name"},
    "Organization": {"name": "name"},
}


def load(lines: Iterable[str], *, holder: str, extract: str = "") -> Imported:
    """Read entities from JSON lines: ours come back whole, others as far as a kind fits."""
    found = Imported()
    entities = list(_entities(lines, found))
    known = {one["id"]: one for _, one in entities}
    for line, entity in entities:
        ours = _is_ours(entity)
        if ours is not None:
            found.statements.append(_statement(ours))
        elif entity["schema"] in FOREIGN:
            _foreign_tie(entity, known, found, (holder, extract, line))
        else:
            _foreign_thing(entity, found, (holder, extract, line))
    return found


def _entities(lines: Iterable[str], found: Imported) -> Iterator[tuple[int, Entity]]:
    for line, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            entity = json.loads(text)
            entity["id"], entity["schema"]
        except (ValueError, KeyError, TypeError):
            found.unread.append((line, text))
        else:
            yield line, entity


def _is_ours(entity: Entity) -> Mapping[str, Any] | None:
    for text in entity.get("properties", {}).get("summary", ()):
        if text.startswith('{"accompany": 1'):
            return dict(json.loads(text))
    return None


def _statement(told: Mapping[str, Any]) -> Statement:
    span = [instant_of(text) for text in told["when"]]
    return Statement(
        kind=told["kind"], subject=told["subject"], object=told["object"], value=told["value"],
        when=When(span[0].earliest, span[1].latest) if span else None,
        asserted_by=told["asserted_by"], holder=told["holder"], obtained=told["obtained"],
        grade=read_grade(told["grade"], str(told["hearsay"])),
        handling=told["handling"] if told["handling"] in HANDLINGS else "no onward",
        details=told["details"], extract=told["extract"], line=told["line"],
    )  # fmt: skip


def instant_of(text: str) -> When:
    found = read_when(text)
    return instant(found.earliest)


FOREIGN = {
    "Call": ("call", "caller", "receiver", {"duration": "value", "date": "when",
             "callerNumber": "detail", "receiverNumber": "detail"}),
    "Payment": ("payment", "payer", "beneficiary", {"amount": "value", "date": "when",
                "currency": "detail", "purpose": "detail"}),
    "Family": ("kin", "person", "relative", {"relationship": "detail", "startDate": "when"}),
    "Associate": ("meeting", "person", "associate", {"relationship": "detail"}),
    "UnknownLink": ("meeting", "subject", "object", {"role": "detail", "date": "when"}),
    "Membership": ("role", "member", "organization", {"role": "value", "startDate": "when"}),
}  # fmt: skip
Where = tuple[str, str, int]


def _foreign_tie(
    entity: Entity, known: Mapping[str, Entity], found: Imported, where: Where
) -> None:
    kind, tail, head, takes = FOREIGN[entity["schema"]]
    properties: Mapping[str, list[str]] = entity.get("properties", {})
    ends = [_label(properties.get(side, [""])[0], known) for side in (tail, head)]
    if entity["schema"] == "Call":
        numbers = (properties.get("callerNumber", []), properties.get("receiverNumber", []))
        ends = [end or (f"phone:{n[0]}" if n else "") for end, n in zip(ends, numbers, strict=True)]
    value, when, details = "", None, {}
    for prop, values in sorted(properties.items()):
        use = takes.get(prop, "")
        found.drop(entity, prop, values[1:] if use or prop in (tail, head) else values)
        if use == "value":
            value = values[0]
        elif use == "detail":
            details[prop] = values[0]
        elif use == "when":
            when, details = _day(values[0], prop, details)
    holder, extract, line = where
    if not all(ends[: 1 if kind == "role" else 2]):
        found.drop(entity, "(whole)", [json.dumps(entity, ensure_ascii=False, sort_keys=True)])
        return
    found.statements.append(
        Statement(kind, ends[0], ends[1], value, when, entity["id"], holder, "followthemoney",
                  details=details, extract=extract, line=line)
    )  # fmt: skip


def _day(text: str, prop: str, details: dict[str, str]) -> tuple[When | None, dict[str, str]]:
    try:
        return read_when(text), details
    except ValueError:
        return None, {**details, f"{prop}_said": text}


def _label(identity: str, known: Mapping[str, Entity]) -> str:
    """Return the name of an entity that is linked to, or its id where it has none."""
    entity = known.get(identity)
    if entity is None:
        return identity
    for prop in ("name", "username", "full", "accountNumber", "number"):
        for value in entity.get("properties", {}).get(prop, ()):
            return str(value)
    return identity


def _foreign_thing(entity: Entity, found: Imported, where: Where) -> None:
    takes = TAKEN.get(entity["schema"], {})
    holder, extract, line = where
    properties: Mapping[str, list[str]] = entity.get("properties", {})
    label = _label(entity["id"], {entity["id"]: entity})
    if entity["id"] == name_id(label):
        return  # one of our own nodes: its statements say all of it
    for prop, values in sorted(properties.items()):
        if prop not in takes:
            found.drop(entity, prop, values)
            continue
        for value in values:
            found.statements.append(
                Statement(takes[prop], label, value=value, asserted_by=entity["id"],
                          holder=holder, obtained="followthemoney", extract=extract, line=line)
            )  # fmt: skip
