"""Leads, fees, what-ifs, dimensions, definitions, roles, and statements kept in the ledger."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from accompany.core.when import When
from accompany.engines.duck import Duck
from accompany.network import facts, leads
from accompany.network.assess import assess
from accompany.network.build import build, commanding
from accompany.network.checklist import checklist
from accompany.network.dimensions import dimensions
from accompany.network.fees import FEWEST, amounts, fees
from accompany.network.grade import Grade
from accompany.network.report.page import as_page
from accompany.network.rests import alone
from accompany.network.roles import likely_roles, macro_f1
from accompany.network.standing import BarredError
from accompany.network.statement import Statement, Viewer
from accompany.network.whatif import what_if

DAY = date(2031, 6, 1)
GOOD = Grade("A", "1")


def lead(about: str, narrows: float = 0.2, hours: float = 10, **more: object) -> leads.Lead:
    whole = {"deadline": None, "danger": False, **more}
    return leads.Lead("second source", about, "why", narrows, hours, **whole)  # type: ignore[arg-type]


def test_danger_comes_before_any_worth_and_deadlines_count() -> None:
    soon = lead("soon", deadline=DAY + timedelta(5))
    late = lead("late", deadline=DAY + timedelta(500))
    gone = lead("gone", narrows=0.9, deadline=DAY - timedelta(1))
    held = lead("held", narrows=0.0, danger=True)
    cheap = lead("cheap", hours=1)
    found = leads.queue([late, gone, soon, cheap, held], DAY)
    assert [one.about for one in found] == ["held", "cheap", "soon", "late"]


def test_narrowing_is_what_an_answer_tells() -> None:
    rng = np.random.default_rng(1)
    winners = rng.integers(0, 2, 600)
    assert leads.narrowing(winners, winners, rng) == pytest.approx(1, abs=0.02)
    assert leads.narrowing(winners, rng.integers(0, 2, 600), rng) < 0.02
    assert leads.narrowing(np.zeros(50, dtype=np.int64), winners[:50], rng) == 0
    assert leads.uncertainty(winners) == pytest.approx(1, abs=0.01)


def test_the_calibration_of_leads() -> None:
    done = [leads.Outcome(0.1, 0.0), leads.Outcome(0.1, 0.2), leads.Outcome(1.0, 0.8)]
    found = leads.calibration(done)
    assert [(round(e, 3), round(c, 3), n) for e, c, n in found] == [(0.1, 0.1, 2), (1.0, 0.8, 1)]


def quote(amount: str, **details: str) -> Statement:
    return Statement("fee", "M-1", value=amount, details={"leg": "crossing", **details})


def test_fees_are_per_person_and_few_are_withheld() -> None:
    assert amounts("15,000") == (15000, 15000)
    assert amounts("12000-15000") == (12000, 15000)
    assert amounts("a lot") is None
    few = [quote("1000") for _ in range(FEWEST - 1)]
    (withheld,) = fees(few)
    assert (withheld.n, withheld.median) == (None, None)
    (shown,) = fees([*few, quote("4,000", persons="4")])
    assert (shown.n, shown.median) == (FEWEST, 1000)


def chain() -> list[Statement]:
    told = [Statement("order", "P-1", f"P-{i}", asserted_by="S-1", grade=GOOD) for i in (2, 3, 4)]
    told.append(Statement("order", "P-1", "P-2", asserted_by="S-2", grade=GOOD))
    for name in ("P-1", "P-2", "P-3"):
        told.append(Statement("age", name, value="adult", grade=GOOD))
        told.append(Statement("role", name, value="guide", grade=GOOD))
    told.append(Statement("role", "P-4", value="victim"))
    told.append(Statement("place", "P-2", "house:1", details={"persons": "26"}, grade=GOOD))
    return told


def test_what_if_takes_things_and_free_adults_only() -> None:
    told = chain()
    net, played = build(told), {one.person: one for one in likely_roles(told)}
    found = what_if(net, ["P-1"], played)
    assert found is not None
    assert found.removal.after > found.removal.before
    assert what_if(net, ["house:1"], played) is not None
    with pytest.raises(BarredError):
        what_if(net, ["P-4"], played)


def test_which_ties_rest_on_one_source() -> None:
    found = alone(chain())
    assert [(one.subject, one.object) for one in found["S-1"]] == [("P-1", "P-3"), ("P-1", "P-4")]
    assert "S-2" not in found


def test_money_says_who_is_over_whom_only_with_a_purpose() -> None:
    def paid(purpose: str) -> list[tuple[str, str]]:
        one = Statement("payment", "P-1", "P-2", details={"purpose": purpose} if purpose else {})
        return [(a, b) for a, b, _ in commanding([one])]

    assert paid("proceeds") == paid("tax") == [("P-2", "P-1")]
    assert paid("wage") == [("P-1", "P-2")]
    assert paid("fee") == paid("") == []


def test_dimensions_are_scored_or_not_assessable() -> None:
    orders = [Statement("order", f"P-{a}", f"P-{b}", grade=GOOD)
              for a, b in ((1, 2), (2, 3), (3, 4), (1, 5), (2, 6))]  # fmt: skip
    found = {one.name: one for one in dimensions(orders)}
    assert found["command"].score == 3
    assert found["scale"].score is None
    assert found["violence"].score is None
    harmed = Statement("danger", "house:1", value="threatened")
    assert {o.name: o.score for o in dimensions([harmed])}["violence"] == 1


def test_a_definition_is_shown_by_statements_or_not_shown() -> None:
    told = [Statement("definition", "P-1", value="groups-of-ten", grade=GOOD),
            Statement("definition", "P-1", value="ongoing", grade=Grade("E", "5")),
            Statement("danger", "house:1", grade=GOOD)]  # fmt: skip
    shown = {one.item: one.by for one in checklist(told)}
    assert shown["groups-of-ten"] == (told[0].id,)
    assert shown["ongoing"] == ()
    assert shown["endangered"] == (told[2].id,)


def test_macro_f1() -> None:
    truth = {"a": "guide", "b": "guide", "c": "driver"}
    assert macro_f1(truth, truth) == 1
    assert macro_f1(dict.fromkeys(truth, "guide"), truth) == pytest.approx(0.4)


def test_statements_come_back_from_the_ledger_as_they_went_in() -> None:
    moment = datetime(2031, 2, 3, 4, 5, tzinfo=UTC)
    told = [
        Statement("payment", "P-1", "P-2", "500", When(moment, moment), "S-1", "hsi", "subpoena",
                  Grade("B", "2", 1), "ask first", {"purpose": "tax", "says": "a word"}),
        Statement("order", "P-2", "P-3", asserted_by="S-2"),
    ]  # fmt: skip
    made = [facts.as_fact(one, "plain/hsi", "SIM-1") for one in told]
    with Duck(threads=1) as duck:
        duck.take("known_facts", pa.Table.from_pylist([
            {"kind": one.kind, "about": one.about, "extract": one.extract, "line": one.line,
             "details": facts.json.dumps(one.details),
             "happened_earliest": one.when.earliest.replace(tzinfo=None),
             "happened_latest": one.when.latest.replace(tzinfo=None)}
            for one in made
        ]))  # fmt: skip
        back = facts.from_ledger(duck, "SIM-1")
        assert facts.from_ledger(duck, "SIM-2") == []
    assert sorted(back, key=lambda s: s.id) == sorted(told, key=lambda s: s.id)


def test_work_is_weighed_by_the_answer_with_and_without_what_it_brought() -> None:
    orders = [Statement("order", boss, f"P-{at}", grade=Grade("C", "3"))
              for at in range(2, 6) for boss in ("P-0", "P-1")]  # fmt: skip
    brought = [Statement("order", "P-0", "P-1", grade=GOOD, obtained="lead 7")]
    shown = (("age", "adult"), ("role", "guide"))
    told = [Statement(k, f"P-{at}", value=v, grade=GOOD) for at in range(6) for k, v in shown]

    def work(**details: str) -> Statement:
        whole = {"lead": "second source", "category": "smuggling", **details}
        return Statement("effort", "P-0", value="12", details=whole)

    told += [*orders, *brought, work(brought="lead 7", expected="0.5"), work(outcome="charge")]
    found = assess("SIM", told, Viewer("hsi"), seed=1, as_of=DAY, known_by=DAY, draws=10, nulls=9)
    moved, idle = sorted(found.effort.worked, key=lambda one: one.outcome)
    assert moved.came is not None
    assert moved.came > 0.2
    assert idle.came is None
    assert found.effort.hours("category") == {"smuggling": 24}
    assert found.effort.hours("outcome") == {"": 12, "charge": 12}
    assert [count for *_, count in found.effort.points] == [1]
    assert found.effort.hours_per_part == pytest.approx(24 / moved.came)
    assert "What the work did" in as_page(found)
    assert all(one.kind != "effort" for one in found.statements)
    other = assess("SIM", told[:-2], Viewer("hsi"), seed=1, as_of=DAY, known_by=DAY, draws=10,
                   nulls=9)  # fmt: skip
    assert other.verdict == found.verdict
    assert other.effort.hours_per_part is None


def test_the_last_day_on_which_an_act_can_be_charged() -> None:
    assert leads.limited(date(2028, 2, 29)) == date(2038, 2, 28)
    assert leads.limited(date(2031, 6, 1)) == date(2041, 6, 1)


def test_what_had_not_happened_yet_is_not_used() -> None:
    later = datetime(2031, 7, 1, tzinfo=UTC)
    told = [*chain(), Statement("order", "P-9", "P-2", when=When(later, later))]
    found = assess("SIM", told, Viewer("hsi"), seed=1, as_of=DAY, known_by=DAY, draws=10, nulls=9)
    assert "P-9" not in found.net.names
