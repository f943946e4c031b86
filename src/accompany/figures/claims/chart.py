"""One quantity over time under its different definitions: a picture without a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from string import ascii_uppercase

from accompany.figures.axis import round_up, short
from accompany.figures.claims.book import Claim, many

WIDE, HIGH = 640, 200
LEFT, RIGHT, TOP, FOOT = 76, 28, 24, 32
_SHAPES = ("M-6-6h12v12h-12z", "M0-7L7 0 0 7-7 0z", "M0-7L7 6H-7z", "M-7-6H7L0 7z",
           "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z")  # fmt: skip


def lettered(claims: Sequence[Claim]) -> list[tuple[str, Claim]]:
    """Return the claims of one quantity in order of time, each with its letter."""
    ordered = sorted(claims, key=lambda claim: (claim.time, claim.name))
    return [(ascii_uppercase[place], claim) for place, claim in enumerate(ordered)]


def picture(quantity: str, claims: Sequence[Claim], shown: Claim | None = None) -> str:
    """Return an SVG: for each unit a panel, for each claim a line over its window and a mark.

    A line runs over the days counted; the mark stands on the day it was true on, else at the end
    of the window. What is counted differently has another shape. Units are never on one scale.
    """
    told = lettered(claims)
    units = list(dict.fromkeys(claim.unit for _, claim in told))
    axis = _Axis.over(claims)
    shapes = {what: _SHAPES[n % len(_SHAPES)] for n, what in enumerate(_counted(told))}
    panels = "".join(
        _panel(unit, [t for t in told if t[1].unit == unit], axis, shapes, shown, n * HIGH)
        for n, unit in enumerate(units)
    )
    says = escape(f"{quantity}. " + "; ".join(f"{a}: {c.number}" for a, c in told))
    high = HIGH * len(units)
    return (
        f'<svg viewBox="0 0 {WIDE} {high}" role="img" aria-label="{says}" class="chart">'
        f"{panels}</svg>"
    )


def _counted(told: Sequence[tuple[str, Claim]]) -> list[str]:
    return list(dict.fromkeys(claim.counts for _, claim in told))


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    @classmethod
    def over(cls, claims: Sequence[Claim]) -> _Axis:
        days = [day for claim in claims for day in claim.time]
        return cls(date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1))

    def x(self, on: date) -> float:
        whole = (self.last - self.first).days
        return LEFT + (on - self.first).days / whole * (WIDE - LEFT - RIGHT)

    def years(self) -> Iterator[int]:
        span = self.last.year - self.first.year
        step = next(n for n in (1, 2, 5, 10, 20) if span / n <= 10)
        yield from range(self.first.year, self.last.year + 1, step)


def _panel(
    unit: str, told: Sequence[tuple[str, Claim]], axis: _Axis, shapes: dict[str, str],
    shown: Claim | None, down: int,
) -> str:  # fmt: skip
    top = round_up(max(claim.value for _, claim in told))
    base = HIGH - FOOT

    def y(value: float) -> float:
        return base - value / top * (base - TOP)

    lines = [
        f'<g transform="translate(0 {down})">',
        f'<text x="4" y="14" class="u">{many(unit)}</text>',
    ]
    for value in (0, top / 2, top):
        lines.append(f'<path d="M{LEFT} {y(value):.1f}H{WIDE - RIGHT}" class="grid"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" class="e">{short(value)}</text>')
    for year in axis.years():
        at = axis.x(date(year, 1, 1))
        lines.append(f'<path d="M{at:.1f} {base}v5" class="tick"/>')
        lines.append(f'<text x="{at:.1f}" y="{base + 20}" class="m">{year}</text>')
    taken: list[tuple[float, float]] = []
    for letter, claim in told:
        lines.append(_mark(letter, claim, axis, y(claim.value), shapes, shown is claim, taken))
    return "".join([*lines, "</g>"])


def _mark(
    letter: str, claim: Claim, axis: _Axis, y: float, shapes: dict[str, str], own: bool,
    taken: list[tuple[float, float]],
) -> str:  # fmt: skip
    at = axis.x(claim.as_of or claim.time[1])
    look = "own" if own else "other"
    line = ""
    if claim.window:
        first, last = (axis.x(day) for day in claim.window)
        line = f'<path d="M{first:.1f} {y:.1f}H{max(last, at):.1f}" class="{look} w"/>'
    label = (at + 14, y + 4)
    while any(abs(label[0] - x) < 14 and abs(label[1] - up) < 12 for x, up in taken):
        label = (label[0] + 14, label[1])
    taken.append(label)
    name = escape(f"{letter}: {claim.number}")
    return (
        f'{line}<path d="{shapes[claim.counts]}" transform="translate({at:.1f} {y:.1f})" '
        f'class="{look}"><title>{name}</title></path>'
        f'<text x="{label[0]:.1f}" y="{label[1]:.1f}" class="m b">{letter}</text>'
    )
