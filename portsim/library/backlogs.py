"""KPI of a backlog: how long the queue at the gate gets."""

from __future__ import annotations

from dataclasses import dataclass

from portsim.base.arrays import Floats
from portsim.kpis.kpi import Quantity, kpi
from portsim.kpis.recovery import quarters, waiting
from portsim.kpis.ways import Read, parameters_at, steps_at
from portsim.model.world import World
from portsim.records.records import Records

GATE = ("gate_in", "qr_lane", "fallback_lane")


@dataclass(frozen=True)
class Waiting(Quantity):
    """Number waiting at places and those of their kind: its means over 15 min, in the counted window."""

    places: tuple[str, ...]

    def samples(self, records: Records) -> Floats:
        places = self.places if records.port is None else records.port.places_like(self.places)
        return waiting(records, places, quarters(*records.window))

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return tuple(("place", name) for name in self.places)

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_at(world, self.places)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters_at(world, self.places)

    @property
    def adds_up(self) -> bool:
        return False


kpi(
    "gate_backlog_peak",
    "Most trucks waiting at the gate, mean of 15 min",
    "trucks",
    "less",
    Waiting(GATE),
    "max",
)
