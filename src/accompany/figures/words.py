"""Sentences, terms and days of the pages made here, in English and Spanish."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")


@cache
def texts(package: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """Return the word list ``en.toml`` or ``es.toml`` of a package, by section."""
    found = resources.files(package).joinpath(f"{language}.toml").read_text("utf-8")
    return tomllib.loads(found)


@dataclass(frozen=True, slots=True)
class Words:
    """One language's word list."""

    package: str
    language: Language

    def say(self, key: str, **values: object) -> str:
        return texts(self.package, self.language)["say"][key].format(**values)

    def term(self, section: str, word: str) -> str:
        """Return a term in this language; a word that nobody translates stays as it is."""
        return texts(self.package, self.language).get(section, {}).get(word, word)

    def day(self, on: date) -> str:
        names = texts(self.package, self.language)["day"]
        weekday, month = names["weekdays"].split()[on.weekday()], names["months"].split()
        return names["form"].format(
            weekday=weekday, day=on.day, month=month[on.month - 1], year=on.year
        )
