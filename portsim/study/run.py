"""One replication of one alternative."""

from __future__ import annotations

from pathlib import Path

from portsim.base.arguments import check_arguments, plain
from portsim.base.errors import PortsimError, got
from portsim.engine.choice import choose, ready
from portsim.engine.lowering import programs_of
from portsim.kpis.kpi import KPI
from portsim.kpis.ledger import priced
from portsim.kpis.year import year_unfinished
from portsim.model.world import World
from portsim.records.collect import collect
from portsim.records.conservation import check
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.load import loaded
from portsim.scenario.scenario import Scenario
from portsim.workload.build import build
from portsim.workload.draws import Draws
from portsim.workload.size import check_size


def run(scenario: Scenario | str | Path, replication: int = 0, alternative: str = BASELINE) -> Records:
    """One replication of one alternative of a scenario, loaded, or by name or path: its checked records.

    Raises PortsimError: the alternative cannot run; shipments or Little's law do not add up.
    """
    check_arguments(run, locals())
    replication = plain(replication)
    if type(replication) is not int or replication < 0:
        raise PortsimError(f"replication: got {got(replication)}, allowed a whole number >= 0")
    scenario = loaded(scenario)
    return run_world(scenario.world(alternative), scenario, replication)


def run_world(
    world: World, scenario: Scenario, replication: int, draws: Draws | None = None, at_least: float = 0.0
) -> Records:
    """One replication of a world, run until what was counted is through, and to `at_least` [min].

    Alternatives may share their draws.

    Raises PortsimError: the world cannot run; shipments or Little's law do not add up.
    """
    horizons = list(scenario.study.horizons)
    for horizon in horizons:
        if horizon < at_least:
            continue
        records = _run_until(horizon, world, scenario, replication, draws)
        if horizon == horizons[-1] or through(records) >= scenario.study.run_out.until:
            break
    check(records)
    return records


def _run_until(
    horizon: float, world: World, scenario: Scenario, replication: int, draws: Draws | None
) -> Records:
    study = scenario.study
    check_size(world, horizon)
    workload = build(world, horizon, study.seed, replication, draws)
    programs = programs_of(world)
    raw = ready(choose(scenario.engine, workload.n))(programs, workload)
    return collect(raw, programs.slots, workload, study.window, world)


def through(records: Records) -> float:
    """The share of the counted shipments that are through with what a figure counts on them, of the KPI or
    ledger entry where it is smallest."""
    world = records.world
    if world is None:
        return 1.0
    kpis = (kpi.of.unfinished(records) for kpi in world.library[KPI].values())
    entries = (year_unfinished(entry, records) for entry in priced(world))
    return 1.0 - max((*kpis, *entries), default=0.0)
