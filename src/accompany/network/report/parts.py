"""The report's components: each a piece of HTML made from an assessment, with its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from accompany.network.assess import Assessment
from accompany.network.chance import Comparison
from accompany.network.leads import Lead
from accompany.network.report import sentences
from accompany.network.report.chart import Chart
from accompany.network.report.words import Words
from accompany.network.standing import Actor, Protected

SHOWN_IDS = 4
UNUSUAL = 0.05
SHIELD = (
    '<svg class="shield" width="{0}" height="{0}" viewBox="0 0 24 24" aria-hidden="true">'
    '<path d="M12 2l8 3v6c0 5-3.4 9-8 11-4.6-2-8-6-8-11V5z" fill="none" stroke="currentColor" '
    'stroke-width="2"/></svg>'
)
Cell = tuple[str, str]
"""A cell's class and its HTML."""


def opened(by: Sequence[str]) -> str:
    """Return links to the statements a sentence rests on: some in sight, the rest on opening."""
    if not by:
        return ""
    links = [f'<a href="#{escape(one)}">{escape(one)}</a>' for one in by]
    if len(links) <= SHOWN_IDS:
        return f'<span class="ids">[{", ".join(links)}]</span>'
    return (
        f'<details class="ids long"><summary>[{len(links)}]</summary>{", ".join(links)}</details>'
    )


def sentence(one: sentences.Sentence, style: str = "sm") -> str:
    return f'<div class="{style}">{escape(one.says)} {opened(one.by)}</div>'


def table(heads: Sequence[Cell], rows: Iterable[Sequence[Cell]], caption: str) -> str:
    """Return a table whose first cell of each row names it."""
    top = "".join(f'<th scope="col" class="{c}">{h}</th>' for c, h in heads)
    body = []
    for first, *rest in rows:
        cells = "".join(f'<td class="{c}">{h}</td>' for c, h in rest)
        body.append(f'<tr><th scope="row" class="{first[0]}">{first[1]}</th>{cells}</tr>')
    return (
        f'<table><caption class="vh">{escape(caption)}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def plain(*texts: str) -> list[Cell]:
    return [("", escape(text)) for text in texts]


def numbers(*texts: str) -> list[Cell]:
    return [("r nw", escape(text)) for text in texts]


def section(name: str, title: str, body: str, note: str = "") -> str:
    small = f'<span class="sm mut">{escape(note)}</span>' if note else ""
    return (
        f'<section class="sec" aria-labelledby="h-{name}"><div class="head">'
        f'<h2 id="h-{name}">{escape(title)}</h2>{small}</div>{body}</section>'
    )


def folded(title: str, body: str, name: str = "") -> str:
    """Return what is folded away on screen; a scrolling part can be reached by keyboard."""
    mark = f' id="{name}"' if name else ""
    inner = (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(title)}">{body}</div>'
    )
    return f"<details{mark}><summary>{escape(title)}</summary>{inner}</details>"


def verdict(found: Assessment, words: Words) -> str:
    """The answer before everything else: who, what sort, and whether it is more than chance."""
    kind, nearest = sentences.kind(found, words)
    beyond = sentences.beyond(found, words)
    rests = words.say("rests_on_n", n=len(found.statements))
    boxes = [
        ("q_holds", sentences.answer(found, words).says,
         sentence(sentences.reason(found, words)) + f'<p class="xs mut">{escape(rests)}</p>'),
        ("q_kind", kind.says, sentence(nearest) + opened(kind.by)),
        ("q_beyond", beyond.says, _compared(found.verdict.comparisons, words)),
    ]  # fmt: skip
    inner = "".join(
        f'<div><p class="q">{escape(words.say(q))}</p><p class="ans">{escape(a)}</p>{more}</div>'
        for q, a, more in boxes
    )
    return f'<div class="vd">{inner}</div>' + _urgent(found, words)


def _compared(compared: Sequence[Comparison], words: Words) -> str:
    if not compared:
        return ""
    rows = [
        [*plain(f"{words.term(c.against)}: {words.term(c.measure)}"),
         *numbers(words.chance(c.z), words.chance(c.p))]
        for c in compared
    ]  # fmt: skip
    heads = [*plain(words.say("comparisons")), ("r", "z"), ("r", "p")]
    return table(heads, rows, words.say("comparisons"))


def _urgent(found: Assessment, words: Words) -> str:
    held = sentences.danger(found, words)
    other = f'<p class="note">{escape(words.say("others_hold"))}</p>' if found.others_hold else ""
    if held is None:
        return other
    title = escape(words.say("danger_title"))
    return (
        f'<div class="dang" role="note">{SHIELD.format(32)}<div><b>{title}</b>'
        f"{sentence(held)}</div></div>{other}"
    )


def candidates(found: Assessment, words: Words) -> str:
    """The set with intervals, or why there is none; protected people cannot be in it."""
    given, say = found.verdict, words.say
    note = say("redraws", draws=words.number(given.draws), seed=given.seed)
    if not given.names_somebody:
        body = f"<p>{escape(say('no_candidates', why=sentences.reason(found, words).says))}</p>"
    else:
        rows = [
            [("", f"{escape(c.actor.name)}<br>{_more(c.gives, c.takes, words)}{opened(c.by)}"),
             *_chances((c.probability, c.low, c.high), words)]
            for c in given.candidates
        ]  # fmt: skip
        nobody = escape(say("or_nobody_named"))
        other = f'{escape(say("somebody_else"))}<br><span class="xs mut">{nobody}</span>'
        rows.append([("", other), *_chances(given.somebody_else, words)])
        heads = [*plain(say("person")), ("", escape(say("interval"))), ("r", say("probability"))]
        body = table(heads, rows, say("candidates"))
    return section(
        "candidates",
        say("candidates"),
        f'{body}<p class="sm mut">{escape(say("bar_note"))}</p>',
        note,
    )


def _more(gives: int, takes: int, words: Words) -> str:
    text = escape(words.say("gives_takes", gives=gives, takes=takes))
    return f'<span class="xs mut">{text}</span> '


def _chances(values: tuple[float, float, float], words: Words) -> list[Cell]:
    mid, low, high = (240 * x for x in values)
    bar = (
        '<svg viewBox="0 0 240 24" width="100%" height="24" preserveAspectRatio="none" '
        'aria-hidden="true"><path d="M0 12H240" stroke="#dfe1e2"/>'
        f'<path d="M{low:.0f} 12H{high:.0f}" stroke="#1a4480" stroke-width="6"/>'
        f'<rect x="{mid - 2:.0f}" y="2" width="5" height="20" fill="#162e51"/></svg>'
    )
    text = f"{words.chance(values[1])} &ndash; {words.chance(values[2])}"
    span = f'{bar}<span class="xs mut nw">{text}</span>'
    return [("", span), ("r nw", f"<b>{words.chance(values[0])}</b>")]


def layers(found: Assessment, words: Words) -> str:
    say, rows = words.say, []
    for one in found.verdict.layers:
        chance = one.beyond_chance
        beyond = say("too_few")
        if chance is not None:
            beyond = (
                f"{say('yes') if chance.p <= UNUSUAL else say('no')}, z {words.chance(chance.z)}"
            )
        first = one.first or say("nobody")
        agrees = "" if one.agrees is None else words.chance(one.agrees)
        rows.append([*plain(words.term(one.layer)), *numbers(words.number(one.ties)),
                     *plain(first, beyond), *numbers(agrees)])  # fmt: skip
    heads = [*plain(say("layer")), ("r", say("ties")), *plain(say("first"), say("beyond_chance")),
             ("r", say("agrees"))]  # fmt: skip
    return section("layers", say("layers_disagree"), table(heads, rows, say("layers_disagree")))


def reasons(found: Assessment, words: Words) -> str:
    """What rests on one source, and what else would explain what is seen."""
    say = words.say
    single = "".join(
        f"<li><b>{escape(head)}</b>{sentence(one)}</li>"
        for head, one in sentences.rests(found, words)
    ) or f"<li>{escape(say('rests_none'))}</li>"  # fmt: skip
    others = ""
    for guess in found.hypotheses:
        held = say("holds") if guess.holds else say("not_holds")
        sides = "".join(
            f'<div class="sm">{escape(say("speaks_for" if sign.speaks_for else "against"))}:'
            f" {escape(words.term(sign.says))} ({escape(', '.join(sign.values))})"
            f" {opened(sign.by)}</div>"
            for sign in sorted(guess.signs, key=lambda one: not one.speaks_for)
        )
        others += f"<li><b>{escape(words.term(guess.name))}</b>: {escape(held)}{sides}</li>"
    return (
        f'<div class="half sec"><section aria-labelledby="h-rests"><h2 id="h-rests">'
        f'{escape(say("rests"))}</h2><ul class="one">{single}</ul></section>'
        f'<section aria-labelledby="h-else"><h2 id="h-else">{escape(say("otherwise"))}</h2>'
        f'<ul class="one">{others}</ul></section></div>'
    )


def leads(found: Assessment, words: Words) -> str:
    say = words.say
    rows = [
        [*plain(f"{words.term(one.sort)}: {sentences.shown(found, one.about, words)}"),
         ("", f"{escape(_why(found, one, words))} {opened(one.by)}"),
         *numbers(f"{one.narrows:.0%}", f"{one.hours:g}"),
         *plain(words.day(one.deadline) or say("none"))]
        for one in found.leads[:12]
    ]  # fmt: skip
    heads = [*plain(say("lead"), say("why")), ("r", say("narrows")), ("r", say("hours")),
             *plain(say("deadline"))]  # fmt: skip
    body = table(heads, rows, say("work_next")) if rows else f"<p>{escape(say('no_leads'))}</p>"
    gaps = "".join(f"<li>{escape(text)}</li>" for text in sentences.gaps(found, words))
    more = f'<h3 style="margin-top:24px">{escape(say("gaps"))}</h3><ul class="one sm">{gaps}</ul>'
    unseen = f'<p class="sm">{escape(say("bias_text"))}</p>'
    bias = f'<h3 style="margin-top:24px">{escape(say("bias"))}</h3>{unseen}'
    return section("leads", say("work_next"), body + more + bias, say("work_note"))


def _why(found: Assessment, one: Lead, words: Words) -> str:
    return words.phrase(one.why, tuple(sentences.shown(found, v, words) for v in one.values))


def organised(found: Assessment, words: Words) -> str:
    """Ten sides of being organised, and each agency's own definition item by item."""
    say = words.say
    sides = [
        [*plain(words.term(d.name)),
         *numbers(say("not_assessable") if d.score is None else str(d.score)),
         ("", f"{escape(words.phrase(d.seen, d.values))} {opened(d.by)}")]
        for d in found.dimensions
    ]  # fmt: skip
    asked = [
        [("", f"{escape(words.term(i.says))}<br><span class='xs mut'>{escape(i.cite)}, "
              f"{escape(say('checked', how=words.term(i.checked)))}</span>"),
         ("", opened(i.by) or escape(say("not_shown")))]
        for i in found.checklist
    ]  # fmt: skip
    first = table([*plain(say("dimension")), ("r", say("score")), *plain(say("seen"))], sides,
                  say("dimensions"))  # fmt: skip
    second = table(plain(say("item"), say("shown")), asked, say("definition"))
    return section("sides", say("dimensions"), first) + section("items", say("definition"), second)


def profile(found: Assessment, words: Words) -> str:
    if not found.profile:
        return ""
    say = words.say
    rows = [
        [*plain(words.term(one.name)),
         *numbers(words.chance(one.value), words.chance(one.median),
                  f"{words.chance(one.low)} \u2013 {words.chance(one.high)}",
                  *("" if z is None else words.chance(z) for z in (one.z_rewired, one.z_random)))]
        for one in found.profile
    ]  # fmt: skip
    heads = [*plain(say("measure")), *(("r", say(k)) for k in
             ("value", "median", "interval", "z_rewired", "z_random"))]  # fmt: skip
    body = table(heads, rows, say("profile"))
    return section("profile", say("profile"), body, say("profile_note"))


def everybody(drawn: Chart, found: Assessment, words: Words) -> str:
    """The chart's two tables: its nodes and its ties."""
    say = words.say
    standing = {one.name: one for one in found.net.standings}
    people = []
    for node in drawn.nodes:
        one, held = standing[node.name], found.roles.get(node.name)
        hidden = isinstance(one, Protected) and one.shown
        sure = words.chance(held.confidence) if held and node.role and not hidden else ""
        people.append([
            *plain(node.label if hidden else node.name, words.term(node.role)),
            *plain(_standing(one, words)),
            *numbers(sure), ("", opened(held.by) if held and not hidden else ""),
        ])  # fmt: skip
    heads = [*plain(say("person"), say("role"), say("standing")), ("r", say("confidence")),
             *plain(say("statements_word"))]  # fmt: skip
    label = {node.name: node.label for node in drawn.nodes}
    ties = [
        [*plain(label[t.tail], label[t.head], words.term(t.layer), t.grade), ("", opened(t.by))]
        for t in drawn.lines
    ]
    columns = plain("A", "B", say("layer"), say("grade"), say("statements_word"))
    body = folded(
        f"{say('ties')} ({len(ties)})", table(columns, ties, say("ties")), "t-ties"
    ) + folded(
        f"{say('all_people')} ({len(people)})",
        table(heads, people, say("all_people")),
        "t-people",
    )
    return section("tables", say("chart_table"), body)


def _standing(one: object, words: Words) -> str:
    if isinstance(one, Protected):
        return f"{words.say('protected')}: {words.term(one.why)}"
    return words.say("actor") if isinstance(one, Actor) else words.say("thing")
