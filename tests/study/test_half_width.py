"""Half-widths against what is asked, and predicted replications, by tables of t and chi-square."""

from __future__ import annotations

import math

import numpy as np
import pytest

from portsim.study.until_precise.half_width import NOWHERE, HalfWidth, Needed, Target, needed, target_of
from portsim.study.until_precise.within import Within

T_19 = 2.093  # quantile 0.975 of t with 19 degrees of freedom, as in any table


def figure(estimate: float, deviation: float, n: int, target: Target, fixed: float = 0.0) -> HalfWidth:
    from scipy import stats

    half = float(stats.t.ppf(0.975, n - 1)) * deviation / math.sqrt(n) + fixed
    return HalfWidth(estimate, estimate - half, estimate + half, n, deviation, target)


def test_the_target_is_a_share_of_the_figure() -> None:
    assert target_of(Within(0.05), -40.0, 0.5, "min") == Target(2.0, "share")


def test_within_what_matters_it_is_half_of_what_matters() -> None:
    assert target_of(Within(0.05), -0.3, 0.5, "min") == Target(0.25, "matters")
    assert target_of(Within(0.05), 0.5, 0.5, "min") == Target(0.25, "matters")
    assert target_of(Within(0.05), 0.51, 0.5, "min") == Target(pytest.approx(0.0255), "share")


def test_an_amount_holds_however_small_the_figure_is() -> None:
    within = Within(0.05, {"min": 0.1})
    assert target_of(within, 0.0, 0.5, "min") == Target(0.1, "amount")
    assert target_of(within, 40.0, 0.5, "h") == Target(2.0, "share")


def test_a_half_width_is_half_of_the_interval() -> None:
    found = figure(10.0, 2.0, 20, Target(1.0, "amount"))
    assert found.half_width == pytest.approx(T_19 * 2 / math.sqrt(20), rel=1e-4)
    assert found.met and found.times == pytest.approx(0.936, rel=1e-3) and found.fixed == pytest.approx(0)


def test_what_unfinished_shipments_leave_open_is_no_noise() -> None:
    found = figure(10.0, 2.0, 20, Target(1.0, "amount"), fixed=0.7)
    assert found.fixed == pytest.approx(0.7) and not found.met


def test_a_figure_that_never_differs_is_as_asked() -> None:
    assert HalfWidth(0.0, 0.0, 0.0, 5, 0.0, Target(0.0, "matters")).met
    assert HalfWidth(-2.0, -2.0 - 1e-15, -2.0 + 1e-15, 5, 1e-15, Target(0.0, "matters")).met


def test_a_figure_that_is_not_there_is_not_as_asked() -> None:
    assert not NOWHERE.met
    assert all(math.isnan(each) for each in needed(NOWHERE, 5))


def test_needed_is_the_first_n_with_a_small_enough_t_interval() -> None:
    # t(16) / sqrt(17) = 2.1199 / 4.1231 = 0.514, t(17) / sqrt(18) = 2.1098 / 4.2426 = 0.497
    assert needed(figure(10.0, 1.0, 20, Target(0.5, "amount")), 20).n == 18


def test_its_range_is_that_of_the_variance() -> None:
    # 10 degrees of freedom: chi-square 20.483 and 3.247, so the deviation lies from 0.699 to 1.755. With half
    # of it: t(9) 0.699 / sqrt(10) = 2.2622 x 0.2210 = 0.49996 <= 0.5, and with 9 it is 0.537;
    # t(49) 1.755 / sqrt(50) = 2.0096 x 0.2482 = 0.4988 <= 0.5, and t(48) 1.755 / 7 = 0.5041.
    found = needed(figure(10.0, 1.0, 11, Target(0.5, "amount")), 11)
    assert (found.low, found.high) == (10, 50)


def test_a_fixed_part_leaves_less_room() -> None:
    # 0.5 of 1.0 is left to the noise: as many as for a target of 0.5
    assert needed(figure(10.0, 1.0, 20, Target(1.0, "amount"), fixed=0.5), 20).n == 18
    assert needed(figure(10.0, 1.0, 20, Target(0.4, "amount"), fixed=0.5), 20) == Needed(*(3 * (math.inf,)))


def test_a_figure_that_is_there_in_every_other_replication_needs_twice_as_many() -> None:
    assert needed(figure(10.0, 1.0, 20, Target(0.5, "amount")), 40).n == 36


def test_of_a_ratio_the_range_ends_nowhere_where_the_figure_may_be_nothing() -> None:
    found = needed(figure(1.0, 5.0, 10, Target(0.05, "share")), 10)
    assert found.n == pytest.approx((1.96 * 5 / 0.05) ** 2, rel=1e-3) and found.high == math.inf


@pytest.mark.parametrize("n", [2, 3, 5, 30, 400])
@pytest.mark.parametrize("errors", [0.1, 3.0, 30.0, 299.0, 301.0, 1e5])
def test_the_range_holds_the_estimate(n: int, errors: float) -> None:
    found = needed(figure(errors / math.sqrt(n), 1.0, n, Target(0.01, "share")), n)
    assert found.low <= found.n <= found.high


@pytest.mark.parametrize(("mean", "basis"), [(10.0, "share"), (1.5, "share"), (10.0, "amount")])
def test_the_range_holds_the_true_number_in_95_of_100_studies(mean: float, basis: str) -> None:
    """n of normal figures with known sigma 3: z x 3 / target squared, but for the few more of t."""
    target, rng, n = 0.2, np.random.default_rng(1), 12
    true = (1.95996 * 3 / target) ** 2
    hits = 0
    for _ in range(400):
        own = rng.normal(mean, 3, n)
        share = target / mean * abs(own.mean())
        asked = Target(share, "share") if basis == "share" else Target(target, "amount")
        low, high = needed(figure(own.mean(), own.std(ddof=1), n, asked), n)[1:]
        hits += low <= true + 3 and true <= high
    assert 0.92 <= hits / 400 <= 0.98


def test_more_than_ten_million_are_without_end() -> None:
    assert needed(figure(1.0, 1.0, 5, Target(1e-6, "amount")), 5).n == math.inf
