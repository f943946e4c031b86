"""The site of one edition: its pages in two languages, its data as CSV, and a list of its files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path

from accompany.core.problem import InputFault
from accompany.figures import shell
from accompany.figures.page import as_csv
from accompany.figures.public import notes
from accompany.figures.public.changes import Changes
from accompany.figures.public.chart import PATTERNS
from accompany.figures.public.edition import PACKAGE, Edition, Shown
from accompany.figures.public.phrase import Speech
from accompany.figures.public.plan import sources
from accompany.figures.public.sheet import data_name, sheet
from accompany.figures.words import LANGUAGES

LIST = "files.json"
"""What the site consists of, so that the next edition leaves nothing of this one behind."""

NOTES = ("cannot", "changes", "method", "cite")


def write(folder: Path, made: Edition, changed: Changes | None) -> int:
    """Write the site into a new folder, or in place of an earlier one; return its pages."""
    clear(folder)
    files = dict(site(made, changed))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    listed = {"as_of": made.as_of.isoformat(), "files": sorted(files)}
    (folder / LIST).write_text(json.dumps(listed, indent=1) + "\n", "utf-8", newline="\n")
    return sum(name.endswith(".html") for name in files)


def clear(folder: Path) -> None:
    """Take away an earlier site: a table shown then and withheld now would tell what is withheld.

    Raises ``InputFault`` for a folder that holds anything else.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        listed = json.loads((folder / LIST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = "this is no site that was written before, and it is not empty"
        raise InputFault(folder.name, what, "Name a new folder for the site.") from error
    for name in listed:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()):
            path.unlink(missing_ok=True)


def site(made: Edition, changed: Changes | None) -> Iterator[tuple[str, str]]:
    """Yield each file by its path; the same edition gives the same bytes."""
    for one in made.figures:
        for table in one.tables:
            yield f"data/{data_name(one, table)}", as_csv(table)
    for language in LANGUAGES:
        yield from _pages(made, changed, Speech(language))


def _pages(made: Edition, changed: Changes | None, say: Speech) -> Iterator[tuple[str, str]]:
    inside = "" if say.language == "en" else f"{say.language}/"
    bodies = {
        "index.html": _index(made, say),
        "cannot.html": notes.cannot(made, say),
        "changes.html": notes.changed(made, changed, say),
        "method.html": notes.method(made, say),
        "cite.html": notes.cite(made, say),
    }
    titles = {f"{name}.html": say.say(name) for name in NOTES} | {"index.html": say.say("title")}
    for one in made.figures:
        name = f"figure/{one.name}.html"
        data = "../" * (inside + name).count("/") + "data"
        bodies[name], titles[name] = sheet(one, made, say, data), say.says(one)
    for name, body in bodies.items():
        shown = next((one for one in made.figures if name == f"figure/{one.name}.html"), None)
        day = say.last_day(made, shown)
        yield inside + name, _page(name, titles[name], body, made, say, day)


@cache
def _own() -> str:
    return resources.files(PACKAGE).joinpath("site.css").read_text("utf-8")


def _page(name: str, title: str, body: str, made: Edition, say: Speech, day: str) -> str:
    defs = f'<svg class="defs" width="0" height="0" aria-hidden="true">{PATTERNS}</svg>'
    return shell.page(
        f"{title.rstrip('.')} | accompany", defs + body, top=_top(name, made, say, day),
        foot=escape(say.say("foot")), skip=say.say("skip"), language=say.language, more=_own(),
    )  # fmt: skip


def _top(name: str, made: Edition, say: Speech, day: str) -> str:
    up = "../" * name.count("/")
    links = "".join(
        f'<a href="{up}{page}"{" aria-current=page" if page == name else ""}>'
        f"{escape(say.say(key))}</a>"
        for key, page in (("home", "index.html"), *((note, f"{note}.html") for note in NOTES))
    )
    shown = f'<div class="made"><div class="wrap">{escape(say.say("made_up"))}</div></div>'
    return (
        f'{shown if made.simulated else ""}<div class="top"><div class="wrap"><b>accompany</b>'
        f'<nav aria-label="{escape(say.say("nav"))}">{links}</nav>{_languages(name, say)}'
        "</div></div>"
        f'<div class="clock"><div class="wrap">{escape(say.say("as_of"))} '
        f"<b>{escape(day)}</b></div></div>"
    )


def _languages(name: str, say: Speech) -> str:
    deep = name.count("/")
    if say.language == "en":
        other = f'<a href="{"../" * deep}es/{name}" lang="es" hreflang="es">Español</a>'
        return f'<span class="lang"><b lang="en">English</b>{other}</span>'
    other = f'<a href="{"../" * (deep + 1)}{name}" lang="en" hreflang="en">English</a>'
    return f'<span class="lang">{other}<b lang="es">Español</b></span>'


# ---------------------------------------------------------------- the list of figures


def _index(made: Edition, say: Speech) -> str:
    groups = "".join(_group(made, source, say) for source in sources() if made.of(source))
    absent = list(dict.fromkeys(say.source(one.source) for one in made.absent))
    note = f'<p class="note">{escape(say.say("absent", names="; ".join(absent)))}</p>'
    return (
        f'<h1>{escape(say.say("title"))}</h1><p class="lede">{escape(say.say("lede"))}</p>'
        f'<p class="note"><b>{escape(say.say("read_first"))}:</b> '
        f'<a href="cannot.html">{escape(say.say("cannot"))}</a></p>'
        f"{groups}{note if absent else ''}"
    )


def _group(made: Edition, source: str, say: Speech) -> str:
    """Return the figures of one download, and as of when they are."""
    day = say.last_day(made, made.of(source)[0])
    return (
        f'<section class="sec"><h2>{escape(say.source(source))}</h2>'
        f'<p class="xs">{escape(say.say("as_of"))} {escape(day)}</p><ul class="cards">'
        + "".join(_card(one, say) for one in made.of(source)) + "</ul></section>"
    )  # fmt: skip


def _card(one: Shown, say: Speech) -> str:
    value = say.value(one.planned.figure.measure, one.total)
    link = f'<a href="figure/{one.name}.html">{escape(say.says(one))}</a>'
    return f"<li><b>{escape(value)}</b>{link}</li>"
