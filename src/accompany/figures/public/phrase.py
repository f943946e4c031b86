"""Numbers, cuts and places of a figure as words, in either language."""

from __future__ import annotations

from collections.abc import Sequence

from accompany.core.when import DEFAULT_ZONE, local_day
from accompany.figures.cell import Answer, Cell, Place, Value
from accompany.figures.public.chart import Mark
from accompany.figures.public.edition import PACKAGE, Edition, Shown
from accompany.figures.words import Language, Words, texts

NONE = "\N{EN DASH}"
"""What stands where there is no number to give."""


class Speech(Words):
    """The site's word list."""

    def __init__(self, language: Language) -> None:
        super().__init__(PACKAGE, language)

    def says(self, one: Shown) -> str:
        found = texts(PACKAGE, self.language).get("says", {}).get(one.name)
        return found or one.planned.figure.says

    def definition(self, one: Shown) -> str:
        found = texts(PACKAGE, self.language).get("definition", {}).get(one.name)
        return found or one.planned.figure.definition.strip()

    def unit(self, one: Shown) -> str:
        return self.term("unit", one.planned.figure.unit)

    def source(self, name: str) -> str:
        return self.say(f"source_{name.replace('/', '_')}")

    def cut(self, by: Sequence[str]) -> str:
        names = [self.term("dim", dim) for dim in by]
        if len(names) == 1:
            return self.say("by", dim=names[0])
        return self.say("by_two", first=names[0], second=names[1])

    def place(self, value: Place) -> str:
        return self.say("unknown") if value is None else self.term("place", str(value))

    def last_day(self, made: Edition, one: Shown | None = None) -> str:
        """Return the day of a figure's own download, or the last of any."""
        return self.day(local_day(made.as_of_of(one) if one else made.as_of, DEFAULT_ZONE))

    # ------------------------------------------------------------ numbers

    def number(self, value: Value, *, digits: int = 1) -> str:
        if value is None:
            return self.say("withheld")
        return f"{value:,}" if isinstance(value, int) else f"{value:,.{digits}f}"

    def value(self, measure: str, cell: Cell) -> str:
        """Return what a cell says: a count, a mean, or a share as a range where some is unclear."""
        if cell.withheld:
            return self.say("withheld")
        if measure == "mean":
            return self.say("days", n=self.number(cell.value))
        if measure == "portion":
            low, high = share(cell)
            said = f"{low:.1f}", f"{high:.1f}"
            if said[0] == said[1]:
                return self.say("per_cent", low=said[0])
            return self.say("per_cent_range", low=said[0], high=said[1])
        return self.number(cell.value)

    def mark(self, answer: Answer, cell: Cell) -> Mark:
        """Return how a cell of a table of one dimension is drawn."""
        (place,) = cell.by.values()
        measure = answer.figure.measure
        low: float | None = None if cell.withheld else cell.value
        high = low
        if measure == "portion" and not cell.withheld:
            low, high = share(cell)
        return Mark(self.place(place), low, high, self.value(measure, cell))


def share(cell: Cell) -> tuple[float, float]:
    """Return the least and the greatest per cent: without and with all that is unclear."""
    sure, unclear = cell.numerator or 0, cell.unclear or 0
    whole = (cell.denominator or 0) + unclear
    return (100 * sure / whole, 100 * (sure + unclear) / whole) if whole else (0.0, 0.0)
