"""What `portsim.size` says of wrong input: one clear message, before a run wherever that can be."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates import GATE

import portsim
from portsim.base.errors import ConfigError, PortsimError
from portsim.base.notes import Note

LANES, KEEP = "places.gate_in.lanes=2:6", "gate_queue_time <= 2 min"


@pytest.fixture
def gate(tmp_path: Path) -> portsim.Scenario:
    (tmp_path / "gate.yaml").write_text(GATE)
    return portsim.load(str(tmp_path / "gate.yaml"))


class TestWrongInput:
    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"targets": []}, "size: no target; say what must be kept"),
            ({"targets": [KEEP, KEEP]}, "target gate_queue_time: stands twice; keep the stricter one"),
            ({"over": []}, "size: nothing to choose"),
            ({"over": ["places.gate_in.lane=2:3"]}, "over places.gate_in.lane: unknown key 'lane'"),
            (
                {"over": ["places.gate_in.lanes=0:3"]},
                "places.gate_in.lanes: got 0 at terminal main, allowed 1",
            ),
            (
                {"over": ["places.gate_in.lanes=2-4"]},
                "over places.gate_in.lanes: got '2-4'; write 2:4 for 2 to 4",
            ),
            (
                {"over": ["places.gate_in.lanes=a,b"]},
                "over places.gate_in.lanes.value: got 'a', allowed a whole",
            ),
            (
                {"over": ["study.days=1:3"]},
                "over study.days: only numbers of the port, measures and what_ifs",
            ),
            (
                {
                    "over": ["measures.qr_gate_pass.uptake=0%:50%:50%"],
                    "cost": ["measures.qr_gate_pass.uptake=1"],
                },
                "baseline does not use qr_gate_pass; name one that does, --alternative qr",
            ),
            (
                {"over": ["demand.truck.per_day=1000 per day,1100 per day"]},
                "no servers to count, so costs are needed",
            ),
            (
                {"over": ["places.gate_in.lanes=1:2"]},
                "size: none of 2 points can run; offered load 2.50 at gate_in",
            ),
            ({"alternative": "qrr"}, "alternative: unknown alternative 'qrr' (nearest: qr)"),
            (
                {"chance": "100 %"},
                "chance: got '100 %', allowed 50 % to 99.9 %; no number of runs can show",
            ),
            ({"chance": "nan"}, "chance: got 'nan', allowed a share such as 5 % or 0.05"),
            ({"chance": 95}, "chance: got 95, allowed a share from 0 to 1 (0 % to 100 %); write 95 %"),
            ({"chance_of": "periods"}, "chance_of: got 'periods' (nearest: period)"),
            ({"zone": "6 %"}, "zone: got '6 %', allowed above 0 and below 5 %"),
            ({"zone": "5 %"}, "zone: got '5 %', allowed above 0 and below 5 %"),
            ({"chance": "90 %", "zone": "10 %"}, "zone: got '10 %', allowed above 0 and below 10 %"),
            ({"zone": "0 %"}, "zone: got '0 %', allowed above 0 and below 5 %"),
            (
                {"zone": "3 %", "targets": [], "minimise": "gate_queue_time"},
                "zone: got '3 %', and there is no --target that it could be of; leave it out",
            ),
            ({"budget": 7}, "budget: got 7 runs, allowed 24 or more: 4 points with 6 replications each"),
            ({"budget": 0}, "budget: got 0, allowed a whole number of runs, 1 or more"),
            ({"replications": 1}, "replications: got 1, allowed 2 or more"),
            ({"minimise": "gate_lane_throughput"}, "minimise gate_lane_throughput: of it more is better"),
            ({"minimise": "gate_queue"}, "minimise 'gate_queue': unknown KPI 'gate_queue'"),
            (
                {"minimise": "gate_queue_time", "within": "0 min"},
                "within: got '0 min', allowed a difference above 0",
            ),
            (
                {"within": "1 yuan/y"},
                "within: got '1 yuan/y', allowed an amount in points, as the costs are",
            ),
            (
                {"targets": ["yard_fill <= 80 %"]},
                "yard_fill: nothing to measure in replication 0 at gate_in lanes 3",
            ),
            (
                {"targets": ["truck_visit_time <= 0 min"], "chance_of": "expected"},
                "the limit is 0, so an expected",
            ),
            ({"workers": -1}, "workers: got -1"),
        ],
    )
    def test_it_gets_one_clear_message(
        self, gate: portsim.Scenario, more: dict[str, object], words: str
    ) -> None:
        asked: dict[str, object] = {"over": [LANES], "targets": [KEEP], "workers": 1, **more}
        with pytest.raises(PortsimError) as caught:
            portsim.size(gate, **asked)  # type: ignore[arg-type]
        assert words in str(caught.value) and "\n" not in str(caught.value)

    def test_a_scenario_that_overloads_can_be_run_if_asked(self, tmp_path: Path) -> None:
        (tmp_path / "gate.yaml").write_text(GATE)
        loose = portsim.load(str(tmp_path / "gate.yaml"), overload=True)
        found = portsim.size(loose, ["places.gate_in.lanes=2:4"], [KEEP], chance=0.8, workers=1)
        assert (found.systems["n"] > 0).all() and found.chosen["places.gate_in.lanes"].iloc[0] == "4"


def test_a_target_that_points_the_wrong_way_is_noted(gate: portsim.Scenario) -> None:
    with pytest.warns(Note, match="less is better"):
        portsim.size(gate, ["places.gate_in.lanes=4"], ["gate_queue_time >= 0 min"], chance=0.6, workers=1)


def test_errors_of_the_scenario_are_configuration_errors() -> None:
    with pytest.raises(ConfigError, match="gate_inn"):
        portsim.size("ocean_gate", ["places.gate_inn.lanes=10:12"], [KEEP], workers=1)
