"""Tables of the site: every cell of a picture as text, and a cut by two as rows and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from accompany.figures.cell import Answer, Cell, Place, Value
from accompany.figures.public.phrase import NONE, Speech, share

LONG = 14
"""A table with more rows is folded under its picture."""


def grid(answer: Answer, say: Speech) -> str:
    """Return one table with its caption, folded where it is long and has a picture."""
    if len(answer.by) == 2:
        return _rolled(_matrix(answer, say), say.cut(answer.by))
    table = _rolled(_listed(answer, say), say.cut(answer.by))
    if len(answer.cells) > LONG:
        return f"<details><summary>{escape(say.say('same_as_table'))}</summary>{table}</details>"
    return table


def _rolled(table: str, name: str) -> str:
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(name)}">{table}</div>'
    )


def rows_of(
    head: Sequence[str], rows: Sequence[Sequence[str]], caption: str, look: str = ""
) -> str:
    """Return a table of words: the first column names the row, numbers stand to the right."""
    first, *rest = head
    top = f'<th scope="col">{escape(first)}</th>' + "".join(
        f'<th scope="col" class="r">{escape(name)}</th>' for name in rest
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f'<td class="r">{escape(cell)}</td>' for cell in row[1:]) + "</tr>"
        for row in rows
    )  # fmt: skip
    return (
        f'<table class="{look}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def _listed(answer: Answer, say: Speech) -> str:
    columns = dict(_columns(answer, say))
    head = "".join(f'<th scope="col" class="r">{escape(name)}</th>' for name in columns.values())
    cells = [*answer.cells, answer.total]
    body = "".join(_row(answer, cell, list(columns), say) for cell in cells)
    first = say.term("dim", answer.by[0])
    return (
        f'<table class="slim"><caption>{escape(say.cut(answer.by))}</caption><thead><tr>'
        f'<th scope="col">{escape(first)}</th>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _columns(answer: Answer, say: Speech) -> Iterator[tuple[str, str]]:
    """Yield what a row has, and what its column is called."""
    measure = answer.figure.measure
    yield "value", say.say(f"value_{measure}")
    if measure == "portion":
        yield "numerator", say.say("numerator")
    if measure in ("portion", "mean"):
        yield "denominator", say.say("denominator")
        yield "unclear", say.say("unclear")
    for name in ("median", "p90", "periods"):
        if name in answer.total.more:
            yield name, say.say(name)


def _row(answer: Answer, cell: Cell, columns: Sequence[str], say: Speech) -> str:
    whole = not cell.by
    name = say.say("total") if whole else say.place(next(iter(cell.by.values())))
    shown = "".join(_cell(answer, cell, column, say) for column in columns)
    look = ' class="all"' if whole else ""
    return f'<tr{look}><th scope="row">{escape(name)}</th>{shown}</tr>'


def _cell(answer: Answer, cell: Cell, column: str, say: Speech) -> str:
    told: Value = cell.more[column] if column in cell.more else getattr(cell, column)
    if told is None and not (cell.withheld or column == "unclear"):
        return f'<td class="r">{NONE}</td>'
    if told is None:
        return f'<td class="r w">{escape(say.say("withheld"))}</td>'
    if column == "value" and answer.figure.measure == "portion":
        low, high = share(cell)
        text = f"{low:.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f}{NONE}{high:.1f}"
        return f'<td class="r">{text}</td>'
    return f'<td class="r">{escape(say.number(told))}</td>'


def _matrix(answer: Answer, say: Speech) -> str:
    """Return a cut by two: the first down, the second across; what is not there is zero."""
    down, across = answer.by
    told: Mapping[tuple[Place, Place], Cell] = {
        (cell.by[down], cell.by[across]): cell for cell in answer.cells
    }
    rows, columns = (list(dict.fromkeys(_sorted({key[n] for key in told}))) for n in (0, 1))
    head = "".join(f'<th scope="col" class="r">{escape(say.place(one))}</th>' for one in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(say.place(row))}</th>'
        + "".join(_inner(told.get((row, column)), say) for column in columns) + "</tr>"
        for row in rows
    )  # fmt: skip
    return (
        f'<table class="matrix"><caption>{escape(say.cut(answer.by))}</caption><thead><tr>'
        f'<th scope="col">{escape(say.term("dim", down))}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _sorted(places: set[Place]) -> list[Place]:
    return sorted(places, key=lambda one: (one is None, str(one)))


def _inner(cell: Cell | None, say: Speech) -> str:
    if cell is None:
        return '<td class="r">0</td>'
    if cell.withheld:
        return f'<td class="r w">{escape(say.say("withheld"))}</td>'
    return f'<td class="r">{escape(say.number(cell.value))}</td>'
