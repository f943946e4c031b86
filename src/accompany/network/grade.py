"""How far to trust a statement, and who may use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Reliability = Literal["A", "B", "C", "D", "E", "F"]
Credibility = Literal["1", "2", "3", "4", "5", "6"]
Handling = Literal["open", "ask first", "not for court", "no onward"]
HANDLINGS: tuple[Handling, ...] = get_args(Handling)

SOURCE = {"A": 0.99, "B": 0.96, "C": 0.88, "D": 0.72, "E": 0.5, "F": 0.65}
WORDS = {"1": 0.99, "2": 0.95, "3": 0.85, "4": 0.65, "5": 0.4, "6": 0.65}
AT_SECOND_HAND = 0.85
"""How likely a graded statement is true. The scale (source A to F by words 1 to 6) is the
agencies'; the numbers are ours, set so that A1 is about .98 and D4 about .47, and every verdict
says what it rests on. F and 6 mean that nobody can judge, not that it is false."""


@dataclass(frozen=True, slots=True)
class Grade:
    """The reliability of a source by the credibility of its words, and steps of hearsay."""

    reliability: Reliability = "F"
    credibility: Credibility = "6"
    hearsay: int = 0

    def __str__(self) -> str:
        return self.reliability + self.credibility

    @property
    def chance(self) -> float:
        """Return the chance that what is said is so."""
        first_hand = SOURCE[self.reliability] * WORDS[self.credibility]
        return first_hand * AT_SECOND_HAND**self.hearsay

    @property
    def line(self) -> str:
        """Return how a tie of this grade is drawn: solid A or B, dashed C, dotted below."""
        return {"A": "solid", "B": "solid", "C": "dashed"}.get(self.reliability, "dotted")


def read_grade(text: str, hearsay: str = "") -> Grade:
    """Read ``B2``; an empty grade is F6; ``ValueError`` for anything else."""
    text = text.strip().upper() or "F6"
    steps = hearsay.strip() or "0"
    if len(text) != 2 or text[0] not in SOURCE or text[1] not in WORDS:
        raise ValueError("a grade is a letter A to F and a digit 1 to 6, such as B2")
    if not steps.isdigit() or int(steps) > 9:
        raise ValueError("hearsay is a number of steps: 0 for who saw it, 1 for who was told")
    return Grade(text[0], text[1], int(steps))  # type: ignore[arg-type]


def together(chances: list[float]) -> float:
    """Return the chance that at least one of several independent statements is so."""
    none = 1.0
    for chance in chances:
        none *= 1 - chance
    return 1 - none
