"""Closure: places are closed for some hours, and a share of the shipments may stay away meanwhile."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from portsim.base.errors import ConfigError
from portsim.model.calendar import Calendar
from portsim.model.event import StaysAway
from portsim.model.measure import Event, measure
from portsim.model.part import Part
from portsim.model.sourced import USER, Share, Time
from portsim.model.world import World

HOURS = "closure_hours"
ALWAYS = "always_but_closure"


class AtHome(Part):
    """A share of the shipments of `streams` that would come in the closed hours comes after them, evenly
    spread over `back_within`."""

    share: Share = Field(description="share of the shipments that would come in the closed hours")
    streams: tuple[str, ...] = Field(min_length=1, description="streams of which some stay away")
    back_within: Time = Field(description="how long after the closure they come, evenly spread")


@measure("closure")
class Closure(Event):
    """The servers of `places` take no one on in these hours, such as gates and quay cranes in a typhoon.

    Work under way is finished, and who comes waits, unless some shipments `stay_away`: those keep their
    papers, carrier and all other draws, and wait where no one pays for it.
    """

    title: ClassVar[str] = "Closure of places for some hours"
    aims_at: ClassVar[tuple[str, ...]] = ("gate_queue_time", "truck_visit_time")
    places: tuple[str, ...] = Field(min_length=1, description="places that are closed")
    hours: Calendar = Field(description="when the places are closed")
    stay_away: AtHome | None = Field(
        None, description="who does not come while they are closed; else all wait"
    )

    @model_validator(mode="after")
    def _has_hours(self) -> Closure:
        if not self.hours.hours:
            raise ValueError("a closure needs hours: from when to when are the places closed?")
        if twice := [name for name in dict.fromkeys(self.places) if self.places.count(name) > 1]:
            raise ValueError(f"places: {twice[0]} is named twice; name each place once")
        return self

    def apply(self, world: World) -> World:
        for name in self.places:
            world = _closed(world, name, self.hours)
        if self.stay_away is None:
            return world
        world = world.set(f"calendars.{HOURS}", self.hours)
        for stream in self.stay_away.streams:
            away = StaysAway(share=self.stay_away.share, during=HOURS, back_within=self.stay_away.back_within)
            world = world.set(f"demand.{stream}.stays_away", away)
        return world


def _closed(world: World, name: str, hours: Calendar) -> World:
    """The world with a place that is closed in these hours."""
    usual = world.place(name).calendar
    own = f"{usual}_but_closure" if usual else ALWAYS
    if own not in world.port.calendars:
        always = {"hours": [["00:00", "24:00"]], "source": USER}
        calendar = world.port.calendars[usual] if usual else Calendar.model_validate(always)
        if calendar.but_for is not None:
            raise ConfigError(
                f"calendars.{usual}: hours are taken out of it already; write the hours that are left, so "
                "that a closure can take out its own"
            )
        world = world.set(f"calendars.{own}", calendar.model_copy(update={"but_for": hours}))
    return world.set(f"places.{name}.calendar", own)
