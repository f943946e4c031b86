"""A timeline as one value: facts, custody, gaps, overlaps, disagreements and last seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accompany.core.fact import Fact
from accompany.core.span import Span
from accompany.core.when import day
from accompany.timeline.custody import Custody, spans_of
from accompany.timeline.disagreement import Disagreement, disagreements_of
from accompany.timeline.order import in_order
from accompany.timeline.seen import Seen, best, last_seen
from accompany.timeline.whereabouts import Gap, Overlap, gaps_of, overlaps_of

Veil = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""Takes a kind of fact and its values, and returns those that the reader's purpose may see."""

Name = Callable[[str], str]
"""How a record or a person is called before this reader: by itself, or by a pseudonym."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of one subject at ``as_of``, as known by ``known_by``."""

    subject: str
    as_of: datetime
    known_by: datetime | None
    facts: Sequence[Fact]
    custody: Sequence[Custody]
    gaps: Sequence[Gap]
    overlaps: Sequence[Overlap]
    disagreements: Sequence[Disagreement]
    last_seen: Mapping[str, Seen]

    @property
    def best_seen(self) -> Seen | None:
        return best(self.last_seen)


def story_of(
    subject: str, facts: Iterable[Fact], *, as_of: datetime, known_by: datetime | None = None
) -> Story:
    """Tell the story of ``facts``, which are already what was known by ``known_by``."""
    ordered = in_order(facts, as_of=as_of)
    custody = spans_of(ordered)
    return Story(
        subject=subject,
        as_of=as_of,
        known_by=known_by,
        facts=ordered,
        custody=custody,
        gaps=gaps_of(custody, ordered),
        overlaps=overlaps_of(custody),
        disagreements=disagreements_of(ordered),
        last_seen=last_seen(ordered),
    )


def unveiled(_kind: str, details: Mapping[str, str]) -> Mapping[str, str]:
    """Hide nothing."""
    return details


def as_document(story: Story, *, veil: Veil = unveiled, name: Name = str) -> dict[str, Any]:
    """Return the story as one JSON document.

    ``veil`` decides which values show, ``name`` how a record or person is called.
    """
    return {
        "subject": name(story.subject),
        "as_of": stamp(story.as_of),
        "known_by": stamp(story.known_by) if story.known_by else None,
        "last_seen": {way: _seen(seen, veil) for way, seen in story.last_seen.items()},
        "best_seen": story.best_seen.way if story.best_seen else None,
        "custody": [_custody(one) for one in story.custody],
        "gaps": [
            {**_span(gap.span), "after": gap.after, "handed_to": gap.handed_to}
            for gap in story.gaps
        ],
        "overlaps": [
            {**_span(one.span), "parties": list(one.parties), "used": one.used, "why": one.why}
            for one in story.overlaps
        ],
        "disagreements": shown_disagreements(story, veil, name),
        "facts": [_fact(fact, veil, name) for fact in story.facts],
    }


def shown_disagreements(story: Story, veil: Veil, name: Name) -> list[dict[str, Any]]:
    """Return the disagreements whose values the reader may see."""
    return [
        {
            "what": one.what,
            "said": [{"value": value, "about": name(fact.about)} for value, fact in one.said],
            "used": one.used,
            "why": one.why,
        }
        for one in story.disagreements
        if _may_show(one, veil)
    ]


def happened(fact: Fact) -> str:
    """Write when a fact happened as exactly as it is known: a day, an instant or a span."""
    when = fact.when
    if fact.undated:
        return "undated"
    if when.exact:
        return stamp(when.earliest)
    first, last = fact.day_earliest, fact.day_latest
    if when == day(first, fact.zone):
        return first.isoformat()
    return f"{first}..{last}" if first != last else f"{stamp(when.earliest)}..{stamp(when.latest)}"


def stamp(moment: datetime) -> str:
    """Write an instant in UTC, with no more digits than it has."""
    parts = "minutes" if not (moment.second or moment.microsecond) else "auto"
    return moment.replace(tzinfo=None).isoformat(timespec=parts) + "Z"


def _may_show(one: Disagreement, veil: Veil) -> bool:
    name = one.what.rpartition(": ")[2]
    return name == "day" or all(name in veil(fact.kind, fact.details) for _, fact in one.said)


def _seen(seen: Seen, veil: Veil) -> dict[str, Any]:
    return {
        "when": happened(seen.fact),
        "by": seen.by,
        "where": dict(veil(seen.fact.kind, seen.where)),
    }


def _span(span: Span) -> dict[str, str | None]:
    return {"starts_at": stamp(span.start), "ends_at": stamp(span.end) if span.end else None}


def _custody(one: Custody) -> dict[str, Any]:
    return {
        "party": one.party,
        "began": happened(one.began),
        "ended": happened(one.ended) if one.ended else None,
        "ended_by": one.ended.kind if one.ended else None,
    }


def _fact(fact: Fact, veil: Veil, name: Name) -> dict[str, Any]:
    return {
        "happened": happened(fact),
        "kind": fact.kind,
        "party": fact.party,
        "to_party": fact.to_party,
        "values": dict(veil(fact.kind, fact.details)),
        "about": name(fact.about),
        "reported_by": fact.reported_by,
        "known_at": stamp(fact.known_at),
        "extract": fact.extract,
        "part": fact.part,
        "line": fact.line,
        "fact": fact.id.hex(),
    }
