"""Flows begun midway: what is left from a step on, and where the other threads of a shipment stand then."""

from __future__ import annotations

from portsim.model.flow import Flow
from portsim.model.known_threads import turn_of
from portsim.model.midway import Midway, midway
from portsim.model.step import Body
from portsim.model.steps import inside, maybe, signal, start, travel, visit, wait_for_next, wait_until, when

FLOWS = {
    "truck": Flow(
        "truck",
        (
            wait_until("released"),
            wait_until("papers", of="declaration"),
            visit("desk", "call"),
            wait_for_next("pickup"),
            visit("gate", "check"),
            inside("tractor", (visit("crane", "lift"), signal("lifted_out"), travel("haul"))),
            when(
                "heavy", (maybe("odd", (visit("scale", "weigh"),)), travel("round")), orelse=(travel("by"),)
            ),
            visit("gate_out", "leave"),
        ),
    ),
    "box": Flow(
        "box",
        (
            wait_until("open", of="carrier"),
            inside("slot", (visit("quay", "discharge"), start("clearance"), wait_until("lifted_out"))),
        ),
    ),
    "clearance": Flow(
        "clearance",
        (
            when("chosen", (visit("bay", "search"), signal("searched"))),
            wait_until("papers", of="declaration"),
            signal("released"),
        ),
    ),
}


def at(released: bool = False, **heads: str) -> Midway:
    return midway(("box", "truck"), FLOWS, heads, "*", released=released)


def outline(body: Body) -> list[object]:
    """Labels, those inside a step in a list behind it."""
    found: list[object] = []
    for step in body:
        found.append(step.label)
        found += [outline(inner) for inner in step.bodies if inner]
    return found


def test_what_lies_before_the_step_is_done_and_the_rest_is_left() -> None:
    left = at(truck="check")
    assert outline(left.flows["truck*"].steps) == [
        turn_of("truck"),
        "check",
        "in_tractor",
        ["lift", "lifted_out", "haul"],
        "when_heavy",
        ["odd", ["weigh"], "round"],
        ["by"],
        "leave",
    ]


def test_who_comes_for_a_box_has_one_in_the_yard_with_its_slot() -> None:
    """The truck has waited for `released`, which the clearance sends, and that was begun by the box."""
    left = at(truck="check")
    assert left.begun == ("truck*", "box*", "clearance*")
    assert outline(left.flows["box*"].steps) == ["in_slot", ["wait_lifted_out"]]
    assert outline(left.flows["clearance*"].steps) == ["when_chosen", ["searched"], "released"]
    assert left.holds == ("slot",)
    assert left.awaits == {("shipment", "lifted_out")}


def test_a_hold_around_the_step_is_taken_again_and_a_fork_is_left_behind() -> None:
    left = at(truck="haul")
    assert outline(left.flows["truck*"].steps)[:3] == ["lifted_out", "in_tractor", [turn_of("truck"), "haul"]]
    assert left.holds == ("tractor",)
    assert outline(left.flows["box*"].steps) == []
    weighing = at(truck="weigh")
    assert outline(weighing.flows["truck*"].steps)[-4:] == [turn_of("truck"), "weigh", "round", "leave"]
    assert weighing.traits == {"heavy": True}
    assert at(truck="by").traits == {"heavy": False}


def test_a_box_of_which_nothing_more_is_known_waits_for_its_planned_time() -> None:
    """Its papers are taken as released, so its truck stands where it waits for the pick-up."""
    left = at(box="wait_lifted_out")
    assert outline(left.flows["truck*"].steps)[0] == "pickup"
    assert left.awaits == {("shipment", "lifted_out")}


def test_who_waits_for_a_release_has_it_not() -> None:
    """The clearance stands at its wait for the papers, and the truck waits for these too."""
    left = at(truck="wait_released", box="wait_lifted_out")
    assert outline(left.flows["truck*"].steps)[:3] == [turn_of("truck"), "wait_released", "wait_papers"]
    assert outline(left.flows["clearance*"].steps) == ["when_chosen", ["searched"], "wait_papers", "released"]
    assert ("declaration", "papers") in left.awaits
    assert ("declaration", "papers") not in at(released=True, truck="wait_released").awaits


def test_what_is_begun_later_is_whole() -> None:
    left = at(box="discharge")
    (later,) = (flow for name, flow in left.flows.items() if name.startswith("clearance"))
    assert outline(later.steps) == outline(FLOWS["clearance"].steps)
    assert left.holds == ("slot",)
    assert outline(left.flows["truck*"].steps)[0] == "wait_released"


def test_two_threads_can_be_known() -> None:
    left = at(clearance="search", truck="wait_released")
    assert left.at == {"clearance": ("clearance*", "search"), "truck": ("truck*", "wait_released")}
    assert left.traits == {"chosen": True}
