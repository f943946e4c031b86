"""Every sentence and term of the report, in English and Spanish."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

Language = Literal["en", "es"]
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
}


@cache
def texts(language: Language) -> Mapping[str, Mapping[str, str]]:
    name = f"{language}.toml"
    text = resources.files("accompany.network.report").joinpath(name).read_text("utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Words:
    """One language's sentences, terms, numbers and dates."""

    language: Language

    def say(self, key: str, **values: object) -> str:
        return texts(self.language)["say"][key].format(**values)

    def term(self, word: str) -> str:
        """Return a term of the program in this language; a name nobody translates stays."""
        return texts(self.language).get("term", {}).get(word, word)

    def phrase(self, form: str, values: tuple[str, ...]) -> str:
        """Return a phrase whose ``{0}``, ``{1}`` are numbers or names."""
        return self.term(form).format(*values)

    def chance(self, value: float) -> str:
        text = f"{value:.2f}"
        return text.replace(".", ",") if self.language == "es" else text

    def number(self, value: float) -> str:
        text = f"{value:,.0f}"
        return text.replace(",", ".") if self.language == "es" else text

    def day(self, on: date | None) -> str:
        if on is None:
            return ""
        return f"{on.day} {MONTHS[self.language].split()[on.month - 1]} {on.year}"
