"""Calibration against measured logs: what is matched and with which error, and what is held out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from gates import GATE
from scipy import stats

import portsim
from portsim.base.errors import ConfigError
from portsim.report.logs.export import export
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.calibration.observed import Observed, observed_of
from portsim.study.checks import check_study
from portsim.study.held.days import errors
from portsim.study.study import compare

pytest.importorskip("sklearn")
WAY = "tasks.gate_to_yard"
CHANGES = (
    (
        "gate_to_yard: {shape: constant, mean: 4 min, source: user}",
        "gate_to_yard: {shape: erlang, mean: 4 min, k: 4, source: assumption, range: [2 min, 10 min], "
        "distribution: uniform}",
    ),
    ("1200 per day", "300 per day"),
    ("lanes: {value: 4", "lanes: {value: 2"),
    ("study: {days: 1, warm_up_days: 0, run_out: 1 day, replications: 6, seed: 1}",
     "study: {days: 2, warm_up_days: 0, run_out: 1 day, replications: 4, seed: 1}"),
)  # fmt: skip
TRUE, MONDAY, LAST = 6.5, "2026-03-02", "2026-W11"  # min; two weeks, the second of which is held out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("logs")
    text = GATE
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    (made / "port.yaml").write_text(text)
    real = load(str(made / "port.yaml")).set(f"{WAY}.mean", f"{TRUE} min").with_study(days=14, seed=77)
    export(real, made / "log.csv", "csv", start=MONDAY, zone="+08:00", counted=True)
    lines = (made / "log.csv").read_text().splitlines(keepends=True)
    (made / "turns.csv").write_text("".join(line for line in lines if ",gate_arrival," not in line))
    return made


@pytest.fixture(scope="module")
def found(folder: Path) -> Observed:
    """What is asked of the port by the log whose last week is held out."""
    return observed_of(folder / "log.csv", port(folder), [LAST])


def port(folder: Path) -> Scenario:
    return check_study(load(str(folder / "port.yaml")))


def turns(folder: Path) -> pd.DataFrame:
    """The truck turn times of the log, by its own dates [min], with the day at which each begins."""
    log = pd.read_csv(folder / "log.csv", usecols=["case", "milestone", "timestamp"]).dropna()
    log["timestamp"] = pd.to_datetime(log["timestamp"])
    wide = log.pivot(index="case", columns="milestone", values="timestamp")
    minutes = (wide["gate_out"] - wide["gate_in"]).dt.total_seconds() / 60
    return pd.DataFrame({"minutes": minutes, "day": (wide["gate_in"] - pd.Timestamp(f"{MONDAY}T00:00+08:00")).dt.days}).sort_values("day")  # noqa: E501  # fmt: skip


@pytest.fixture(scope="module")
def analysis(folder: Path) -> Analysis:
    return portsim.calibrate(
        port(folder),
        folder / "turns.csv",
        inputs=[WAY],
        hold_out=[LAST],
        samples=8,
        waves=1,
        keep=50,
        workers=1,
    )


def test_quantiles_of_the_weeks_that_are_matched_are_the_targets(folder: Path, found: Observed) -> None:
    own = turns(folder)
    for held_out, more, rows in ((False, "", own["day"] < 7), (True, " held out", own["day"] >= 7)):
        for name, share in (("P50", 0.5), ("P90", 0.9)):
            figure = found.figures[f"truck: truck_turn_time {name}{more}"]
            assert figure.observed == pytest.approx(own["minutes"][rows].quantile(share), abs=1e-3)
            assert figure.hold_out is held_out and figure.unit == "min" and figure.statistic == name.lower()
            assert figure.source == ("user",)


def test_errors_are_those_of_days_as_wide_as_student_asks(folder: Path, found: Observed) -> None:
    own = turns(folder)
    first = own[own["day"] < 7]
    by_days = errors(first["minutes"].to_numpy(), first["day"].to_numpy(), (0.5, 0.9), np.nan, 1).error[:2]
    said = [found.figures[f"truck: truck_turn_time {name}"].standard_error for name in ("P50", "P90")]
    assert said == pytest.approx(by_days * stats.t.ppf(0.975, 6) / stats.norm.ppf(0.975), rel=0.02)


def test_the_week_held_out_moves_no_target(folder: Path, found: Observed) -> None:
    lines = (folder / "log.csv").read_text().splitlines(keepends=True)
    late = [
        line.replace(",gate_out,,", ",,,") if "T2" in line and "2026-03-1" in line else line for line in lines
    ]
    (folder / "other.csv").write_text("".join(late))

    def matched(found: Observed) -> dict[str, tuple[float, float]]:
        return {n: (f.observed, f.standard_error) for n, f in found.figures.items() if not f.hold_out}

    other = observed_of(folder / "other.csv", port(folder), [LAST])
    assert matched(found) == matched(other)
    held = "truck: truck_turn_time P90 held out"
    assert found.figures[held].observed != other.figures[held].observed


def test_luck_is_shared_by_figures_of_the_same_weeks_alone(found: Observed) -> None:
    by_name = dict(zip(found.figures, found.luck, strict=True))
    one = by_name["truck: truck_turn_time P50"]
    assert one == by_name["truck: truck_visit_time P90"]
    assert one != by_name["truck: truck_turn_time P50 held out"]


def test_times_in_whole_minutes_cannot_be_surer_than_the_clock(folder: Path) -> None:
    own = turns(folder)
    table = pd.DataFrame({"gate_in": own["day"] * 1440 + 600.0})
    table["gate_out"] = table["gate_in"] + own["minutes"].round()
    table.to_csv(folder / "minutes.csv", index=False)
    with pytest.warns(UserWarning, match="taken for shipments of truck"):
        found = observed_of(folder / "minutes.csv", port(folder))
    assert min(each.standard_error for each in found.figures.values()) >= 12**-0.5


def test_the_way_that_no_column_shows_is_found(analysis: Analysis) -> None:
    row = analysis.inputs.set_index("input").loc[WAY]
    assert row["at_5"] <= TRUE <= row["at_95"] and row["left"] < 0.5
    assert set(analysis.figures["sample"]) == {"matched", "held out"}
    assert (analysis.figures["verdict"] == "met").all()


def test_logs_are_judged_in_and_out_of_sample_as_a_study_judges_them(
    analysis: Analysis, folder: Path
) -> None:
    whole = analysis.observed.set_index(["kpi", "weeks"])["verdict"]
    assert set(whole.index.get_level_values("weeks")) == {"all", "not held out", "held out"}
    for words in ("in the weeks that were matched", "in the weeks held out"):
        assert f"The calibrated port meets 1 of 1 measured times {words}." in analysis.sentences
    (folder / "calibrated.yaml").write_text(str(analysis.facts["overlay"]))
    study = compare(
        load(str(folder / "calibrated.yaml")), workers=1, claims=False, against=folder / "turns.csv"
    )
    own = study.table("observed_quantiles").set_index(["kpi", "weeks", "figure"])["simulated"]
    mine = analysis.observed_quantiles.set_index(["kpi", "weeks", "figure"])["simulated"]
    assert mine[own.index].to_numpy() == pytest.approx(own.to_numpy(), rel=1e-4)


def test_a_figure_of_a_log_is_one_number_wherever_it_is_said(analysis: Analysis) -> None:
    """All replications together have other quantiles than the mean of each one's own."""
    figures = analysis.figures.set_index("figure")
    held = analysis.observed_quantiles
    held = held[held["terminal"] == "all"].set_index(["weeks", "figure"])
    for weeks, more in (("not held out", ""), ("held out", " held out")):
        for name in ("P50", "P90"):
            own, its = figures.loc[f"truck: truck_turn_time {name}{more}"], held.loc[(weeks, name)]
            assert (own["calibrated"], own["low"], own["high"]) == (its["simulated"], its["low"], its["high"])


def test_one_day_gives_no_error_and_is_refused(folder: Path) -> None:
    (folder / "day.csv").write_text("gate_in,gate_out\n60,80\n70,95\n")
    (folder / "day.yaml").write_text("observed:\n  yard: {stream: truck, log: day.csv}\n")
    with pytest.raises(ConfigError) as caught:
        observed_of(folder / "day.yaml", port(folder))
    assert "day.yaml:2:" in str(caught.value)
    assert (
        "yard: truck_turn_time: its weeks that are matched have 1 day with samples, allowed 2 or more, as an "
        "error is found from how days differ" in str(caught.value)
    )
