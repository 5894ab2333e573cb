"""Broken names: what is named in a scenario and is nowhere, and what is there and named by nobody."""

from __future__ import annotations

import pytest
from broken import each, edited, refusal

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("an unknown flow", "domestic_truck", "domestic_trck",
     "tiny.yaml:31:14: demand.domestic.flows: unknown flow 'domestic_trck' (nearest: domestic_truck)"),
    ("an unknown profile", "profile: day", "profile: dya",
     "tiny.yaml:31:82: demand.domestic.profile: unknown profile 'dya' (nearest: day)"),
    ("an unknown calendar", "calendar: open_hours}", "calendar: open_hour}",
     "tiny.yaml:9:45: places.gate_out.calendar: unknown calendar 'open_hour' (nearest: open_hours)"),
    ("a missing place", "  trouble_desk: {desks: {value: 1, source: A1}}\n", "",
     "tiny.yaml:30:14: flows.domestic_truck.resolve_trouble: stream domestic needs place "
     "'trouble_desk', which is not under places (allowed: boarding_officer, gate_in, gate_out, yard_crane)"),
    ("a misspelt place", "  trouble_desk: {", "  trouble_dsk: {",
     "tiny.yaml:31:14: flows.domestic_truck.resolve_trouble: stream domestic needs place "
     "'trouble_desk', which is not under places (nearest: trouble_dsk)"),
    ("a misspelt task", "  check_out: {", "  check_uot: {",
     "tiny.yaml:31:14: flows.domestic_truck.gate_out: stream domestic needs task 'check_out', which "
     "is not under tasks (nearest: check_uot)"),
    ("a misspelt chance", "trouble: {value: 5 %, source: A1}", "troubel: {value: 5 %, source: A1}",
     "tiny.yaml:31:14: flows.domestic_truck.trouble: stream domestic needs chance 'trouble', which is "
     "not under chances (nearest: troubel)"),
    ("no chances at all", "chances:\n  trouble: {value: 5 %, source: A1}\n", "",
     "tiny.yaml:29:14: flows.domestic_truck.trouble: stream domestic needs chance 'trouble', which is "
     "not under chances (none are defined)"),
    ("a trait of an unknown stream", "chances",
     "traits:\n  heavy: {share: {value: 5 %, source: A1}, of: [domestc]}\nchances",
     "tiny.yaml:24:44: traits.heavy.of: unknown stream 'domestc' (nearest: domestic)"),
    ("an unused trait", "chances",
     "traits:\n  heavy: {share: {value: 5 %, source: A1}, of: [domestic]}\nchances",
     "tiny.yaml:24:3: traits.heavy: read by no flow; delete it, or use it in a flow"),
    ("a trait per unknown unit", "chances",
     "traits:\n  heavy: {share: {value: 5 %, source: A1}, of: [domestic], per: truck}\nchances",
     "tiny.yaml:24:60: traits.heavy.per: got 'truck', allowed shipment, declaration, carrier"),
    ("an unused place", "  trouble_desk: {", "  spare: {lanes: {value: 1, source: A1}}\n  trouble_desk: {",
     "tiny.yaml:10:3: places.spare: read by no flow; delete it, or use it in a flow"),
    ("an unused task", " check", " spare: {shape: constant, mean: 45 s, source: A1}\n  check",
     "tiny.yaml:19:3: tasks.spare: read by no flow; delete it, or use it in a flow"),
    ("an unused chance", "trouble: {value", "spare: {value: 5 %, source: A1}\n  trouble: {value",
     "tiny.yaml:24:3: chances.spare: read by no flow; delete it, or use it in a flow"),
    ("an unused calendar", "calendars:", 'calendars:\n  spare: {hours: [["06:00", "12:00"]], source: A1}',
     "tiny.yaml:26:3: calendars.spare: read by no flow; delete it, or use it in a flow"),
    ("an unused profile", "profiles:",
     "profiles:\n  spare: {hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
     "0, 0], source: A1}",
     "tiny.yaml:28:3: profiles.spare: read by no flow; delete it, or use it in a flow"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message
