"""Broken sources: a number without one, an assumption without a range, a row that no evidence has."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import each, edited, refusal

from portsim.scenario.load import load

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("a missing source", "1 h, source: A1", "1 h",
     "tiny.yaml:20:3: tasks.agent_carries_papers: missing key 'source' (rows of the evidence list, "
     "'assumption' (with a range), or 'user')"),
    ("a plain number without a source", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: {lanes: 2}",
     "tiny.yaml:8:13: places.gate_in.lanes: got 2, allowed a mapping with keys distribution, "
     "note, range, source, value; write {value: 2, source: user}"),
    ("a number for a source", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: 5}}",
     "tiny.yaml:8:31: places.gate_in.lanes.source: got 5, allowed the name of a source or a list of names"),
    ("no source in the list", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: []}}",
     "tiny.yaml:8:31: places.gate_in.lanes.source: got 0 entries, allowed at least 1"),
    ("an assumption without a range", "1 h, source: A1", "1 h, source: assumption",
     "tiny.yaml:20:3: tasks.agent_carries_papers: an assumption needs a range: add range: [low, high]"),
    ("a range with one end", "range: [90 s, 240 s]", "range: [90 s]",
     "tiny.yaml:14:71: tasks.paper_check.range: missing item 2"),
    ("a range with three ends", "range: [90 s, 240 s]", "range: [90 s, 100 s, 240 s]",
     "tiny.yaml:14:71: tasks.paper_check.range: got 3 entries, allowed at most 2"),
    ("a range from high to low", "range: [90 s, 240 s]", "range: [240 s, 90 s]",
     "tiny.yaml:14:3: tasks.paper_check: a range is [low, high]: its first number must not be above "
     "its second"),
    ("a range without a unit", "range: [90 s, 240 s]", "range: [90, 240 s]",
     "tiny.yaml:14:79: tasks.paper_check.range.0: got 90, allowed a time with its unit: write 90 s, "
     "90 min or 90 h"),
    ("an unknown source", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: A2}}",
     "tiny.yaml:8:31: places.gate_in.lanes.source: unknown source 'A2' (allowed: A1, assumption, user)"),
    ("a misspelt assumption", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: [A1, asumption]}}",
     "tiny.yaml:8:31: places.gate_in.lanes.source: unknown source 'asumption' (nearest: assumption)"),
    ("an unknown source in a measure", "uptake: {value: 90 %, source: A1}",
     "uptake: {value: 90 %, source: B1}",
     "tiny.yaml:34:27: measures.qr_gate_pass.uptake.source: unknown source 'B1' (allowed: A1, "
     "assumption, user)"),
    ("a misspelt evidence file", "evidence: evidence.yaml", "evidence: evidnce.yaml",
     "tiny.yaml:3:1: evidence: got 'evidnce.yaml', but there is no such file (nearest: evidence.yaml)"),
    ("no evidence file, so no known source", "evidence: evidence.yaml\n", "",
     "tiny.yaml:4:53: terminals.north.share.source: unknown source 'A1' (allowed: assumption, user)\n"
     "tiny.yaml:6:30: places.berth.berths.source: unknown source 'A1' (allowed: assumption, user)\n"
     "tiny.yaml:7:31: places.gate_in.lanes.source: unknown source 'A1' (allowed: assumption, user)\n"
     "tiny.yaml:8:32: places.gate_out.lanes.source: unknown source 'A1' (allowed: assumption, user)\n"
     "tiny.yaml:9:36: places.trouble_desk.desks.source: unknown source 'A1' (allowed: assumption, user)\n"
     "tiny.yaml:10:35: places.yard_crane.cranes.source: unknown source 'A1' (allowed: assumption, user)\n"
     "tiny.yaml:10:67: places.yard_crane.blocks.source: unknown source 'A1' (allowed: assumption, user)\n"
     "tiny.yaml:11:43: places.boarding_officer.officers.source: unknown source 'A1' (allowed: assumption, "
     "user)\n"
     "tiny.yaml:14:62: tasks.resolve_trouble.source: unknown source 'A1' (allowed: assumption, user)\n"
     "tiny.yaml:15:75: tasks.gate_to_yard.source: unknown source 'A1' (allowed: assumption, user)\n"
     "... and 14 more"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


def test_a_wrong_row_of_the_evidence_is_told_at_its_own_file() -> None:
    Path("evidence.yaml").write_text("evidence:\n  A1: {what: x, figure: 5, reference: y}\n")
    assert refusal(lambda: load("tiny.yaml")) == "evidence.yaml:2:17: evidence.A1.figure: got 5, allowed text"
