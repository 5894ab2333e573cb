"""A scenario of one gate whose trucks come from a log; nothing else is left to chance if all is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from portsim.scenario.load import load
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.inspection.inspect import Inspection, inspect_log
from portsim.scenario.scenario import Scenario

GATE = """\
name: gate
title: One gate
study: {days: 7, warm_up_days: 0, run_out: 1 day, replications: 3, seed: 1}
terminals:
  t: {title: T, share: {value: 1, source: user}}
places:
  gate_in: {lanes: {value: 1, source: user}}
  trouble_desk: {desks: {value: 1, source: user}}
  yard_crane: {cranes: {value: 1, source: user}}
  gate_out: {lanes: {value: 1, source: user}}
tasks:
  paper_check: {shape: constant, mean: 3 min, source: user}
  resolve_trouble: {shape: constant, mean: 30 min, source: user}
  gate_to_yard: {shape: constant, mean: 3 min, source: user}
  lift_domestic: {shape: constant, mean: 2 min, source: user}
  yard_to_gate: {shape: constant, mean: 3 min, source: user}
  check_out: {shape: constant, mean: 1 min, source: user}
chances:
  trouble: {value: 0, source: user}
what_ifs:
  slow: {set: {tasks.paper_check: {shape: constant, mean: 4 min, source: user}}}
  more: {scale: {demand.domestic.per_day: 2}}
  late: {set: {chances.trouble: 50 %}}
compare: {slow: [slow]}
demand:
  domestic: {flows: [domestic_truck], per_day: {value: 100 per day, source: user}, log: trucks.csv}
"""


def logged(
    arrivals: Sequence[float], *edits: tuple[str, str], columns: Mapping[str, Sequence[object]] | None = None
) -> Scenario:
    """The scenario, in the working folder, with a log of these arrivals [min] and some edits of its text."""
    pd.DataFrame({"arrival": arrivals, **(columns or {})}).to_csv("trucks.csv", index=False)
    text = GATE
    for old, new in edits:
        assert text.count(old) == 1, "an edit must say exactly what it changes"
        text = text.replace(old, new)
    Path("gate.yaml").write_text(text)
    return load("gate.yaml")


def evenly(per_day: int, days: int, first_day: int = 0) -> list[float]:
    """So many arrivals [min] on each day, evenly spread, the first a half step after midnight."""
    return [1440 * (first_day + d) + 1440 * (k + 0.5) / per_day for d in range(days) for k in range(per_day)]


def inspected(text: str) -> Inspection:
    """What `portsim log inspect` finds in a CSV file of this text, in the working folder."""
    Path("gate.csv").write_text(text, encoding="utf-8")
    return inspect_log("gate.csv", Asked(guess=True))
