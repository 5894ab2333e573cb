"""What became of the slots that trucks booked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.kpis.of_streams import OfStreams
from portsim.kpis.ways import ARRIVAL, Read, parameters, steps_between
from portsim.model.world import World
from portsim.records.records import Records
from portsim.records.shipments import Shipments
from portsim.workload.bookings import Bookings

DECIDING = ("quota", "slot", "zone", "earliest", "latest")
OF_MISSING = ("no_show", "early", "late")


@dataclass(frozen=True)
class Booked(OfStreams):
    """A sample for each shipment that books a slot and wished to come in the window.

    `shift` [min]: from its wish to the time at which it means to come in its first slot, either way; no
    sample without a slot. `placed`: 1 if it found a slot within its limits, else 0. `missed`: 1 if it did not
    come in the zone that it booked first, and passed the milestone `at` when that had closed, else 0. One
    that is on its way there at the horizon has missed the zone if that has closed.
    """

    what: Literal["shift", "placed", "missed"]
    at: str = ARRIVAL
    streams: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()

    def undecided(self, records: Records) -> int:
        return sum(
            int((self._counted(records, each) ^ self._counted(records, each.in_the_end)).sum())
            for each in records.among(self.streams)
        )

    def _counted(self, records: Records, shipments: Shipments) -> Bools:
        """Which shipments of a stream give a sample, shape (n,)."""
        booked, (begin, end) = shipments.bookings, records.window
        if booked is None:
            return np.zeros(shipments.n, dtype=np.bool_)
        counted = (booked.wished >= begin) & (booked.wished < end)
        for trait in self.traits:
            counted &= shipments.traits.get(trait, np.zeros(shipments.n, dtype=np.bool_))
        return counted if self.what == "placed" else counted & booked.placed

    def each(self, records: Records) -> Iterator[tuple[Floats, Bools]]:
        for each in records.among(self.streams):
            if each.bookings is not None:
                counted = self._counted(records, each)
                amounts, pending = self._amount(records, each, each.bookings)
                yield amounts[counted], pending[counted]

    def _amount(self, records: Records, shipments: Shipments, booked: Bookings) -> tuple[Floats, Bools]:
        """The figure of every shipment of a stream, and which of them can still change, shape (n,) each."""
        settled = np.zeros(shipments.n, dtype=np.bool_)
        if self.what == "shift":
            return np.abs(booked.aimed - booked.wished), settled
        if self.what == "placed":
            return booked.placed.astype(np.float64), settled
        came = shipments.stamp(self.at)
        late = booked.no_show | (came >= booked.closes)
        if not np.isnan(came).any():
            return late.astype(np.float64), settled
        coming = np.isnan(came) & records.pending_stamp(shipments, self.at)
        late |= coming & (booked.closes <= records.horizon + records.grace)
        return late.astype(np.float64), coming & ~booked.no_show & (booked.closes > records.horizon)

    def steps(self, world: World) -> tuple[Read, ...]:
        booking = self._booking(world)
        if self.what != "missed" or self.at == ARRIVAL or not booking:
            return ()
        return steps_between(world, booking, ARRIVAL, self.at, self.traits)

    def _booking(self, world: World) -> tuple[str, ...]:
        """The streams that have appointments, of those that it is measured on."""
        own = world.port.streams_like(self.streams)
        booking = (name for each in world.port.appointments.values() for name in each.streams)
        return tuple(name for name in booking if not own or name in own)

    def reads(self, world: World) -> tuple[str, ...]:
        if not (booking := set(self._booking(world))):
            return ()
        keys = [
            f"appointments.{name}.{key}"
            for name, each in world.port.appointments.items()
            if booking & set(each.streams)
            for key in (*DECIDING, *(OF_MISSING if self.what == "missed" else ()))
            if getattr(each, key) is not None
        ]
        traits = {each.books: None for each in world.port.appointments.values()}
        return (*keys, *(f"traits.{name}.share" for name in traits), *parameters(world, self.steps(world)))

    @property
    def mentions(self) -> tuple[tuple[str, str], ...]:
        return (("milestone", self.at), *super().mentions)

    @property
    def adds_up(self) -> bool:
        return False
