"""Who keeps less than all visits is compared by what it keeps, and a wrong figure is found and named."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from math import inf
from types import ModuleType

import pandas as pd
import pytest

from portsim.scenario.checks.world import problems


@pytest.fixture(scope="module")
def bench(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("bench")


def test_a_sum_of_waits_that_differs_is_found(bench: ModuleType) -> None:
    benchmark = bench.BENCHMARKS["network"]
    workload, programs = benchmark.model.draw(1)
    raw = benchmark.contenders[bench.COMPILED].run(programs, workload)
    waits = benchmark.contenders["Cimba, sums alone"]
    left = waits.run(programs, workload)
    assert waits.difference(left, raw, programs, workload) <= 1e-9
    one_more, later = left.copy(), left.copy()
    one_more[2, 0] += 1
    later[0, 1] += 1e-3
    with pytest.raises(AssertionError, match=r"lift_on: \d+ visits ended, \d+ of the engine"):
        waits.difference(one_more, raw, programs, workload)
    with pytest.raises(AssertionError, match="paper_check: mean waits differ"):
        waits.difference(later, raw, programs, workload)


def test_a_moment_of_a_place_that_differs_is_found(bench: ModuleType) -> None:
    benchmark = bench.BENCHMARKS["network"]
    workload, programs = benchmark.model.draw(1)
    raw = benchmark.contenders[bench.COMPILED].run(programs, workload)
    naga = benchmark.contenders["Naga"]
    left = naga.run(programs, workload)
    assert naga.difference(left, raw, programs, workload) <= 1e-9
    log = left["resource_log"]
    summary = left["resource_summary"]
    for table, spoiled, message in (
        ("resource_log", log.iloc[1:], r"gate_in 0 0: queued: \d+ times, \d+ of the engine"),
        ("resource_log", log.assign(time=log["time"] + 1e-6), "gate_in 0 0: queued: times differ"),
        (
            "resource_summary",
            plus(summary, "Total Seizes", 1),
            r"gate_in 0 0: \d+ visits begun, \d+ of the engine",
        ),
        ("resource_summary", plus(summary, "Time in Queue Avg", 0.0002), "gate_in 0 0: mean waits differ"),
    ):
        with pytest.raises(AssertionError, match=message):
            naga.difference({**left, table: spoiled}, raw, programs, workload)


def test_of_a_full_log_the_moments_that_it_has_are_compared(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Naga keeps the last rows of a resource: here 1,000 of the gate's 5,800."""
    benchmark = bench.BENCHMARKS["network"]
    workload, programs = benchmark.model.draw(1)
    raw = benchmark.contenders[bench.COMPILED].run(programs, workload)
    naga = benchmark.contenders["Naga"]
    left = dict(naga.run(programs, workload))
    left["resource_log"] = left["resource_log"].groupby("Resource").tail(1000)
    monkeypatch.setattr(importlib.import_module("network_in_naga"), "LOG_HISTORY", 1000)
    assert naga.difference(left, raw, programs, workload) <= 1e-9
    log = left["resource_log"]
    with pytest.raises(AssertionError, match="gate_in 0 0: queued: times differ"):
        left["resource_log"] = log.assign(
            time=log["time"].where(log["event_type"] != "request", log["time"] + 1e-6)
        )
        naga.difference(left, raw, programs, workload)


def plus(table: pd.DataFrame, column: str, more: float) -> pd.DataFrame:
    return table.assign(**{column: table[column] + more})


def test_cimbas_servers_are_those_of_the_network(bench: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    cimba = importlib.import_module("network_in_cimba")
    monkeypatch.setitem(cimba.SERVERS, "gate_in", 5)
    workload, _ = bench.BENCHMARKS["network"].model.draw(1)
    with pytest.raises(AssertionError, match=r"servers: got .*'gate_in': 4"):
        cimba.run(workload, keep=False)


def test_the_single_server_is_a_sound_model(bench: ModuleType) -> None:
    assert problems(importlib.import_module("single_server").SINGLE_SERVER.world()) == []


def test_a_mean_wait_that_is_not_that_of_the_formula_is_refused(bench: ModuleType) -> None:
    """M/M/1 used 0.75: 3 min; a mean of 75,300 waits has a standard deviation of 0.1 min."""
    queue = importlib.import_module("single_server")
    assert pytest.approx(3.0) == queue.MEAN_WAIT
    assert pytest.approx(753.0) == queue.VARIANCE
    for wait in (2.61, 3.39):
        queue.check("Cimba", queue.Run(1.0, 75_300, wait))
    for wait in (2.59, 3.41, -inf):
        with pytest.raises(
            AssertionError, match=r"Cimba: 75,300 customers wait .* expected 3 within 0\.4000"
        ):
            queue.check("Cimba", queue.Run(1.0, 75_300, wait))


@pytest.mark.parametrize("name", ["compiled engine", "Cimba", "hand-written SimPy", "Naga"])
def test_all_serve_the_customers_that_are_asked_for(bench: ModuleType, name: str) -> None:
    queue = importlib.import_module("single_server")
    run, _ = queue.CONTENDERS[name]
    done = run(3000, 1)
    assert abs(done.customers - 3000) < 4 * 3000**0.5  # Poisson where the time is given, and not their number
    queue.check(name, done)
