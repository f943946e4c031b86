"""Every shape a rule can have, of made-up duties: what judge.sql must judge as judge.py does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from accompany.core.cite import Checked, Strength
from accompany.duties.rules import (
    AFTER_LAW,
    BEFORE_LAW,
    Attempts,
    Clock,
    Duty,
    Every,
    Pattern,
    Version,
)

CHANGE = date(2024, 3, 20)
"""The day on which the made-up laws change."""


def made(name: str, clock: Clock | None, **more: Any) -> Duty:
    """A duty of made-up kinds: opened by ``released``, kept by ``call-reached-child``."""
    versions = more.pop("versions", None) or (
        Version(BEFORE_LAW, date(2020, 1, 1), None),
        Version(date(2020, 1, 1), AFTER_LAW, clock, more.pop("roll", "none"), checked=Checked.READ),
    )
    given: dict[str, Any] = {
        "says": name, "rows": (), "owed_by": "hhs-orr", "owed_to": "child",
        "strength": Strength.POLICY, "starts": (Pattern("released"),),
        "kept": (Pattern("call-reached-child"),), "excused": (), "ends": (), "before": (),
        "attempts": None, "every": None, "toll_from": (), "toll_to": (),
        "first_decides": False, "dated_by": "opening", "calendar": "us-federal", "notes": {},
    }  # fmt: skip
    return Duty(id=f"made/{name}", versions=versions, **{**given, **more})


def changed(earlier: Clock | None, later: Clock | None) -> tuple[Version, ...]:
    return (
        Version(BEFORE_LAW, date(2020, 1, 1), None),
        Version(date(2020, 1, 1), CHANGE, earlier, checked=Checked.READ),
        Version(CHANGE, AFTER_LAW, later, checked=Checked.READ),
    )


VISIT, TRY = (Pattern("visit-made"),), (Pattern("call-attempted"),)
EXCUSE, DEATH = (Pattern("contact-declined"),), (Pattern("died"),)
FROM, TO = (Pattern("absent-without-leave"),), (Pattern("located"),)

SHAPES: Sequence[Duty] = (
    made("asked-of-fewer", Clock("days", 3),
         starts=(Pattern("released", "", (("category", "1"),)),)),
    made("hours", Clock("hours", 72), excused=EXCUSE),
    made("days", Clock("days", 3), excused=EXCUSE, ends=DEATH),
    made("simple-days", Clock("days", 3)),
    made("simple-hours", Clock("hours", 48)),
    made("simple-business", Clock("business days", 2), roll="forward"),
    made("years", Clock("years", 1), owed_by="holding-agency"),
    made("rolled-forward", Clock("days", 5), roll="forward", calendar="us-eoir"),
    made("rolled-back", Clock("days", 9, 4), roll="back", ends=DEATH),
    made("window", Clock("days", 6, 3), excused=EXCUSE, kept=VISIT, owed_by="sponsor"),
    made("hour-window", Clock("hours", 72, 24)),
    made("open-window", Clock("days", None, 4), first_decides=True),
    made("first-decides", None, versions=changed(Clock("days", 8, 4), Clock("days", 3)),
         first_decides=True, ends=DEATH),
    made("business-window", Clock("business days", 5, 2)),
    made("gap", Clock("none"), excused=EXCUSE, ends=DEATH),
    made("before", Clock("before"), before=VISIT, excused=EXCUSE, ends=DEATH),
    made("attempts", Clock("days", 6), attempts=Attempts(TRY, 2, True)),
    made("tries", Clock("hours", 60), attempts=Attempts(VISIT, 3, False), owed_by="sponsor"),
    made("tries-decide", Clock("hours", 90, 40), first_decides=True,
         attempts=Attempts(TRY, 2, True)),
    made("every-tries", Clock("days", 6), every=Every(16, ()), attempts=Attempts(TRY, 2, False)),
    made("every-tolled", Clock("days", 5), every=Every(14, DEATH), toll_from=FROM, toll_to=TO),
    made(
        "window-tries",
        Clock("days", 8, 2),
        attempts=Attempts(TRY, 2, True),
    ),
    made("every", Clock("days", 5), every=Every(12, DEATH), excused=EXCUSE),
    made(
        "every-window",
        Clock("days", 6, 1),
        every=Every(17, ()),
        starts=(Pattern("reopened"),),
        owed_by="holding-agency",
    ),
    made("tolled-hours", Clock("hours", 72), toll_from=FROM, toll_to=TO, excused=EXCUSE),
    made("tolled-days", Clock("days", 4), toll_from=TO, toll_to=FROM),
    made("changed", None, versions=changed(Clock("days", 2), Clock("hours", 30))),
    made("repealed", None, versions=changed(Clock("days", 3), None), excused=EXCUSE),
    made("began", None, versions=changed(None, Clock("days", 3, 1))),
    made("gap-then-law", None, versions=changed(Clock("none"), Clock("days", 2))),
    made(
        "dated",
        None,
        versions=changed(Clock("days", 2), Clock("days", 4)),
        dated_by="custody-began",
    ),
    made("dated-repealed", None, versions=changed(Clock("hours", 50), None), dated_by="decision"),
    made("dated-own", None, versions=changed(Clock("days", 2), Clock("days", 4)),
         dated_by="release"),
    made("holding", Clock("days", 3), owed_by="holding-agency"),
    made(
        "valued",
        Clock("days", 3),
        starts=(Pattern("released", "", (("category", "1"),)), Pattern("reopened")),
        kept=(Pattern("call-reached-child", "hhs-orr", (("safe", "yes"), ("in_school", "no"))),
              Pattern("visit-made")),
    ),
)  # fmt: skip

KINDS = (
    "released", "call-reached-child", "visit-made", "contact-declined", "died",
    "absent-without-leave", "located", "call-attempted", "custody-began", "judge-decided",
    "reopened",
)  # fmt: skip
