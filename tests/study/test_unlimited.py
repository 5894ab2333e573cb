"""The second run of the first replications: the same draws, the same hours, and no queue anywhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny import GATE_CLAIMS, TINY

from portsim.kpis.kpi import KPI
from portsim.model.world import World
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.run import run_world
from portsim.study.study import compare
from portsim.study.unlimited import MANY, unlimited

pytestmark = pytest.mark.usefixtures("tiny_folder")

BUSY = TINY.replace("gate_in: {lanes: {value: 2", "gate_in: {lanes: {value: 1").replace(
    "per_day: {value: 100 per day", "per_day: {value: 300 per day"
)


def busy(replications: int = 2) -> Scenario:
    Path("claims.yaml").write_text(GATE_CLAIMS)
    Path("tiny.yaml").write_text(f"claims: claims.yaml\n{BUSY}")
    return load("tiny.yaml").with_study(replications=replications)


def figures(scenario: Scenario, world: World) -> dict[str, float]:
    records = run_world(world, scenario, 0)
    return {
        name: scenario.library[KPI][name].value(records)
        for name in ("gate_queue_time", "gate_transaction_time")
    }


def test_nobody_queues_and_all_works_as_long() -> None:
    scenario = busy()
    with_queue = figures(scenario, scenario.baseline)
    without = figures(scenario, unlimited(scenario.baseline))
    assert with_queue["gate_queue_time"] > 1 and without["gate_queue_time"] == 0
    assert without["gate_transaction_time"] == pytest.approx(with_queue["gate_transaction_time"])


def test_opening_hours_are_inputs_and_stay() -> None:
    """A truck that comes to the gate out while it is closed waits for it, however many lanes it has."""
    scenario = load("tiny.yaml")
    records = run_world(unlimited(scenario.baseline), scenario, 0)
    visits = records.visits_table()
    out = visits[visits["label"] == "gate_out"]
    waited = out[out["started"] > out["queued"]]
    assert len(waited) and set(np.round(waited["started"] % 1440)) <= {360.0, 780.0}


def test_every_place_has_many_servers_and_none_fails() -> None:
    Path("tiny.yaml").write_text(
        TINY.replace(
            "gate_in: {lanes: {value: 2, source: A1}}",
            "gate_in: {lanes: {value: 2, source: A1}, breakdown: {between: {shape: constant, mean: 5 h, "
            "source: A1}, repair: {shape: constant, mean: 1 h, source: A1}}}",
        )
    )
    world = load("tiny.yaml").baseline
    places = unlimited(world).port.places
    assert {place.servers.at("north") for place in places.values()} == {MANY}
    assert all(place.breakdown is None for place in places.values())
    assert places["gate_out"].calendar == "open_hours" and places["yard_crane"].pools("north") == 2
    assert world.port.places["gate_in"].servers.at("north") == 2  # the world itself is as it was


def test_a_place_that_a_terminal_lacks_is_not_built() -> None:
    world = load("xiamen").baseline
    gate = world.port.places["gate_in"]
    none = gate.servers.by_user(value={"ocean_gate": 3, "haicang": 0, "dongdu": 2})
    places = {**world.port.places, "gate_in": gate.model_copy(update={"servers": none})}
    lacking = World(world.port.model_copy(update={"places": places}), world.flows, world.library)
    found = unlimited(lacking).port.places["gate_in"].servers
    assert [found.at(name) for name in ("ocean_gate", "haicang", "dongdu")] == [MANY, 0, MANY]


def audit(scenario: Scenario) -> pd.DataFrame:
    return compare(scenario.only("qr"), workers=1).audit.set_index("reading")


def test_the_labels_of_a_study_follow() -> None:
    table = audit(busy())
    assert table["label"].to_dict() == {
        "with the queue": "emergent",
        "at the lane": "product of inputs",
        "times": "product of inputs",
    }
    lane = table.loc["at the lane"]
    assert table.loc["with the queue", "unlimited"] == lane["unlimited"] == pytest.approx(2.5, rel=0.1)
    assert lane["closed_form"] == 2.5
    assert table.loc["times", "closed_form"] == pytest.approx(1 - 20 / 150)


@pytest.mark.parametrize(("replications", "again"), [(2, 1), (11, 1), (12, 2)])
def test_a_sixth_of_the_replications_is_run_again_and_at_least_one(replications: int, again: int) -> None:
    assert set(audit(busy(replications))["unlimited_n"]) == {again}


def test_the_second_run_moves_no_figure_of_the_first() -> None:
    scenario = busy().only("qr")
    one, other = (compare(scenario, workers=1, claims=claims).comparison for claims in (True, False))
    pd.testing.assert_frame_equal(one, other)
