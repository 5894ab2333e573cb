"""Broken keys: one that is unknown, missing or there twice, or that holds the wrong kind of thing."""

from __future__ import annotations

import pytest
from broken import each, edited, refusal

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("an unknown key at the top", "name: tiny", "nmae: tiny",
     "tiny.yaml:1:1: missing key 'name' (the name of the scenario, in letters, digits, _ and -)\n"
     "tiny.yaml:1:1: unknown key 'nmae' at the top level (nearest: name)"),
    ("an unknown key of the study", "seed: 1", "sead: 1",
     "tiny.yaml:4:68: unknown key 'sead' in study (nearest: seed)"),
    ("an unknown key of a terminal", "{title: North,", "{titel: North,",
     "tiny.yaml:5:13: terminals.north: missing key 'title' (what tables and charts call it)\n"
     "tiny.yaml:5:21: unknown key 'titel' in terminals.north (nearest: title)"),
    ("an unknown key of a place", "gate_in: {lanes", "gate_in: {calender: open_hours, lanes",
     "tiny.yaml:8:13: unknown key 'calender' in places.gate_in (nearest: calendar)"),
    ("an unknown key of a place with a mapping", "cranes: {value: 1, source: A1}, blocks",
     "cranes: {value: 1, source: A1}, block",
     "tiny.yaml:11:48: unknown key 'block' in places.yard_crane (nearest: blocks)"),
    ("an unknown key of a count", "value: 2, source: A1}}\n  gate_out", "vlaue: 2, source: A1}}\n  gate_out",
     "tiny.yaml:8:13: places.gate_in.lanes: missing key 'value' (one number for all terminals, or one "
     "for each by its name)\n"
     "tiny.yaml:8:21: unknown key 'vlaue' in places.gate_in.lanes (nearest: value)"),
    ("an unknown key of a task", "cv: 0.7", "cw: 0.7",
     "tiny.yaml:15:3: tasks.resolve_trouble: shape lognormal needs cv\n"
     "tiny.yaml:15:53: unknown key 'cw' in tasks.resolve_trouble (allowed: at_least, cv, distribution, "
     "mean, note, range, shape, source)"),
    ("a misspelt mean", "erlang, mean", "erlang, men",
     "tiny.yaml:14:32: unknown key 'men' in tasks.paper_check (nearest: mean)"),
    ("a misspelt shape", "shape: erlang", "shap: erlang",
     "tiny.yaml:14:17: unknown key 'shap' in tasks.paper_check (nearest: shape)"),
    ("a misspelt rate", "per_day: {value: 100", "per_dya: {value: 100",
     "tiny.yaml:31:39: unknown key 'per_dya' in demand.domestic (nearest: per_day)"),
    ("an unknown key of a stream", "profile: day", "profil: day",
     "tiny.yaml:31:82: unknown key 'profil' in demand.domestic (nearest: profile)"),
    ("an unknown measure with options", "  qr_gate_pass:", "  qr_gate_pas:",
     "tiny.yaml:33:3: unknown key 'qr_gate_pas' in measures (nearest: qr_gate_pass)"),
    ("an unknown option of a measure", "scan_code:", "scan_cod:",
     "tiny.yaml:33:3: measures.qr_gate_pass: missing key 'scan_code' (scan of a truck's code at the lane)\n"
     "tiny.yaml:35:5: unknown key 'scan_cod' in measures.qr_gate_pass (nearest: scan_code)"),
    ("a missing option of a measure", "    scan_code: {shape: constant, mean: 20 s, source: A1}\n", "",
     "tiny.yaml:33:3: measures.qr_gate_pass: missing key 'scan_code' (scan of a truck's code at the lane)"),
    ("a missing title", "title: One small terminal\n", "",
     "tiny.yaml:1:1: missing key 'title' (what tables and charts call it)"),
    ("a missing shape", "shape: constant, mean: 1 h", "mean: 1 h",
     "tiny.yaml:20:3: tasks.agent_carries_papers: missing key 'shape'"),
    ("a missing share", "{title: North, share: {value: 1, source: A1}}", "{title: North}",
     "tiny.yaml:5:13: terminals.north: missing key 'share' (share of all shipments of its mode of "
     "transport that it handles)"),
    ("no stream",
     "\n  vessel: {flows: [vessel_call], per_day: {value: 1 per day, source: A1}}\n  domestic: {flows: "
     "[domestic_truck], per_day: {value: 100 per day, source: A1}, profile: day", " {",
     "tiny.yaml:29:1: demand: got 0 entries, allowed at least 1"),
    ("no terminal", "{north: {title: North, share: {value: 1, source: A1}}}", "{}",
     "tiny.yaml:5:1: terminals: got 0 entries, allowed at least 1"),
    ("a list for a place", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: [2]",
     "tiny.yaml:8:3: places.gate_in: got a list, allowed a mapping with keys as_at, as_carrier_at, at, "
     "blocks, breakdown, calendar, holds, in_turn, like, mode, servers, serves"),
    ("a number for a place", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: 2",
     "tiny.yaml:8:3: places.gate_in: got 2, allowed a mapping with keys as_at, as_carrier_at, at, blocks, "
     "breakdown, calendar, holds, in_turn, like, mode, servers, serves"),
    ("nothing for a place", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in:",
     "tiny.yaml:8:3: places.gate_in: got nothing, allowed a mapping with keys as_at, "
     "as_carrier_at, at, blocks, breakdown, calendar, holds, in_turn, like, mode, servers, serves; "
     "write below it what it has, or take its line out"),
    ("a number for a name", "name: tiny", "name: 5",
     "tiny.yaml:1:1: name: got 5, allowed text"),
    ("nothing for a title", "title: One small terminal", "title:",
     "tiny.yaml:2:1: title: got nothing, allowed text"),
    ("a number for the study", "{days: 1, warm_up_days: 0, run_out: 1 day, replications: 2, seed: 1}", "5",
     "tiny.yaml:4:1: study: got 5, allowed a mapping with keys days, replications, run_out, "
     "seed, start, warm_up_days"),
    ("a number for the limits", "evidence: evidence.yaml", "evidence: evidence.yaml\nlimits: 5",
     "tiny.yaml:4:1: limits: got 5, allowed a list"),
    ("a number in the limits", "evidence: evidence.yaml", "evidence: evidence.yaml\nlimits: [5]",
     "tiny.yaml:4:10: limits.0: got 5, allowed text"),
    ("a key that stands twice", "evidence: evidence.yaml", "evidence: evidence.yaml\nevidence: evidence.yaml",
     "tiny.yaml:4:1: not valid YAML: duplicate key 'evidence'; remove one"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message
