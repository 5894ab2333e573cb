"""Broken names: what is named in a scenario and is nowhere, and what is there and named by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import each, edited, refusal
from tiny import TINY

from portsim.scenario.load import load

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
     "'trouble_desk', which is not under places (allowed: berth, boarding_officer, gate_in, gate_out, "
     "yard_crane)"),
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
     "tiny.yaml:24:3: traits.heavy: not used by any flow; delete it, or use it in a flow"),
    ("a trait per unknown unit", "chances",
     "traits:\n  heavy: {share: {value: 5 %, source: A1}, of: [domestic], per: truck}\nchances",
     "tiny.yaml:24:60: traits.heavy.per: got 'truck', allowed shipment, declaration, carrier"),
    ("an unused place", "  trouble_desk: {", "  spare: {lanes: {value: 1, source: A1}}\n  trouble_desk: {",
     "tiny.yaml:10:3: places.spare: not used by any flow; delete it, or use it in a flow"),
    ("an unused task", " check", " spare: {shape: constant, mean: 45 s, source: A1}\n  check",
     "tiny.yaml:19:3: tasks.spare: not used by any flow; delete it, or use it in a flow"),
    ("an unused chance", "trouble: {value", "spare: {value: 5 %, source: A1}\n  trouble: {value",
     "tiny.yaml:24:3: chances.spare: not used by any flow; delete it, or use it in a flow"),
    ("an unused calendar", "calendars:", 'calendars:\n  spare: {hours: [["06:00", "12:00"]], source: A1}',
     "tiny.yaml:26:3: calendars.spare: not used by any flow; delete it, or use it in a flow"),
    ("an unused profile", "profiles:",
     "profiles:\n  spare: {hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
     "0, 0], source: A1}",
     "tiny.yaml:28:3: profiles.spare: not used by any flow; delete it, or use it in a flow"),
    ("a smallest difference of an unknown KPI", "compare:", "matters: {gate_queue_tme: 0.5}\ncompare:",
     "tiny.yaml:40:11: matters.gate_queue_tme: unknown KPI 'gate_queue_tme' (nearest: gate_queue_time)"),
    ("a smallest difference of nothing", "compare:", "matters: {gate_queue_time: 0}\ncompare:",
     "tiny.yaml:40:11: matters.gate_queue_time: got 0, allowed above 0"),
    ("a smallest difference without end", "compare:", "matters: {gate_queue_time: .inf}\ncompare:",
     "tiny.yaml:40:11: matters.gate_queue_time: got inf, allowed a finite number"),
    ("a what-if that aims at an unknown KPI", "more_lanes: {", "more_lanes: {aims_at: [gate_queue_tme], ",
     "tiny.yaml:38:16: what_ifs.more_lanes.aims_at: unknown KPI 'gate_queue_tme' "
     "(nearest: gate_queue_time)"),
    ("a what-if that aims twice at one KPI", "more_lanes: {",
     "more_lanes: {aims_at: [gate_queue_time, gate_queue_time], ",
     "tiny.yaml:38:16: what_ifs.more_lanes.aims_at: names KPI 'gate_queue_time' twice"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


# fmt: off
SOURCE = "missing key 'source' (rows of the evidence list, 'assumption' (with a range), or 'user')"
# what the scenario that extends another says, and the whole message
COINED = [
    ("places: {gate_inn: {lanes: {value: 10}}}",
     "more.yaml:4:10: unknown name 'gate_inn' in places (nearest: gate_in); as a new one: "
     f"lanes: {SOURCE}"),
    ("places: {gate_inn: {lanes: 10}}",
     "more.yaml:4:10: unknown name 'gate_inn' in places (nearest: gate_in); as a new one: "
     "lanes: got 10, allowed a mapping with keys distribution, note, range, source, value; write {value: 10, "
     "source: user}"),
    ("traits: {heavvy: {per: declaration}}",
     "more.yaml:4:10: unknown name 'heavvy' in traits (nearest: heavy); as a new one: missing key 'share' "
     "(share of the shipments that have it); "
     "missing key 'of' (the demand streams whose shipments can have it)"),
    ("tariffs: {sheet: {payer: shipper}}",
     "more.yaml:4:11: unknown name 'sheet' in tariffs (nearest: sheets); as a new one: missing key 'cost' "
     "(what one piece or an hour of work costs)"),
    ("demand: {domestc: {per_day: {value: 120 per day, source: A1}}}",
     "more.yaml:4:10: unknown name 'domestc' in demand (nearest: domestic); as a new one: "
     "missing key 'flows' (flows that each shipment begins)"),
    ("tasks: {chekc_out: {mean: 1 min}}",
     "more.yaml:4:9: unknown name 'chekc_out' in tasks (nearest: check_out); as a new one: "
     "missing key 'shape'"),
    ("chances: {troubel: {value: 4 %}}",
     f"more.yaml:4:11: unknown name 'troubel' in chances (nearest: trouble); as a new one: {SOURCE}"),
    ("calendars: {open_hour: {days: [mon]}}",
     f"more.yaml:4:13: unknown name 'open_hour' in calendars (nearest: open_hours); as a new one: {SOURCE}"),
    ("places: {gate_inn: {lanes: {value: 10, source: A1}}}",
     "more.yaml:4:10: places.gate_inn: not used by any flow (nearest: gate_in); "
     "delete it, or use it in a flow"),
    ("places: {weighbridge: {lanes: {value: 10}}}",
     f"more.yaml:4:24: places.weighbridge.lanes: {SOURCE}"),
    ("places: {gate_in: {lane: 10}}",
     "more.yaml:4:20: unknown key 'lane' in places.gate_in (nearest: lanes)"),
]
# fmt: on


@pytest.mark.parametrize(("line", "message"), COINED, ids=[line.split("{")[1] for line, _ in COINED])
def test_a_misspelt_name_over_a_parent_is_told_once_with_the_nearest(line: str, message: str) -> None:
    parent = TINY + "tariffs:\n  sheets: {cost: {value: 1 yuan, source: A1}, payer: shipper}\n"
    if line.startswith("traits"):
        parent += "traits:\n  heavy: {share: {value: 5 %, source: A1}, of: [domestic]}\n"
    Path("tiny.yaml").write_text(parent)
    Path("more.yaml").write_text(f"extends: tiny.yaml\nname: more\ntitle: More\n{line}\n")
    assert refusal(lambda: load("more.yaml")) == message


LETTERS = "allowed letters (A-Z, a-z), digits, _ and -, as it names files"
BESIDE = f"{LETTERS}; the title of a what-if, beside its set or scale, takes any characters"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "name: tiny",
            "name: 港口",
            f"tiny.yaml:1:1: name: got '港口', {LETTERS}; title takes any characters",
        ),
        (
            "name: tiny",
            "name: 'a b'",
            f"tiny.yaml:1:1: name: got 'a b', {LETTERS}; title takes any characters",
        ),
        ("  lanes: [more", "  加: [more", f"tiny.yaml:42:3: compare.加: got '加', {BESIDE}"),
    ],
)
def test_a_name_that_files_cannot_have_is_told_with_the_place_of_a_title(
    old: str, new: str, message: str
) -> None:
    assert refusal(lambda: edited(old, new)) == message


def test_an_alternative_of_a_notebook_is_named_by_the_same_rule() -> None:
    assert refusal(lambda: load("tiny.yaml").alternative("加", "more_lanes")) == (
        f"alternative: got '加', {BESIDE}"
    )
