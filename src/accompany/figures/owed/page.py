"""The page that needs no network: a form, the rulebook as tables, a script that reckons days."""

from __future__ import annotations

import json
import re
from html import escape
from importlib import resources

from accompany.figures.owed.tables import page_tables
from accompany.figures.owed.telling import ENGLISH
from accompany.figures.shell import policy_hash

_SAID = re.compile(r'(data-say="(\w+)"[^>]*>)(</)')


def as_page() -> str:
    """Return the whole page, both languages in it. The same rulebook gives the same bytes.

    Its policy names the hashes of its one style and its one script and allows nothing else: no
    network, no form that sends, no script from elsewhere.
    """
    style, script = own("page.css"), own("reckon.js") + own("page.js")
    tables = json.dumps(page_tables(), ensure_ascii=False, separators=(",", ":"))
    parts = {
        "STYLE_HASH": policy_hash(style),
        "SCRIPT_HASH": policy_hash(script),
        "STYLE": style,
        "TABLES": tables.replace("<", "\\u003c"),
        "SCRIPT": script,
    }
    html = _SAID.sub(lambda hit: hit[1] + escape(ENGLISH.say(hit[2])) + hit[3], own("page.html"))
    return re.sub(r"%([A-Z_]+)%", lambda hit: parts[hit[1]], html)


def own(name: str) -> str:
    return resources.files("accompany.figures.owed").joinpath(name).read_text("utf-8")
