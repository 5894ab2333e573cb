"""M/M/1, draws included, in a fresh process: ns an event, and whether the mean wait is that of the formula.

    python benchmarks/single_server.py "compiled engine" 1296000 1

One gate lane that is used 0.75, arrivals and ends of service as events. Each library draws for itself, so the
means are compared with the known one, 3 min. Before the clock starts a run of one day makes the code ready;
memory is as fresh as the process. Naga and SimPy serve fewer customers, as they take the same time for each.

What is kept: the compiled engine keeps a record of every visit, Naga its statistics of queue, use and time in
the system (its logs are off), Cimba and SimPy the sum of the waits.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random

import numpy as np
from drawn import Model

from portsim.model.flow import Flow
from portsim.model.steps import visit

SINGLE_SERVER = Model(
    Path(__file__).parent / "single_server.yaml", (Flow("customer", (visit("gate", "work"),)),)
)
PER_DAY, LOAD = 1080, 0.75
MEAN_WAIT = LOAD / (1 - LOAD)  # min; Gross and Harris, Fundamentals of Queueing Theory, 2.2
# of a mean of n waits, times n [min^2]; Whitt, Planning Queueing Simulations, Management Science 35 (1989)
VARIANCE = LOAD * (2 + 5 * LOAD - 4 * LOAD**2 + LOAD**3) / (1 - LOAD) ** 4
DEVIATIONS = 4.0  # how many standard deviations a mean may be off
EVENTS = 2  # of a customer


@dataclass(frozen=True)
class Run:
    """One run: seconds, customers, mean wait [min]."""

    took: float
    customers: int
    wait: float


Timed = Callable[[int, int], Run]


def in_portsim(customers: int, seed: int) -> Run:
    from portsim.engine.choice import ready
    from portsim.engine.lowering import programs_of
    from portsim.workload.build import build

    world, engine = SINGLE_SERVER.world(), ready("compiled")
    programs, minutes = programs_of(world), customers / PER_DAY * 1440.0
    begin = time.perf_counter()
    workload = build(world, minutes, seed, 0)
    raw = engine(programs, workload)
    took = time.perf_counter() - begin
    return Run(took, workload.n, float(np.nanmean(raw.started - raw.queued)))


def in_cimba(customers: int, seed: int) -> Run:
    import single_server_in_cimba as model

    begin = time.perf_counter()
    wait = model.run(customers, seed)
    return Run(time.perf_counter() - begin, customers, wait)


def in_naga(customers: int, seed: int) -> Run:
    from nagasim import api
    from nagasim import build as nb

    begin = time.perf_counter()
    model = nb.Model(time_limit=customers / LOAD, warmup=0, replications=1)
    model.add_resource(name="gate")
    arrive = model.create(distribution=nb.Exponential(rate=LOAD))
    arrive >> model.process(resource_name="gate", distribution=nb.Exponential(rate=1.0)) >> model.dispose()
    frames = api.run_model(model.layout, seed=seed, record_logs=False)
    took = time.perf_counter() - begin
    assert frames is not None, "Naga left no replication"
    gate = frames["resource_summary"].iloc[0]
    return Run(took, int(gate["Total Seizes"]), float(gate["Time in Queue Avg"]))


def in_simpy(customers: int, seed: int) -> Run:
    from collections.abc import Generator

    import simpy

    env, chance = simpy.Environment(), Random(seed)
    gate, waited = simpy.Resource(env), 0.0

    def customer() -> Generator[simpy.Event, object, None]:
        nonlocal waited
        came = env.now
        with gate.request() as turn:
            yield turn
            waited += env.now - came
            yield env.timeout(chance.expovariate(1.0))

    def arrivals() -> Generator[simpy.Event, object, None]:
        for _ in range(customers):
            yield env.timeout(chance.expovariate(LOAD))
            env.process(customer())

    begin = time.perf_counter()
    env.process(arrivals())
    env.run()
    return Run(time.perf_counter() - begin, customers, waited / customers)


COMPILED, CIMBA, NAGA, BY_HAND = "compiled engine", "Cimba", "Naga", "hand-written SimPy"
# who serves the customers, and one of how many of them
CONTENDERS: Mapping[str, tuple[Timed, int]] = {
    COMPILED: (in_portsim, 1),
    CIMBA: (in_cimba, 1),
    BY_HAND: (in_simpy, 10),
    NAGA: (in_naga, 50),
}


def check(name: str, run: Run) -> None:
    """Raises AssertionError: a mean wait that is too far from that of the formula."""
    allowed = DEVIATIONS * sqrt(VARIANCE / run.customers)
    found = f"{name}: {run.customers:,} customers wait {run.wait:.4f} min"
    assert abs(run.wait - MEAN_WAIT) <= allowed, f"{found}, expected {MEAN_WAIT:g} within {allowed:.4f}"


def fresh(name: str, customers: int, seed: int) -> Run:
    """A run in a process of its own.

    Raises subprocess.CalledProcessError: the run failed. AssertionError: its mean wait is wrong.
    """
    command = [sys.executable, __file__, name, str(customers), str(seed)]
    took, served, wait = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    run = Run(float(took), int(served), float(wait))
    check(name, run)
    return run


def compare(customers: int, rounds: int) -> None:
    """Print the table: each round runs all, one after the other, with a seed of its own."""
    print(f"## M/M/1, {customers:,} customers, draws included, first run of a process\n")
    runs: dict[str, list[Run]] = {name: [] for name in CONTENDERS}
    for number in range(rounds):
        for name, (_, part) in CONTENDERS.items():
            runs[name].append(fresh(name, max(customers // part, 1), number + 1))
    print(f"mean waits within {DEVIATIONS:g} standard deviations of {MEAN_WAIT:g} min\n")
    print("| model | customers | ns per event: min, median, max", end=" ")
    print(f"| slower than the {COMPILED}: min, median, max | mean wait, min |")
    print("|---|---:|---:|---:|---:|")
    cost = {name: [each.took / (each.customers * EVENTS) * 1e9 for each in own] for name, own in runs.items()}
    for name, own in runs.items():
        ns = ", ".join(
            f"{each:,.0f}" for each in (min(cost[name]), statistics.median(cost[name]), max(cost[name]))
        )
        ratios = [a / b for a, b in zip(cost[name], cost[COMPILED], strict=True)]
        slower = ", ".join(f"{r:.3g}" for r in (min(ratios), statistics.median(ratios), max(ratios)))
        wait = statistics.fmean(each.wait for each in own)
        print(f"| {name} | {own[0].customers:,} | {ns} | {'' if name == COMPILED else slower} | {wait:.3f} |")
    print(flush=True)


def main(name: str, customers: str, seed: str) -> None:
    run, _ = CONTENDERS[name]
    run(PER_DAY, 0)
    done = run(int(customers), int(seed))
    print(done.took, done.customers, done.wait)


if __name__ == "__main__":
    main(*sys.argv[1:])
