"""The flow engine against a terminal that is written by hand in SimPy's usual process style.

Both run the benchmarks' terminal (`terminal.py`) on the same draws, calendars included, and must leave
the same visits behind; then they are timed in turn. The draws are made before the clock of either starts.

    python benchmarks/against_simpy.py --days 7 --rounds 5

The hand-written model (`handwritten.py`) keeps no count of the numbers present and no list of what is
unfinished at the horizon, both of which the flow engine keeps; so the ratio is rather too low than too
high.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable

import numpy as np
import terminal
from handwritten import run_by_hand
from handwritten_terminal import Visit

from portsim.engines import RawRecords, pool_numbers, simpy_engine
from portsim.program import Programs
from portsim.workload import Workload

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


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time the flow engine against a hand-written SimPy model.")
    parser.add_argument("--days", type=int, default=7, help="simulated days")
    parser.add_argument("--rounds", type=int, default=5, help="each runs both models, one after the other")
    options = parser.parse_args(arguments)
    if options.days < 1 or options.rounds < 1:
        parser.error("--days and --rounds: allowed 1 or more")
    workload, programs = terminal.draw(options.days)
    visits = run_by_hand(workload)
    largest = largest_difference(visits, simpy_engine.run(programs, workload), programs, workload)
    print(f"one terminal, {options.days} days: {workload.n:,} shipments")
    print(f"records equal: {len(visits):,} visits, times within {largest:.0e} min")
    n = len(visits)
    del visits
    by_hand, flow_engine = [], []
    for _ in range(options.rounds):
        by_hand.append(seconds(lambda: run_by_hand(workload)))
        flow_engine.append(seconds(lambda: simpy_engine.run(programs, workload)))
    print(f"\n{'model':<20}{'s, median':>12}{'us per visit':>15}")
    for name, times in (("hand-written SimPy", by_hand), ("flow engine", flow_engine)):
        median = statistics.median(times)
        print(f"{name:<20}{median:>12.3f}{median / n * 1e6:>15.2f}")
    ratios = [slow / fast for slow, fast in zip(by_hand, flow_engine, strict=True)]
    low, median, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"\nratio hand-written / flow engine: min {low:.2f}, median {median:.2f}, max {high:.2f}")


if __name__ == "__main__":
    main()
