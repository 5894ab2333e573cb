"""The hand-written SimPy terminal makes the same visits as the flow engine; the benchmark tells a ratio."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from portsim.checks import problems, unknown_sources, unused
from portsim.document import build, read
from portsim.engines import simpy_engine
from portsim.scenario import scenario_folder
from portsim.scenario_file import EvidenceFile
from portsim.workload.build import reachable

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module")
def benchmark_script() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)  # a script finds its neighbours by itself
        yield importlib.import_module("against_simpy")


def test_the_terminal_has_nothing_wrong_and_nothing_idle(benchmark_script: ModuleType) -> None:
    world = benchmark_script.terminal.world()
    assert problems(world) == []
    assert unused(world) == []
    begun = {flow for demand in world.port.demand.values() for flow in reachable(demand.flows, world.flows)}
    assert begun == set(world.flows)


def test_the_terminals_numbers_have_sources(benchmark_script: ModuleType) -> None:
    evidence = build(EvidenceFile, read(scenario_folder() / "evidence.yaml")).evidence
    assert unknown_sources(benchmark_script.terminal.world().port, evidence) == []


@pytest.mark.parametrize(("days", "replication"), [(6, 0), (7, 1)])
def test_both_models_make_the_same_visits(benchmark_script: ModuleType, days: int, replication: int) -> None:
    workload, programs = benchmark_script.terminal.draw(days, replication)
    visits = benchmark_script.run_by_hand(workload)
    raw = simpy_engine.run(programs, workload)
    assert len(visits) == np.isfinite(raw.ended).sum() > 10_000
    assert benchmark_script.largest_difference(visits, raw, programs, workload) < 1e-9
    slots = {programs.slots[slot].label for slot in np.unique(raw.slot[np.isfinite(raw.ended)])}
    assert {"gate_in", "resolve_trouble", "open_and_search", "restack", "load_lot", "load"} <= slots


def test_a_visit_that_differs_is_found(benchmark_script: ModuleType) -> None:
    workload, programs = benchmark_script.terminal.draw(2)
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
    benchmark_script.main(["--days", "2", "--rounds", "1"])
    told = capsys.readouterr().out
    assert "records equal" in told
    ratio = re.search(r"ratio hand-written SimPy / compiled engine: min (\S+), median (\S+), max (\S+)", told)
    assert ratio is not None and all(float(number) > 0 for number in ratio.groups())


def test_a_length_that_cannot_be_is_refused(benchmark_script: ModuleType) -> None:
    with pytest.raises(SystemExit):
        benchmark_script.main(["--days", "0"])
