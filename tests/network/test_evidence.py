"""Evidence as it comes: words kept beside what was cleaned, bad rows counted, others' layouts."""

from datetime import date
from pathlib import Path

import pytest

from accompany.core.problem import InputFault
from accompany.network import spoken
from accompany.network.evidence import Sender, evidence_kinds, read_evidence
from accompany.network.grade import Grade, read_grade, together
from accompany.network.statement import Statement, statement_kinds


@pytest.mark.parametrize(
    ("said", "country", "clean"),
    [
        ("956-682-0123", "us", "+19566820123"),
        ("+52 1 867 123 4567", "us", "+528671234567"),
        ("867 123 4567", "mx", "+528671234567"),
        ("00502 5555 1234", "us", "+50255551234"),
        ("*7777", "us", None),
        ("last four 0199", "us", None),
        ("+44 20 7946 0000", "us", "+442079460000"),
    ],
)
def test_phones(said: str, country: str, clean: str | None) -> None:
    assert spoken.phone(said, country) == clean


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2031-03-04", date(2031, 3, 4), date(2031, 3, 4)),
        ("around Easter 2023", date(2023, 4, 2), date(2023, 4, 16)),
        ("en marzo de 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("late 2022", date(2022, 9, 1), date(2022, 12, 31)),
        ("sometime in 2021", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_dates_in_words_are_spans(said: str, first: date, last: date) -> None:
    found = spoken.when(said, "UTC")
    assert found is not None
    assert (found.earliest.date(), found.latest.date()) == (first, last)


def test_what_cannot_be_dated_is_not() -> None:
    assert spoken.when("a while ago") is None
    assert spoken.easter(2024) == date(2024, 3, 31)
    assert spoken.nationality("guatemalteco") == "gt"
    assert spoken.nationality("Honduran") == "hn"
    assert spoken.nationality("from the coast") is None


def write(folder: Path, text: str) -> Path:
    path = folder / "made-up.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_carriers_own_layout_is_mapped(tmp_path: Path) -> None:
    path = write(tmp_path, "A_NUM,B_NUM,DUR,START\n956-555-0101,+52 1 867 555 0102,61,2031-02-03\n")
    mapping = {"A_NUM": "caller", "B_NUM": "receiver", "DUR": "seconds", "START": "when"}
    found = read_evidence(path, "calls", Sender("hsi", mapping=mapping))
    (call,) = found.statements
    assert (call.subject, call.object) == ("phone:+19565550101", "phone:+528675550102")
    assert call.details["receiver_said"] == "+52 1 867 555 0102"
    assert str(call.grade) == "A1"


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "kind,subject,object,grade,handling,when\n"
        "order,P-1,P-2,B2,open,around Easter 2023\n"
        "order,,P-2,B2,open,\n"
        "conjecture,P-1,P-2,B2,open,\n"
        "order,P-1,P-2,Z9,open,\n"
        "order,P-1,P-2,B2,burn after reading,\n",
    )
    found = read_evidence(path, "interviews", Sender("hsi"))
    assert (found.rows, found.used, found.set_aside) == (5, 1, 4)
    assert [one.line for one in found.problems] == [3, 4, 5, 6]
    assert all("P-1" not in one.what for one in found.problems)
    assert found.statements[0].details["when_said"] == "around Easter 2023"


def test_a_file_without_a_needed_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="no column receiver"):
        read_evidence(write(tmp_path, "caller\n1\n"), "calls", Sender("hsi"))


def test_those_of_one_event_are_tied(tmp_path: Path) -> None:
    path = write(tmp_path, "event,person\nE1,P-1\nE1,P-2\nE1,P-3\nE2,P-4\n")
    found = read_evidence(path, "arrests", Sender("cbp"))
    pairs = {(one.subject, one.object) for one in found.statements}
    assert pairs == {("P-1", "P-2"), ("P-1", "P-3"), ("P-2", "P-3"), ("P-4", "")}


def test_every_layout_makes_known_statements_of_its_own_columns() -> None:
    for layout in evidence_kinds().values():
        for form in layout.get("makes", ()):
            assert form["kind"] in statement_kinds()
            for key in ("subject", "object", "value"):
                column = form.get(key, "*").rpartition(":")[2]
                assert column == "*" or column in layout["columns"]


def test_grades() -> None:
    assert Grade("A", "1").chance == pytest.approx(0.98, abs=0.005)
    assert Grade("D", "4").chance == pytest.approx(0.47, abs=0.01)
    assert Grade("A", "1", 1).chance < Grade("A", "1").chance
    assert [Grade(letter).line for letter in "ABCDEF"] == [  # type: ignore[arg-type]
        "solid", "solid", "dashed", "dotted", "dotted", "dotted"]  # fmt: skip
    assert read_grade("") == Grade("F", "6")
    assert together([0.5, 0.5]) == 0.75
    with pytest.raises(ValueError, match="letter A to F"):
        read_grade("7")


def test_the_same_words_have_the_same_id_whatever_the_file() -> None:
    one = Statement("order", "P-1", "P-2", asserted_by="S-1", extract="a.csv", line=3)
    other = Statement("order", "P-1", "P-2", asserted_by="S-1", extract="b.csv", line=9)
    assert one.id == other.id
    assert one.id != Statement("order", "P-2", "P-1", asserted_by="S-1").id
