"""The table of comparisons: what each row says, and which tests are of one family."""

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
from portsim.study.statistics import Paired, holm, paired

A = np.array([10.0, 12.0, 9.0, 14.0, 11.0, 13.0])
B = np.array([9.0, 11.5, 8.5, 12.0, 10.5, 12.0])
NAN = float("nan")


def kpi(better: Better = "less", name: str = "k") -> Kpi:
    return Kpi(name, "A figure", "min", better, Busy(("gate",)))


def result(difference: float, n: int = 5) -> Paired:
    return Paired(10.0, 10.0 + difference, difference, difference - 1, difference + 1, 0.01, 2.0, n)


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
