"""Places that hold only so many, and the forks that ask whether there is room."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def room(world: World) -> Iterator[Problem]:
    """A fork asks for room at a place that says how many it holds; a place that says so is asked."""
    asked: set[str] = set()
    for flow in world.streams.flows_run:
        for step in flow.all_steps:
            what, place = step.asks or ("", "")
            if what != "room":
                continue
            asked.add(place)
            if world.port.places[place].holds is None:
                yield Problem(
                    f"flows.{flow.name}.{step.label}",
                    f"asks for room at '{place}', which does not say how many it holds; "
                    f"add places.{place}.holds",
                    f"places.{place}",
                )
    for name, config in world.port.places.items():
        if config.holds is not None and name not in asked:
            yield Problem(
                f"places.{name}.holds",
                "no flow asks whether there is room here, so nobody would be turned away; remove it, or ask "
                f"with if_room('{name}', ...) in a flow",
            )
