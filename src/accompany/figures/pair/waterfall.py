"""The waterfall as a picture: bits of evidence, one bar for each step, filled or hollow."""

from __future__ import annotations

from html import escape

from accompany.figures.pair.story import MINUS, Telling

WIDTH, ROW, TOP = 560, 30, 34
LEFT, RIGHT = 196, 506
"""Where bars may stand: labels end before, the last numbers begin after."""


def svg(told: Telling) -> str:
    """Draw the steps of a pair's weight, each from where the last one ended."""
    rows = [(what, bits) for what, _, bits in told.rows()]
    ends, sums, total = [0.0], [], 0.0
    for _, bits in rows:
        sums.append((total, total + bits))
        total += bits
        ends.append(total)
    scale = _scale(min(ends), max(ends))
    height = TOP + ROW * (len(rows) + 1) + 8
    drawn = [_grid(scale, height)]
    for place, ((what, bits), (start, end)) in enumerate(zip(rows, sums, strict=True)):
        sort = "start" if place == 0 else "pull" if bits > 0 else "apart"
        drawn.append(_bar(place, what, told.bits(bits), sort, (scale.at(start), scale.at(end))))
    whole = (scale.at(0), scale.at(total))
    drawn.append(_bar(len(rows), told.say("all"), told.bits(total), "whole", whole))
    label = f"{told.say('adds_up_short')}: {told.bits(total)}"
    return (
        f'<svg class="fall" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}">'
        f"{''.join(drawn)}</svg>"
    )


class _Scale:
    """Where a number of bits stands across the picture."""

    def __init__(self, low: float, high: float, step: int) -> None:
        self.low, self.high, self.step = low, high, step

    def at(self, bits: float) -> float:
        return LEFT + (bits - self.low) / (self.high - self.low) * (RIGHT - LEFT)

    def ticks(self) -> range:
        return range(int(self.low), int(self.high) + 1, self.step)


def _scale(low: float, high: float) -> _Scale:
    """Return a scale whose ends are whole steps, five bits apart or ten where there are many."""
    step = 5 if high - low <= 40 else 10
    return _Scale(step * (low // step), step * -(-max(high, 1) // step), step)


def _grid(scale: _Scale, height: int) -> str:
    made = []
    for bits in scale.ticks():
        x = scale.at(bits)
        sort = "zero" if bits == 0 else "grid"
        said = f"{bits:+d}".replace("-", MINUS) if bits else "0"
        made.append(
            f'<line class="{sort}" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 8}" y2="{height - 8}"/>'
            f'<text class="m" x="{x:.1f}" y="{TOP - 16}">{said}</text>'
        )
    return "".join(made)


def _bar(place: int, what: str, said: str, sort: str, ends: tuple[float, float]) -> str:
    """Draw one step; nothing but its number where it weighs nothing."""
    y, (low, high) = TOP + ROW * place, sorted(ends)
    bold = " b" if sort == "whole" else ""
    rect = drop = ""
    if high - low >= 0.5:
        box = f'x="{low:.1f}" y="{y + 5}" width="{high - low:.1f}" height="{ROW - 12}"'
        rect = f'<rect class="{sort}" {box}/>'
    if sort != "whole":
        line = f'x1="{ends[1]:.1f}" x2="{ends[1]:.1f}" y1="{y + 5}" y2="{y + ROW + 5}"'
        drop = f'<line class="drop" {line}/>'
    return (
        f'<text class="e{bold}" x="{LEFT - 12}" y="{y + 19}">{escape(what)}</text>{drop}{rect}'
        f'<text class="n{bold}" x="{high + 6:.1f}" y="{y + 19}">{escape(said)}</text>'
    )
