"""Boxes drayed to a yard off the dock: through the gates, released and fetched there; both engines agree."""

from __future__ import annotations

import numpy as np
import pytest
from drayed import OFF_DOCK

import portsim
from portsim.records.records import Records
from portsim.scenario.scenario import Scenario


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


def test_both_engines_give_the_same_records(scenario: Scenario) -> None:
    short = scenario.with_study(days=2, run_out="2 day")
    one, other = (portsim.run(short.with_engine(engine)) for engine in ("compiled", "simpy"))
    assert np.isfinite(one.by_stream["off_dock"].stamp("off_dock_out")).sum() > 5
    assert one.raw.equals(other.raw)
