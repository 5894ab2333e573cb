"""Measures in place: they are part of the baseline, and of all that is compared with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from broken import refusal
from logged import logged
from tiny import TINY

from portsim.cli import scenarios as cli
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.run import run

pytestmark = pytest.mark.usefixtures("tiny_folder")
LINE = TINY.count("\n") + 1  # where `in_place` stands
BUSY = "  busy: {set: {demand.domestic.per_day: 1100 per day}}\n"
CLOSED = "  closed: {event: true, set: {calendars.open_hours: {hours: 06:00-12:00, source: user}}}\n"


ONLY_LANES = TINY.replace("  qr: [qr_gate_pass]\n", "")
ONLY_QR = TINY.replace("  lanes: [more_lanes]\n", "")


def placed(*names: str, what_if: str = "", text: str = TINY) -> Scenario:
    """The tiny port with measures in place, and one more what-if, in the place of the one of fewer lanes."""
    if what_if:
        text = text.replace("  fewer_lanes: {set: {places.gate_in.lanes: 1}}\n", what_if)
    Path("tiny.yaml").write_text(f"{text}in_place: [{', '.join(names)}]\n")
    return load("tiny.yaml")


def test_the_baseline_runs_as_an_alternative_with_the_measure_did() -> None:
    Path("plain.yaml").write_text(TINY)
    plain, scenario = load("plain.yaml"), placed("qr_gate_pass", text=ONLY_LANES)
    for number in range(2):
        without = run(plain, number).visits_table()
        with_it = run(plain, number, "qr").visits_table()
        assert run(scenario, number).visits_table().equals(with_it)
        assert not with_it.equals(without)


def test_its_changes_are_those_of_the_baseline_and_an_alternative_has_its_own() -> None:
    scenario = placed("more_lanes", text=ONLY_QR)
    changed = "places.gate_in.lanes: 2 -> 4 (more_lanes)"
    assert [str(change) for change in scenario.baseline.changes] == [changed]
    assert "places.gate_in.lanes" not in {change.key for change in scenario.world("qr").changes}
    assert scenario.world("qr").port.places["gate_in"].servers.words() == "4"


def test_an_alternative_may_change_the_same_again() -> None:
    text = TINY.replace("lanes: [more_lanes]", "lanes: [fewer_lanes]")
    world = placed("more_lanes", text=text).world("lanes")
    assert [str(change) for change in world.changes] == ["places.gate_in.lanes: 4 -> 1 (fewer_lanes)"]


def test_several_are_put_in_place_in_order_and_two_on_one_key_are_refused() -> None:
    assert refusal(lambda: placed("more_lanes", "fewer_lanes")) == (
        f"tiny.yaml:{LINE}:24: in_place.1: fewer_lanes: places.gate_in.lanes: changed by more_lanes and "
        "again by fewer_lanes; leave one out, or let the later one win with {measure: fewer_lanes, over: "
        "true}"
    )
    over = placed("more_lanes", "{measure: fewer_lanes, over: true}")
    assert over.baseline.port.places["gate_in"].servers.words() == "1"


def test_diff_shows_them_once_for_all_alternatives(capsys: pytest.CaptureFixture[str]) -> None:
    placed("more_lanes", text=ONLY_QR)
    cli.diff("tiny.yaml")
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("in place, in all alternatives:")
    assert lines[at : at + 3] == [lines[at], "  places.gate_in.lanes: 2 -> 4 (more_lanes)", "qr:"]
    assert sum("places.gate_in.lanes" in line for line in lines) == 1


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("qr_gate_pas",), "12: in_place.0: unknown measure 'qr_gate_pas' (nearest: qr_gate_pass)"),
        (("more_lanes", "more_lanes"), "24: in_place: duplicate measure 'more_lanes'"),
        (
            ("closed",),
            "12: in_place: closed is an event, which happens once in a run; compare it under compare",
        ),
    ],
)
def test_what_cannot_be_in_place_is_refused(names: tuple[str, ...], message: str) -> None:
    assert refusal(lambda: placed(*names, what_if=CLOSED)) == f"tiny.yaml:{LINE}:{message}"


def test_the_load_is_that_of_the_port_with_them() -> None:
    """1,100 boxes of 3 min keep the cranes of two blocks busy for 3,300 of 2,880 minutes of a day; not those
    of three. The two lanes have 2,750 of 2,880 minutes."""
    overload = (
        "tiny.yaml:11:3: places.yard_crane: offered load 1.15 at north: more work arrives than the servers "
        "can do; add cranes, lower the demand, or run it once with --overload (Python: overload=True)"
    )
    text = TINY.replace("desks: {value: 1,", "desks: {value: 2,")
    assert refusal(lambda: placed("busy", what_if=BUSY, text=text)) == overload
    busy = text.replace("value: 100 per day", "value: 1100 per day")
    Path("busy.yaml").write_text(busy)
    assert refusal(lambda: load("busy.yaml")) == overload.replace("tiny", "busy")
    third = "  third: {set: {places.yard_crane.blocks: 3}}\n"
    cranes = placed("third", what_if=third, text=busy).baseline.port.places["yard_crane"]
    assert cranes.blocks is not None and cranes.blocks.value == 3


def test_another_volume_of_a_logged_stream_is_refused() -> None:
    edit = ("compare: {slow: [slow]}", "in_place: [more]\ncompare: {slow: [slow]}")
    assert refusal(lambda: logged([5.0], edit)) == (
        "gate.yaml:24:1: in_place changes demand.domestic.per_day, but a log says how many come and when: it "
        "would change nothing; leave it out, or remove demand.domestic.log; portsim fit puts a rate in place "
        "of the log, and demand.domestic.per_row says how many come for each row of it"
    )
