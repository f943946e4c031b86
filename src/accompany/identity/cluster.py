"""Clusters of records: *same* joins, and a *different* blocks every chain that would join the two.

Links are taken oldest knowledge first. A link that would bring two records judged different into
one cluster is held back and reported; whichever links came before it stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from accompany.identity.judgement import Judgement, standing


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A *different* that *same* links argue against, and the links held back because of it."""

    different: Judgement
    held_back: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters of two records or more, and what could not be made to agree."""

    members: list[list[str]]
    """Each in order of name, and the clusters by their first name."""
    joined: list[Judgement]
    """The links that hold the clusters together; a link inside one already made adds nothing."""
    contradictions: list[Contradiction] = field(default_factory=list)
    unsure: list[Judgement] = field(default_factory=list)


def clusters(given: Iterable[Judgement], weighed: Iterable[Judgement] = ()) -> Clusters:
    """Make clusters of ``given``, the same whatever order it comes in.

    A model's links, ``weighed``, come after whatever people judged, the surest first, and give
    way to a *different* without an alarm: a chain parts at its weakest link.
    """
    stand = standing(given)
    forest = _Forest(one for one in stand if one.verdict == "different")
    held: dict[Judgement, list[Judgement]] = defaultdict(list)
    joined: list[Judgement] = []
    for link in (one for one in stand if one.verdict == "same"):
        for different in forest.against(*link.pair):
            held[different].append(link)
        if forest.join(*link.pair):
            joined.append(link)
    joined += [link for link in weighed if forest.join(*link.pair)]
    return Clusters(
        members=forest.clusters(),
        joined=joined,
        contradictions=[
            Contradiction(different, tuple(held[different]))
            for different in sorted(held, key=lambda one: one.order)
        ],
        unsure=[one for one in stand if one.verdict == "unsure"],
    )


class _Forest:
    """Union-find in which two roots may be barred from each other.

    ``_barred[root][other]`` holds the judgements that keep root and other apart. The smaller side
    is poured into the larger, so that n links cost about n log n steps.
    """

    def __init__(self, different: Iterable[Judgement]) -> None:
        self._parent: dict[str, str] = {}
        self._size: dict[str, int] = {}
        self._barred: dict[str, dict[str, list[Judgement]]] = defaultdict(dict)
        for one in different:
            self._barred[one.a].setdefault(one.b, []).append(one)
            self._barred[one.b].setdefault(one.a, []).append(one)

    def root(self, record: str) -> str:
        while (above := self._parent.get(record, record)) != record:
            self._parent[record] = self._parent.get(above, above)
            record = above
        return record

    def against(self, a: str, b: str) -> list[Judgement]:
        """Return the judgements that forbid joining the clusters of ``a`` and ``b``."""
        return self._barred.get(self.root(a), {}).get(self.root(b), [])

    def join(self, a: str, b: str) -> bool:
        """Join the two clusters; False where they are one already or are kept apart."""
        large, small = self.root(a), self.root(b)
        if large == small or self.against(a, b):
            return False
        if self._weight(large) < self._weight(small):
            large, small = small, large
        self._size[large] = self._size.get(large, 1) + self._size.pop(small, 1)
        self._parent[small] = large
        self._parent.setdefault(large, large)
        for other, why in self._barred.pop(small, {}).items():
            self._barred[large].setdefault(other, []).extend(why)
            self._barred[other].setdefault(large, []).extend(self._barred[other].pop(small))
        return True

    def _weight(self, root: str) -> int:
        return self._size.get(root, 1) + len(self._barred.get(root, ()))

    def clusters(self) -> list[list[str]]:
        whole: dict[str, list[str]] = defaultdict(list)
        for record in sorted(self._parent):
            whole[self.root(record)].append(record)
        return sorted(whole.values())
