"""A year of the port of Xiamen, baseline and all flows, on one core: seconds of each part and peak of memory.

    python benchmarks/year.py --days 365

A part's first use of memory counts as its own time. Run it alone: it needs about 4 GB.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import TypeVar

import portsim
from portsim.engine.choice import ready
from portsim.engine.lowering import programs_of
from portsim.kpis.kpi import KPI
from portsim.records.collect import collect
from portsim.records.conservation import check
from portsim.records.records import Records
from portsim.scenario.scenario import Scenario
from portsim.workload.build import build

T = TypeVar("T")


def timed(what: str, work: Callable[[], T]) -> T:
    begin = time.perf_counter()
    done = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{what:<24}{time.perf_counter() - begin:>8.2f} s{peak:>8.2f} GB", flush=True)
    return done


def recorded(scenario: Scenario) -> Records:
    """The records of the baseline; the workload is given up with the end of the run."""
    world, study = scenario.baseline, scenario.study
    drawn = timed("draws", lambda: build(world, study.horizon, study.seed, 0))
    programs, run = programs_of(world), ready("compiled")
    raw = timed("run", lambda: run(programs, drawn))
    return timed("records", lambda: collect(raw, programs.slots, drawn, study.window, world))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Run a year of the baseline of xiamen.")
    parser.add_argument("--days", type=int, default=365, help="simulated days, warm-up and run-out included")
    days = parser.parse_args(arguments).days
    scenario = portsim.load("xiamen").with_study(warm_up_days=1, run_out="4 day")
    around = round(scenario.study.horizon / 1440) - scenario.study.days
    if days <= around:
        parser.error(f"--days: got {days}, allowed more than {around}")
    scenario = scenario.with_study(days=days - around)
    timed("engine made ready", lambda: ready("compiled"))
    begin = time.perf_counter()
    records = recorded(scenario)
    timed("conservation", lambda: check(records))
    figures = timed("KPIs", lambda: {name: kpi.value(records) for name, kpi in scenario.library[KPI].items()})
    print(f"{'in all':<24}{time.perf_counter() - begin:>8.2f} s")
    print(f"{len(records.raw.order):,} visits of {records.n:,} shipments; {len(figures)} KPIs")


if __name__ == "__main__":
    main()
