"""The ends and labels of an axis: round numbers, briefly said."""

from __future__ import annotations


def round_up(top: float) -> float:
    """Return the next round number at or above ``top``, for the end of an axis."""
    if top <= 0:
        return 1.0
    size = 1.0
    while size > top:
        size /= 10
    while size * 10 <= top:
        size *= 10
    return next(n * size for n in (1, 2, 4, 5, 6, 8, 10) if n * size >= top)


def short(value: float) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:g} M"
    return f"{value:,.10g}"
