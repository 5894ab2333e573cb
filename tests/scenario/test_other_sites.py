"""Other sites: who goes where, in which time, in which queue, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from logged import evenly
from side_by_side import first_difference
from sited import FAR, LANES, TERMINALS, THIRD, share, sited
from worlds import draw, flow, lasting, lowered, one, port, stream_of
from worlds import share as of

import portsim
from portsim.engine import simpy_engine
from portsim.engine.choice import ready
from portsim.model.demand import Declaration, Per
from portsim.model.numbers import ConstantNumber
from portsim.model.other_site import OtherSite, choices
from portsim.model.place import Place
from portsim.model.sourced import Time
from portsim.model.steps import visit
from portsim.report.pages.model import parts
from portsim.scenario.identity import world_key
from portsim.scenario.inputs import inputs
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.scenario import Scenario
from portsim.workload.build import Stream, Workload, build
from portsim.workload.declarations import declarations
from portsim.workload.draws import Draws

REEFERS = [0, 1, 1, 0]
AT_ONCE = [0.0, 0.0, 1.0, 1.0]  # arrivals [min]; a check takes 3 min


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def visits(scenario: Scenario, label: str) -> list[tuple[str, float, float]]:
    """Place, begin and end [min] of each visit to a step, in the order of the trucks."""
    table = portsim.run(scenario, 0).visits_table()
    own = table[table["label"] == label].sort_values("shipment")
    return list(zip(own["place"].astype(str), own["started"], own["ended"], strict=True))


def stream(scenario: Scenario) -> Stream:
    return workload(scenario).streams[0]


def workload(scenario: Scenario) -> Workload:
    return build(scenario.baseline, 7 * 1440.0, 1, 0)


# --- who goes where


def test_those_with_the_trait_queue_at_the_other_site_and_go_its_way() -> None:
    scenario = sited(AT_ONCE, f"  far: {{trait: reefer, {FAR}}}", reefer=REEFERS)
    assert visits(scenario, "gate_in") == [
        ("gate_in", 0, 3),
        ("far_gate", 0, 3),
        ("far_gate", 3, 6),
        ("gate_in", 3, 6),
    ]
    assert [end - begin for _, begin, end in visits(scenario, "gate_to_yard")] == [3, 7, 7, 3]


def test_sites_by_trait_come_first_and_a_share_is_of_the_rest() -> None:
    sites = f"  third: {{{share(100)}, {THIRD}}}\n  far: {{trait: reefer, {FAR}}}"
    scenario = sited(AT_ONCE, sites, reefer=REEFERS)
    places = [place for place, *_ in visits(scenario, "gate_in")]
    assert places == ["third_gate", "far_gate", "far_gate", "third_gate"]


def test_shares_are_of_all_and_what_they_leave_stays() -> None:
    sites = f"  far: {{{share(30)}, {FAR}}}\n  third: {{{share(50)}, {THIRD}}}"
    goes = stream(sited(evenly(400, 7), sites)).goes
    n = len(goes["far"])
    assert not (goes["far"] & goes["third"]).any()
    for name, part in (("far", 0.3), ("third", 0.5)):
        assert goes[name].mean() == pytest.approx(part, abs=3.3 * (part * (1 - part) / n) ** 0.5)


def test_shares_of_all_together_leave_nobody() -> None:
    sites = f"  far: {{{share(30)}, {FAR}}}\n  third: {{{share(70)}, {THIRD}}}"
    goes = stream(sited(evenly(100, 7), sites)).goes
    assert (goes["far"] | goes["third"]).all()


def test_a_larger_share_takes_more_and_moves_no_other_draw() -> None:
    random = ("gate_to_yard: {shape: constant, mean", "gate_to_yard: {shape: exponential, mean")
    few, more = (stream(sited(evenly(100, 7), f"  far: {{{share(p)}, {FAR}}}", random)) for p in (20, 40))
    alone = stream(sited(evenly(100, 7), f"  far: {{trait: reefer, {FAR}}}", random))
    assert few.goes["far"].sum() < more.goes["far"].sum()
    assert not (few.goes["far"] & ~more.goes["far"]).any()
    for key, drawn in few.durations.items():
        assert np.array_equal(drawn, more.durations[key])
        assert np.array_equal(drawn, alone.durations[key])


def test_a_further_site_moves_nobody_of_those_before_it() -> None:
    first = f"  far: {{{share(30)}, {FAR}}}"
    alone = stream(sited(evenly(100, 7), first)).goes["far"]
    both = stream(sited(evenly(100, 7), f"{first}\n  third: {{{share(50)}, {THIRD}}}")).goes["far"]
    assert np.array_equal(alone, both)


@pytest.mark.parametrize(("per", "together"), [("declaration", True), (None, False)])
def test_boxes_of_one_declaration_go_to_one_site_where_it_is_said(per: Per | None, together: bool) -> None:
    three = Declaration(
        boxes=ConstantNumber(mean=3, source="user"), spread=Time(value="1 day", source="user")
    )
    world = port(
        {"work": lasting("1 min")},
        {"box": stream_of(300, declaration=three)},
        places={"gate": Place(servers=one()), "far_gate": Place(servers=one())},
        other_sites={"far": OtherSite(instead={"gate": "far_gate"}, share=of(0.5), per=per)},
    )
    drawn = draw(world, [flow("f", visit("gate", "work"))])["box"]
    keys = declarations(three, "box", drawn.arrival, drawn.terminal.astype(np.int64), Draws(1, 0))
    goes = [drawn.goes["far"][keys == key] for key in np.unique(keys[keys >= 0])]
    assert len(goes) > 80
    assert {bool(each[0]) for each in goes} == {True, False}
    assert all(each.all() or not each.any() for each in goes) is together


# --- the shortest queue

QUEUE = "shortest_queue: gate_in"


def test_each_goes_to_the_shortest_queue_when_it_comes_and_keeps_to_that_site() -> None:
    """One lane each, 3 min a check: the first stays, as both are free; the second goes to the free lane."""
    scenario = sited(AT_ONCE, f"  far: {{{QUEUE}, {FAR}}}")
    assert visits(scenario, "gate_in") == [
        ("gate_in", 0, 3),
        ("far_gate", 0, 3),
        ("gate_in", 3, 6),
        ("far_gate", 3, 6),
    ]
    assert [end - begin for _, begin, end in visits(scenario, "gate_to_yard")] == [3, 7, 3, 7]


def test_the_queue_is_that_beyond_the_servers_at_work() -> None:
    """Two lanes at the far gate: with one truck at each gate, one more finds a free lane there."""
    far = "  far_gate: {lanes: {value: 2, source: user}}\n"
    scenario = sited([0.0, 1.0, 2.0, 2.5], f"  far: {{{QUEUE}, {FAR}}}", far=far)
    assert [place for place, *_ in visits(scenario, "gate_in")] == [
        "far_gate",  # 2 free lanes against 1
        "gate_in",  # 1 free lane each
        "far_gate",  # 1 free lane against none
        "gate_in",  # none at both
    ]


def test_a_third_site_with_a_shorter_queue_wins() -> None:
    sites = f"  far: {{{QUEUE}, {FAR}}}\n  third: {{{QUEUE}, {THIRD}}}"
    scenario = sited([0.0, 0.0, 0.0, 1.0, 1.0, 1.0], sites)
    places = [place for place, *_ in visits(scenario, "gate_in")]
    assert places == ["gate_in", "far_gate", "third_gate"] * 2
    assert [end - begin for _, begin, end in visits(scenario, "gate_to_yard")] == [3, 7, 3] * 2


def test_those_whom_a_site_takes_by_trait_compare_no_queues() -> None:
    sites = f"  far: {{trait: reefer, {FAR}}}\n  third: {{{QUEUE}, {THIRD}}}"
    scenario = sited([0.0, 0.0, 0.0, 0.0], sites, reefer=[1, 1, 0, 0])
    places = [place for place, *_ in visits(scenario, "gate_in")]
    assert places == ["far_gate", "far_gate", "gate_in", "third_gate"]


def test_a_queue_at_a_site_of_one_terminal_is_compared_there_alone() -> None:
    far = "  far_gate: {lanes: {value: {east: 3}, source: user}}\n"
    scenario = sited(
        AT_ONCE,
        f"  far: {{{QUEUE}, terminals: [east], {FAR}}}",
        TERMINALS,
        far=far,
        terminal=["west", "west", "east", "east"],
    )
    places = [place for place, *_ in visits(scenario, "gate_in")]
    assert places == ["gate_in", "gate_in", "far_gate", "far_gate"]


def test_both_engines_choose_the_same_queue() -> None:
    sites = f"  far: {{{QUEUE}, {FAR}}}\n  third: {{{QUEUE}, {THIRD}}}"
    random = ("paper_check: {shape: constant, mean: 3", "paper_check: {shape: exponential, mean: 3")
    drawn = workload(sited(evenly(400, 7), sites, random))
    programs = lowered(drawn)
    one, two = simpy_engine.run(programs, drawn), ready("compiled")(programs, drawn)
    assert first_difference(one, two, programs, ("simpy", "compiled")) == ""


def test_before_a_run_the_work_is_taken_to_go_by_servers() -> None:
    """300 min a day of 1440 for four lanes: as much for the one as for each of the three."""
    far = "  far_gate: {lanes: {value: 3, source: user}}\n"
    scenario = sited(evenly(100, 7), f"  far: {{{QUEUE}, {FAR}}}", far=far)
    loads = {each.place: each.mean for each in offered_loads(scenario.baseline)}
    assert loads["gate_in"] == pytest.approx(300 / 1440 / 4)
    assert loads["far_gate"] == pytest.approx(300 / 1440 / 4)


# --- terminals


def two_terminals(sites: str, *edits: tuple[str, str], **columns: list[object]) -> Scenario:
    return sited(AT_ONCE, sites, TERMINALS, *edits, terminal=["east", "west", "east", "west"], **columns)


def test_each_terminal_has_its_nearest_site() -> None:
    """The way is 3 min, to the far gate 7 min; for the west 9 min, so there the far gate is nearer."""
    west = "west: {title: West, share: {value: 40 %, source: user}"
    longer = (west, f"{west}, times: {{gate_to_yard: {{shape: constant, mean: 9 min, source: user}}}}")
    scenario = two_terminals(f"  far: {{nearest: gate_to_yard, {FAR}}}", longer)
    assert [place for place, *_ in visits(scenario, "gate_in")] == ["gate_in", "far_gate"] * 2
    assert [end - begin for _, begin, end in visits(scenario, "gate_to_yard")] == [3, 7, 3, 7]
    loads = {(each.place, each.terminal): each.mean for each in offered_loads(scenario.baseline)}
    assert loads["far_gate", "east"] == loads["gate_in", "west"] == 0
    assert loads["far_gate", "west"] > 0


def test_of_ways_as_long_the_one_that_the_flow_names_is_the_nearest() -> None:
    same = ("far_way: {shape: constant, mean: 7 min", "far_way: {shape: constant, mean: 3 min")
    scenario = sited(AT_ONCE, f"  far: {{nearest: gate_to_yard, {FAR}}}", same)
    assert {place for place, *_ in visits(scenario, "gate_in")} == {"gate_in"}


def test_a_site_of_one_terminal_stands_there_alone() -> None:
    """Trucks of the east with a reefer go to the far gate, those of the west have none."""
    far = "  far_gate: {lanes: {value: {east: 2}, source: user}}\n"
    scenario = sited(
        AT_ONCE,
        f"  far: {{trait: reefer, terminals: [east], {FAR}}}",
        TERMINALS,
        far=far,
        terminal=["east", "west", "east", "west"],
        reefer=[1, 1, 1, 0],
    )
    assert [place for place, *_ in visits(scenario, "gate_in")] == ["far_gate", "gate_in"] * 2
    drawn = workload(scenario)
    assert [key for key in drawn.capacity if key[0] == "far_gate"] == [("far_gate", 0, 0)]
    assert {each.terminal for each in offered_loads(scenario.baseline) if each.place == "far_gate"} == {
        "east"
    }
    programs = lowered(drawn)
    one, two = simpy_engine.run(programs, drawn), ready("compiled")(programs, drawn)
    assert first_difference(one, two, programs, ("simpy", "compiled")) == ""


def test_terminals_share_a_site() -> None:
    """One lane for the reefers of both terminals: the second waits for the first."""
    far = f"  far_gate: {{{LANES}, serves: [east, west]}}\n"
    scenario = sited(
        AT_ONCE,
        f"  far: {{trait: reefer, {FAR}}}",
        TERMINALS,
        far=far,
        terminal=["east", "west", "east", "west"],
        reefer=[1, 1, 0, 0],
    )
    assert visits(scenario, "gate_in")[:2] == [("far_gate", 0, 3), ("far_gate", 3, 6)]


# --- what is said of it


def test_the_load_is_split_as_the_trucks_are() -> None:
    """100 trucks a day of 3 min: 300 of 1440 min; the far gate has 30 % of it, the third half of the rest."""
    sites = f"  far: {{trait: reefer, {FAR}}}\n  third: {{{share(50)}, {THIRD}}}"
    loads = {each.place: each.mean for each in offered_loads(sited(evenly(100, 7), sites).baseline)}
    whole = 300 / 1440
    assert loads["far_gate"] == pytest.approx(0.3 * whole)
    assert loads["third_gate"] == loads["gate_in"] == pytest.approx(0.35 * whole)


def test_a_share_is_an_input_that_can_be_set_and_changes_the_identity() -> None:
    ranged = share(30, ", range: [20 %, 50 %]").replace("source: user", "source: assumption")
    scenario = sited(AT_ONCE, f"  far: {{{ranged}, {FAR}}}")
    assert [each.name for each in inputs(scenario)] == ["other_sites.far.share"]
    more = scenario.set("other_sites.far.share", "50 %")
    assert str(more.set_by_user[0]) == "other_sites.far.share: 30 % -> 50 % (--set)"
    assert world_key(more.baseline) != world_key(scenario.baseline)


def test_a_what_if_changes_the_share_and_the_log_of_changes_says_so() -> None:
    what_if = "  slow: {set: {tasks.paper_check: {shape: constant, mean: 4 min, source: user}}}"
    scenario = sited(
        AT_ONCE, f"  far: {{{share(30)}, {FAR}}}", (what_if, "  slow: {set: {other_sites.far.share: 50 %}}")
    )
    assert [str(each) for each in scenario.world("slow").changes] == [
        "other_sites.far.share: 30 % -> 50 % (slow)"
    ]


def test_a_measure_that_edits_a_flow_edits_it_for_all_sites() -> None:
    """A step that a measure adds at the gate is done at the far gate for those who go there."""
    scenario = sited(AT_ONCE, f"  far: {{trait: reefer, {FAR}}}", reefer=REEFERS)
    world = scenario.baseline.written_by("test").before(
        "domestic_truck", "gate_in", visit("gate_in", "paper_check", label="look")
    )
    assert [each.place for each in world.flows["domestic_truck"]["look"].others] == ["far_gate"]


def test_the_page_of_the_model_says_where_else_a_step_is_done() -> None:
    scenario = sited(AT_ONCE, f"  far: {{trait: reefer, {FAR}}}", reefer=REEFERS)
    page = {name: part() for name, part in parts(scenario).items() if name in ("flows", "other_sites")}
    assert "queues for gate in (far: far gate), paper check" in page["flows"]
    assert "takes gate to yard (far: far way)" in page["flows"]
    assert "far_gate for gate_in, far_way for gate_to_yard; trait: reefer" in page["other_sites"]


def test_sites_that_have_a_place_in_common_are_one_choice() -> None:
    sites = {
        name: OtherSite(instead=dict.fromkeys(names, "other"), share=of(0.1))
        for name, names in {"a": "xy", "b": "z", "c": "y", "d": "w", "e": "zw"}.items()
    }
    assert choices(sites) == (("a", "c"), ("b", "d", "e"))
