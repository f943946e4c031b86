"""The people of a made-up nation: families, twins, sponsors, stories; all of it made up."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from tests.simulate.conftest import THROUGH

from accompany.engines.duck import Duck, literal
from accompany.simulate.nation import Wishes, simulate
from accompany.simulate.rates import rate


def asked(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with Duck() as duck:
        for path in (folder / "truth").glob("*.parquet"):
            duck.run(f"CREATE VIEW {path.stem} AS FROM read_parquet({literal(str(path))})")
        return duck.rows(sql)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        simulate(tmp_path / name, Wishes(300, seed, THROUGH), progress=lambda n: None)
    first, second, third = (digests(tmp_path / name) for name in "abc")
    assert first == second
    assert first["truth/records.parquet"] != third["truth/records.parquet"]


@pytest.mark.parametrize("n", [99, 2_000_001])
def test_a_nation_is_neither_too_small_nor_too_large(tmp_path: Path, n: int) -> None:
    with pytest.raises(ValueError, match="100 to 2,000,000"):
        simulate(tmp_path / "x", Wishes(n, 1, THROUGH), progress=lambda n: None)


def test_twins_share_birthday_and_surnames_and_nobody_shares_a_number(nation: Path) -> None:
    pairs = asked(
        nation,
        """SELECT a.born_on = b.born_on, a.surnames = b.surnames, a.arrived_on = b.arrived_on,
               a.given_names = b.given_names, b.twin = a.person
           FROM people AS a INNER JOIN people AS b ON a.twin = b.person""",
    )
    assert len(pairs) >= 20
    assert set(pairs) == {(True, True, True, False, True)}
    ((distinct, children),) = asked(
        nation, "SELECT count(DISTINCT a_number), count(*) FROM people WHERE kind = 'child'"
    )
    assert distinct == children == 4000


def test_siblings_are_as_many_as_the_rates_say(nation: Path) -> None:
    ((share,),) = asked(
        nation,
        """SELECT avg((n > 1)::INT) FROM (SELECT count(*) OVER (PARTITION BY family) AS n
           FROM people WHERE kind = 'child')""",
    )
    sizes = rate("families", "sizes")
    children = sum(n * p for n, p in enumerate(sizes, 1))
    assert share == pytest.approx(1 - sizes[0] / children, abs=0.03)


def test_children_are_children_when_they_arrive_but_for_a_few(nation: Path) -> None:
    ((over, told),) = asked(
        nation,
        """SELECT count(*) FILTER (date_diff('day', born_on::DATE, arrived_on::DATE) > 18 * 365.25),
               count(*) FILTER (adult) FROM people WHERE kind = 'child'""",
    )
    assert 0 < over <= told < 40


def test_every_sponsor_of_a_child_is_a_person_and_an_adult(nation: Path) -> None:
    ((children, found, youngest),) = asked(
        nation,
        """SELECT count(*), count(s.person),
               min(date_diff('day', s.born_on::DATE, c.arrived_on::DATE)) FROM people AS c
           LEFT JOIN people AS s ON c.sponsor = s.person AND s.kind = 'sponsor'
           WHERE c.kind = 'child' AND c.category < 3""",
    )
    assert children == found
    assert isinstance(youngest, int)
    assert youngest >= 15 * 365


def test_each_story_has_its_members(nation: Path) -> None:
    told = dict(
        asked(nation, "SELECT kind, count(*) / count(DISTINCT story) FROM stories GROUP BY kind")
    )
    sizes = rate("stories", "children_in_one")
    assert set(told) == {*sizes, "adult-among-children", "re-entry"}
    assert all(told[kind] >= sizes[kind] for kind in sizes)
    rows = asked(
        nation,
        """SELECT s.story, count(DISTINCT c.sponsor), count(DISTINCT c.family) FROM stories AS s
           INNER JOIN people AS c USING (person) WHERE s.kind = 'collecting-sponsor' GROUP BY 1""",
    )
    assert all(sponsors == 1 and isinstance(families, int) and families > 3
               for _, sponsors, families in rows)  # fmt: skip


def test_adults_and_who_comes_again_are_told_as_stories(nation: Path) -> None:
    adults, told_of = (
        {row[0] for row in asked(nation, f"SELECT person FROM {which}")}
        for which in ("people WHERE adult", "stories WHERE kind = 'adult-among-children'")
    )
    assert adults == told_of
    assert adults
    again = "SELECT person FROM facts WHERE kind = 'apprehended' AND party = 'cbp-usbp'"
    back = asked(nation, f"{again} GROUP BY person HAVING count(*) > 1")
    assert set(back) == set(asked(nation, "SELECT person FROM stories WHERE kind = 're-entry'"))
    ((rows, numbers),) = asked(
        nation, "SELECT count(*), count(DISTINCT (story, person)) FROM stories"
    )
    assert rows == numbers


def test_whoever_comes_again_is_found_at_another_hour(nation: Path) -> None:
    ((children, hours, long_before),) = asked(
        nation,
        """SELECT count(*), count(*) FILTER (one::TIME <> other::TIME),
               count(*) FILTER (other - one > INTERVAL 60 DAY)
           FROM (SELECT min(moment) AS one, max(moment) AS other FROM facts
               WHERE kind = 'apprehended' AND party = 'cbp-usbp'
               GROUP BY person HAVING count(*) > 1)""",
    )
    assert isinstance(children, int)
    assert children == long_before > 50
    assert int(str(hours)) > 0.95 * children


def test_nothing_happens_after_the_last_day(tmp_path: Path) -> None:
    """In the surge HHS is told late: of a child found the day before, not yet by the last day."""
    wishes = Wishes(1000, 4, date(2021, 4, 14), perfect=True)
    simulate(tmp_path / "n", wishes, progress=lambda n: None)
    ((rows, beyond, found, told),) = asked(
        tmp_path / "n",
        """SELECT count(*), count(*) FILTER (on_day > '2021-04-14'),
               count(*) FILTER (kind = 'apprehended'), count(*) FILTER (kind = 'hhs-notified')
           FROM facts""",
    )
    assert beyond == 0
    assert isinstance(rows, int)
    assert rows > 3000
    assert int(str(told)) < int(str(found))


def test_a_birthday_is_a_fact_that_nobody_tells(nation: Path) -> None:
    ((rows, right, tellers),) = asked(
        nation,
        """SELECT count(*), count(*) FILTER (f.on_day::DATE = p.born_on::DATE + INTERVAL 18 YEAR
               OR day(p.born_on::DATE) = 29), count(DISTINCT told_by)
           FROM facts AS f INNER JOIN people AS p USING (person) WHERE f.kind = 'turned-18'""",
    )
    assert rows == right
    assert isinstance(rows, int)
    assert rows > 1000
    assert tellers == 1


def test_numbers_and_telephones_are_ones_that_nobody_has(nation: Path) -> None:
    ((real_a, real_phone, real_mail),) = asked(
        nation,
        """SELECT count(*) FILTER (a_number NOT LIKE '00%'),
               count(*) FILTER (phone NOT SIMILAR TO '[2-9]9[0-9]-[0-9]{3}-[0-9]{4}'),
               count(*) FILTER (email NOT LIKE '%@example.org') FROM records""",
    )
    assert (real_a, real_phone, real_mail) == (0, 0, 0)
