"""What servers that fail can do: they finish what is under way, and begin nothing until they are repaired."""

import math
from pathlib import Path

import numpy as np
import pytest
from tiny import TINY
from worlds import flow, lasting, one, port, stream_of

from portsim.model.calendar import Calendar
from portsim.model.durations import RandomTime
from portsim.model.place import Breakdown, Place
from portsim.model.steps import visit
from portsim.model.world import World
from portsim.report.terminal.screens import show_loads
from portsim.scenario.load import load as read
from portsim.scenario.offered_load import Load, offered_loads

HALF_AN_HOUR = lasting("30 min", "constant")


def at_failing_gate(
    work: RandomTime, per_day: float, hours: str = "00:00-24:00", repair: RandomTime = HALF_AN_HOUR
) -> Load:
    """A lane that fails every two hours, by default for half an hour."""
    failing = Breakdown(between=lasting("2 h"), repair=repair)
    places = {"gate": Place(servers=one(1), calendar="day", breakdown=failing)}
    day = {"day": Calendar(hours=hours, source="user")}
    made = port({"work": work}, {"truck": stream_of(per_day)}, places=places, calendars=day)
    (load,) = offered_loads(World(made, {"f": flow("f", visit("gate", "work"))}))
    return load


def cut(left: float, repair: float) -> float:
    """Mean of what is left of work, exponential around its mean, but no longer than a repair [min]."""
    return left * (1 - math.exp(-repair / left))


@pytest.mark.parametrize(
    ("work", "hours", "repair", "most"),
    [
        (lasting("1 h", "constant"), "00:00-24:00", HALF_AN_HOUR, 1 + cut(30, 30) / 120),
        (lasting("10 min", "constant"), "00:00-24:00", HALF_AN_HOUR, 1 + 5 / 120),
        (lasting("2 h"), "00:00-24:00", HALF_AN_HOUR, 1 + cut(120, 30) / 120),
        (lasting("1 h", "constant"), "08:00-16:00", HALF_AN_HOUR, 1 + cut(30, 30) / 120 + 0.5 / 8),
        (lasting("1 h"), "00:00-24:00", lasting("1 h"), 1 + 30 / 120),  # the shorter of two exponential ones
        (lasting("1 h"), "00:00-24:00", lasting("0 min", at_least="30 min"), 1 + cut(60, 30) / 120),
        (lasting("1 h"), "00:00-24:00", lasting("0 min"), 1.0),
    ],
)
def test_work_under_way_when_a_server_fails_is_finished(
    work: RandomTime, hours: str, repair: RandomTime, most: float
) -> None:
    assert at_failing_gate(work, 1, hours, repair).most == pytest.approx(most, rel=1e-3)


def test_what_such_a_server_can_do_is_what_it_does_without_a_pause() -> None:
    """A server that is never idle: it begins work where it is free and not failed, and finishes it."""
    rng = np.random.default_rng(1)
    now = done = repaired = 0.0
    for up, down in rng.exponential((120, 60), (20_000, 2)):
        now = max(now, repaired)
        while now < repaired + up:
            job = rng.exponential(60)
            now, done = now + job, done + job
        repaired += up + down
    load = done / (repaired * 120 / 180)
    assert load == pytest.approx(at_failing_gate(lasting("1 h"), 1, repair=lasting("1 h")).most, rel=0.01)


def test_a_queue_that_such_work_keeps_short_does_not_grow() -> None:
    load = at_failing_gate(lasting("1 h", "constant"), 20.5)
    assert load.mean == pytest.approx(20.5 / 24 / 0.8)  # 1.07 of the minutes in which it begins work
    assert not load.grows
    assert at_failing_gate(lasting("1 h", "constant"), 24.1).grows


GATE = "gate_in: {lanes: {value: 2, source: A1}"
FAILS = (
    "{between: {shape: exponential, mean: 2 h, source: user}, "
    "repair: {shape: constant, mean: 30 min, source: user}}"
)
HOURS = [
    (
        "shape: erlang, mean: 150 s, k: 3, source: assumption, range: [90 s, 240 s]",
        "shape: constant, mean: 1 h, source: A1",
    ),
    ("100 per day", "20.5 per day"),
]


@pytest.mark.usefixtures("tiny_folder")
@pytest.mark.parametrize(
    ("gate", "said"),
    [
        (
            GATE.replace("2", "1", 1) + f", breakdown: {FAILS}",
            "Gate-in, North: its queue ends all the same, up to a load of 1.16, as work under way is "
            "finished after closing time or a failure.",
        ),
        (GATE, ""),
    ],
)
def test_the_table_of_loads_says_why_such_a_queue_ends(
    gate: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TINY.replace(GATE, gate)
    for old, new in HOURS:
        text = text.replace(old, new)
    Path("tiny.yaml").write_text(text)
    show_loads(read(Path("tiny.yaml")))
    out = " ".join(capsys.readouterr().out.split())
    assert said in out if said else "its queue ends" not in out


FULL = """\
name: full
title: A gate that turns trucks away
plugins: [full.py]
terminals: {north: {title: North, share: {value: 1, source: user}}}
places: {gate: {lanes: {value: 1, source: user}, holds: {value: 9, source: user}}}
tasks: {check: {shape: constant, mean: 3 min, source: user}}
demand: {truck: {flows: [full], per_day: {value: 500 per day, source: user}}}
"""


def test_and_why_one_ends_that_turns_trucks_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = "portsim.flow('full', (portsim.if_room('gate', (portsim.visit('gate', 'check'),)),))"
    (tmp_path / "full.py").write_text(f"import portsim\n\n{flow}\n")
    (tmp_path / "full.yaml").write_text(FULL)
    show_loads(read(tmp_path / "full.yaml"))
    out = " ".join(capsys.readouterr().out.split())
    assert "Gate, North: its queue ends all the same, as whoever finds no room is turned away." in out
