"""The page of one figure: its number, what it counts, its pictures, its tables and their data."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from accompany.core.when import DEFAULT_ZONE, local_day
from accompany.figures.axis import short
from accompany.figures.cell import Answer
from accompany.figures.claims.book import claims
from accompany.figures.claims.text import time
from accompany.figures.public import chart
from accompany.figures.public.chart import Mark
from accompany.figures.public.edition import Edition, Shown
from accompany.figures.public.grid import grid
from accompany.figures.public.phrase import NONE, Speech

OVER_TIME = frozenset({"fiscal_year", "month"})
TOP = 20
"""Bars drawn at most; the table has all."""


def sheet(one: Shown, made: Edition, say: Speech, data: str) -> str:
    """Return the body of the page; ``data`` is where the CSV files lie."""
    figure = one.planned.figure
    unit = say.unit(one)
    if figure.measure == "portion" and not one.total.withheld:
        whole = (one.total.denominator or 0) + (one.total.unclear or 0)
        unit = say.say("of", n=f"{whole:,}", unit=unit)
    ranged = figure.measure == "portion" and one.total.unclear
    why = f'<p class="xs">{escape(say.say("range_why"))}</p>' if ranged else ""
    sections = "".join(_section(one, table, say, data) for table in one.tables)
    return (
        f"<h1>{escape(say.says(one).rstrip('.'))}</h1>"
        f'<div class="ans"><p class="num">{escape(say.value(figure.measure, one.total))}</p>'
        f'<p class="mean">{escape(unit)}, {escape(_as_of(one, made, say))}</p>{why}</div>'
        f"{_box(one, made, say)}{sections}{_elsewhere(one, say)}"
    )


def _as_of(one: Shown, made: Edition, say: Speech) -> str:
    name = say.say("as_of")
    return f"{name[0].lower()}{name[1:]} {say.last_day(made, one)}"


def data_name(one: Shown, table: Answer) -> str:
    return f"{one.name}--{'--'.join(table.by)}.csv"


# ---------------------------------------------------------------- the method box


def _box(one: Shown, made: Edition, say: Speech) -> str:
    figure = one.planned.figure
    found = next(extract for extract in made.extracts if extract.source == one.planned.source)
    versions = say.say("versions", query=figure.query_version[:16], inputs=one.inputs[:16])
    by = ",".join(one.tables[0].by) if one.tables else ""
    day = local_day(made.as_of_of(one), DEFAULT_ZONE).isoformat()
    again = f"accompany count LEDGER {one.name} --as-of {day}" + (f" --by {by}" if by else "")
    told = [
        ("box_counts", escape(say.definition(one))),
        ("box_unit", escape(say.unit(one))),
        ("box_over", escape(say.say(f"over_{figure.measure}"))),
        ("box_window", escape(say.say("window", years=_years(one, say)))),
        ("box_as_of", escape(say.last_day(made, one))),
        ("box_sources", f"{escape(say.source(found.source))}: {escape(found.name)}, "
                        f"{escape(say.say('lines', n=f'{found.lines:,}'))}<br>"
                        f'<span class="xs">{escape(say.say("hash"))}</span> '
                        f'<span class="hash">{found.sha256}</span>'),
        ("box_withheld", escape(_withheld(one, say))),
        ("box_recompute", f"<code>{escape(again)}</code>"),
        ("box_versions", f'<span class="hash">{escape(versions)}</span>'),
    ]  # fmt: skip
    rows = "".join(f"<dt>{escape(say.say(name))}</dt><dd>{text}</dd>" for name, text in told)
    return (
        f'<section class="sec"><h2>{escape(say.say("what"))}</h2><dl class="box">{rows}</dl>'
        "</section>"
    )


def _years(one: Shown, say: Speech) -> str:
    """Return the first and the last year of which a number is shown."""
    years = [
        cell.by["fiscal_year"] for table in one.tables if table.by == ("fiscal_year",)
        for cell in table.cells if not cell.withheld and cell.value
    ]  # fmt: skip
    if not years:
        return NONE
    return say.say("years", first=min(map(str, years)), last=max(map(str, years)))


def _withheld(one: Shown, say: Speech) -> str:
    if one.planned.figure.public:
        return say.say("withheld_none")
    n, of = one.withheld
    fine = ""
    if one.too_fine:
        cuts = "; ".join(say.cut(by).lower() for by in one.too_fine)
        fine = " " + say.say("too_fine", cuts=cuts)
    return say.say("withheld_some", n=f"{n:,}", all=f"{of:,}") + fine


def _elsewhere(one: Shown, say: Speech) -> str:
    """Return published numbers that this figure would recount, with what they count."""
    found = [claim for claim in claims().values() if one.name in claim.figure]
    items = "".join(
        f'<li lang="en"><b>{escape(claim.number)}</b> {escape(claim.says)}<br><span class="xs">'
        f"{escape(claim.who)}; {escape(time(claim))}; {escape(claim.counts)}. "
        f"<code>accompany claims {claim.name}</code></span></li>"
        for claim in found
    )
    head = f"<h2>{escape(say.say('elsewhere'))}</h2><p>{escape(say.say('elsewhere_lede'))}</p>"
    return f'<section class="sec">{head}<ul class="list">{items}</ul></section>' if found else ""


# ---------------------------------------------------------------- pictures and tables


def _section(one: Shown, table: Answer, say: Speech, data: str) -> str:
    name = say.cut(table.by)
    link = f"{data}/{data_name(one, table)}"
    return (
        f'<section class="sec"><h2>{escape(name)}</h2>{_picture(one, table, say)}'
        f"{grid(table, say)}"
        f'<p><a href="{link}" download>{escape(say.say("csv"))}</a> '
        f'<span class="xs">{escape(data_name(one, table))}</span></p></section>'
    )


def _picture(one: Shown, table: Answer, say: Speech) -> str:
    if len(table.by) != 1 or not table.cells:
        return ""
    marks = [say.mark(table, cell) for cell in table.cells]
    name = say.say("picture", says=say.says(one), by=say.cut(table.by).lower())
    if table.by[0] in OVER_TIME:
        share = table.figure.measure == "portion"
        number = (lambda n: f"{n:g} %") if share else short
        return _framed(chart.columns(marks, name, number), name, _key(marks, say))
    if table.by[0] == "state":
        return _map(table, marks, name, say)
    return _bars(table, marks, name, say)


def _bars(table: Answer, marks: Sequence[Mark], name: str, say: Speech) -> str:
    ordered = sorted(marks, key=lambda mark: -(mark.low if mark.low is not None else -1))
    shown = ordered if len(ordered) <= TOP else [m for m in ordered if m.low is not None][:TOP]
    note = "" if len(shown) == len(marks) else say.say("top_of", n=len(shown), all=len(marks))
    most = 100.0 if table.figure.measure == "portion" else None
    return _framed(chart.bars(shown, name, most), name, _key(shown, say), note)


def _map(table: Answer, marks: Sequence[Mark], name: str, say: Speech) -> str:
    by_state = {str(cell.by["state"]): mark for cell, mark in zip(table.cells, marks, strict=True)}
    off = [cell for cell in table.cells if str(cell.by["state"]) not in chart.TILES.split()]
    missing = sum(cell.value or 0 for cell in off)
    hidden = any(cell.withheld for cell in off)
    note = say.say("map_note", n=say.say("withheld") if hidden else f"{missing:,}") if off else ""
    values = [mark.low for mark in marks if mark.low is not None]
    shades = "".join(
        f'<span><svg viewBox="0 0 24 14" aria-hidden="true"><rect width="24" height="14" '
        f'fill="{shade}"/></svg>{least}</span>' for shade, least in chart.legend(values)
    )  # fmt: skip
    key = f'<p class="key">{escape(say.say("map_key"))} {shades} {_keys(marks, say)}</p>'
    return _framed(chart.tiles(by_state, name), name, key, note)


def _framed(drawn: str, name: str, key: str, note: str = "") -> str:
    said = f'<p class="xs">{escape(note)}</p>' if note else ""
    return (
        f'<figure class="scroll" tabindex="0" aria-label="{escape(name)}">{drawn}</figure>'
        f"{key}{said}"
    )


def _key(marks: Sequence[Mark], say: Speech) -> str:
    keys = _keys(marks, say)
    return f'<p class="key">{keys}</p>' if keys else ""


def _keys(marks: Sequence[Mark], say: Speech) -> str:
    """Return what the hatched marks mean, where there are any."""
    found = []
    if any(mark.low is None for mark in marks):
        found.append(("w", "key_withheld"))
    if any(mark.low is not None and mark.high != mark.low for mark in marks):
        found.append(("u", "key_unclear"))
    return "".join(
        f'<span><svg viewBox="0 0 24 14" aria-hidden="true"><rect width="24" height="14" '
        f'fill="url(#{pattern})" stroke="#71767a"/></svg>{escape(say.say(name))}</span>'
        for pattern, name in found
    )
