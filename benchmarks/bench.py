"""The engines against models by hand in SimPy, Cimba, Ciw, salabim and Naga, on the same draws.

    python benchmarks/bench.py --rounds 5 --slow-rounds 3

Two models of a port: a network that every library can run, and a terminal with signals, shifts and nested
holds, which SimPy alone runs besides. All must leave the same visits, the two engines to the last bit; of who
keeps less, what it keeps is compared: mean waits of each step, or the moments of each place. Then they are
timed in turn, and ratios are formed within a round. Draws are made before any clock starts; to read
them into a library's own objects is part of a run. What a model does not keep stands at its head; the engines
also keep the integral of the numbers present and what is unfinished at the horizon.

Events are arrivals and ended steps that take time: travels, visits and waits for a departure. Memory is the
peak above what was there before the run. A queue M/M/1 with each library's own draws follows
(`single_server.py`), and at last the compiled engine runs the network alone, from ten thousand to millions of
visits.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import single_server
from contenders import BENCHMARKS, BY_HAND, COMPILED, REFERENCE, Benchmark, Contender
from memory import peak_memory
from visits import equal_to_the_bit, events, largest_difference

from portsim.engine.program import Programs
from portsim.records.visits import RawRecords
from portsim.workload.build import Workload

DAYS_OF_GROWTH = (1, 5, 20, 80, 250, 500)

Times = dict[str, list[float]]


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    left = work()
    took = time.perf_counter() - begin
    del left  # after the clock has stopped
    return took


def check(benchmark: Benchmark, programs: Programs, workload: Workload) -> int:
    """Say that all make the same visits; the number of events.

    Raises AssertionError: a model's visits differ from those of the reference engine.
    """
    contenders = benchmark.contenders
    raw = contenders[REFERENCE].run(programs, workload)
    compiled = contenders[COMPILED].run(programs, workload)
    assert equal_to_the_bit(raw, compiled), "the two engines did not leave the same records"
    del compiled
    worst = 0.0
    for name, contender in contenders.items():
        if name not in (REFERENCE, COMPILED):
            try:
                worst = max(worst, difference(contender, raw, programs, workload))
            except AssertionError as wrong:
                raise AssertionError(f"{name}: {wrong}") from wrong
    n = events(raw, programs, workload)
    print(f"{workload.n:,} shipments, {int(np.isfinite(raw.ended).sum()):,} visits, {n:,} events")
    print(f"records equal: times within {worst:.0e} min, the two engines to the bit\n", flush=True)
    return n


def difference(contender: Contender, raw: RawRecords, programs: Programs, workload: Workload) -> float:
    """The largest difference [min] between what a model leaves and the records of the reference engine.

    Raises AssertionError: it is too large, or other visits were made.
    """
    left = contender.run(programs, workload)
    if contender.visits is not None:
        return largest_difference(contender.visits(left, workload), raw, programs, workload)
    assert contender.difference is not None, "nothing of it is compared"
    return contender.difference(left, raw, programs, workload)


def in_turn(
    benchmark: Benchmark, programs: Programs, workload: Workload, rounds: int, slow_rounds: int
) -> Times:
    """Seconds of every model, round by round; slow ones run in the first rounds."""
    times: Times = {name: [] for name in benchmark.contenders}
    for number in range(rounds):
        for name, contender in benchmark.contenders.items():
            if number < contender.rounds(rounds, slow_rounds):
                times[name].append(seconds(lambda run=contender.run: run(programs, workload)))
    return times


def ratio(times: Mapping[str, Sequence[float]], slow: str, fast: str) -> str:
    """Least, middle and largest ratio of two models within the rounds that both ran."""
    ratios = [a / b for a, b in zip(times[slow], times[fast], strict=False)]
    return ", ".join(f"{r:.3g}" for r in (min(ratios), statistics.median(ratios), max(ratios)))


def compare(name: str, days: int, rounds: int, slow_rounds: int) -> None:
    """Print the table of one benchmark."""
    benchmark = BENCHMARKS[name]
    workload, programs = benchmark.model.draw(days)
    print(f"## {name}, {days} days\n")
    n = check(benchmark, programs, workload)
    times = in_turn(benchmark, programs, workload, rounds, slow_rounds)
    print(f"| model | rounds | s, median | ns per event | faster than {BY_HAND}: min, median, max", end=" ")
    print(f"| slower than the {COMPILED}: min, median, max | bytes per shipment |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for model, taken in times.items():
        median = statistics.median(taken)
        faster = "" if model == BY_HAND else ratio(times, BY_HAND, model)
        slower = "" if model == COMPILED else ratio(times, model, COMPILED)
        kept = peak_memory(name, model, days) / workload.n
        told = f"| {model} | {len(taken)} | {median:.3f} | {median / n * 1e9:,.0f} | {faster} | {slower} |"
        print(f"{told} {kept:,.0f} |", flush=True)
    print()


def growth(days_of_growth: Sequence[int]) -> None:
    """The compiled engine on ever more days: time and memory should grow with the visits, and no faster."""
    benchmark = BENCHMARKS["network"]
    run = benchmark.contenders[COMPILED].run
    print("## growth: the compiled engine on the network\n")
    print("| visits | events | s | ns per event | bytes per shipment |")
    print("|---:|---:|---:|---:|---:|")
    for days in days_of_growth:
        workload, programs = benchmark.model.draw(days)
        raw = run(programs, workload)  # once, so that memory and code are warm
        n, visits = events(raw, programs, workload), int(np.isfinite(raw.ended).sum())
        del raw
        took = min(seconds(lambda w=workload, p=programs: run(p, w)) for _ in range(3))
        kept = peak_memory("network", COMPILED, days) / workload.n
        print(f"| {visits:,} | {n:,} | {took:.3f} | {took / n * 1e9:.0f} | {kept:,.0f} |", flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description="Time the engines against SimPy, Cimba, Ciw, salabim and Naga."
    )
    parser.add_argument("--network-days", type=int, default=50, help="2,000 trucks a day")
    parser.add_argument("--terminal-days", type=int, default=24)
    parser.add_argument("--customers", type=int, default=1_296_000, help="of the queue M/M/1")
    parser.add_argument("--rounds", type=int, default=5, help="each runs all models, one after the other")
    parser.add_argument(
        "--slow-rounds", type=int, default=3, help="rounds of Ciw and salabim; Naga runs in one"
    )
    parser.add_argument(
        "--growth-days", type=int, nargs="*", default=DAYS_OF_GROWTH, help="of the compiled engine alone"
    )
    options = parser.parse_args(arguments)
    days = (options.network_days, options.terminal_days, *options.growth_days)
    rounds = (options.rounds, options.slow_rounds)
    if min(*days, *rounds, options.customers) < 1 or options.slow_rounds > options.rounds:
        parser.error("days, customers and rounds: allowed 1 or more, and no more slow rounds than rounds")
    compare("network", options.network_days, options.rounds, options.slow_rounds)
    compare("terminal", options.terminal_days, options.rounds, options.slow_rounds)
    single_server.compare(options.customers, options.rounds)
    growth(options.growth_days)


if __name__ == "__main__":
    main()
