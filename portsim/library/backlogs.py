"""KPI of a backlog: how long the queue at the gate gets."""

from __future__ import annotations

from dataclasses import dataclass

from portsim.base.arrays import Floats
from portsim.kpis.kpi import kpi
from portsim.kpis.of_places import OfPlaces
from portsim.kpis.recovery import quarters, waiting
from portsim.records.records import Records

GATE = ("gate_in", "qr_lane", "fallback_lane")


@dataclass(frozen=True)
class Waiting(OfPlaces):
    """Number waiting at places and those of their kind: its means over 15 min, in the counted window."""

    def samples(self, records: Records) -> Floats:
        return waiting(records, self.alike(records), quarters(*records.window))


kpi(
    "gate_backlog_peak",
    "Most trucks waiting at the gate, mean of 15 min",
    "trucks",
    "less",
    Waiting(GATE),
    "max",
)
