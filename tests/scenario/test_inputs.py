"""The uncertain inputs of a scenario: what is varied, together or alone, and a port that can do its work."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from logged import evenly, logged
from tiny import TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.model.world import World
from portsim.scenario.apply import Means, changed
from portsim.scenario.inputs import drawn, fixed, inputs
from portsim.scenario.scenario import Scenario
from portsim.scenario.sections import Use

RANGED = TINY.replace(
    "gate_in: {lanes: {value: 2, source: A1}}",
    "gate_in: {lanes: {value: 2, source: assumption, range: [1, 4]}}",
).replace(
    "check_out: {shape: constant, mean: 45 s, source: A1}",
    "check_out: {shape: constant, mean: 60 s, source: assumption, range: [30 s, 120 s]}",
)

GROUP = "together: {group: [tasks.paper_check, demand.domestic.per_day, tasks.gate_to_yard]}"


def scenario(text: str = RANGED) -> Scenario:
    Path("tiny.yaml").write_text(text)
    return portsim.load("tiny.yaml")


@pytest.fixture(autouse=True)
def here(tiny_folder: None) -> None:
    """All scenarios lie in a folder of their own."""


def names(of: Scenario) -> list[str]:
    return [each.name for each in inputs(of)]


def test_every_number_with_a_range_is_an_input() -> None:
    assert names(scenario()) == ["places.gate_in.lanes", "tasks.check_out", "tasks.paper_check"]


def test_a_measure_counts_where_an_alternative_uses_it() -> None:
    text = RANGED.replace(
        "uptake: {value: 90 %, source: A1}", "uptake: {value: 90 %, source: assumption, range: [50 %, 98 %]}"
    )
    key = "measures.qr_gate_pass.uptake"
    assert key in names(scenario(text))
    assert key not in names(scenario(text).only("lanes"))


def test_an_input_is_drawn_and_the_others_stay() -> None:
    world = drawn(scenario(), {"tasks.check_out": 1.0}).scenario
    tasks = world.baseline.port.tasks
    assert (tasks["check_out"].average, tasks["paper_check"].average) == (2.0, 2.5)
    assert world.identity != scenario().identity
    assert drawn(scenario(), {}).scenario.identity == scenario().identity


def test_a_drawn_option_reaches_an_alternative_that_has_others_of_its_own() -> None:
    text = RANGED.replace(
        "scan_code: {shape: constant, mean: 20 s, source: A1}",
        "scan_code: {shape: constant, mean: 20 s, source: assumption, range: [10 s, 60 s]}",
    ).replace("  qr: [qr_gate_pass]", "  qr: [{measure: qr_gate_pass, options: {uptake: 50 %}}]")
    world = drawn(scenario(text), {"measures.qr_gate_pass.scan_code": 1.0}).scenario
    assert world.world("qr").port.tasks["scan_code"].average == pytest.approx(1.0)
    assert world.world("qr").port.traits["has_code"].share.value == pytest.approx(0.5)


def test_together_inputs_move_as_one_and_the_other_way_with_a_minus() -> None:
    text = RANGED + "together: {checks: [tasks.paper_check, -tasks.check_out]}\n"
    own = scenario(text)
    assert names(own) == ["checks", "places.gate_in.lanes"]
    tasks = drawn(own, {"checks": 1.0}).scenario.baseline.port.tasks
    assert tasks["paper_check"].average == pytest.approx(4.0)  # its high end
    assert tasks["check_out"].average == pytest.approx(0.5)  # its low end


@pytest.mark.parametrize(
    ("together", "text"),
    [
        (
            "{checks: [tasks.paper_check, tasks.check_uot]}",
            "tiny.yaml:47:40: together.checks: unknown input 'tasks.check_uot' (nearest: tasks.check_out)",
        ),
        (
            "{checks: [tasks.paper_check, tasks.lift_domestic]}",
            "tiny.yaml:47:40: together.checks: tasks.lift_domestic has no range to vary it in",
        ),
        (
            "{a: [tasks.paper_check, tasks.check_out], b: [places.gate_in.lanes, tasks.check_out]}",
            "tiny.yaml:47:53: together.b: tasks.check_out stands in a already; an input moves with one group",
        ),
        (
            "{a: [tasks.paper_check, tasks.paper_check]}",
            "tiny.yaml:47:35: together.a: tasks.paper_check stands twice",
        ),
    ],
)
def test_a_group_that_cannot_be_is_refused(together: str, text: str) -> None:
    own = scenario(f"{RANGED}together: {together}\n")
    with pytest.raises(ConfigError) as error:
        inputs(own)
    line = RANGED.count("\n") + 1
    assert str(error.value) == text.replace("tiny.yaml:47", f"tiny.yaml:{line}")


def test_a_group_is_refused_in_another_folder_too() -> None:
    Path("ports").mkdir()
    Path("ports/evidence.yaml").write_text(Path("evidence.yaml").read_text())
    Path("ports/tiny.yaml").write_text(
        f"{RANGED}together: {{checks: [tasks.paper_check, tasks.check_uot]}}\n"
    )
    with pytest.raises(ConfigError, match=r"^ports/tiny.yaml:.* unknown input 'tasks.check_uot'"):
        inputs(portsim.load("ports/tiny.yaml"))


def test_a_group_goes_without_what_the_user_set() -> None:
    group = "together: {checks: [tasks.paper_check, tasks.check_out, places.gate_in.lanes]}"
    Path("base.yaml").write_text(f"{RANGED}{group}\n")
    base = portsim.load("base.yaml")
    (checks,) = (each for each in inputs(base.set("places.gate_in.lanes", 3)) if each.name == "checks")
    assert list(checks.numbers) == ["tasks.paper_check", "tasks.check_out"]


def test_a_group_goes_without_what_a_log_decides() -> None:
    ranged = "{shape: constant, mean: 3 min, source: assumption, range: [2 min, 4 min]}"
    own = logged(
        evenly(100, 8),
        ("paper_check: {shape: constant, mean: 3 min, source: user}", f"paper_check: {ranged}"),
        ("gate_to_yard: {shape: constant, mean: 3 min, source: user}", f"gate_to_yard: {ranged}"),
        ("compare: {slow: [slow]}", GROUP),
    )
    (group,) = inputs(own)
    assert list(group.numbers) == ["tasks.paper_check", "tasks.gate_to_yard"]


def test_places_with_too_much_work_get_the_fewest_servers_that_can_do_it() -> None:
    # 100 trucks in 16 hours, 2.5 min each at the check: 15.6 of 60 minutes an hour, so one lane does; at
    # 40 min they ask for 250 of 60 minutes in these hours, 4.17 lanes, and the next whole number is 5
    text = RANGED.replace("range: [90 s, 240 s]", "range: [90 s, 40 min]")
    world, raised = drawn(scenario(text), {"tasks.paper_check": 1.0, "places.gate_in.lanes": 0.0})
    assert raised == ("gate_in",)
    assert world.baseline.port.places["gate_in"].most("north") == 5
    few, none = drawn(scenario(text), {"places.gate_in.lanes": 0.0})
    assert none == () and few.baseline.port.places["gate_in"].most("north") == 1


def test_shares_are_found_again_where_an_input_is_as_stated() -> None:
    found = {each.name: each for each in inputs(scenario())}
    # triangular from 90 to 240 s, most likely 150 s: 60 of 150 s lie below
    assert found["tasks.paper_check"].stated == pytest.approx(60 / 150, abs=1e-6)
    lanes = found["places.gate_in.lanes"]
    # a triangular of 1, 2, 4: (x - 1)^2 / 3 at 1.5, 1 - (4 - x)^2 / 6 at 2.5 and 3.5
    assert lanes.cuts == pytest.approx((0.25 / 3, 1 - 2.25 / 6, 1 - 0.25 / 6), abs=1e-5)
    assert lanes.words_at(lanes.stated) == "2"
    assert found["tasks.paper_check"].cuts == ()


def test_a_group_of_an_extended_file_goes_without_what_is_left_out() -> None:
    group = "together: {checks: [tasks.paper_check, tasks.check_out, measures.qr_gate_pass.uptake]}"
    text = RANGED.replace(
        "uptake: {value: 90 %, source: A1}", "uptake: {value: 90 %, source: A1, range: [50 %, 98 %]}"
    )
    Path("base.yaml").write_text(f"{text}{group}\n")
    Path("mine.yaml").write_text(
        "extends: base.yaml\nname: mine\nmeasures: {qr_gate_pass: null}\ncompare: {qr: null}\n"
    )
    checks = inputs(portsim.load("mine.yaml"))[0]
    assert list(checks.numbers) == ["tasks.paper_check", "tasks.check_out"]


def test_a_drawn_world_may_be_what_an_alternative_makes_of_it() -> None:
    world = drawn(scenario(), {"places.gate_in.lanes": 1.0}).scenario  # 4 lanes, as more_lanes has
    assert world.world("lanes").port.places["gate_in"].most("north") == 4


def test_of_other_figures_the_alternatives_that_are_compared_are_made_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a changed number all are: it may be wrong for one that is looked at later."""
    made: list[str] = []

    def noted(means: Means, baseline: World, name: str, uses: tuple[Use, ...]) -> World:
        made.append(name)
        return changed(means, baseline, name, uses)

    one = scenario().only("qr")
    monkeypatch.setattr("portsim.scenario.scenario.changed", noted)
    drawn(one, {"tasks.check_out": 1.0}).scenario.world("qr")
    assert made == ["qr"]
    made.clear()
    one.set("places.gate_in.lanes", 3)
    assert made == ["qr", "lanes"]


def test_an_unknown_input_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ConfigError, match=r"unknown input 'tasks.paper_chek' \(nearest: tasks.paper_check\)"):
        drawn(scenario(), {"tasks.paper_chek": 0.5})


def test_a_number_that_the_user_sets_is_no_input_any_more() -> None:
    own = scenario().set("tasks.check_out", "50 s")
    assert "tasks.check_out" not in names(own)
    world = drawn(own, {"tasks.paper_check": 1.0}).scenario
    assert world.baseline.port.tasks["check_out"].average == pytest.approx(50 / 60)
    again = world.set("places.gate_out.lanes", 2)
    assert again.baseline.port.tasks["paper_check"].average == pytest.approx(4.0)  # as drawn


def test_words_in_place_of_a_range_cannot_be_varied_and_are_said() -> None:
    text = RANGED.replace(
        '["13:00", "24:00"]], source: A1}',
        '["13:00", "24:00"]], source: assumption, range: [day, week]}',
    )
    assert fixed(scenario(text)) == {"calendars.open_hours": "day to week"}


@pytest.mark.parametrize("name", ["ocean_gate", "xiamen", "xiamen_2022", "xiamen_congested"])
def test_every_assumption_of_a_shipped_port_can_be_varied(name: str) -> None:
    own = portsim.load(name)
    assert fixed(own) == {}
    assert len(inputs(own)) > 200


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_ends_of_ranges_of_a_shipped_port_can_run_together(end: float) -> None:
    """The inputs fill a square, and those of each row and of each column stand at their ends at once: each is
    tried twice, among others that it meets but once."""
    own = portsim.load("xiamen_2022")
    known = inputs(own)
    side = math.isqrt(len(known)) + 1
    rows = [known[at : at + side] for at in range(0, len(known), side)]
    columns = [known[at::side] for at in range(side)]
    for together in (*rows, *columns):
        world = drawn(own, {each.name: end for each in together}).scenario
        assert {key for each in together for key in each.numbers} <= set(world.drawn)


@pytest.mark.slow
@pytest.mark.parametrize("end", [0.0, 1.0])
def test_every_end_of_a_range_of_a_shipped_port_can_run(end: float) -> None:
    own = portsim.load("xiamen_2022")
    for each in inputs(own):
        drawn(own, {each.name: end})
