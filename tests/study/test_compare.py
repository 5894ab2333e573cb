"""The paired comparison, against scipy and against figures worked out by hand."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import Better, Kpi
from portsim.scenario.load import load
from portsim.study.comparison import comparison_table, verdict
from portsim.study.statistics import Paired, holm, interval, paired

A = np.array([10.0, 12.0, 9.0, 14.0, 11.0, 13.0])
B = np.array([9.0, 11.5, 8.5, 12.0, 10.5, 12.0])
NAN = float("nan")


def kpi(better: Better = "less", name: str = "k") -> Kpi:
    return Kpi(name, "A figure", "min", better, Busy(("gate",)))


def result(difference: float, n: int = 5) -> Paired:
    return Paired(10.0, 10.0 + difference, difference, difference - 1, difference + 1, 0.01, 2.0, n)


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

    def test_pairing_that_back_fires_is_below_one(self) -> None:
        assert paired(A, -A).variance_reduction == pytest.approx(0.5)

    def test_pairs_with_a_missing_figure_are_left_out(self) -> None:
        a, b = np.append(A, [NAN, 5.0, NAN]), np.append(B, [6.0, NAN, NAN])
        assert paired(a, b) == paired(A, B)

    def test_the_means_are_those_of_the_pairs(self) -> None:
        both = paired(np.array([1.0, 2.0, 100.0]), np.array([2.0, 4.0, NAN]))
        assert (both.baseline, both.value, both.n) == (1.5, 3.0, 2)

    def test_no_pair_at_all_is_not_measured(self) -> None:
        none = paired(np.array([NAN, 1.0]), np.array([1.0, NAN]))
        assert none.n == 0 and math.isnan(none.difference) and math.isnan(none.p)

    def test_one_pair_has_no_p(self) -> None:
        single = paired(np.array([1.0]), np.array([2.0]))
        assert (single.difference, single.low, single.high) == (1.0, -math.inf, math.inf)
        assert math.isnan(single.p) and math.isnan(single.variance_reduction)

    def test_equal_figures_show_no_difference(self) -> None:
        same = paired(A, A)
        assert (same.difference, same.low, same.high, same.p) == (0.0, 0.0, 0.0, 1.0)
        assert same.variance_reduction == math.inf

    def test_a_difference_that_never_varies_is_certain(self) -> None:
        certain = paired(A, A - 2)
        assert (certain.difference, certain.low, certain.high, certain.p) == (-2.0, -2.0, -2.0, 0.0)

    def test_constants_have_no_variance_to_reduce(self) -> None:
        assert math.isnan(paired(np.full(4, 3.0), np.full(4, 5.0)).variance_reduction)


class TestHolm:
    def test_by_hand(self) -> None:
        """0.01 x 4, 0.02 x 3, then 0.03 x 2 and 0.04 x 1, which must not fall below those before."""
        assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])

    def test_textbook_example(self) -> None:
        """Four p-values of 0.01, 0.04, 0.03, 0.005: 0.03, 0.06, 0.06, 0.02."""
        assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])

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


class TestVerdict:
    @pytest.mark.parametrize(
        ("better", "difference", "word"),
        [
            ("less", -2.0, "saves"),
            ("less", 2.0, "worse"),
            ("more", 2.0, "saves"),
            ("more", -2.0, "worse"),
            ("neither", 2.0, "changes"),
            ("neither", -2.0, "changes"),
        ],
    )
    def test_word_follows_direction(self, better: Better, difference: float, word: str) -> None:
        assert verdict(kpi(better), result(difference), 0.001) == word

    def test_from_five_percent_on_nothing_is_detectable(self) -> None:
        below, at = math.nextafter(0.05, 0) - 1e-12, 0.0501
        assert verdict(kpi(), result(-2.0), below) == "saves"
        assert verdict(kpi(), result(-2.0), at) == "no detectable difference"

    def test_no_pairs_is_not_measured(self) -> None:
        assert verdict(kpi(), result(NAN, n=0), NAN) == "not measured"

    def test_one_pair_shows_nothing(self) -> None:
        assert verdict(kpi(), result(-2.0, n=1), NAN) == "no detectable difference"

    def test_no_difference_is_never_a_saving(self) -> None:
        assert verdict(kpi(), result(0.0), 0.0) == "no detectable difference"


KPIS = {"k": kpi(name="k"), "m": kpi("more", name="m")}
VALUES = {
    "baseline": {"k": A, "m": A},
    "one": {"k": B, "m": A},
    "two": {"k": A + 3, "m": B},
}


class TestTable:
    def test_has_a_row_for_each_alternative_and_kpi(self) -> None:
        table = comparison_table(VALUES, KPIS, "baseline")
        assert list(zip(table["alternative"], table["kpi"], strict=True)) == [
            ("one", "k"), ("one", "m"), ("two", "k"), ("two", "m"),
        ]  # fmt: skip

    def test_the_family_is_all_kpis_of_one_alternative(self) -> None:
        table = comparison_table(VALUES, KPIS, "baseline").set_index(["alternative", "kpi"])
        assert table["p_holm"]["two", "m"] == pytest.approx(paired(A, B).p)
        both = {**VALUES, "three": {"k": B, "m": B}}
        table = comparison_table(both, KPIS, "baseline").set_index(["alternative", "kpi"])
        assert table["p_holm"]["three", "k"] == pytest.approx(2 * paired(A, B).p)

    def test_what_a_measure_leaves_as_it_was_is_no_test_of_the_family(self) -> None:
        table = comparison_table(VALUES, KPIS, "baseline").set_index(["alternative", "kpi"])
        assert table["p_holm"]["one", "k"] == pytest.approx(paired(A, B).p)
        assert table["p_holm"]["one", "m"] == 1.0

    def test_the_relative_difference_is_of_the_baseline(self) -> None:
        table = comparison_table(VALUES, KPIS, "baseline").set_index(["alternative", "kpi"])
        assert table["relative"]["two", "k"] == pytest.approx(3 / A.mean())

    def test_a_baseline_of_zero_has_no_relative_difference(self) -> None:
        values = {"baseline": {"k": np.zeros(3)}, "one": {"k": np.array([1.0, 2.0, 3.0])}}
        table = comparison_table(values, {"k": kpi()}, "baseline")
        assert math.isnan(table["relative"][0])

    def test_the_family_error_is_at_most_five_percent(self) -> None:
        """Ten KPIs without a true difference: at most one family in twenty says otherwise."""
        rng = np.random.default_rng(4)
        families = stats.ttest_1samp(rng.normal(0, 1, (1000, 10, 8)), 0, axis=2).pvalue
        wrong = sum(min(holm(ps)) < 0.05 for ps in families.tolist())
        assert wrong / 1000 < 0.05 + 2.58 * (0.05 * 0.95 / 1000) ** 0.5


def test_a_scenario_is_told_in_one_line_in_a_notebook() -> None:
    scenario = load("ocean_gate")
    assert repr(scenario) == "<Scenario ocean_gate: 12 alternatives>"


def test_a_name_will_do_for_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY)
    Path("evidence.yaml").write_text(EVIDENCE)
    by_name, loaded = (portsim.compare(s, workers=1) for s in ("tiny.yaml", portsim.load("tiny.yaml")))
    pd.testing.assert_frame_equal(by_name.comparison, loaded.comparison)
    records = portsim.run("tiny.yaml"), portsim.run(portsim.load("tiny.yaml"))
    pd.testing.assert_frame_equal(*(each.shipments_table() for each in records))
    for act in (portsim.compare, portsim.run):
        with pytest.raises(ConfigError, match=r"^unknown scenario 'ocean_gat' \(nearest: ocean_gate\); give"):
            act("ocean_gat")
