"""KPIs of vessels."""

from __future__ import annotations

from portsim.kpis import kpi
from portsim.kpis.quantities import Between

kpi(
    "vessel_clearance_time",
    "Vessel clearance, arrival until work may begin",
    "min",
    "less",
    Between("arrival", "vessel_cleared", ("vessel",)),
)
