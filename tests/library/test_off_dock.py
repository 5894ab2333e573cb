"""Boxes drayed to a yard off the dock: through the gates, released and fetched there; both engines agree."""

from __future__ import annotations

import numpy as np
import pytest

import portsim
from portsim.records.records import Records
from portsim.scenario.scenario import Scenario

OFF_DOCK = """\
extends: ocean_gate.yaml
name: ocean_gate
title: Ocean Gate with a yard off the dock
places:
  dray_truck: {trucks: {value: 12, source: user}}
  off_dock_stacker: {stackers: {value: 2, source: user}}
  off_dock_gate: {lanes: {value: 1, source: user}}
tasks:
  road_to_off_dock: {shape: constant, mean: 20 min, source: user}
  road_from_off_dock: {shape: constant, mean: 15 min, source: user}
  set_down_off_dock: {shape: constant, mean: 3 min, source: user}
  off_dock_papers: {shape: constant, mean: 2 min, source: user}
  lift_on_off_dock: {shape: constant, mean: 3 min, source: user}
demand:
  off_dock:
    flows: [off_dock_box, off_dock_truck]
    brought_by: vessel
    number: {shape: poisson, mean: 15, source: user}
    planned:
      name: planned_pickup
      dwell: {shape: lognormal, mean: 2 day, cv: 0.6, at_least: 3 h, source: user}
      profile: truck_gate
    declaration: {boxes: {shape: geometric, mean: 3.3, source: user}, spread: {value: 0 min, source: user}}
  off_dock_declaration:
    flows: [import_declaration]
    declares:
      stream: off_dock
      early: lodged_before_arrival
      before: {shape: lognormal, mean: 24 h, cv: 0.7, at_least: 2 h, source: user}
      after: {shape: lognormal, mean: 20 h, cv: 0.8, source: user}
traits:
  selected_for_exam: {of: [export, import, air_import_lot, air_export_lot, off_dock]}
  lodged_before_arrival: {of: [export, import, consignment, air_import_lot, air_export_lot, off_dock]}
  documents_checked: {of: [export, import, consignment, air_import_lot, air_export_lot, off_dock]}
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    file = tmp_path_factory.mktemp("off_dock") / "off_dock.yaml"
    file.write_text(OFF_DOCK)
    return portsim.load(file).with_study(days=7, warm_up_days=0, run_out="7 day")


@pytest.fixture(scope="module")
def records(scenario: Scenario) -> Records:
    return portsim.run(scenario.with_engine("compiled"))


def test_a_box_is_fetched_off_the_dock_once_it_is_there_and_released(records: Records) -> None:
    boxes = records.by_stream["off_dock"]
    out, there = boxes.stamp("off_dock_out"), boxes.stamp("at_off_dock_yard")
    gone = np.isfinite(out)
    assert gone.sum() > 50
    assert (out[gone] > there[gone]).all()
    assert (out[gone] > boxes.stamp("release")[gone]).all()
    assert (there[gone] > boxes.stamp("release")[gone]).any()  # released on the way
    assert (there[gone] < boxes.stamp("release")[gone]).any()  # and in the yard


def test_a_dray_truck_passes_the_gates_and_the_road_takes_20_min(records: Records) -> None:
    boxes = records.by_stream["off_dock"]
    left, there = boxes.stamp("gate_out"), boxes.stamp("at_off_dock_yard")
    done = np.isfinite(there)
    assert (there[done] - left[done] >= 20 + 3 - 1e-9).all()
    places = {each.slot.place for each in boxes.done if len(each.visits.index)}
    assert {"gate_in", "gate_out", "dray_truck", "off_dock_stacker", "off_dock_gate"} <= places


def test_a_box_that_is_called_for_exam_is_examined_before_it_is_drayed(records: Records) -> None:
    boxes = records.by_stream["off_dock"]
    examined, there = boxes.stamp("exam_end"), boxes.stamp("at_off_dock_yard")
    both = np.isfinite(examined) & np.isfinite(there)
    assert both.any()
    assert (examined[both] < there[both]).all()
    assert not np.isfinite(examined[~boxes.traits["selected_for_exam"]]).any()


def test_its_slot_in_the_yard_is_free_once_it_is_lifted_out(records: Records) -> None:
    boxes = records.by_stream["off_dock"]
    (stay,) = (each.visits for each in boxes.done if each.slot.label == "in_block")
    (lifted,) = (each.visits for each in boxes.done if each.slot.label == "lift_on")
    ended = np.full(boxes.n, np.nan)
    ended[stay.index] = stay.ended
    assert np.array_equal(ended[lifted.over.index], lifted.over.ended)


def test_both_engines_give_the_same_records(scenario: Scenario, records: Records) -> None:
    assert records.raw.equals(portsim.run(scenario.with_engine("simpy")).raw)
