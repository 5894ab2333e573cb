"""A tiny port of known times (gate 2.5 min, truck turn 20 min) and figures to hold against it."""

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
    statement: A truck turns in half an hour
    interval: {{from: gate_in, to: gate_out, streams: [domestic]}}
    observed: 0.5
    unit: h
    band: [0.4, 0.6]
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


SURE_TIMES = (  # of the tiny port, with nobody in a queue once the truck is through the gate
    (PAPER, FIXED),
    ("_crane: {cranes: {value: 1,", "_crane: {cranes: {value: 9,"),
    ("gate_out: {lanes: {value: 1,", "gate_out: {lanes: {value: 9,"),
    ('hours: [["06:00", "12:00"], ["13:00", "24:00"]]', 'hours: [["00:00", "24:00"]]'),
    (
        "gate_to_yard: {shape: triangular, low: 2 min, mode: 4 min, high: 8 min",
        "gate_to_yard: {shape: constant, mean: 8 min",
    ),
    (
        "yard_to_gate: {shape: uniform, low: 2 min, high: 8 min,",
        "yard_to_gate: {shape: constant, mean: 495 s,",
    ),
)


def port(figures: str = SURE, rows: str = ROWS, text: str = "") -> Scenario:
    """The tiny port, with the figures that it names, in the folder of the test.

    A gate takes 150 s, and a truck 8 min to the yard, 3 min there, 495 s back and 45 s at the exit: 20 min.
    """
    sure = TINY
    for old, new in SURE_TIMES:
        assert old in sure
        sure = sure.replace(old, new)
    Path("evidence.yaml").write_text(EVIDENCE + rows)
    Path("figures.yaml").write_text(figures)
    Path("tiny.yaml").write_text(f"validation: figures.yaml\n{text or sure}")
    return load("tiny.yaml")
