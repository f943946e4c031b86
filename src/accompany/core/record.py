"""A record's name: the source that holds it and the number that source gives it."""

from __future__ import annotations

import re

SOURCE = re.compile(r"(?:[a-z]{2}/[a-z0-9_]+|plain/[a-z0-9][a-z0-9-]*)")
_ABOUT = re.compile(rf"({SOURCE.pattern}):(.+)", re.DOTALL)


def about(source: str, record: str) -> str:
    """Return the full name of ``record`` as ``source`` numbers it, such as ``us/uc_portal:17``."""
    return f"{source}:{record}"


def split(name: str) -> tuple[str, str] | None:
    """Return source and record of a full name, or None if ``name`` is only a record."""
    found = _ABOUT.fullmatch(name)
    return (found[1], found[2]) if found else None
