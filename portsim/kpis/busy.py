"""Work done at places per hour of a server on duty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.kpis.of_places import OfPlaces
from portsim.kpis.use import capacity_integral, hours, presence
from portsim.records.records import Records


@dataclass(frozen=True)
class Busy(OfPlaces):
    """Work done at places per hour of a server on duty, over the window, time-weighted; one sample.

    Work that runs on after closing time counts as work, so the figure can pass 1.
    """

    def samples(self, records: Records) -> Floats:
        edges = hours(records)
        places = self.alike(records)
        offered = sum(float(capacity_integral(records, place, edges).sum()) for place in places)
        used = sum(float(presence(records, place, edges, "service").sum()) for place in places)
        return np.array([used / offered]) if offered > 0 else np.empty(0)

    @property
    def single(self) -> bool:
        return True
