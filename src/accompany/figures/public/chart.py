"""Pictures of one table each: columns over time, bars by group, tiles for the states. SVG only.

A withheld number has a hatched mark of one size, whatever it is; what is unclear is hatched too,
in another direction, for it may belong on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from accompany.figures.axis import round_up, short

WIDE = 640
PATTERNS = (
    '<defs><pattern id="w" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
    '<rect width="2" height="6" fill="#71767a"/></pattern>'
    '<pattern id="u" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(-45)"><rect width="6" height="6" fill="#efeff8"/>'
    '<rect width="2" height="6" fill="#676cc8"/></pattern></defs>'
)
FIXED = 26
"""How long the mark of a withheld number is."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One number to draw: from nothing to ``low``, and in doubt from there to ``high``."""

    label: str
    low: float | None
    """None where it is withheld."""
    high: float | None
    says: str
    """The number as it is printed."""


Number = Callable[[float], str]


def columns(marks: Sequence[Mark], name: str, number: Number = short) -> str:
    """Draw marks in order of time, from left to right."""
    high, left, foot, top = 240, 64, 28, 12
    most = round_up(max([mark.high or 0 for mark in marks] or [0]))
    base = high - foot
    step = (WIDE - left - 8) / max(len(marks), 1)
    lines = [_grid(left, base - value / most * (base - top), number(value)) for value in
             (0, most / 2, most)]  # fmt: skip
    room = 16 + 7 * max([len(mark.label) for mark in marks] or [0])
    every = max(1, -(-len(marks) * room // (WIDE - left)))
    for place, mark in enumerate(marks):
        x, wide = left + place * step + step * 0.1, step * 0.8
        lines.append(_column(mark, x, wide, base, most, base - top))
        if place % every == 0:
            lines.append(f'<text x="{x + wide / 2:.1f}" y="{base + 19}" class="m">'
                         f"{escape(mark.label)}</text>")  # fmt: skip
    return _svg(high, name, "".join(lines))


def _grid(left: float, y: float, label: str) -> str:
    return (
        f'<path d="M{left} {y:.1f}H{WIDE}" class="grid"/>'
        f'<text x="{left - 8}" y="{y + 4:.1f}" class="e">{escape(label)}</text>'
    )


def _column(mark: Mark, x: float, wide: float, base: float, most: float, room: float) -> str:
    if mark.low is None or mark.high is None:
        return _rect(x, base - FIXED, wide, FIXED, "wh", mark)
    low, high = (value / most * room for value in (mark.low, mark.high))
    return _rect(x, base - low, wide, low, "own", mark) + (
        _rect(x, base - high, wide, high - low, "un", mark) if high > low else ""
    )


def bars(marks: Sequence[Mark], name: str, most: float | None = None) -> str:
    """Draw marks one below the other, as they come."""
    left, row = 190, 28
    room = WIDE - left - 110
    top = most or max([mark.high or 0 for mark in marks] or [0]) or 1
    lines = []
    for place, mark in enumerate(marks):
        y = place * row + 4
        lines.append(f'<text x="{left - 10}" y="{y + 15}" class="e">{escape(_cut(mark.label))}'
                     "</text>")  # fmt: skip
        end = float(FIXED)
        if mark.low is None or mark.high is None:
            lines.append(_rect(left, y, FIXED, 20, "wh", mark))
        else:
            low, end = (value / top * room for value in (mark.low, mark.high))
            lines.append(_rect(left, y, low, 20, "own", mark))
            if end > low:
                lines.append(_rect(left + low, y, end - low, 20, "un", mark))
        lines.append(f'<text x="{left + end + 8:.1f}" y="{y + 15}" class="b">{escape(mark.says)}'
                     "</text>")  # fmt: skip
    return _svg(len(marks) * row + 4, name, "".join(lines))


def _cut(label: str) -> str:
    return label if len(label) <= 26 else label[:25] + "…"


# ---------------------------------------------------------------- the states as tiles

TILES = """
AK .. .. .. .. .. .. .. .. .. ME
.. .. .. .. .. .. .. .. .. VT NH
WA ID MT ND MN IL WI MI NY RI MA
OR NV WY SD IA IN OH PA NJ CT ..
CA UT CO NE MO KY WV VA MD DE ..
.. AZ NM KS AR TN NC SC DC .. ..
.. .. .. OK LA MS AL GA .. .. ..
HI .. .. TX .. .. .. .. FL PR VI
"""
SHADES = ("#d9e8f6", "#aacdec", "#73b3e7", "#2e76b6", "#1a4480")
TILE = 56


def tiles(marks: Mapping[str, Mark], name: str) -> str:
    """Draw every state as a tile of one size, darker the greater its number.

    A state that the table does not have is zero, and has an empty tile.
    """
    breaks = shades([mark.low for mark in marks.values() if mark.low is not None])
    lines = []
    for row, line in enumerate(TILES.split("\n")[1:-1]):
        for column, code in enumerate(line.split()):
            if code != "..":
                lines.append(_tile(code, marks.get(code), breaks, column * 58 + 1, row * 50 + 1))
    return _svg(8 * 50, name, "".join(lines))


def shades(values: Sequence[float]) -> list[float]:
    """Return the least value of each shade but the first: five groups of about one size."""
    ordered = sorted(values)
    places = [len(ordered) * part // len(SHADES) for part in range(1, len(SHADES))]
    return [ordered[place] for place in places] if ordered else []


def _tile(code: str, mark: Mark | None, breaks: Sequence[float], x: int, y: int) -> str:
    shade, look = "#fff", "t"
    says = mark.says if mark else "0"
    if mark and mark.low is None:
        shade = "url(#w)"
    elif mark and mark.low is not None:
        place = sum(mark.low >= least for least in breaks)
        shade, look = SHADES[place], "t light" if place > 2 else "t"
    label = f"<title>{escape(f'{mark.label if mark else code}: {says}')}</title>"
    back = (
        f'<rect x="{x + 4}" y="{y + 8}" width="48" height="34" fill="#fff"/>'
        if mark and mark.low is None else ""
    )  # fmt: skip
    small = short(mark.low) if mark and mark.low is not None else "0" if not mark else "?"
    return (
        f'<g>{label}<rect x="{x}" y="{y}" width="{TILE}" height="48" fill="{shade}" '
        f'stroke="#a9aeb1"/>{back}<text x="{x + TILE / 2}" y="{y + 21}" class="{look} b">'
        f'{code}</text><text x="{x + TILE / 2}" y="{y + 38}" class="{look}">{small}</text></g>'
    )


def legend(values: Sequence[float]) -> list[tuple[str, str]]:
    """Return each shade with the least number it stands for."""
    return list(zip(SHADES, ["1", *(f"{least:,.0f}" for least in shades(values))], strict=False))


def _rect(x: float, y: float, wide: float, high: float, look: str, mark: Mark) -> str:
    says = escape(f"{mark.label}: {mark.says}")
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" class="{look}">'
        f"<title>{says}</title></rect>"
    )


def _svg(high: float, name: str, inside: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDE} {high:.0f}" role="img" aria-label="{escape(name)}" '
        f'class="chart">{PATTERNS}{inside}</svg>'
    )
