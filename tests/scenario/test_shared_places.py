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
from portsim.report.terminal.screens import show_loads
from portsim.scenario.inputs import inputs
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


def test_messages_and_the_table_of_loads_name_all_terminals_that_share_a_place(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """481 trucks a day, 3 min each: 1443 of 1440 min."""
    monkeypatch.setenv("COLUMNS", "120")
    columns = {"terminal": ["east"] * 481 * 7}
    busy = [1440 / 481 * k for k in range(481 * 7)]
    gate, cranes = (f"gate_in: {{lanes: {{value: {n}, source: user}}, serves: [east, west]}}" for n in (1, 2))
    with pytest.raises(ConfigError, match=r"places.gate_in: offered load 1.00 at east, west: more work"):
        logged(busy, TERMINALS, (LANE, gate), columns=columns)
    scenario = logged(busy, TERMINALS, (LANE, cranes), columns=columns)
    show_loads(scenario)
    rows = [line.split("\u2502")[1:3] for line in capsys.readouterr().out.splitlines() if "\u2502" in line]
    terminals = {tuple(map(str.strip, row)) for row in rows}
    assert ("Gate-in", "East, West (shared)") in terminals
    assert {("Gate-out", "East"), ("Gate-out", "West")} <= terminals
    assert ("Gate-in", "East") not in terminals


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


FAR = (
    "  west: {title: West, share: {value: 40 %, source: user}}",
    "  west: {title: West, share: {value: 40 %, source: user}, "
    "times: {paper_check: {shape: constant, mean: 5 min, source: user}}}",
)


def apart() -> tuple[str, str]:
    old, new = TERMINALS
    return old, new.replace(*FAR)


def test_a_task_takes_its_own_time_at_a_terminal() -> None:
    """3 min in the east; in the west, whose clerk is slower, 5, for one truck after the other."""
    assert checks(logged(AT_ONCE, apart(), columns=WHERE)) == [(0, 3), (0, 5), (5, 10)]


def test_the_load_goes_by_the_time_at_the_terminal() -> None:
    """480 trucks a day: 288 of 3 min in the east, 192 of 5 min in the west."""
    many = [3.0 * k for k in range(480 * 7)]
    columns = {"terminal": (["east"] * 3 + ["west"] * 2) * (480 * 7 // 5)}
    world = logged(many, apart(), columns=columns).baseline
    found = {each.terminal: each.mean for each in offered_loads(world) if each.place == "gate_in"}
    assert found == pytest.approx({"east": 288 * 3 / 1440, "west": 192 * 5 / 1440})
    assert world.port.average_time("paper_check") == pytest.approx(0.6 * 3 + 0.4 * 5)


def test_draws_of_other_terminals_stay_what_they_are() -> None:
    """Random times: only trucks of the terminal that differs get others."""
    random = (
        "paper_check: {shape: constant, mean: 3 min, source: user}",
        "paper_check: {shape: exponential, mean: 3 min, source: user}",
    )
    columns = {"terminal": ["east", "west"] * 50}
    arrivals = [10.0 * k for k in range(100)]
    same = [end - begin for begin, end in checks(logged(arrivals, random, TERMINALS, columns=columns))]
    other = [end - begin for begin, end in checks(logged(arrivals, random, apart(), columns=columns))]
    assert other[0::2] == pytest.approx(same[0::2])
    assert other[1::2] == pytest.approx([5.0] * 50)
    assert len({round(each, 6) for each in same}) == 100


def test_a_time_of_a_terminal_can_be_uncertain() -> None:
    ranged = FAR[1].replace("source: user}}}", "source: assumption, range: [4 min, 8 min]}}}")
    old, new = TERMINALS
    scenario = logged(AT_ONCE, (old, new.replace(FAR[0], ranged)), columns=WHERE)
    assert [each.name for each in inputs(scenario)] == ["terminals.west.times.paper_check"]
    slower = scenario.set("terminals.west.times.paper_check.mean", "8 min")
    assert checks(slower)[1] == (0, 8)


def test_a_time_of_no_task_is_told() -> None:
    old, new = apart()
    with pytest.raises(ConfigError, match=r"terminals\.west\.times\.paper_chek: unknown task 'paper_chek'"):
        logged(AT_ONCE, (old, new.replace("paper_check", "paper_chek")), columns=WHERE)
