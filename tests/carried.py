"""A quay of two terminals: ships bring boxes and boxes bring lots, each from a log or drawn."""

from __future__ import annotations

from pathlib import Path

from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.workload.build import Stream, build

QUAY = """\
name: quay
title: A quay of two terminals
evidence: evidence.yaml
plugins: [quay.py]
study: {days: 3, warm_up_days: 0, run_out: 1 day, replications: 2, seed: 1}
terminals:
  north: {title: North, share: {value: 50 %, source: A1}}
  south: {title: South, share: {value: 50 %, source: A1}}
places:
  berth: {berths: {value: 4, source: A1}}
  crane: {cranes: {value: 2, source: A1}}
tasks:
  moor: {shape: uniform, low: 10 min, high: 50 min, source: A1}
  lift: {shape: exponential, mean: 3 min, source: A1}
  drive: {shape: constant, mean: 9 min, source: A1}
traits: {cooled: {share: {value: 30 %, source: A1}, of: [box]}}
profiles: {day: {hours: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0], source: A1}}
demand:
  ship: {flows: [call], per_day: {value: 4 per day, source: A1}}
  box:
    flows: [box]
    brought_by: ship
    number: {shape: poisson, mean: 5, source: A1}
    planned: {name: pickup, dwell: {shape: constant, mean: 8 h, source: A1}, profile: day}
  lot: {flows: [lot], brought_by: box, number: {shape: constant, mean: 2, source: A1}}
what_ifs:
  more: {scale: {demand.box.number: 2}}
"""
EVIDENCE = """\
evidence:
  A1: {what: A count, figure: "1", reference: a report, confidence: W}
"""
PLUGIN = """\
import portsim

portsim.flow("call", (portsim.visit("berth", "moor"), portsim.signal("open")))
portsim.flow("box", (
    portsim.wait_until("open", of="carrier"),
    portsim.visit("crane", "lift"),
    portsim.when("cooled", (portsim.travel("drive"),)),
    portsim.wait_for_next("pickup"),
    portsim.signal("opened"),
))
portsim.flow("lot", (portsim.wait_until("opened", of="carrier"), portsim.travel("drive", label="away")))
"""
SHIPS = "arrival,terminal,id\n60,north,V1\n3000,south,V3\n1500,south,V2\n9000,north,V4\n"
BOXES = "carrier,cooled\nV2,1\nV1,0\nV2,0\nV4,1\nV1,1\nV2,0\n"
OF_SHIP = (
    "per_day: {value: 4 per day, source: A1}}",
    "per_day: {value: 4 per day, source: A1}, log: ships.csv}",
)
OF_BOX = ("    brought_by: ship\n", "    brought_by: ship\n    log: boxes.csv\n")
OF_LOT = ("brought_by: box, ", "brought_by: box, log: lots.csv, ")


def quay(*edits: tuple[str, str], ships: str = SHIPS, boxes: str = BOXES, lots: str = "") -> Scenario:
    """The scenario in the working folder, with these logs and some edits of its text."""
    text = QUAY
    for old, new in edits:
        assert text.count(old) == 1, "an edit must say exactly what it changes"
        text = text.replace(old, new)
    files = {"quay.yaml": text, "quay.py": PLUGIN, "evidence.yaml": EVIDENCE}
    files |= {"ships.csv": ships, "boxes.csv": boxes, "lots.csv": lots}
    for name, content in files.items():
        Path(name).write_text(content)
    return load("quay.yaml")


def logged(ships: str = SHIPS, boxes: str = BOXES) -> Scenario:
    """The quay whose ships and boxes come from logs."""
    return quay(OF_SHIP, OF_BOX, ships=ships, boxes=boxes)


def mapped(ships: str, boxes: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The edits that give ships and boxes logs with these maps."""
    return (OF_SHIP[0], OF_SHIP[1].replace("ships.csv", ships)), (
        OF_BOX[0], OF_BOX[1].replace("boxes.csv", boxes)
    )  # fmt: skip


def drawn(scenario: Scenario, replication: int = 0) -> dict[str, Stream]:
    """The streams of one replication by name."""
    workload = build(scenario.baseline, scenario.study.horizon, scenario.study.seed, replication)
    return {stream.name: stream for stream in workload.streams}
