"""What is wrong with a line somebody sent, and what to do about it: a value, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["set aside", "repaired", "noted"]
"""``set aside`` gave no facts; ``repaired`` gave facts after a mend; ``noted`` gave facts as is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one line (or, with line 0, of a whole extract).

    ``what`` and ``advice`` never carry a value from the row: they are printed and logged.
    ``raw`` is the line as it came; it stays in the ledger and is shown only when asked for
    with a purpose that may see it.
    """

    line: int
    column: str
    outcome: Outcome
    what: str
    advice: str
    raw: str = ""


class InputFault(Exception):
    """An extract that cannot be read at all; the run goes on with the next one.

    The message names the file, what is wrong and what to do.
    """

    def __init__(self, path: str, what: str, advice: str, *, line: int = 0) -> None:
        where = f"{path}, line {line}" if line else path
        super().__init__(f"{where}: {what}. {advice}")
        self.path, self.what, self.advice, self.line = path, what, advice, line
