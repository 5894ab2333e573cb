"""Chances that go by how full a place is: whether that place can ever be filled by anyone."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.base.errors import did_you_mean
from portsim.model.roster import Roster
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def levels(world: World) -> Iterator[Problem]:
    """The place is there, with one number of servers at all hours, and some step fills it."""
    places = world.port.places
    filled = {
        place
        for flow in world.streams.flows_run
        for step in flow.all_steps
        if not step.is_fork
        for place in step.named("places")
    }
    for chance, place in world.port.levels.items():
        key = f"chances.{chance}.at"
        if place not in places:
            yield Problem(key, f"unknown place '{place}'{did_you_mean(place, places)}")
        elif isinstance(places[place].servers, Roster):
            yield Problem(
                key,
                f"'{place}' has its {places[place].noun} by shift, so it is not said how many are full; name "
                "a place with one number",
            )
        elif place not in filled:
            yield Problem(
                key, f"no flow visits '{place}', so it is always empty; name a place that a flow visits"
            )
        else:
            yield from _modes(world, chance, place)


def _modes(world: World, chance: str, place: str) -> Iterator[Problem]:
    """The place stands at the terminals of all streams that come to the chance."""
    mode = world.port.places[place].mode
    for stream, flows in world.streams.threads.items():
        if world.port.demand[stream].mode == mode:
            continue
        for flow in flows:
            for step in world.flows[flow].all_steps:
                if chance in step.named("chances"):
                    yield Problem(
                        f"flows.{flow}.{step.label}",
                        f"stream {stream} is of mode {world.port.demand[stream].mode}, and chance "
                        f"'{chance}' goes by place '{place}' of mode {mode}; give it a chance of its own",
                        f"chances.{chance}.at",
                    )
