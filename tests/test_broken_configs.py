"""Broken configurations: each is one small edit of a scenario that loads, and gives exactly this message."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tiny import EVIDENCE, TINY

from portsim.checks import problems
from portsim.claims import load_claims
from portsim.document import Document, read
from portsim.errors import ConfigError, Keys, PortsimError
from portsim.port import Trait
from portsim.scenario import Scenario, load, parse
from portsim.steps import Flow, inside, maybe, signal, start, travel, visit, wait_for_next, wait_until
from portsim.workload.log import read_log


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the scenario that loads; names in messages are relative to it."""
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY)
    Path("evidence.yaml").write_text(EVIDENCE)


def edited(old: str, new: str) -> Scenario:
    assert TINY.count(old) == 1, "an edit must say exactly what it changes"
    Path("tiny.yaml").write_text(TINY.replace(old, new))
    return load("tiny.yaml")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ConfigError) as caught:
        act()
    return str(caught.value)


def test_the_scenario_that_is_edited_here_loads() -> None:
    assert load("tiny.yaml").alternatives == ("baseline", "qr", "lanes")


# fmt: off
BROKEN = [
    # (what is wrong, what stands in the file, what stands there instead, the whole message)
    ("an unknown key at the top", "name: tiny", "nmae: tiny",
     "tiny.yaml:1:1: missing key 'name'\n"
     "tiny.yaml:1:1: unknown key 'nmae' at the top level (nearest: name)"),
    ("an unknown key of the study", "seed: 1", "sead: 1",
     "tiny.yaml:4:69: unknown key 'sead' in study (nearest: seed)"),
    ("an unknown key of a terminal", "{title: North,", "{titel: North,",
     "tiny.yaml:6:3: terminals.north: missing key 'title'\n"
     "tiny.yaml:6:11: unknown key 'titel' in terminals.north (nearest: title)"),
    ("an unknown key of a place", "gate_in: {lanes", "gate_in: {lnaes",
     "tiny.yaml:8:13: unknown key 'lnaes' in places.gate_in (nearest: lanes)"),
    ("an unknown key of a count", "value: 2, source: A1}}\n  gate_out", "vlaue: 2, source: A1}}\n  gate_out",
     "tiny.yaml:8:13: places.gate_in.lanes: missing key 'value'\n"
     "tiny.yaml:8:21: unknown key 'vlaue' in places.gate_in.lanes (nearest: value)"),
    ("an unknown key of a task", "cv: 0.7", "cw: 0.7",
     "tiny.yaml:14:53: unknown key 'cw' in tasks.resolve_trouble (allowed: at_least, cv, high, k, "
     "low, mean, mode, note, range, shape, source)"),
    ("an unknown key of a stream", "profile: day", "profil: day",
     "tiny.yaml:29:82: unknown key 'profil' in demand.domestic (nearest: profile)"),
    ("an unknown measure with options", "  qr_gate_pass:", "  qr_gate_pas:",
     "tiny.yaml:31:3: unknown key 'qr_gate_pas' in measures (nearest: qr_gate_pass)"),
    ("an unknown option of a measure", "scan_code:", "scan_cod:",
     "tiny.yaml:31:3: measures.qr_gate_pass: missing key 'scan_code'\n"
     "tiny.yaml:33:5: unknown key 'scan_cod' in measures.qr_gate_pass (nearest: scan_code)"),
    ("a missing option of a measure", "    scan_code: {shape: constant, mean: 20 s, source: A1}\n", "",
     "tiny.yaml:31:3: measures.qr_gate_pass: missing key 'scan_code'"),
    ("a missing title", "title: One small terminal\n", "",
     "tiny.yaml:1:1: missing key 'title'"),
    ("a missing source", "1 h, source: A1", "1 h",
     "tiny.yaml:19:3: tasks.clear_vessel: missing key 'source' (rows of the evidence list, "
     "'assumption' (with a range), or 'user')"),
    ("a missing shape", "shape: constant, mean: 1 h", "mean: 1 h",
     "tiny.yaml:19:3: tasks.clear_vessel: missing key 'shape'"),
    ("a missing share", "{title: North, share: {value: 1, source: A1}}", "{title: North}",
     "tiny.yaml:6:3: terminals.north: missing key 'share'"),
    ("no stream",
     "\n  vessel: {flows: [vessel_call], per_day: {value: 1 per day, source: A1}}\n  domestic: {flows: "
     "[domestic_truck], per_day: {value: 100 per day, source: A1}, profile: day", " {",
     "tiny.yaml:27:1: demand: got 0 entries, allowed at least 1"),
    ("no terminal", "\n  north: {title: North, share: {value: 1, source: A1}", " {",
     "tiny.yaml:5:1: terminals: got 0 entries, allowed at least 1"),
    ("a list for a place", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: [2]",
     "tiny.yaml:8:3: places.gate_in: got a list, allowed a mapping with keys bays, blocks, breakdown, "
     "calendar, clerks, cranes, desks, docks, lanes, officers, scanners, servers, ..."),
    ("a number for a place", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: 2",
     "tiny.yaml:8:3: places.gate_in: got 2, allowed a mapping with keys bays, blocks, breakdown, "
     "calendar, clerks, cranes, desks, docks, lanes, officers, scanners, servers, ..."),
    ("a plain number without a source", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: {lanes: 2}",
     "tiny.yaml:8:13: places.gate_in.lanes: got 2, allowed a mapping with keys note, range, source, value"),
    ("a text for a count", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: two, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got 'two', allowed a whole number >= 0 or a mapping"),
    ("a broken number for a count", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2.5, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got 2.5, allowed a whole number >= 0 or a mapping"),
    ("a count below 0", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: -2, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got -2, allowed a whole number >= 0 or a mapping"),
    ("no lanes", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: {lanes: {value: 0, source: A1}}",
     "tiny.yaml:8:13: places.gate_in.lanes: got 0 at terminal north, allowed 1 or more"),
    ("nothing for a place", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in:",
     "tiny.yaml:8:3: places.gate_in: got nothing, allowed a mapping with keys bays, blocks, "
     "breakdown, calendar, clerks, cranes, desks, docks, lanes, officers, scanners, servers, ..."),
    ("a number for a source", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: 5}}",
     "tiny.yaml:8:31: places.gate_in.lanes.source: got 5, allowed the name of a source or a list of names"),
    ("no source in the list", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: []}}",
     "tiny.yaml:8:31: places.gate_in.lanes.source: got 0 entries, allowed at least 1"),
    ("a number for a name", "name: tiny", "name: 5",
     "tiny.yaml:1:1: name: got 5, allowed text"),
    ("nothing for a title", "title: One small terminal", "title:",
     "tiny.yaml:2:1: title: got nothing, allowed text"),
    ("no blocks", "blocks: {value: 2", "blocks: {value: 0",
     "tiny.yaml:11:48: places.yard_crane.blocks: terminal north needs at least 1 block"),
    ("a time without a unit", "mean: 1 h", "mean: 1",
     "tiny.yaml:19:35: tasks.clear_vessel.mean: got 1, allowed a time with its unit: write 1 s, 1 min "
     "or 1 h"),
    ("an unknown unit", "mean: 1 h", "mean: 1 hr",
     "tiny.yaml:19:35: tasks.clear_vessel.mean: got '1 hr', allowed a time such as 150 s, 2.5 min or "
     "2 h; unknown unit 'hr' (nearest: hour)"),
    ("a time in words", "mean: 1 h", "mean: soon",
     "tiny.yaml:19:35: tasks.clear_vessel.mean: got 'soon', allowed a time such as 150 s, 2.5 min or 2 h"),
    ("a time below 0", "mean: 1 h", "mean: -1 h",
     "tiny.yaml:19:35: tasks.clear_vessel.mean: got '-1 h', allowed a time of 0 or more"),
    ("a rate without a unit", "100 per day", "100",
     "tiny.yaml:29:49: demand.domestic.per_day.value: got 100, allowed a rate such as 30 per hour or "
     "670 per day"),
    ("a rate per unknown unit", "100 per day", "100 per dya",
     "tiny.yaml:29:49: demand.domestic.per_day.value: got '100 per dya', allowed a rate such as 30 "
     "per hour or 670 per day; unknown unit 'dya' (nearest: day)"),
    ("an infinite rate", "100 per day", "1e999 per day",
     "tiny.yaml:29:49: demand.domestic.per_day.value: got '1e999 per day', allowed a rate of 0 or "
     "more, and finite"),
    ("a share above 100 %", "value: 5 %", "value: 150 %",
     "tiny.yaml:22:13: chances.trouble.value: got '150 %', allowed a share from 0 to 1 (0 % to 100 %)"),
    ("a percentage without its sign", "value: 5 %", "value: 5",
     "tiny.yaml:22:13: chances.trouble.value: got 5, allowed a share from 0 to 1 (0 % to 100 %); "
     "write 5 % for 5 in a hundred"),
    ("a share in words", "value: 5 %", "value: few",
     "tiny.yaml:22:13: chances.trouble.value: got 'few', allowed a share such as 5 % or 0.05"),
    ("true for a share", "value: 5 %", "value: true",
     "tiny.yaml:22:13: chances.trouble.value: got true, allowed a share such as 5 % or 0.05"),
    ("an unknown shape", "shape: erlang", "shape: erlnag",
     "tiny.yaml:13:17: tasks.paper_check.shape: got 'erlnag', allowed constant, exponential, erlang, "
     "lognormal, triangular, uniform (nearest: erlang)"),
    ("a shape without its phases", "k: 3, ", "",
     "tiny.yaml:13:3: tasks.paper_check: shape erlang needs k"),
    ("no phases", "k: 3", "k: 0",
     "tiny.yaml:13:45: tasks.paper_check.k: got 0, allowed 1 or more"),
    ("a broken number of phases", "k: 3", "k: 2.5",
     "tiny.yaml:13:45: tasks.paper_check.k: got 2.5, allowed a whole number"),
    ("a variation of 0", "cv: 0.7", "cv: 0",
     "tiny.yaml:14:53: tasks.resolve_trouble.cv: got 0, allowed above 0"),
    ("a variation in words", "cv: 0.7", "cv: high",
     "tiny.yaml:14:53: tasks.resolve_trouble.cv: got 'high', allowed a number"),
    ("a shape with too much", "cv: 0.7", "k: 2, cv: 0.7",
     "tiny.yaml:14:3: tasks.resolve_trouble: shape lognormal does not take k"),
    ("a shape without its mean", "shape: constant, mean: 1 h", "shape: constant",
     "tiny.yaml:19:3: tasks.clear_vessel: shape constant needs mean"),
    ("a triangle out of order", "low: 2 min, mode: 4 min", "low: 5 min, mode: 4 min",
     "tiny.yaml:15:3: tasks.gate_to_yard: shape triangular needs low <= mode <= high, and low below high"),
    ("a span out of order", "low: 2 min, high: 8 min", "low: 8 min, high: 2 min",
     "tiny.yaml:17:3: tasks.yard_to_gate: shape uniform needs low <= mode <= high, and low below high"),
    ("an assumption without a range", "1 h, source: A1", "1 h, source: assumption",
     "tiny.yaml:19:3: tasks.clear_vessel: an assumption needs a range: add range: [low, high]"),
    ("a range with one end", "range: [90 s, 240 s]", "range: [90 s]",
     "tiny.yaml:13:71: tasks.paper_check.range: missing item 2"),
    ("a range with three ends", "range: [90 s, 240 s]", "range: [90 s, 100 s, 240 s]",
     "tiny.yaml:13:71: tasks.paper_check.range: got 3 entries, allowed at most 2"),
    ("a range from high to low", "range: [90 s, 240 s]", "range: [240 s, 90 s]",
     "tiny.yaml:13:3: tasks.paper_check: a range is [low, high]: its first number must not be above "
     "its second"),
    ("a range without a unit", "range: [90 s, 240 s]", "range: [90, 240 s]",
     "tiny.yaml:13:79: tasks.paper_check.range.0: got 90, allowed a time with its unit: write 90 s, "
     "90 min or 90 h"),
    ("an unknown source", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: A2}}",
     "tiny.yaml:8:31: places.gate_in.lanes.source: unknown source 'A2' (allowed: A1, assumption)"),
    ("a misspelt assumption", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: [A1, asumption]}}",
     "tiny.yaml:8:31: places.gate_in.lanes.source: unknown source 'asumption' (nearest: assumption)"),
    ("an unknown source in a measure", "uptake: {value: 90 %, source: A1}",
     "uptake: {value: 90 %, source: B1}",
     "tiny.yaml:32:27: measures.qr_gate_pass.uptake.source: unknown source 'B1' (allowed: A1, assumption)"),
    ("an unknown flow", "domestic_truck", "domestic_trck",
     "tiny.yaml:29:14: demand.domestic.flows: unknown flow 'domestic_trck' (nearest: domestic_truck)"),
    ("an unknown profile", "profile: day", "profile: dya",
     "tiny.yaml:29:82: demand.domestic.profile: unknown profile 'dya' (nearest: day)"),
    ("an unknown calendar", "calendar: open_hours}", "calendar: open_hour}",
     "tiny.yaml:9:45: places.gate_out.calendar: unknown calendar 'open_hour' (nearest: open_hours)"),
    ("a missing place", "  trouble_desk: {desks: {value: 1, source: A1}}\n", "",
     "tiny.yaml:28:14: flows.domestic_truck.resolve_trouble: stream domestic needs place "
     "'trouble_desk', which is not under places (allowed: gate_in, gate_out, yard_crane)"),
    ("a misspelt place", "  trouble_desk: {", "  trouble_dsk: {",
     "tiny.yaml:29:14: flows.domestic_truck.resolve_trouble: stream domestic needs place "
     "'trouble_desk', which is not under places (nearest: trouble_dsk)"),
    ("a misspelt task", "  check_out: {", "  check_uot: {",
     "tiny.yaml:29:14: flows.domestic_truck.gate_out: stream domestic needs task 'check_out', which "
     "is not under tasks (nearest: check_uot)"),
    ("a misspelt chance", "trouble: {value: 5 %, source: A1}", "troubel: {value: 5 %, source: A1}",
     "tiny.yaml:29:14: flows.domestic_truck.trouble: stream domestic needs chance 'trouble', which is "
     "not under chances (nearest: troubel)"),
    ("no chances at all", "chances:\n  trouble: {value: 5 %, source: A1}\n", "",
     "tiny.yaml:27:14: flows.domestic_truck.trouble: stream domestic needs chance 'trouble', which is "
     "not under chances (none are defined)"),
    ("a trait of an unknown stream", "chances",
     "traits:\n  heavy: {share: {value: 5 %, source: A1}, of: [domestc]}\nchances",
     "tiny.yaml:22:44: traits.heavy.of: unknown stream 'domestc' (nearest: domestic)"),
    ("an unused trait", "chances",
     "traits:\n  heavy: {share: {value: 5 %, source: A1}, of: [domestic]}\nchances",
     "tiny.yaml:22:3: traits.heavy: read by no flow; delete it, or use it in a flow"),
    ("a trait per unknown unit", "chances",
     "traits:\n  heavy: {share: {value: 5 %, source: A1}, of: [domestic], per: truck}\nchances",
     "tiny.yaml:22:60: traits.heavy.per: got 'truck', allowed shipment, declaration, carrier"),
    ("a flow with a carrier for a stream without one", "domestic_truck", "stacked_export_box",
     "tiny.yaml:29:14: flows.stacked_export_box.lift_to_vessel: stream domestic needs task "
     "'lift_to_vessel', which is not under tasks (nearest: clear_vessel)\n"
     "tiny.yaml:29:14: flows.stacked_export_box.load: stream domestic needs place 'quay_crane', which "
     "is not under places (nearest: yard_crane)\n"
     "tiny.yaml:29:14: flows.stacked_export_box.load: stream domestic needs task 'load', which is not "
     "under tasks (allowed: check_out, clear_vessel, discharge_first, gate_to_yard, lift_domestic, "
     "paper_check, resolve_trouble, yard_to_gate)\n"
     "tiny.yaml:29:14: flows.stacked_export_box.loading: stream domestic needs place "
     "'vessel_tractor', which is not under places (allowed: gate_in, gate_out, trouble_desk, yard_crane)\n"
     "tiny.yaml:29:14: flows.stacked_export_box.wait_loading_open: waits for 'loading_open' of its "
     "carrier, but stream domestic has no carrier\n"
     "tiny.yaml:29:14: flows.stacked_export_box.yard_to_quay: stream domestic needs task "
     "'yard_to_quay', which is not under tasks (nearest: yard_to_gate)"),
    ("an unknown carrier", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vesel, number: {shape: constant, mean: 2, source: A1}",
     "tiny.yaml:29:39: demand.domestic.brought_by: unknown stream 'vesel' (nearest: vessel)"),
    ("an unknown taking carrier", "profile: day",
     "profile: day, taken_by: vesel, dwell: {shape: constant, mean: 2 h, source: A1}",
     "tiny.yaml:29:96: demand.domestic.taken_by: unknown stream 'vesel' (nearest: vessel)"),
    ("carriers in a circle", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel, number: {shape: constant, mean: 2, source: A1}}\n  a: {flows: "
     "[domestic_truck], brought_by: b, number: {shape: constant, mean: 2, source: A1}}\n  b: {flows: "
     "[domestic_truck], brought_by: a, number: {shape: constant, mean: 2, source: A1}",
     "tiny.yaml:30:3: demand.a: streams carry one another in a circle: a -> b -> a\n"
     "tiny.yaml:31:3: demand.b: streams carry one another in a circle: b -> a -> b"),
    ("a stream that brings itself", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: domestic, number: {shape: constant, mean: 2, source: A1}",
     "tiny.yaml:29:3: demand.domestic: streams carry one another in a circle: domestic -> domestic"),
    ("a stream that takes itself", "100 per day",
     "1 per day, source: A1}, taken_by: domestic, dwell: {shape: constant, mean: 2 h",
     "tiny.yaml:29:3: demand.domestic: streams carry one another in a circle: domestic -> domestic"),
    ("a rate and a carrier", "profile: day", "profile: day, brought_by: vessel",
     "tiny.yaml:29:3: demand.domestic: a stream has either per_day or brought_by"),
    ("neither rate nor carrier", ", per_day: {value: 100 per day, source: A1}", "",
     "tiny.yaml:29:3: demand.domestic: a stream has either per_day or brought_by"),
    ("a number without a carrier", "profile: day",
     "profile: day, number: {shape: constant, mean: 2, source: A1}",
     "tiny.yaml:29:3: demand.domestic: brought_by and number go together"),
    ("a dwell without a carrier", "profile: day",
     "profile: day, dwell: {shape: constant, mean: 2 h, source: A1}",
     "tiny.yaml:29:3: demand.domestic: taken_by and dwell go together"),
    ("earlier arrivals that are due never", "profile: day",
     "profile: day, before_start: {value: 2 h, source: A1}",
     "tiny.yaml:29:3: demand.domestic: before_start needs planned or taken_by: what is still due at "
     "the start?"),
    ("a profile for what a carrier brings", "per_day: {value: 100 per day",
     "brought_by: vessel, number: {shape: constant, mean: 2",
     "tiny.yaml:29:3: demand.domestic: a stream that is brought_by a carrier takes no taken_by, "
     "before_start or profile"),
    ("a stream without flows", "domestic_truck", "",
     "tiny.yaml:29:14: demand.domestic.flows: got 0 entries, allowed at least 1"),
    ("a flow twice in a stream", "domestic: {flows: [", "domestic: {flows: [domestic_truck, ",
     "tiny.yaml:29:14: demand.domestic.flows: 'domestic_truck' stands twice; a shipment runs it once"),
    ("a text for a list of flows", "[domestic_truck]", "domestic_truck",
     "tiny.yaml:29:14: demand.domestic.flows: got 'domestic_truck', allowed a list"),
    ("a geometric mean below 1", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel, number: {shape: geometric, mean: 0.5, source: A1}",
     "tiny.yaml:29:59: demand.domestic.number: shape geometric counts from 1: its mean is at least 1"),
    ("a constant that is no whole number", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel, number: {shape: constant, mean: 1.5, source: A1}",
     "tiny.yaml:29:59: demand.domestic.number: shape constant needs a whole number as its mean"),
    ("a number that is too large", "per_day: {value: 100 per day, source: A1}, profile: day",
     "brought_by: vessel, number: {shape: poisson, mean: 1000000, source: A1}",
     "tiny.yaml:29:84: demand.domestic.number.mean: got 1000000, allowed below 1e+06"),
    ("an unused place", "  trouble_desk: {", "  spare: {lanes: {value: 1, source: A1}}\n  trouble_desk: {",
     "tiny.yaml:10:3: places.spare: read by no flow; delete it, or use it in a flow"),
    ("an unused task", " check", " spare: {shape: constant, mean: 45 s, source: A1}\n  check",
     "tiny.yaml:18:3: tasks.spare: read by no flow; delete it, or use it in a flow"),
    ("an unused chance", "trouble: {value", "spare: {value: 5 %, source: A1}\n  trouble: {value",
     "tiny.yaml:22:3: chances.spare: read by no flow; delete it, or use it in a flow"),
    ("an unused calendar", "calendars:", 'calendars:\n  spare: {hours: [["06:00", "12:00"]], source: A1}',
     "tiny.yaml:24:3: calendars.spare: read by no flow; delete it, or use it in a flow"),
    ("an unused profile", "profiles:",
     "profiles:\n  spare: {hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
     "0, 0], source: A1}",
     "tiny.yaml:26:3: profiles.spare: read by no flow; delete it, or use it in a flow"),
    ("two nouns in a place", "gate_in: {lanes", "gate_in: {lanes: {value: 2, source: A1}, desks",
     "tiny.yaml:8:3: places.gate_in: a place says how many servers it has under exactly one of lanes, "
     "cranes, tractors, stackers, scanners, bays, desks, docks, teams, clerks, officers, servers; got "
     "lanes, desks"),
    ("no noun in a place", "gate_in: {lanes: {value: 2, source: A1}}", "gate_in: {calendar: open_hours}",
     "tiny.yaml:8:3: places.gate_in: a place says how many servers it has under exactly one of lanes, "
     "cranes, tractors, stackers, scanners, bays, desks, docks, teams, clerks, officers, servers; got none"),
    ("a count for a terminal that is not there", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: {south: 2}, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got terminals south; give one figure for each of north"),
    ("a count for a terminal too many", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: {north: 2, south: 2}, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got terminals north, south; give one figure for "
     "each of north"),
    ("shares that do not add up to 1", "share: {value: 1, source: A1}", "share: {value: 0.9, source: A1}",
     "tiny.yaml:5:1: terminals: the shares add up to 0.9; they must add up to 1"),
    ("hours and departures in a calendar", '24:00"]', '24:00"]], departures: ["08:00"',
     "tiny.yaml:24:3: calendars.open_hours: a calendar has either hours or departures"),
    ("neither hours nor departures", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]', "days: [mon]",
     "tiny.yaml:24:3: calendars.open_hours: a calendar has either hours or departures"),
    ("a place that opens at departures", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'departures: ["08:00"]',
     "tiny.yaml:9:45: places.gate_out.calendar: a calendar of departures, not of hours: 'open_hours' "
     "(none are defined)"),
    ("hours that overlap", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "14:00"], ["13:00", "24:00"]]',
     "tiny.yaml:24:3: calendars.open_hours: hours must follow one another without overlap"),
    ("hours from late to early", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["16:00", "14:00"]]',
     "tiny.yaml:24:3: calendars.open_hours: hours need begin before end, at most 24:00"),
    ("a time after midnight", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "25:00"]]',
     "tiny.yaml:24:34: calendars.open_hours.hours.0.1: got '25:00', allowed a time of day from 00:00 "
     "to 24:00"),
    ("hours without an end", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]', 'hours: [["06:00"]]',
     "tiny.yaml:24:24: calendars.open_hours.hours.0: missing item 2"),
    ("an unknown day", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "12:00"], ["13:00", "24:00"]], days: [mo]',
     "tiny.yaml:24:72: calendars.open_hours.days.0: got 'mo', allowed mon, tue, wed, thu, fri, sat, "
     "sun (nearest: mon)"),
    ("a calendar without days", 'hours: [["06:00", "12:00"], ["13:00", "24:00"]]',
     'hours: [["06:00", "12:00"], ["13:00", "24:00"]], days: []',
     "tiny.yaml:24:65: calendars.open_hours.days: got 0 entries, allowed at least 1"),
    ("a profile of 23 hours", "1, 0", "1",
     "tiny.yaml:26:9: profiles.day.hours: got 23 entries, allowed at least 24"),
    ("a profile of 25 hours",
     "hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]",
     "hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]",
     "tiny.yaml:26:9: profiles.day.hours: got 25 entries, allowed at most 24"),
    ("a weight below 0", "1, 0, 0", "1, 0, -1",
     "tiny.yaml:26:3: profiles.day: hours are weights: none below 0, not all 0"),
    ("weights that are all 0", "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1",
     "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0",
     "tiny.yaml:26:3: profiles.day: hours are weights: none below 0, not all 0"),
    ("a weight that is no number", "1, 0, 0", "1, 0, .nan",
     "tiny.yaml:26:3: profiles.day: hours are weights: none below 0, not all 0"),
    ("a weight in words", "1, 0, 0", "1, 0, x",
     "tiny.yaml:26:86: profiles.day.hours.23: got 'x', allowed a number"),
    ("a week of two days", "1, 0, 0", "1, 0, 0], days: [1, 2",
     "tiny.yaml:26:90: profiles.day.days: got 2 entries, allowed at least 7"),
    ("much more work than servers", "100 per day", "10000 per day",
     "tiny.yaml:8:3: places.gate_in: offered load 8.68 at north: more work arrives than the servers "
     "can do; add lanes, or lower the demand\n"
     "tiny.yaml:9:3: places.gate_out: offered load 7.35 at north: more work arrives than the servers "
     "can do; add lanes, or lower the demand\n"
     "tiny.yaml:10:3: places.trouble_desk: offered load 10.42 at north: more work arrives than the "
     "servers can do; add desks, or lower the demand\n"
     "tiny.yaml:11:3: places.yard_crane: offered load 10.42 at north: more work arrives than the "
     "servers can do; add cranes, or lower the demand"),
    ("a little more work than servers", "100 per day", "1000 per day",
     "tiny.yaml:10:3: places.trouble_desk: offered load 1.04 at north: more work arrives than the "
     "servers can do; add desks, or lower the demand\n"
     "tiny.yaml:11:3: places.yard_crane: offered load 1.04 at north: more work arrives than the "
     "servers can do; add cranes, or lower the demand"),
    ("an unknown measure", "  qr: [qr_gate_pass]", "  qr: [qr_gate_pas]",
     "tiny.yaml:39:8: compare.qr: unknown measure 'qr_gate_pas' (nearest: qr_gate_pass)"),
    ("a measure without options", "  qr: [qr_gate_pass]", "  qr: [smart_cloud_routing]",
     "tiny.yaml:39:8: compare.qr: measure 'smart_cloud_routing' needs options; write them under measures"),
    ("an unknown option in an alternative", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, options: {uptak: 5 %}}]",
     "tiny.yaml:39:42: unknown key 'uptak' in measures.qr_gate_pass (nearest: uptake)"),
    ("an option out of bounds in an alternative", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, options: {uptake: 150 %}}]",
     "tiny.yaml:39:42: measures.qr_gate_pass.uptake.value: got '150 %', allowed a share from 0 to 1 "
     "(0 % to 100 %)"),
    ("an option without the one it needs", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, options: {lanes: dedicated}}]",
     "tiny.yaml:39:32: measures.qr_gate_pass: dedicated lanes need both: lanes: dedicated, and how "
     "many under dedicated"),
    ("an option that leaves nothing", "[qr_gate_pass",
     "[{measure: qr_gate_pass, options: {lanes: dedicated, dedicated: {value: 2, source: A1}}}",
     "tiny.yaml:39:8: compare.qr: qr_gate_pass: dedicated lanes leave no paper lane at north"),
    ("an option with an unknown source", "[qr_gate_pass",
     "[{measure: qr_gate_pass, options: {uptake: {value: 5 %, source: ZZ}}}",
     "tiny.yaml:39:3: alternative qr: traits.has_code.share.source: unknown source 'ZZ' (allowed: A1, "
     "assumption)"),
    ("an alternative without a measure", "  qr: [qr_gate_pass]", "  qr: [{over: true}]",
     "tiny.yaml:39:8: compare.qr.0: missing key 'measure'"),
    ("an unknown key in an alternative", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, optoins: {}}]",
     "tiny.yaml:39:32: unknown key 'optoins' in compare.qr.0 (nearest: options)"),
    ("over that is neither true nor false", "  qr: [qr_gate_pass]",
     "  qr: [{measure: qr_gate_pass, over: maybe}]",
     "tiny.yaml:39:32: compare.qr.0.over: got 'maybe', allowed true or false"),
    ("a text for an alternative", "  qr: [qr_gate_pass]", "  qr: qr_gate_pass",
     "tiny.yaml:39:3: compare.qr: got 'qr_gate_pass', allowed a list"),
    ("an empty alternative", "  qr: [qr_gate_pass]", "  qr: []",
     "tiny.yaml:39:3: compare.qr: got 0 entries, allowed at least 1"),
    ("one measure twice", "  qr: [qr_gate_pass]", "  qr: [qr_gate_pass, qr_gate_pass]",
     "tiny.yaml:39:22: compare.qr: 'qr_gate_pass' stands twice"),
    ("an alternative called baseline", "  qr: [qr_gate_pass]", "  baseline: [qr_gate_pass]",
     "tiny.yaml:39:3: compare.baseline: this name is taken: all others are compared with it"),
    ("a what-if with options", "  qr: [qr_gate_pass]", "  qr: [{measure: more_lanes, options: {a: 1}}]",
     "tiny.yaml:39:8: compare.qr: more_lanes: a what-if takes no options"),
    ("two what-ifs on one key", "  qr: [qr_gate_pass]", "  qr: [more_lanes, fewer_lanes]",
     "tiny.yaml:39:20: compare.qr: fewer_lanes: places.gate_in.lanes: changed by more_lanes and again "
     "by fewer_lanes; leave one out, or let the later one win with {measure: fewer_lanes, over: true}"),
    ("a what-if and a measure on one key", "[qr_gate_pass",
     "[more_lanes, {measure: qr_gate_pass, options: {lanes: dedicated, dedicated: {value: 1, source: A1}}}",
     "tiny.yaml:39:20: compare.qr: qr_gate_pass: places.gate_in.lanes: changed by more_lanes and "
     "again by qr_gate_pass; leave one out, or let the later one win with {measure: qr_gate_pass, "
     "over: true}"),
    ("a what-if with an unknown key", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {places.gate_inn.lanes: 4}}",
     "tiny.yaml:36:22: what_ifs.more_lanes: places.gate_inn.lanes: unknown key 'gate_inn' (nearest: "
     "gate_in)"),
    ("a what-if with an unknown first key", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {place.gate_in.lanes: 4}}",
     "tiny.yaml:36:22: what_ifs.more_lanes: place.gate_in.lanes: unknown key 'place' (nearest: places)"),
    ("a what-if that sets the study", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {study.days: 4}}",
     "tiny.yaml:36:22: what_ifs.more_lanes: study.days: unknown key 'study' (allowed: calendars, "
     "chances, demand, places, profiles, tariffs, tasks, terminals, traits)"),
    ("a what-if with a wrong value", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {places.gate_in.lanes: four}}",
     "tiny.yaml:36:22: what_ifs.more_lanes: places.gate_in.lanes: value: got 'four', "
     "allowed a whole number >= 0 or a mapping"),
    ("a what-if without a unit", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {tasks.check_out: 4}}",
     "tiny.yaml:36:22: what_ifs.more_lanes: tasks.check_out: mean: got 4, allowed a time with its unit: "
     "write 4 s, 4 min or 4 h"),
    ("a what-if whose shares do not add up", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {terminals.north.share: 50 %}}",
     "tiny.yaml:40:3: alternative lanes: terminals: the shares add up to 0.5; they must add up to 1"),
    ("a what-if that leaves no lanes", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {places.gate_in.lanes: 0}}",
     "tiny.yaml:40:3: alternative lanes: places.gate_in.lanes: got 0 at terminal north, allowed 1 or more"),
    ("a what-if for a terminal that is not there", "lanes: 4", "lanes: {value: {south: 2}, source: A1}",
     "tiny.yaml:40:3: alternative lanes: places.gate_in.lanes.value: got terminals south; give one "
     "figure for each of north"),
    ("a what-if that sets nothing", "more_lanes: {set: {places.gate_in.lanes: 4}}", "more_lanes: {set: {}}",
     "tiny.yaml:36:16: what_ifs.more_lanes.set: got 0 entries, allowed at least 1"),
    ("a what-if without set", "more_lanes: {set: {places.gate_in.lanes: 4}}", "more_lanes: {title: x}",
     "tiny.yaml:36:3: what_ifs.more_lanes: missing key 'set'"),
    ("a what-if that assumes without a range", "lanes: 4", "lanes: {value: 2, source: assumption}",
     "tiny.yaml:36:22: what_ifs.more_lanes: places.gate_in.lanes: an assumption needs a range: add "
     "range: [low, high]"),
    ("a what-if with an unknown source", "lanes: 4", "lanes: {value: 2, source: ZZ}",
     "tiny.yaml:40:3: alternative lanes: places.gate_in.lanes.source: unknown source 'ZZ' (allowed: "
     "A1, assumption)"),
    ("a what-if called like a measure", "more_lanes:",
     "more_lanes: {set: {places.gate_in.lanes: 4}}\n  qr_gate_pass:",
     "tiny.yaml:37:3: what_ifs.qr_gate_pass: this name is taken by a measure"),
    ("no days", "{days: 1", "{days: 0",
     "tiny.yaml:4:9: study.days: got 0, allowed 1 or more"),
    ("a broken number of days", "{days: 1", "{days: 1.5",
     "tiny.yaml:4:9: study.days: got 1.5, allowed a whole number >= 0"),
    ("one replication", "replications: 2", "replications: 1",
     "tiny.yaml:4:52: study.replications: got 1, allowed 2 or more"),
    ("too many replications", "replications: 2", "replications: 20000",
     "tiny.yaml:4:52: study.replications: got 20000, allowed 10000 or less"),
    ("a seed below 0", "seed: ", "seed: -",
     "tiny.yaml:4:69: study.seed: got -1, allowed a whole number >= 0"),
    ("a seed in words", "seed: 1", "seed: x",
     "tiny.yaml:4:69: study.seed: got 'x', allowed a whole number >= 0"),
    ("a number for the study", "{days: 1, warm_up_days: 0, run_out_days: 1, replications: 2, seed: 1}", "5",
     "tiny.yaml:4:1: study: got 5, allowed a mapping with keys days, replications, run_out_days, "
     "seed, warm_up_days"),
    ("extends a file that is not there", "evidence: evidence.yaml",
     "evidence: evidence.yaml\nextends: nowhere.yaml",
     "tiny.yaml:4:1: extends: got 'nowhere.yaml', but there is no such file (allowed: evidence.yaml, "
     "tiny.yaml)"),
    ("extends itself", "evidence: evidence.yaml", "evidence: evidence.yaml\nextends: tiny.yaml",
     "tiny.yaml:4:1: extends: scenarios extend one another in a circle: tiny.yaml -> tiny.yaml"),
    ("extends a number", "evidence: evidence.yaml", "evidence: evidence.yaml\nextends: 5",
     "tiny.yaml:4:1: extends: got 5, allowed text"),
    ("extends a folder", "evidence: evidence.yaml", "evidence: evidence.yaml\nextends: .",
     "tiny.yaml:4:1: extends: got '.', but there is no such file (allowed: evidence.yaml, tiny.yaml)"),
    ("a misspelt evidence file", "evidence: evidence.yaml", "evidence: evidnce.yaml",
     "tiny.yaml:3:1: evidence: got 'evidnce.yaml', but there is no such file (nearest: evidence.yaml)"),
    ("no evidence file, so no known source", "evidence: evidence.yaml\n", "",
     "tiny.yaml:5:43: terminals.north.share.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:7:31: places.gate_in.lanes.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:8:32: places.gate_out.lanes.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:9:36: places.trouble_desk.desks.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:10:35: places.yard_crane.cranes.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:10:67: places.yard_crane.blocks.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:13:62: tasks.resolve_trouble.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:14:75: tasks.gate_to_yard.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:15:49: tasks.lift_domestic.source: unknown source 'A1' (allowed: assumption)\n"
     "tiny.yaml:16:59: tasks.yard_to_gate.source: unknown source 'A1' (allowed: assumption)\n"
     "... and 11 more"),
    ("a number for the limits", "evidence: evidence.yaml", "evidence: evidence.yaml\nlimits: 5",
     "tiny.yaml:4:1: limits: got 5, allowed a list"),
    ("a number in the limits", "evidence: evidence.yaml", "evidence: evidence.yaml\nlimits: [5]",
     "tiny.yaml:4:10: limits.0: got 5, allowed text"),
    ("a key that stands twice", "evidence: evidence.yaml", "evidence: evidence.yaml\nevidence: evidence.yaml",
     "tiny.yaml:4:1: not valid YAML: key 'evidence' stands twice in one mapping; keep one of them"),
    ("a breakdown without time in service", "lanes: {value: 2, source: A1",
     "lanes: {value: 2, source: A1}, breakdown: {between: {shape: constant, mean: 0 s, source: A1}, "
     "repair: {shape: constant, mean: 0 s, source: A1}",
     "tiny.yaml:8:44: places.gate_in.breakdown: a breakdown needs a time in service: between must be "
     "above 0 on average"),
    ("a breakdown without repair", "lanes: {value: 2, source: A1",
     "lanes: {value: 2, source: A1}, breakdown: {between: {shape: constant, mean: 1 h, source: A1}",
     "tiny.yaml:8:44: places.gate_in.breakdown: missing key 'repair'"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "message"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN])
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


def test_the_later_of_two_measures_on_one_key_wins_with_over() -> None:
    scenario = edited("  qr: [qr_gate_pass]", "  qr: [more_lanes, {measure: fewer_lanes, over: true}]")
    assert scenario.world("qr").port.places["gate_in"].capacity.value == 1


def paths(node: object, path: Keys = ()) -> Iterator[Keys]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from paths(value, (*path, key))


ODD = [None, 5, -1, 0, 1e308, float("nan"), True, "", "x", "9 min", "0 s", "1e15 day", "9" * 12, "a.b", "\0"]


@pytest.mark.parametrize(
    "value", [*ODD, "x" * 5000, [], [None], ["x"], {}, {"x": None}, {"value": 0}], ids=lambda v: repr(v)[:20]
)
def test_no_value_at_any_place_gets_past_the_checks_as_a_raw_error(value: object) -> None:
    document = read(Path("tiny.yaml"))
    for path in paths(document.data):
        data = copy.deepcopy(document.data)
        node: Any = data
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value
        with suppress(PortsimError):  # some values are fine at some places
            parse(Document(data, document.positions), Path("tiny.yaml"))


# --- files that extend one another


NO_NAMES = ["\\0", "x" * 5000, "/", "no/such/file.yaml"]


@pytest.mark.parametrize("name", NO_NAMES, ids=["nul", "too long", "root", "nowhere"])
@pytest.mark.parametrize("key", ["extends", "evidence", "claims"])
def test_a_name_that_no_file_has_is_told_at_its_key(key: str, name: str) -> None:
    text = "".join(line for line in TINY.splitlines(True) if not line.startswith(f"{key}:"))
    Path("tiny.yaml").write_text(f'{key}: "{name}"\n{text}')
    shown = name.replace("\\0", "\0")
    assert refusal(lambda: load("tiny.yaml")).startswith(
        f"tiny.yaml:1:1: {key}: got '{shown}', but there is no such file"
    )


def test_a_circle_of_files_is_told_at_the_file_that_closes_it() -> None:
    Path("second.yaml").write_text("extends: tiny.yaml\nname: second\n")
    assert refusal(lambda: edited("name: tiny", "extends: second.yaml\nname: tiny")) == (
        "second.yaml:1:1: extends: scenarios extend one another in a circle: "
        "tiny.yaml -> second.yaml -> tiny.yaml"
    )


def test_a_wrong_value_is_told_at_the_file_that_holds_it() -> None:
    Path("second.yaml").write_text("extends: tiny.yaml\nplaces:\n  gate_in: {lanes: many}\n")
    assert refusal(lambda: load("second.yaml")) == (
        "second.yaml:3:13: places.gate_in.lanes.value: got 'many', allowed a whole number >= 0 or a mapping"
    )


def test_a_wrong_row_of_the_evidence_is_told_at_its_own_file() -> None:
    Path("evidence.yaml").write_text("evidence:\n  A1: {what: x, figure: 5, reference: y}\n")
    assert refusal(lambda: load("tiny.yaml")) == "evidence.yaml:2:17: evidence.A1.figure: got 5, allowed text"


def test_a_name_too_long_for_a_scenario_is_told() -> None:
    assert refusal(lambda: load("x" * 5000)).startswith("unknown scenario 'xxx")


def test_an_unknown_scenario_is_told_with_the_nearest_name() -> None:
    assert refusal(lambda: load("xiamn")) == (
        "unknown scenario 'xiamn' (nearest: xiamen); give a name or a .yaml file"
    )


# --- a user's own log


def logged(text: str, file: str = "trucks.csv") -> Callable[[], Scenario]:
    Path(file).write_text(text)
    return lambda: edited("profile: day}", f"profile: day, log: {file}}}")


LOG = "tiny.yaml:29:96: demand.domestic.log: trucks.csv: "


def test_a_log_that_is_not_there_is_refused_before_the_run() -> None:
    assert refusal(lambda: edited("profile: day}", "profile: day, log: trucks.csv}")) == (
        LOG + "no such file; give a CSV or Parquet file"
    )


@pytest.mark.parametrize("name", NO_NAMES, ids=["nul", "too long", "root", "nowhere"])
def test_a_name_that_no_log_can_have_is_refused(name: str) -> None:
    message = refusal(lambda: edited("profile: day}", f'profile: day, log: "{name}"}}'))
    assert message.endswith(": no such file; give a CSV or Parquet file")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty; it needs at least a column 'arrival' [min]"),
        ("arrival\n", "there is not one row below the header"),
        ("time\n1\n", "no column 'arrival' [min]; got time"),
        ("arrival,terminl\n1,north\n", "unknown column 'terminl' (nearest: terminal)"),
        (
            "arrival,domestic_truck.gate_inn\n1,2\n",
            "unknown column 'domestic_truck.gate_inn' (nearest: domestic_truck.gate_in)",
        ),
        ("arrival\n5\nsoon\n", "row 3, column 'arrival': got 'soon', allowed a number of 0 or more"),
        ("arrival\n5\n-1\n", "row 3, column 'arrival': got '-1', allowed a number of 0 or more"),
        ("arrival\ninf\n", "row 2, column 'arrival': got 'inf', allowed a number of 0 or more"),
        (
            "arrival,terminal\n5,north\n,north\n",
            "row 3, column 'arrival': got nothing, allowed a number of 0 or more",
        ),
        (
            "arrival,domestic_truck.gate_in\n9,x\n5,2\n",
            "row 2, column 'domestic_truck.gate_in': got 'x', allowed a number of 0 or more",
        ),
        ("arrival,terminal\n5,nroth\n", "unknown terminal 'nroth' (nearest: north)"),
        ("arrival,terminal\n5,\n", "unknown terminal '' (allowed: north)"),
        ("arrival\n1,2,3\n4,5,6\n", "the rows have more values than the header has columns"),
        ("arrival\n1\n1,2\n", "cannot be read as .csv: expected 1 fields in line 3, saw 2"),
    ],
)
def test_a_broken_log_is_told_with_its_row_and_column(text: str, message: str) -> None:
    assert refusal(logged(text)) == LOG + message


def test_a_trait_in_a_log_is_0_or_1() -> None:
    port = load("tiny.yaml").baseline.port
    urgent = Trait(share=port.chances["trouble"], of=("domestic",))
    port = port.model_copy(update={"traits": {"urgent": urgent}})
    Path("trucks.csv").write_text("arrival,urgent\n9,1\n5,2\n")
    assert refusal(lambda: read_log("trucks.csv", port, "domestic")) == (
        "demand.domestic.log: trucks.csv: row 3, column 'urgent': got '2', allowed 0 or 1"
    )


def test_a_log_that_is_not_text_is_refused() -> None:
    Path("trucks.csv").write_bytes(b"\xff\xfearrival\n1\n")
    assert refusal(lambda: edited("profile: day}", "profile: day, log: trucks.csv}")) == (
        LOG + "is not text in UTF-8; save the file as UTF-8"
    )


def test_a_log_with_arrivals_and_measured_times_is_taken() -> None:
    scenario = logged("arrival,terminal,domestic_truck.gate_in\n5,north,2\n")()
    assert scenario.baseline.port.demand["domestic"].log == "trucks.csv"


# --- claims

CLAIMS = """\
claims:
  S1:
    statement: A code halves the visit
    reported_in: a paper
    readings:
      - {name: visit, kpi: truck_turn_time, scenario: qr, figure: value, reported: 9, unit: min, sense: about}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("turn_time", "trun_time", "6:23: S1: unknown kpi 'truck_trun_time' (nearest: truck_turn_time)"),
        ("scenario: qr", "scenario: lane", "6:45: S1: unknown scenario 'lane' (nearest: lanes)"),
        ("scenario: qr", "scenario: baseline", "6:45: S1: unknown scenario 'baseline' (allowed: lanes, qr)"),
        ("sense:", "cohort: [has_cod], sense:", "6:98: S1: unknown trait 'has_cod' (nearest: has_code)"),
        (
            "figure: value",
            "figure: valeu",
            "6:59: claims.S1.readings.0.figure: got 'valeu', "
            "allowed value, baseline, saved, saved_share, ratio (nearest: value)",
        ),
        (
            "reported: 9",
            "reported: many",
            "6:74: claims.S1.readings.0.reported: got 'many', allowed a number",
        ),
        ("sense:", "tolerance: 0, sense:", "6:98: claims.S1.readings.0.tolerance: got 0, allowed above 0"),
        ("    statement: A code halves the visit\n", "", "2:3: claims.S1: missing key 'statement'"),
        (CLAIMS, "claims: {}", "1:1: claims: got 0 entries, allowed at least 1"),
    ],
)
def test_a_broken_claim_gives_one_clear_message(old: str, new: str, message: str) -> None:
    Path("claims.yaml").write_text(CLAIMS.replace(old, new))
    assert refusal(lambda: load_claims(Path("claims.yaml"), load("tiny.yaml"))) == f"claims.yaml:{message}"


def test_a_claims_file_that_is_not_there_is_refused_with_the_scenario() -> None:
    assert refusal(lambda: edited("name: tiny", "claims: evidense.yaml\nname: tiny")) == (
        "tiny.yaml:1:1: claims: got 'evidense.yaml', but there is no such file (nearest: evidence.yaml)"
    )


# --- flows


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


# --- edits of flows

GATE = Flow("a", (visit("gate_in", "paper_check"), maybe("trouble", (travel("check_out"),))))
NEW = travel("gate_to_yard")


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: GATE.replace("paper_chek", NEW), "no step is labelled 'paper_chek' (nearest: paper_check)"),
        (lambda: GATE.before("checkout", NEW), "no step is labelled 'checkout' (nearest: check_out)"),
        (lambda: GATE.after("truoble", NEW), "no step is labelled 'truoble' (nearest: trouble)"),
        (
            lambda: GATE.without("gate"),
            "no step is labelled 'gate' (allowed: check_out, paper_check, trouble)",
        ),
        (
            lambda: GATE.without("paper_check", through="check_out"),
            "'paper_check' and 'check_out' are not neighbours on one level, in this order; "
            "an edit takes steps that follow one another",
        ),
        (
            lambda: GATE.after("trouble", travel("check_out")),
            "label 'check_out' stands twice; give one of the two steps a label of its own",
        ),
        (
            lambda: Flow("a", (NEW, NEW)),
            "label 'gate_to_yard' stands twice; give one of the two steps a label of its own",
        ),
    ],
)
def test_an_edit_that_cannot_be_made_is_told(act: Callable[[], Flow], message: str) -> None:
    with pytest.raises(PortsimError) as caught:
        act()
    assert str(caught.value) == f"flow a: {message}"
