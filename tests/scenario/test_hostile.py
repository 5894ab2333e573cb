"""Texts that would steer a terminal, YAML that would take for ever, and sizes that no machine can hold."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from broken import each, edited, refusal
from counted import calls
from tiny import TINY

from portsim.base.errors import PortsimError
from portsim.base.notes import Note
from portsim.scenario.load import load
from portsim.study.run import run
from portsim.workload import size
from portsim.workload.size import check_size

pytestmark = pytest.mark.usefixtures("tiny_folder")
DAY = "profile: day}"
BOXES = "declaration: {boxes: {%s, source: A1}, spread: {value: 1 h, source: A1}}}"
ONE = "tiny.yaml:31:96: demand.domestic.declaration: a declaration has 1 box or more, but shape "
MORE = "; take shape geometric, or uniform with low: 1"
LONG = "x" * 300
LANES = "gate_in: {lanes: {value: 2, source: A1}"
WEIGHTS = "1, 1, 1, 0, 0]"

# fmt: off
BROKEN = [
    ("an escape in a title", "title: One small terminal", 'title: "\\e[2JOne"',
     "tiny.yaml:2:1: title: got '\\x1b[2JOne', allowed text without '\\x1b'"),
    ("an escape in a key", "title: One small terminal", 'title: One\n"x\\ntiny.yaml: no problems found": 1',
     "tiny.yaml:1:1: got 'x\\ntiny.yaml: no problems found' as a key, allowed text without '\\n'"),
    ("a text that turns around", "title: One small terminal", 'title: "\\u202eOne"',
     "tiny.yaml:2:1: title: got '\\u202eOne', allowed text without '\\u202e'"),
    ("the end of a C string", "title: One small terminal", 'title: "\\0One"',
     "tiny.yaml:2:1: title: got '\\x00One', allowed text without '\\x00'"),
    ("a key of three hundred letters", "title: One small terminal", f"title: One\n{LONG}: 1",
     "tiny.yaml:3:1: got a key of 300 letters, allowed at most 200"),
    ("a what-if of another kind", "more_lanes: {set: {places.gate_in.lanes: 4}}",
     "more_lanes: {set: {places.gate_in.lanes: {a: 4}}}",
     "tiny.yaml:38:22: what_ifs.more_lanes: places.gate_in.lanes: missing key 'source' (rows of the evidence list, "
     "'assumption' (with a range), or 'user')\n"
     "tiny.yaml:38:22: what_ifs.more_lanes: places.gate_in.lanes: missing key 'value' (one number for all "
     "terminals, or one for each by its name)\n"
     "tiny.yaml:38:22: what_ifs.more_lanes: places.gate_in.lanes.a: unknown key 'a' in places.gate_in.lanes "
     "(allowed: distribution, note, range, source, value)"),
    ("pairs", "title: One small terminal", "title: !!pairs [a: 1]",
     "tiny.yaml:2:1: title: got a set, pairs or binary data, allowed text, numbers, lists and mappings"),
    ("a tag that does not fit", "days: 1", "days: !!int x",
     "tiny.yaml:4:15: not valid YAML: a value cannot be read; "
     "look for tags (!!), merges (<<) and very long numbers"),
    ("a number of five thousand digits", "days: 1", "days: " + "9" * 5000,
     "tiny.yaml:4:15: not valid YAML: a value cannot be read; "
     "look for tags (!!), merges (<<) and very long numbers"),
    ("true for a number of phases", "k: 3", "k: true",
     "tiny.yaml:14:45: tasks.paper_check.k: got true, allowed a whole number"),
    ("true for a variation", "cv: 0.7", "cv: true",
     "tiny.yaml:15:53: tasks.resolve_trouble.cv: got true, allowed a number"),
    ("a weight in quotes", WEIGHTS, '1, 1, 1, 0, "0"]',
     "tiny.yaml:28:86: profiles.day.hours.23: got '0', allowed a number"),
    ("a weight beside which all others vanish", WEIGHTS, "1, 1, 1e308, 0, 0]",
     "tiny.yaml:28:3: profiles.day: hours are weights: allowed 0, and from 1e-09 to 1e+09"),
    ("more lanes than the engines count", LANES, "gate_in: {lanes: {value: 2147483648, source: A1}",
     "tiny.yaml:8:3: places.gate_in: lanes: got 2147483648, allowed at most 1,000,000,000"),
    ("more blocks than the engines count", "blocks: {value: 2,", "blocks: {value: 40000,",
     "tiny.yaml:11:3: places.yard_crane: blocks: got 40000, allowed at most 10,000"),
    ("a declaration of no box", DAY, "profile: day, " + BOXES % "shape: uniform, low: 0, high: 3",
     f"{ONE}uniform can give 0{MORE}"),
    ("a declaration that can be of no box", DAY, "profile: day, " + BOXES % "shape: poisson, mean: 3.3",
     f"{ONE}poisson can give 0{MORE}"),
    ("a range that has no end", DAY,
     "profile: day, " + BOXES % "shape: geometric, mean: 3, range: [-.inf, 9]",
     "tiny.yaml:31:153: demand.domestic.declaration.boxes.range.0: got -inf, allowed a number"),
    ("a warm-up of ages", "warm_up_days: 0", "warm_up_days: 1000000",
     "tiny.yaml:4:18: study.warm_up_days: got 1000000, allowed a whole number from 0 to 3660"),
    ("a what-if that no alternative uses", "fewer_lanes: {set: {places.gate_in.lanes: 1}}",
     "fewer_lanes: {set: {places.gate_in.lanes: 0}}",
     "tiny.yaml:39:3: what_ifs.fewer_lanes: places.gate_in.lanes: got 0 at terminal north, "
     "allowed 1 or more; a place that is closed at times has a calendar"),
]
# fmt: on


@each(BROKEN)
def test_a_hostile_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("limits: " + "[" * 10_000, "tiny.yaml:43:108: is nested too deeply, allowed 100 levels"),
        ("limits:\n  " + "- " * 5_000, "tiny.yaml:44:201: is nested too deeply, allowed 100 levels"),
        ("limits: [" + "a,\n" * 200_000 + "]", "got more than 20000 values"),
    ],
)
def test_deep_and_long_yaml_is_refused_early(text: str, message: str) -> None:
    Path("tiny.yaml").write_text(f"{TINY}{text}\n")
    said = ""

    def read() -> None:
        nonlocal said
        said = refusal(lambda: load("tiny.yaml"))

    made = calls(read)
    assert message in said
    assert made < 20_000_000  # of functions: what is deeper or longer is not read


def test_alternatives_that_double_are_refused_at_once() -> None:
    """Spelt out, forty of them would have 2^40 measures."""
    doubling = "".join(f"  a{n}: [a{n + 1}, b{n + 1}]\n  b{n}: [a{n + 1}]\n" for n in range(40))
    Path("tiny.yaml").write_text(f"{TINY}{doubling}  a40: [qr_gate_pass]\n  b40: [more_lanes]\n")
    assert "duplicate measure 'qr_gate_pass'" in refusal(lambda: load("tiny.yaml"))


def test_a_chain_of_alternatives_has_an_end() -> None:
    chain = "".join(f"  a{n}: [a{n + 1}]\n" for n in range(2000))
    Path("tiny.yaml").write_text(f"{TINY}{chain}  a2000: [qr_gate_pass]\n")
    assert refusal(lambda: load("tiny.yaml")) == (
        "tiny.yaml:93:3: alternatives name one another in a chain of more than 50, from a0 on; "
        "name the measures themselves"
    )


def test_a_thousand_and_one_terminals_are_refused() -> None:
    many = "".join(f"t{n}: {{title: T, share: {{value: 0.001, source: A1}}}}, " for n in range(1000))
    Path("tiny.yaml").write_text(TINY.replace("terminals: {", f"terminals: {{{many}", 1))
    assert refusal(lambda: load("tiny.yaml")) == (
        "tiny.yaml:5:1: terminals: got 1001 entries, allowed at most 1000"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            DAY,
            "profile: day, planned: {name: due, dwell: {shape: constant, mean: 5 min, source: A1}, "
            "profile: day}, before_start: {value: 9e9 h, source: A1}}",
            "demand.domestic: a replication has about 37,500,000,002 shipments with",
        ),
        (
            "run_out: 1 day",
            "run_out: 999999 day",
            "study: a run of 1,000,000 days from warm-up to run-out is too long, allowed 20,000 days",
        ),
        (
            LANES,
            f"{LANES}, breakdown: {{between: {{shape: constant, mean: 1e-300 s, source: A1}}, "
            "repair: {shape: constant, mean: 0 s, source: A1}}",
            "places.gate_in: its servers stop and begin about",
        ),
    ],
)
def test_what_is_too_large_is_known_before_minute_zero(old: str, new: str, message: str) -> None:
    """In 9e9 hours come 3.75e10 of 100 trucks a day, and in two days two vessels."""
    scenario = edited(old, new)
    with pytest.raises(PortsimError) as caught:
        run(scenario)
    assert str(caught.value).startswith(message)


def test_more_memory_than_the_machine_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "memory_here", lambda: 1000.0)
    with pytest.raises(PortsimError) as caught:
        check_size(load("tiny.yaml").baseline, 2 * 1440.0)
    assert str(caught.value).startswith("a replication has about 202 shipments with ")
    assert str(caught.value).endswith("; this machine has 0.0 GB: take fewer days or a smaller demand")


def test_setting_what_no_alternative_uses_is_said() -> None:
    with pytest.warns(
        Note, match=r"^set measures\.qr_gate_pass\.uptake: no alternative uses qr_gate_pass, so "
    ):
        load("tiny.yaml").only("lanes").set("measures.qr_gate_pass.uptake", "50 %")
