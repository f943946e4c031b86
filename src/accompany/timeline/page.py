"""A timeline as plain text: what happened on the left, who said so on the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from accompany.core.fact import Fact
from accompany.core.when import shown, zone_of
from accompany.timeline.seen import WAYS, Seen
from accompany.timeline.story import (
    Name,
    Story,
    Veil,
    happened,
    shown_disagreements,
    stamp,
    unveiled,
)

Names = dict[str, str]


def page(
    story: Story, *, veil: Veil = unveiled, name: Name = str, names: Names | None = None
) -> str:
    """Lay the story out for a terminal; ``names`` gives file names for extract hashes."""
    parts = [
        _title(story, name),
        _section("last seen", _seen_rows(story, veil)),
        _section("facts", (_fact_row(fact, veil, names or {}) for fact in story.facts)),
        _section("custody", _custody_rows(story)),
        _section("gaps", _gap_rows(story)),
        _section("claimed by two", _overlap_rows(story)),
        _section("records disagree", _disagreement_rows(story, veil, name)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(story: Story, name: Name) -> str:
    known = f", as known by {shown(story.known_by)}" if story.known_by else ""
    return f"{name(story.subject)}\nas of {shown(story.as_of)}{known}"


def _seen_rows(story: Story, veil: Veil) -> Iterator[Sequence[str]]:
    best = story.best_seen
    for way in WAYS:
        seen = story.last_seen.get(way)
        mark = "*" if best and best.way == way else " "
        if seen is None:
            yield mark, way, "never", "", ""
        else:
            yield mark, way, when_of(seen.fact), f"by {seen.by}", _where(seen, veil)


def _where(seen: Seen, veil: Veil) -> str:
    where = ", ".join(veil(seen.fact.kind, seen.where).values())
    return f"{seen.fact.kind}, {where}" if where else seen.fact.kind


def _fact_row(fact: Fact, veil: Veil, names: Names) -> Sequence[str]:
    parties = fact.party + (f" -> {fact.to_party}" if fact.to_party else "")
    shown = sorted(veil(fact.kind, fact.details).items())
    values = " ".join(f"{name}={value}" for name, value in shown)
    extract = names.get(fact.extract, fact.extract[:8])
    return when_of(fact), fact.kind, parties, values, f"{fact.source} ({fact.stands(extract)})"


def when_of(fact: Fact) -> str:
    """Write an instant by the clock of whoever wrote it down, as `explain` and the file do."""
    if fact.undated or not fact.when.exact:
        return happened(fact)
    local = fact.when.earliest.astimezone(zone_of(fact.zone))
    parts = "auto" if local.second or local.microsecond else "minutes"
    return local.isoformat(sep=" ", timespec=parts)


def _custody_rows(story: Story) -> Iterator[Sequence[str]]:
    for one in story.custody:
        ended = when_of(one.ended) if one.ended else "still held"
        how = one.ended.kind if one.ended else ""
        yield one.party, when_of(one.began), "to", ended, how


def _gap_rows(story: Story) -> Iterator[Sequence[str]]:
    for gap in story.gaps:
        end = stamp(gap.span.end) if gap.span.end else "now"
        told = f", which says it handed over to {gap.handed_to}" if gap.handed_to else ""
        yield (
            stamp(gap.span.start),
            "to",
            end,
            f"nobody says it held the child after {gap.after}{told}",
        )


def _overlap_rows(story: Story) -> Iterator[Sequence[str]]:
    for one in story.overlaps:
        end = stamp(one.span.end) if one.span.end else "now"
        both = " and ".join(one.parties)
        yield stamp(one.span.start), "to", end, both, f"used: {one.used}, because {one.why}"


def _disagreement_rows(story: Story, veil: Veil, name: Name) -> Iterator[Sequence[str]]:
    for one in shown_disagreements(story, veil, name):
        for said in one["said"]:
            used = f"used: {one['why']}" if said["value"] == one["used"] else ""
            yield one["what"], said["value"], said["about"], used


def _section(title: str, rows: Iterable[Sequence[str]]) -> str:
    """Set rows in columns just wide enough, the last one ragged; nothing for no rows."""
    whole = [list(row) for row in rows]
    if not whole:
        return ""
    widths = [max(len(row[n]) for row in whole) for n in range(len(whole[0]))]
    lines = (
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width)
        for row in whole
    )
    return title + "\n" + "\n".join(line.rstrip() for line in lines)
