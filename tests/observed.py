"""A tiny port of known times (the gate 2.5 min, a ship's clearance 90 min) and figures to hold against it."""

from __future__ import annotations

from pathlib import Path

from tiny import EVIDENCE, TINY

from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario

ROWS = """\
  O1: {what: gates elsewhere, figure: many, reference: a book on gates}
  O2: {what: ships elsewhere, figure: many, reference: a book on ships}
"""
PAPER = "{shape: erlang, mean: 150 s, k: 3, source: assumption, range: [90 s, 240 s]}"
FIXED = "{shape: constant, mean: 150 s, source: assumption, range: [90 s, 240 s]}"
SURE = """\
figures:
  F1:
    statement: A gate takes 2 min
    kpi: gate_transaction_time
    observed: 2
    unit: min
    band: [1.5, 3]
    because: range
    source: O1
    year: 2011
    differs: another port
"""
MORE = f"""\
{SURE}  F2:
    statement: A gate takes 1 min
    kpi: gate_transaction_time
    observed: 1
    unit: min
    band: [0.5, 2]
    because: range
    source: O1
    differs: another port
  F3:
    statement: A ship is cleared in a quarter of a day
    interval: {{from: arrival, to: vessel_cleared, streams: [vessel]}}
    observed: 0.25
    unit: day
    band: [0.125, 0.5]
    because: range
    source: [O2]
    differs: another port
  F4:
    statement: A ship is five days in port
    kpi: null
    why: vessels never leave
    observed: 5
    unit: day
    band: [4, 6]
    because: range
    source: O2
    differs: another port
  F5:
    statement: Nine gates in ten take 2 min at most
    kpi: gate_transaction_time
    statistic: share_within
    limit: 2 min
    observed: 0.9
    unit: share
    band: [0.8, 1]
    because: promise
    source: O1
    differs: another port
  F6:
    statement: A truck with a code is through in 20 s
    kpi: gate_transaction_time
    alternative: qr
    cohort: [has_code]
    statistic: p90
    observed: 0.4
    unit: min
    band: [0.3, 0.5]
    because: range
    source: O1
    differs: another port
"""


def port(figures: str = SURE, rows: str = ROWS, text: str = "") -> Scenario:
    """The tiny port, with the figures that it names, in the folder of the test."""
    assert PAPER in TINY and "officers: {value: 1" in TINY
    sure = TINY.replace(PAPER, FIXED).replace("officers: {value: 1", "officers: {value: 9")
    Path("evidence.yaml").write_text(EVIDENCE + rows)
    Path("figures.yaml").write_text(figures)
    Path("tiny.yaml").write_text(f"validation: figures.yaml\n{text or sure}")
    return load("tiny.yaml")
