"""Tab-separated lines, by blocks and one by one: every line is in exactly one count. Made up."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from accompany.sources import tabbed
from accompany.sources.lines import Cases, Layout, Lines
from accompany.sources.shifted import Column
from accompany.sources.tabbed import Block, blocks

COLUMNS = (
    Column("key", "key"), Column("case", "case"), Column("city", "text", 20),
    Column("on", "date"), Column("code", "code", 2),
)  # fmt: skip
LAYOUT = Layout(COLUMNS, 1, {"key": 0, "case": 1, "city": 2, "on": 3, "code": 4}, 4, b"UC")
DATE = "2024-06-11 00:00:00.000"


def read(body: bytes, *ours: int, layout: Layout = LAYOUT) -> list[Block]:
    cases = Cases()
    cases.add(np.array(ours, np.int64))
    return list(blocks(io.BytesIO(body), layout, cases if ours else None))


def rows(found: list[Block]) -> list[dict[str, Any]]:
    every = [row for one in found if one.table is not None for row in one.table.to_pylist()]
    return sorted(every, key=lambda row: row["line"])


def faults(found: list[Block]) -> list[tuple[int, str]]:
    return [(fault.line, fault.outcome) for one in found for fault in one.faults]


def balanced(found: list[Block], records: int) -> None:
    aside = sum(outcome == "set aside" for _, outcome in faults(found))
    others, blank = sum(one.others for one in found), sum(one.blank for one in found)
    assert len(rows(found)) + others + blank + aside == records
    assert sum(one.rows for one in found) == records


def test_only_our_cases_are_kept_and_the_others_are_counted() -> None:
    body = f"1\t10\tA\t{DATE}\tX\n2\t11\tB\t\tUC\n3\t12\tC\t\tUCX\n4\t13\tD\t\tUC \n".encode()
    found = read(body, 10)
    assert [row["case"] for row in rows(found)] == ["10", "11", "13"]
    assert [row["line"] for row in rows(found)] == [2, 3, 5]
    assert sum(one.others for one in found) == 1
    balanced(found, 4)


@pytest.mark.parametrize("long", [254, 255, 256, 256 + 23, 512, 600])
def test_a_long_cell_is_no_shorter_than_it_is(long: int) -> None:
    body = f"1\t10\t{'A' * long}\t{DATE}\tX\n2\t11\tB\t\tUC\n".encode()
    found = Lines(body, LAYOUT)
    assert found.lengths.tolist() == [[1, 2, min(long, 255), 23, 1], [1, 2, 1, 0, 2]]
    assert found.cases.tolist() == [10, 11]
    assert not found.doubtful.any()


@pytest.mark.parametrize("size", [7, 40, 64, 100, 1 << 19])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_where_blocks_end_changes_nothing(
    size: int, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabbed, "BLOCK_BYTES", size)
    lines = [
        f"1\t10\tA\t{DATE}\tX", "2\t10\tSAN", f"JOSE\t{DATE}\tX", "", "3\t10\tA\tB\t\tX",
        "4\t10\tC\t\tY", "5\t10", "6\t11\tQ\t\tZ", "7\tx\tR\t\tZ",
    ]  # fmt: skip
    found = read(end.join([*lines, ""]).encode(), 10)
    assert [(row["line"], row["key"], row["city"]) for row in rows(found)] == [
        (2, "1", "A"), (3, "2", "SAN JOSE"), (6, "3", "A B"), (7, "4", "C"),
    ]  # fmt: skip
    assert faults(found) == [
        (3, "repaired"), (6, "repaired"), (8, "set aside"), (10, "set aside"),
    ]  # fmt: skip
    balanced(found, 8)


def test_a_last_line_without_its_end_is_read_or_called_cut_off() -> None:
    assert rows(read(f"1\t10\tA\t{DATE}\tX".encode()))[0]["code"] == "X"
    found = read(b"1\t10\tA\t\tX\n2\t10\tB")
    assert [fault.what for one in found for fault in one.faults] == [
        "the file ends in the middle of this line"
    ]
    balanced(found, 2)


def test_letters_are_read_as_utf_8_or_windows_1252_and_controls_become_blanks() -> None:
    cities = (b"CA\xd1ON", b"CA\xc3\x91ON", b"A\x00\x07B", b"\x81")
    body = b"".join(b"%d\t10\t%s\t\tX\n" % (key, city) for key, city in enumerate(cities))
    found = read(body)
    assert [row["city"] for row in rows(found)] == ["CAÑON", "CAÑON", "A  B", "\x81"]
    assert faults(found) == [(4, "repaired")]
    assert "\x00" not in found[0].faults[0].raw


def test_a_key_or_case_that_is_no_number_is_set_aside_with_what_can_be_read() -> None:
    found = read(b"FC1\t10\tA\t\tX\n2\t\tB\t\tX\n3\t99999999999\tC\t\tX\n4\t1\tD\tPHI\tX\n", 10)
    said = [(one.key, one.case) for block in found for one in block.faults]
    assert said == [("", "10"), ("2", ""), ("3", ""), ("4", "1")]
    balanced(found, 4)


def test_the_rest_of_a_broken_row_goes_with_its_beginning() -> None:
    found = read(b"7\t10\tA\nB\tC\n8\t10\tD\t\tX\n", 10)
    assert [(one.line, one.key) for block in found for one in block.faults] == [(2, "7"), (3, "7")]


def test_a_line_of_a_megabyte_is_set_aside_and_reading_goes_on() -> None:
    body = b"1\t10\t" + b"A" * 3_000_000 + b"\t\tX\n2\t10\tB\t\tX\n"
    found = read(body)
    assert [row["key"] for row in rows(found)] == ["2"]
    assert faults(found) == [(2, "set aside")]
    assert len(found[0].faults[0].raw) <= 4096
    balanced(found, 2)


def test_na_and_an_empty_cell_are_not_the_same() -> None:
    first, second = rows(read(b"1\t10\tNA\t\tNA\n2\t10\t\t\t\n"))
    assert (first["city"], first["code"]) == ("NA", "NA")
    assert (second["city"], second["code"]) == (None, None)


def test_numbers_beyond_all_seen_are_in_no_case() -> None:
    cases = Cases()
    cases.add(np.array([3, 70_000_000]))
    assert cases.hold(np.array([3, 4, 70_000_000, 2_000_000_000])).tolist() == [
        True, False, True, False,
    ]  # fmt: skip
