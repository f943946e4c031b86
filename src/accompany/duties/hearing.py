"""What each source would have told us: the periods for which silence means not done."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accompany.core.span import Span, merged


@dataclass(frozen=True, slots=True)
class Period:
    """One declared period: ``source`` would have reported ``kind`` from ``first`` until ``end``.

    ``everyone``: silence about anyone counts; otherwise only about persons of whom the source
    has a record. ``known_at`` is when the extract that declared it was received.
    """

    source: str
    kind: str
    first: datetime
    end: datetime
    everyone: bool
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Ear:
    """An unbroken period in which a set of kinds was heard, for persons listed by ``listed_by``.

    No source in ``listed_by``: it holds for everyone.
    """

    span: Span
    listed_by: frozenset[str]


class Hearing:
    """All declared periods as known by a moment, merged per source and kind."""

    def __init__(self, periods: Iterable[Period], *, known_by: datetime) -> None:
        told = [period for period in periods if period.known_at <= known_by]
        self.kinds = frozenset(period.kind for period in told)
        self._ears: dict[str, list[Ear]] = {}
        for source, kind in sorted({(p.source, p.kind) for p in told}):
            mine = [p for p in told if (p.source, p.kind) == (source, kind)]
            everyone = merged(Span(p.first, p.end) for p in mine if p.everyone)
            listed = merged(Span(p.first, p.end) for p in mine)
            self._ears.setdefault(kind, []).extend(
                [Ear(span, frozenset()) for span in everyone]
                + [Ear(span, frozenset({source})) for span in listed if span not in everyone]
            )

    def covers(
        self, kinds: Iterable[str], first: datetime, last: datetime, *, listed_by: Collection[str]
    ) -> bool:
        """Say whether every kind was heard without a hole from ``first`` to ``last``.

        ``listed_by`` names the sources that have a record of the person. Periods of one source
        and kind are joined; those of different sources are not, for each may miss what the
        other would have told.
        """
        return all(
            any(
                ear.span.covers(first, last) and ear.listed_by <= set(listed_by)
                for ear in self._ears.get(kind, ())
            )
            for kind in kinds
        )

    def together(self, kinds: Collection[str]) -> list[Ear]:
        """Return the periods in which all of ``kinds`` were heard, with who must list the person.

        A stretch of time lies in one of these exactly if ``covers`` says yes to it.
        """
        every_choice = itertools.product(*(self._ears.get(kind, ()) for kind in sorted(kinds)))
        found: dict[frozenset[str], list[Span]] = {}
        for choice in every_choice:
            shared: Span | None = choice[0].span
            for ear in choice[1:]:
                shared = shared.overlap(ear.span) if shared else None
            if shared:
                needs = frozenset().union(*(ear.listed_by for ear in choice))
                found.setdefault(needs, []).append(shared)
        return [Ear(span, needs) for needs, spans in found.items() for span in spans]


def best_until(ears: Iterable[Ear]) -> Mapping[frozenset[str], list[tuple[Span, datetime]]]:
    """Return, per listing, stretches of openings and how far each was heard from there.

    Stretches of one listing do not overlap, so that a join finds at most one: an opening in
    the stretch was heard without a hole until just before the moment beside it.
    """
    by_listing: dict[frozenset[str], list[Span]] = {}
    for ear in ears:
        by_listing.setdefault(ear.listed_by, []).append(ear.span)
    return {needs: _steps(spans) for needs, spans in by_listing.items()}


def _steps(spans: list[Span]) -> list[tuple[Span, datetime]]:
    starts = sorted({span.start for span in spans})
    steps: list[tuple[Span, datetime]] = []
    for start, following in itertools.zip_longest(starts, starts[1:]):
        until = max(span.end for span in spans if span.start <= start and span.end is not None)
        end = until if following is None else min(until, following)
        if start < end:
            steps.append((Span(start, end), until))
    return steps
