"""Time from one milestone to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from portsim.base.arrays import Bools, Floats, joined
from portsim.kpis.kpi import MOST_UNFINISHED, Quantity
from portsim.kpis.made_of import minutes_by_label
from portsim.kpis.ways import Read, parameters, steps_between
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments


@dataclass(frozen=True)
class Between(Quantity):
    """Time [min] from one milestone to another, for each shipment that passed `first` in the window.

    A shipment that has not reached `last` at the horizon has no sample. Those are the long ones, so a figure
    is given only while they are few: above MOST_UNFINISHED there are no samples at all, and the KPI reads
    `not measured` until the study has more run-out days.
    """

    first: str
    last: str
    streams: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def samples(self, records: Records) -> Floats:
        times = self._times(records)
        missing = np.isnan(times)
        if len(times) and missing.mean() > MOST_UNFINISHED:
            return np.empty(0)
        return times[~missing]

    def unfinished(self, records: Records) -> float:
        """Share of the counted shipments that have not reached `last` at the horizon."""
        times = self._times(records)
        return float(np.isnan(times).mean()) if len(times) else 0.0

    def counted(self, shipments: Shipments) -> Bools:
        return shipments.counted(self.traits, self.first)

    def _times(self, records: Records) -> Floats:
        found = []
        for each in records.among(self.streams):
            if self.first in each.milestones:
                counted = self.counted(each)
                found.append(each.stamp(self.last)[counted] - each.stamp(self.first)[counted])
        return joined(found, np.float64)

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_between(world, self.streams, self.first, self.last, self.traits)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters(world, self.steps(world))

    def among(self, traits: tuple[str, ...]) -> Between:
        return replace(self, traits=tuple(dict.fromkeys((*self.traits, *traits))))

    def exists(self, records: Records) -> bool:
        """Whether shipments of these streams have steps that stamp both milestones."""
        return any({self.first, self.last} <= each.own_milestones for each in records.among(self.streams))

    def behind(self, records: Records) -> Mapping[str, float]:
        return minutes_by_label(self, records, self.first, self.last, lambda *_: True)
