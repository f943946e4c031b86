"""What ICE releases to the public: detention stints and removals, of grown-ups mostly, no names."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from accompany.simulate import columns
from accompany.simulate.chance import Ints, mixed, stream
from accompany.simulate.clock import HOUR, NEVER
from accompany.simulate.columns import Column
from accompany.simulate.happenings import COUNTRY_NAMES
from accompany.simulate.lives import Lives
from accompany.simulate.persons import Persons
from accompany.simulate.sheets import Sheets
from accompany.simulate.stays import Stays

NAME = "us/ice_records"
STINTS = ("custody-began", "custody-ended")
TITLES = ("U.S. Immigration and Customs Enforcement", "Made up", "", "", "", "")
"""Six lines stand above the header."""
REDACTED = "b(6), b(7)c"
OTHERS_FROM = 100_000
CHILD = 18
"""The adapter keeps whoever turned at most so old in the year of the row."""


class Ice:
    """Writes the rows of one chunk: of its children, and of as many and more grown-ups."""

    def __init__(
        self, seed: int, chunk: int, who: Persons, went: Stays, lives: Lives, *, workbooks: bool
    ) -> None:
        self.rng, self.chunk, self.seed = stream(seed, chunk, "ice"), chunk, seed
        self.who, self.went, self.lives = who, went, lives
        self.ending = "xlsx" if workbooks else "csv"
        self.known: list[tuple[Column, Ints]] = []
        """The records of possible children, and whose they are."""

    def write(self, sheets: Sheets) -> None:
        at = self.lives.at
        stay = np.flatnonzero(at["departed"] > NEVER)
        left = at["departed"][stay]
        said = self._people(stay, left, len(stay))
        gone = self._dates(left, len(stay))
        country = said["Citizenship Country"]
        self._add(sheets, "removals", {"Departed Date": gone, "Departure Country": country, **said})
        stay = np.flatnonzero(at["ice-booked-in"] > NEVER)
        into, out = at["ice-booked-in"][stay], at["ice-booked-out"][stay]
        said = self._people(stay, into, 2 * len(stay))
        n = 3 * len(stay)
        book_in, book_out = self._dates(into, 2 * len(stay)), self._dates(out, 2 * len(stay))
        stint = {
            "Stay Book In Date Time": book_in, "Book In Date Time": book_in,
            "Detention Facility": columns.same("MADE-UP STAGING FACILITY", n),
            "Book Out Date Time": book_out, "Stay Book Out Date Time": book_out,
            "Detention Release Reason": columns.same("Order of Recognizance", n), **said,
        }  # fmt: skip
        name = self._add(sheets, "detention-stints", stint)
        sheets.covers(name, STINTS)

    def _add(self, sheets: Sheets, what: str, said: dict[str, Column]) -> str:
        name = f"{NAME}/{what}.{self.ending}"
        rows = pa.table(said)
        if rows.num_rows:
            sheets.add(name, rows, TITLES)
        return name

    def _people(self, stay: Ints, day: Ints, others: int) -> dict[str, Column]:
        """Return who the rows are of, children first; keep the keys of those not set apart."""
        child = self.went.child[stay]
        born = _year(self.who.born[child])
        place = np.concatenate([child, OTHERS_FROM + np.arange(others)])
        key = columns.joined([self._digits(place, half) for half in (1, 2)])
        possible = np.flatnonzero(_year(day) - born <= CHILD)
        record = columns.joined([f"{NAME}:", columns.taken(key, possible)])
        self.known.append((record, child[possible]))
        all_born = np.concatenate([born, self.rng.integers(1960, 1999, others)])
        codes = np.concatenate([self.who.country[child], np.full(others, "HND", dtype=object)])
        girl = np.concatenate([self.who.girl[child], self.rng.random(others) < 0.2])
        names = np.array([COUNTRY_NAMES[code].upper() for code in codes], dtype=object)
        return {
            "Birth Date": columns.same(REDACTED, len(all_born)),
            "Birth Year": columns.text(all_born),
            "Citizenship Country": columns.words(names),
            "Gender": columns.taken(("Male", "Female"), girl.astype(np.int64)),
            "Anonymized Identifier": key,
        }

    def _digits(self, person: Ints, half: int) -> Column:
        """Return twenty digits that hang on a person alone."""
        number = (mixed(self.seed, self.chunk, person, half) >> np.uint64(1)).astype(np.int64)
        return columns.padded(number, 20)

    def _dates(self, day: Ints, others: int) -> Column:
        whole = np.concatenate([day, self.lives.through - self.rng.integers(1, 2000, others)])
        return columns.clock(np.where(whole > NEVER, whole * 24 * HOUR, -1), "%Y-%m-%d %H:%M:%S")


def _year(day: Ints) -> Ints:
    year: Ints = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return year
