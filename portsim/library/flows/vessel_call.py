"""Vessel call: cleared by officers who board after berthing, then it discharges, then it loads.

Berths are not modelled.
"""

from __future__ import annotations

from portsim.model.flow import flow
from portsim.model.steps import signal, travel, visit

flow(
    "vessel_call",
    (
        travel("agent_carries_papers"),
        visit("boarding_officer", "board_and_check"),
        signal("discharge_open", at_end="vessel_cleared"),
        travel("discharge_first"),
        signal("loading_open"),
    ),
)
