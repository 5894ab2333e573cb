"""Both engines against a terminal that is written by hand in SimPy's usual process style.

All run the benchmarks' terminal (`terminal.py`) on the same draws, calendars included, and must leave the
same visits behind, the two engines to the last bit; then they are timed in turn. The draws are made before
the clock of any of them starts.

    python benchmarks/against_simpy.py --days 24 --rounds 5
    python benchmarks/against_simpy.py --growth

The hand-written model (`handwritten.py`) keeps no count of the numbers present and no list of what is
unfinished at the horizon, both of which the engines keep; so the ratios are rather too low than too high.
`--growth` runs the compiled engine alone from some ten thousand to some millions of visits.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import fields

import numpy as np
import terminal
from handwritten import run_by_hand
from handwritten_terminal import Visit

from portsim.engines import RawRecords, pool_numbers, simpy_engine
from portsim.engines.choice import ready
from portsim.program import Programs
from portsim.workload import Workload

DAYS_OF_GROWTH = (1, 7, 24, 80, 250, 740)
COUNTS = ("threads_begun", "threads_ended")
CLOCK_ERROR = 1e-9  # min; `now + (t - now)` can miss t by the last bit, and SimPy knows delays only


def largest_difference(visits: list[Visit], raw: RawRecords, programs: Programs, workload: Workload) -> float:
    """The largest difference [min] between times of the same visit.

    Raises AssertionError: a visit that only one of the two has, or that differs by more than CLOCK_ERROR.
    """
    slots = {(s.stream, s.flow, s.label): number for number, s in enumerate(programs.slots)}
    stream_of = [stream.name for stream in workload.streams for _ in range(stream.n)]
    pools = pool_numbers(workload)
    keys, times = [], []
    for flow, label, ship, block, *moments in visits:
        slot = slots[stream_of[ship], flow, label]
        keys.append((ship, slot, -1 if block < 0 else pools[programs.slots[slot].place, 0, block]))
        times.append(moments)
    by_hand, its_times = np.array(keys, dtype=np.int64), np.array(times)
    ended = np.isfinite(raw.ended)
    engine = np.stack([raw.shipment, raw.slot, raw.pool], axis=1)[ended]
    engine_times = np.stack([raw.queued, raw.started, raw.ended], axis=1)[ended]
    assert by_hand.shape == engine.shape, f"{len(by_hand)} visits by hand, {len(engine)} of the engine"
    one, two = np.lexsort(by_hand.T[::-1]), np.lexsort(engine.T[::-1])
    assert np.array_equal(by_hand[one], engine[two]), "the two did not make the same visits"
    largest = float(np.max(np.abs(its_times[one] - engine_times[two]), initial=0.0))
    assert largest <= CLOCK_ERROR, f"times differ by up to {largest} min"
    return largest


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def growth() -> None:
    """The compiled engine on ever more days: time and memory should grow with the visits, and no faster."""
    run = ready("compiled")
    print(f"{'visits':>12}{'shipments':>12}{'s':>9}{'ns per visit':>15}{'bytes per shipment':>21}")
    for days in DAYS_OF_GROWTH:
        workload, programs = terminal.draw(days)
        run(programs, workload)  # once, so that memory and code are warm
        took = min(seconds(lambda w=workload, p=programs: run(p, w)) for _ in range(3))
        raw = run(programs, workload)
        visits = len(raw.slot)
        kept = sum(getattr(raw, f.name).nbytes for f in fields(raw) if f.name not in COUNTS)
        told = f"{visits:>12,}{workload.n:>12,}{took:>9.3f}{took / visits * 1e9:>15.0f}"
        print(f"{told}{kept / workload.n:>21.0f}", flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time the engines against a hand-written SimPy model.")
    parser.add_argument("--days", type=int, default=24, help="simulated days")
    parser.add_argument("--rounds", type=int, default=5, help="each runs all models, one after the other")
    parser.add_argument("--growth", action="store_true", help="the compiled engine alone, up to millions")
    options = parser.parse_args(arguments)
    if options.days < 1 or options.rounds < 1:
        parser.error("--days and --rounds: allowed 1 or more")
    if options.growth:
        growth()
        return
    workload, programs = terminal.draw(options.days)
    compiled = ready("compiled")
    visits = run_by_hand(workload)
    raw = simpy_engine.run(programs, workload)
    largest = largest_difference(visits, raw, programs, workload)
    assert raw.equals(compiled(programs, workload)), "the two engines did not leave the same records"
    print(f"one terminal, {options.days} days: {workload.n:,} shipments")
    print(
        f"records equal: {len(visits):,} visits, times within {largest:.0e} min; the two engines to the bit"
    )
    n = len(visits)
    del visits, raw
    models = {
        "hand-written SimPy": lambda: run_by_hand(workload),
        "SimPy engine": lambda: simpy_engine.run(programs, workload),
        "compiled engine": lambda: compiled(programs, workload),
    }
    times: dict[str, list[float]] = {name: [] for name in models}
    for _ in range(options.rounds):
        for name, model in models.items():
            times[name].append(seconds(model))
    print(f"\n{'model':<20}{'s, median':>12}{'us per visit':>15}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:<20}{median:>12.3f}{median / n * 1e6:>15.3f}")
    print()
    for slow, fast in (
        ("hand-written SimPy", "SimPy engine"),
        ("hand-written SimPy", "compiled engine"),
        ("SimPy engine", "compiled engine"),
    ):
        ratios = [a / b for a, b in zip(times[slow], times[fast], strict=True)]
        low, median, high = min(ratios), statistics.median(ratios), max(ratios)
        print(f"ratio {slow} / {fast}: min {low:.2f}, median {median:.2f}, max {high:.2f}")


if __name__ == "__main__":
    main()
