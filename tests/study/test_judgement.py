"""The word for a difference: equivalent, undecided and how many replications would tell, at known power."""

import math

import numpy as np
import pytest
from scipy import stats

from portsim.study.judgement import found, replications_needed
from portsim.study.statistics import Paired, paired

NAN = float("nan")


def result(difference: float, half: float = 1.0, n: int = 9, deviation: float = 1.0) -> Paired:
    low, high = difference - half, difference + half
    return Paired(10.0, 10.0 + difference, difference, low, high, 0.01, 2.0, deviation, n)


def seen(
    difference: float, n: int = 9, deviation: float = 1.0, left_open: tuple[float, float] = (0.0, 0.0)
) -> Paired:
    """A comparison whose CI is that of its replications, wider at its ends by what is left open."""
    half = float(stats.t.ppf(0.975, n - 1)) * deviation / n**0.5 if n > 1 else math.inf
    low, high = difference - half - left_open[0], difference + half + left_open[1]
    return Paired(10.0, 10.0 + difference, difference, low, high, 0.01, 2.0, deviation, n)


class TestFound:
    @pytest.mark.parametrize(
        ("difference", "half", "p", "word"),
        [
            (-3.0, 1.0, 0.001, "less"),
            (3.0, 1.0, 0.001, "more"),
            (0.2, 0.5, 0.4, "equivalent"),
            (0.5, 0.25, 0.001, "equivalent"),  # 0.25 to 0.75: it excludes 0, and does not matter
            (0.5, 0.5, 0.06, "equivalent"),  # 0 to 1: both ends still within what matters
            (0.5, 0.5 + 4e-12, 0.06, "equivalent"),  # or beyond them by rounding alone
            (0.75, 0.5, 0.01, "more"),  # 0.25 to 1.25: excludes 0 and reaches beyond
            (0.75, 0.5, 0.05, "undecided"),  # the same, but not after the correction
            (0.0, 1.5, 1.0, "undecided"),
            (1.5, 1.5, 0.001, "undecided"),  # its end is just 0
            (-1.5, 1.5, 0.001, "undecided"),
            (3.0, 1.0, NAN, "undecided"),
        ],
    )
    def test_with_a_smallest_difference_of_one(
        self, difference: float, half: float, p: float, word: str
    ) -> None:
        assert found(result(difference, half), p, 1.0) == word

    def test_a_figure_that_never_moves_is_equivalent_even_if_nothing_is_small_enough(self) -> None:
        same = np.zeros(4)
        assert found(paired(same, same), NAN, 0.0) == "equivalent"

    def test_without_pairs_nothing_is_measured(self) -> None:
        assert found(result(NAN, n=0), NAN, 1.0) == "not measured"

    def test_one_replication_decides_nothing(self) -> None:
        assert found(paired(np.array([1.0]), np.array([9.0])), NAN, 0.1) == "undecided"

    def test_one_in_twenty_null_differences_is_called_one(self) -> None:
        """Normal differences around 0 that are too wide to be equivalent."""
        rng = np.random.default_rng(6)
        pairs = [paired(np.zeros(8), rng.normal(0, 1, 8)) for _ in range(2000)]
        wrong = sum(found(each, each.p, 1e-9) != "undecided" for each in pairs)
        assert stats.binomtest(wrong, 2000, 0.05).pvalue > 0.005

    @pytest.mark.parametrize(("truth", "share"), [(0.0, 0.746), (1.0, 0.025)])
    def test_equivalence_has_the_power_that_theory_says(self, truth: float, share: float) -> None:
        """40 replications with a deviation of 2 and a smallest difference that matters of 1.

        The interval is within +- 1 if the estimate is within 1 - t s / sqrt(n) of 0. If s were 2: within
        1 - 2.0227 x 0.3162 = 0.3604, which is 1.140 standard errors: 74.6 % of studies where nothing differs;
        and 2.5 % where the difference is just what matters. The chi distribution of s takes 0.7 % of it.
        """
        n, deviation = 40, 2.0
        spread = np.sqrt(stats.chi2.ppf((np.arange(20000) + 0.5) / 20000, n - 1) / (n - 1)) * deviation
        room = np.maximum(1 - stats.t.ppf(0.975, n - 1) * spread / n**0.5, 0)
        error = deviation / n**0.5
        expected = float(
            np.mean(stats.norm.cdf((room - truth) / error) - stats.norm.cdf((-room - truth) / error))
        )
        rng = np.random.default_rng(7)
        studies = [paired(np.zeros(n), rng.normal(truth, deviation, n)) for _ in range(2000)]
        said = sum(found(each, each.p, 1.0) == "equivalent" for each in studies)
        assert stats.binomtest(said, 2000, expected).pvalue > 0.005
        assert expected == pytest.approx(share, abs=0.008)


class TestReplicationsNeeded:
    def test_half_of_what_matters_by_hand(self) -> None:
        """Deviation 1 and what matters 1: t(n - 1) / sqrt(n) is to be at most 0.5.

        n = 17: 2.120 / 4.123 = 0.514; n = 18: 2.110 / 4.243 = 0.497.
        """
        assert replications_needed(seen(0.1), 1.0, 0.05) == 18

    def test_far_from_zero_fewer_tell_by_hand(self) -> None:
        """A difference of one deviation: (t 0.975 + t 0.8) / sqrt(n) is to be at most 1.

        n = 9: (2.306 + 0.889) / 3 = 1.065; n = 10: (2.262 + 0.883) / 3.162 = 0.995.
        """
        assert replications_needed(seen(1.0, n=5), 0.01, 0.05) == 10
        assert replications_needed(seen(-1.0, n=5), 0.01, 0.05) == 10

    def test_a_family_asks_for_more(self) -> None:
        """At 0.01: n = 30: 2.756 / 5.477 = 0.503; n = 31: 2.750 / 5.568 = 0.494."""
        assert replications_needed(seen(0.1), 1.0, 0.01) == 31

    @pytest.mark.parametrize("n", [2, 7, 9, 17])
    def test_it_does_not_hang_on_how_many_there_are_so_far(self, n: int) -> None:
        assert replications_needed(seen(0.1, n=n), 1.0, 0.05) == 18

    def test_very_few_by_hand(self) -> None:
        """t 0.975 of 1 to 3 degrees is 12.706, 4.303 and 3.182, t 0.8 is 1.376, 1.061 and 0.978.

        n = 2: 12.706 / 1.414 = 8.985; n = 3: 4.303 / 1.732 = 2.484, and with t 0.8 3.097; n = 4: 2.080.
        """
        assert replications_needed(seen(0.1, n=2), 5.0, 0.05) == 3
        assert replications_needed(seen(3.2, n=2), 0.01, 0.05) == 3
        assert replications_needed(seen(3.05, n=2), 0.01, 0.05) == 4

    def test_none_is_added_where_there_are_enough(self) -> None:
        """Five deviations: n = 9 is enough with 3.195 / 3 = 1.065."""
        assert replications_needed(seen(5.0, n=9), 0.01, 0.05) == 9
        assert replications_needed(seen(0.1, n=40), 1.0, 0.05) == 40

    def test_what_is_unfinished_stays_however_many_there_are(self) -> None:
        """Deviation 1 and what matters 1; unfinished shipments take 0.25 of its half at an end.

        t(n - 1) / sqrt(n) is to be at most 0.25. n = 63: 1.999 / 7.937 = 0.2518; n = 64: 1.998 / 8 = 0.2498.
        """
        for left_open in ((0.25, 0.0), (0.0, 0.25), (0.25, 0.25)):
            assert replications_needed(seen(0.0, left_open=left_open), 1.0, 0.05) == 64
        assert replications_needed(seen(0.0, left_open=(0.5, 0.0)), 1.0, 0.05) == math.inf
        assert replications_needed(seen(0.0, deviation=0.0, left_open=(3.0, 3.0)), 1.0, 0.05) == math.inf
        assert replications_needed(seen(0.0, left_open=(math.inf, 0.0)), 1.0, 0.05) == math.inf

    def test_a_difference_is_found_where_its_end_towards_0_is_not_open(self) -> None:
        """A difference of one deviation needs 10, as above; an end that is open by half of it leaves half.

        n = 33: (2.037 + 0.853) / 5.745 = 0.5031; n = 34: (2.035 + 0.853) / 5.831 = 0.4951.
        """
        assert replications_needed(seen(1.0, left_open=(0.0, 9.0)), 0.01, 0.05) == 10
        assert replications_needed(seen(-1.0, left_open=(9.0, 0.0)), 0.01, 0.05) == 10
        assert replications_needed(seen(1.0, left_open=(0.5, 0.0)), 0.01, 0.05) == 34
        assert replications_needed(seen(-1.0, left_open=(0.0, 0.5)), 0.01, 0.05) == 34
        assert replications_needed(seen(1.0, left_open=(1.0, 0.0)), 0.01, 0.05) == math.inf

    def test_of_a_single_replication_is_unknown(self) -> None:
        assert math.isnan(replications_needed(seen(1.0, n=1, deviation=NAN), 1.0, 0.05))

    def test_is_without_end_where_nothing_is_small_enough(self) -> None:
        assert replications_needed(seen(0.0), 0.0, 0.05) == math.inf

    @pytest.mark.parametrize("truth", [0.0, 0.3, 0.5, 0.8])
    def test_studies_of_that_length_decide(self, truth: float) -> None:
        """Normal differences, deviation 1 and what matters 1: 18 replications are the expected half-width of
        half of it; with a tenth more, nine of ten studies decide whatever the truth is."""
        rng = np.random.default_rng(8)
        n = round(1.15 * replications_needed(seen(0.1), 1.0, 0.05))
        studies = [paired(np.zeros(n), rng.normal(truth, 1, n)) for _ in range(1000)]
        decided = sum(found(each, each.p, 1.0) != "undecided" for each in studies)
        assert decided / 1000 > 0.85

    def test_four_studies_of_five_find_the_difference_that_was_estimated(self) -> None:
        rng = np.random.default_rng(9)
        n = int(replications_needed(seen(0.6), 0.01, 0.05))
        studies = [paired(np.zeros(n), rng.normal(0.6, 1, n)) for _ in range(2000)]
        told = sum(found(each, each.p, 0.01) == "more" for each in studies)
        assert 0.78 < told / 2000 < 0.84
