"""Quantiles of few samples: by hand, and as NumPy gives them."""

from __future__ import annotations

import numpy as np
import pytest

from portsim.base.arrays import quantiles, quantiles_of


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.25, 2.0), (0.5, 4.0), (0.625, 6.0), (0.9, 15.2), (1.0, 20.0)]
)
def test_lies_on_the_way_from_one_sample_to_the_next(share: float, expected: float) -> None:
    """Of 1, 2, 4, 8, 20 the places are 0 to 4: at 2.5 half the way from 4 to 8, at 3.6 six tenths to 20."""
    assert quantiles(np.array([8.0, 1.0, 20.0, 2.0, 4.0]), share) == (pytest.approx(expected, rel=1e-15),)


def test_is_numpys_to_the_last_bit() -> None:
    draws = np.random.Generator(np.random.Philox(20230815))
    for n in (*range(1, 40), 1000):
        samples, shares = draws.lognormal(size=n), (0.0, 0.5, 0.9, 0.95, 0.999, 1.0, float(draws.random()))
        expected = tuple(np.quantile(samples, shares).tolist())
        assert quantiles(samples, *shares) == expected
        assert quantiles_of(np.sort(samples), *shares) == expected


def test_samples_stay_in_their_order() -> None:
    samples = np.array([3.0, 1.0, 2.0])
    quantiles(samples, 0.5)
    assert samples.tolist() == [3.0, 1.0, 2.0]


def test_of_a_number_that_is_none_there_is_none() -> None:
    assert np.isnan(quantiles(np.array([1.0, np.nan, 2.0]), 0.1, 0.5)).all()
