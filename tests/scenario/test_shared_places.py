"""A place that terminals share: one queue for the shipments of all of them, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from logged import logged
from side_by_side import first_difference
from worlds import lowered

import portsim
from portsim.base.errors import ConfigError
from portsim.engine import simpy_engine
from portsim.engine.choice import ready
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.scenario import Scenario
from portsim.workload.build import build

TERMINALS = (
    "  t: {title: T, share: {value: 1, source: user}}",
    "  east: {title: East, share: {value: 60 %, source: user}}\n"
    "  west: {title: West, share: {value: 40 %, source: user}}",
)
LANE = "gate_in: {lanes: {value: 1, source: user}}"
SHARED = (LANE, "gate_in: {lanes: {value: 1, source: user}, serves: [east, west]}")
AT_ONCE = [0.0, 0.0, 1.0]  # arrivals [min]: two together, one at each terminal, and a third
WHERE = {"terminal": ["east", "west", "west"]}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def checks(scenario: Scenario) -> list[tuple[float, float]]:
    """Begin and end [min] of each paper check, in the order of the trucks."""
    visits = portsim.run(scenario, 0).visits_table()
    own = visits[visits["place"] == "gate_in"].sort_values("shipment")
    return list(zip(own["started"], own["ended"], strict=True))


def test_terminals_with_a_gate_each_do_not_wait_for_one_another() -> None:
    assert checks(logged(AT_ONCE, TERMINALS, columns=WHERE)) == [(0, 3), (0, 3), (3, 6)]


def test_trucks_of_all_terminals_stand_in_one_queue() -> None:
    """One lane, 3 min each: who comes first is served first, whatever the terminal."""
    scenario = logged(AT_ONCE, TERMINALS, SHARED, columns=WHERE)
    assert checks(scenario) == [(0, 3), (3, 6), (6, 9)]


def test_both_engines_leave_the_same_records() -> None:
    cranes = (
        "yard_crane: {cranes: {value: 1, source: user}}",
        "yard_crane: {cranes: {value: 1, source: user}, blocks: {value: 3, source: user}, "
        "serves: [west, east]}",
    )
    scenario = logged(
        [0.5 * k for k in range(200)], TERMINALS, SHARED, cranes, columns={"terminal": ["east", "west"] * 100}
    )
    world = scenario.baseline
    workload = build(world, 600.0, 1, 0)
    programs = lowered(workload)
    one, two = simpy_engine.run(programs, workload), ready("compiled")(programs, workload)
    assert first_difference(one, two, programs, ("simpy", "compiled")) == ""
    assert {terminal for place, terminal, _ in workload.capacity if place == "yard_crane"} == {1}
    assert workload.sites == {"gate_in": (0, 0), "yard_crane": (1, 1)}


def test_the_work_of_all_is_offered_where_the_place_stands() -> None:
    """480 trucks a day, 3 min each, one lane: 1440 of 1440 min; at a gate each 0.6 and 0.4 of that."""
    many = [3.0 * k for k in range(480 * 7)]
    columns = {"terminal": (["east"] * 3 + ["west"] * 2) * (480 * 7 // 5)}
    found = {}
    for name, edits in (("apart", (TERMINALS,)), ("shared", (TERMINALS, SHARED))):
        world = logged(many, *edits, columns=columns).baseline
        found[name] = {e.terminal: e.mean for e in offered_loads(world) if e.place == "gate_in"}
    assert found["apart"] == pytest.approx({"east": 0.6, "west": 0.4})
    assert found["shared"] == pytest.approx({"east": 1.0})


def test_a_figure_for_each_terminal_is_for_those_where_it_stands() -> None:
    lanes = "gate_in: {lanes: {value: {east: 2}, source: user}, serves: [east, west]}"
    scenario = logged(AT_ONCE, TERMINALS, (LANE, lanes), columns=WHERE)
    assert checks(scenario) == [(0, 3), (0, 3), (3, 6)]


@pytest.mark.parametrize(
    ("serves", "text"),
    [
        ("[east]", "got east alone, allowed two terminals or more that share the place"),
        ("[east, wets]", "unknown terminal 'wets' (nearest: west)"),
        ("[east, west, east]", "names terminal 'east' twice"),
    ],
)
def test_terminals_that_cannot_share_it_are_told(serves: str, text: str) -> None:
    shared = LANE.replace("}}", f"}}, serves: {serves}}}")
    with pytest.raises(ConfigError) as caught:
        logged(AT_ONCE, TERMINALS, (LANE, shared), columns=WHERE)
    assert str(caught.value) == f"gate.yaml:8:46: places.gate_in.serves: {text}"


def test_blocks_of_another_place_are_shared_by_the_same_terminals() -> None:
    cranes = (
        "yard_crane: {cranes: {value: 1, source: user}}",
        "yard_crane: {cranes: {value: 1, source: user}, as_at: gate_out}",
    )
    out = (
        "gate_out: {lanes: {value: 1, source: user}}",
        "gate_out: {lanes: {value: 1, source: user}, serves: [east, west]}",
    )
    with pytest.raises(
        ConfigError, match="'gate_out' is not shared by the same terminals; give both the same"
    ):
        logged(AT_ONCE, TERMINALS, cranes, out, columns=WHERE)
