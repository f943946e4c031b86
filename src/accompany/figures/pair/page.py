"""The story of two records as one page that needs no network and no script."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources

from accompany.figures import shell
from accompany.figures.pair.story import HELD, PACKAGE, Side, Story, Telling, telling
from accompany.figures.pair.waterfall import svg
from accompany.figures.words import Language
from accompany.identity.why import Step


def as_page(story: Story, language: Language = "en") -> str:
    """Return the page; the same story gives the same bytes."""
    told = telling(story, language)
    body = (
        f"<h1>{escape(told.say('title'))}</h1>"
        f'<p class="ans">{escape(told.answer())}</p>'
        f'<div class="two"><section>{_heads(told)}{_fields(told)}</section>'
        f"<section>{_adds_up(told)}</section></div>"
        f"{_list(told.say('rests'), list(told.rests_on()))}"
        f"{_list(told.say('family'), list(told.family()))}"
        f"{_list(told.say('changes'), list(told.would()))}"
    )
    return shell.page(
        told.say("title"), body, top=_top(told), skip=told.say("skip"), language=language,
        more=_style(),
        foot=escape(
            f"{told.say('measured', model=story.model, records=f'{story.records:,}')}"
            f" {told.say('foot')}"
        ),
    )  # fmt: skip


@cache
def _style() -> str:
    return resources.files(PACKAGE).joinpath("pair.css").read_text("utf-8")


def _top(told: Telling) -> str:
    story = told.story
    demo = f'<div class="demo"><div class="wrap">{escape(told.say("demo"))}</div></div>'
    clocks = (
        (told.say("known"), told.say("known_now", ledger=story.ledger)),
        (told.say("purpose"), story.purpose),
    )
    spans = "".join(f"<span>{escape(key)} <b>{escape(value)}</b></span>" for key, value in clocks)
    return f'{demo if story.made_up else ""}<div class="top"><div class="wrap">{spans}</div></div>'


def _heads(told: Telling) -> str:
    one, other = (_card(side) for side in told.story.sides)
    chance = told.chance(told.story.weighed.probability)
    link = f'<div class="link" aria-hidden="true"><b>{chance}</b></div>'
    return f'<div class="heads">{one}{link}{other}</div>'


def _card(side: Side) -> str:
    source, _, record = side.name.rpartition(":")
    tag = f'<span class="tag">{escape(source)}</span>' if source else ""
    person = escape(side.person) if side.person != side.name else ""
    return (
        f'<div class="pc">{tag}<b>{escape(record or side.name)}</b>'
        f'<span class="xs">{person}</span></div>'
    )


def _fields(told: Telling) -> str:
    one, other = told.story.sides
    heads = (told.say("field"), one.name, other.name, told.say("comparison"), told.say("bits"))
    rows = [
        f'<tr><th scope="row">{escape(told.field(name))}</th>'
        f"{_value(told, one, name)}{_value(told, other, name)}"
        f'<td data-l="{escape(heads[3])}">{_compared(told, step)}</td>'
        f'<td class="r" data-l="{escape(heads[4])}"><b>{escape(told.bits(step.bits))}</b></td>'
        "</tr>"
        for name, step in zip(HELD, told.story.weighed.steps, strict=True)
    ]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (
        f'<table class="stack"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _compared(told: Telling, step: Step) -> str:
    """Return how near a field is: a mark and a word, and what the word leaves open."""
    word = told.words.term("degree", step.degree)
    more = [told.level(step.level)] if step.degree == "near" else []
    more += [rare] if (rare := told.rare(step)) else []
    beside = f' <span class="xs">{escape(", ".join(more))}</span>' if more else ""
    mark = f'<b class="{step.degree}">{_mark(step.degree)} {escape(word)}</b>'
    return f'<span class="cmp">{mark}{beside}</span>'


def _value(told: Telling, side: Side, name: str) -> str:
    shown = escape(told.shown(side, name))
    given = name not in side.hidden and side.values.get(name)
    sort = "" if given else ' class="mut"'
    return f'<td{sort} data-l="{escape(side.name)}">{shown}</td>'


_MARKS = {
    "same": '<path d="M3 7h14M3 13h14"/>',
    "near": '<path d="M3 8c3-4 5 3 7 0s4-2 7-1M3 14c3-4 5 3 7 0s4-2 7-1"/>',
    "differs": '<path d="M3 7h14M3 13h14M13.5 3l-7 14"/>',
    "blank": '<rect x="3" y="5" width="14" height="10" stroke-dasharray="2 2"/>',
}


def _mark(degree: str) -> str:
    return f'<svg class="mark" viewBox="0 0 20 20" aria-hidden="true">{_MARKS[degree]}</svg>'


def _adds_up(told: Telling) -> str:
    """Draw the waterfall, with its table folded below it."""
    total, rows = 0.0, []
    for what, how, bits in told.rows():
        total += bits
        cells = "".join(f'<td class="r">{escape(told.bits(one))}</td>' for one in (bits, total))
        rows.append(f'<tr><th scope="row">{escape(what)}</th><td>{escape(how)}</td>{cells}</tr>')
    heads = (("what", ""), ("how", ""), ("bits", ' class="r"'), ("sum", ' class="r"'))
    head = "".join(f'<th scope="col"{sort}>{escape(told.say(key))}</th>' for key, sort in heads)
    chance = told.chance(told.story.weighed.probability)
    return (
        f"<h2>{escape(told.say('adds_up_short'))}</h2>"
        f'<p class="xs">{escape(told.say("adds_up_says"))}</p>{svg(told)}'
        f"{_together(told)}"
        f'<p class="big"><b>{chance}</b><span>{escape(told.say("chance_short"))}</span></p>'
        f"<details><summary>{escape(told.say('table'))}</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )


def _together(told: Telling) -> str:
    """Say below the picture what its bars of fields together mean."""
    items = "".join(
        f"<li><b>{escape(what)}</b> {escape(how)}, {escape(told.bits(bits))}</li>"
        for what, how, bits in told.together()
    )
    return f'<ul class="key xs">{items}</ul>' if items else ""


def _list(title: str, said: list[str]) -> str:
    if not said:
        return ""
    items = "".join(f"<li>{escape(one)}</li>" for one in said)
    return f'<section class="sec"><h2>{escape(title)}</h2><ul class="list">{items}</ul></section>'
