"""Who else holds something, and what passes from a child's record: both kept in the access log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from accompany.jobs.cases import CaseIn, everything, take_statement
from accompany.jobs.opened import Asker, Opened, opened
from accompany.ledger.folder import Ledger
from accompany.network.evidence import Sender
from accompany.network.referral import APPROVING, Door, Referral, RefusedError
from accompany.network.sharing import Index, Notice
from accompany.walls.access import entries

ASK, REFER = "network ask", "network refer"


def ask_holders(world: Opened, record: str, by: str, asker: Asker) -> list[str]:
    """Return the other agencies that hold something on a record; each is told, and it is logged."""
    world.ask("network", asker, subject=record, what={"asked": "who holds it", "holder": by})
    index = Index(world.ledger.salt)
    index.add(everything(world))
    others = index.ask(record, by=by, case=asker.case, at=asker.at)
    for one in index.log:
        what = {"asked_by": one.asked_by, "holder": one.holder, "token": one.token}
        world.log(ASK, asker, True, "both sides are told", what=what)
    return others


def told_to(path: Path, agency: str) -> list[Notice]:
    """Return the notices an agency gets, oldest first, from the log that nobody can rewrite."""
    log = Ledger(path).access_path
    notices = [
        Notice(one["what"]["asked_by"], one["what"]["holder"], one["what"]["token"], one["case"],
               datetime.fromisoformat(one["at"]))
        for one in entries(log)
        if one["command"] == ASK
    ]  # fmt: skip
    return [one for one in notices if agency in (one.asked_by, one.holder)]


def refer_child(path: Path, asked: Referral, asker: Asker) -> str:
    """Pass a referral through the door into its case and return the statement's id.

    What was asked, by whom, who approved it and how it ended is logged before anything is kept.
    """
    with opened(path) as world:
        world.ask(REFER, asker)
        door = Door()
        what = {"approved_by": asked.approved_by, "passes": " ".join(sorted(asked.fields))}
        try:
            made = door.refer(asked)
        except RefusedError as refused:
            world.log(REFER, asker, False, str(refused), what=what)
            raise
        world.log(REFER, asker, True, asked.reason, what=what)
    take_statement(path, made, CaseIn(asked.case, Sender(APPROVING), asker.at, asker.who))
    return made.id
