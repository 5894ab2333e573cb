"""KPIs of the yard: how full its blocks are, and what is shifted to reach a box."""

from __future__ import annotations

from portsim.kpis.busy import Busy
from portsim.kpis.fill import PeakFill
from portsim.kpis.kpi import kpi
from portsim.kpis.spent import Spent

BLOCKS = ("yard_block",)
SHIFTS = ("shift_first", "shift_second")

kpi("yard_fill", "Slots of the yard taken, mean over its blocks", "share", "neither", Busy(BLOCKS))
kpi("yard_fill_peak", "Slots taken in the fullest block at any time", "share", "less", PeakFill(BLOCKS))
kpi(
    "reshuffles",
    "Boxes shifted to reach an import box for its truck",
    "lifts/box",
    "less",
    Spent("count", labels=SHIFTS, flows=("import_truck",), streams=("import",), since="gate_arrival"),
)
