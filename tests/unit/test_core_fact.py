"""A fact's identity, its local days, and the vocabulary of kinds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from facts_table import utc
from hypothesis import given, settings
from hypothesis import strategies as st

from accompany.core.fact import ID_BYTES, Fact, canonical, kinds, micros, nearest_kinds
from accompany.core.when import When, instant, read_when
from accompany.engines.duck import Duck, literal

SOURCE = "plain/made-up"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
MOMENTS = st.datetimes(
    datetime.fromisoformat("1900-01-02"),
    datetime.fromisoformat("2199-12-30"),
    timezones=st.just(UTC),
)
STATED = pa.schema(
    [
        ("line", pa.int64()), ("about", pa.string()), ("kind", pa.string()),
        ("day_earliest", pa.date32()), ("day_latest", pa.date32()),
        ("at_earliest", pa.timestamp("us")), ("at_latest", pa.timestamp("us")),
        ("zone", pa.string()), ("party", pa.string()), ("to_party", pa.string()),
        ("details", pa.string()), ("key", pa.string()),
    ]
)  # fmt: skip


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    zone = draw(st.sampled_from(("America/New_York", "America/Phoenix", "UTC")))
    if draw(st.booleans()):
        first = draw(st.dates(date(1900, 1, 1), date(2199, 12, 30)))
        when = read_when(first.isoformat(), zone)
    else:
        moment = draw(MOMENTS)
        when = When(moment, moment + timedelta(hours=draw(st.integers(0, 30))))
    return Fact(
        source=SOURCE,
        about=f"{SOURCE}:{draw(TEXT)}",
        kind=draw(st.sampled_from(sorted(kinds()))),
        when=when,
        zone=zone,
        party=draw(TEXT),
        to_party=draw(TEXT),
        details=draw(st.dictionaries(TEXT, TEXT, max_size=3)),
    )


def stated(line: int, fact: Fact) -> dict[str, object]:
    """Return a fact as an adapter states it: by day where it is a whole one, else by instant."""
    by_day = fact.when == read_when(fact.day_earliest.isoformat(), fact.zone)
    return {
        "line": line, "about": fact.about, "kind": fact.kind, "zone": fact.zone,
        "day_earliest": fact.day_earliest if by_day else None,
        "day_latest": fact.day_latest if by_day else None,
        "at_earliest": None if by_day else fact.when.earliest.replace(tzinfo=None),
        "at_latest": None if by_day else fact.when.latest.replace(tzinfo=None),
        "party": fact.party, "to_party": fact.to_party,
        "details": canonical(fact.details), "key": None,
    }  # fmt: skip


@pytest.fixture(scope="module")
def duck() -> Duck:
    with Duck() as made:
        yield made


@settings(max_examples=40, deadline=None)
@given(many=st.lists(facts(), min_size=1, max_size=8, unique_by=lambda fact: fact.id))
def test_the_ledger_computes_the_same_identity_days_and_times(duck: Duck, many: list[Fact]) -> None:
    rows = [stated(line, fact) for line, fact in enumerate(many)]
    duck.take("stated", pa.Table.from_pylist(rows, schema=STATED))
    duck.script("accompany.ledger", "arriving.sql", source=literal(SOURCE))
    found = duck.rows(
        "SELECT line, fact_id, happened_earliest, happened_latest, day_earliest, day_latest"
        " FROM arriving ORDER BY line"
    )
    assert found == [
        (
            line,
            fact.id,
            fact.when.earliest.replace(tzinfo=None),
            fact.when.latest.replace(tzinfo=None),
            fact.day_earliest,
            fact.day_latest,
        )
        for line, fact in enumerate(many)
    ]


def made(**given: object) -> Fact:
    plain: dict[str, object] = {
        "source": SOURCE, "about": f"{SOURCE}:1", "kind": "released",
        "when": instant(utc("2024-06-11T03:00")), "zone": "America/New_York",
    }  # fmt: skip
    return Fact(**{**plain, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        {"source": "plain/other"},
        {"about": f"{SOURCE}:2"},
        {"kind": "died"},
        {"when": instant(utc("2024-06-11T03:00:00.000001"))},
        {"when": When(utc("2024-06-11T03:00"), utc("2024-06-11T03:00:00.000001"))},
        {"party": "hhs-orr"},
        {"to_party": "hhs-orr"},
        {"details": {"category": "1"}},
    ],
)
def test_what_is_said_makes_the_identity(other: dict[str, object]) -> None:
    assert made().id != made(**other).id
    assert len(made().id) == ID_BYTES


def test_when_and_where_we_were_told_does_not() -> None:
    told = made(known_at=utc("2025-01-01T00:00"), extract="ab", line=7, reported_by="cbp")
    assert told.id == made().id


def test_values_do_not_run_into_each_other() -> None:
    assert made(party="ab", to_party="c").id != made(party="a", to_party="bc").id


def test_days_are_those_of_the_writers_zone() -> None:
    late = made()  # 23:00 in New York on the day before
    assert late.day_earliest == late.day_latest == date(2024, 6, 10)
    assert made(zone="UTC").day_latest == date(2024, 6, 11)


def test_a_fact_that_nobody_dated_spans_all_years_that_can_be_read() -> None:
    all_years = When(
        read_when("1900-01-01", "America/New_York").earliest,
        read_when("2199-12-31", "America/New_York").latest,
    )
    assert made(when=all_years).undated
    assert not made().undated


def test_values_are_kept_in_one_order_and_as_they_are_written() -> None:
    assert canonical({"b": "ñ", "a": '"'}) == '{"a":"\\"","b":"ñ"}'
    assert canonical({}) == "{}"


@settings(deadline=None)
@given(MOMENTS, MOMENTS)
def test_microseconds_are_exact(one: datetime, other: datetime) -> None:
    assert timedelta(microseconds=micros(one) - micros(other)) == one - other
    assert micros(datetime(1970, 1, 1, tzinfo=UTC)) == 0


def test_every_kind_says_what_it_is_in_words_the_program_knows() -> None:
    for kind in kinds().values():
        assert kind.says.endswith(".")
        assert kind.seen in ("", "in person", "by voice", "adult only", "on paper")
        assert kind.custody in ("", "begins", "ends")
    assert not kinds()["published-count"].timeline


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("nta_serve", "nta-served"),
        ("RELEASE", "released"),
        ("call-reach-child", "call-reached-child"),
    ],
)
def test_an_unknown_kind_is_answered_with_the_nearest(written: str, meant: str) -> None:
    assert nearest_kinds(written)[0] == meant
    assert nearest_kinds("zzzzzzzz") == []
    assert len(nearest_kinds(written, 1)) == 1
