"""Student's t distribution is that of `scipy.stats`, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from portsim.study.student import t_beyond, t_quantile


def test_quantiles_of_a_table():
    # Law, Simulation Modeling and Analysis, table T.1
    found = [round(t_quantile(0.975, freedom), 3) for freedom in (1, 5, 10, 30)]
    assert found == [12.706, 2.571, 2.228, 2.042]
    assert t_quantile(0.5, 7) == 0.0
    assert t_beyond(0.0, 7) == 0.5


@pytest.mark.parametrize("freedom", [1, 2, 3, 9, 29, 299])
def test_same_bits_as_scipys_own_distribution(freedom: int):
    rng = np.random.default_rng(freedom)
    for share, value in zip(rng.random(50), rng.exponential(3, 50), strict=True):
        assert t_quantile(share, freedom) == stats.t.ppf(share, freedom)
        assert -t_quantile(share, freedom) == stats.t.isf(share, freedom)
        assert t_beyond(value, freedom) == stats.t.sf(value, freedom)


def test_no_difference_at_all_and_one_without_bound():
    assert t_beyond(float("inf"), 4) == 0.0
    assert np.isnan(t_beyond(float("nan"), 4))
