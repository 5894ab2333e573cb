"""Corrections for many tests, against published examples and figures worked out by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from portsim.study.families import benjamini_hochberg, bonferroni_level, hochberg_level, holm

NAN = float("nan")
PUBLISHED = [  # Benjamini and Hochberg 1995, section 3.2: 15 tests of a study of heart attacks
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
    0.7590, 1.0000,
]  # fmt: skip


class TestHolm:
    def test_by_hand(self) -> None:
        """0.01 x 4, 0.02 x 3, then 0.03 x 2 and 0.04 x 1, which must not fall below those before."""
        assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])

    def test_textbook_example(self) -> None:
        """Four p-values of 0.01, 0.04, 0.03, 0.005: 0.03, 0.06, 0.06, 0.02."""
        assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])

    def test_published_example(self) -> None:
        """Of the 15 tests three are below 0.05, as with Bonferroni: 0.0001 x 15, 0.0004 x 14, 0.0019 x 13."""
        adjusted = holm(PUBLISHED)
        assert adjusted[:4] == pytest.approx([0.0015, 0.0056, 0.0247, 0.114])
        assert sum(p < 0.05 for p in adjusted) == 3

    def test_one_p_stays(self) -> None:
        assert holm([0.03]) == [0.03]

    def test_nothing_exceeds_one(self) -> None:
        assert holm([0.5, 0.9, 0.7]) == [1.0, 1.0, 1.0]

    def test_what_was_not_measured_is_no_member_of_the_family(self) -> None:
        adjusted = holm([NAN, 0.01, 0.04])
        assert math.isnan(adjusted[0]) and adjusted[1:] == pytest.approx([0.02, 0.04])

    def test_an_empty_family_stays_empty(self) -> None:
        assert holm([]) == []

    def test_equal_ps_are_adjusted_alike(self) -> None:
        assert holm([0.02, 0.02, 0.02]) == pytest.approx([0.06, 0.06, 0.06])

    def test_certainty_stays_certain(self) -> None:
        assert holm([0.0, 0.5])[0] == 0.0


class TestBenjaminiHochberg:
    def test_published_example(self) -> None:
        """The paper finds four: 0.0095 is below 4 / 15 of 0.05, and no later one is below its share."""
        q = benjamini_hochberg(PUBLISHED)
        assert sum(each < 0.05 for each in q) == 4
        assert q[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])

    def test_by_hand(self) -> None:
        """In order 0.01 x 4 / 1, 0.02 x 4 / 2, 0.03 x 4 / 3, 0.5 x 4 / 4, and never above a later one."""
        assert benjamini_hochberg([0.03, 0.5, 0.01, 0.02]) == pytest.approx([0.04, 0.5, 0.04, 0.04])

    def test_agrees_with_scipy(self) -> None:
        ps = np.random.default_rng(5).uniform(0, 1, 40)
        assert benjamini_hochberg(ps.tolist()) == pytest.approx(stats.false_discovery_control(ps))

    def test_what_was_not_measured_is_no_member_of_the_family(self) -> None:
        q = benjamini_hochberg([NAN, 0.01, 0.04])
        assert math.isnan(q[0]) and q[1:] == pytest.approx([0.02, 0.04])

    def test_an_empty_family_stays_empty(self) -> None:
        assert benjamini_hochberg([]) == []


class TestLevels:
    def test_holm_rejects_for_sure_below_the_level_shared_out(self) -> None:
        first, missing, second = bonferroni_level([0.2, NAN, 0.4], 0.05)
        assert (first, second) == (0.025, 0.025) and math.isnan(missing)

    def test_hochberg_s_level_grows_with_the_rank(self) -> None:
        third, first, missing, second = hochberg_level([0.4, 0.1, NAN, 0.2], 0.06)
        assert [first, second, third] == pytest.approx([0.02, 0.04, 0.06]) and math.isnan(missing)
