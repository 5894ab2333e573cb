"""The state from which a forecast goes on: a list of what stands where, in the world of each alternative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from portsim.model.world import World
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.listed.rows import read_list
from portsim.scenario.logs.raw import log_digest
from portsim.scenario.scenario import Scenario
from portsim.study.forecasting.fits import Overlong, check_room, overlong, queues_of
from portsim.study.forecasting.groups import groups_of
from portsim.study.forecasting.listed import going_on
from portsim.study.forecasting.moment import Moment


@dataclass(frozen=True)
class State:
    """A list of what stands where, and the worlds of all alternatives that go on from it.

    steps: (stream, label) to how many stand there [shipments], each at the step of its first row. queues:
    (place, terminal) to how many are there and not in service, as far as the list says at which place.
    longer: how many are at it for too long.
    """

    path: str
    sha256: str
    worlds: Mapping[str, World]
    steps: Mapping[tuple[str, str], int]
    queues: Mapping[tuple[str, str], int]
    longer: Overlong

    @property
    def total(self) -> int:
        """How many stand in the port [shipments]."""
        return sum(self.steps.values())


def state_of(scenario: Scenario, path: str, moment: Moment) -> State:
    """Read a list, and let the worlds of all alternatives go on from it.

    Raises ConfigError: the list cannot be read, or a row of it cannot be.
    """
    rows = read_list(path, scenario.baseline.port, moment.clock, moment.minute)
    worlds: dict[str, World] = {}
    for name in scenario.alternatives:
        world = scenario.world(name)
        groups = groups_of(world, rows, moment.minute, "" if name == BASELINE else name)
        worlds[name] = going_on(world, groups, moment.minute)
        if name == BASELINE:
            check_room(world, groups, moment.minute)
            longer = overlong(world.port, groups, moment.minute)
            steps = Counter[tuple[str, str]]()
            queues = queues_of(world, groups)
            for each in (each for group in groups for each in group.members):
                first = min(each.heads, key=lambda head: head.row.number)
                steps[first.row.stream, first.step.label] += first.row.count
    return State(path, log_digest(path), worlds, steps, queues, longer)
