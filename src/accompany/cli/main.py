"""The command `accompany` and how its faults end: 1 the input's, 2 the usage's, never a trace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from accompany.cli import (
    asking,
    counting,
    doors,
    linking,
    nameless,
    nations,
    networks,
    people,
    rules,
    sampling,
    screening,
    taking,
)
from accompany.cli.given import AT_FAULT, MISUSED
from accompany.engines.duck import EngineFault


class Accompany(click.Group):
    """Ends a run by what is at fault, with a message and no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MISUSED as fault:
            raise click.UsageError(str(fault)) from fault
        except AT_FAULT as fault:
            raise click.ClickException(str(fault)) from fault
        except BrokenPipeError:
            raise  # whoever read the output has had enough: click ends the run quietly
        except OSError as fault:
            raise click.ClickException(_of_system(fault)) from fault
        except EngineFault as fault:
            raise click.ClickException(_of_engine(fault)) from fault

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def _of_system(fault: OSError) -> str:
    named = f"{Path(str(fault.filename)).name}: " if fault.filename else ""
    return f"{named}{fault.strerror or type(fault).__name__}. Check the path, its rights and space"


def _of_engine(fault: Exception) -> str:
    """Name what stopped the engine; its own words may quote a row, so they are not passed on."""
    return (
        f"the engine stopped with {type(fault).__name__}. If disk and memory are not full, a file"
        " of the ledger may be damaged: accompany verify LEDGER"
    )


@click.group(cls=Accompany, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="accompany")
def accompany() -> None:
    """One timeline per child across agencies: who owed the next step, and whether it was done.

    \b
    Example, a month made up:
      accompany ingest ledger examples/month
      accompany check ledger --as-of 2024-06-30
    """


for command in (
    taking.ingest, taking.map_, taking.problems, linking.train, linking.link, linking.judge_pair,
    linking.undo_judgement, people.review, sampling.sample, people.links,
    screening.screen, nameless.candidate,
    asking.check, asking.explain, people.timeline, counting.count, taking.verify,
    rules.sources, rules.duties, networks.network, doors.owed, doors.claims, doors.public,
    nations.simulate, counting.demo,
):  # fmt: skip
    accompany.add_command(command)


def main() -> None:
    """Run the command line."""
    sys.exit(accompany.main(standalone_mode=True))
