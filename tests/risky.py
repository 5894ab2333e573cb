"""A port of boxes that are scanned, some of them opened, with what there is to find in them."""

from __future__ import annotations

from pathlib import Path

import portsim

FLOW = """
from portsim import flow, kpi, maybe, signal, travel, visit, when, Between

flow("box", (
    travel("come"),
    when("picked", (
        visit("scanner", "scan", at_start="scan_start"),
        maybe("odd_image", (visit("bay", "search"),)),
        signal("done", at_end="exam_over"),
    )),
))
kpi("exam_time", "Arrival to end of exam", "min", "less", Between("arrival", "exam_over", traits=("picked",)))
"""
BOXES = """\
name: boxes
title: Boxes
plugins: [boxes.py]
terminals: {main: {title: Main, share: {value: 100 %, source: user}}}
demand: {box: {flows: [box], per_day: {value: 1000 per day, source: user}}}
places:
  scanner: {scanners: {value: 2, source: user}}
  bay: {bays: {value: 2, source: user, range: [2, 4]}}
tasks:
  come: {shape: constant, mean: 1 min, source: user}
  scan: {shape: constant, mean: 2 min, source: user}
  search: {shape: exponential, mean: 20 min, source: user}
traits: {picked: {share: {value: 20 %, source: user, range: [10 %, 30 %]}, of: [box]}}
chances: {odd_image: {value: 30 %, source: user}}
risk:
  streams: {box: {prior: {value: 10 %, source: user}}}
  selected: picked
  suspect: odd_image
  scanned: [scan]
  opened: [search]
  servers: places.bay.bays
  kpis: [exam_time, P90 exam_time]
  selectivity: {value: 0.5, source: user, range: [0.5, 0.9]}
  by_scan: {value: 50 %, source: user}
  by_search: {value: 80 %, source: user}
study: {days: 1, warm_up_days: 0, run_out: 1 day, replications: 4, seed: 1}
"""


def boxes(folder: Path, *changes: tuple[str, str]) -> portsim.Scenario:
    """The scenario, with text of its file replaced."""
    (folder / "boxes.py").write_text(FLOW)
    text = BOXES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "boxes.yaml").write_text(text)
    return portsim.load(str(folder / "boxes.yaml"))
