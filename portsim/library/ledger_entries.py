"""The entries of the ledger: which work is counted, on which shipments, and which tariff pays for it."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.ledger import entry
from portsim.kpis.spent import Spent

TRUCKS = (Between("gate_arrival", "gate_out"), Between("gate_out", "delivered"))  # of any stream
AT_GATE = "gate_arrival"
ARRIVAL = "arrival"


def _counted(name: str, since: str = ARRIVAL) -> Spent:
    return Spent("count", counts=(name,), since=since)


def _served(*places: str, counts: tuple[str, ...] = (), since: str = ARRIVAL) -> Spent:
    return Spent("service", counts=counts, places=places, since=since)


# trucks, terminal
entry("truck_hours", "Trucks at the port", "truck_hour", *TRUCKS, unit="h")
entry("driver_hours", "Drivers at the port", "driver_hour", *TRUCKS, unit="h", labour=True)
entry("lifts", "Lifts", "lift", _counted("lift", AT_GATE), unit="lifts")
entry(
    "gate_clerk_hours",
    "Clerks at gate and trouble desk",
    "gate_clerk_hour",
    _served("gate_in", "fallback_lane", "trouble_desk", counts=("document_window",), since=AT_GATE),
    unit="h",
    labour=True,
)
entry(
    "cfs_clerk_hours",
    "Clerks at the CFS",
    "cfs_clerk_hour",
    _served("cfs_desk", since="collection"),
    unit="h",
    labour=True,
)

# exam
entry("exam_lifts", "Lifts of the exam chain", "exam_lift", _counted("exam_lift"), unit="lifts")
entry("exam_hauls", "Hauls of the exam chain", "exam_haul", _counted("exam_haul"), unit="hauls")
entry(
    "scans",
    "Scans attended",
    "scan",
    Spent("count", labels=("scan", "scan_lot"), since=ARRIVAL),
    unit="scans",
)
entry(
    "opened_exams",
    "Boxes and lots opened for exam",
    "opened_exam",
    Spent("count", labels=("open_and_search", "open_lot"), since=ARRIVAL),
    unit="exams",
)
entry("scanner_hours", "Officers at the scanner", "scanner_crew_hour", _served("scanner"), unit="h")
entry("exam_crew_hours", "Officer crews at the exam bays", "exam_crew_hour", _served("exam_bay"), unit="h")
entry(
    "storage_days",
    "Days until release",
    "storage_day",
    Between("gate_in", "release", ("export",)),
    Between(ARRIVAL, "release", ("import", "lcl_box")),  # capital waits on board, too
    unit="day",
)

# papers
entry("sheets", "Sheets of paper", "sheet", _counted("handover"), unit="sheets")
entry("courier_trips", "Courier trips", "courier_trip", _counted("handover"), unit="trips")
entry("handover_hours", "Clerks at hand-overs", "handover_hour", _counted("handover"), unit="h", labour=True)
entry("window_trips", "Trips to the customs window", "window_trip", _counted("window_trip"), unit="trips")
entry("counter_trips", "Trips for certificates", "counter_trip", _counted("counter_trip"), unit="trips")
THERE = Spent("both", counts=("window_trip", "counter_trip"), since=ARRIVAL)
BACK = THERE  # as long as the way there
AT_THE_WINDOW = _served("customs_window", "air_customs_window", "certificate_counter")  # no closed hours
entry(
    "clerk_hours",
    "Clerks of companies on such trips",
    "clerk_hour",
    THERE,
    BACK,
    AT_THE_WINDOW,
    unit="h",
    labour=True,
)
entry(
    "officer_hours",
    "Officers at documents, windows, air exams and on board",
    "officer_hour",
    _served(
        "document_officer",
        "boarding_officer",
        "remote_officer",
        "customs_window",
        "air_document_officer",
        "air_customs_window",
        "air_scanner",
        "air_exam_area",
        "certificate_counter",
    ),
    unit="h",
)

# ships and air
entry(
    "ship_hours",
    "Ships in port",
    "ship_hour",
    Between(ARRIVAL, "sailed", ("vessel",)),
    unit="h",
)
entry("store_moves", "Moves in the air cargo store", "store_move", _counted("store_move"), unit="moves")
entry(
    "breakdown_team_hours",
    "Break-down teams",
    "breakdown_team_hour",
    _served("break_down_team"),
    unit="h",
    labour=True,
)
entry("escort_trips", "Escorts to the exam area", "escort_trip", _counted("escort_trip"), unit="trips")
