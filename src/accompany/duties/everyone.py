"""Judging everyone at once: the tables made, then judge.sql run over ranges of subjects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import numpy as np
import pyarrow as pa

from accompany.core.calendar import Calendar
from accompany.duties.hearing import Hearing
from accompany.duties.rules import Duty
from accompany.duties.tables import Numbered, OpenedDays, load_days, load_hearing, load_rules
from accompany.engines.duck import Duck, filled, literal, read_sql

FACTS_AT_A_TIME = 1_000_000
"""Enough to keep both cores busy, little enough to stay under 1 GB."""

PACKAGE = "accompany.duties"
_NONE = np.zeros(0, np.int64)


def rules_and_hearing(duck: Duck, duties: Sequence[Duty], hearing: Hearing) -> Numbered:
    """Make the tables of rules and of what was heard; return how duties are numbered."""
    numbered = Numbered.of(duties)
    load_rules(duck, numbered)
    load_hearing(duck, numbered, hearing)
    return numbered


def gather(duck: Duck, *, known_by: datetime, told: str = "told") -> None:
    """Number the facts rules ask about, from what was ``told`` and ``person(about, person)``.

    ``holder`` is made of ``custody`` where the Duck has that table, else left empty.
    """
    moment = literal(_plain(known_by).isoformat(sep=" "))
    duck.script(PACKAGE, "gather.sql", known_by=moment, told=told)
    find_retold(duck)
    duck.script(PACKAGE, "holder.sql")
    if duck.value("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'custody'"):
        duck.run(
            "INSERT INTO holder SELECT n.subject_no, c.party, c.starts_at, c.ends_at"
            " FROM custody AS c INNER JOIN subject AS n USING (subject)"
        )


def find_retold(duck: Duck) -> None:
    """Make ``retold``: the facts of events that were told of more than once, by their number.

    By two sources, by two tables of one, or corrected. Sorting numbers and comparing neighbours
    takes a tenth of the time that counting them by groups does.
    """
    duck.script(PACKAGE, "events.sql")
    duck.run("CREATE OR REPLACE TABLE retold (fact_no BIGINT, event_no BIGINT, fact_id BLOB)")
    last = duck.value("SELECT max(subject_no) FROM facts")
    step = 20 * _step(duck)
    for first in range(0, (last if last is not None else -1) + 1, step):
        within = f"WHERE subject_no BETWEEN {first} AND {first + step - 1}"
        read = duck.batches(f"SELECT event_no FROM event {within}", rows=1_000_000)
        events = np.sort(np.concatenate([_NONE, *(batch.column(0).to_numpy() for batch in read)]))
        duck.take(
            "told_again", pa.table({"event_no": np.unique(events[1:][events[1:] == events[:-1]])})
        )
        duck.run(
            f"INSERT INTO retold SELECT e.fact_no, e.event_no, e.fact_id FROM event AS e"
            f" SEMI JOIN told_again AS a ON e.event_no = a.event_no {within}"
        )


def name_dues(duck: Duck, *, known_by: datetime) -> None:
    """Make ``dues``: the table ``due`` in words, with the facts that opened and kept each."""
    duck.run(read_sql(PACKAGE, "dues.sql"), {"known_by": _plain(known_by)})


def judge_everyone(
    duck: Duck,
    numbered: Numbered,
    calendars: Mapping[str, Calendar],
    *,
    as_of: datetime,
    known_by: datetime,
    into: str = "INSERT INTO due {{judged}}",
    judged: Callable[[int], None] = lambda subjects: None,
) -> None:
    """Judge every subject of ``facts``, a range at a time.

    The Duck holds what ``rules_and_hearing`` and then ``gather`` made: ``zone``, ``facts`` with
    ``subject_no`` from 0 on without holes, ``listed``; and ``holder``. ``into`` is the statement
    each range's dues go through: by default into the table ``due``; it may as well count them.
    ``judged`` is told how many subjects a range held.
    """
    load_days(duck, numbered, calendars, opened=_opened(duck), as_of=as_of.date())
    duck.script(PACKAGE, "check.sql")
    sql = filled(into, judged=read_sql(PACKAGE, "judge.sql"))
    last = duck.value("SELECT max(subject_no) FROM facts")
    step = _step(duck)
    for first in range(0, (last if last is not None else -1) + 1, step):
        reach = min(first + step - 1, last)
        clocks = {"as_of": _plain(as_of), "known_by": _plain(known_by)}
        duck.run(sql, {**clocks, "first": first, "last": reach})
        judged(reach - first + 1)


def _step(duck: Duck) -> int:
    """Return how many subjects together have about ``FACTS_AT_A_TIME`` facts."""
    subjects, facts = duck.rows("SELECT max(subject_no) + 1, count(*) FROM facts")[0]
    return max(1, int(FACTS_AT_A_TIME * (subjects or 1) / max(facts, 1)))


def _opened(duck: Duck) -> list[OpenedDays]:
    found: dict[tuple[int, str], list[date]] = {}
    widest: dict[tuple[int, str], int] = {}
    for zone_no, zone, on, width in duck.rows(read_sql(PACKAGE, "opened.sql")):
        found.setdefault((zone_no, zone), []).append(on)
        widest[zone_no, zone] = max(widest.get((zone_no, zone), 0), width)
    return [
        OpenedDays(zone, number, days, widest[number, zone])
        for (number, zone), days in found.items()
    ]


def _plain(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
