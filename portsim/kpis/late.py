"""How far shipments are behind their planned arrival."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.kpis.of_streams import OfStreams
from portsim.kpis.ways import ARRIVAL, Read, parameters, steps_between, streams_with
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments


@dataclass(frozen=True)
class Late(OfStreams):
    """Time [min] from the planned arrival to the milestone `at`, below 0 for who is early, for each shipment
    that arrived in the window and has a planned arrival. With `either_way` the distance of the two.

    A shipment that has not reached `at` at the horizon, and still can, is behind so much so far.
    """

    at: str = ARRIVAL
    either_way: bool = False
    streams: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def undecided(self, records: Records) -> int:
        planned = (each for each in records.among(self.streams) if each.plan is not None)
        return sum(each.undecided(self.traits, ARRIVAL) for each in planned)

    def counted(self, shipments: Shipments) -> Bools:
        return shipments.counted(self.traits)

    def each(self, records: Records) -> Iterator[tuple[Floats, Bools]]:
        for each in records.among(self.streams):
            if each.plan is None or self.at not in each.milestones:
                continue
            counted = self.counted(each)
            moment, plan = each.stamp(self.at)[counted], each.plan[counted]
            missing = np.isnan(moment)
            waiting = missing & records.pending_stamp(each, self.at)[counted] if missing.any() else missing
            times = np.where(waiting, records.horizon + records.grace, moment) - plan
            kept = ~missing | waiting
            yield (np.abs(times) if self.either_way else times)[kept], waiting[kept]

    def steps(self, world: World) -> tuple[Read, ...]:
        if self.at == ARRIVAL or not (planned := self._planned(world)):
            return ()
        return steps_between(world, planned, ARRIVAL, self.at, self.traits)

    def _planned(self, world: World) -> tuple[str, ...]:
        """The streams that have planned arrivals, of those that it is measured on."""
        own = streams_with(world, self.streams, self.traits)
        return tuple(name for name in own if world.streams.late_with[name] is not None)

    def reads(self, world: World) -> tuple[str, ...]:
        late = dict.fromkeys(world.streams.late_with[name] for name in self._planned(world))
        keys = (f"demand.{name}.lateness.{key}" for name in late for key in ("earliest", "by"))
        return tuple(dict.fromkeys((*keys, *parameters(world, self.steps(world)))))

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return (("milestone", self.at), *super().mentions)

    @property
    def adds_up(self) -> bool:
        return False
