"""The finite yard of the shipped flows: the slots that boxes hold, worked out by hand."""

from __future__ import annotations

from collections import defaultdict

from shipped import FLOWS
from worlds import Given, ends, flow, play, times, workload

from portsim.kpis.kpi import KPI
from portsim.model.chance import NEVER
from portsim.model.steps import signal, travel
from portsim.records.records import Records
from portsim.scenario.load import load
from portsim.study.run import run_world

PLACES = (
    "gate_in gate_out trouble_desk yard_crane yard_tractor vessel_tractor quay_crane exam_stacker scanner "
    "exam_bay haulier_desk"
)
BY_LEVEL = {"one_above": "yard_block", "another_above": "yard_block"}
PAPERS = flow("papers", signal("papers_released"), signal("papers_handed_over"), signal("exam_order"))


def a_minute(**others: float) -> dict[str, float]:
    """Every step takes a minute, but for some."""
    lasts: dict[str, float] = defaultdict(lambda: 1.0, others)
    return lasts


def terminal(call: tuple[str, float], box: Given, slots: int) -> Records:
    """A vessel that says what it says after so many minutes, papers that are there, two boxes, one block."""
    said, at = call
    streams = {
        "vessel": Given([0.0], ("call",), {"until": at}),
        "paper": Given([0.0], ("papers",)),
        "box": box,
    }
    flows = [flow("call", travel("until"), signal(said)), PAPERS, *FLOWS.values()]
    servers = {**dict.fromkeys(PLACES.split(), 10), "yard_block": slots}
    return play(workload(flows, streams, servers, {"exam_shift": [40.0]}, levels=BY_LEVEL))


def exports(slots: int, examined: tuple[bool, bool] = (False, False)) -> Records:
    """Two trucks, at 0 and 5, are at the block two minutes later; loading begins at 50."""
    never = [False, False]
    box = Given(
        [0.0, 5.0],
        ("export_truck", "export_loading"),
        a_minute(to_next_call=100),
        {"selected_for_exam": list(examined)},
        {"trouble": never, "image_suspect": never},
        carrier=[0, 0],
        declaration=[1, 1],
        levels={"one_above": [NEVER] * 2, "another_above": [NEVER] * 2},
    )
    return terminal(("loading_open", 50.0), box, slots)


def test_with_room_a_truck_does_not_wait_and_a_box_has_its_slot_until_it_is_lifted_out() -> None:
    """Both are lifted to the vessel from 50 to 51."""
    records = exports(slots=2)
    assert times(records, "in_block") == [(2, 2, 51), (7, 7, 51)]
    assert times(records, "lift_off") == [(2, 2, 3), (7, 7, 8)]


def test_a_truck_whose_block_is_full_waits_for_a_slot() -> None:
    """The second has the slot of the first at 51; its box has missed this call, and goes with the next."""
    records = exports(slots=1)
    assert times(records, "in_block") == [(2, 2, 51), (7, 51, 153)]
    assert times(records, "lift_off") == [(2, 2, 3), (51, 51, 52)]
    assert ends(records, "gate_out") == [5, 54]


def test_a_box_keeps_its_slot_while_it_is_at_its_exam() -> None:
    """It is dug out with the shift at 40, and back by 50, when it is loaded; the second truck waits."""
    records = exports(slots=1, examined=(True, False))
    assert times(records, "dig_out")[0] == (40, 40, 41)
    assert ends(records, "restack")[0] < 50
    assert times(records, "in_block") == [(2, 2, 51), (7, 51, 153)]


def imports(slots: int, levels: list[int]) -> Records:
    """Two boxes of a vessel that may discharge at 10; their trucks come at 20 and are at the block at 22."""
    never = [False, False]
    box = Given(
        [0.0, 0.0],
        ("import_box", "import_truck"),
        a_minute(),
        {"selected_for_exam": never},
        {"trouble": never, "image_suspect": never},
        {"planned_pickup": 20},
        carrier=[0, 0],
        declaration=[1, 1],
        levels={"one_above": levels, "another_above": [NEVER] * 2},
    )
    return terminal(("discharge_open", 10.0), box, slots)


def test_a_box_whose_block_is_full_stays_on_its_vessel() -> None:
    """The first is lifted out for its truck at 23; then the second is discharged."""
    records = imports(1, [NEVER, NEVER])
    assert times(records, "in_block")[0] == (10, 10, 23)
    assert times(records, "discharge") == [(10, 10, 11), (23, 23, 24)]


def test_the_level_at_the_crane_decides_whether_a_box_is_shifted() -> None:
    """Both shift at two boxes there: the first does, as the second waits for its slot, and is lifted out at
    24; the second is alone when its truck comes, and does not."""
    records = imports(1, [2, 2])
    assert times(records, "shift_first") == [(22, 22, 23)]
    assert times(records, "in_block")[0] == (10, 10, 24)
    assert times(records, "discharge")[1] == (24, 24, 25)


def test_a_port_with_too_few_slots_fills_up_and_its_trucks_wait() -> None:
    """ocean_gate with 600 slots a block, where Little's law asks for about 640; the boxes that are there at
    the start are those that leave before the end, so the run is long."""
    scenario = load("ocean_gate").with_engine("compiled").with_study(days=1, warm_up_days=0, run_out="20 day")
    full = scenario.set("places.yard_block.slots", 600)
    found = {}
    for name, each in (("usual", scenario), ("full", full)):
        records = run_world(each.baseline, each, 0)
        found[name] = [each.library[KPI][kpi].value(records) for kpi in ("yard_fill_peak", "truck_turn_time")]
    assert found["usual"][0] < 1 and found["full"][0] == 1
    assert found["full"][1] > found["usual"][1] + 5
