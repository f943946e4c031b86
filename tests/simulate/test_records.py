"""What agencies write of made-up people: errors as frozen, handed on, and alike within a family."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from tests.simulate.test_people import asked

from accompany.simulate import spelling
from accompany.simulate.rates import rate, sourced

FROZEN = "c545dbb7645e02c4"
WRONG = """(lower(strip_accents(given_names)) <> lower(strip_accents(true_given_names))
    OR lower(strip_accents(surnames)) <> lower(strip_accents(true_surnames)))"""


def test_every_rate_says_where_it_comes_from() -> None:
    assert len(sourced()) > 30
    assert not [name for name, source in sourced().items() if len(source) < 7]


def test_the_error_rates_are_as_frozen_before_linkage_began() -> None:
    names = sorted(name.split("/")[1] for name in sourced() if name.startswith("errors/"))
    held = json.dumps({name: rate("errors", name) for name in names}, sort_keys=True)
    assert hashlib.sha256(held.encode()).hexdigest()[:16] == FROZEN


def test_every_record_has_a_name_of_its_own_and_a_person_there_is(nation: Path) -> None:
    ((rows, distinct, known),) = asked(
        nation,
        """SELECT count(*), count(DISTINCT record), count(people.person)
           FROM records LEFT JOIN people USING (person)""",
    )
    assert rows == distinct == known
    assert isinstance(rows, int)
    assert rows > 20_000


def test_agencies_err_each_in_its_own_measure(nation: Path) -> None:
    wrong = dict(
        asked(
            nation,
            f"SELECT agency, avg({WRONG}::INT) FROM records WHERE kind = 'child' GROUP BY agency",
        )
    )
    assert 0.15 < wrong["cbp"] < 0.45  # type: ignore[operator]
    assert wrong["hotline"] > 1.5 * wrong["cbp"]  # type: ignore[operator]
    assert wrong["court"] is None
    ((lower,),) = asked(
        nation,
        """SELECT count(*) FROM records WHERE agency = 'cbp'
           AND given_names SIMILAR TO '.*[a-zñáéíóú].*'""",
    )
    assert lower == 0


def test_what_is_wrong_at_the_border_is_wrong_at_hhs(nation: Path) -> None:
    ((handed_on, apart),) = asked(
        nation,
        f"""SELECT avg(h.wrong::INT) FILTER (c.wrong), avg(h.wrong::INT) FILTER (NOT c.wrong)
           FROM (SELECT person, {WRONG} AS wrong FROM records WHERE agency = 'cbp'
               AND NOT duplicate) AS c
           INNER JOIN (SELECT person, {WRONG} AS wrong FROM records WHERE agency = 'hhs'
               AND kind = 'child' AND NOT duplicate) AS h USING (person)""",
    )
    assert handed_on > 3 * apart  # type: ignore[operator]


def test_brothers_and_sisters_are_misheard_together(nation: Path) -> None:
    ((both, one),) = asked(
        nation,
        """WITH at_border AS (
               SELECT p.family, p.person, r.seen_on,
                   lower(strip_accents(r.surnames)) <> lower(strip_accents(true_surnames)) AS wrong
               FROM records AS r INNER JOIN people AS p USING (person)
               WHERE r.agency = 'cbp' AND NOT r.duplicate)
           SELECT avg((a.wrong AND b.wrong)::INT), avg(a.wrong::INT) FROM at_border AS a
           INNER JOIN at_border AS b ON a.family = b.family AND a.person < b.person
               AND a.seen_on = b.seen_on""",
    )
    assert both > 2 * one * one  # type: ignore[operator]


def test_clerks_differ_more_than_chance_would_have_them(nation: Path) -> None:
    ((spread, by_chance),) = asked(
        nation,
        f"""SELECT var_pop(share), avg(mean * (1 - mean) / n) FROM (
               SELECT clerk, avg({WRONG}::INT) AS share, count(*) AS n,
                   (SELECT avg({WRONG}::INT) FROM records WHERE agency = 'cbp') AS mean
               FROM records WHERE agency = 'cbp' GROUP BY clerk)""",
    )
    assert spread > 4 * by_chance  # type: ignore[operator]


def test_a_second_record_of_a_reentry_may_carry_a_second_number(nation: Path) -> None:
    rows = asked(
        nation,
        """SELECT person, count(DISTINCT a_number) FROM records WHERE agency = 'cbp'
           AND NOT duplicate AND a_number IS NOT NULL GROUP BY person HAVING count(*) > 1""",
    )
    assert 50 < len(rows) < 200


@pytest.mark.parametrize("name", ["José", "De León", "Núñez", "Tzoc", "María del Carmen", "Us"])
def test_a_name_has_all_its_forms_and_the_bare_one_has_no_accent(name: str) -> None:
    forms = spelling.forms(name, [])
    assert len(forms) == spelling.FORMS
    assert forms[spelling.TRUE] == name
    assert forms[spelling.BARE].isascii()
    assert all(forms)
    assert all(heard != forms[spelling.BARE] for heard in forms[spelling.EAR : spelling.HOME])


def test_a_particle_is_lost_and_not_the_name() -> None:
    assert spelling.without_particle("De León") == "León"
    assert spelling.without_particle("de la Cruz") == "Cruz"
    assert spelling.without_particle("García") == "García"
