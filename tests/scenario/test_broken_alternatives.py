"""Broken alternatives: measures with their options, what-ifs, and two changes of one key."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from broken import each, edited, refusal
from plugged import MEASURE_CODE, WEIGHED, plugin

from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("an unknown measure", "  qr: [qr_gate_pass]", "  qr: [qr_gate_pas]",
     "tiny.yaml:41:8: compare.qr: unknown measure 'qr_gate_pas' (nearest: qr_gate_pass)"),
    ("a measure without options", "  qr: [qr_gate_pass]", "  qr: [smart_cloud_routing]",
     "tiny.yaml:41:8: compare.qr: measure 'smart_cloud_routing' needs options; write them under measures"),
    ("an unknown option in an alternative", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, options: {uptak: 5 %}}]",
     "tiny.yaml:41:42: unknown key 'uptak' in measures.qr_gate_pass (nearest: uptake)"),
    ("an option out of bounds in an alternative", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, options: {uptake: 150 %}}]",
     "tiny.yaml:41:42: measures.qr_gate_pass.uptake.value: got '150 %', allowed a share from 0 to 1 "
     "(0 % to 100 %)"),
    ("an option without the one it needs", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, options: {lanes: dedicated}}]",
     "tiny.yaml:41:32: measures.qr_gate_pass: dedicated lanes need both: lanes: dedicated, and how "
     "many under dedicated"),
    ("an option that leaves nothing", "[qr_gate_pass",
     "[{measure: qr_gate_pass, options: {lanes: dedicated, dedicated: {value: 2, source: A1}}}",
     "tiny.yaml:41:8: compare.qr: qr_gate_pass: dedicated lanes leave no paper lane at north"),
    ("an option with an unknown source", "[qr_gate_pass",
     "[{measure: qr_gate_pass, options: {uptake: {value: 5 %, source: ZZ}}}",
     "tiny.yaml:41:3: alternative qr: traits.has_code.share.source: unknown source 'ZZ' (allowed: A1, "
     "assumption, user)"),
    ("an alternative without a measure", "  qr: [qr_gate_pass]", "  qr: [{over: true}]",
     "tiny.yaml:41:8: compare.qr.0: missing key 'measure' (a measure or what-if of the scenario)"),
    ("an unknown key in an alternative", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, optoins: {}}]",
     "tiny.yaml:41:32: unknown key 'optoins' in compare.qr.0 (nearest: options)"),
    ("over that is neither true nor false", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, over: maybe}]",
     "tiny.yaml:41:32: compare.qr.0.over: got 'maybe', allowed true or false"),
    ("a text for an alternative", "  qr: [qr_gate_pass]", "  qr: qr_gate_pass",
     "tiny.yaml:41:3: compare.qr: got 'qr_gate_pass', allowed a list such as [qr_gate_pass]"),
    ("an empty alternative", "  qr: [qr_gate_pass]", "  qr: []",
     "tiny.yaml:41:3: compare.qr: got 0 entries, allowed at least 1"),
    ("one measure twice", "  qr: [qr_gate_pass]", "  qr: [qr_gate_pass, qr_gate_pass]",
     "tiny.yaml:41:22: compare.qr: duplicate measure 'qr_gate_pass'"),
    ("an alternative called baseline", "  qr: [qr_gate_pass]", "  baseline: [qr_gate_pass]",
     "tiny.yaml:41:3: compare.baseline: this name is taken: all others are compared with it"),
    ("a what-if with options", "  qr: [qr_gate_pass]", "  qr: [{measure: more_lanes, options: {a: 1}}]",
     "tiny.yaml:41:8: compare.qr: more_lanes: a what-if takes no options"),
    ("two what-ifs on one key", "  qr: [qr_gate_pass]", "  qr: [more_lanes, fewer_lanes]",
     "tiny.yaml:41:20: compare.qr: fewer_lanes: places.gate_in.lanes: changed by more_lanes and again "
     "by fewer_lanes; leave one out, or let the later one win with {measure: fewer_lanes, over: true}"),
    ("a what-if and a measure on one key", "[qr_gate_pass",
     "[more_lanes, {measure: qr_gate_pass, options: {lanes: dedicated, dedicated: {value: 1, source: A1}}}",
     "tiny.yaml:41:20: compare.qr: qr_gate_pass: places.gate_in.lanes: changed by more_lanes and "
     "again by qr_gate_pass; leave one out, or let the later one win with {measure: qr_gate_pass, "
     "over: true}"),
    ("a what-if with an unknown key", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {places.gate_inn.lanes: 4}}",
     "tiny.yaml:38:22: what_ifs.more_lanes: places.gate_inn.lanes: unknown key 'gate_inn' (nearest: "
     "gate_in)"),
    ("a what-if with an unknown first key", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {place.gate_in.lanes: 4}}",
     "tiny.yaml:38:22: what_ifs.more_lanes: place.gate_in.lanes: unknown key 'place' (nearest: places)"),
    ("a what-if that sets the study", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {study.days: 4}}",
     "tiny.yaml:38:22: what_ifs.more_lanes: study.days: unknown key 'study' (allowed: "
     "appointments, calendars, chances, cohorts, demand, kpis, other_sites, places, profiles, targets, "
     "tariffs, tasks, ...)"),
    ("a what-if with a wrong value", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {places.gate_in.lanes: four}}",
     "tiny.yaml:38:22: what_ifs.more_lanes: places.gate_in.lanes.value: got 'four', "
     "allowed a whole number >= 0 or a mapping"),
    ("a what-if without a unit", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {tasks.check_out: 4}}",
     "tiny.yaml:38:22: what_ifs.more_lanes: tasks.check_out.mean: got 4, allowed a time with its unit: "
     "write 4 s, 4 min or 4 h"),
    ("a what-if whose shares do not add up", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {terminals.north.share: 50 %}}",
     "tiny.yaml:42:3: alternative lanes: terminals: the shares add up to 0.5; they must add up to 1"),
    ("a what-if that leaves no lanes", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {places.gate_in.lanes: 0}}",
     "tiny.yaml:38:22: alternative lanes: places.gate_in.lanes: got 0 at terminal north, allowed 1 or more; "
     "a place that is closed at times has a calendar"),
    ("a what-if for a terminal that is not there", "lanes: 4", "lanes: {value: {south: 2}, source: A1}",
     "tiny.yaml:42:3: alternative lanes: places.gate_in.lanes.value: got terminals south; give one "
     "figure for each of north"),
    ("a what-if that sets nothing", "more_lanes: {set: {places.gate_in.lanes: 4}}", "more_lanes: {set: {}}",
     "tiny.yaml:38:16: what_ifs.more_lanes.set: got 0 entries, allowed at least 1"),
    ("a what-if without set", "more_lanes: {set: {places.gate_in.lanes: 4}}", "more_lanes: {title: x}",
     "tiny.yaml:38:3: what_ifs.more_lanes: a what-if needs set, scale or both: which numbers does it "
     "change?"),
    ("a what-if that assumes without a range", "lanes: 4", "lanes: {value: 2, source: assumption}",
     "tiny.yaml:38:22: what_ifs.more_lanes: places.gate_in.lanes: an assumption needs a range: add "
     "range: [low, high]"),
    ("a what-if with an unknown source", "lanes: 4", "lanes: {value: 2, source: ZZ}",
     "tiny.yaml:42:3: alternative lanes: places.gate_in.lanes.source: unknown source 'ZZ' (allowed: "
     "A1, assumption, user)"),
    ("a what-if called like a measure", "more_lanes:",
     "more_lanes: {set: {places.gate_in.lanes: 4}}\n  qr_gate_pass:",
     "tiny.yaml:39:3: what_ifs.qr_gate_pass: this name is taken by a measure"),
    ("alternatives in a circle", "  qr: [qr_gate_pass]\n", "  qr: [two]\n  two: [qr]\n",
     "tiny.yaml:41:3: alternatives name one another in a circle: qr -> two -> qr"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


def test_the_later_of_two_measures_on_one_key_wins_with_over() -> None:
    scenario = edited("  qr: [qr_gate_pass]", "  qr: [more_lanes, {measure: fewer_lanes, over: true}]")
    assert scenario.world("qr").port.places["gate_in"].servers.value == 1


def test_a_measure_that_makes_a_part_for_no_stream_is_refused_in_words() -> None:
    """A trait of no stream comes of a measure that finds none of its steps in the port."""
    none = "return world.set('traits.weighed', portsim.Trait(share=self.uptake, of=world.streams_with('no_such_step')))"
    code = plugin(MEASURE_CODE.format(body=none))
    Path("weighed.yaml").write_text(WEIGHED)
    assert refusal(lambda: load("weighed.yaml", plugins=code)) == (
        "weighed.yaml:7:19: compare.weigh: makes what this port cannot have: Trait.of: got 0 entries, allowed at "
        "least 1; take it out, or give the port what it changes"
    )
