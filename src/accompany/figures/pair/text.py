"""The story of two records as text: the answer, the waterfall, what it rests on, what would do."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from accompany.figures.pair.story import HELD, Story, telling
from accompany.figures.words import Language

WIDE = 96
_BAR = 24


def as_text(story: Story, language: Language = "en") -> str:
    return "\n".join(_lines(story, language)) + "\n"


def _lines(story: Story, language: Language) -> Iterator[str]:
    told = telling(story, language)
    one, other = story.sides
    yield told.answer()
    yield told.say("chance", chance=told.chance(story.weighed.probability))
    yield ""
    cells = [
        (told.field(name), told.shown(one, name), told.shown(other, name), how)
        for name, how in zip(HELD, map(told.how, story.weighed.steps), strict=True)
    ]
    heads = (told.say("field"), one.name, other.name, told.say("comparison"))
    widths = [max(len(row[n]) for row in [heads, *cells]) for n in range(3)]
    for row in [heads, *cells]:
        yield "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]
        )
    yield ""
    yield told.say("adds_up")
    yield from _waterfall(list(told.rows()), told.bits)
    yield f"{told.bits(story.weighed.calibrated):>8}  {told.say('all')}"
    parts = (("rests", told.rests_on()), ("family", told.family()), ("changes", told.would()))
    for title, found in parts:
        if not (said := list(found)):
            continue
        yield ""
        yield told.say(title)
        for sentence in said:
            yield from wrap(sentence, WIDE, initial_indent="  ", subsequent_indent="    ",
                            break_long_words=False, break_on_hyphens=False)  # fmt: skip
    yield ""
    yield told.say("measured", model=story.model, records=f"{story.records:,}")


def _waterfall(rows: list[tuple[str, str, float]], bits: object) -> Iterator[str]:
    """Yield a line for each step with bits, a bar of what stands after it beside its number."""
    assert callable(bits)
    for what, how, value in rows:
        bar = ("+" if value > 0 else "-") * min(round(abs(value)), _BAR)
        yield f"{bits(value):>8}  {bar:<{_BAR}}  {what}: {how}"
