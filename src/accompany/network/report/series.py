"""The report's pictures over time and place, the fees, and the statements all else opens to."""

from __future__ import annotations

from collections import defaultdict
from html import escape

from accompany.network.assess import Assessment
from accompany.network.report.parts import folded, numbers, plain, section, table
from accompany.network.report.sentences import shown
from accompany.network.report.words import Words
from accompany.network.spoken import span_text
from accompany.network.statement import LAYERS

COLOUR = {"orders": "#1b1b1b", "calls": "#2c608a", "money": "#216e1f", "meetings": "#71767a",
          "places": "#8a5a00", "kin": "#6f3331"}  # fmt: skip
HIGH, WIDE = 150, 1200


def timeline(found: Assessment, words: Words) -> str:
    """Statements per month and layer, as bars and as a table; undated ones are not drawn."""
    months: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in found.statements:
        if one.layer and one.when:
            months[f"{one.when.earliest:%Y-%m}"][one.layer] += 1
    if not months:
        return ""
    present = [name for name in LAYERS if any(name in row for row in months.values())]
    most = max(sum(row.values()) for row in months.values())
    step = WIDE / len(months)
    bars = []
    for at, (month, row) in enumerate(sorted(months.items())):
        top = float(HIGH)
        for name in present:
            tall = row.get(name, 0) / most * (HIGH - 12)
            top -= tall
            bars.append(f'<rect x="{at * step + 2:.1f}" y="{top:.1f}" width="{step - 4:.1f}" '
                        f'height="{tall:.1f}" fill="{COLOUR[name]}"/>')  # fmt: skip
        if at % max(1, len(months) // 12) == 0:
            bars.append(f'<text x="{at * step + step / 2:.1f}" y="{HIGH + 18}" font-size="13" '
                        f'text-anchor="middle" fill="#3d4551">{month}</text>')  # fmt: skip
    picture = (
        f'<svg class="bars" viewBox="0 0 {WIDE} {HIGH + 26}" role="img" '
        f'aria-label="{escape(words.say("timeline"))}">{"".join(bars)}</svg>{_key(present, words)}'
    )
    rows = [
        [*plain(month), *numbers(*(str(row.get(name, 0)) for name in present))]
        for month, row in sorted(months.items())
    ]
    heads = [*plain(words.say("month")), *(("r", escape(words.term(name))) for name in present)]
    same = folded(words.say("table_same"), table(heads, rows, words.say("timeline")))
    return section("timeline", words.say("timeline"), picture + same)


def _key(present: list[str], words: Words) -> str:
    spans = "".join(
        f'<span><svg viewBox="0 0 16 16" aria-hidden="true"><rect width="16" height="16" '
        f'fill="{COLOUR[name]}"/></svg>{escape(words.term(name))}</span>'
        for name in present
    )
    return f'<div class="key">{spans}</div>'


def where(found: Assessment, words: Words) -> str:
    """A strip of places by when they were first seen in use, sized by people; with its table."""
    there: dict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for one in found.statements:
        if one.kind == "place":
            there[one.object].add(one.subject)
            day = one.when.earliest.date().isoformat() if one.when else ""
            first[one.object] = min(filter(None, (first.get(one.object, ""), day)), default="")
    if not there:
        return ""
    order = sorted(there, key=lambda name: (-len(there[name]), name))
    drawn = [(name, len(there[name])) for name in order[:12]]
    step, most = WIDE / len(drawn), drawn[0][1]
    dots = "".join(_dot((at + 0.5) * step, *one, most) for at, one in enumerate(drawn))
    picture = (
        f'<svg class="bars" viewBox="0 0 {WIDE} 132" role="img" '
        f'aria-label="{escape(words.say("where"))}">'
        f'<path d="M0 60H{WIDE}" stroke="#dfe1e2" stroke-width="2"/>{dots}</svg>'
    )
    rows = [[*plain(n), *numbers(str(len(there[n])), first[n])] for n in order]
    heads = [*plain(words.say("place")), ("r", words.say("people_word")), ("r", words.say("when"))]
    same = folded(words.say("table_same"), table(heads, rows, words.say("where")))
    return section("where", words.say("where"), picture + same, words.say("where_note"))


def _dot(x: float, name: str, people: int, most: int) -> str:
    wide = 8 + 30 * (people / most) ** 0.5
    label = escape(name.partition(":")[2] or name)
    return (
        f'<circle cx="{x:.1f}" cy="60" r="{wide:.1f}" fill="#eff6fb" stroke="#005ea2" '
        f'stroke-width="2"/><text x="{x:.1f}" y="64" text-anchor="middle" font-size="13">{people}'
        f'</text><text x="{x:.1f}" y="122" text-anchor="middle" font-size="13">{label}</text>'
    )


def fees(found: Assessment, words: Words) -> str:
    say = words.say
    if not found.fees:
        return section("fees", say("fees"), f"<p>{escape(say('no_fees'))}</p>")
    most = max((one.high or 0.0 for one in found.fees), default=0.0) or 1.0
    rows = []
    for one in found.fees:
        told = plain(one.leg, words.term(one.state), one.currency)
        if one.n is None or one.low is None or one.high is None or one.median is None:
            rows.append([*told, *numbers("<11"), ("", escape(say("withheld"))), *numbers("")])
            continue
        low, mid, high = (240 * x / most for x in (one.low, one.median, one.high))
        bar = (f'<svg class="bar" viewBox="0 0 240 20" width="240" height="20" aria-hidden="true">'
               f'<path d="M{low:.0f} 10H{high:.0f}" stroke="#1a4480" stroke-width="6"/>'
               f'<rect x="{mid - 2:.0f}" y="1" width="4" height="18" fill="#162e51"/>'
               "</svg>")  # fmt: skip
        span = f"{words.number(one.low)} \u2013 {words.number(one.high)}"
        rows.append([*told, *numbers(words.number(one.n)), ("", bar + escape(span)),
                     *numbers(words.number(one.median))])  # fmt: skip
    heads = [*plain(say("leg"), say("state"), ""), ("r", "n"), *plain(say("middle_half")),
             ("r", say("median"))]  # fmt: skip
    heads[2] = ("", "$")
    return section("fees", say("fees"), table(heads, rows, say("fees")))


def effort(found: Assessment, words: Words) -> str:
    """Hours by lead, what was expected of each and what came: a plot and its table."""
    say, told = words.say, found.effort
    if not told.worked:
        return section("effort", say("effort"), f"<p>{escape(say('no_effort'))}</p>")
    rows = [
        [*plain(f"{words.term(one.lead)}: {shown(found, one.about, words)}"),
         *plain(one.category), *numbers(f"{one.hours:g}"),
         *numbers(*("" if x is None else f"{x:.0%}" for x in (one.expected, one.came))),
         *plain(one.outcome)]
        for one in told.worked
    ]  # fmt: skip
    heads = [*plain(say("lead"), say("category")),
             *(("r", escape(say(key))) for key in ("hours", "expected", "came")),
             *plain(say("outcome"))]  # fmt: skip
    hours = sum(one.hours for one in told.worked)
    part = told.hours_per_part
    note = say("effort_note", hours=f"{hours:g}", part="" if part is None else f"{part:.0f}")
    return section(
        "effort", say("effort"), _plot(found, words) + table(heads, rows, say("effort")),
        note if part is not None else say("effort_nothing", hours=f"{hours:g}"),
    )  # fmt: skip


def _along(share: float) -> float:
    return 200 * min(max(share, 0.0), 1.0)


def _plot(found: Assessment, words: Words) -> str:
    """Expected against came, a dot per step of what was expected; on the line it came as said."""
    if not found.effort.points:
        return ""
    side = 200
    dots = "".join(
        f'<circle cx="{_along(expected):.0f}" cy="{side - _along(came):.0f}" '
        f'r="{4 + 2 * n**0.5:.1f}" fill="#1a4480" fill-opacity=".7"/>'
        for expected, came, n in found.effort.points
    )
    label = escape(words.say("effort_plot"))
    return (
        f'<svg class="plot" viewBox="-34 -8 246 234" role="img" aria-label="{label}">'
        f'<path d="M0 0V{side}H{side}" fill="none" stroke="#71767a"/>'
        f'<path d="M0 {side}L{side} 0" stroke="#a9aeb1" stroke-dasharray="4 4"/>{dots}'
        f'<text x="{side / 2}" y="220" text-anchor="middle" font-size="12">'
        f'{escape(words.say("expected"))}</text><text x="-12" y="{side / 2}" font-size="12" '
        f'text-anchor="middle" transform="rotate(-90 -12 {side / 2})">'
        f"{escape(words.say('came'))}</text></svg>"
    )


def statements(found: Assessment, words: Words) -> str:
    """Every statement used, which every sentence opens to. Protected people are not named."""
    say = words.say
    rows = []
    for one in found.statements:
        ends = [shown(found, end, words) for end in (one.subject, one.object)]
        by = shown(found, one.asserted_by, words)
        about = " → ".join(end for end in ends if end)
        told = one.kind == "role" or one.subject not in found.hidden
        about += f": {words.term(one.value)}" if one.value and told and one.kind != "fee" else ""
        rows.append(
            f'<tr id="{one.id}"><th scope="row">{one.id}</th>'
            + "".join(f"<td>{escape(text)}</td>" for text in (
                words.term(one.kind), about, str(one.grade), by, span_text(one.when),
                words.term(one.handling)))
            + "</tr>"
        )  # fmt: skip
    heads = "".join(
        f'<th scope="col">{escape(say(key))}</th>'
        for key in ("id", "kind", "about", "grade", "by", "when", "handling")
    )
    body = (
        f'<table><caption class="vh">{escape(say("statements"))}</caption><thead><tr>{heads}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
    )
    title = f"{say('statements')} ({len(rows)})"
    note = say("statements_note")
    return section("st", say("statements"), folded(title, body, "statements"), note)
