"""KPIs of trucks and the gate."""

from __future__ import annotations

from portsim.kpis.between import Between
from portsim.kpis.booked import Booked
from portsim.kpis.busy import Busy
from portsim.kpis.kpi import kpi
from portsim.kpis.spent import Spent

TURN = Between("gate_in", "gate_out")
AT_GATE = 0.5  # [min], the smallest difference that matters of a time at the gate
GATE_STEP = Spent("service", stamps="gate_arrival", since="gate_arrival")

kpi(
    "truck_turn_time",
    "Truck turn time, gate-in to gate-out",
    "min",
    "less",
    Between("gate_in", "gate_out"),
    spread=True,
)
kpi("truck_turn_time_p90", "Truck turn time, P90", "min", "less", TURN, "p90")
kpi(
    "truck_visit_time",
    "Truck visit time, joining the gate queue to gate-out",
    "min",
    "less",
    Between("gate_arrival", "gate_out"),
    spread=True,
)
kpi(
    "truck_visit_time_p90",
    "Truck visit time, P90",
    "min",
    "less",
    Between("gate_arrival", "gate_out"),
    "p90",
)
kpi("gate_transaction_time", "Gate transaction time at the lane", "min", "less", GATE_STEP, matters=AT_GATE)
kpi(
    "gate_queue_time",
    "Queue time at the gate",
    "min",
    "less",
    Spent("queue", stamps="gate_arrival", since="gate_arrival"),
    matters=AT_GATE,
)
kpi(
    "gate_total_time",
    "Gate queue and transaction",
    "min",
    "less",
    Spent("both", stamps="gate_arrival", since="gate_arrival"),
    matters=AT_GATE,
)
kpi("gate_lane_throughput", "Trucks a lane can pass", "trucks/h", "more", GATE_STEP, "per_hour")
kpi(
    "document_window_visits",
    "Paper hand-overs per truck",
    "visits/truck",
    "less",
    Spent("count", counts=("document_window",), since="gate_arrival"),
)
kpi(
    "document_window_time",
    "Time queueing and handing over paper",
    "min/truck",
    "less",
    Spent("both", counts=("document_window",), since="gate_arrival"),
    matters=AT_GATE,
)
kpi(
    "times_turned_away",
    "Times turned away at the gate per truck",
    "times/truck",
    "less",
    Spent("count", counts=("turned_away",), until="gate_out"),
)
kpi("gate_utilisation", "Gate lanes busy", "share", "neither", Busy(("gate_in", "qr_lane")))
kpi("crane_utilisation", "Yard cranes busy", "share", "less", Busy(("yard_crane",)))
kpi(
    "appointment_shift",
    "Booked trucks, from the wished time to that of the slot",
    "min",
    "less",
    Booked("shift"),
    spread=True,
)
kpi("appointments_placed", "Booked trucks that find a slot", "share", "more", Booked("placed"))
kpi(
    "slots_missed", "Booked trucks that miss their slot", "share", "less", Booked("missed", at="gate_arrival")
)
