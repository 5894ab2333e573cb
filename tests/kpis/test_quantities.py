"""KPIs measured on one truck, worked out by hand."""

from pathlib import Path

import numpy as np
import pytest
from shipped import KPIS

import portsim
from portsim.scenario.load import load
from portsim.study.run import run


def test_the_parts_of_a_routed_boxs_way_add_up() -> None:
    """Handling until set down is the elapsed time where a box waits for neither order nor shift: it is driven
    straight to the exam site."""
    scenario = load("ocean_gate").with_engine("compiled").with_study(days=7, warm_up_days=0, run_out="1 day")
    records = run(scenario, 0, "smart_cloud_routing")
    elapsed, handling = KPIS["exam_set_down_time"], KPIS["exam_handling_time"]
    both = [k.of.among((*k.of.traits, "routed")).samples(records) for k in (elapsed, handling)]  # type: ignore[attr-defined]
    assert len(both[0]) > 5
    assert np.allclose(both[0], both[1])


def test_in_the_baseline_handling_leaves_out_the_wait_for_order_and_shift() -> None:
    scenario = load("ocean_gate").with_engine("compiled").with_study(days=3, warm_up_days=0, run_out="1 day")
    records = run(scenario, 0)
    boxes = records.by_stream["export"]
    counted = boxes.counted(("selected_for_exam",), "gate_in")
    ships = np.flatnonzero(counted & np.isfinite(boxes.stamp("at_exam_site")))
    samples = KPIS["exam_handling_time"].of.samples(records)
    table = records.visits_table()
    assert len(ships) == len(samples) > 5
    for ship, handling in zip(ships[:20], samples[:20], strict=True):
        begin, until = boxes.stamp("gate_in")[ship], boxes.stamp("at_exam_site")[ship]
        own = table[table["shipment"] == boxes.first + ship]
        mine = own[own["flow"].isin(["export_truck", "export_box"])]
        inside = mine[(mine["queued"] >= begin) & (mine["ended"] <= until)]
        waits = inside[inside["label"].isin(["wait_exam_order", "report_arrival", "exam_shift"])]
        held = mine[mine["label"] == "haul_to_exam"]  # the wait for a tractor is no handling
        idle = (waits["ended"] - waits["queued"]).sum() + (held["started"] - held["queued"]).sum()
        assert np.isclose(handling, until - begin - idle)


def test_who_has_not_reached_the_end_yet_makes_a_mean_a_bound() -> None:
    scenario = load("ocean_gate").with_engine("compiled").with_study(days=1, warm_up_days=0, run_out="1 day")
    records = run(scenario, 0)
    boxes = records.by_stream["import"]
    begun = boxes.stamp("discharge")[boxes.counted((), "discharge")]
    left = boxes.stamp("gate_out")[boxes.counted((), "discharge")]
    so_far = np.where(np.isnan(left), records.horizon, left) - begun
    dwell = KPIS["import_dwell_time"].figure(records, 60.0)
    assert dwell.unfinished == np.isnan(left).mean() > 0.1
    assert dwell.value == pytest.approx(so_far.mean() / 60)
    assert dwell.later == pytest.approx(dwell.value + dwell.unfinished)  # an hour more for each of them
    turn = KPIS["truck_turn_time"].figure(records, 60.0)
    assert turn.value == turn.later > 0 and turn.unfinished == 0


def test_a_claim_named_as_source_in_a_what_if_taints_the_reading(tmp_path: Path) -> None:
    text = """
extends: ocean_gate.yaml
name: tainted
title: A paper check that was taken from the claim
study: {days: 1, warm_up_days: 0, run_out: 0 day, replications: 2}
claims: my_claims.yaml
what_ifs:
  fast: {set: {tasks.paper_check: {shape: constant, mean: 15 s, source: claim S5}}}
compare: {fast: [fast]}
"""
    claims = """
claims:
  F1:
    statement: the gate step takes a tenth
    reported_in: S5
    readings: [{name: time, kpi: gate_transaction_time, alternative: fast, figure: saved_share, reported: 0.9,
                unit: share, sense: about}]
"""
    (tmp_path / "tainted.yaml").write_text(text)
    (tmp_path / "my_claims.yaml").write_text(claims)
    study = portsim.compare(portsim.load(str(tmp_path / "tainted.yaml")).only("fast"), workers=1)
    row = study.audit.iloc[0]
    assert row["verdict"] == "calibrated to"
    assert row["independent"] == "no: tasks.paper_check"
