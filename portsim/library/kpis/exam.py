"""KPIs of boxes that are selected for exam, export and import."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import kpi
from portsim.kpis.spent import Spent

STREAMS, TRAITS = ("export",), ("selected_for_exam",)
MOVES = ("lift", "exam_lift", "exam_haul")
CHAIN = ("export_truck", "export_box", "export_clearance")
WAY_OUT = ("yard_to_gate", "gate_out")  # of the truck, while its box goes on
REPORT = "report_arrival"  # the order comes after it

kpi(
    "exam_set_down_time",
    "Gate-in to box set down at the exam site",
    "min",
    "less",
    Between("gate_in", "at_exam_site", streams=STREAMS, traits=TRAITS),
)
kpi(
    "exam_set_down_time_p90",
    "Gate-in to box set down at the exam site, P90",
    "min",
    "less",
    Between("gate_in", "at_exam_site", streams=STREAMS, traits=TRAITS),
    "p90",
)
kpi(
    "exam_handling_time",
    "Handling until set down, without waiting for order and shift",
    "min",
    "less",
    Spent(
        "both",
        flows=CHAIN,
        without=(*WAY_OUT, REPORT),
        until="at_exam_site",
        since="gate_in",
        streams=STREAMS,
        traits=TRAITS,
    ),
)
kpi(
    "exam_lead_time",
    "Exam lead time, gate-in to end of exam",
    "h",
    "less",
    Between("gate_in", "exam_end", streams=STREAMS, traits=TRAITS),
    scale=1 / 60,
    spread=True,
)
kpi(
    "time_to_release",
    "Time to release, gate-in to ready to load",
    "h",
    "less",
    Between("gate_in", "release", streams=STREAMS, traits=TRAITS),
    scale=1 / 60,
)
kpi(
    "exam_moves",
    "Lifts and hauls per exam box",
    "moves/box",
    "less",
    Spent("count", counts=MOVES, streams=STREAMS, traits=TRAITS, since="gate_arrival"),
)
kpi(
    "exam_lifts",
    "Lifts per exam box",
    "lifts/box",
    "less",
    Spent("count", counts=("lift", "exam_lift"), streams=STREAMS, traits=TRAITS, since="gate_arrival"),
)
kpi(
    "exam_hauls",
    "Hauls per exam box",
    "hauls/box",
    "less",
    Spent("count", counts=("exam_haul",), streams=STREAMS, traits=TRAITS, since="gate_arrival"),
)
kpi(
    "scanner_queue_time",
    "Queue time at the scanner",
    "min",
    "less",
    Spent("queue", labels=("scan",), streams=STREAMS, traits=TRAITS, since="gate_arrival"),
)
kpi(
    "exam_bay_queue_time",
    "Queue time at the exam bays, all exam boxes",
    "min",
    "less",
    Spent("queue", labels=("open_and_search",), streams=STREAMS, traits=TRAITS, since="gate_arrival"),
)
IMPORT = ("import",)

kpi(
    "import_exam_lead_time",
    "Exam lead time of import boxes, discharge to end of exam",
    "h",
    "less",
    Between("discharge", "exam_end", streams=IMPORT, traits=TRAITS),
    scale=1 / 60,
)
kpi(
    "import_exam_moves",
    "Lifts and hauls per import exam box until set down",
    "moves/box",
    "less",
    Spent("count", counts=MOVES, until="at_exam_site", since="arrival", streams=IMPORT, traits=TRAITS),
)
kpi(
    "import_set_down_time",
    "Discharge to import box set down at the exam site",
    "h",
    "less",
    Between("discharge", "at_exam_site", streams=IMPORT, traits=TRAITS),
    scale=1 / 60,
)
kpi("exam_bay_utilisation", "Exam bays, work per hour on duty", "share", "neither", Busy(("exam_bay",)))
