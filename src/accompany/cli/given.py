"""What is given on the command line: ledgers, dates, purposes, and how faults end a run."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from accompany.core.problem import InputFault
from accompany.core.when import DEFAULT_ZONE, day, read_day, read_when
from accompany.duties.rules import RuleFault
from accompany.engines.duck import Duck, literal
from accompany.figures.book import UnknownFigure
from accompany.figures.claims.book import ClaimFault
from accompany.figures.suppress import TooFine
from accompany.figures.which import TooFew
from accompany.jobs.check import NoSuchSubject
from accompany.jobs.opened import Asker
from accompany.ledger.folder import LedgerFault
from accompany.walls.purpose import Refused

AT_FAULT = (ClaimFault, InputFault, LedgerFault, NoSuchSubject, RuleFault, TooFew, TooFine)
MISUSED = (Refused, UnknownFigure)

Command = TypeVar("Command", bound=Callable[..., Any])


class LedgerPath(click.ParamType[Path]):
    """A folder; an address of a database is refused with what to do instead."""

    name = "ledger"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if "://" in str(value):
            self.fail("this version keeps ledgers in folders only: name a folder", param, ctx)
        return Path(value)


class Moment(click.ParamType[datetime]):
    """An ISO date or instant; ``ends`` takes a date to the end of its day, else to its start."""

    name = "date"

    def __init__(self, *, ends: bool) -> None:
        self.ends = ends

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            when = read_when(str(value), DEFAULT_ZONE)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return when.latest if self.ends else when.earliest


class TableFile(click.ParamType[Path]):
    """A table to write: asked about before the work, not after it."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.suffix not in (".parquet", ".csv"):
            self.fail("write FILE.parquet or FILE.csv", param, ctx)
        if not path.parent.is_dir():
            self.fail(f"there is no folder to write {path.name} in", param, ctx)
        return path


def read_period(text: str) -> tuple[date, date]:
    """Read ``FROM..TO``, both days included."""
    try:
        first, last = (read_day(part) for part in text.split(".."))
    except ValueError as error:
        raise click.BadParameter("write FROM..TO, such as 2024-01-01..2024-06-30") from error
    if last < first:
        raise click.BadParameter("the period ends before it begins")
    return first, last


ledger = click.argument("ledger", type=LedgerPath())
as_of = click.option(
    "--as-of",
    type=Moment(ends=True),
    required=True,
    help="Judge the world as of this day's end (or this instant).",
)
known_by = click.option(
    "--known-by", type=Moment(ends=True), help="Use only what was known by then; default all."
)
as_json = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print."
)
out = click.option("--out", type=TableFile(), help="Write FILE.parquet or .csv.")


def purpose(command: Command) -> Command:
    """Add --purpose and --case, which the environment can give too."""
    case = click.option(
        "--case", envvar="ACCOMPANY_CASE", default="", help="The case the read is for."
    )
    why = click.option(
        "--purpose",
        envvar="ACCOMPANY_PURPOSE",
        default="",
        help="Why you read: care, post-release-safety, oversight-deidentified, ...",
    )
    return why(case(command))


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock is read


def who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def asker(why: str, case: str) -> Asker:
    return Asker(who(), now(), why, case)


def pause() -> Callable[[], None]:
    """Return a wait for tests that kill between the last write and the publishing."""
    seconds = os.environ.get("ACCOMPANY_TEST_PAUSE", "")  # noqa: TID251 - read here, passed in
    if not seconds:
        return lambda: None
    mark = os.environ.get("ACCOMPANY_TEST_PAUSE_MARK", "")  # noqa: TID251

    def wait() -> None:
        if mark:
            Path(mark).touch()
        time.sleep(float(seconds))

    return wait


@dataclass(frozen=True, slots=True)
class Steps:
    """A bar on the screen: called with how many steps were made."""

    bar: Progress
    task: TaskID
    label: str

    def __call__(self, steps: int) -> None:
        self.bar.advance(self.task, steps)

    def now(self, what: str) -> None:
        """Say what is being done."""
        self.bar.update(self.task, description=what)

    def at(self, part: str, lines: int) -> None:
        """Say beside the bar how far within a step it is."""
        self.bar.update(self.task, description=f"{self.label}: {part}, {lines:,} lines")


@contextlib.contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Steps]:
    """Show progress on stderr, where that is a terminal; yield what to call with each step."""
    console = Console(stderr=True)
    parts = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*parts, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Steps(bar, bar.add_task(label, total=total), label)


def say(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=1, ensure_ascii=False, default=str))


def write_table(duck: Duck, sql: str, path: Path) -> None:
    """Write what ``sql`` selects as Parquet or CSV, by the file's ending."""
    if path.suffix == ".parquet":
        duck.write_parquet(sql, path)
    else:
        duck.run(f"COPY ({sql}) TO {literal(str(path))} (FORMAT csv, HEADER)")


def as_day(on: date) -> datetime:
    return day(on).latest
