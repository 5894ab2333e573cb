"""Broken places and terminals: servers that are not there, that are too few, or that never work."""

from __future__ import annotations

import pytest
from broken import each, edited, refusal

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("no lanes", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: {lanes: {value: 0, source: A1}}",
     "tiny.yaml:8:13: places.gate_in.lanes: got 0 at terminal north, allowed 1 or more; "
     "a place that is closed at times has a calendar"),
    ("no blocks", "blocks: {value: 2", "blocks: {value: 0",
     "tiny.yaml:11:48: places.yard_crane.blocks: terminal north needs at least 1 block"),
    ("two nouns in a place", "gate_in: {lanes", "gate_in: {lanes: {value: 2, source: A1}, desks",
     "tiny.yaml:8:3: places.gate_in: a place says how many servers it has under one noun, such as "
     "lanes, cranes or desks; got lanes, desks; keep one"),
    ("no noun in a place", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: {calendar: open_hours}",
     "tiny.yaml:8:3: places.gate_in: a place says how many servers it has under one noun, such as "
     "lanes, cranes or desks; got none"),
    ("a plain number under a noun", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: {lanes: 2}",
     "tiny.yaml:8:13: places.gate_in.lanes: got 2, allowed a mapping with keys distribution, "
     "note, range, source, value; write {value: 2, source: user}"),
    ("a count for a terminal that is not there", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: {south: 2}, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got terminals south; give one figure for each of north"),
    ("a count for a terminal too many", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: {north: 2, south: 2}, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got terminals north, south; give one figure for "
     "each of north"),
    ("shares that do not add up to 1", "share: {value: 1, source: A1}", "share: {value: 0.9, source: A1}",
     "tiny.yaml:5:1: terminals: the shares add up to 0.9; they must add up to 1"),
    ("much more work than servers", "100 per day", "10000 per day",
     "tiny.yaml:8:3: places.gate_in: offered load 8.68 at north: more work arrives than the servers "
     "can do; add lanes, lower the demand, or run it once with --overload (Python: overload=True)\n"
     "tiny.yaml:9:3: places.gate_out: offered load 7.35 at north: more work arrives than the servers "
     "can do; add lanes, lower the demand, or run it once with --overload (Python: overload=True)\n"
     "tiny.yaml:10:3: places.trouble_desk: offered load 10.42 at north: more work arrives than the "
     "servers can do; add desks, lower the demand, or run it once with --overload (Python: overload=True)\n"
     "tiny.yaml:11:3: places.yard_crane: offered load 10.42 at north: more work arrives than the "
     "servers can do; add cranes, lower the demand, or run it once with --overload (Python: overload=True)"),
    ("a little more work than servers", "100 per day", "1000 per day",
     "tiny.yaml:10:3: places.trouble_desk: offered load 1.04 at north: more work arrives than the "
     "servers can do; add desks, lower the demand, or run it once with --overload (Python: overload=True)\n"
     "tiny.yaml:11:3: places.yard_crane: offered load 1.04 at north: more work arrives than the "
     "servers can do; add cranes, lower the demand, or run it once with --overload (Python: overload=True)"),
    ("a breakdown without time in service", "lanes: {value: 2, source: A1",
     "lanes: {value: 2, source: A1}, breakdown: {between: {shape: constant, mean: 0 s, source: A1}, "
     "repair: {shape: constant, mean: 0 s, source: A1}",
     "tiny.yaml:8:44: places.gate_in.breakdown: a breakdown needs a time in service: between must be "
     "above 0 on average"),
    ("a breakdown without repair", "lanes: {value: 2, source: A1",
     "lanes: {value: 2, source: A1}, breakdown: {between: {shape: constant, mean: 1 h, source: A1}",
     "tiny.yaml:8:44: places.gate_in.breakdown: missing key 'repair' (from a failure until "
     "the server works again)"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message
