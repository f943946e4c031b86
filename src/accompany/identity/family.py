"""The family that two children have in common: evidence for a person, and never identity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from accompany.engines.duck import Duck, filled, literal, read_sql

SIBLINGS = (
    "brother", "brother/sister", "gemela", "gemelo", "half brother", "half sibling", "half sister",
    "half-brother", "half-sibling", "half-sister", "hermana", "hermano", "media hermana",
    "medio hermano", "sibling", "sister", "twin", "twin brother", "twin sister",
)  # fmt: skip
"""Words by which one child's record names another's as brother or sister."""

LISTED = ", ".join(literal(word) for word in SIBLINGS)
"""The same, as SQL has a list."""

PACKAGE = "accompany.identity"


@dataclass(frozen=True, slots=True)
class Family:
    """What the records of two children tell of family, side by side."""

    adults: tuple[str, ...] = ()
    """Sponsors, and those told of in their households, who stand beside both children."""
    siblings: tuple[str, ...] = ()
    """Children named brother or sister of both."""
    each_other: bool = False
    """Whether the two are named brother or sister of each other, and so are two."""
    apart: bool = False
    """Whether each has a sponsor, and no adult stands beside both."""
    days_apart: int | None = None
    """Between the days on which the nearest of those sponsors were named; None where not known."""
    hidden: bool = False
    """Whether a purpose may not learn who is of a household, so that only ``each_other`` shows."""

    @property
    def shared(self) -> bool:
        return bool(self.adults or self.siblings)

    def seen(self, *, households: bool, name: Callable[[str], str]) -> Family:
        """Return what a purpose may learn, persons under the names it may use."""
        if not households:
            return Family(each_other=self.each_other, hidden=True)
        return replace(
            self, adults=tuple(map(name, self.adults)), siblings=tuple(map(name, self.siblings))
        )


def families(duck: Duck, pairs: str, *, facts: str = "known_facts") -> None:
    """Make ``family``, a row for each pair of records in ``pairs(a, b)``; ``person`` is there."""
    duck.script(PACKAGE, "family.sql", pairs=pairs, facts=facts, siblings=LISTED)


def family_of(duck: Duck, a: str, b: str) -> Family:
    """Return what two records of children tell of family; the Duck is a ledger's, opened."""
    duck.take("two_records", pa.table({"a": [a], "b": [b]}))
    families(duck, "two_records")
    ((adults, siblings, each_other, apart, days),) = duck.rows(
        "SELECT * EXCLUDE (a, b) FROM family"
    )
    return Family(tuple(adults), tuple(siblings), each_other, apart, days)


def siblings(duck: Duck, *, facts: str = "known_facts") -> npt.NDArray[np.int64]:
    """Return the pairs of rows of ``cleaned`` that are named brother or sister, packed, in order:
    they are two persons, whatever they weigh."""
    rows = duck.rows(filled(read_sql(PACKAGE, "siblings.sql"), facts=facts, siblings=LISTED))
    return np.sort(np.array([(low << 32) | high for low, high in rows], np.int64))
