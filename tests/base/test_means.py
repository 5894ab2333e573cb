"""Means of few samples and shares of few flags are those that NumPy gives."""

from __future__ import annotations

import numpy as np
import pytest

from portsim.base.arrays import in_use, joined, mean_of, share_of


def test_a_mean_is_numpys_to_the_last_bit() -> None:
    draws = np.random.Generator(np.random.Philox(20230815))
    for n in (*range(1, 40), 1000, 100_000):
        samples = draws.lognormal(size=n)
        assert mean_of(samples) == float(samples.mean())


def test_a_share_is_of_all() -> None:
    assert share_of(np.array([True, False, False, True, True])) == 0.6
    assert type(share_of(np.array([True]))) is float


def test_one_array_alone_is_not_copied() -> None:
    alone = np.array([1.0, 2.0])
    assert joined([np.empty(0), alone], np.float64) is alone


def test_neighbours_in_one_array_are_not_copied() -> None:
    whole = np.arange(6.0)
    found = joined([whole[1:3], whole[3:3], whole[3:5]], np.float64)
    assert found.base is whole and found.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(("first", "second"), [((3, 5), (1, 3)), ((0, 2), (3, 5)), ((0, 3), (2, 5))])
def test_parts_of_one_array_that_are_no_neighbours_are(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    whole = np.arange(6.0)
    found = joined([whole[slice(*first)], whole[slice(*second)]], np.float64)
    assert found.base is not whole and found.tolist() == [*range(*first), *range(*second)]


@pytest.mark.parametrize("alone", [np.array([1, 2], dtype=np.int32), np.array([1.0, 9.0, 2.0])[::2]])
def test_one_array_of_another_kind_or_with_gaps_is(alone: np.ndarray) -> None:
    found = joined([alone], np.float64)
    assert (found.dtype, found.tolist(), found.flags.c_contiguous) == (np.float64, [1.0, 2.0], True)


@pytest.mark.parametrize("numbers", [[], [0], [3, 0, 3, 7, 0]])
def test_the_different_numbers_are_those_of_a_sort(numbers: list[int]) -> None:
    given = np.array(numbers, dtype=np.int64)
    assert np.array_equal(in_use(given), np.unique(given))
