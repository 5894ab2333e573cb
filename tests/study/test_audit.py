"""The claims table, from findings made up by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from logged import evenly, logged
from tiny import GATE_CLAIMS, TINY

from portsim.claims.break_even import Amount
from portsim.claims.cause import Cause
from portsim.claims.claim import load_claims
from portsim.claims.finding import Finding
from portsim.scenario.load import load
from portsim.study.audit_table import COLUMNS, audit_table
from portsim.study.run import run
from portsim.study.study import compare

pytestmark = pytest.mark.usefixtures("tiny_folder")

TARIFFS = """\
tariffs:
  lift: {cost: {value: 60 yuan, source: A1}, payer: terminal}
  truck_hour: {cost: {value: 80 yuan/h, source: assumption, range: [60 yuan/h, 90 yuan/h]}, payer: haulier}
"""
CLAIMS = """\
source: a paper on codes
claims:
  S1:
    statement: A code halves the cost
    reported_in: a paper
    readings:
      - {name: users, primary: true, kpi: total_cost, alternative: qr, figure: saved, cohort: [has_code],
         reported: 2, unit: M yuan/y, sense: about}
      - {name: bound, kpi: total_cost, alternative: qr, figure: saved, reported: 0.4, unit: M yuan/y,
         sense: at_least}
      - {name: time, kpi: truck_turn_time, alternative: qr, figure: saved_share, reported: 0.5, unit: share,
         sense: about}
      - {name: mood, kpi: null, why: nobody asks drivers, alternative: qr, figure: value, reported: 1,
         unit: share, sense: about}
"""
SAVED = [
    Finding(0.4, {"lifts": 1.0, "truck_hours": 3.0}, {"lifts": 0.5, "truck_hours": 3.1}, users=90.0),
    Finding(0.6, {"lifts": 1.0, "truck_hours": 3.0}, {"lifts": 0.3, "truck_hours": 3.1}, users=110.0),
]
TIMES = [Finding(0.5, {"paper_check": 10.0}, {"scan": 5.0}), Finding(math.nan, {"paper_check": 12.0}, {})]
NO_TIMES = [Finding(math.nan, {}, {})] * 2
FINDINGS = {
    ("S1", "users"): [replace(SAVED[0], unlimited=Finding(0.41, {}, {})), SAVED[1]],
    ("S1", "bound"): [replace(SAVED[0], unlimited=Finding(0.404, {}, {})), SAVED[1]],
    ("S1", "time"): TIMES,
    ("S1", "mood"): NO_TIMES,
}


@pytest.fixture
def audit(tiny_folder: None) -> tuple[pd.DataFrame, dict[tuple[str, str], Cause]]:
    Path("tiny.yaml").write_text(TINY + TARIFFS)
    Path("claims.yaml").write_text(CLAIMS)
    scenario = load("tiny.yaml")
    return audit_table(load_claims(Path("claims.yaml"), scenario), FINDINGS, scenario)


@pytest.fixture
def table(audit: tuple[pd.DataFrame, dict[tuple[str, str], Cause]]) -> pd.DataFrame:
    return audit[0].set_index("reading")


def test_a_row_stands_for_each_reading_in_the_order_of_the_file(table: pd.DataFrame) -> None:
    assert list(table.index) == ["users", "bound", "time", "mood"]
    assert list(table.reset_index()[list(COLUMNS)].columns) == list(COLUMNS)
    assert set(table["claim"]) == {"S1"} and set(table["statement"]) == {"A code halves the cost"}


def test_a_figure_is_the_mean_with_its_interval(table: pd.DataFrame) -> None:
    """0.4 and 0.6: 0.5 +- 12.7062 x 0.1."""
    row = table.loc["users"]
    assert row[["simulated", "low", "high"]].tolist() == pytest.approx([0.5, -0.77062, 1.77062])
    assert (row["n"], row["sense"], row["verdict"]) == (2, "about", "undecided")
    assert table.loc["bound", "verdict"] == "undecided"


def test_a_figure_of_one_replication_is_undecided(table: pd.DataFrame) -> None:
    assert table.loc["time", ["simulated", "n", "verdict"]].tolist() == [0.5, 1, "undecided"]


CLAIMS_OF_A_LOG = """\
source: a paper on gates
claims:
  S1:
    statement: The gate takes 3 min
    reported_in: a paper
    readings:
      - {name: wait, primary: true, kpi: gate_queue_time, alternative: slow, figure: baseline, reported: 3,
         unit: min, sense: at_most}
      - {name: way out, kpi: truck_turn_time, alternative: slow, figure: baseline, reported: 12, unit: min,
         sense: at_most}
"""


def test_a_figure_that_is_alike_in_all_replications_of_a_log_is_that_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits on these evenly spread arrivals; what other days would bring no replication shows. The
    time at the way out is drawn, so that replications differ."""
    monkeypatch.chdir(tmp_path)
    Path("claims.yaml").write_text(CLAIMS_OF_A_LOG)
    scenario = logged(
        evenly(100, 10),
        ("name: gate\n", "name: gate\nclaims: claims.yaml\n"),
        ("check_out: {shape: constant", "check_out: {shape: exponential"),
    )
    found = compare(scenario, workers=1)
    row = found.comparison[found.comparison["kpi"] == "gate_queue_time"].iloc[0]
    assert (row["n"], row["verdict"]) == (1, "one trace")
    wait, way_out = (found.table("audit").set_index("reading").loc[name] for name in ("wait", "way out"))
    assert wait[["simulated", "low", "high", "n", "verdict"]].tolist() == [
        0,
        -math.inf,
        math.inf,
        1,
        "undecided",
    ]
    assert (way_out["n"], math.isfinite(way_out["low"])) == (3, True)


def test_one_reading_is_primary(table: pd.DataFrame) -> None:
    assert table["primary"].tolist() == [True, False, False, False]


def test_the_label_stands_with_the_figure_that_shows_it(table: pd.DataFrame) -> None:
    """0.4 M yuan with queues and 0.41 without are not the same: 2.5 % apart. 0.404 are."""
    assert table.loc["users", ["label", "unlimited", "unlimited_n"]].tolist() == ["emergent", 0.41, 1]
    assert table.loc["bound", ["label", "unlimited", "unlimited_n"]].tolist() == [
        "product of inputs",
        0.404,
        1,
    ]
    assert table.loc["mood", ["label", "unlimited_n"]].tolist() == ["", 0]


def test_without_a_named_source_independence_is_not_checked(tiny_folder: None) -> None:
    Path("tiny.yaml").write_text(TINY + TARIFFS)
    Path("claims.yaml").write_text(CLAIMS.replace("source: a paper on codes\n", ""))
    scenario = load("tiny.yaml")
    found = audit_table(load_claims(Path("claims.yaml"), scenario), FINDINGS, scenario)[0]
    assert set(found["independent"]) == {"not checked: the claim names no source", ""}


def test_the_largest_entries_stand_with_their_amounts(table: pd.DataFrame) -> None:
    row = table.loc["users"]
    assert row["largest_before"] == "truck_hours 3; lifts 1"
    assert row["largest_after"] == "truck_hours 3.1; lifts 0.4"
    assert row["largest_in"] == "M yuan/y"
    time = table.loc["time"]
    assert time[["largest_before", "largest_after", "largest_in"]].tolist() == [
        "paper_check 11",
        "scan 2.5",
        "min",
    ]


def test_the_break_even_is_in_numbers(table: pd.DataFrame) -> None:
    """2 M is four times 0.5 M; lifts save 0.6 M at 60 yuan, so that 1.5 M more take 60 x (1 + 2.5) yuan."""
    row = table.loc["users"]
    assert row[["break_even_factor", "users_per_day", "break_even_users"]].tolist() == [4, 100, 400]
    assert row["break_even_entry"] == "lifts"
    assert row[["price", "break_even_price"]].tolist() == pytest.approx([60, 210])
    assert row["price_unit"] == "yuan"


def test_a_figure_of_all_shipments_has_no_users(table: pd.DataFrame) -> None:
    row = table.loc["bound"]
    assert row["break_even_factor"] == pytest.approx(0.8)
    assert row[["users_per_day", "break_even_users"]].isna().all()


def test_a_time_has_no_break_even(table: pd.DataFrame) -> None:
    row = table.loc["time"]
    assert row[["break_even_factor", "break_even_users", "price", "break_even_price"]].isna().all()
    assert (row["break_even_entry"], row["price_unit"]) == ("", "")


def test_deciding_parameters_are_counted_with_the_assumed_ones(table: pd.DataFrame) -> None:
    row = table.loc["bound"]
    keys = row["deciding_parameters"].split("; ")
    assert {"tariffs.lift.cost", "tariffs.truck_hour.cost", "tasks.paper_check"} <= set(keys)
    assert row["parameters"] == len(keys)
    assert row["assumed"] == 2  # the paper check and the truck hour
    assert row["independent"] == "yes"


def test_what_no_kpi_measures_is_not_testable_and_says_why(
    table: pd.DataFrame, audit: tuple[pd.DataFrame, dict[tuple[str, str], Cause]]
) -> None:
    row = table.loc["mood"]
    assert row[["verdict", "deciding_parameters", "independent", "n"]].tolist() == ["not testable", "", "", 0]
    assert audit[1]["S1", "mood"] == Cause(why="nobody asks drivers")


def test_causes_are_values(audit: tuple[pd.DataFrame, dict[tuple[str, str], Cause]]) -> None:
    cause = audit[1]["S1", "users"]
    assert cause.direction == "less"
    assert cause.after == (Amount("truck_hours", 3.1), Amount("lifts", 0.4))
    assert cause.break_even is not None
    assert cause.break_even.parts == (
        Amount("lifts", pytest.approx(0.6)),
        Amount("truck_hours", pytest.approx(-0.1)),
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("longer", ["the alternative", "the baseline"])
def test_runs_of_other_lengths_are_audited_on_the_same_shipments(tiny_folder: None, longer: str) -> None:
    """Checks that take 25 or 30 min (at a gate of two lanes) leave trucks that need a longer run;
    at first the what-if has them, then the port, which the what-if is quicker than."""
    text = TINY.replace("run_out: 1 day", "run_out: {at_least: 1 h, until: 100 %, at_most: 8 day}")
    text = text.replace(
        "more_lanes: {set: {places.gate_in.lanes: 4}}", "more_lanes: {scale: {tasks.paper_check: 12}}"
    )
    if longer == "the baseline":
        text = text.replace(
            "mean: 150 s, k: 3, source: assumption, range: [90 s, 240 s]", "mean: 25 min, k: 3, source: A1"
        )
        text = text.replace("paper_check: 12", "paper_check: 0.1")
    Path("tiny.yaml").write_text(text + "claims: claims.yaml\n")
    claims = GATE_CLAIMS.replace("alternative: qr", "alternative: lanes").replace("cohort: [has_code], ", "")
    Path("claims.yaml").write_text(claims)
    scenario = load("tiny.yaml")
    ends = {name: run(scenario, 0, name).horizon for name in ("baseline", "lanes")}
    assert (ends["lanes"] > ends["baseline"]) is (longer == "the alternative") and len(
        set(ends.values())
    ) == 2
    found = compare(scenario, workers=1, claims=True).table("audit")
    assert found["simulated"].notna().tolist() == [True, True, False]  # the last is on trucks with a code
    assert found["unlimited"].notna().tolist() == [True, True, False]
