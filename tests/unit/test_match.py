"""The model's links, on made-up children."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.unit.made_up_people import neighbours, people, person, take

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.identity.linking import Arrived, cleaned_names, in_order
from accompany.identity.match import columns as at
from accompany.identity.match import store, words
from accompany.identity.match.arrived import touched
from accompany.identity.match.asked import Asked, row_of
from accompany.identity.match.columns import Columns, columns
from accompany.identity.match.compare import (
    FIELDS,
    WHERE_PATTERNS,
    WHO_PATTERNS,
    compared,
    patterns,
    unpacked,
)
from accompany.identity.match.decide import Guards
from accompany.identity.match.grades import ALIKE, DIFFERS, NEAR, SAME, Grades
from accompany.identity.match.index import Index, Told, laid
from accompany.identity.match.keys import (
    CONTACTS,
    FAMILIES,
    FEW,
    SIGNS,
    WHOLE,
    Own,
    Signs,
    keys,
    tightened,
)
from accompany.identity.match.model import Model, load, meets
from accompany.identity.match.pairs import candidates, family_blocks
from accompany.identity.match.reference import rarity, referred
from accompany.identity.match.run import Linked, linked
from accompany.identity.match.score import Scorer
from accompany.identity.match.screen import Known, Screen
from accompany.identity.match.splink import splink_columns
from accompany.identity.match.train import described, trained
from accompany.identity.match.values import Many, One

BASE = {
    "given_names": "Ana Lucia", "surnames": "Muestra Tum", "born_on": "2010-03-07", "sex": "F",
    "country": "Guatemala", "a_number": "000-123-456",
}  # fmt: skip


def levels_of(one: dict[str, str], other: dict[str, str]) -> dict[str, int]:
    """Return how two made-up records compare, each given by what differs from ``BASE``."""
    with Duck() as duck:
        a = person(about="plain/a:1", **(BASE | one))
        b = person(about="plain/b:2", **(BASE | other))
        records = take(duck, [a, b])
    grades = Grades(records.vocabulary)
    levels = compared(records.rows[:1], records.rows[1:], grades)
    return {name: int(levels[name][0]) for name in FIELDS}


@pytest.mark.parametrize(
    ("word", "made"),
    [("Muñoz", "MUNOZ"), ("de", ""), ("DelaCruz", "CRUZ"), ("K'iche'", "KICHE"), ("fnu", ""),
     ("DELGADO", "DELGADO"), ("deleon", "LEON"), ("XXXX", "")],
)  # fmt: skip
def test_a_word_becomes_a_token(word: str, made: str) -> None:
    assert words.token(word) == made


@pytest.mark.parametrize(
    ("one", "other"),
    [("GOMEZ", "GOMES"), ("XIMENEZ", "JIMENEZ"), ("VASQUEZ", "BASQUEZ"), ("HERNAN", "ERNAN"),
     ("CALLE", "CAYE"), ("QUINO", "KINO")],
)  # fmt: skip
def test_words_heard_alike_sound_the_same(one: str, other: str) -> None:
    assert words.sound(one) == words.sound(other)


def test_grades_know_spelling_sound_short_forms_and_initials() -> None:
    with Duck() as duck:
        vocabulary = take(duck, [person(about="a", **BASE)]).vocabulary
    grades = Grades(vocabulary, bits=2)
    texts = ["ANA", "ANA", "FRANCISCO", "PACO", "GOMEZ", "GOMES", "M", "MARISOL", "TUM", "RUIZ"]
    ids = np.array([vocabulary.token_id(text) for text in texts], np.int32)
    found = grades.of(ids[::2], ids[1::2]).tolist()
    assert found == [SAME, NEAR, NEAR, ALIKE, DIFFERS]
    assert grades.of(ids[1::2], ids[::2]).tolist() == found
    assert grades.compared == 4


def test_pairs_are_compared_once_however_often_they_come() -> None:
    with Duck() as duck:
        records = take(duck, people(300, seed=1))
    grades = Grades(records.vocabulary, bits=3)
    one = np.arange(len(records) - 1)
    compared(records.rows[one], records.rows[one + 1], grades)
    before = grades.compared
    again = compared(records.rows[one + 1], records.rows[one], grades)
    assert grades.compared <= before * 1.05
    assert all(len(again[name]) == len(one) for name in FIELDS)


@pytest.mark.parametrize(
    ("other", "field", "level"),
    [
        ({}, "given", 7),
        ({"given_names": "Lucia Ana"}, "given", 7),
        ({"given_names": "Analucia"}, "given", 7),
        ({"given_names": "Lucia"}, "given", 6),
        ({"given_names": "Anna Lusia"}, "given", 5),
        ({"given_names": "Ana L"}, "given", 4),
        ({"given_names": "Ana Pedro"}, "given", 3),
        ({"given_names": "Anita Pedro"}, "given", 2),
        ({"given_names": "Muestra", "surnames": "Ana"}, "given", 1),
        ({"given_names": "Pedro"}, "given", 0),
        ({"given_names": ""}, "given", -1),
        ({"surnames": "de la Tum y Muestra"}, "surnames", 7),
        ({"surnames": "Tum"}, "surnames", 6),
        ({"born_on": "2010-03-07"}, "born", 6),
        ({"born_on": "2010-07-03"}, "born", 5),
        ({"born_on": "2011-03-07"}, "born", 4),
        ({"born_on": "2010-01-01"}, "born", 3),
        ({"born_on": "2010-03-28"}, "born", 2),
        ({"born_on": "2010-12-18"}, "born", 1),
        ({"born_on": "2005-12-18"}, "born", 0),
        ({"born_on": "unknown"}, "born", -1),
        ({"sex": "male"}, "sex", 0),
        ({"country": "GTM"}, "country", 1),
        ({"a_number": "A000123456"}, "number", 3),
        ({"a_number": "000123457"}, "number", 2),
        ({"a_number": "000124457"}, "number", 1),
        ({"a_number": "000987654"}, "number", 0),
        ({"a_number": "999999999"}, "number", -1),
        ({"phone": "(555) 010-0142"}, "contact", -1),
    ],
)  # fmt: skip
def test_a_field_is_as_near_as_it_is(other: dict[str, str], field: str, level: int) -> None:
    assert levels_of({}, other)[field] == level


def test_a_contact_is_one_phone_or_one_email() -> None:
    assert levels_of({"phone": "555 010 0142"}, {"phone": "+1 (555) 010-0142"})["contact"] == 1
    assert levels_of({"email": "a@b.example"}, {"email": "c@b.example"})["contact"] == 0
    both = {"phone": "555 010 0142", "email": "a@b.example"}
    assert levels_of(both, both | {"phone": "555 010 0199"})["contact"] == 1


HOME = {"address": "88 Mill Road", "unit": "4", "city": "Saint Mary", "zip": "77001"}


@pytest.mark.parametrize(
    ("other", "street", "place"),
    [
        ({}, 10, 14),
        ({"address": "88 MILL RD Apt 4", "unit": "", "zip": "77001-1234"}, 10, 14),
        ({"address": "88 Mil Road"}, 9, 14),
        ({"address": "88 Elm St"}, 8, 14),
        ({"address": "Mill Rd", "unit": ""}, 2, 14),
        ({"address": "Mil Rd", "unit": ""}, 1, 14),
        ({"address": "Elm Street", "unit": ""}, 0, 14),
        ({"address": "9 Mill Road"}, 6, 14),
        ({"address": "9 Mil Road"}, 5, 14),
        ({"address": "9 Elm St"}, 4, 14),
        ({"address": "88", "unit": "4"}, 7, 14),
        ({"address": ""}, 3, 14),
        ({"city": "Saint Marie"}, 10, 13),
        ({"city": "Houston"}, 10, 12),
        ({"city": ""}, 10, 11),
        ({"zip": "77010"}, 10, 10),
        ({"zip": "77101"}, 10, 10),
        ({"zip": "70071", "city": "Houston"}, 10, 4),
        ({"zip": "71010"}, 10, 6),
        ({"zip": ""}, 10, 2),
    ],
)  # fmt: skip
def test_where_somebody_lives_is_as_near_as_it_is(
    other: dict[str, str], street: int, place: int
) -> None:
    levels = levels_of(HOME, HOME | other)
    assert (levels["street"], levels["place"]) == (street, place)


def test_a_pattern_unpacks_to_the_levels_it_was_made_of() -> None:
    every = np.concatenate(
        [np.arange(WHO_PATTERNS), np.arange(WHERE_PATTERNS) * WHO_PATTERNS,
         np.arange(0, WHO_PATTERNS * WHERE_PATTERNS, 997)]
    )  # fmt: skip
    assert (patterns(unpacked(every)) == every).all()


def test_bits_in_parts_are_those_of_each_field_and_term() -> None:
    home = {"street": [9, 10], "place": [14]}
    terms = [
        {"says": str(n), "bits": n + 1.5, "when": {"given": [n % 9 - 1, 7], **home}}
        for n in range(9)
    ]
    terms += [{"says": "home", "bits": -2.0, "when": home}]
    terms += [{"says": name, "bits": 0.25, "when": {name: [-1, 1]}} for name in FIELDS]
    model = Model(load().document | {"joint": terms})
    every = np.arange(0, WHO_PATTERNS * WHERE_PATTERNS, 9973)
    levels = unpacked(every)
    bits = sum(term["bits"] * meets(term["when"], levels) for term in terms)
    assert model.joint[every] == pytest.approx(bits)
    weights = np.full(len(every), model.prior)
    for name in FIELDS:
        weights += np.array([0.0, *(one.weight for one in model.levels[name])])[levels[name] + 1]
    assert model.weights[every] == pytest.approx(weights)


def test_what_is_asked_is_read_as_a_batch_is() -> None:
    asked = BASE | {
        "address": "88 Mill Road", "unit": "Apt. 4", "city": "San José", "zip": "77001-1234",
        "phone": "+1 (555) 010-0142", "email": " A@b.example ", "country": "México",
    }  # fmt: skip
    for values in (
        asked,
        {"surnames": "de la Cruz-Peña"},
        {"a_number": "0000000", "born_on": "?"},
        {"born_on": "5/20/2011"},
        {"born_on": "05/20/2011"},
        {"born_on": "20/5/2011"},
        {"born_on": "2011-02-31"},
        {"born_on": "2011-00-00"},
        {"address": "Calle Ñandú 5B, No. 12", "city": "unknown", "zip": "1234"},
        {"address": " 12 ", "unit": "#3"},
        {"address": "12  N. 5th Ave Suite 3"},
    ):
        with Duck() as duck:
            records = take(duck, [person(about="a", **values)])
        one = row_of(Asked.of(values), records.vocabulary)
        assert [one] == records.rows.tolist()


def run(duck: Duck, rows: list[dict[str, str | None]], guards: Guards | None = None) -> Linked:
    return linked(take(duck, rows), load(), guards)


def test_children_are_found_and_twins_stay_apart() -> None:
    rows = people(1500, seed=7)
    with Duck() as duck:
        made = run(duck, rows)
        truth = dict(
            duck.rows("SELECT c.row, d.truth FROM cleaned c JOIN described d USING (about)")
        )
    label = made.decided.label
    met: dict[tuple[int, str], int] = {}
    for row, child in truth.items():
        met[int(label[row]), child] = met.get((int(label[row]), child), 0) + 1
    right = sum(n * (n - 1) // 2 for n in met.values())
    joined = sum(n * (n - 1) // 2 for n in np.bincount(label).tolist())
    whole = np.unique(list(truth.values()), return_counts=True)[1]
    assert right / joined > 0.99
    assert right / (whole * (whole - 1) // 2).sum() > 0.93


def test_the_order_of_records_does_not_matter() -> None:
    rows = people(200, seed=3)
    answers = []
    for order in (rows, rows[::-1]):
        with Duck() as duck:
            answers.append(run(duck, order).decided.label.tolist())
    assert answers[0] == answers[1]


def twice(**other: str) -> list[dict[str, str | None]]:
    return [person(about="plain/a:1", **BASE), person(about="plain/b:2", **(BASE | other))]


def test_two_spellings_of_a_child_are_joined() -> None:
    with Duck() as duck:
        made = run(duck, twice(surnames="Muestra", given_names="Ana Lusia"))
    assert made.decided.label.tolist() == [0, 0]
    assert len(made.decided.links) == 1


def test_two_valid_numbers_two_stays_or_a_word_keep_apart_what_else_is_one() -> None:
    none = np.empty(0, np.int64)
    apart = Guards(*(np.zeros(2, np.int32) for _ in range(3)), different=np.array([1], np.int64))
    stays = Guards(np.array([100, 110], np.int32), np.array([120, 130], np.int32),
                   np.array([1, 1], np.int32), none)  # fmt: skip
    one_day = Guards(np.array([100, 119], np.int32), np.array([120, 130], np.int32),
                     np.array([1, 1], np.int32), none)  # fmt: skip
    with Duck() as duck:
        assert len(set(run(duck, twice(), apart).decided.label)) == 2
        held = run(duck, twice(), stays)
        assert len(set(held.decided.label)) == 2
        assert len(held.decided.held_back) == 1
        assert len(set(run(duck, twice(), one_day).decided.label)) == 1
        assert len(set(run(duck, twice(a_number="000987654")).decided.label)) == 2


def test_a_chain_breaks_where_the_evidence_on_the_whole_does() -> None:
    rows = [
        person(about="plain/a:1", **BASE),
        person(about="plain/a:2", **(BASE | {"a_number": ""})),
        person(about="plain/a:3", **(BASE | {"a_number": "000987654"})),
        person(about="plain/a:4", **(BASE | {"a_number": "000987654"})),
    ]
    with Duck() as duck:
        label = run(duck, rows).decided.label
    assert label[0] != label[2]
    assert label[2] == label[3]


def test_no_records_give_no_links() -> None:
    with Duck() as duck:
        made = run(duck, [])
    assert len(made.decided.links) == 0
    assert made.pairs == 0


def test_a_common_key_tightens_and_what_is_dropped_is_reported() -> None:
    same = {"given_names": "Ana", "surnames": "Muestra", "born_on": "2010-01-01"}
    rows = [person(about=f"plain/a:{n:04}", **(same | {"country": f"Land {n}"})) for n in range(60)]
    with Duck() as duck:
        records = take(duck, rows)
    found = candidates(records)
    assert len(found) == 0
    assert len(candidates(records, size=FEW + 1).yields) == len(FAMILIES) < len(found.yields)
    assert {one.family: one.dropped for one in found.yields}["born-surname"] == 60
    blocks = family_blocks(FAMILIES[1], Signs(records))
    assert (len(blocks.kept.keys), blocks.dropped, len(blocks.crowded)) == (0, 60, 1)


def test_weights_are_splinks() -> None:
    splink = pytest.importorskip("splink", reason="splink is a library for checks only")
    with Duck() as duck:
        records = take(duck, people(1500, seed=11) + neighbours(600, seed=12))
    model = load().sized(len(records))
    rules = ["l.born = r.born", "l.given_pair = r.given_pair", "l.surname1 = r.surname2",
             "l.zip = r.zip", "l.city = r.city"]  # fmt: skip
    settings = model.settings | {
        "probability_two_random_records_match": model.chance,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in rules
        ],
    }
    api = splink.DuckDBAPI()
    linker = splink.Linker(api.register(splink_columns(records)), settings)
    found = linker.inference.predict().as_duckdbpyrelation().to_arrow_table()
    one, other = found["row_l"].to_numpy(), found["row_r"].to_numpy()
    ours = Scorer(records, model, rarity(records, referred(records))).pairs(one, other)
    assert len(found) > 5000
    assert len(np.unique(ours.pattern)) > 200
    assert len(np.unique(ours.pattern // WHO_PATTERNS)) > 60
    assert np.abs(ours.weight - found["match_weight"].to_numpy()).max() < 1e-6


def test_keys_of_one_record_are_those_of_a_batch() -> None:
    with Duck() as duck:
        records = take(duck, people(60, seed=8))
    for row in range(0, len(records), 7):
        own = Own(One(records.rows[row].tolist(), records.vocabulary))
        for family in (*FAMILIES, *CONTACTS, WHOLE):
            batch = [int(slot[row]) for slot in keys(family, Signs(records))]
            found = [key for key, _ in own.keys(family)]
            assert sorted(found) == sorted(key for key in batch if key)
            for key in found[:1]:
                signs = [SIGNS[name](Many(records))[row : row + 1] for name in family.tighter]
                tight = [int(tightened(np.array([key], np.uint64), sign)[0]) for sign in signs]
                assert own.tightened(key, family) == [one for one in tight if one]


# ---- screening


def indexed(duck: Duck, rows: list[dict[str, str | None]]) -> Index:
    records = take(duck, rows)
    names = pa.array([name for (name,) in duck.rows("SELECT about FROM cleaned ORDER BY row")])
    reference = referred(records)
    part = laid(
        records, Told.alone(names, names), np.arange(len(records), dtype=np.int32), reference
    )
    return Index(records.vocabulary, reference, [part])


def test_a_look_up_weighs_a_record_as_a_batch_does() -> None:
    rows = people(300, seed=9)
    with Duck() as duck:
        known = indexed(duck, rows)
    screen = Screen(known, load())
    asked = Asked.of(rows[17] | {"surnames": "Quexel"})
    with Duck() as duck:
        both = take(duck, [*rows, rows[17] | {"surnames": "Quexel", "about": "zz"}])
    model = load().sized(len(rows))
    scorer = Scorer(both, model, rarity(both, known.reference))
    found = screen.matches(asked)
    assert len(found) > 3
    names = sorted(str(row["about"]) for row in rows)
    for one in found:
        pair = scorer.pairs(np.array([names.index(one.record)]), np.array([len(rows)]))
        assert one.weight == pytest.approx(float(pair.sure[0]))


def test_a_screened_child_is_found_after_a_restart(tmp_path: Path) -> None:
    with Duck() as duck:
        made = indexed(duck, [*people(400, seed=5), person(about="plain/z:1", **BASE)])
    for _ in range(3):
        store.save(made, tmp_path / "index")
    known = store.load(tmp_path / "index")
    assert known is not None
    screen = Screen(known, load())
    asked = Asked("Ana Lusia", "Tum Muestra", "2010-07-03", phone="555 010 0142")
    first = screen.matches(asked)[0]
    assert first.record == "plain/z:1"
    assert first.probability > 0.5
    assert first.weight == pytest.approx(sum(part.bits for part in first.parts))
    assert screen.matches(Asked("Nobody", "Zzyzx", "1990-05-05")) == []
    assert screen.shared(asked) == {"phone": Known((), (), None, None)}


def test_a_record_that_arrives_is_found_and_what_it_replaces_is_not(tmp_path: Path) -> None:
    rows = people(300, seed=5)
    with Duck() as duck:
        known = indexed(duck, [*rows, person(about="plain/z:1", **BASE)])
        changed = BASE | {"surnames": "Quexel", "born_on": "2001-01-09", "a_number": "",
                          "phone": "555 010 0142"}  # fmt: skip
        for place, about in enumerate(["plain/z:1", "plain/z:2", "plain/z:3"]):
            take(duck, [person(about=about, **changed)])
            names = pa.array([about])
            fresh = columns(duck, "cleaned", known.vocabulary)
            gone = known.known(names).tolist()
            assert len(gone) == (place == 0)
            chain = np.zeros(1, np.int32)
            known.add(laid(fresh, Told.alone(names, names), chain, known.reference), gone)
    store.save(known, tmp_path / "index")
    for index in (known, store.load(tmp_path / "index")):
        assert index is not None
        assert len(index) == len(rows) + 3
        assert [len(part) for part in index.parts] == [len(rows) + 1, 3]
        screen = Screen(index, load())
        found = screen.matches(Asked("Ana Lucia", "Quexel", "2001-01-09"), 5)
        assert {one.record for one in found[:3]} == {f"plain/z:{n}" for n in (1, 2, 3)}
        phone = screen.shared(Asked(phone="5550100142"))["phone"]
        assert (len(phone.records), len(phone.persons)) == (3, 3)
        gone_now = screen.matches(Asked("Ana Lucia", "Muestra Tum", "2010-03-07"), 5)
        assert all(one.record != "plain/z:1" or one.levels["surnames"] < 7 for one in gone_now)


def test_a_person_is_shown_once_by_the_record_that_says_most() -> None:
    with Duck() as duck:
        known = indexed(
            duck,
            [person(about=f"plain/a:{n}", **(BASE | {"given_names": name}))
             for n, name in enumerate(["Ana", "Ana Lucia", "Lucia"])],
        )  # fmt: skip
    known.moved = {row: ("p-one", 0) for row in range(3)}
    (found,) = Screen(known, load()).matches(Asked.of(BASE))
    assert (found.person, found.record, found.also) == ("p-one", "plain/a:1", 2)


def test_an_index_of_an_older_definition_is_not_read(tmp_path: Path) -> None:
    assert store.load(tmp_path) is None
    (tmp_path / "about.json").write_text('{"format": 0}', "utf-8")
    assert store.load(tmp_path) is None


def test_a_common_key_still_finds_by_its_tightened_form() -> None:
    rows = [
        person(about=f"plain/a:{n:04}", given_names=f"{'ABCDEFGHIJ'[n % 10]}lba Muestra",
               surnames="Tum", born_on="2010-01-01")
        for n in range(200)
    ]  # fmt: skip
    with Duck() as duck:
        made = indexed(duck, rows)
    found = Screen(made, load()).matches(Asked("Calba", "Tum", "2010-01-01"), 30)
    assert found == [] or all(one.probability <= 1 for one in found)
    wide = Screen(made, load()).matches(Asked("Clba Muestra", "Tum", "2010-01-01"), 30)
    assert {int(one.record[-4:]) % 10 for one in wide[:20]} == {2}


# ---- what arrives


def test_what_arrives_is_linked_as_a_run_over_all_would() -> None:
    rows = people(900, seed=21)
    draw = np.random.default_rng(1)
    late = {rows[n]["about"] for n in draw.choice(len(rows), 60, replace=False).tolist()}
    with Duck() as duck:
        before = take(duck, [row for row in rows if row["about"] not in late])
        first = linked(before, load())
        names = cleaned_names(duck)
        part = laid(before, Told.alone(names, names), first.decided.chains, first.reference)
        known = Index(before.vocabulary, first.reference, [part])
        take(duck, [row for row in rows if row["about"] in late])
        fresh = columns(duck, "cleaned", known.vocabulary)
        arrived = Arrived(fresh, cleaned_names(duck), np.empty(0, np.int32))
        found = touched(known, fresh, arrived.replaced, load())
        assert not found.outgrown
        assert len(late) < len(found.rows) < len(before) / 2
        some = in_order(duck, known, arrived, found.rows)
        label = linked(some, load(), reference=known.reference).decided.label
        part_of = dict(zip(cleaned_names(duck).to_pylist(), label.tolist(), strict=True))
        old = dict(zip(names.to_pylist(), first.decided.label.tolist(), strict=True))
        everyone = take(duck, rows)
        whole = linked(everyone, load(), reference=known.reference).decided.label
        in_whole = dict(zip(cleaned_names(duck).to_pylist(), whole.tolist(), strict=True))
    ours = {name: ("new", part_of[name]) if name in part_of else ("old", old[name])
            for name in in_whole}  # fmt: skip
    assert _groups(ours) == _groups(in_whole)


def _groups(label_of: Mapping[str, object]) -> set[frozenset[str]]:
    made: dict[object, set[str]] = {}
    for name, label in label_of.items():
        made.setdefault(label, set()).add(name)
    return {frozenset(one) for one in made.values()}


def test_a_reference_is_outgrown_by_a_tenth_more_records() -> None:
    with Duck() as duck:
        known = indexed(duck, people(100, seed=2))
        take(duck, [row | {"about": f"x{row['about']}"} for row in people(30, seed=4)])
        fresh = columns(duck, "cleaned", known.vocabulary)
    assert touched(known, fresh, np.empty(0, np.int32), load()).outgrown


# ---- learning without truth


def test_weights_learnt_without_truth_find_children_and_part_twins() -> None:
    rows = people(1500, seed=17)
    with Duck() as duck:
        records = take(duck, rows)
        truth = dict(duck.rows("SELECT row, truth FROM cleaned JOIN described USING (about)"))
    steps: list[int] = []
    made = Model(trained(records, load(), steps.append))
    label = linked(records, made).decided.label
    pairs = [(a, b) for a in range(len(label)) for b in range(a + 1, min(a + 9, len(label)))
             if truth[a] == truth[b]]  # fmt: skip
    assert np.mean([label[a] == label[b] for a, b in pairs]) > 0.93
    groups = _groups({str(row): int(one) for row, one in enumerate(label)})
    mixed = [one for one in groups if len({truth[int(row)] for row in one}) > 1]
    assert len(mixed) < 0.02 * len(groups)
    assert len(steps) == 2
    shipped = load()
    assert made.levels["given"][7].weight != shipped.levels["given"][7].weight
    assert 0 < len(made.document["joint"]) < len(shipped.document["joint"])
    assert described(records)["given names"] == 1.0
    assert 0.5 < described(records)["A-number"] < 0.9


def test_weights_learnt_of_neighbours_find_who_a_slip_of_the_pen_parts() -> None:
    with Duck() as duck:
        records = take(duck, neighbours(800, seed=31))
        found = duck.rows("SELECT truth FROM cleaned JOIN described USING (about) ORDER BY row")
    truth = np.unique([row[0] for row in found], return_inverse=True)[1]
    homeless = Columns(records.rows.copy(), records.vocabulary)
    homeless.rows[:, [at.HOUSE, at.STREET, at.CITY]] = 0
    homeless.rows[:, at.SEX_ZIP] = 0
    learnt = Model(trained(records, load()))
    scores = [
        _f1(linked(some, model).decided.label, truth)
        for some, model in ((records, learnt), (records, load()), (homeless, learnt))
    ]
    assert scores[0] > 0.98
    assert scores[1] < scores[0] - 0.05
    assert scores[2] < scores[0] - 0.05
    street = learnt.levels["street"]
    assert min(street[10].weight, street[9].weight) > 5 > street[8].weight > street[4].weight
    assert street[4].weight < -5
    place = learnt.levels["place"]
    assert min(place[14].weight, place[9].weight) > 5 > -5 > place[4].weight


def _f1(label: np.ndarray, truth: np.ndarray) -> float:
    """Return how well clusters hold to who is who, over pairs."""
    sizes = (np.unique(one, axis=-1, return_counts=True)[1]
             for one in (np.stack([label, truth]), label, truth))  # fmt: skip
    right, joined, true = (float((size * (size - 1)).sum()) for size in sizes)
    return 2 * right / (joined + true)


# ---- the model file


def test_a_model_is_read_saved_and_named_by_what_is_in_it(tmp_path: Path) -> None:
    shipped = load()
    shipped.save(tmp_path / "m.json")
    again = load(tmp_path / "m.json")
    assert again.id == shipped.id
    assert Model(shipped.document | {"made_on": "2000-01-01"}).id != shipped.id
    at_half = shipped.probability(np.array([shipped.weight_of(0.5)]))
    assert at_half[0] == pytest.approx(0.5)
    assert shipped.sized(10).prior > shipped.sized(1_000_000).prior


def test_a_file_that_is_no_model_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"format": 7}', "utf-8")
    with pytest.raises(InputFault, match="not a model"):
        load(tmp_path / "m.json")
