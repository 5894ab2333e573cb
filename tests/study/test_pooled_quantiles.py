"""Quantiles are those of all replications together in every table: claims, comparison, stages, spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from tiny import EVIDENCE, TINY

from portsim.claims.claim import FigureName, Reading
from portsim.claims.figures import FIGURES
from portsim.claims.finding import Finding, Quantile, mean_figure, pooled
from portsim.claims.origin import origin
from portsim.kpis.pooled import POINTS
from portsim.kpis.stages import Stage
from portsim.scenario.load import load
from portsim.study.audit_table import interval_of
from portsim.study.question import StudyResult
from portsim.study.spread import QUANTILES, Spread
from portsim.study.study import compare
from portsim.study.until_precise.watched import Looking, watched
from portsim.study.until_precise.within import Within

NAN = float("nan")
ONE, TWO = (1.0, 2.0, 3.0), (10.0, 20.0, 30.0, 40.0)  # medians 2 and 25; of all seven together 10
KEPT = ("comparison", "audit", "stages", "spread")
READINGS = """\
source: a paper on gates
claims:
  S1:
    statement: The gate takes 3 min
    reported_in: a paper
    readings:
      - {name: before, primary: true, kpi: truck_turn_time_p90, alternative: qr, figure: baseline,
         reported: 3, unit: min, sense: about}
      - {name: after, kpi: truck_turn_time_p90, alternative: qr, figure: value, reported: 3, unit: min,
         sense: about}
      - {name: saved, kpi: truck_turn_time_p90, alternative: qr, figure: saved, reported: 3, unit: min,
         sense: about}
      - {name: share, kpi: truck_turn_time_p90, alternative: qr, figure: saved_share, reported: 0.5,
         unit: share, sense: about}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    """Three days with a dozen trucks each."""
    folder = tmp_path_factory.mktemp("pooled")
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "claims.yaml").write_text(READINGS)
    text = TINY.replace("100 per day", "12 per day").replace("  lanes: [more_lanes]\n", "")
    (folder / "tiny.yaml").write_text(text.replace("name: tiny\n", "name: tiny\nclaims: claims.yaml\n"))
    scenario = load(str(folder / "tiny.yaml"))
    return compare(scenario, replications=3, workers=1, tables=KEPT)


def test_a_claim_says_what_the_comparison_says_of_the_same_kpi(study: StudyResult) -> None:
    compared = study.comparison.set_index("kpi").loc["truck_turn_time_p90"]
    claims = study.table("audit").set_index("reading")
    simulated = claims["simulated"]
    assert simulated["before"] == pytest.approx(compared["baseline"], rel=1e-12)
    assert simulated["after"] == pytest.approx(compared["value"], rel=1e-12)
    assert simulated["saved"] == pytest.approx(-compared["difference"], rel=1e-9)
    assert simulated["share"] == pytest.approx(1 - compared["value"] / compared["baseline"], rel=1e-9)
    ends = [-claims.loc["saved", end] for end in ("high", "low")]
    assert ends == pytest.approx([compared["low"], compared["high"]], rel=1e-9)


def test_stages_and_the_spread_over_shipments_say_it_too(study: StudyResult) -> None:
    baseline = study.comparison.set_index("kpi")["baseline"]
    stages = study.stages.query("alternative == 'baseline' and stream == 'domestic' and kind == 'whole'")
    assert stages["p90"].tolist() == pytest.approx([baseline["truck_visit_time_p90"]], rel=1e-6)
    spread = study.spread.query("alternative == 'baseline' and quantile == 0.9").set_index("kpi")["value"]
    assert spread["truck_turn_time"] == pytest.approx(baseline["truck_turn_time_p90"], rel=1e-12)
    own = [each["comparison"]["baseline"]["truck_turn_time_p90"].value for each in study.replications]
    assert abs(np.mean(own) - baseline["truck_turn_time_p90"]) > 1  # min


def test_precision_asks_for_the_replications_of_the_same_interval(study: StudyResult) -> None:
    watches = watched(study.scenario, study.claims, ("truck_turn_time_p90",), "value")
    found = Looking(study.scenario, watches, Within(), study.replications).after(3)
    (primary,) = (each for watch, each in zip(watches, found, strict=True) if watch.claim)
    claim = study.table("audit").set_index("reading").loc["before"]
    assert (primary.estimate, primary.low, primary.high) == (claim["simulated"], claim["low"], claim["high"])


def reading(figure: FigureName) -> Reading:
    return Reading(
        name="r",
        kpi="truck_turn_time",
        alternative="qr",
        figure=figure,
        reported=1,
        unit="min",
        sense="about",
    )


def found(figure: FigureName, **samples: Sequence[float]) -> Finding:
    """A finding about medians of these samples, of the side or the sides that it depends on."""
    sides = {
        side: Quantile(0.5, float(np.median(own)), len(own), np.sort(own))
        for side in FIGURES[figure].sides
        for own in (samples[side],)
    }
    before, after = (sides[side].value if side in sides else NAN for side in ("baseline", "measure"))
    return Finding(FIGURES[figure].of(before, after), {}, {}, sides=sides)


def taken_in(*samples: Sequence[float]) -> list[Finding]:
    """Findings about the median with the measure."""
    return [found("value", measure=each) for each in samples]


class TestReading:
    @pytest.mark.parametrize(
        ("figure", "is_"),
        [("value", 5.0), ("baseline", 10.0), ("saved", 5.0), ("saved_share", 0.5), ("ratio", 0.5)],
    )
    def test_each_side_is_pooled_before_the_figure_is_made(self, figure: FigureName, is_: float) -> None:
        """Medians of all together: 10 before; of 1, 1, 1 and 5, 6, 7, 8 it is 5 after."""
        both = [
            found(figure, baseline=ONE, measure=(1.0, 1.0, 1.0)),
            found(figure, baseline=TWO, measure=(5.0, 6.0, 7.0, 8.0)),
        ]
        assert mean_figure(reading(figure), both) == is_
        moved = [each.figure for each in pooled(reading(figure), both)]
        assert np.mean(moved) == pytest.approx(is_)
        assert np.diff(moved) == pytest.approx([both[1].figure - both[0].figure])

    def test_ends_of_unfinished_shipments_move_by_as_much(self) -> None:
        first, second = taken_in(ONE, TWO)
        moved = pooled(reading("value"), [replace(first, ends=(2.0, 5.0)), second])
        assert [each.figure for each in moved] == [-1.5, 21.5] and moved[0].ends == (-1.5, 1.5)
        assert interval_of(moved)[0] == 10.0

    def test_copies_of_one_trace_and_a_single_run_stay_as_they_are(self) -> None:
        """Two copies of 1, 4, 4, 4 together have the P30 4, a single one 3.7."""
        one = Finding(3.7, {}, {}, sides={"measure": Quantile(0.3, 3.7, 4, np.array([1.0, 4.0, 4.0, 4.0]))})
        for runs in ([one], [one, one]):
            assert {each.figure for each in pooled(reading("value"), runs)} == {3.7}

    def test_a_replication_without_a_figure_takes_no_part(self) -> None:
        nobody = Finding(NAN, {}, {}, sides={"measure": Quantile(0.5, NAN, 0, np.empty(0))})
        first, second = taken_in(ONE, TWO)
        moved = pooled(reading("value"), [first, nobody, second])
        assert [each.figure for each in moved if not math.isnan(each.figure)] == [-1.5, 21.5]
        assert math.isnan(mean_figure(reading("value"), [nobody]))

    def test_other_statistics_stay_as_they_are(self) -> None:
        findings = [Finding(2.0, {}, {}), Finding(25.0, {}, {})]
        assert pooled(reading("value"), findings) is findings
        assert mean_figure(reading("value"), findings) == 13.5

    def test_both_figures_behind_the_label_are_pooled(self, study: StudyResult) -> None:
        """With and without limits on servers the same samples, of which the mean of the medians is 13.5."""
        twice = [replace(each, unlimited=each) for each in taken_in(ONE, TWO)]
        label = origin(reading("value"), ("tasks.paper_check",), twice, study.scenario)
        assert (label.label, label.unlimited, label.n) == ("product of inputs", 10.0, 2)


def test_a_reading_keeps_so_many_points_of_the_sides_that_it_depends_on(study: StudyResult) -> None:
    kept = study.replications[0]["audit"]["qr"]
    assert {name: tuple(kept["S1", name].sides) for name in ("before", "after", "saved")} == {
        "before": ("baseline",), "after": ("measure",), "saved": ("measure", "baseline"),
    }  # fmt: skip
    before, saved = kept["S1", "before"].sides["baseline"], kept["S1", "saved"].sides["baseline"]
    assert before.points is saved.points and len(before.points) == before.n <= POINTS


def test_median_and_p90_of_a_stage_are_those_of_all_that_took_it(study: StudyResult) -> None:
    """Of 1, 2, 3 and 10, 20, 30, 40 together the median is 10, the 90 % quantile 34."""

    def stage(minutes: Sequence[float]) -> Stage:
        median, p90 = np.quantile(minutes, (0.5, 0.9)) if minutes else (NAN, NAN)
        n, ends = len(minutes), (min(minutes, default=NAN), max(minutes, default=NAN))
        points = np.array(minutes, dtype=np.float32)
        return Stage("truck", "all", "all", "to gate", 1, "stage", 7, n, 9.0, 9.0, median, p90, *ends, 0.0,
                     points=points)  # fmt: skip

    kept = tuple({"stages": {"baseline": [stage(each)]}} for each in (ONE, TWO, ()))
    (row,) = StudyResult(study.scenario, {}, kept).stages.to_dict("records")
    assert (row["median"], row["p90"], row["shortest"], row["longest"]) == (10.0, 34.0, 1.0, 40.0)


def test_the_spread_over_shipments_is_that_of_all_together(study: StudyResult) -> None:
    runs = [Spread(np.quantile(each, QUANTILES), len(each), np.array(each)) for each in (ONE, TWO)]
    kept = tuple(
        {"spread": {name: {"truck_turn_time": each} for name in ("baseline", "qr")}} for each in runs
    )
    rows = StudyResult(study.scenario, {}, kept).spread.query("alternative == 'qr'")
    assert rows["value"].tolist() == pytest.approx(np.quantile([*ONE, *TWO], QUANTILES).tolist())
