"""The models that are compared: who runs the network, and who runs the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import network_in_ciw
import network_in_salabim
import network_in_simpy
import terminal_in_simpy
from drawn import Model
from network import NETWORK
from terminal import TERMINAL
from visits import Visit

from portsim.engine.choice import ready
from portsim.engine.program import Programs
from portsim.scenario.sections import EngineName
from portsim.workload.build import Workload

COMPILED, REFERENCE, BY_HAND = "compiled engine", "SimPy engine", "hand-written SimPy"


@dataclass(frozen=True)
class Contender:
    """A model to be timed: `run` leaves what it leaves, `visits` reads the visits out of that afterwards.

    An engine has no `visits`: it leaves records. A slow one runs in the first rounds alone.
    """

    run: Callable[[Programs, Workload], Any]
    visits: Callable[[Any, Workload], list[Visit]] | None = None
    slow: bool = False


@dataclass(frozen=True)
class Benchmark:
    """A model of a port, and everyone who runs it."""

    model: Model
    contenders: Mapping[str, Contender]


def engine(name: EngineName) -> Contender:
    return Contender(lambda programs, workload: ready(name)(programs, workload))


def logged(run: Callable[[Workload], list[Visit]], slow: bool = False) -> Contender:
    """A model that logs its own visits while it runs."""
    return Contender(lambda _, workload: run(workload), lambda visits, _: visits, slow)


ENGINES = {COMPILED: engine("compiled"), REFERENCE: engine("simpy")}
BENCHMARKS = {
    "network": Benchmark(
        NETWORK,
        {
            **ENGINES,
            BY_HAND: logged(network_in_simpy.run),
            "Ciw": Contender(
                lambda _, workload: network_in_ciw.run(workload), network_in_ciw.visits, slow=True
            ),
            "salabim": logged(network_in_salabim.run, slow=True),
        },
    ),
    "terminal": Benchmark(TERMINAL, {**ENGINES, BY_HAND: logged(terminal_in_simpy.run)}),
}
