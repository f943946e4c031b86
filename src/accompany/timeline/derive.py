"""Facts that follow from other facts: the plain definition that derive.sql must equal.

A rule asks for kinds of fact and nothing else; where it turns on a sum or on two children at
once, the sum is done here and its result is a dated fact. Who turned 18, and in whose charge as
the day began (``party``). Who was no child any more when apprehended. That a home study was
required because the sponsor is no relative and the child was twelve or younger, or because the
same sponsor took another child.

Nothing is derived that was reported, or that only may be so: a birth date nobody can read, a
relationship that is not certainly that of a non-relative, a day that might be the other side of
a birthday gives no fact. A derived fact stands where the statement it rests on stands, is known
when the last of its premises was, and comes from the source ``derived``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import pyarrow as pa

from accompany.core.fact import Fact
from accompany.core.record import SOURCE, about, split
from accompany.core.when import FIRST_YEAR, LAST_YEAR, When, day_ends, day_starts
from accompany.engines.duck import Duck, literal
from accompany.timeline.custody import is_under, spans_of, take_custody

DERIVED = "derived"
HHS = "hhs-orr"
NOT_KIN = (
    "acquaintance", "employer", "family friend", "friend", "friend of the family", "neighbor",
    "neighbour", "no relation", "non-relative", "nonrelative", "not related", "unrelated",
    "unrelated adult", "unrelated individual", "unrelated sponsor",
)  # fmt: skip
"""Words for a sponsor who is certainly no relative. A category of 3 alone does not say so: it
holds distant relatives too. Godparents and organisations are left to whoever reports."""

ADULT, CHILD_OF_13 = 18, 13
TAKEN_FOR_A_CHILD = ("age-claimed", "determined-unaccompanied")
_ISO, _AMERICAN = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

People = Mapping[str, Sequence[Fact]]
"""Everything known of everyone, by subject."""


def derived_of(people: People) -> list[tuple[str, Fact]]:
    """Return every derived fact with its subject."""
    releases = list(_releases(people))
    found: list[tuple[str, Fact]] = []
    for subject, facts in people.items():
        if adult := turned_18(facts):
            found.append((subject, adult))
        found += ((subject, fact) for fact in apprehended_of_age(facts))
        mine = [one for one in releases if one.subject == subject]
        others = [one for one in releases if one.subject != subject]
        found += ((subject, fact) for one in mine for fact in _grounds(one, facts, others))
    return found


def read_birth(text: str) -> date | None:
    """Read a birth date written 2009-12-31 or 12/31/2009; anything else is not read."""
    american = _AMERICAN.fullmatch(text)
    try:
        if american:
            found = date(int(american[3]), int(american[1]), int(american[2]))
        elif _ISO.fullmatch(text):
            found = date.fromisoformat(text)
        else:
            return None
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def birthday(born: date, age: int) -> date:
    """Return the day on which an age is reached; 29 February falls on 1 March in other years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def turned_18(facts: Sequence[Fact]) -> Fact | None:
    """Return when one person turned 18, from the last word of each record on the birth date.

    Records that disagree make the day a span. A report that names nobody's charge is told again
    with HHS where HHS certainly had the child as the day began. The dead do not turn 18.
    """
    reported = [fact for fact in facts if fact.kind == "turned-18"]
    came = _came_of_age(facts)
    if came is None or any(fact.party for fact in reported):
        return None
    fact, first, last, known_at = came
    start = day_starts(first, fact.zone)
    held = _held(facts, start, day_starts(last, fact.zone))
    dead = any(one.kind == "died" and one.when.latest < start for one in facts)
    if dead or (reported and not held):
        return None
    when = When(start, day_ends(last, fact.zone))
    return _made(fact, "turned-18", when, HHS if held else "", {}, known_at)


def apprehended_of_age(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield when somebody was apprehended who by every birth date on file had turned 18.

    Nobody who from then on was taken for a child all the same: of whom it was claimed, or who was
    determined to be unaccompanied. Facts that would be alike but for their values are one.
    """
    came = _came_of_age(facts)
    if came is None:
        return
    on, _, last, known_at = came
    start, seen = day_starts(last, on.zone), set()
    taken = max((f.when.latest for f in facts if f.kind in TAKEN_FOR_A_CHILD), default=None)
    for fact in sorted(facts, key=lambda one: one.id):
        if fact.kind != "apprehended" or fact.when.earliest < start:
            continue
        alike = fact.about, fact.party, fact.when
        if alike not in seen and (taken is None or taken < fact.when.earliest):
            seen.add(alike)
            told = max(known_at, fact.known_at)
            yield _made(fact, "apprehended-of-age", fact.when, fact.party, {}, told)


def _came_of_age(facts: Sequence[Fact]) -> tuple[Fact, date, date, datetime] | None:
    """Return the statement by which one person turned 18, the first and last day, and when told."""
    reported = [fact for fact in facts if fact.kind == "turned-18"]
    if reported:
        fact = min(reported, key=lambda one: (one.when, one.id))
        return fact, fact.day_earliest, fact.day_latest, fact.known_at
    births = list(_births(facts))
    if not births:
        return None
    fact = max((one for one, _ in births), key=_told)
    days = [birthday(born, ADULT) for _, born in births]
    return fact, min(days), max(days), fact.known_at


def _births(facts: Sequence[Fact]) -> Iterator[tuple[Fact, date]]:
    """Yield the last word of each record on when the child was born."""
    said = [
        (fact, born)
        for fact in facts
        if fact.kind == "person-described" and fact.details.get("kind") == "child"
        if (born := read_birth(fact.details.get("born_on", ""))) is not None
    ]
    said.sort(key=lambda one: (one[0].about, *_told(one[0])))
    for _, same in groupby(said, key=lambda one: one[0].about):
        yield list(same)[-1]


def _told(fact: Fact) -> tuple[datetime, datetime, datetime, bytes]:
    return fact.known_at, fact.when.earliest, fact.when.latest, fact.id


def _held(facts: Sequence[Fact], first: datetime, last: datetime) -> bool:
    """Say whether HHS certainly had the child just before and until both moments."""
    sure = [one.certain for one in spans_of(facts) if is_under(one.party, HHS)]
    return any(
        span.start < first and (span.end is None or span.end >= last) for span in sure if span
    )


@dataclass(frozen=True, slots=True)
class _Release:
    subject: str
    sponsor: str
    fact: Fact

    @property
    def to_non_relative(self) -> bool:
        category = self.fact.details.get("category", "")
        said = " ".join(self.fact.details.get("relationship", "").lower().split())
        return said in NOT_KIN and category[:1] in ("", "3")


def _releases(people: People) -> Iterator[_Release]:
    """Yield every release, each with the name under which its sponsor is known."""
    persons = {fact.about: subject for subject, facts in people.items() for fact in facts}
    for subject, facts in people.items():
        for fact in facts:
            if fact.kind == "released":
                said = fact.details.get("sponsor", "")
                name = said if not said or split(said) else about(fact.source, said)
                yield _Release(subject, persons.get(name, name), fact)


def _grounds(
    release: _Release, facts: Sequence[Fact], others: Sequence[_Release]
) -> Iterator[Fact]:
    began = _began(release.fact, facts)
    if began is None or not release.to_non_relative:
        return
    for ground, known_at in (*_by_age(release, facts), *_by_others(release, others)):
        when = When(began.when.earliest, release.fact.when.latest)
        if not any(_reported(fact, ground, when) for fact in facts):
            told = max(known_at, began.known_at, release.fact.known_at)
            yield _made(release.fact, "home-study-required", when, "", {"ground": ground}, told)


def _reported(fact: Fact, ground: str, when: When) -> bool:
    return (
        fact.kind == "home-study-required"
        and fact.details.get("ground") == ground
        and fact.when.latest >= when.earliest
        and fact.when.earliest <= when.latest
    )


def _by_age(release: _Release, facts: Sequence[Fact]) -> Iterator[tuple[str, datetime]]:
    births = list(_births(facts))
    if births:
        thirteen = min(birthday(born, CHILD_OF_13) for _, born in births)
        if release.fact.day_latest < thirteen:
            yield "twelve-or-younger", max(fact.known_at for fact, _ in births)


def _by_others(release: _Release, others: Sequence[_Release]) -> Iterator[tuple[str, datetime]]:
    """Yield the grounds that other children of the same sponsor give.

    One released certainly before is an earlier child; one who may have been released together
    with this one is among several. A later child is no ground.
    """
    when = release.fact.when
    same = [one.fact for one in others if one.sponsor and one.sponsor == release.sponsor]
    earlier = [one.known_at for one in same if one.when.latest < when.earliest]
    together = [
        one.known_at
        for one in same
        if one.when.earliest <= when.latest and one.when.latest >= when.earliest
    ]
    if earlier:
        yield "earlier-children", min(earlier)
    if together:
        yield "several-children", min(together)


def _began(release: Fact, facts: Sequence[Fact]) -> Fact | None:
    """Return what began the care this release ended; failing that, the sponsor's first step.

    A requirement arose at some moment between that and the release: so wide is the fact derived,
    and so every home study done in between counts.
    """
    before = [
        fact.when.earliest
        for fact in facts
        if fact.kind == "released" and fact.when.latest < release.when.earliest
    ]
    since = max(before, default=None)
    stage = [
        fact
        for fact in facts
        if fact.when.earliest <= release.when.earliest
        and (since is None or fact.when.earliest >= since)
    ]
    care = [fact for fact in stage if into_care(fact)]
    steps = [f for f in stage if f.kind in ("sponsor-identified", "application-received")]
    return min(care or steps, key=lambda fact: (fact.when, fact.id), default=None)


def into_care(fact: Fact) -> bool:
    if fact.kind == "transferred":
        return bool(fact.to_party) and is_under(fact.to_party, HHS)
    return fact.kind == "custody-began" and bool(fact.party) and is_under(fact.party, HHS)


def _made(
    on: Fact, kind: str, when: When, party: str, details: Mapping[str, str], known_at: datetime
) -> Fact:
    return Fact(
        source=DERIVED,
        about=on.about,
        kind=kind,
        when=when,
        zone=on.zone,
        party=party,
        details=details,
        known_at=known_at,
        extract=on.extract,
        part=on.part,
        line=on.line,
    )


def derive(duck: Duck, *, facts: str = "known_facts", only: str = "") -> None:
    """Make ``derived`` for everyone, with the columns of ``facts``, and views that hold both.

    ``only`` names one subject: what is derived of anybody else is then left out, which is quick.

    ``known_and_derived`` is ``facts`` and ``derived`` together; ``told_and_derived`` the same
    over ``told``, where the Duck has that. Run it before ``take_custody``: the table ``custody``
    is made over on the way, of the few children it matters for, and dropped.
    """
    duck.take("not_kin", pa.table({"relationship": pa.array(NOT_KIN, pa.string())}))
    names = {
        "facts": facts,
        "source": literal(f"(?s)({SOURCE.pattern}):.+"),
        "whom": f"subject = {literal(only)}" if only else "TRUE",
    }
    with duck.transaction():
        duck.script("accompany.timeline", "derive_of.sql", **names)
        take_custody(duck, facts="derive_of")
        duck.script("accompany.timeline", "derive.sql", **names)
        duck.run("DROP TABLE custody")
        if only:
            duck.run("DELETE FROM derived WHERE subject <> ?", [only])
    duck.run(
        f"CREATE OR REPLACE VIEW known_and_derived AS SELECT * FROM {facts}"
        " UNION ALL BY NAME SELECT * FROM derived"
    )
    if duck.value("SELECT count(*) FROM duckdb_columns() WHERE table_name = 'told'"):
        duck.run(
            "CREATE OR REPLACE VIEW told_and_derived AS SELECT * FROM told UNION ALL BY NAME"
            " SELECT * EXCLUDE (subject), CAST(NULL AS TIMESTAMP) AS replaced_at FROM derived"
        )
