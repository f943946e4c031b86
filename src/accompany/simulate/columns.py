"""Columns of text and numbers: the few operations on Arrow arrays that a nation is written with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accompany.simulate.chance import Bools, Ints

Column: TypeAlias = "pa.Array[Any]"
_arrow: Any = pa
_compute: Any = pc


def numbers(values: Ints | Bools, known: Bools | None = None) -> Column:
    """Return numbers as a column, null where ``known`` says no."""
    made: Column = _arrow.array(values, mask=None if known is None else ~known)
    return made


def words(values: Any) -> Column:
    made: Column = _arrow.array(values, _arrow.string())
    return made


def nothing(n: int) -> Column:
    made: Column = _arrow.nulls(n, _arrow.string())
    return made


def same(word: str, n: int) -> Column:
    made: Column = _arrow.repeat(word, n)
    return made


def taken(values: Sequence[str] | Column, place: Ints, known: Bools | None = None) -> Column:
    """Return the value at each place, null where ``known`` says no."""
    column = values if isinstance(values, pa.Array) else words(list(values))
    found: Column = column.take(numbers(place, known))
    return found


def text(values: Ints, known: Bools | None = None) -> Column:
    """Write whole numbers out."""
    written: Column = _compute.cast(numbers(values, known), _arrow.string())
    return written


def padded(values: Ints, width: int, known: Bools | None = None) -> Column:
    written: Column = _compute.utf8_lpad(text(values, known), width, "0")
    return written


def piece(values: Column, start: int, stop: int | None) -> Column:
    cut: Column = _compute.utf8_slice_codeunits(values, start, stop)
    return cut


def joined(parts: Sequence[str | Column], by: str = "") -> Column:
    """Join columns; where one is null the whole is."""
    made: Column = _compute.binary_join_element_wise(*parts, by)
    return made


def spaced(parts: Sequence[Column]) -> Column:
    """Join words with one blank, passing over nulls; nothing at all is an empty text."""
    made = _compute.binary_join_element_wise(*parts, " ", null_handling="replace")
    single: Column = _compute.utf8_trim_whitespace(
        _compute.replace_substring_regex(made, pattern="  +", replacement=" ")
    )
    return single


def run_together(parts: Sequence[Column]) -> Column:
    """Join words with nothing between, passing over nulls."""
    made: Column = _compute.binary_join_element_wise(*parts, "", null_handling="replace")
    return made


def either(which: Bools, yes: Column | str, no: Column | str) -> Column:
    made: Column = _compute.if_else(_arrow.array(which), yes, no)
    return made


def day(values: Ints, known: Bools) -> Column:
    """Write days, counted from 1970-01-01, as 2011-04-05."""
    dated = _arrow.array(values.astype("int32"), mask=~known)
    written: Column = _compute.cast(_compute.cast(dated, _arrow.date32()), _arrow.string())
    return written


def instants(values: Ints, known: Bools) -> Column:
    """Return microseconds of UTC as instants."""
    made: Column = _arrow.array(values, _arrow.timestamp("us"), mask=~known)
    return made


def whole(values: Any) -> Column:
    """Return a column of one piece."""
    made: Column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return made


def places_in(known: Column, wanted: Any) -> Ints:
    """Return where each wanted word stands among the known ones."""
    found: Ints = _compute.index_in(whole(wanted), value_set=known).to_numpy().astype("int64")
    return np.sort(found)


def word(values: Column, place: int) -> Column:
    """Return the word at a place, null where there are not as many."""
    found: Column = _compute.list_element(_compute.split_pattern(values, " ", max_splits=1), place)
    return found


def after_first(values: Column) -> Column:
    """Return all words but the first, null where there is one."""
    found: Column = _compute.extract_regex(values, r"^\S+ (?P<rest>.*)$").field("rest")
    return emptied(found)


def emptied(values: Column) -> Column:
    """Return null for an empty text."""
    made: Column = _compute.if_else(_compute.equal(values, ""), None, values)
    return made


def without(values: Column, mark: str) -> Column:
    made: Column = _compute.replace_substring(values, mark, "")
    return made


def renamed(values: Any, words_: Mapping[str, str]) -> Column:
    """Return other words for some words, as a code list does."""
    made = whole(values)
    for old, new in words_.items():
        made = _compute.if_else(_compute.equal(made, old), new, made)
    return made


def clock(values: Ints, form: str) -> Column:
    """Write instants, already moved to a wall's clock, in a form such as ``%Y-%m-%d``."""
    moment = _arrow.array(values, _arrow.timestamp("us"), mask=values < 0)
    whole_seconds = moment.cast(_arrow.timestamp("s"), safe=False)
    written: Column = _compute.strftime(whole_seconds, format=form)
    return written


def after(values: Column, mark: str) -> Column:
    """Return what stands after the first mark."""
    pattern = f"^[^{mark}]*{mark}(?P<rest>.*)$"
    found: Column = _compute.extract_regex(values, pattern).field("rest")
    return emptied(found)
