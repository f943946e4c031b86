"""The facts of one chunk as they happened: one row each, by kind, with who would tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from accompany.simulate import columns, places, truth
from accompany.simulate.chance import Ints
from accompany.simulate.clock import NEVER, local_day
from accompany.simulate.columns import Column
from accompany.simulate.lives import HEARINGS, Lives
from accompany.simulate.persons import RELATIONSHIPS, Persons
from accompany.simulate.stays import Stays

VALUES = ("country", "category", "relationship", "state", "zip", "office", "motion", "result",
          "calendar", "on", "form", "line", "reason", "still_with_sponsor")  # fmt: skip
"""What facts carry beside who and when; each a column, null where a kind has none."""

NOBODY = "nobody"
"""Who tells of a birthday: it follows from the day of birth."""

COUNTRY_NAMES = {
    "GTM": "Guatemala", "HND": "Honduras", "SLV": "El Salvador", "MEX": "Mexico",
    "NIC": "Nicaragua", "ECU": "Ecuador", "VEN": "Venezuela", "COL": "Colombia", "PER": "Peru",
    "CUB": "Cuba", "BRA": "Brazil",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: which moments it has, who acted, who received, who would tell of it."""

    kind: str
    moments: str
    """The name of the moments in ``Lives``, or a column of ``Stays``; ``_at`` marks instants."""
    party: str
    told_by: str
    to_party: str = ""
    says: Mapping[str, str] = field(default_factory=dict)


KINDS = (
    Kind("apprehended", "found_at", "cbp-usbp", "cbp"),
    Kind("custody-began", "found_at", "cbp-usbp", "cbp"),
    Kind("determined-unaccompanied", "determined_at", "cbp-usbp", "cbp"),
    Kind("hhs-notified", "told_hhs_at", "cbp-usbp", "cbp", "hhs-orr"),
    Kind("exceptional-circumstances", "exceptional-circumstances_at", "cbp-usbp", "cbp"),
    Kind("custody-ended", "admitted_at", "cbp-usbp", "cbp", "hhs-orr"),
    Kind("custody-began", "admitted_at", "hhs-orr", "hhs"),
    Kind("intake-assessed", "intake-assessed_at", "care-provider", "hhs"),
    Kind("assessed", "assessed", "care-provider", "hhs"),
    Kind("suitability-found", "suitability-found", "hhs-orr", "hhs"),
    Kind("released", "released_at", "hhs-orr", "hhs", "sponsor"),
    Kind("custody-ended", "left-care", "hhs-orr", "hhs"),
    Kind("absent-without-leave", "absent_at", "care-provider", "hhs"),
    Kind("absence-reported", "absence-reported_at", "care-provider", "hhs", "hhs-orr"),
    Kind("located", "located_at", "police", "hhs"),
    Kind("custody-began", "ice-booked-in", "ice-ero", "ice"),
    Kind("custody-ended", "ice-booked-out", "ice-ero", "ice"),
    Kind("apprehended", "ice-apprehended_at", "ice-ero", "ice"),
    Kind("hhs-notified", "ice-told-hhs_at", "ice-ero", "ice", "hhs-orr"),
    Kind("custody-began", "ice-held", "ice-ero", "ice"),
    Kind("custody-ended", "ice-let-go", "ice-ero", "ice"),
    Kind("discharge-notified", "discharge-notified_at", "care-provider", "hhs", "dhs"),
    Kind("call-attempted", "call-attempted", "care-provider", "calls"),
    Kind("call-reached-child", "call-reached-child", "care-provider", "calls"),
    Kind("call-reached-adult", "call-reached-adult", "care-provider", "calls"),
    Kind("prs-accepted", "prs-accepted", "prs-provider", "provider"),
    Kind("prs-began", "prs-began", "prs-provider", "provider"),
    Kind("visit-made", "visit-made", "prs-provider", "provider"),
    Kind("concern-learned", "concern-learned_at", "orr-ncc", "concern"),
    Kind("concern-reported", "concern-reported_at", "orr-ncc", "concern", "hhs-orr"),
    Kind("concern-closed", "concern-closed", "hhs-orr", "concern"),
    Kind("hotline-called", "hotline-called", "orr-ncc", "hotline", says={"line": "orr-hotline"}),
    Kind("died", "died", "", "hhs"),
    Kind("departed", "departed", "ice-ero", "ice"),
    Kind("turned-18", "turned-18", "", NOBODY),
    Kind("nta-issued", "nta-issued", "ice-ero", "ice", says={"form": "I-862"}),
    Kind("nta-served", "nta-served", "ice-ero", "ice"),
    Kind("nta-filed", "nta-filed", "ice-opla", "court", "eoir"),
    Kind("counsel-entered", "counsel-entered", "counsel", "court"),
    *(Kind("hearing-set", f"hearing-{n}-set", "eoir", "court") for n in range(HEARINGS)),
    *(Kind("hearing-held", f"hearing-{n}-held", "eoir", "court") for n in range(HEARINGS)),
    Kind("hearing-set", "hearing-set-first", "eoir", "court"),
    Kind("hearing-adjourned", "hearing-adjourned", "eoir", "court"),
    Kind("hearing-missed", "hearing-missed", "child", "court"),
    Kind("in-absentia-order", "in-absentia-order", "eoir", "court"),
    Kind("judge-decided", "judge-decided", "eoir", "court", says={"decision": "other"}),
    Kind("appeal-filed", "appeal-filed/respondent", "respondent", "court", "eoir-bia"),
    Kind("appeal-filed", "appeal-filed/dhs", "dhs", "court", "eoir-bia"),
    Kind("appeal-decided", "appeal-decided", "eoir-bia", "court"),
    Kind("motion-filed", "motion-filed", "respondent", "court", says={"motion": "reopen"}),
    Kind("motion-decided", "motion-decided", "eoir", "court", says={"motion": "reopen"}),
    Kind("missed-hearing-told", "missed-hearing-told", "ice-ero", "ice", "hhs-orr"),
    Kind("location-attempted", "location-attempted", "ice-ero", "ice"),
    Kind("moved", "moved", "child", "calls"),
    Kind("address-told", "address-told/eoir", "child", "court", "eoir", {"office": "eoir"}),
    Kind("address-told", "address-told/uscis", "child", "uscis", "uscis", {"office": "uscis"}),
    Kind("address-told", "address-told/hhs-orr", "sponsor", "calls", "hhs-orr",
         {"office": "hhs-orr"}),
    Kind("relief-filed", "relief-filed", "child", "uscis", says={"form": "I-589"}),
    Kind("relief-decided", "relief-decided", "uscis", "uscis", says={"form": "I-589"}),
)  # fmt: skip


def happenings(who: Persons, went: Stays, lives: Lives) -> Iterator[pa.Table]:
    """Yield the facts of each kind that happened to the children of one chunk."""
    values = _values(who, went, lives)
    for kind in KINDS:
        moment = lives.at[kind.moments] if kind.moments in lives.at else getattr(went, kind.moments)
        rows = np.flatnonzero(moment > NEVER)
        if len(rows):
            yield _table(kind, who, went, lives, rows, moment[rows], values)


def _table(
    kind: Kind, who: Persons, went: Stays, lives: Lives, rows: Ints, moment: Ints,
    values: Mapping[str, Mapping[str, Column]],
) -> pa.Table:  # fmt: skip
    n = len(rows)
    instants = kind.moments.endswith("_at")
    day = local_day(moment) if instants else moment
    written = np.ones(n, dtype=bool)
    if kind.kind.startswith("call-"):
        written = lives.written["calls"][rows]
    said: dict[str, Any] = {name: columns.nothing(n) for name in VALUES}
    said |= {
        name: columns.taken(column, rows) for name, column in values.get(kind.kind, {}).items()
    }
    said |= {name: columns.same(word, n) for name, word in kind.says.items() if name in VALUES}
    return pa.table(
        {
            "person": truth.person_ids(who, went.child[rows]),
            "stay": columns.numbers(rows),
            "kind": columns.same(kind.kind, n),
            "on_day": columns.day(day, day > NEVER),
            "moment": columns.instants(moment, np.full(n, instants)),
            "party": columns.same(kind.party, n),
            "to_party": columns.same(kind.to_party, n),
            "told_by": columns.same(kind.told_by, n),
            "written_down": columns.numbers(written),
            **said,
        }
    )


def _values(who: Persons, went: Stays, lives: Lives) -> dict[str, dict[str, Column]]:
    """Return what the facts of some kinds say beside who and when, by stay."""
    child = went.child
    where = {key: column[who.household[child]] for key, column in who.address.items()}
    town = places.town_text(where)
    named = np.array([COUNTRY_NAMES[code] for code in who.country[child]], dtype=object)
    country = columns.words(named)
    category = columns.taken(("1", "2", "3"), who.category[child] - 1)
    kin = columns.taken(RELATIONSHIPS, who.relationship[child])
    told = lives.told
    granted = columns.taken(("denied", "granted"), told["motion granted"].astype(np.int64))
    return {
        "apprehended": {"country": country},
        "released": {"category": category, "relationship": kin, "state": town["state"],
                     "zip": town["zip"], "country": country},
        "custody-ended": {},
        "call-reached-adult": {
            "still_with_sponsor": columns.taken(("no", "yes"), told["still with sponsor"] * 1)
        },
        "hotline-called": {
            "category": columns.taken(("labour",), told["works"] * 0, told["works"])
        },
        "motion-decided": {"result": granted},
        "appeal-decided": {"result": columns.words(told["board result"])},
    }  # fmt: skip
