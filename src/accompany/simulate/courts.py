"""The immigration courts' CASE release of one chunk: cases, proceedings, hearings, motions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from accompany.simulate import columns, places
from accompany.simulate.chance import Bools, Ints, pick, stream
from accompany.simulate.clock import HOUR, NEVER
from accompany.simulate.columns import Column
from accompany.simulate.faults import Planted
from accompany.simulate.folder import Folder
from accompany.simulate.lives import HEARINGS, Lives
from accompany.simulate.persons import Persons
from accompany.simulate.rates import rate
from accompany.simulate.records import BLOCK, FIRST_ID, Batch
from accompany.simulate.stays import Stays
from accompany.simulate.truth import PEOPLES, person_ids
from accompany.sources.us.eoir_case import CASES, tables

NAME = "us/eoir_case"
FILE = f"extracts/{NAME}/EOIR Case Data/{CASES}.csv"
KINDS = ("appeal-decided", "appeal-filed", "case-opened", "hearing-adjourned", "hearing-missed",
         "hearing-set", "in-absentia-order", "judge-decided", "left-court-custody-record",
         "motion-decided", "motion-filed", "nta-issued", "reopened", "represented")  # fmt: skip
"""What the release tells of whenever it happened. Of addresses it keeps only the last."""
TAB, ZIP = "a tab typed into a town", "a ZIP code of the courts without its leading nought"
OTHERS_FROM = 50_000
"""Where the numbers of cases of grown-ups begin in a block."""
SIGNS = ("UJ", "J1", "identifier", "priority")


@cache
def words() -> Mapping[str, Any]:
    path = resources.files("accompany.simulate").joinpath("words", "courts.yaml")
    read: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return read


def layout(*, numbered: bool) -> dict[str, Sequence[str]]:
    """Return each table's columns as published; an agency's own copy has A-numbers as well."""
    found = {name: [column.upper() for column in one.columns] for name, one in tables().items()}
    if numbered:
        found[CASES] = [*found[CASES], "A_NUMBER"]
    return dict(found)


class Courts:
    """Writes the cases of one chunk's children, and among them those of grown-ups."""

    def __init__(
        self, seed: int, chunk: int, who: Persons, went: Stays, lives: Lives, out: Folder,
        planted: Planted,
    ) -> None:  # fmt: skip
        self.rng, self.chunk = stream(seed, chunk, "courts"), chunk
        self.custody = stream(seed, chunk, "courts' custody")
        self.who, self.went, self.lives, self.out = who, went, lives, out
        self.planted = planted

    def write(self, batch: Batch, rows: pa.Table) -> None:
        """Write a case for each record of the court's, and all that became of it."""
        stay, number = batch.stay, FIRST_ID + batch.number
        sign = pick(self.rng, rate("extracts", "court")["signs"], len(stay))
        told = self._at("address-told/eoir", stay)
        self._cases(stay, number, rows, told, sign == SIGNS.index("priority"))
        self._signs(number, self._at("nta-filed", stay), sign)
        self._proceedings(stay, number)
        self._hearings(stay, number)
        self._lawyers_and_motions(stay, number)
        self._appeals(stay, number, rows)
        self._custody(stay, number)
        self._of_others(len(stay) // 2)

    def _at(self, name: str, stay: Ints) -> Ints:
        return self.lives.at[name][stay]

    def _cases(self, stay: Ints, number: Ints, rows: pa.Table, told: Ints, first: Bools) -> None:
        n, child = len(stay), self.went.child[stay]
        moved = told > NEVER
        home = self.who.household[child]
        later = places.town_text({key: one[home] for key, one in self.who.address2.items()})
        has = {key: columns.whole(rows[key]) for key in ("city", "state", "zip")}
        town = columns.either(moved, later["town"], has["city"])
        zips = columns.either(moved, later["zip"], has["zip"])
        state = columns.either(moved, later["state"], has["state"])
        language = np.array([words()["languages"][one] for one in PEOPLES], dtype=object)
        minutes = self.rng.integers(8 * 60, 17 * 60, n) * (HOUR // 60)
        town = columns.piece(town, 0, 15)
        held = (self._at("ice-held", stay) > NEVER) & (self._at("ice-let-go", stay) == NEVER)
        slips, short = self._slips(town, zips)
        broken = columns.joined([columns.piece(town, 0, 2), columns.piece(town, 2, None)], "\t")
        said: dict[str, Column | str] = {
            "IDNCASE": columns.text(number),
            "ALIEN_CITY": columns.either(slips, broken, town),
            "ALIEN_ZIPCODE": columns.either(short, columns.piece(zips, 1, None), zips),
            "ALIEN_STATE": state,
            "NAT": columns.renamed(columns.whole(rows["country"]), words()["countries"]),
            "LANG": columns.words(language[self.who.people[child]]),
            "CUSTODY": columns.either(held, "D", "R"),
            "CASE_TYPE": "RMV",
            "DATE_OF_ENTRY": dated(self.went.found[stay]),
            "SEX": columns.whole(rows["sex"]),
            "ADDRESS_CHANGEDON": dated(told, minutes),
            "E_28_DATE": dated(self._at("counsel-entered", stay)),
            "CASEPRIORITY_CODE": columns.either(first, "UC", ""),
        }
        if "A_NUMBER" in self.out.tables[CASES]:
            said["A_NUMBER"] = columns.without(columns.whole(rows["a_number"]), "-")
        line = self.out.add(CASES, n, said) + np.arange(n)
        for fault, hit, cell, true in ((TAB, slips, "city", town), (ZIP, short, "zip", zips)):
            those = np.flatnonzero(hit)
            record = columns.taken(columns.whole(rows["record"]), those)
            of = pa.table({
                "true_record": record,
                "true_person": person_ids(self.who, child[those]),
            })  # fmt: skip
            self.planted.plant(
                fault, FILE, line[those], of, cell=cell, truly=columns.taken(true, those)
            )

    def _slips(self, town: Column, zips: Column) -> tuple[Bools, Bools]:
        """Say which towns have a tab typed into them, and which ZIP codes lose their nought."""
        rates, n = rate("extracts", "court"), len(town)
        known = np.array(town.is_valid())
        slips = known & (self.rng.random(n) < rates["tab"])
        zero = np.array(columns.piece(zips, 0, 1)) == "0"
        return slips, zero & known & ~slips & (self.rng.random(n) < rates["zip_short"])

    def _signs(self, number: Ints, filed: Ints, sign: Ints) -> None:
        """Mark each case as a child's by one of the signs there are."""
        for place, code in (("UJ", "4"), ("J1", "2")):
            those = np.flatnonzero(sign == SIGNS.index(place))
            self._juvenile(number[those], filed[those], code)
        those = np.flatnonzero(sign == SIGNS.index("identifier"))
        ids = columns.text(number[those])
        said: dict[str, Column | str] = {"IDNCASEID": ids, "IDNCASE": ids, "CASE_ID": "UJ"}
        self.out.add("A_TblCaseIdentifier", len(those), said)

    def _juvenile(self, number: Ints, on: Ints, code: str) -> None:
        ids = columns.text(number)
        said: dict[str, Column | str] = {
            "IDNJUVENILEHISTORY": ids, "IDNCASE": ids, "IDNPROCEEDING": ids, "IDNJUVENILE": code,
            "DATCREATEDON": dated(on),
        }  # fmt: skip
        self.out.add("tbl_JuvenileHistory", len(number), said)

    def _proceedings(self, stay: Ints, number: Ints) -> None:
        """Write each case's proceeding, and a second where an order was undone or sent back."""
        absent, decided = self._at("in-absentia-order", stay), self._at("judge-decided", stay)
        ended = np.where(absent > NEVER, absent, decided)
        other = columns.words(self.lives.told["decision"][stay])
        decision = columns.either(absent > NEVER, "X", other)
        mark = columns.either(absent > NEVER, "Y", "N")
        done = ended > NEVER
        said = self._proceeding(stay, number, self._at("nta-filed", stay)) | {
            "DEC_TYPE": columns.either(done, "O", ""),
            "DEC_CODE": columns.either(done, decision, ""),
            "COMP_DATE": dated(ended),
            "ABSENTIA": columns.either(done, mark, ""),
        }
        self.out.add("B_TblProceeding", len(stay), said)
        granted = self.lives.told["motion granted"][stay]
        reopened = np.where(granted, self._at("motion-decided", stay), NEVER)
        board = self._at("appeal-decided", stay)
        remanded = (self.lives.told["board result"][stay] == "remanded") & (board > NEVER)
        entered = np.where(remanded, board, reopened)
        again = np.flatnonzero(entered > NEVER)
        on = entered[again]
        said = self._proceeding(stay[again], number[again], on, turn=2)
        self.out.add("B_TblProceeding", len(again), said)

    def _proceeding(
        self, stay: Ints, number: Ints, entered: Ints, turn: int = 1
    ) -> dict[str, Column | str]:
        court = self._court(stay)
        return {
            "IDNPROCEEDING": columns.text(number + turn * 10_000_000),
            "IDNCASE": columns.text(number),
            "OSC_DATE": dated(self._at("nta-issued", stay)),
            "INPUT_DATE": dated(entered),
            "BASE_CITY_CODE": court, "HEARING_LOC_CODE": court, "CASE_TYPE": "RMV", "CUSTODY": "R",
        }  # fmt: skip

    def _court(self, stay: Ints) -> Column:
        states = sorted(rate("sponsors", "states"))
        town = self.who.address["town"][self.who.household[self.went.child[stay]]]
        return columns.taken([words()["courts"][one] for one in states], places.states()[town])

    def _hearings(self, stay: Ints, number: Ints) -> None:
        for turn in range(HEARINGS):
            name = f"hearing-{turn}"
            those = np.flatnonzero(self._at(f"{name}-set", stay) > NEVER)
            own = stay[those]
            day = self.lives.told[f"{name}-on"][own]
            missed = self._at("hearing-missed", own) == day
            held = self._at(f"{name}-held", own) == day
            last = held & (self._at("judge-decided", own) == day)
            reason = columns.either(held, columns.either(last, "8A", "17"), "")
            reason = columns.either(missed, "11", reason)
            set_on = self._at(f"{name}-set", own)
            self._hearing(own, number[those], turn, set_on, day, reason)
        set_on = self._at("hearing-set-first", stay)
        those = np.flatnonzero(set_on > NEVER)
        own = stay[those]
        reason = columns.either(self._at("hearing-adjourned", own) > NEVER, "02", "")
        day = self.lives.told["hearing-first-on"][own]
        self._hearing(own, number[those], HEARINGS, set_on[those], day, reason)

    def _hearing(
        self, stay: Ints, number: Ints, turn: int, set_on: Ints, day: Ints, reason: Column
    ) -> None:
        court, first = self._court(stay), turn in (0, HEARINGS)
        said: dict[str, Column | str] = {
            "IDNSCHEDULE": columns.text(number + turn * 10_000_000),
            "IDNPROCEEDING": columns.text(number + 10_000_000),
            "IDNCASE": columns.text(number),
            "INPUT_DATE": dated(set_on),
            "REC_TYPE": "X", "BASE_CITY_CODE": court, "HEARING_LOC_CODE": court,
            "CAL_TYPE": "M" if first else "I", "ADJ_DATE": dated(day),
            "ADJ_TIME_START": "0830" if first else "1300", "ADJ_MEDIUM": "P",
            "ADJ_RSN": reason,
        }  # fmt: skip
        self.out.add("tbl_schedule", len(stay), said)

    def _lawyers_and_motions(self, stay: Ints, number: Ints) -> None:
        since = self._at("counsel-entered", stay)
        those = np.flatnonzero(since > NEVER)
        ids = columns.text(number[those])
        said: dict[str, Column | str] = {
            "IDNREPSASSIGNED": ids, "IDNCASE": ids, "STRATTYLEVEL": "COURT",
            "STRATTYTYPE": "ALIEN", "E_28_DATE": dated(since[those]),
        }  # fmt: skip
        self.out.add("tbl_RepsAssigned", len(those), said)
        those = np.flatnonzero(self._at("motion-filed", stay) > NEVER)
        own, ids = stay[those], columns.text(number[those])
        decided = self._at("motion-decided", own)
        result = columns.either(self.lives.told["motion granted"][own], "G", "D")
        said = {
            "IDNMOTION": ids, "IDNCASE": ids, "REC_TYPE": "MA", "STRFILINGPARTY": "A",
            "MOTION_RECD_DATE": dated(self._at("motion-filed", own)), "COMP_DATE": dated(decided),
            "DEC": columns.either(decided > NEVER, result, ""),
        }  # fmt: skip
        self.out.add("tbl_Court_Motions", len(those), said)

    def _appeals(self, stay: Ints, number: Ints, rows: pa.Table) -> None:
        by_child = self._at("appeal-filed/respondent", stay)
        filed = np.maximum(by_child, self._at("appeal-filed/dhs", stay))
        those = np.flatnonzero(filed > NEVER)
        own, ids = stay[those], columns.text(number[those])
        decided = self._at("appeal-decided", own)
        codes: Mapping[str, str] = words()["board"]
        result = columns.words([codes[one] for one in self.lives.told["board result"][own]])
        country = columns.taken(columns.whole(rows["country"]), those)
        said: dict[str, Column | str] = {
            "IDNAPPEAL": ids, "IDNCASE": ids, "STRAPPEALCATEGORY": "IJ",
            "IDNPROCEEDING": columns.text(number[those] + 10_000_000),
            "STRAPPEALTYPE": "Case Appeal", "DATAPPEALFILED": dated(filed[those]),
            "STRFILEDBY": columns.either(by_child[those] > NEVER, "A", "I"),
            "DATBIADECISION": dated(decided),
            "STRBIADECISION": columns.either(decided > NEVER, result, ""),
            "STRBIADECISIONTYPE": columns.either(decided > NEVER, "R", ""),
            "STRCASETYPE": "RMV", "STRNAT": columns.renamed(country, words()["countries"]),
            "STRCUSTODY": "R",
        }  # fmt: skip
        self.out.add("tblAppeal", len(those), said)

    def _custody(self, stay: Ints, number: Ints) -> None:
        """Write the custody the court knows of: before release, for some; and later, by ICE."""
        known = self.custody.random(len(stay)) < rate("court", "custody_recorded")
        since = np.where(known, self.went.found[stay], NEVER)
        until = np.where(known, self._at("released", stay), NEVER)
        self._held(number, 1, columns.either(known, "R", "N"), since, until)
        those = np.flatnonzero(self._at("ice-held", stay) > NEVER)
        since, until = (self._at(name, stay[those]) for name in ("ice-held", "ice-let-go"))
        self._held(number[those], 2, columns.either(until > NEVER, "R", "D"), since, until)

    def _held(self, number: Ints, turn: int, custody: Column, since: Ints, until: Ints) -> None:
        said: dict[str, Column | str] = {
            "IDNCUSTODY": columns.text(number + turn * 10_000_000),
            "IDNCASE": columns.text(number),
            "CUSTODY": custody, "DATDETAINED": dated(since), "DATRELEASED": dated(until),
        }  # fmt: skip
        self.out.add("tbl_CustodyHistory", len(number), said)

    def _of_others(self, n: int) -> None:
        """Put cases of grown-ups among them, which are not for us."""
        number = FIRST_ID + self.chunk * BLOCK + OTHERS_FROM + np.arange(n)
        filed = self.lives.through - self.rng.integers(30, 2000, n)
        ids = columns.text(number)
        said: dict[str, Column | str] = {
            "IDNCASE": ids, "NAT": "HO", "LANG": "SP", "CUSTODY": "N", "CASE_TYPE": "RMV",
            "SEX": columns.taken(("M", "F"), self.rng.integers(0, 2, n)),
        }  # fmt: skip
        self.out.add(CASES, n, said)
        said = {
            "IDNPROCEEDING": ids, "IDNCASE": ids, "INPUT_DATE": dated(filed),
            "OSC_DATE": dated(filed - 20), "BASE_CITY_CODE": "MIA", "CASE_TYPE": "RMV",
        }  # fmt: skip
        self.out.add("B_TblProceeding", n, said)
        self._juvenile(number, filed, "5")
        never = np.full(n, NEVER)
        self._held(number, 1, columns.same("N", n), never, never)


def dated(day: Ints, into_day: Ints | int = 0) -> Column:
    """Write days as the courts do, at midnight or the time of day given; nothing for never."""
    known = day > NEVER
    moment = np.where(known, day * 24 * HOUR, -1) + np.where(known, into_day, 0)
    return columns.joined([columns.clock(moment, "%Y-%m-%d %H:%M:%S"), ".000"])
