"""Freighter flight: taxies in and blocks, then it is unloaded, then loaded. Stands are not modelled."""

from __future__ import annotations

from portsim.model.flow import flow
from portsim.model.steps import signal, travel

flow(
    "flight",
    (
        travel("taxi_and_block"),
        signal("unloading_open"),
        travel("unload_first"),
        signal("flight_loading_open"),
    ),
)
