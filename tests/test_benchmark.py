"""The hand-written SimPy terminal makes the same visits as the flow engine; the benchmark tells a ratio."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from portsim.engines import simpy_engine

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module")
def benchmark_script() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)  # a script finds its neighbours by itself
        yield importlib.import_module("against_simpy")


@pytest.mark.parametrize(("days", "replication"), [(1, 0), (2, 1)])
def test_both_models_make_the_same_visits(benchmark_script: ModuleType, days: int, replication: int) -> None:
    workload, programs = benchmark_script.draw(days, replication)
    visits = benchmark_script.run_by_hand(workload)
    raw = simpy_engine.run(programs, workload)
    assert len(visits) == np.isfinite(raw.ended).sum() > 10_000
    assert benchmark_script.largest_difference(visits, raw, programs, workload) < 1e-9
    slots = {programs.slots[slot].label for slot in np.unique(raw.slot[np.isfinite(raw.ended)])}
    assert {"gate_in", "resolve_trouble", "open_and_search", "restack", "load_lot", "load"} <= slots


def test_a_visit_that_differs_is_found(benchmark_script: ModuleType) -> None:
    workload, programs = benchmark_script.draw(1)
    visits = benchmark_script.run_by_hand(workload)
    raw = simpy_engine.run(programs, workload)
    with pytest.raises(AssertionError, match="visits by hand"):
        benchmark_script.largest_difference(visits[1:], raw, programs, workload)
    *same, ended = visits[0]
    visits[0] = (*same, ended + 1e-3)
    with pytest.raises(AssertionError, match="times differ"):
        benchmark_script.largest_difference(visits, raw, programs, workload)


def test_the_benchmark_tells_its_ratio(
    benchmark_script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark_script.main(["--days", "1", "--rounds", "1"])
    told = capsys.readouterr().out
    assert "records equal" in told
    ratio = re.search(r"ratio hand-written / flow engine: min (\S+), median (\S+), max (\S+)", told)
    assert ratio is not None and all(float(number) > 0 for number in ratio.groups())


def test_a_length_that_cannot_be_is_refused(benchmark_script: ModuleType) -> None:
    with pytest.raises(SystemExit):
        benchmark_script.main(["--days", "0"])
