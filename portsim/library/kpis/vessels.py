"""KPIs of vessels."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.kpi import kpi

kpi(
    "vessel_clearance_time",
    "Vessel clearance, arrival until work may begin",
    "min",
    "less",
    Between("arrival", "vessel_cleared", ("vessel",)),
)
