"""Half-open spans of time, and what several of them cover together."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """From ``start``, included, to ``end``, not included; ``end=None`` is still open."""

    start: datetime
    end: datetime | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a span cannot end before it starts")

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)

    def covers(self, first: datetime, last: datetime) -> bool:
        """Say whether every moment from ``first`` to ``last``, both included, lies inside."""
        return self.holds(first) and self.holds(last)

    def overlap(self, other: Span) -> Span | None:
        """Return the part both share, or None where they only touch or lie apart."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        if end is not None and start >= end:
            return None
        return Span(start, end)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that touch or overlap; what is left has a hole between each two."""
    whole: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        last = whole[-1] if whole else None
        if last is None or (last.end is not None and span.start > last.end):
            whole.append(span)
        elif last.end is not None and (span.end is None or span.end > last.end):
            whole[-1] = Span(last.start, span.end)
    return whole


def gaps(spans: Sequence[Span]) -> list[Span]:
    """Return the holes between the first start and the last end of ``spans``."""
    whole = merged(spans)
    return [
        Span(left.end, right.start)
        for left, right in itertools.pairwise(whole)
        if left.end is not None
    ]
