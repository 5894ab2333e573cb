"""One thing that is wrong with a world."""

from __future__ import annotations

from dataclasses import dataclass

from portsim.model.flow import Flow, reachable
from portsim.model.world import World


@dataclass(frozen=True)
class Problem:
    """A thing that is wrong, with its dotted key; `at` is where to look if a file has no such key."""

    key: str
    message: str
    at: str = ""


def reached_flows(world: World) -> list[Flow]:
    names = dict.fromkeys(f for d in world.port.demand.values() for f in reachable(d.flows, world.flows))
    return [world.flows[name] for name in names]
