"""Which engine a study takes."""

from __future__ import annotations

import sys

from portsim.engine.choice import PAYS_FROM, choose, has_numba, ready
from portsim.scenario.rates import expected_shipments
from portsim.scenario.scenario import Scenario
from portsim.workload.size import check_size


def settled(scenario: Scenario, runs: int) -> Scenario:
    """The scenario with the engine that pays for so many runs, compiled before they are spread over cores.

    Raises PortsimError: a run of one of the alternatives would be too large.
    """
    chosen = engine_chosen(scenario, runs)
    ready(chosen.engine)
    return chosen


def engine_chosen(scenario: Scenario, runs: int) -> Scenario:
    """The scenario with the engine that pays for so many runs, which is not loaded yet.

    Raises PortsimError: a run of one of the alternatives would be too large.
    """
    for name in scenario.alternatives:
        check_size(scenario.world(name), scenario.study.horizon)
    days = scenario.study.horizon / 1440
    shipments = expected_shipments(scenario.baseline.port, days) * runs
    chosen = choose(scenario.engine, shipments)
    if scenario.engine == "auto" and shipments >= PAYS_FROM and not has_numba():
        hint = "shipments on SimPy; with portsim[fast] installed it would be faster"
        print(f"{shipments:,.0f} {hint}", file=sys.stderr)
    return scenario.with_engine(chosen)
