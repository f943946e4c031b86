"""Write the reference from the code: commands, sources, words, figures and the rulebook.

`python tools/docs.py` writes `docs/reference/` and the tables of the README; `--check` writes
nothing and fails where a page is stale; `--run` also runs the commands of every page and puts what
they print into it, leaving abridged blocks that no longer fit to a person.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import click  # noqa: E402
import yaml  # noqa: E402
from tools import console  # noqa: E402

from accompany.cli.main import accompany as program  # noqa: E402
from accompany.core.cite import Checked, Strength  # noqa: E402
from accompany.core.fact import kinds  # noqa: E402
from accompany.core.party import parties  # noqa: E402
from accompany.duties.judge import State  # noqa: E402
from accompany.duties.rules import Duty, Pattern, rulebook  # noqa: E402
from accompany.figures.book import book  # noqa: E402
from accompany.sources import known  # noqa: E402
from accompany.walls.purpose import data_classes, may, purposes, purposes_for  # noqa: E402

GENERATED = "<!-- Written by tools/docs.py from the code: change that, then run `make docs`. -->\n"

STATES: Mapping[State, str] = {
    State.WAITING: "The time is not up and nothing is on file yet.",
    State.KEPT: "Something on file keeps it, in time whichever way its moments are read.",
    State.LATE: "It was kept after the time was up, whichever way the moments are read.",
    State.OVERDUE: "The time is up, nothing on file keeps it, and those who would have said so "
    "were heard from for the whole of that time.",
    State.EXCUSED: "Something the rule names as an excuse was recorded in time.",
    State.PAUSED: "The clock stands still, because of something the rule names.",
    State.SUPERSEDED: "Something ended it before it was up. It is counted nowhere.",
    State.UNCLEAR: "The records cannot tell: nobody who would know was heard from, or only a day "
    "was written where the hour decides.",
    State.GAP: "The law sets no deadline. It is never late; that it is open is the finding.",
}
NATURES = {
    "right": "The last day of a right: letting it pass breaches nothing.",
    "limit": "The last day on which something can be done: letting it pass breaches nothing.",
}
MARKS: Mapping[Checked, str] = {
    Checked.READ: "The words were read in the law and stand beside the rule; a test holds them "
    "against the text. Only these can be called *breached*, and only as statute, regulation or "
    "court order.",
    Checked.SECONDHAND: "Read in somebody else's account of it.",
    Checked.REMEMBERED: "General knowledge; the words were not read. Its counts stand in a column "
    "of their own.",
    Checked.DISPUTED: "Sources conflict. Its counts stand in a column of their own.",
}

Row = Sequence[str]


def table(header: Row, rows: Iterable[Row]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    cells = ([str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in lines)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


# ---------- commands


def _commands() -> Mapping[str, click.Command]:
    return program.commands


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=88, max_content_width=88)
    return command.get_help(context)


def _says(command: click.Command) -> str:
    return (command.help or "").partition("\n\n")[0].replace("\n", " ").strip()


def commands_page() -> str:
    parts = [
        "# Commands\n",
        "Every command ends with 0 when it is done, 1 when the input is at fault (the message says",
        "which file and line, and what to do) and 2 when it was asked wrongly or without a purpose",
        "that serves. Dates are written 2024-06-30.\n",
        f"```text\n{_help(program, 'accompany')}\n```\n",
    ]
    for name, command in _commands().items():
        parts.append(f"## {name}\n\n```text\n{_help(command, f'accompany {name}')}\n```\n")
    return "\n".join(parts)


def commands_table() -> str:
    rows = (
        [f"[`{name}`](docs/reference/commands.md#{name})", _says(one)]
        for name, one in _commands().items()
    )
    return table(("command", "does"), rows)


# ---------- sources and words


def sources_page() -> str:
    parts = [
        "# Sources\n",
        "A source is the adapter that reads one publisher's files. `ingest` recognises a file by",
        "its columns. What covers which time is never guessed from the dates in a file: see",
        "[heard](../explanation/unclear.md).\n",
    ]
    for name, one in sorted(known.sources().items()):
        whole = (
            "An extract is whole: what changed since the last one replaces, and what vanished is "
            "withdrawn if the sender's row count agrees."
            if one.WHOLE
            else "An extract adds to what was told before."
        )
        few = len(one.KINDS) < 9
        said = ", ".join(f"`{kind}`" for kind in one.KINDS) if few else "every kind about a person"
        parts.append(f"## {name}\n\n{one.SAYS}\n\n- {whole}\n- Wall clock: {one.ZONE}.")
        parts.append(f"- Facts it can state: {said}.\n")
    return "\n".join(parts)


def kinds_page() -> str:
    rows = (
        [f"`{kind.name}`", kind.says, " ".join(f"`{v}`" for v in kind.values), kind.seen or ""]
        for kind in kinds().values()
    )
    return (
        "# Kinds of fact\n\nThe vocabulary. A row of a `plain` file with any other kind is set "
        "aside, with the nearest words.\n*Values* are those that a duty or a figure may ask for; a "
        "file may carry others. *Seen* is how\nwhoever reported it met the child.\n\n"
        + table(("kind", "says", "values", "seen"), rows)
    )


def offices_page() -> str:
    rows = ([f"`{one.code}`", one.name, one.under] for one in parties().values())
    return (
        "# Offices\n\nThe codes that may stand in `party` and `to_party`, and who owes a duty. "
        "Beside these,\n`provider:<name>`, `court:<name>`, `state:<name>` and `ngo:<name>` name "
        "one provider, court, state\noffice or organisation.\n\n"
        + table(("code", "office or role", "part of"), rows)
    )


def states_page() -> str:
    return (
        "# States, strengths and marks\n\n## How a due stands\n\n"
        + table(("state", "means"), ([f"`{state}`", STATES[state]] for state in State))
        + "\n*Breached* is no state. It is a word used on display for a due that is late or "
        "overdue under law\nwhose words were read; anything else is late against a policy, a "
        "contract, a recommendation.\n\n## How strongly a rule binds\n\n"
        + "Strongest first: "
        + ", ".join(f"`{one}`" for one in Strength)
        + ".\n\n## How its words were checked\n\n"
        + table(("mark", "means"), ([f"`{mark}`", MARKS[mark]] for mark in Checked))
    )


def purposes_page() -> str:
    walls = _toml("walls/purposes.toml")
    rows = (
        [f"`{name}`", ", ".join(f"`{one}`" for one in purposes_for(name))]
        for name in walls["command"]
    )
    parts = [
        "# Purposes\n",
        "Every read that shows persons states a purpose, and is logged whether it is granted or",
        "refused. What is not written here is no. A condition is taken as met only where the read",
        "names its case with `--case`, and whoever asks answers for it in the log.\n",
        table(("purpose", "is"), ([f"`{name}`", says] for name, says in purposes().items())),
        "## Which purposes serve a command\n",
        table(("command", "purposes"), rows),
        "## What each class of data serves\n",
    ]
    for name, says in data_classes().items():
        serves = [
            f"- `{purpose}`" + ("" if cell == "yes" else f": {cell}")
            for purpose in purposes()
            if may(purpose, name, case="any") and (cell := walls["class"][name][purpose])
        ]
        parts.append("\n".join([f"### {name}\n", f"{says}\n", *serves, ""]))
    return "\n".join(parts)


def figures_page() -> str:
    parts = [
        "# Figures\n",
        "Every figure carries its definition, both clocks, the version of its query and a hash of",
        "what went in. Counts below eleven are withheld unless the purpose may see cases.\n",
    ]
    for one in book():
        dims = ", ".join(f"`{dim}`" for dim in one.dims)
        by = ", ".join(f"`{dim}`" for dim in one.by)
        parts.append(
            f"## {one.figure}\n\n{one.says}\n\n{one.definition.strip()}\n\n"
            f"- Unit: {one.unit}. Measure: {one.measure}.\n- Can be cut by: {dims}.\n"
            f"- Cut, where nothing is asked for, by: {by}.\n"
        )
    return "\n".join(parts)


# ---------- the rulebook


def _toml(name: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(resources.files("accompany").joinpath(name).read_text("utf-8"))


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


# ---------- all of it


def pages() -> dict[Path, str]:
    """Return every generated page and its text."""
    single = {
        "commands.md": commands_page(), "sources.md": sources_page(), "kinds.md": kinds_page(),
        "offices.md": offices_page(), "states.md": states_page(), "figures.md": figures_page(),
        "purposes.md": purposes_page(),
    }  # fmt: skip
    found = {
        ROOT / "docs/reference" / name: GENERATED + "\n" + text.rstrip() + "\n"
        for name, text in {**single, **rulebook_pages()}.items()
    }
    readme = ROOT / "README.md"
    if readme.is_file():
        found[readme] = _between(readme.read_text("utf-8"), "commands", commands_table())
    return found


def _between(text: str, name: str, inner: str) -> str:
    pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.S)
    return pattern.sub(lambda hit: f"{hit[1]}{inner}{hit[2]}", text)


def stale() -> list[Path]:
    """Return the pages that are not as the code would write them, and those it no longer would."""
    wanted = pages()
    different = [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    left = [path for path in (ROOT / "docs/reference").rglob("*.md") if path not in wanted]
    return different + left


def write() -> None:
    wanted = pages()
    for path in stale():
        print(f"{'wrote' if path in wanted else 'removed'} {path.relative_to(ROOT)}")
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()


def run(names: Sequence[str]) -> int:
    """Run every page's commands and put what they print into the page; return the faults left."""
    left = 0
    with tempfile.TemporaryDirectory(prefix="accompany-docs-") as made:
        kept = Path(made) / "kept"
        for number, page in enumerate(console.pages()):
            if names and not any(name in str(page.relative_to(ROOT)) for name in names):
                continue
            folder = Path(made) / str(number)
            folder.mkdir()
            text = page.read_text("utf-8")
            new, faults = console.corrected(text, console.run_page(page, folder, kept))
            if new != text:
                page.write_text(new, "utf-8")
            print(f"{page.relative_to(ROOT)}: {'changed' if new != text else 'as shown'}")
            left += len(faults)
            for fault in faults:
                print(fault)
    return left


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where stale")
    parser.add_argument("what", nargs="?", choices=["check"], help="the same as --check")
    parser.add_argument("--run", nargs="*", metavar="PAGE", help="run the commands of pages too")
    given = parser.parse_args()
    if given.check or given.what:
        found = stale()
        for path in found:
            print(f"stale: {path.relative_to(ROOT)}; run `make docs`")
        return int(bool(found))
    write()
    return int(given.run is not None and run(given.run) > 0)


if __name__ == "__main__":
    sys.exit(main())
