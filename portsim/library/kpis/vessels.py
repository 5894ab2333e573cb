"""KPIs of vessels."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.kpi import kpi
from portsim.kpis.late import Late
from portsim.kpis.spent import Spent

VESSELS = ("vessel",)
DAY, TWO_HOURS = 1440.0, 120.0  # [min]
LATENESS = Late(streams=VESSELS)

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
    Spent("queue", places=("berth",), streams=VESSELS),
    scale=1 / 60,
)
kpi(
    "window_waiting_time",
    "Early vessels waiting for their berth window",
    "h",
    "less",
    Spent("both", labels=("berth_window",), streams=VESSELS),
    scale=1 / 60,
)
kpi("vessel_lateness", "Vessels behind their berth window on arrival", "h", "less", LATENESS, scale=1 / 60)
kpi(
    "vessel_lateness_p90",
    "Vessels behind their berth window, P90",
    "h",
    "less",
    LATENESS,
    "p90",
    scale=1 / 60,
)
kpi(  # within a day, as schedule reliability is published
    "schedule_reliability",
    "Vessels that arrive within a day of their berth window",
    "share",
    "more",
    Late(either_way=True, streams=VESSELS),
    "share_within",
    within=DAY,
)
kpi(
    "berthed_on_window",
    "Vessels berthed within 2 h of their berth window",
    "share",
    "more",
    Late("berthed", either_way=True, streams=VESSELS),
    "share_within",
    within=TWO_HOURS,
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
