"""The rulebook as pages: one for each instrument, and one that lists them all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Any

import yaml

from accompany.duties.rules import Duty, Pattern, rulebook

NATURES = {
    "right": "The last day of a right: letting it pass breaches nothing.",
    "limit": "The last day on which something can be done: letting it pass breaches nothing.",
}

Row = Sequence[str]


def table(header: Row, rows: Iterable[Row]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    cells = ([str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in lines)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


def _yaml(name: str) -> Any:
    path = resources.files("accompany").joinpath("rulebook", *name.split("/"))
    return yaml.safe_load(path.read_text("utf-8"))


def _instruments() -> dict[str, str]:
    """Return what each folder of the rulebook is, as its README says."""
    text = resources.files("accompany").joinpath("rulebook", "README.md").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for folder in re.findall(r"`([a-z0-9-]+)`", cells[0]) if len(cells) == 2 else ():
            found[folder] = cells[1][:1].upper() + cells[1][1:]
    return found


def _folder(duty: Duty) -> str:
    return duty.id.split("/")[1]


def _patterns(found: Sequence[Pattern]) -> str:
    words = []
    for one in found:
        values = "".join(f" {name}={value}" for name, value in one.values)
        words.append(f"`{one.fact}{values}`" + (f" by `{one.party}`" if one.party else ""))
    return " or ".join(words)


def _conditions(duty: Duty) -> Iterator[str]:
    yield f"- Opened by {_patterns(duty.starts)}."
    yield f"- Kept by {_patterns(duty.kept)}."
    if duty.attempts:
        days = " on different days" if duty.attempts.different_days else ""
        tries = _patterns(duty.attempts.patterns)
        yield f"- Kept too by {duty.attempts.times} of {tries}{days}."
    if duty.before:
        yield f"- To be done before {_patterns(duty.before)}."
    if duty.excused:
        yield f"- Excused by {_patterns(duty.excused)}."
    if duty.toll_from:
        yield f"- Stands still from {_patterns(duty.toll_from)} to {_patterns(duty.toll_to)}."
    if duty.ends:
        yield f"- Ended by {_patterns(duty.ends)}."
    if duty.every:
        until = f" until {_patterns(duty.every.until)}" if duty.every.until else ""
        yield f"- Falls again every {duty.every.days} days{until}."
    if duty.dated_by != "opening":
        yield f"- The version is picked by the day of {duty.dated_by}."


def _duty_part(duty: Duty) -> str:
    versions = [one for one in duty.versions if one.cite]
    rows = (
        [str(v.since), str(v.clock) if v.clock else "no longer in force", v.cite, str(v.checked)]
        for v in versions
    )
    parts = [
        f"## {duty.name}\n\n{duty.says}\n",
        " ".join(
            [
                f"Owed by `{duty.owed_by}` to `{duty.owed_to}`; {duty.strength}.",
                NATURES.get(duty.nature, ""),
            ]
        ).strip()
        + "\n",
        "\n".join(_conditions(duty)) + "\n",
        table(("from", "allows", "citation", "checked"), rows),
    ]
    parts += [f"> {v.text}\n>\n> {v.cite}\n" for v in versions if v.text]
    parts += [f"{v.note}\n" for v in versions if v.note]
    parts += _remarks(duty)
    cases = _yaml(f"{duty.id}.cases.yaml")
    listed = "\n".join(f"- {one['name']}: **{_expected(one['expect'])}**" for one in cases)
    parts.append(f"<details><summary>{len(cases)} cases</summary>\n\n{listed}\n\n</details>\n")
    return "\n".join(parts)


def _remarks(duty: Duty) -> Iterator[str]:
    for words in duty.notes.get("exceptions") or ():
        yield f"- {words}"
    for one in duty.notes.get("confused_with") or ():
        why = f" {one['why']}" if one.get("why") else ""
        yield f"- Not to be confused with `{one['duty']}`.{why}"
    for one in duty.notes.get("litigation") or ():
        yield f"- Litigation: {one['case']} ({one.get('court', 'court not named')}). " + str(
            one.get("effect", "")
        )
    if duty.notes.get("verify"):
        yield f"- Still to be read: {duty.notes['verify']}"
    yield ""


def _expected(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def rulebook_pages() -> dict[str, str]:
    titles = _instruments()
    by_folder: dict[str, list[Duty]] = {}
    for duty in rulebook().values():
        by_folder.setdefault(_folder(duty), []).append(duty)
    pages = {
        f"rulebook/{folder}.md": f"# {titles.get(folder, folder)}\n\nFolder `us/{folder}` of the "
        "rulebook. What the marks mean is in [states](../states.md).\n\n"
        + "\n".join(map(_duty_part, duties))
        for folder, duties in by_folder.items()
    }
    rows = [
        [f"[`{duty.id}`]({folder}.md#{duty.name})", duty.says, str(duty.strength), _mark(duty)]
        for folder, duties in by_folder.items()
        for duty in duties
    ]
    omitted = _yaml("us/not-duties.yaml")
    pages["rulebook/README.md"] = (
        "# The rulebook\n\n"
        f"{len(rows)} duties, each with its words or where to find them, and its cases.\n\n"
        + table(("duty", "says", "strength", "checked"), rows)
        + "\n## What no clock can judge\n\n"
        + table(("what", "why"), ([one["title"], one["why"].strip()] for one in omitted))
    )
    return pages


def _mark(duty: Duty) -> str:
    return "; ".join(dict.fromkeys(str(version.checked) for version in duty.in_force))
