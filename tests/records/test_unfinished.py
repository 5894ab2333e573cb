"""Who can still come to a step at the horizon, minute 1000 of worlds written by hand."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import Given, by_hand, flow, lowered, play, workload

from portsim.engine import simpy_engine
from portsim.kpis.between import Between
from portsim.model.steps import (
    Step,
    inside,
    maybe,
    signal,
    start,
    travel,
    visit,
    wait_for_next,
    wait_until,
    when,
)
from portsim.records.collect import collect
from portsim.records.records import Records

FOREVER = 9999.0
EXAM = travel("exam", at_end="exam_end")


def pending(records: Records, milestone: str, stream: str = "truck") -> list[bool]:
    return [bool(each) for each in records.pending_stamp(records.by_stream[stream], milestone)]


def test_what_has_ended_comes_to_nothing_more() -> None:
    records = by_hand([travel("road", at_end="there")], [0.0, 5.0], road=[1.0, FOREVER])
    assert pending(records, "there") == [False, True]
    assert pending(records, "elsewhere") == [False, False]


def test_a_milestone_at_the_start_is_passed_by_who_is_served() -> None:
    """One gate: the first truck is served for ever, the second one queues."""
    records = by_hand([visit("gate", "work", at_start="served")], [0.0, 1.0], {"gate": 1}, work=FOREVER)
    assert pending(records, "served") == [False, True]


def test_what_lies_behind_comes_no_more() -> None:
    records = by_hand([travel("road", at_end="there"), travel("home")], [0.0], road=1.0, home=FOREVER)
    assert pending(records, "there") == [False]


def test_a_trait_leads_each_one_way() -> None:
    """All wait at the gate; who is not selected never comes to the exam."""
    steps = (visit("gate", "work"), when("selected", (EXAM,), orelse=(travel("leave", at_end="left"),)))
    records = by_hand(
        steps, [0.0, 1.0], {"gate": 1}, traits={"selected": [True, False]}, work=FOREVER, exam=1.0, leave=1.0
    )
    assert pending(records, "exam_end") == [True, False]
    assert pending(records, "left") == [False, True]


def test_each_of_a_hundred_mixtures_of_traits_goes_its_own_way() -> None:
    """Seven exams, each for those with a trait of its own: shipment n has those that are ones of n in binary,
    so there are a hundred kinds of shipments before the gate."""
    names = [f"t{bit}" for bit in range(7)]
    exams = tuple(when(name, (travel("exam", label=name, at_end=f"{name}_end"),)) for name in names)
    traits = {name: [bool(n >> bit & 1) for n in range(100)] for bit, name in enumerate(names)}
    lasts = dict.fromkeys(names, 1.0)
    records = by_hand((travel("road"), *exams), [0.0] * 100, traits=traits, road=FOREVER, **lasts)
    for name in names:
        assert pending(records, f"{name}_end") == traits[name]


def test_a_chance_may_yet_lead_it_either_way_and_its_branch_no_more() -> None:
    """The first is still before the fork, the second on the branch without the exam."""
    steps = (visit("gate", "work"), maybe("suspect", (EXAM,), orelse=(travel("leave"),)))
    given = Given(
        [0.0, 1.0],
        lasts={"work": [1.0, FOREVER], "exam": 1.0, "leave": FOREVER},
        chances={"suspect": [False, True]},
    )
    records = play(workload([flow("f", *steps)], {"truck": given}, {"gate": 1}))
    assert pending(records, "exam_end") == [False, True]


@pytest.mark.parametrize(("tractors", "expected"), [(2, [True, True]), (0, [True, True])])
def test_a_hold_is_awaited_inside_and_before_it(tractors: int, expected: list[bool]) -> None:
    steps = (inside("tractor", (travel("haul"), travel("drop", at_end="dropped")), label="move"),)
    records = by_hand(steps, [0.0, 1.0], {"tractor": tractors}, haul=FOREVER, drop=1.0)
    assert pending(records, "dropped") == expected


def test_after_the_last_step_inside_a_hold_only_what_follows_it_comes() -> None:
    steps = (
        inside("tractor", (travel("drop", at_end="dropped"), travel("back")), label="move"),
        travel("home", at_end="home"),
    )
    records = by_hand(steps, [0.0], {"tractor": 1}, drop=1.0, back=FOREVER, home=1.0)
    assert pending(records, "dropped") == [False] and pending(records, "home") == [True]


@pytest.mark.parametrize("cohort_first", [True, False])
def test_a_cohort_of_another_run_changes_no_way_that_was_taken(cohort_first: bool) -> None:
    """All but the last are sent to the exam by their own run; in the other run only the second is. Who asks
    first does not matter: three can still come to it, and one of them is in that cohort."""

    def run(selected: list[bool]) -> Records:
        steps = (travel("road"), when("selected", (EXAM,)), travel("home"))
        return by_hand(steps, [0.0] * 4, traits={"selected": selected}, road=FOREVER, exam=1.0, home=1.0)

    own = run([True, True, True, False])
    cohort = own.with_traits_of(run([False, True, False, False]))
    for each in (cohort, own) if cohort_first else (own, cohort):
        assert pending(each, "exam_end") == [True, True, True, False]


def test_a_thread_that_is_still_to_be_started_can_bring_it() -> None:
    flows = [flow("f", wait_for_next("morning"), start("box")), flow("box", EXAM)]
    given = Given([0.0], lasts={"exam": 1.0})
    records = play(workload(flows, {"truck": given}, {}, {"morning": [9e9]}))
    assert pending(records, "exam_end") == [True]


def test_threads_that_start_each_other_bring_what_any_of_them_has() -> None:
    """`go` may start `on`, which may start `go`: from either, both milestones can still come."""
    flows = [
        flow("f", wait_for_next("morning"), start("go")),
        flow("go", travel("a", at_end="a_end"), maybe("more", (start("on"),))),
        flow("on", travel("b", at_end="b_end"), maybe("again", (start("go"),))),
    ]
    given = Given([0.0], lasts={"a": 1.0, "b": 1.0}, chances={"more": [False], "again": [False]})
    world = workload(flows, {"truck": given}, {}, {"morning": [9e9]})
    programs = lowered(world)  # the compiled engine takes no such flows
    records = collect(simpy_engine.run(programs, world), programs.slots, world, (0.0, 1000.0))
    assert pending(records, "a_end") == [True] and pending(records, "b_end") == [True]


def test_another_thread_of_the_shipment_can_bring_it() -> None:
    """The truck has left; its box is in the exam."""
    flows = [flow("f", start("box"), travel("road", at_end="gate_out")), flow("box", EXAM, signal("ready"))]
    records = play(workload(flows, {"truck": Given([0.0], lasts={"exam": FOREVER, "road": 1.0})}, {}))
    assert pending(records, "exam_end") == [True] and pending(records, "gate_out") == [False]


def test_what_a_declaration_stamps_is_awaited_by_its_boxes() -> None:
    """Boxes 0 and 1 are on declarations 2 and 3 (of all shipments); declaration 3 is late."""
    box: tuple[Step, ...] = (wait_until("papers", of="declaration"), travel("road", at_end="there"))
    papers = (travel("check", at_end="released"), signal("papers"))
    flows = [flow("box", *box), flow("papers", *papers)]
    boxes = Given([0.0, 0.0], ("box",), {"road": 1.0}, declaration=[2, 3])
    records = play(
        workload(
            flows, {"box": boxes, "paper": Given([0.0, 0.0], ("papers",), {"check": [1.0, FOREVER]})}, {}
        )
    )
    assert pending(records, "released", "box") == [False, True]
    assert pending(records, "there", "box") == [False, True]


def test_a_waived_exam_is_not_unfinished() -> None:
    """Trucks 0 and 1 are selected, 1 is in the exam for ever; 2 and 3 are waived, 3 is on its way."""
    steps = (travel("road", at_end="gate_in"), when("selected", (EXAM,)), travel("home"))
    records = by_hand(
        steps,
        [0.0, 10.0, 20.0, 30.0],
        traits={"selected": [True, True, False, False]},
        road=1.0,
        exam=[5.0, FOREVER, 0.0, 0.0],
        home=[1.0, 1.0, 1.0, FOREVER],
    )
    time = Between("gate_in", "exam_end")
    assert time.samples(records).tolist() == [5.0, 1000.0 - 11.0]
    assert time.unfinished(records) == 0.5
    assert np.array_equal(time.samples(records.later(7.0)), [5.0, 996.0])
