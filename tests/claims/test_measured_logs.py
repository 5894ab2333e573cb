"""Logs that users measured: which intervals they tell, and each mistake in one message with its place."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from broken import refusal
from gates import GATE

from portsim.base.errors import PortsimError
from portsim.base.units import DAY
from portsim.claims.measured.file import Measured, load_measured
from portsim.claims.measured.holding_out import holding_out
from portsim.report.logs.export import export
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.checks import check_study
from portsim.study.run import run

CSV = """\
In,Out,Area
2025-03-31 06:00,2025-03-31 06:30,MAIN
2025-03-31 23:50,2025-04-01 00:10,MAIN
2025-04-08 08:00,,MAIN
2025-04-09 09:00,2025-04-09 09:45,MAIN
"""
FILE = """\
observed:
  yard:
    stream: truck
    log: {file: gate.csv, columns: {gate_in: In, gate_out: Out, terminal: Area}}
    hold_out: [2025-W15]
"""


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gate.yaml").write_text(GATE)
    Path("gate.csv").write_text(CSV)


def port() -> Scenario:
    return check_study(load("gate.yaml"))


def measured(text: str = FILE) -> Measured:
    Path("observed.yaml").write_text(text)
    return load_measured(Path("observed.yaml"), port())


def test_an_interval_lies_between_two_moments_of_a_row() -> None:
    found = measured()
    log, (turn,) = found.logs["yard"], found.comparisons
    samples = turn.observed(log)
    assert turn.key == "yard: truck_turn_time"
    assert samples.value.tolist() == [30, 20, 45]
    assert samples.day.tolist() == [0, 0, 9]
    assert samples.hour.tolist() == [6, 23, 2 * 24 + 9]
    assert samples.open == 1, "the truck that has not left"
    assert samples.terminal.tolist() == [0, 0, 0]


def test_weeks_that_are_held_out_are_told_apart() -> None:
    found = measured()
    log = found.logs["yard"]
    assert log.weeks == ("2025-W14", "2025-W14", "2025-W15", "2025-W15")
    assert found.comparisons[0].observed(log).held_out.tolist() == [False, False, True]


OPEN = FILE.replace("    hold_out: [2025-W15]\n", "")


def test_weeks_can_be_held_out_by_whoever_asks() -> None:
    found = holding_out(measured(OPEN), "2025-W14")
    assert found.logs["yard"].entry.hold_out == ("2025-W14",)
    assert found.comparisons[0].observed(found.logs["yard"]).held_out.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("text", "weeks", "message"),
    [
        (FILE, ["2025-W14"], "hold_out: observed.yaml says hold_out of yard itself; keep one of the two"),
        (OPEN, ["2025-W16"], "hold_out: no row of a log is in week 2025-W16 (nearest: 2025-W15)"),
        (OPEN, ["2025-W14", "2025-W15"], "hold_out: all weeks of yard are held out; leave one in"),
        (
            OPEN,
            ["April"],
            "hold_out: got 'April', allowed a week such as 2025-W14, or its number from 1 in a log in minutes",
        ),
        ("figures: {}\nobserved: {}\n", ["2025-W14"], "names neither observed nor figures"),
        (
            "figures: {T: {statement: a, kpi: truck_turn_time, observed: 20, error: 1, unit: min, source: user, differs: b}}\n",
            ["2025-W14"],
            "hold_out: observed.yaml has no log that a week could be held out of; say hold_out: true at the figures that are not to be matched",
        ),
    ],
)
def test_a_week_that_cannot_be_held_out_is_one_message(text: str, weeks: list[str], message: str) -> None:
    with pytest.raises(PortsimError) as caught:
        holding_out(measured(text), weeks)
    assert message in str(caught.value)


def test_an_interval_of_its_own_needs_no_kpi() -> None:
    found = measured(FILE + "    compare: [{from: gate_in, to: gate_out}]\n    band: 5 min\n")
    (own,) = found.comparisons
    assert (own.kpi.name, own.kpi.unit) == ("gate_in_to_gate_out", "min")
    assert found.logs["yard"].entry.band == (5.0, False)
    assert not found.logs["yard"].entry.assumed_band


def test_a_stay_over_the_night_when_clocks_are_set_back_has_its_real_length() -> None:
    Path("gate.csv").write_text(
        "In,Out\n2025-10-26 00:30,2025-10-26 06:30\n2025-10-27 00:30,2025-10-27 06:30\n"
    )
    columns = "columns: {gate_in: In, gate_out: Out}, time_zone: Europe/Amsterdam"
    found = measured(f"observed: {{yard: {{stream: truck, log: {{file: gate.csv, {columns}}}}}}}\n")
    samples = found.comparisons[0].observed(found.logs["yard"])
    assert samples.value.tolist() == [7 * 60, 6 * 60]
    assert (samples.hour % 24).tolist() == [0, 0]


def test_an_exported_run_has_the_intervals_of_its_records() -> None:
    scenario = port()
    export(scenario, Path("log.csv"), "csv", counted=True)
    found = load_measured(Path("log.csv"), scenario)
    by_kpi = {each.kpi.name: each for each in found.comparisons}
    assert list(by_kpi) == ["truck_turn_time", "truck_visit_time"]
    records = run(scenario)
    for each in by_kpi.values():
        told = each.observed(found.logs["truck"])
        mine = np.sort(told.value[told.begin < DAY])  # a KPI takes those that begin in the counted day
        its = np.sort(each.kpi.samples(records))
        assert len(mine) == len(its) > 1000
        assert np.abs(mine - its).max() < 1e-3, "dates are written to the millisecond"


def test_a_table_with_names_of_portsim_needs_no_file_that_describes_it() -> None:
    Path("gate.csv").write_text("gate_in,gate_out,driver\n60,90,x\n61,101,y\n")
    with pytest.warns(
        UserWarning, match=r"gate.csv: taken for shipments of truck, which pass its milestones"
    ):
        found = load_measured(Path("gate.csv"), port())
    assert found.comparisons[0].observed(found.logs["gate"]).value.tolist() == [30, 40]


def test_provenance_names_file_hash_and_rows() -> None:
    facts = measured().facts()
    assert facts["file"] == "observed.yaml"
    (log,) = facts["logs"]  # type: ignore[misc]
    assert (log["file"], log["n"], log["band"]) == ("gate.csv", 4, "10 % (assumption)")
    assert len(log["sha256"]) == 64


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("stream: truck", "stream: trucks", "3:5: unknown stream 'trucks' (nearest: truck)"),
        ("gate.csv", "gates.csv", "4:5: observed.yard.log: gates.csv: no such file; give a CSV, .xlsx, .parquet, .xes, .json (OCEL 2.0) or .edi (EDIFACT) file"),
        ("gate_in: In", "gate_inn: In", "4:37: observed.yard.log: gate.csv: unknown column 'gate_inn' (nearest: gate_in)"),
        ("gate_in: In", "gate_in: Inn", "4:37: observed.yard.log: gate.csv: no column 'Inn' (nearest: In)"),
        (", gate_out: Out", "", "4:27: observed.yard.log: gate.csv: an interval needs two milestones of truck, and the log names gate_in alone; milestones are arrival, gate_arrival, gate_in, gate_out"),
        ("Area}", "Area}, terminals: {MAIN: mian}", "4:94: observed.yard.log: gate.csv: unknown terminal 'mian' (nearest: main)"),
        ("2025-W15", "2025-W16", "5:16: no row of the log is in week 2025-W16 (nearest: 2025-W15)"),
        ("[2025-W15]", "[2025-W15, 2025-W14]", "5:5: all weeks of the log are held out; leave one in"),
        ("2025-W15", "April", "5:5: observed.yard.hold_out: got 'April', allowed a week such as 2025-W14, or its number from 1 in a log in minutes"),
        ("    hold_out", "    compare: [truck_turn_tim]\n    hold_out", "5:15: unknown KPI 'truck_turn_tim' (nearest: truck_turn_time)"),
        ("    hold_out", "    compare: [gate_utilisation]\n    hold_out", "5:15: gate_utilisation is no time from one milestone to another, which is all that a log tells (allowed: "),
        ("    hold_out", "    compare: [truck_visit_time]\n    hold_out", "5:15: truck_visit_time needs gate_arrival, which the log does not name; it has gate_in, gate_out"),
        ("    hold_out", "    compare: [{from: gate_in, to: gate_outt}]\n    hold_out", "5:15: shipments of truck pass no milestone 'gate_outt' (nearest: gate_out)"),
        ("    hold_out", "    band: 10\n    hold_out", "5:5: observed.yard.band: got 10, allowed a share of what is observed, such as 10 %, or a time, such as 5 min"),
        ("    hold_out", "    alternative: qrr\n    hold_out", "5:5: unknown alternative 'qrr' (nearest: qr)"),
        ("    hold_out", "    bend: 5 %\n    hold_out", "5:5: unknown key 'bend' in observed.yard (nearest: band)"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_message(old: str, new: str, message: str) -> None:
    assert old in FILE
    said = refusal(lambda: measured(FILE.replace(old, new)))
    assert said.startswith(f"observed.yaml:{message}"), said
    assert "\n" not in said


def test_a_value_that_is_no_moment_is_told_with_its_line() -> None:
    Path("gate.csv").write_text(CSV.replace("2025-03-31 06:30", "soon"))
    assert "gate.csv: line 2, column 'Out' (gate_out): got 'soon', allowed a date" in refusal(measured)


def test_a_figure_may_be_measured_by_the_user() -> None:
    figures = """\
figures:
  T1:
    statement: A truck turns in 20 min
    kpi: truck_turn_time
    observed: 20
    unit: min
    band: [18, 22]
    because: a tenth
    source: user
    differs: nothing
"""
    assert list(measured(figures).figures) == ["T1"]
    said = refusal(lambda: measured(figures.replace("source: user", "source: T9")))
    assert said == "observed.yaml:9:5: T1: unknown evidence row 'T9' (allowed: user)"


def test_times_over_midnight_beside_one_date_are_of_the_next_day() -> None:
    Path("gate.csv").write_text("Day,In,Out\n2025-03-31,06:00,06:30\n2025-03-31,23:50,00:10\n")
    columns = "{gate_in: [Day, In], gate_out: [Day, Out]}"
    found = measured(f"observed: {{yard: {{stream: truck, log: {{file: gate.csv, columns: {columns}}}}}}}\n")
    (turn,) = found.comparisons
    assert turn.observed(found.logs["yard"]).value.tolist() == [30, 20]


def test_a_row_that_goes_out_before_it_comes_in_is_refused() -> None:
    Path("gate.csv").write_text(CSV + "2025-04-09 09:00,2025-04-09 08:57,MAIN\n")
    text = refusal(measured)
    assert "gate.csv: line 6, In to Out (gate_in to gate_out): got -3 min, allowed 0 or more; " in text
    assert text.startswith("observed.yaml:4:")


def test_clocks_that_show_whole_minutes_and_seconds_are_no_mistake() -> None:
    Path("gate.csv").write_text(CSV + "2025-04-09 09:00:40,2025-04-09 09:00,MAIN\n")
    assert measured().logs["yard"].n == 5
