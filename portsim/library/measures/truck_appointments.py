"""Truck appointments: trucks book slots by the clock, of which a terminal gives out so many an hour."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from portsim.model.appointments import Appointments, OffTime, Quota
from portsim.model.demand import Arrivals, Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.sourced import Share, Time
from portsim.model.world import World

TRAIT = "books_slot"


def _said(key: str) -> str:
    """What a key of appointments is, in its words."""
    return Appointments.model_fields[key].description or ""


@measure("truck_appointments")
class TruckAppointments(Measure):
    """A share of the trucks books slots by the clock before it sets out; all others come as they wish.

    Those who book are the trucks of `streams`, or all that come through the gate at a time of their own.
    Streams under `quota_of` have a quota of their own; all others share `quota`. Trucks with a planned time,
    such as those that fetch imports, book for that, and come later where their box is not released by then.
    """

    title: ClassVar[str] = "Truck appointments"
    aims_at: ClassVar[tuple[str, ...]] = ("gate_queue_time", "truck_visit_time")
    quota: Quota = Field(description="how many trucks can book one slot")
    quota_of: dict[str, Quota] = Field({}, description="quotas of streams that do not share the one above")
    streams: tuple[str, ...] = Field(
        (),
        description="streams whose trucks book; all that come at a time of their own if not said",
    )
    slot: Time = Field(description=_said("slot"))
    zone: Time | None = Field(None, description=_said("zone"))
    earliest: Time = Field(description=_said("earliest"))
    latest: Time = Field(description=_said("latest"))
    when_full: Literal["walk_in", "next_free"] = Field("walk_in", description=_said("when_full"))
    no_show: Share = Field(description=_said("no_show"))
    rebooking: Duration = Field(description=_said("rebooking"))
    early: OffTime | None = Field(None, description=_said("early"))
    late: OffTime | None = Field(None, description=_said("late"))
    early_trucks: Literal["wait", "enter"] = Field("wait", description=_said("early_trucks"))

    def apply(self, world: World) -> World:
        streams = self.streams or tuple(
            filter(lambda name: _comes(world, name), world.streams_with("gate_in"))
        )
        everyone = tuple(dict.fromkeys((*streams, *self.quota_of)))
        world = world.set(f"traits.{TRAIT}", Trait(share=self.uptake, of=everyone))
        shared = tuple(name for name in streams if name not in self.quota_of)
        if shared:
            world = world.set("appointments.trucks", self._appointments(shared, self.quota))
        for name, quota in self.quota_of.items():
            world = world.set(f"appointments.{name}", self._appointments((name,), quota))
        return world

    def _appointments(self, streams: tuple[str, ...], quota: Quota) -> Appointments:
        return Appointments(
            streams=streams,
            books=TRAIT,
            quota=quota,
            slot=self.slot,
            zone=self.zone,
            earliest=self.earliest,
            latest=self.latest,
            when_full=self.when_full,
            no_show=self.no_show,
            rebooking=self.rebooking,
            early=self.early,
            late=self.late,
            early_trucks=self.early_trucks,
        )


def _comes(world: World, stream: str) -> bool:
    """Whether a stream's trucks come at a time of their own, and not with a carrier."""
    demand = world.port.demand[stream]
    return demand.planned is not None or (isinstance(demand, Arrivals) and not demand.there_before)
