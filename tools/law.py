"""Hold the rulebook against the words of the law, and say what is certain and what is not.

`make law`: every quotation is looked for, word for word, in the file of the law it names (the
folder `shared/data/law` beside the project; without it quotations go unchecked, and that is
said). Dates, citations, links between duties and cases are checked everywhere, and that nothing
but words of law that were read, and that oblige somebody, can be called breached. Then tables:
duties and versions by strength and certainty, and what would verify each one that was not read.
Exit 1 if anything is at fault.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from accompany.core.cite import Checked, Strength, weakest
from accompany.core.fact import kinds
from accompany.core.party import is_party
from accompany.duties.applies import Telling, orders, requirements, tellings
from accompany.duties.rules import Duty, Pattern, Version, rulebook, strengths
from accompany.figures.owed.answer import bare_rules

LAW = Path(__file__).resolve().parents[2] / "shared" / "data" / "law"
FIRST, LAST = date(1952, 1, 1), date(2030, 12, 31)
_PINPOINT = r"(?:\([A-Za-z0-9]+\))*"
_CITES: Mapping[Strength, re.Pattern[str]] = {
    Strength.STATUTE: re.compile(rf"\b\d+ U\.S\.C\. \d+[a-z]?{_PINPOINT}|^Tolling|^Replaced"),
    Strength.REGULATION: re.compile(rf"\b\d+ CFR (?:part \d+|\d+\.\d+{_PINPOINT})|C\.D\. Cal\."),
}
_DURATION = re.compile(r"\d+ (?:hours?|days?|business days?)")


def main() -> int:
    """Print faults and the two tables; return the exit code."""
    duties = list(rulebook().values())
    faults = [fault for duty in duties for fault in check(duty)]
    faults += not_duties(duties)
    faults += [fault for telling in tellings() for fault in of_telling(telling)]
    faults += list(without_clock())
    out = Console(width=118, soft_wrap=False)
    certainty(out, duties)
    versions(out, duties)
    unverified(out, duties)
    cases = sum(len(case_rows(duty)) for duty in duties)
    quoted = sum(bool(v.text) for duty in duties for v in duty.versions)
    quoted += sum(bool(telling.text) for telling in tellings()) + len(bare_rules())
    looked = "looked for in the law" if LAW.is_dir() else f"NOT looked for: no folder {LAW.name}"
    out.print(f"{len(duties)} duties, {cases} cases, {quoted} quotations {looked}.")
    out.print(
        f"{len(orders())} classes, {len(requirements())} requirements and {len(tellings())} answers"
        " to who may tell whom."
    )
    for fault in faults:
        out.print(f"FAULT {fault}", style="bold", highlight=False)
    return 1 if faults else 0


# ---------------------------------------------------------------- faults


def check(duty: Duty) -> Iterator[str]:
    """Yield what is wrong with one duty, each naming it."""
    found = [
        *links(duty),
        *names(duty),
        *litigation(duty),
        *(fault for version in duty.versions for fault in words(duty, version)),
        *(fault for version in duty.in_force for fault in breach(duty, version)),
        *dates(duty),
    ]
    if not case_rows(duty):
        found.append("has no cases")
    yield from (f"{duty.id}: {fault}" for fault in found)


def words(duty: Duty, version: Version) -> Iterator[str]:
    """Yield faults of one version's citation and quotation."""
    since = f"version {version.since}"
    if version.clock is None:
        return
    form = _CITES.get(duty.strength)
    if form and not form.search(version.cite):
        yield f"{since}: the citation is no {duty.strength}: {version.cite}"
    read = version.checked is Checked.READ
    if read and not (version.text and version.law):
        yield f"{since}: read in the text, but without `text:` and `law:`"
    if version.text and not read:
        yield f"{since}: words are quoted, but it is {version.checked}"
    if not read and not (duty.notes.get("verify") or version.note):
        yield f"{since}: {version.checked}, and nothing says what would verify it"
    if version.text and version.law and LAW.is_dir():
        yield from (f"{since}: not in {version.law}: {part}" for part in missing(version))


def without_clock() -> Iterator[str]:
    """Yield faults of the rules without a clock: what they quote stands in the law."""
    book = resources.files("accompany").joinpath("rulebook", "us", "without-clock.yaml")
    for row in yaml.safe_load(book.read_text("utf-8")):
        where, text = f"without-clock.yaml, {row['rule']}", " ".join(row["text"].split())
        if Checked(row["checked"]) is not Checked.READ or not (text and row["law"]):
            yield f"{where}: read in the text, with `text:` and `law:`, or not here"
        quoted = Version(FIRST, LAST, None, text=text, law=row["law"])
        if LAW.is_dir():
            yield from (f"{where}: not in {row['law']}: {part}" for part in missing(quoted))
        if any(one["fact"] not in kinds() for one in row["about"]):
            yield f"{where}: `about:` names no kind of fact"


def breach(duty: Duty, version: Version) -> Iterator[str]:
    """Yield what could be called breached and must not be.

    Only law whose words were read and stand quoted, and only where somebody is obliged.
    """
    quoted = bool(version.text and version.law) and version.checked is Checked.READ
    if duty.may_say_breached(version) and not (duty.strength.is_law and quoted):
        yield f"version {version.since}: could be called breached, but is not law that is quoted"
    says_not = "breaches nothing" in " ".join(map(str, duty.notes.get("exceptions", ())))
    if says_not is (duty.nature == "duty"):
        yield f"`nature: {duty.nature}` and whether `exceptions:` say it breaches nothing disagree"


def of_telling(one: Telling) -> Iterator[str]:
    """Yield faults of one answer to who may tell whom."""
    where = f"applicability.yaml, {one.name}"
    if bool(one.text and one.law) is not (one.checked is Checked.READ):
        yield f"{where}: quotes and `checked: read in the text` go together"
    if not one.verify and one.checked is not Checked.READ:
        yield f"{where}: nothing says what would verify it"
    form = _CITES.get(one.strength)
    if one.checked is Checked.READ and form and not form.search(one.cite):
        yield f"{where}: the citation is no {one.strength}: {one.cite}"
    if one.text and LAW.is_dir():
        yield from (f"{where}: not in {one.law}: {part}" for part in missing(one))


def missing(version: Version | Telling) -> Iterator[str]:
    """Yield the quoted passages that do not stand in the law, in their order."""
    whole, place = law_text(version.law), 0
    if not whole:
        yield "(no such file)"
        return
    for part in filter(None, (part.strip() for part in version.text.split("..."))):
        found = whole.find(part, place)
        if found < 0:
            yield part[:70]
        else:
            place = found + len(part)


@cache
def law_text(name: str) -> str:
    """Return a file of the law with white space collapsed, empty where there is none."""
    path = LAW / name
    return " ".join(path.read_text("utf-8").split()) if path.is_file() else ""


def dates(duty: Duty) -> Iterator[str]:
    for version in duty.versions[1:]:
        if not FIRST <= version.since <= LAST:
            yield f"version {version.since} is outside {FIRST.year} to {LAST.year}"
    for before, after in pairwise(duty.versions):
        if before.clock is None and after.clock is None:
            yield f"version {after.since} ends what had not begun"


def links(duty: Duty) -> Iterator[str]:
    for link in duty.notes.get("confused_with", ()):
        if link.get("duty") not in rulebook():
            yield f"confused_with: no duty is called {link.get('duty')}"
        if link.get("duty") == duty.id or not link.get("why"):
            yield "confused_with: names itself, or gives no reason"


def names(duty: Duty) -> Iterator[str]:
    """Yield parties and values a rule asks for that the vocabulary does not have."""
    for step in duty.notes.get("escalate", ()):
        if not is_party(str(step.get("to"))) or not _DURATION.fullmatch(str(step.get("at"))):
            yield f"escalate: {step} is not {{at: 0 days, to: an office}}"
    for pattern in patterns(duty):
        for name, _ in pattern.values:
            if name not in kinds()[pattern.fact].values:
                yield f"asks for `{name}` of {pattern.fact}, which core/kinds.toml does not list"


def patterns(duty: Duty) -> Sequence[Pattern]:
    attempts = duty.attempts.patterns if duty.attempts else ()
    until = duty.every.until if duty.every else ()
    own = (*duty.starts, *duty.kept, *duty.excused, *duty.ends, *duty.before)
    return (*own, *attempts, *until, *duty.toll_from, *duty.toll_to)


def litigation(duty: Duty) -> Iterator[str]:
    for suit in duty.notes.get("litigation", ()):
        since, until = suit.get("from"), suit.get("to")
        if not all(suit.get(name) for name in ("case", "court", "effect")):
            yield "litigation: needs case, court and effect"
        if not isinstance(since, date) or (until and until < since):
            yield f"litigation: from {since} to {until} is no span of days"


def not_duties(duties: Sequence[Duty]) -> list[str]:
    text = resources.files("accompany").joinpath("rulebook", "us", "not-duties.yaml").read_text()
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    named = {row for duty in duties for row in duty.rows}
    faults = [f"{duty.id}: has no `row:`" for duty in duties if not duty.rows]
    for row in rows:
        if not (row.get("row") and row.get("title") and row.get("why")):
            faults.append(f"not-duties.yaml: {row.get('row')} needs row, title and why")
    if not named:
        faults.append("no duty names a row")
    return faults


def case_rows(duty: Duty) -> Sequence[Any]:
    """Return the cases of a duty as written, none where the file is missing."""
    folder = resources.files("accompany").joinpath("rulebook")
    path = folder.joinpath(*f"{duty.id}.cases.yaml".split("/"))
    return yaml.safe_load(path.read_text("utf-8")) or () if path.is_file() else ()


# ---------------------------------------------------------------- tables


def certainty(out: Console, duties: Sequence[Duty]) -> None:
    """Print duties by strength and by the least certain of their versions in force."""
    table = Table(title="Duties by strength and by how their words were checked")
    table.add_column("strength")
    for name in (*Checked, "all", "may be breached", "rights, limits"):
        table.add_column(str(name), justify="right")
    for strength in (*Strength, None):
        mine = [duty for duty in duties if strength in (None, duty.strength)]
        how = [weakest(version.checked for version in duty.in_force) for duty in mine]
        breach = sum(any(map(duty.may_say_breached, duty.in_force)) for duty in mine)
        rights = sum(duty.nature != "duty" for duty in mine)
        cells = [*(how.count(checked) for checked in Checked), len(mine), breach, rights]
        table.add_row(strength or "all", *(str(cell or "") for cell in cells))
    out.print(table)


def versions(out: Console, duties: Sequence[Duty]) -> None:
    """Print versions in force by strength and by how they were checked."""
    counted = strengths(duties)
    table = Table(title="Versions by strength and by how their words were checked")
    table.add_column("strength")
    for checked in Checked:
        table.add_column(str(checked), justify="right")
    for strength in Strength:
        cells = [str(counted.get((strength, checked), "")) for checked in Checked]
        table.add_row(strength, *cells)
    totals = [sum(n for (_, how), n in counted.items() if how is checked) for checked in Checked]
    table.add_row("all", *map(str, totals))
    out.print(table)


def unverified(out: Console, duties: Sequence[Duty]) -> None:
    """Print the versions that were not read in the text, and what would verify them."""
    table = Table(title="Not read in the text")
    for name in ("duty", "since", "checked", "what would verify it"):
        table.add_column(name, overflow="fold")
    for duty in duties:
        for version in duty.in_force:
            if version.checked is not Checked.READ:
                how = str(duty.notes.get("verify") or version.note)
                table.add_row(duty.id, str(version.since), version.checked, " ".join(how.split()))
    for name, since, checked, verify in _beside():
        if checked is not Checked.READ:
            table.add_row(name, str(since), checked, verify)
    out.print(table)


def _beside() -> Iterator[tuple[str, date, Checked, str]]:
    """Yield what applicability.yaml holds, with how it was checked and what would verify it."""
    for name, order in orders().items():
        yield f"class {name}", order.rule.since or FIRST, order.checked, order.verify
    for name, asked in requirements().items():
        for version in asked.versions:
            yield f"requirement {name}", version.since, version.checked, asked.verify
    for one in tellings():
        yield f"telling {one.name}", one.since, one.checked, one.verify


if __name__ == "__main__":
    sys.exit(main())
