"""Plant every one-token fault in judge.sql and say which ones the made-up histories catch.

`make mutants`: comparisons, signs, min and max, kinds of join, constants, names of states, AND
and OR, null tests, orders, frames. A fault is caught where the query it makes differs by one due
from judge.py, refuses to run, or runs twenty times too long. Those not caught must stand in
mutants_argued.toml, with the reason why no history could tell. Exit 1 where one does not, or
where those argued are more than one in twenty.
"""

from __future__ import annotations

import re
import sys
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "agree"))

from histories import KNOWN_BY, World, world  # noqa: E402
from judged import DUES, by_definition, make_tables, plain  # noqa: E402
from shapes import SHAPES  # noqa: E402

from accompany.duties.calendars import calendars  # noqa: E402
from accompany.duties.everyone import PACKAGE, judge_everyone  # noqa: E402
from accompany.duties.rules import Duty  # noqa: E402
from accompany.engines.duck import Duck, filled, read_sql  # noqa: E402

ARGUED = Path(__file__).with_name("mutants_argued.toml")
INTRICATE = [d for d in SHAPES if d.toll_from or d.attempts or d.every or d.dated_by != "opening"]
WORLDS = (
    (SHAPES, 150, 100),
    (INTRICATE, 700, 101),
    (SHAPES, 400, 0),
    (SHAPES, 400, 1),
    (INTRICATE, 1_500, 102),
    (SHAPES, 1_500, 3),
)
"""Rules, how many subjects, and which seed; most faults fall in the first: the next see few."""

LONGEST = 20
"""How many times as long as the sound query one may take before it is told by that."""

TOLERATED = 0.05

_TOKEN = re.compile(
    r"--[^\n]*|'(?:[^']|'')*'|\$\w+|\d+|CURRENT ROW|[A-Za-z_]\w*|<>|<=|>=|\s+|.", re.DOTALL
)
_CTE = re.compile(r"^(?:WITH )?(\w+) AS (?:(?:NOT )?MATERIALIZED )?\($")
_LAST = re.compile(r"^\)\n+SELECT", re.MULTILINE)
_STATES = (
    "waiting", "kept", "late", "overdue", "excused", "paused", "superseded", "unclear", "gap",
)  # fmt: skip

_SWAPS: Mapping[str, tuple[str, ...]] = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "=": ("<>", "<=", ">="),
    "<>": ("=", "<", ">"),
    "+": ("-",),
    "-": ("+",),
    "min": ("max",),
    "max": ("min",),
    "least": ("greatest",),
    "greatest": ("least",),
    "lag": ("lead",),
    "lead": ("lag",),
    "sum": ("min", "max"),
    "bool_or": ("bool_and",),
    "INNER": ("LEFT",),
    "LEFT": ("INNER",),
    "UNION": ("INTERSECT", "EXCEPT"),
    "DISTINCT": ("NOT DISTINCT",),
    "AND": ("OR",),
    "OR": ("AND",),
    "IN": ("NOT IN",),
    "TRUE": ("FALSE", "NULL"),
    "FALSE": ("TRUE", "NULL"),
    "HOUR": ("MINUTE",),
    "CURRENT ROW": ("UNBOUNDED PRECEDING", "1 FOLLOWING"),
    "UNBOUNDED": ("1",),
    "'day'": ("'hour'", "'week'"),
    "'microsecond'": ("'millisecond'",),
    "'holding-agency'": ("'hhs-orr'",),
    "'1'": ("'2'", "'0'"),
    "'100000'": ("'100001'", "'10000'"),
    "'1900-01-01'": ("'1900-01-02'", "'1899-12-31'"),
    "'0001-01-01'": ("'2024-03-20'",),
    "'9999-12-31'": ("'2024-03-20'", "'9999-12-30'"),
    "'9999-12-30'": ("'9999-12-29'", "'9999-12-31'", "'2024-03-20'"),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: its name (part of the query, line, and change within it), and the query."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int


def mutants(sql: str) -> Iterator[Mutant]:
    """Yield each query that differs from ``sql`` in one token."""
    tokens = [_Token(found[0], found.start()) for found in _TOKEN.finditer(sql)]
    words = [token for token in tokens if not (token.text.isspace() or token.text[:2] == "--")]
    seen: Counter[str] = Counter()
    for place, token in enumerate(words):
        for new in _changes(words, place):
            end = token.at + len(token.text)
            name = _name(sql, token.at, end, new)
            seen[name] += 1
            again = f" #{seen[name]}" if seen[name] > 1 else ""
            yield Mutant(name + again, sql[: token.at] + new + sql[end:])


def _name(sql: str, start: int, end: int, new: str) -> str:
    line_start = sql.rfind("\n", 0, start) + 1
    line_end = (sql + "\n").index("\n", end)
    heads = [_CTE.match(line) for line in sql[:line_end].splitlines() if line[:1].strip()]
    part = (
        next((head[1] for head in reversed(heads) if head), "")
        if not _LAST.search(sql[:end])
        else "(end)"
    )
    line = f"{sql[line_start:start]}[{sql[start:end]} -> {new}]{sql[end:line_end]}"
    return f"{part}: {line.strip()}"


def _changes(words: Sequence[_Token], place: int) -> Iterator[str]:
    text = words[place].text
    before = words[place - 1].text if place else ""
    after = words[place + 1].text if place + 1 < len(words) else ""
    if text in _SWAPS and not _is_other(text, before, after, words, place):
        yield from _SWAPS[text]
    elif text.isdigit():
        yield from (str(n) for n in {int(text) + 1, int(text) - 1} if n >= 0)
    elif text == "*" and (before[-1].isalnum() or before == ")"):
        yield "+"
    elif text.strip("'") in _STATES and text[0] == "'":
        yield from _other_states(text.strip("'"))
    else:
        yield from _other_logic(text, before, after)
    yield from _other_end(text, before, words, place)
    if _ends_order_key(words, place):
        yield f"{text} DESC"


def _other_end(text: str, before: str, words: Sequence[_Token], place: int) -> Iterator[str]:
    """Yield the other end of a span where one of its ends is read, not named."""
    source = before in ("FROM", "JOIN") or words[place + 1].text == "AS"
    if before == "AS" or (source and before != "."):
        return
    for one, other in (("earliest", "latest"), ("latest", "earliest")):
        if text == one or text.endswith("_" + one):
            yield text.removesuffix(one) + other


def _other_logic(text: str, before: str, after: str) -> Iterator[str]:
    if text == "IS" and after == "NULL":
        yield "IS NOT"
    elif text == "NOT" and (before == "IS" or after not in ("MATERIALIZED", "NULL")):
        yield ""


def _is_other(text: str, before: str, after: str, words: Sequence[_Token], place: int) -> bool:
    """Say whether a word stands for something else than what is to be changed."""
    call = text in ("min", "max", "least", "greatest", "lag", "lead", "sum", "bool_or")  # fmt: skip
    between = text == "AND" and any(w.text == "BETWEEN" for w in words[place - 4 : place])
    frame = text == "AND" and before in ("CURRENT ROW", "PRECEDING")
    return (call and after != "(") or between or frame or (text == "DISTINCT" and before == "NOT")


def _other_states(state: str) -> Iterator[str]:
    at = _STATES.index(state)
    yield f"'{_STATES[(at + 1) % len(_STATES)]}'"
    if state != "unclear" and _STATES[(at + 1) % len(_STATES)] != "unclear":
        yield "'unclear'"


def _ends_order_key(words: Sequence[_Token], place: int) -> bool:
    """Say whether a key of an ORDER BY ends here: it is the same to ask for the other order."""
    after = words[place + 1].text if place + 1 < len(words) else ""
    if after not in (",", ")", "ROWS"):
        return False
    depth = 0
    for token in reversed(words[: place + 1]):
        depth += (token.text == ")") - (token.text == "(")
        if depth < 0:
            return False
        if depth == 0 and token.text in ("BY", "ROWS", "SELECT", "PARTITION"):
            before = words[words.index(token) - 1].text
            return token.text == "BY" and before == "ORDER"
    return False


# ---------------------------------------------------------------- the histories that judge


class Corpus:
    """One made-up world in a Duck, and the dues judge.py finds in it."""

    def __init__(self, duties: Sequence[Duty], count: int, seed: int) -> None:
        made_up = world(duties, count, seed)
        self.as_of = made_up.as_of
        self.duck = Duck(threads=1)
        self.duck.run("SET max_temp_directory_size = '2GB'")
        numbered = make_tables(self.duck, made_up, duties)
        judge_everyone(self.duck, numbered, calendars(), as_of=made_up.as_of, known_by=KNOWN_BY)
        self._expect(made_up, duties)
        self.limit = 600.0
        started = time.perf_counter()
        self.sound = not self.catches(read_sql(PACKAGE, "judge.sql"))
        self.limit = max(1.0, LONGEST * (time.perf_counter() - started))

    def _expect(self, made_up: World, duties: Sequence[Duty]) -> None:
        rows = list(by_definition(made_up, duties).elements())
        self.duck.run(f"CREATE TABLE expected AS {filled(DUES, judged='due')} LIMIT 0")
        names = [str(row[0]) for row in self.duck.rows("DESCRIBE expected")]
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        self.duck.add("expected", pa.table(columns))
        self.digest = self._digest("FROM expected", {})

    def _digest(self, sql: str, given: Mapping[str, Any]) -> tuple[Any, ...]:
        return self.duck.rows(
            f"SELECT count(*), sum(CAST(hash(due) AS HUGEINT)) FROM ({sql}) AS due", given
        )[0]

    def catches(self, sql: str) -> str:
        """Return how a query is told from the definition: rows, error or time; or nothing."""
        given = {
            "as_of": plain(self.as_of), "known_by": plain(KNOWN_BY),
            "first": 0, "last": 1_000_000,
        }  # fmt: skip
        clock = threading.Timer(self.limit, self.duck._db.interrupt)
        clock.start()
        try:
            found = self._digest(filled(DUES, judged=f"({sql})"), given)
        except duckdb.InterruptException:
            return "too slow"
        except duckdb.Error:
            return "refused"
        finally:
            clock.cancel()
        return "" if found == self.digest else "other dues"


def main() -> int:
    """Run every mutant over the worlds until one tells it; print the outcome; return the code."""
    sql = read_sql(PACKAGE, "judge.sql")
    started = time.perf_counter()
    every = [m for m in mutants(sql) if all(part in m.name for part in sys.argv[1:])]
    with ExitStack() as stack:
        left, outcome = every, Counter[str]()
        for duties, count, seed in WORLDS if left else ():
            corpus = Corpus(duties, count, seed)
            stack.callback(corpus.duck.close)
            if not corpus.sound:
                print(f"judge.sql itself differs from judge.py, seed {seed}")
                return 1
            left = list(_survivors(corpus, left, outcome))
            spent = time.perf_counter() - started
            cpu = time.process_time()
            print(f"{count} subjects: {len(left)} left, {spent:.0f} s, CPU {cpu:.0f} s", flush=True)
    return report(every, left, outcome)


def _survivors(corpus: Corpus, tried: Sequence[Mutant], outcome: Counter[str]) -> Iterator[Mutant]:
    for mutant in tried:
        if told := corpus.catches(mutant.sql):
            outcome[told] += 1
        else:
            yield mutant


def report(every: Sequence[Mutant], left: Sequence[Mutant], outcome: Counter[str]) -> int:
    argued = {
        name: row["because"]
        for row in tomllib.loads(ARGUED.read_text("utf-8")).get("argued", ())
        for name in row["mutants"]
    }
    names = {mutant.name for mutant in every}
    lost = [mutant.name for mutant in left if mutant.name not in argued]
    kept = [mutant.name for mutant in left if mutant.name in argued]
    for name in lost:
        print(f"SURVIVED {name}")
    stale = set(argued) - set(kept)
    for name in sorted(stale) if len(sys.argv) == 1 else ():
        print(f"ARGUED, BUT {'CAUGHT' if name in names else 'NOT A MUTANT'} {name}")
    caught = ", ".join(f"{number} by {how}" for how, number in outcome.most_common())
    print(
        f"{len(every)} mutants: {sum(outcome.values())} caught ({caught}),"
        f" {len(kept)} argued, {len(lost)} survived"
    )
    return 1 if lost or len(kept) > TOLERATED * len(every) else 0


if __name__ == "__main__":
    sys.exit(main())
