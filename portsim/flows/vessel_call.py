"""Vessel call: cleared after berthing, then it discharges, then it loads. Berths are not modelled."""

from __future__ import annotations

from portsim.flows import flow
from portsim.steps import signal, travel

flow(
    "vessel_call",
    (
        travel("clear_vessel"),
        signal("discharge_open"),
        travel("discharge_first"),
        signal("loading_open"),
    ),
)
