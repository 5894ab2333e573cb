"""Two alternatives in one replication, run on the same draws to the same end: the same shipments in both."""

from __future__ import annotations

from typing import NamedTuple

from portsim.base.errors import PortsimError
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.drawn import draws_of
from portsim.study.run import run_world
from portsim.workload.build import build


class Side(NamedTuple):
    """An alternative of a scenario."""

    scenario: Scenario
    alternative: str


def pair(one: Side, other: Side, replication: int) -> tuple[Records, Records]:
    """The records of both; of one and the same side, the same records twice.

    Raises PortsimError: they run for other days or with other seeds; one of them cannot run.
    """
    lengths = [
        (s.scenario.study.days, s.scenario.study.warm_up_days, s.scenario.study.seed) for s in (one, other)
    ]
    if lengths[0] != lengths[1]:
        raise PortsimError(
            "the two sides must have the same days, days of warm-up and seed; got "
            + " and ".join(f"days {days}, warm-up {warm_up}, seed {seed}" for days, warm_up, seed in lengths)
        )
    worlds = [each.scenario.world(each.alternative) for each in (one, other)]
    with draws_of(one.scenario, replication, again=False) as draws:
        first = run_world(worlds[0], one.scenario, replication, draws)
        if one == other:
            return first, first
        second = run_world(worlds[1], other.scenario, replication, draws, at_least=first.horizon)
        if first.horizon < second.horizon:
            first = run_world(worlds[0], one.scenario, replication, draws, at_least=second.horizon)
    return first, second


def keeps_shipments(scenario: Scenario, alternative: str, replication: int) -> bool:
    """Whether an alternative has the shipments of the baseline: nothing is run to know it.

    Raises PortsimError: the alternative cannot run.
    """
    worlds = [scenario.world(name) for name in (BASELINE, alternative)]
    if worlds[0].port.demand == worlds[1].port.demand:
        return True
    with draws_of(scenario, replication, again=False) as draws:
        numbers = [
            {
                each.name: each.n
                for each in build(
                    world, scenario.study.horizon, scenario.study.seed, replication, draws
                ).streams
            }
            for world in worlds
        ]
    return numbers[0] == numbers[1]
