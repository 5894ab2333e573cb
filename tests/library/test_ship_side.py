"""LCL boxes at the ship's side: the order of milestones, the truck that waits, the places of the apron."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from portsim.kpis.milestones import milestones_in_order
from portsim.records.records import Records
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.run import run

MEASURE = "lcl_direct_pickup"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    loaded = load("ocean_gate").with_engine("compiled").with_study(days=2, warm_up_days=1, run_out="3 day")
    return loaded.set(f"measures.{MEASURE}.uptake", "100 %").set(f"measures.{MEASURE}.apron.places", 1)


@pytest.fixture(scope="module")
def records(scenario: Scenario) -> Records:
    return run(scenario, 0, MEASURE)


def visits(records: Records, label: str) -> dict[int, tuple[float, float, float]]:
    """Box to when it queued, began and ended a step [min]."""
    table = records.visits_table()
    rows = table[(table["stream"] == "lcl_box") & (table["label"] == label)]
    times = rows[["shipment", "queued", "started", "ended"]].itertuples(index=False)
    return {
        int(ship): (float(queued), float(started), float(ended)) for ship, queued, started, ended in times
    }


def test_stages_are_in_the_order_of_the_old_way_also_with_the_measure(scenario: Scenario) -> None:
    """The truck may be at the gate before its box is off; the stages of both ways are compared."""
    order = milestones_in_order(scenario.world("baseline"), "lcl_box")
    assert order[:3] == ("arrival", "discharge", "release")
    assert milestones_in_order(scenario.world(MEASURE), "lcl_box") == order


def test_a_truck_waits_at_the_ship_s_side_until_its_box_is_on_the_apron(records: Records) -> None:
    waits, released = visits(records, "wait_at_ship_side"), visits(records, "released_at_ship_side")
    both = [ship for ship in waits if ship in released and np.isfinite(waits[ship][2])]
    assert len(both) > 10
    for ship in both:
        assert waits[ship][2] == max(waits[ship][0], released[ship][2])
    assert any(waits[ship][2] > waits[ship][0] for ship in both)


def test_one_place_holds_one_box_until_it_is_lifted_onto_its_truck(records: Records) -> None:
    """The next box of the terminal has the place when the one before is lifted, and not earlier."""
    places, lifted = visits(records, "on_the_apron"), visits(records, "lift_on_direct")
    held = sorted((*times[1:], ship) for ship, times in places.items() if np.isfinite(times[1]))
    assert len(held) > 10
    for (_, left, ship), (begun, _, _) in pairwise(held):
        assert left <= begun
        assert left == lifted[ship][2]
    assert any(times[1] > times[0] for times in places.values())
