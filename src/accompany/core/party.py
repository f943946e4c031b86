"""Office codes: who acts, who owes, who is owed."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_NAMED = re.compile(r"(provider|court|state|ngo):[A-Za-z0-9][A-Za-z0-9 _.-]*")


@dataclass(frozen=True, slots=True)
class Party:
    """An office, a role such as ``sponsor`` or ``child``, or one named provider."""

    code: str
    name: str
    under: str = ""
    """The code of the body it belongs to, empty for a body of its own."""


@cache
def parties() -> Mapping[str, Party]:
    """Return the offices of ``core/parties.csv``, by code."""
    with resources.files("accompany.core").joinpath("parties.csv").open(encoding="utf-8") as rows:
        return {row["code"]: Party(**row) for row in csv.DictReader(rows)}


def is_party(code: str) -> bool:
    """Say whether ``code`` is a known office or a well-formed named one, ``provider:<name>``."""
    return code in parties() or _NAMED.fullmatch(code) is not None
