"""Outage of the data platform: for some hours what lives on it does not work, and paper has to do."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field, model_validator

from portsim.base.errors import ConfigError
from portsim.model.calendar import Calendar
from portsim.model.measure import Event, measure
from portsim.model.place import Place
from portsim.model.sourced import USER, Count
from portsim.model.step import Step, rebuilt, walk
from portsim.model.steps import when
from portsim.model.words import Visit, When
from portsim.model.world import World

UP = "platform_up"
GATE = "gate_in_qr"
FALLBACK = "fallback_lane"


@measure("data_platform_outage")
class DataPlatformOutage(Event):
    """While the platform is down, those with a digital trait go the way of those without it.

    A truck with a code that comes to the gate in these hours is served by paper at `staffed_lanes` lanes,
    because a digital gate keeps few clerks; once in that queue it stays there, even when the platform is
    back. Trucks without a code queue at the paper lanes as before. What has passed a fork before the outage
    continues on the branch it took. Diversions and LCL pick-ups at the ship's side go on too: they were
    planned from data that were there before the vessel or flight came.
    """

    title: ClassVar[str] = "Outage of the data platform"
    aims_at: ClassVar[tuple[str, ...]] = ("gate_queue_time", "truck_visit_time")
    follows: ClassVar[tuple[str, ...]] = ("qr_gate_pass",)
    outage: Calendar = Field(description="when the platform is down")
    staffed_lanes: Count = Field(description="lanes that take trucks by paper meanwhile")

    @model_validator(mode="after")
    def _has_hours(self) -> DataPlatformOutage:
        if not self.outage.hours:
            raise ValueError("an outage needs hours: from when to when is the platform down?")
        return self

    def apply(self, world: World) -> World:
        forks = _digital_forks(world)
        if not forks:
            raise ConfigError(
                "changes nothing: no measure before it works through the data platform; put it after one "
                "that does, such as qr_gate_pass or smart_cloud_routing"
            )
        always = {"hours": [["00:00", "24:00"]], "but_for": self.outage, "source": USER}
        world = world.set(f"calendars.{UP}", Calendar.model_validate(always))
        if any(_at_gate(fork) for _, fork in forks):
            world = world.set(f"places.{FALLBACK}", Place(servers=self.staffed_lanes, noun="lanes"))
        for flow, fork in forks:
            world = (
                _with_fallback(world, flow, fork) if _at_gate(fork) else world.narrow(flow, fork.label, UP)
            )
        return world


def _digital_forks(world: World) -> list[tuple[str, When]]:
    """(flow, fork) of every fork that asks for a trait held through the platform."""
    return [
        (name, step)
        for name, flow in world.flows.items()
        for step in walk(flow.steps)
        if isinstance(step, When)
        and any(t in world.port.traits and world.port.traits[t].digital for t in step.traits)
    ]


def _at_gate(fork: When) -> bool:
    return any(step.label == GATE for step in fork.body)


def _with_fallback(world: World, flow: str, fork: When) -> World:
    """The gate of a flow with a second way for trucks with a code: the fallback lane, while all is down."""
    first, last = fork.body[0].label, fork.body[-1].label
    by_paper = rebuilt(fork.orelse, _by_paper)
    either = when(UP, fork.body, orelse=by_paper, label=f"{GATE}_or_fallback")
    return world.edit(flow, first, lambda f: f.replace(first, either, through=last), through=last)


def _by_paper(step: Step) -> Step:
    """What trucks without a code do at the gate, at the lanes that are staffed for it."""
    if isinstance(step, Visit) and step.place == "gate_in":
        step = replace(step, place=FALLBACK)
    return replace(step, label=f"{step.label}_fallback")
