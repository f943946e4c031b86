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
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import click  # noqa: E402
from tools import console  # noqa: E402
from tools.rulebook_pages import rulebook_pages, table  # noqa: E402

from accompany.cli.main import accompany as program  # noqa: E402
from accompany.core.cite import Checked, Strength  # noqa: E402
from accompany.core.fact import kinds  # noqa: E402
from accompany.core.party import parties  # noqa: E402
from accompany.duties.judge import State  # noqa: E402
from accompany.figures.book import book  # noqa: E402
from accompany.sources import known  # noqa: E402
from accompany.walls.purpose import (  # noqa: E402
    SPONSORS,
    data_classes,
    may,
    purposes,
    purposes_for,
)

GENERATED = "<!-- Written by tools/docs.py from the code: change that, then run `make docs`. -->\n"

STATES: Mapping[State, str] = {
    State.WAITING: "The time is not up and nothing is on file yet.",
    State.KEPT: "Something on file keeps it, in time whichever way its moments are read.",
    State.LATE: "It was kept after the time was up, whichever way the moments are read.",
    State.OVERDUE: "The time is up, nothing on file keeps it, and those who would have said so "
    "were heard from for the whole of that time.",
    State.EXCUSED: "Something the rule names as an excuse was recorded in time.",
    State.PAUSED: "The clock stands still, because of something the rule names.",
    State.SUPERSEDED: "Something ended it before it was up. It is counted in no figure.",
    State.UNCLEAR: "The records cannot tell: nobody who would know was heard from, or only a day "
    "was written where the hour decides.",
    State.GAP: "The law sets no deadline. It is never late; that it is open is the finding.",
}
MARKS: Mapping[Checked, str] = {
    Checked.READ: "The words were read in the law and stand beside the rule; a test holds them "
    "against the text. Only these can be called *breached*, and only as statute, regulation or "
    "court order.",
    Checked.SECONDHAND: "Read in somebody else's account of it.",
    Checked.REMEMBERED: "General knowledge; the words were not read. Nobody is held to it: `check` "
    "lists it below the others, and figures count it in columns of its own.",
    Checked.DISPUTED: "Sources conflict. Nobody is held to it, as above.",
}

# ---------- commands


def _commands() -> Mapping[str, click.Command]:
    return program.commands


def _all_commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{above}{name}", command
        if isinstance(command, click.Group):
            yield from _all_commands(command, f"{above}{name} ")


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
    for name, command in _all_commands(program):
        depth = "#" * (2 + name.count(" "))
        parts.append(f"{depth} {name}\n\n```text\n{_help(command, f'accompany {name}')}\n```\n")
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
        [
            f"`{kind.name}`",
            kind.says,
            " ".join(f"`{v}`" + "*" * (v == kind.heard_of) for v in kind.values),
            kind.seen or "",
            "yes" if kind.once else "",
        ]
        for kind in kinds().values()
    )
    return (
        "# Kinds of fact\n\nThe vocabulary. A row of a `plain` file with any other kind is set "
        "aside, with the nearest words.\n*Values* are those that a duty or a figure may ask for; a "
        "file may carry others. *Seen* is how\nwhoever reported it met the child. *Once*: it "
        "befalls a child at most once a day, so that facts of one\nday that open one duty are "
        "tellings of one event. A value with a star: senders declare\nwhat they cover for each "
        "apart, as `address-told office=eoir`.\n\n"
        + table(("kind", "says", "values", "seen", "once"), rows)
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


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("accompany").joinpath(name).read_text("utf-8"))


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
        "`review`, `screen`, `explain` and `sample` show sponsors and household members only to",
        f"those of them that serve {SPONSORS}.\n",
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
