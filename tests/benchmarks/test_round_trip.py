"""The log of a port that is known comes back as the template's own, by what `portsim log inspect` says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from portsim.report.logs.export import export
from portsim.scenario.load import load
from portsim.study.fitting.measured import logs_of_streams, measured


def test_the_template_reads_service_times_of_the_log_and_not_its_way(
    script: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    trip = script("round_trip")
    truth = trip.Truth(rate=240.0, paper=2.0, lift=3.0, way=6.0, lanes=2)
    port = trip.template(tmp_path)
    real = trip.real(port, truth, 1)
    assert real.baseline.port.tasks["gate_to_yard"].average == pytest.approx(6.0)
    export(real, tmp_path / "log.csv", "csv", start=trip.MONDAY, zone=trip.ZONE, counted=True)
    world = load(str(trip.with_log(port, tmp_path / "log.csv"))).baseline
    found = measured(world, logs_of_streams(world, ()))
    assert set(found) == {"tasks.paper_check", "tasks.lift_domestic"}
    for key, mean in (("tasks.paper_check", 2.0), ("tasks.lift_domestic", 3.0)):
        assert found[key].columns[1].mean() == pytest.approx(mean, rel=0.05)
    assert world.port.tasks["gate_to_yard"].average == pytest.approx(14 / 3), "which it does not know"
