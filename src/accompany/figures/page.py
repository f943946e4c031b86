"""Figures written out: as one JSON document, as tables for a reader, as CSV."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from accompany.core.when import shown
from accompany.figures.cell import Answer, Cell, Value

WIDTH = 88
WITHHELD = "withheld"
_COLUMNS = ("value", "numerator", "denominator", "unclear")


def document(
    answers: Sequence[Answer], *, as_of: datetime, known_by: datetime | None
) -> dict[str, Any]:
    """Return the answers as ``count --format json`` prints them: each total, then its cells."""
    return {
        "as_of": shown(as_of),
        "known_by": shown(known_by) if known_by else None,
        "figures": [
            _entry(answer, cell) for answer in answers for cell in (answer.total, *answer.cells)
        ],
    }


def table(answer: Answer) -> str:
    """Lay one figure out for a terminal, with everything that must stand beside a number."""
    figure = answer.figure
    known = f", as known by {shown(answer.known_by)}" if answer.known_by else ""
    head = [
        f"{figure.figure}: {figure.says}",
        f"as of {shown(answer.as_of)}{known}; unit: {figure.unit}",
        *textwrap.wrap(figure.definition, WIDTH),
    ]
    if answer.note:
        head.append(f"Given coarser than it is cut: {answer.note}.")
    lines = [*head, "", *_aligned(list(_rows(answer)))]
    for duty, kind in answer.unreported:
        lines.append(f"Not reported by anyone: {kind}, which would keep {duty}.")
    trace = [f"query {figure.query_version[:12]}", f"inputs {answer.inputs[:12]}"]
    trace += [f"rules {answer.rules[:12]}"] if answer.rules else []
    return "\n".join([*lines, "", "; ".join(trace)]) + "\n"


def as_csv(answer: Answer) -> str:
    """Return one figure as CSV: the total first, then each cell; what is withheld is empty."""
    more = list(answer.total.more)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["figure", "level", *answer.by, *_COLUMNS, "unit", "withheld", *more])
    for cell in (answer.total, *answer.cells):
        level = "cell" if cell.by else "total"
        cut = [_safe(cell.by.get(dim)) for dim in answer.by]
        numbers = [getattr(cell, name) for name in _COLUMNS]
        rest = [str(cell.withheld).lower(), *(cell.more[name] for name in more)]
        row = [answer.figure.figure, level, *cut, *numbers, answer.figure.unit, *rest]
        writer.writerow(["" if item is None else item for item in row])
    return out.getvalue()


def _entry(answer: Answer, cell: Cell) -> dict[str, Any]:
    figure = answer.figure
    entry: dict[str, Any] = {
        "figure": figure.figure,
        "value": cell.value,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "unit": figure.unit,
        "unclear": cell.unclear,
        "withheld": cell.withheld,
        "by": dict(cell.by),
        **cell.more,
        "definition": figure.definition,
        "as_of": shown(answer.as_of),
        "known_by": shown(answer.known_by) if answer.known_by else None,
        "query_version": figure.query_version,
        "rule_version": answer.rules,
        "inputs": answer.inputs,
    }
    if not cell.by and answer.figure.needs:
        entry["not_reported_by_anyone"] = [
            {"duty": duty, "kind": kind} for duty, kind in answer.unreported
        ]
    if not cell.by and answer.note:
        entry["note"] = answer.note
    return entry


def _rows(answer: Answer) -> Iterator[list[str]]:
    more = list(answer.total.more)
    cells = (*answer.cells, answer.total)
    counted = all(cell.denominator is None and cell.value == cell.numerator for cell in cells)
    columns = [name for name in _COLUMNS if not (counted and name == "numerator")]
    yield [*answer.by, *columns, *more]
    for cell in cells:
        cut = [_place(cell, dim) for dim in answer.by]
        numbers = [getattr(cell, name) for name in columns]
        yield [*cut, *(_number(cell, n) for n in [*numbers, *(cell.more[m] for m in more)])]


def _place(cell: Cell, dim: str) -> str:
    if not cell.by:
        return "total"
    value = cell.by[dim]
    return "unknown" if value is None else str(value)


def _number(cell: Cell, number: Value) -> str:
    if number is None:
        return WITHHELD if cell.withheld else "-"
    return f"{number:,}" if isinstance(number, int) else f"{number:,.3f}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Set words to the left and numbers to the right; columns that say nothing are left out."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    telling = [column for column in columns if any(item != "-" for item in column[1:])]
    laid = [_column(column) for column in telling]
    return ["  ".join(line).rstrip() for line in zip(*laid, strict=True)]


def _column(items: Sequence[str]) -> list[str]:
    width = max(map(len, items))
    numbers = all(item[:1].isdigit() or item[:1] == "-" or item == WITHHELD for item in items[1:])
    return [item.rjust(width) if numbers else item.ljust(width) for item in items]


def _safe(value: object) -> object:
    """Keep a spreadsheet from running a place's name as a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def files(answers: Iterable[Answer]) -> Iterator[tuple[str, str]]:
    """Yield a file name and its text for each figure, as ``count --out`` writes them."""
    for answer in answers:
        yield f"{answer.figure.figure}.csv", as_csv(answer)
