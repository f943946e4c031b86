"""The answer in sentences, each with the statements it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accompany.network.assess import Assessment
from accompany.network.redraw import FEWEST_ARROWS
from accompany.network.report.words import Words
from accompany.network.standing import Protected, Thing
from accompany.network.verdict import MOST


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and the ids of the statements it opens to."""

    says: str
    by: tuple[str, ...] = ()


def shown(found: Assessment, name: str, words: Words) -> str:
    """Return a name as it may be printed: nobody shown to be protected has one."""
    return words.say("protected") if name in found.hidden else name


def answer(found: Assessment, words: Words) -> Sentence:
    """Return the headline: a set, one person, or that nobody can tell."""
    names = [one.actor.name for one in found.verdict.candidates]
    by = tuple(sorted({s for one in found.verdict.candidates for s in one.by}))
    if not names:
        return Sentence(words.say("cannot_tell"))
    if len(names) == 1:
        return Sentence(words.say("one", name=names[0]), by)
    return Sentence(words.say("one_of", n=len(names)), by)


def reason(found: Assessment, words: Words) -> Sentence:
    """Return the chance of the set and its interval, or why nobody is named."""
    given = found.verdict
    if not given.names_somebody:
        key = "why_" + given.why_not.replace(" ", "_")
        return Sentence(words.say(key, most=MOST))
    share, low, high = (words.chance(x) for x in given.together)
    return Sentence(
        words.say(
            "set_sentence", p=share, low=low, high=high,
            names=", ".join(one.actor.name for one in given.candidates),
            else_=words.chance(given.somebody_else[0]),
        ),
        tuple(sorted({s for one in given.candidates for s in one.by})),
    )  # fmt: skip


def kind(found: Assessment, words: Words) -> tuple[Sentence, Sentence]:
    name = words.term(found.organisation)
    by = tuple(
        sorted({s for one in found.hypotheses if one.holds for g in one.signs for s in g.by})
    )
    if found.organisation == "cannot tell":
        return Sentence(words.say("cannot_tell")), Sentence(words.say("several_or_none"))
    nearest = words.say("kind_sentence", type=words.term(found.typology[0]))
    return Sentence(name[0].upper() + name[1:] + ".", by), Sentence(nearest)


def beyond(found: Assessment, words: Words) -> Sentence:
    compared = found.verdict.comparisons
    if not compared:
        return Sentence(words.say("beyond_none"))
    failed = [words.term(one.against) for one in compared if not one.passed]
    if failed:
        return Sentence(words.say("beyond_no", failed=", ".join(failed)))
    return Sentence(words.say("beyond_yes"))


def danger(found: Assessment, words: Words) -> Sentence | None:
    held = [one for one in found.statements if one.kind == "danger"]
    if not held:
        return None
    dated = sorted(
        held, key=lambda one: (one.when is not None, one.when and one.when.latest, one.id)
    )
    says = words.say("danger_text", n=len(held), about=shown(found, dated[-1].subject, words))
    return Sentence(says, tuple(sorted(one.id for one in held)))


def chart_note(found: Assessment, words: Words) -> str:
    given, unseen = found.verdict, found.verdict.coverage.unseen
    if unseen is None:
        return words.say("chart_note_assumed", people=given.people, barred=given.barred)
    mid, low, high = (round(x) for x in unseen)
    return words.say(
        "chart_note", people=given.people, barred=given.barred, unseen=mid, low=low, high=high
    )


def rests(found: Assessment, words: Words) -> list[tuple[str, Sentence]]:
    rows = []
    for one in found.rests:
        key = "rests_text" if found.verdict.names_somebody else "rests_unnamed"
        says = words.say(
            key, alone=one.alone, before=words.chance(one.before), after=words.chance(one.after)
        )
        if one.leave:
            says += " " + words.say("rests_leave", names=", ".join(one.leave))
        rows.append(
            (words.say("rests_if", source=shown(found, one.source, words)), Sentence(says, one.by))
        )
    return rows


def gaps(found: Assessment, words: Words) -> list[str]:
    """Return what evidence would change the verdict, from what is missing now."""
    net = found.net
    hidden = sum(isinstance(s, Protected) and not s.shown for s in net.standings)
    phones = sum(isinstance(s, Thing) and s.hides_somebody for s in net.standings)
    orders = len(net.command.tail)
    said: Sequence[tuple[bool, str]] = (
        (found.verdict.coverage.unseen is None, words.say("gap_two_sources")),
        (orders < 2 * FEWEST_ARROWS, words.say("gap_orders", n=orders)),
        (len(net.layers) < 2, words.say("gap_layers")),
        (hidden > 0, words.say("gap_ages", n=hidden)),
        (phones > 0, words.say("gap_phones", n=phones)),
    )
    return [text for missing, text in said if missing] or [words.say("gap_none")]
