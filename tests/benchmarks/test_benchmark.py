"""The models that are written by hand make the same visits as the engines; the benchmark tells ratios."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from portsim.engine.lowering import programs_of
from portsim.engine.program import Programs
from portsim.model.flow import reachable
from portsim.scenario.checking import build
from portsim.scenario.checks.unused import unknown_sources, unused
from portsim.scenario.checks.world import problems
from portsim.scenario.locate import scenario_folder
from portsim.scenario.reading import read
from portsim.scenario.sections import EvidenceFile
from portsim.workload.build import Workload

BOTH = pytest.mark.parametrize("name", ["network", "terminal"])


@pytest.fixture(scope="module")
def bench(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("bench")


@BOTH
def test_a_model_has_nothing_wrong_and_nothing_idle(bench: ModuleType, name: str) -> None:
    world = bench.BENCHMARKS[name].model.world()
    assert problems(world) == []
    assert unused(world) == []
    begun = {flow for demand in world.port.demand.values() for flow in reachable(demand.flows, world.flows)}
    assert begun == set(world.flows)


@BOTH
def test_a_models_numbers_have_sources(bench: ModuleType, name: str) -> None:
    evidence = build(EvidenceFile, read(scenario_folder() / "evidence.yaml")).evidence
    assert unknown_sources(bench.BENCHMARKS[name].model.world().port, evidence) == []


AMONG = {
    "network": {"paper_check", "shift_box", "open_and_search", "load_lot", "check_out"},
    "terminal": {"gate_in", "resolve_trouble", "open_and_search", "restack", "load_lot", "load"},
}


@pytest.mark.parametrize(
    ("name", "days", "replication"),
    [
        ("network", 1, 0),
        ("terminal", 3, 0),
        pytest.param("network", 3, 1, marks=pytest.mark.slow),
        pytest.param("terminal", 7, 1, marks=pytest.mark.slow),
    ],
)
def test_all_models_make_the_same_visits(bench: ModuleType, name: str, days: int, replication: int) -> None:
    benchmark = bench.BENCHMARKS[name]
    workload, programs = benchmark.model.draw(days, replication)
    raw = benchmark.contenders[bench.REFERENCE].run(programs, workload)
    ended = np.isfinite(raw.ended)
    assert ended.sum() > 10_000
    assert AMONG[name] <= {programs.slots[slot].label for slot in np.unique(raw.slot[ended])}
    assert bench.check(benchmark, programs, workload) == bench.events(raw, programs, workload)


def test_trucks_queue_everywhere_in_the_network_and_queues_are_stable(bench: ModuleType) -> None:
    benchmark = bench.BENCHMARKS["network"]
    workload, programs = benchmark.model.draw(20)
    raw = benchmark.contenders[bench.COMPILED].run(programs, workload)
    waited = raw.started - raw.queued
    for number, slot in enumerate(programs.slots):
        if slot.place:
            mine = waited[(raw.slot == number) & np.isfinite(raw.ended)]
            assert (mine > 0).any(), slot.label
    late = raw.queued > 15 * 1440
    assert np.nanmean(waited[late]) < 2 * np.nanmean(waited[~late])


@BOTH
def test_events_are_arrivals_and_steps_that_take_time(bench: ModuleType, name: str) -> None:
    benchmark = bench.BENCHMARKS[name]
    workload, programs = benchmark.model.draw(2)
    raw = benchmark.contenders[bench.REFERENCE].run(programs, workload)
    departures = {"planned_pickup", "exam_shift"}
    timed = {(f, label) for stream in workload.streams for f, label in stream.durations}
    labels = [(programs.slots[slot].flow, programs.slots[slot].label) for slot in raw.slot]
    ends = sum(
        bool(np.isfinite(end)) and (key in timed or key[1] in departures)
        for key, end in zip(labels, raw.ended, strict=True)
    )
    assert bench.events(raw, programs, workload) == workload.n + ends


@BOTH
def test_a_visit_that_differs_is_found(bench: ModuleType, name: str) -> None:
    benchmark = bench.BENCHMARKS[name]
    workload, programs = benchmark.model.draw(2)
    by_hand = benchmark.contenders[bench.BY_HAND]
    visits = by_hand.visits(by_hand.run(programs, workload), workload)
    raw = benchmark.contenders[bench.REFERENCE].run(programs, workload)
    with pytest.raises(AssertionError, match="visits by hand"):
        bench.largest_difference(visits[1:], raw, programs, workload)
    *same, ended = visits[0]
    visits[0] = (*same, ended + 1e-3)
    with pytest.raises(AssertionError, match="times differ"):
        bench.largest_difference(visits, raw, programs, workload)


def test_a_model_that_differs_is_named(bench: ModuleType) -> None:
    benchmark = bench.BENCHMARKS["network"]
    ciw = benchmark.contenders["Ciw"]
    lazy = replace(ciw, visits=lambda left, workload: ciw.visits(left, workload)[:-1])
    engines = {name: benchmark.contenders[name] for name in (bench.COMPILED, bench.REFERENCE)}
    workload, programs = benchmark.model.draw(1)
    with pytest.raises(AssertionError, match=r"^Ciw: .* visits by hand"):
        bench.check(replace(benchmark, contenders={**engines, "Ciw": lazy}), programs, workload)


@pytest.mark.slow
def test_memory_is_that_of_a_run_in_a_process_of_its_own(bench: ModuleType) -> None:
    one, nine = (bench.peak_memory("network", bench.COMPILED, days) for days in (1, 9))
    assert 0 < one < nine


def quarter_of_each_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the models draw so much for a day."""
    drawn = importlib.import_module("drawn")

    def draw(model: Any, days: int, replication: int = 0) -> tuple[Workload, Programs]:
        world = model.world()
        return drawn.workload.build(world, days * 360.0, drawn.SEED, replication), programs_of(world)

    monkeypatch.setattr(drawn.Model, "draw", draw)


@pytest.mark.slow
@pytest.mark.parametrize("memory", ["1,500 bytes a shipment", "as measured"])
def test_the_benchmark_tells_its_ratios(
    bench: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, memory: str
) -> None:
    if memory != "as measured":
        monkeypatch.setattr(
            bench,
            "peak_memory",
            lambda name, model, days: 1500 * bench.BENCHMARKS[name].model.draw(days)[0].n,
        )
        queue = bench.single_server
        monkeypatch.setattr(queue, "fresh", lambda name, n, seed: queue.CONTENDERS[name][0](n, seed))
        quarter_of_each_day(monkeypatch)  # all models of a whole one take twenty seconds
    lengths = ["--network-days", "1", "--terminal-days", "2", "--growth-days", "5"]
    bench.main([*lengths, "--customers", "4000", "--rounds", "2", "--slow-rounds", "1"])
    told = capsys.readouterr().out
    assert told.count("records equal") == 2
    three = r"\d\S*, \d\S*, \d\S*"
    models = (
        ("SimPy engine", 2),
        ("Cimba", 2),
        ("Cimba, sums alone", 2),
        ("Ciw", 1),
        ("salabim", 1),
        ("Naga", 1),
    )
    for model, rounds in models:
        row = re.search(rf"\| {model} \| {rounds} \| \S+ \| \S+ \| {three} \| {three} \| (\S+) \|", told)
        assert row is not None, told
        kept = int(row[1].replace(",", ""))
        assert kept == 1500 if memory != "as measured" else kept > 0
    assert re.search(rf"\| compiled engine \| 2 \| \S+ \| \S+ \| {three} \|  \| \S+ \|", told)
    for model, customers in (("Cimba", "4,000"), ("hand-written SimPy", "400")):
        assert re.search(rf"\| {model} \| {customers} \| {three} \| {three} \| \d\.\d+ \|", told), told
    growth = re.search(r"\| ([\d,]+) \| ([\d,]+) \| \S+ \| (\d+) \| ([\d,]+) \|\n$", told)
    assert growth is not None and int(growth[1].replace(",", "")) > 10_000


@pytest.mark.parametrize(
    "wrong",
    [
        ["--network-days", "0"],
        ["--growth-days", "0"],
        ["--customers", "0"],
        ["--rounds", "1", "--slow-rounds", "2"],
    ],
)
def test_a_length_that_cannot_be_is_refused(
    bench: ModuleType, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        bench.main(wrong)
    assert (
        "days, customers and rounds: allowed 1 or more, and no more slow rounds than rounds"
        in capsys.readouterr().err
    )


def test_a_year_tells_its_parts_and_counts_all_days(
    bench: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    year = importlib.import_module("year")
    year.main(["--days", "6"])
    told = capsys.readouterr().out
    for part in ("draws", "run", "conservation", "KPIs"):
        assert re.search(rf"^{part} +\d+\.\d\d s +\d+\.\d\d GB$", told, re.MULTILINE), told
    visits, shipments = re.search(r"([\d,]+) visits of ([\d,]+) shipments; \d+ KPIs\n$", told).groups()  # type: ignore[union-attr]
    assert 800_000 < int(visits.replace(",", "")) < 2_000_000
    assert 100_000 < int(shipments.replace(",", "")) < 300_000
    with pytest.raises(SystemExit):
        year.main(["--days", "5"])
    assert "--days: got 5, allowed more than 5" in capsys.readouterr().err
