"""Lateness in files: what is refused, logs with planned arrivals, and one line that switches it off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from broken import each, edited, refusal
from logged import logged
from tiny import TINY

from portsim.kpis.kpi import KPI
from portsim.scenario.identity import world_key
from portsim.scenario.load import load
from portsim.scenario.plain import plain
from portsim.scenario.scenario import Scenario
from portsim.study.run import run
from portsim.workload.build import Stream, build

pytestmark = pytest.mark.usefixtures("tiny_folder")

VESSEL = "flows: [vessel_call], per_day: {value: 1 per day, source: A1}"
LATE = (
    "lateness: {name: berth_window, earliest: {value: 3 h, source: A1}, by: {shape: erlang, mean: 5 h, k: 2, "
    "source: A1}, reaches_back: {value: 2 day, source: A1}}"
)
WINDOWS = f"flows: [vessel_call_by_window], per_day: {{value: 6 per day, source: A1}}, {LATE}"


def late(old: str, new: str) -> str:
    """The stream of vessels with one edit of its lateness."""
    text = f"{VESSEL}, {LATE}"
    assert text.count(old) == 1
    return text.replace(old, new)


BACK = "reaches_back: {value: 2 day, source: A1}"
BROKEN = [
    (
        "an unknown stream that goes by the plan",
        VESSEL,
        late(BACK, f"{BACK}, planned_for: [domestik]"),
        "tiny.yaml:30:234: demand.vessel.lateness.planned_for: unknown stream 'domestik' (nearest: domestic)",
    ),
    (
        "a stream that no vessel takes",
        VESSEL,
        late(BACK, f"{BACK}, planned_for: [domestic]"),
        "tiny.yaml:30:234: demand.vessel.lateness.planned_for: domestic is neither taken by vessel nor "
        "declares what it brings, so it goes by no plan of it; leave it out",
    ),
    (
        "planned arrivals that reach back too far",
        VESSEL,
        late("2 day", "61 day"),
        "tiny.yaml:30:75: demand.vessel.lateness: reaches_back: got 61 days, allowed 60 days or less",
    ),
    (
        "a lateness without a name",
        VESSEL,
        late("name: berth_window, ", ""),
        "tiny.yaml:30:75: demand.vessel.lateness: missing key 'name' (what flows call the planned arrival)",
    ),
    (
        "what was there before the start",
        "domestic: {flows: [domestic_truck], ",
        f"domestic: {{flows: [domestic_truck], before_start: {{value: 1 day, source: A1}}, {LATE}, ",
        "tiny.yaml:31:3: demand.domestic: what is there before the start has arrived: it takes no lateness",
    ),
    (
        "two plans of one name",
        "profile: day}\nmeasures",
        f"profile: day, {LATE}, planned: {{name: berth_window, dwell: {{shape: constant, mean: 1 h, source: "
        "A1}, profile: day}}\nmeasures",
        "tiny.yaml:31:3: demand.domestic: planned and lateness are both called 'berth_window'; give one "
        "another name",
    ),
    (
        "a window of a stream that has none",
        "flows: [vessel_call]",
        "flows: [vessel_call_by_window]",
        "tiny.yaml:30:12: flows.vessel_call_by_window.berth_window: stream vessel needs calendar or planned "
        "time 'berth_window', which is not under calendars (allowed: open_hours)",
    ),
]


@each(BROKEN)
def test_a_broken_lateness_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


def vessels(scenario: Scenario, days: float = 3) -> Stream:
    return next(s for s in build(scenario.baseline, days * 1440.0, 1, 0).streams if s.name == "vessel")


def test_one_line_switches_it_off_and_then_all_is_as_it_was() -> None:
    before = load("tiny.yaml")
    edited(VESSEL, WINDOWS.replace("6 per day", "1 per day"))
    Path("off.yaml").write_text(
        "extends: tiny.yaml\nname: tiny\ntitle: Off\n"
        "demand: {vessel: {lateness: null, flows: [vessel_call]}}\n"
    )
    off = load("off.yaml")
    assert vessels(load("tiny.yaml")).plan is not None
    assert world_key(off.baseline) == world_key(before.baseline)
    assert np.array_equal(vessels(off).arrival, vessels(before).arrival)


def test_a_stream_without_it_has_the_identity_that_it_had() -> None:
    assert "lateness" not in str(plain(load("tiny.yaml").baseline.port.demand["vessel"]))
    assert "lateness" in str(plain(edited(VESSEL, WINDOWS).baseline.port.demand["vessel"]))


def test_the_kpis_of_vessels_by_the_table_of_shipments() -> None:
    """Berths and officers are never all taken, so who is early waits until its window and no longer."""
    records = run(edited(VESSEL, WINDOWS).with_study(days=6, warm_up_days=0, run_out="2 day"))
    table = records.shipments_table()
    mine = table[(table.stream == "vessel") & (table.arrival < 6 * 1440)]
    behind = (mine.arrival - mine.planned).to_numpy()
    assert len(mine) > 20 and (behind < 0).any() and (behind > 120).any()
    found = {name: kpi.value(records) for name, kpi in load("tiny.yaml").library[KPI].items()}
    assert found["vessel_lateness"] == pytest.approx(behind.mean() / 60)
    assert found["vessel_lateness_p90"] == pytest.approx(np.quantile(behind, 0.9) / 60)
    assert found["schedule_reliability"] == pytest.approx((abs(behind) <= 1440).mean())
    assert found["window_waiting_time"] == pytest.approx(np.maximum(-behind, 0).mean() / 60)
    assert found["berth_waiting_time"] == pytest.approx(
        found["port_stay"] - found["berth_time"] - found["window_waiting_time"]
    )


def test_cohorts_of_who_was_early_and_who_was_late() -> None:
    came = "\ncohorts: {early_ones: {came: early}, late_ones: {came: late}}\n"
    Path("tiny.yaml").write_text(TINY.replace(VESSEL, WINDOWS) + came)
    records = run(load("tiny.yaml"))
    vessel, truck = records.by_stream["vessel"], records.by_stream["domestic"]
    assert vessel.plan is not None
    assert np.array_equal(vessel.traits["early_ones"], vessel.arrival < vessel.plan)
    assert np.array_equal(vessel.traits["late_ones"], vessel.arrival > vessel.plan)
    assert not truck.traits["early_ones"].any() and not truck.traits["late_ones"].any()


# --- logs


def with_log(columns: dict[str, list[float]], log: str = "trucks.csv") -> Scenario:
    edit = (": trucks.csv}", f": {log}, {LATE.replace('A1', 'user')}}}")
    return logged([600.0, 300.0, 1500.0, 1600.0], edit, columns=dict(columns))


def trucks(scenario: Scenario, replication: int = 0, days: float = 2) -> Stream:
    return build(scenario.baseline, days * 1440.0, 1, replication).streams[0]


def test_a_log_gives_actual_arrivals_and_may_give_the_planned_ones() -> None:
    found = trucks(with_log({"berth_window": [500.0, -120.0, 1700.0, 1600.0]}))
    assert found.arrival.tolist() == [300, 600, 1500, 1600]
    assert found.plan is not None and found.plan.tolist() == [-120, 500, 1700, 1600]
    assert found.planned["berth_window"].tolist() == found.plan.tolist()


def test_without_the_column_a_plan_is_drawn_from_the_arrivals_backwards() -> None:
    found = trucks(with_log({}))
    assert found.arrival.tolist() == [300, 600, 1500, 1600]
    assert found.plan is not None
    behind = found.arrival - found.plan
    assert (behind >= -180).all() and len(set(behind.tolist())) == 4
    more = trucks(with_log({}), replication=1)
    assert more.plan is not None and not np.array_equal(more.plan, found.plan)


def test_resampled_days_take_their_plans_along() -> None:
    scenario = with_log(
        {"berth_window": [500.0, -120.0, 1700.0, 1600.0]},
        "trucks.csv, resample: {method: stationary, block: 1 day}",
    )
    found = trucks(scenario, days=20)
    assert found.plan is not None
    assert set(zip(found.arrival % 1440, (found.arrival - found.plan), strict=True)) == {
        (300, 420), (600, 100), (60, -200), (160, 0),
    }  # fmt: skip


def test_a_plan_that_is_no_number_is_refused() -> None:
    columns = {"berth_window": [500.0, float("nan"), 1700.0, 1600.0]}
    assert refusal(lambda: with_log(columns)) == (
        "gate.yaml:26:84: demand.domestic.log: trucks.csv: line 3, column 'berth_window': got nothing, "
        "allowed a number"
    )
