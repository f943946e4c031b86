"""The calendars of the rulebook, read once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from accompany.core.calendar import Calendar, Holiday

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@cache
def calendars() -> Mapping[str, Calendar]:
    """Return the calendars of ``rulebook/us/calendars.yaml``, by name."""
    book = resources.files("accompany").joinpath("rulebook", "us", "calendars.yaml")
    rows: dict[str, Any] = yaml.safe_load(book.read_text("utf-8"))
    return {
        name: _calendar(name, {**rows.get(row.get("like", ""), {}), **row})
        for name, row in rows.items()
    }


def _calendar(name: str, row: Mapping[str, Any]) -> Calendar:
    closings: dict[date, str] = {shut["on"]: shut["name"] for shut in row.get("closings", ())}
    return Calendar(name, tuple(_holiday(found) for found in row["holidays"]), closings)


def _holiday(row: Mapping[str, Any]) -> Holiday:
    given = {
        name: row[name] for name in ("month", "day", "nth", "first_year", "every") if name in row
    }
    if "weekday" in row:
        given["weekday"] = _WEEKDAYS.index(row["weekday"])
    return Holiday(row["name"], **given)
