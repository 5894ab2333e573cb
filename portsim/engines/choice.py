"""Engines by name, and which of them a study takes: results do not depend on it."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from portsim.engines import Engine
from portsim.errors import PortsimError
from portsim.offered_load import expected_shipments
from portsim.scenario import Scenario
from portsim.scenario_file import EngineName

PAYS_FROM = 40_000  # shipments; below, SimPy is done before the compiled engine is loaded


def choose(asked: EngineName, shipments: float) -> EngineName:
    """The name of the engine for so many shipments: what was asked for; for `auto`, the faster one.

    Raises PortsimError: `compiled` was asked for, and Numba is not installed.
    """
    if asked == "compiled" and not _has_numba():
        raise PortsimError(
            "engine: got 'compiled', which needs Numba; install portsim[fast], or take engine: simpy"
        )
    if asked != "auto":
        return asked
    return "compiled" if _has_numba() and shipments >= PAYS_FROM else "simpy"


def settled(scenario: Scenario, runs: int) -> Scenario:
    """The scenario with the engine that pays for so many runs, compiled before they are spread over cores."""
    days = scenario.study.horizon / 1440
    shipments = expected_shipments(scenario.baseline.port, days) * runs
    chosen = choose(scenario.engine, shipments)
    if scenario.engine == "auto" and shipments >= PAYS_FROM and not _has_numba():
        hint = "shipments on SimPy; with portsim[fast] installed it would be faster"
        print(f"{shipments:,.0f} {hint}", file=sys.stderr)
    ready(chosen)
    return scenario.with_engine(chosen)


def ready(name: EngineName) -> Engine:
    """The engine of a name, ready to run: the compiled one is compiled once and then read from the disk."""
    if name == "simpy":
        from portsim.engines import simpy_engine

        return simpy_engine.run
    if name == "compiled":
        from portsim.engines import compiled_engine

        compiled_engine.prepare()
        return compiled_engine.run
    raise PortsimError(f"engine: got '{name}'; an engine is simpy or compiled")


def _has_numba() -> bool:
    return find_spec("numba") is not None
