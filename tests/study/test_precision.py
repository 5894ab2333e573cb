"""What intervals rest on: effective observations, skewness, pooled quantiles, the days that would do."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny import EVIDENCE, TINY

import portsim
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import Kpi
from portsim.kpis.pooled import POINTS, points_of, pooled_quantiles, thinned
from portsim.study.precision import Precision, days_needed, precision, sentences
from portsim.study.seen import Seen, of_samples, sectioned

NAN = float("nan")


def kpi(statistic: str = "mean", within: float = 0.0, scale: float = 1.0) -> Kpi:
    return Kpi("k", "A time", "min", "less", Busy(("gate",)), statistic, scale, within)


def pooled_quantile(runs: list[Seen], share: float) -> float:
    (found,) = pooled_quantiles([each.points for each in runs], [each.n for each in runs], (share,))
    return float(found)


class TestKept:
    def test_moments_by_hand(self) -> None:
        """0, 0, 3: mean 1; squares 1, 1, 4; cubes -1, -1, 8; hours are 60 of the quantity's minutes."""
        kept = of_samples(kpi(), np.array([0.0, 0.0, 3.0]))
        assert (kept.n, kept.mean, kept.variance, kept.third) == (3, 1.0, 2.0, 2.0)
        assert len(kept.points) == 0
        scaled = of_samples(kpi(scale=2.0), np.array([0.0, 0.0, 3.0]))
        assert (scaled.mean, scaled.variance, scaled.third) == (2.0, 8.0, 16.0)

    def test_a_share_is_kept_as_zeros_and_ones(self) -> None:
        """Three of four are within 5: variance 3/16; cubes (3 (1/4)^3 - (3/4)^3) / 4 = -24/256."""
        kept = of_samples(kpi("share_within", 5.0), np.array([1.0, 2.0, 5.0, 9.0]))
        assert (kept.mean, kept.variance, kept.third) == pytest.approx((0.75, 3 / 16, -24 / 256))

    def test_few_samples_are_kept_as_they_are(self) -> None:
        assert thinned(np.array([3.0, 1.0, 2.0])).tolist() == [1.0, 2.0, 3.0]

    def test_many_samples_are_thinned_to_quantiles(self) -> None:
        points = thinned(np.random.default_rng(1).permutation(100_001) / 1000)
        assert len(points) == POINTS
        assert points[[0, -1]] == pytest.approx([100 * 0.5 / POINTS, 100 * (1 - 0.5 / POINTS)])

    def test_points_lie_where_numpy_interpolates_them(self) -> None:
        ordered = np.sort(np.random.default_rng(2).lognormal(size=5_003))
        places = (np.arange(100) + 0.5) / 100 * 5_002
        assert np.array_equal(points_of(ordered, 100), np.interp(places, np.arange(5_003), ordered))


class TestPooled:
    def test_is_the_quantile_of_all_samples_together(self) -> None:
        """1 to 5 and 6 to 11 together: the 90 % quantile (type 7) lies at 0.9 x 10 = 9 steps above 1."""
        runs = [of_samples(kpi("p90"), np.arange(a, b, dtype=float)) for a, b in ((1, 6), (6, 12))]
        assert pooled_quantile(runs, 0.9) == pytest.approx(10.0)

    def test_of_thinned_samples_counts_a_run_by_its_shipments(self) -> None:
        """90,000 evenly over 0 to 1 and 10,000 over 2 to 3: the 95 % quantile halves the second."""
        runs = [
            of_samples(kpi("p95"), np.linspace(0, 1, 90_000)),
            of_samples(kpi("p95"), np.linspace(2, 3, 10_000)),
        ]
        assert pooled_quantile(runs, 0.95) == pytest.approx(2.5, abs=1e-3)

    def test_of_nothing_is_nothing(self) -> None:
        assert math.isnan(pooled_quantile([], 0.9))

    def test_figures_have_the_pooled_mean_and_the_spread_of_their_own(self) -> None:
        """Medians 2 and 20 of (1, 2, 3) and (10, 20, 30, 40, ...): all seven together have the median 20."""
        one, two = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0, 40.0])
        kept = [{"k": of_samples(kpi("median"), each)} for each in (one, two)]
        own = {"k": np.array([2.0, 25.0])}
        found = sectioned(own, kept, {"k": kpi("median")})["k"]
        assert found.mean() == 10.0 and np.diff(found)[0] == 23.0

    def test_copies_of_one_trace_stay_as_they_are(self) -> None:
        kept = [{"k": of_samples(kpi("p90"), np.array([1.0, 2.0, 3.0]))}] * 2
        own = {"k": np.array([2.8, 2.8])}
        assert sectioned(own, kept, {"k": kpi("p90")})["k"].tolist() == [2.8, 2.8]

    def test_other_figures_stay_as_they_are(self) -> None:
        own = {"k": np.array([2.0, 25.0])}
        assert sectioned(own, [{}, {}], {"k": kpi()}) == own

    def test_a_replication_without_samples_has_no_figure(self) -> None:
        kept = [{"k": of_samples(kpi("median"), np.array([1.0, 2.0, 3.0]))}, {}]
        found = sectioned({"k": np.array([2.0, NAN])}, kept, {"k": kpi("median")})["k"]
        assert found[0] == 2.0 and math.isnan(found[1])

    def test_a_quantile_of_few_is_biased_in_each_replication_and_not_when_pooled(self) -> None:
        """Exponential times, four in each of 2000 replications: the 90 % quantile is ln 10."""
        rng = np.random.default_rng(3)
        runs = rng.exponential(1, (2000, 4))
        kept = [{"k": of_samples(kpi("p90"), each)} for each in runs]
        own = np.quantile(runs, 0.9, axis=1)
        found = sectioned({"k": own}, kept, {"k": kpi("p90")})["k"]
        assert own.mean() < 0.85 * math.log(10)
        assert found.mean() == pytest.approx(math.log(10), rel=0.04)


class TestEffective:
    def test_independent_samples_are_worth_as_many(self) -> None:
        rng = np.random.default_rng(4)
        runs = rng.normal(10, 2, (400, 50))
        found = precision(kpi(), runs.mean(axis=1), [of_samples(kpi(), each) for each in runs])
        assert found.samples == 20_000
        assert 17_000 < found.effective <= 20_000
        assert found.needed < 1

    def test_those_of_a_maximum_are_counted_and_are_never_enough(self) -> None:
        runs = np.random.default_rng(4).normal(10, 2, (8, 50))
        found = precision(kpi("max"), runs.max(axis=1), [of_samples(kpi("max"), each) for each in runs])
        assert found.samples == 400
        assert math.isnan(found.effective) and math.isnan(found.needed)

    def test_samples_that_are_all_alike_in_a_run_are_worth_one(self) -> None:
        """Each run has 50 times one draw: 400 effective observations of 20,000."""
        rng = np.random.default_rng(5)
        runs = np.repeat(rng.normal(10, 2, (400, 1)), 50, axis=1)
        found = precision(kpi(), runs.mean(axis=1), [of_samples(kpi(), each) for each in runs])
        assert found.effective == pytest.approx(400, rel=0.01)

    def test_autocorrelated_samples_by_the_formula(self) -> None:
        """Autoregressive noise with coefficient 0.8: n (1 - 0.8) / (1 + 0.8) = n / 9 in long runs."""
        rng = np.random.default_rng(6)
        noise = rng.normal(0, 1, (300, 3000))
        runs = np.empty_like(noise)
        runs[:, 0] = noise[:, 0] / 0.6  # its stationary deviation
        for at in range(1, 3000):
            runs[:, at] = 0.8 * runs[:, at - 1] + noise[:, at]
        found = precision(kpi(), runs.mean(axis=1), [of_samples(kpi(), each) for each in runs])
        assert found.effective == pytest.approx(300 * 3000 / 9, rel=0.25)

    def test_the_need_is_fifty_times_the_squared_skewness(self) -> None:
        """Exponential times have a skewness of 2: 200; of a 90 % quantile (0.8 / 0.3) squared: 355.6."""
        rng = np.random.default_rng(7)
        runs = rng.exponential(1, (200, 500))
        means = precision(kpi(), runs.mean(axis=1), [of_samples(kpi(), each) for each in runs])
        assert means.needed == pytest.approx(200, rel=0.06)
        p90 = kpi("p90")
        found = precision(p90, np.quantile(runs, 0.9, axis=1), [of_samples(p90, each) for each in runs])
        assert found.needed == pytest.approx(355.56, rel=1e-3)
        assert 80_000 < found.effective <= 100_000

    def test_what_has_one_figure_in_a_run_has_its_skewness_alone(self) -> None:
        """1, 2, 6: mean 3, third moment 6, variance 14/3, corrected by sqrt(6): 1.458."""
        values = np.array([1.0, 2.0, 6.0])
        found = precision(kpi(), values, [of_samples(kpi(), np.array([each])) for each in values])
        assert math.isnan(found.effective) and math.isnan(found.needed)
        assert found.skewness == pytest.approx(1.4579, abs=1e-3)


class TestDays:
    def test_grow_with_what_is_missing(self) -> None:
        """A quarter of what is needed in 7 days: 28 days."""
        assert days_needed(Precision(1000, 50.0, 200.0, 0.1), np.arange(9.0), 7, 1) == 28
        assert math.isnan(days_needed(Precision(1000, 200.0, 200.0, 0.1), np.arange(9.0), 7, 1))

    def test_skewed_replications_need_more_days(self) -> None:
        """15 replications of 0 and one of 1: a skewness of 4, 11 x 16 / 16 = 11 times the days."""
        values = np.array([0.0] * 15 + [1.0])
        found = precision(kpi(), values, [of_samples(kpi(), np.array([each])) for each in values])
        assert found.skewness == pytest.approx(4.0)
        assert days_needed(found, values, 2, 100) == 22

    def test_few_replications_are_not_tested_for_skewness(self) -> None:
        values = np.array([0.0] * 6 + [1.0])
        found = precision(kpi(), values, [of_samples(kpi(), np.array([each])) for each in values])
        assert math.isnan(days_needed(found, values, 2, 1))


class TestSentences:
    ROW = ("lanes", "queue_time", 412, 21.0, 63.0, 0.5, 5, 15.0)
    COLUMNS = ("alternative", "kpi", "samples", "effective", "needed", "skewness", "days", "days_needed")

    def table(self, *rows: tuple[object, ...]) -> pd.DataFrame:
        return pd.DataFrame(rows, columns=list(self.COLUMNS))

    def test_name_the_kpi_the_figure_and_the_days(self) -> None:
        assert sentences(self.table(self.ROW)) == [
            "warning: the 95 % CI of queue_time (lanes) covers less than it says: 412 observations are worth "
            "21 independent ones, about 63 are needed; about 15 days would do instead of 5"
        ]
        (line,) = sentences(self.table(("lanes", "busy", 8, NAN, NAN, 3.2, 5, 30.0)))
        assert "the skewness of its replications is 3.2; about 30 days would do instead of 5" in line

    def test_are_one_for_each_kpi_and_eight_in_all(self) -> None:
        rows = [("lanes", f"k{n}", *self.ROW[2:]) for n in range(10)] + [("other", "k0", *self.ROW[2:])]
        lines = sentences(self.table(*rows))
        assert len(lines) == 9 and lines[-1] == "and 2 more KPIs, in precision.csv"

    def test_are_none_where_the_days_are_enough(self) -> None:
        assert sentences(self.table()) == []


def test_a_study_of_a_day_says_that_it_is_too_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a load of 0.9 a day of a gate is a handful of busy periods."""
    monkeypatch.chdir(tmp_path)
    Path("evidence.yaml").write_text(EVIDENCE)
    gate = TINY.replace("more_lanes: {set", "more_lanes: {aims_at: [gate_queue_time], set")
    for old, new in (
        ("[0, 0, 0, 0, 0, 0, 1,", "[1, 1, 1, 1, 1, 1, 1,"),
        ("1, 0, 0], source", "1, 1, 1], source"),
        ("cranes: {value: 1", "cranes: {value: 2"),
        ("desks: {value: 1", "desks: {value: 3"),
        ("value: 100 per day", "value: 1090 per day"),
    ):
        assert gate.count(old) == 1
        gate = gate.replace(old, new)
    Path("busy.yaml").write_text(gate)
    busy = portsim.compare(portsim.load("busy.yaml"), replications=6, workers=1)
    row = busy.precision.set_index(["alternative", "kpi"]).loc[("baseline", "gate_queue_time")]
    assert row["effective"] < row["needed"] < row["samples"] and row["days_needed"] > 1
    assert busy.too_short.index.equals(pd.RangeIndex(len(busy.too_short)))
    short = set(zip(busy.too_short["alternative"], busy.too_short["kpi"], strict=True))
    assert ("baseline", "gate_queue_time") in short
    assert ("baseline", "exam_lead_time") not in short  # nothing was measured
    (said,) = [line for line in sentences(busy.too_short) if " gate_queue_time (" in line]
    assert "days would do instead of 1" in said
