"""A small port whose texts try to be more than text, calibrated once to a log and a figure, and its page.

The week that is held out is not like the other: its trucks take three times as long, so it is missed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gates import GATE
from hostile import IMAGE, SCRIPT, TITLE, quoted
from kept import kept_folder

import portsim
from portsim.scenario.load import load
from portsim.study.analysis import Analysis

WAY, DESK = "tasks.gate_to_yard", "tasks.resolve_trouble"
RANGE = "source: assumption, distribution: uniform, range:"
CHANGES = (
    ("title: A gate", f"title: {quoted(TITLE)}"),
    ("gate_to_yard: {shape: constant, mean: 4 min, source: user}",
     f"gate_to_yard: {{shape: constant, mean: 4 min, {RANGE} [2 min, 10 min]}}"),
    ("resolve_trouble: {shape: exponential, mean: 20 min, source: user}",
     f"resolve_trouble: {{shape: exponential, mean: 20 min, {RANGE} [19 min, 21 min]}}"),
    ("1200 per day", "100 per day"),
    ("run_out: 1 day, replications: 6", "run_out: 1 day, replications: 2"),
)  # fmt: skip
OBSERVED = f"""
observed:
  gate:
    stream: truck
    log: gate.csv
    hold_out: ["2"]
    source: {quoted(SCRIPT)}
figures:
  F1: {{statement: {quoted(IMAGE)}, kpi: truck_turn_time, observed: 18, error: 2, unit: min, source: user,
       differs: nothing}}
"""


@cache
def folder() -> Path:
    """The port, its log and the file of what was observed there."""
    made = kept_folder("calibrated")
    text = GATE
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    (made / "port.yaml").write_text(text, encoding="utf-8")
    (made / "observed.yaml").write_text(OBSERVED)
    rows = [
        (1440 * day + 600 + 7 * k, (18 + (7 * k + 3 * day) % 5 - 2) * (1 if day < 7 else 3))
        for day in range(9)
        for k in range(20)
    ]
    lines = [f"{begun},{begun + taken}" for begun, taken in rows]
    (made / "gate.csv").write_text("gate_in,gate_out\n" + "\n".join(lines) + "\n")
    return made


@cache
def analysis() -> Analysis:
    return portsim.calibrate(
        load(str(folder() / "port.yaml")), folder() / "observed.yaml", inputs=[WAY, DESK], samples=8, waves=1,
        keep=50, workers=1,
    )  # fmt: skip


@cache
def written(*languages: str) -> Path:
    """The page in these languages; beside it lies what the analysis left."""
    made = kept_folder("calibrated") / "out"
    return portsim.write(analysis(), made, languages=languages) / "calibration.html"
