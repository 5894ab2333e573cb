"""The models that are compared: who runs the network, and who runs the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import network_in_cimba
import network_in_ciw
import network_in_naga
import network_in_salabim
import network_in_simpy
import terminal_in_simpy
from drawn import Model
from network import NETWORK
from terminal import TERMINAL
from visits import Visit, check_moments, check_waits

from portsim.engine.choice import ready
from portsim.engine.program import Programs
from portsim.records.visits import RawRecords
from portsim.scenario.sections import EngineName
from portsim.workload.build import Workload

COMPILED, REFERENCE, BY_HAND = "compiled engine", "SimPy engine", "hand-written SimPy"


@dataclass(frozen=True)
class Contender:
    """A model to be timed: `run` leaves what it leaves, `visits` reads the visits out of that afterwards.

    Who keeps no visits has a `difference` instead: the largest one [min] between what it leaves and the
    records of the reference engine; it raises AssertionError where that is too large. An engine has neither:
    it leaves records. A slow one runs in the first rounds alone, the slowest in the first.
    """

    run: Callable[[Programs, Workload], Any]
    visits: Callable[[Any, Workload], list[Visit]] | None = None
    slow: bool = False
    slowest: bool = False
    difference: Callable[[Any, RawRecords, Programs, Workload], float] | None = None

    def rounds(self, rounds: int, slow_rounds: int) -> int:
        """How many of the rounds it runs in."""
        return 1 if self.slowest else slow_rounds if self.slow else rounds


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
            "Cimba": Contender(
                lambda _, workload: network_in_cimba.run(workload, keep=True), network_in_cimba.visits
            ),
            "Cimba, sums alone": Contender(
                lambda _, workload: network_in_cimba.run(workload, keep=False),
                difference=lambda left, raw, programs, _: check_waits(
                    network_in_cimba.waits(left), raw, programs
                ),
            ),
            "Ciw": Contender(
                lambda _, workload: network_in_ciw.run(workload), network_in_ciw.visits, slow=True
            ),
            "salabim": logged(network_in_salabim.run, slow=True),
            "Naga": Contender(
                lambda _, workload: network_in_naga.run(workload),
                slowest=True,
                difference=lambda left, raw, _, workload: check_moments(
                    network_in_naga.moments(left), raw, workload
                ),
            ),
        },
    ),
    "terminal": Benchmark(TERMINAL, {**ENGINES, BY_HAND: logged(terminal_in_simpy.run)}),
}
