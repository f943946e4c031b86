"""Numbers sorted with where they stood, above all where many are alike in their upper bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accompany.identity.match.order import ordered

HIGHEST = (1 << 64) - 1
ALIKE = [0, 1, 2, 65, 1 << 30, (1 << 63), (1 << 63) + 1, (1 << 63) + 9, HIGHEST - 1, HIGHEST]
"""Numbers that differ in nothing but the bits that make room for a place, and those at the ends."""


@given(st.lists(st.sampled_from(ALIKE) | st.integers(0, HIGHEST), max_size=80))
def test_numbers_stand_in_order_and_equal_ones_as_they_stood(numbers: list[int]) -> None:
    given_ = np.array(numbers, np.uint64)
    found = ordered(given_)
    assert found.places.tolist() == sorted(range(len(numbers)), key=lambda n: numbers[n])
    assert found.numbers.tolist() == sorted(numbers)
    assert int(found.firsts().sum()) == len(set(numbers))


@pytest.mark.parametrize("highest", [0, 1, 2**20, 2**31, HIGHEST])
def test_many_numbers_are_sorted_as_a_stable_sort_does(highest: int) -> None:
    draw = np.random.default_rng(highest % 97)
    numbers = draw.integers(0, highest, 5000, np.uint64, endpoint=True)
    numbers = np.concatenate([numbers, numbers[::2]])
    numbers[::7] ^= np.uint64(highest & 3)
    found = ordered(numbers)
    assert np.array_equal(found.places, np.argsort(numbers, kind="stable"))
    assert np.array_equal(found.numbers, np.sort(numbers))
