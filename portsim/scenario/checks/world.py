"""What can be known to be wrong with the flows of a world before minute zero: names, signals, deadlocks."""

from __future__ import annotations

from portsim.model.world import World
from portsim.scenario.checks.all_send import all_send
from portsim.scenario.checks.deadlocks import deadlocks
from portsim.scenario.checks.levels import levels
from portsim.scenario.checks.names import unknown_names
from portsim.scenario.checks.problem import Problem
from portsim.scenario.checks.room import room
from portsim.scenario.checks.structure import structure
from portsim.scenario.checks.threads import signals, threads


def problems(world: World) -> list[Problem]:
    """Everything wrong with the names and threads of a world; empty when it can run."""
    return list(world.once("problems", lambda: _problems(world)))


def _problems(world: World) -> list[Problem]:
    found = list(structure(world))
    if found:
        return found
    found = [*unknown_names(world), *levels(world), *signals(world), *deadlocks(world), *threads(world)]
    return found or [*all_send(world), *room(world)]
