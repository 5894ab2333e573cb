"""KPIs of air cargo: import lots from landing to pick-up, export lots from acceptance to release."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import kpi
from portsim.kpis.spent import Spent

IMPORT, EXPORT = ("air_import_lot",), ("air_export_lot",)
SELECTED, IN_TRANSIT = ("selected_for_exam",), ("in_transit",)
READY = Between("arrival", "release", IMPORT)

kpi("air_ready_time", "Air import, flight arrival to ready for pick-up", "h", "less", READY, scale=1 / 60)
kpi(
    "air_ready_time_p90",
    "Air import, flight arrival to ready for pick-up, P90",
    "h",
    "less",
    READY,
    "p90",
    scale=1 / 60,
)
kpi(
    "air_ready_within_6h",
    "Air import lots ready within 6 h of flight arrival",
    "share",
    "more",
    READY,
    "share_within",
    within=360.0,
)
kpi(
    "air_handling_time",
    "Air import, flight arrival to ready, papers lodged before",
    "h",
    "less",
    Between("arrival", "release", IMPORT, ("lodged_before_arrival",)),
    scale=1 / 60,
)
kpi(
    "air_exam_lead_time",
    "Air import, flight arrival to end of exam",
    "h",
    "less",
    Between("arrival", "exam_end", IMPORT, SELECTED),
    scale=1 / 60,
)
kpi(
    "air_exam_release_time",
    "Air import lots selected for exam, flight arrival to ready",
    "h",
    "less",
    Between("arrival", "release", IMPORT, SELECTED),
    scale=1 / 60,
)
kpi(
    "air_store_moves",
    "Store moves per air import lot selected for exam",
    "moves/lot",
    "less",
    Spent("count", counts=("store_move",), since="arrival", streams=IMPORT, traits=SELECTED),
)
kpi(
    "air_escort_trips",
    "Escort trips per air import lot selected for exam",
    "trips/lot",
    "less",
    Spent("count", counts=("escort_trip",), since="arrival", streams=IMPORT, traits=SELECTED),
)
kpi(
    "air_exam_queue_time",
    "Queue time at the air exam area, scanner and bays",
    "min",
    "less",
    Spent(
        "queue",
        labels=("scan_lot", "open_lot"),
        since="arrival",
        streams=(*IMPORT, *EXPORT),
        traits=SELECTED,
    ),
)
kpi(
    "air_export_time_to_release",
    "Air export, acceptance to release",
    "h",
    "less",
    Between("accepted", "release", EXPORT),
    scale=1 / 60,
)
kpi(
    "transit_release_time",
    "Air export lots in transit, acceptance to release",
    "h",
    "less",
    Between("accepted", "release", EXPORT, IN_TRANSIT),
    scale=1 / 60,
)
kpi(
    "transit_notice_time",
    "Time to report the arrival of a lot in transit",
    "min",
    "less",
    Spent("both", flows=("transit_notice",), since="arrival", streams=EXPORT, traits=IN_TRANSIT),
)
kpi(
    "transit_window_trips",
    "Trips to the customs window per lot in transit",
    "trips/lot",
    "less",
    Spent("count", counts=("window_trip",), since="arrival", streams=EXPORT, traits=IN_TRANSIT),
)
kpi(
    "air_exam_utilisation",
    "Air exam bays busy",
    "share",
    "neither",
    Busy(("air_exam_area",)),
)
kpi("break_down_utilisation", "Break-down teams busy", "share", "neither", Busy(("break_down_team",)))
