"""The book of claims as a folder of pages: a list to search, and a page for each claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path

from accompany.figures.claims.book import (
    Claim,
    Pair,
    claims,
    pairs_of,
    quantities,
    terms_of,
    words_of,
)
from accompany.figures.claims.chart import lettered, picture
from accompany.figures.claims.text import out_of, reached, said_on, time
from accompany.figures.shell import page

LEDE = (
    "Published numbers about unaccompanied children and smuggling, one record each: who said it,"
    " what it counts, out of what, and what can and cannot be said from it. One form for every"
    " publisher, administration and party."
)
FOOT = (
    "Numbers are the publishers' own. Where a source was not reached, the record says so. What two"
    " numbers differ in is worked out from their records; why is written by hand."
)


def write(folder: Path) -> int:
    """Write the site into ``folder`` and return how many pages it has."""
    pages = dict(site())
    (folder / "claim").mkdir(parents=True, exist_ok=True)
    for name, html in pages.items():
        (folder / name).write_text(html, "utf-8", newline="\n")
    return len(pages)


def site() -> Iterator[tuple[str, str]]:
    """Yield each page by its path; the same book gives the same bytes."""
    yield "index.html", _index()
    for claim in claims().values():
        yield f"claim/{claim.name}.html", claim_page(claim)


@cache
def own(name: str) -> str:
    return resources.files("accompany.figures.claims").joinpath(name).read_text("utf-8")


def _page(title: str, body: str, home: str, script: str = "") -> str:
    link = f'<a href="{home}">All claims</a>'
    top = f'<div class="top"><div class="wrap"><b>accompany</b>{link}</div></div>'
    return page(title, body, top=top, foot=FOOT, script=script)


# ---------------------------------------------------------------- the list


def _index() -> str:
    sections = "".join(_quantity(name, says) for name, says in quantities().items())
    body = (
        f'<h1>What a published number counts</h1><p class="lede">{LEDE}</p>'
        '<form class="sec find" role="search"><label for="words">Search</label>'
        '<input id="words" type="search" autocomplete="off">'
        f'<p class="xs" id="count" role="status">{len(claims())} claims</p></form>{sections}'
    )
    return _page("Claims | accompany", body, "index.html", own("site.js"))


def _quantity(name: str, says: str) -> str:
    told = [claim for _, claim in lettered(_of(name))]
    items = "".join(
        f'<li data-words="{escape(words_of(claim))}"><b>{escape(claim.number)}</b> '
        f'<a href="claim/{claim.name}.html">{escape(claim.says)}</a>'
        f'<br><span class="xs">{escape(claim.who)}; {escape(time(claim))}</span></li>'
        for claim in told
    )
    return (
        f'<section class="sec quantity"><h2>{escape(says)}</h2><ul class="list">{items}</ul>'
        "</section>"
    )


def _of(quantity: str) -> list[Claim]:
    return [claim for claim in claims().values() if claim.quantity == quantity]


# ---------------------------------------------------------------- one claim


def claim_page(claim: Claim) -> str:
    words = f"<blockquote>{escape(claim.words)}</blockquote>" if claim.words else ""
    said = escape(f"{claim.who}, {claim.where}{said_on(claim)}")
    body = (
        f'<h1>{escape(claim.says)}</h1><p class="lede">{said}</p>'
        f'<div class="ans"><p class="num">{escape(claim.number)}</p>{words}'
        f'<p class="xs">Words: {escape(claim.words_from)}. Source: {reached(claim)}.</p></div>'
        f"{_facts(claim)}{_may(claim)}{_others(claim)}{_conflicts(claim)}"
    )
    return _page(f"{claim.says} | accompany", body, "../index.html")


def _facts(claim: Claim) -> str:
    told = (
        ("What it counts", claim.counts),
        ("Out of", out_of(claim)),
        ("About", time(claim)),
        ("Where", claim.scope or "the nation"),
        ("In the days of", ", ".join(terms_of(claim))),
        ("To recount it", claim.figure),
    )
    rows = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in told if text)
    return f"<dl>{rows}</dl>"


def _may(claim: Claim) -> str:
    return (
        '<section class="sec"><h2>What can be said</h2><div class="may">'
        f"<div><h3>May be said</h3><p>{escape(claim.may)}</p></div>"
        f"<div><h3>May not be said</h3><p>{escape(claim.may_not)}</p></div></div></section>"
    )


def _others(claim: Claim) -> str:
    told = lettered(_of(claim.quantity))
    says = quantities()[claim.quantity]
    rows = "".join(_row(letter, one, claim) for letter, one in told)
    drawn = picture(says, [one for _, one in told], claim)
    return (
        f'<section class="sec"><h2>{escape(says)}</h2><figure class="scroll" tabindex="0" '
        f'aria-label="Picture, also as a table below">{drawn}</figure>'
        '<p class="xs">A line runs over the days counted; the mark stands on the day it was true.'
        " Another shape counts something else; other units have a picture of their own.</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><caption>The same'
        " as a table</caption><thead><tr>"
        '<th scope="col">Mark</th><th scope="col">Number</th><th scope="col">What it counts</th>'
        f'<th scope="col">About</th></tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _row(letter: str, one: Claim, shown: Claim) -> str:
    own_row = ' class="own"' if one is shown else ""
    number = escape(one.number)
    link = number if one is shown else f'<a href="{one.name}.html">{number}</a>'
    return (
        f'<tr{own_row}><th scope="row">{letter}</th><td>{link}</td><td>{escape(one.counts)}'
        f"<br>{escape(out_of(one))}</td><td>{escape(time(one))}</td></tr>"
    )


def _conflicts(claim: Claim) -> str:
    told: Sequence[Pair] = [pair for pair in pairs_of(claim) if pair.because]
    if not told:
        return ""
    items = "".join(
        f'<li><a href="{pair.other.name}.html">{escape(pair.other.says)}</a>'
        f"<p>{escape(pair.because)}</p>"
        f'<p class="xs">They differ in: {escape(", ".join(pair.differ))}.</p></li>'
        for pair in told
    )
    return (
        '<section class="sec"><h2>Why others of this kind differ</h2>'
        f'<ul class="list">{items}</ul></section>'
    )
