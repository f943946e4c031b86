"""The story of two records, from which the text, the document and the page are all made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accompany.figures.words import Language, Words
from accompany.identity.bonds import Standing
from accompany.identity.family import Family
from accompany.identity.why import Change, Step, Weighed

PACKAGE = "accompany.figures.pair"

MINUS = "\N{MINUS SIGN}"

HELD = {
    "given": ("given_names",), "surnames": ("surnames",), "born": ("born_on",), "sex": ("sex",),
    "country": ("country",), "number": ("a_number",),
    "contact": ("phone", "email"), "street": ("address", "unit"), "place": ("city", "zip"),
}  # fmt: skip
"""The values of a record that each field compares."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, as the purpose may see it."""

    name: str
    person: str
    """As the purpose may call it; the record itself where it is linked to no other."""
    values: Mapping[str, str]
    """By field; a value that was not given is not there."""
    hidden: frozenset[str]
    """Fields whose value the purpose does not see."""


@dataclass(frozen=True, slots=True)
class Story:
    """Why two records are, or are not, taken as one person."""

    sides: tuple[Side, Side]
    weighed: Weighed
    changes: Sequence[Change]
    standing: Standing
    """Its records and persons already under the names that the purpose may use."""
    met_by: Sequence[str]
    model: str
    records: int
    join: float
    doubt: float
    ledger: str
    purpose: str
    if_numbers: float | None = None
    """The probability if the A-numbers agreed, where two that differ bar the pair."""
    family: Family | None = None
    """As the purpose may learn it; None of adults, whose families are not told."""
    made_up: bool = False
    group: str = "children"
    """Whose records the two are, as they are linked: ``children`` or ``adults``."""

    @property
    def answer(self) -> str:
        """Return the key of the sentence that says how the two stand."""
        standing = self.standing
        if standing.one_person:
            return "one"
        direct = {self.sides[0].name, self.sides[1].name}
        if any({one.one, one.other} == direct for one in standing.barred):
            return "barred"
        if standing.chained:
            return "parted"
        if not self.met_by:
            return "unmet"
        return {"join": "unjoined", "review": "doubtful", "apart": "weak"}[self.weighed.verdict]

    @property
    def turns(self) -> bool:
        """Say whether the weights decide, so that another field would change the verdict."""
        if self.answer != "one":
            return self.answer in ("doubtful", "weak")
        return self.weighed.verdict == "join" and not self.judged

    @property
    def judged(self) -> bool:
        """Say whether a person's word holds the two together."""
        return any(bond.judged for bond in self.standing.path)


@dataclass(frozen=True, slots=True)
class Telling:
    """A story in one language."""

    story: Story
    words: Words

    def say(self, key: str, **values: object) -> str:
        """Say a sentence, in words of its group's own where it has some."""
        own = self.words.term(self.story.group, key)
        return own.format(**values) if own != key else self.words.say(key, **values)

    def field(self, name: str) -> str:
        return self.words.term("field", name)

    def level(self, label: str) -> str:
        return self.words.term("level", label)

    def bits(self, value: float) -> str:
        """Return signed bits with one digit, as print has them."""
        if abs(value) < 0.05:
            return "0"
        return self.number(f"{value:+.1f}".replace("-", MINUS))

    def chance(self, value: float) -> str:
        """Return a probability; what would round to 0 or 1 is never said to be."""
        near = min(max(value, 0.0001), 0.9999)
        digits = 2 if 0.01 <= near <= 0.99 else 4
        return self.number(f"{near:.{digits}f}")

    def number(self, text: str) -> str:
        return text.replace(".", ",") if self.words.language == "es" else text

    def shown(self, side: Side, field: str) -> str:
        if field in side.hidden:
            return self.say("hidden")
        return side.values.get(field) or self.say("not_given")

    def answer(self) -> str:
        standing = self.story.standing
        return self.say(
            f"answer_{self.story.answer}", person=standing.persons[0], links=len(standing.path),
            join=self.chance(self.story.join),
        )  # fmt: skip

    def rests_on(self) -> Iterator[str]:
        """Yield what joins or parts the two: links, guards, people's words, how they met."""
        standing = self.story.standing
        for bond in standing.path:
            key, why = "bond_judged" if bond.judged else "bond", _because(bond.why)
            chance = self.chance(bond.probability)
            yield self.say(key, one=bond.one, other=bond.other, chance=chance, by=bond.by, why=why)
        yield from self._barred()
        for word in standing.words:
            yield self.say(
                "word", by=word.by, verdict=self.words.term("verdict", word.verdict),
                on=word.known_at.date(), why=_because(word.why),
            )  # fmt: skip
        if standing.mean is not None:
            yield self.say("mean", mean=self.bits(standing.mean))
        ways = "; ".join(self.words.term("way", way) for way in self.story.met_by)
        yield self.say("met", ways=ways) if ways else self.say("unmet")

    def _barred(self) -> Iterator[str]:
        """Yield each sort of guard once, by the first two records it keeps apart."""
        barred = self.story.standing.barred
        for guard in ("judged", "siblings", "number", "stays"):
            those = [one for one in barred if one.guard == guard]
            if those:
                yield self.say(
                    f"guard_{guard}", one=those[0].one, other=those[0].other, more=len(those) - 1
                )

    def family(self) -> Iterator[str]:
        """Yield what family the two have in common, and what speaks against their being one."""
        if told := self.story.family:
            yield from self._family(told)

    def _family(self, told: Family) -> Iterator[str]:
        for key, who in (("adults", told.adults), ("siblings", told.siblings)):
            if who:
                yield self.say(f"family_{key}", count=len(who), who=", ".join(who))
        if told.shared:
            yield self.say("family_weak")
        if told.apart:
            key = "family_apart" if told.days_apart is None else "family_apart_days"
            yield self.say(key, days=told.days_apart)
        if told.each_other:
            yield self.say("family_each_other")
        if told.hidden:
            yield self.say("family_hidden")
        elif not (told.shared or told.apart or told.each_other):
            yield self.say("family_none")

    def would(self) -> Iterator[str]:
        """Yield what would change the verdict."""
        story = self.story
        if not story.turns:
            if story.if_numbers is not None:
                yield self.say("would_numbers", chance=self.chance(story.if_numbers))
            yield self.say("would_judged" if story.judged else f"would_{story.answer}")
            return
        for change in story.changes:
            what = self.say("and").join(
                self.say("if", field=self.field(field), level=self.level(level))
                for field, level in change.fields
            )
            then = self.words.term("then", change.verdict)
            yield self.say("would", what=what, chance=self.chance(change.probability), then=then)
        if not story.changes:
            yield self.say("would_nothing")

    def rows(self) -> Iterator[tuple[str, str, float]]:
        """Yield the waterfall: what, how, and bits, from two at random to the calibrated sum."""
        weighed = self.story.weighed
        yield (
            self.say("prior"),
            self.say("prior_how", records=f"{self.story.records:,}"),
            weighed.prior,
        )
        for step in weighed.steps:
            yield self.field(step.field), self.how(step), step.bits
        yield from self.together()
        yield (
            self.say("calibrated"),
            self.say("calibrated_how"),
            weighed.calibrated - weighed.weight,
        )

    def together(self) -> Iterator[tuple[str, str, float]]:
        """Yield what fields say together, numbered where it is more than one thing."""
        found = self.story.weighed.together
        for place, (says, bits) in enumerate(found, 1):
            number = f" {place}" if len(found) > 1 else ""
            yield self.say("together") + number, self.words.term("together", says), bits

    def how(self, step: Step) -> str:
        return ", ".join(filter(None, (self.level(step.level), self.rare(step))))

    def rare(self, step: Step) -> str:
        """Say by how much a value weighs more for being rare, or less for being common."""
        if abs(step.rare) < 0.05:
            return ""
        return f"{self.say('rare' if step.rare > 0 else 'common')} {self.bits(step.rare)}"


def _because(why: str) -> str:
    return f": {why}" if why else ""


def telling(story: Story, language: Language) -> Telling:
    return Telling(story, Words(PACKAGE, language))


def as_document(story: Story) -> dict[str, Any]:
    """Return the story as one JSON document."""
    weighed, standing = story.weighed, story.standing
    return {
        "records": [
            {"record": side.name, "person": side.person, "values": dict(side.values),
             "hidden": sorted(side.hidden)}
            for side in story.sides
        ],
        "group": story.group, "answer": story.answer, "one_person": standing.one_person,
        "says": telling(story, "en").answer(),
        "probability": round(weighed.probability, 6), "weight": round(weighed.weight, 3),
        "by_weight": weighed.verdict, "join_from": story.join, "review_from": story.doubt,
        "prior": round(weighed.prior, 3),
        "fields": [
            {"field": step.field, "level": step.level, "degree": step.degree,
             "bits": round(step.bits, 3), "of_it_rare": round(step.rare, 3)}
            for step in weighed.steps
        ],
        "together": [{"says": says, "bits": round(bits, 3)} for says, bits in weighed.together],
        "calibration": round(weighed.calibrated - weighed.weight, 3),
        "path": [
            {"record": bond.one, "other": bond.other, "probability": round(bond.probability, 4),
             "decided_by": bond.by, "why": bond.why}
            for bond in standing.path
        ],
        "barred": [
            {"record": one.one, "other": one.other, "guard": one.guard} for one in standing.barred
        ],
        "judgements": [
            {"judgement": one.fact_id.hex(), "verdict": one.verdict, "by": one.by, "why": one.why,
             "known_at": one.known_at.isoformat()}
            for one in standing.words
        ],
        "chained": standing.chained,
        "mean_between": None if standing.mean is None else round(standing.mean, 3),
        "met_by": list(story.met_by),
        "family": story.family and _family(story.family),
        "would_change": [
            {"fields": dict(change.fields), "probability": round(change.probability, 6),
             "verdict": change.verdict}
            for change in story.changes
        ] if story.turns else [],
        "if_numbers_agreed": story.if_numbers and round(story.if_numbers, 6),
        "model": story.model, "measured_against": story.records, "ledger": story.ledger,
    }  # fmt: skip


def _family(told: Family) -> dict[str, Any]:
    return {
        "adults_shared": list(told.adults), "siblings_shared": list(told.siblings),
        "siblings_of_each_other": told.each_other, "sponsors_apart": told.apart,
        "days_apart": told.days_apart, "hidden": told.hidden,
    }  # fmt: skip
