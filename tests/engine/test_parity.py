"""Both engines leave the same records, in the same order, to the last bit."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from random_ports import ports
from side_by_side import first_difference
from worlds import lowered

from portsim.engine import simpy_engine
from portsim.engine.choice import ready
from portsim.engine.program import Programs
from portsim.records.visits import RawRecords
from portsim.scenario.load import load
from portsim.workload.build import Workload, build

pytest.importorskip("numba")

CASES = int(os.environ.get("PORTSIM_PARITY_CASES", "300"))
NAMES = ("simpy", "compiled")


def both(workload: Workload) -> tuple[RawRecords, RawRecords, Programs]:
    programs = lowered(workload)
    return simpy_engine.run(programs, workload), ready("compiled")(programs, workload), programs


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(ports())
def test_on_random_ports(workload: Workload) -> None:
    one, two, programs = both(workload)
    assert first_difference(one, two, programs, NAMES) == ""


@pytest.mark.parametrize("alternative", ["baseline", "digital_port"])
@pytest.mark.parametrize(("name", "days"), [("ocean_gate", 4.0), ("xiamen", 0.75)])
def test_on_shipped_scenarios(name: str, days: float, alternative: str) -> None:
    scenario = load(name)
    world = scenario.world(alternative)
    one, two, programs = both(build(world, days * 1440.0, scenario.study.seed, 0))
    assert len(one.slot) > 100_000
    assert first_difference(one, two, programs, NAMES) == ""
