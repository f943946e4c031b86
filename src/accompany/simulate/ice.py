"""What ICE releases to the public: arrests, detainers, stints, removals; grown-ups mostly."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from accompany.simulate import columns, places
from accompany.simulate.chance import Ints, mixed, stream
from accompany.simulate.clock import HOUR, NEVER, local_day
from accompany.simulate.columns import Column
from accompany.simulate.happenings import COUNTRY_NAMES
from accompany.simulate.lives import Lives
from accompany.simulate.persons import Persons
from accompany.simulate.rates import rate
from accompany.simulate.sheets import Sheets
from accompany.simulate.stays import Stays

NAME = "us/ice_records"
STINTS = ("custody-began", "custody-ended")
TITLES = ("U.S. Immigration and Customs Enforcement", "Made up", "", "", "", "")
"""Six lines stand above the header."""
ARRESTS = (
    "Apprehension Date", "Apprehension Type", "State", "County", "TOA Current Duty AOR",
    "Apprehension Final Program", "Arresting Agency", "Apprehension Method",
    "Apprehension Criminality", "Case Status", "Case Category", "Departure Country",
    "Final Order Yes No", "Birth Date", "Birth Year", "Citizenship Country", "Gender",
    "Departed Date", "Final Order Date", "Apprehension Site Landmark", "Operation",
    "TOA Current Duty Site", "Case Criminality", "Case Threat Level", "Anonymized Identifier",
)  # fmt: skip
"""The columns of arrests as released in 2026; some stay empty here."""
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
        self._stints(sheets)
        self._arrests(sheets)
        self._detainers(sheets)

    def _stints(self, sheets: Sheets) -> None:
        into, out = (
            self._both(*names) for names in (("ice-booked-in", "ice-held"),
                                             ("ice-booked-out", "ice-let-go"))
        )  # fmt: skip
        stay = np.flatnonzero(into > NEVER)
        others = 2 * len(stay)
        said = self._people(stay, into[stay], others)
        n = len(stay) + others
        book_in, book_out = self._dates(into[stay], others), self._dates(out[stay], others)
        stint = {
            "Stay Book In Date Time": book_in, "Book In Date Time": book_in,
            "Detention Facility": columns.same("MADE-UP STAGING FACILITY", n),
            "Book Out Date Time": book_out, "Stay Book Out Date Time": book_out,
            "Detention Release Reason": columns.same("Order of Recognizance", n), **said,
        }  # fmt: skip
        name = self._add(sheets, "detention-stints", stint)
        sheets.covers(name, STINTS)

    def _both(self, one: str, other: str) -> Ints:
        """Return the moment of each stay that has either."""
        return np.maximum(self.lives.at[one], self.lives.at[other])

    def _arrests(self, sheets: Sheets) -> None:
        """Write whom ICE arrested at large, and whom it took over from HHS."""
        at, later = self.lives.at, local_day(self.lives.at["ice-arrested_at"])
        day = np.maximum(at["ice-booked-in"], later)
        stay = np.flatnonzero(day > NEVER)
        others = rate("ice", "others_arrested") * len(stay)
        n = len(stay) + others
        said = self._people(stay, day[stay], others)
        ordered = np.concatenate([later[stay] > NEVER, self.rng.random(others) < 0.4])
        state = columns.whole(self._states(stay, others))
        gone = np.where(at["departed"][stay] >= day[stay], at["departed"][stay], NEVER)
        no = np.full(others, NEVER)
        final = np.where(later[stay] > NEVER, at["in-absentia-order"][stay], NEVER)
        arrest: dict[str, Column] = {
            "Apprehension Date": self._dates(day[stay], others),
            "Apprehension Method": columns.either(
                np.concatenate([later[stay] > NEVER, np.ones(others, dtype=bool)]),
                "Located", "Other Agency (turned over to INS)",
            ),
            "State": state,
            "Apprehension Final Program": columns.same("Fugitive Operations", n),
            "Arresting Agency": columns.same("ICE", n),
            "Apprehension Criminality": columns.same("3 Other Immigration Violator", n),
            "Departure Country": columns.either(
                np.concatenate([gone, no]) > NEVER, said["Citizenship Country"], columns.nothing(n)
            ),
            "Final Order Yes No": columns.either(ordered, "YES", "NO"),
            "Departed Date": _midnight(np.concatenate([gone, no])),
            "Final Order Date": _midnight(np.concatenate([final, no])),
            **said,
        }  # fmt: skip
        empty = columns.nothing(n)
        self._add(sheets, "arrests", {name: arrest.get(name, empty) for name in ARRESTS})

    def _detainers(self, sheets: Sheets) -> None:
        """Write detainers: the one table of ICE's that says whether an NTA was served."""
        at = self.lives.at
        stay = np.flatnonzero(at["detainer-prepared"] > NEVER)
        others = rate("ice", "others_arrested") * len(stay)
        served = at["nta-served"][stay]
        no = np.full(others, NEVER)
        detainer = {
            "Detainer Prepare Date": self._dates(at["detainer-prepared"][stay], others),
            "Order to Show Cause Served Yes No": columns.either(
                np.concatenate([served, no]) > NEVER, "YES", "NO"
            ),
            "Order to Show Cause Served Date": _midnight(np.concatenate([served, no])),
            **self._people(stay, served, others),
        }
        self._add(sheets, "detainers", detainer)

    def _states(self, stay: Ints, others: int) -> Column:
        town = self.who.address["town"][self.who.household[self.went.child[stay]]]
        known = sorted(rate("sponsors", "states"))
        place = np.concatenate([places.states()[town], self.rng.integers(0, len(known), others)])
        return columns.taken(known, place)

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
        return _midnight(whole)


def _midnight(day: Ints) -> Column:
    return columns.clock(np.where(day > NEVER, day * 24 * HOUR, -1), "%Y-%m-%d %H:%M:%S")


def _year(day: Ints) -> Ints:
    year: Ints = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return year
