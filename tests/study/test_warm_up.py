"""The warm-up that a study needs: ports that fill over known days, and a week that is no transient."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from html_read import page_in
from logged import evenly, logged
from worlds import Given, flow, lasting, play, port, stream_of, workload

import portsim
from portsim.base.notes import Note
from portsim.model.steps import travel, visit
from portsim.model.world import World
from portsim.study.question import StudyResult
from portsim.study.warm_up import WARM_UP, in_system, together

PLUGIN = """
from portsim import Kpi, flow, kpi, measure, travel, visit, Measure, Between
from typing import ClassVar
flow("truck", (visit("gate", "work", at_end="through"), travel("rest", at_end="rested")))
kpi("rest", "Rest", "min", "less", Between("through", "rested"))
"""
SCENARIO = """
name: filling
title: Trucks pass a gate and rest
plugins: [filling.py]
study: {{days: {days}, warm_up_days: {warm_up}, run_out: 8 day, replications: 4, seed: 3}}
terminals: {{t: {{title: T, share: {{value: 1, source: user}}}}}}
places: {{gate: {{lanes: {{value: 2, source: user}}}}}}
tasks:
  work: {{shape: constant, mean: 10 min, source: user}}
  rest: {{shape: constant, mean: {rest}, source: user}}
profiles: {{week: {{hours: [{hours}], days: {week}, source: user}}}}
demand: {{truck: {{flows: [truck], per_day: {{value: 200 per day, source: user}}, profile: week}}}}
what_ifs: {{more: {{set: {{places.gate.lanes: 3}}}}}}
compare: {{more: [more]}}
"""
TIMED = "paper_check: {shape: constant, mean: 3 min"
EVEN, WEEK = "[1, 1, 1, 1, 1, 1, 1]", "[6, 6, 6, 6, 6, 1, 1]"


def study(folder: Path, rest: str, week: str, days: int, warm_up: int) -> StudyResult:
    (folder / "filling.py").write_text(PLUGIN)
    hours = ", ".join(["1"] * 8 + ["2"] * 8 + ["1"] * 8)
    text = SCENARIO.format(rest=rest, week=week, days=days, warm_up=warm_up, hours=hours)
    (folder / "filling.yaml").write_text(textwrap.dedent(text))
    return portsim.compare(portsim.load(str(folder / "filling.yaml")), workers=1)


def first(of: StudyResult) -> pd.Series:  # type: ignore[type-arg]
    return of.warm_up.iloc[0]


def test_a_port_that_fills_over_four_days_needs_four_days(tmp_path: Path) -> None:
    """From minute 0 trucks come that stay four days; from then on as many leave as come."""
    found = study(tmp_path, "4 day", EVEN, days=19, warm_up=1)
    row = first(found)
    assert (row["alternative"], row["cycle_days"], row["days"], row["n"]) == ("baseline", 1, 20, 4)
    assert (row["decided_by"], row["name"]) == ("stream", "truck")
    assert (row["recommended_days"], row["verdict"]) == (4, "too short")
    assert row["later"] == pytest.approx(800, rel=0.05)  # 200 a day for four days
    assert row["early"] == pytest.approx(400, rel=0.05)  # on the way from 0 to 800
    assert WARM_UP.sentences is not None
    (sentence,) = WARM_UP.sentences(found)
    assert sentence.startswith("Warning: warm-up of 1 day is too short: stream truck holds ")
    assert sentence.endswith("; set warm_up_days: 4 (--warm-up-days 4).")


def test_a_longer_warm_up_is_enough(tmp_path: Path) -> None:
    found = study(tmp_path, "4 day", EVEN, days=16, warm_up=4)
    assert first(found)["verdict"] == "enough"
    assert WARM_UP.sentences is not None
    assert WARM_UP.sentences(found) == [
        "Warm-up of 4 days is enough: stream truck takes 4 days at most to fill."
    ]


def test_a_weekly_cycle_is_no_transient(tmp_path: Path) -> None:
    """On Saturday and Sunday a sixth of the trucks come; who comes rests an hour."""
    found = study(tmp_path, "1 h", WEEK, days=28, warm_up=0)
    assert first(found)["cycle_days"] == 7
    assert set(found.warm_up["recommended_days"]) == {0} and set(found.warm_up["verdict"]) == {"enough"}
    assert WARM_UP.sentences is not None
    assert WARM_UP.sentences(found) == [
        "Warm-up of 0 days is enough: no place or stream shows that the run began empty."
    ]


def test_with_a_weekly_cycle_whole_weeks_are_recommended(tmp_path: Path) -> None:
    found = study(tmp_path, "4 day", WEEK, days=27, warm_up=1)
    row = first(found)
    assert (row["point_days"], row["recommended_days"], row["verdict"]) == (7, 7, "too short")


def test_a_run_that_fills_to_its_end_is_too_short(tmp_path: Path) -> None:
    found = study(tmp_path, "60 day", EVEN, days=12, warm_up=1)
    assert first(found)["verdict"] == "run too short"
    assert WARM_UP.sentences is not None
    (sentence,) = WARM_UP.sentences(found)
    assert sentence.startswith(
        "Warning: the run is too short to tell when it has warmed up: stream truck has not settled after "
        "13 days ("
    )


def test_a_run_of_fewer_than_three_weeks_is_not_checked(tmp_path: Path) -> None:
    found = study(tmp_path, "4 day", WEEK, days=13, warm_up=7)
    row = first(found)
    assert row["verdict"] == "not known" and pd.isna(row["recommended_days"])
    assert WARM_UP.sentences is not None
    assert WARM_UP.sentences(found) == [
        "Warm-up of 7 days: not checked, for that takes 21 days of warm-up and counted days together; "
        "got 20 days."
    ]


def test_replications_with_the_same_arrivals_of_a_log_are_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times are drawn, so that replications differ; the days of the log do not."""
    monkeypatch.chdir(tmp_path)
    scenario = logged(evenly(24, 21), (TIMED, TIMED.replace("constant", "exponential")))
    with pytest.warns(Note):
        found = portsim.compare(scenario.with_study(days=21), workers=1)
    assert (first(found)["verdict"], first(found)["n"]) == ("not known", 3)
    assert WARM_UP.sentences is not None
    assert WARM_UP.sentences(found) == [
        "Warm-up of 0 days: not checked, for all replications have the same arrivals of a log (domestic), so "
        "that quiet first days and a port that fills look alike; draw its days anew with resample."
    ]


def test_the_table_is_written_and_stands_in_the_report(tmp_path: Path) -> None:
    found = study(tmp_path, "4 day", EVEN, days=16, warm_up=4)
    portsim.write(found, tmp_path / "results")
    assert (
        (tmp_path / "results" / "warm_up.csv").read_text().startswith("alternative,verdict,recommended_days")
    )
    assert "Whether the warm-up is long enough (MSER)" in page_in(tmp_path / "results").titles


def test_what_is_in_the_system_is_a_mean_over_time_worked_out_by_hand() -> None:
    """Two trucks at minute 0 and 30, one lane of 45 min, then a road of 60 min; means of two hours.

    The lane has two from 30 to 45, one else until 90: (30 + 2 x 15 + 15) / 60 and 30 / 60. The trucks are in
    the system from 0 to 105 and from 30 to 150.
    """
    steps = (visit("gate", "work"), travel("road"))
    flows = [flow("f", *steps)]
    given = Given([0, 30], lasts={"work": 45, "road": 60})
    records = play(workload(flows, {"truck": given}, {"gate": 1}, horizon=200), (0.0, 120.0))
    made = port({"work": lasting("1 min"), "road": lasting("1 min")}, {"truck": stream_of(10)})
    found = in_system(records, World(made, {"f": flows[0]}))
    assert found["place", "gate"].tolist() == [75 / 60, 30 / 60]
    assert found["stream", "truck"].tolist() == [90 / 60, (45 + 60) / 60]


def test_streams_that_fill_and_empty_for_one_another_are_taken_together() -> None:
    flows = {
        "whole": flow("whole", visit("gate", "work"), travel("road")),
        "part": flow("part", travel("road")),
        "other": flow("other", travel("elsewhere")),
    }
    before = {"before_start": {"value": "2 day", "source": "user"}}
    made = port(
        {name: lasting("1 min") for name in ("work", "road", "elsewhere")},
        {
            "truck": stream_of(10, ("whole",)),
            "stacked": stream_of(
                10, ("part",), **before, planned={"name": "due", "dwell": lasting("1 day"), "profile": "p"}
            ),
            "van": stream_of(10, ("other",)),
        },
        profiles={"p": {"hours": [1] * 24, "source": "user"}},
    )
    assert together(World(made, flows)) == [("truck", "stacked"), ("van",)]
    assert np.unique([len(each) for each in together(World(made, flows))]).tolist() == [1, 2]
