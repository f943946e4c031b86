"""What every page made here stands in: its head, its policy, the way past the top, the foot."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib import resources


@cache
def style() -> str:
    """Return the look that all pages share, as the tokens of one style."""
    return resources.files("accompany.figures").joinpath("shell.css").read_text("utf-8")


def page(
    title: str, body: str, *, top: str, foot: str, skip: str = "Skip to the content",
    language: str = "en", more: str = "", script: str = "",
) -> str:  # fmt: skip
    """Return a whole page; ``more`` is style of its own, after what all share.

    Its policy names the hashes of its one style and its script and allows nothing else.
    """
    look = style() + more
    hashed = f"; script-src '{policy_hash(script)}'" if script else ""
    policy = f"default-src 'none'; base-uri 'none'; style-src '{policy_hash(look)}'{hashed}"
    end = f"<script>{script}</script>\n" if script else ""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{escape(title)}</title>\n<style>{look}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">{escape(skip)}</a>\n'
        f'<header>{top}</header>\n<main class="wrap" id="main">{body}'
        f'<footer class="foot">{foot}</footer></main>\n{end}</body>\n</html>\n'
    )


def policy_hash(text: str) -> str:
    """Return how a content security policy names this one text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
