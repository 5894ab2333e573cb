"""Trucks with empties or domestic boxes: no customs, and the same gates; empties have stacks of their own.

A truck with two moves brings a box and takes another one in the same visit: one way through the gates, two
lifts.
"""

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

flow(
    "dual_move_truck",
    (
        *GATE_IN,
        travel("gate_to_yard"),
        visit("yard_crane", "lift_domestic", label="lift_first", counts="lift"),
        travel("block_to_block"),
        visit("yard_crane", "lift_domestic", label="lift_second", counts="lift"),
        travel("yard_to_gate"),
        *GATE_OUT,
    ),
)
