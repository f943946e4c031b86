"""A made-up world judged both ways: by the definition, and by the query over its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from histories import KNOWN_BY, World

from accompany.core.fact import canonical
from accompany.duties.calendars import calendars
from accompany.duties.everyone import gather, judge_everyone, rules_and_hearing
from accompany.duties.hearing import Hearing
from accompany.duties.judge import Due, judge, known
from accompany.duties.rules import Duty
from accompany.duties.tables import Numbered
from accompany.engines.duck import Duck, filled

Rows = Counter[tuple[Any, ...]]

DUES = """
SELECT
    CAST(s.subject AS INTEGER) AS subject, u.duty, r.since, d.opened_earliest, d.opened_latest,
    d.not_before, d.due_earliest, d.due_latest, d.kept_earliest, d.kept_latest, d.state,
    d.owed_by, o.fact_id AS opened_by
FROM {{judged}} AS d
LEFT JOIN subject AS s ON d.subject_no = s.subject_no
LEFT JOIN duty AS u ON d.duty_no = u.duty_no
LEFT JOIN rule AS r ON d.rule_no = r.rule_no
LEFT JOIN facts AS o ON d.opened_by = o.fact_no
"""


_FACTS = pa.schema(
    [
        pa.field("fact_id", pa.binary()), pa.field("source", pa.string()),
        pa.field("about", pa.string()), pa.field("kind", pa.string()),
        pa.field("happened_earliest", pa.timestamp("us")),
        pa.field("happened_latest", pa.timestamp("us")),
        pa.field("day_earliest", pa.date32()), pa.field("day_latest", pa.date32()),
        pa.field("zone", pa.string()), pa.field("party", pa.string()),
        pa.field("details", pa.string()), pa.field("known_at", pa.timestamp("us")),
        pa.field("known_until", pa.timestamp("us")), pa.field("replaces", pa.binary()),
        pa.field("batch", pa.int32()),
    ]
)  # fmt: skip


def load(duck: Duck, made_up: World) -> None:
    """Put a world where the ledger would: told in order, a batch each, then replaced."""
    rows = [
        {
            "fact_id": one.id, "source": one.source, "about": f"{subject:09d}",
            "kind": one.kind, "happened_earliest": plain(one.when.earliest),
            "happened_latest": plain(one.when.latest), "day_earliest": one.day_earliest,
            "day_latest": one.day_latest, "zone": one.zone, "party": one.party,
            "details": canonical(one.details), "known_at": plain(one.known_at),
            "known_until": None, "replaces": one.replaces, "batch": place,
        }
        for subject, facts in made_up.facts.items()
        for place, one in enumerate(facts)
    ]  # fmt: skip
    duck.take("facts_kept", pa.Table.from_pylist(rows, schema=_FACTS))
    duck.run("CREATE OR REPLACE TABLE person (about VARCHAR, person VARCHAR)")
    duck.script("accompany.ledger", "told.sql")


def load_holders(duck: Duck, made_up: World) -> None:
    numbers = {
        int(name): number for number, name in duck.rows("SELECT subject_no, subject FROM subject")
    }
    duck.run("DELETE FROM holder")
    for subject, held in made_up.holders.items():
        for one in held:
            if subject in numbers:
                end = one.span.end
                duck.run(
                    "INSERT INTO holder VALUES ($1, $2, $3, $4)",
                    [numbers[subject], one.party, plain(one.span.start), end and plain(end)],
                )


def plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def row_of(subject: int, due: Due) -> tuple[Any, ...]:
    """Return a due as judge.sql would write it."""
    span = due.due
    return (
        subject, due.duty, due.version,
        plain(due.opened.earliest), plain(due.opened.latest),
        due.not_before and plain(due.not_before),
        span and plain(span.earliest), span and plain(span.latest),
        due.kept and plain(due.kept.earliest), due.kept and plain(due.kept.latest),
        str(due.state), due.owed_by, due.opened_by,
    )  # fmt: skip


def judged(made_up: World, duties: Sequence[Duty]) -> Iterator[tuple[int, Due]]:
    hearing = Hearing(made_up.periods, known_by=KNOWN_BY)
    for subject, told in made_up.facts.items():
        facts = known(told, known_by=KNOWN_BY)
        for duty in duties:
            for due in judge(
                duty,
                facts,
                as_of=made_up.as_of,
                hearing=hearing,
                calendars=calendars(),
                holders=made_up.holders[subject],
            ):
                yield subject, due


def by_definition(made_up: World, duties: Sequence[Duty]) -> Rows:
    return Counter(row_of(subject, due) for subject, due in judged(made_up, duties))


def make_tables(duck: Duck, made_up: World, duties: Sequence[Duty]) -> Numbered:
    """Make every table judge.sql reads but those of the days, which ``judge_everyone`` makes."""
    load(duck, made_up)
    hearing = Hearing(made_up.periods, known_by=KNOWN_BY)
    numbered = rules_and_hearing(duck, duties, hearing)
    gather(duck, known_by=KNOWN_BY)
    load_holders(duck, made_up)
    return numbered


def by_query(duck: Duck, made_up: World, duties: Sequence[Duty]) -> Rows:
    numbered = make_tables(duck, made_up, duties)
    judge_everyone(duck, numbered, calendars(), as_of=made_up.as_of, known_by=KNOWN_BY)
    return Counter(duck.rows(filled(DUES, judged="due")))


def differences(left: Rows, right: Rows) -> list[tuple[str, tuple[Any, ...]]]:
    return [("judge.py", row) for row in left - right] + [
        ("judge.sql", row) for row in right - left
    ]
