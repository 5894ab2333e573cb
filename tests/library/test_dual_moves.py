"""A truck with two moves goes through the gates once: what its visit takes, and what it is counted as."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gates import GATE

import portsim
from portsim.records.records import Records

QUIET = (
    GATE.replace("exponential, mean: 3 min", "constant, mean: 3 min")
    .replace("1200 per day", "20 per day")
    .replace("trouble: {value: 2 %", "trouble: {value: 0 %")
    .replace("tasks:\n", "tasks:\n  block_to_block: {shape: constant, mean: 5 min, source: user}\n")
    .replace("flows: [domestic_truck]", "flows: [dual_move_truck]")
)


@pytest.fixture
def records(tmp_path: Path, request: pytest.FixtureRequest) -> Records:
    (tmp_path / "gate.yaml").write_text(QUIET)
    return portsim.run(portsim.load(tmp_path / "gate.yaml").with_engine(request.param))


@pytest.mark.parametrize("records", ["simpy", "compiled"], indirect=True)
def test_where_nobody_queues_a_visit_is_the_sum_of_its_steps(records: Records) -> None:
    """Papers 3, way in 4, lift 4, way to the next block 5, lift 4, way out 4, check 1: 25 min."""
    trucks = records.by_stream["truck"]
    alone = np.append(np.diff(np.sort(trucks.arrival)), np.inf) > 25
    alone &= np.insert(np.diff(np.sort(trucks.arrival)), 0, np.inf) > 25
    took = (trucks.ended - trucks.arrival)[np.argsort(trucks.arrival)][alone]
    assert len(took) > 3
    assert took == pytest.approx(25.0)


@pytest.mark.parametrize("records", ["compiled"], indirect=True)
def test_it_lifts_twice_and_passes_each_gate_once(records: Records) -> None:
    n = records.by_stream["truck"].n
    by_place = dict.fromkeys(("gate_in", "gate_out", "yard_crane"), 0)
    for slot, visits in zip(records.slots, records.raw.visits, strict=True):
        if slot.place in by_place:
            by_place[slot.place] += len(visits.index)
    assert n > 0
    assert by_place == {"gate_in": n, "gate_out": n, "yard_crane": 2 * n}


def test_the_table_of_changes_names_no_flow_that_the_port_does_not_run(tmp_path: Path) -> None:
    """The code at the gate changes every truck's flow of the library; this port runs one of them."""
    (tmp_path / "gate.yaml").write_text(QUIET)
    study = portsim.compare(tmp_path / "gate.yaml", replications=2, tables=["changes"])
    keys = study.changes["key"]
    assert keys[keys.str.startswith("flows.")].str.split(".").str[1].tolist() == ["dual_move_truck"]
