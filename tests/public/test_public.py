"""The site of public downloads: what it shows, what it withholds, and what a re-run tells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from attack import attack
from downloads import courts, releases
from line import DATA, done, run, write

from accompany.core.problem import InputFault
from accompany.core.when import DEFAULT_ZONE, local_day
from accompany.figures.public import edition as editions
from accompany.figures.public.changes import reasons
from accompany.figures.public.phrase import Speech
from accompany.figures.public.plan import planned
from accompany.figures.public.site import LIST
from accompany.figures.suppress import protect
from accompany.figures.words import texts
from accompany.jobs.count import count
from accompany.jobs.opened import opened
from accompany.jobs.public import Made, downloads, public

JUNE, JULY = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
PUBLIC = {"hhs-daily-discharges", "cbp-encounters-unaccompanied"}


def make(folder: Path, site: Path, at: datetime = JUNE, keep: Path | None = None) -> Made:
    return public(folder, site, known_at=at, who="test", keep=keep)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the courts' download and HHS's release file in it."""
    made = tmp_path_factory.mktemp("downloads")
    courts(made / "FOIA")
    releases(made / "releases.csv")
    (made / "SIMULATED").touch()
    return made


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made") / "site"
    make(folder, made)
    return made


def bytes_of(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes()
            for path in site.rglob("*") if path.is_file()}  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


# ---------- what is shown


def test_every_figure_of_the_folder_has_a_page_in_both_languages(site: Path) -> None:
    names = {one.figure.figure for one in planned() if one.source in
             ("us/eoir_case", "us/orr_releases")} - {"hearings-missed-closed"}  # fmt: skip
    for inside in ("", "es/"):
        found = {path.stem for path in (site / inside / "figure").glob("*.html")}
        assert found == names, "a figure of which there is no row has no page"
        for note in ("index", "cannot", "changes", "method", "cite"):
            assert (site / inside / f"{note}.html").is_file()


class Page(HTMLParser):
    """The links of a page, its ids, and the numbers in its tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.outside: list[str] = []
        self.cells: list[str] = []
        self._in = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if "href" in told:
            self.links.append(told["href"] or "")
        if "src" in told or tag in ("script", "link", "iframe", "img"):
            self.outside.append(tag)
        self._in = tag == "td"

    def handle_data(self, data: str) -> None:
        if self._in:
            self.cells.append(data)
            self._in = False


def pages(site: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield path, Page(path.read_text("utf-8"))


def test_no_link_leads_nowhere_and_nothing_comes_from_outside(site: Path) -> None:
    for path, page in pages(site):
        assert not page.outside, path
        for link in page.links:
            if not link.startswith("#"):
                assert (path.parent / link).resolve().is_file(), (path, link)
        assert "made up" in path.read_text() or "inventado" in path.read_text()


def test_no_number_from_one_to_ten_is_in_any_table(site: Path) -> None:
    checked = 0
    for path, page in pages(site):
        for cell in page.cells:
            if re.fullmatch(r"[\d,]+", cell):
                assert not 0 < int(cell.replace(",", "")) < 11, (path, cell)
                checked += 1
    for path in (site / "data").glob("*.csv"):
        for row in rows_of(path):
            counts = [row[name] for name in ("numerator", "denominator", "unclear") if row[name]]
            if row["unit"] == "day":
                counts = [row["denominator"]]
            assert not any(0 < int(count) < 11 for count in counts if count), path
            checked += len(counts)
    assert checked > 500


def test_each_figure_is_as_of_the_last_day_of_its_own_download(
    folder: Path, tmp_path: Path
) -> None:
    made = make(folder, tmp_path / "site").edition
    days = {
        source: Speech("en").day(local_day(end, DEFAULT_ZONE)) for source, end in made.ends.items()
    }
    assert len(set(days.values())) == 2
    index = words_in(tmp_path / "site" / "index.html")
    assert all(f"As of {day}" in index for day in days.values())
    for one in made.figures:
        words = words_in(tmp_path / "site" / "figure" / f"{one.name}.html")
        for source, day in days.items():
            assert (f"As of {day}" in words) == (source == one.planned.source)


def test_the_numbers_are_those_that_count_gives(folder: Path, tmp_path: Path) -> None:
    made = make(folder, tmp_path / "site", keep=tmp_path / "ledger")
    compared = 0
    with opened(tmp_path / "ledger") as world:
        for one in made.edition.figures:
            asked = {"as_of": made.edition.as_of_of(one), "known_by": None, "cases": True}
            for table in one.tables:
                (right,) = count(world, [one.planned.figure], by=table.by, **asked)
                for cell, whole in zip(
                    [table.total, *table.cells], [right.total, *right.cells], strict=True
                ):
                    assert cell.by == whole.by
                    assert cell.withheld or cell.value == whole.value
                    assert cell.withheld or cell.numerator == whole.numerator
                    compared += not cell.withheld
    assert compared > 120


# ---------- what is withheld


def test_no_withheld_number_can_be_worked_out_from_the_files(site: Path) -> None:
    guesses = attack(site)
    assert len(guesses) > 12
    assert [guess for guess in guesses if guess.found] == []


def test_the_attack_finds_what_would_be_left_without_the_complement(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "protect", partial(protect, complement=False))
    make(folder, tmp_path / "weak")
    found = [guess for guess in attack(tmp_path / "weak") if guess.found]
    exactly = [guess for guess in found if guess.high - guess.low < 0.001]
    assert len(exactly) > 5
    figures = {guess.name[0] for guess in exactly}
    assert {"releases", "rest"} <= figures, "by tables, and by one figure less another"


# ---------- again


def test_the_same_downloads_give_the_same_bytes(folder: Path, site: Path, tmp_path: Path) -> None:
    make(folder, tmp_path / "again", JULY)
    assert bytes_of(tmp_path / "again") == bytes_of(site)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Return two editions made with one ledger: a month, and the next; and the ledger."""
    made = tmp_path_factory.mktemp("months")
    for name, later in (("june", False), ("july", True)):
        courts(made / name / "FOIA", later=later)
        (made / name / "SIMULATED").touch()
    make(made / "june", made / "one", JUNE, made / "ledger")
    make(made / "july", made / "two", JULY, made / "ledger")
    return made / "one", made / "two", made / "ledger"


def words_in(path: Path) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", path.read_text("utf-8").split("</style>")[1])
    )


def test_the_first_edition_has_nothing_to_compare_with(months: tuple[Path, Path, Path]) -> None:
    assert "This is the first edition" in words_in(months[0] / "changes.html")


def test_the_next_months_edition_says_what_changed_and_why(months: tuple[Path, Path, Path]) -> None:
    text = words_in(months[1] / "changes.html")
    line = re.search(
        r"Hearings missed, by orders in absentia\. (.*?) (Orders|Hearings|Share)", text
    )
    assert line
    before, now, since, late, corrected, withdrawn, no_longer = line[1].split()
    assert corrected == "withheld", "one row was mended"
    assert int(now) > int(before)
    assert withdrawn == "withheld", "one case is gone, which is too few to tell of"
    assert "withheld" in (since, late), "or what is withheld would be the difference"
    assert no_longer == "0"
    net = re.search(r"Orders of removal in absentia that stand.*?reopening\. (.*?) Hearings", text)
    assert net
    assert int(net[1].split()[-1]) > 10, "orders undone since still stand as rows"


def test_the_page_of_changes_tells_of_no_few(months: tuple[Path, Path, Path]) -> None:
    for inside in ("", "es"):
        cells = Page((months[1] / inside / "changes.html").read_text("utf-8")).cells
        told = [int(cell.replace(",", "")) for cell in cells if re.fullmatch(r"[\d,]+", cell)]
        assert len(told) > 15
        assert not [number for number in told if 0 < number < 11]


def test_a_download_taken_in_again_changes_no_byte(
    months: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    make(months[1].parent / "july", tmp_path / "again", datetime(2026, 8, 1, tzinfo=UTC), months[2])
    assert bytes_of(tmp_path / "again") == bytes_of(months[1])


@pytest.mark.parametrize(
    ("counted", "hidden"),
    [
        ((50, 20, 0, 30, 0), set()),
        ((50, 3, 0, 30, 12), {"told_late", "counts_no_longer"}),
        ((50, 0, 4, 0, 0), {"corrected"}),
        ((50, 0, 0, 2, 0), {"withdrawn", "told_late"}),
        ((5, 0, 0, 2, 0), {"happened_since", "withdrawn"}),
    ],
)
def test_a_small_change_is_withheld_with_one_of_the_other_direction(
    counted: tuple[int, ...], hidden: set[str]
) -> None:
    names = ("happened_since", "told_late", "corrected", "withdrawn", "counts_no_longer")
    told = reasons(dict(zip(names, counted, strict=True)))
    assert {name for name, count in told.items() if count is None} == hidden


# ---------- what it is made of


def test_the_larger_of_two_downloads_of_a_source_is_used(tmp_path: Path) -> None:
    releases(tmp_path / "all.csv", children=60)
    releases(tmp_path / "a-sample.csv", children=20)
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.7 nothing")
    found = downloads(tmp_path)
    assert found.used == [tmp_path / "all.csv"]
    assert [name for name, _ in found.idle] == ["a-sample.csv", "notes.pdf"]
    assert "all.csv of us/orr_releases is larger" in found.idle[0][1]


def test_the_courts_folder_itself_may_be_named_and_hold_other_downloads(tmp_path: Path) -> None:
    courts(tmp_path / "FOIA", cases=3)
    releases(tmp_path / "FOIA" / "releases.csv", children=5)
    assert {path.name for path in downloads(tmp_path / "FOIA").used} == {"FOIA", "releases.csv"}
    assert downloads(tmp_path / "FOIA" / "releases.csv").used


def test_a_folder_without_a_download_says_what_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "people.csv").write_text("record_id,kind\n1,child\n")
    ran = run("public", tmp_path / "in", "--out", tmp_path / "site")
    assert ran.code == 1
    assert "no public download" in ran.err
    assert "us/eoir_case" in ran.err
    assert run("public", tmp_path / "none", "--out", tmp_path / "site").code == 1


def test_an_earlier_site_is_replaced_whole_and_nothing_else_is_touched(
    tmp_path: Path,
) -> None:
    there = tmp_path / "site"
    there.mkdir()
    releases(tmp_path / "few.csv", children=40)
    (there / "thesis.txt").write_text("years of work")
    with pytest.raises(InputFault, match="not empty"):
        make(tmp_path / "few.csv", there)
    (there / "data").mkdir()
    (there / "data" / "old.csv").write_text("")
    (there / LIST).write_text('{"files": ["data/old.csv", "../outside.txt"]}')
    (tmp_path / "outside.txt").touch()
    make(tmp_path / "few.csv", there)
    assert not (there / "data" / "old.csv").exists()
    assert (there / "thesis.txt").exists()
    assert (tmp_path / "outside.txt").exists()


def test_a_ledger_of_more_than_downloads_is_refused(tmp_path: Path) -> None:
    people = write(
        tmp_path / "people.csv", [("record_id", "kind", "given_names"), (1, "child", "A")]
    )
    done("ingest", tmp_path / "ledger", people, "--as", "plain/north")
    releases(tmp_path / "few.csv", children=40)
    asked = ("public", tmp_path / "few.csv", "--out", tmp_path / "site")
    ran = run(*asked, "--ledger", tmp_path / "ledger")
    assert (ran.code, (tmp_path / "site").exists()) == (1, False)
    assert "more than public downloads: plain/north" in ran.err


def test_the_command_says_what_it_read_and_wrote(folder: Path, tmp_path: Path) -> None:
    asked = ("public", folder, "--out", tmp_path / "site", "--as-of", "2017-09-30")
    told = done(*asked, "--format", "json").json
    assert told["as_of"].startswith("2017-09-30")
    assert {one["source"] for one in told["extracts"]} == {"us/eoir_case", "us/orr_releases"}
    assert "open" in done(*asked).out
    assert not [path for path in tmp_path.iterdir() if path.name != "site"], "no ledger is left"


# ---------- words


def test_all_is_said_in_both_languages() -> None:
    english, spanish = (texts(editions.PACKAGE, language) for language in ("en", "es"))
    for section, words in english.items():
        assert set(words) == set(spanish[section]), section
        for key, text in words.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(
                re.findall(r"\{\w+\}", spanish[section][key])
            )
    names = {one.figure.figure for one in planned()}
    assert set(spanish["says"]) == set(spanish["definition"]) == names
    assert {one.figure.unit for one in planned()} <= set(english["unit"])
    assert {dim for one in planned() for by in one.tables for dim in by} <= set(english["dim"])


# ---------- real downloads


REAL = DATA / "orr-releases" / "migrant_children.parquet"


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_file(), reason="the folder of real public data is not here")
def test_every_national_and_state_total_is_that_of_an_independent_count(tmp_path: Path) -> None:
    make(REAL.parent, tmp_path / "site")
    data = tmp_path / "site" / "data"
    year = "year(childs_date_of_release) + (month(childs_date_of_release) >= 10)::INTEGER"
    by = {
        "state": ("coalesce(state_abbr, '')", ["state"]),
        "fiscal_year": (f"({year})::VARCHAR", ["fiscal_year"]),
        "state--fiscal_year": (f"coalesce(state_abbr, ''), ({year})::VARCHAR",
                               ["state", "fiscal_year"]),
    }  # fmt: skip
    for name, (cut, dims) in by.items():
        right = {row[:-1]: row[-1] for row in duckdb.sql(
            f"SELECT {cut}, count(*) FROM '{REAL}' GROUP BY ALL").fetchall()}  # fmt: skip
        rows = rows_of(data / f"releases--{name}.csv")
        assert int(rows[0]["value"]) == sum(right.values()) == 553_322
        assert {tuple(row[dim] for dim in dims) for row in rows[1:]} == set(right)
        for row in rows[1:]:
            key = tuple(row[dim] for dim in dims)
            assert row["value"] == ("" if row["withheld"] == "true" else str(right[key]))
            assert row["withheld"] == "true" or right[key] >= 11
    assert [guess for guess in attack(tmp_path / "site") if guess.found] == []
