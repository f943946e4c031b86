"""The report as one page that needs no network: chart, tables, print, English or Spanish."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from functools import cache
from html import escape
from importlib import resources

from accompany.network.assess import Assessment
from accompany.network.report import parts, sentences, series
from accompany.network.report.chart import COLUMNS_UP_TO, Chart, chart
from accompany.network.report.words import Language, Words
from accompany.network.statement import LAYERS


@cache
def own(name: str) -> str:
    return resources.files("accompany.network.report").joinpath(name).read_text("utf-8")


@cache
def vendored(name: str) -> str:
    """Return a vendored script, refusing one whose SHA-256 is not the one on file."""
    folder = resources.files("accompany.network.report").joinpath("vendor")
    script = folder.joinpath(name).read_bytes()
    listed = folder.joinpath("SHA256SUMS").read_text("utf-8").splitlines()
    if f"{hashlib.sha256(script).hexdigest()}  {name}" not in listed:
        raise ValueError(f"{name} is not the file that SHA256SUMS lists")
    return "\n".join(
        line for line in script.decode().splitlines() if not line.startswith("//# sourceMapping")
    )


def as_page(found: Assessment, language: Language = "en", *, made_up: bool = False) -> str:
    """Return the whole report as HTML. The same assessment gives the same bytes."""
    words = Words(language)
    drawn = chart(found, words)
    scripts = ("graphology.umd.min.js", "sigma.min.js") if drawn.light else ("cytoscape.min.js",)
    title = f"{words.say('title')} {words.say('case')} {found.case}"
    code = "".join(f"<script>{vendored(name)}</script>" for name in scripts)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
        'worker-src blob:">\n'
        f"<title>{escape(title)}</title>\n<style>{own('report.css')}</style>\n</head>\n<body>\n"
        f"{_top(found, words, made_up)}{_main(found, drawn, words)}\n{_json(drawn, words)}\n"
        f"{code}\n<script>{own('report.js')}</script>\n</body>\n</html>\n"
    )


def _top(found: Assessment, words: Words, made_up: bool) -> str:
    say = words.say
    demo = f'<div class="demo"><div class="wrap">{escape(say("made_up"))}</div></div>'
    told = [
        (say("as_of"), words.day(found.as_of)),
        (say("known_by"), words.day(found.known_by)),
        (say("purpose"), words.term(found.purpose)),
        (say("case"), found.case),
    ]
    spans = "".join(
        f'<span><span class="k">{escape(k)}</span><b>{escape(v)}</b></span>' for k, v in told
    )
    return (
        f'<a class="skip" href="#main">{escape(say("skip"))}</a><header>{demo if made_up else ""}'
        f'<div class="clock"><div class="wrap">{spans}</div></div></header>'
    )


def _main(found: Assessment, drawn: Chart, words: Words) -> str:
    say = words.say
    foot = say("foot", frozen=found.verdict.frozen)
    shape = "two large" if len(drawn.nodes) > COLUMNS_UP_TO else "two"
    side = f"<div>{parts.candidates(found, words)}{parts.layers(found, words)}</div>"
    return (
        f'<main class="wrap" id="main"><h1>{escape(say("title"))}</h1>'
        f"{parts.verdict(found, words)}"
        f'<div class="{shape}">{_picture(found, drawn, words)}{side}</div>'
        f"{parts.reasons(found, words)}{parts.leads(found, words)}"
        f"{series.effort(found, words)}"
        f"{series.timeline(found, words)}{series.where(found, words)}{series.fees(found, words)}"
        f"{parts.organised(found, words)}{parts.profile(found, words)}"
        f"{parts.everybody(drawn, found, words)}{series.statements(found, words)}"
        f'<footer class="foot">{escape(foot)}</footer></main>'
    )


def _picture(found: Assessment, drawn: Chart, words: Words) -> str:
    say = words.say
    count = {name: sum(one.layer == name for one in drawn.lines) for name in LAYERS}
    chips = "".join(
        f'<button type="button" class="chip" data-layer="{name}" aria-pressed="true">'
        f"{escape(words.term(name))} {n}</button>"
        for name, n in count.items()
        if n
    )
    label = escape(f"{say('chart')}. {sentences.chart_note(found, words)}")
    body = (
        f'<div class="chips noprint" role="group" aria-label="{escape(say("layers"))}">'
        f"{chips}</div>"
        f'<div class="chart" id="chart" role="img" aria-label="{label}"><noscript>'
        f"{escape(say('no_script'))}</noscript></div>"
        f'<img class="onpaper" id="on-paper" src="data:," alt="{label}">'
        f"{_slider(drawn, words)}{_legend(words, drawn.light)}"
        f'<p class="sm noprint">{escape(say("table_same"))}: <a href="#t-ties">'
        f'{escape(say("ties"))}</a>, <a href="#t-people">{escape(say("all_people"))}</a></p>'
    )
    return parts.section("chart", say("chart"), body, sentences.chart_note(found, words))


def _slider(drawn: Chart, words: Words) -> str:
    last = len(_days(drawn)) - 1
    if last < 1:
        return ""
    until, everything = escape(words.say("until")), escape(words.say("all_dates"))
    return (
        f'<div class="slide noprint"><label for="until">{until}</label><input type="range" '
        f'id="until" min="0" max="{last}" value="{last}" aria-valuetext="{everything}">'
        f'<output id="until-day" for="until">{everything}</output></div>'
    )


def _days(drawn: Chart) -> list[str]:
    return sorted({one.first for one in drawn.lines if one.first})


SHAPES = {
    "organiser": "32,18 25,30 11,30 4,18 11,6 25,6", "recruiter": "33,18 18,33 3,18 18,3",
    "guide": "18,2 32,26 4,26", "house-keeper": "18,4 31,14 26,29 10,29 5,14",
    "driver": "5,5 31,5 31,31 5,31", "taxer": "13,4 23,4 32,13 32,23 23,32 13,32 4,23 4,13",
}  # fmt: skip
LINES = (("grade_ab", ""), ("grade_c", "7 4"), ("grade_d", "2 4"))


def _dots(words: Words) -> str:
    """Return the legend of a picture too large for shapes: what each colour stands for."""
    told = (("candidate", "#162e51"), ("actor", "#3d4551"), ("unshown", "#a9aeb1"),
            ("protected", "#005ea2"), ("thing", "#8a5a00"))  # fmt: skip
    return "".join(
        f'<span><svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" '
        f'fill="{fill}"/></svg>{escape(words.say(key))}</span>'
        for key, fill in told
    )


def _legend(words: Words, light: bool) -> str:
    def item(picture: str, text: str, box: str = "0 0 36 36", style: str = "") -> str:
        return (f'<span><svg viewBox="{box}" class="{style}" aria-hidden="true">{picture}</svg>'
                f"{escape(text)}</span>")  # fmt: skip

    ink = 'fill="#fff" stroke="#1b1b1b" stroke-width="3"'
    shapes = [item(f'<polygon points="{p}" {ink}/>', words.term(n)) for n, p in SHAPES.items()]
    shapes.append(item(f'<circle cx="18" cy="18" r="13" {ink}/>', words.term("money-handler")))
    shapes.append(item('<circle cx="18" cy="18" r="14" fill="#162e51" stroke="#005ea2" '
                       'stroke-width="6"/>', words.say("candidate")))  # fmt: skip
    shapes.append(item('<path d="M12 2l8 3v6c0 5-3.4 9-8 11-4.6-2-8-6-8-11V5z" fill="none" '
                       'stroke="#005ea2" stroke-width="2"/>', words.say("protected"),
                       "0 0 24 24"))  # fmt: skip
    shapes.append(item('<path d="M12 2l8 3v6c0 5-3.4 9-8 11-4.6-2-8-6-8-11V5z" fill="none" '
                       'stroke="#005ea2" stroke-width="2" stroke-dasharray="3 3"/>',
                       words.say("unshown"), "0 0 24 24"))  # fmt: skip
    shapes.append(item(f'<circle cx="18" cy="18" r="13" {ink} stroke-dasharray="4 4"/>',
                       words.say("holder_unknown")))  # fmt: skip
    lines = [
        item(f'<path d="M0 6H30" stroke="#1b1b1b" stroke-width="2.6" stroke-dasharray="{dash}"/>',
             words.say(key), "0 0 30 12", "ln")
        for key, dash in LINES
    ] + [
        item(f'<path d="M0 6H30" stroke="{series.COLOUR[name]}" stroke-width="2.6"/>',
             words.term(name), "0 0 30 12", "ln")
        for name in LAYERS
    ]  # fmt: skip
    if light:
        colours = "".join(lines[len(LINES) :])
        return f'<div class="key">{_dots(words)}</div><div class="key">{colours}</div>'
    return f'<div class="key">{"".join(shapes)}</div><div class="key">{"".join(lines)}</div>'


def _json(drawn: Chart, words: Words) -> str:
    """Return the chart's data; protected people go in without a name."""
    alias = {n.name: f"protected-{at}" if n.standing == "protected" else n.name
             for at, n in enumerate(drawn.nodes)}  # fmt: skip
    plain = {
        "nodes": [{**dataclasses.asdict(n), "name": alias[n.name], "x": round(n.x, 1),
                   "y": round(n.y, 1)} for n in drawn.nodes],
        "lines": [{"tail": alias[one.tail], "head": alias[one.head], "layer": one.layer,
                   "line": one.line, "arrow": one.arrow, "first": one.first}
                  for one in drawn.lines],
        "days": _days(drawn), "light": drawn.light, "all_dates": words.say("all_dates"),
        "no_script": words.say("no_script"),
    }  # fmt: skip
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="chart-data">{text}</script>'
