"""Broken flows: signals that never come, places that can deadlock, threads that cannot be started."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portsim.model.flow import Flow
from portsim.model.step import Step
from portsim.model.steps import (
    inside,
    maybe,
    signal,
    start,
    travel,
    visit,
    wait_for_all,
    wait_for_next,
    wait_until,
)
from portsim.scenario.checks.world import problems
from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")


def told(*flows: Flow, begin: tuple[str, ...] = ("a",), **stream: object) -> list[tuple[str, str]]:
    """Key and message of all that is wrong when the domestic trucks run these flows instead."""
    world = load("tiny.yaml").baseline
    demand = world.port.demand
    domestic = demand["domestic"].model_copy(update={"flows": begin, **stream})
    port = world.port.model_copy(update={"demand": {**demand, "domestic": domestic}})
    added = {flow.name: flow for flow in flows}
    found = problems(replace(world, port=port, flows={**world.flows, **added}))
    return [(problem.key, problem.message) for problem in found]


def test_a_signal_that_is_never_sent_is_told() -> None:
    assert told(Flow("a", (wait_until("release"),))) == [
        (
            "flows.a.wait_release",
            "waits for signal 'release', which no flow of stream domestic sends (none are defined)",
        )
    ]


def test_a_misspelt_signal_is_told_with_the_nearest() -> None:
    assert told(Flow("a", (signal("released"), wait_until("release")))) == [
        (
            "flows.a.wait_release",
            "waits for signal 'release', which no flow of stream domestic sends (nearest: released)",
        )
    ]


def test_a_misspelt_signal_of_the_carrier_is_told_with_the_nearest() -> None:
    flow = Flow("a", (wait_until("loading_opn", of="carrier"),))
    assert told(flow, taken_by="vessel") == [
        (
            "flows.a.wait_loading_opn",
            "waits for signal 'loading_opn', which no flow of stream vessel sends (nearest: loading_open)",
        )
    ]


def test_a_signal_of_a_carrier_that_there_is_not_is_told() -> None:
    assert told(Flow("a", (wait_until("loading_open", of="carrier"),))) == [
        (
            "flows.a.wait_loading_open",
            "waits for 'loading_open' of its carrier, but stream domestic has no carrier",
        )
    ]


def awaited(*sending: Step) -> list[tuple[str, str]]:
    """What is wrong when vessels take domestic trucks that run these steps, and wait until all are aboard."""
    world = load("tiny.yaml").baseline
    call = world.flows["vessel_call"]
    waits = replace(call, steps=(*call.steps, wait_for_all("aboard")))
    demand = world.port.demand
    domestic = demand["domestic"].model_copy(update={"flows": ("a",), "taken_by": "vessel"})
    port = world.port.model_copy(update={"demand": {**demand, "domestic": domestic}})
    flows = {**world.flows, "a": Flow("a", sending), "vessel_call": waits}
    return [(problem.key, problem.message) for problem in problems(replace(world, port=port, flows=flows))]


def test_all_that_are_waited_for_must_send_the_signal() -> None:
    key = "flows.vessel_call.wait_for_all_aboard"
    assert awaited(maybe("trouble", (signal("aboard"),))) == [
        (
            key,
            "waits for 'aboard' of all, but not every shipment of stream domestic sends it: it is sent "
            "inside 'trouble' of flow a; send it on both sides, or wait only where the same trait holds",
        )
    ]
    assert awaited(signal("abord")) == [
        (key, "waits for signal 'aboard' of all, which no flow sends (nearest: abord)")
    ]


def test_both_sides_of_a_fork_send_it() -> None:
    both = maybe("trouble", (signal("aboard"),), orelse=(signal("aboard", label="late"),))
    assert awaited(both) == []
    assert awaited(travel("gate_to_yard"), signal("aboard")) == []


def test_who_carries_nothing_that_sends_it_goes_on_at_once() -> None:
    assert told(Flow("a", (wait_for_all("discharged"),))) == []


def held(name: str, outer: str, inner: str) -> Flow:
    return Flow(name, (inside(outer, (maybe("trouble", (visit(inner, "check_out"),)),)),))


def test_places_held_in_conflicting_order_can_deadlock() -> None:
    first, second = held("a", "gate_in", "yard_crane"), held("b", "yard_crane", "gate_in")
    assert told(first, second, begin=("a", "b")) == [
        (
            "flows.a.check_out",
            "can deadlock: places are held in conflicting order (gate_in before yard_crane in a.check_out; "
            "yard_crane before gate_in in b.check_out); take them in one order",
        )
    ]


def test_three_places_held_in_a_circle_can_deadlock() -> None:
    flows = (held("a", "gate_in", "gate_out"), held("b", "gate_out", "yard_crane"))
    assert told(*flows, held("c", "yard_crane", "gate_in"), begin=("a", "b", "c")) == [
        (
            "flows.a.check_out",
            "can deadlock: places are held in conflicting order (gate_in before gate_out in a.check_out; "
            "gate_out before yard_crane in b.check_out; yard_crane before gate_in in c.check_out); "
            "take them in one order",
        )
    ]


def test_a_place_held_twice_can_deadlock() -> None:
    assert told(held("a", "gate_in", "gate_in")) == [
        (
            "flows.a.check_out",
            "can deadlock: places are held in conflicting order (gate_in before gate_in in a.check_out); "
            "take them in one order",
        )
    ]


def test_places_held_in_one_order_cannot_deadlock() -> None:
    assert not told(held("a", "gate_in", "gate_out"), held("b", "gate_in", "gate_out"), begin=("a", "b"))


def test_a_thread_cannot_start_itself() -> None:
    assert told(Flow("a", (start("a"),))) == [
        ("flows.a.start_a", "starts 'a', which is already at work for this shipment")
    ]


def test_threads_cannot_start_one_another_in_a_circle() -> None:
    found = told(Flow("a", (start("b"),)), Flow("b", (start("a"),)), begin=("a",))
    assert ("flows.b.start_a", "starts 'a', which is already at work for this shipment") in found


def test_a_thread_that_begins_with_the_shipment_cannot_be_started_again() -> None:
    assert told(Flow("a", (start("b"),)), Flow("b", ()), begin=("a", "b")) == [
        ("flows.a.start_b", "starts 'b', which is already at work for this shipment")
    ]


def test_a_thread_cannot_be_started_twice() -> None:
    assert told(Flow("a", (start("b"), start("b", label="again"))), Flow("b", ())) == [
        ("flows.b", "can be started twice for one shipment")
    ]


def test_a_thread_can_be_started_in_either_of_two_branches() -> None:
    fork = maybe("trouble", (start("b"),), orelse=(start("b", label="else"),))
    assert not told(Flow("a", (fork,)), Flow("b", ()))


def test_an_unknown_flow_that_is_started_is_told_with_the_nearest() -> None:
    assert told(Flow("a", (start("empty_trck"),))) == [
        ("flows.a.start_empty_trck", "starts unknown flow 'empty_trck' (nearest: empty_truck)")
    ]


def test_a_calendar_of_hours_has_no_departures_to_wait_for() -> None:
    assert told(Flow("a", (wait_for_next("open_hours"),))) == [
        ("flows.a.open_hours", "waits for calendar 'open_hours', which has hours and no departures")
    ]
