"""What can be changed: positions of sliders, and their groups."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import TINY

import portsim
from portsim.serve.controls import Control, controls
from portsim.serve.groups import MEASURES, OTHER, PORT, grouped

pytestmark = pytest.mark.usefixtures("tiny_folder")


def of(text: str = TINY) -> dict[str, Control]:
    Path("tiny.yaml").write_text(text)
    return {each.name: each for each in controls(portsim.load("tiny.yaml"))}


def test_a_time_has_round_positions_between_the_ends_of_its_range() -> None:
    found = of()["tasks.paper_check"]  # 150 s, 90 s to 240 s: steps of 0.125 min would be 20, 0.2 is round
    assert found.kind == "number"
    assert found.values[0] == "1.5 min"
    assert found.values[-1] == "4 min"
    assert found.texts[found.stated] == "2.5 min"
    assert {"2 min", "2.2 min", "3 min"} <= set(found.values)
    assert found.range == "1.5 min to 4 min"
    assert found.assumed


@pytest.mark.parametrize(
    ("stated", "texts"),
    [
        ("mean: 20 s, k: 3, source: assumption, range: [12 s, 30 s]", ("12 s", "13 s", "20 s", "30 s")),
        ("mean: 3 min, k: 3, source: assumption, range: [20 s, 9 min]", ("20 s", "30 s", "3 min", "9 min")),
        ("mean: 20 h, k: 3, source: assumption, range: [6 h, 3 day]", ("6 h", "9.6 h", "20 h", "3 day")),
    ],
)
def test_a_short_time_is_said_in_a_small_unit(stated: str, texts: tuple[str, ...]) -> None:
    text = TINY.replace("mean: 150 s, k: 3, source: assumption, range: [90 s, 240 s]", stated)
    text = text.replace("per_day: {value: 100", "per_day: {value: 1")
    found = of(text)["tasks.paper_check"]
    assert (found.texts[0], found.texts[1], found.texts[found.stated], found.texts[-1]) == texts


def test_servers_without_a_range_go_from_one_to_twice_as_many() -> None:
    found = of()["places.gate_in.lanes"]  # 2 lanes
    assert found.values == ("1", "2", "3", "4")
    assert found.stated == 1
    assert not found.assumed


def test_servers_by_terminal_have_a_slider_each() -> None:
    text = TINY.replace(
        "terminals: {north: {title: North, share: {value: 1, source: A1}}}",
        "terminals: {north: {title: North, share: {value: 50 %, source: A1}}, "
        "south: {title: South, share: {value: 50 %, source: A1}}}",
    ).replace(
        "gate_in: {lanes: {value: 2, source: A1}}",
        "gate_in: {lanes: {value: {north: 2, south: 3}, source: assumption, range: [1, 6]}}",
    )
    found = of(text)
    assert found["places.gate_in.lanes.value.north"].values == ("1", "2", "3", "4", "5", "6")
    assert found["places.gate_in.lanes.value.south"].texts[2] == "3"
    assert "places.gate_in.lanes" not in found


def test_a_shape_without_a_mean_of_its_own_moves_by_shares() -> None:
    text = TINY.replace(
        "gate_to_yard: {shape: triangular, low: 2 min, mode: 4 min, high: 8 min, source: A1}",
        "gate_to_yard: {shape: triangular, low: 2 min, mode: 3 min, high: 4 min, source: A1, "
        "range: [2 min, 4 min]}",
    )
    found = of(text)["tasks.gate_to_yard"]
    assert found.kind == "share"
    assert (found.values[0], found.values[-1]) == (0.0, 1.0)
    assert (found.texts[0], found.texts[found.stated], found.texts[-1]) == ("2 min", "3 min", "4 min")


def test_a_calendar_with_alternatives_is_a_choice() -> None:
    text = TINY.replace(
        'open_hours: {hours: [["06:00", "12:00"], ["13:00", "24:00"]], source: A1}',
        'open_hours: {hours: [["06:00", "24:00"]], source: A1, alternatives: {always: {hours: 00:00-24:00}}}',
    )
    found = of(text)["calendars.open_hours"]
    assert found.kind == "choice"
    assert found.values == ("", "always")


def test_groups_are_measures_then_places_that_the_same_flows_visit() -> None:
    text = TINY.replace(
        "uptake: {value: 90 %, source: A1}", "uptake: {value: 90 %, source: assumption, range: [50 %, 100 %]}"
    )
    scenario_controls = of(text)
    groups = grouped(portsim.load("tiny.yaml"), scenario_controls.values())
    assert [(each.part, each.title) for each in groups] == [
        (MEASURES, "QR gate pass"),
        (PORT, "Berth, boarding officer"),  # of the vessel's flow
        (PORT, "Gate-in, gate-out, trouble desk and more"),  # of the truck's flow, with the crane
    ]
    gate = groups[2].controls
    assert [title for title, _ in gate][:2] == ["Gate-in: lanes", "Gate-out: lanes"]
    assert ("Paper check", "tasks.paper_check") in [(title, each.name) for title, each in gate]
    assert OTHER not in {each.part for each in groups}


def test_every_input_of_a_shipped_scenario_has_a_control_in_one_group() -> None:
    scenario = portsim.load("ocean_gate")
    found = controls(scenario)
    placed = [each.name for group in grouped(scenario, found) for _, each in group.controls]
    assert sorted(placed) == sorted(each.name for each in found)
    changed = {key for each in found for key in each.keys}
    assert {each for each in changed if each.endswith(".uptake")} >= {"measures.qr_gate_pass.uptake"}
    for each in found:
        assert len(each.values) == len(each.texts) > each.stated >= 0, each.name
