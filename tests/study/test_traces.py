"""One trace gives one replication and no CI; days of a log that are drawn anew give as many as are "
"asked for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from html_read import page_in
from logged import evenly, logged

import portsim
from portsim.base.notes import Note
from portsim.study.one_alternative import run_replications
from portsim.study.provenance import provenance
from portsim.study.statistics import distinct
from portsim.study.traces import is_one_trace

ONE = (
    "one trace: all arrivals, answers and times come from logs or are fixed, so that 3 replications would be "
    "copies; it is run once, without CI. For a CI over days add to the log "
    "resample: {method: stationary, block: 1 day}"
)
BESIDE = (
    "domestic: the same arrivals of a log in every replication, so a CI tells of what is drawn "
    "beside them and not "
    "of other days. For a CI over days add to the log resample: {method: stationary, block: 1 day}"
)
DRAWN = ("paper_check: {shape: constant, mean: 3 min", "paper_check: {shape: exponential, mean: 3 min")
RESAMPLED = (": trucks.csv}", ": trucks.csv, resample: {method: stationary, block: 1 day}}")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def uneven() -> list[float]:
    """A week of 10, 20, ..., 70 arrivals a day."""
    return [minute for day in range(7) for minute in evenly(10 * (day + 1), 1, first_day=day)]


def test_copies_of_one_trace_are_run_once_and_get_no_ci() -> None:
    scenario = logged(evenly(24, 7))
    with pytest.warns(Note) as notes:
        study = portsim.compare(scenario, workers=1)
    assert [str(n.message) for n in notes] == [ONE]
    row = study.comparison.set_index("kpi").loc["gate_transaction_time"]
    assert (row["n"], row["verdict"], row["difference"]) == (1, "one trace", 1)
    assert not np.isfinite(row[["low", "high", "p_holm"]].to_numpy(dtype=float)).any()
    assert not study.comparison["verdict"].isin(["saves", "worse"]).any()
    assert study.scenario.study.replications == 1


def test_the_report_of_one_trace_has_no_ci() -> None:
    with pytest.warns(Note):
        study = portsim.compare(logged(evenly(24, 7)), workers=1)
    portsim.write(study, Path("out"))
    assert "  - One trace: so no CI and no test" in Path("out/report.md").read_text()
    page = page_in(Path("out"))
    assert any(each.startswith("Logs that shipments come from") for each in page.titles)
    (contents,) = page.root.all("nav")
    assert "Logs" in [each.text for each in contents.all("a")]
    assert Path("out/logs.csv").read_text().splitlines()[1].startswith("domestic,trucks.csv,")


def test_a_run_of_one_trace_is_one_replication() -> None:
    with pytest.warns(Note, match="it is run once, without CI"):
        table = run_replications(logged(evenly(24, 7)), "baseline", 1, Path("out")).kpis
    gate = table.set_index("kpi").loc["gate_transaction_time"]
    assert (gate["mean"], gate["n"], gate["high"]) == (3, 1, float("inf"))


def test_what_is_drawn_beside_a_log_gives_a_ci_and_a_note() -> None:
    scenario = logged(evenly(24, 7), DRAWN)
    with pytest.warns(Note) as notes:
        study = portsim.compare(scenario, workers=1)
    assert [str(n.message) for n in notes] == [BESIDE]
    rows = study.comparison.set_index("kpi")
    assert rows.loc["gate_transaction_time", "n"] == 3
    assert rows.loc["document_window_visits", "verdict"] == "one trace"  # 1 in all replications
    stages = study.table("stages")
    width = stages["ci_high"] - stages["ci_low"]
    assert np.isinf(width).any() and (width > 0).all()  # some are the same in all replications


def test_an_alternative_with_chance_makes_replications_that_differ() -> None:
    chance = ("slow: [slow]", "slow: [late]")
    assert is_one_trace(logged(evenly(24, 7)), ["baseline"])
    assert not is_one_trace(logged(evenly(24, 7), chance), ["baseline", "slow"])


def test_a_measured_chance_and_time_are_no_chance() -> None:
    columns = {"domestic_truck.gate_in": [2.0] * 168, "domestic_truck.trouble": [0.0] * 168}
    trouble = ("trouble: {value: 0,", "trouble: {value: 20 %,")
    assert is_one_trace(logged(evenly(24, 7), DRAWN, trouble, columns=columns), ["baseline"])
    assert not is_one_trace(logged(evenly(24, 7), DRAWN, trouble), ["baseline"])


def test_an_alternative_reads_the_columns_of_its_own_steps_and_traits_beside_the_baseline() -> None:
    """All of a measure is measured: 0.5 min at each scan, of all trucks; drawn are 20 s, of 0.9 of them."""
    columns = {"has_code": [1] * 24, "domestic_truck.gate_in_qr": [0.5] * 24}
    scan = "{shape: constant, mean: 20 s, source: user}"
    options = (
        f"uptake: {{value: 0.9, source: user}}, exceptions: {{value: 0, source: user}}, scan_code: {scan}"
    )
    measure = (
        "compare: {slow: [slow]}",
        f"measures: {{qr_gate_pass: {{{options}}}}}\ncompare: {{qr: [qr_gate_pass]}}",
    )
    with pytest.warns(Note):
        study = portsim.compare(logged(evenly(24, 1), measure, columns=columns), workers=1)
    gate = study.comparison.set_index("kpi").loc["gate_transaction_time"]
    assert (gate["baseline"], gate["value"]) == (3, 0.5)


def test_money_that_is_alike_in_all_replications_has_no_ci_either() -> None:
    """Each truck of the log is lifted off once, whatever is drawn beside it: lifts are copies of one trace.
    The way out takes its own time in each replication, and hours of trucks have a CI."""
    tariffs = """tariffs:
  lift: {cost: {value: 60 yuan, source: user}, payer: terminal}
  truck_hour: {cost: {value: 80 yuan/h, source: user}, payer: haulier}
"""
    scenario = logged(
        evenly(24, 7),
        ("check_out: {shape: constant", "check_out: {shape: exponential"),
        ("demand:\n", f"{tariffs}demand:\n"),
        ("  slow: {", "  dear: {set: {tariffs.lift.cost: {value: 90 yuan, source: user}}}\n  slow: {"),
        ("slow: [slow]", "slow: [slow], dear: [dear]"),
    )
    study = portsim.compare(scenario, workers=1)
    lifts, hours = (
        study.table("ledger").set_index(["alternative", "entry"]).loc["slow", name]
        for name in ("lifts", "truck_hours")
    )
    assert lifts[["low", "high", "n"]].tolist() == [-np.inf, np.inf, 1]
    assert np.isfinite(hours[["low", "high"]].to_numpy(dtype=float)).all() and hours["n"] == 3
    payers = study.table("payers").set_index(["alternative", "payer"])
    dear = payers.loc["dear", "terminal"]
    assert dear[["low", "high", "n", "verdict"]].tolist() == [-np.inf, np.inf, 1, "undecided"]
    benefit = portsim.net_benefit(study).net_benefit.set_index(["alternative", "payer"])
    assert benefit.loc[("slow", "terminal"), ["low", "high"]].tolist() == [0, 0]
    unmoved = payers.loc["slow", "terminal"]  # the same work at the same price
    assert unmoved[["saved", "low", "high", "verdict"]].tolist() == [0, 0, 0, "equivalent"]
    assert payers.loc[("slow", "haulier"), "n"] == 3


def test_equal_figures_are_copies_only_where_a_trace_is_repeated() -> None:
    same, other, never = np.array([2.0, 2.0, 2.0]), np.array([2.0, 3.0, 2.0]), np.full(3, np.nan)
    assert [len(each) for each in distinct(True, same, same)] == [1, 1]
    assert [len(each) for each in distinct(True, never)] == [1]
    assert [len(each) for each in distinct(True, same, other)] == [3, 3]
    assert [len(each) for each in distinct(False, same, same)] == [3, 3]


def test_resampled_days_give_replications_that_differ() -> None:
    study = portsim.compare(logged(uneven(), RESAMPLED), workers=1)
    rows = study.comparison.set_index("kpi")
    assert study.scenario.study.replications == 3
    assert rows.loc["gate_transaction_time", "n"] == 3
    assert study.shipments["arrived"].nunique() == 1  # the same days for both alternatives
    arrived = [portsim.run(study.scenario, r).by_stream["domestic"].counted().sum() for r in range(3)]
    assert len(set(arrived)) > 1


def test_provenance_has_file_hash_rows_and_how_days_were_drawn() -> None:
    scenario = logged(uneven(), RESAMPLED)
    facts = provenance(scenario)
    (log,) = json.loads(json.dumps(facts["logs"]))
    assert log["file"] == "trucks.csv"
    assert len(log["sha256"]) == 64
    assert (log["rows"], log["counted"], log["left_out"], log["per_day"]) == (280, 280, 0, 40)
    assert log["resample"] == "stationary, blocks of 1 day in the mean"
    assert facts["seed"] == 1
