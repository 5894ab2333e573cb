"""The terminal of the benchmarks: vessels, boxes, exam and CFS, with signals, shifts and nested holds."""

from __future__ import annotations

from pathlib import Path

from drawn import Model
from terminal_flows import FLOWS

TERMINAL = Model(Path(__file__).parent / "one_terminal.yaml", FLOWS)
