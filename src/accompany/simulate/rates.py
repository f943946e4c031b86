"""The rates of the made-up nation: one file that people read, each rate with its source."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def _sections() -> dict[str, dict[str, dict[str, Any]]]:
    text = resources.files("accompany.simulate").joinpath("rates.yaml").read_text("utf-8")
    read: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(text)
    return read


def rate(section: str, name: str) -> Any:
    """Return the value of one rate, such as ``rate("children", "girls")``."""
    return _sections()[section][name]["is"]


def listed(name: str) -> list[dict[str, str]]:
    """Return the rows of a list of words, such as ``surnames.csv``."""
    path = resources.files("accompany.simulate").joinpath("words", name)
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def sourced() -> dict[str, str]:
    """Return where each rate comes from, by ``section/name``."""
    return {
        f"{section}/{name}": leaf.get("source", "")
        for section, leaves in _sections().items()
        for name, leaf in leaves.items()
    }
