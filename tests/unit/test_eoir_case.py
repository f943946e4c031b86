"""The courts' release end to end: every fault found, months compared, the real rows. Made up
but where a test says that it reads the folder of public data."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import case_shapes
import pytest
from case_release import (
    MAIN,
    case,
    header,
    hearing,
    juvenile,
    line,
    on,
    packed,
    proceeding,
    release,
)  # fmt: skip
from courts import known, read, take

from accompany.core.problem import InputFault
from accompany.core.when import read_when
from accompany.figures.book import figures
from accompany.figures.count import count
from accompany.jobs.ingest import Wishes, ingest
from accompany.jobs.problems import summary
from accompany.sources import known as sources
from accompany.sources.lines import Layout
from accompany.sources.tabbed import blocks
from accompany.sources.us import eoir_case

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "eoir"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real public data is not here")
ROWS, RATE, LEAST = 12_000, 50 * 101 / 12_610_093, 30


# ---- every planted fault


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param("rounded"),
        pytest.param("real", marks=[pytest.mark.real, needs_shared]),
    ],
)
def test_every_planted_fault_is_found_and_rightly_classed(shape: str, tmp_path: Path) -> None:
    chance = random.Random(11)
    how = case_shapes.rounded() if shape == "rounded" else case_shapes.real(SHARED)
    rows = list(case_shapes.made_up(how, ROWS, chance))
    each = max(LEAST, round(ROWS * RATE))
    places = iter(chance.sample(range(0, ROWS, 3), each * len(case_shapes.OUTCOMES)))
    planted = {
        place: case_shapes.plant(kind, rows[place], chance)
        for kind in case_shapes.OUTCOMES for place in [next(places) for _ in range(each)]
    }  # fmt: skip
    texts = [planted[n].text if n in planted else "\t".join(row) for n, row in enumerate(rows)]
    wanted = {name: place for place, name in enumerate(case_shapes.NAMES)}
    layout = Layout(case_shapes.COLUMNS, 0, wanted)
    body = ("\n".join(texts) + "\n").encode()
    found = list(blocks(io.BytesIO(body), layout, None))

    starts, at = {}, 2
    for n, text in enumerate(texts):
        starts[at] = n
        at += text.count("\n") + 1
    faults = {starts[one.line]: one.outcome for block in found for one in block.faults}
    assert faults == {place: one.outcome for place, one in planted.items()}
    assert min(Counter(one.kind for one in planted.values()).values()) >= LEAST
    kept = {
        starts[row["line"]]: [row[name] or "" for name in case_shapes.NAMES]
        for block in found if block.table is not None for row in block.table.to_pylist()
    }  # fmt: skip
    expected = {
        n: planted[n].row if n in planted else row for n, row in enumerate(rows)
        if n not in planted or planted[n].outcome == "repaired"
    }  # fmt: skip
    assert kept == expected
    _as_a_release(tmp_path, texts, planted)


def _as_a_release(
    tmp_path: Path, texts: list[str], planted: dict[int, case_shapes.Planted]
) -> None:
    """The same rows through the adapter: the books balance, and hold the same faults."""
    marks = [juvenile(n, 900_000_000 + n, "4") for n in range(0, len(texts), 3)]
    rows = {"A_TblCase": texts, "tbl_JuvenileHistory": marks}
    found = read(release(tmp_path / "r", rows))
    outcomes = Counter(one.outcome for one in planted.values())
    assert found.reading.lines == len(texts) + len(marks)
    assert found.reading.set_aside == outcomes["set aside"]
    tabs = [
        row for row in found.problems if row["outcome"] == "repaired" and not row["column_name"]
    ]
    assert len(tabs) == outcomes["repaired"]


# ---- months


def month(folder: Path, number: int, changed: set[int], gone: set[int], spoilt: int = 0) -> Path:
    """Write a release of ``number`` cases; the changed are adjourned, the gone are not there."""
    left = [n for n in range(1, number + 1) if n not in gone]
    rows: dict[str, list[dict[str, str] | str]] = {
        "A_TblCase": [case(n, sex="F", c_birthdate="7/2009") for n in left],
        "tbl_JuvenileHistory": [juvenile(n, n, "4") for n in left],
        "B_TblProceeding": [
            proceeding(n, n, osc_date=on("2021-01-02"), base_city_code="MIA") for n in left
        ],
        "tbl_schedule": [
            hearing(
                n, n, "2021-09-03" if n in changed else "2021-08-03", input_date=on("2021-02-01")
            )
            for n in left
        ],
    }
    if spoilt:
        place = left.index(spoilt)
        rows["B_TblProceeding"][place] = f"{spoilt}\t{spoilt}\tcut short"
    return release(folder, rows)


def test_of_a_second_month_only_what_changed_or_vanished_becomes_facts(tmp_path: Path) -> None:
    ledger, changed, gone = tmp_path / "ledger", set(range(1, 21)), {500, 1500}
    first = take(ledger, month(tmp_path / "may", 2000, set(), set()), date(2024, 5, 1))
    second = take(ledger, month(tmp_path / "june", 2000, changed, gone), date(2024, 6, 1))
    assert first.kept.facts == 8000
    assert (second.kept.facts, second.kept.replaced, second.kept.withdrawn) == (20, 20, 8)
    told = {}
    for by in (date(2024, 5, 31), date(2024, 6, 30)):
        with known(ledger, by) as world:
            told[by.month] = world.duck.rows(
                "SELECT count(DISTINCT about), count(*) FILTER (WHERE kind = 'hearing-set' AND"
                " json_extract_string(details, '$.on') = '2021-09-03'), count(*) FROM known_facts"
            )[0]
    assert told == {5: (2000, 0, 8000), 6: (1998, 20, 7992)}


def test_a_row_set_aside_holds_back_only_what_it_may_have_told(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    take(ledger, month(tmp_path / "may", 50, set(), set()), date(2024, 5, 1))
    second = take(ledger, month(tmp_path / "june", 50, set(), {7}, spoilt=9), date(2024, 6, 1))
    assert (second.kept.withdrawn, second.kept.vanished) == (4, 5)
    with known(ledger, date(2024, 6, 30)) as world:
        kinds = "SELECT kind FROM known_facts WHERE about = $1 ORDER BY kind"
        assert not world.duck.rows(kinds, ["us/eoir_case:7"])
        assert ("nta-issued",) in world.duck.rows(kinds, ["us/eoir_case:9"])
        (noted,) = [row for row in summary(world.duck) if "not in this one" in row.what]
        assert "not in this one: 1;" in noted.what


def test_a_broken_sign_holds_back_all_of_its_case(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    take(ledger, month(tmp_path / "may", 20, set(), set()), date(2024, 5, 1))
    june = month(tmp_path / "june", 20, set(), {3})
    path = june / MAIN / "tbl_JuvenileHistory.csv"
    path.write_text(
        path.read_text("cp1252").replace("\n5\t5\t\t4\t", "\n5\t5\t\t4\tPHI\t"), "cp1252"
    )
    second = take(ledger, june, date(2024, 6, 1))
    assert (second.kept.withdrawn, second.kept.vanished) == (4, 8)


def test_a_table_whose_count_disagrees_withdraws_nothing_of_its_own(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    take(ledger, month(tmp_path / "may", 20, set(), set()), date(2024, 5, 1))
    june = month(tmp_path / "june", 20, set(), {3})
    said = (june / "Count.txt").read_text().replace("tbl_schedule\t19", "tbl_schedule\t20")
    (june / "Count.txt").write_text(said)
    second = take(ledger, june, date(2024, 6, 1))
    assert (second.kept.withdrawn, second.kept.vanished) == (3, 4)


def test_without_count_txt_nothing_is_withdrawn(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    take(ledger, month(tmp_path / "may", 20, set(), set()), date(2024, 5, 1))
    june = month(tmp_path / "june", 20, set(), {3})
    (june / "Count.txt").unlink()
    assert take(ledger, june, date(2024, 6, 1)).kept.withdrawn == 0


def test_a_fact_names_the_file_of_the_release_and_the_line_in_it(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    take(ledger, month(tmp_path / "may", 5, set(), set()), date(2024, 5, 1))
    with known(ledger, date(2024, 6, 1)) as world:
        found = world.duck.rows(
            "SELECT part, line FROM known_facts WHERE about = 'us/eoir_case:4' ORDER BY part"
        )
    assert found == [
        (f"{name}.csv", 5)
        for name in ("A_TblCase", "B_TblProceeding", "tbl_JuvenileHistory", "tbl_schedule")
    ]


# ---- the release as it comes


def test_folder_and_zip_are_known_and_say_the_same(tmp_path: Path) -> None:
    folder = month(tmp_path / "may", 5, set(), set())
    for path in (folder, packed(folder), folder / MAIN):
        source = sources.recognise(path)
        assert source is not None, path
        assert source.NAME == "us/eoir_case"
    assert read(folder) == read(packed(folder))
    assert sources.extracts([tmp_path / "may"]) == [tmp_path / "may"]


def test_it_is_told_how_far_the_reading_is(tmp_path: Path) -> None:
    folder = month(tmp_path / "may", 5, set(), set())
    came: dict[str, int] = {}
    wishes = Wishes(known_at=datetime(2024, 5, 1, tzinfo=UTC), who="test")
    taken, _ = ingest(tmp_path / "ledger", [folder], wishes, came=came.__setitem__)
    assert came["A_TblCase.csv"] == came["tbl_schedule.csv"] == 5
    assert sum(came.values()) == taken[0].reading.lines


def test_another_zip_or_folder_is_none_of_the_courts(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.csv").write_text("x\n1\n")
    assert sources.recognise(tmp_path / "other") is None
    assert sources.recognise(packed(tmp_path / "other")) is None


def test_a_zip_that_is_cut_off_is_refused_with_advice(tmp_path: Path) -> None:
    path = packed(month(tmp_path / "may", 5, set(), set()))
    body = path.read_bytes()
    path.write_bytes(body[: len(body) // 2])
    with pytest.raises(InputFault, match="Unzip it with another program"):
        read(path)


def test_a_table_without_its_case_column_is_refused_by_name(tmp_path: Path) -> None:
    folder = month(tmp_path / "may", 5, set(), set())
    (folder / MAIN / "tbl_schedule.csv").write_text("a,b,c\n1,2,3\n")
    with pytest.raises(InputFault, match=r"tbl_schedule\.csv, line 1"):
        read(folder)


def test_a_table_that_is_missing_is_noted(tmp_path: Path) -> None:
    folder = month(tmp_path / "may", 5, set(), set())
    (folder / MAIN / "tblAppeal.csv").unlink()
    assert "tblAppeal is not in the release" in [row["what"] for row in read(folder).problems]


def test_signs_that_disagree_are_all_kept_and_noted(tmp_path: Path) -> None:
    rows = {
        "A_TblCase": [case(1, casepriority_code="UC")],
        "tbl_JuvenileHistory": [juvenile(1, 1, "6", on("2021-04-05"))],
        "A_TblCaseIdentifier": [{"idncaseid": "1", "idncase": "1", "case_id": "FA"}],
    }
    found = read(release(tmp_path / "r", rows))
    assert {(one["sign"], one["standing"]) for one in found.of("juvenile-coded")} == {
        ("case-priority", "unaccompanied"), ("juvenile-history", "accompanied"),
        ("case-identifier", "with family"),
    }  # fmt: skip
    assert any("signs of this case disagree" in row["what"] for row in found.problems)


def test_since_when_a_child_was_unaccompanied(tmp_path: Path) -> None:
    rows = {
        "tbl_JuvenileHistory": [
            juvenile(1, 1, "4", on("2021-04-05", "10:11:12.130")), juvenile(2, 2, "4"),
            juvenile(3, 3, "4", ""), juvenile(4, 4, "4", on("2021-11-07", "01:30:00.000")),
        ],
    }  # fmt: skip
    found = [
        (str(one["at_earliest"] or one["day_earliest"]), str(one["at_latest"] or one["day_latest"]))
        for one in read(release(tmp_path / "r", rows)).of("juvenile-coded")
    ]
    assert found == [
        ("2021-04-05 14:11:12.130000", "2021-04-05 14:11:12.130000"),
        ("1900-01-01", "2014-09-06"),  # moved in then: coded at some time before
        ("1900-01-01", "2199-12-31"),
        ("2021-11-07", "2021-11-07"),  # an hour that came twice
    ]


# ---- figures


def figure(ledger: Path, name: str, as_of: str, *by: str) -> dict[str, float | int | None]:
    with known(ledger, date(2026, 1, 1)) as world:
        moment = read_when(as_of).latest
        (answer,) = count(world.duck, figures([name]), as_of=moment, by=by, cases=True)
    return {
        "all": answer.total.value, "unclear": answer.total.unclear,
        **{"|".join(map(str, cell.by.values())): cell.value for cell in answer.cells},
    }  # fmt: skip


def test_figures_of_the_courts(tmp_path: Path) -> None:
    def closed(key: int, number: int, day: str, **more: str) -> dict[str, str]:
        return proceeding(
            key, number, osc_date=on("2016-02-20"), input_date=on("2016-03-01"),
            base_city_code="MIA", comp_date=on(day), **more,
        )  # fmt: skip

    rows = {
        "A_TblCase": [case(n, c_birthdate="7/2009", nat="HO") for n in range(1, 6)],
        "tbl_JuvenileHistory": [juvenile(n, n, "4" if n < 5 else "6") for n in range(1, 6)],
        "B_TblProceeding": [
            closed(1, 1, "2017-01-10", absentia="Y", dec_code="X"),
            closed(2, 2, "2017-01-11", absentia="Y", dec_code="X"),
            closed(3, 3, "2017-01-12", other_comp="B"), closed(4, 4, "2017-01-13", dec_code="T"),
            closed(5, 5, "2017-01-13", dec_code="T"),
        ],
        "tbl_schedule": [
            hearing(1, 1, "2016-05-27", input_date=on("2016-03-02"), base_city_code="MIA"),
            hearing(2, 2, "2016-05-31", input_date=on("2016-03-02"), adj_rsn="11"),
            hearing(3, 3, "2016-03-30", input_date=on("2016-03-02"), adj_rsn="33"),
        ],
        "tbl_Court_Motions": [
            {"idnmotion": "1", "idncase": "2", "rec_type": "MA", "dec": "G",
             "comp_date": on("2017-03-01")},
        ],
        "tbl_RepsAssigned": [
            {"idnrepsassigned": "1", "idncase": "1", "strattytype": "ALIEN",
             "e_28_date": on("2016-05-27")},
            {"idnrepsassigned": "2", "idncase": "2", "strattytype": "INS",
             "e_28_date": on("2016-03-01")},
            {"idnrepsassigned": "3", "idncase": "3", "strattytype": "ALIEN"},
        ],
    }  # fmt: skip
    ledger = tmp_path / "ledger"
    take(ledger, release(tmp_path / "r", rows), date(2024, 5, 1))
    assert figure(ledger, "hearings-missed-in-absentia", "2020-01-01", "court")["MIA"] == 2
    assert figure(ledger, "hearings-missed-closed", "2020-01-01", "nationality")["HO"] == 1
    assert figure(ledger, "hearings-missed-no-show", "2020-01-01", "age")["6 to 12"] == 1
    assert figure(ledger, "in-absentia-orders", "2017-02-28")["all"] == 2
    assert figure(ledger, "in-absentia-orders", "2017-03-01")["all"] == 1
    represented = figure(ledger, "hearings-represented", "2020-01-01")
    assert (represented["all"], represented["unclear"]) == (0.5, 1)
    # a day ends with the court's own, not with Greenwich's
    assert figure(ledger, "hearings-represented", "2016-05-26")["all"] is None
    assert figure(ledger, "hearings-represented", "2016-05-27")["all"] == 1
    waited = figure(ledger, "days-from-nta-to-first-hearing", "2020-01-01")
    assert (waited["all"], waited["unclear"]) == ((97 + 101 + 39) / 3, 2)
    # 90 days from 1 March 2016 is Memorial Day, so the Friday before; 29 days are too few
    windows = figure(ledger, "docketing-windows", "2020-01-01", "period")
    assert (windows["HRG-02c"], windows["unclear"]) == (pytest.approx(1 / 3, abs=1e-6), 1)


# ---- the real rows


@pytest.mark.real
@needs_shared
@pytest.mark.parametrize("vintage", ["A_TblCase.tsv", "A_TblCase_old_GENDER_header.tsv"])
def test_the_real_rows_read_as_published(vintage: str, tmp_path: Path) -> None:
    names = {
        "A_TblCase": vintage, "B_TblProceeding": "B_TblProceeding.tsv",
        "tbl_JuvenileHistory": "tbl_JuvenileHistory.tsv",
        "tbl_RepsAssigned": "tbl_RepsAssigned.tsv",
    }  # fmt: skip
    whole = {table: _undone(SHARED / "real-rows" / name) for table, name in names.items()}
    folder = tmp_path / "r"
    (folder / MAIN).mkdir(parents=True)
    for table, rows in whole.items():
        text = "\n".join("\t".join(row) for row in rows) + "\n"
        (folder / MAIN / f"{table}.csv").write_text(text, "cp1252")
    # made-up marks, so that what the rows say can be seen in facts
    marked = [f"{n}\t{row[0]}\tUJ" for n, row in enumerate(whole["A_TblCase"][1:])]
    marked += [f"{100 + n}\t{row[1]}\tUJ" for n, row in enumerate(whole["B_TblProceeding"][1:])]
    listed = "\n".join([header("A_TblCaseIdentifier"), *marked]) + "\n"
    (folder / MAIN / "A_TblCaseIdentifier.csv").write_text(listed)
    found = read(folder)
    books = found.reading
    assert books.lines == 30 + len(marked)
    assert (books.set_aside, books.repaired) == (0, 0)
    people = {one["about"]: one for one in found.of("person-described")}
    columns = whole["A_TblCase"][0]
    for row in whole["A_TblCase"][1:]:
        cells = dict(zip(columns, row, strict=True))
        said = people[f"us/eoir_case:{cells['IDNCASE']}"]
        assert said["country"] == cells["NAT"]
        assert said.get("sex", "") == cells.get("Sex", cells.get("GENDER", ""))
        assert said.get("custody", "") == cells["CUSTODY"]
    orders = found.of("in-absentia-order")
    published = [row for row in whole["B_TblProceeding"][1:] if row[22] == "Y"]
    assert sorted(one["about"] for one in orders) == sorted(
        f"us/eoir_case:{r[1]}" for r in published
    )
    assert len(published) == 3


def _undone(path: Path) -> list[list[str]]:
    """Read rows, undoing what the copy did to numbers: 1300.0 was the text 1300, 800.0 was 0800."""
    first, *rest = [one.split("\t") for one in path.read_text("utf-8").splitlines()]
    for row in rest:
        for place, name in enumerate(first):
            if row[place].endswith(".0"):
                bare = row[place].removesuffix(".0")
                row[place] = bare.zfill(4) if name.endswith("TIME") else bare
    return [first, *rest]


def test_no_message_names_a_child(tmp_path: Path) -> None:
    bad = line("A_TblCase", case(900000001, alien_city="CASASOLA")).replace(
        "CASASOLA", "\tCASASOLA" * 9
    )
    rows = {"A_TblCase": [bad], "tbl_JuvenileHistory": [juvenile(1, 900000001, "4")]}
    found = read(release(tmp_path / "r", rows))
    assert found.reading.set_aside == 1
    for row in found.problems:
        assert "CASASOLA" not in json.dumps({**row, "raw": ""})
        assert "900000001" not in row["what"] + row["advice"]


def test_the_adapter_says_all_kinds_it_states(tmp_path: Path) -> None:
    golden = Path(__file__).parents[1] / "golden" / "us" / "eoir_case" / "current" / "extract.d"
    assert {one["kind"] for one in read(golden).facts} == set(eoir_case.KINDS)
