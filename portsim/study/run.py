"""One replication of one alternative."""

from __future__ import annotations

from portsim.engine.choice import choose, ready
from portsim.engine.lowering import programs_of
from portsim.model.world import World
from portsim.records.conservation import check
from portsim.records.records import Records, collect
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.workload.build import build
from portsim.workload.draws import Draws


def run(scenario: Scenario | str, replication: int = 0, alternative: str = BASELINE) -> Records:
    """One replication of one alternative of a scenario, loaded or by name: its checked records.

    Raises PortsimError: the alternative cannot run; shipments or Little's law do not add up.
    """
    scenario = load(scenario) if isinstance(scenario, str) else scenario
    return run_world(scenario.world(alternative), scenario, replication)


def run_world(world: World, scenario: Scenario, replication: int, draws: Draws | None = None) -> Records:
    """One replication of a world; alternatives may share their draws.

    Raises PortsimError: the world cannot run; shipments or Little's law do not add up.
    """
    study = scenario.study
    workload = build(world, study.horizon, study.seed, replication, draws)
    programs = programs_of(world)
    raw = ready(choose(scenario.engine, workload.n))(programs, workload)
    records = collect(raw, programs.slots, workload, scenario.study.window, world)
    check(records)
    return records
