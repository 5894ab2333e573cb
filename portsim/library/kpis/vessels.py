"""KPIs of vessels."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.kpi import kpi
from portsim.kpis.spent import Spent

VESSELS = ("vessel",)

kpi(
    "vessel_clearance_time",
    "Vessel clearance, berthing until work may begin",
    "min",
    "less",
    Between("berthed", "vessel_cleared", VESSELS),
)
kpi(
    "berth_waiting_time",
    "Vessels waiting for a berth",
    "h",
    "less",
    Between("arrival", "berthed", VESSELS),
    scale=1 / 60,
)
kpi(
    "boxes_rolled_over",
    "Export boxes left for the next call",
    "share",
    "less",
    Spent("count", counts=("rolled_over",), streams=("export",)),
)
kpi("berth_time", "Vessels at the berth", "h", "less", Between("berthed", "sailed", VESSELS), scale=1 / 60)
kpi("port_stay", "Vessels in port", "h", "less", Between("arrival", "sailed", VESSELS), scale=1 / 60)
