"""The last days of an answer as a calendar file that any calendar reads (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from accompany.figures.owed.answer import Answer, Owed
from accompany.figures.owed.telling import ENGLISH

_LONGEST = 74


def calendar(found: Answer) -> str:
    """Return one all-day event for each last day that is not past or done; no name is in it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//accompany//owed//EN",
        "CALSCALE:GREGORIAN",
    ]
    for owed in found.dated:
        if owed.day and not owed.kept and owed.day >= found.today:
            lines += _event(owed, owed.day, found.today)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def _event(owed: Owed, on: date, today: date) -> list[str]:
    key = f"{owed.duty.id} {owed.due.opened_by.hex()} {owed.due.opened.earliest.isoformat()}"
    cite = owed.version.cite if owed.version else ""
    said = f"{owed.duty.says} {ENGLISH.say('ics_warning', cite=cite)}"
    return [
        "BEGIN:VEVENT",
        f"UID:{hashlib.sha256(key.encode()).hexdigest()[:32]}@accompany",
        f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(f'Last day: {owed.duty.name}')}",
        f"DESCRIPTION:{escaped(said)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Yield the parts of a line of at most 75 octets; a part that goes on begins with a space."""
    part, lead = "", ""
    for letter in line:
        if len(f"{lead}{part}{letter}".encode()) > _LONGEST:
            yield lead + part
            part, lead = "", " "
        part += letter
    yield lead + part
