"""Work done at places per hour of a server on duty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.kpi import Quantity
from portsim.kpis.use import capacity_integral, hours, presence
from portsim.kpis.ways import Read, parameters_at, steps_at
from portsim.model.world import World
from portsim.records.records import Records


@dataclass(frozen=True)
class Busy(Quantity):
    """Work done at places per hour of a server on duty, over the window, time-weighted; one sample.

    Places of their kind count too. Work that runs on after closing time counts as work, so the figure can
    pass 1. A place that a world does not have adds nothing.
    """

    places: tuple[str, ...]

    def samples(self, records: Records) -> Floats:
        edges = hours(records)
        places = self.places if records.port is None else records.port.places_like(self.places)
        offered = sum(float(capacity_integral(records, place, edges).sum()) for place in places)
        used = sum(float(presence(records, place, edges, "service").sum()) for place in places)
        return np.array([used / offered]) if offered > 0 else np.empty(0)

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return tuple(("place", name) for name in self.places)

    @property
    def single(self) -> bool:
        return True

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_at(world, self.places)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters_at(world, self.places)

    @property
    def adds_up(self) -> bool:
        return False
