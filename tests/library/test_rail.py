"""Boxes by rail: they pass no gate, leave after their release and with the trains, and both engines agree."""

from __future__ import annotations

import numpy as np
import pytest
from railed import RAIL

import portsim
from portsim.base.arrays import Floats
from portsim.records.records import Records
from portsim.records.shipments import Shipments
from portsim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def railed(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    file = tmp_path_factory.mktemp("rail") / "rail.yaml"
    file.write_text(RAIL)
    return portsim.load(file).with_study(days=3, warm_up_days=0, run_out="3 day")


@pytest.fixture(scope="module")
def records(railed: Scenario) -> Records:
    return portsim.run(railed.with_engine("compiled"))


def moments(shipments: Shipments, label: str, edge: str) -> Floats:
    """When each shipment came to an edge of a step [min], NaN where it did not; shape (n,)."""
    out = np.full(shipments.n, np.nan)
    for done in shipments.done:
        if done.slot.label == label:
            out[done.visits.index] = getattr(done.visits, edge)
    return out


def test_a_box_leaves_after_its_release_and_when_trains_are_loaded(records: Records) -> None:
    boxes = records.by_stream["rail_import"]
    released, called = boxes.stamp("release"), moments(boxes, "train_loading", "ended")
    gone = np.isfinite(boxes.stamp("on_train"))
    assert gone.sum() > 20
    assert (called[gone] >= released[gone]).all()
    hours = called[gone] % 1440 / 60
    assert set(hours.tolist()) == {6.0, 18.0}
    lifted, loaded = moments(boxes, "lift_on", "ended"), moments(boxes, "load_wagon", "started")
    assert (loaded[gone] - lifted[gone] >= 5 - 1e-9).all()  # the way to the track takes 5 min


def test_a_box_by_train_passes_no_gate_and_goes_aboard(records: Records) -> None:
    boxes = records.by_stream["rail_export"]
    places = {done.slot.place for done in boxes.done if len(done.visits.index)}
    assert {"rail_crane", "yard_tractor", "yard_crane", "yard_block"} <= places
    assert not {"gate_in", "gate_out", "trouble_desk"} & places
    aboard = np.isfinite(boxes.stamp("loaded"))
    assert aboard.any()
    assert (boxes.stamp("loaded")[aboard] > boxes.stamp("release")[aboard]).all()
    assert (boxes.stamp("off_train")[aboard] > boxes.arrival[aboard]).all()


def test_both_engines_give_the_same_records(railed: Scenario, records: Records) -> None:
    assert records.raw.equals(portsim.run(railed.with_engine("simpy")).raw)
