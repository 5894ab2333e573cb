"""Intervals and paired comparisons, against scipy and against figures worked out by hand."""

import math
from dataclasses import astuple

import numpy as np
import pytest
from scipy import stats

from portsim.study.statistics import interval, paired

A = np.array([10.0, 12.0, 9.0, 14.0, 11.0, 13.0])
B = np.array([9.0, 11.5, 8.5, 12.0, 10.5, 12.0])
NAN = float("nan")


class TestInterval:
    def test_is_mean_and_t_half_width(self) -> None:
        """1, 2, 3: mean 2, standard error 1 / sqrt(3), t of 2 degrees 4.302653."""
        mean, low, high = interval(np.array([1.0, 2.0, 3.0]))
        half = 4.302652729911275 / math.sqrt(3)
        assert (mean, low, high) == pytest.approx((2, 2 - half, 2 + half))

    def test_of_one_replication_is_infinite(self) -> None:
        assert interval(np.array([4.0])) == (4.0, -math.inf, math.inf)

    def test_of_none_is_not_a_number(self) -> None:
        assert all(math.isnan(x) for x in interval(np.array([])))

    def test_leaves_out_what_was_not_measured(self) -> None:
        assert interval(np.array([1.0, NAN, 2.0, 3.0])) == interval(np.array([1.0, 2.0, 3.0]))

    def test_of_equal_figures_has_no_width(self) -> None:
        assert interval(np.array([3.0, 3.0, 3.0])) == (3.0, 3.0, 3.0)

    def test_covers_the_mean_in_19_of_20_cases(self) -> None:
        rng = np.random.default_rng(1)
        found = [interval(rng.normal(0, 1, 6)) for _ in range(4000)]
        covered = sum(low <= 0 <= high for _, low, high in found)
        assert stats.binomtest(covered, 4000, 0.95).pvalue > 0.005


class TestPaired:
    def test_p_is_scipy_s(self) -> None:
        assert paired(A, B).p == pytest.approx(stats.ttest_rel(B, A).pvalue, rel=1e-12)

    def test_interval_is_scipy_s(self) -> None:
        ci = stats.ttest_rel(B, A).confidence_interval(0.95)
        assert (paired(A, B).low, paired(A, B).high) == pytest.approx((ci.low, ci.high), rel=1e-12)

    def test_difference_is_alternative_minus_baseline(self) -> None:
        assert paired(A, B).difference == pytest.approx(-5.5 / 6)

    def test_swapping_turns_the_sign_alone(self) -> None:
        one, two = paired(A, B), paired(B, A)
        assert (one.difference, one.low, one.p) == pytest.approx((-two.difference, -two.high, two.p))

    def test_agrees_with_scipy_on_random_figures(self) -> None:
        rng = np.random.default_rng(2)
        for n in (2, 3, 7, 30):
            a, b = rng.normal(5, 2, n), rng.normal(5.5, 1, n)
            assert paired(a, b).p == pytest.approx(stats.ttest_rel(b, a).pvalue, rel=1e-9)

    def test_variance_reduction_is_what_independent_runs_would_need(self) -> None:
        expected = (A.var(ddof=1) + B.var(ddof=1)) / (B - A).var(ddof=1)
        assert paired(A, B).variance_reduction == pytest.approx(expected)

    def test_variance_reduction_by_hand(self) -> None:
        """Variances 1 and 4, of the difference 1: five times."""
        a, b = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])
        assert paired(a, b).variance_reduction == pytest.approx(5)

    def test_variance_reduction_of_two_pairs_by_hand(self) -> None:
        """Variances 2 and 8, of the difference 2."""
        assert paired(np.array([1.0, 3.0]), np.array([2.0, 6.0])).variance_reduction == pytest.approx(5)

    def test_pairing_that_back_fires_is_below_one(self) -> None:
        assert paired(A, -A).variance_reduction == pytest.approx(0.5)

    def test_pairs_with_a_missing_figure_are_left_out(self) -> None:
        a, b = np.append(A, [NAN, 5.0, NAN]), np.append(B, [6.0, NAN, NAN])
        assert paired(a, b) == paired(A, B)

    def test_the_means_are_those_of_the_pairs(self) -> None:
        both = paired(np.array([1.0, 2.0, 100.0]), np.array([2.0, 4.0, NAN]))
        assert (both.baseline, both.value, both.n) == (1.5, 3.0, 2)

    def test_without_a_pair_each_side_has_its_own_mean_and_there_is_no_difference(self) -> None:
        nothing = np.full(3, NAN)
        for before, after in ((nothing, np.array([1.0, NAN, 4.0])), (np.array([1.0, 4.0, NAN]), nothing)):
            baseline, value, *numbers, n = astuple(paired(before, after))
            assert sorted((baseline, value), key=math.isnan)[0] == 2.5
            assert math.isnan(baseline) == np.isnan(before).all() == (not math.isnan(value))
            assert n == 0 and len(numbers) == 6
            assert all(math.isnan(number) for number in numbers)

    @pytest.mark.filterwarnings("error")
    def test_one_pair_has_no_p(self) -> None:
        single = paired(np.array([1.0]), np.array([2.0]))
        assert (single.difference, single.low, single.high) == (1.0, -math.inf, math.inf)
        assert math.isnan(single.p) and math.isnan(single.variance_reduction)

    def test_equal_figures_show_no_difference(self) -> None:
        same = paired(A, A)
        assert (same.difference, same.low, same.high, same.p) == (0.0, 0.0, 0.0, 1.0)
        assert same.variance_reduction == paired(A / 100, A / 100).variance_reduction == math.inf

    def test_a_difference_in_the_last_digits_is_the_order_of_a_sum(self) -> None:
        """To 1e-12 of the larger figure: 1e-7 of a million is none, 1e-5 is one, and so it is below 0."""
        million = np.array([1e6, 2e6, 3e6])
        for sign in (1, -1):
            assert paired(sign * million, sign * million + [1e-7, -1e-7, 2e-6]).difference == 0
            assert paired(sign * million, sign * million + 1e-5).difference == pytest.approx(1e-5, rel=1e-3)

    def test_a_difference_that_never_varies_is_certain(self) -> None:
        certain = paired(A, A - 2)
        assert (certain.difference, certain.low, certain.high, certain.p) == (-2.0, -2.0, -2.0, 0.0)

    def test_deviation_is_that_of_the_differences(self) -> None:
        """Differences 1, 4, 7 have a standard deviation of 3."""
        assert paired(np.array([1.0, 2.0, 3.0]), np.array([2.0, 6.0, 10.0])).deviation == pytest.approx(3)

    def test_constants_have_no_variance_to_reduce(self) -> None:
        assert math.isnan(paired(np.full(4, 3.0), np.full(4, 5.0)).variance_reduction)
