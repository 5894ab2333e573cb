"""Broken streams: what a stream runs, who carries it, and how many come."""

from __future__ import annotations

import pytest
from broken import each, edited, refusal

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("a flow with a carrier for a stream without one", "domestic_truck", "stacked_export_box",
     "tiny.yaml:31:14: flows.stacked_export_box.lift_to_vessel: stream domestic needs task "
     "'lift_to_vessel', which is not under tasks "
     "(allowed: agent_carries_papers, board_and_check, check_out, discharge_first, gate_to_yard, "
     "lift_domestic, paper_check, resolve_trouble, yard_to_gate)\n"
     "tiny.yaml:31:14: flows.stacked_export_box.load: stream domestic needs place 'quay_crane', which "
     "is not under places (nearest: yard_crane)\n"
     "tiny.yaml:31:14: flows.stacked_export_box.load: stream domestic needs task 'load', which is not "
     "under tasks (allowed: agent_carries_papers, board_and_check, check_out, discharge_first, "
     "gate_to_yard, lift_domestic, paper_check, resolve_trouble, yard_to_gate)\n"
     "tiny.yaml:31:14: flows.stacked_export_box.loading: stream domestic needs place "
     "'vessel_tractor', which is not under places (allowed: berth, boarding_officer, gate_in, gate_out, "
     "trouble_desk, yard_crane)\n"
     "tiny.yaml:31:14: flows.stacked_export_box.wait_loading_open: waits for 'loading_open' of its "
     "carrier, but stream domestic has no carrier\n"
     "tiny.yaml:31:14: flows.stacked_export_box.yard_to_quay: stream domestic needs task "
     "'yard_to_quay', which is not under tasks (nearest: yard_to_gate)"),
    ("an unknown carrier", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vesel, number: {shape: constant, mean: 2, source: A1}",
     "tiny.yaml:31:39: demand.domestic.brought_by: unknown stream 'vesel' (nearest: vessel)"),
    ("an unknown taking carrier", "profile: day",
     "profile: day, taken_by: vesel, dwell: {shape: constant, mean: 2 h, source: A1}",
     "tiny.yaml:31:96: demand.domestic.taken_by: unknown stream 'vesel' (nearest: vessel)"),
    ("carriers in a circle", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel, number: {shape: constant, mean: 2, source: A1}}\n  a: {flows: "
     "[domestic_truck], brought_by: b, number: {shape: constant, mean: 2, source: A1}}\n  b: {flows: "
     "[domestic_truck], brought_by: a, number: {shape: constant, mean: 2, source: A1}",
     "tiny.yaml:32:3: demand.a: streams carry one another in a circle: a -> b -> a\n"
     "tiny.yaml:33:3: demand.b: streams carry one another in a circle: b -> a -> b"),
    ("a stream that brings itself", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: domestic, number: {shape: constant, mean: 2, source: A1}",
     "tiny.yaml:31:3: demand.domestic: streams carry one another in a circle: domestic -> domestic"),
    ("a stream that takes itself", "100 per day",
     "1 per day, source: A1}, taken_by: domestic, dwell: {shape: constant, mean: 2 h",
     "tiny.yaml:31:3: demand.domestic: streams carry one another in a circle: domestic -> domestic"),
    ("a rate and a carrier", "profile: day", "profile: day, brought_by: vessel",
     "tiny.yaml:31:3: demand.domestic: a stream has exactly one of per_day, brought_by, "
     "declares; got per_day, brought_by"),
    ("neither rate nor carrier", ", per_day: {value: 100 per day, source: A1}", "",
     "tiny.yaml:31:3: demand.domestic: a stream has exactly one of per_day, brought_by, "
     "declares; got none"),
    ("a number without a carrier", "profile: day",
     "profile: day, number: {shape: constant, mean: 2, source: A1}",
     "tiny.yaml:31:96: demand.domestic.number: a stream that comes per_day takes no number (allowed: "
     "before_start, declaration, dwell, flows, lateness, like, log, mode, per_day, per_row, planned, "
     "profile, ...)"),
    ("a carrier without a number", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel",
     "tiny.yaml:31:3: demand.domestic: a stream that is brought_by a carrier needs number"),
    ("a dwell without a carrier", "profile: day",
     "profile: day, dwell: {shape: constant, mean: 2 h, source: A1}",
     "tiny.yaml:31:3: demand.domestic: taken_by and dwell go together"),
    ("earlier arrivals that are due never", "profile: day",
     "profile: day, before_start: {value: 2 h, source: A1}",
     "tiny.yaml:31:3: demand.domestic: before_start needs planned or taken_by: what is still due at "
     "the start?"),
    ("a profile for what a carrier brings", "per_day: {value: 100 per day",
     "brought_by: vessel, number: {shape: constant, mean: 2",
     "tiny.yaml:31:107: demand.domestic.profile: a stream that is brought_by a carrier takes no profile "
     "(allowed: brought_by, declaration, flows, like, log, mode, number, planned, stays_away)"),
    ("a log for declarations", "per_day: {value: 100 per day, source: A1}, profile: day",
     "declares: {stream: vessel, early: x, before: {shape: constant, mean: 2 h, source: A1}, "
     "after: {shape: constant, mean: 2 h, source: A1}}, log: x.csv",
     "tiny.yaml:31:176: demand.domestic.log: a stream that declares another takes no log "
     "(allowed: declares, flows, like, mode)"),
    ("declared again before the start", "profile: day",
     "taken_by: vessel, dwell: {shape: constant, mean: 2 h, "
     "source: A1}, before_start: {value: 2 h, source: A1}, declaration: {boxes: {shape: constant, mean: 2, "
     "source: A1}, spread: {value: 1 h, source: A1}}",
     "tiny.yaml:31:3: demand.domestic: what is there before the start has been declared: it takes no "
     "declaration"),
    ("a log of what was there before", "profile: day",
     "taken_by: vessel, dwell: {shape: constant, mean: 2 h, "
     "source: A1}, before_start: {value: 2 h, source: A1}, log: x.csv",
     "tiny.yaml:31:3: demand.domestic: a log says when shipments arrive: it takes no before_start"),
    ("a stream without flows", "domestic_truck", "",
     "tiny.yaml:31:14: demand.domestic.flows: got 0 entries, allowed at least 1"),
    ("a flow twice in a stream", "domestic: {flows: [", "domestic: {flows: [domestic_truck, ",
     "tiny.yaml:31:14: demand.domestic.flows: duplicate flow 'domestic_truck'; a shipment runs it once"),
    ("a text for a list of flows", "[domestic_truck]", "domestic_truck",
     "tiny.yaml:31:14: demand.domestic.flows: got 'domestic_truck', allowed a list such as [domestic_truck]"),
    ("a geometric mean below 1", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel, number: {shape: geometric, mean: 0.5, source: A1}",
     "tiny.yaml:31:59: demand.domestic.number: shape geometric counts from 1: its mean is at least 1"),
    ("a constant that is no whole number", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel, number: {shape: constant, mean: 1.5, source: A1}",
     "tiny.yaml:31:59: demand.domestic.number: shape constant needs a whole number as its mean"),
    ("a number that is too large", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel, number: {shape: poisson, mean: 1000000, source: A1}",
     "tiny.yaml:31:84: demand.domestic.number.mean: got 1000000, allowed below 1e+06"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message
