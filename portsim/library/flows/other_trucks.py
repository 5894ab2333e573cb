"""Trucks with empties or domestic boxes: no customs, and the same gates; empties have stacks of their own."""

from __future__ import annotations

from portsim.library.flows.gate import GATE_IN, GATE_OUT
from portsim.model.flow import flow
from portsim.model.steps import travel, visit

flow(
    "empty_truck",
    (
        *GATE_IN,
        travel("gate_to_yard"),
        visit("empty_stacker", "lift_empty", counts="lift"),
        travel("yard_to_gate"),
        *GATE_OUT,
    ),
)

flow(
    "domestic_truck",
    (
        *GATE_IN,
        travel("gate_to_yard"),
        visit("yard_crane", "lift_domestic", counts="lift"),
        travel("yard_to_gate"),
        *GATE_OUT,
    ),
)
