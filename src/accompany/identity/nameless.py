"""Children whom a record without a name or a number may tell of: looked at, and never linked.

Place, language, dates and nationality say where and when, and never who. So what is found here is
shown to a person, one child at a time, with how many others agree as far, and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from accompany.engines.duck import Duck, literal
from accompany.identity.match import columns as at
from accompany.identity.match.asked import Asked, row_of
from accompany.identity.match.columns import Ints
from accompany.identity.match.index import Index

FEWEST_SIGNS = 3
"""Signs that must agree before a child is shown at all."""

NEAR_DAYS = 3
"""Days between two dates of entry that may be one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A child who may be meant: by which record, how many signs agree, and how many agree so."""

    subject: str
    record: str
    agrees: int
    days_apart: int | None
    """Between the dates of entry; None where one of them is not known."""
    place: int
    among: int
    """How many children there are to show."""
    as_far: int
    """How many children agree in as many signs, this one among them."""


def candidate(
    duck: Duck, index: Index, said: Mapping[str, str], place: int, *, facts: str = "known_facts"
) -> Candidate | None:
    """Return the candidate at a place, from 1; ``person`` is there. None where there is none."""
    rows, agrees = _alike(index, said)
    names = index.names(rows)
    duck.take("alike", pa.table({"about": names, "agrees": pa.array(agrees, pa.int32())}))
    entered = said.get("entered_on", "")[:10]
    duck.script(
        "accompany.identity", "nameless.sql",
        facts=facts, entered=literal(entered), near=str(NEAR_DAYS), fewest=str(FEWEST_SIGNS),
    )  # fmt: skip
    found = duck.rows("SELECT * FROM candidate WHERE place = $1", [place])
    return Candidate(*found[0]) if found else None


def _alike(index: Index, said: Mapping[str, str]) -> tuple[Ints, Ints]:
    """Return the children whom sex, country or month of birth does not tell apart, and of how
    many signs the same is said."""
    own = row_of(Asked.of(said), index.vocabulary)
    rows = index.standing(np.arange(sum(map(len, index.parts)), dtype=np.int32))
    known = index.columns(rows).rows
    agrees = np.zeros(len(rows), np.int32)
    apart = np.zeros(len(rows), np.bool_)
    sexes, zips = known[:, at.SEX_ZIP] >> at.SEX_ABOVE, known[:, at.SEX_ZIP] & at.ZIP_DIGITS
    pairs = [
        (sexes, own[at.SEX_ZIP] >> at.SEX_ABOVE), (known[:, at.COUNTRY], own[at.COUNTRY]),
        (known[:, at.BORN] >> 8, _month(said.get("born_on", ""))),
    ]  # fmt: skip
    for theirs, ours in pairs:
        both = (theirs > 0) & (ours > 0)
        agrees += both & (theirs == ours)
        apart |= both & (theirs != ours)
    agrees += (zips > 0) & (zips == own[at.SEX_ZIP] & at.ZIP_DIGITS)
    kept = np.flatnonzero(~apart & (agrees >= FEWEST_SIGNS - 1))
    return rows[kept], agrees[kept]


def _month(born: str) -> int:
    """Return a month of birth as its digits, of four bits each; 0 where it is not given."""
    digits = born[:7].replace("-", "")
    return int(digits, 16) if len(digits) == 6 and digits.isdigit() else 0
