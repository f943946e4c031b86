"""An answer as one JSON document."""

from __future__ import annotations

from typing import Any

from accompany.core.fact import Fact
from accompany.figures.owed.answer import Answer, Owed, standing
from accompany.figures.owed.telling import but


def document(found: Answer) -> dict[str, Any]:
    """Return the answer for a program; every day is ISO, every instant UTC."""
    return {
        "today": found.today,
        "zone": found.zone,
        "told": [_fact(fact) for fact in found.facts],
        "dated": [_owed_document(found, owed) for owed in found.dated],
        "gaps": [_owed_document(found, owed) for owed in found.gaps],
        "without_clock": [
            {"rule": b.name, "says": b.says, "cite": b.cite, "strength": str(b.strength),
             "checked": str(b.checked), "words": b.text, "but": b.but} for b in found.bare
        ],
        "turns_on_a_date": [
            {"what": name, "answer": one.answer, "why": one.why, "checked": str(one.checked),
             "cite": one.version.cite if one.version else None, "look_at": list(one.also)}
            for name, one in found.turns
        ],
        "not_in_force": [
            {"duty": one.duty.id, "on": one.on, "why": one.version.note or one.version.cite}
            for one in found.lapsed
        ],
        "would_open": [
            {"duty": duty.id, "fact": pattern.fact, "with": dict(pattern.values)}
            for duty, pattern in found.ask
        ],
    }  # fmt: skip


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "from": fact.day_earliest,
        "to": fact.day_latest,
        "party": fact.party,
        "values": dict(fact.details),
    }


def _owed_document(found: Answer, owed: Owed) -> dict[str, Any]:
    due, duty, version = owed.due, owed.duty, owed.version
    return {
        "duty": duty.id,
        "says": duty.says,
        "nature": duty.nature,
        "owed_by": due.owed_by,
        "owed_to": duty.owed_to,
        "opened_by": _fact(owed.opened),
        "not_before": owed.from_day,
        "last_day": owed.day,
        "last_day_at_the_latest": owed.last_day,
        "due_earliest": due.due.earliest.isoformat() if due.due else None,
        "due_latest": due.due.latest.isoformat() if due.due else None,
        "stands": standing(owed, found.today),
        "kept_by": _fact(owed.kept) if owed.kept else None,
        "rule_version": version.since if version else None,
        "cite": version.cite if version else None,
        "words": version.text if version else None,
        "strength": str(duty.strength),
        "checked": str(version.checked) if version else None,
        "may_be_breached": bool(version and duty.may_say_breached(version)),
        "steps": [{"say": step.say, **step.put} for step in owed.steps],
        "kept_by_any_of": [p.fact for p in duty.kept],
        "stopped_or_moved_by": [
            p.fact for p in (*duty.excused, *duty.ends, *duty.toll_from)
        ],
        "told_that_may_stop_it": [_fact(fact) for fact in owed.touched],
        "but": but(owed),
    }  # fmt: skip
