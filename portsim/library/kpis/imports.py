"""KPIs of import boxes, LCL boxes and their consignments."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import kpi
from portsim.kpis.spent import Spent

LCL = ("lcl_box",)
PICK_UP = Between("gate_arrival", "delivered", LCL)

kpi(
    "import_dwell_time",
    "Dwell time of import boxes, discharge to gate-out",
    "h",
    "less",
    Between("discharge", "gate_out", ("import",)),
    scale=1 / 60,
)
kpi(
    "tally_wait",
    "Driver's wait for the tally of an LCL box",
    "min",
    "less",
    Spent("both", labels=("wait_tally_done",), flows=("lcl_truck",), streams=LCL, since="gate_arrival"),
)
kpi("lcl_pickup_time", "LCL pick-up time, gate queue to delivery", "min", "less", PICK_UP, spread=True)
kpi("lcl_pickup_time_p90", "LCL pick-up time, P90", "min", "less", PICK_UP, "p90")
kpi(
    "lcl_pickup_within_1h",
    "LCL pick-ups done within one hour",
    "share",
    "more",
    PICK_UP,
    "share_within",
    within=60.0,
)
kpi(
    "lcl_discharge_to_tally",
    "LCL box, discharge to tally done",
    "h",
    "less",
    Between("discharge", "tally_done", LCL),
    scale=1 / 60,
)
kpi(
    "consignment_time",
    "LCL consignment, vessel arrival to collection",
    "h",
    "less",
    Between("arrival", "collected", ("consignment",)),
    scale=1 / 60,
)
kpi("cfs_team_utilisation", "Devanning teams, work per hour on duty", "share", "neither", Busy(("cfs_team",)))
