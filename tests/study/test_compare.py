"""The table of comparisons: what each row says, and which tests are of one family."""

import math
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, get_args

import numpy as np
import pandas as pd
import pytest
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import KPI, Better, Kpi
from portsim.model.measure import MEASURE, Measure
from portsim.scenario.load import load
from portsim.study.aims import primaries
from portsim.study.bounds import Bounded
from portsim.study.comparison import comparison_table, verdict
from portsim.study.statistics import Paired, paired

A = np.array([10.0, 12.0, 9.0, 14.0, 11.0, 13.0])
B = np.array([9.0, 11.5, 8.5, 12.0, 10.5, 12.0])
NAN = float("nan")


def kpi(better: Better = "less", name: str = "k") -> Kpi:
    return Kpi(name, "A figure", "min", better, Busy(("gate",)))


def result(difference: float, n: int = 5) -> Paired:
    return Paired(10.0, 10.0 + difference, difference, difference - 1, difference + 1, 0.01, 2.0, 1.0, n)


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
        assert verdict(kpi(better), result(difference), 0.001, 0.1) == word

    def test_from_five_percent_on_it_is_undecided(self) -> None:
        assert verdict(kpi(), result(-2.0), 0.0499, 0.1) == "saves"
        assert verdict(kpi(), result(-2.0), 0.05, 0.1) == "undecided"

    def test_what_lies_within_what_matters_is_equivalent_in_any_direction(self) -> None:
        for better in get_args(Better):
            assert verdict(kpi(better), result(2.0), 0.001, 3.0) == "equivalent"
            assert verdict(kpi(better), result(2.0), 0.001, 2.9) != "equivalent"

    def test_no_pairs_is_not_measured(self) -> None:
        assert verdict(kpi(), result(NAN, n=0), NAN, 0.1) == "not measured"

    def test_one_pair_shows_nothing(self) -> None:
        one = paired(np.array([1.0]), np.array([9.0]))
        assert verdict(kpi(), one, one.p, 0.1) == "undecided"


class TestWhatMatters:
    @pytest.mark.parametrize(
        ("unit", "own", "baseline", "smallest"),
        [
            ("min", None, 40.0, 0.4),
            ("min", None, -40.0, 0.4),
            ("share", None, 0.3, 0.01),
            ("min", 0.5, 40.0, 0.5),
        ],
    )
    def test_is_one_percent_one_point_or_what_is_declared(
        self, unit: str, own: float | None, baseline: float, smallest: float
    ) -> None:
        assert replace(kpi(), unit=unit, matters=own).smallest(baseline) == smallest

    def test_of_a_time_at_the_shipped_gate_is_half_a_minute(self) -> None:
        kpis = load("ocean_gate").library[KPI]
        half = [name for name, each in kpis.items() if each.matters == 0.5]
        assert half == [
            "gate_transaction_time", "gate_queue_time", "gate_total_time", "document_window_time",
        ]  # fmt: skip

    @pytest.mark.parametrize("wrong", [0.0, -1.0, NAN, math.inf])
    def test_is_above_nothing(self, wrong: float) -> None:
        with pytest.raises(
            ValueError, match=r"^KPI 'k': matters: got .*, allowed a finite number above 0 \[min\]$"
        ):
            portsim.kpi("k", "A time", "min", "less", Busy(("gate",)), matters=wrong)


KPIS = {"k": kpi(name="k"), "m": kpi("more", name="m")}
VALUES = {
    "baseline": {"k": A, "m": A},
    "one": {"k": B, "m": A},
    "two": {"k": A + 3, "m": B},
}
BOTH = {**VALUES, "three": {"k": B, "m": B}}


def table_of(
    values: dict[str, dict[str, np.ndarray]], aims: dict[str, tuple[str, ...]] | None = None, **matters: float
) -> pd.DataFrame:
    table = comparison_table(exactly(values), KPIS, "baseline", aims or {}, matters)
    return table.set_index(["alternative", "kpi"])


def exactly(values: dict[str, dict[str, np.ndarray]]) -> dict[str, dict[str, Bounded]]:
    """Figures without anything unfinished."""
    return {
        name: {kpi: Bounded(value, np.zeros(len(value))) for kpi, value in own.items()}
        for name, own in values.items()
    }


class TestTable:
    def test_has_a_row_for_each_alternative_and_kpi(self) -> None:
        assert list(table_of(VALUES).index) == [("one", "k"), ("one", "m"), ("two", "k"), ("two", "m")]

    def test_the_family_is_what_measures_aim_at_over_all_alternatives(self) -> None:
        """`two` is certain (p 0), and the three others have the p of A against B: ranks 2 to 4 of 4."""
        table = table_of(BOTH, dict.fromkeys(BOTH, ("k", "m")))
        assert table["p_holm"]["two", "k"] == 0
        for row in (("one", "k"), ("two", "m"), ("three", "k"), ("three", "m")):
            assert table["p_holm"][row] == pytest.approx(4 * paired(A, B).p)
        assert table["q"].isna().all() and table["aim"].all()

    def test_what_no_measure_aims_at_is_exploratory(self) -> None:
        """Of the four other tests one is certain, and three have the p of A against B: q = p x 4 / 4."""
        table = table_of(BOTH, {"three": ("k",)})
        assert table.index[table["aim"]].tolist() == [("three", "k")]
        assert table["p_holm"]["three", "k"] == pytest.approx(paired(A, B).p)
        assert table["q"]["three", "m"] == pytest.approx(paired(A, B).p)
        assert table["q"]["two", "k"] == 0
        assert table["p_holm"].notna().tolist() == table["aim"].tolist() == table["q"].isna().tolist()

    def test_what_a_measure_leaves_as_it_was_is_no_test_of_either_family(self) -> None:
        for aims in ({"one": ("k", "m")}, {"two": ("k",)}):
            table = table_of({name: VALUES[name] for name in ("baseline", "one")}, aims)
            corrected = table["p_holm"].fillna(table["q"])
            assert corrected["one", "k"] == pytest.approx(paired(A, B).p)
            assert corrected["one", "m"] == table["p"]["one", "m"] == 1.0
            assert table["verdict"]["one", "m"] == "equivalent"

    def test_what_matters_is_one_percent_of_the_baseline_or_what_the_scenario_says(self) -> None:
        assert table_of(VALUES)["matters"]["two", "k"] == pytest.approx(0.01 * A.mean())
        table = table_of(VALUES, k=4.0)
        assert table["matters"]["two", "k"] == 4.0 and table["verdict"]["two", "k"] == "equivalent"

    def test_says_how_many_replications_would_tell_where_it_is_undecided(self) -> None:
        """Differences 3, -3, 3, -3, 3, -2: mean 1/6, deviation 3.125. To find it in 4 of 5 studies takes
        ((1.96 + 0.842) x 3.125 x 6) squared, 2759, and two for t; half of what matters, 0.0575, takes more.
        """
        moved = A + np.array([3, -3, 3, -3, 3, -2])
        values = {"baseline": {"k": A, "m": A}, "one": {"k": moved, "m": B}}
        table = table_of(values, {"one": ("k",)})
        assert table["verdict"]["one", "k"] == "undecided"
        assert table["replications_needed"]["one", "k"] == pytest.approx(2761, abs=2)
        assert np.isnan(table["replications_needed"]["one", "m"])

    def test_the_relative_difference_is_of_the_baseline(self) -> None:
        table = table_of(VALUES)
        assert table["relative"]["two", "k"] == pytest.approx(3 / A.mean())

    def test_of_a_baseline_below_zero_more_is_still_more(self) -> None:
        """3 min more, as of vessels that come before their window."""
        early = {name: {key: own - 20 for key, own in each.items()} for name, each in VALUES.items()}
        table = table_of(early)
        assert table["difference"]["two", "k"] == pytest.approx(3)
        assert table["relative"]["two", "k"] == pytest.approx(3 / (20 - A.mean()))

    def test_a_baseline_of_zero_has_no_relative_difference(self) -> None:
        values = {"baseline": {"k": np.zeros(3)}, "one": {"k": np.array([1.0, 2.0, 3.0])}}
        table = comparison_table(exactly(values), {"k": kpi()}, "baseline")
        assert math.isnan(table["relative"][0])

    def test_the_family_error_of_a_study_is_at_most_five_percent(self) -> None:
        """Two alternatives that change nothing, two KPIs each, independent draws: at most one study in twenty
        finds a difference in any of them."""
        rng = np.random.default_rng(4)
        aims = dict.fromkeys(("one", "two"), ("k", "m"))
        wrong = 0
        for _ in range(200):
            values = {
                name: {kpi: rng.normal(10, 1, 8) for kpi in KPIS} for name in ("baseline", "one", "two")
            }
            wrong += table_of(values, aims, k=1e-9, m=1e-9)["verdict"].isin(["saves", "worse"]).any()
        assert wrong / 200 < 0.05 + 2.58 * (0.05 * 0.95 / 200) ** 0.5


class TestAims:
    def test_are_all_that_one_or_two_measures_aim_at(self) -> None:
        scenario = load("ocean_gate")
        assert primaries(scenario)["qr_gate_pass"] == (
            "gate_transaction_time", "gate_queue_time", "document_window_visits",
        )  # fmt: skip
        two = scenario.alternative("both", "crew_online_health_declaration", "cloud_document_flow")
        assert primaries(two)["both"] == ("vessel_clearance_time", "documentary_check_time", "window_trips")

    def test_of_many_measures_are_the_first_of_each_and_money(self) -> None:
        three = load("ocean_gate").alternative(
            "three", "smart_cloud_routing", "one_time_diversion", "qr_document_handover"
        )
        assert primaries(three)["three"] == (
            "exam_set_down_time", "company_cost", "import_set_down_time", "sheets", "paper_cost",
        )  # fmt: skip

    def test_of_a_what_if_stand_in_the_scenario(self) -> None:
        scenario = load("ocean_gate").alternative("lanes", "more_gate_lanes")
        assert primaries(scenario)["lanes"] == ("gate_queue_time", "truck_visit_time")

    def test_of_every_shipped_measure_are_one_to_four_kpis(self) -> None:
        library = load("ocean_gate").library
        for name, measure in library[MEASURE].items():
            assert 1 <= len(measure.aims_at) <= 4, name
            assert set(measure.aims_at) <= set(library[KPI]), name

    def test_are_written_down_in_the_rules(self) -> None:
        """A later change of an aim is an entry of the changelog, so it must not pass unseen."""
        rules = (Path(portsim.__file__).parents[1] / "docs" / "method.md").read_text()
        for name, measure in load("ocean_gate").library[MEASURE].items():
            assert f"| `{name}` | {', '.join(f'`{kpi}`' for kpi in measure.aims_at)} |" in rules

    def test_of_a_measure_are_names(self) -> None:
        class Wrong(Measure):
            title: ClassVar[str] = "Wrong"
            aims_at = "gate_queue_time"  # type: ignore[assignment,misc]

        with pytest.raises(
            TypeError, match=r"aims_at: got 'gate_queue_time', allowed names of KPIs: \(\"gate"
        ):
            portsim.measure("wrong")(Wrong)


def test_a_scenario_is_told_in_one_line_in_a_notebook() -> None:
    scenario = load("ocean_gate")  # the baseline is none of them
    assert repr(scenario) == "<Scenario ocean_gate: 11 alternatives>"
    assert repr(scenario.only("qr_gate_pass")) == "<Scenario ocean_gate: 1 alternative>"


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


class TestBounds:
    """What is unfinished makes figures bounds; a difference is one only if it cannot turn."""

    @pytest.mark.parametrize(
        ("more_before", "more_after", "word"),
        [
            (0.0, 0.0, "saves"),
            (0.0, 4.0, "saves"),  # from 20 to 15 or 19
            (0.0, 6.0, "undecided"),  # or to 21
            (6.0, 0.0, "saves"),  # from 26 to 15 is a saving all the more
        ],
    )
    def test_a_saving_that_the_unfinished_may_undo_is_none(
        self, more_before: float, more_after: float, word: str
    ) -> None:
        ends = {"baseline": (20.0, more_before), "one": (15.0, more_after)}
        values = {
            name: {"k": Bounded(np.full(5, value), np.full(5, more), 0.02 * bool(more))}
            for name, (value, more) in ends.items()
        }
        row = comparison_table(values, {"k": kpi()}, "baseline").iloc[0]
        assert row["verdict"] == word and row["difference"] == -5
        assert row["low"] == pytest.approx(-5 - more_before) and row["high"] == pytest.approx(-5 + more_after)
        assert row["baseline_is"] == ("at least" if more_before else "exact")
        assert row["value_is"] == ("at least" if more_after else "exact")
        assert row["unfinished"] == (0.02 if more_before or more_after else 0)

    @pytest.mark.parametrize(
        ("better", "after", "word"),
        [("less", 15.0, "overloaded"), ("less", 20.0, "overloaded"), ("less", 25.0, "worse"),
         ("more", 25.0, "overloaded"), ("more", 15.0, "worse"), ("neither", 25.0, "overloaded")],
    )  # fmt: skip
    @pytest.mark.parametrize("grows", ["one", "baseline"])
    def test_where_a_queue_grows_nothing_is_saved(
        self, better: Better, after: float, word: str, grows: str
    ) -> None:
        values = exactly({"baseline": {"k": np.full(5, 20.0)}, "one": {"k": np.full(5, after)}})
        table = comparison_table(values, {"k": kpi(better)}, "baseline", overloaded={grows})
        assert table.iloc[0]["verdict"] == word
