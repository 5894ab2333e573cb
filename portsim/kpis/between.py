"""Time from one milestone to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Bools, Floats
from portsim.kpis.made_of import minutes_by_label
from portsim.kpis.of_streams import OfStreams
from portsim.kpis.ways import Read, parameters, steps_between
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments

N = TypeVar("N", bound=np.generic)


class Timed(NamedTuple):
    """The samples of one stream [min]: of those that are `counted` the ones that are `kept`, and which of
    these can still change."""

    shipments: Shipments
    counted: Bools
    kept: Bools
    times: Floats
    waiting: Bools

    def of(self, column: NDArray[N]) -> NDArray[N]:
        """A column of the shipments, of those with a sample."""
        return column[self.counted][self.kept]


@dataclass(frozen=True)
class Between(OfStreams):
    """Time [min] from one milestone to another, for each shipment that passed `first` in the window.

    A shipment that has not reached `last` at the horizon, and still can, has waited so long so far; one that
    has gone another way has no sample.
    """

    first: str
    last: str
    streams: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def undecided(self, records: Records) -> int:
        return sum(each.undecided(self.traits, self.first) for each in records.among(self.streams))

    def counted(self, shipments: Shipments) -> Bools:
        """Which shipments of a stream are measured, shape (n,)."""
        return shipments.counted(self.traits, self.first)

    def each(self, records: Records) -> Iterator[tuple[Floats, Bools]]:
        for each in self.timed(records):
            yield each.times, each.waiting

    def timed(self, records: Records) -> Iterator[Timed]:
        """The samples of each stream, with whose they are."""
        for each in records.among(self.streams):
            if self.first not in each.milestones:
                continue
            counted = self.counted(each)
            begun = each.stamp(self.first)[counted]
            times = each.stamp(self.last)[counted] - begun
            missing = np.isnan(times)
            if not missing.any():
                yield Timed(each, counted, ~missing, times, missing)
                continue
            waiting = missing & records.pending_stamp(each, self.last)[counted]
            times[waiting] = records.horizon + records.grace - begun[waiting]
            kept = ~missing | waiting
            yield Timed(each, counted, kept, times[kept], waiting[kept])

    def steps(self, world: World) -> tuple[Read, ...]:
        return steps_between(world, self.streams, self.first, self.last, self.traits)

    def reads(self, world: World) -> tuple[str, ...]:
        return parameters(world, self.steps(world))

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return (("milestone", self.first), ("milestone", self.last), *super().mentions)

    def exists(self, records: Records) -> bool:
        """Whether shipments of these streams have steps that stamp both milestones."""
        return any({self.first, self.last} <= each.own_milestones for each in records.among(self.streams))

    def behind(self, records: Records) -> Mapping[str, float]:
        return minutes_by_label(self, records, self.first, self.last, lambda *_: True)
